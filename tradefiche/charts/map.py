"""The map of a département: its outline among its neighbours, its Territoires d'industrie named.

``layout`` decides where everything goes; ``draw`` paints it. Points from the lower left corner.
The drawing is as large as the map's frame, and what leaves the frame is cut off.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from matplotlib.figure import Figure

from tradefiche import geometry
from tradefiche import territories
from tradefiche.charts.figure import Colors
from tradefiche.charts.figure import Point
from tradefiche.charts.figure import Shape
from tradefiche.charts.figure import compose
from tradefiche.charts.figure import disc
from tradefiche.charts.figure import line
from tradefiche.charts.figure import outline
from tradefiche.charts.figure import rectangle
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.locator import locator
from tradefiche.charts.locator import shown
from tradefiche.charts.spots import Box
from tradefiche.charts.spots import Points
from tradefiche.charts.spots import Region
from tradefiche.charts.spots import Spot
from tradefiche.charts.spots import overlap
from tradefiche.charts.view import View
from tradefiche.charts.view import clipped
from tradefiche.charts.view import clockwise
from tradefiche.charts.view import fitted
from tradefiche.charts.view import shifted
from tradefiche.charts.view import tuples
from tradefiche.fiche import Fiche
from tradefiche.fiche import Territoire

COLORS = 6
KM_PER_DEGREE = 111.32
BORDER, OUTLINE, EDGE = 1.2, 1.6, 0.5
"""Widths of the lines around neighbours, the département, and Territoires."""
CLEARS = (0.10, 0.13, 0.16, 0.20, 0.25)
"""Part of the département's size left around it: the least that leaves a corner free."""

SIZES = ((10.0, 90.0), (9.0, 80.0), (8.5, 64.0), (8.0, 56.0))
"""(size, width) of the names of Territoires, the first that fits."""
NEIGHBOUR_SIZES = (7.5, 6.5)
LEADING, MIDDLE = 1.15, 0.34
"""Line height, and how far under its middle a line's baseline is, in parts of the size."""
AIR = 4.0
DISC, DIGIT = 6.2, 8.0
EMPTY_SIZE, EMPTY_WIDTH = 10.0, 150.0

INSET = 58.0
BESIDE = 6.0
"""Distance kept between the département and what stands in a corner."""
BAR_KM, BAR_PART = (50, 20, 10, 5, 2, 1), 0.25
BAR_HEIGHT, BAR_WORDS, BAR_SIZE = 20.0, 30.0, 7.0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a Territoire d'industrie is shown: its fill; its number where its name has no room."""

    id: str
    fill: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class MapLayout:
    """A map: shapes in painting order, labels, and one mark a Territoire in the fiche's order.

    Attributes:
        notice: lines to be set over the map as text of the page: they are no part of the drawing.
        km: length of the scale bar.
        inset: box of the small map of France; None overseas.
    """

    width: float
    height: float
    shapes: tuple[Shape, ...]
    labels: tuple[Label, ...]
    marks: tuple[Mark, ...]
    notice: tuple[Label, ...]
    km: int
    inset: Box | None


@dataclass(frozen=True, slots=True)
class Silhouette:
    """An outline alone: land, lagoons in it, and the point inside that is farthest from both."""

    land: tuple[tuple[Point, ...], ...]
    lagoons: tuple[tuple[Point, ...], ...]
    heart: Spot


def silhouette(code: str, side: float) -> Silhouette:
    """The outline of a département around (0, 0), its larger side ``side`` points."""
    rings = geometry.departement(code)
    view = fitted(geometry.bounds(rings), side, side, 0.0)
    points = replace(view, middle=(0.0, 0.0)).points(rings)
    heart = Region(points, (-side, -side, side, side)).spot(0.0, 0.0) or Spot(0.0, 0.0, 0.0)
    land = tuple(tuples(ring) for ring in points if clockwise(ring))
    lagoons = tuple(tuples(ring) for ring in points if not clockwise(ring))
    return Silhouette(land, lagoons, heart)


def layout(fiche: Fiche, width: float, height: float, pen: Pen, empty: str = "") -> MapLayout:
    """The map of a fiche's département.

    Args:
        width, height: of the frame, in points.
        empty: the sentence for a département without any Territoire d'industrie.
    """
    return _Maker(fiche, width, height, pen).make(empty)


