"""Figure 1: imports and exports of each country as mirrored bars on one scale, and the balance.

Rules and measures: a row is 15 to 40 points high, so few countries make a short chart and never
fat bars; the zero line moves so that one euro has one length on both sides.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from tradefiche.charts.labels import Align
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import polygon
from tradefiche.charts.shapes import rectangle
from tradefiche.fiche import CountryBalance
from tradefiche.fiche import Fiche
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed

HEAD, AXIS = 30.0, 18.0
ROW_MIN, ROW_MAX = 15.0, 40.0
BAR_MAX = 18.0
BALANCE_COLUMN = 64.0
VALUE_ROOM = 34.0
MARKER = 5.6
NICE_STEPS = (Decimal(1), Decimal(2), Decimal("2.5"), Decimal(5))


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: ``value`` euros from the zero line outwards."""

    side: str
    value: int
    x: float
    y: float
    width: float
    height: float


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


def height_for(count: int, available: float) -> float:
    """The height the chart takes with ``count`` countries, at most ``available``."""
    return HEAD + AXIS + max(count, 1) * _row_height(count, available)


def _row_height(count: int, available: float) -> float:
    return min(max((available - HEAD - AXIS) / max(count, 1), ROW_MIN), ROW_MAX)


def unit_of(fiche: Fiche) -> Unit:
    """One unit for both sides and for the balances."""
    largest = [max(e.imports, e.exports, abs(e.balance)) for e in fiche.countries]
    return Unit.of(max(largest, default=0))


def layout(fiche: Fiche, width: float, available: float, pen: Pen) -> BalanceLayout:
    """Place bars, values, names, axis and balances.

    Args:
        fiche: its ``countries`` in order, top to bottom (one to twenty).
        width, available: room in points; the chart may take less height.
        pen: measures the labels.
    """
    countries = fiche.countries
    height = height_for(len(countries), available)
    row = _row_height(len(countries), available)
    unit = unit_of(fiche)
    names = [pen.width(c.country.name, 8.5) for c in countries]
    left = min(112.0, max(56.0, max(names, default=0.0) + 10))
    right = width - BALANCE_COLUMN
    heads = _heads(fiche, pen, width)
    zero, scale = _scale(countries, left, right, heads)
    top = height - HEAD

    bars: list[Bar] = []
    patched: list[Label] = []
    labels: list[Label] = [label for head in heads.values() for label in head.at(zero, height)]
    markers: list[Marker] = []
    for index, entry in enumerate(countries):
        centre = top - (index + 0.5) * row
        name = pen.shorten(entry.country.name, 8.5, left - 6)
        labels.append(pen.label(name, 0, centre - 2.9, 8.5))
        thickness = min(BAR_MAX, row * 0.56)
        for side, value in (("imports", entry.imports), ("exports", entry.exports)):
            length = value * scale
            x = zero - length if side == "imports" else zero
            if value:
                bars.append(Bar(side, value, x, centre - thickness / 2, length, thickness))
            anchor = (zero - length - 3.5) if side == "imports" else (zero + length + 3.5)
            align: Align = "right" if side == "imports" else "left"
            patched.append(
                pen.label(unit.label(value), anchor, centre - 2.7, 7.5, "regular", "text", align)
            )
        sign = (entry.balance > 0) - (entry.balance < 0)
        text = unit.signed_label(entry.balance)
        color = _color(entry.balance)
        labels.append(pen.label(text, width, centre - 2.9, 8.5, "semibold", color, "right"))
        room = max(47.0, labels[-1].width + 4 + MARKER)
        markers.append(Marker(sign, width - room, centre - 2.5))

    if not countries:
        middle = top - row / 2 - 3.4
        note = empty_note(fiche)
        patched.append(pen.label(note, width / 2, middle, 10, "regular", "mute", "center"))
    ticks = _ticks(countries)
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
        tuple(top - index * row for index in range(max(len(countries), 1) + 1)),
        tuple(markers),
        tuple(labels),
        tuple(patched),
    )


def _color(balance: int) -> str:
    return "positive" if balance > 0 else "negative" if balance < 0 else "mute"


@dataclass(frozen=True, slots=True)
class _Head:
    """The two lines over one side of the chart; ``offset`` is measured from the zero line."""

    lines: tuple[Label, Label]
    offset: float | None

    @property
    def width(self) -> float:
        return max(label.width for label in self.lines)

    def at(self, zero: float, height: float) -> list[Label]:
        placed = []
        for label, drop in zip(self.lines, (9, 20), strict=True):
            x = label.x if self.offset is None else zero + self.offset
            placed.append(
                Label(
                    label.text, x, height - drop, label.size, label.width,
                    label.weight, label.color, label.align,
                )
            )  # fmt: skip
        return placed


def _heads(fiche: Fiche, pen: Pen, width: float) -> dict[str, _Head]:
    def head(
        title: str, total: str, color: str, total_color: str, x: float, align: Align
    ) -> tuple[Label, Label]:
        return (
            pen.label(title, x, 0, 9, "semibold", color, align),
            pen.label(total, x, 0, 8, "regular", total_color, align),
        )

    imports, exports = compact(fiche.imports.total), compact(fiche.exports.total)
    balance = compact_signed(fiche.balance)
    return {
        "names": _Head(head("Pays", "Ensemble", "ink", "mute", 0, "left"), None),
        "imports": _Head(
            head("Importations", imports, "imports_text", "imports_text", 0, "right"), -6
        ),
        "exports": _Head(
            head("Exportations", exports, "exports_text", "exports_text", 0, "left"), 6
        ),
        "balance": _Head(
            head("Solde", balance, "ink", _color(fiche.balance), width, "right"), None
        ),
    }


def _scale(
    countries: tuple[CountryBalance, ...], left: float, right: float, heads: dict[str, _Head]
) -> tuple[float, float]:
    """x of the zero line and points a euro: the room is shared as the two longest bars are.

    A side that trades little keeps at least the room of its head.
    """
    most_in = max((c.imports for c in countries), default=0)
    most_out = max((c.exports for c in countries), default=0)
    room_in = room_out = VALUE_ROOM
    largest = max(1, most_in + most_out)
    for _ in range(2):
        scale = (right - left - room_in - room_out) / largest
        if most_in * scale + room_in < heads["imports"].width + 12:
            room_in = heads["imports"].width + 12
        if most_out * scale + room_out < heads["exports"].width + 12:
            room_out = heads["exports"].width + 12
    scale = (right - left - room_in - room_out) / largest
    return left + room_in + most_in * scale, scale


def _ticks(countries: tuple[CountryBalance, ...]) -> list[Decimal]:
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
    shapes += [rectangle(b.x, b.y, b.width, b.height, b.side) for b in chart.bars]
    shapes += [shape for marker in chart.markers for shape in _marker(marker)]
    shapes += [
        line([(0, top), (chart.width, top)], "ink", 0.75),
        line([(0, bottom), (chart.width, bottom)], "rule", 0.5),
    ]
    if chart.bars:
        shapes.append(line([(chart.zero, bottom), (chart.zero, top)], "ink", 0.75))
    return Picture(chart.width, chart.height, tuple(shapes), (*chart.labels, *chart.patched))


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
