"""A review as people at a terminal and programs read it: lines, and plain data."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tradefiche.messages import many
from tradefiche.review.explanations import entry
from tradefiche.review.findings import Severity
from tradefiche.review.review import Examined
from tradefiche.review.review import Judged
from tradefiche.review.review import Review

SCHEMA_VERSION = 1
SHOWN = 20
"""Findings of a check that only tells, or that are explained, at most."""


def lines(review: Review, file: Path, *, verbose: bool = False) -> Iterator[str]:
    """All checks, what they found, and what is to be done about it.

    Args:
        file: where explanations are written.
        verbose: all that is told.
    """
    yield from marks(review)
    for each in review.checks:
        yield f"{each.severity:<8}{each.check.title}: {outcome(each)}"
        if each.found:
            yield f"        threshold: {each.check.threshold}"
        if each.open:
            yield f"        why: {each.check.reason}"
            yield f"        to do: {each.check.todo}"
        told = [judged for judged in each.found if not judged.open]
        shown = told if verbose else told[:SHOWN]
        for judged in each.found:
            if judged.open or judged in shown:
                yield from _finding(judged)
        if left := len(told) - len(shown):
            yield f"        … and {left} more: --verbose"
    for gone in review.unneeded:
        yield f"told    {gone.key}: its explanation is no longer needed"
    wanting = [judged for judged in review.open if judged.severity is Severity.EXPLAIN]
    if wanting:
        yield ""
        yield f"To explain: run the same command with --explain, or add to {file}:"
        for judged in wanting:
            yield ""
            yield from entry(judged.finding).splitlines()


def marks(review: Review) -> Iterator[str]:
    """What is to be known of the year before anything else."""
    if review.marks.demonstration:
        yield f"DEMONSTRATION: the figures of {review.year} are invented."
    if review.marks.provisional:
        quarters = ", ".join(f"Q{each}" for each in review.marks.quarters)
        seem = ", rows seem to lack" if review.marks.gaps else ""
        told = "reviewed as provisional" if review.provisional else "not reviewed as provisional"
        yield f"INCOMPLETE: {review.year} holds {quarters}{seem}; {told}."


def outcome(examined: Examined) -> str:
    """« nothing found », « 3 findings, 1 open », « not made: … »."""
    if examined.undone:
        return f"not made: {examined.undone}"
    if not examined.found:
        return "nothing found"
    open_ = f", {examined.open} open" if examined.open else ""
    across = " (across January 2022: only told)" if _only_told(examined) else ""
    return f"{many(len(examined.found), 'finding')}{open_}{across}"


def summary(review: Review) -> str:
    """One line on the whole."""
    found = review.reviewed()
    return (
        f"{review.year}: {many(found.blocking, 'finding')} that "
        f"block{'s' * (found.blocking == 1)}, {found.unexplained} to explain, "
        f"{found.explained} explained, {found.told} told."
    )


def as_data(review: Review, file: Path) -> dict[str, Any]:
    """The same as plain data: every check, every finding, values as they are held against."""
    found = review.reviewed()
    return {
        "schema_version": SCHEMA_VERSION,
        "year": review.year,
        "demonstration": review.marks.demonstration,
        "quarters": list(review.marks.quarters),
        "provisional": review.provisional,
        "open": len(review.open),
        "blocking": found.blocking,
        "unexplained": found.unexplained,
        "explained": found.explained,
        "told": found.told,
        "explanations": str(file),
        "checks": [_check(each) for each in review.checks],
        "unneeded": [{"key": each.key, "text": each.text} for each in review.unneeded],
    }


def state(judged: Judged) -> str:
    """What a finding asks for: blocks, to explain, explain again, explained or told."""
    if judged.explained:
        return "explained"
    if judged.asked_again:
        return "explain again"
    return "to explain" if judged.severity is Severity.EXPLAIN else str(judged.severity)


def value(judged: Judged) -> str:
    """« 31.2 % », « -5.2 points », « 45,000,000 € »; a bare number without a unit."""
    found = judged.finding
    number = f"{found.value:,.0f}" if found.unit in {"€", ""} else f"{found.value:,.1f}"
    return f"{number} {found.unit}".rstrip()


def _only_told(examined: Examined) -> bool:
    return examined.severity is not examined.check.severity


def _finding(judged: Judged) -> Iterator[str]:
    found = judged.finding
    about = f", {found.about}" if found.about else ""
    yield f"  {state(judged):<14}{found.where}{about}: {found.said}"
    yield f"        key: {found.key}"
    if judged.explanation and judged.explanation.text:
        was = f" (of {judged.explanation.value:,})" if judged.asked_again else ""
        yield f"        explanation{was}: {judged.explanation.text}"


def _check(examined: Examined) -> dict[str, Any]:
    check = examined.check
    return {
        "name": check.name,
        "level": str(examined.severity),
        "title": check.title,
        "threshold": check.threshold,
        "reason": check.reason,
        "todo": check.todo,
        "made": not examined.undone,
        "not_made": examined.undone or None,
        "findings": [
            {
                "key": judged.finding.key,
                "state": state(judged),
                "open": judged.open,
                "code": judged.finding.where.code,
                "name": judged.finding.where.name,
                "flow": judged.finding.where.flow,
                "about": judged.finding.about or None,
                "value": judged.finding.value,
                "unit": judged.finding.unit or None,
                "said": judged.finding.said,
                "explanation": judged.explanation.text if judged.explanation else None,
            }
            for judged in examined.found
        ],
    }
