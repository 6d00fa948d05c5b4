"""A map of all the départements, coloured by class, with its key.

``layout`` puts the classes of a scheme on the ground that all maps share.
Points from the lower left corner.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace

from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.maps.basemap import AIR
from tradefiche.charts.maps.basemap import Area
from tradefiche.charts.maps.basemap import ground
from tradefiche.charts.maps.classes import MapClass
from tradefiche.charts.maps.classes import Scheme
from tradefiche.charts.maps.hatching import hatching
from tradefiche.charts.maps.legend import legend
from tradefiche.charts.maps.view import tuples
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import outline
from tradefiche.charts.tints import is_pale
from tradefiche.charts.tints import words_on

BORDER = 0.4
KEY_TOP = 0.575
"""Where the key begins, in parts of the height: under Brittany, in the Bay of Biscay."""


@dataclass(frozen=True, slots=True)
class ChoroplethLayout(Picture):
    """A map, and the areas that it shows."""

    areas: tuple[Area, ...]


def layout(scheme: Scheme, width: float, height: float, pen: Pen) -> ChoroplethLayout:
    """The map of a scheme, in a frame of ``width`` × ``height`` points."""
    base = ground(width, height, pen)
    shapes: list[Shape] = []
    labels: list[Label] = []
    for area in base.areas:
        made = scheme.of(area.code)
        shapes += _painted(area, made)
        if area.label:
            labels.append(replace(area.label, color=words_on(made.fill)))
    key = legend(scheme, 0.0, round(height * KEY_TOP, 1), pen)
    return ChoroplethLayout(
        width,
        height,
        (*shapes, *base.lines, *key.shapes),
        (*labels, *base.labels, *key.labels),
        base.areas,
    )


def _painted(area: Area, made: MapClass) -> list[Shape]:
    """An area in the colour of its class; hatching keeps off its code."""
    rings = [tuples(ring) for ring in area.rings]
    border = "leader" if is_pale(made.fill) else "paper"  # what is pale has an edge on paper too
    if not made.hatch:
        return [outline(rings, made.fill, border, BORDER)]
    clear = None
    if area.label:
        left, low, right, top = area.label.box
        clear = (left - AIR, low, right + AIR, top + AIR)
    return [
        outline(rings, made.fill),
        *hatching(area.rings, clear, made.hatch),
        outline(rings, "", border, BORDER),
    ]
