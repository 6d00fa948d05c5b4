"""Mainland France and Corse on the cover of the atlas: the more is sold, the brighter; no key."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from tradefiche.charts.maps.lambert import project
from tradefiche.charts.maps.locator import shown
from tradefiche.charts.maps.view import tuples
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import outline
from tradefiche.fiche.atlas import Atlas
from tradefiche.reference import geometry

STEP = 0.04
"""Degrees between the points of a border."""
DIMMEST, BRIGHTEST = 0.22, 1.0
BORDER = 0.35


def layout(atlas: Atlas, height: float) -> Picture:
    """The map, ``height`` points high."""
    ranks = {each.place.code: rank for rank, each in enumerate(reversed(atlas.ranking))}
    areas = {
        code: [project(np.array(ring)) for ring in geometry.sketch(code, STEP)] for code in shown()
    }
    points = np.vstack([ring for rings in areas.values() for ring in rings])
    corner, extent = points.min(axis=0), np.ptp(points, axis=0)
    scale = height / extent[1]
    steps = len(ranks) - 1
    shapes = []
    for code, rings in areas.items():
        placed = [tuples(np.round((ring - corner) * scale, 1)) for ring in rings]
        opacity = round(DIMMEST + (BRIGHTEST - DIMMEST) * ranks[code] / steps, 2)
        shapes.append(replace(outline(placed, "paper", "state", BORDER), opacity=opacity))
    return Picture(float(extent[0] * scale), height, tuple(shapes), ())
