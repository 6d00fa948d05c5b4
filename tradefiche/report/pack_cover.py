"""The cover of a pack: the Territoire d'industrie, its départements, what the document holds."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from functools import lru_cache

from tradefiche.charts import fan
from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import territoire as chart
from tradefiche.charts.maps.silhouette import hull
from tradefiche.edition import Edition
from tradefiche.fiche.pack import Pack
from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.drawing import place
from tradefiche.pdf.renderer import record
from tradefiche.pdf.tags import Element
from tradefiche.report import drawings
from tradefiche.report import grid
from tradefiche.report.blocks import text
from tradefiche.report.front import BAND_HEIGHT
from tradefiche.report.front import BAND_TOP
from tradefiche.report.front import CONTENT_TOP
from tradefiche.report.front import FAN_X
from tradefiche.report.front import LOWEST
from tradefiche.report.front import SILHOUETTE
from tradefiche.report.front import ContentsLine
from tradefiche.report.front import FrontPage
from tradefiche.report.front import KeyFigure
from tradefiche.report.look import Look
from tradefiche.report.look import Role
from tradefiche.report.map_block import GAP
from tradefiche.report.map_block import ROW
from tradefiche.report.map_block import MapBlock
from tradefiche.wording import packs as words
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import provisional_mark

TITLES: tuple[Role, ...] = ("cover_title", "cover_title_long")
TITLE_LINES = 2
LEAST_BAND = 0.25
"""Part of the band's height that the flows of a département have at least."""
MAP_HEIGHT = 360.0


