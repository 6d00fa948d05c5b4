"""The small map of mainland France and Corse, with some départements in ink; no own figure."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from functools import lru_cache

from tradefiche.charts.labels import Box
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import disc
from tradefiche.charts.shapes import outline
from tradefiche.charts.shapes import rectangle
from tradefiche.reference import geometry

STEP = 0.2
"""Degrees between the points of its borders: under one point of the page."""
SQUEEZE = 0.69
"""cos 46.4°, the latitude of its middle."""
AROUND = 4.0
BORDER = 0.15
SMALLEST, DOT = 3.0, 1.7
"""A département smaller than this (points) is shown by a dot, of this radius."""


def locator(codes: Iterable[str], box: Box) -> tuple[Shape, ...]:
    """France on paper in a box, some départements in the colour of the State."""
    paper, france, place = _mainland(box)

    def points(rings: tuple[geometry.Ring, ...]) -> list[tuple[Point, ...]]:
        return _placed(rings, *place)

    shapes = [paper, france]
    for code in codes:
        here = geometry.bounds(points(geometry.departement(code)))
        if max(here[2] - here[0], here[3] - here[1]) < SMALLEST:
            middle = ((here[0] + here[2]) / 2, (here[1] + here[3]) / 2)
            shapes.append(disc(*middle, DOT, "state", "", 0.0))
        else:
            sketch = points(geometry.sketch(code, STEP))
            shapes.append(outline(sketch, "state", "paper", BORDER))
    return tuple(shapes)


@lru_cache(maxsize=32)
def _mainland(box: Box) -> tuple[Shape, Shape, tuple[float, float, float]]:
    """Paper and France in a box, and (x, y, scale); kept, for few boxes serve all départements."""
    left, low, right, top = box
    paper = rectangle(left, low, right - left, top - low, "paper")
    width, height = right - left - 2 * AROUND, top - low - 2 * AROUND
    west, south, east, north = _extent()
    scale = min(width / ((east - west) * SQUEEZE), height / (north - south))
    x = (left + right - (east - west) * SQUEEZE * scale) / 2
    y = (low + top - (north - south) * scale) / 2
    france = outline(_placed(_france(), x, y, scale), "map_france", "paper", BORDER)
    return paper, france, (x, y, scale)


def _placed(
    rings: tuple[geometry.Ring, ...], x: float, y: float, scale: float
) -> list[tuple[Point, ...]]:
    west, south, _, _ = _extent()
    return [
        tuple(
            (round(x + (lon - west) * SQUEEZE * scale, 1), round(y + (lat - south) * scale, 1))
            for lon, lat in ring
        )
        for ring in rings
    ]


def shown() -> tuple[str, ...]:
    """The départements on it."""
    return tuple(code for code in geometry.codes() if not code.startswith("97"))


@cache
def _france() -> tuple[geometry.Ring, ...]:
    return tuple(ring for code in shown() for ring in geometry.sketch(code, STEP))


@cache
def _extent() -> geometry.Box:
    return geometry.bounds(_france())
