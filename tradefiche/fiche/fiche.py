"""The ``Fiche``: everything one publication says, as frozen plain data.

It knows neither where the figures came from (customs files, polars) nor how they are drawn.
Amounts are whole euros (``int``) everywhere; shares are fractions of one (0.03 is 3 %).
The JSON written beside each PDF is this object, field for field; ``schema()`` publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field
from typing import Any

import msgspec

from tradefiche import versions
from tradefiche.errors import TradeficheError
from tradefiche.fiche.evolution import Evolution
from tradefiche.fiche.profile import Profile
from tradefiche.fiche.sources import Provenance
from tradefiche.fiche.trade import CountryBalance
from tradefiche.fiche.trade import Place
from tradefiche.fiche.trade import Trade
from tradefiche.messages import _

SCHEMA_VERSION = 2
EARLIEST = 1
"""Still read: 2 added ``profile`` and ``evolution``, which a document of 1 has not."""
_NONE = b',"evolution":null}'


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
        profile: what the département is beside the others; None in a document of schema 1.
        evolution: what it was in other years; None when the store holds this one alone, and in a
            document of schema 1.
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
    profile: Profile | None = field(default=None, hash=False)  # the rest tells fiches apart
    evolution: Evolution | None = field(default=None, hash=False)

    @property
    def balance(self) -> int:
        """Exports minus imports of the département, in euros."""
        return self.exports.total - self.imports.total

    @property
    def trades(self) -> tuple[Trade, Trade]:
        """Exports, then imports."""
        return (self.exports, self.imports)


def to_json(fiche: Fiche) -> bytes:
    """The fiche as indented UTF-8 JSON, keys in declared order, final newline.

    Without other years it has no ``evolution``: a document of one year is what it always was.
    """
    encoded = msgspec.json.encode(fiche)
    if fiche.evolution is None:
        encoded = encoded.removesuffix(_NONE) + b"}"
    return msgspec.json.format(encoded, indent=2) + b"\n"


def from_json(data: bytes) -> Fiche:
    """The fiche of a JSON document.

    Raises:
        TradeficheError: the document is not JSON, or not a fiche of this schema.
    """
    found = versions.schema(data)
    if found is not None and not EARLIEST <= found <= SCHEMA_VERSION:
        values = {"schema": found, "own": SCHEMA_VERSION}
        raise TradeficheError(
            _(
                "fiche JSON of schema {schema}, of an earlier version; this program reads {own}",
                **values,
            )
            if found < EARLIEST
            else _(
                "fiche JSON of schema {schema}, of a later version; this program reads {own}",
                **values,
            ),
            _("Build the fiche again with this one: {command}.", command=_rebuild(data)),
        )
    try:
        return msgspec.json.decode(data, type=Fiche)
    except versions.UNREADABLE as error:
        raise TradeficheError(
            _("not the JSON of a fiche: {error}", error=error),
            _("Build the fiche again with tradefiche build."),
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
