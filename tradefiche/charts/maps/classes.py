"""The classes of a map: their limits, what is in each, how they are coloured; draws nothing.

A class holds its lower limit and not its upper one. Limits are round, so that a legend can be
read: 1, 2 or 5 times a power of ten, those nearest to the quantiles of the values.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tradefiche.charts.tints import steps
from tradefiche.fiche.atlas import LEAST_EXPORTS
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Totals
from tradefiche.wording import changes
from tradefiche.wording import maps as words
from tradefiche.wording.maps import Measure
from tradefiche.wording.numbers import Unit

Value = int | Fraction
Side = Literal["positive", "negative"]

QUANTILES, PARTS = 6, 3
"""Into how many equal parts values are cut before limits are rounded; of each side of zero."""
RATIOS = (Fraction(1, 2), Fraction(4, 5), Fraction(1), Fraction(5, 4), Fraction(2))
"""Limits of the coverage ratio: as far apart on one side of one as on the other."""
CHANGES = (Fraction(1, 20), Fraction(1, 10), Fraction(1, 5))
"""Limits of a change in a year, up and down."""
PARTS_SOLD = (Fraction(1, 50), Fraction(1, 20), Fraction(1, 10), Fraction(1, 5))
"""Limits of the part of exports that one country takes."""
LIGHT, DARK = 86.0, 44.0
"""Of the two sides of a diverging scale."""


@dataclass(frozen=True, slots=True)
class MapClass:
    """One class.

    Attributes:
        words: its limits, in words.
        fill: a tint; ``hatch`` the tint of the lines over it, or nothing.
        codes: the départements in it, by code.
    """

    words: str
    fill: str
    hatch: str
    codes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Classes under one heading, the highest values first."""

    heading: str
    classes: tuple[MapClass, ...]


@dataclass(frozen=True, slots=True)
class Scheme:
    """All the classes of a map: each département is in one of them."""

    measure: Measure
    heading: str
    groups: tuple[Group, ...]

    @property
    def classes(self) -> tuple[MapClass, ...]:
        """Without their headings."""
        return tuple(each for group in self.groups for each in group.classes)

    def of(self, code: str) -> MapClass:
        """The class of a département."""
        return next(each for each in self.classes if code in each.codes)


def scheme(atlas: Atlas, measure: Measure) -> Scheme:
    """The classes of one map of an atlas."""
    if measure in ("exports", "imports"):
        groups = _sequential(atlas, measure)
    elif measure == "balance":
        groups = _balances(atlas)
    elif measure == words.EXPOSURE:
        groups = _exposures(atlas)
    elif measure == words.CHANGE:
        groups = _changes(atlas)
    else:
        groups = _ratios(atlas)
    kept = tuple(group for group in groups if any(each.codes for each in group.classes))
    return Scheme(measure, words.heading(measure, unit(atlas)), kept)


def unit(atlas: Atlas) -> Unit:
    """The unit of limits, the same on all maps."""
    return Unit.of(max(atlas.france.exports, atlas.france.imports))


def _codes(
    atlas: Atlas,
    value: Callable[[Totals], Value | None],
    low: Value | None = None,
    high: Value | None = None,
) -> tuple[str, ...]:
    """The départements whose value is from ``low`` to under ``high``; None is in no class."""
    found = ((each.place.code, value(each.totals)) for each in atlas.departements)
    return tuple(
        code
        for code, here in found
        if here is not None and (low is None or here >= low) and (high is None or here < high)
    )


def _pairs(bounds: Sequence[Value]) -> list[tuple[Value | None, Value | None]]:
    """The two limits of each class, from the lowest."""
    return list(zip((None, *bounds), (*bounds, None), strict=True))


def _apart(text: str, fill: str, atlas: Atlas, test: Callable[[Totals], bool]) -> Group:
    """The class of those that have no place on the scale."""
    return Group(
        "", (MapClass(text, fill, "", _codes(atlas, lambda each: 1 if test(each) else None)),)
    )


# -- amounts ---------------------------------------------------------------------------------


def amount_limits(atlas: Atlas) -> tuple[int, ...]:
    """Limits in euros, the same for exports and imports, so that both maps can be compared."""
    totals = [each.totals for each in atlas.departements]
    return limits([*(t.exports for t in totals), *(t.imports for t in totals)], QUANTILES)


