"""The cells of one band of figure 2: products by area, each with its whole name and its amount.

squarify lays them out; columns replace it where they name strictly more. What has no room for
both name and amount is one pale cell, the last: « 6 autres · 120 ». No text is under 7 points.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

import squarify

from tradefiche.charts.labels import ASCENT
from tradefiche.charts.labels import DESCENT
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import share

INSET = 0.6
"""Half of the gap between two cells."""
LADDER = (13.0, 11.5, 10.0, 9.0, 8.5, 8.0, 7.5, 7.0)
SMALLEST = LADDER[-1]
LEADING = 1.16
AIR, AIR_OF_LINES = 1.2, 2.2
"""Least points over and under the words of a cell: of one line, and of several."""
CENTRED_BELOW = 38.0
"""Words of a lower cell stand in its middle."""
WITH_SHARE = 8.5
"""From this size of type on, an amount has its unit and its share."""
REST = (8.0, 7.5, 7.0)
_LINE = ASCENT + DESCENT

Box = tuple[float, float, float, float]
"""(left, bottom, width, height), half of the gap included on each side."""


@dataclass(frozen=True, slots=True)
class Item:
    """What a cell may stand for: its full and its short name, euros."""

    label: str
    short: str
    value: int


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: ``box`` is the area of its euros, what is painted is ``INSET`` smaller all round.

    ``named`` says whether it is one product, or the rest of a band, of ``count`` products.
    """

    box: Box
    value: int
    named: bool
    count: int
    labels: tuple[Label, ...]


@dataclass(frozen=True, slots=True)
class CellStyle:
    """How the cells of a band are written.

    Attributes:
        total: euros of the flow, for shares.
        color: of the words, a palette token.
        ceiling: the largest type.
        noun: what the cells are, when none of them can be named: « produit ».
    """

    unit: Unit
    total: int
    color: str
    ceiling: float
    noun: str


def cells(items: Sequence[Item], box: Box, style: CellStyle, pen: Pen) -> tuple[Cell, ...]:
    """The cells of a band, the largest item first; their areas are as their euros.

    Args:
        items: by falling value, none of them zero.
    """
    columns = _in_columns(items, box, style, pen)
    for named in range(_most(items, box, pen), _named(columns) - 1, -1):
        squares = _squarified(items, named, box, style, pen)
        if squares:
            return squares
    return columns


def _named(found: Sequence[Cell]) -> int:
    return sum(cell.named for cell in found)


def _most(items: Sequence[Item], box: Box, pen: Pen) -> int:
    """How many items have the area that their longest word takes: more can never be named."""
    rate = box[2] * box[3] / sum(item.value for item in items)
    for index, item in enumerate(items):
        word = max(pen.width(word, SMALLEST, "semibold") for word in item.short.split(" "))
        if item.value * rate < word * SMALLEST * _LINE:
            return index
    return len(items)


# -- two ways to divide a band -----------------------------------------------------------------


def _squarified(
    items: Sequence[Item], named: int, box: Box, style: CellStyle, pen: Pen
) -> tuple[Cell, ...]:
    """The first items and the rest as squarify divides the band; nothing if a name has no room."""
    left, bottom, width, height = box
    rest = items[named:]
    values = [item.value for item in items[:named]]
    values += [sum(item.value for item in rest)] if rest else []
    sizes = squarify.normalize_sizes(values, width, height)
    boxes: list[Box] = [
        # squarify's y grows downwards: the largest is at the top
        (left + each["x"], bottom + height - each["y"] - each["dy"], each["dx"], each["dy"])
        for each in squarify.squarify(sizes, 0, 0, width, height)
    ]
    found: list[Cell] = []
    for item, place in zip(reversed(items[:named]), reversed(boxes[:named]), strict=True):
        labels = _written(item, place, style, pen)  # the smallest first: it is the one to fail
        if not labels:
            return ()
        found.append(Cell(place, item.value, True, 1, labels))
    found.reverse()
    return (*found, *(_rest(rest, boxes[-1], not named, style, pen) if rest else ()))


