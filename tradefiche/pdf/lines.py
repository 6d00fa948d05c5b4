"""Styled runs of text broken into lines, between words only; draws nothing.

It measures with the very metrics that the figures use.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.fonts import unit_width

RGB = tuple[float, float, float]


class Style(NamedTuple):
    """How a block of text looks; ``color`` is (red, green, blue), lengths are points."""

    size: float
    leading: float
    color: RGB
    weight: Weight = "regular"
    after: float = 0.0


class Run(NamedTuple):
    """A stretch of text of one look; None takes the block's.

    Attributes:
        link: a URL, « # » and the name of a place in the document, or empty.
        expansion: what the abbreviation that it is stands for, or empty.
    """

    text: str
    weight: Weight | None = None
    color: RGB | None = None
    link: str = ""
    expansion: str = ""


class Piece(NamedTuple):
    """A run's part on one line, at ``x`` from the left."""

    run: Run
    x: float
    width: float


Line = tuple[Piece, ...]


@lru_cache(maxsize=16_384)
def break_lines(
    runs: tuple[Run, ...], style: Style, width: float, typeface: Typeface
) -> tuple[Line, ...]:
    """Fill lines of at most ``width``; a break is only at a plain space or a line feed.

    The space stays at the end of its line, and a line feed leaves one too: it is what keeps two
    words apart when read aloud. Cached: the fiches of a batch share most of their texts.
    """
    fonts = typeface.fonts
    size, usual = style.size, style.weight
    lines: list[list[_Open]] = [[]]
    x = 0.0
    for word in _words(runs):
        if word[0][0] == "\n":
            if lines[-1]:
                lines[-1][-1].end_with_space()
            lines.append([])
            x = 0.0
            continue
        visible = 0.0
        for text, run in word:
            visible += unit_width(fonts[run.weight or usual], text.rstrip(" ")) * size
        if lines[-1] and x + visible > width + 1e-6:
            lines.append([])
            x = 0.0
        line = lines[-1]
        for text, run in word:
            piece_width = unit_width(fonts[run.weight or usual], text) * size
            if line and _same_look(line[-1].run, run):
                line[-1].texts.append(text)
                line[-1].width += piece_width
            else:
                line.append(_Open([text], run, x, piece_width))
            x += piece_width
    return tuple(tuple(piece.closed() for piece in line) for line in lines)


@dataclass(slots=True)
class _Open:
    """A piece that may still grow."""

    texts: list[str]
    run: Run
    x: float
    width: float

    def end_with_space(self) -> None:
        """A space after the last word, if there is none; it takes no room."""
        if not self.texts[-1][-1:].isspace():
            self.texts.append(" ")

    def closed(self) -> Piece:
        run = self.run
        joined = Run("".join(self.texts), run.weight, run.color, run.link, run.expansion)
        return Piece(joined, self.x, self.width)


def _same_look(a: Run, b: Run) -> bool:
    return a is b or _look(a) == _look(b)


def _look(run: Run) -> tuple[object, ...]:
    return run.weight, run.color, run.link, run.expansion


def _words(runs: Sequence[Run]) -> list[list[tuple[str, Run]]]:
    """Words with their trailing space; a word may cross runs. A line feed stands alone."""
    words: list[list[tuple[str, Run]]] = []
    open_word = False
    for run in runs:
        for part in _WORDS.findall(run.text):
            if part == "\n":
                words.append([(part, run)])
                open_word = False
                continue
            if open_word:
                words[-1].append((part, run))
            else:
                words.append([(part, run)])
            open_word = part[-1] != " "
    return words


_WORDS = re.compile(r"[^ \n]* |[^ \n]+|\n")