def limits(values: Iterable[int], parts: int) -> tuple[int, ...]:
    """The round numbers nearest to what cuts the values above zero into equal parts, each once.

    A limit that would leave an end class empty is left out.
    """
    ordered = sorted(value for value in values if value > 0)
    if not ordered:
        return ()
    cuts = [ordered[len(ordered) * part // parts] for part in range(1, parts)]
    found = sorted({round_number(cut) for cut in cuts})
    return tuple(limit for limit in found if ordered[0] < limit <= ordered[-1])


def round_number(value: int) -> int:
    """1, 2 or 5 times a power of ten: the nearest to a positive value, by their ratio."""
    power: int = 10 ** (len(str(value)) - 1)
    choices = [factor * power for factor in (1, 2, 5, 10)]
    return min(choices, key=lambda choice: (abs(math.log(choice / value)), choice))


def _sequential(atlas: Atlas, measure: Literal["exports", "imports"]) -> list[Group]:
    def value(totals: Totals) -> Value | None:
        return (totals.exports if measure == "exports" else totals.imports) or None

    bounds = amount_limits(atlas)
    shades = steps(len(bounds) + 1)
    classes = [
        MapClass(
            words.amounts(low, high, unit(atlas)),
            f"{measure}:{shade:g}",
            "",
            _codes(atlas, value, low, high),
        )
        for (low, high), shade in zip(_pairs(bounds), shades, strict=True)
    ]
    none = _apart(words.NOTHING[measure], "paper", atlas, lambda totals: value(totals) is None)
    return [Group("", tuple(reversed(classes))), none]


def _exposures(atlas: Atlas) -> list[Group]:
    def held(low: Value | None = None, high: Value | None = None) -> tuple[str, ...]:
        chosen = {each.place.code for each in atlas.departements if each.exposure is not None}
        codes = _codes(atlas, lambda totals: totals.exposure, low, high)
        return tuple(code for code in codes if code in chosen)

    pairs = _pairs(PARTS_SOLD)
    classes = [
        MapClass(words.ratios(low, high), f"exports:{shade:g}", "", held(low, high))
        for (low, high), shade in zip(pairs, steps(len(pairs)), strict=True)
    ]
    few = _apart(words.FEW_EXPORTS, "hair", atlas, lambda each: 0 < each.exports < LEAST_EXPORTS)
    none = _apart(words.NOTHING[words.EXPOSURE], "paper", atlas, lambda each: not each.exports)
    return [Group("", tuple(reversed(classes))), few, none]


# -- on both sides of zero, of one -------------------------------------------------------------


def _balances(atlas: Atlas) -> list[Group]:
    bounds = limits((abs(each.totals.balance) for each in atlas.departements), PARTS)
    pairs = _pairs(bounds)
    shades = steps(len(pairs), LIGHT, DARK)

    def surplus(totals: Totals) -> Value | None:
        return totals.balance if totals.balance > 0 else None

    def deficit(totals: Totals) -> Value | None:
        return -totals.balance if totals.balance < 0 else None

    def classes(side: Side, value: Callable[[Totals], Value | None]) -> list[MapClass]:
        return [
            _sided(
                words.amounts(low, high, unit(atlas)), side, shade, _codes(atlas, value, low, high)
            )
            for (low, high), shade in zip(pairs, shades, strict=True)
        ]

    return [
        Group(words.BALANCES["positive"], tuple(reversed(classes("positive", surplus)))),
        _apart(words.EVEN, "hair", atlas, lambda each: not each.balance and not each.nothing),
        Group(words.BALANCES["negative"], tuple(classes("negative", deficit))),
        _apart(words.NOTHING["balance"], "paper", atlas, lambda totals: totals.nothing),
    ]


def _ratios(atlas: Atlas) -> list[Group]:
    pairs = _pairs(RATIOS)
    abroad = tuple(
        each.place.code
        for each in atlas.departements
        if each.place.abroad_only and each.totals.coverage is not None
    )
    half = len(pairs) // 2
    shades = steps(half, LIGHT, DARK)

    def classes(side: Side, chosen: Sequence[tuple[Value | None, Value | None]]) -> list[MapClass]:
        return [
            _sided(
                words.ratios(low, high),
                side,
                shade,
                _covered(atlas, low, high),
            )
            for (low, high), shade in zip(chosen, shades, strict=True)
        ]

    return [
        Group(words.RATIOS["positive"], tuple(reversed(classes("positive", pairs[half:])))),
        Group(words.RATIOS["negative"], tuple(classes("negative", pairs[half - 1 :: -1]))),
        _apart(
            words.NO_IMPORTS,
            "hair",
            atlas,
            lambda totals: totals.coverage is None and not totals.nothing,
        ),
        _apart(words.NOTHING["coverage"], "paper", atlas, lambda totals: totals.nothing),
        Group("", (MapClass(words.ABROAD_ONLY, "hair", "", abroad),)),
    ]


def _changes(atlas: Atlas) -> list[Group]:
    growths = {each.place.code: words.measured(each, words.CHANGE) for each in atlas.departements}
    pairs = _pairs(CHANGES)
    shades = steps(len(pairs), LIGHT, DARK)

    def held(test: Callable[[Value | None], bool]) -> tuple[str, ...]:
        return tuple(code for code, growth in growths.items() if test(growth))

    def inside(way: int, low: Value | None, high: Value | None) -> tuple[str, ...]:
        def test(growth: Value | None) -> bool:
            size = (growth or 0) * way
            return size > 0 and size >= (low or 0) and (high is None or size < high)

        return held(test)

    def classes(side: Side, way: int) -> list[MapClass]:
        return [
            _sided(words.ratios(low, high), side, shade, inside(way, low, high))
            for (low, high), shade in zip(pairs, shades, strict=True)
        ]

    return [
        Group(changes.SIDES["positive"], tuple(reversed(classes("positive", 1)))),
        Group("", (MapClass(changes.SAME, "paper", "", held(lambda growth: growth == 0)),)),
        Group(changes.SIDES["negative"], tuple(classes("negative", -1))),
        Group("", (MapClass(words.NOT_COMPUTED, "hair", "", held(lambda g: g is None)),)),
    ]


def _covered(atlas: Atlas, low: Value | None, high: Value | None) -> tuple[str, ...]:
    chosen = [each for each in atlas.departements if each.coverage is not None]
    counted = {each.place.code for each in chosen}
    codes = _codes(atlas, lambda totals: totals.coverage, low, high)
    return tuple(code for code in codes if code in counted)


def _sided(text: str, side: Side, shade: float, codes: tuple[str, ...]) -> MapClass:
    """A class on one side; the lower one is hatched, since red and green may be one grey."""
    hatch = f"{side}:{shade - 20 if shade > 60 else shade + 24:g}" if side == "negative" else ""
    return MapClass(text, f"{side}:{shade:g}", hatch, codes)
