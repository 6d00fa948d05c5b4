"""What the check of finished documents says: a table, plain lines, or data for a program."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from tradefiche.validation.checks import Checked
from tradefiche.validation.checks import mixed
from tradefiche.validation.engines import Engine
from tradefiche.validation.facts import PdfFacts
from tradefiche.validation.verdicts import PROFILES
from tradefiche.validation.verdicts import Missing

_COLUMNS = {
    **dict.fromkeys(PROFILES.values(), 10),
    "pages": 7,
    "bytes": 11,
    "fonts": 10,
    "language": 10,
    "built": 27,
}
"""Names and widths of the columns between the first, the file, and the last, its title."""
_NUMBERS = ("pages", "bytes")
_LEAST_TITLE = 12


class CheckTable:
    """Aligned rows for who reads on a terminal of ``width`` characters."""

    def __init__(self, names: Sequence[str], width: int) -> None:
        self.first, self.width = max(map(len, (*names, "file"))) + 2, width

    def head(self) -> str:
        """The names of the columns."""
        return self._row("file", tuple(_COLUMNS), "title")

    def rows(self, checked: Checked) -> Iterator[str]:
        """One file: its row, then what is wrong with it."""
        facts = checked.facts
        if facts is None:
            said = checked.problem or f"workbook, {checked.size:,} bytes, {checked.built}"
            yield f"{checked.path!s:<{self.first}}{said}"
            yield from (f"  {checked.hint}" for _ in filter(None, [checked.hint]))
            return
        cells = (
            *(_standing(checked, profile) for profile in PROFILES),
            str(facts.pages),
            f"{checked.size:,}",
            f"{len(facts.loose_fonts)} loose" if facts.loose_fonts else "embedded",
            facts.language or "none",
            checked.built,
        )
        yield self._row(str(checked.path), cells, facts.title or "no title")
        yield from (f"  {fault}" for fault in checked.faults)

    def _row(self, name: str, cells: Sequence[str], title: str) -> str:
        """The title takes the room that is left, if there is some."""
        line = f"{name:<{self.first}}"
        for cell, (head, width) in zip(cells, _COLUMNS.items(), strict=True):
            line += f"{cell:>{width - 2}}  " if head in _NUMBERS else f"{cell:<{width}}"
        room = self.width - len(line)
        if room < _LEAST_TITLE:
            return line.rstrip()
        return line + (title if len(title) <= room else title[: room - 1] + "…")


def _fonts(facts: PdfFacts) -> str:
    loose = f", {len(facts.loose_fonts)} not" if facts.loose_fonts else ""
    return f"{_count(len(facts.fonts), 'font')} embedded{loose}"


def _standing(checked: Checked, profile: str) -> str:
    facts = checked.facts
    if facts is None or PROFILES[profile] not in facts.claims:
        return "no claim"
    return "conforms" if checked.passes(profile) else "fails"


def lines(checked: Checked) -> Iterator[str]:
    """One file for a log: all on a line, then a line for each thing that is wrong."""
    facts = checked.facts
    if checked.problem:
        yield f"{checked.path}: FAILS: {checked.problem}. {checked.hint}"
        return
    if facts is None:
        state = "conforms" if checked.conforms else "FAILS"
        yield f"{checked.path}: {state}: workbook, {checked.size:,} bytes, {checked.built}"
        return
    said = [
        _count(facts.pages, "page"),
        f"{checked.size:,} bytes",
        _fonts(facts),
        f"language {facts.language or 'none'}",
        f"claims {' and '.join(facts.claims) or 'nothing'}",
        checked.built,
        facts.title or "no title",
    ]
    yield f"{checked.path}: {'conforms' if checked.conforms else 'FAILS'}: {', '.join(said)}"
    yield from (f"{checked.path}: {fault}" for fault in checked.faults)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'s' * (number != 1)}"


def summary(found: Sequence[Checked], engines: Sequence[Engine], missing: Sequence[Missing]) -> str:
    """How many files conform, who says so, and who was not asked."""
    failing = sum(not checked.conforms for checked in found)
    judges = " and ".join(f"{engine.NAME} ({engine.version()})" for engine in engines)
    if missing:
        judges += f"; without {' and '.join(each.engine for each in missing)}"
    files = _count(len(found), "file")
    if failing:
        return f"{failing} of {files} {'fail' if failing > 1 else 'fails'}; asked: {judges}"
    return f"{files}: all conform, say {judges}" if len(found) > 1 else f"conforms, say {judges}"


def as_data(
    found: Iterable[Checked], engines: Sequence[Engine], missing: Sequence[Missing]
) -> dict[str, Any]:
    """The same for a program."""
    done = list(found)
    files, together = [_file(checked) for checked in done], mixed(done)
    return {
        "conforms": all(file["conforms"] for file in files) and not together,
        "mixed": list(together),
        "engines": [{"name": engine.NAME, "version": engine.version()} for engine in engines],
        "missing": [{"name": m.engine, "reason": m.reason, "hint": m.hint} for m in missing],
        "files": files,
    }


def _file(checked: Checked) -> dict[str, Any]:
    facts = checked.facts
    return {
        "path": str(checked.path),
        "conforms": checked.conforms,
        "problem": checked.problem,
        "size": checked.size,
        "sha256": checked.sha256,
        "built": checked.built,
        "pages": facts.pages if facts else None,
        "title": facts.title if facts else None,
        "language": facts.language if facts else None,
        "claims": list(facts.claims) if facts else [],
        "demonstration": facts.invented if facts else None,
        "fonts": list(facts.fonts) if facts else [],
        "fonts_not_embedded": list(facts.loose_fonts) if facts else [],
        "verdicts": [
            {
                "engine": verdict.engine,
                "profile": PROFILES[verdict.profile],
                "conforms": verdict.compliant,
                "failures": [
                    {"rule": f.rule, "message": f.message, "count": f.count}
                    for f in verdict.failures
                ],
            }
            for verdict in checked.verdicts
        ],
    }
