"""Figure 1: imports and exports of each country as mirrored bars on one scale, and the balance.

Rules and measures: a row is 15 to 40 points high, so few countries make a short chart and never
fat bars; the zero line moves so that one euro has one length on both sides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from decimal import Decimal

from tradefiche.charts import bar_heads
from tradefiche.charts.bar_heads import BarHead
from tradefiche.charts.labels import Align
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outlined
from tradefiche.charts.shapes import polygon
from tradefiche.charts.shapes import rectangle
from tradefiche.fiche import Fiche
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share

HEAD, AXIS = 30.0, 18.0
OTHERS = "Autres pays"
ROW_MIN, ROW_MAX = 15.0, 40.0
BAR_MAX = 18.0
BALANCE_COLUMN = 64.0
VALUE_AIR = 7.0
MARKER = 5.6
_NAME: dict[bool, tuple[Weight, str]] = {True: ("regular", "ink"), False: ("italic", "mute")}
NICE_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))


@dataclass(frozen=True, slots=True)
class Partner:
    """A row: a country, or all those that are not ``named``; euros."""

    name: str
    imports: int
    exports: int
    named: bool = True

    @property
    def balance(self) -> int:
        """Exports minus imports."""
        return self.exports - self.imports


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``value`` euros from the zero line outwards; pale when it is of no country."""

    side: str
    value: int
    x: float
    y: float
    width: float
    height: float
    named: bool = True


@dataclass(frozen=True, slots=True)
class Marker:
    """The mark of a balance: its sign, and the lower left corner of its square."""

    sign: int
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class BalanceLayout:
    """The geometry of the chart; ``zero`` is the x of the zero line, ``scale`` points a euro."""

    width: float
    height: float
    zero: float
    scale: float
    bars: tuple[Bar, ...]
    ticks: tuple[float, ...]
    rows: tuple[float, ...]
    markers: tuple[Marker, ...]
    labels: tuple[Label, ...]
    patched: tuple[Label, ...]

    @property
    def picture(self) -> Picture:
        """What is painted, and in which order."""
        return _picture(self)


def partners(fiche: Fiche) -> tuple[Partner, ...]:
    """The countries of the figure, then all the others, which close the sum of both flows."""
    named = [Partner(c.country.name, c.imports, c.exports) for c in fiche.countries]
    imports = fiche.imports.total - sum(each.imports for each in named)
    exports = fiche.exports.total - sum(each.exports for each in named)
    others = [Partner(OTHERS, imports, exports, named=False)] if named and imports + exports else []
    return (*named, *others)


def height_for(count: int, available: float, head: float = HEAD) -> float:
    """The height the chart takes with ``count`` rows, at most ``available``."""
    return head + AXIS + max(count, 1) * _row_height(count, available, head)


def _row_height(count: int, available: float, head: float) -> float:
    return min(max((available - head - AXIS) / max(count, 1), ROW_MIN), ROW_MAX)


def unit_of(fiche: Fiche) -> Unit:
    """One unit for both sides and for the balances."""
    largest = [max(e.imports, e.exports, abs(e.balance)) for e in partners(fiche)]
    return Unit.of(max(largest, default=0))


def layout(fiche: Fiche, width: float, available: float, pen: Pen) -> BalanceLayout:
    """Place bars, values, names, axis and balances.

    Args:
        fiche: its ``countries`` in order, top to bottom (one to twenty).
        width, available: room in points; the chart may take less height.
        pen: measures the labels.
    """
    rows = partners(fiche)
    heads = bar_heads.heads(fiche, pen, width)
    head = HEAD + (bar_heads.LINE if len(heads["names"].lines) > 2 else 0.0)
    height = height_for(len(rows), available, head)
    row = _row_height(len(rows), available, head)
    unit = unit_of(fiche)
    names = [pen.width(each.name, 8.5) for each in rows]
    left = min(112.0, max(56.0, max(names, default=0.0) + 10))
    right = width - BALANCE_COLUMN
    values = [
        [pen.label(text, 0, 0, 7.5, "regular", "text") for text in _values(each, fiche, unit)]
        for each in rows
    ]
    zero, scale = _scale(rows, values, left, right, heads)
    top = height - head

    bars: list[Bar] = []
    patched: list[Label] = []
    labels: list[Label] = [label for each in heads.values() for label in each.at(zero, height)]
    markers: list[Marker] = []
    for index, entry in enumerate(rows):
        centre = top - (index + 0.5) * row
        name = pen.shorten(entry.name, 8.5, left - 6)
        weight, token = _NAME[entry.named]
        labels.append(pen.label(name, 0, centre - 2.9, 8.5, weight, token))
        thickness = min(BAR_MAX, row * 0.56)
        sides = (("imports", entry.imports), ("exports", entry.exports))
        for (side, value), label in zip(sides, values[index], strict=True):
            length = value * scale
            x = zero - length if side == "imports" else zero
            if value:
                low = centre - thickness / 2
                bars.append(Bar(side, value, x, low, length, thickness, entry.named))
            anchor = (zero - length - 3.5) if side == "imports" else (zero + length + 3.5)
            align: Align = "right" if side == "imports" else "left"
            patched.append(replace(label, x=anchor, y=centre - 2.7, align=align))
        sign = (entry.balance > 0) - (entry.balance < 0)
        text = unit.signed_label(entry.balance)
        color = bar_heads.color_of(entry.balance)
        labels.append(pen.label(text, width, centre - 2.9, 8.5, "semibold", color, "right"))
        room = max(47.0, labels[-1].width + 4 + MARKER)
        markers.append(Marker(sign, width - room, centre - 2.5))

    if not rows:
        middle = top - row / 2 - 3.4
        note = empty_note(fiche)
        patched.append(pen.label(note, width / 2, middle, 10, "regular", "mute", "center"))
    ticks = _ticks(rows)
    for tick in ticks:
        text = unit.tick(abs(tick).scaleb(-unit.power))
        x = zero + float(tick) * scale
        labels.append(pen.label(text, x, AXIS - 9, 7, "regular", "mute", "center"))
    labels.append(pen.label(unit.symbol, right, AXIS - 9, 7, "regular", "mute", "right"))
    return BalanceLayout(
        width,
        height,
        zero,
        scale,
        tuple(bars),
        tuple(zero + float(tick) * scale for tick in ticks if tick),
        tuple(top - index * row for index in range(max(len(rows), 1) + 1)),
        tuple(markers),
        tuple(labels),
        tuple(patched),
    )


