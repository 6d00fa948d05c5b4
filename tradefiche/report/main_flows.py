"""The highlights of a figure in words, under it: rank, ends, share of the total, value."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from reportlab.platypus import Flowable

from tradefiche.figures.figure import Highlights
from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.tags import Element
from tradefiche.report import paint
from tradefiche.report.look import Look
from tradefiche.wording.numbers import column_share
from tradefiche.wording.spoken import said


class MainFlows(Flowable):
    """The red flows in words: what the colour says, said without colour."""

    HEAD, ROW = 14.0, 11.5

    def __init__(self, highlights: Highlights, look: Look) -> None:
        super().__init__()
        self.highlights, self.look = highlights, look

    @classmethod
    def height_for(cls, highlights: Highlights | None) -> float:
        """Points taken by the list."""
        return cls.HEAD + cls.ROW * len(highlights.rows) if highlights else 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """A head and one row a flow."""
        self.width, self.height = available_width, self.height_for(self.highlights)
        return self.width, self.height

    def draw(self) -> None:
        """A table of five columns: rank, both ends, share of the total, value."""
        canvas, look, unit = self.canv, self.look, self.highlights.unit
        y = self.height - 9
        table = Element("Table", summary=self.highlights.title)
        with canvas.container(table):
            self._row(
                y, 8.5, [(self.highlights.title, "semibold", "red")], ("Part du total", 7.0),
                (unit.symbol, 7.0, "regular", "mute"), head=True,
            )  # fmt: skip
            y = self.height - self.HEAD
            for rank, flow in enumerate(self.highlights.rows, 1):
                y -= self.ROW
                words: list[tuple[str, Weight, str]] = [
                    (f"{rank} ", "bold", "red"),
                    (f"{flow.start} ", "semibold", "ink"),
                    (f"→ {flow.end} ", "regular", "text"),
                ]
                self._row(
                    y + 2.6, 8, words, (column_share(flow.share), 8.0),
                    (unit.label(flow.value), 8.0, "bold", "red"),
                )  # fmt: skip
        with canvas.artifact():
            for rank in range(len(self.highlights.rows)):
                height = self.height - self.HEAD - rank * self.ROW
                paint.rule(canvas, look, "hair", 0, height, self.width, 0.4)

    def _row(
        self,
        y: float,
        size: float,
        words: Sequence[tuple[str, Weight, str]],
        share: tuple[str, float],
        value: tuple[str, float, Weight, str],
        *,
        head: bool = False,
    ) -> None:
        canvas, look = self.canv, self.look
        with canvas.container(Element("TR")):
            x = 0.0
            for element, part, weight, color in self._words(words, head=head):
                with canvas.content(element):
                    paint.write(canvas, look, part, x, y, size, weight, color)
                rank = element.role == "TD"
                x += 14 if rank else look.typeface.width(part, weight, size) + 1.5
            with canvas.content(_number(share[0], head=head)):
                right = self.width - 52
                paint.write(canvas, look, share[0], right, y, share[1], "regular", "mute", "right")
            label, points, weight, color = value
            with canvas.content(_number(label, head=head)):
                paint.write(canvas, look, label, self.width, y, points, weight, color, "right")

    def _words(
        self, words: Sequence[tuple[str, Weight, str]], *, head: bool
    ) -> Iterator[tuple[Element, str, Weight, str]]:
        """The title over three columns; or the rank, and both ends, which are headers."""
        for index, (part, weight, color) in enumerate(words):
            if head:
                element = Element("TH", scope="Column", columns=3)
            elif index:
                element = Element("TH", scope="Row", actual=said(part.strip()))
            else:
                element = Element("TD")
            yield element, part, weight, color


def _number(text: str, *, head: bool) -> Element:
    """The cell of a number; of a unit, in the head: « Valeur en millions d’euros »."""
    if not head:
        return Element("TD", actual=said(text))
    unit = said(text)
    return Element("TH", scope="Column", actual=f"Valeur en {unit}" if unit else "")
