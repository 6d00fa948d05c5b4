"""The map of one Territoire d'industrie over its départements, and these as outlines alone.

``layout`` decides where everything goes. Points from the lower left corner.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.charts.labels import Box
from tradefiche.charts.labels import Pen
from tradefiche.charts.maps.label_fit import Lines
from tradefiche.charts.maps.label_fit import Points
from tradefiche.charts.maps.label_fit import within
from tradefiche.charts.maps.silhouette import Silhouette
from tradefiche.charts.maps.silhouette import centred
from tradefiche.charts.maps.silhouette import seen
from tradefiche.charts.maps.terrain import EDGE
from tradefiche.charts.maps.terrain import OUTLINE
from tradefiche.charts.maps.terrain import Terrain
from tradefiche.charts.maps.view import tuples
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Point
from tradefiche.reference import geometry
from tradefiche.reference import territories
from tradefiche.reference.territories import Town

HERE, BEYOND = "map_1", "map_pale_1"
"""Fill of the Territoire in the départements of the pack, and in those left out."""
SIZES = (10.0, 9.0, 8.5, 8.0, 7.5, 7.0)


@dataclass(frozen=True, slots=True)
class TerritoireLayout(Picture):
    """A map.

    Attributes:
        coded: départements whose names have no room: their codes stand there.
        km: length of the scale bar.
        inset: box of the small map of France; None overseas.
    """

    coded: tuple[str, ...]
    km: int
    inset: Box | None


@dataclass(frozen=True, slots=True)
class Silhouettes:
    """Départements side by side around (0, 0), and the Territoire over them."""

    pieces: tuple[Silhouette, ...]
    territoire: tuple[tuple[Point, ...], ...]


def silhouettes(id: str, codes: Sequence[str], side: float) -> Silhouettes:  # noqa: A002
    """Départements and what of a Territoire lies in them; the larger side is ``side`` points."""
    view = centred(codes, side)
    pieces = tuple(seen(code, view, side) for code in codes)
    parts = geometry.territoire(id)
    inside = [ring for code in codes for ring in view.points(parts[code])]
    return Silhouettes(pieces, tuple(tuples(ring) for ring in inside))


def towns(id: str, codes: Sequence[str]) -> tuple[Town, ...]:  # noqa: A002 (the domain's word)
    """The prefectures of départements, and the other towns that a Territoire holds."""
    parts = geometry.territoire(id)
    return tuple(
        town
        for code in dict.fromkeys((*codes, *parts))
        for town in territories.towns(code)
        if (town.prefecture and code in codes)
        or within(parts.get(code, ()), town.longitude, town.latitude)
    )


def layout(
    id: str,  # noqa: A002 (the domain's word)
    names: Mapping[str, str],
    width: float,
    height: float,
    pen: Pen,
) -> TerritoireLayout:
    """The map of a Territoire.

    Args:
        names: of the départements of the pack, by public code; the Territoire is paler elsewhere.
        width, height: of the frame, in points.
    """
    return _TerritoireMap(id, names, width, height, pen).make()


class _TerritoireMap(Terrain):
    """Draws one map, step by step."""

    def __init__(
        self,
        id: str,  # noqa: A002 (the domain's word)
        names: Mapping[str, str],
        width: float,
        height: float,
        pen: Pen,
    ) -> None:
        self.id, self.parts, self.names = id, geometry.territoire(id), names
        whole = [ring for rings in self.parts.values() for ring in rings]
        around = [ring for code in names for ring in geometry.departement(code)]
        # Where départements fill every corner, the small map may hide some of their land.
        super().__init__(width, height, pen, [*around, *whole], [[around, whole], [whole]])

    def make(self) -> TerritoireLayout:
        """From the ground up."""
        self.look_from(tuple(self.names))
        self.neighbours(tuple(self.names))
        here = {code: self.view.points(geometry.departement(code)) for code in self.names}
        for rings in here.values():
            self.outline(rings, "paper", "", 0.0)
        for code, parts in self.parts.items():
            points = self.view.points(parts)
            fill, edge = (HERE, "ink") if code in here else (BEYOND, HERE)
            self.outline(points, fill, edge, EDGE)
        for rings in here.values():
            self.outline(rings, "", "state", OUTLINE)
        self.bar()
        self.locate(tuple(self.names))
        self.see_towns(towns(self.id, tuple(self.names)))
        areas = [*here.values(), *(self.view.points(parts) for parts in self.parts.values())]
        self.lines = Lines([ring for rings in areas for ring in rings], self.frame)
        coded = [code for code, rings in here.items() if not self._named(code, rings)]
        self.mark_towns(self.lines)
        self.neighbour_names(self.lines)
        return TerritoireLayout(
            self.width, self.height, tuple(self.shapes), tuple(self.labels), tuple(coded),
            self.km, self.inset,
        )  # fmt: skip

    def _named(self, code: str, rings: Sequence[Points]) -> bool:
        """The name where it fits, across no border of the Territoire if it can; else the code."""
        inside = self.view.points(self.parts.get(code, ()))
        whole = self.free(rings)
        grounds = (self.free([*rings, *inside]), self.free(inside))
        for region in grounds:
            region.spare(self.lines)
        for regions in (grounds, (whole,)):
            for size in SIZES:
                for region in regions:
                    for lines in _lines(self.names[code]):
                        drawn = len(self.labels)
                        if self.placed(lines, size, region, "bold", "ink"):
                            for label in self.labels[drawn:] if region is whole else ():
                                self.halo(label.box)
                            return True
        spot = whole.spot(0.0, 0.0)
        if not self.placed([code], SIZES[-1], whole, "bold", "ink") and spot:
            self.write([code], spot.x, spot.y, SIZES[-1], "bold", "ink")
        self.halo(self.labels[-1].box)
        return False


def _lines(name: str) -> list[list[str]]:
    """A name on one line, then cut in two near its middle, after a hyphen or a space."""
    cuts = [found.end() for found in re.finditer("[- ]", name)]
    cuts.sort(key=lambda cut: abs(cut - len(name) / 2))
    return [[name], *([name[:cut].rstrip(), name[cut:]] for cut in cuts[:2])]
