"""What a département sold and bought over the years in the store, as frozen plain data.

Euros are current and whole; fractions are of one. Nothing is compared across January 2022, when
the customs began to collect otherwise, nor with a year that lacks something: see
``docs/methodology.md``.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.fiche.sources import Provenance
from tradefiche.fiche.trade import Country
from tradefiche.fiche.trade import Product

BREAK = 2022
"""The first year of the present way of collecting: before and after are two series."""
MOST_YEARS = 10
MOST_QUARTERS = 12


@dataclass(frozen=True, slots=True)
class YearTotals:
    """A year of which the store holds something.

    Attributes:
        exports, imports: euros of the quarters that are there; None when none is.
        complete: four quarters of both flows, without gaps.
        comparable: whether it is complete, so is the year before, and both are on the same side
            of ``BREAK``.
    """

    year: int
    exports: int | None
    imports: int | None
    complete: bool
    comparable: bool


@dataclass(frozen=True, slots=True)
class QuarterTotals:
    """A quarter of which the store holds something.

    Attributes:
        exports, imports: euros; None when the flow is not there.
        complete: both are, without gaps.
    """

    year: int
    quarter: int
    exports: int | None
    imports: int | None
    complete: bool


class Moved:
    """What has euros before and now."""

    __slots__ = ()
    before: int
    now: int

    @property
    def amount(self) -> int:
        """Euros now minus euros before."""
        return self.now - self.before


@dataclass(frozen=True, slots=True)
class ProductChange(Moved):
    """Euros of a product in the year before and now.

    ``part`` is the difference over all the flow of the year before; × 100 it is points.
    """

    product: Product
    before: int
    now: int
    part: float


@dataclass(frozen=True, slots=True)
class PartnerChange(Moved):
    """Euros of a partner in the year before and now; see ``ProductChange``."""

    country: Country
    before: int
    now: int
    part: float


@dataclass(frozen=True, slots=True)
class OtherChanges(Moved):
    """All that is not named, together.

    ``count`` is how many products or partners, traded in either year; returned goods and
    undetermined countries are in the euros only.
    """

    count: int
    before: int
    now: int
    part: float


@dataclass(frozen=True, slots=True)
class ProductChanges:
    """Three at most that rose and three that fell, a tenth of a point at least, the largest change
    first, then by code; with ``others`` they make the whole change, to the euro."""

    up: tuple[ProductChange, ...]
    down: tuple[ProductChange, ...]
    others: OtherChanges


@dataclass(frozen=True, slots=True)
class PartnerChanges:
    """As ``ProductChanges``; returned goods and undetermined countries are always in ``others``."""

    up: tuple[PartnerChange, ...]
    down: tuple[PartnerChange, ...]
    others: OtherChanges


@dataclass(frozen=True, slots=True)
class FlowChange(Moved):
    """What became of one flow since the year before.

    Attributes:
        before, now: euros; ``before`` is 1 M€ at least.
        rate: a fraction of ``before``.
        products, partners: two ways to cut the same change.
    """

    before: int
    now: int
    rate: float
    products: ProductChanges
    partners: PartnerChanges


@dataclass(frozen=True, slots=True)
class Evolution:
    """The years of a département up to that of its fiche, of which there are two at least.

    Attributes:
        years: the last ten calendar years, those that the store holds, the fiche's own last.
        quarters: likewise the twelve that end with the last one of the fiche.
        exports, imports: the change since the year before; None where it may not be computed:
            the fiche's year is not ``comparable``, or the flow was below 1 M€ in the year before.
        provenance: the files behind the years before the fiche's own.
    """

    years: tuple[YearTotals, ...]
    quarters: tuple[QuarterTotals, ...]
    exports: FlowChange | None
    imports: FlowChange | None
    provenance: Provenance
