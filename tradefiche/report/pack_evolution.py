"""The page of a pack on what its départements were in other years, one beside the other."""

from __future__ import annotations

from reportlab.platypus import Flowable

from tradefiche.charts.drawing import draw
from tradefiche.edition import Edition
from tradefiche.export import data_files
from tradefiche.export.data_files import DataFile
from tradefiche.fiche.pack import Pack
from tradefiche.figures import compared_years
from tradefiche.figures import table as tables
from tradefiche.pdf.renderer import record
from tradefiche.report import grid
from tradefiche.report import pagination
from tradefiche.report.annexe import set_table
from tradefiche.report.blocks import SectionHead
from tradefiche.report.blocks import text
from tradefiche.report.figure_block import Caption
from tradefiche.report.figure_block import DrawnChart
from tradefiche.report.figure_block import FigureBlock
from tradefiche.report.figure_block import key_and_source
from tradefiche.report.look import Look
from tradefiche.wording import sentences

TITLE = "Évolution"
FIGURE = "annees"
"""Of the fiches: an edition without it has packs without this page."""


def applies(dossier: Pack, edition: Edition) -> bool:
    """Whether the pack has the page."""
    return edition.shows(FIGURE) and compared_years.applies(dossier.fiches)


def file(dossier: Pack) -> DataFile:
    """The data of the figure: the rows of all fiches."""
    return data_files.of_tables(
        compared_years.data(dossier.fiches),
        dossier.fiches[0],
        f"{dossier.id}-{dossier.year}-{FIGURE}",
        f"Données de la figure : {compared_years.title(dossier.fiches)}",
    )


def story(dossier: Pack, look: Look) -> list[Flowable]:
    """The page: its rows are lower where that spares one.

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    usual = _story(dossier, look, tight=False)
    if pagination.pages(usual) == 1:
        return usual
    tight = _story(dossier, look, tight=True)
    return min(usual, tight, key=pagination.pages)


def _story(dossier: Pack, look: Look, *, tight: bool) -> list[Flowable]:
    fiches = dossier.fiches
    held, title = compared_years.table(fiches), compared_years.title(fiches)
    unit = tables.unit((held,))
    table = set_table(held, unit, grid.WIDTH, look, f"{title} (suite)", tight=tight)
    table.element.summary = f"Données de la figure : {title}"
    lead = text(compared_years.LEAD, look, "body", after=14)
    return [SectionHead(TITLE, look, "state"), lead, _figure(dossier, title, look), table]


def _figure(dossier: Pack, title: str, look: Look) -> FigureBlock:
    fiches = dossier.fiches
    caption = Caption(
        1,
        title,
        compared_years.finding(fiches),
        sentences.figure_mark(fiches[0]),
        "state",
        alt=lambda: compared_years.alternative(fiches),
        data=file(dossier).name,
    )

    def chart(width: float, _: float) -> DrawnChart:
        picture = compared_years.layout(fiches, width, look.pen)
        return DrawnChart(record(draw(picture, look.palette), look.typeface))

    source = sentences.source_of_years(fiches[0])
    foot = key_and_source(compared_years.key(fiches), source, look)
    least = compared_years.height(fiches)
    block = FigureBlock(caption, look, chart, foot, gap=10, after=16, least=least)
    block.fixed = block.needs(grid.WIDTH)
    return block