def _in_columns(items: Sequence[Item], box: Box, style: CellStyle, pen: Pen) -> tuple[Cell, ...]:
    """Columns from the left, each of as few items as let all their names fit."""
    left, bottom, width, height = box
    total = sum(item.value for item in items)
    found: list[Cell] = []
    x, index = left, 0
    while index < len(items):
        column = _column(items[index:], x, box, total, style, pen)
        if not column:
            break
        found += column
        x += column[0].box[2]
        index += len(column)
    rest = items[index:]
    place = (x, bottom, left + width - x, height)
    return (*found, *(_rest(rest, place, not found, style, pen) if rest else ()))


def _column(
    items: Sequence[Item], x: float, box: Box, total: int, style: CellStyle, pen: Pen
) -> list[Cell]:
    _, bottom, width, height = box
    most = int(height / (SMALLEST * _LINE + 2 * (INSET + AIR)))
    for count in range(1, min(max(most, 1), len(items)) + 1):
        part = items[:count]
        value = sum(item.value for item in part)
        top, found = bottom + height, []
        for item in part:
            high = height * item.value / value
            place = (x, top - high, width * value / total, high)
            labels = _written(item, place, style, pen)
            if not labels:
                break
            found.append(Cell(place, item.value, True, 1, labels))
            top -= high
        else:
            return found
    return []


def _rest(
    items: Sequence[Item], box: Box, alone: bool, style: CellStyle, pen: Pen
) -> tuple[Cell, ...]:
    """The pale cell of what has no room, with as many of its words as it holds."""
    left, bottom, width, height = box
    count, value = len(items), sum(item.value for item in items)
    noun = style.noun if alone else "autre"
    words = f"{count}\u00a0{noun}{'s' if count > 1 else ''}"
    amount = style.unit.label(value)
    room, high = width - 2 * (INSET + 2.4), height - 2 * (INSET + AIR)
    for lines in ([f"{words} · {amount}"], [words, amount], [words]):
        for size in REST:
            tall = (len(lines) - 1) * size * LEADING + size * _LINE
            if tall <= high and pen.fits(lines, size, room, "regular"):
                x, y = left + INSET + 2.4, _centred(bottom + height / 2, tall, size)
                labels = tuple(
                    pen.label(line, x, y - n * size * LEADING, size, "regular", "ink")
                    for n, line in enumerate(lines)
                )
                return (Cell(box, value, False, count, labels),)
    return (Cell(box, value, False, count, ()),)


def _centred(middle: float, tall: float, size: float) -> float:
    """The first baseline of words that are ``tall`` high, in the middle."""
    return middle + tall / 2 - size * ASCENT


# -- how a name and an amount are written --------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Room:
    """What a cell has for words: points, and the size that its euros allow."""

    x: float
    top: float
    width: float
    height: float
    ceiling: float
    centred: bool


def _room(box: Box, style: CellStyle) -> _Room:
    left, bottom, width, height = box
    wide, high = width - 2 * INSET, height - 2 * INSET
    side = min(wide, high)
    padding = 5.0 if side > 40 else 3.4 if side > 20 else 2.4
    centred = height < CENTRED_BELOW
    air = AIR if centred else padding
    # By the euros, not by the rectangle that the gap leaves: same value, same ceiling.
    ceiling = min(style.ceiling, max(SMALLEST, (width * height) ** 0.5 * 0.105))
    return _Room(
        left + INSET + padding, bottom + height - INSET - air, wide - 2 * padding, high - 2 * air,
        ceiling, centred,
    )  # fmt: skip


def _written(item: Item, box: Box, style: CellStyle, pen: Pen) -> tuple[Label, ...]:
    """Name and amount in the first form that fits; nothing when none does."""
    room = _room(box, style)
    if room.height < SMALLEST * _LINE or room.width <= 0:
        return ()
    forms: tuple[Callable[[Item, _Room, CellStyle, Pen], tuple[Label, ...]], ...]
    forms = (_over_amount, _beside_amount, _before_amount)
    return next((labels for form in forms if (labels := form(item, room, style, pen))), ())


