"""What the maps of départements share: the view, neighbours, scale, small map of France, names.

A map is made step by step, and remembers which boxes are taken. Points from the lower left corner.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from tradefiche.charts.labels import Box
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.labels import overlap
from tradefiche.charts.maps.label_fit import Lines
from tradefiche.charts.maps.label_fit import Points
from tradefiche.charts.maps.label_fit import Region
from tradefiche.charts.maps.locator import locator
from tradefiche.charts.maps.locator import shown
from tradefiche.charts.maps.town_names import around
from tradefiche.charts.maps.town_names import beside
from tradefiche.charts.maps.town_names import grown
from tradefiche.charts.maps.view import View
from tradefiche.charts.maps.view import clipped
from tradefiche.charts.maps.view import fitted
from tradefiche.charts.maps.view import shifted
from tradefiche.charts.maps.view import tuples
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import disc
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outline
from tradefiche.charts.shapes import rectangle
from tradefiche.reference import geometry
from tradefiche.reference import territories
from tradefiche.reference.territories import Town

KM_PER_DEGREE = 111.32
BORDER, OUTLINE, EDGE = 1.2, 1.6, 0.5
"""Widths of the lines around neighbours, départements, and Territoires."""
CLEARS = (0.10, 0.13, 0.16, 0.20, 0.25)
"""Part of the size of what is shown left around it: the least that leaves a corner free."""

NEIGHBOUR_SIZES = (7.5, 6.5)
LEADING, MIDDLE = 1.15, 0.34
"""Line height, and how far under its middle a line's baseline is, in parts of the size."""
AIR = 4.0
HALO = 0.8
"""Opacity of the paper under a name that an outline runs through."""

INSET, INSET_PART = 58.0, 0.25
BESIDE = 6.0
"""Distance kept between what is shown and what stands in a corner."""
BAR_KM, BAR_PART = (50, 20, 10, 5, 2, 1), 0.25
BAR_HEIGHT, BAR_WORDS, BAR_SIZE = 20.0, 30.0, 7.0


