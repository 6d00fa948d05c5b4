"""From a picture to a lean matplotlib figure, all of it in one artist.

A figure with Axes and one artist a shape takes ten times as long to draw.
"""

from __future__ import annotations

import io
from collections.abc import Mapping
from collections.abc import Sequence
from pathlib import Path as File
from types import MappingProxyType
from typing import Any
from typing import Literal
from typing import Protocol

import matplotlib as mpl
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Affine2D
from matplotlib.transforms import Bbox

from tradefiche.charts.labels import Label
from tradefiche.charts.shapes import RGBA
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape

MARGIN = 12.0
"""Points around a drawing that goes on alone."""
NONE = (0.0, 0.0, 0.0, 0.0)
FONTS: Mapping[str, File] = MappingProxyType({})
ShapeLook = tuple[RGBA, RGBA, float]
"""The colours of a shape's area and of its edge, and the edge's width."""


class Colors(Protocol):
    """Whoever turns a palette token into red, green, blue and opacity between 0 and 1."""

    def rgba(self, token: str, opacity: float = 1.0) -> RGBA:
        """The colour of ``token``."""


class Painted(Artist):
    """A picture in one artist: matplotlib inspects each class of artists that is made.

    ``fonts`` are the files of the weights, for renderers that have no fonts of their own.
    """

    def __init__(self, picture: Picture, colors: Colors, fonts: Mapping[str, File]) -> None:
        super().__init__()
        self.picture, self.colors, self.fonts = picture, colors, fonts

    def draw(self, renderer: Any) -> None:
        """Shapes in order, labels above; through matplotlib's own calls for other renderers."""
        context, rgba = renderer.new_gc(), self.colors.rgba
        shapes, labels = self.picture.shapes, self.picture.labels
        looks = [self._look(shape) for shape in shapes]
        inks = [rgba(label.color) for label in labels]
        if hasattr(renderer, "draw_paths"):
            renderer.draw_paths(context, [(each.vertices, each.codes) for each in shapes], looks)
            texts = [(each.left, each.y, each.text, each.weight, each.size) for each in labels]
            renderer.draw_texts(context, texts, inks)
        else:
            self._paint(renderer, context, looks)
            self._write(renderer, context, inks)
        context.restore()

    def _look(self, shape: Shape) -> ShapeLook:
        rgba = self.colors.rgba
        face = rgba(shape.fill, shape.opacity) if shape.fill else NONE
        return face, rgba(shape.stroke) if shape.stroke else NONE, shape.stroke_width

    def _paint(
        self, renderer: Any, context: Any, looks: Sequence[tuple[RGBA, RGBA, float]]
    ) -> None:
        for shape, (face, edge, width) in zip(self.picture.shapes, looks, strict=True):
            context.set_foreground(edge, isRGBA=True)
            context.set_linewidth(renderer.points_to_pixels(width))
            path = Path(shape.vertices, shape.codes)
            renderer.draw_path(context, path, self.get_transform(), face)

    def _write(self, renderer: Any, context: Any, inks: Sequence[RGBA]) -> None:
        place = self.get_transform().transform
        for label, ink in zip(self.picture.labels, inks, strict=True):
            context.set_foreground(ink, isRGBA=True)
            x, y = place((label.left, label.y))
            if renderer.flipy():
                y = renderer.get_canvas_width_height()[1] - y
            renderer.draw_text(context, x, y, label.text, self._properties(label), 0)

    def _properties(self, label: Label) -> FontProperties:
        return FontProperties(fname=self.fonts.get(label.weight), size=label.size)


def draw(picture: Picture, colors: Colors, fonts: Mapping[str, File] = FONTS) -> Figure:
    """The matplotlib figure of a picture: its shapes in order, its labels above.

    ``fonts`` are those of a brand, which matplotlib's own renderers need; ours has them.
    """
    figure = Figure(figsize=(picture.width / 72, picture.height / 72), dpi=72)
    figure.patch.set_visible(False)
    painted = Painted(picture, colors, fonts)
    whole = Affine2D().scale(1 / picture.width, 1 / picture.height)
    painted.set_transform(whole + figure.transFigure)
    figure.add_artist(painted)
    return figure


def saved(
    picture: Picture,
    colors: Colors,
    fonts: Mapping[str, File],
    kind: Literal["svg", "png"],
    about: Mapping[str, str],
    dpi: int = 72,
) -> bytes:
    """A picture as a file of its own, on white: the same bytes each time.

    ``about`` are the words that the file says of itself, by the names that matplotlib gives them.
    """
    said: dict[str, str | None] = {**about}
    if kind == "svg":
        said["Date"] = None  # or it would have the clock's
    width, height = picture.width + MARGIN, picture.height + MARGIN
    around = Bbox.from_extents(-MARGIN, -MARGIN, width, height)
    inches = around.transformed(Affine2D().scale(1 / 72))
    made = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": about["Title"]}):  # names within it are not drawn by lot
        draw(picture, colors, fonts).savefig(
            made, format=kind, dpi=dpi, metadata=said, facecolor="white", bbox_inches=inches
        )
    return made.getvalue()
