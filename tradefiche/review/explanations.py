"""``review.toml``: why findings are what they are, as people wrote it; it judges no figure.

Entries are only ever added: of those with one key the last one holds, and nothing that somebody
wrote is changed or lost.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tradefiche import atomic
from tradefiche.errors import ReviewError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.messages import translated
from tradefiche.printable import printable
from tradefiche.review.findings import Finding
from tradefiche.spelling import misspelt

NAME = "review.toml"
OWN = Path("editions")
_HEAD = """\
# Why findings of « tradefiche review » are what they are. An entry has three lines: the key and
# the value of the finding, as the review prints them, and the reason, between the ''' marks.
# Of two entries with one key, the last one holds.
"""
_MOVED = 1.25
_LARGEST = 1_000_000
"""Bytes."""


class _Entry(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    key: str
    value: float
    text: str


class _File(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    explanation: tuple[_Entry, ...] = ()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What somebody wrote of a finding; ``value`` is what the finding was then."""

    key: str
    value: float
    text: str

    def holds(self, finding: Finding) -> bool:
        """Whether it explains the finding as it is now.

        A reason for +40 % explains +30 % too, and +45 % after a revision, not +60 %: it is asked
        for again when the value has another sign, or is larger by more than a quarter.
        """
        if not self.text:
            return False
        turned = self.value * finding.value < 0
        return not turned and abs(finding.value) <= _MOVED * abs(self.value)


def path(year: int, edition: Path | None) -> Path:
    """Where those of a year are: in the edition that was named, else in ``editions/YEAR``."""
    return (edition or OWN / str(year)) / NAME


def read(file: Path, year: int) -> Mapping[str, Explanation]:
    """The explanations of a year, by key; none without the file.

    Raises:
        ReviewError: it cannot be read, or an entry is wrong.
    """
    found = _decoded(file, _content(file))
    return {
        each.key: Explanation(each.key, each.value, " ".join(each.text.split()))
        for each in found.explanation
        if each.key.startswith(f"{year}-")
    }


def add(file: Path, explained: Iterable[tuple[Finding, str]]) -> None:
    """Add explanations to the file, which is made when it is not there; whole or not at all.

    Raises:
        ReviewError: it cannot be read or written.
    """
    before = _content(file)
    _decoded(file, before)
    text = before or _HEAD
    for finding, why in explained:
        text = f"{text.rstrip()}\n\n{entry(finding, why)}"
    try:
        atomic.write_text(file, text)
    except OSError as error:
        raise ReviewError(
            _("{file}: cannot be written ({error})", file=file, error=cause(error)),
            translated(atomic.CLOSE_IT),
        ) from error


def entry(finding: Finding, why: str = "") -> str:
    """The lines of a finding, to be added to the file; the reason goes between the marks."""
    # As many quotes in a row as no literal of TOML can have.
    told = printable(why, 5_000).replace("'''", "’’’")
    head = f'[[explanation]]\nkey = "{finding.key}"\nvalue = {finding.value}\n'
    return f"{head}text = '''\n{told}\n'''\n"


def _misspelt(message: str) -> str:
    """What was meant by a key that an entry, or the file, does not have."""
    inside = "explanation[" in message
    return misspelt(message.partition(" - at ")[0], _Entry if inside else _File)


def _content(file: Path) -> str:
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise ReviewError(
            _("{file}: cannot be read ({error})", file=file, error=cause(error)),
            _("Check the file and its permissions."),
        ) from error
    try:
        if len(content) > _LARGEST:
            raise ReviewError(
                _("{file}: more than {largest} bytes", file=file, largest=_LARGEST),
                _("It is no list of reasons."),
            )
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        raise ReviewError(
            _("{file}: not UTF-8 text", file=file),
            _("Save it as UTF-8: Notepad has it under Save as, Encoding."),
        ) from error


def _decoded(file: Path, text: str) -> _File:
    try:
        return msgspec.convert(tomllib.loads(text), _File)
    except (ValueError, RecursionError) as error:
        raise ReviewError(
            _("{path}: {reason}", path=file, reason=printable(str(error), 500)),
            _misspelt(str(error))
            or _(
                "An entry has the lines that tradefiche review prints: "
                "[[explanation]], key, value, and the reason between ''' marks. "
                "tradefiche review --explain writes them."
            ),
        ) from error
