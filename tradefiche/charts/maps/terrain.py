"""What the maps of départements share: the view, neighbours, scale, small map of France, names.

A map is made step by step, and remembers which boxes are taken. Points from the lower left corner.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from tradefiche.charts.labels import Box
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.labels import overlap
from tradefiche.charts.maps.label_fit import Points
from tradefiche.charts.maps.label_fit import Region
from tradefiche.charts.maps.locator import locator
from tradefiche.charts.maps.locator import shown
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

TOWN, TOWN_SIZES, MOST_CROSSED = 2.6, (7.0, 6.5), 0.35
"""Half a town's mark, the sizes of its name, and how much borders may cross a lesser one's."""

INSET = 58.0
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
        inset = INSET + 8
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

    def bar(self) -> None:
        """The scale: 1, 2 or 5 times a power of ten, at most a quarter of the width."""
        point_a_km = self.view.scale / KM_PER_DEGREE
        self.km = next(
            (km for km in BAR_KM if km * point_a_km <= self.width * BAR_PART), BAR_KM[-1]
        )
        length = self.km * point_a_km
        width = 8 + length + BAR_WORDS
        box = self._corner(width, BAR_HEIGHT, "bl br tl tr") or (0.0, 0.0, width, BAR_HEIGHT)
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
        """Keep the places of prefectures free: names of areas can go elsewhere."""
        ring = tuple((town.longitude, town.latitude) for town in towns)
        (points,) = self.view.points([ring]) if ring else ((),)
        self.towns = [
            (town, float(x), float(y)) for town, (x, y) in zip(towns, points, strict=True)
        ]
        self.taken += [_around(x, y) for town, x, y in self.towns if town.prefecture]

    def mark_towns(self, areas: Sequence[Region], unnamed: Collection[str] = ()) -> None:
        """A mark and a name for each town, in the places left; a prefecture at least a mark.

        Args:
            areas: what names are best wholly inside or outside of.
            unnamed: towns whose name the page says already.
        """
        for town, x, y in self.towns:
            if not town.prefecture and any(overlap(_around(x, y), box) for box in self.taken):
                continue
            label = None if town.name in unnamed else self._beside(town, x, y, areas)
            if label:
                self.labels.append(label)
                self.taken.append(label.box)
            if town.prefecture:
                self.shapes.append(rectangle(x - 2.6, y - 2.6, 5.2, 5.2, "paper"))
                self.shapes.append(rectangle(x - 1.9, y - 1.9, 3.8, 3.8, "ink"))
            elif label:
                self.shapes.append(disc(x, y, 1.7, "paper", "ink", 0.8))
                self.taken.append(_around(x, y))

    def _beside(self, town: Town, x: float, y: float, areas: Sequence[Region]) -> Label | None:
        """The name of a town on the free side of its mark where the fewest borders cross it."""
        found = [
            (sum(area.crossed(label.box) for area in areas), order, label)
            for order, label in enumerate(self._sides(town, x, y))
            if self._is_free(label.box)
        ]
        crossed, _, label = min(found, key=lambda each: each[:2], default=(1.0, 0, None))
        return label if town.prefecture or crossed < MOST_CROSSED else None

    def _sides(self, town: Town, x: float, y: float) -> Iterator[Label]:
        """Right, left, above, below and aslant of a mark; then smaller."""
        weight: Weight = "semibold" if town.prefecture else "regular"
        for size in TOWN_SIZES:
            wide = self.pen.width(town.name, size, weight)
            right, left, middle = x + TOWN + 1, x - TOWN - 1 - wide, x - wide / 2
            above, beside, below = y + TOWN + 2.8, y - size * MIDDLE, y - TOWN - size
            straight = [(right, beside), (left, beside), (middle, above), (middle, below)]
            aslant = [
                (edge, low) for edge in (right - 1, left + 1) for low in (above - 2, below + 2)
            ]
            for place in (*straight, *aslant):
                yield self.pen.label(town.name, *place, size, weight, "ink")

    def _is_free(self, box: Box) -> bool:
        left, low, right, top = box
        inside = min(left, low) > 3 and right < self.width - 3 and top < self.height - 3
        return inside and not any(overlap(box, taken, 0.9) for taken in self.taken)

    # -- names -------------------------------------------------------------------------------

    def free(self, rings: Sequence[Points]) -> Region:
        """What of an area a label may cover."""
        region = Region(rings, self.frame)
        for box in self.taken:
            region.exclude(box)
        return region

    def placed(
        self, lines: Sequence[str], size: float, region: Region, weight: Weight, color: str
    ) -> bool:
        """Write lines where they fit in a region, if they do."""
        wide = max(self.pen.width(words, size, weight) for words in lines)
        spot = region.spot(wide + AIR, len(lines) * size * LEADING)
        if spot is None:
            return False
        self.write(lines, spot.x, spot.y, size, weight, color)
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

    def neighbour_names(self) -> None:
        """Where there is room; smaller, else none."""
        frame = (5.0, 5.0, self.width - 5, self.height - 5)
        names = {place.code: place.name for place in territories.departements()}
        for code, rings in self.near.items():
            region = Region(rings, frame)
            for box in self.taken:
                region.exclude((box[0] - AIR, box[1] - AIR, box[2] + AIR, box[3] + AIR))
            for size in NEIGHBOUR_SIZES:
                if self.placed([names[code]], size, region, "italic", "map_name"):
                    break


def _around(x: float, y: float) -> Box:
    """The box of a town's mark."""
    return (x - TOWN, y - TOWN, x + TOWN, y + TOWN)
