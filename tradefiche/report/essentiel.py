"""The blocks of « L’essentiel »: panels, sentences, lists; words are text, marks decoration.

Each knows the height it takes; the sentences are set as large as their page lets them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from reportlab.platypus import Flowable

from tradefiche.charts import strip
from tradefiche.edition import Block
from tradefiche.edition import Slot
from tradefiche.export.data_files import DataFile
from tradefiche.export.data_files import of_table
from tradefiche.fiche import Fiche
from tradefiche.figures import essentiel
from tradefiche.pdf.lines import Run
from tradefiche.pdf.lines import Style
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import Text
from tradefiche.report import fit
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.blocks import expanded
from tradefiche.report.first_ones import FirstOnesLists
from tradefiche.report.look import Look
from tradefiche.wording import panels
from tradefiche.wording.essentiel import Point
from tradefiche.wording.essentiel import points
from tradefiche.wording.panels import KeyPanel
from tradefiche.wording.spoken import said

GAP = 2 * grid.GUTTER
RATES = (0.25, 4.0)
"""The ends of the line of a rate."""
SIZES = ((10.8, 15.0, 7.5), (10.2, 14.0, 6.0), (9.6, 13.0, 5.0), (9.2, 12.2, 3.5))
"""Size, leading and space after each sentence, the largest first."""


def part(name: str, fiche: Fiche, look: Look, level: Literal["H2", "H3"] = "H3") -> Flowable:
    """A part of the page, by the name that editions give it; ``level``: of its headings."""
    if name == "reperes":
        return KeyPanels(panels.panels(fiche), look)
    if name == "phrases":
        return Points(points(fiche), look)
    return FirstOnesLists(panels.lists(fiche), look, level)


def beside(blocks: Sequence[Block]) -> str:
    """What stands at the right of the page's title: the words of its panels."""
    return next((b.title for b in blocks if isinstance(b, Slot) and b.name == "reperes"), "")


def data_file(fiche: Fiche) -> DataFile:
    """The measures of the page for who computes."""
    stem = f"{fiche.place.code}-{fiche.year}-{essentiel.NAME}".lower()
    title = f"L’essentiel : {fiche.place.name}, {fiche.year}"
    return of_table(essentiel.data(fiche), fiche, stem, title)


def settled(page: list[Flowable], room: float = grid.HEIGHT) -> list[Flowable]:
    """A page of that height; its sentences are as large as the other blocks let them be."""
    for block in page:
        if isinstance(block, Points):
            others = [each for each in page if each is not block]
            taken = sum(fit.needs(each) + each.getSpaceAfter() for each in others)
            block.room = room - taken - block.getSpaceAfter()
    return page


