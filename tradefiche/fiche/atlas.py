"""The ``Atlas``: what every département sells and buys in a year, and what that became of its
exports since the year before, as frozen plain data.

It knows neither where the figures came from nor how they are mapped. Amounts are whole euros.
The JSON written beside the atlas is this object, field for field; ``schema()`` publishes it.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec

from tradefiche import versions
from tradefiche.errors import TradeficheError
from tradefiche.fiche import Marks
from tradefiche.fiche import Place
from tradefiche.fiche import Provenance
from tradefiche.fiche import YearTotals
from tradefiche.fiche.evolution import Moved
from tradefiche.messages import _

SCHEMA_VERSION = 3
"""3 added the years before; 2 added what is sold to the United States."""
ALONE = 2
"""The schema of an atlas without other years, which is what it was before there were any."""
LEAST_EXPORTS = 10_000_000
"""Euros below which a share of exports says nothing of a département: one contract makes it."""
LEAST_BEFORE = 1_000_000
"""Euros below which a year is no base for a rate."""
MOVERS = 5
"""Départements that are named of those that went up, and of those that went down."""
_NONE = b',"evolution":null}'


@dataclass(frozen=True, slots=True)
class Totals:
    """What a territory sells and buys in a year, in euros.

    ``united_states`` is what it sells there.
    """

    exports: int = 0
    imports: int = 0
    united_states: int = 0

    @property
    def balance(self) -> int:
        """Exports minus imports."""
        return self.exports - self.imports

    @property
    def coverage(self) -> Fraction | None:
        """Exports over imports; None when nothing is bought."""
        return Fraction(self.exports, self.imports) if self.imports else None

    @property
    def exposure(self) -> Fraction | None:
        """Part of the exports that is sold to the United States; None when nothing is sold."""
        return Fraction(self.united_states, self.exports) if self.exports else None

    @property
    def nothing(self) -> bool:
        """True when it neither sells nor buys."""
        return not self.exports and not self.imports

    def __add__(self, other: Totals) -> Totals:
        return Totals(
            self.exports + other.exports,
            self.imports + other.imports,
            self.united_states + other.united_states,
        )

    def __sub__(self, other: Totals) -> Totals:
        return Totals(
            self.exports - other.exports,
            self.imports - other.imports,
            self.united_states - other.united_states,
        )


@dataclass(frozen=True, slots=True)
class ExportChange(Moved):
    """What the exports of a département became since the year before.

    Attributes:
        before, now: euros.
        rate: a fraction of ``before``; None of less than 1 M€.
        part: the difference over the exports of France in the year before; × 100 it is points.
        rank_before, rank: 1 + how many départements exported more; None without exports.
    """

    before: int
    now: int
    rate: float | None
    part: float
    rank_before: int | None = None
    rank: int | None = None

    @classmethod
    def of(cls, before: int, now: int, france: int) -> ExportChange:
        """Without a rank; ``france`` exported so much in the year before."""
        rate = (now - before) / before if before >= LEAST_BEFORE else None
        return cls(before, now, rate, (now - before) / france)

    @property
    def growth(self) -> Fraction | None:
        """``rate``, exactly."""
        return None if self.rate is None else Fraction(self.amount, self.before)

    @property
    def places(self) -> int | None:
        """Places won, or lost where it is negative; None where it has no rate, or no rank."""
        if self.rate is None or self.rank_before is None or self.rank is None:
            return None
        return self.rank_before - self.rank


@dataclass(frozen=True, slots=True)
class Departement:
    """A département, its customs region (None for Corse, its own) and its totals.

    ``change`` is None where the year may not be compared with the one before.
    """

    place: Place
    region: Place | None
    totals: Totals
    change: ExportChange | None = None

    @property
    def coverage(self) -> Fraction | None:
        """Exports as a part of imports; None without imports, overseas and in Corse."""
        return None if self.place.abroad_only else self.totals.coverage

    @property
    def exposure(self) -> Fraction | None:
        """Part of the exports sold to the United States; None with less than 10 M€ of exports."""
        return self.totals.exposure if self.totals.exports >= LEAST_EXPORTS else None


@dataclass(frozen=True, slots=True)
class CustomsRegion:
    """A customs region with its départements; Corse is one, and so are the five overseas."""

    place: Place
    departements: tuple[Departement, ...]

    @property
    def totals(self) -> Totals:
        """Of its départements together."""
        return sum((each.totals for each in self.departements), Totals())

    @property
    def coverage(self) -> Fraction | None:
        """Exports as a part of imports; None without imports, overseas and in Corse."""
        abroad_only = all(each.place.abroad_only for each in self.departements)
        return None if abroad_only else self.totals.coverage


@dataclass(frozen=True, slots=True)
class AtlasEvolution:
    """The years of France up to that of its atlas, of which there are two at least.

    Attributes:
        years: the last ten calendar years, those that the store holds, the atlas's own last.
        monaco_before: euros that Monaco exported in the year before; None where none is compared.
        provenance: the files behind the years before it.
    """

    years: tuple[YearTotals, ...]
    monaco_before: int | None
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Movers:
    """Départements that went up, and down, those that went farthest first, then by code."""

    up: tuple[Departement, ...]
    down: tuple[Departement, ...]

    @property
    def all(self) -> tuple[Departement, ...]:
        """Up from the first, then down to the last: that which fell most ends them."""
        return (*self.up, *self.down[::-1])


@dataclass(frozen=True, slots=True)
class Atlas:
    """All the content of one atlas.

    Attributes:
        departements: all of them, by public code.
        monaco: inside the customs territory, counted in France, no département.
        france: every row of the customs, so that what no département has is ``unplaced``.
        evolution: None when the store holds this year alone, and in a document of schema 2.
    """

    schema_version: int
    year: int
    departements: tuple[Departement, ...]
    monaco: Totals
    france: Totals
    provenance: Provenance
    marks: Marks
    evolution: AtlasEvolution | None = None

    @property
    def change(self) -> ExportChange | None:
        """That of the exports of France; None where nothing is compared."""
        return self._change(lambda france, _: france, self.france)

    @property
    def monaco_change(self) -> ExportChange | None:
        """That of Monaco."""
        return self._change(lambda _, monaco: monaco, self.monaco)

    @property
    def unplaced_change(self) -> ExportChange | None:
        """That of what no département has."""
        placed = sum(each.change.before for each in self.departements if each.change)
        return self._change(lambda france, monaco: france - placed - monaco, self.unplaced)

    def _change(self, before: Callable[[int, int], int], now: Totals) -> ExportChange | None:
        if self.evolution is None or not any(each.change for each in self.departements):
            return None
        france = self.evolution.years[-2].exports or 0
        first = before(france, self.evolution.monaco_before or 0)
        return ExportChange.of(first, now.exports, france)

    @property
    def places_moved(self) -> Movers:
        """Who won, and who lost, most places in the ranking."""
        return _movers((each.change.places or 0, each) for each in self.departements if each.change)

    @property
    def euros_moved(self) -> Movers:
        """Whose exports rose, and fell, by most euros."""
        return _movers((each.change.amount, each) for each in self.departements if each.change)

    @property
    def placed(self) -> Totals:
        """The départements together."""
        return sum((each.totals for each in self.departements), Totals())

    @property
    def unplaced(self) -> Totals:
        """What the customs count in France under neither a département nor Monaco."""
        return self.france - self.placed - self.monaco

    @property
    def regions(self) -> tuple[CustomsRegion, ...]:
        """The regions by exports, then imports, the largest first, then by code."""
        held: dict[Place, list[Departement]] = {}
        for each in self.departements:
            held.setdefault(each.region or each.place, []).append(each)
        made = [CustomsRegion(place, tuple(several)) for place, several in held.items()]
        return tuple(
            sorted(made, key=lambda r: (-r.totals.exports, -r.totals.imports, r.place.customs_code))
        )

    @property
    def ranking(self) -> tuple[Departement, ...]:
        """The départements by exports, then imports, the largest first, then by code."""
        return tuple(
            sorted(
                self.departements,
                key=lambda each: (-each.totals.exports, -each.totals.imports, each.place.code),
            )
        )


def _movers(moved: Iterable[tuple[int, Departement]]) -> Movers:
    farthest = sorted(moved, key=lambda pair: (-abs(pair[0]), pair[1].place.code))
    return Movers(
        tuple([each for way, each in farthest if way > 0][:MOVERS]),
        tuple([each for way, each in farthest if way < 0][:MOVERS]),
    )


def to_json(atlas: Atlas) -> bytes:
    """The atlas as indented UTF-8 JSON, keys in declared order, final newline.

    What is not compared has no ``change``, and an atlas of one year alone no ``evolution``.
    """
    encoded = msgspec.json.encode(atlas).replace(b',"change":null', b"")
    if atlas.evolution is None:
        encoded = encoded.removesuffix(_NONE) + b"}"
    return msgspec.json.format(encoded, indent=2) + b"\n"


def from_json(data: bytes) -> Atlas:
    """The atlas of a JSON document, of this schema or of the one before.

    Raises:
        TradeficheError: the document is not JSON, or not an atlas of these schemas.
    """
    try:
        if versions.schema(data) not in (None, ALONE, SCHEMA_VERSION):
            raise msgspec.ValidationError(
                _("its schema is not {one} or {other}", one=ALONE, other=SCHEMA_VERSION)
            )
        return msgspec.json.decode(data, type=Atlas)
    except versions.UNREADABLE as error:
        raise TradeficheError(
            _("not the JSON of an atlas: {error}", error=error),
            _("Write it again with tradefiche atlas --force."),
        ) from error


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file written beside the atlas."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"tradefiche atlas, schema {SCHEMA_VERSION}",
        **msgspec.json.schema(Atlas),
    }