class Terrain:
    """A map of some départements among their neighbours.

    Args:
        rings: what must be seen whole.
        clear: the areas that the small map of France may not hide, from the most to the least
            wanted: the first choice that leaves it a corner is kept.
    """

    def __init__(
        self,
        width: float,
        height: float,
        pen: Pen,
        rings: Sequence[geometry.Ring],
        clear: Sequence[Sequence[Sequence[geometry.Ring]]],
    ) -> None:
        self.width, self.height, self.pen = width, height, pen
        self.frame: Box = (0.0, 0.0, width, height)
        self.rings, self.clear = rings, clear
        self.shapes: list[Shape] = []
        self.labels: list[Label] = []
        self.taken: list[Box] = []
        self.near: dict[str, list[Points]] = {}
        self.towns: list[tuple[Town, float, float]] = []

    # -- frame -------------------------------------------------------------------------------

    def look_from(self, codes: Collection[str]) -> None:
        """The largest view that leaves a corner to the small map of France, if ``codes`` are on it.

        Raises:
            AssertionError: there is none.
        """
        box = geometry.bounds(self.rings)
        inset = min(INSET, self.width * INSET_PART) + 8
        for areas in self.clear:
            for clear in CLEARS:
                centred = fitted(box, self.width, self.height, clear)
                for view in shifted(centred, box, self.width, self.height):
                    self._see(view, areas)
                    if not set(codes) <= set(shown()):
                        self.inset = None
                        return
                    self.inset = self._corner(inset, inset, "br tr tl bl")
                    if self.inset:
                        self.taken.append(self.inset)
                        return
        raise AssertionError(f"no free corner on the map of {', '.join(codes)}")

    def _see(self, view: View, areas: Sequence[Sequence[geometry.Ring]]) -> None:
        self.view = view
        self.kept = [Region(view.points(rings), self.frame) for rings in areas]

    def _corner(self, width: float, height: float, order: str) -> Box | None:
        """The first corner that what is shown, and what is there already, leave free."""
        right, top = self.width - width, self.height - height
        places = {"l": 0.0, "r": right, "b": 0.0, "t": top}
        for name in order.split():
            x, y = places[name[1]], places[name[0]]
            box = (x, y, x + width, y + height)
            around = (x - BESIDE, y - BESIDE, x + width + BESIDE, y + height + BESIDE)
            hidden = any(region.covered(around) for region in self.kept)
            if not hidden and not any(overlap(box, b) for b in self.taken):
                return box
        return None

    # -- ground ------------------------------------------------------------------------------

    def outline(self, rings: Iterable[Points], fill: str, stroke: str, width: float) -> None:
        """Paint an area."""
        self.shapes.append(outline([tuples(ring) for ring in rings], fill, stroke, width))

    def neighbours(self, without: Collection[str]) -> None:
        """Sea and foreign land alike, for neither is known; then the départements around."""
        self.shapes.append(rectangle(0, 0, self.width, self.height, "map_sea"))
        window = self.view.window(self.width, self.height, BORDER)
        for code in geometry.around(window):
            if code not in without:
                rings = self.seen(self.view.points(geometry.departement(code)))
                self.near[code] = rings
                if rings:
                    self.outline(rings, "map_land", "paper", BORDER)

    def seen(self, rings: Iterable[Points]) -> list[Points]:
        """What the frame shows of some rings, and a line more: the cut itself is not seen."""
        cut = (clipped(ring, self.width, self.height, BORDER) for ring in rings)
        return [ring for ring in cut if len(ring) > 3]

    def bar(self, rings: Sequence[Points] = ()) -> None:
        """The scale: 1, 2 or 5 times a power of ten, at most a quarter of the width.

        Args:
            rings: outlines that should not cross it.
        """
        point_a_km = self.view.scale / KM_PER_DEGREE
        self.km = next(
            (km for km in BAR_KM if km * point_a_km <= self.width * BAR_PART), BAR_KM[-1]
        )
        length = self.km * point_a_km
        width = 8 + length + BAR_WORDS
        lines = Lines(rings, self.frame)
        corners = [self._corner(width, BAR_HEIGHT, order) for order in ("bl", "br", "tl", "tr")]
        free = [corner for corner in corners if corner] or [(0.0, 0.0, width, BAR_HEIGHT)]
        box = next(
            (corner for corner in free if not lines.crossing(np.array([corner])).any()), free[0]
        )
        self.taken.append(box)
        x, y = box[0] + 8, box[1] + 10
        self.shapes.append(line(((x, y), (x + length, y)), "ink", 1.0))
        for end in (x, x + length):
            self.shapes.append(line(((end, y - 2), (end, y + 2)), "ink", 0.8))
        words = f"{self.km}\u00a0km"
        self.labels.append(self.pen.label(words, x + length + 4, y - 2.4, BAR_SIZE, color="ink"))

    def locate(self, codes: Collection[str]) -> None:
        """The small map of France, where there is one."""
        if self.inset:
            self.shapes += locator(codes, self.inset)

    # -- towns -------------------------------------------------------------------------------

    def see_towns(self, towns: Sequence[Town]) -> None:
        """Keep the places of towns free: names of areas can go elsewhere."""
        ring = tuple((town.longitude, town.latitude) for town in towns)
        (points,) = self.view.points([ring]) if ring else ((),)
        self.towns = [
            (town, float(x), float(y)) for town, (x, y) in zip(towns, points, strict=True)
        ]
        self.taken += [around(x, y) for _, x, y in self.towns]

    def mark_towns(self, lines: Lines) -> None:
        """A mark and a name for each town, in the places left, off some outlines if it can be."""
        for town, x, y in self.towns:
            name = beside(town, x, y, self.pen, self.frame, self.taken, lines)
            if name and name.crossed:
                self.halo(name.label.box)
            if name and name.leader:
                self.shapes.append(line(name.leader, "ink", 0.4))
            if town.prefecture:
                self.shapes.append(rectangle(x - 2.6, y - 2.6, 5.2, 5.2, "paper"))
                self.shapes.append(rectangle(x - 1.9, y - 1.9, 3.8, 3.8, "ink"))
            else:
                self.shapes.append(disc(x, y, 1.7, "paper", "ink", 0.8))
            if name:
                self.labels.append(name.label)
                self.taken.append(name.label.box)

    def halo(self, box: Box) -> None:
        """Paper under a name that an outline runs through: the line stops short of it."""
        left, low, right, top = grown(box)
        self.shapes.append(
            replace(rectangle(left, low, right - left, top - low, "paper"), opacity=HALO)
        )

    # -- names -------------------------------------------------------------------------------

    def free(self, rings: Sequence[Points]) -> Region:
        """What of an area a label may cover."""
        region = Region(rings, self.frame)
        for box in self.taken:
            region.exclude(box)
        return region

    def placed(
        self,
        lines: Sequence[str],
        size: float,
        region: Region,
        weight: Weight,
        color: str,
        off: Lines | None = None,
    ) -> bool:
        """Write lines where they fit in a region, if they do, ``off`` some outlines."""
        wide = max(self.pen.width(words, size, weight) for words in lines)
        spot = region.spot(wide + AIR, len(lines) * size * LEADING)
        if spot is None:
            return False
        drawn = len(self.labels), len(self.taken)
        self.write(lines, spot.x, spot.y, size, weight, color)
        boxes = [label.box for label in self.labels[drawn[0] :]]
        if off and off.crossing(np.array(boxes)).any():
            del self.labels[drawn[0] :], self.taken[drawn[1] :]
            return False
        return True

    def write(
        self, lines: Sequence[str], x: float, y: float, size: float, weight: Weight, color: str
    ) -> None:
        """Lines centred on a point; their box is taken."""
        baseline = y + (len(lines) - 1) * size * LEADING / 2 - size * MIDDLE
        for words in lines:
            label = self.pen.label(words, x, baseline, size, weight, color, "center")
            self.labels.append(label)
            self.taken.append(label.box)
            baseline -= size * LEADING

    def neighbour_names(self, lines: Lines) -> None:
        """Where there is room off some outlines; smaller, else none."""
        frame = (5.0, 5.0, self.width - 5, self.height - 5)
        names = {place.code: place.name for place in territories.departements()}
        for code, near in self.near.items():
            region = Region(near, frame)
            region.spare(lines)
            for box in self.taken:
                region.exclude((box[0] - AIR, box[1] - AIR, box[2] + AIR, box[3] + AIR))
            for size in NEIGHBOUR_SIZES:
                if self.placed([names[code]], size, region, "italic", "map_name"):
                    break
