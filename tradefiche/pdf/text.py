"""Running text as ReportLab flowables: styled runs, lines broken between words, tagged.

ReportLab's own ``Paragraph`` breaks at (and loses) the narrow no-break space that French
numbers are written with, and drops the space between two lines, so that a screen reader glues
the words. Ours keeps both, and measures with the very metrics that the figures use.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from reportlab.platypus import Flowable

from tradefiche.pdf.fonts import WEIGHTS
from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.fonts import unit_width
from tradefiche.pdf.tags import Element
from tradefiche.pdf.tags import TaggedCanvas

RGB = tuple[float, float, float]
ASCENT = 0.76
"""Baseline of the first line below the top of a block, in parts of the size."""


@dataclass(frozen=True, slots=True)
class Style:
    """How a block of text looks; ``color`` is (red, green, blue), lengths are points."""

    size: float
    leading: float
    color: RGB
    weight: Weight = "regular"
    after: float = 0.0


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text of one look; None takes the block's. ``link`` is a URL or empty."""

    text: str
    weight: Weight | None = None
    color: RGB | None = None
    link: str = ""


@dataclass(frozen=True, slots=True)
class _Piece:
    """A run's part on one line, at ``x`` from the left."""

    run: Run
    x: float
    width: float


Line = tuple[_Piece, ...]


@lru_cache(maxsize=16_384)
def break_lines(
    runs: tuple[Run, ...], style: Style, width: float, typeface: Typeface
) -> tuple[Line, ...]:
    """Fill lines of at most ``width``; a break is only at a plain space or a line feed.

    The space stays at the end of its line, and a line feed leaves one too: it is what keeps two
    words apart when read aloud. Cached: the fiches of a batch share most of their texts.
    """
    fonts = {weight: typeface.font(weight) for weight in WEIGHTS}
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

    def closed(self) -> _Piece:
        run = self.run
        joined = Run("".join(self.texts), run.weight, run.color, run.link)
        return _Piece(joined, self.x, self.width)


def _same_look(a: Run, b: Run) -> bool:
    return a is b or (a.weight, a.color, a.link) == (b.weight, b.color, b.link)


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


class Text(Flowable):
    """A paragraph, heading or caption.

    Args:
        runs: a string, or styled runs.
        role: structure type (P, H1 … H3, Caption, LBody).
        bookmark: outline level (0 is the highest of its part) for a heading, or None.
        most: width limit in points (running text stays under about 95 characters a line).
        indent: left indent, in points.
    """

    def __init__(
        self,
        runs: str | Sequence[Run],
        style: Style,
        typeface: Typeface,
        *,
        role: str = "P",
        bookmark: int | None = None,
        most: float | None = None,
        indent: float = 0.0,
        element: Element | None = None,
    ) -> None:
        super().__init__()
        self.runs = (Run(runs),) if isinstance(runs, str) else tuple(runs)
        self.style, self.typeface, self.bookmark = style, typeface, bookmark
        self.most, self.indent = most, indent
        self.element = element or Element(role)
        self.lines: tuple[Line, ...] | None = None
        self._broken_for: float | None = None
        self.spaceAfter = style.after

    @property
    def plain(self) -> str:
        """The text without its looks."""
        return "".join(run.text for run in self.runs)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Break the lines; Platypus' hook."""
        self.width = available_width
        limit = min(self.most or available_width, available_width - self.indent)
        if self.lines is None or self._broken_for not in (None, limit):
            self.lines = break_lines(self.runs, self.style, limit, self.typeface)
            self._broken_for = limit
        self.height = len(self.lines) * self.style.leading
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """Cut between lines, both parts being one structure element; Platypus' hook."""
        self.wrap(available_width, available_height)
        assert self.lines is not None
        fitting = int(available_height / self.style.leading)
        if fitting < 1 or fitting >= len(self.lines):
            return []
        parts: list[Flowable] = []
        for lines in (self.lines[:fitting], self.lines[fitting:]):
            part = Text(
                self.runs, self.style, self.typeface, most=self.most, indent=self.indent,
                element=self.element, bookmark=None if parts else self.bookmark,
            )  # fmt: skip
            part.lines = lines  # for good: the other part has the other words
            parts.append(part)
        return parts

    def draw(self) -> None:
        """Write the lines; Platypus' hook."""
        canvas: TaggedCanvas = self.canv
        if self.bookmark is not None:
            name = f"b{self.canv._page_index}-{self.plain}"
            canvas.bookmarkHorizontal(name, 0, self.height)
            canvas.addOutlineEntry(self.plain, name, self.bookmark + canvas.depth)
        assert self.lines is not None
        draw_lines(canvas, self.lines, self.style, self.typeface, self.element, self._origin())

    def _origin(self) -> tuple[float, float]:
        half_leading = (self.style.leading - self.style.size) / 2
        return self.indent, self.height - half_leading - ASCENT * self.style.size


