"""What must hold on every map: outlines and names keep clear of each other."""

from __future__ import annotations

import numpy as np

from tradefiche.charts.labels import Label
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape

OUTLINES = {"state", "ink", "leader", "map_1"}
FEWEST = 8
"""Points of an outline; scale bars and lines to names have fewer, discs are curved."""
CURVE = 4


def crossed(picture: Picture, label: Label) -> bool:
    """Does an outline run through the box of a name, unless it has a ground of its own?"""
    return not _has_ground(picture, label) and any(
        runs_through(shape, label)
        for shape in picture.shapes
        if shape.stroke in OUTLINES and len(shape.vertices) >= FEWEST and CURVE not in shape.codes
    )


def _has_ground(picture: Picture, label: Label) -> bool:
    left, low, right, top = label.box
    grounds = (np.array(s.vertices) for s in picture.shapes if s.fill == "paper" and s.opacity < 1)
    return any(
        (g.min(axis=0) <= (left, low)).all() and (g.max(axis=0) >= (right, top)).all()
        for g in grounds
    )


def runs_through(shape: Shape, label: Label) -> bool:
    """Does a side of it cut the box of a label? Liang and Barsky's clipping, on all sides."""
    points, codes = np.array(shape.vertices), np.array(shape.codes)
    drawn = codes[1:] != 1  # no line leads to where a ring begins
    starts, steps = points[:-1][drawn], np.diff(points, axis=0)[drawn]
    box = np.array(label.box)
    with np.errstate(divide="ignore", invalid="ignore"):
        first = (box[:2] - starts) / steps
        last = (box[2:] - starts) / steps
    beside = (steps == 0) & ((starts < box[:2]) | (starts > box[2:]))
    enter = np.where(steps == 0, -np.inf, np.minimum(first, last)).max(axis=1)
    leave = np.where(steps == 0, np.inf, np.maximum(first, last)).min(axis=1)
    cut = (np.maximum(enter, 0) < np.minimum(leave, 1)) & ~beside.any(axis=1)
    return bool(cut.any())
