"""Six measures of concentration, each a strip of all départements on one axis from 0 to 100 %."""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.charts import names
from tradefiche.charts import notes
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import lines
from tradefiche.charts.strips import strip
from tradefiche.charts.written import Tabled
from tradefiche.charts.written import TabledCell
from tradefiche.charts.written import WrittenLayout
from tradefiche.fiche import Flow
from tradefiche.fiche import Standing
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import share

HEAD = 17.0
ROW_LEAST, ROW_MOST = 15.0, 23.0
NAMES, COLUMN = 158.0, 42.0
SIZE, SMALL, TICK = 8.0, 7.5, 7.0
TICKS = (0, 25, 50, 75, 100)
LONGEST_NAME = 12
"""Letters of a place's name at the head of a column."""


@dataclass(frozen=True, slots=True)
class ConcentrationRow:
    """One row: what is measured, who comes first, where it stands; ``none``: why nothing does."""

    flow: Flow
    name: str
    first: str
    standing: Standing
    none: str = ""


@dataclass(frozen=True, slots=True)
class ConcentrationRows:
    """The rows, and whose they are.

    Attributes:
        title: of their table, for who cannot see it.
        empty: what stands there instead when nothing is traded.
    """

    title: str
    place: str
    rows: tuple[ConcentrationRow, ...]
    empty: str = ""

    @property
    def ranked(self) -> bool:
        """Whether there are others beside it."""
        return any(row.standing.median is not None for row in self.rows)


def heights(measures: ConcentrationRows) -> tuple[float, float]:
    """The least and the most points."""
    if measures.empty:
        return notes.HEIGHT, notes.HEIGHT
    rows = len(measures.rows)
    return HEAD + rows * ROW_LEAST + 1, HEAD + rows * ROW_MOST + 1


def layout(measures: ConcentrationRows, width: float, height: float, pen: Pen) -> WrittenLayout:
    """Place strips, axis and numbers."""
    if measures.empty:
        return WrittenLayout(notes.note(measures.empty, width, pen))
    row = min((height - HEAD - 1) / len(measures.rows), ROW_MOST)
    whole = HEAD + 1 + row * len(measures.rows)
    top = whole - HEAD
    here = measures.place if len(measures.place) <= LONGEST_NAME else "Département"
    heads = [here, *(["Médiane"] if measures.ranked else []), "France"]
    first = max(pen.width(here, SMALL, "semibold") + 4, COLUMN)
    edges = [width - COLUMN * (len(heads) - 1 - index) for index in range(len(heads))]
    left, right = NAMES, edges[0] - first - 12
    y = top + 7
    grid: list[tuple[Point, Point]] = []
    axis: list[Label] = []
    for tick in TICKS:
        x = left + (right - left) * tick / 100
        words = f"{tick}{NBSP}%" if tick in (TICKS[0], TICKS[-1]) else str(tick)
        axis.append(pen.label(words, x, y, TICK, "regular", "mute", "center"))
        grid.append(((x, 1), (x, top)))
    shapes: list[Shape] = [lines(grid, "hair", 0.5)]
    cells = [pen.label("Part de chaque flux", 0, y, TICK, "regular", "mute")]
    cells += [
        pen.label(head, edge, y, SMALL, "semibold", "ink", "right")
        for head, edge in zip(heads, edges, strict=True)
    ]
    table = [tuple(TabledCell((label,), "Column") for label in cells)]
    before = measures.rows[0].flow
    y = top
    for each in measures.rows:
        if each.flow != before:
            shapes.append(line([(0, y), (width, y)], "rule", 0.5))
        before = each.flow
        y -= row
        middle = y + row / 2
        table.append(_words(each, middle, (left, right), edges, measures, pen))
        if not each.none:
            shapes += strip(each.standing, left, middle, right - left, 1.0, each.flow)
    shapes += [
        line([(0, top), (width, top)], "ink", 0.75),
        line([(0, y), (width, y)], "rule", 0.5),
    ]
    labels = (*axis, *(label for cells in table for cell in cells for label in cell.words))
    picture = Picture(width, whole, tuple(shapes), labels)
    return WrittenLayout(picture, (Tabled(measures.title, tuple(table)),))


def _words(
    each: ConcentrationRow,
    middle: float,
    plot: tuple[float, float],
    edges: list[float],
    measures: ConcentrationRows,
    pen: Pen,
) -> tuple[TabledCell, ...]:
    """The name of a measure and its numbers."""
    y = middle - SIZE * names.LOW
    head = pen.label(each.name, 0, y, SIZE, "semibold", f"{each.flow}_text")
    words = [head]
    if each.first:
        x = head.width + 5
        words += names.name(each.first, x, middle, plot[0] - x - 6, pen)
    if each.none:
        words.append(pen.label(each.none, plot[0] + 4, y, SMALL, "italic", "mute"))
    standing = each.standing
    values = [standing.value, *([standing.median] if measures.ranked else []), standing.france]
    cells = [TabledCell(tuple(words), "Row")]
    for index, (value, edge) in enumerate(zip(values, edges, strict=True)):
        text = "–" if value is None else share(float(value))
        weight: Weight = "regular" if index else "semibold"
        color = "text" if index else "ink"
        cells.append(TabledCell((pen.label(text, edge, y, SIZE, weight, color, "right"),)))
    return tuple(cells)