def draw_lines(
    canvas: TaggedCanvas,
    lines: Sequence[Line],
    style: Style,
    typeface: Typeface,
    element: Element | None,
    origin: tuple[float, float],
) -> None:
    """Write lines from ``origin`` (first baseline); links become Link elements of their own.

    Args:
        element: what the text is; None inside an artifact.
    """
    x, y = origin
    if element is None:
        for line in lines:
            _write(canvas, line, style, typeface, x, y)
            y -= style.leading
        return
    words = _link_texts(lines)
    current, owner = "", element
    underlines: list[tuple[float, float, float]] = []
    with canvas.container(element):
        for line in lines:
            for link, pieces in _by_link(line):
                if link != current:  # or the link goes on in the next line
                    current = link
                    owner = Element("Link", alt=next(words)) if link else element
                with canvas.content(owner):
                    _write(canvas, pieces, style, typeface, x, y)
                if link:
                    left, width = _extent(pieces, style, typeface)
                    x0, y0 = canvas.absolutePosition(x + left, y - 0.25 * style.size)
                    canvas.link(owner, link, (x0, y0, x0 + width, y0 + 1.1 * style.size))
                    underlines.append((x + left, y - 1.8, width))
            y -= style.leading
    if underlines:
        with canvas.artifact():
            canvas.setLineWidth(0.5)
            canvas.setStrokeColorRGB(*_link_color(lines, style))
            for left, bottom, width in underlines:
                canvas.line(left, bottom, left + width, bottom)


def _by_link(line: Line) -> list[tuple[str, list[_Piece]]]:
    groups: list[tuple[str, list[_Piece]]] = []
    for piece in line:
        if groups and groups[-1][0] == piece.run.link:
            groups[-1][1].append(piece)
        else:
            groups.append((piece.run.link, [piece]))
    return groups


def _link_texts(lines: Sequence[Line]) -> Iterator[str]:
    """The words of each link, in order."""
    pieces = (piece for line in lines for piece in line)
    for link, group in groupby(pieces, key=lambda piece: piece.run.link):
        if link:
            yield "".join(piece.run.text for piece in group).strip()


def _link_color(lines: Sequence[Line], style: Style) -> RGB:
    found = next((p.run.color for line in lines for p in line if p.run.link), None)
    return found or style.color


def _extent(pieces: Sequence[_Piece], style: Style, typeface: Typeface) -> tuple[float, float]:
    last = pieces[-1]
    visible = typeface.width(last.run.text.rstrip(" "), last.run.weight or style.weight, style.size)
    return pieces[0].x, last.x + visible - pieces[0].x


def _write(
    canvas: TaggedCanvas,
    pieces: Sequence[_Piece],
    style: Style,
    typeface: Typeface,
    x: float,
    y: float,
) -> None:
    for piece in pieces:
        run = piece.run
        font = typeface.font(run.weight or style.weight)
        canvas.show(run.text, x + piece.x, y, font, style.size, run.color or style.color)
