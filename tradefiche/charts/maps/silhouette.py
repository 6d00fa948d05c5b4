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


def hull(pieces: Sequence[Silhouette]) -> tuple[Point, ...]:
    """The closed convex ring around silhouettes: what is behind it shows through no inlet."""
    points = sorted({point for piece in pieces for ring in piece.land for point in ring})
    lower, upper = _chain(points), _chain(points[::-1])
    return (*lower, *upper[1:])


def _chain(points: Sequence[Point]) -> list[Point]:
    """The points from the first to the last where a line around all of them turns left."""
    chain: list[Point] = []
    for point in points:
        while len(chain) > 1 and not _left(chain[-2], chain[-1], point):
            chain.pop()
        chain.append(point)
    return chain


def _left(a: Point, b: Point, c: Point) -> bool:
    return (b[0] - a[0]) * (c[1] - a[1]) > (b[1] - a[1]) * (c[0] - a[0])
