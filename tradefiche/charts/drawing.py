"""From a picture to a lean matplotlib figure: shapes in one collection, labels in one artist.

A figure with Axes and one artist a shape takes ten times as long to draw.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from typing import Protocol

from matplotlib.artist import Artist
from matplotlib.collections import PathCollection
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D

from tradefiche.charts.labels import Label
from tradefiche.charts.shapes import RGBA
from tradefiche.charts.shapes import Picture


class Colors(Protocol):
    """Whoever turns a palette token into red, green, blue and opacity between 0 and 1."""

    def rgba(self, token: str, opacity: float = 1.0) -> RGBA:
        """The colour of ``token``."""


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


def draw(picture: Picture, colors: Colors) -> Figure:
    """The matplotlib figure of a picture: its shapes in order, its labels above."""
    figure = Figure(figsize=(picture.width / 72, picture.height / 72), dpi=72)
    figure.patch.set_visible(False)
    none = (0.0, 0.0, 0.0, 0.0)
    if shapes := picture.shapes:
        collection = PathCollection(
            [Path(shape.vertices, shape.codes) for shape in shapes],
            facecolors=[colors.rgba(s.fill, s.opacity) if s.fill else none for s in shapes],
            edgecolors=[colors.rgba(s.stroke) if s.stroke else none for s in shapes],
            linewidths=[s.stroke_width for s in shapes],
        )
        collection.set_transform(Affine2D().scale(1 / 72) + figure.dpi_scale_trans)
        collection.set_clip_on(False)
        figure.add_artist(collection)
    figure.add_artist(Labels(picture.labels, colors))
    return figure
