"""The lists of « L’essentiel »: first partners and products of both flows, on one scale.

A list is a table: name, share, share of France; its bars, and the strokes of France, repeat them.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.tags import Element
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.look import Look
from tradefiche.wording.numbers import share
from tradefiche.wording.panels import FirstOnes
from tradefiche.wording.panels import FlowLists
from tradefiche.wording.panels import ListRow
from tradefiche.wording.panels import SplitPart
from tradefiche.wording.spoken import said

GAP = 2 * grid.GUTTER
COLUMN = (grid.WIDTH - GAP) / 2
NAME, SHARE, FRANCE = 108.0, 29.0, 31.0
"""Widths of the names and of both columns of shares; bars have the rest."""
BAR_LEFT, BAR_WIDTH = NAME + 5.0, COLUMN - NAME - SHARE - FRANCE - 11.0
TITLE, SPLIT, HEAD, ROW, AIR = 18.0, 17.0, 10.0, 15.8, 9.0
BAR, SPLIT_BAR, STROKE = 8.0, 14.0, 11.0
SIZE = 8.5


class FirstOnesLists(Flowable):
    """The lists of exports at the left, those of imports at the right.

    Args:
        level: of their headings.
    """

    def __init__(self, flows: Sequence[FlowLists], look: Look, level: str = "H3") -> None:
        super().__init__()
        self.level = level
        self.flows, self.look = tuple(flows), look
        shares = [
            part
            for flow in flows
            for each in flow.lists
            for row in each.rows
            for part in (row.here, row.france)
        ]
        self.scale = BAR_WIDTH / (max(shares, default=0.0) or 1.0)
        self.spaceAfter = 8.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As high as the longer side."""
        self.width = available_width
        self.height = max(map(_height, self.flows), default=0.0)
        return self.width, self.height

    def draw(self) -> None:
        """Side by side, each read as a whole.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        for index, flow in enumerate(self.flows):
            x, y = index * (COLUMN + GAP), self.height
            for each in flow.lists:
                y = self._list(flow, each, x, y) - AIR
            if flow.nothing:
                with self.canv.content(Element("P")):
                    self._write(flow.nothing, x, y - 6, 9, "regular", "text")

    def _list(self, flow: FlowLists, each: FirstOnes, x: float, y: float) -> float:
        """One list under ``y``; gives its lower end."""
        canvas, look = self.canv, self.look
        with canvas.artifact():
            paint.rule(canvas, look, "ink", x, y, COLUMN, 0.75)
        with canvas.content(Element(self.level)):
            self._write(each.title, x, y - 13, 10.5, "bold", f"{flow.flow}_text")
        if flow.part_of:
            with canvas.content(Element("P")):
                self._write(flow.part_of, x + COLUMN, y - 13, 7, "regular", "mute", right=True)
        y -= TITLE
        if each.split:
            self._split(flow, each.split, x, y)
            y -= SPLIT
        if not each.rows:
            return y
        with canvas.container(Element("Table", summary=f"{each.title}, {flow.part_of}")):
            y -= HEAD
            self._head(each.head, x, y + 2.5)
            for row in each.rows:
                y -= ROW
                self._row(flow, row, x, y)
        return y

    def _split(self, flow: FlowLists, parts: Sequence[SplitPart], x: float, top: float) -> None:
        """The flow by group of partners: the words that fit are in the bar, all of them read."""
        canvas, look = self.canv, self.look
        bottom, left = top - SPLIT_BAR, x
        fills = {
            "union": (flow.flow, "paper", False),
            "elsewhere": (f"{flow.flow}_pale", "ink", True),
            "unspecified": ("hair", "ink", False),
        }
        placed = []
        with canvas.artifact():
            for part in parts:
                width = part.share * COLUMN
                fill, token, outlined = fills[part.kind]
                if width > 0:
                    self._bar(left, bottom, width, SPLIT_BAR, fill, flow.flow if outlined else "")
                placed.append((part, left, width, token))
                left += width
        heard = ", ".join(part.wordings[0] for part in parts)
        with canvas.content(Element("P", actual=said(heard) or heard)):
            for part, start, width, token in placed:
                room = width - 12
                fitting = (
                    words for words in part.wordings if look.pen.width(words, 8, "semibold") <= room
                )
                if words := next(fitting, ""):
                    self._write(words, start + 6, bottom + 4.2, 8, "semibold", token)

    def _head(self, head: str, x: float, y: float) -> None:
        with self.canv.container(Element("TR")):
            for words, at in ((head, 0.0), ("Part", COLUMN - FRANCE), ("France", COLUMN)):
                with self.canv.content(Element("TH", scope="Column")):
                    self._write(words, x + at, y, 7, "regular", "mute", right=at > 0)

    def _row(self, flow: FlowLists, row: ListRow, x: float, y: float) -> None:
        canvas, middle = self.canv, y + ROW / 2
        with canvas.artifact():
            width, left = row.here * self.scale, x + BAR_LEFT
            if width:
                fill = f"{flow.flow}_pale" if row.pale else flow.flow
                edge = flow.flow if row.pale else ""
                self._bar(left, middle - BAR / 2, width, BAR, fill, edge)
            if row.france:
                at = left + row.france * self.scale
                ends = (at, middle - STROKE / 2, at, middle + STROKE / 2)
                canvas.strokes([ends], 2.9, self.look.color("paper"))
                canvas.strokes([ends], 1.3, self.look.color("ink"))
        with canvas.container(Element("TR")):
            self._name(row.name, x, middle)
            for fraction, at, size, weight, token in (
                (row.here, COLUMN - FRANCE, SIZE, "semibold", "ink"),
                (row.france, COLUMN, 7.5, "regular", "text"),
            ):
                words = share(fraction)
                with canvas.content(Element("TD", actual=said(words))):
                    y = middle - size * 0.34
                    self._write(words, x + at, y, size, weight, token, right=True)  # type: ignore[arg-type]

    def _name(self, name: str, x: float, middle: float) -> None:
        size, lines = _fitted(name, self.look)
        y = middle + (len(lines) - 1) * size / 2 - size * 0.34
        element = Element("TH", scope="Row")
        for line in lines:
            with self.canv.content(element):
                self._write(line, x, y, size, "regular", "ink")
            y -= size

    def _bar(self, x: float, y: float, width: float, height: float, fill: str, edge: str) -> None:
        """Solid, or pale within a line of the solid colour."""
        canvas, look = self.canv, self.look
        inset = 0.4 if edge and width > 0.8 else 0.0
        paint.fill(canvas, look, edge or fill, x, y, width, height)
        if edge:
            inner = (x + 2 * inset, y + 0.8, width - 4 * inset, height - 1.6)
            if inner[2] > 0:
                paint.fill(canvas, look, fill, *inner)

    def _write(
        self,
        words: str,
        x: float,
        y: float,
        size: float,
        weight: Weight,
        token: str,
        *,
        right: bool = False,
    ) -> None:
        """Words from ``x``, or up to it; a space after them parts them from the next."""
        if right:
            x -= self.look.pen.width(words, size, weight)
        paint.write(self.canv, self.look, f"{words} ", x, y, size, weight, token)


def _height(flow: FlowLists) -> float:
    made = -AIR
    for each in flow.lists:
        made += AIR + TITLE + (SPLIT if each.split else 0.0)
        made += HEAD + ROW * len(each.rows) if each.rows else 0.0
    return made + (14.0 if flow.nothing else 0.0)


def _fitted(name: str, look: Look) -> tuple[float, list[str]]:
    """The largest size at which a name fits its line, or two lines of the smallest."""
    for step in range(7):
        size = SIZE - 0.25 * step
        if look.pen.width(name, size) <= NAME:
            return size, [name]
    return 7.0, look.pen.wrap(name, 7.0, NAME)[:2]
