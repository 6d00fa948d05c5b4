"""What the texts of an edition are made of, and how a fiche fills them in."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.wording.french import typeset

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True)
class Inline:
    """A stretch of text; ``color`` is a palette token or empty, ``link`` an address or empty."""

    text: str
    strong: bool = False
    emphasis: bool = False
    color: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 opens the section, level 2 hangs in the margin."""

    level: int
    text: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered ones get large numerals."""

    items: tuple[tuple[Inline, ...], ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a figure (``kind`` figure), of a table in the annexe (donnees), of key numbers
    (chiffres), of a part of « L’essentiel » (essentiel) or of the closing brand marks (marques)."""

    kind: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Note:
    """A quotation block: set on a tint at the foot of the page."""

    paragraphs: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows is on a new page."""


Block = Heading | Paragraph | Items | Slot | Note | PageBreak


def fill(text: Sequence[Inline], values: Mapping[str, str]) -> tuple[Inline, ...]:
    """``text`` with its placeholders replaced and French spaces set."""

    def filled(part: Inline) -> Inline:
        words = substitute(part.text, values)
        return Inline(words, part.strong, part.emphasis, part.color, part.link)

    return tuple(filled(part) for part in text)


def substitute(text: str, values: Mapping[str, str]) -> str:
    """A plain string with its placeholders replaced and French spaces set."""
    replace: Callable[[re.Match[str]], str] = lambda match: values[match.group(1)]  # noqa: E731
    return typeset(PLACEHOLDER.sub(replace, text))
