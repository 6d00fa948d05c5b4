"""What moved between two sides, as frozen plain data, and its JSON.

Amounts are whole euros, shares and rates fractions of one. ``docs/data-files.md`` tells each name.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from typing import Literal

import msgspec

from tradefiche.diff.thresholds import Least
from tradefiche.fiche import Flow
from tradefiche.fiche import Level

SCHEMA_VERSION = 1

Happened = Literal["came", "went", "share", "revised"]
"""From nothing, to nothing, another share of the flow, other euros in another vintage."""


@dataclass(frozen=True, slots=True)
class ComparedSide:
    """One of the two that are compared; ``quarters`` are those that are counted."""

    name: str
    year: int
    updated: str
    quarters: tuple[int, ...]
    gaps: bool
    demonstration: bool


@dataclass(frozen=True, slots=True)
class CodeDifference:
    """A product or partner that moved.

    Attributes:
        before, after: euros; None where a fiche does not name it, and it has ``at_most``.
        share_before, share_after: of the flow.
    """

    code: str
    name: str
    what: Happened
    before: int | None
    after: int | None
    share_before: float | None
    share_after: float | None
    at_most: int | None

    @property
    def amount(self) -> int:
        """Euros of difference, at least."""
        rest = self.at_most or 0
        before, after = (rest if each is None else each for each in (self.before, self.after))
        return after - before


@dataclass(frozen=True, slots=True)
class CodeName:
    """A product or partner."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class FirstFive:
    """The first five products or partners, where another is first or some moved much.

    Attributes:
        before, after: as far as they are certain; fiches name only some of what is traded.
        entered, left: those that moved enough to be told.
    """

    before: tuple[CodeName, ...]
    after: tuple[CodeName, ...]
    entered: tuple[CodeName, ...]
    left: tuple[CodeName, ...]

    @property
    def other_first(self) -> bool:
        """Whether another is first."""
        return self.before[:1] != self.after[:1]


@dataclass(frozen=True, slots=True)
class FlowDifference:
    """One flow of a territory, before and after.

    Attributes:
        rate: of ``before``; None below 1 M€, and where no rate may be given.
        rank_before, rank_after: of a département; None in a provisional year.
        total_moved, rank_moved: enough to be told.
        products, partners: those that moved enough, the largest difference first.
        first_products, first_partners: None where nothing is to be told.
    """

    before: int
    after: int
    rate: float | None
    rank_before: int | None
    rank_after: int | None
    total_moved: bool
    rank_moved: bool
    products: tuple[CodeDifference, ...]
    partners: tuple[CodeDifference, ...]
    first_products: FirstFive | None
    first_partners: FirstFive | None

    @property
    def differs(self) -> bool:
        """Whether something of it is to be told."""
        codes = (self.products, self.partners, self.first_products, self.first_partners)
        return self.total_moved or self.rank_moved or any(codes)

    @property
    def amount(self) -> int:
        """Euros of difference."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class PlaceDifference:
    """A territory, before and after.

    Attributes:
        balance_before, balance_after: exports minus imports; ``turned``: a surplus became a
            deficit, or a deficit a surplus, by enough to be told.
        coverage_before, coverage_after: exports over imports; None for Corse, overseas and
            without imports.
    """

    level: Level
    code: str
    name: str
    exports: FlowDifference
    imports: FlowDifference
    balance_before: int
    balance_after: int
    coverage_before: float | None
    coverage_after: float | None
    turned: bool

    @property
    def differs(self) -> bool:
        """Whether something of it is to be told."""
        return self.turned or self.exports.differs or self.imports.differs

    def flow(self, flow: Flow) -> FlowDifference:
        """One of its flows."""
        return self.exports if flow == "exports" else self.imports


@dataclass(frozen=True, slots=True)
class Comparison:
    """All that is to be told of two sides.

    Attributes:
        least: what a difference reaches to be told.
        rates: whether rates are given: not across January 2022, nor of quarters that seem to lack
            rows; what differs is then no more than a hint.
        remarks: what to know before reading, a sentence each.
        places: France where both have it, then regions and départements of which something is
            to be told, by code.
        only_before, only_after: codes of the départements that the other side lacks.
    """

    schema_version: int
    before: ComparedSide
    after: ComparedSide
    least: Least
    rates: bool
    remarks: tuple[str, ...]
    places: tuple[PlaceDifference, ...]
    only_before: tuple[str, ...]
    only_after: tuple[str, ...]

    @property
    def differences(self) -> tuple[PlaceDifference, ...]:
        """The territories of which something is to be told."""
        return tuple(place for place in self.places if place.differs)


def to_data(comparison: Comparison) -> Any:
    """The same as dicts and lists, keys in declared order."""
    return msgspec.to_builtins(comparison)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of ``tradefiche diff --json``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"tradefiche diff, schema {SCHEMA_VERSION}",
        **msgspec.json.schema(Comparison),
    }
