"""What the exports of all départements became, with dicts and fractions: what the cube must equal.

Written from ``docs/methodology.md`` and on purpose with none of the code under test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from plain_evolution import Held

from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement


def expected(customs: Mapping[str, str], store: Mapping[int, Held], own: int) -> dict[str, Any]:
    """What the atlas of a year says of the years before.

    Args:
        customs: the customs code of each département, by its public code.
    """
    years = [year for year in sorted(store) if own - 9 <= year <= own]
    if years == [own]:
        return {"years": None, "changes": {}}
    sums = {year: _exports(store[year]) for year in years}
    compared = (
        own - 1 in years
        and store[own].whole
        and store[own - 1].whole
        and (own - 1 >= 2022 or own <= 2021)
        and sum(sums[own - 1].values()) >= 1_000_000
    )
    found = {"years": [(year, sum(sums[year].values())) for year in years], "changes": {}}
    if not compared:
        return found
    before, now = sums[own - 1], sums[own]
    france = sum(before.values())
    pairs = {public: (before[code], now[code]) for public, code in customs.items()}
    changes: dict[str, Any] = {}
    for public, (first, then) in pairs.items():
        ranks = tuple(
            1 + sum(other[side] > pairs[public][side] for other in pairs.values())
            if pairs[public][side]
            else None
            for side in (0, 1)
        )
        rate = float(Fraction(then - first, first)) if first >= 1_000_000 else None
        changes[public] = (first, then, rate, float(Fraction(then - first, france)), *ranks)
    places = {
        public: was - is_
        for public, (_, _, rate, _, was, is_) in changes.items()
        if rate is not None and was and is_
    }
    euros = {public: then - first for public, (first, then) in pairs.items()}
    return found | {
        "changes": changes,
        "places": _five(places),
        "euros": _five(euros),
        "monaco": (before["99"], now["99"]),
        "france": (france, sum(now.values())),
    }


def _exports(held: Held) -> Counter[str]:
    sums: Counter[str] = Counter()
    for row in held.rows:
        if row.flow == "E" and row.quarter in held.exports:
            sums[row.departement] += row.value
    return sums


def _five(moves: Mapping[str, int]) -> tuple[list[str], list[str]]:
    up = sorted((-size, public) for public, size in moves.items() if size > 0)
    down = sorted((size, public) for public, size in moves.items() if size < 0)
    return [public for _, public in up[:5]], [public for _, public in down[:5]]


def in_plain(atlas: Atlas) -> dict[str, Any]:
    """The same of an ``Atlas``."""
    if atlas.evolution is None:
        return {"years": None, "changes": {}}
    found: dict[str, Any] = {
        "years": [(each.year, each.exports or 0) for each in atlas.evolution.years],
        "changes": {
            each.place.code: (c.before, c.now, c.rate, c.part, c.rank_before, c.rank)
            for each in atlas.departements
            if (c := each.change)
        },
    }
    if atlas.change is None:
        return found
    assert atlas.monaco_change

    def codes(several: tuple[Departement, ...]) -> list[str]:
        return [each.place.code for each in several]

    return found | {
        "places": (codes(atlas.places_moved.up), codes(atlas.places_moved.down)),
        "euros": (codes(atlas.euros_moved.up), codes(atlas.euros_moved.down)),
        "monaco": (atlas.monaco_change.before, atlas.monaco_change.now),
        "france": (atlas.change.before, atlas.change.now),
    }
