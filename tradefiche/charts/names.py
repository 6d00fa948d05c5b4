"""Names in a column: smaller where one is too wide, then on two lines, cut only after that."""

from __future__ import annotations

from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight

SIZES = (8.0, 7.75, 7.5, 7.25, 7.0)
TWO_LINES = 7.0
LEADING = 1.08
"""Between the baselines of two lines, in parts of their size."""
LOW = 0.34
"""From the middle of a line of capitals and digits down to its baseline, in parts of the size."""


def name(
    text: str,
    x: float,
    middle: float,
    width: float,
    pen: Pen,
    weight: Weight = "regular",
    color: str = "ink",
) -> tuple[Label, ...]:
    """The lines of a name, centred on the height ``middle``."""
    size = next((size for size in SIZES if pen.width(text, size, weight) <= width), TWO_LINES)
    lines = [text]
    if pen.width(text, size, weight) > width:
        lines = pen.wrap(text, size, width, weight)
        lines = [lines[0], " ".join(lines[1:])] if len(lines) > 1 else lines
        lines = [pen.shorten(line, size, width, weight) for line in lines]
    y = middle + (len(lines) - 1) * size * LEADING / 2 - size * LOW
    return tuple(
        pen.label(line, x, y - index * size * LEADING, size, weight, color)
        for index, line in enumerate(lines)
    )
