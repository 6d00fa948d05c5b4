"""The numbered flows of a drawing in words, at its right: their share there, and here."""

from __future__ import annotations

from reportlab.platypus import Flowable

from tradefiche.figures.figure import ComparedFlow
from tradefiche.figures.figure import ComparedFlows
from tradefiche.pdf.tags import Element
from tradefiche.report import paint
from tradefiche.report.look import Look
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import column_number

WIDTH = 172.0
NAMES, THERE = 16.0, 138.0
"""x of the names, and of the right edge of the first share; the second ends at ``WIDTH``."""
TITLE, HEAD, AIR = 16.0, 15.0, 5.0
SIZE, SMALL, LEADING = 8.0, 7.0, 9.5
RADIUS = 5.2


class ComparedList(Flowable):
    """A table: rank, flow, share there, share here."""

    def __init__(self, flows: ComparedFlows, look: Look) -> None:
        super().__init__()
        self.flows, self.look = flows, look
        room = THERE - NAMES - look.pen.width("00,0", SIZE, "bold") - 4
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
                rules.append((y + LEADING - 3, "hair"))
        with canvas.artifact():
            for height, token in rules:
                paint.rule(canvas, look, token, 0, height, WIDTH, 0.8 if token == "ink" else 0.4)

    def _head(self, y: float) -> None:
        canvas, look, flows = self.canv, self.look, self.flows
        with canvas.container(Element("TR")):
            for words, weight, x, token, align in (
                ("part du total, en % ".replace(" %", f"{NBSP}%"), "regular", 0.0, "mute", "left"),
                (f"{flows.there} ", "semibold", THERE, "red", "right"),
                (f"{flows.here} ", "semibold", WIDTH, "ink", "right"),
            ):
                with canvas.content(Element("TH", scope="Column")):
                    paint.write(canvas, look, words, x, y, SMALL + 0.5, weight, token, align)

    def _row(self, y: float, rank: int, flow: ComparedFlow, names: tuple[list[str], ...]) -> None:
        canvas, look = self.canv, self.look
        with canvas.container(Element("TR")):
            with canvas.artifact():
                paint.ring(canvas, look, RADIUS, y + SIZE * 0.34, RADIUS, "red")
            with canvas.content(Element("TH", scope="Row")):
                paint.write(canvas, look, f"{rank} ", RADIUS, y, SIZE, "bold", "red", "center")
                for lines, weight in zip(names, ("semibold", "regular"), strict=True):
                    for line in lines:
                        paint.write(canvas, look, f"{line} ", NAMES, y, SIZE, weight)
                        y -= LEADING
            y += (len(names[0]) + len(names[1])) * LEADING
            for share, x, weight, token in (
                (flow.there, THERE, "bold", "red"),
                (flow.here, WIDTH, "semibold", "ink"),
            ):
                with canvas.content(Element("TD")):
                    words = column_number(share)
                    paint.write(canvas, look, f"{words} ", x, y, SIZE, weight, token, "right")
