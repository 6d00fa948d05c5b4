"""The map of a département: its outline among its neighbours, its Territoires d'industrie named.

``layout`` decides where everything goes. Points from the lower left corner.
The drawing is as large as the map's frame, and what leaves the frame is cut off.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tradefiche.charts.labels import Box
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.maps.label_fit import Lines
from tradefiche.charts.maps.label_fit import Points
from tradefiche.charts.maps.label_fit import Region
from tradefiche.charts.maps.label_fit import Spot
from tradefiche.charts.maps.terrain import EDGE
from tradefiche.charts.maps.terrain import MIDDLE
from tradefiche.charts.maps.terrain import OUTLINE
from tradefiche.charts.maps.terrain import Terrain
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import disc
from tradefiche.fiche import Fiche
from tradefiche.fiche import Territoire
from tradefiche.reference import geometry
from tradefiche.reference import territories

COLORS = 6
SIZES = ((10.0, 90.0), (9.0, 80.0), (8.5, 64.0), (8.0, 56.0))
"""(size, width) of the names of Territoires, the first that fits."""
BEYOND = "leader"
"""The edge of a Territoire's parts elsewhere: their pale fill is hardly seen in grey."""
DISC, DIGIT = 6.2, 8.0
EMPTY_SIZE, EMPTY_WIDTH = 10.0, 150.0


@dataclass(frozen=True, slots=True)
class Mark:
    """How a Territoire d'industrie is shown: its fill; its number where its name has no room."""

    id: str
    fill: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class DepartementLayout(Picture):
    """A map, and one mark a Territoire in the fiche's order.

    Attributes:
        notice: lines to be set over the map as text of the page: they are no part of the drawing.
        km: length of the scale bar.
        inset: box of the small map of France; None overseas.
    """

    marks: tuple[Mark, ...]
    notice: tuple[Label, ...]
    km: int
    inset: Box | None


def has_seats(code: str) -> bool:
    """Does a département have sub-prefectures?"""
    return any(not town.prefecture for town in territories.towns(code))


def layout(
    fiche: Fiche, width: float, height: float, pen: Pen, empty: str = ""
) -> DepartementLayout:
    """The map of a fiche's département.

    Args:
        width, height: of the frame, in points.
        empty: the sentence for a département without any Territoire d'industrie.
    """
    return _DepartementMap(fiche, width, height, pen).make(empty)


class _DepartementMap(Terrain):
    """Draws one map, step by step."""

    def __init__(self, fiche: Fiche, width: float, height: float, pen: Pen) -> None:
        self.fiche, self.code = fiche, fiche.place.code
        rings = geometry.departement(self.code)
        super().__init__(width, height, pen, rings, [[rings]])

    def make(self, empty: str) -> DepartementLayout:
        """From the ground up."""
        self.look_from({self.code})
        self.here = self.view.points(self.rings)
        territoires = self.fiche.territoires
        marks = [Mark(t.id, f"map_{i % COLORS + 1}") for i, t in enumerate(territoires)]
        self.neighbours({self.code})
        self.beyond: list[Points] = []
        self.outline(self.here, "paper", "", 0.0)
        parts = [self._territoire(mark) for mark in marks]
        self.outline(self.here, "", "state", OUTLINE)
        self.bar(self.beyond)
        self.locate((self.code,))
        self.see_towns(territories.towns(self.code))
        rings = [*self.beyond, *(ring for part in (self.here, *parts) for ring in part)]
        self.lines = Lines(rings, self.frame)
        marks = self._names(territoires, parts, marks)
        notice = () if territoires else self._notice(empty)
        self.mark_towns(self.lines)
        self.neighbour_names(self.lines)
        return DepartementLayout(
            self.width, self.height, tuple(self.shapes), tuple(self.labels), tuple(marks),
            notice, self.km, self.inset,
        )  # fmt: skip

    def _territoire(self, mark: Mark) -> list[Points]:
        """Its parts elsewhere, pale, then the one here; gives the latter."""
        here: list[Points] = []
        for code, rings in geometry.territoire(mark.id).items():
            points = self.view.points(rings)
            if code == self.code:
                here = points
            elif seen := self.seen(points):
                self.outline(seen, mark.fill.replace("map_", "map_pale_"), BEYOND, EDGE)
                self.beyond += seen
        self.outline(here, mark.fill, "ink", EDGE)
        return here

    def _names(
        self, territoires: Sequence[Territoire], parts: Sequence[list[Points]], marks: list[Mark]
    ) -> list[Mark]:
        """A name inside each Territoire; a number where it has no room, or is a town's name."""
        towns = {town.name for town, _, _ in self.towns}
        regions = [self.free(part) for part in parts]
        number = 0
        for index, (territoire, region) in enumerate(zip(territoires, regions, strict=True)):
            if territoire.name in towns or not self._named(territoire.name, region):
                number += 1
                marks[index] = replace(marks[index], number=number)
                self._numbered(number, region, parts[index])
        return marks

    def _named(self, name: str, region: Region) -> bool:
        for size, room in SIZES:
            for width in (room, room / 1.5):
                lines = self.pen.wrap(name.replace(" – ", "\u00a0– "), size, width, "bold")
                if self.placed(lines, size, region, "bold", "ink", self.lines):
                    return True
        return False

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
        if not self.placed(lines, EMPTY_SIZE, self.free(self.here), "bold", "ink"):
            self.write(lines, self.width / 2, self.height / 2, EMPTY_SIZE, "bold", "ink")
        notice = tuple(self.labels[drawn:])
        del self.labels[drawn:]
        return notice
