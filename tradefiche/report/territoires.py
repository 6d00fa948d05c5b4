"""The map of the cover with its title, the list that is also its key, and its note and sources.

The title, list and note take what they need; the map has the height that is left.
"""

from __future__ import annotations

from functools import lru_cache

from reportlab.platypus import Flowable

from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import departement as chart
from tradefiche.fiche import Fiche
from tradefiche.fiche import Territoire
from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.drawing import place
from tradefiche.pdf.renderer import record
from tradefiche.pdf.tags import Element
from tradefiche.report import paint
from tradefiche.report.blocks import text
from tradefiche.report.drawings import KEPT
from tradefiche.report.look import Look
from tradefiche.wording import alternatives
from tradefiche.wording import territoires as words

MAP_HEIGHT = 318.0
GAP = 4.0
SWATCH = 9.0
SIZE, LEADING, ROW = 9.0, 11.0, 14.5
EXTENT_SIZE = 8.5


class TerritoiresBlock(Flowable):
    """The Territoires d'industrie of a département, on a map and in words.

    Args:
        program: « Territoires d’industrie ».
    """

    def __init__(self, fiche: Fiche, look: Look, program: str) -> None:
        super().__init__()
        self.fiche, self.look, self.program = fiche, look, program

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Give the map what title, list and note leave."""
        look, fiche = self.look, self.fiche
        self.width = available_width
        self.title = text(words.heading(fiche.place, self.program), look, "panel_title", tag="H2")
        _, self.title_height = self.title.wrap(available_width, available_height)
        self.note = text(words.note(fiche), look, "source")
        _, self.note_height = self.note.wrap(available_width, available_height)
        self.names = [self._lines(territoire) for territoire in fiche.territoires]
        rows = sum(ROW + (len(lines) - 1) * LEADING for lines in self.names)
        rest = self.title_height + 3 + GAP + rows + GAP + self.note_height
        room = min(MAP_HEIGHT, available_height - rest)
        self.map, self.drawing = map_drawing(fiche, available_width, room, look)
        self.height = rest + room
        return self.width, self.height

    def _lines(self, territoire: Territoire) -> list[str]:
        extent = self.look.typeface.width(words.extent(territoire), "regular", EXTENT_SIZE)
        room = self.width - SWATCH - 6 - extent - 12
        return self.look.pen.wrap(territoire.name, SIZE, room, "semibold")

    def draw(self) -> None:
        """In reading order: title, map, list, note."""
        canvas, look = self.canv, self.look
        y = self.height - self.title_height
        self.title.drawOn(canvas, 0, y)
        y -= 3
        with canvas.artifact():
            paint.rule(canvas, look, "ink", 0, y, self.width, 0.75)
        y -= GAP + self.map.height
        self._map(y)
        y = self._list(y - GAP)
        self.note.drawOn(canvas, 0, y - self.note_height - 2)

    def _map(self, y: float) -> None:
        canvas, look = self.canv, self.look
        x0, y0 = canvas.absolutePosition(0, y)
        box = (x0, y0, x0 + self.map.width, y0 + self.map.height)
        figure = Element("Figure", alt=alternatives.territoires(self.fiche), bbox=box)
        with canvas.content(figure):
            place(canvas, self.drawing, 0, y)
        if self.map.notice:
            with canvas.content(Element("P")):
                for line in self.map.notice:
                    words = line.text + " "
                    paint.write(canvas, look, words, line.left, y + line.y, line.size, line.weight)

    def _list(self, top: float) -> float:
        """One row a Territoire, in the colour (and with the number) it has on the map."""
        if not self.fiche.territoires:
            return top
        with self.canv.container(Element("L", numbering="None")):
            for territoire, mark, lines in zip(
                self.fiche.territoires, self.map.marks, self.names, strict=True
            ):
                top = self._row(territoire, mark, lines, top)
        return top

    def _row(self, territoire: Territoire, mark: chart.Mark, lines: list[str], top: float) -> float:
        canvas, look = self.canv, self.look
        y = top - 10.5
        with canvas.artifact():
            self._swatch(mark, y)
        left = SWATCH + 6
        with canvas.container(Element("LI")), canvas.content(Element("LBody")):
            for index, line in enumerate(lines):
                paint.write(canvas, look, line + " ", left, y - index * LEADING, SIZE, "semibold")
            paint.write(
                canvas, look, words.extent(territoire), self.width, y, EXTENT_SIZE, "regular",
                "text", "right",
            )  # fmt: skip
        return top - ROW - (len(lines) - 1) * LEADING

    def _swatch(self, mark: chart.Mark, y: float) -> None:
        canvas, look = self.canv, self.look
        canvas.setFillColorRGB(*look.color(mark.fill))
        canvas.setStrokeColorRGB(*look.color("ink"))
        canvas.setLineWidth(0.4)
        canvas.rect(0, y - 1.4, SWATCH, SWATCH, stroke=1, fill=1)
        if mark.number:
            number = str(mark.number)
            paint.write(canvas, look, number, SWATCH / 2, y + 0.9, 6.5, "bold", "ink", "center")


@lru_cache(maxsize=KEPT)
def map_drawing(
    fiche: Fiche, width: float, height: float, look: Look
) -> tuple[chart.DepartementLayout, Drawing]:
    """The map of a fiche; drawn once for it and for every pack that it is in."""
    layout = chart.layout(fiche, width, height, look.pen, words.none(fiche.place))
    return layout, record(draw(layout, look.palette), look.typeface)
