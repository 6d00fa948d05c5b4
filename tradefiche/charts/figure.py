"""Lean matplotlib figures: shapes by the hundred in one collection, labels in one artist.

A figure with Axes and one artist a shape takes ten times as long to draw. Coordinates are
points from the lower left corner. Colours are palette tokens until the moment they are drawn.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from typing import Protocol

from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from tradefiche.charts.labels import Label

RGBA = tuple[float, float, float, float]
Point = tuple[float, float]

_MOVE, _LINE = int(Path.MOVETO), int(Path.LINETO)
_CURVE, _CLOSE = int(Path.CURVE4), int(Path.CLOSEPOLY)


class Colors(Protocol):
    """Whoever turns a palette token into red, green, blue and opacity between 0 and 1."""

    def rgba(self, token: str, opacity: float = 1.0) -> RGBA:
        """The colour of ``token``."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A filled and/or stroked outline; ``fill`` and ``stroke`` are palette tokens or empty."""

    vertices: tuple[Point, ...]
    codes: tuple[int, ...]
    fill: str = ""
    opacity: float = 1.0
    stroke: str = ""
    stroke_width: float = 0.0


def rectangle(x: float, y: float, width: float, height: float, fill: str) -> Shape:
    """A filled rectangle, (x, y) its lower left corner."""
    right, top = x + width, y + height
    corners = ((x, y), (right, y), (right, top), (x, top), (x, y))
    return Shape(corners, (_MOVE, _LINE, _LINE, _LINE, _CLOSE), fill)


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


class Labels(Artist):
    """All the strings of a figure in one artist."""

    def __init__(self, labels: Iterable[Label], colors: Colors) -> None:
        super().__init__()
        self.labels = tuple(labels)
        self.colors = colors
        self.set_zorder(100)  # above every collection

    def draw(self, renderer: Any) -> None:
        """Write each label; through matplotlib's own text call for other renderers."""
        context = renderer.new_gc()
        text = getattr(renderer, "text", None)
        scale = renderer.points_to_pixels(1.0)
        for label in self.labels:
            context.set_foreground(self.colors.rgba(label.color), isRGBA=True)
            if text is not None:
                text(context, label.left, label.y, label.text, label.weight, label.size)
                continue
            y = label.y * scale
            if renderer.flipy():
                y = renderer.get_canvas_width_height()[1] - y
            renderer.draw_text(context, label.left * scale, y, label.text, _properties(label), 0)
        context.restore()


def _properties(label: Label) -> FontProperties:
    weights = {"semibold": 600, "bold": 700}
    return FontProperties(
        family=["Source Sans 3", "DejaVu Sans"],
        size=label.size,
        weight=weights.get(label.weight, 400),
        style="italic" if label.weight == "italic" else "normal",
    )


def compose(
    width: float, height: float, shapes: Iterable[Shape], labels: Iterable[Label], colors: Colors
) -> Figure:
    """The matplotlib figure of ``width`` × ``height`` points: shapes in order, labels above."""
    figure = Figure(figsize=(width / 72, height / 72), dpi=72)
    figure.patch.set_visible(False)
    shapes = tuple(shapes)
    none = (0.0, 0.0, 0.0, 0.0)
    if shapes:
        collection = PathCollection(
            [Path(shape.vertices, shape.codes) for shape in shapes],
            facecolors=[colors.rgba(s.fill, s.opacity) if s.fill else none for s in shapes],
            edgecolors=[colors.rgba(s.stroke) if s.stroke else none for s in shapes],
            linewidths=[s.stroke_width for s in shapes],
        )
        collection.set_transform(Affine2D().scale(1 / 72) + figure.dpi_scale_trans)
        collection.set_clip_on(False)
        figure.add_artist(collection)
    figure.add_artist(Labels(labels, colors))
    return figure
