"""The codes of a regional file against the project's tables, and the tidy columns they make.

CPF4 codes are kept as they are: nothing is published by CPF4.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import polars as pl

from tradefiche.customs import faults
from tradefiche.customs.containers import shortened
from tradefiche.errors import UnknownCodesError
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.messages import whole
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.store import strangers


@dataclass(frozen=True, slots=True)
class Unknown:
    """A code that the tables do not know, by its name in ``store.strangers``.

    ``value`` in euros over ``rows`` rows.
    """

    what: str
    rows: int
    value: int

    def __str__(self) -> str:
        return _(
            "{code}: {rows}, {euros} €",
            code=strangers.said(self.what),
            rows=many(self.rows, "row", grouped=True),
            euros=whole(self.value),
        )


def unknown(rows: pl.DataFrame) -> tuple[Unknown, ...]:
    """The codes that the tables do not know, or not at the date of the row.

    Args:
        rows: as ``rows.read`` gives them.

    Returns:
        By kind and code: unknown départements, regions, A129 codes and countries, regions that
        are not their département's, countries whose code was not in use in the quarter of the row.
    """
    suspects = [*_strangers(_distinct(rows)), *_misplaced(rows), *_out_of_use(rows)]
    return tuple(
        Unknown(what, found.height, int(found["value"].sum()))
        for what, test in suspects
        if (found := rows.filter(test)).height
    )


def merged(found: Iterable[Unknown]) -> tuple[Unknown, ...]:
    """The same, each code once for all files, in order."""
    rows: Counter[str] = Counter()
    value: Counter[str] = Counter()
    for each in found:
        rows[each.what] += each.rows
        value[each.what] += each.value
    return tuple(Unknown(what, rows[what], value[what]) for what in sorted(rows))


def refusal(found: Iterable[Unknown]) -> UnknownCodesError:
    """The error that lists unknown codes, those of several files together."""
    listed = merged(found)
    title = _("{codes}; nothing was imported:", codes=many(len(listed), "unknown code"))
    return UnknownCodesError(
        "\n".join([title, *(f"  {each}" for each in listed)]),
        _(
            "A code cut by a spreadsheet (1 for 01) means a damaged file: "
            "download it again. A new code of the customs can be kept, under "
            "its bare code, with --accept-unknown."
        ),
    )


def enumerations() -> dict[str, pl.Enum]:
    """The type of each column that has tables: every code they know, in order."""
    return {column: pl.Enum(known) for column, known in _known().items()}


def tidy(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with ``flow`` and the codes as ``pl.Enum``: every known code, then the others."""
    if all(rows.schema[column] == kind for column, kind in enumerations().items()):
        return rows
    distinct = _distinct(rows)
    return rows.with_columns(
        pl.col(column).cast(pl.Enum([*known, *sorted(set(distinct[column]) - set(known))]))
        for column, known in _known().items()
    )


@cache
def _known() -> Mapping[str, Sequence[str]]:
    """The codes of each column that has tables, in order."""
    places = territories.customs_departements()
    return {
        "flow": faults.FLOWS,
        "departement": sorted(places),
        "region": sorted(set(places.values())),
        "a129": sorted(nomenclature.product_codes()),
        "country": sorted(nomenclature.country_codes()),
    }


def _distinct(rows: pl.DataFrame) -> dict[str, list[str]]:
    """The codes in each column that has tables, in order."""
    codes = rows.lazy().select(pl.col(column).unique().implode() for column in _known()).collect()
    return {column: sorted(codes[column][0].cast(pl.String)) for column in _known()}


def _strangers(distinct: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, pl.Expr]]:
    for column, known in _known().items():
        for code in sorted(set(distinct[column]) - set(known)):
            yield strangers.unknown(column, shortened(code)), pl.col(column) == code


def _misplaced(rows: pl.DataFrame) -> Iterator[tuple[str, pl.Expr]]:
    """Pairs of a known département and a known region that is not its own."""
    home = territories.customs_departements()
    regions = set(_known()["region"])
    pairs = rows.select("departement", "region").unique().cast(pl.String).rows()
    for departement, region in sorted(pairs):
        if departement in home and region in regions and region != home[departement]:
            here = (pl.col("departement") == departement) & (pl.col("region") == region)
            yield strangers.misplaced(departement, region), here


def _out_of_use(rows: pl.DataFrame) -> Iterator[tuple[str, pl.Expr]]:
    """Countries whose code meant something else, or nothing, in the quarter of the row."""
    month = pl.col("year").cast(pl.Int32) * 100 + pl.col("quarter") * 3 - 2
    met = rows.lazy().group_by("country").agg(month.min().alias("first"), month.max().alias("last"))
    for code, first, last in sorted(met.collect().cast({"country": pl.String}).rows()):
        if (info := nomenclature.country_info(code)) is None:
            continue
        here = pl.col("country") == code
        if info.closed and last > int(info.end):
            yield (
                strangers.closed(code, _dashed(info.end)),
                here & (month > int(info.end)),
            )
        if first + 2 < int(info.start):  # to the quarter: a code may begin within it
            yield (
                strangers.begun(code, _dashed(info.start)),
                here & (month + 2 < int(info.start)),
            )


def _dashed(month: str) -> str:
    return f"{month[:4]}-{month[4:]}"
