"""Running text as ReportLab flowables: tagged lines of styled runs, links as elements of their own.

ReportLab's own ``Paragraph`` breaks at (and loses) the narrow no-break space that French
numbers are written with, and drops the space between two lines, so that a screen reader glues
the words (so reportlab 5.1.0: U+202F is in ``paragraph._wsc``, the white space that it splits
text at). Ours keeps both.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from itertools import groupby

from reportlab.platypus import Flowable

from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.lines import RGB
from tradefiche.pdf.lines import Line
from tradefiche.pdf.lines import Piece
from tradefiche.pdf.lines import Run
from tradefiche.pdf.lines import Style
from tradefiche.pdf.lines import break_lines
from tradefiche.pdf.tags import Box
from tradefiche.pdf.tags import Element
from tradefiche.pdf.tags import TaggedCanvas

NARROW = "\u202f"
ASCENT = 0.76
"""Baseline of the first line below the top of a block, in parts of the size."""


class Text(Flowable):
    """A paragraph, heading or caption.

    Args:
        runs: a string, or styled runs.
        role: structure type (P, H1 … H3, Caption, LBody).
        bookmark: outline level (0 is the highest of its part) for a heading, or None.
        label: of the bookmark, where it is not the text.
        place: the name by which links lead here.
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
        label: str = "",
        place: str = "",
        most: float | None = None,
        indent: float = 0.0,
        element: Element | None = None,
    ) -> None:
        super().__init__()
        self.runs = (Run(runs),) if isinstance(runs, str) else tuple(runs)
        self.style, self.typeface, self.bookmark = style, typeface, bookmark
        self.label, self.place = label, place
        self.most, self.indent = most, indent
        self.element = element or Element(role)
        self.lines: tuple[Line, ...] | None = None
        self._broken_for: float | None = None
        self.spaceAfter = style.after

    @property
    def plain(self) -> str:
        """The text without its looks."""
        return "".join(run.text for run in self.runs)

    @property
    def excess(self) -> float:
        """Points by which its widest line is wider than its room, once it is wrapped.

        A line is broken at spaces only: such a line is one word.
        """
        if self._broken_for is None:
            return 0.0
        ends = [sum(_extent(line, self.style, self.typeface)) for line in self.lines or () if line]
        return max(ends, default=0.0) - self._broken_for

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
                label=self.label, place=self.place,
            )  # fmt: skip
            part.lines = lines  # for good: the other part has the other words
            parts.append(part)
        return parts

    def draw(self) -> None:
        """Write the lines; Platypus' hook.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas: TaggedCanvas = self.canv
        if self.bookmark is not None:
            name = f"b{self.canv._page_index}-{self.plain}"
            canvas.bookmarkHorizontal(name, 0, self.height)
            label = (self.label or self.plain).replace(NARROW, " ")
            canvas.addOutlineEntry(label, name, self.bookmark + canvas.depth)
        if self.place:
            canvas.name_place(self.place, self.element, self.height)
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

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    x, y = origin
    if element is None:
        for line in lines:
            _write(canvas, line, style, typeface, x, y)
            y -= style.leading
        return
    words = _link_texts(lines)
    current, owner = "", element
    underlines: list[Box] = []
    with canvas.container(element):
        for line in lines:
            for link, pieces in _by_link(line):
                if link != current:  # or the link goes on in the next line
                    current = link
                    owner = Element("Link", alt=next(words)) if link else element
                _write_told(canvas, pieces, owner, style, typeface, (x, y))
                if link:
                    left, width = _extent(pieces, style, typeface)
                    x0, y0 = canvas.absolutePosition(x + left, y - 0.25 * style.size)
                    box = (x0, y0, x0 + width, y0 + 1.1 * style.size)
                    if link[0] == "#":
                        canvas.jump(owner, link[1:], box)
                    else:
                        canvas.link(owner, link, box)
                    underlines.append((x + left, y - 1.8, x + left + width, y - 1.8))
            y -= style.leading
    if underlines:
        with canvas.artifact():
            canvas.strokes(underlines, 0.5, _link_color(lines, style))


def _write_told(
    canvas: TaggedCanvas,
    pieces: Sequence[Piece],
    owner: Element,
    style: Style,
    typeface: Typeface,
    origin: tuple[float, float],
) -> None:
    """Pieces as content of an element; abbreviations in elements of their own, with their sense."""
    if len(pieces) == 1 and not (run := pieces[0].run).expansion:
        x, y = origin
        font, color = typeface.font(run.weight or style.weight), run.color or style.color
        canvas.tell(owner, run.text, x + pieces[0].x, y, font, style.size, color)
        return
    for expansion, some in groupby(pieces, key=lambda piece: piece.run.expansion):
        if not expansion:
            with canvas.content(owner):
                _write(canvas, list(some), style, typeface, *origin)
            continue
        with canvas.container(owner), canvas.content(Element("Span", expansion=expansion)):
            _write(canvas, list(some), style, typeface, *origin)


def _by_link(line: Line) -> Sequence[tuple[str, Sequence[Piece]]]:
    if len(line) == 1:
        return ((line[0].run.link, line),)
    return [(link, list(some)) for link, some in groupby(line, key=lambda piece: piece.run.link)]


def _link_texts(lines: Sequence[Line]) -> Iterator[str]:
    """The words of each link, in order."""
    pieces = (piece for line in lines for piece in line)
    for link, group in groupby(pieces, key=lambda piece: piece.run.link):
        if link:
            yield "".join(piece.run.text for piece in group).strip()


def _link_color(lines: Sequence[Line], style: Style) -> RGB:
    found = next((p.run.color for line in lines for p in line if p.run.link), None)
    return found or style.color


def _extent(pieces: Sequence[Piece], style: Style, typeface: Typeface) -> tuple[float, float]:
    last = pieces[-1]
    visible = typeface.width(last.run.text.rstrip(" "), last.run.weight or style.weight, style.size)
    return pieces[0].x, last.x + visible - pieces[0].x


def _write(
    canvas: TaggedCanvas,
    pieces: Sequence[Piece],
    style: Style,
    typeface: Typeface,
    x: float,
    y: float,
) -> None:
    for piece in pieces:
        run = piece.run
        font = typeface.font(run.weight or style.weight)
        canvas.show(run.text, x + piece.x, y, font, style.size, run.color or style.color)
