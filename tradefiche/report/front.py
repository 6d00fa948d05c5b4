"""What the cover of a fiche and that of a pack share: marks, band, key figures, contents.

Everything is at its place on the page, so a cover is one block as large as its frame.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from reportlab.platypus import Flowable

from tradefiche.pdf.operators import Ring
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import Text
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.blocks import text
from tradefiche.report.look import Look
from tradefiche.report.marks import BrandWords
from tradefiche.wording.spoken import said

BAND_TOP = grid.PAGE_HEIGHT - 31 * grid.MM
BAND_HEIGHT = 77 * grid.MM
CONTENT_TOP = BAND_TOP - BAND_HEIGHT - 10 * grid.MM
FAN_X = grid.PAGE_WIDTH * 0.672
SILHOUETTE = 122.0
TITLE_ROOM = FAN_X - grid.LEFT - 80
TERRITORY_ROOM = 288.0
UNDER_BAND_TOP = 30 * grid.MM - 24.6
UNDER_TITLE = 28.0
LEAST_UNDER = 6.0
"""Points of the band left free under its words."""
LOWEST = grid.FOOTER_BASELINE + 13
KEY_FIGURE = 30.0
ENTRY, LEAST_ENTRY = 12.0, 11.0
"""Height of a line of the contents, and the least that can be read."""
MARK_LINE = 15.0


@dataclass(frozen=True, slots=True)
class ContentsLine:
    """A line of the contents: a section's title and its page."""

    title: str
    page: int


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """One large line: « 2 152 », « M€ », « d’exportations »; ``color`` of the number."""

    number: str
    unit: str
    label: str
    color: str


class FrontPage(Flowable):
    """A first page, but for its footer; its frame is the whole page."""

    look: Look
    title_room = TITLE_ROOM

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The page."""
        self.width, self.height = available_width, available_height
        return self.width, self.height

    def place(self, block: Flowable, x: float, top: float, width: float) -> float:
        """Draw a block under ``top``, ``x`` from the margin; gives the y of its lower edge."""
        _, height = block.wrap(width, top)
        block.drawOn(self.canv, grid.LEFT + x, top - height)
        return float(top - height)

    def brand(self) -> None:
        """Both marks, at the head."""
        self.place(
            BrandWords(self.look, again=self.canv.depth > 0),
            0,
            grid.PAGE_HEIGHT - 12 * grid.MM,
            grid.WIDTH,
        )

    # -- band --------------------------------------------------------------------------------

    def band(self, note: str, marks: Iterable[str], title: Text, below: Text) -> None:
        """Decoration, the data line with the loud marks, the title, what stands under its bar.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas, look = self.canv, self.look
        with canvas.artifact("Background"):
            paint.fill(
                canvas, look, "state", 0, BAND_TOP - BAND_HEIGHT, grid.PAGE_WIDTH, BAND_HEIGHT
            )
            self.decoration()
        y = BAND_TOP - 15 * grid.MM
        with canvas.content(Element("P")):
            width = paint.write(
                canvas, look, note + " ", grid.LEFT, y, 9.5, "semibold", "cover_note"
            )
        for line, mark in enumerate(filter(None, marks)):
            with canvas.content(Element("P")):
                paint.pill(canvas, look, mark, grid.LEFT + width + 10, y - line * MARK_LINE)
        low = self.place(title, 0, BAND_TOP - UNDER_BAND_TOP, self.title_room)
        with canvas.artifact():
            paint.fill(canvas, look, "red", grid.LEFT, low - 11, 28, 3)
        self.place(below, 0, low - UNDER_TITLE, TERRITORY_ROOM)

    def decoration(self) -> None:
        """What is drawn on the band, under its words."""
        raise NotImplementedError

    @contextmanager
    def cut_at_band(self) -> Iterator[None]:
        """What is drawn inside does not leave the band."""
        canvas = self.canv
        canvas.saveState()
        clip = canvas.beginPath()
        clip.rect(0, BAND_TOP - BAND_HEIGHT, grid.PAGE_WIDTH, BAND_HEIGHT)
        canvas.clipPath(clip, stroke=0, fill=0)
        yield
        canvas.restoreState()

    def area(self, rings: Sequence[Ring], token: str) -> None:
        """Closed rings, filled."""
        if rings:
            self.canv.area(rings, self.look.color(token))

    # -- left column -------------------------------------------------------------------------

    def key_figures(self, rows: Sequence[KeyFigure], top: float) -> float:
        """Large lines between rules; gives the y of the last one.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas, look, width = self.canv, self.look, grid.span(5)
        with canvas.artifact():
            paint.rule(canvas, look, "ink", grid.LEFT, top, width, 0.75)
            for count in range(1, len(rows) + 1):
                paint.rule(canvas, look, "rule", grid.LEFT, top - KEY_FIGURE * count, width)
        for row in rows:
            y = top - 22
            heard = said(" ".join(filter(None, (row.number, row.unit, row.label))))
            with canvas.content(Element("P", actual=heard)):
                done = paint.write(
                    canvas, look, row.number + " ", grid.LEFT, y, 22, "bold", row.color
                )
                if row.unit:
                    x = grid.LEFT + done - 0.5
                    paint.write(canvas, look, row.unit + " ", x, y, 10, "semibold", row.color)
                right = grid.LEFT + width
                paint.write(canvas, look, row.label, right, y, 9.5, "regular", "text", "right")
            top -= KEY_FIGURE
        return top

    def contents(
        self, title: str, entries: Sequence[ContentsLine], x: float, top: float, width: float
    ) -> None:
        """What the document holds, with page numbers that can be followed.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas, look = self.canv, self.look
        heading = text(title, look, "panel_title", tag="H2")
        entry_height = min(ENTRY, (top - 20 - LOWEST) / max(len(entries), 1))
        if entry_height < LEAST_ENTRY:
            return  # a long introduction: the bookmarks say it too
        low = self.place(heading, x, top, width) - 3
        left = grid.LEFT + x
        with canvas.artifact():
            paint.rule(canvas, look, "ink", left, low, width, 0.75)
        with canvas.container(Element("TOC")):
            for entry in entries:
                y = low - entry_height + 3.6
                item = Element("TOCI", refers=entry.page)
                with canvas.container(item), canvas.container(Element("Reference")):
                    link = Element("Link", alt=f"{entry.title}, page {entry.page}")
                    with canvas.content(link):
                        paint.write(canvas, look, entry.title + " ", left, y, 9)
                        paint.write(
                            canvas, look, str(entry.page), left + width, y, 9, "bold", "state",
                            "right",
                        )  # fmt: skip
                    canvas.jump(link, entry.page, (left, low - entry_height, left + width, low))
                with canvas.artifact():
                    paint.rule(canvas, look, "hair", left, low - entry_height, width, 0.5)
                low -= entry_height
