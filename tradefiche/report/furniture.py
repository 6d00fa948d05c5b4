"""What stands around the pages of a document: header, footer, marks; and their templates."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reportlab.platypus import BaseDocTemplate
from reportlab.platypus import Frame
from reportlab.platypus import PageTemplate

from tradefiche.messages import _
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.fit import Overfull
from tradefiche.report.fit import too_wide
from tradefiche.report.look import Look
from tradefiche.wording.sentences import DEMONSTRATION

COLORS = ("state", "exports", "imports")
COVER = "cover"
COVER_FOOTER = "Publication composée à partir de données ouvertes"

LEAST_GAP = 6.0
"""Points between what stands at the left of a header or footer, and at its right."""

Decoration = Callable[[TaggedCanvas, BaseDocTemplate], None]


@dataclass(frozen=True, slots=True)
class Furniture:
    """The words around some pages.

    Attributes:
        key: distinguishes their templates from others of the same document.
        program, name: at the left of the header.
        footer: at its left; page numbers are those of the document.
        provisional: the mark of an incomplete year, or nothing.
    """

    key: str
    program: str
    name: str
    footer: str
    demonstration: bool
    provisional: str

    def overfull(self, look: Look, settings: Path) -> Iterator[Overfull]:
        """What does not fit in header and footer, whose words are those of ``settings``."""
        width = look.typeface.width
        used = width(self.program, "semibold", 8) + 5 + width(self.name, "regular", 8) + LEAST_GAP
        marked = width(DEMONSTRATION, "semibold", 7) + 17 if self.demonstration else 0.0
        used += max(marked, width(self.provisional, "semibold", 8))
        yield from too_wide(settings, "program", _("in the header"), used, grid.WIDTH)
        footer = width(self.footer, "regular", 7.5) + LEAST_GAP + width("000", "bold", 9)
        yield from too_wide(settings, "title", _("in the footer"), footer, grid.WIDTH)

    def template(self, color: str) -> str:
        """The name of a page template: ``cover``, or the colour of its strip."""
        return f"{self.key}-{color}"

    def templates(self, look: Look) -> list[PageTemplate]:
        """A cover, and one page for each colour."""
        whole = frame(0, 0, grid.PAGE_WIDTH, grid.PAGE_HEIGHT)
        made = [PageTemplate(self.template(COVER), [whole], onPage=self._footer(look, cover=True))]
        for color in COLORS:
            body = frame(grid.LEFT, grid.BOTTOM, grid.WIDTH, grid.HEIGHT)
            page = PageTemplate(self.template(color), [body], onPage=self._around(look, color))
            made.append(page)
        return made

    def _around(self, look: Look, color: str) -> Decoration:
        footer = self._footer(look, cover=False)

        def decorate(canvas: TaggedCanvas, document: BaseDocTemplate) -> None:
            y = grid.HEADER_BASELINE
            with canvas.artifact("Header"):
                top = grid.PAGE_HEIGHT - grid.STRIP
                paint.fill(canvas, look, color, 0, top, grid.PAGE_WIDTH, grid.STRIP)
                width = paint.write(canvas, look, self.program, grid.LEFT, y, 8, "semibold")
                left = grid.LEFT + width + 5
                paint.write(canvas, look, self.name, left, y, 8, "regular", "mute")
                right = grid.RIGHT
                if self.demonstration:
                    paint.pill(canvas, look, DEMONSTRATION, right, y, right=True)
                    right -= look.typeface.width(DEMONSTRATION, "semibold", 7) + 17
                if self.provisional:
                    mark = self.provisional
                    paint.write(canvas, look, mark, right, y, 8, "semibold", "negative", "right")
                paint.rule(canvas, look, "rule", grid.LEFT, y - 8, grid.WIDTH)
            footer(canvas, document)

        return decorate

    def _footer(self, look: Look, *, cover: bool) -> Decoration:
        words = COVER_FOOTER if cover else self.footer

        def decorate(canvas: TaggedCanvas, document: BaseDocTemplate) -> None:
            y = grid.FOOTER_BASELINE
            with canvas.artifact("Footer"):
                if not cover:
                    paint.rule(canvas, look, "rule", grid.LEFT, y + 13, grid.WIDTH)
                paint.write(canvas, look, words, grid.LEFT, y, 7.5, "regular", "mute")
                page = str(document.page)
                paint.write(canvas, look, page, grid.RIGHT, y, 9, "bold", "ink", "right")

        return decorate


def frame(x: float, y: float, width: float, height: float) -> Frame:
    """A frame without padding."""
    return Frame(x, y, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
