"""What made the change of each flow: rises to the right, falls to the left, by product, by partner.

Four panels on one scale. A rise is solid, a fall pale, all that is not named grey; their words are
a table each.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tradefiche.charts import names
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outlined
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.written import Listed
from tradefiche.charts.written import Tabled
from tradefiche.charts.written import TabledCell
from tradefiche.charts.written import Written
from tradefiche.charts.written import WrittenLayout
from tradefiche.fiche import Flow
from tradefiche.wording.numbers import NNBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import points

GUTTER = 22.7
HEAD, TITLE, BETWEEN = 18.0, 14.0, 7.0
ROW_LEAST, ROW_MOST = 12.1, 15.6
TWO_LINES = 16.0
"""Least height of a row whose name takes two lines."""
NAME, POINTS = 106.0, 30.0
"""Widths of the names and of the points."""
THICK = 7.4
SIZE, SMALL = 7.8, 7.5
LONG = 31
"""Letters of a name that may not stay on one line."""


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A row: euros and part of the flow of the year before; ``rest``: all that is not named."""

    name: str
    amount: int
    part: float
    rest: bool = False

    @property
    def long(self) -> bool:
        """Whether its name may take two lines."""
        return len(self.name) > LONG


@dataclass(frozen=True, slots=True)
class ChangeCut:
    """One way to cut the change: rises, the rest, falls; ``spoken``: the title of its table."""

    title: str
    spoken: str
    rows: tuple[ChangeRow, ...]


@dataclass(frozen=True, slots=True)
class ChangeSide:
    """A flow; ``said`` is its change in words, or why there is none."""

    flow: Flow
    name: str
    said: str
    cuts: tuple[ChangeCut, ...]


@dataclass(frozen=True, slots=True)
class Contributions:
    """Both flows."""

    sides: tuple[ChangeSide, ChangeSide]

    @property
    def rows(self) -> tuple[ChangeRow, ...]:
        """Of all panels."""
        return tuple(row for side in self.sides for cut in side.cuts for row in cut.rows)

    @property
    def unit(self) -> Unit:
        """One unit for all."""
        return Unit.of(max((abs(row.amount) for row in self.rows), default=0))


def heights(contributions: Contributions) -> tuple[float, float]:
    """The least and the most points."""
    return _height(contributions, ROW_LEAST), _height(contributions, ROW_MOST)


def _height(contributions: Contributions, row: float) -> float:
    return max(_side_height(side, row) for side in contributions.sides) + 1


def _side_height(side: ChangeSide, row: float) -> float:
    rows = sum(_row_height(each, row) for cut in side.cuts for each in cut.rows)
    return HEAD + rows + TITLE * len(side.cuts) + BETWEEN * max(len(side.cuts) - 1, 0)


def _row_height(change: ChangeRow, row: float) -> float:
    return max(row, TWO_LINES) if change.long else row


def layout(contributions: Contributions, width: float, height: float, pen: Pen) -> WrittenLayout:
    """Place bars, names and numbers."""
    low, high = heights(contributions)
    part = min(max((height - low) / (high - low), 0.0), 1.0) if high > low else 0.0
    row = ROW_LEAST + part * (ROW_MOST - ROW_LEAST)
    return _Frame(contributions, width, _height(contributions, row), row, pen).laid()


