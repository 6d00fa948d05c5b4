"""Parallel lines inside an area, rising at 45°, which stay clear of a box; knows no map."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

import numpy as np

from tradefiche.charts.labels import Box
from tradefiche.charts.maps.label_fit import Points
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line

SPACING, WIDTH = 3.6, 0.55
"""Between two lines, measured along an axis; how wide they are, in points."""


def hatching(rings: Sequence[Points], clear: Box | None, stroke: str) -> tuple[Shape, ...]:
    """The lines inside rings filled by the even-odd rule, cut where they would meet ``clear``."""
    ends = np.vstack([np.hstack([ring[:-1], ring[1:]]) for ring in rings])
    return tuple(
        line(((x0, x0 + offset), (x1, x1 + offset)), stroke, WIDTH)
        for offset, x0, x1 in _segments(ends)
        for x0, x1 in _outside(x0, x1, offset, clear)
        if x1 - x0 > WIDTH
    )


def _segments(ends: Points) -> Iterator[tuple[float, float, float]]:
    """(y − x, first x, last x) of each stretch of a line inside."""
    x0, y0, x1, y1 = ends.T
    from_line, to_line = y0 - x0, y1 - x1
    first = np.ceil(min(from_line.min(), to_line.min()) / SPACING)
    last = np.floor(max(from_line.max(), to_line.max()) / SPACING)
    for offset in np.arange(first, last + 1) * SPACING:
        (edge,) = np.nonzero((from_line <= offset) != (to_line <= offset))
        part = (offset - from_line[edge]) / (to_line[edge] - from_line[edge])
        crossings = np.sort(x0[edge] + part * (x1[edge] - x0[edge])).round(2).tolist()
        for start, end in zip(crossings[::2], crossings[1::2], strict=True):
            yield float(offset), start, end


def _outside(x0: float, x1: float, offset: float, clear: Box | None) -> list[Point]:
    """What of a stretch is not over the box."""
    if clear is None:
        return [(x0, x1)]
    left, low, right, top = clear
    enters, leaves = max(left, low - offset), min(right, top - offset)
    if enters >= leaves or leaves <= x0 or enters >= x1:
        return [(x0, x1)]
    return [(x0, min(x1, enters)), (max(x0, leaves), x1)]
