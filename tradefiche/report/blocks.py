"""The blocks pages are made of, as flowables: heads, hanging titles, panels, brand marks.

Each draws its content tagged and its decoration as artifact. Measures are points.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from typing import Literal

from reportlab.platypus import Flowable

from tradefiche.edition import Inline
from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.lines import Run
from tradefiche.pdf.tags import Element
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.pdf.text import Text
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.look import Look
from tradefiche.report.look import Role
from tradefiche.wording.spoken import parted
from tradefiche.wording.spoken import said

SECTION_BAR = (28.0, 3.0)
BULLET = "•"


def runs(text: Sequence[Inline], look: Look, strong: str = "ink") -> tuple[Run, ...]:
    """An edition's text as runs: strong in semibold ink, links in the State's blue."""
    made = []
    for part in text:
        weight: Any = "semibold" if part.strong else "italic" if part.emphasis else None
        color = look.color(strong) if part.strong else None
        if part.color:
            weight, color = "semibold", look.color(part.color)
        if part.link:
            color = look.color("state")
        made.append(Run(part.text, weight, color, part.link))
    return tuple(made)


def expanded(words: Sequence[Run]) -> tuple[Run, ...]:
    """The same, each abbreviation a run of its own, with its sense."""
    made: list[Run] = []
    for run in words:
        parts = parted(run.text)
        if len(parts) < 2 and not any(expansion for _, expansion in parts):
            made.append(run)
        else:
            made += [run._replace(text=part, expansion=expansion) for part, expansion in parts]
    return tuple(made)


def text(
    words: str | Sequence[Run],
    look: Look,
    role: Role,
    *,
    tag: str = "P",
    color: str = "",
    after: float | None = None,
    **options: Any,
) -> Text:
    """A text block in one of the styles of the type scale; its abbreviations have their sense."""
    parts = (Run(words),) if isinstance(words, str) else words
    return Text(expanded(parts), look.style(role, color, after), look.typeface, role=tag, **options)


class Stack(Flowable):
    """Flowables one under the other, as one block that can be placed anywhere."""

    def __init__(self, parts: Sequence[Flowable]) -> None:
        super().__init__()
        self.parts = list(parts)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The sum of the parts' heights and of the spaces between them."""
        self.width = available_width
        self.heights = [part.wrap(available_width, available_height)[1] for part in self.parts]
        spaces = [part.getSpaceAfter() for part in self.parts[:-1]]
        self.height = sum(self.heights) + sum(spaces)
        return self.width, self.height

    def draw(self) -> None:
        """Draw the parts from the top down."""
        y = self.height
        for part, height in zip(self.parts, self.heights, strict=True):
            part.drawOn(self.canv, 0, y - height)
            y -= height + part.getSpaceAfter()


class SectionHead(Flowable):
    """The title of a section, under its coloured bar; the text starts 18 points lower.

    Args:
        beside: set at the right end of its line; ``mark``, what must be admitted, under it.
        tag: of its level; the title of a whole document (H1) has ``beside`` in it.
    """

    def __init__(
        self,
        title: str,
        look: Look,
        color: str,
        place: str = "",
        beside: str = "",
        tag: Literal["H1", "H2"] = "H2",
        mark: str = "",
    ) -> None:
        super().__init__()
        self.look, self.color, self.beside, self.mark = look, color, beside, mark
        words = "state" if color == "state" else f"{color}_text"
        # with what stands beside it, a title is one element: a space parts them
        shown = f"{title} " if tag == "H1" and beside else title
        self.title = text(
            shown, look, "section", tag=tag, color=words, bookmark=0, label=title, place=place
        )

    @property
    def parts(self) -> Sequence[Flowable]:
        """What it is made of."""
        return (self.title,)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Fixed height, plus what a title of two lines takes."""
        self.width = available_width
        _, self.title_height = self.title.wrap(available_width, available_height)
        self.height = 4.3 + self.title_height + 13.7
        return self.width, self.height

    def draw(self) -> None:
        """Bar, then title."""
        width, height = SECTION_BAR
        with self.canv.artifact():
            paint.fill(self.canv, self.look, self.color, 0, self.height - height, width, height)
        self.title.drawOn(self.canv, 0, self.height - 4.3 - self.title_height)
        if self.beside:
            alone = self.title.element.role == "H1"
            with self.canv.content(self.title.element if alone else Element("P")):
                self._right(self.beside, self.height - 26, 11, "semibold")
        if self.mark:
            y = self.height - 38
            left = self.width - self.look.pen.width(self.mark, 7)
            with self.canv.artifact():
                paint.fill(self.canv, self.look, "demo", left - 9, y, 5.6, 5.6)
            with self.canv.content(Element("P")):
                self._right(self.mark, y, 7, "regular")

    def _right(self, words: str, y: float, size: float, weight: Weight) -> None:
        """Words that end at the right edge."""
        x = self.width - self.look.pen.width(words, size, weight)
        paint.write(self.canv, self.look, f"{words} ", x, y, size, weight)


class RunningHead(Flowable):
    """The section's name repeated on its next page: an artifact, like a header."""

    def __init__(self, title: str, look: Look, color: str) -> None:
        super().__init__()
        self.title, self.look = title, look
        self.color = "state" if color == "state" else f"{color}_text"

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """One line and the space under it."""
        self.width, self.height = available_width, 26.0
        return self.width, self.height

    def draw(self) -> None:
        """The name and « (suite) »."""
        with self.canv.artifact("Header"):
            y = self.height - 9
            width = paint.write(self.canv, self.look, self.title, 0, y, 10, "semibold", self.color)
            paint.write(self.canv, self.look, "(suite)", width + 3, y, 10, "regular", "mute")


