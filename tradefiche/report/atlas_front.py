"""The first page of the atlas: title band with the map of France, introduction, key facts."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import emblem
from tradefiche.edition import Edition
from tradefiche.fiche.atlas import Atlas
from tradefiche.pdf.drawing import place
from tradefiche.pdf.lines import Run
from tradefiche.pdf.renderer import record
from tradefiche.pdf.tags import Element
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.blocks import text
from tradefiche.report.front import BAND_HEIGHT
from tradefiche.report.front import BAND_TOP
from tradefiche.report.front import CONTENT_TOP
from tradefiche.report.front import ContentsLine
from tradefiche.report.front import FrontPage
from tradefiche.report.front import KeyFigure
from tradefiche.report.look import Look
from tradefiche.wording import atlas as words
from tradefiche.wording.maps import Measure
from tradefiche.wording.numbers import compact_parts
from tradefiche.wording.numbers import signed
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import provisional_mark

EMBLEM = BAND_HEIGHT - 36.0
FACT_GAP = 9.0
INDENT = 15.0
SQUARE = 5.0


class AtlasFront(FrontPage):
    """The first page of the atlas."""

    def __init__(
        self,
        atlas: Atlas,
        edition: Edition,
        look: Look,
        entries: Sequence[ContentsLine],
        maps: Sequence[Measure],
    ) -> None:
        super().__init__()
        self.maps = maps
        self.atlas, self.edition, self.look, self.entries = atlas, edition, look, entries

    def draw(self) -> None:
        """In reading order."""
        atlas, look = self.atlas, self.look
        self.brand()
        marks = (DEMONSTRATION if atlas.marks.demonstration else "", provisional_mark(atlas))
        title = text(words.TITLE, look, "cover_title", tag="H1")
        below = text(words.SUBTITLE, look, "cover_territory")
        self.band(f"{words.FRANCE} · données {atlas.year}", marks, title, below)
        low = self._introduction(CONTENT_TOP)
        low = self.key_figures(self._rows(), low - 6)
        self.contents(words.CONTENTS, self.entries, 0, low - 16, grid.span(5))
        self._facts(CONTENT_TOP)

    def decoration(self) -> None:
        """France at the right: the more a département sells, the brighter it is.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        picture = emblem.layout(self.atlas, EMBLEM)
        drawing = record(draw(picture, self.look.palette), self.look.typeface)
        bottom = BAND_TOP - BAND_HEIGHT + (BAND_HEIGHT - EMBLEM) / 2
        place(self.canv, drawing, grid.RIGHT - picture.width + 12, bottom)

    def _introduction(self, top: float) -> float:
        title = text("Introduction", self.look, "introduction", tag="H2", bookmark=0)
        low = self.place(title, 0, top, grid.span(5)) - 7
        for index, paragraph in enumerate(words.introduction(self.atlas, self.maps)):
            body = text(paragraph, self.look, "body" if index else "lead")
            low = self.place(body, 0, low, grid.span(5)) - 7
        return low

    def _rows(self) -> list[KeyFigure]:
        """Exports, imports and balance of France."""
        france = self.atlas.france
        color = "positive" if france.balance > 0 else "negative" if france.balance else "ink"
        made = []
        for euros, label, token in (
            (france.exports, "d’exportations", "exports_text"),
            (france.imports, "d’importations", "imports_text"),
            (france.balance, "de solde", color),
        ):
            number, unit = compact_parts(abs(euros))
            number = signed(number, euros) if label == "de solde" else number
            made.append(KeyFigure(number, unit, label, token))
        return made

    def _facts(self, top: float) -> None:
        """Each with a red square; what matters in it comes first, in bold."""
        left, look = grid.offset(5) + 6, self.look
        title = text(words.FACTS, look, "introduction", tag="H2", bookmark=0)
        low = self.place(title, left, top, grid.WIDTH - left) - 7
        with self.canv.container(Element("L", numbering="Disc")):
            for head, rest in words.facts(self.atlas):
                with self.canv.container(Element("LI")):
                    low = self._fact(head, rest, left, low) - FACT_GAP

    def _fact(self, head: str, rest: str, left: float, top: float) -> float:
        look = self.look
        with self.canv.artifact():
            paint.fill(self.canv, look, "red", grid.LEFT + left, top - 11, SQUARE, SQUARE)
        parts = [Run(f"{head} ", "semibold", look.color("ink"))]
        if rest:
            parts.append(Run(rest, None, look.color("text")))
        body: Flowable = text(parts, look, "lead", tag="LBody")
        return self.place(body, left + INDENT, top, grid.WIDTH - left - INDENT)
