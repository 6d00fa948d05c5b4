"""The ``Atlas``: what every département sells and buys in a year, as frozen plain data.

It knows neither where the figures came from nor how they are mapped. Amounts are whole euros.
The JSON written beside the atlas is this object, field for field; ``schema()`` publishes it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import msgspec

from tradefiche.fiche import Marks
from tradefiche.fiche import Place
from tradefiche.fiche import Provenance

SCHEMA_VERSION = 2
"""2 added what is sold to the United States."""
LEAST_EXPORTS = 10_000_000
"""Euros below which a share of exports says nothing of a département: one contract makes it."""


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
class Departement:
    """A département, its customs region (None for Corse, its own) and its totals."""

    place: Place
    region: Place | None
    totals: Totals

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
class Atlas:
    """All the content of one atlas.

    Attributes:
        departements: all of them, by public code.
        monaco: inside the customs territory, counted in France, no département.
        france: every row of the customs, so that what no département has is ``unplaced``.
    """

    schema_version: int
    year: int
    departements: tuple[Departement, ...]
    monaco: Totals
    france: Totals
    provenance: Provenance
    marks: Marks

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


def to_json(atlas: Atlas) -> bytes:
    """The atlas as indented UTF-8 JSON, keys in declared order, final newline."""
    return msgspec.json.format(msgspec.json.encode(atlas), indent=2) + b"\n"


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the file written beside the atlas."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"tradefiche atlas, schema {SCHEMA_VERSION}",
        **msgspec.json.schema(Atlas),
    }