class PackCover(FrontPage):
    """The first page of a pack.

    Args:
        contents: what the document holds.
        pages: where the fiche of each département begins, by public code.
    """

    def __init__(
        self,
        dossier: Pack,
        edition: Edition,
        look: Look,
        contents: Sequence[ContentsLine],
        pages: Mapping[str, int],
    ) -> None:
        super().__init__()
        self.dossier, self.edition, self.look = dossier, edition, look
        self.entries, self.pages = contents, pages

    def draw(self) -> None:
        """In reading order."""
        self.brand()
        self._band()
        width = grid.span(5)
        low = CONTENT_TOP
        paragraphs: list[tuple[str, Role]] = [
            (words.lead(self.dossier), "lead"),
            (words.scope(self.dossier), "body"),
            (words.left_out(self.dossier), "body"),
        ]
        for sentence, role in paragraphs:
            if sentence:
                low = self.place(text(sentence, self.look, role), 0, low, width) - 7
        rows = [KeyFigure(value, "", label, "state") for value, label in words.sizes(self.dossier)]
        low = self.key_figures(rows, low - 6)
        self.contents("Dans ce dossier", self.entries, 0, low - 16, width)
        left = grid.offset(5) + 6
        block = DepartementsBlock(self.dossier, self.look, self.pages)
        _, height = block.wrap(grid.WIDTH - left, CONTENT_TOP - 1 - LOWEST)
        block.drawOn(self.canv, grid.LEFT + left, CONTENT_TOP - 1 - height)

    def _band(self) -> None:
        dossier, fiche = self.dossier, self.dossier.fiches[0]
        note = f"{self.edition.program} · données {dossier.year}"
        marks = (DEMONSTRATION if dossier.marks.demonstration else "", provisional_mark(fiche))
        for role in TITLES:
            title = text(dossier.name, self.look, role, tag="H1")
            title.wrap(self.title_room, BAND_HEIGHT)
            if len(title.lines or ()) <= TITLE_LINES:
                break
        self.band(note, marks, title, text(words.subtitle(dossier), self.look, "cover_territory"))

    def decoration(self) -> None:
        """The flows of each département, out of its heart, seen from the hull of all on.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas = self.canv
        codes = tuple(fiche.place.code for fiche in self.dossier.fiches)
        shapes = chart.silhouettes(self.dossier.id, codes, SILHOUETTE)
        with self.cut_at_band():
            self._flows(shapes)
        canvas.saveState()
        canvas.translate(FAN_X, BAND_TOP - BAND_HEIGHT + BAND_HEIGHT / 2)
        self.area((hull(shapes.pieces),), "state")
        for piece in shapes.pieces:
            self.area(piece.land, "paper")
            self.area(piece.lagoons, "state")
        self.area(shapes.territoire, "fan_even")
        self._borders(shapes)
        canvas.restoreState()

    def _flows(self, shapes: chart.Silhouettes) -> None:
        """Each département has its part of the right edge, from the top down as they lie."""
        fiches = {fiche.place.code: fiche for fiche in self.dossier.fiches}
        pieces = sorted(shapes.pieces, key=lambda piece: -piece.heart.y)
        totals = [fiches[piece.code].exports.total ** 0.5 for piece in pieces]
        whole = sum(totals) or 1.0
        parts = [max(total / whole, LEAST_BAND) for total in totals]
        top = BAND_HEIGHT
        for piece, part in zip(pieces, parts, strict=True):
            height = BAND_HEIGHT * part / sum(parts)
            x = FAN_X + piece.heart.x
            start = min(fan.START_HEIGHT, 1.5 * piece.heart.clearance, height)
            size, edge = (grid.PAGE_WIDTH + 2 - x, BAND_HEIGHT), (top - height, top)
            matrix = fiches[piece.code].exports.matrix
            strands = drawings.fan_drawing(matrix, size, start, piece.heart.y, self.look, edge)
            if strands:
                place(self.canv, strands, x, BAND_TOP - BAND_HEIGHT)
            top -= height

    def _borders(self, shapes: chart.Silhouettes) -> None:
        """Between départements that are one white area else."""
        if len(shapes.pieces) < 2:
            return
        rings = [ring for piece in shapes.pieces for ring in piece.land]
        self.canv.edges(rings, 0.8, self.look.color("state"))


class DepartementsBlock(MapBlock):
    """A Territoire d'industrie over its départements, on a map and in words.

    Args:
        pages: where the fiche of each département begins, by public code.
    """

    def __init__(self, dossier: Pack, look: Look, pages: Mapping[str, int]) -> None:
        codes = [fiche.place.code for fiche in dossier.fiches]
        seats = any(not town.prefecture for town in chart.towns(dossier.id, codes))
        title, note = words.map_title(dossier), words.map_note(dossier, seats)
        super().__init__(title, note, words.map_alternative(dossier), MAP_HEIGHT, look)
        self.dossier, self.pages = dossier, pages

    def list_height(self) -> float:
        """A line each."""
        return ROW * len(self.dossier.shares)

    def drawn(self, height: float) -> Drawing:
        """The Territoire over its départements.

        Raises:
            FontError: a name uses a character that the fonts cannot show.
        """
        names = tuple((fiche.place.code, fiche.place.name) for fiche in self.dossier.fiches)
        return map_drawing(self.dossier.id, names, self.width, round(height, 1), self.look)

    def write_list(self, bottom: float) -> float:
        """One row a département: how many communes, and the page of its fiche.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        top = bottom - GAP
        with self.canv.container(Element("L", numbering="None")):
            for share in self.dossier.shares:
                page = self.pages.get(share.departement.code)
                where = f"page {page}" if page else "fiche non jointe"
                extent = f"{words.extent(share, self.dossier)}, {where}"
                top = self.row([words.departement_label(share)], extent, 0, top)
        return top


@lru_cache(maxsize=drawings.KEPT)
def map_drawing(
    id: str,  # noqa: A002 (the domain's word)
    names: tuple[tuple[str, str], ...],
    width: float,
    height: float,
    look: Look,
) -> Drawing:
    """The map of a Territoire over départements, given by code and name.

    Raises:
        FontError: a name uses a character that the fonts cannot show.
    """
    layout = chart.layout(id, dict(names), width, height, look.pen)
    return record(draw(layout.picture, look.palette), look.typeface)
