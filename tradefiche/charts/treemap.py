"""Figure 2: the products of both flows as a treemap, one area a euro in both halves.

squarify gives the geometry. A cell that could not carry even a number is not drawn: its product
joins « Autres produits ». Type follows value, so that a small cell never shouts louder than a
large one; what no label fits is numbered and named under the chart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

import squarify

from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import rectangle
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import ProductValue
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import share

HEAD = 26.0
HALF_GAP = 9.0
INSET = 0.6
LEAST_SIDE = 10.0
STACK_BELOW = 0.2
"""A half under this part of the sum is laid over the other, lest it be a thread."""
LADDER = (15, 13, 11.5, 10, 9, 8, 7.5, 7, 6.5, 6)
LEAST_WITH_VALUE = 6.5
LEAST_DRAWN = 0.8
"""Least height drawn, in points: a flow that exists is seen."""
LEADING = 1.15


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: the rectangle drawn, and the euros its *full* area (gap included) stands for.

    ``number`` is set on cells that are named under the chart; ``merged`` counts the products of
    the « Autres produits » cell.
    """

    name: str
    value: int
    x: float
    y: float
    width: float
    height: float
    merged: int = 0
    number: int = 0
    labels: tuple[Label, ...] = ()

    @property
    def area(self) -> float:
        """Square points, before the gap is taken off."""
        return (self.width + 2 * INSET) * (self.height + 2 * INSET)


@dataclass(frozen=True, slots=True)
class Half:
    """One flow: its heading and its cells; a ``thin`` half is one bar, its products unlabelled."""

    flow: Flow
    total: int
    x: float
    y: float
    width: float
    height: float
    cells: tuple[Cell, ...]
    heads: tuple[Label, ...]

    @property
    def thin(self) -> bool:
        """True when no cell could carry a number."""
        return min(self.width, self.height) < LEAST_SIDE

    @property
    def numbered(self) -> tuple[Cell, ...]:
        """The cells to be named under the chart."""
        return tuple(cell for cell in self.cells if cell.number)


@dataclass(frozen=True, slots=True)
class TreemapLayout:
    """Both halves; a flow without trade has none, and without both a sentence says so."""

    width: float
    height: float
    halves: tuple[Half, ...]
    stacked: bool
    labels: tuple[Label, ...] = ()

    @property
    def picture(self) -> Picture:
        """What is painted, and in which order."""
        return _picture(self)


@dataclass(frozen=True, slots=True)
class _Item:
    label: str
    short: str
    value: int
    merged: int = 0


def layout(fiche: Fiche, width: float, height: float, pen: Pen) -> TreemapLayout:
    """Place both halves, imports first (left, or above when one half is small).

    Args:
        width, height: room in points, headings included.
    """
    trades = [trade for trade in (fiche.imports, fiche.exports) if trade.total]
    total = sum(trade.total for trade in trades)
    if not trades:
        text = f"Aucun échange enregistré{NBSP}: il n’y a pas de produit à tracer."
        note = pen.label(text, width / 2, height / 2, 10, "regular", "mute", "center")
        return TreemapLayout(width, height, (), False, (note,))
    stacked = len(trades) == 2 and min(t.total for t in trades) / total < STACK_BELOW
    room_across = width if stacked else width - HALF_GAP * (len(trades) - 1)
    room_down = height - HEAD * (len(trades) if stacked else 1)
    room_down -= HALF_GAP if stacked else 0
    halves: list[Half] = []
    x, top = 0.0, height
    for trade in trades:
        part = trade.total / total
        half_width = room_across if stacked else room_across * part
        half_height = room_down * part if stacked else room_down
        half = Half(
            trade.flow, trade.total, x, top - HEAD - half_height, half_width, half_height, (), ()
        )
        first = 1 + sum(len(done.numbered) for done in halves)
        halves.append(_fill(half, trade.products, first, pen))
        if stacked:
            top -= HEAD + half_height + HALF_GAP
        else:
            x += half_width + HALF_GAP
    return TreemapLayout(width, height, tuple(halves), stacked)


def _fill(half: Half, products: Sequence[ProductValue], first: int, pen: Pen) -> Half:
    half = replace(half, heads=_heads(half, pen))
    if half.thin:
        whole = {"x": 0.0, "y": 0.0, "dx": half.width, "dy": half.height}
        name = f"Ensemble des produits ({len(products)})"
        cell = _cell(_Item(name, name, half.total, len(products)), whole, half)
        return replace(half, cells=(cell,))
    unit = Unit.of(products[0].value)
    cells: list[Cell] = []
    number = first
    for item, box in _boxes(half, products):
        cell = _cell(item, box, half)
        labels = _labels(item, cell, half, unit, pen)
        if not labels:
            cell = replace(cell, number=number)
            labels = _number_label(cell, pen)
            number += 1
        cells.append(replace(cell, labels=labels))
    return replace(half, cells=tuple(cells))


def _boxes(half: Half, products: Sequence[ProductValue]) -> list[tuple[_Item, dict[str, float]]]:
    """Items and squarify's rectangles, the smallest products merged until all can be drawn."""
    items = [_Item(p.product.label, p.product.short, p.value) for p in products if p.value > 0]
    # No rectangle of less than LEAST_SIDE² can have both sides long enough: spare the tries.
    least_value = half.total * LEAST_SIDE**2 / (half.width * half.height)
    kept = [item for item in items if item.value >= least_value] or items[:1]
    while True:
        left = items[len(kept) :]
        rest = sum(item.value for item in left)
        shown = [*kept]
        if len(left) == 1:
            shown.append(left[0])  # one product alone keeps its name
        elif left:
            name = f"Autres produits ({len(left)})"
            shown.append(_Item(name, name, rest, len(left)))
        sizes = squarify.normalize_sizes([i.value for i in shown], half.width, half.height)
        boxes = squarify.squarify(sizes, 0, 0, half.width, half.height)
        least = min(min(box["dx"], box["dy"]) for box in boxes)
        if least >= LEAST_SIDE or len(kept) <= 1:
            return list(zip(shown, boxes, strict=True))
        kept = kept[:-1]


