"""The years of several départements side by side: a small panel each, one axis of years for all.

Each panel has a scale of its own, from zero: the shapes of a large and of a small département can
be seen, their sizes are in words. What is joined is what ``years`` joins.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradefiche.charts import notes
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.labels import Writing
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import dotted
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outlined
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.year_pairs import IN_A_YEAR
from tradefiche.charts.year_pairs import Pair
from tradefiche.charts.years import FLOWS
from tradefiche.charts.years import LAST
from tradefiche.charts.years import NAMES
from tradefiche.charts.years import Years
from tradefiche.charts.years import curve
from tradefiche.charts.years import mark
from tradefiche.charts.years import ticks
from tradefiche.wording.numbers import NBSP

ABREAST = 3
"""YearPanels in a row, at most."""
BETWEEN, UNDER = 20.0, 16.0
"""Points between panels of a row, and between rows."""
WIDEST = 325.0
NAMES_OF = (10.0, 9.0, 8.0, 7.0)
"""Sizes of the name of a département, the first that fits."""
SIZE, TICK = 8.0, 7.0
HEAD, YEARS, PLOT = 40.0, 13.0, 96.0
"""Points of the name and of the two flows, of the names of the years, of the lines."""
FLOW, THICK, STEP = 46.0, 10.0, 13.0
"""Of a flow of two years, of a bar, from bar to bar."""
ITS_YEAR = 23.0
"""Width of the name of a year before its bar."""
NOTHING = "–"
EDGE = 1.0
"""What the edge of a mark takes outside it."""
ROOM = 2.0
"""Least room between the names of two years."""


@dataclass(frozen=True, slots=True)
class YearPanel:
    """A département and its years; those of one drawing begin and end with the same."""

    name: str
    years: Years


@dataclass(frozen=True, slots=True)
class YearPanels:
    """What the figure shows."""

    each: tuple[YearPanel, ...]

    @property
    def empty(self) -> str:
        """What stands there when there is nothing to draw: years lack for all alike."""
        return self.each[0].years.empty


def height(panels: YearPanels) -> float:
    """The points that the drawing takes."""
    if panels.empty:
        return notes.HEIGHT
    rows = -(-len(panels.each) // ABREAST)
    return rows * _height(panels.each[0]) + (rows - 1) * UNDER


def _height(panel: YearPanel) -> float:
    return 16.0 + 2 * FLOW if panel.years.pairs else HEAD + PLOT + YEARS


def _largest(years: Years) -> int:
    return max(max(each.exports, each.imports) for each in years.drawn)


def _ticks(panel: YearPanel) -> dict[Decimal, str]:
    """Round amounts and how they are written."""
    unit = panel.years.unit
    return {each: unit.tick(each.scaleb(-unit.power)) for each in ticks(_largest(panel.years))}


def layout(panels: YearPanels, width: float, pen: Pen) -> Picture:
    """Place panels from the left, then from the top down."""
    if panels.empty:
        return notes.note(panels.empty, width, pen)
    abreast = min(len(panels.each), ABREAST)
    wide = min((width - (abreast - 1) * BETWEEN) / abreast, WIDEST)
    whole, tall = height(panels), _height(panels.each[0])
    gutter = max(pen.width(said, TICK) for each in panels.each for said in _ticks(each).values())
    shapes: list[Shape] = []
    labels: list[Label] = []
    for number, panel in enumerate(panels.each):
        row, column = divmod(number, abreast)
        left, top = column * (wide + BETWEEN), whole - row * (tall + UNDER)
        frame = _Frame(panel, left, top, wide, pen)
        frame.draw(gutter)
        shapes += frame.shapes
        labels += frame.labels
    used = abreast * wide + (abreast - 1) * BETWEEN
    return Picture(used, whole, tuple(shapes), tuple(labels))


class _Frame(Writing):
    """One panel, from its upper left corner."""

    def __init__(self, panel: YearPanel, left: float, top: float, width: float, pen: Pen) -> None:
        self.panel, self.years, self.pen = panel, panel.years, pen
        self.left, self.right, self.top = left, left + width, top
        self.shapes: list[Shape] = []
        self.labels: list[Label] = []

    def draw(self, gutter: float) -> None:
        """Its name, then lines or bars.

        Args:
            gutter: points of the amounts before the lines, the same in all.
        """
        name, room = self.panel.name, self.right - self.left
        size = next(
            (s for s in NAMES_OF if self.pen.width(name, s, "semibold") <= room), NAMES_OF[-1]
        )
        self.write(name, self.left, self.top - 9, size, "semibold")
        if self.years.pairs:
            for number, pair in enumerate(self.years.pairs.flows):
                self.pair(pair, self.top - 16 - number * FLOW)
        else:
            self.flows()
            self.lines(self.left + gutter + 4)

    # -- lines ---------------------------------------------------------------------------------

    def flows(self) -> None:
        """The sign of each flow, its name, its last amount."""
        last = self.years.drawn[-1]
        for number, flow in enumerate(FLOWS):
            y = self.top - 21 - number * 11
            self.shapes.append(mark(self.left + LAST + EDGE, y + 2.7, flow, LAST))
            amount = self.years.unit.amount(last.of(flow))
            words = f"{NAMES[flow]} {last.year}{NBSP}: "
            x = self.left + 2 * LAST + 5
            color = f"{flow}_text"
            self.write(words, x, y, SIZE, "regular", color)
            self.write(amount, x + self.pen.width(words, SIZE), y, SIZE, "bold", color)

    def lines(self, start: float) -> None:
        """Both flows over the years, from zero; the frame of the lines begins at ``start``."""
        years, zero = self.years, self.top - HEAD - PLOT
        largest = _largest(years)
        scale = (PLOT - LAST - 1) / largest if largest else 0.0
        for tick, said in _ticks(self.panel).items():
            y = zero + float(tick) * scale
            color = "hair" if tick else "rule"
            self.shapes.append(line([(start, y), (self.right, y)], color, 0.5))
            self.write(said, start - 4, y - 2.4, TICK, color="mute", align="right")
        first, step = start + 9, (self.right - start - 18) / max(years.last - years.first, 1)

        def x(year: float) -> float:
            return first + (year - years.first) * step

        if years.new:
            at = x(years.new - 0.5)
            self.shapes.append(dotted(at, zero, zero + PLOT, "mute"))
        self.names(x(years.first), step, zero - 9.5)
        for flow in reversed(FLOWS):
            self.shapes += curve(years.drawn, flow, x, lambda euros: zero + euros * scale)

    def names(self, first: float, step: float, y: float) -> None:
        """Of the years: of all, or of the last, the first, and the first collected otherwise."""
        years = self.years
        wide = self.pen.width("2000", TICK, "semibold") + ROOM
        shown = [years.last]
        every = [years.first, *([years.new] if years.new else [])]
        if step >= wide:
            every = list(range(years.first, years.last))
        for year in every:
            if all(abs(year - other) * step >= wide for other in shown):
                shown.append(year)
        for year in shown:
            own = year == years.last
            weight: Weight = "semibold" if own else "regular"
            x = first + (year - years.first) * step
            self.write(str(year), x, y, TICK, weight, "ink" if own else "mute", "center")

    # -- two years -----------------------------------------------------------------------------

    def pair(self, pair: Pair, top: float) -> None:
        """A flow in two years: its name, what became of it, a pale bar and a solid one."""
        assert self.years.pairs  # or there are lines
        pairs, unit = self.years.pairs, self.years.pairs.unit
        words = {
            value: f"{unit.label(value)}{NBSP}{unit.symbol}"
            for each in pairs.flows
            for value in (each.before, each.now)
        }
        largest = max(words)
        longest = max(self.pen.width(said, SIZE, "semibold") for said in words.values())
        start = self.left + ITS_YEAR
        scale = (self.right - start - longest - 4) / largest if largest else 0.0
        self.write(pair.name, self.left, top - 10, SIZE, "semibold", f"{pair.flow}_text")
        change = pair.change if pair.change == NOTHING else f"{pair.change} {IN_A_YEAR}"
        self.write(change, self.right, top - 10, SIZE, "bold", f"{pair.flow}_text", "right")
        for number, value in enumerate((pair.before, pair.now)):
            y, length = top - 26 - number * STEP, value * scale
            year, own = pairs.year - 1 + number, number == 1
            weight: Weight = "semibold" if own else "regular"
            color = "ink" if own else "mute"
            self.write(str(year), start - 4, y + 2.4, TICK, weight, color, "right")
            if own:
                self.shapes.append(rectangle(start, y, length, THICK, pair.flow))
            elif value:
                self.shapes.append(
                    outlined(start, y, length, THICK, f"{pair.flow}_pale", pair.flow)
                )
            self.write(words[value], start + length + 4, y + 2.1, SIZE, "semibold")
