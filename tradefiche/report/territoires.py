"""The map of a fiche's cover: its Territoires d'industrie, and the list that is also its key."""

from __future__ import annotations

from functools import lru_cache

from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import departement as chart
from tradefiche.fiche import Fiche
from tradefiche.fiche import Territoire
from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.renderer import record
from tradefiche.pdf.tags import Element
from tradefiche.report import paint
from tradefiche.report.drawings import KEPT
from tradefiche.report.look import Look
from tradefiche.report.map_block import BASELINE
from tradefiche.report.map_block import EXTENT_SIZE
from tradefiche.report.map_block import GAP
from tradefiche.report.map_block import SIZE
from tradefiche.report.map_block import MapBlock
from tradefiche.report.map_block import row_height
from tradefiche.wording import alternatives
from tradefiche.wording import territoires as words

MAP_HEIGHT = 318.0
SWATCH = 9.0
INDENT = SWATCH + 6


class TerritoiresBlock(MapBlock):
    """The Territoires d'industrie of a département, on a map and in words.

    Args:
        program: « Territoires d’industrie ».
    """

    def __init__(self, fiche: Fiche, look: Look, program: str) -> None:
        title = words.heading(fiche.place, program)
        alternative = alternatives.territoires(fiche)
        note = words.note(fiche, chart.has_seats(fiche.place.code))
        super().__init__(title, note, alternative, MAP_HEIGHT, look)
        self.fiche = fiche

    def list_height(self) -> float:
        """Names that are too long have several lines."""
        self.names = [self._lines(territoire) for territoire in self.fiche.territoires]
        return sum(map(row_height, self.names))

    def _lines(self, territoire: Territoire) -> list[str]:
        extent = self.look.typeface.width(words.extent(territoire), "regular", EXTENT_SIZE)
        room = self.width - INDENT - extent - 12
        return self.look.pen.wrap(territoire.name, SIZE, room, "semibold")

    def drawn(self, height: float) -> Drawing:
        """The département among its neighbours.

        Raises:
            FontError: a name uses a character that the fonts cannot show.
        """
        self.map, drawing = map_drawing(self.fiche, self.width, height, self.look)
        return drawing

    def write_list(self, bottom: float) -> float:
        """One row a Territoire, in the colour (and with the number) it has on the map.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        if self.map.notice:
            with self.canv.content(Element("P")):
                for line in self.map.notice:
                    paint.write(
                        self.canv, self.look, line.text + " ", line.left, bottom + line.y,
                        line.size, line.weight,
                    )  # fmt: skip
        top = bottom - GAP
        if not self.fiche.territoires:
            return top
        with self.canv.container(Element("L", numbering="None")):
            for territoire, mark, lines in zip(
                self.fiche.territoires, self.map.marks, self.names, strict=True
            ):
                with self.canv.artifact():
                    self._swatch(mark, top - BASELINE)
                top = self.row(lines, words.extent(territoire), INDENT, top)
        return top

    def _swatch(self, mark: chart.Mark, y: float) -> None:
        canvas, look = self.canv, self.look
        box = (0, y - 1.4, SWATCH, SWATCH)
        canvas.plate(box, look.color(mark.fill), edge=look.color("ink"), width=0.4)
        if mark.number:
            number = str(mark.number)
            paint.write(canvas, look, number, SWATCH / 2, y + 0.9, 6.5, "bold", "ink", "center")


@lru_cache(maxsize=KEPT)
def map_drawing(
    fiche: Fiche, width: float, height: float, look: Look
) -> tuple[chart.DepartementLayout, Drawing]:
    """The map of a fiche; drawn once for it and for every pack that it is in.

    Raises:
        FontError: a name uses a character that the fonts cannot show.
    """
    layout = chart.layout(fiche, width, height, look.pen, words.none(fiche.place))
    return layout, record(draw(layout, look.palette), look.typeface)
