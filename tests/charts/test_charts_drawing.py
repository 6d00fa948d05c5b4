"""Pictures as matplotlib figures: painted alike by our renderer and by matplotlib's own."""

from __future__ import annotations

import drawn
import numpy as np
import pytest
from figure_checks import the_look
from matplotlib.backends.backend_agg import FigureCanvasAgg

from tradefiche.charts.drawing import draw
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import rectangle
from tradefiche.pdf.renderer import record


def picture() -> Picture:
    """A rectangle low at the left, a line high above it, a word at the right."""
    word = the_look().pen.label("mot", 60, 12, 9)
    shapes = (rectangle(5, 5, 30, 20, "red"), line(((5, 50), (95, 50)), "ink", 2))
    return Picture(100, 60, shapes, (word,))


def test_other_renderers_paint_what_ours_writes() -> None:
    look = the_look()
    canvas = FigureCanvasAgg(draw(picture(), look.palette))
    canvas.draw()
    pixels = np.asarray(canvas.buffer_rgba())[::-1]  # from the bottom up
    for token, x, y in (("red", 20, 15), ("ink", 50, 50)):
        assert pixels[y, x, :3] / 255 == pytest.approx(look.color(token), abs=0.01)
    assert pixels[12:19, 60:75, 3].any()
    assert not pixels[30:45, :, 3].any()


def test_ours_writes_each_shape_and_each_word() -> None:
    look = the_look()
    scene = drawn.read(record(draw(picture(), look.palette), look.typeface))
    area, edge = scene.outlines
    assert area.fill == pytest.approx(look.color("red"), abs=1e-3)
    assert edge.stroke == pytest.approx(look.color("ink"), abs=1e-3)
    assert (area.stroke, edge.fill, edge.stroke_width) == (None, None, 2)
    assert [word.text for word in scene.words] == ["mot"]
