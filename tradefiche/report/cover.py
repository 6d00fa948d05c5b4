"""The cover: brand, title band with the département's flows, introduction, key figures.

Everything is at its place on the page, so it is one block as large as its frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from tradefiche.charts import fan
from tradefiche.charts import map as chart
from tradefiche.edition import Edition
from tradefiche.edition import Paragraph
from tradefiche.edition import fill
from tradefiche.edition import substitute
from tradefiche.fiche import Fiche
from tradefiche.pdf.drawing import place
from tradefiche.pdf.renderer import record
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import Text
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.blocks import runs
from tradefiche.report.blocks import text
from tradefiche.report.look import Look
from tradefiche.report.marks import BrandWords
from tradefiche.report.territoires import TerritoiresBlock
from tradefiche.wording.numbers import compact_parts
from tradefiche.wording.numbers import signed
from tradefiche.wording.placeholders import values
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import provisional_mark

BAND_TOP = grid.PAGE_HEIGHT - 31 * grid.MM
BAND_HEIGHT = 77 * grid.MM
FAN_X = grid.PAGE_WIDTH * 0.672
SILHOUETTE = 122.0
TERRITORY_ROOM = 288.0
LOWEST = grid.FOOTER_BASELINE + 13
KEY_FIGURE = 30.0
ENTRY = 12.0
MARK_LINE = 15.0


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the contents: a section's title and its page."""

    title: str
    page: int


