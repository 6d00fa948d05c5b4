"""What stands in the place of a drawing that has nothing to show."""

from __future__ import annotations

from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import rectangle

HEIGHT = 34.0


def note(words: str, width: float, pen: Pen) -> Picture:
    """A box that says why."""
    box = rectangle(0, 0, width, HEIGHT, "panel")
    return Picture(width, HEIGHT, (box,), (pen.label(words, 12, 13.8, 9, "regular", "text"),))
