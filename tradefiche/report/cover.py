"""The cover: brand, title band with the département's flows, introduction, key figures.

Everything is at its place on the page, so it is one block as large as its frame.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from tradefiche.charts import fan
from tradefiche.edition import Edition
from tradefiche.edition import Paragraph
from tradefiche.edition import fill
from tradefiche.edition import substitute
from tradefiche.fiche import Fiche
from tradefiche.fiche import Territoire
from tradefiche.pdf.drawing import place
from tradefiche.pdf.renderer import record
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import Text
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.blocks import BrandWords
from tradefiche.report.blocks import runs
from tradefiche.report.blocks import text
from tradefiche.report.look import Look
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import compact_parts
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import signed
from tradefiche.wording.placeholders import values
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import provisional_mark

BAND_TOP = grid.PAGE_HEIGHT - 31 * grid.MM
BAND_HEIGHT = 77 * grid.MM
FAN_X = grid.PAGE_WIDTH * 0.672
TERRITORY_ROOM = 288.0


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
        low = self._introduction(bottom)
        self._key_figures(min(low - 6, bottom - 240))
        left = grid.offset(5) + 6
        width = grid.WIDTH - left
        low = self._territoires(left, bottom, width)
        self._contents(left, low, width)

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
        mark = DEMONSTRATION if fiche.marks.demonstration else provisional_mark(fiche)
        if mark:
            with canvas.content(Element("P")):
                paint.pill(canvas, look, mark, grid.LEFT + width + 10, y)
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
        """The flows, out of the département's code: its outline when it is known."""
        canvas, look = self.canv, self.look
        x, bottom = FAN_X + 8, BAND_TOP - BAND_HEIGHT
        layout = fan.layout(self.fiche.exports.matrix, grid.PAGE_WIDTH + 2 - x, BAND_HEIGHT)
        if layout.strands:
            canvas.saveState()
            clip = canvas.beginPath()
            clip.rect(0, bottom, grid.PAGE_WIDTH, BAND_HEIGHT)
            canvas.clipPath(clip, stroke=0, fill=0)
            place(canvas, record(fan.draw(layout, look.palette), look.typeface), x, bottom)
            canvas.restoreState()
        radius = 34.0
        canvas.setFillColorRGB(*look.color("paper"))
        canvas.circle(FAN_X, bottom + BAND_HEIGHT / 2, radius, stroke=0, fill=1)
        code = self.fiche.place.code
        size = 36 if len(code) < 3 else 27
        paint.write(
            canvas, look, code, FAN_X, bottom + BAND_HEIGHT / 2 - size * 0.33, size, "bold",
            "state", "center",
        )  # fmt: skip

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
                paint.rule(canvas, look, "rule", grid.LEFT, top - 36 * row, width)
        for euros, with_sign, label, color in rows:
            value, unit = compact_parts(abs(euros))
            value = signed(value, euros) if with_sign else value
            with canvas.content(Element("P")):
                done = paint.write(
                    canvas, look, value + " ", grid.LEFT, top - 26, 22, "bold", color
                )
                paint.write(
                    canvas, look, unit + " ", grid.LEFT + done - 0.5, top - 26, 10, "semibold",
                    color,
                )  # fmt: skip
                paint.write(
                    canvas, look, label, grid.LEFT + width, top - 26, 9.5, "regular", "text",
                    "right",
                )  # fmt: skip
            top -= 36

    # -- right column ------------------------------------------------------------------------

    def _territoires(self, x: float, top: float, width: float) -> float:
        """The Territoires d'industrie of the département, or the sentence that says it has none."""
        place, look, canvas = self.fiche.place, self.look, self.canv
        title = text(
            f"{self.edition.program} {place.of}" if place.level != "departement"
            else f"Les {self.edition.program} {place.of}",
            look, "panel_title", tag="H2",
        )  # fmt: skip
        low = self._place(title, x, top - 1, width) - 3
        with canvas.artifact():
            paint.rule(canvas, look, "ink", grid.LEFT + x, low, width, 0.75)
        shown = self.fiche.territoires
        if not shown:
            none = f"Aucun Territoire d’industrie n’est retenu {place.within}."
            low = self._place(text(none, look, "body"), x, low - 12, width) - 10
        items = Element("L", numbering="None")
        with canvas.container(items):
            for territoire in shown:
                low = self._territoire(territoire, x, low, width)
        note = text(typeset(self._note()), look, "source")
        return self._place(note, x, low - 6, width)

    def _territoire(self, territoire: Territoire, x: float, top: float, width: float) -> float:
        """One row: the name, on as many lines as it needs, and how much of it lies here."""
        canvas, look, left = self.canv, self.look, grid.LEFT + x
        here, whole = territoire.communes_here, territoire.communes
        words = f"{number(here)}{NBSP}commune" + "s" * (here > 1)
        if here < whole:
            words = f"{number(here)} de ses {number(whole)}{NBSP}communes"
        size, leading = 10.5, 13.0
        room = width - 24 - look.typeface.width(words, "regular", 9)
        lines = look.pen.wrap(territoire.name, size, room, "semibold")
        row = 30.0 + (len(lines) - 1) * leading
        y = top - 18.4
        with canvas.artifact():
            paint.fill(canvas, look, "state" if territoire.home else "others", left, y, 6, 6)
            paint.rule(canvas, look, "hair", left, top - row, width, 0.5)
        with canvas.container(Element("LI")), canvas.content(Element("LBody")):
            for index, line in enumerate(lines):
                baseline = y - 0.6 - index * leading
                paint.write(canvas, look, line + " ", left + 14, baseline, size, "semibold")
            paint.write(canvas, look, words, left + width, y - 0.6, 9, "regular", "text", "right")
        return top - row

    def _note(self) -> str:
        known = values(self.fiche)
        corse = self.fiche.place.code == "20"
        here = "en Corse" if corse else "dans le département"
        parts = []
        if any(not territoire.home for territoire in self.fiche.territoires):
            parts.append(
                "Carré gris : territoire dont la plus grande part est dans un autre département."
            )
        parts.append(
            f"Les Territoires d’industrie adjacents qui comptent moins de {known['communes']} "
            f"communes {here} ne figurent pas dans cette liste."
        )
        parts.append("Source : ANCT.")
        return " ".join(parts)

    def _contents(self, x: float, top: float, width: float) -> None:
        """What the fiche holds, with page numbers that can be followed."""
        canvas, look = self.canv, self.look
        top = min(top - 26, BAND_TOP - BAND_HEIGHT - 10 * grid.MM - 210)
        title = text("Dans cette fiche", look, "panel_title", tag="H2")
        low = self._place(title, x, top, width) - 3
        left = grid.LEFT + x
        with canvas.artifact():
            paint.rule(canvas, look, "ink", left, low, width, 0.75)
        row = 22.0
        with canvas.container(Element("TOC")):
            for entry in self.contents:
                y = low - row + 7.5
                with canvas.container(Element("TOCI")):
                    link = Element("Link", alt=f"{entry.title}, page {entry.page}")
                    with canvas.content(link):
                        paint.write(canvas, look, entry.title + " ", left, y, 10)
                        paint.write(
                            canvas, look, str(entry.page), left + width, y, 10, "bold", "state",
                            "right",
                        )  # fmt: skip
                    canvas.jump(link, entry.page, (left, low - row, left + width, low))
                with canvas.artifact():
                    paint.rule(canvas, look, "hair", left, low - row, width, 0.5)
                low -= row