class KeyPanels(Flowable):
    """The panels side by side: name, number, what it is beside others, where it stands."""

    HEIGHT, BARE, PADDING = 114.0, 74.0, 10.0

    def __init__(self, shown: Sequence[KeyPanel], look: Look) -> None:
        super().__init__()
        self.panels, self.look = tuple(shown), look
        self.spaceAfter = 17.0
        stands = any(each.standing for each in shown)
        self.height = self.HEIGHT if stands else self.BARE
        self.room = (grid.WIDTH - 2 * GAP) / 3
        self.width = grid.WIDTH

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Lower where no département stands among others."""
        return self.width, self.height

    def draw(self) -> None:
        """From left to right."""
        for index, panel in enumerate(self.panels):
            self._panel(panel, index * (self.room + GAP))

    def _panel(self, panel: KeyPanel, left: float) -> None:
        canvas, look, top, x = self.canv, self.look, self.height, left + self.PADDING
        flow = panel.tone if panel.tone in ("exports", "imports") else ""
        color = f"{flow}_text" if flow else panel.tone
        with canvas.artifact("Background"):
            ground = f"{flow}_panel" if flow else "panel"
            paint.fill(canvas, look, ground, left, 0, self.room, top)
            paint.fill(canvas, look, panel.tone, left, top - 2.5, self.room, 2.5)
        with canvas.content(Element("P")):
            name = paint.write(canvas, look, f"{panel.name} ", x, top - 18, 10, "semibold", color)
        self._change(panel, left, top - 18, name)
        shift = self._mark(panel, x, top - 46)
        size = self._size(panel, shift)
        heard = said(f"{panel.number} {panel.unit}")
        with canvas.content(Element("P", actual=heard)):
            number = f"{panel.number} "
            paint.write(canvas, look, number, x + shift, top - 46, size, "bold", color)
            after = x + shift + look.pen.width(panel.number, size, "bold") + 4
            paint.write(canvas, look, f"{panel.unit} ", after, top - 46, 12, "semibold", color)
        self._fitted(panel.beside, x, top - 61)
        if panel.standing:
            self._strip(panel, x, top - 81)
        if panel.rank:
            with canvas.content(Element("P")):
                paint.write(canvas, look, f"{panel.rank} ", x, top - 103, 8.2, "semibold")
        if panel.median:
            with canvas.content(Element("P", actual=said(panel.median))):
                right = left + self.room - self.PADDING
                paint.write(
                    canvas, look, panel.median, right, top - 103, 7.5, "regular", "text", "right"
                )

    def _change(self, panel: KeyPanel, left: float, y: float, name: float) -> None:
        """What became of it in a year, at the right of its name, where that fits."""
        room = self.room - 2 * self.PADDING - name - 4
        width = self.look.pen.width
        size = next((size for size in (8.2, 7.6, 7.0) if width(panel.change, size) <= room), 0.0)
        if panel.change and size:
            with self.canv.content(Element("P", actual=said(panel.change))):
                right = left + self.room - self.PADDING
                paint.write(
                    self.canv, self.look, panel.change, right, y, size, "regular", "text", "right"
                )

    def _mark(self, panel: KeyPanel, x: float, y: float) -> float:
        """▲ or ▼ before the number, which its sign says too; gives the room it takes."""
        if not panel.mark:
            return 0.0
        with self.canv.artifact():
            paint.write(self.canv, self.look, panel.mark, x, y, 17, "regular", panel.tone)
        return self.look.pen.width(panel.mark, 17) + 4

    def _size(self, panel: KeyPanel, shift: float) -> float:
        """Of the number: 28, or less where it would leave its panel."""
        room = self.room - 2 * self.PADDING - shift - 4
        room -= self.look.pen.width(panel.unit, 12, "semibold")
        size = 28.0
        while size > 12 and self.look.pen.width(panel.number, size, "bold") > room:
            size -= 1
        return size

    def _fitted(self, wordings: Sequence[str], x: float, y: float) -> None:
        """The first wording that fits."""
        room, width = self.room - 2 * self.PADDING, self.look.pen.width
        sizes = (8.2, 7.8, 7.4, 7.0)
        fitting = ((each, size) for each in wordings for size in sizes if width(each, size) <= room)
        if found := next(fitting, None):
            words, size = found
            with self.canv.content(Element("P", actual=said(words))):
                paint.write(self.canv, self.look, f"{words} ", x, y, size, "regular", "text")

    def _strip(self, panel: KeyPanel, left: float, y: float) -> None:
        """All départements, the median, this one: decoration of the rank under it."""
        canvas, look = self.canv, self.look
        assert panel.standing  # or there is no strip
        width = self.room - 2 * self.PADDING - 4
        bounds = RATES if panel.rate else None
        left += 2
        along = strip.logarithmic(panel.standing, width, bounds)
        with canvas.artifact():
            canvas.strokes([(left, y, left + width, y)], 0.6, look.color("hair"))
            ticks = [(left + x, y - 4, left + x, y + 4) for x in along.ticks]
            canvas.strokes(ticks, 0.45, look.color("leader"))
            if along.median is not None:
                x = left + along.median
                canvas.strokes([(x, y - 7, x, y + 7)], 1.3, look.color("ink"))
            if along.here is not None:
                paint.dot(canvas, look, left + along.here, y, 3.8, panel.tone)


class Points(Flowable):
    """The sentences, each after a red square.

    Attributes:
        room: points that the page has for them; the largest size that fits is set.
    """

    INDENT, SQUARE, AFTER = 14.0, 4.6, 10.0

    def __init__(self, shown: Sequence[Point], look: Look) -> None:
        super().__init__()
        self.look = look
        self.runs = [self._runs(each) for each in shown]
        self.room = grid.HEIGHT
        self.spaceAfter = self.AFTER
        self.texts: list[Text] = []

    def _runs(self, point: Point) -> tuple[Run, ...]:
        head = Run(point.head, "semibold", self.look.color("ink"))
        return expanded((head, Run(point.rest)) if point.rest else (head,))

    def needs(self, width: float) -> float:
        """The least height: that of the smallest size."""
        return self._set(width, SIZES[-1])

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As high as the largest size that fits."""
        self.width = available_width
        for sizes in SIZES:
            self.height = self._set(available_width, sizes)
            if self.height <= self.room + 1e-6:
                break
        return self.width, self.height

    def _set(self, width: float, sizes: tuple[float, float, float]) -> float:
        size, leading, after = sizes
        style = Style(size, leading, self.look.color("text"))
        self.texts = [
            Text(runs, style, self.look.typeface, role="LBody", indent=self.INDENT)
            for runs in self.runs
        ]
        heights = [text.wrap(width, grid.HEIGHT)[1] for text in self.texts]
        self.size, self.after = size, after
        return sum(heights) + after * max(len(heights) - 1, 0)

    def draw(self) -> None:
        """A list.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas, y = self.canv, self.height
        squares = []
        with canvas.container(Element("L", numbering="Disc")):
            for text in self.texts:
                y -= text.height
                with canvas.container(Element("LI")):
                    text.drawOn(canvas, 0, y)
                squares.append(y + text.height - text.style.leading / 2 - self.SQUARE / 2)
                y -= self.after
        with canvas.artifact():
            for bottom in squares:
                paint.fill(canvas, self.look, "red", 0, bottom, self.SQUARE, self.SQUARE)
