"""Atlases for the tests: that of the demonstration, and cases that no year holds."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import replace
from functools import cache

from pdf_reading import demonstration as dataset
from pdf_reading import edition_2024

from tradefiche import brand
from tradefiche.cube import indicators
from tradefiche.fiche import Marks
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Totals
from tradefiche.report.atlas import compose

MILLION = 1_000_000
NOTHING = Totals()


@cache
def demonstration() -> Atlas:
    return indicators.atlas(dataset())


def made(
    totals: Callable[[str], Totals],
    *,
    beside: Totals = NOTHING,
    monaco: Totals = NOTHING,
    marks: Marks | None = None,
) -> Atlas:
    """An atlas whose départements trade what ``totals`` says of their public code."""
    base = demonstration()
    places = tuple(replace(each, totals=totals(each.place.code)) for each in base.departements)
    atlas = replace(base, departements=places, monaco=monaco, marks=marks or base.marks)
    return replace(atlas, france=atlas.placed + monaco + beside)


def _spread(code: str) -> Totals:
    """From nothing to the largest trade of all, in no order."""
    number = int(code)
    return Totals(number**5 * (number % 3), number**4 * (number % 5) * (number % 7))


@cache
def hard() -> Mapping[str, Atlas]:
    return {
        "nothing": made(lambda _: NOTHING),
        "one has everything": made(
            lambda code: Totals(5 * MILLION, 3 * MILLION) if code == "03" else NOTHING
        ),
        "no imports": made(lambda code: Totals(int(code) * MILLION, 0)),
        "no exports": made(lambda code: Totals(0, int(code) * MILLION), monaco=Totals(0, 7)),
        "all equal": made(lambda _: Totals(1000 * MILLION, 1000 * MILLION)),
        "a few euros": made(lambda code: Totals(int(code[:2]), 100 - int(code[:2]))),
        "far apart": made(_spread, beside=Totals(10**12, 1)),
        "provisional": made(_spread, marks=Marks(demonstration=True, quarters=(1, 2))),
        "true figures": made(_spread, marks=Marks(demonstration=False, quarters=(1, 2, 3, 4))),
    }


def everything() -> dict[str, Atlas]:
    return {"demonstration": demonstration(), **hard()}


@cache
def pdf(name: str) -> bytes:
    return compose(everything()[name], edition_2024(), brand.load()).content