def _cell(item: _Item, box: dict[str, float], half: Half) -> Cell:
    # squarify starts at the top left when y grows downwards: flip, so that the largest is first
    top = half.y + half.height - box["y"]
    return Cell(
        item.short,
        item.value,
        half.x + box["x"] + INSET,
        top - box["dy"] + INSET,
        box["dx"] - 2 * INSET,
        box["dy"] - 2 * INSET,
        item.merged,
    )


def _color(merged: int) -> str:
    return "ink" if merged else "paper"


def _labels(item: _Item, cell: Cell, half: Half, unit: Unit, pen: Pen) -> tuple[Label, ...]:
    """The name in at most three lines, then the value where it fits; nothing if no size does."""
    side = (max(cell.width, 0) * max(cell.height, 0)) ** 0.5
    padding = 6 if side > 70 else 4.5 if side > 42 else 3
    width, height = cell.width - 2 * padding, cell.height - 2 * padding
    # By the euros, not by the rectangle that the gap leaves: same value, same ceiling.
    ceiling = 7.0 if item.merged else min(15.0, max(6.5, cell.area**0.5 * 0.105))
    found = _fit(item, width, height, ceiling, pen)
    if found is None:
        return ()
    size, lines, with_value = found
    color = _color(item.merged)
    x, y = cell.x + padding, cell.y + cell.height - padding - size * 0.76
    labels = []
    for text in lines:
        labels.append(pen.label(text, x, y, size, "semibold", color))
        y -= size * LEADING
    if with_value and not item.merged:  # the sum of the rest stands nowhere else
        value = _value_text(item.value, half.total, unit, size, width, pen)
        if value:
            labels.append(pen.label(value, x, y - 0.5, size, "regular", color))
    return tuple(labels)


def _fit(
    item: _Item, width: float, height: float, ceiling: float, pen: Pen
) -> tuple[float, list[str], bool] | None:
    """The largest step that holds the full name, else the short one, else without the value.

    The full name is taken only at the step of the ceiling; below it the short one reads better.
    """
    steps = [step for step in LADDER if step <= ceiling + 0.01]
    top_step = steps[0]
    attempts = [(item.label, [top_step], 1.1, 3)]
    attempts.append((item.short, [s for s in steps if s >= LEAST_WITH_VALUE], 1.1, 9))
    attempts.append((item.short, steps, 0.0, 9))
    for text, sizes, extra, most in attempts:
        for size in sizes:
            lines = pen.wrap(text, size, width, "semibold")
            room = (len(lines) + extra) * size * LEADING <= height + 0.5
            if room and len(lines) <= most and pen.fits(lines, size, width, "semibold"):
                return size, lines, extra > 0
    return None


def _value_text(
    value: int, total: int, unit: Unit, size: float, width: float, pen: Pen
) -> str | None:
    bare = unit.label(value)
    amount = f"{bare}{NBSP}{unit.symbol}"
    choices = [f"{amount} · {share(value / total)}", amount, bare] if size >= 9 else [bare]
    return next((text for text in choices if pen.width(text, size) <= width), None)


def _number_label(cell: Cell, pen: Pen) -> tuple[Label, ...]:
    """The number in the middle; none in what is left beside a giant, a thread named below."""
    size = 6.5
    label = pen.label(
        str(cell.number),
        cell.x + cell.width / 2,
        cell.y + cell.height / 2 - size * 0.34,
        size,
        "semibold",
        _color(cell.merged),
        "center",
    )
    left, bottom, right, top = label.box
    across = cell.x <= left and right <= cell.x + cell.width
    return (label,) if across and cell.y <= bottom and top <= cell.y + cell.height else ()


def _heads(half: Half, pen: Pen) -> tuple[Label, ...]:
    """The name of the half on the left, its total on the right; smaller when they would meet."""
    title = "Importations" if half.flow == "imports" else "Exportations"
    color = f"{half.flow}_text"
    total = compact(half.total)
    baseline = half.y + half.height + HEAD - 11
    for size in (11.0, 10.0, 9.0, 8.0):
        left = pen.label(title, half.x, baseline, size, "bold", color)
        right = pen.label(total, half.x + half.width, baseline, size, "semibold", color, "right")
        if left.width + right.width + 8 <= half.width:
            break
    return (left, right)


def _picture(chart: TreemapLayout) -> Picture:
    shapes: list[Shape] = []
    labels = list(chart.labels)
    for half in chart.halves:
        bar = half.y + half.height + HEAD - 20
        shapes.append(rectangle(half.x, bar, half.width, 2.2, half.flow))
        for cell in half.cells:
            fill = f"{half.flow}_pale" if cell.merged and not half.thin else half.flow
            width, height = max(cell.width, LEAST_DRAWN), max(cell.height, LEAST_DRAWN)
            x = min(cell.x, half.x + half.width - width)
            shapes.append(rectangle(x, max(cell.y, half.y), width, height, fill))
            labels.extend(cell.labels)
        labels.extend(half.heads)
    return Picture(chart.width, chart.height, tuple(shapes), tuple(labels))