class Hanging(Flowable):
    """A rule, a title in three columns, and its text in the nine others."""

    def __init__(self, title: Text, content: Sequence[Flowable], look: Look, after: float) -> None:
        super().__init__()
        self.title, self.content, self.look = title, Stack(content), look
        self.spaceAfter = after

    @property
    def parts(self) -> Sequence[Flowable]:
        """What it is made of."""
        return (self.title, self.content)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The taller of the title and the text."""
        self.width = available_width
        self.left = grid.offset(3) + 4
        _, self.title_height = self.title.wrap(grid.span(3), available_height)
        _, self.content_height = self.content.wrap(available_width - self.left, available_height)
        self.height = 9 + max(self.title_height, self.content_height)
        return self.width, self.height

    def draw(self) -> None:
        """Rule, title, text."""
        with self.canv.artifact():
            paint.rule(self.canv, self.look, "ink", 0, self.height, self.width, 0.75)
        self.title.drawOn(self.canv, 0, self.height - 8 - self.title_height)
        self.content.drawOn(self.canv, self.left, self.height - 9 - self.content_height)


class ListItem(Flowable):
    """An item of a list: its label, the text at its right.

    Args:
        number: a large numeral; None for a bullet.
    """

    def __init__(
        self, number: int | None, words: Sequence[Run], look: Look, items: Element, after: float
    ) -> None:
        super().__init__()
        self.number, self.look, self.items = number, look, items
        self.item, self.label, self.body = Element("LI"), Element("Lbl"), Element("LBody")
        self.text = text(words, look, "body", element=self.body, after=0)
        self.indent, self.least = (24.0, 26.0) if number else (11.0, 0.0)
        self.spaceAfter = after

    @property
    def parts(self) -> Sequence[Flowable]:
        """What it is made of."""
        return (self.text,)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """At least the numeral's height."""
        self.width = available_width
        _, self.text_height = self.text.wrap(available_width - self.indent, available_height)
        self.height = max(self.text_height, self.least)
        return self.width, self.height

    def draw(self) -> None:
        """Numeral or bullet, then text."""
        canvas: TaggedCanvas = self.canv
        label, down, size = (str(self.number), 18, 24) if self.number else (BULLET, 10.6, 10)
        with canvas.container(self.items), canvas.container(self.item):
            with canvas.content(self.label):
                paint.write(canvas, self.look, label, 0, self.height - down, size, "bold", "state")
            self.text.drawOn(canvas, self.indent, self.height - self.text_height)


class Panel(Flowable):
    """Text on a tint with a coloured left edge."""

    PADDING = 14.0

    def __init__(self, content: Sequence[Flowable], look: Look, color: str = "state") -> None:
        super().__init__()
        self.content, self.look, self.color = Stack(content), look, color

    @property
    def parts(self) -> Sequence[Flowable]:
        """What it is made of."""
        return (self.content,)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The content's height and 8 points above and below."""
        self.width = available_width
        _, self.inner = self.content.wrap(available_width - 2 * self.PADDING, available_height)
        self.height = self.inner + 16
        return self.width, self.height

    def draw(self) -> None:
        """Tint, edge, text."""
        with self.canv.artifact("Background"):
            paint.fill(self.canv, self.look, "panel", 0, 0, self.width, self.height)
            paint.fill(self.canv, self.look, self.color, 0, 0, 3, self.height)
        self.content.drawOn(self.canv, self.PADDING, 8)


