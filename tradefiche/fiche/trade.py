"""One flow of a territory as frozen plain data: what is traded, with whom, beside what.

Amounts are whole euros (``int``); shares are fractions of one (0.03 is 3 %).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Flow = Literal["exports", "imports"]
Level = Literal["departement", "region", "france"]


@dataclass(frozen=True, slots=True)
class Place:
    """A territory as sentences need it.

    Attributes:
        level: ``departement``, ``region`` or ``france``.
        code: public code: INSEE for a département (``03``, ``971``; ``20`` for Corse), customs
            code for a region (``18``), ``FR`` for France.
        customs_code: code in the customs files (``9A`` for Guadeloupe).
        name: « Allier ».
        the: « l’Allier ».
        of: « de l’Allier ».
        within: « dans l’Allier ».
        feminine, plural: grammatical agreement of ``the``.
    """

    level: Level
    code: str
    customs_code: str
    name: str
    the: str
    of: str
    within: str
    feminine: bool
    plural: bool

    @property
    def abroad_only(self) -> bool:
        """Whether its trade with the rest of France, not counted, is most of what it trades.

        A rate of coverage would say nothing of Corse and of the départements overseas.
        """
        return self.level == "departement" and (self.code == "20" or self.code.startswith("97"))


@dataclass(frozen=True, slots=True)
class Product:
    """A group of products of the A129 nomenclature; ``short`` has at most 45 characters.

    ``sector`` names its group in the A38 nomenclature (« Chimie »); empty for an unknown code.
    """

    code: str
    label: str
    short: str
    sector: str = ""


@dataclass(frozen=True, slots=True)
class Country:
    """A partner country: display name (« États-Unis ») and article (« les États-Unis »)."""

    code: str
    name: str
    the: str


@dataclass(frozen=True, slots=True)
class ProductValue:
    """What one product is worth in one flow, in euros."""

    product: Product
    value: int


@dataclass(frozen=True, slots=True)
class CountryBalance:
    """Trade of the département with one country, in euros."""

    country: Country
    imports: int
    exports: int

    @property
    def balance(self) -> int:
        """Exports minus imports."""
        return self.exports - self.imports


@dataclass(frozen=True, slots=True)
class Link:
    """One product × country flow between named ends: indices into the matrix, and euros."""

    product: int
    country: int
    value: int


@dataclass(frozen=True, slots=True)
class FlowMatrix:
    """Products × countries of one territory and one flow.

    Attributes:
        products, countries: the named ends (ten at most each), by value then code.
        cells: ``len(products) + 1`` rows of ``len(countries) + 1`` euros; the last row and the
            last column are « autres » (zero when nothing is left), so that Σ cells = ``total``.
        main: the five largest links between a named product and a named country, by value,
            then product code, then country code.
        other_products, other_countries: how many products, and how many countries or
            statistical codes, stand behind « autres ».
    """

    place: Place
    flow: Flow
    total: int
    products: tuple[Product, ...]
    countries: tuple[Country, ...]
    cells: tuple[tuple[int, ...], ...]
    main: tuple[Link, ...]
    other_products: int
    other_countries: int

    @property
    def product_totals(self) -> tuple[int, ...]:
        """Euros of each row, « autres » last."""
        return tuple(sum(row) for row in self.cells)

    @property
    def country_totals(self) -> tuple[int, ...]:
        """Euros of each column, « autres » last."""
        return tuple(sum(column) for column in zip(*self.cells, strict=True))

    @property
    def largest(self) -> int:
        """The largest amount that a diagram of it labels, in euros."""
        return max((*self.product_totals, *self.country_totals), default=0)


@dataclass(frozen=True, slots=True)
class Trade:
    """One flow of the département, with what it is compared with.

    Attributes:
        products: every product traded, by value then code.
        share_of_region, share_of_france: fractions; None without a region (Corse) or when the
            larger territory trades nothing.
        matrix, region, france: the flow diagrams; those of the region and of France have six
            ends a side at most.
        region_here, france_here: euros of the département in each of their ``main`` flows.
        european_union: euros traded with the other members of the Union of 27; None in a fiche
            of an earlier version.
    """

    flow: Flow
    total: int
    products: tuple[ProductValue, ...]
    share_of_region: float | None
    share_of_france: float | None
    matrix: FlowMatrix
    region: FlowMatrix | None
    france: FlowMatrix
    region_here: tuple[int, ...] = ()
    france_here: tuple[int, ...] = ()
    european_union: int | None = None
