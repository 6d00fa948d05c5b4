"""One measure of all départements: order, ties, median; exact, whatever the fractions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field

from tradefiche.cube.measures import Fraction
from tradefiche.fiche import Standing


@dataclass(frozen=True, slots=True)
class Ranking:
    """The départements that have a measure, by customs code; empty when nothing is ranked."""

    values: tuple[int | float, ...] = ()
    median: int | float | None = None
    ranks: Mapping[str, tuple[int, bool]] = field(default_factory=dict)

    def standing(
        self, code: str, value: Fraction | None, france: Fraction | None = None
    ) -> Standing:
        """That of one of them."""
        rank, tied = self.ranks.get(code, (None, False))
        return Standing(
            value=number(value),
            rank=rank,
            tied=tied,
            population=len(self.values),
            median=self.median,
            france=number(france),
            values=self.values,
        )


def ranking(found: Iterable[tuple[str, Fraction | None]]) -> Ranking:
    """From codes and fractions; those that are None are not ranked."""
    ordered = sorted(((_key(value), code, value) for code, value in found if value), reverse=True)
    if not ordered:
        return Ranking()
    keys = [key for key, _, _ in ordered]
    ties = Counter(keys)
    first = {key: place for place, key in reversed([*enumerate(keys, 1)])}
    middle = (ordered[(len(ordered) - 1) // 2][2], ordered[len(ordered) // 2][2])
    return Ranking(
        values=tuple(_number(value) for _, _, value in ordered),
        median=_mean(*middle),
        ranks={code: (first[key], ties[key] > 1) for key, code, _ in ordered},
    )


def number(value: Fraction | None) -> int | float | None:
    """The nearest float of a fraction; an amount (over one) stays whole."""
    return None if value is None else _number(value)


def _number(value: Fraction) -> int | float:
    part, whole = value
    return part if whole == 1 else part / whole


def _key(value: Fraction) -> int:
    """In parts so small that only equal fractions make the same: floats might."""
    part, whole = value
    return (part << 256) // whole


def _mean(one: Fraction, other: Fraction) -> int | float:
    """Half the sum of two fractions, by one division; whole euros stay whole where they can."""
    part = one[0] * other[1] + other[0] * one[1]
    whole = 2 * one[1] * other[1]
    return part // whole if whole == 2 and part % 2 == 0 else part / whole
