"""Outlines of the départements and Territoires d'industrie, as rings of longitudes and latitudes.

Reads ``assets/geo/territoires.json`` (written by ``tools/build_geometry.py``); knows neither
names nor how maps are drawn. Neighbours share the points of their border.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType

from tradefiche.resources import assets

Point = tuple[float, float]
Ring = tuple[Point, ...]
"""Degrees WGS 84, (longitude, latitude); the last point is the first one again."""
Box = tuple[float, float, float, float]
"""(west, south, east, north)."""

_RingOfArcs = Sequence[int]


@dataclass(frozen=True)
class _Atlas:
    """The file, its arcs in degrees."""

    arcs: tuple[Ring, ...]
    departements: Mapping[str, Sequence[_RingOfArcs]]
    territoires: Mapping[str, Mapping[str, Sequence[_RingOfArcs]]]


@cache
def codes() -> tuple[str, ...]:
    """The départements that have an outline, by public code."""
    return tuple(_atlas().departements)


@cache
def departement(code: str) -> tuple[Ring, ...]:
    """The rings of a département: land, then holes if any; several for islands.

    Raises:
        KeyError: no such public code.
    """
    return tuple(_ring(ring, _atlas().arcs) for ring in _atlas().departements[code])


@cache
def sketch(code: str, step: float) -> tuple[Ring, ...]:
    """The same, coarser: points of a border are ``step`` degrees apart or more.

    Rings that become too small to be seen at that step are left out.
    """
    rings = (_ring(ring, _thinned(step)) for ring in _atlas().departements[code])
    return tuple(ring for ring in rings if len(ring) > 3)


@cache
def territoire(id: str) -> Mapping[str, tuple[Ring, ...]]:  # noqa: A002 (the domain's word)
    """The rings of a Territoire d'industrie, by the département they lie in.

    Raises:
        KeyError: no such id.
    """
    parts = _atlas().territoires[id]
    return MappingProxyType(
        {code: tuple(_ring(r, _atlas().arcs) for r in rings) for code, rings in parts.items()}
    )


def is_whole(id: str, code: str) -> bool:  # noqa: A002 (the domain's word)
    """Whether a Territoire d'industrie has all of a département: their borders are the same.

    Raises:
        KeyError: no such id, or no such public code.
    """
    return _arcs(_atlas().territoires[id].get(code, ())) == _arcs(_atlas().departements[code])


def neighbours(code: str) -> tuple[str, ...]:
    """The départements that share a border with one, by code; none overseas.

    Raises:
        KeyError: no such public code.
    """
    mine = _arcs(_atlas().departements[code])
    return tuple(
        other
        for other, rings in _atlas().departements.items()
        if other != code and mine & _arcs(rings)
    )


def _arcs(rings: Sequence[_RingOfArcs]) -> frozenset[int]:
    """The borders of rings, whichever way they run."""
    return frozenset(arc if arc >= 0 else ~arc for ring in rings for arc in ring)


def around(box: Box) -> tuple[str, ...]:
    """The départements whose surrounding box meets ``box``, by code."""
    west, south, east, north = box
    return tuple(
        code
        for code, (left, low, right, high) in _boxes().items()
        if left < east and right > west and low < north and high > south
    )


@cache
def _boxes() -> Mapping[str, Box]:
    return MappingProxyType({code: bounds(departement(code)) for code in codes()})


def bounds(rings: Iterable[Ring]) -> Box:
    """The box around some rings."""
    xs, ys = zip(*(point for ring in rings for point in ring), strict=True)
    return min(xs), min(ys), max(xs), max(ys)


@cache
def _atlas() -> _Atlas:
    with assets("geo", "territoires.json").open(encoding="utf-8") as file:
        read = json.load(file)
    arcs = tuple(_degrees(steps, read["grid"]) for steps in read["arcs"])
    return _Atlas(arcs, read["departements"], read["territoires"])


def _degrees(steps: Sequence[int], grid: float) -> Ring:
    """The points of an arc, from its first point and the steps to each next one."""
    x = y = 0
    points = []
    for dx, dy in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + dx, y + dy
        points.append((x * grid, y * grid))
    return tuple(points)


@cache
def _thinned(step: float) -> tuple[Ring, ...]:
    return tuple(_thin(arc, step) for arc in _atlas().arcs)


def _thin(arc: Ring, step: float) -> Ring:
    """Without the points nearer than ``step`` to the one kept before; both ends stay."""
    kept = [arc[0]]
    for point in arc[1:-1]:
        if max(abs(point[0] - kept[-1][0]), abs(point[1] - kept[-1][1])) >= step:
            kept.append(point)
    return (*kept, arc[-1])


def _ring(ring: _RingOfArcs, arcs: Sequence[Ring]) -> Ring:
    points: list[Point] = []
    for arc in ring:
        chain = arcs[arc] if arc >= 0 else arcs[~arc][::-1]
        points.extend(chain[1:] if points else chain)
    return tuple(points)
