"""A matplotlib renderer that writes PDF operators for ReportLab: vector shapes, real text.

One matplotlib unit is one PDF point (72 dpi, y upwards). Paths, path collections, text, alpha,
dashes and clipping are supported; what is not raises ``UnsupportedError`` instead of vanishing.
Text is never shaped by matplotlib: its width comes from the fonts that the page embeds, so what
fits in a layout fits on paper.
"""

from __future__ import annotations

import math
import zlib
from collections.abc import Iterable
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.backend_bases import GraphicsContextBase
from matplotlib.backend_bases import RendererBase
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.path import Path
from matplotlib.transforms import Transform
from reportlab.pdfbase import pdfmetrics

from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.fonts import Weight
from tradefiche.pdf.operators import number
from tradefiche.pdf.paths import Outline
from tradefiche.pdf.paths import operators_of
from tradefiche.pdf.paths import path_operators

CAPS = {"butt": 0, "round": 1, "projecting": 2}
JOINS = {"miter": 0, "round": 1, "bevel": 2}
PAINT = {(True, True): "B", (True, False): "f", (False, True): "S", (False, False): ""}
"""The operator that fills and strokes a path."""
LEVEL = 4
"""Of compression: the usual one takes 2.5 times as long for a twentieth of the size."""


class UnsupportedError(NotImplementedError):
    """The figure uses something that this renderer would have to leave out."""


def record(figure: Figure, typeface: Typeface) -> Drawing:
    """Draw ``figure`` once, as a ``Drawing`` whose size is the figure's, in points.

    Args:
        figure: any matplotlib figure; its dpi is set to 72.
        typeface: the registered fonts for its text; weights come from each text's properties.

    Raises:
        UnsupportedError: images, gouraud triangles or mathematical text.
        FontError: a character that the fonts cannot show.
    """
    figure.dpi = 72
    width, height = (float(side) * 72 for side in figure.get_size_inches())
    renderer = PdfRenderer(width, height, typeface)
    figure.draw(renderer)
    return renderer.finish()


