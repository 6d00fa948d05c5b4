"""Where a label fits inside an irregular area, on a raster of its outline; knows no map.

Points, y upwards. An area is rings of points filled by the even-odd rule.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from tradefiche.charts.labels import Box

Points = NDArray[np.float64]
"""n × 2."""

STEP = 2.0
"""Points between two cells of the raster."""


@dataclass(frozen=True, slots=True)
class Spot:
    """The centre of a box that fits, and how much it could grow on every side."""

    x: float
    y: float
    clearance: float


class Region:
    """The cells of a raster that lie inside an area and inside a frame.

    Attributes:
        xs, ys: centres of the columns and rows.
        cells: True inside, one row a y.
    """

    def __init__(self, rings: Sequence[Points], frame: Box) -> None:
        edges = [np.hstack([ring[:-1], ring[1:]]) for ring in rings]
        ends = np.vstack(edges) if edges else np.zeros((0, 4))
        left, low, right, top = frame
        if len(ends):
            left, low = max(left, ends[:, ::2].min()), max(low, ends[:, 1::2].min())
            right, top = min(right, ends[:, ::2].max()), min(top, ends[:, 1::2].max())
        self.xs = np.arange(left + STEP / 2, right, STEP)
        self.ys = np.arange(low + STEP / 2, top, STEP)
        self.cells = _filled(ends, self.xs, self.ys)

    @property
    def empty(self) -> bool:
        """True when no cell is inside."""
        return not self.cells.any()

    def exclude(self, box: Box) -> None:
        """Take the cells of a box away."""
        self.cells[self._under(box)] = False

    def spare(self, lines: Lines) -> None:
        """Take the cells that lines run through away."""
        x, y = lines.points.T
        if self.empty:
            return
        column = ((x - self.xs[0]) / STEP + 0.5).astype(np.int64)
        row = ((y - self.ys[0]) / STEP + 0.5).astype(np.int64)
        here = (column >= 0) & (row >= 0) & (column < len(self.xs)) & (row < len(self.ys))
        self.cells[row[here], column[here]] = False

    def covered(self, box: Box) -> int:
        """How many cells lie in a box."""
        return int(self.cells[self._under(box)].sum())

    def _under(self, box: Box) -> tuple[slice, slice]:
        """The rows and the columns whose centres lie in a box."""
        left, low, right, top = box
        first, last = self.xs.searchsorted(left, "right"), self.xs.searchsorted(right, "left")
        lowest, highest = self.ys.searchsorted(low, "right"), self.ys.searchsorted(top, "left")
        return slice(lowest, highest), slice(first, last)

    def spot(self, width: float, height: float) -> Spot | None:
        """The centre of a ``width`` × ``height`` box inside, as far from the edges as can be.

        Among equals, the nearest to the middle of the area.
        """
        if self.empty:
            return None
        sums = np.zeros(np.add(self.cells.shape, 1), np.int64)
        sums[1:, 1:] = self.cells.cumsum(0).cumsum(1)
        columns, rows = (max(math.ceil((side / STEP - 1) / 2), 0) for side in (width, height))
        best = np.zeros((0, 0), bool)
        grown, beyond = -1, max(self.cells.shape)  # a box that fits, and one that does not
        while beyond - grown > 1:
            middle = (grown + beyond) // 2 if grown >= 0 else 0
            fits = _fitting(sums, columns + middle, rows + middle)
            if fits is None or not fits.any():
                beyond = middle
            else:
                best, grown = fits, middle
        if grown < 0:
            return None
        found = np.argwhere(best) + np.array((rows, columns)) + grown
        centre = np.argwhere(self.cells).mean(axis=0)
        row, column = found[((found - centre) ** 2).sum(axis=1).argmin()]
        return Spot(float(self.xs[column]), float(self.ys[row]), grown * STEP)


class Lines:
    """Outlines as points hardly one point apart, to tell what a box would be crossed by.

    Attributes:
        points: those inside the frame, n × 2.
    """

    def __init__(self, rings: Sequence[Points], frame: Box) -> None:
        starts = np.vstack([np.zeros((0, 2)), *(ring[:-1] for ring in rings)])
        steps = np.vstack([np.zeros((0, 2)), *(np.diff(ring, axis=0) for ring in rings)])
        counts = np.hypot(*steps.T).astype(np.int64) + 1
        edge = np.repeat(np.arange(len(counts)), counts)
        part = (np.arange(len(edge)) - (counts.cumsum() - counts)[edge]) / counts[edge]
        points = starts[edge] + part[:, None] * steps[edge]
        left, low, right, top = frame
        seen = (points > (left, low)).all(axis=1) & (points < (right, top)).all(axis=1)
        self.points = points[seen]
        rows, columns = math.ceil(top) + 2, math.ceil(right) + 2
        cells = np.zeros((rows, columns), np.int64)
        column, row = self.points.astype(np.int64).T
        cells[row + 1, column + 1] = 1
        self._sums = cells.cumsum(0).cumsum(1)

    def crossing(self, boxes: Points) -> NDArray[np.int64]:
        """How many cells of one point, touched by each box inside the frame, lines run through."""
        left, low, right, top = boxes.astype(np.int64).T
        sums = self._sums
        found = sums[top + 1, right + 1] - sums[low, right + 1]
        crossed: NDArray[np.int64] = found - sums[top + 1, left] + sums[low, left]
        return crossed


def within(rings: Iterable[Sequence[tuple[float, float]]], x: float, y: float) -> bool:
    """Is a point inside an area?"""
    edges = (edge for ring in rings for edge in pairwise(ring))
    crossed = sum(
        x0 + (y - y0) / (y1 - y0) * (x1 - x0) < x
        for (x0, y0), (x1, y1) in edges
        if (y0 <= y) != (y1 <= y)
    )
    return crossed % 2 == 1


def _filled(ends: Points, xs: Points, ys: Points) -> NDArray[np.bool_]:
    """Cells whose centre is inside: those with an odd number of edges on their left."""
    crossings = np.zeros((len(ys), len(xs) + 1), dtype=np.int64)
    x0, y0, x1, y1 = ends.T
    row, edge = np.nonzero((y0 <= ys[:, None]) != (y1 <= ys[:, None]))
    part = (ys[row] - y0[edge]) / (y1[edge] - y0[edge])
    column = np.searchsorted(xs, x0[edge] + part * (x1[edge] - x0[edge]))
    np.add.at(crossings, (row, column), 1)
    inside: NDArray[np.bool_] = crossings.cumsum(axis=1)[:, :-1] % 2 == 1
    return inside


def _fitting(sums: NDArray[np.int64], columns: int, rows: int) -> NDArray[np.bool_] | None:
    """For each place of a window of (2 × rows + 1) × (2 × columns + 1) cells: are all inside?

    None when the window is larger than the raster.
    """
    high, wide = 2 * rows + 1, 2 * columns + 1
    if high >= sums.shape[0] or wide >= sums.shape[1]:
        return None
    held = sums[high:, wide:] - sums[:-high, wide:] - sums[high:, :-wide] + sums[:-high, :-wide]
    full: NDArray[np.bool_] = held == high * wide
    return full
