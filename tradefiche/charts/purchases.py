"""Products bought mostly from few countries outside the Union: a bar of all purchases of each.

Solid is the first country outside the Union, pale the other ones, white the Union.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.charts import names
from tradefiche.charts import notes
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outlined
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.written import Tabled
from tradefiche.charts.written import TabledCell
from tradefiche.charts.written import WrittenLayout
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import share

HEAD = 17.0
ROW_LEAST, ROW_MOST = 14.6, 18.0
MOST = 12
"""Rows that are drawn; the annexe has all."""
NAME, AMOUNT = 150.0, 36.0
COUNTRY, SHARE, FRANCE = 82.0, 30.0, 44.0
AFTER_AXIS = 17.0
SIZE, SMALL, TICK, THICK = 8.0, 7.5, 7.0, 9.0
TICKS = (0, 25, 50, 75, 100)


@dataclass(frozen=True, slots=True)
class Purchase:
    """A row: euros bought from partners, of them outside the Union, and from the first of these."""

    name: str
    value: int
    outside: int
    country: str
    first: int
    in_france: bool


@dataclass(frozen=True, slots=True)
class Purchases:
    """The rows; ``title``: of their table; ``empty``: what stands there without any."""

    title: str
    rows: tuple[Purchase, ...]
    empty: str = ""


def heights(purchases: Purchases) -> tuple[float, float]:
    """The least and the most points."""
    if purchases.empty:
        return notes.HEIGHT, notes.HEIGHT
    rows = len(purchases.rows[:MOST])
    return HEAD + rows * ROW_LEAST + 1, HEAD + rows * ROW_MOST + 1


def layout(purchases: Purchases, width: float, height: float, pen: Pen) -> WrittenLayout:
    """Place bars, names and numbers."""
    if purchases.empty:
        return WrittenLayout(notes.note(purchases.empty, width, pen))
    rows = purchases.rows[:MOST]
    row = min((height - HEAD - 1) / len(rows), ROW_MOST)
    whole = HEAD + 1 + row * len(rows)
    top = whole - HEAD
    unit = Unit.of(max(each.outside for each in rows))
    left, right = NAME + AMOUNT + 10, width - COUNTRY - SHARE - FRANCE - AFTER_AXIS
    columns = (NAME + AMOUNT, right + AFTER_AXIS, width - FRANCE, width)
    shapes: list[Shape] = []
    axis: list[Label] = []
    y = top + 7
    for tick in TICKS:
        x = left + (right - left) * tick / 100
        words = f"{tick}{NBSP}%" if tick == TICKS[-1] else str(tick)
        axis.append(pen.label(words, x, y, TICK, "regular", "mute", "center"))
    heads = (
        pen.label("Produit", 0, y, SMALL, "semibold"),
        pen.label(f"{unit.symbol} hors Union", columns[0], y, TICK, "regular", "mute", "right"),
        pen.label("Premier pays", columns[1], y, SMALL, "semibold"),
        pen.label("sa part", columns[2], y, SMALL, "regular", "mute", "right"),
        pen.label("en France", columns[3], y, SMALL, "regular", "mute", "right"),
    )
    table = [tuple(TabledCell((label,), "Column") for label in heads)]
    y = top
    for each in rows:
        y -= row
        middle = y + row / 2
        table.append(_words(each, middle, columns, unit, pen))
        box = (middle - THICK / 2, THICK)
        first, outside = ((right - left) * part / each.value for part in (each.first, each.outside))
        shapes += [
            outlined(left, box[0], right - left, box[1], "paper", "rule"),
            outlined(left, box[0], outside, box[1], "imports_pale", "imports"),
            rectangle(left, *((box[0]), first, box[1]), "imports"),
            line([(0, y), (width, y)], "hair", 0.4),
        ]
    shapes.append(line([(0, top), (width, top)], "ink", 0.75))
    labels = (*axis, *(label for cells in table for cell in cells for label in cell.words))
    picture = Picture(width, whole, tuple(shapes), labels)
    return WrittenLayout(picture, (Tabled(purchases.title, tuple(table)),))


def _words(
    each: Purchase, middle: float, columns: tuple[float, ...], unit: Unit, pen: Pen
) -> tuple[TabledCell, ...]:
    y = middle - SIZE * names.LOW
    amount = pen.label(unit.label(each.outside), columns[0], y, SIZE, "semibold", "ink", "right")
    part = share(each.first / each.value)
    also = "aussi" if each.in_france else "non"
    return (
        TabledCell(names.name(each.name, 0, middle, NAME - 6, pen), "Row"),
        TabledCell((amount,)),
        TabledCell(names.name(each.country, columns[1], middle, COUNTRY - 6, pen)),
        TabledCell((pen.label(part, columns[2], y, SIZE, "regular", "text", "right"),)),
        TabledCell((pen.label(also, columns[3], y, SIZE, "regular", "text", "right"),)),
    )
