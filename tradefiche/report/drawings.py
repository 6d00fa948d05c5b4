"""The drawings of figures, recorded once a process for every document that they are in.

The fiches of a region share its figures, and a pack those of its départements.
"""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from tradefiche.charts import fan
from tradefiche.charts.drawing import draw
from tradefiche.charts.shapes import Picture
from tradefiche.charts.written import Written
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.renderer import record
from tradefiche.report.figure_block import Chart
from tradefiche.report.figure_block import DrawnChart
from tradefiche.report.look import Look
from tradefiche.report.main_flows import MainFlows

KEPT = 256
"""Drawings that a process keeps of each kind: about 10 kB each."""


def chart(figure: Figure, fiche: Fiche, room: Room, look: Look) -> Chart:
    """What draws a figure at the size that it is given, and says what goes with it.

    Raises:
        FontError: when it draws; a text uses a character that the fonts cannot show.
    """
    subject = figure.subject(fiche)
    highlights = figure.highlights(fiche) if figure.highlights and room == "page" else None
    beside = [MainFlows(highlights, look)] if highlights else []

    def made(width: float, height: float) -> DrawnChart:
        # A tenth of a point more or less would be another drawing for each fiche of a region.
        rounded = height if subject is fiche else round(height, 1)
        drawing, listed = recorded(figure, subject, width, rounded, room, look)
        return DrawnChart(drawing, listed, beside)

    return made


@lru_cache(maxsize=KEPT)
def recorded(
    figure: Figure, subject: Hashable, width: float, height: float, room: Room, look: Look
) -> tuple[Drawing, tuple[Written, ...]]:
    """The drawing of a figure, and those of its words that the page writes over it.

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    layout = figure.layout(subject, width, height, look.pen, room)
    listed = figure.listed(layout) if figure.listed else ()
    picture = unwritten(layout.picture, listed)
    return record(draw(picture, look.palette), look.typeface), listed


def unwritten(picture: Picture, listed: Sequence[Written]) -> Picture:
    """A picture without the words that the page writes over it."""
    written = {(label.text, label.x, label.y) for each in listed for label in each.labels}
    rest = tuple([e for e in picture.labels if (e.text, e.x, e.y) not in written])
    return replace(picture, labels=rest) if listed else picture


@lru_cache(maxsize=KEPT)
def fan_drawing(
    matrix: FlowMatrix,
    size: tuple[float, float],
    start: float,
    lift: float,
    look: Look,
    edge: tuple[float, float] | None = None,
) -> Drawing | None:
    """The decoration of a cover, or None where nothing is exported.

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    layout = fan.layout(matrix, *size, start, lift, edge)
    return record(draw(layout.picture, look.palette), look.typeface) if layout.strands else None
