"""Partners by zone of the world and by date: who is foreign, who is in the Union of 27.

It knows codes of the customs, no figures. The Union is the 27 of February 2020 in every year.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from tradefiche.reference import nomenclature
from tradefiche.reference.tables import rows

UNITED_STATES = "US"

_NOT_FOREIGN = frozenset({"France", "non ventilé"})


@cache
def partners(year: int) -> Mapping[str, str]:
    """Codes behind which a foreign country or territory stands, and the code each counts as.

    Returned goods (FR), the French départements overseas and statistical codes are not here:
    they count in totals only. Northern Ireland and Great Britain count as the United Kingdom.
    """
    return MappingProxyType(
        {
            code: (row and row["counted_as"]) or code
            for code in nomenclature.country_codes()
            if nomenclature.is_country(code)
            and ((row := _row(code, year)) is None or row["zone"] not in _NOT_FOREIGN)
        }
    )


@cache
def union() -> frozenset[str]:
    """The partners in the European Union of 27, the same in every year."""
    return frozenset(filter(nomenclature.is_european, nomenclature.country_codes()))


def zone(code: str, year: int) -> str | None:
    """The zone of a partner in a year; None for a code that was closed before the open data."""
    row = _row(code, year)
    return row["zone"] if row else None


def _row(code: str, year: int) -> dict[str, str] | None:
    """What is known of a code in the last month of the year in which it was in use."""
    known = [row for row in _by_code().get(code, ()) if row["start"] <= f"{year}12"]
    return known[-1] if known and known[-1]["end"] >= f"{year}01" else None


@cache
def _by_code() -> Mapping[str, tuple[dict[str, str], ...]]:
    """Rows of each code, the earliest first."""
    found: dict[str, tuple[dict[str, str], ...]] = {}
    for row in sorted(rows("zones"), key=lambda row: row["start"]):
        found[row["code"]] = (*found.get(row["code"], ()), row)
    return MappingProxyType(found)
