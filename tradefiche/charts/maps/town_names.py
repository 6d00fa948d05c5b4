"""Where the name of a town goes beside its mark: near, on no other name, crossed by no outline.

Points from the lower left corner. It knows no area: outlines are lines to keep clear of.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from tradefiche.charts.labels import ASCENT
from tradefiche.charts.labels import DESCENT
from tradefiche.charts.labels import Box
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.maps.label_fit import Lines
from tradefiche.charts.maps.label_fit import Points
from tradefiche.charts.shapes import Point
from tradefiche.reference.territories import Town

MARK, SIZES = 2.6, (7.0, 6.5)
"""Half a town's mark, and the sizes of its name."""
AWAY, LINKED = (0.0, 2.0, 4.0, 7.0, 10.0, 14.0, 18.0, 23.0, 28.0, 34.0, 40.0), 5.0
"""Distances tried between mark and name; from which on a thin line links them."""
EDGE, AIR, CLEAR = 3.0, 1.2, 0.8
"""Kept free between a name and the frame, another name, and the middle of an outline."""
MIDDLE, FAR = 0.34, 1000.0
"""How far under its middle a line's baseline is; what sets crossed places behind all others."""


@dataclass(frozen=True, slots=True)
class Name:
    """The name of a town.

    Attributes:
        leader: the line that links it to a mark farther away, or nothing.
        crossed: True when an outline runs through its place: it needs a ground of its own.
    """

    label: Label
    leader: tuple[Point, ...]
    crossed: bool


def around(x: float, y: float) -> Box:
    """The box of a town's mark."""
    return (x - MARK, y - MARK, x + MARK, y + MARK)


def beside(
    town: Town, x: float, y: float, pen: Pen, frame: Box, taken: Sequence[Box], lines: Lines
) -> Name | None:
    """The nearest place that no line crosses; else the least crossed; None where all is taken.

    Args:
        x, y: of the mark.
        taken: what may not be covered, marks of towns included.
        lines: the outlines.
    """
    weight: Weight = "semibold" if town.prefecture else "regular"
    away, size, of_wide, right, up, of_size = _places().T
    wide = np.where(size == SIZES[0], *(pen.width(town.name, each, weight) for each in SIZES))
    left, base = x + of_wide * wide + right, y + up + of_size * size
    boxes = np.column_stack((left, base - DESCENT * size, left + wide, base + ASCENT * size))
    others = np.array(taken)
    (free,) = _free(boxes, frame, others).nonzero()
    crossed = lines.crossing(boxes[free] + (-CLEAR, -CLEAR, CLEAR, CLEAR))
    others = others[np.any(others != np.array(around(x, y)), axis=1)]
    for best in np.where(crossed, FAR + crossed + away[free], 0).argsort(kind="stable"):
        at = free[best]
        leader = _leader(x, y, boxes[at]) if away[at] >= LINKED else ()
        if not _hides(leader, others):
            place = float(left[at]), float(base[at]), float(size[at])
            label = pen.label(town.name, *place, weight)
            return Name(label, leader, bool(crossed[best]))
    return None


@cache
def _places() -> Points:
    """Right, left, above, below and aslant of a mark; then smaller, then farther.

    Each is (distance, size of the letters, and where they begin: the part of their width and the
    points at the right of the mark, the points and the part of their size above it).
    """
    made = []
    for away in AWAY:
        side, above, below = MARK + 1 + away, MARK + 2.8 + away, -MARK - away
        flanks = ((0.0, side), (-1.0, -side))
        places = [(*flank, 0.0, -MIDDLE) for flank in flanks]
        rows = ((above, 0.0), (below, -1.0))
        places += [(-0.5, 0.0, *row) for row in rows]
        places += [(*flank, by, -MIDDLE) for flank in flanks for by in (3.0, -3.0, 6.0, -6.0)]
        places += [(by, 0.0, *row) for row in rows for by in (-0.25, -0.75, 0.0, -1.0)]
        made += [(away, size, *place) for size in SIZES for place in places]
    return np.array(made)


def _free(boxes: Points, frame: Box, taken: Points) -> NDArray[np.bool_]:
    """Which boxes are inside the frame and cover nothing, n × 4 each."""
    low, high = np.array(frame[:2]) + EDGE, np.array(frame[2:]) - EDGE
    inside = np.all((boxes[:, :2] > low) & (boxes[:, 2:] < high), axis=1)
    one, other = boxes[:, None], taken[None]
    under = (one[..., :2] < other[..., 2:] + AIR) & (other[..., :2] < one[..., 2:] + AIR)
    free: NDArray[np.bool_] = inside & ~np.any(np.all(under, axis=2), axis=1)
    return free


def grown(box: Box) -> Box:
    """A name and what is kept clear around it."""
    return (box[0] - CLEAR, box[1] - CLEAR, box[2] + CLEAR, box[3] + CLEAR)


def _leader(x: float, y: float, box: Points) -> tuple[Point, Point]:
    """From the middle of a mark to the nearest point of a box."""
    left, low, right, top = box.tolist()
    return (x, y), (min(max(x, left), right), min(max(y, low), top))


def _hides(leader: Sequence[Point], boxes: Points) -> bool:
    """Does it run through what is written?"""
    if not leader:
        return False
    points = np.linspace(np.array(leader[0]), np.array(leader[1]), 50)[:, None]
    return bool(((points > boxes[:, :2]) & (points < boxes[:, 2:])).all(axis=2).any())