def _values(partner: Partner, fiche: Fiche, unit: Unit) -> tuple[str, str]:
    """What stands at the ends of both bars: « 251,0 · 17,0 % »."""
    pairs = ((partner.imports, fiche.imports.total), (partner.exports, fiche.exports.total))
    imports, exports = (
        f"{unit.label(value)} · {column_share(value / total)}" if value else unit.label(value)
        for value, total in pairs
    )
    return imports, exports


def _scale(
    rows: Sequence[Partner],
    values: Sequence[Sequence[Label]],
    left: float,
    right: float,
    heads: dict[str, BarHead],
) -> tuple[float, float]:
    """x of the zero line and points a euro: the room is shared as the two longest bars are.

    A side that trades little keeps at least the room of its head, and the names' head theirs.
    """
    most_in = max((each.imports for each in rows), default=0)
    most_out = max((each.exports for each in rows), default=0)
    room_in = max((pair[0].width for pair in values), default=0.0) + VALUE_AIR
    room_out = max((pair[1].width for pair in values), default=0.0) + VALUE_AIR
    least_in = heads["imports"].width + 12 + max(0.0, heads["names"].width + 6 - left)
    largest = max(1, most_in + most_out)
    for _ in range(2):
        scale = (right - left - room_in - room_out) / largest
        if most_in * scale + room_in < least_in:
            room_in = least_in
        if most_out * scale + room_out < heads["exports"].width + 12:
            room_out = heads["exports"].width + 12
    scale = (right - left - room_in - room_out) / largest
    return left + room_in + most_in * scale, scale


def _ticks(countries: Sequence[Partner]) -> list[Decimal]:
    """Round amounts in euros, imports negative, zero included; at most four on the larger side."""
    most_in = max((c.imports for c in countries), default=0)
    most_out = max((c.exports for c in countries), default=0)
    largest = Decimal(max(most_in, most_out))
    if not largest:
        return [Decimal(0)]
    magnitude = Decimal(1).scaleb((largest / 4).adjusted())
    step = next(
        step
        for power in (magnitude, magnitude * 10)
        for step in (nice * power for nice in NICE_STEPS)
        if largest / step <= 4
    )
    outwards = [step * n for n in range(int(largest / step) + 1)]
    inwards = [-tick for tick in outwards[:0:-1] if -tick >= -most_in]
    return [*inwards, *(tick for tick in outwards if tick <= most_out)]


def _picture(chart: BalanceLayout) -> Picture:
    top, bottom = chart.rows[0], chart.rows[-1]
    shapes: list[Shape] = [line([(x, bottom), (x, top)], "hair", 0.5) for x in chart.ticks]
    shapes += [line([(0, y), (chart.width, y)], "hair", 0.4) for y in chart.rows[1:-1]]
    shapes += [_patch(label) for label in chart.patched]
    shapes += [_bar(bar) for bar in chart.bars]
    shapes += [shape for marker in chart.markers for shape in _marker(marker)]
    shapes += [
        line([(0, top), (chart.width, top)], "ink", 0.75),
        line([(0, bottom), (chart.width, bottom)], "rule", 0.5),
    ]
    if chart.bars:
        shapes.append(line([(chart.zero, bottom), (chart.zero, top)], "ink", 0.75))
    return Picture(chart.width, chart.height, tuple(shapes), (*chart.labels, *chart.patched))


def _bar(bar: Bar) -> Shape:
    """Solid for a country; pale in an outline for the others, also in grey."""
    if bar.named:
        return rectangle(bar.x, bar.y, bar.width, bar.height, bar.side)
    return outlined(bar.x, bar.y, bar.width, bar.height, f"{bar.side}_pale", bar.side)


def _patch(label: Label) -> Shape:
    """White behind a value, so that no gridline runs through it."""
    return rectangle(label.left - 1, label.y - 1.8, label.width + 2, 9, "paper")


def _marker(marker: Marker) -> list[Shape]:
    x, y, size = marker.x, marker.y, MARKER
    if marker.sign > 0:
        return [polygon([(x, y), (x + size, y), (x + size / 2, y + size * 0.9)], "positive")]
    if marker.sign < 0:
        top = y + size * 0.9
        return [polygon([(x, top), (x + size, top), (x + size / 2, y)], "negative")]
    return [rectangle(x, y + dy, size, 1.3, "mute") for dy in (0.5, 3.6)]


def empty_note(fiche: Fiche) -> str:
    """What stands in the figure's place when nothing was traded, or with no country by name."""
    if fiche.imports.total or fiche.exports.total:
        return f"Aucun pays identifié dans les échanges{NBSP}: il n’y a rien à tracer."
    return f"Aucun échange enregistré{NBSP}: il n’y a rien à tracer."
