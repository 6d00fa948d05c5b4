"""A manual page in the man macros: sections, paragraphs, code, entries; it knows no command."""

from __future__ import annotations

import re
from collections.abc import Iterable
from textwrap import wrap

_CHARACTERS = str.maketrans({"\\": r"\e", "-": r"\-", "^": r"\(ha", "~": r"\(ti", "`": r"\(ga"})
_WIDTH = 72
"""Characters of a line of the source, before it is escaped: readers ask for less than 80."""


class Page:
    """What was written so far."""

    def __init__(self, name: str, source: str, purpose: str) -> None:
        # No date: the page is made of the program of the version that stands in its foot.
        self._lines = [
            "'\\\" -*- coding: utf-8 -*-",
            f'.TH {name.upper()} 1 "" "{escaped(source)}"',
            ".nh",
            ".ad l",
        ]
        self.section("NAME")
        self._lines += _filled(f"{name} - {purpose.rstrip('.')}")

    def section(self, title: str) -> None:
        """A title of the first level."""
        self._lines.append(f".SH {escaped(title)}")

    def subsection(self, title: str) -> None:
        """A title of the second level."""
        self._lines.append(f'.SS "{escaped(title)}"')

    def line(self, typed: str) -> None:
        """What is typed, on a line of its own."""
        self._lines.append(f".B {_code(typed)}")

    def text(self, words: str) -> None:
        """A paragraph, which is filled."""
        self._part()
        self._lines += _filled(words)

    def code(self, lines: Iterable[str]) -> None:
        """Lines that stay as they are."""
        self._part()
        self._lines += [".RS 4", ".EX", *map(_guarded, map(_code, lines)), ".EE", ".RE"]

    def entry(self, term: str, words: str) -> None:
        """A term, an option mostly, and what it is."""
        self._lines += [".TP", _guarded(re.sub(r"(\\-[^ ,]+|^\w+$)", r"\\fB\1\\fR", _code(term)))]
        self._lines += _filled(words)

    def _part(self) -> None:
        """Part a paragraph from what stands before it; a title is parted enough."""
        if not self._lines[-1].startswith((".SH", ".SS")):
            self._lines.append(".PP")

    def written(self) -> str:
        """The whole page."""
        return "\n".join([*self._lines, ""])


def escaped(words: str) -> str:
    """Words that no roff takes for its own: backslashes, and minus signs to be copied as such."""
    return words.translate(_CHARACTERS)


def _code(typed: str) -> str:
    """As words, but quotes stay those of a keyboard."""
    return escaped(typed).replace("'", r"\(aq").replace('"', r"\(dq")


def _filled(words: str) -> list[str]:
    lines = wrap(words, _WIDTH, break_long_words=False, break_on_hyphens=False)
    return [_guarded(escaped(line)) for line in lines]


def _guarded(line: str) -> str:
    """A line that begins with no command."""
    return rf"\&{line}" if line.startswith((".", "'")) else line
