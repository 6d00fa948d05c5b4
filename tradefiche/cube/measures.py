"""What one flow of a territory measures, each as an exact fraction: shares and concentration.

It knows neither names nor other territories. Definitions and sources: ``docs/methodology.md``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

Fraction = tuple[int, int]
"""Numerator and denominator; not reduced."""

MILLION = 1_000_000
LEAST = 10 * MILLION
"""Euros of the flow under which a share is not ranked: one contract would make it."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One flow of a territory over the year, without names.

    Attributes:
        total: euros, returned goods and undetermined countries included.
        union, united_states: euros traded with partners in the Union of 27; with the one.
        partners, products: euros of each, the largest first; none is zero.
    """

    total: int = 0
    union: int = 0
    united_states: int = 0
    partners: tuple[int, ...] = ()
    products: tuple[int, ...] = ()

    @property
    def foreign(self) -> int:
        """Euros traded with partners: the total but for returned and undetermined ones."""
        return sum(self.partners)

    @property
    def ranked(self) -> bool:
        """Whether its shares stand among those of the others."""
        return self.total >= LEAST


def fraction(part: int, whole: int) -> Fraction | None:
    """Part over whole; None over nothing."""
    return (part, whole) if whole else None


def total(side: Outline) -> Fraction:
    """All euros."""
    return side.total, 1


def union_share(side: Outline) -> Fraction | None:
    """Euros traded with the Union of 27 over all."""
    return fraction(side.union, side.total)


def united_states_share(side: Outline) -> Fraction | None:
    """Euros sold to the United States over all."""
    return fraction(side.united_states, side.total)


def first_partner(side: Outline) -> Fraction | None:
    """C1: the first partner over all the flow (Insee H 2013/01)."""
    return _first(1, side.partners, side)


def three_partners(side: Outline) -> Fraction | None:
    """C3: the first three partners over all the flow (Insee H 2013/01)."""
    return _first(3, side.partners, side)


def three_products(side: Outline) -> Fraction | None:
    """C3: the first three products over all the flow (Insee H 2013/01)."""
    return _first(3, side.products, side)


def partners_equivalent(side: Outline) -> Fraction | None:
    """1/H among partners: how many equal ones would be as concentrated."""
    return _equivalent(side.partners, side)


def products_equivalent(side: Outline) -> Fraction | None:
    """1/H among products: how many equal ones would be as concentrated."""
    return _equivalent(side.products, side)


def herfindahl(values: Sequence[int]) -> Fraction | None:
    """H, the sum of squared shares, from 0 to 1 (Insee H 2013/01); None of nothing."""
    return fraction(sum(value * value for value in values), sum(values) ** 2)


def _first(count: int, values: Sequence[int], side: Outline) -> Fraction | None:
    """The first ones over all; None when there are no others, and outside the domain."""
    if len(values) <= count or not _measurable(side):
        return None
    return sum(values[:count]), side.total


def _equivalent(values: Sequence[int], side: Outline) -> Fraction | None:
    if not _measurable(side) or (found := herfindahl(values)) is None:
        return None
    squares, whole = found
    return whole, squares


def _measurable(side: Outline) -> bool:
    """The domain of concentration: 10 M€ at least, nine tenths of them with known partners."""
    return side.ranked and 10 * side.foreign >= 9 * side.total