class PdfRenderer(RendererBase):
    """Collects operators; ``finish`` hands them over as a ``Drawing``."""

    dpi = 72.0

    def __init__(self, width: float, height: float, typeface: Typeface) -> None:
        super().__init__()
        self.width, self.height, self.typeface = width, height, typeface
        self._operators: list[str] = []
        self._texts: list[str] = []
        self._fonts: dict[str, str] = {}
        self._opacities: dict[tuple[float, float], str] = {}
        self._state: dict[str, Any] = {"gs": (1.0, 1.0)}
        self._clip = ("", "")

    # -- what matplotlib asks ----------------------------------------------------------------

    def get_canvas_width_height(self) -> tuple[float, float]:
        """Size in points."""
        return self.width, self.height

    def flipy(self) -> bool:
        """PDF's y grows upwards, as matplotlib's does."""
        return False

    def points_to_pixels(self, points: Any) -> Any:
        """One unit is one point."""
        return points

    def new_gc(self) -> GraphicsContextBase:
        """A fresh graphics context."""
        return GraphicsContextBase()

    def draw_path(
        self,
        gc: GraphicsContextBase,
        path: Path,
        transform: Transform,
        rgbFace: Any = None,
    ) -> None:
        """Fill with ``rgbFace`` and stroke with the context's colour.

        Raises:
            UnsupportedError: hatches, or sketched lines.
        """
        _require_plain(gc)
        if operator := self._apply(gc, rgbFace):
            self._operators.append(f"{path_operators(path, transform)} {operator}")

    def draw_paths(
        self,
        gc: GraphicsContextBase,
        paths: Sequence[Outline],
        looks: Iterable[tuple[Any, Any, float]],
    ) -> None:
        """Many paths in our units at once: matplotlib's own calls take most of their time.

        Args:
            looks: of each path, the colours of its area and of its edge, and the edge's width.
        """
        last, operator = None, ""
        for words, look in zip(operators_of(paths), looks, strict=True):
            if look != last:  # most look like the one before
                face, edge, width = last = look
                gc.set_foreground(edge, isRGBA=True)
                gc.set_linewidth(width)
                operator = self._apply(gc, face)
            if operator:
                self._operators.append(f"{words} {operator}")

    def draw_image(self, *args: Any, **kwargs: Any) -> None:
        """Not supported: figures are vector.

        Raises:
            UnsupportedError: always.
        """
        raise UnsupportedError("images in figures")

    def draw_tex(self, *args: Any, **kwargs: Any) -> None:
        """Not supported: text stays text.

        Raises:
            UnsupportedError: always.
        """
        raise UnsupportedError("text set by TeX")

    def draw_gouraud_triangles(self, *args: Any, **kwargs: Any) -> None:
        """Not supported.

        Raises:
            UnsupportedError: always.
        """
        raise UnsupportedError("gouraud triangles")

    def get_text_width_height_descent(
        self, s: str, prop: FontProperties, ismath: Any
    ) -> tuple[float, float, float]:
        """Size of a text by the embedded font's metrics."""
        size = prop.get_size_in_points()
        return self.typeface.width(s, _weight(prop), size), size * 0.93, size * 0.2

    def draw_text(
        self,
        gc: GraphicsContextBase,
        x: float,
        y: float,
        s: str,
        prop: FontProperties,
        angle: float,
        ismath: Any = False,
        mtext: Any = None,
    ) -> None:
        """A text of matplotlib's own, its weight taken from its font properties.

        Raises:
            UnsupportedError: mathematical text.
            FontError: a character that the fonts cannot show.
        """
        if ismath:
            raise UnsupportedError(f"mathematical text: {s!r}")
        self._apply_text_colour(gc)
        self._text(x, y, s, _weight(prop), prop.get_size_in_points(), angle)

    # -- our own text, and the end -----------------------------------------------------------

    def draw_texts(
        self,
        gc: GraphicsContextBase,
        texts: Iterable[tuple[float, float, str, Weight, float]],
        colors: Iterable[Any],
    ) -> None:
        """Many texts at once: x and y of the baseline's start, words, weight, size; level.

        Raises:
            FontError: a character that the fonts cannot show.
        """
        last = None
        for text, color in zip(texts, colors, strict=True):
            if color != last:
                last = color
                gc.set_foreground(color, isRGBA=True)
                self._apply_text_colour(gc)
            self._text(*text)

    def _text(
        self, x: float, y: float, s: str, weight: Weight, size: float, angle: float = 0
    ) -> None:
        """``s`` as real text of the page's own font, in the colour that is set."""
        if not s:
            return
        name = self.typeface.font(weight)
        alias = self._fonts.setdefault(name, f"T{len(self._fonts)}")
        cosine, sine = math.cos(math.radians(angle)), math.sin(math.radians(angle))
        matrix = " ".join(map(number, (cosine, sine, -sine, cosine, x, y)))
        code = pdfmetrics.getFont(name).operand(s)
        self._operators.append(f"BT {matrix} Tm /{alias} {number(size)} Tf {code} Tj ET")
        self._texts.append(s)

    def finish(self) -> Drawing:
        """Close what is open and give the drawing."""
        if any(self._clip):
            self._operators.append("Q")
        content = "\n".join(self._operators).encode("latin-1")
        return Drawing(
            self.width,
            self.height,
            zlib.compress(content, LEVEL),
            tuple(self._fonts.items()),
            tuple(self._opacities.items()),
            tuple(self._texts),
        )

    # -- graphics state ----------------------------------------------------------------------

    def _apply(self, gc: GraphicsContextBase, face: Any) -> str:
        """Write what differs from the current state; give the operator that paints, or nothing."""
        self._apply_clip(gc)
        ink = gc.get_rgb()
        forced = gc.get_forced_alpha()
        stroke_alpha = gc.get_alpha() if forced else ink[3]
        fill_alpha = 0.0
        if face is not None:
            fill_alpha = gc.get_alpha() if forced else face[3] if len(face) > 3 else 1.0
        fill, stroke = fill_alpha > 0, gc.get_linewidth() > 0 and stroke_alpha > 0
        if fill or stroke:
            self._set_opacity(stroke_alpha if stroke else 1.0, fill_alpha if fill else 1.0)
        if fill:
            self._set("rg", " ".join(map(number, face[:3])))
        if stroke:
            self._set("RG", " ".join(map(number, ink[:3])))
            self._set("w", number(gc.get_linewidth()))
            self._set("J", str(CAPS[gc.get_capstyle()]))
            self._set("j", str(JOINS[gc.get_joinstyle()]))
            offset, dashes = gc.get_dashes()
            lengths = () if dashes is None else np.asarray(dashes, dtype=float)
            pattern = " ".join(number(length) for length in lengths)
            self._set("d", f"[{pattern}] {number(offset or 0)}")
        return PAINT[fill, stroke]

    def _apply_text_colour(self, gc: GraphicsContextBase) -> None:
        self._apply_clip(gc)
        ink = gc.get_rgb()
        self._set_opacity(1.0, gc.get_alpha() if gc.get_forced_alpha() else ink[3])
        self._set("rg", " ".join(map(number, ink[:3])))

    def _set(self, operator: str, operands: str) -> None:
        if self._state.get(operator) != operands:
            self._operators.append(f"{operands} {operator}")
            self._state[operator] = operands

    def _set_opacity(self, stroke: float, fill: float) -> None:
        pair = (round(float(stroke), 3), round(float(fill), 3))
        if self._state.get("gs") != pair:
            name = self._opacities.setdefault(pair, f"A{len(self._opacities)}")
            self._operators.append(f"/{name} gs")
        self._state["gs"] = pair

    def _apply_clip(self, gc: GraphicsContextBase) -> None:
        rectangle = gc.get_clip_rectangle()
        path, transform = gc.get_clip_path()
        box = "" if rectangle is None else " ".join(number(float(v)) for v in rectangle.bounds)
        outline = "" if path is None or transform is None else path_operators(path, transform)
        clip = (box, outline)
        if clip == self._clip:
            return
        if any(self._clip):
            self._operators.append("Q")
        if any(clip):
            self._operators.append("q")
        if box:
            self._operators.append(f"{box} re W n")
        if outline:
            self._operators.append(f"{outline} W n")
        self._state = {}  # unknown after Q, and to be written anew inside q
        self._clip = clip


def _require_plain(gc: GraphicsContextBase) -> None:
    if gc.get_hatch():
        raise UnsupportedError("hatches")
    if gc.get_sketch_params():
        raise UnsupportedError("sketched lines")


def _weight(prop: FontProperties) -> Weight:
    weight = prop.get_weight()
    names = {"bold": 700, "heavy": 800, "black": 900, "semibold": 600, "demibold": 600, "demi": 600}
    value = weight if isinstance(weight, int | float) else names.get(str(weight), 400)
    if value >= 700:
        return "bold"
    if value >= 600:
        return "semibold"
    return "italic" if prop.get_style() in ("italic", "oblique") else "regular"
