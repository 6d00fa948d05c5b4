"""One measure of all départements on a line: each a thin stroke, the median, this one as a dot."""

from __future__ import annotations

from collections.abc import Iterator

from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import disc
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import lines
from tradefiche.fiche import Standing

THIN, MEDIAN, DOT = 4.0, 7.0, 3.7
"""Reach of the strokes from the line, and the radius of the dot."""


def strip(
    standing: Standing, x: float, y: float, width: float, most: float, color: str
) -> Iterator[Shape]:
    """From 0 at ``x`` to ``most`` at the other end; y is its middle."""
    scale = width / most if most else 0.0
    low, high = y - THIN, y + THIN
    yield line([(x, y), (x + width, y)], "hair", 0.6)
    if standing.values:
        places = [x + value * scale for value in standing.values]
        yield lines([((place, low), (place, high)) for place in places], "leader", 0.45)
    if standing.median is not None:
        middle = x + standing.median * scale
        yield line([(middle, y - MEDIAN), (middle, y + MEDIAN)], "ink", 1.3)
    if standing.value is not None:
        yield disc(x + standing.value * scale, y, DOT, color, "paper", 1.0)