class Cover(Flowable):
    """The first page, but for its footer; its frame is the whole page."""

    def __init__(
        self, fiche: Fiche, edition: Edition, look: Look, contents: Sequence[Entry]
    ) -> None:
        super().__init__()
        self.fiche, self.edition, self.look, self.contents = fiche, edition, look, contents

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The page."""
        self.width, self.height = available_width, available_height
        return self.width, self.height

    def draw(self) -> None:
        """In reading order."""
        self._place(BrandWords(self.look), 0, grid.PAGE_HEIGHT - 12 * grid.MM, grid.WIDTH)
        self._band()
        bottom = BAND_TOP - BAND_HEIGHT - 10 * grid.MM
        low = self._introduction(bottom) - 6
        self._key_figures(low)
        self._contents(0, low - 3 * KEY_FIGURE - 16, grid.span(5))
        left = grid.offset(5) + 6
        room = bottom - 1 - LOWEST
        block = TerritoiresBlock(self.fiche, self.look, self.edition.program)
        _, height = block.wrap(grid.WIDTH - left, room)
        block.drawOn(self.canv, grid.LEFT + left, bottom - 1 - height)

    def _place(self, block: Flowable, x: float, top: float, width: float) -> float:
        """Draw a block under ``top``; gives the y of its lower edge."""
        _, height = block.wrap(width, top)
        block.drawOn(self.canv, grid.LEFT + x, top - height)
        return float(top - height)

    # -- band --------------------------------------------------------------------------------

    def _band(self) -> None:
        canvas, look, fiche = self.canv, self.look, self.fiche
        with canvas.artifact("Background"):
            paint.fill(
                canvas, look, "state", 0, BAND_TOP - BAND_HEIGHT, grid.PAGE_WIDTH, BAND_HEIGHT
            )
            self._fan()
        note = f"{fiche.place.name} ({fiche.place.code}) · données {fiche.year}"
        y = BAND_TOP - 15 * grid.MM
        with canvas.content(Element("P")):
            width = paint.write(
                canvas, look, note + " ", grid.LEFT, y, 9.5, "semibold", "cover_note"
            )
        marks = (DEMONSTRATION if fiche.marks.demonstration else "", provisional_mark(fiche))
        for line, mark in enumerate(filter(None, marks)):
            with canvas.content(Element("P")):
                paint.pill(canvas, look, mark, grid.LEFT + width + 10, y + line * MARK_LINE)
        title = text(substitute(self.edition.title, values(fiche)), look, "cover_title", tag="H1")
        low = self._place(title, 0, BAND_TOP - 30 * grid.MM + 24.6, FAN_X - grid.LEFT - 80)
        with canvas.artifact():
            paint.fill(canvas, look, "red", grid.LEFT, low - 11, 28, 3)
        self._place(self._territory(), 0, low - 28, TERRITORY_ROOM)

    def _territory(self) -> Text:
        """« Territoires d’industrie – Allier », cut after the dash when it is too long."""
        line = f"{self.edition.program} – {self.fiche.place.name}"
        if self.look.typeface.width(line, "semibold", 17) > TERRITORY_ROOM:
            line = line.replace(" – ", " –\n")
        return text(line, self.look, "cover_territory")

    def _fan(self) -> None:
        """The flows, out of the heart of the département; its outline hides where they start."""
        canvas, look = self.canv, self.look
        shape = chart.silhouette(self.fiche.place.code, SILHOUETTE)
        x, bottom = FAN_X + shape.heart.x, BAND_TOP - BAND_HEIGHT
        start = min(fan.START_HEIGHT, 1.5 * shape.heart.clearance)
        width = grid.PAGE_WIDTH + 2 - x
        layout = fan.layout(self.fiche.exports.matrix, width, BAND_HEIGHT, start, shape.heart.y)
        if layout.strands:
            canvas.saveState()
            clip = canvas.beginPath()
            clip.rect(0, bottom, grid.PAGE_WIDTH, BAND_HEIGHT)
            canvas.clipPath(clip, stroke=0, fill=0)
            place(canvas, record(fan.draw(layout, look.palette), look.typeface), x, bottom)
            canvas.restoreState()
        canvas.saveState()
        canvas.translate(FAN_X, bottom + BAND_HEIGHT / 2)
        self._area(shape.land, "paper")
        self._area(shape.lagoons, "state")
        canvas.restoreState()

    def _area(self, rings: Sequence[Sequence[tuple[float, float]]], token: str) -> None:
        """Closed rings, filled."""
        if not rings:
            return
        path = self.canv.beginPath()
        for start, *points in rings:
            path.moveTo(*start)
            for point in points[:-1]:
                path.lineTo(*point)
            path.close()
        self.canv.setFillColorRGB(*self.look.color(token))
        self.canv.drawPath(path, stroke=0, fill=1)

    # -- left column -------------------------------------------------------------------------

    def _introduction(self, top: float) -> float:
        known = values(self.fiche)
        heading, *blocks = self.edition.introduction.blocks
        words = "".join(part.text for part in getattr(heading, "text", ()))
        title = text(words, self.look, "introduction", tag="H2", bookmark=0)
        low = self._place(title, 0, top, grid.span(5)) - 7
        first = True
        for block in blocks:
            if isinstance(block, Paragraph):
                body = text(
                    runs(fill(block.text, known), self.look), self.look, "lead" if first else "body"
                )
                low = self._place(body, 0, low, grid.span(5)) - 7
                first = False
        return low

    def _key_figures(self, top: float) -> None:
        """Exports, imports and balance, as three large lines."""
        fiche = self.fiche
        balance = "positive" if fiche.balance > 0 else "negative" if fiche.balance < 0 else "ink"
        rows = (
            (fiche.exports.total, False, "d’exportations", "exports_text"),
            (fiche.imports.total, False, "d’importations", "imports_text"),
            (fiche.balance, True, "de solde", balance),
        )
        canvas, look, width = self.canv, self.look, grid.span(5)
        with canvas.artifact():
            paint.rule(canvas, look, "ink", grid.LEFT, top, width, 0.75)
            for row in (1, 2, 3):
                paint.rule(canvas, look, "rule", grid.LEFT, top - KEY_FIGURE * row, width)
        for euros, with_sign, label, color in rows:
            value, unit = compact_parts(abs(euros))
            value = signed(value, euros) if with_sign else value
            with canvas.content(Element("P")):
                done = paint.write(
                    canvas, look, value + " ", grid.LEFT, top - 22, 22, "bold", color
                )
                paint.write(
                    canvas, look, unit + " ", grid.LEFT + done - 0.5, top - 22, 10, "semibold",
                    color,
                )  # fmt: skip
                paint.write(
                    canvas, look, label, grid.LEFT + width, top - 22, 9.5, "regular", "text",
                    "right",
                )  # fmt: skip
            top -= KEY_FIGURE

    # -- contents ----------------------------------------------------------------------------

    def _contents(self, x: float, top: float, width: float) -> None:
        """What the fiche holds, with page numbers that can be followed."""
        canvas, look = self.canv, self.look
        title = text("Dans cette fiche", look, "panel_title", tag="H2")
        if top - 20 - ENTRY * len(self.contents) < LOWEST:
            return  # a long introduction: the bookmarks say it too
        low = self._place(title, x, top, width) - 3
        left = grid.LEFT + x
        with canvas.artifact():
            paint.rule(canvas, look, "ink", left, low, width, 0.75)
        with canvas.container(Element("TOC")):
            for entry in self.contents:
                y = low - ENTRY + 3.6
                with canvas.container(Element("TOCI")):
                    link = Element("Link", alt=f"{entry.title}, page {entry.page}")
                    with canvas.content(link):
                        paint.write(canvas, look, entry.title + " ", left, y, 9)
                        paint.write(
                            canvas, look, str(entry.page), left + width, y, 9, "bold", "state",
                            "right",
                        )  # fmt: skip
                    canvas.jump(link, entry.page, (left, low - ENTRY, left + width, low))
                with canvas.artifact():
                    paint.rule(canvas, look, "hair", left, low - ENTRY, width, 0.5)
                low -= ENTRY
