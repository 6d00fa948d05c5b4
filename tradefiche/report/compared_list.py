"""The numbered flows of a drawing in words, at its right: their share there, and here."""

from __future__ import annotations

from reportlab.platypus import Flowable

from tradefiche.charts.compared_words import RADIUS
from tradefiche.figures.figure import ComparedFlow
from tradefiche.figures.figure import ComparedFlows
from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.tags import Element
from tradefiche.report import paint
from tradefiche.report.look import Look
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import column_number
from tradefiche.wording.spoken import said

WIDTH = 172.0
NAMES, HERE = 16.0, 34.0
"""x of the names, and the least width of the last column."""
TITLE, HEAD, AIR = 16.0, 15.0, 6.5
SIZE, SMALL, LEADING = 8.0, 7.0, 9.5
WEIGHTS: tuple[Weight, Weight] = ("semibold", "regular")
"""Of where a flow starts, and of where it ends."""
PART = f"Part du total, en{NBSP}%"


class ComparedList(Flowable):
    """A table: rank, flow, share there, share here."""

    def __init__(self, flows: ComparedFlows, look: Look) -> None:
        super().__init__()
        self.flows, self.look = flows, look
        size = SMALL + 0.5
        self.there = WIDTH - max(HERE, look.pen.width(flows.here, size, "semibold") + 8)
        room = self.there - NAMES - look.pen.width("00,0", SIZE, "bold") - 4
        self.starts = [look.pen.wrap(flow.start, SIZE, room, "semibold") for flow in flows.rows]
        self.ends = [look.pen.wrap(f"→ {flow.end}", SIZE, room) for flow in flows.rows]

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Its own width, and as many lines as the names take; Platypus' hook."""
        lines = sum(map(len, (*self.starts, *self.ends)))
        self.height = TITLE + HEAD + lines * LEADING + len(self.starts) * AIR
        self.width = WIDTH
        return self.width, self.height

    def draw(self) -> None:
        """From the top down; Platypus' hook.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas, look, flows = self.canv, self.look, self.flows
        y = self.height - 8
        rules = []
        with canvas.content(Element("P")):
            paint.write(canvas, look, f"{flows.title} ", 0, y, 9, "semibold", "red")
        with canvas.container(Element("Table", summary=flows.title)):
            y -= TITLE
            rules.append((y + 10, "ink"))
            self._head(y)
            y -= HEAD - LEADING
            for rank, (flow, start, end) in enumerate(
                zip(flows.rows, self.starts, self.ends, strict=True), 1
            ):
                y -= LEADING
                self._row(y, rank, flow, (start, end))
                y -= (len(start) + len(end) - 1) * LEADING + AIR
                rules.append((y + AIR - 3.5, "hair"))
        with canvas.artifact():
            for height, token in rules:
                paint.rule(canvas, look, token, 0, height, WIDTH, 0.8 if token == "ink" else 0.4)

    def _head(self, y: float) -> None:
        size, flows = SMALL + 0.5, self.flows
        with self.canv.container(Element("TR")):
            head = Element("TH", scope="Column", columns=3)
            self._write(head, PART, 0.0, y, size, "regular", "mute")
            for words, x, token in ((flows.there, self.there, "red"), (flows.here, WIDTH, "ink")):
                head = Element("TH", scope="Column")
                self._write(head, words, x, y, size, "semibold", token, right=True)

    def _row(self, y: float, rank: int, flow: ComparedFlow, names: tuple[list[str], ...]) -> None:
        with self.canv.container(Element("TR")):
            with self.canv.artifact():
                paint.ring(self.canv, self.look, RADIUS, y + SIZE * 0.34, RADIUS, "red")
            x = RADIUS - self.look.pen.width(str(rank), SIZE, "bold") / 2
            self._write(Element("TD"), str(rank), x, y, SIZE, "bold", "red")
            below = y
            for lines, weight in zip(names, WEIGHTS, strict=True):
                name = Element("TH", scope="Row", actual=said(" ".join(lines)))
                for line in lines:
                    self._write(name, line, NAMES, below, SIZE, weight, "ink")
                    below -= LEADING
            for share, x, token in ((flow.there, self.there, "red"), (flow.here, WIDTH, "ink")):
                words = column_number(share)
                cell = Element("TD", actual=said(words))
                self._write(cell, words, x, y, SIZE, "semibold", token, right=True)

    def _write(
        self,
        element: Element,
        words: str,
        x: float,
        y: float,
        size: float,
        weight: Weight,
        token: str,
        *,
        right: bool = False,
    ) -> None:
        """Words of a cell, ending at x or beginning there."""
        if right:
            x -= self.look.pen.width(words, size, weight)
        with self.canv.content(element):
            paint.write(self.canv, self.look, f"{words} ", x, y, size, weight, token)
