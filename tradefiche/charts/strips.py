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

    def at(value: float) -> float:
        return x + min(value / most, 1.0) * width if most else x

    yield line([(x, y), (x + width, y)], "hair", 0.6)
    places = [at(value) for value in standing.values]
    if places:
        yield lines((((p, y - THIN), (p, y + THIN)) for p in places), "leader", 0.45)
    if standing.median is not None:
        middle = at(standing.median)
        yield line([(middle, y - MEDIAN), (middle, y + MEDIAN)], "ink", 1.3)
    if standing.value is not None:
        yield disc(at(standing.value), y, DOT, color, "paper", 1.0)
