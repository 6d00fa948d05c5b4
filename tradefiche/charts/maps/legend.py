"""The key of a map by classes: swatches, limits in words, how many départements; one column."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.maps.classes import MapClass
from tradefiche.charts.maps.classes import Scheme
from tradefiche.charts.maps.hatching import hatching
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outline
from tradefiche.wording import maps as words

WIDTH, ROW = 116.0, 13.5
SWATCH_WIDTH, SWATCH_HEIGHT = 18.0, 9.0
BORDER = 0.4
SIZE, COUNT_SIZE = 8.0, 6.0


@dataclass(frozen=True, slots=True)
class Legend:
    """Shapes and labels of a key, and the y of its lower edge."""

    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    bottom: float


def legend(scheme: Scheme, x: float, top: float, pen: Pen) -> Legend:
    """The key of a scheme, its upper left corner at (x, top)."""
    return _LegendMaker(x, top, pen).make(scheme)


class _LegendMaker:
    """Writes one key from the top down."""

    def __init__(self, x: float, top: float, pen: Pen) -> None:
        self.x, self.y, self.pen = x, top, pen
        self.shapes: list[Shape] = []
        self.labels: list[Label] = []

    def make(self, scheme: Scheme) -> Legend:
        """Heading, then groups."""
        right = self.x + WIDTH
        self._write(scheme.heading, self.x, SIZE, "semibold")
        count = self.pen.label(words.COUNT, right, self.y, COUNT_SIZE, color="mute", align="right")
        self.labels.append(count)
        self.y -= 5
        self.shapes.append(line(((self.x, self.y), (right, self.y)), "ink", 0.75))
        for group in scheme.groups:
            self.y -= 4
            if group.heading:
                self._write(group.heading, self.x, SIZE, "semibold")
            for made in group.classes:
                self._class(made)
        return Legend(tuple(self.shapes), tuple(self.labels), self.y - 4)

    def _write(self, text: str, x: float, size: float, weight: str = "regular") -> None:
        self.y -= ROW - 2.5
        self.labels.append(self.pen.label(text, x, self.y, size, weight))  # type: ignore[arg-type]

    def _class(self, made: MapClass) -> None:
        self.y -= ROW
        low = self.y - 1.7
        left, right, top = self.x, self.x + SWATCH_WIDTH, low + SWATCH_HEIGHT
        corners = ((left, low), (left, top), (right, top), (right, low), (left, low))
        self.shapes.append(outline([corners], made.fill))
        if made.hatch:
            self.shapes += hatching([np.array(corners)], None, made.hatch)
        self.shapes.append(outline([corners], "", "mute", BORDER))
        self.labels.append(self.pen.label(made.words, right + 6, self.y, SIZE))
        count = str(len(made.codes))
        self.labels.append(
            self.pen.label(count, self.x + WIDTH, self.y, SIZE, "semibold", align="right")
        )
