"""Two years side by side: exports, imports and balance, and what became of each in a year."""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outlined
from tradefiche.charts.shapes import polygon
from tradefiche.charts.shapes import rectangle
from tradefiche.fiche import Flow
from tradefiche.wording.numbers import Unit

HEIGHTS = (138.0, 168.0)
YEAR, RIGHT = 98.0, 76.0
"""Where the names of the years end, and what the change takes at the right."""
THICK, MARKER = 13.0, 7.0
SIZE, NAME, CHANGE, SMALL = 8.0, 10.0, 13.0, 7.5
IN_A_YEAR = "en un an"


@dataclass(frozen=True, slots=True)
class Pair:
    """A flow in the year before and now; ``change`` in words, « – » where there is none."""

    flow: Flow
    name: str
    before: int
    now: int
    change: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """The two years; the ``balance`` as its change in words."""

    year: int
    flows: tuple[Pair, ...]
    balance: str

    @property
    def unit(self) -> Unit:
        """One unit for all."""
        return Unit.of(max(max(each.before, each.now) for each in self.flows))


def layout(pairs: Pairs, width: float, height: float, pen: Pen) -> Picture:
    """Three rows: two of bars on one scale, one of signed amounts."""
    unit = pairs.unit
    row = height / 3
    largest = max(max(each.before, each.now) for each in pairs.flows)
    room = width - RIGHT - YEAR - pen.width(unit.label(largest), NAME, "semibold") - 12
    scale = room / largest if largest else 0.0
    shapes: list[Shape] = []
    labels: list[Label] = []
    for index in range(3):
        top = height - index * row
        if index:
            shapes.append(line([(0, top), (width, top)], "hair", 0.5))
        lines = (top - row / 2 + 8.5, top - row / 2 - 8.5)
        name = "Solde" if index == 2 else pairs.flows[index].name
        color = "ink" if index == 2 else f"{pairs.flows[index].flow}_text"
        labels.append(pen.label(name, 0, lines[0] - 3.4, NAME, "semibold", color))
        for year, y in zip((pairs.year - 1, pairs.year), lines, strict=True):
            weight: Weight = "semibold" if year == pairs.year else "regular"
            token = "ink" if year == pairs.year else "mute"
            labels.append(pen.label(str(year), YEAR - 6, y - 2.7, SIZE, weight, token, "right"))
        if index == 2:
            _balances(pairs, unit, lines, shapes, labels, pen)
        else:
            _bars(pairs.flows[index], unit, scale, lines, shapes, labels, pen)
        change = pairs.balance if index == 2 else pairs.flows[index].change
        middle = top - row / 2
        labels.append(pen.label(change, width, middle, CHANGE, "bold", color, "right"))
        labels.append(pen.label(IN_A_YEAR, width, middle - 10.5, SMALL, "regular", "mute", "right"))
    return Picture(width, height, tuple(shapes), tuple(labels))


def _bars(
    pair: Pair,
    unit: Unit,
    scale: float,
    lines: tuple[float, float],
    shapes: list[Shape],
    labels: list[Label],
    pen: Pen,
) -> None:
    """The year before is pale, the fiche's own solid."""
    for value, y, own in zip((pair.before, pair.now), lines, (False, True), strict=True):
        box = (YEAR, y - THICK / 2, value * scale, THICK)
        if own:
            shapes.append(rectangle(*box, pair.flow))
        elif value:
            shapes.append(outlined(*box, f"{pair.flow}_pale", pair.flow))
        x = YEAR + value * scale + 5
        labels.append(pen.label(unit.label(value), x, y - 2.9, 8.5, "semibold"))


def _balances(
    pairs: Pairs,
    unit: Unit,
    lines: tuple[float, float],
    shapes: list[Shape],
    labels: list[Label],
    pen: Pen,
) -> None:
    """Signed amounts behind the mark of their sign."""
    exports, imports = pairs.flows
    values = (exports.before - imports.before, exports.now - imports.now)
    for value, y in zip(values, lines, strict=True):
        color = "positive" if value > 0 else "negative" if value < 0 else "mute"
        if value:
            shapes.append(_marker(YEAR, y, color, up=value > 0))
        words = unit.signed_label(value)
        labels.append(pen.label(words, YEAR + 11, y - 3.2, 9, "bold", color))


def _marker(x: float, y: float, color: str, *, up: bool) -> Shape:
    """A triangle that points where the balance goes."""
    base, tip = (y - 3, y + 3) if up else (y + 3, y - 3)
    return polygon([(x, base), (x + MARKER, base), (x + MARKER / 2, tip)], color)
