"""A review as people at a terminal and programs read it: lines, and plain data."""

from __future__ import annotations

import re
from collections.abc import Iterator
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.messages import many
from tradefiche.messages import whole
from tradefiche.review.explanations import Explanation
from tradefiche.review.explanations import entry
from tradefiche.review.findings import Severity
from tradefiche.review.review import Examined
from tradefiche.review.review import Judged
from tradefiche.review.review import Review

SCHEMA_VERSION = 1
SHOWN = 20
"""Findings of a check that only tells, or that are explained, at most."""
_MISSPELT = 0.94
"""Alike enough for a slip: « exports » and « imports » of one département are not."""
_NUMBERS = re.compile(r"\d+").findall


def lines(review: Review, file: Path, *, verbose: bool = False) -> Iterator[str]:
    """All checks, what they found, and what is to be done about it.

    Args:
        file: where explanations are written.
        verbose: all that is told.
    """
    yield from marks(review)
    wide = max(len(level(each)) for each in Severity) + 1
    beside = " " * wide
    for each in review.checks:
        yield f"{level(each.severity):<{wide}}" + _(
            "{check}: {outcome}", check=each.check.title, outcome=outcome(each)
        )
        if each.found:
            yield beside + _("threshold: {threshold}", threshold=each.check.threshold)
        if each.open:
            yield beside + _("why: {reason}", reason=each.check.reason)
            yield beside + _("to do: {todo}", todo=each.check.todo)
        told = [judged for judged in each.found if not judged.open]
        shown = told if verbose else told[:SHOWN]
        for judged in each.found:
            if judged.open or judged in shown:
                yield from _finding(judged, beside)
        if left := len(told) - len(shown):
            yield beside + _("… and {count} more: --verbose", count=left)
    for gone in review.unneeded:
        yield f"{level(Severity.TOLD):<{wide}}" + _unneeded(gone, review)
    wanting = [judged for judged in review.open if judged.severity is Severity.EXPLAIN]
    if wanting:
        yield ""
        yield _("To explain: run the same command with --explain, or add to {file}:", file=file)
        for judged in wanting:
            yield ""
            yield from entry(judged.finding).splitlines()


def _unneeded(gone: Explanation, review: Review) -> str:
    """What is said of an explanation that nothing asks for: its key may be another's, misspelt."""
    open_ = (each.finding.key for each in review.open)
    keys = [key for key in open_ if _NUMBERS(key) == _NUMBERS(gone.key)]
    if near := get_close_matches(gone.key, keys, n=1, cutoff=_MISSPELT):
        return _("{key}: nothing has this key; did you mean {near}?", key=gone.key, near=near[0])
    return _("{key}: its explanation is no longer needed", key=gone.key)


def marks(review: Review) -> Iterator[str]:
    """What is to be known of the year before anything else."""
    if review.marks.demonstration:
        yield _("DEMONSTRATION: the figures of {year} are invented.", year=review.year)
    if review.marks.provisional:
        held = ", ".join(_("Q{quarter}", quarter=each) for each in review.marks.quarters)
        told = (
            _("reviewed as provisional") if review.provisional else _("not reviewed as provisional")
        )
        yield (
            _(
                "INCOMPLETE: {year} holds {quarters}, rows seem to lack; {told}.",
                year=review.year,
                quarters=held,
                told=told,
            )
            if review.marks.gaps
            else _(
                "INCOMPLETE: {year} holds {quarters}; {told}.",
                year=review.year,
                quarters=held,
                told=told,
            )
        )


def outcome(examined: Examined) -> str:
    """« nothing found », « 3 findings, 1 open », « not made: … »."""
    if examined.undone:
        return _("not made: {why}", why=examined.undone)
    if not examined.found:
        return _("nothing found")
    findings = many(len(examined.found), "finding")
    if _only_told(examined):
        return _("{findings} (across January 2022: only told)", findings=findings)
    if examined.open:
        return _("{findings}, {count} open", findings=findings, count=examined.open)
    return findings


def summary(review: Review) -> str:
    """One line on the whole."""
    found = review.reviewed()
    counts = {
        "year": review.year,
        "findings": many(found.blocking, "finding"),
        "unexplained": found.unexplained,
        "explained": found.explained,
        "told": found.told,
    }
    if found.blocking == 1:
        return _(
            "{year}: {findings} that blocks, {unexplained} to explain, {explained} explained, "
            "{told} told.",
            **counts,
        )
    return _(
        "{year}: {findings} that block, {unexplained} to explain, {explained} explained, "
        "{told} told.",
        **counts,
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


def level(severity: Severity) -> str:
    """A level, in a word or two."""
    if severity is Severity.BLOCKS:
        return _("blocks")
    return _("explain") if severity is Severity.EXPLAIN else _("told")


def state(judged: Judged) -> str:
    """What a finding asks for, in a word or two."""
    return _states()[_state(judged)]


def _state(judged: Judged) -> str:
    """What a finding asks for, as programs read it."""
    if judged.explained:
        return "explained"
    if judged.asked_again:
        return "explain again"
    return "to explain" if judged.severity is Severity.EXPLAIN else str(judged.severity)


def _states() -> dict[str, str]:
    return {
        "blocks": _("blocks"),
        "to explain": _("to explain"),
        "explain again": _("explain again"),
        "explained": _("explained"),
        "told": _("told"),
    }


def value(judged: Judged) -> str:
    """« 31.2 % », « -5.2 points », « 45,000,000 € »; a bare number without a unit."""
    found = judged.finding
    if found.unit == "%":
        return _("{share} %", share=decimal(found.value, 1))
    if found.unit == "points":
        return _("{difference} points", difference=decimal(found.value, 1))
    number = whole(round(found.value))
    return _("{amount} €", amount=number) if found.unit else number


def _only_told(examined: Examined) -> bool:
    return examined.severity is not examined.check.severity


def _finding(judged: Judged, beside: str) -> Iterator[str]:
    found, wide = judged.finding, max(map(len, _states().values())) + 1
    where = f"{found.where}, {found.about}" if found.about else str(found.where)
    yield f"  {state(judged):<{wide}}" + _("{place}: {said}", place=where, said=found.said)
    yield beside + _("key: {key}", key=found.key)
    if (written := judged.explanation) and written.text:
        yield beside + (
            _(
                "explanation (of {value}): {text}",
                value=decimal(written.value, 1),
                text=written.text,
            )
            if judged.asked_again
            else _("explanation: {text}", text=written.text)
        )


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
                "state": _state(judged),
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