class Foot(Flowable):
    """Pushes what it holds to the foot of the frame."""

    fills = True

    def __init__(self, content: Flowable, least: float = 0.0) -> None:
        super().__init__()
        self.content, self.least = content, least

    @property
    def parts(self) -> Sequence[Flowable]:
        """What it is made of."""
        return (self.content,)

    def needs(self, width: float) -> float:
        """The least height that it can be given."""
        return float(self.content.wrap(width, grid.HEIGHT)[1] + self.least)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """All the height that is left, when the content fits in it."""
        self.width = available_width
        self.height = max(available_height - 1e-3, self.needs(available_width))
        return self.width, self.height

    def draw(self) -> None:
        """The content, at the bottom."""
        self.content.drawOn(self.canv, 0, 0)


class KeyNumbers(Flowable):
    """The panel of one flow: total, share of the region, share of France.

    Args:
        cells: (number, unit, label of one or two lines) from left to right; the first is large.
        flow: ``exports`` or ``imports``, which gives the colours.
    """

    HEIGHT, PADDING = 58.0, 14.0

    def __init__(self, cells: Sequence[tuple[str, str, str]], look: Look, flow: str) -> None:
        super().__init__()
        self.cells, self.look, self.flow = tuple(cells), look, flow
        self.spaceAfter = 16

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Fixed height."""
        self.width, self.height = available_width, self.HEIGHT
        return self.width, self.height

    def draw(self) -> None:
        """Tint, dividers, then each number with its label."""
        canvas, look = self.canv, self.look
        parts = {1: (1.0,), 2: (0.5, 0.5), 3: (0.42, 0.345, 0.235)}[len(self.cells)]
        starts = [self.PADDING + sum(parts[:i]) * self.width for i in range(len(parts))]
        with canvas.artifact("Background"):
            paint.fill(canvas, look, f"{self.flow}_panel", 0, 0, self.width, self.HEIGHT)
            paint.fill(canvas, look, self.flow, 0, 0, 3, self.HEIGHT)
            between = [(x - 12, 12, x - 12, self.HEIGHT - 12) for x in starts[1:]]
            if between:
                canvas.strokes(between, 0.5, look.color("rule"))
        for index, (cell, x, part) in enumerate(zip(self.cells, starts, parts, strict=True)):
            room = part * self.width - (self.PADDING + 12 if index else self.PADDING + 4)
            heard = " ".join(cell).replace("\n", " ")
            with canvas.content(Element("P", actual=said(heard))):
                self._cell(cell, x, room, large=index == 0)

    def _cell(self, cell: tuple[str, str, str], x: float, room: float, *, large: bool) -> None:
        number, unit, label = cell
        color = f"{self.flow}_text"
        size, unit_size, gap = (29.0, 12.0, 4.0) if large else (22.0, 15.0, 2.5)
        lines = label.split("\n")
        y = self.HEIGHT - (33 if len(lines) == 1 else 27)
        width = paint.write(self.canv, self.look, number, x, y, size, "bold", color)
        # A space is drawn before each, so that the text reads « 2 152 millions » when copied
        self._spaced(unit, x + width + gap, y, unit_size, "semibold", color)
        points = self._label_size(lines, room)
        for index, line in enumerate(lines):
            self._spaced(line, x, y - 14 - index * (points + 1.5), points, "regular", "text")

    def _label_size(self, lines: Sequence[str], room: float) -> float:
        """The largest size, from 8.5 down to 6.5, at which the label fits its cell."""
        size = 8.5
        measure = self.look.typeface.width
        while size > 6.5 and max(measure(line, "regular", size) for line in lines) > room:
            size -= 0.25
        return size

    def _spaced(
        self, words: str, x: float, y: float, size: float, weight: Weight, color: str
    ) -> None:
        space = self.look.typeface.width(" ", weight, size)
        paint.write(self.canv, self.look, " " + words, x - space, y, size, weight, color)
