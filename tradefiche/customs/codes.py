"""The codes of a regional file against the project's tables, and the tidy columns they make.

CPF4 codes are kept as they are: nothing is published by CPF4.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from tradefiche import nomenclature
from tradefiche import territories
from tradefiche.customs import faults
from tradefiche.errors import UnknownCodesError

_FIRST_MONTHS = {1: "01", 2: "04", 3: "07", 4: "10"}
_SHOWN = {"departement": "département", "region": "region", "a129": "A129", "country": "country"}


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code that the tables do not know; ``value`` in euros over ``rows`` rows."""

    what: str
    rows: int
    value: int


def unknown(rows: pl.DataFrame) -> tuple[Unknown, ...]:
    """The codes that the tables do not know, or not at the date of the row.

    Args:
        rows: in the schema of ``rows.read``.

    Returns:
        By kind and code: unknown départements, regions, A129 codes and countries, countries
        closed before the quarter of the row, regions that are not their département's.
    """
    return tuple(
        Unknown(what, found.height, int(found["value"].sum()))
        for what, test in _suspects(rows)
        if (found := rows.filter(test)).height
    )


def refusal(found: Iterable[Unknown]) -> UnknownCodesError:
    """The error that lists unknown codes, those of several files together."""
    rows: dict[str, int] = {}
    value: dict[str, int] = {}
    for each in found:
        rows[each.what] = rows.get(each.what, 0) + each.rows
        value[each.what] = value.get(each.what, 0) + each.value
    lines = [f"  {what}: {rows[what]} rows, {value[what]} €" for what in rows]
    return UnknownCodesError(
        "\n".join([f"{len(lines)} unknown codes; nothing was imported:", *lines]),
        "A code cut by a spreadsheet (1 for 01) means a damaged file: download it again. "
        "A new code of the customs can be kept, under its bare code, with --accept-unknown.",
    )


def tidy(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with ``flow`` and the codes as ``pl.Enum``: every known code, then the others."""
    known = {
        "flow": faults.FLOWS,
        "departement": sorted(territories.customs_departements()),
        "region": sorted(set(territories.customs_departements().values())),
        "a129": sorted(nomenclature.product_codes()),
        "country": sorted(nomenclature.country_codes()),
    }
    return rows.with_columns(
        pl.col(column).cast(pl.Enum([*codes, *_others(rows, column, codes)]))
        for column, codes in known.items()
    )


def _others(rows: pl.DataFrame, column: str, codes: Sequence[str]) -> list[str]:
    return sorted(set(_distinct(rows, column)) - set(codes))


def _suspects(rows: pl.DataFrame) -> list[tuple[str, pl.Expr]]:
    """What each unknown code is called, and the rows it is in."""
    places = territories.customs_departements()
    known = {
        "departement": frozenset(places),
        "region": frozenset(places.values()),
        "a129": nomenclature.product_codes(),
        "country": nomenclature.country_codes(),
    }
    suspects = [
        (f"{_SHOWN[column]} {code}", pl.col(column) == code)
        for column, codes in known.items()
        for code in _others(rows, column, sorted(codes))
    ]
    for departement, region in rows.select("departement", "region").unique().sort(pl.all()).rows():
        if region in known["region"] and places.get(departement, region) != region:
            here = (pl.col("departement") == departement) & (pl.col("region") == region)
            suspects.append((f"département {departement} in region {region}", here))
    return suspects + _closed(rows)


def _closed(rows: pl.DataFrame) -> list[tuple[str, pl.Expr]]:
    """Countries whose code the customs closed before the quarter of the row."""
    ends = {
        code: info.end
        for code in _distinct(rows, "country")
        if (info := nomenclature.country_info(code)) and info.closed
    }
    if not ends:
        return []
    month = pl.col("year").cast(pl.String) + pl.col("quarter").replace_strict(_FIRST_MONTHS)
    return [
        (
            f"country {code} (closed since {end[:4]}-{end[4:]})",
            (pl.col("country") == code) & (month > end),
        )
        for code, end in sorted(ends.items())
    ]


def _distinct(rows: pl.DataFrame, column: str) -> list[str]:
    return rows[column].unique().cast(pl.String).to_list()
