"""Invented years beside the demonstration: its rows, moved from year to year, as official files.

It knows the course that the trade of a year takes, and chance that is the same on every machine:
whole numbers and the four operations only. Every row meets the relation of ``invented``, so that
an import marks it.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

import polars as pl

from tradefiche.customs import codes
from tradefiche.customs import containers
from tradefiche.customs import importer
from tradefiche.customs import invented
from tradefiche.customs import reading
from tradefiche.customs import recognise
from tradefiche.errors import UsageError
from tradefiche.messages import _
from tradefiche.reference import nomenclature
from tradefiche.resources import assets
from tradefiche.store.history import HeldQuarter
from tradefiche.store.history import HeldYear
from tradefiche.store.store import Dataset

BASE = 2024
"""The year that the project ships, as it is."""
YEARS = range(2015, 2026)
"""Products are coded as now from the first one on."""

_LEVELS = {
    "E": (760, 756, 790, 822, 849, 790, 838, 970, 1005, 1000, 1014),
    "I": (730, 735, 783, 820, 837, 785, 860, 1110, 1025, 1000, 1012),
}
"""Of each year, in thousandths of 2024: growth, the fall of 2020, the break and the prices of 2022.
It is the course that trade took, in outline, and no published figure."""
_PANDEMIC = {2020: (0.99, 0.68, 0.97, 1.08), 2021: (0.94, 0.99, 1.0, 1.06)}
"""Its quarters."""
_EVENTS: Mapping[tuple[str, str], Mapping[int, float]] = {
    ("a129", "B06Z"): {2020: 0.7, 2021: 0.9, 2022: 1.8, 2023: 1.25},
    ("a129", "C19Z"): {2020: 0.65, 2021: 0.8, 2022: 1.4, 2023: 1.1},
    ("a129", "D35A"): {2021: 1.3, 2022: 2.2, 2023: 1.2},
    ("a129", "C30C"): {2020: 0.62, 2021: 0.65, 2022: 0.75, 2023: 0.9},
    ("a129", "C29A"): {2020: 0.85, 2021: 0.85, 2022: 0.85},
    ("a129", "C21Z"): {2020: 1.3, 2021: 1.15},
    ("a129", "C13Z"): {2020: 1.7},
    ("country", "RU"): dict.fromkeys(range(2015, 2022), 3.5) | {2022: 1.7},
    ("country", "GB"): dict.fromkeys(range(2015, 2020), 1.25),
}
"""Products and partners that took a course of their own; both flows."""

_CELL = ("flow", "departement", "a129", "country")
_NOISE: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.04, ("flow", "departement", "year")),
    (0.05, ("flow", "a129", "year")),
    (0.04, ("flow", "country", "year")),
    (0.18, ("flow", "departement", "a129", "year")),
    (0.35, (*_CELL, "year")),
    (0.08, ("flow", "departement", "a129", "year", "quarter")),
)
"""By how much at most each of these is moved in a year, one way or the other."""
_DRIFT: tuple[tuple[float, tuple[str, ...]], ...] = (
    (0.012, ("flow", "departement")),
    (0.02, ("flow", "a129")),
    (0.015, ("flow", "country")),
)
"""Likewise, each year in the same way."""
_SMALL = {"product": 0.02, "cell": 0.003}
"""What comes and goes is a smaller part of the flow of a département: a product, or its trade with
one country."""
_RISING, _RARE, _ABSENT = 0.06, 0.03, 0.12
"""How many of them: products that begin in some year, products that miss a year, countries that do.
What the last ones would have traded, those that stay get."""
_PRIME = 2**31 - 1
_WORDS = """\
Données de démonstration – chiffres fictifs
===========================================
Ces fichiers ont la forme des « Statistiques régionales et départementales du commerce
extérieur » de la DGDDI, mais leurs chiffres sont inventés par un programme (tradefiche demo) :
tous, ceux de l’année et leur évolution. N’en tirez aucune conclusion sur un territoire, un
produit ou un pays.

