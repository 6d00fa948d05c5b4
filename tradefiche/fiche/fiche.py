"""The ``Fiche``: everything one publication says, as frozen plain data.

It knows neither where the figures came from (customs files, polars) nor how they are drawn.
Amounts are whole euros (``int``) everywhere; shares are fractions of one (0.03 is 3 %).
The JSON written beside each PDF is this object, field for field; ``schema()`` publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from typing import Literal

import msgspec

from tradefiche import versions
from tradefiche.errors import TradeficheError

SCHEMA_VERSION = 1

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


@dataclass(frozen=True, slots=True)
class Territoire:
    """A Territoire d'industrie seen from the département.

    ``home`` is false for an adjacent one, most of which lies in another département.
    """

    id: str
    name: str
    communes_here: int
    communes: int
    home: bool


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file the figures were read from; ``vintage`` is the day it was made (ISO date)."""

    name: str
    sha256: str
    size: int
    rows: int
    vintage: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """The files behind the figures; ``updated`` is the latest vintage, the date to cite."""

    files: tuple[SourceFile, ...]
    updated: str


@dataclass(frozen=True, slots=True)
class Marks:
    """What every page must admit: invented figures, missing quarters, rows that seem to lack."""

    demonstration: bool
    quarters: tuple[int, ...]
    gaps: bool = False

    @property
    def whole_year(self) -> bool:
        """True when the four quarters are there."""
        return self.quarters == (1, 2, 3, 4)

    @property
    def provisional(self) -> bool:
        """True when the year lacks quarters, or the quarters seem to lack rows."""
        return self.gaps or not self.whole_year


@dataclass(frozen=True, slots=True)
class Thresholds:
    """What the edition chose to name: products and countries a figure, flows in red, and the
    least communes in the département for an adjacent Territoire d'industrie."""

    ranks: int = 10
    main_flows: int = 5
    communes: int = 5


@dataclass(frozen=True, slots=True)
class Fiche:
    """All the content of one fiche.

    Attributes:
        countries: union of the ten main suppliers and the ten main clients, by total trade,
            then country code.
        territoires: the Territoires d'industrie shown, by id; ``territoires_left_out``: the
            adjacent ones with too few communes here.
    """

    schema_version: int
    year: int
    place: Place
    region: Place | None
    exports: Trade
    imports: Trade
    countries: tuple[CountryBalance, ...]
    territoires: tuple[Territoire, ...]
    territoires_left_out: tuple[Territoire, ...]
    provenance: Provenance
    marks: Marks
    thresholds: Thresholds = Thresholds()

    @property
    def balance(self) -> int:
        """Exports minus imports of the département, in euros."""
        return self.exports.total - self.imports.total

    @property
    def trades(self) -> tuple[Trade, Trade]:
        """Exports, then imports."""
        return (self.exports, self.imports)


def to_json(fiche: Fiche) -> bytes:
    """The fiche as indented UTF-8 JSON, keys in declared order, final newline."""
    return msgspec.json.format(msgspec.json.encode(fiche), indent=2) + b"\n"


def from_json(data: bytes) -> Fiche:
    """The fiche of a JSON document.

    Raises:
        TradeficheError: the document is not JSON, or not a fiche of this schema.
    """
    found = versions.schema(data)
    if found is not None and found != SCHEMA_VERSION:
        later = "a later" if found > SCHEMA_VERSION else "an earlier"
        raise TradeficheError(
            f"fiche JSON of schema {found}, of {later} version; this program reads "
            f"{SCHEMA_VERSION}",
            f"Build the fiche again with this one: {_rebuild(data)}.",
        )
    try:
        return msgspec.json.decode(data, type=Fiche)
    except versions.UNREADABLE as error:
        raise TradeficheError(
            f"not the JSON of a fiche: {error}", "Build the fiche again with tradefiche build."
        ) from error


@dataclass(frozen=True, slots=True)
class _Code:
    code: str


@dataclass(frozen=True, slots=True)
class _About:
    """What a fiche of any schema is about."""

    year: int
    place: _Code


def _rebuild(data: bytes) -> str:
    """The command that builds the fiche of a document again, as far as it says which."""
    try:
        about = msgspec.json.decode(data, type=_About)
    except versions.UNREADABLE:
        return "tradefiche build --force"
    return f"tradefiche build --dept {about.place.code} --year {about.year} --force"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file written beside each PDF."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"tradefiche fiche, schema {SCHEMA_VERSION}",
        **msgspec.json.schema(Fiche),
    }
