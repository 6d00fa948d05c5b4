"""Exports, imports and balance over the years: two lines, and columns on a zero of their own.

Nothing is joined across January 2022, where the way of collecting changed, nor over a year that
lacks something. Exports have filled dots, imports rings: two signs, not a colour alone.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from tradefiche.charts import notes
from tradefiche.charts import year_pairs
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.labels import Writing
from tradefiche.charts.labels import spread
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import disc
from tradefiche.charts.shapes import dotted
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.year_pairs import Pairs
from tradefiche.fiche import Flow
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit

LEAST, MOST = 166.0, 216.0
NOTE, NOTE_LINE = 28.0, 8.4
"""Points of the words on the change of collection, over the data."""
YEARS, BALANCE = 17.0, 54.0
"""Of the names of the years, and of the columns under them."""
RIGHT, AIR = 76.0, 8.0
"""Of the names of the lines, and between the last point and them."""
COLUMN, VALUE = 20.0, 9.0
SIZE, TICK, NAME = 7.0, 7.0, 8.5
DOT, LAST = 2.0, 3.0
STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))
COLLECTION = (
    f"Janvier 2022{NBSP}: nouvelle collecte (EMEBI),",
    "les niveaux d’avant et d’après",
    "ne se comparent pas exactement",
)
NAMES: dict[Flow, str] = {"exports": "Exportations", "imports": "Importations"}
FLOWS: tuple[Flow, Flow] = ("exports", "imports")


@dataclass(frozen=True, slots=True)
class Year:
    """A whole year; ``joined`` to the one before: both were collected alike."""

    year: int
    exports: int
    imports: int
    joined: bool

    @property
    def balance(self) -> int:
        """Exports minus imports."""
        return self.exports - self.imports

    def of(self, flow: Flow) -> int:
        """Euros of one flow."""
        return self.exports if flow == "exports" else self.imports


@dataclass(frozen=True, slots=True)
class Years:
    """What the figure shows.

    Attributes:
        drawn: the whole years, in order.
        first, last: ends of the axis; a year between them that is not drawn is a gap.
        new: the first year of the present way of collecting; 0 when the axis does not reach it.
        pairs: what is drawn instead when there are two years to compare.
        empty: what stands there instead when there is nothing to compare.
    """

    drawn: tuple[Year, ...]
    first: int
    last: int
    new: int = 0
    pairs: Pairs | None = None
    empty: str = ""

    @property
    def unit(self) -> Unit:
        """The one unit of totals and balances."""
        return Unit.of(max((max(each.exports, each.imports) for each in self.drawn), default=0))


def heights(years: Years) -> tuple[float, float]:
    """The least and the most points."""
    if years.empty:
        return notes.HEIGHT, notes.HEIGHT
    return year_pairs.HEIGHTS if years.pairs else (LEAST, MOST)


def layout(years: Years, width: float, height: float, pen: Pen) -> Picture:
    """Place lines, columns and words."""
    if years.empty:
        return notes.note(years.empty, width, pen)
    height = min(height, heights(years)[1])
    if years.pairs:
        return year_pairs.layout(years.pairs, width, height, pen)
    return _Frame(years, width, height, pen).picture()


class _Frame(Writing):
    """The measures of one drawing."""

    def __init__(self, years: Years, width: float, height: float, pen: Pen) -> None:
        self.years, self.width, self.height, self.pen = years, width, height, pen
        self.unit = years.unit
        largest = max(max(each.exports, each.imports) for each in years.drawn)
        self.ticks = ticks(largest)
        words = [self.tick(tick) for tick in self.ticks]
        self.left = max(pen.width(each, TICK) for each in words) + 4 + COLUMN / 2
        self.right = width - RIGHT
        self.zero = YEARS + BALANCE
        self.top = height - (NOTE if years.new else 6.0)
        self.scale = (self.top - self.zero - 4) / largest if largest else 0.0
        self.step = (self.right - self.left) / max(years.last - years.first, 1)
        self.shapes: list[Shape] = []
        self.labels: list[Label] = []

    def tick(self, value: Decimal) -> str:
        return self.unit.tick(value.scaleb(-self.unit.power))

    def x(self, year: float) -> float:
        return self.left + (year - self.years.first) * self.step

    def y(self, euros: int) -> float:
        return self.zero + euros * self.scale

    def picture(self) -> Picture:
        """The whole."""
        self.axis()
        if self.years.new:
            self.change_of_collection()
        for flow in reversed(FLOWS):
            self.shapes += curve(self.drawn(), flow, self.x, self.y)
        self.ends()
        self.balances()
        return Picture(self.width, self.height, tuple(self.shapes), tuple(self.labels))

    def axis(self) -> None:
        """Amounts at the left, years under the lines."""
        end = self.right + COLUMN / 2
        for tick in self.ticks:
            y = self.y(int(tick))
            start = self.left - COLUMN / 2
            self.shapes.append(line([(start, y), (end, y)], "hair" if tick else "rule", 0.5))
            self.write(self.tick(tick), start - 4, y - 2.4, TICK, color="mute", align="right")
        for year in range(self.years.first, self.years.last + 1):
            own = year == self.years.last
            weight: Weight = "semibold" if own else "regular"
            color = "ink" if own else "mute"
            self.write(str(year), self.x(year), self.zero - 9.5, SIZE, weight, color, "center")

    def change_of_collection(self) -> None:
        """A dotted rule, and what it means, on the side that has room."""
        x = self.x(self.years.new - 0.5)
        self.shapes.append(dotted(x, 0, self.height, "mute"))
        left = x > self.width / 2
        for index, words in enumerate(COLLECTION):
            at, y = x - 5 if left else x + 5, self.height - 7 - index * NOTE_LINE
            self.write(words, at, y, SIZE, color="text", align="right" if left else "left")

    def drawn(self) -> Sequence[Year]:
        return self.years.drawn

    def ends(self) -> None:
        """The name and the last value of each line, at its end."""
        last = self.drawn()[-1]
        year = "" if last.year == self.years.last else f"{last.year}{NBSP}: "
        flows = sorted(FLOWS, key=last.of)
        low, high = self.zero - 2, self.height
        centres = spread([self.y(last.of(flow)) for flow in flows], [23.0, 23.0], low, high)
        x = self.right + COLUMN / 2 + 4
        for flow, centre in zip(flows, centres, strict=True):
            color = f"{flow}_text"
            self.write(NAMES[flow], x, centre + 2.2, NAME, "semibold", color)
            words = f"{year}{self.unit.amount(last.of(flow))}"
            room = self.width - x
            size = next(
                (s for s in (NAME, 8.0, 7.5) if self.pen.width(words, s, "bold") <= room), TICK
            )
            self.write(words, x, centre - 8, size, "bold", color)

    def balances(self) -> None:
        """Columns on their own zero; all have their value, or the last and the extremes."""
        values = {each.year: each.balance for each in self.drawn()}
        high, low = max(0, *values.values()), max(0, *(-value for value in values.values()))
        above, below = (VALUE if high else 0.0), (VALUE if low else 0.0)
        room = BALANCE - 4 - above - below
        scale = room / (high + low) if high + low else 0.0
        zero, half = below + low * scale, min(COLUMN, self.step * 0.6) / 2
        words = {year: self.unit.signed_label(value) for year, value in values.items()}
        shown = self.labelled(values, words)
        for year, value in values.items():
            x, length = self.x(year), abs(value) * scale
            color = "positive" if value >= 0 else "negative"
            y = zero if value >= 0 else zero - length
            self.shapes.append(rectangle(x - half, y, 2 * half, length, color))
            if year in shown:
                weight: Weight = "semibold" if year == max(values) else "regular"
                y = zero + length + 2.5 if value >= 0 else zero - length - 7.4
                self.write(words[year], x, y, SIZE, weight, color, "center")
                self.clear(self.labels[-1])
        start, end = self.left - half - 2, self.right + half + 2
        self.shapes.append(line([(start, zero), (end, zero)], "ink", 0.6))
        y = min(max(zero - 3, 1.9), BALANCE - 9)
        self.write("Solde", self.right + COLUMN / 2 + 4, y, NAME, "semibold", "ink")

    def clear(self, label: Label) -> None:
        """White under a value, where the dotted rule would run through it."""
        x = self.x(self.years.new - 0.5)
        left, low, right, high = label.box
        if self.years.new and left - 1 < x < right + 1:
            self.shapes.append(rectangle(x - 1, low, 2, high - low, "paper"))

    def labelled(self, values: dict[int, int], words: dict[int, str]) -> set[int]:
        """All years, or the last, the highest and the lowest, as far as they leave each other."""
        near = any(
            (self.pen.width(words[a], SIZE) + self.pen.width(words[b], SIZE, "semibold")) / 2
            > (b - a) * self.step - 2
            for a, b in pairwise(values)
        )
        if not near:
            return set(values)
        kept = {max(values)}
        for year in (max(values, key=values.__getitem__), min(values, key=values.__getitem__)):
            room = min(abs(year - other) for other in kept) * self.step - 2
            if self.pen.width(words[year], SIZE, "semibold") <= room:
                kept.add(year)
        return kept


def curve(
    drawn: Sequence[Year], flow: Flow, x: Callable[[float], float], y: Callable[[int], float]
) -> Iterator[Shape]:
    """Years that are joined, each with its mark; ``x`` of a year, ``y`` of euros."""
    points = {each.year: (x(each.year), y(each.of(flow))) for each in drawn}
    runs: list[list[Point]] = []
    for each in drawn:
        if not each.joined:
            runs.append([])
        runs[-1].append(points[each.year])
    width = 2.0 if flow == "exports" else 1.6
    yield from (line(run, flow, width) for run in runs if len(run) > 1)
    last = max(points)
    for year, point in points.items():
        yield mark(*point, flow, LAST if year == last else DOT)


def mark(x: float, y: float, flow: Flow, radius: float) -> Shape:
    """Of a year: exports have a full dot, imports a ring."""
    return disc(x, y, radius, flow if flow == "exports" else "paper", flow, 1.2)


def ticks(largest: int) -> list[Decimal]:
    """Round amounts from 0, at most four above it."""
    if not largest:
        return [Decimal(0)]
    magnitude = Decimal(1).scaleb((Decimal(largest) / 4).adjusted())
    step = next(
        step
        for power in (magnitude, magnitude * 10)
        for step in (nice * power for nice in STEPS)
        if largest / step <= 4
    )
    return [step * n for n in range(int(largest / step) + 1)]