def draw(chart: MapLayout, colors: Colors) -> Figure:
    """The figure of a layout."""
    return compose(chart.width, chart.height, chart.shapes, chart.labels, colors)


class _Maker:
    """Draws one map, step by step, remembering which boxes are taken."""

    def __init__(self, fiche: Fiche, width: float, height: float, pen: Pen) -> None:
        self.fiche, self.width, self.height, self.pen = fiche, width, height, pen
        self.code = fiche.place.code
        self.frame: Box = (0.0, 0.0, width, height)
        self.rings = geometry.departement(self.code)
        self.shapes: list[Shape] = []
        self.labels: list[Label] = []
        self.taken: list[Box] = []

    def make(self, empty: str) -> MapLayout:
        """From the ground up."""
        self._look_from()
        territoires = self.fiche.territoires
        marks = [Mark(t.id, f"map_{i % COLORS + 1}") for i, t in enumerate(territoires)]
        self._neighbours()
        parts = [self._territoire(mark) for mark in marks]
        self.shapes.append(self._outline(self.here, "", "state", OUTLINE))
        self._bar()
        if self.inset:
            self.shapes += locator(self.code, self.inset)
        marks = self._names(territoires, parts, marks)
        notice = () if territoires else self._notice(empty)
        self._neighbour_names()
        return MapLayout(
            self.width, self.height, tuple(self.shapes), tuple(self.labels), tuple(marks),
            notice, self.km, self.inset,
        )  # fmt: skip

    # -- frame -------------------------------------------------------------------------------

    def _look_from(self) -> None:
        """The largest view that leaves a corner to the small map of France."""
        box = geometry.bounds(self.rings)
        inset = INSET + 8
        for clear in CLEARS:
            centred = fitted(box, self.width, self.height, clear)
            for view in shifted(centred, box, self.width, self.height):
                self._see(view)
                if self.code not in shown():
                    self.inset = None
                    return
                self.inset = self._corner(inset, inset, "br tr tl bl")
                if self.inset:
                    self.taken.append(self.inset)
                    return
        raise AssertionError(f"no free corner on the map of {self.code}")

    def _see(self, view: View) -> None:
        self.view, self.here = view, view.points(self.rings)
        self.region = Region(self.here, self.frame)

    def _corner(self, width: float, height: float, order: str) -> Box | None:
        """The first corner that the département, and what is there already, leave free."""
        right, top = self.width - width, self.height - height
        places = {"l": 0.0, "r": right, "b": 0.0, "t": top}
        for name in order.split():
            x, y = places[name[1]], places[name[0]]
            box = (x, y, x + width, y + height)
            around = (x - BESIDE, y - BESIDE, x + width + BESIDE, y + height + BESIDE)
            if not self.region.covered(around) and not any(overlap(box, b) for b in self.taken):
                return box
        return None

    def _outline(self, rings: Sequence[Points], fill: str, stroke: str, width: float) -> Shape:
        return outline([tuples(ring) for ring in rings], fill, stroke, width)

    # -- ground ------------------------------------------------------------------------------

    def _neighbours(self) -> None:
        """Sea and foreign land alike: neither is known; then neighbours, then the département."""
        self.shapes.append(rectangle(0, 0, self.width, self.height, "map_sea"))
        window = self.view.window(self.width, self.height, BORDER)
        self.near: dict[str, list[Points]] = {}
        for code in geometry.around(window):
            if code != self.code:
                rings = self._seen(self.view.points(geometry.departement(code)))
                self.near[code] = rings
                if rings:
                    self.shapes.append(self._outline(rings, "map_land", "paper", BORDER))
        self.shapes.append(self._outline(self.here, "paper", "", 0.0))

    def _seen(self, rings: Iterable[Points]) -> list[Points]:
        """What the frame shows of some rings, and a line more: the cut itself is not seen."""
        cut = (clipped(ring, self.width, self.height, BORDER) for ring in rings)
        return [ring for ring in cut if len(ring) > 3]

    def _territoire(self, mark: Mark) -> list[Points]:
        """Its parts elsewhere, pale, then the one here; gives the latter."""
        here: list[Points] = []
        for code, rings in geometry.territoire(mark.id).items():
            points = self.view.points(rings)
            if code == self.code:
                here = points
            elif seen := self._seen(points):
                pale = mark.fill.replace("map_", "map_pale_")
                self.shapes.append(self._outline(seen, pale, "", 0.0))
        self.shapes.append(self._outline(here, mark.fill, "ink", EDGE))
        return here

    def _bar(self) -> None:
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

    # -- names -------------------------------------------------------------------------------

    def _names(
        self, territoires: Sequence[Territoire], parts: Sequence[list[Points]], marks: list[Mark]
    ) -> list[Mark]:
        """A name inside each Territoire, or a number."""
        regions = [self._free(part) for part in parts]
        number = 0
        for index, (territoire, region) in enumerate(zip(territoires, regions, strict=True)):
            if not self._named(territoire.name, region):
                number += 1
                marks[index] = replace(marks[index], number=number)
                self._numbered(number, region, parts[index])
        return marks

    def _free(self, rings: Sequence[Points]) -> Region:
        """What of an area a label may cover."""
        region = Region(rings, self.frame)
        for box in self.taken:
            region.exclude(box)
        return region

    def _named(self, name: str, region: Region) -> bool:
        for size, room in SIZES:
            for width in (room, room / 1.5):
                lines = self.pen.wrap(name.replace(" – ", "\u00a0– "), size, width, "bold")
                if self._placed(lines, size, region, "bold", "ink"):
                    return True
        return False

    def _placed(
        self, lines: Sequence[str], size: float, region: Region, weight: str, color: str
    ) -> bool:
        wide = max(self.pen.width(words, size, weight) for words in lines)  # type: ignore[arg-type]
        spot = region.spot(wide + AIR, len(lines) * size * LEADING)
        if spot is None:
            return False
        self._write(lines, spot.x, spot.y, size, weight, color)
        return True

    def _write(
        self, lines: Sequence[str], x: float, y: float, size: float, weight: str, color: str
    ) -> None:
        """Lines centred on a point; their box is taken."""
        baseline = y + (len(lines) - 1) * size * LEADING / 2 - size * MIDDLE
        for words in lines:
            label = self.pen.label(words, x, baseline, size, weight, color, "center")  # type: ignore[arg-type]
            self.labels.append(label)
            self.taken.append(label.box)
            baseline -= size * LEADING

    def _numbered(self, number: int, region: Region, part: Sequence[Points]) -> None:
        """A white disc where the Territoire is widest, clear of what is written."""
        for box in self.taken:
            region.exclude((box[0] - DISC, box[1] - DISC, box[2] + DISC, box[3] + DISC))
        spot = region.spot(0.0, 0.0)
        if spot is None:  # a splinter: on it all the same
            largest = max(part, key=len)
            middle = largest.mean(axis=0)
            spot = Spot(float(middle[0]), float(middle[1]), 0.0)
        x = min(max(spot.x, DISC + 1), self.width - DISC - 1)
        y = min(max(spot.y, DISC + 1), self.height - DISC - 1)
        self.shapes.append(disc(x, y, DISC, "paper", "ink", 0.6))
        digit = self.pen.label(str(number), x, y - DIGIT * MIDDLE, DIGIT, "bold", align="center")
        self.labels.append(digit)
        self.taken.append((x - DISC, y - DISC, x + DISC, y + DISC))

    def _notice(self, sentence: str) -> tuple[Label, ...]:
        """What stands on a map without any Territoire."""
        drawn = len(self.labels)
        lines = self.pen.wrap(sentence, EMPTY_SIZE, EMPTY_WIDTH, "bold")
        if not self._placed(lines, EMPTY_SIZE, self.region, "bold", "ink"):
            self._write(lines, self.width / 2, self.height / 2, EMPTY_SIZE, "bold", "ink")
        notice = tuple(self.labels[drawn:])
        del self.labels[drawn:]
        return notice

    def _neighbour_names(self) -> None:
        """Where there is room; smaller, else none."""
        frame = (5.0, 5.0, self.width - 5, self.height - 5)
        names = {place.code: place.name for place in territories.departements()}
        for code, rings in self.near.items():
            region = Region(rings, frame)
            for box in self.taken:
                region.exclude((box[0] - AIR, box[1] - AIR, box[2] + AIR, box[3] + AIR))
            for size in NEIGHBOUR_SIZES:
                if self._placed([names[code]], size, region, "italic", "map_name"):
                    break
