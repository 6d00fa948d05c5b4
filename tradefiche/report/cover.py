"""The cover of a fiche: title band with the département's flows, introduction, key figures."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence

from tradefiche.charts import fan
from tradefiche.charts.maps.silhouette import hull
from tradefiche.charts.maps.silhouette import silhouette
from tradefiche.edition import Edition
from tradefiche.edition import Paragraph
from tradefiche.edition import fill
from tradefiche.edition import substitute
from tradefiche.fiche import Fiche
from tradefiche.messages import _
from tradefiche.pdf.drawing import place
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import Text
from tradefiche.report import drawings
from tradefiche.report import fit
from tradefiche.report import grid
from tradefiche.report.blocks import runs
from tradefiche.report.blocks import text
from tradefiche.report.fit import Overfull
from tradefiche.report.front import BAND_HEIGHT
from tradefiche.report.front import BAND_TOP
from tradefiche.report.front import CONTENT_TOP
from tradefiche.report.front import FAN_X
from tradefiche.report.front import KEY_FIGURE
from tradefiche.report.front import LEAST_UNDER
from tradefiche.report.front import LOWEST
from tradefiche.report.front import SILHOUETTE
from tradefiche.report.front import TERRITORY_ROOM
from tradefiche.report.front import UNDER_BAND_TOP
from tradefiche.report.front import UNDER_TITLE
from tradefiche.report.front import ContentsLine
from tradefiche.report.front import FrontPage
from tradefiche.report.front import KeyFigure
from tradefiche.report.look import Look
from tradefiche.report.territoires import TerritoiresBlock
from tradefiche.wording.numbers import compact_parts
from tradefiche.wording.numbers import signed
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import provisional_mark

AFTER = 7.0
MAP_LEFT = grid.offset(5) + 6
MAP_ROOM = CONTENT_TOP - 1 - LOWEST


class Cover(FrontPage):
    """The first page of a fiche.

    Args:
        known: the values of the placeholders.
    """

    def __init__(
        self,
        fiche: Fiche,
        edition: Edition,
        look: Look,
        contents: Sequence[ContentsLine],
        known: Mapping[str, str],
    ) -> None:
        super().__init__()
        self.fiche, self.edition, self.look = fiche, edition, look
        self.entries, self.known = contents, dict(known)

    def draw(self) -> None:
        """In reading order."""
        self.brand()
        note, marks, title, below = self._band(self.canv.depth)
        self.band(note, marks, title, below)
        low = CONTENT_TOP
        for paragraph in self._introduction():
            low = self.place(paragraph, 0, low, grid.span(5)) - AFTER
        low -= 6
        self.key_figures(self._rows(), low)
        self.contents("Dans cette fiche", self.entries, 0, low - 3 * KEY_FIGURE - 16, grid.span(5))
        block = TerritoiresBlock(self.fiche, self.look, self.edition.program)
        _, height = block.wrap(grid.WIDTH - MAP_LEFT, MAP_ROOM)
        block.drawOn(self.canv, grid.LEFT + MAP_LEFT, CONTENT_TOP - 1 - height)

    def overfull(self) -> Iterator[Overfull]:
        """What does not fit on it: title and program in the band, introduction, map, contents."""
        settings, band = self.edition.settings, _("in the band of the cover")
        *_marks, title, below = self._band()
        high = title.wrap(self.title_room, 0)[1] + below.wrap(TERRITORY_ROOM, 0)[1]
        room = BAND_HEIGHT - UNDER_BAND_TOP - UNDER_TITLE - LEAST_UNDER
        yield from fit.too_high(settings, "title", band, high, room)
        yield from fit.words(settings, band, [title, below])
        introduction = self._introduction()
        high = sum(block.wrap(grid.span(5), 0)[1] + AFTER for block in introduction)
        room = CONTENT_TOP - 6 - 3 * KEY_FIGURE - LOWEST
        file, where = self.edition.file(self.edition.introduction.name), _("on the cover")
        yield from fit.too_high(file, fit.its_text(), where, high, room)
        yield from fit.words(file, where, introduction)
        block = TerritoiresBlock(self.fiche, self.look, self.edition.program)
        high = block.needs(grid.WIDTH - MAP_LEFT)
        yield from fit.too_high(settings, "program", _("over the map of the cover"), high, MAP_ROOM)

    def _band(self, depth: int = 0) -> tuple[str, tuple[str, str], Text, Text]:
        """The data line, the loud marks, the title, what stands under its bar.

        Args:
            depth: of the fiche in its document.
        """
        fiche = self.fiche
        note = f"{fiche.place.name} ({fiche.place.code}) · données {fiche.year}"
        marks = (DEMONSTRATION if fiche.marks.demonstration else "", provisional_mark(fiche))
        # In a pack, several fiches have this title: there it is read with the territory.
        among_others = depth > 0
        words = substitute(self.edition.title, self.known) + " " * among_others
        title = text(words, self.look, "cover_title", tag="H1")
        element = title.element if among_others else None
        return note, marks, title, self._territory(element)

    def _territory(self, element: Element | None) -> Text:
        """« Territoires d’industrie – Allier », cut after the dash when it is too long."""
        line = f"{self.edition.program} – {self.fiche.place.name}"
        if self.look.typeface.width(line, "semibold", 17) > TERRITORY_ROOM:
            line = line.replace(" – ", " –\n")
        return text(line, self.look, "cover_territory", element=element)

    def decoration(self) -> None:
        """The flows, out of the heart of the département, seen from the hull of its outline on.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas, look = self.canv, self.look
        shape = silhouette(self.fiche.place.code, SILHOUETTE)
        x, bottom = FAN_X + shape.heart.x, BAND_TOP - BAND_HEIGHT
        start = min(fan.START_HEIGHT, 1.5 * shape.heart.clearance)
        size = (grid.PAGE_WIDTH + 2 - x, BAND_HEIGHT)
        strands = drawings.fan_drawing(self.fiche.exports.matrix, size, start, shape.heart.y, look)
        if strands:
            with self.cut_at_band():
                place(canvas, strands, x, bottom)
        canvas.saveState()
        canvas.translate(FAN_X, bottom + BAND_HEIGHT / 2)
        self.area((hull((shape,)),), "state")
        self.area(shape.land, "paper")
        self.area(shape.lagoons, "state")
        canvas.restoreState()

    def _introduction(self) -> list[Text]:
        """Its title, and its paragraphs: the first is the lead."""
        heading, *blocks = self.edition.introduction.blocks
        words = "".join(part.text for part in getattr(heading, "text", ()))
        made = [text(words, self.look, "introduction", tag="H2", bookmark=0)]
        for block in blocks:
            if isinstance(block, Paragraph):
                filled = runs(fill(block.text, self.known), self.look)
                made.append(text(filled, self.look, "body" if len(made) > 1 else "lead"))
        return made

    def _rows(self) -> list[KeyFigure]:
        """Exports, imports and balance."""
        fiche = self.fiche
        balance = "positive" if fiche.balance > 0 else "negative" if fiche.balance < 0 else "ink"
        rows = (
            (fiche.exports.total, False, "d’exportations", "exports_text"),
            (fiche.imports.total, False, "d’importations", "imports_text"),
            (fiche.balance, True, "de solde", balance),
        )
        made = []
        for euros, with_sign, label, color in rows:
            number, unit = compact_parts(abs(euros))
            made.append(
                KeyFigure(signed(number, euros) if with_sign else number, unit, label, color)
            )
        return made
