"""What the checks of one year look at, gathered once; it judges nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tradefiche.cube.year_sums import FlowSums
from tradefiche.cube.year_sums import PlaceFlow
from tradefiche.cube.year_sums import YearSums
from tradefiche.cube.year_sums import year_sums
from tradefiche.fiche import Flow
from tradefiche.fiche import Marks
from tradefiche.fiche.evolution import BREAK
from tradefiche.reference import official
from tradefiche.reference import territories
from tradefiche.reference.official import OfficialTotal
from tradefiche.review.findings import Subject
from tradefiche.review.findings import subject
from tradefiche.store.store import Dataset
from tradefiche.store.store import Store

FLOWS: tuple[Flow, ...] = ("exports", "imports")
NOTHING = FlowSums()
_FLOWS: Mapping[str, Flow] = {"E": "exports", "I": "imports"}


@dataclass(frozen=True, slots=True)
class Vintages:
    """Two vintages of a year, in the quarters that both have; ``day`` is that of the later one."""

    before: YearSums
    now: YearSums
    earlier: str
    day: str


@dataclass(frozen=True)
class Material:
    """All that the checks look at.

    Attributes:
        provisional: it is an incomplete year that somebody wants to publish as such.
        before: the year before; None where it is not there, or either year is incomplete.
        noted: euros as they were noted when they were imported; None when nobody did.
        revision: None where one vintage is kept.
        official: by flow; a flow that nobody published a figure of is not there.
    """

    year: int
    marks: Marks
    now: YearSums
    provisional: bool = False
    before: YearSums | None = None
    noted: Mapping[PlaceFlow, int] | None = None
    revision: Vintages | None = None
    official: Mapping[Flow, OfficialTotal] | None = None

    def of(self, code: str, flow: Flow) -> FlowSums:
        """The account of a customs code."""
        return self.now.get((code, flow), NOTHING)

    def then(self, code: str, flow: Flow) -> FlowSums:
        """That of the year before; of nothing where it is not there."""
        return (self.before or {}).get((code, flow), NOTHING)

    def france(self, flow: Flow) -> FlowSums:
        """That of all rows."""
        return self.of(territories.FRANCE.customs_code, flow)

    @property
    def across(self) -> bool:
        """Whether the customs collected the year before in another way."""
        return self.year == BREAK

    @cached_property
    def departements(self) -> tuple[str, ...]:
        """Customs codes of those that have a fiche."""
        return tuple(place.customs_code for place in territories.departements())

    def sides(self, *, france: bool = False) -> Iterator[tuple[str, Flow, Subject]]:
        """Every département and flow; with ``france``, all rows first."""
        codes = (*([territories.FRANCE.customs_code] if france else []), *self.departements)
        for code in codes:
            for flow in FLOWS:
                yield code, flow, subject(code, flow)


def gathered(dataset: Dataset, store: Store | None, *, provisional: bool = False) -> Material:
    """What the checks look at.

    Args:
        store: where the year is; None of the demonstration that the project brings.
        provisional: an incomplete year is to be published as such.

    Raises:
        StoreError: the store is damaged.
    """
    revised = store.revised(dataset.year) if store else None
    return Material(
        dataset.year,
        dataset.marks,
        year_sums(dataset),
        provisional=provisional and dataset.marks.provisional,
        before=_before(dataset),
        noted=_noted(dataset.year, store) if store else None,
        revision=revised and _vintages(*revised),
        official=official.totals(dataset.year),
    )


def _before(dataset: Dataset) -> YearSums | None:
    """The year before, where both are whole."""
    follows = len(dataset.history) > 1 and dataset.history[-2].year == dataset.year - 1
    if not dataset.before or not follows or dataset.marks.provisional:
        return None
    return year_sums(dataset.before()) if dataset.history[-2].complete else None


def _noted(year: int, store: Store) -> Mapping[PlaceFlow, int] | None:
    """What the index says of every département and of all; None where one was not measured."""
    held = [each for each in store.partitions() if each.year == year]
    if not all(each.departements for each in held):
        return None
    sums: Counter[PlaceFlow] = Counter()
    for each in held:
        flow = _FLOWS[each.flow]
        sums[territories.FRANCE.customs_code, flow] += each.value
        for local in each.departements:
            sums[local.departement, flow] += local.value
    return sums


def _vintages(before: Dataset, now: Dataset) -> Vintages:
    return Vintages(
        year_sums(before), year_sums(now), before.provenance.updated, now.provenance.updated
    )