class _Frame:
    """The measures of one drawing."""

    def __init__(
        self, contributions: Contributions, width: float, height: float, row: float, pen: Pen
    ) -> None:
        self.contributions, self.unit = contributions, contributions.unit
        self.width, self.height, self.row, self.pen = width, height, row, pen
        self.column = (width - GUTTER) / 2
        amounts = [row.amount for row in contributions.rows]
        up, down = max(0, *amounts, 0), max(0, *(-each for each in amounts), 0)
        words = [pen.width(self.amount(each), SMALL, "semibold") for each in amounts]
        value = max(words, default=0.0) + 4
        room = self.column - NAME - POINTS - value * (bool(up) + bool(down))
        self.scale = room / (up + down) if up + down else 0.0
        self.zero = NAME + (value if down else 0.0) + down * self.scale
        self.shapes: list[Shape] = []

    def amount(self, euros: int) -> str:
        """« + 39 », « − 2 », « < 1 » for what rounds to nothing."""
        words = self.unit.label(euros if euros > 0 else -euros)
        return words if words.startswith("<") else self.unit.signed_label(euros)

    def laid(self) -> WrittenLayout:
        """The whole."""
        written: list[Written] = []
        for index, side in enumerate(self.contributions.sides):
            written += self.side(side, index * (self.column + GUTTER))
        labels = tuple(label for each in written for label in each.labels)
        picture = Picture(self.width, self.height, tuple(self.shapes), labels)
        return WrittenLayout(picture, tuple(written))

    def side(self, side: ChangeSide, x: float) -> Iterator[Written]:
        """A flow: its name, its change, two panels."""
        y = self.height - 10
        under = y - 4.6
        self.shapes.append(line([(x, under), (x + self.column, under)], side.flow, 0.75))
        name = self.pen.label(side.name, x, y, 10.5, "bold", f"{side.flow}_text")
        if side.cuts:
            end = x + self.column
            label = self.pen.label(side.said, end, y, 8.5, "semibold", "ink", "right")
            said: tuple[Label, ...] = (label,)
        else:
            said = names.name(side.said, x, y - 14, self.column, self.pen, color="text")
        yield Listed((name, *said))
        top = self.height - HEAD
        for cut in side.cuts:
            yield self.cut(side.flow, cut, x, top)
            rows = sum(_row_height(each, self.row) for each in cut.rows)
            top -= TITLE + rows + BETWEEN

    def cut(self, flow: Flow, cut: ChangeCut, x: float, top: float) -> Tabled:
        """One panel."""
        pen, end, y = self.pen, x + self.column, top - 9
        head = (
            pen.label(cut.title, x, y, 8.5, "semibold", f"{flow}_text"),
            pen.label(self.unit.symbol, x + self.zero, y, SMALL, "regular", "mute", "center"),
            pen.label("points", end, y, SMALL, "regular", "mute", "right"),
        )
        rows = [tuple(TabledCell((label,), "Column") for label in head)]
        y = top - TITLE
        self.shapes.append(line([(x, y + 0.5), (end, y + 0.5)], "rule", 0.5))
        start = y
        for change in cut.rows:
            height = _row_height(change, self.row)
            y -= height
            rows.append(self.change(flow, change, x, y + height / 2))
        self.shapes.append(line([(x + self.zero, y), (x + self.zero, start)], "ink", 0.75))
        return Tabled(cut.spoken, tuple(rows))

    def change(
        self, flow: Flow, change: ChangeRow, x: float, middle: float
    ) -> tuple[TabledCell, ...]:
        """One row."""
        pen, zero = self.pen, x + self.zero
        length = max(abs(change.amount) * self.scale, 0.4)
        box = (zero if change.amount > 0 else zero - length, middle - THICK / 2, length, THICK)
        if change.rest:
            self.shapes.append(rectangle(*box, "others"))
        elif change.amount > 0:
            self.shapes.append(rectangle(*box, flow))
        else:
            self.shapes.append(outlined(*box, f"{flow}_pale", flow))
        weight: Weight = "italic" if change.rest else "regular"
        color = "mute" if change.rest else "ink"
        named = names.name(change.name, x, middle, NAME - 4, pen, weight, color)
        y = middle - SMALL * names.LOW
        words = self.amount(change.amount)
        if change.amount > 0:
            value = pen.label(words, zero + length + 3, y, SMALL, "semibold", color)
        else:
            value = pen.label(words, zero - length - 3, y, SMALL, "semibold", color, "right")
        edge = x + self.column
        part = _points(change)
        parted: Label = pen.label(part, edge, y, SMALL, "regular", "text", "right")
        return (TabledCell(named, "Row"), TabledCell((value,)), TabledCell((parted,)))


def _points(change: ChangeRow) -> str:
    """« + 1,9 »; what is not nothing is not « 0,0 »."""
    words = points(change.part)
    return words if words != "0,0" or not change.amount else f"<{NNBSP}0,1"
