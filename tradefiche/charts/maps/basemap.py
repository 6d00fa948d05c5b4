"""Where all the départements are on one page: mainland, insets, codes; knows no figures.

Mainland and Corse are in Lambert-93; each inset is true at its own middle, at its own scale.
Points from the lower left corner. It is the same for every map of a size, and made once.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from functools import lru_cache

import numpy as np

from tradefiche.charts.labels import Box
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import overlap
from tradefiche.charts.maps.label_fit import Points
from tradefiche.charts.maps.label_fit import Region
from tradefiche.charts.maps.lambert import project
from tradefiche.charts.maps.locator import shown
from tradefiche.charts.maps.view import DECIMALS
from tradefiche.charts.maps.view import clipped
from tradefiche.charts.maps.view import fitted
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.reference import geometry
from tradefiche.reference import territories

CROWN = ("75", "92", "93", "94")
"""Paris and the petite couronne, too small for a code on the map of the mainland."""
FRAME, EDGE = 0.6, 1.0
"""Width of the lines around insets; what is left free at the right edge."""
NAME_SIZE = 6.5
AIR, BESIDE, MIDDLE = 1.0, 4.0, 0.34
"""Left around a code inside its area, and around one beside it; how far under its middle its
baseline is, in parts of the size."""

OVERSEAS, GAP, NAME_ROOM = 50.0, 6.0, 11.0
CROWN_ROOM = 11.0
CROWN_TITLE = "Paris et petite couronne"
BAR_KM = 100


@dataclass(frozen=True, slots=True)
class GroundStyle:
    """How fine a ground is, and how large its words are: what paper and screen do not share.

    Attributes:
        step: degrees between the points of a border on the mainland.
        sizes: of codes, the largest that fits; ``inset_size``: of those of the enlarged inset.
        low: where the south of Corse is; the départements overseas stand at the left of it.
        crown: width and height of the enlarged inset.
        named: whether insets have their names, and the mainland a scale.
    """

    step: float = 0.015  # under a point of the page
    sizes: tuple[float, ...] = (7.5, 7.0, 6.5, 6.0)
    inset_size: float = 8.5
    low: float = 40.0
    crown: tuple[float, float] = (112.0, 84.0)
    named: bool = True


PRINTED = GroundStyle()


@dataclass(frozen=True, slots=True)
class Area:
    """A département where it is drawn, inside ``frame``.

    ``label`` is its code, inside it; None where it has no room or its name is under its inset.
    """

    code: str
    rings: tuple[Points, ...]
    frame: Box
    label: Label | None


@dataclass(frozen=True, slots=True)
class Ground:
    """All that is the same on every map of a size.

    Attributes:
        areas: in painting order; those of the enlarged inset come twice.
        insets: the frames of the insets.
        lines: frames, and what links an inset to its place.
    """

    areas: tuple[Area, ...]
    insets: tuple[Box, ...]
    lines: tuple[Shape, ...]
    labels: tuple[Label, ...]


@lru_cache(maxsize=8)
def ground(width: float, height: float, pen: Pen, style: GroundStyle = PRINTED) -> Ground:
    """The ground of maps in a frame of ``width`` × ``height`` points."""
    return _GroundMaker(width, height, pen, style).make()


@cache
def _metres(code: str, step: float) -> tuple[Points, ...]:
    return tuple(project(np.array(ring)) for ring in geometry.sketch(code, step))


def _extent(rings: Sequence[Points]) -> Box:
    points = np.vstack(rings)
    (left, low), (right, top) = points.min(axis=0), points.max(axis=0)
    return float(left), float(low), float(right), float(top)


class _GroundMaker:
    """Lays out one ground, step by step, remembering what no code may cover."""

    def __init__(self, width: float, height: float, pen: Pen, style: GroundStyle) -> None:
        self.width, self.height, self.pen, self.style = width, height, pen, style
        self.frame: Box = (0.0, 0.0, width, height)
        self.areas: list[Area] = []
        self.insets: list[Box] = []
        self.lines: list[Shape] = []
        self.labels: list[Label] = []
        self.taken: list[Box] = []

    def make(self) -> Ground:
        """Mainland, then insets."""
        frame = self.frame
        mainland = {code: self._points(code) for code in shown()}
        self._crown(_extent([ring for code in CROWN for ring in mainland[code]]))
        insets, self.areas = self.areas, []
        for code, rings in mainland.items():
            label = None if code in CROWN else self._code(code, rings, frame, self.style.sizes)
            self.areas.append(Area(code, tuple(rings), frame, label))
        self._beside(insets)
        self.areas += insets
        self._overseas()
        if self.style.named:
            self._bar()
        return Ground(tuple(self.areas), tuple(self.insets), tuple(self.lines), tuple(self.labels))

    # -- mainland ------------------------------------------------------------------------------

    def _points(self, code: str) -> list[Points]:
        """The rings of a département: as large as can be, at the right, over the insets."""
        step, low = self.style.step, self.style.low
        west, south, east, north = _mainland(step)
        room = self.width - EDGE
        self.scale = min(room / (east - west), (self.height - low) / (north - south))
        corner = np.array((room - (east - west) * self.scale, low))
        return [
            np.round((ring - (west, south)) * self.scale + corner, DECIMALS)
            for ring in _metres(code, step)
        ]

    def _code(
        self, code: str, rings: Sequence[Points], frame: Box, sizes: Sequence[float]
    ) -> Label | None:
        """The code where the area is widest, as large as fits."""
        region = Region(rings, frame)
        for box in self.taken:
            region.exclude(box)
        for size in sizes:
            width = self.pen.width(code, size, "semibold")
            spot = region.spot(width + 2 * AIR, size * 0.72 + 2 * AIR)
            if spot:
                y = spot.y - size * MIDDLE
                return self.pen.label(code, spot.x, y, size, "semibold", align="center")
        return None

    def _beside(self, insets: Sequence[Area]) -> None:
        """The codes that have room nowhere, as near as the land leaves room, with a thin line."""
        shown_there = {area.code for area in insets if area.label}
        land = Region([ring for area in self.areas for ring in area.rings], self.frame)
        for area in self.areas:
            if area.label or area.code in shown_there:
                continue
            left, low, right, top = _extent(area.rings)
            x, y = (left + right) / 2, (low + top) / 2
            label = next(
                label
                for label in self._around(area.code, x, y)
                if not land.covered(_grown(label.box, BESIDE))
                and not any(overlap(label.box, box) for box in self.taken)
            )
            self.labels.append(label)
            self.taken.append(label.box)
            self.lines.append(line(((x, y), (label.left - 1.5, label.y + 2.2)), "ink", 0.4))

    def _around(self, code: str, x: float, y: float) -> Iterator[Label]:
        """Places at the right of a point, the nearest first."""
        size = self.style.sizes[-1]
        for away in range(8, 200, 2):
            for up in (0, -away // 2, away // 2):
                yield self.pen.label(code, x + away, y + up - size * MIDDLE, size, "semibold")

    def _bar(self) -> None:
        """The scale of the mainland."""
        length = BAR_KM * 1000 * self.scale
        x, y = self.width - 70.0 - length - 34, 6.0
        self.lines.append(line(((x, y), (x + length, y)), "ink", 1.0))
        for end in (x, x + length):
            self.lines.append(line(((end, y - 2), (end, y + 2)), "ink", 0.8))
        words = f"{BAR_KM}\u00a0km"
        self.labels.append(self.pen.label(words, x + length + 4, y - 2.4, 7.0))

    # -- insets --------------------------------------------------------------------------------

    def _crown(self, place: Box) -> None:
        """Paris and its neighbours, enlarged, and where they are."""
        width, height = self.style.crown
        left, low = 0.0, self.height - height - (CROWN_ROOM if self.style.named else 1.0)
        frame = (left, low, width, low + height)
        window = geometry.bounds(ring for code in CROWN for ring in geometry.departement(code))
        view = fitted(window, width, height, 0.05)
        around = geometry.around(view.window(width, height, 0.0))
        for code in sorted(around, key=lambda code: code in CROWN):
            rings = [
                clipped(ring, width, height, 0.0)
                for ring in view.points(geometry.departement(code))
            ]
            rings = [ring + np.array((left, low)) for ring in rings if len(ring) > 3]
            sizes = self.style.sizes
            sizes = (self.style.inset_size, *sizes) if code in CROWN else sizes[:1]
            if rings:
                label = self._code(code, rings, frame, sizes)
                self.areas.append(Area(code, tuple(rings), frame, label))
        self.insets.append(frame)
        self.lines.append(_frame(frame, "mute"))
        box = (place[0] - 1, place[1] - 1, place[2] + 1, place[3] + 1)
        self.lines.append(_frame(box, "paper", 2.2))  # seen on dark colours too
        self.lines.append(_frame(box, "ink", 0.8))
        self.taken.append(box)
        if self.style.named:
            y = self.height - 7.5
            title = self.pen.label(CROWN_TITLE, 0.0, y, NAME_SIZE + 0.5, "semibold")
            self.labels.append(title)

    def _overseas(self) -> None:
        """Each in a square of its own, its name under it."""
        names = {place.code: place.name for place in territories.departements()}
        x = 0.0
        for code in (code for code in geometry.codes() if code not in shown()):
            frame = (x, NAME_ROOM, x + OVERSEAS, NAME_ROOM + OVERSEAS)
            rings = geometry.departement(code)
            view = fitted(geometry.bounds(rings), OVERSEAS, OVERSEAS, 0.06)
            points = [ring + np.array((x, NAME_ROOM)) for ring in view.points(rings)]
            self.areas.append(Area(code, tuple(points), frame, None))
            self.insets.append(frame)
            self.lines.append(_frame(frame, "rule"))
            if self.style.named:
                words = f"{code}\u00a0{names[code]}"
                name = self.pen.label(words, x + OVERSEAS / 2, 3.0, NAME_SIZE, align="center")
                self.labels.append(name)
            x += OVERSEAS + GAP


@cache
def _mainland(step: float) -> Box:
    return _extent([ring for code in shown() for ring in _metres(code, step)])


def _grown(box: Box, air: float) -> Box:
    return box[0] - air, box[1] - air, box[2] + air, box[3] + air


def _frame(box: Box, color: str, width: float = FRAME) -> Shape:
    left, low, right, top = box
    corners = ((left, low), (right, low), (right, top), (left, top), (left, low))
    return line(corners, color, width)
