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
from tradefiche.cube import movers
from tradefiche.customs import demo_years
from tradefiche.fiche import Marks
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Totals
from tradefiche.report.atlas import compose
from tradefiche.store.history import HeldQuarter
from tradefiche.store.history import HeldYear

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


# -- beside the year before --------------------------------------------------------------------


def held(year: int, exports: Mapping[str, int], *, complete: bool = True) -> HeldYear:
    """A year in outline: exports by customs code, and one euro of imports."""
    quarters = {(1, "E"): HeldQuarter(exports, False), (1, "I"): HeldQuarter({"03": 1}, False)}
    return HeldYear(year, quarters, complete, True, demonstration().provenance)


def after(atlas: Atlas, before: HeldYear) -> Atlas:
    """An atlas of a store that also holds the year before."""
    now = {each.place.customs_code: each.totals.exports for each in atlas.departements}
    now |= {"99": atlas.monaco.exports, "00": atlas.unplaced.exports}
    history = (before, held(atlas.year, now, complete=not atlas.marks.provisional))
    return replace(
        atlas,
        schema_version=atlases.SCHEMA_VERSION,
        departements=movers.compared(atlas.departements, history),
        evolution=movers.evolution(history),
    )


def moved(atlas: Atlas, before: Callable[[str], int], **beside: int) -> Atlas:
    """Départements exported in 2023 what ``before`` says of their public code."""
    codes = {each.place.customs_code: before(each.place.code) for each in atlas.departements}
    return after(atlas, held(2023, codes | {"99": 0} | beside))


def _sold(code: str) -> int:
    return _spread(code).exports


@cache
def several() -> Mapping[str, Atlas]:
    """Those that are compared with the year before."""
    spread, small = hard()["far apart"], made(lambda code: Totals(int(code) * MILLION, MILLION))
    marks = Marks(demonstration=False, quarters=(1, 2, 3, 4))
    return {
        "ten years": indicators.atlas(demo_years.among_others()),
        "nothing changed": moved(small, lambda code: int(code) * MILLION),
        "all rose": moved(small, lambda code: int(code) * MILLION - int(code) * 10_000),
        "upside down": moved(small, lambda code: (1000 - int(code)) * MILLION),
        "out of nothing": moved(small, lambda code: 3 * MILLION if code == "75" else 0),
        "into nothing": moved(made(lambda c: Totals(MILLION * (c == "75"))), lambda _: 2 * MILLION),
        "around a million": moved(small, lambda code: MILLION - int(code) % 3 + 1),
        "ties": moved(small, lambda code: (5 if code < "50" else 9) * MILLION),
        "far apart": moved(spread, lambda code: _sold(code) // 3 + int(code) * MILLION),
        "true figures": moved(
            replace(small, marks=marks), lambda code: int(code) ** 2 * 31_337, **{"99": 5, "00": 7}
        ),
    }


@cache
def pdf(name: str) -> bytes:
    return compose(everything()[name], edition_2024(), brand.load()).content


@cache
def pdf_of_several(name: str) -> bytes:
    return compose(several()[name], edition_2024(), brand.load()).content
