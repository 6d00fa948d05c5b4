"""Fiches with other years beside their own, made by hand: all that a store may hold, and lack.

Plain Python, which shares no code with the cube; products and partners are the fiche's own.
"""

from __future__ import annotations

import random
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from made_fiches import demonstration

from tradefiche.fiche import Evolution
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowChange
from tradefiche.fiche import Marks
from tradefiche.fiche import OtherChanges
from tradefiche.fiche import PartnerChange
from tradefiche.fiche import PartnerChanges
from tradefiche.fiche import ProductChange
from tradefiche.fiche import ProductChanges
from tradefiche.fiche import Provenance
from tradefiche.fiche import QuarterTotals
from tradefiche.fiche import SourceFile
from tradefiche.fiche import Trade
from tradefiche.fiche import YearTotals

M = 1_000_000
BREAK = 2022
PARTS = (24, 26, 23, 27)
"""Hundredths of a year in each quarter."""
Totals = Mapping[int, tuple[int, int]]
"""Exports and imports of each year."""


def quarters_of(total: int) -> list[int]:
    first = [total * part // 100 for part in PARTS[:3]]
    return [*first, total - sum(first)]


def with_years(fiche: Fiche, totals: Totals, incomplete: Sequence[int] = ()) -> Fiche:
    """A fiche of the last of some years; an incomplete one has its first two quarters."""
    years, quarters = [], []
    last = max(totals)
    for year, flows in totals.items():
        held = [quarters_of(total)[: 2 if year in incomplete else 4] for total in flows]
        whole = year not in incomplete
        comparable = (
            whole
            and year - 1 in totals
            and year - 1 not in incomplete
            and (year < BREAK) == (year - 1 < BREAK)
        )
        years.append(YearTotals(year, sum(held[0]), sum(held[1]), whole, comparable))
        for number, (exports, imports) in enumerate(zip(*held, strict=True), 1):
            if 4 * (last - year) + 4 - number < 12:
                quarters.append(QuarterTotals(year, number, exports, imports, complete=True))
    changes: list[FlowChange | None] = [None, None]
    if years[-1].comparable:
        changes = [
            change(trade, totals[last - 1][side], totals[last][side])
            for side, trade in enumerate(fiche.trades)
        ]
    files = tuple(
        SourceFile(f"{year}.zip", "0" * 64, 1, 2, f"{year + 1}-02-07") for year in list(totals)[:-1]
    )
    provenance = Provenance(files, max((file.vintage for file in files), default=""))
    evolution = Evolution(tuple(years), tuple(quarters), changes[0], changes[1], provenance)
    marks = fiche.marks
    if last in incomplete:
        marks = Marks(marks.demonstration, (1, 2))
    return replace(fiche, year=last, evolution=evolution, marks=marks)


def change(trade: Trade, before: int, now: int) -> FlowChange | None:
    if before < M:
        return None
    chance = random.Random(before + now)
    products = [each.product for each in trade.products]
    partners = list(trade.matrix.countries)
    return FlowChange(
        before,
        now,
        (now - before) / before,
        ProductChanges(*_cut(products, ProductChange, before, now, chance)),
        PartnerChanges(*_cut(partners, PartnerChange, before, now, chance)),
    )


def _cut(
    named: Sequence[Any], kind: Any, before: int, now: int, chance: random.Random
) -> tuple[Any, ...]:
    """Some rise, some fall; all the rest closes the sum."""
    many = len(named)
    changed = [
        kind(
            each,
            (first := before * chance.randint(0, 100) // (150 * (rank + 1))),
            (then := now * chance.randint(0, 100) // (150 * (rank + 1))),
            (then - first) / before,
        )
        for rank, each in enumerate(named[: chance.randint(0, 12)])
    ]
    changed = [each for each in changed if abs(each.part) >= 0.001]
    changed.sort(key=lambda each: -abs(each.amount))
    up = tuple(each for each in changed if each.amount > 0)[:3]
    down = tuple(each for each in changed if each.amount < 0)[:3]
    first = before - sum(each.before for each in (*up, *down))
    then = now - sum(each.now for each in (*up, *down))
    rest = OtherChanges(many - len(up) - len(down), first, then, (then - first) / before)
    return up, down, rest


def course(fiche: Fiche, first: int = 2015) -> Fiche:
    """Years that lead to the fiche's own totals, with a fall in 2020 and another level in 2022."""
    chance = random.Random(fiche.place.code)
    totals = {}
    for year in range(first, fiche.year):
        level = 0.6 + 0.03 * (year - 2015) - 0.1 * (year == 2020) + 0.1 * (year >= BREAK)
        totals[year] = tuple(int(t.total * level * chance.uniform(0.9, 1.1)) for t in fiche.trades)
    return with_years(fiche, {**totals, fiche.year: tuple(t.total for t in fiche.trades)})  # type: ignore[dict-item,arg-type]


@cache
def everywhere(first: int = 2015) -> tuple[Fiche, ...]:
    """All départements, with years of their own."""
    return tuple(course(fiche, first) for fiche in demonstration())


def of(code: str) -> Fiche:
    return next(fiche for fiche in demonstration() if fiche.place.code == code)


def _years(first: int, last: int, exports: int = 100, imports: int = 80) -> dict[int, Any]:
    """A slow course, in millions."""
    return {
        year: ((exports + 7 * (year - first) % 23) * M, (imports + 5 * (year - first) % 17) * M)
        for year in range(first, last + 1)
    }


@cache
def cases() -> Mapping[str, Fiche]:
    """What a store may hold, by name; of the Allier, where nothing else is said."""
    allier, ten = of("03"), _years(2015, 2024)

    def without(*years: int) -> dict[int, Any]:
        return {year: each for year, each in ten.items() if year not in years}

    def two(before: tuple[int, int], now: tuple[int, int]) -> Fiche:
        return with_years(allier, {2023: before, 2024: now})

    return {
        "two years": with_years(allier, _years(2023, 2024)),
        "three years": with_years(allier, _years(2022, 2024)),
        "eight years": with_years(allier, _years(2017, 2024)),
        "ten years": with_years(allier, ten),
        "a year is missing": with_years(allier, without(2018)),
        "the year before is missing": with_years(allier, without(2023)),
        "the year before is incomplete": with_years(allier, ten, (2023,)),
        "its own year is incomplete": with_years(allier, ten, (2024,)),
        "two years, its own incomplete": with_years(allier, _years(2023, 2024), (2024,)),
        "the first year of the new collection": with_years(allier, _years(2015, 2022)),
        "the second year of the new collection": with_years(allier, _years(2015, 2023)),
        "before the new collection": with_years(allier, _years(2016, 2020)),
        "two on each side": with_years(allier, _years(2020, 2023)),
        "one on each side": with_years(allier, _years(2021, 2022)),
        "two that do not follow": with_years(allier, without(*range(2015, 2022), 2023)),
        "nothing exported before": two((0, 50 * M), (20 * M, 60 * M)),
        "less than a million before": two((900_000, 500_000), (20 * M, 30 * M)),
        "nothing exported now": two((20 * M, 50 * M), (0, 60 * M)),
        "four times as much": two((20 * M, 50 * M), (80 * M, 500 * M)),
        "as before": two((20 * M, 50 * M), (20 * M, 50 * M)),
        "nearly as before": two((20 * M, 50 * M), (20 * M + 50_000, 50 * M - 100_000)),
        "in balance": two((50 * M, 50 * M), (60 * M, 60 * M)),
        "a hundred times more imports": with_years(
            allier, {year: (M + year, 2_000 * M + year) for year in range(2015, 2025)}
        ),
        "a million of millions": with_years(
            allier, {year: (10**12 + year, 9 * 10**11) for year in range(2015, 2025)}
        ),
        "nothing ever": with_years(allier, dict.fromkeys(range(2015, 2025), (0, 0))),
        "from deficit to surplus": with_years(
            allier, {year: ((2015 + year % 5) * M, 2017 * M) for year in range(2015, 2025)}
        ),
        "overseas": course(of("971")),
        "in Corse": course(of("20")),
        "plural": course(of("08")),
    }
