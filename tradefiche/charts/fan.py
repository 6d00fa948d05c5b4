"""The cover's decoration: the named export flows fanning out to the edge of the page.

Geometry from the figures, but no figure to read: an artifact, without labels.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import ribbon_between
from tradefiche.fiche import FlowMatrix

START_HEIGHT = 40.0
GAP = 7.0
MARGIN = 6.0
OPACITY = 0.42


@dataclass(frozen=True, slots=True)
class Strand:
    """One flow: upper ends and thicknesses at the left and at the right."""

    left_top: float
    left_thickness: float
    right_top: float
    right_thickness: float
    main: bool
    even: bool


@dataclass(frozen=True, slots=True)
class FanLayout:
    """Strands in painting order, the main flows last."""

    width: float
    height: float
    strands: tuple[Strand, ...]

    @property
    def picture(self) -> Picture:
        """What is painted, and in which order."""
        return _picture(self)


def layout(
    matrix: FlowMatrix,
    width: float,
    height: float,
    start: float = START_HEIGHT,
    lift: float = 0.0,
    edge: tuple[float, float] | None = None,
) -> FanLayout:
    """Strands of the named products × countries, from a bundle at the left to the right edge.

    Args:
        start: height of the bundle.
        lift: its middle, above the middle of the figure.
        edge: from where to where they reach the right edge; None for all of it.
    """
    low, top = edge or (0.0, height)
    rows = [row[:-1] for row in matrix.cells[:-1]]
    total = sum(map(sum, rows))
    if not total:
        return FanLayout(width, height, ())
    columns = [sum(column) for column in zip(*rows, strict=True)]
    room = top - low - 2 * MARGIN
    gap = min(GAP, room / (2 * len(columns)))  # at least half of a short edge is for the flows
    left_scale = start / total
    right_scale = (room - gap * (len(columns) - 1)) / total
    main = {(link.product, link.country) for link in matrix.main}
    left, right = (height + start) / 2 + lift, []
    top -= MARGIN
    for value in columns:
        right.append(top)
        top -= value * right_scale + gap
    strands = []
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if value:
                thin, thick = value * left_scale, value * right_scale
                even = (i + j) % 2 == 0
                strands.append(Strand(left, thin, right[j], thick, (i, j) in main, even))
                left -= thin
                right[j] -= thick
    return FanLayout(width, height, tuple(sorted(strands, key=lambda strand: strand.main)))


def _picture(fan: FanLayout) -> Picture:
    shapes: list[Shape] = []
    for strand in fan.strands:
        fill = "red" if strand.main else "fan_even" if strand.even else "fan_odd"
        shapes.append(
            ribbon_between(
                (0, strand.left_top, strand.left_thickness),
                (fan.width, strand.right_top, strand.right_thickness),
                fill,
                1.0 if strand.main else OPACITY,
            )
        )
    return Picture(fan.width, fan.height, tuple(shapes), ())
