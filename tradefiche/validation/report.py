"""What the check of finished documents says: a table, plain lines, or data for a program."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.messages import whole
from tradefiche.validation.checks import AS_BUILT
from tradefiche.validation.checks import BESIDE
from tradefiche.validation.checks import CHANGED
from tradefiche.validation.checks import Checked
from tradefiche.validation.checks import mixed
from tradefiche.validation.engines import Engine
from tradefiche.validation.facts import PdfFacts
from tradefiche.validation.verdicts import PROFILES
from tradefiche.validation.verdicts import Missing

_WIDTHS = (*(10 for _profile in PROFILES), 7, 11, 10, 10, 27)
"""Of the columns between the first, the file, and the last, its title."""
_NUMBERS = (len(PROFILES), len(PROFILES) + 1)
"""Which of them are numbers: pages and bytes."""
_LEAST_TITLE = 12


class CheckTable:
    """Aligned rows for who reads on a terminal of ``width`` characters."""

    def __init__(self, names: Sequence[str], width: int) -> None:
        self.first, self.width = max(map(len, (*names, _("file")))) + 2, width

    def head(self) -> str:
        """The names of the columns."""
        heads = (_("pages"), _("bytes"), _("fonts"), _("language"), _("built"))
        return self._row(_("file"), (*PROFILES.values(), *heads), _("title"))

    def rows(self, checked: Checked) -> Iterator[str]:
        """One file: its row, then what is wrong with it."""
        facts = checked.facts
        if facts is None:
            yield f"{checked.path!s:<{self.first}}{checked.problem or _workbook(checked)}"
            yield from (f"  {checked.hint}" for _ in filter(None, [checked.hint]))
            return
        cells = (
            *(_standing(checked, profile) for profile in PROFILES),
            str(facts.pages),
            whole(checked.size),
            _("{count} loose", count=len(facts.loose_fonts))
            if facts.loose_fonts
            else _("embedded"),
            facts.language or _("none"),
            _built(checked),
        )
        yield self._row(str(checked.path), cells, facts.title or _("no title"))
        yield from (f"  {fault}" for fault in checked.faults)

    def _row(self, name: str, cells: Sequence[str], title: str) -> str:
        """The title takes the room that is left, if there is some."""
        line = f"{name:<{self.first}}"
        for place, (cell, width) in enumerate(zip(cells, _WIDTHS, strict=True)):
            line += f"{cell:>{width - 2}}  " if place in _NUMBERS else f"{cell:<{width}}"
        room = self.width - len(line)
        if room < _LEAST_TITLE:
            return line.rstrip()
        return line + (title if len(title) <= room else title[: room - 1] + "…")


def _fonts(facts: PdfFacts) -> str:
    fonts, loose = many(len(facts.fonts), "font"), len(facts.loose_fonts)
    if loose:
        return _("{fonts} embedded, {loose} not", fonts=fonts, loose=loose)
    return _("{fonts} embedded", fonts=fonts)


def _workbook(checked: Checked) -> str:
    size = many(checked.size, "byte", grouped=True)
    return _("workbook, {size}, {built}", size=size, built=_built(checked))


def _built(checked: Checked) -> str:
    """Whether it is as it was built, in words."""
    if checked.built == AS_BUILT:
        return _("as built")
    if checked.built == CHANGED:
        return _("changed since it was built")
    return _("kept beside, not in place") if checked.built == BESIDE else _("not in a manifest")


def _standing(checked: Checked, profile: str) -> str:
    facts = checked.facts
    if facts is None or PROFILES[profile] not in facts.claims:
        return _("no claim")
    return _("conforms") if checked.passes(profile) else _("fails")


def lines(checked: Checked) -> Iterator[str]:
    """One file for a log: all on a line, then a line for each thing that is wrong."""
    facts = checked.facts
    if checked.problem:
        yield _on_a_line(checked, f"{checked.problem}. {checked.hint}")
        return
    if facts is None:
        yield _on_a_line(checked, _workbook(checked))
        return
    said = [
        many(facts.pages, "page"),
        many(checked.size, "byte", grouped=True),
        _fonts(facts),
        _("language {language}", language=facts.language or _("none")),
        _("claims {standards}", standards=_listed(facts.claims))
        if facts.claims
        else _("claims nothing"),
        _built(checked),
        facts.title or _("no title"),
    ]
    yield _on_a_line(checked, ", ".join(said))
    yield from (_("{path}: {fault}", path=checked.path, fault=fault) for fault in checked.faults)


def _on_a_line(checked: Checked, said: str) -> str:
    if checked.conforms:
        return _("{path}: conforms: {facts}", path=checked.path, facts=said)
    return _("{path}: FAILS: {facts}", path=checked.path, facts=said)


def _listed(words: Iterable[str]) -> str:
    return _(" and ").join(words)


def summary(found: Sequence[Checked], engines: Sequence[Engine], missing: Sequence[Missing]) -> str:
    """How many files conform, who says so, and who was not asked."""
    failing = sum(not checked.conforms for checked in found)
    judges = _listed(f"{engine.NAME} ({engine.version()})" for engine in engines)
    if missing:
        others = _listed(each.engine for each in missing)
        judges = _("{judges}; without {others}", judges=judges, others=others)
    files = many(len(found), "file")
    if failing > 1:
        return _(
            "{failing} of {files} fail; asked: {judges}",
            failing=failing,
            files=files,
            judges=judges,
        )
    if failing:
        return _("1 of {files} fails; asked: {judges}", files=files, judges=judges)
    if len(found) > 1:
        return _("{files}: all conform, say {judges}", files=files, judges=judges)
    return _("conforms, say {judges}", judges=judges)


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
