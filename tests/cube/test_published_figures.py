"""Published figures of other years and places, beside what the program makes of the same files.

They run where ``TRADEFICHE_BACKTEST`` names a store with real data of their year (``data import``
makes one), and are skipped elsewhere. An amount or a rate of coverage may differ by 2 %, another
percentage by half a point: the files are revised after each publication. Left out of the table:
what straddles two years, half years, ranks among 101 départements, and what counts trade with the
Hexagone.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest
from paths import ROOT

from tradefiche import customs
from tradefiche.cube import indicators
from tradefiche.fiche import Profile
from tradefiche.fiche.atlas import Totals
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.store.store import Dataset
from tradefiche.store.store import Store

TABLE = ROOT / "tests" / "cube" / "published_figures.csv"
VARIABLE = "TRADEFICHE_BACKTEST"
MILLION = 1_000_000


@dataclass(frozen=True)
class Published:
    """A row of the table; ``territory`` and ``of`` are départements, by public code."""

    year: int
    territory: tuple[str, ...]
    of: tuple[str, ...]
    flow: str
    measure: str
    value: float
    unit: str

    @property
    def name(self) -> str:
        return f"{self.year} {'+'.join(self.territory)} {self.flow} {self.measure}"

    def is_near(self, found: float) -> bool:
        if self.unit == "percent" and self.measure != "coverage":
            return abs(found - self.value) <= 0.5
        return abs(found - self.value) <= 0.02 * abs(self.value)


def published() -> list[Published]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return [
            Published(
                year=int(row["year"]),
                territory=tuple(row["territory"].split("+")),
                of=tuple(filter(None, row["of"].split("+"))),
                flow=row["flow"],
                measure=row["measure"],
                value=float(row["value"]),
                unit=row["unit"],
            )
            for row in csv.DictReader(file)
        ]


@cache
def totals(source: Callable[[int], Dataset], year: int) -> dict[str, Totals]:
    found = indicators.atlas(source(year)).departements
    return {each.place.code: each.totals for each in found}


@cache
def profile(source: Callable[[int], Dataset], year: int, code: str) -> Profile:
    (fiche,) = indicators.fiches(source(year), [territories.departement(code)])
    assert fiche.profile is not None
    return fiche.profile


def computed(row: Published, source: Callable[[int], Dataset]) -> float:
    """What the program says, in the unit of the row."""

    def euros(codes: tuple[str, ...], flow: str) -> int:
        known = totals(source, row.year)
        return sum(getattr(known[code], flow) for code in codes)

    kind, _, code = row.measure.partition(" ")
    if kind == "total":
        return euros(row.territory, row.flow) / MILLION
    if kind == "balance":
        return (euros(row.territory, "exports") - euros(row.territory, "imports")) / MILLION
    if kind == "coverage":
        return 100 * euros(row.territory, "exports") / euros(row.territory, "imports")
    if kind == "share":
        return 100 * euros(row.territory, row.flow) / euros(row.of, row.flow)
    (place,) = row.territory
    side = getattr(profile(source, row.year, place), row.flow)
    if kind == "product":
        return 100 * sum(w.weight.here for w in side.products if w.product.code == code)
    assert kind == "partner"
    named = {*side.partners, *(side.exposure.destinations if side.exposure else ())}
    return 100 * sum(w.weight.here for w in named if w.country.code == code)


@cache
def real(year: int) -> Dataset:
    return Store(Path(os.environ[VARIABLE])).dataset(year)


@pytest.mark.parametrize("row", published(), ids=lambda row: row.name)
def test_a_published_figure_is_found_again(row: Published) -> None:
    folder = os.environ.get(VARIABLE)
    if not folder or row.year not in Store(Path(folder)).years():
        pytest.skip(f"no real data of {row.year}: name their store in {VARIABLE}")
    if real(row.year).marks.demonstration:
        pytest.skip("demonstration data")
    found = computed(row, real)
    assert row.is_near(found), f"{found:.2f}, published {row.value}"


def test_the_allier_of_the_demonstration_is_the_published_one() -> None:
    def demonstration(year: int) -> Dataset:
        assert year == 2024
        return customs.demonstration()

    rows = [row for row in published() if row.territory == ("03",)]
    assert len(rows) == 4
    for row in rows:
        assert row.is_near(computed(row, demonstration)), row.name
        assert not row.is_near(1.03 * computed(row, demonstration) + 0.6)


def test_the_table_says_what_can_be_computed() -> None:
    places = {place.code for place in territories.departements()}
    names = [row.name for row in published()]
    assert len({*names}) == len(names)
    for row in published():
        assert {*row.territory, *row.of} <= places
        assert not row.of or {*row.territory} < {*row.of}
        assert row.unit == ("M€" if row.measure in {"total", "balance"} else "percent")
        assert (row.flow == "") == (row.measure in {"balance", "coverage"})
        kind, _, code = row.measure.partition(" ")
        if kind == "product":
            assert code in nomenclature.product_codes()


def test_every_published_figure_has_its_source() -> None:
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            assert row["publisher"]
            assert row["difference"]
            assert row["address"].startswith("http") or row["publisher"].startswith("ANCT")
