"""The words of a light flow diagram: names and shares beside the ends, ranks on the main flows."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.charts.labels import Align
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.wording.numbers import share

SIZE, SMALL, LEADING = 7.5, 7.0, 1.14
RADIUS = 5.2
"""Of the disc around a rank."""
PLACES = (0.06, 0.94, 0.16, 0.84, 0.26, 0.74, 0.36, 0.64, 0.5)
"""Where along a ribbon its rank may stand, the first that is free."""


@dataclass(frozen=True, slots=True)
class End:
    """One end.

    Attributes:
        drawn: points of its height, from the top, that its drawn flows take.
    """

    name: str
    value: int
    x: float
    top: float
    height: float
    drawn: float

    @property
    def centre(self) -> float:
        """y of the middle."""
        return self.top - self.height / 2


@dataclass(frozen=True, slots=True)
class Thread:
    """One flow; ``rank`` among the main ones, or 0."""

    value: int
    left_top: float
    right_top: float
    thickness: float
    rank: int


@dataclass(frozen=True, slots=True)
class EndColumn:
    """The ends of one side, in order, and where their words stand.

    Attributes:
        others: « 66 autres produits », or nothing; ``rest``: their euros.
    """

    title: str
    names: tuple[str, ...]
    values: tuple[int, ...]
    others: str
    rest: int
    name_x: float
    name_width: float
    share_x: float
    node_x: float


def words_of(
    column: EndColumn, ends: Sequence[End], total: int, height: float, pen: Pen
) -> list[Label]:
    """Title, names with their shares, and what the others make."""
    edge = min(column.name_x, column.share_x)
    made = [pen.label(column.title, edge, height - 8, 8, "semibold")]
    for end in ends:
        size, lines = _lines(end.name, column.name_width, pen)
        y = end.centre + (len(lines) - 1) * size * LEADING / 2 - size * 0.34
        for line in lines:
            made.append(pen.label(line, column.name_x, y, size))
            y -= size * LEADING
        made.append(_share(column, end.value / total, end.centre - SIZE * 0.34, "ink", pen))
    if column.others:
        made.append(pen.label(column.others, column.name_x, 6, SIZE, "italic", "mute"))
        made.append(_share(column, column.rest / total, 6, "mute", pen))
    return made


def _lines(name: str, width: float, pen: Pen) -> tuple[float, list[str]]:
    """A name in at most two lines, smaller if need be."""
    for size in (SIZE, SMALL):
        lines = pen.wrap(name, size, width)
        if len(lines) <= 2 and pen.fits(lines, size, width, "regular"):
            return size, lines
    rest = " ".join(lines[1:]).replace("\u00a0", " ")
    return SMALL, [pen.shorten(part, SMALL, width) for part in (lines[0], rest) if part]


def _share(column: EndColumn, part: float, y: float, color: str, pen: Pen) -> Label:
    """Beside the node, towards the name."""
    align: Align = "right" if column.name_x < column.share_x else "left"
    return pen.label(share(part), column.share_x, y, SIZE, "semibold", color, align)


def numbers_of(
    threads: Sequence[Thread], inner: tuple[float, float], pen: Pen
) -> tuple[Label, ...]:
    """The rank of each main flow, near one of its ends; none covers another where that can be."""
    placed: list[tuple[float, float]] = []
    made = []
    for thread in sorted(threads, key=lambda s: s.rank):
        spots = [_along(thread, inner, part) for part in PLACES]
        x, y = max(spots, key=lambda spot: min(_apart(spot, placed), 2 * RADIUS + 1.5))
        placed.append((x, y))
        label = pen.label(str(thread.rank), x, y - SIZE * 0.34, SIZE, "bold", "red", "center")
        made.append(label)
    return tuple(made)


def _along(thread: Thread, inner: tuple[float, float], part: float) -> tuple[float, float]:
    """The middle of a ribbon at a part of its way: both edges are cubics, level at their ends."""
    (left, right), t = inner, part
    middle = (left + right) / 2
    x = (1 - t) ** 3 * left + 3 * t * (1 - t) * middle + t**3 * right
    rise = 3 * t**2 * (1 - t) + t**3
    top = thread.left_top + (thread.right_top - thread.left_top) * rise
    return x, top - thread.thickness / 2


def _apart(spot: tuple[float, float], others: Sequence[tuple[float, float]]) -> float:
    return min((math.dist(spot, other) for other in others), default=math.inf)
