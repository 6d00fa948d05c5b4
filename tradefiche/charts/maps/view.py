"""A département seen in a frame: from degrees to points, moved aside, cut at the edges.

Knows geometry only: neither names nor colours.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace

import numpy as np

from tradefiche.charts.maps.label_fit import Points
from tradefiche.reference import geometry

DECIMALS = 1
"""Of coordinates: a tenth of a point is less than a printer's dot."""


@dataclass(frozen=True, slots=True)
class View:
    """From degrees to points: true at the middle of the département."""

    centre: tuple[float, float]
    squeeze: float
    scale: float
    middle: tuple[float, float]

    def points(self, rings: Iterable[geometry.Ring]) -> list[Points]:
        """The rings on the page."""
        factors = np.array((self.squeeze * self.scale, self.scale))
        return [
            np.round((np.array(ring) - self.centre) * factors + self.middle, DECIMALS)
            for ring in rings
        ]

    def window(self, width: float, height: float, beyond: float) -> geometry.Box:
        """The degrees that a frame shows, and some points ``beyond``."""
        (lon, lat), (x, y) = self.centre, self.middle
        wide = self.squeeze * self.scale
        return (
            lon - (x + beyond) / wide,
            lat - (y + beyond) / self.scale,
            lon + (width - x + beyond) / wide,
            lat + (height - y + beyond) / self.scale,
        )


def fitted(box: geometry.Box, width: float, height: float, clear: float) -> View:
    """A box in the middle of a frame, with ``clear`` of its size left free on each side."""
    west, south, east, north = box
    centre = ((west + east) / 2, (south + north) / 2)
    squeeze = math.cos(math.radians(centre[1]))
    scale = min(
        width / ((east - west) * squeeze * (1 + 2 * clear)),
        height / ((north - south) * (1 + 2 * clear)),
    )
    return View(centre, squeeze, scale, (width / 2, height / 2))


def shifted(view: View, box: geometry.Box, width: float, height: float) -> list[View]:
    """The same, in the middle, then aside where the frame leaves room."""
    west, south, east, north = box
    x, y = view.middle
    aside = width / 2 - (east - west) * view.squeeze * view.scale / 2 - 0.04 * width
    above = height / 2 - (north - south) * view.scale / 2 - 0.04 * height
    moves = [(0.0, 0.0)]
    for part in (0.5, 1.0):
        moves += [(0.0, above * part), (-aside * part, 0.0), (aside * part, 0.0)]
        moves += [(0.0, -above * part)]
    return [replace(view, middle=(x + dx, y + dy)) for dx, dy in moves]


def clipped(ring: Points, width: float, height: float, beyond: float) -> Points:
    """What of a closed ring is in the frame, and some points ``beyond``."""
    for axis, end in ((0, width), (1, height)):
        for sign, edge in ((-1.0, beyond), (1.0, end + beyond)):
            ring = _cut(ring, sign * ring[:, axis] - edge)
    return np.round(ring, DECIMALS)


def _cut(ring: Points, beyond: Points) -> Points:
    """A closed ring without the part where ``beyond`` (a distance, by point) is positive."""
    inside = beyond[:-1] <= 0
    crossing = inside != (beyond[1:] <= 0)
    if not crossing.any():
        return ring if inside.any() else ring[:0]
    (start,) = crossing.nonzero()
    part = beyond[start] / (beyond[start] - beyond[start + 1])
    meeting = ring[start] + part[:, None] * (ring[start + 1] - ring[start])
    order = np.concatenate([inside.nonzero()[0], start + 0.5]).argsort()
    kept = np.concatenate([ring[:-1][inside], meeting])[order]
    return np.concatenate([kept, kept[:1]])


def clockwise(ring: Points) -> bool:
    """True for land, false for a hole in it."""
    x, y = (ring - ring[0]).T
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) < 0


def tuples(points: Points) -> tuple[tuple[float, float], ...]:
    """The points as shapes hold them."""
    return tuple(map(tuple, points.tolist()))
