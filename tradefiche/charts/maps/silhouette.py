"""Outlines of départements without anything else, for covers; it knows no Territoire and no page.

Points around (0, 0), y upwards.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tradefiche.charts.maps.label_fit import Region
from tradefiche.charts.maps.label_fit import Spot
from tradefiche.charts.maps.view import View
from tradefiche.charts.maps.view import clockwise
from tradefiche.charts.maps.view import fitted
from tradefiche.charts.maps.view import tuples
from tradefiche.charts.shapes import Point
from tradefiche.reference import geometry


@dataclass(frozen=True, slots=True)
class Silhouette:
    """An outline alone: land, lagoons in it, and the point inside that is farthest from both."""

    code: str
    land: tuple[tuple[Point, ...], ...]
    lagoons: tuple[tuple[Point, ...], ...]
    heart: Spot


def silhouette(code: str, side: float) -> Silhouette:
    """The outline of a département around (0, 0), its larger side ``side`` points."""
    return seen(code, centred((code,), side), side)


def centred(codes: Sequence[str], side: float) -> View:
    """The view of some départements side by side, the larger side ``side`` points."""
    box = geometry.bounds(ring for code in codes for ring in geometry.departement(code))
    return replace(fitted(box, side, side, 0.0), middle=(0.0, 0.0))


def seen(code: str, view: View, side: float) -> Silhouette:
    """One département of a ``centred`` view."""
    points = view.points(geometry.departement(code))
    heart = Region(points, (-side, -side, side, side)).spot(0.0, 0.0) or Spot(0.0, 0.0, 0.0)
    land = tuple(tuples(ring) for ring in points if clockwise(ring))
    lagoons = tuple(tuples(ring) for ring in points if not clockwise(ring))
    return Silhouette(code, land, lagoons, heart)
