"""The atlas as one PDF: front page, maps, movers, ranking, method; and what it says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from reportlab.platypus import Flowable
from reportlab.platypus import NextPageTemplate
from reportlab.platypus import PageBreak
from reportlab.platypus import Spacer

from tradefiche import __version__
from tradefiche.brand import Brand
from tradefiche.charts import movers
from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import choropleth
from tradefiche.charts.maps import classes
from tradefiche.charts.tints import Tints
from tradefiche.edition import Edition
from tradefiche.edition.atlas import measures
from tradefiche.edition.atlas import shown
from tradefiche.export.about import date_of
from tradefiche.export.data_files import DataFile
from tradefiche.export.data_files import atlas as data_of
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import to_json
from tradefiche.pdf.lines import Run
from tradefiche.pdf.metadata import Metadata
from tradefiche.pdf.renderer import record
from tradefiche.report import fit
from tradefiche.report import pagination
from tradefiche.report.atlas_front import AtlasFront
from tradefiche.report.atlas_tables import ends
from tradefiche.report.atlas_tables import ranking_table
from tradefiche.report.atlas_tables import regions_table
from tradefiche.report.blocks import Foot
from tradefiche.report.blocks import Hanging
from tradefiche.report.blocks import Panel
from tradefiche.report.blocks import SectionHead
from tradefiche.report.blocks import Stack
from tradefiche.report.blocks import text
from tradefiche.report.document import LANGUAGE
from tradefiche.report.document import Pdf
from tradefiche.report.document import bind
from tradefiche.report.drawings import unwritten
from tradefiche.report.figure_block import Caption
from tradefiche.report.figure_block import DrawnChart
from tradefiche.report.figure_block import FigureBlock
from tradefiche.report.figure_block import key_and_source
from tradefiche.report.fit import Overfull
from tradefiche.report.front import ContentsLine
from tradefiche.report.furniture import Furniture
from tradefiche.report.look import Look
from tradefiche.report.look import prepare
from tradefiche.report.marks import BrandWords
from tradefiche.report.marks import Closing
from tradefiche.wording import atlas as words
from tradefiche.wording import changes
from tradefiche.wording import maps
from tradefiche.wording import sentences
from tradefiche.wording.maps import Measure
from tradefiche.wording.numbers import NBSP

COLORS: dict[Measure, str] = {
    "exports": "exports",
    "imports": "imports",
    maps.EXPOSURE: "exports",
    maps.CHANGE: "exports",
}
"""Of the sections; the others are neutral."""
KEY = "atlas"
RANKING = "classement"
"""The name by which links lead to the table."""
MAP_HEIGHT = 460.0
"""The same for all maps, so that they can be laid one on another."""


def compose(atlas: Atlas, edition: Edition, brand: Brand) -> Pdf:
    """The PDF of an atlas; the same bytes for the same atlas, edition, brand and version.

    Raises:
        BrandError: a font cannot be embedded.
        EditionError: a text of the edition or of the brand does not fit where it is set.
        FontError: a text uses a character that the fonts cannot show.
    """
    look = prepare(brand)
    pages = _Pages(atlas, edition, look)
    fit.require(pages.overfull())
    templates = pages.furniture.templates(look)
    return bind(templates, pages.story(), pages.files, _metadata(atlas, edition), look)


def overfull(atlas: Atlas, edition: Edition, look: Look) -> Iterator[Overfull]:
    """What does not fit: the words of the brand, and of the edition in the header."""
    return _Pages(atlas, edition, look).overfull()


def _metadata(atlas: Atlas, edition: Edition) -> Metadata:
    return Metadata(
        words.name(atlas),
        edition.publisher,
        words.subject(atlas),
        (*edition.keywords, "atlas", "départements", str(atlas.year)),
        LANGUAGE,
        f"tradefiche {__version__}",
        date_of(atlas),
    )


@dataclass(frozen=True)
class _Pages:
    """The pages of one atlas.

    Attributes:
        whole: all that is known; ``atlas`` is what the edition shows of it.
    """

    whole: Atlas
    edition: Edition
    look: Look

    @cached_property
    def atlas(self) -> Atlas:
        """An edition made before the years were compared has the atlas that it had."""
        return shown(self.whole, self.edition)

    @cached_property
    def furniture(self) -> Furniture:
        """Headers and footers."""
        return Furniture(
            KEY,
            self.edition.program,
            words.FRANCE,
            f"{words.TITLE} · données {self.atlas.year}",
            self.atlas.marks.demonstration,
            sentences.provisional_mark(self.atlas),
        )

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Those that are mapped."""
        return measures(self.atlas, self.edition)

    @cached_property
    def files(self) -> tuple[DataFile, DataFile]:
        """The data of all maps and of the table, then the whole atlas."""
        stem = f"atlas-{self.atlas.year}"
        about = f"Données des cartes et du classement : les départements, {self.atlas.year}"
        whole = f"Toutes les données de l’atlas, {self.atlas.year}"
        return (
            data_of(self.atlas, f"{stem}-departements", about),
            DataFile(f"{stem}.json", to_json(self.whole), whole, "application/json"),
        )

    def overfull(self) -> Iterator[Overfull]:
        """What does not fit: the words of the brand, and of the edition in the header."""
        yield from BrandWords(self.look).overfull()
        yield from self.furniture.overfull(self.look, self.edition.settings)

    def story(self) -> list[Flowable]:
        """All the pages."""
        sections = self._sections()
        entries, page = [], 2
        for _, title, flowables in sections:
            entries.append(ContentsLine(title, page))
            page += pagination.pages(flowables)
        story: list[Flowable] = [
            AtlasFront(self.atlas, self.edition, self.look, entries, self.measures)
        ]
        for color, _, flowables in sections:
            template = NextPageTemplate(self.furniture.template(color))
            story += [template, PageBreak(), *flowables]
        return story

    def _sections(self) -> Sequence[tuple[str, str, list[Flowable]]]:
        """Colour, title and flowables of each."""
        made = []
        for number, measure in enumerate(self.measures, 1):
            color, title = COLORS.get(measure, "state"), words.SECTIONS[measure]
            head = SectionHead(title, self.look, color)
            made.append((color, title, [head, self._figure(measure, number, color)]))
        if self.atlas.change:
            head = SectionHead(changes.MOVERS, self.look, "exports")
            made.append(("exports", changes.MOVERS, [head, self._movers()]))
        made.append(("state", words.RANKING, self._ranking()))
        made.append(("state", words.METHOD, self._method()))
        return made

    # -- maps --------------------------------------------------------------------------------

    def _figure(self, measure: Measure, number: int, color: str) -> Flowable:
        atlas, look = self.atlas, self.look
        caption = Caption(
            number,
            maps.title(atlas, measure),
            maps.finding(atlas, measure),
            sentences.figure_mark(atlas),
            color,
            alt=lambda: maps.alternative(atlas, measure, self._where()),
            data=self.files[0].name,
        )
        beside = ends(atlas, measure, look)
        _, height = beside.wrap(0.0, 0.0)
        scheme = classes.scheme(atlas, measure)

        def chart(width: float, room: float) -> DrawnChart:
            layout = choropleth.layout(scheme, width, round(min(room, MAP_HEIGHT), 1), look.pen)
            drawing = record(draw(layout.picture, Tints(look.palette)), look.typeface)
            return DrawnChart(drawing, beside=[beside] if beside.tables else [])

        foot = self._foot(maps.key(atlas, measure), compared=measure == maps.CHANGE)
        return FigureBlock(caption, look, chart, foot, notes_height=height + 8 if height else 0.0)

    def _foot(self, key: str, *, compared: bool) -> list[Flowable]:
        values = [(f"tableau «{NBSP}{words.RANKING}{NBSP}»", RANKING)]
        return key_and_source(key, self._source(compared=compared), self.look, values)

    def _source(self, *, compared: bool) -> str:
        """The source of a year, or of two that are compared."""
        other = self.atlas.evolution if compared else None
        before, updated = (self.atlas.year - 1, other.provenance.updated) if other else (0, "")
        return sentences.source(self.atlas, "départementales", before, updated)

    def _where(self) -> str:
        """The table of all values; its page follows those of the figures."""
        page = len(self.measures) + bool(self.atlas.change) + 2
        return f"tableau « {words.RANKING} », page {page}"

    def _movers(self) -> Flowable:
        atlas, look = self.atlas, self.look
        caption = Caption(
            len(self.measures) + 1,
            changes.movers_title(atlas),
            changes.movers_finding(atlas),
            sentences.figure_mark(atlas),
            "exports",
            alt=lambda: changes.movers_alternative(atlas, self._where()),
            data=self.files[0].name,
        )

        def chart(width: float, room: float) -> DrawnChart:
            layout = movers.layout(atlas, width, room, look.pen)
            picture = unwritten(layout.picture, layout.written)
            return DrawnChart(record(draw(picture, look.palette), look.typeface), layout.written)

        return FigureBlock(
            caption, look, chart, self._foot(changes.movers_key(atlas), compared=True)
        )

    # -- ranking, method -----------------------------------------------------------------------

    def _ranking(self) -> list[Flowable]:
        look = self.look
        note = text(words.ranking_note(self.atlas), look, "small", after=8)
        source = self._source(compared=bool(self.atlas.change))
        table = ranking_table(self.atlas, look)
        head = SectionHead(words.RANKING, look, "state", place=RANKING)
        made: list[Flowable] = [head, note, table, Spacer(0, 6)]
        if maps.EXPOSURE in self.measures:
            title = text(words.REGIONS, look, "figure_title", tag="H3", bookmark=1, after=5)
            made += [Spacer(0, 4), title, regions_table(self.atlas, look), Spacer(0, 6)]
        return [*made, text(source, look, "source")]

    def _method(self) -> list[Flowable]:
        look = self.look
        made: list[Flowable] = [SectionHead(words.METHOD, look, "state")]
        after = 8 if self.atlas.change else 14  # one paragraph more on one page
        for title, paragraphs in words.method(self.atlas):
            body = [text(paragraph, look, "body") for paragraph in paragraphs]
            made.append(Hanging(text(title, look, "hanging", tag="H3"), body, look, after))
        head = Run(f"Sources{NBSP}: ", "semibold", look.color("ink"))
        sources = text((head, Run(words.sources(self.atlas))), look, "small")
        panel = Panel([sources], look)
        panel.spaceAfter = 16
        made.append(Foot(Stack([panel, Closing(look)]), 10))
        return made