def _steps(ceiling: float) -> list[float]:
    return [size for size in LADDER if size <= ceiling + 0.01]


def _over_amount(item: Item, room: _Room, style: CellStyle, pen: Pen) -> tuple[Label, ...]:
    """The amount under the name: the full one in two lines near the ceiling, else the short one."""
    near = min(room.ceiling, 9.0) * 0.86
    height = room.height - 2 * (AIR_OF_LINES - AIR) if room.centred else room.height
    choices = [(item.label, 2, near)] if item.label != item.short else []
    for name, most, least in (*choices, (item.short, 3, SMALLEST)):
        for size in _steps(room.ceiling):
            if size < least or size * (LEADING + _LINE) > height:
                continue
            lines = pen.wrap(name, size, room.width, "semibold")
            tall = len(lines) * size * LEADING + size * _LINE
            if tall > height or len(lines) > most:
                continue
            amount = _amount(item, size, room.width, style, pen)
            if amount and pen.fits(lines, size, room.width, "semibold"):
                return _stacked(lines, amount, size, tall, room, style, pen)
    return ()


def _amount(item: Item, size: float, width: float, style: CellStyle, pen: Pen) -> str:
    bare = style.unit.label(item.value)
    choices = [bare]
    if size >= WITH_SHARE:
        part = share(item.value / style.total)
        choices.insert(0, f"{bare}\u00a0{style.unit.symbol} · {part}")
    return next((text for text in choices if pen.width(text, size) <= width), "")


def _stacked(
    lines: Sequence[str],
    amount: str,
    size: float,
    tall: float,
    room: _Room,
    style: CellStyle,
    pen: Pen,
) -> tuple[Label, ...]:
    y = room.top - size * ASCENT
    if room.centred:
        y = _centred(room.top - room.height / 2, tall, size)
    names = [
        pen.label(line, room.x, y - n * size * LEADING, size, "semibold", style.color)
        for n, line in enumerate(lines)
    ]
    below = y - len(lines) * size * LEADING
    return (*names, pen.label(amount, room.x, below, size, "regular", style.color))


def _beside_amount(item: Item, room: _Room, style: CellStyle, pen: Pen) -> tuple[Label, ...]:
    """One line: the name, and the amount at the right end."""
    amount = style.unit.label(item.value)
    for size in _steps(min(room.ceiling, 9.0)):
        taken = pen.width(item.short, size, "semibold") + 7 + pen.width(amount, size)
        if size * _LINE <= room.height and taken <= room.width:
            y = _centred(room.top - room.height / 2, size * _LINE, size)
            right = room.x + room.width
            return (
                pen.label(item.short, room.x, y, size, "semibold", style.color),
                pen.label(amount, right, y, size, "regular", style.color, "right"),
            )
    return ()


def _before_amount(item: Item, room: _Room, style: CellStyle, pen: Pen) -> tuple[Label, ...]:
    """Two or three small lines, the amount after the last word."""
    amount = style.unit.label(item.value)
    for size in _steps(min(room.ceiling, 7.5)):
        lines = pen.wrap(item.short, size, room.width, "semibold")
        tall = (len(lines) - 1) * size * LEADING + size * _LINE
        last = pen.width(lines[-1], size, "semibold") + 4
        fits = tall <= room.height and pen.fits(lines, size, room.width, "semibold")
        if fits and len(lines) <= 3 and last + pen.width(amount, size) <= room.width:
            y = _centred(room.top - room.height / 2, tall, size)
            names = [
                pen.label(line, room.x, y - n * size * LEADING, size, "semibold", style.color)
                for n, line in enumerate(lines)
            ]
            tail = pen.label(amount, room.x + last, names[-1].y, size, "regular", style.color)
            return (*names, tail)
    return ()
