"""What the maps on covers share: title, map, a list that is its key, note; knows no territory.

Title, list and note take what they need; the map has the height that is left.
"""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.drawing import place
from tradefiche.pdf.tags import Element
from tradefiche.report import paint
from tradefiche.report.blocks import text
from tradefiche.report.look import Look

GAP = 4.0
LEAST_MAP = 120.0
"""Height of a map below which it says nothing."""
SIZE, LEADING, ROW = 9.0, 11.0, 14.5
EXTENT_SIZE = 8.5
BASELINE = 10.5
"""Of a row's first line, under its top."""


class MapBlock(Flowable):
    """A map and its words; what is on the map and in the list is said by each cover.

    Args:
        most: height of the map, in points.
    """

    def __init__(self, title: str, note: str, alternative: str, most: float, look: Look) -> None:
        super().__init__()
        self.title = text(title, look, "panel_title", tag="H2")
        self.note = text(note, look, "source")
        self.alternative, self.most, self.look = alternative, most, look

    def needs(self, width: float) -> float:
        """The least height that it can be given."""
        return self._beside_map(width) + LEAST_MAP

    def _beside_map(self, width: float) -> float:
        """Points that title, list and note take."""
        self.width = width
        _, self.title_height = self.title.wrap(width, 0)
        _, self.note_height = self.note.wrap(width, 0)
        return self.title_height + 3 + 2 * GAP + self.list_height() + self.note_height

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Give the map what title, list and note leave.

        Raises:
            FontError: a name uses a character that the fonts cannot show.
        """
        rest = self._beside_map(available_width)
        self.room = min(self.most, available_height - rest)
        self.drawing = self.drawn(self.room)
        self.height = rest + self.room
        return self.width, self.height

    def draw(self) -> None:
        """In reading order: title, map, list, note."""
        canvas = self.canv
        y = self.height - self.title_height
        self.title.drawOn(canvas, 0, y)
        y -= 3
        with canvas.artifact():
            paint.rule(canvas, self.look, "ink", 0, y, self.width, 0.75)
        y -= GAP + self.room
        x0, y0 = canvas.absolutePosition(0, y)
        box = (x0, y0, x0 + self.width, y0 + self.room)
        with canvas.content(Element("Figure", alt=self.alternative, bbox=box)):
            place(canvas, self.drawing, 0, y)
        y = self.write_list(y)
        self.note.drawOn(canvas, 0, y - self.note_height - 2)

    def list_height(self) -> float:
        """Points that the list takes, at the width of the block."""
        raise NotImplementedError

    def drawn(self, height: float) -> Drawing:
        """The map, as wide as the block."""
        raise NotImplementedError

    def write_list(self, bottom: float) -> float:
        """Write the rows under the map, which ends at ``bottom``; gives the y of the last one."""
        raise NotImplementedError

    def row(self, lines: Sequence[str], extent: str, left: float, top: float) -> float:
        """A name in its lines, and its extent at the right; gives the y under it.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas, look, y = self.canv, self.look, top - BASELINE
        body = Element("LBody", actual=f"{''.join(lines)}, {extent}")
        with canvas.container(Element("LI")), canvas.content(body):
            for index, line in enumerate(lines):
                paint.write(canvas, look, line + " ", left, y - index * LEADING, SIZE, "semibold")
            paint.write(
                canvas, look, extent, self.width, y, EXTENT_SIZE, "regular", "text", "right"
            )
        return top - row_height(lines)


def row_height(lines: Sequence[str]) -> float:
    """Points that a row takes."""
    return ROW + (len(lines) - 1) * LEADING
