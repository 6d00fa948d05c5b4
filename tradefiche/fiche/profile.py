"""What sets a département apart and what it is exposed to, as frozen plain data.

Definitions, domains and sources of each measure are in ``docs/methodology.md``. Amounts are whole
euros, shares fractions of one. « Partner » is a real foreign country here: returned goods and
codes behind which no country stands count in totals, never among partners.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.fiche.trade import Country
from tradefiche.fiche.trade import Product


@dataclass(frozen=True, slots=True)
class Standing:
    """A measure of the département beside the same of all the others that have it.

    Attributes:
        value: euros, or a fraction; None where the measure has no meaning.
        rank: 1 is the largest; 1, 2, 2, 4 with ``tied``. None where nothing is ranked: in a
            provisional year, and outside the population.
        population: how many départements have the measure; ``values`` are theirs, the largest
            first, and ``median`` the middle one, or the mean of the middle two.
        france: the same measure of France; None where it says nothing.
    """

    value: int | float | None = None
    rank: int | None = None
    tied: bool = False
    population: int = 0
    median: int | float | None = None
    france: int | float | None = None
    values: tuple[int | float, ...] = ()


@dataclass(frozen=True, slots=True)
class Weight:
    """Euros of a product or partner, and its share here, in the region and in France.

    ``region`` is None for Corse, overseas, and where the département is more than half of its
    region: it would be compared with itself. ``ratio`` is here over France where it means
    something.
    """

    value: int
    here: float
    region: float | None
    france: float
    ratio: float | None = None

    @property
    def gap(self) -> float:
        """Share here minus share in France; × 100 it is points."""
        return self.here - self.france


@dataclass(frozen=True, slots=True)
class ProductWeight:
    """What one product weighs."""

    product: Product
    weight: Weight


@dataclass(frozen=True, slots=True)
class PartnerWeight:
    """What one partner weighs; ``union``: it is in the Union of 27."""

    country: Country
    weight: Weight
    union: bool = False


@dataclass(frozen=True, slots=True)
class Distinction:
    """Products and partners that weigh more (``above``) or less (``below``) than in France.

    The largest gap first, then by value, then by code.
    """

    products_above: tuple[ProductWeight, ...]
    products_below: tuple[ProductWeight, ...]
    partners_above: tuple[PartnerWeight, ...]
    partners_below: tuple[PartnerWeight, ...]


@dataclass(frozen=True, slots=True)
class Concentration:
    """Shares of the first ones, and how many equal ones would be as concentrated.

    Attributes:
        first_partner, three_partners, three_products: the first ones over all the flow.
        partners_equivalent, products_equivalent: 1 over the sum of squared shares, among
            partners alone, and among products.
    """

    first_partner: Standing
    three_partners: Standing
    three_products: Standing
    partners_equivalent: Standing
    products_equivalent: Standing


@dataclass(frozen=True, slots=True)
class SoldThere:
    """Euros of a product sold in a country, and what part of its sales that is."""

    product: Product
    value: int
    part: float


@dataclass(frozen=True, slots=True)
class Exposure:
    """What is sold outside the Union of 27.

    Attributes:
        destinations: five at most of 1 % and 1 M€ at least, the largest first; the United States
            always, last where they are not among them.
        others, others_value: how many destinations outside the Union are not named, and euros.
        united_states: the share sold there.
        sold_there: the first four products sold to the United States.
    """

    destinations: tuple[PartnerWeight, ...]
    others: int
    others_value: int
    united_states: Standing
    sold_there: tuple[SoldThere, ...]


@dataclass(frozen=True, slots=True)
class Supplier:
    """Euros of one product bought from one partner outside the Union."""

    country: Country
    value: int


@dataclass(frozen=True, slots=True)
class ConcentratedPurchase:
    """A product bought mostly from few countries outside the Union.

    Attributes:
        value: euros bought from partners, ``outside`` those of them outside the Union.
        suppliers: the first three outside the Union.
        also_in_france: whether the purchases of France pass the same thresholds.
        years: the years that pass, of the last three complete ones since 2022.
    """

    product: Product
    value: int
    outside: int
    suppliers: tuple[Supplier, ...]
    also_in_france: bool
    years: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ConcentratedPurchases:
    """Those of a département, by euros from outside the Union; ``sensitivity`` is how many there
    would be with looser, the same, and stricter thresholds."""

    rows: tuple[ConcentratedPurchase, ...]
    sensitivity: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class FlowProfile:
    """One flow of the département beside others.

    Attributes:
        total: euros.
        union, elsewhere, unspecified: euros traded with partners in the Union of 27, with other
            partners, and with neither (returned goods, undetermined countries); they make the
            total. ``union_share``: of the total, and France's.
        partners, products: the first five; among the clients the United States always, last
            where they are not among the first.
        partner_count, product_count: how many there are.
        distinction: None in a provisional year.
        exposure: of exports; ``concentrated``: of imports, None where it says nothing.
        first_elsewhere: the first partner outside the Union, wherever it ranks; None without any.
    """

    total: Standing
    union: int
    elsewhere: int
    unspecified: int
    union_share: Standing
    partners: tuple[PartnerWeight, ...]
    products: tuple[ProductWeight, ...]
    partner_count: int
    product_count: int
    distinction: Distinction | None
    concentration: Concentration
    exposure: Exposure | None = None
    concentrated: ConcentratedPurchases | None = None
    first_elsewhere: PartnerWeight | None = None


@dataclass(frozen=True, slots=True)
class Profile:
    """What the sections beyond the flows say of a département.

    ``coverage`` is exports over imports: no value for Corse and overseas, nor without imports.
    """

    exports: FlowProfile
    imports: FlowProfile
    coverage: Standing
