"""What charts are made of, as data: shapes, and pictures of shapes and labels; draws nothing.

Coordinates are points from the lower left corner, y upwards. Colours are palette tokens until the
moment they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tradefiche.charts.labels import Label

RGBA = tuple[float, float, float, float]
Point = tuple[float, float]

DASH, GAP = 2.5, 2.0
"""Of a dotted line: points of a stroke, and between two."""
_MOVE, _LINE, _CURVE, _CLOSE = 1, 2, 4, 79
"""The codes of a path, which are matplotlib's."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled and/or stroked outline; ``fill`` and ``stroke`` are palette tokens or empty."""

    vertices: tuple[Point, ...]
    codes: tuple[int, ...]
    fill: str = ""
    opacity: float = 1.0
    stroke: str = ""
    stroke_width: float = 0.0


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing as data: shapes in painting order, labels above them; points."""

    width: float
    height: float
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]

    @property
    def picture(self) -> Picture:
        """Itself: layouts that know more than their picture have one."""
        return self


def rectangle(x: float, y: float, width: float, height: float, fill: str) -> Shape:
    """A filled rectangle, (x, y) its lower left corner."""
    right, top = x + width, y + height
    corners = ((x, y), (right, y), (right, top), (x, top), (x, y))
    return Shape(corners, (_MOVE, _LINE, _LINE, _LINE, _CLOSE), fill)


def outlined(x: float, y: float, width: float, height: float, fill: str, stroke: str) -> Shape:
    """A rectangle whose edge of 0.8 points is inside it."""
    edge = min(0.8, width)
    corner, size = (x + edge / 2, y + edge / 2), (width - edge, height - edge)
    return replace(rectangle(*corner, *size, fill), stroke=stroke, stroke_width=edge)


def chip(
    x: float, y: float, width: float, height: float, fill: str, stroke: str, stroke_width: float
) -> Shape:
    """A rectangle with corners rounded by 1.5 points, filled and edged."""
    r, k = 1.5, 1.5 * 0.4477  # a quarter circle by one cubic: 1 - 0.5523
    right, top = x + width, y + height
    vertices = (
        (x + r, y), (right - r, y), (right - k, y), (right, y + k), (right, y + r),
        (right, top - r), (right, top - k), (right - k, top), (right - r, top),
        (x + r, top), (x + k, top), (x, top - k), (x, top - r),
        (x, y + r), (x, y + k), (x + k, y), (x + r, y), (x + r, y),
    )  # fmt: skip
    codes = (_MOVE, *(_LINE, _CURVE, _CURVE, _CURVE) * 4, _CLOSE)
    return Shape(vertices, codes, fill, 1.0, stroke, stroke_width)


def line(points: Sequence[Point], stroke: str, width: float) -> Shape:
    """An open line."""
    return Shape(
        tuple(points), (_MOVE, *[_LINE] * (len(points) - 1)), stroke=stroke, stroke_width=width
    )


def lines(pairs: Iterable[tuple[Point, Point]], stroke: str, width: float) -> Shape:
    """Several straight lines of one look."""
    vertices = tuple([point for pair in pairs for point in pair])
    return Shape(vertices, (_MOVE, _LINE) * (len(vertices) // 2), stroke=stroke, stroke_width=width)


def dotted(x: float, low: float, high: float, stroke: str) -> Shape:
    """An upright line of short strokes."""
    pairs, y = [], low
    while y < high:
        pairs.append(((x, y), (x, min(y + DASH, high))))
        y += DASH + GAP
    return lines(pairs, stroke, 0.7)


def polygon(points: Sequence[Point], fill: str) -> Shape:
    """A closed, filled polygon."""
    return Shape((*points, points[0]), (_MOVE, *[_LINE] * (len(points) - 1), _CLOSE), fill)


def outline(
    rings: Iterable[Sequence[Point]], fill: str, stroke: str = "", stroke_width: float = 0.0
) -> Shape:
    """One area of several closed rings, holes run the other way round than what they are in."""
    vertices: list[Point] = []
    codes: list[int] = []
    for ring in rings:
        vertices.extend(ring)
        codes += [_MOVE, *[_LINE] * (len(ring) - 2), _CLOSE]
    return Shape(tuple(vertices), tuple(codes), fill, 1.0, stroke, stroke_width)


def disc(x: float, y: float, radius: float, fill: str, stroke: str, stroke_width: float) -> Shape:
    """A circle, of four cubics."""
    k = radius * 0.5523
    vertices = (
        (x + radius, y),
        (x + radius, y + k), (x + k, y + radius), (x, y + radius),
        (x - k, y + radius), (x - radius, y + k), (x - radius, y),
        (x - radius, y - k), (x - k, y - radius), (x, y - radius),
        (x + k, y - radius), (x + radius, y - k), (x + radius, y), (x + radius, y),
    )  # fmt: skip
    return Shape(vertices, (_MOVE, *[_CURVE] * 12, _CLOSE), fill, 1.0, stroke, stroke_width)


def ribbon(
    x0: float, x1: float, top0: float, top1: float, thickness: float, fill: str, opacity: float
) -> Shape:
    """A band of constant vertical thickness, from (x0, top0) to (x1, top1)."""
    return ribbon_between((x0, top0, thickness), (x1, top1, thickness), fill, opacity)


def ribbon_between(
    start: tuple[float, float, float], end: tuple[float, float, float], fill: str, opacity: float
) -> Shape:
    """A band between two ends given as (x, top, thickness).

    Both edges are cubics whose control points lie at mid-width.
    """
    (x0, top0, thickness0), (x1, top1, thickness1) = start, end
    middle = (x0 + x1) / 2
    low0, low1 = top0 - thickness0, top1 - thickness1
    vertices = (
        (x0, top0), (middle, top0), (middle, top1), (x1, top1),
        (x1, low1), (middle, low1), (middle, low0), (x0, low0), (x0, top0),
    )  # fmt: skip
    codes = (_MOVE, _CURVE, _CURVE, _CURVE, _LINE, _CURVE, _CURVE, _CURVE, _CLOSE)
    return Shape(vertices, codes, fill, opacity)
