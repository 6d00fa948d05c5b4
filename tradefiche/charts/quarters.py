"""Quarters as bars, exports over imports on one scale: the fiche's own year solid, others pale.

A quarter that is not there is a gap; one that seems to lack rows is a white bar.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.labels import Writing
from tradefiche.charts.labels import overlap
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import dotted
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import lines
from tradefiche.charts.shapes import outlined
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.years import FLOWS
from tradefiche.charts.years import NAMES
from tradefiche.fiche import Flow
from tradefiche.fiche import QuarterTotals
from tradefiche.wording.numbers import Unit

LEAST, MOST = 138.0, 216.0
TITLE, VALUE, YEARS = 13.0, 9.0, 12.0
SIZE, YEAR, NAME = 7.0, 7.5, 8.5
WIDEST = 26.0


@dataclass(frozen=True, slots=True)
class Quarters:
    """What the figure shows.

    Attributes:
        held: the quarters that are there, in order.
        year: the fiche's own.
        new: the first year of the present way of collecting, when older quarters are there; else 0.
    """

    held: tuple[QuarterTotals, ...]
    year: int
    new: int = 0

    @property
    def largest(self) -> int:
        """Euros of the highest bar."""
        return max((max(each.exports or 0, each.imports or 0) for each in self.held), default=0)

    @property
    def unit(self) -> Unit:
        """One unit for both flows."""
        return Unit.of(self.largest)


def heights(_quarters: Quarters) -> tuple[float, float]:
    """The least and the most points."""
    return LEAST, MOST


def layout(quarters: Quarters, width: float, height: float, pen: Pen) -> Picture:
    """Two rows of bars."""
    height = min(height, MOST)
    half = (height - 6) / 2
    shapes: list[Shape] = []
    labels: list[Label] = []
    for flow, top in zip(FLOWS, (height, half), strict=True):
        _Row(quarters, flow, top, half, width, pen, shapes, labels).fill()
    return Picture(width, height, tuple(shapes), tuple(labels))


def _at(quarter: QuarterTotals) -> int:
    return 4 * quarter.year + quarter.quarter


class _Row(Writing):
    """The bars of one flow."""

    def __init__(
        self,
        quarters: Quarters,
        flow: Flow,
        top: float,
        height: float,
        width: float,
        pen: Pen,
        shapes: list[Shape],
        labels: list[Label],
    ) -> None:
        self.quarters, self.flow, self.pen = quarters, flow, pen
        self.shapes, self.labels = shapes, labels
        self.top, self.zero = top, top - height + YEARS
        held = quarters.held
        self.first, self.last = _at(held[0]), _at(held[-1])
        self.step = min(width / (self.last - self.first + 1), WIDEST)
        self.end = self.step * (self.last - self.first + 1)
        room = height - TITLE - VALUE - YEARS
        self.scale = room / quarters.largest if quarters.largest else 0.0

    def fill(self) -> None:
        """Name, bars, values, years."""
        name = NAMES[self.flow]
        self.write(name, 0, self.top - 8, NAME, "semibold", f"{self.flow}_text")
        for each in self.quarters.held:
            value = self.value(each)
            if value is not None:
                self.bar(each, value)
        self.values()
        self.shapes.append(line([(0, self.zero), (self.end, self.zero)], "rule", 0.6))
        self.years()

    def value(self, quarter: QuarterTotals) -> int | None:
        return quarter.exports if self.flow == "exports" else quarter.imports

    def x(self, quarter: QuarterTotals) -> float:
        return (_at(quarter) - self.first) * self.step

    def bar(self, quarter: QuarterTotals, value: int) -> None:
        """One quarter: solid in the fiche's own year."""
        own = quarter.year == self.quarters.year
        box = (self.x(quarter) + 1.5, self.zero, self.step - 3, value * self.scale)
        if not quarter.complete and value:
            self.shapes.append(outlined(*box, "paper", self.flow))
        elif own:
            self.shapes.append(rectangle(*box, self.flow))
        elif value:
            self.shapes.append(outlined(*box, f"{self.flow}_pale", self.flow))

    def values(self) -> None:
        """On the bars of the fiche's own year, from the last back, where they leave each other."""
        placed: list[Label] = []
        for each in reversed(self.quarters.held):
            value = self.value(each)
            if each.year != self.quarters.year or value is None:
                continue
            words = self.quarters.unit.label(value)
            middle, width = self.x(each) + self.step / 2, self.pen.width(words, SIZE)
            right = min(middle + width / 2, self.end)
            y = self.zero + self.highest(right - width, right) * self.scale + 2.5
            label = self.pen.label(words, right, y, SIZE, "regular", "ink", "right")
            if not any(overlap(label.box, other.box, 0.6) for other in placed):
                placed.append(label)
        self.labels += placed

    def highest(self, left: float, right: float) -> int:
        """Euros of the highest bar under some words."""
        under = [each for each in self.quarters.held if left < self.x(each) + self.step - 1.5]
        return max(self.value(each) or 0 for each in under if self.x(each) + 1.5 < right)

    def years(self) -> None:
        """Under the bars, with a rule where one begins."""
        rules: list[tuple[Point, Point]] = []
        for year in range((self.first - 1) // 4, (self.last - 1) // 4 + 1):
            start = max(4 * year + 1, self.first) - self.first
            end = min(4 * year + 4, self.last) - self.first + 1
            x, y = start * self.step, self.zero - 9
            if start:
                rules.append(((x, y), (x, self.zero)))
            if year == self.quarters.new and start:
                self.shapes.append(dotted(x, self.zero, self.top - TITLE, "mute"))
            own = year == self.quarters.year
            weight: Weight = "semibold" if own else "regular"
            middle = (start + end) / 2 * self.step
            if self.pen.width(str(year), YEAR, weight) <= (end - start) * self.step - 2:
                color = "ink" if own else "mute"
                self.write(str(year), middle, y, YEAR, weight, color, "center")
        if rules:
            self.shapes.append(lines(rules, "rule", 0.5))