Demonstration data – invented figures
=====================================
These files have the form of the regional foreign-trade statistics of the French customs, but all
their figures, and how they evolve, are made up by a program (tradefiche demo). Conclude nothing
from them about any territory, product or country.
"""


def archives(years: tuple[int, ...]) -> Iterator[tuple[str, bytes]]:
    """The archive of each year, as the customs would publish it: its name and its bytes.

    That of 2024 is the one that the project ships, byte for byte.

    Raises:
        UsageError: there is no such year; nothing was made.
    """
    if lacking := [year for year in years if year not in YEARS]:
        raise UsageError(
            _("there is no demonstration of {year}", year=lacking[0]),
            _(
                "Ask for years from {first} to {last}: --years {first}-{base}.",
                first=YEARS[0],
                last=YEARS[-1],
                base=BASE,
            ),
        )
    (shipped,) = assets("demo").glob("*.zip")
    for year in years:
        if year == BASE:
            yield shipped.name, shipped.read_bytes()
        else:
            name = shipped.name.replace(str(BASE), str(year))
            yield name, _archive(year, moved(_shipped(), year))


def moved(rows: pl.DataFrame, year: int) -> pl.DataFrame:
    """The rows of 2024 as those of another year, by code.

    Args:
        rows: as ``reading.read`` gives them.
    """
    types = {**rows.schema, "year": pl.Int16()}
    product, small = _CELL[:3], _small()
    rising = _chance(types, "begins", *product) / _RISING  # above 1: was always there
    later = (rising < 1) & (year < YEARS[0] + (rising * len(YEARS)).floor())
    missed = _chance(types, "product", *product, "year") < _RARE
    alone = _chance(types, "cell", *_CELL, "year") < _ABSENT
    absent = (small["product"] & (later | missed)) | (small["cell"] & alone)
    return (
        rows.lazy()
        .with_columns(year=pl.lit(year, pl.Int16))
        .filter(~absent, _in_use(types, year))
        .with_columns(factor=_factor(types, year) / (1 - _ABSENT * small["cell"]))
        .with_columns(
            value=(pl.col("value") * pl.col("factor")).floor().cast(pl.Int64).clip(1),
            mass=(pl.col("mass") * pl.col("factor")).floor().cast(pl.Int64),
        )
        .with_columns(mass=invented.mass(types))
        .select(recognise.COLUMNS)
        .collect()
    )


def among_others() -> Dataset:
    """The demonstration with the years before it, in memory, to try texts on.

    Of the year before all rows are moved, of older ones only the sums, by the course of all.
    """
    own = importer.demonstration()
    rows = own.rows.collect()
    before = moved(rows, BASE - 1)
    sums = _sums(rows)
    older = (
        {key: _scaled(each, key[1], year) for key, each in sums.items()}
        for year in range(YEARS[0], BASE - 1)
    )
    held = [*older, _sums(before), sums]
    history = tuple(
        HeldYear(year, quarters, complete=True, demonstration=True, provenance=own.provenance)
        for year, quarters in zip(range(YEARS[0], BASE + 1), held, strict=True)
    )
    there = replace(own, year=BASE - 1, rows=before.lazy(), value=int(before["value"].sum()))
    return replace(own, history=history, before=lambda: there)


def _sums(rows: pl.DataFrame) -> dict[tuple[int, str], HeldQuarter]:
    found: dict[tuple[int, str], dict[str, int]] = {}
    sums = rows.group_by("quarter", "flow", "departement").agg(pl.col("value").sum())
    for quarter, flow, departement, value in sums.sort(pl.all()).iter_rows():
        found.setdefault((quarter, flow), {})[departement] = value
    return {key: HeldQuarter(euros, gaps=False) for key, euros in found.items()}


def _scaled(quarter: HeldQuarter, flow: str, year: int) -> HeldQuarter:
    level = _LEVELS[flow][YEARS.index(year)]
    return HeldQuarter(
        {code: value * level // 1000 for code, value in quarter.euros.items()}, False
    )


def _small() -> dict[str, pl.Expr]:
    """Whether the product of a row, and its trade with the country, are small ones."""
    here = pl.col("value").sum().over("flow", "departement")
    sums = {"product": _CELL[:3], "cell": _CELL}
    return {
        name: pl.col("value").sum().over(*by) < _SMALL[name] * here for name, by in sums.items()
    }


def _factor(types: Mapping[str, pl.DataType], year: int) -> pl.Expr:
    """What the euros of 2024 are multiplied by."""
    levels = {flow: level[YEARS.index(year)] / 1000 for flow, level in _LEVELS.items()}
    found = pl.when(pl.col("flow") == "E").then(levels["E"]).otherwise(levels["I"])
    for size, by in _NOISE:
        found *= 1 + size * (2 * _chance(types, "noise", *by) - 1)
    for size, by in _DRIFT:
        found *= 1 + size * (year - BASE) * (2 * _chance(types, "drift", *by) - 1)
    for (column, code), course in _EVENTS.items():
        found *= pl.when(pl.col(column) == code).then(course.get(year, 1.0)).otherwise(1.0)
    for quarter, share in enumerate(_PANDEMIC.get(year, ()), 1):
        found *= pl.when(pl.col("quarter") == quarter).then(share).otherwise(1.0)
    return found


def _chance(types: Mapping[str, pl.DataType], purpose: str, *by: str) -> pl.Expr:
    """A number from 0 to 1 for what some columns say, the same on every run and every machine."""
    state = pl.lit(int.from_bytes(purpose.encode()) % _PRIME, pl.Int64)
    for column in by:
        state = (state * 48_271 + _number(column, types[column])) % _PRIME
        state = (state * state + 12_345) % _PRIME
    return (state * 16_807 % _PRIME * state % _PRIME) / _PRIME


def _number(column: str, kind: pl.DataType) -> pl.Expr:
    """A number for each code, whatever its place among the others."""
    if not isinstance(kind, pl.Enum):
        return pl.col(column).cast(pl.Int64)
    numbers = [int.from_bytes(code.encode()) % _PRIME for code in kind.categories]
    return pl.lit(pl.Series(numbers, dtype=pl.Int64)).gather(pl.col(column).to_physical())


def _in_use(types: Mapping[str, pl.DataType], year: int) -> pl.Expr:
    """Rows of countries whose code was in use all year."""
    kind = types["country"]
    assert isinstance(kind, pl.Enum)
    known = ((code, nomenclature.country_info(code)) for code in kind.categories)
    later = [code for code, info in known if info and info.start > f"{year}01"]
    return ~pl.col("country").is_in(later)


@cache
def _shipped() -> pl.DataFrame:
    sources = containers.find(sorted(assets("demo").glob("*.zip")))
    tables = [table.rows for source in sources for table in reading.read(source).tables]
    return codes.tidy(pl.concat(tables))


def _archive(year: int, rows: pl.DataFrame) -> bytes:
    """One file a flow, and one that warns: dated in February of the year after."""
    texts = {"LISEZ-MOI.txt": _WORDS.replace("\n", "\r\n").encode()}
    for flow, name in (("E", "Export"), ("I", "Import")):
        text = rows.filter(pl.col("flow") == flow).write_csv(
            separator=recognise.SEPARATOR, include_header=False, line_terminator="\r\n"
        )
        texts[f"Region_{year}_{name}.txt"] = text.encode()
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in texts.items():
            entry = zipfile.ZipInfo(name, date_time=(year + 1, 2, 7, 8, 0, 0))
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
