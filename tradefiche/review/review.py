"""A review: all checks of a year beside what was written of their findings; it says nothing."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from tradefiche.fiche import Flow
from tradefiche.fiche import Marks
from tradefiche.review import changes
from tradefiche.review.checks import Check
from tradefiche.review.checks import checks as all_checks
from tradefiche.review.explanations import Explanation
from tradefiche.review.findings import Finding
from tradefiche.review.findings import Severity
from tradefiche.review.findings import Subject
from tradefiche.review.findings import subject
from tradefiche.review.material import FLOWS
from tradefiche.review.material import Material
from tradefiche.reviewed import Reviewed


@dataclass(frozen=True, slots=True)
class Judged:
    """A finding, as it counts in this year.

    Attributes:
        explanation: what was written of it, whether it still holds or not.
    """

    finding: Finding
    check: Check
    severity: Severity
    explanation: Explanation | None = None

    @property
    def explained(self) -> bool:
        """Whether what was written holds; no reason lifts what blocks."""
        return (
            self.severity is Severity.EXPLAIN
            and self.explanation is not None
            and self.explanation.holds(self.finding)
        )

    @property
    def open(self) -> bool:
        """Whether somebody must mend or explain it."""
        return self.severity is not Severity.TOLD and not self.explained

    @property
    def asked_again(self) -> bool:
        """Whether what was written was of another value."""
        written = self.explanation is not None and bool(self.explanation.text)
        return self.severity is Severity.EXPLAIN and written and not self.explained


@dataclass(frozen=True, slots=True)
class Examined:
    """A check of the year: what it found, or why it was not made."""

    check: Check
    severity: Severity
    found: tuple[Judged, ...]
    undone: str = ""

    @property
    def open(self) -> int:
        """Findings that somebody must mend or explain."""
        return sum(each.open for each in self.found)


@dataclass(frozen=True)
class Review:
    """All checks of a year, in their order.

    Attributes:
        rates: growth of every département by flow, as percents; empty without the year before.
        unneeded: explanations whose findings are gone.
        data: what was looked at, by hash; see ``reviewed``.
    """

    year: int
    marks: Marks
    provisional: bool
    checks: tuple[Examined, ...]
    rates: Mapping[Flow, tuple[tuple[Subject, float], ...]]
    unneeded: tuple[Explanation, ...]
    data: str

    @property
    def found(self) -> Iterator[Judged]:
        """All findings."""
        for each in self.checks:
            yield from each.found

    @cached_property
    def open(self) -> tuple[Judged, ...]:
        """Those that somebody must mend or explain."""
        return tuple(each for each in self.found if each.open)

    def reviewed(self) -> Reviewed:
        """What the manifest keeps of it."""
        found = [*self.found]
        return Reviewed(
            data=self.data,
            blocking=sum(each.severity is Severity.BLOCKS for each in found),
            unexplained=sum(each.open and each.severity is Severity.EXPLAIN for each in found),
            explained=sum(each.explained for each in found),
            told=sum(each.severity is Severity.TOLD for each in found),
        )


def review(material: Material, explained: Mapping[str, Explanation], data: str = "") -> Review:
    """Make all checks."""
    checks = tuple(_examined(check, material, explained) for check in all_checks())
    keys = {judged.finding.key for each in checks for judged in each.found}
    return Review(
        material.year,
        material.marks,
        material.provisional,
        checks,
        {flow: _rates(material, flow) for flow in FLOWS},
        tuple(each for key, each in explained.items() if key not in keys),
        data,
    )


def _examined(check: Check, material: Material, explained: Mapping[str, Explanation]) -> Examined:
    across = check.yearly and material.across
    severity = Severity.TOLD if across else check.severity
    if undone := check.undone(material):
        return Examined(check, severity, (), undone)
    found = tuple(
        Judged(finding, check, severity, explained.get(finding.key))
        for finding in check.judge(material)
    )
    return Examined(check, severity, found)


def _rates(material: Material, flow: Flow) -> tuple[tuple[Subject, float], ...]:
    if material.before is None:
        return ()
    rates = changes.rates(material, flow)
    return tuple((subject(code, flow), float(100 * rate)) for code, rate in rates.items())
