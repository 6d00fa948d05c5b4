"""From a picture to a lean matplotlib figure: shapes in one artist, labels in another.

A figure with Axes and one artist a shape takes ten times as long to draw.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from typing import Protocol

from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from tradefiche.charts.labels import Label
from tradefiche.charts.shapes import RGBA
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape

NONE = (0.0, 0.0, 0.0, 0.0)


class Colors(Protocol):
    """Whoever turns a palette token into red, green, blue and opacity between 0 and 1."""

    def rgba(self, token: str, opacity: float = 1.0) -> RGBA:
        """The colour of ``token``."""


class Shapes(Artist):
    """All the shapes of a figure in one artist."""

    def __init__(self, shapes: Iterable[Shape], colors: Colors) -> None:
        super().__init__()
        self.shapes = tuple(shapes)
        self.colors = colors

    def draw(self, renderer: Any) -> None:
        """Paint each shape; through matplotlib's own call for other renderers."""
        context = renderer.new_gc()
        paths = [(shape.vertices, shape.codes) for shape in self.shapes]
        looks = map(self._look, self.shapes)
        if draw_paths := getattr(renderer, "draw_paths", None):
            draw_paths(context, paths, looks)
        else:
            for path, (face, edge, width) in zip(paths, looks, strict=True):
                context.set_foreground(edge, isRGBA=True)
                context.set_linewidth(renderer.points_to_pixels(width))
                renderer.draw_path(context, Path(*path), self.get_transform(), face)
        context.restore()

    def _look(self, shape: Shape) -> tuple[RGBA, RGBA, float]:
        """The colours of its area and of its edge, and the edge's width."""
        rgba = self.colors.rgba
        face = rgba(shape.fill, shape.opacity) if shape.fill else NONE
        return face, rgba(shape.stroke) if shape.stroke else NONE, shape.stroke_width


class Labels(Artist):
    """All the strings of a figure in one artist."""

    def __init__(self, labels: Iterable[Label], colors: Colors) -> None:
        super().__init__()
        self.labels = tuple(labels)
        self.colors = colors
        self.set_zorder(100)  # above every shape

    def draw(self, renderer: Any) -> None:
        """Write each label; through matplotlib's own text call for other renderers."""
        context = renderer.new_gc()
        colors = [self.colors.rgba(label.color) for label in self.labels]
        if draw_texts := getattr(renderer, "draw_texts", None):
            texts = [(each.left, each.y, each.text, each.weight, each.size) for each in self.labels]
            draw_texts(context, texts, colors)
        else:
            scale = renderer.points_to_pixels(1.0)
            for label, color in zip(self.labels, colors, strict=True):
                context.set_foreground(color, isRGBA=True)
                y = label.y * scale
                if renderer.flipy():
                    y = renderer.get_canvas_width_height()[1] - y
                renderer.draw_text(
                    context, label.left * scale, y, label.text, _properties(label), 0
                )
        context.restore()


def _properties(label: Label) -> FontProperties:
    weights = {"semibold": 600, "bold": 700}
    return FontProperties(
        family=["Source Sans 3", "DejaVu Sans"],
        size=label.size,
        weight=weights.get(label.weight, 400),
        style="italic" if label.weight == "italic" else "normal",
    )


def draw(picture: Picture, colors: Colors) -> Figure:
    """The matplotlib figure of a picture: its shapes in order, its labels above."""
    figure = Figure(figsize=(picture.width / 72, picture.height / 72), dpi=72)
    figure.patch.set_visible(False)
    shapes = Shapes(picture.shapes, colors)
    shapes.set_transform(Affine2D().scale(1 / 72) + figure.dpi_scale_trans)
    figure.add_artist(shapes)
    figure.add_artist(Labels(picture.labels, colors))
    return figure
