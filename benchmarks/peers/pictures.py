"""The ten figures of a fiche as matplotlib's own SVG files, for the tools that read SVG.

The figures are the very ones of tradefiche (``charts.*.layout``), text kept as text; those of a
region and of France are written once, as tradefiche draws them once.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure

from tradefiche.charts import bands
from tradefiche.charts import bars
from tradefiche.charts import fan
from tradefiche.charts import flow_diagram
from tradefiche.charts import flow_parts
from tradefiche.charts import shapes
from tradefiche.charts.drawing import draw
from tradefiche.charts.maps import departement as areas
from tradefiche.charts.maps.silhouette import silhouette
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import outline
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.report import cover
from tradefiche.report.look import Look
from tradefiche.wording import territoires

WIDTH, BALANCE, BANDS, FULL, HALF = 493.2, 448.0, 440.0, 359.8, 242.5
FAN = (187.3, 218.3)
MAP = (277.0, 318.0)


@dataclass(frozen=True)
class Picture:
    """An SVG file of a folder, its width in points, and what it leaves to be said beside it."""

    file: str
    width: float
    notes: tuple[str, ...] = ()


class Pictures:
    """Writes the SVG files of fiches into a folder."""

    def __init__(self, folder: Path, look: Look) -> None:
        self.folder, self.look = folder, look
        self.shared: dict[FlowMatrix, Picture] = {}
        # The cheaper valid choice for who reads them, and for matplotlib: no outlines of letters.
        mpl.rcParams["svg.fonttype"] = "none"

    def of(self, fiche: Fiche) -> dict[str, Picture]:
        """By the names that editions give figures, and « fan », « shape », « map »."""
        look, code = self.look, fiche.place.code
        tree = bands.layout(fiche, WIDTH, BANDS, look.pen)
        balance = bars.layout(fiche, WIDTH, BALANCE, look.pen)
        strands = fan.layout(fiche.exports.matrix, *FAN)
        cases = areas.layout(fiche, *MAP, look.pen, territoires.none(fiche.place))
        figures = {
            "pays": draw(balance.picture, look.palette),
            "produits": draw(tree.picture, look.palette),
            "exports": self._flows(fiche.exports.matrix, FULL),
            "imports": self._flows(fiche.imports.matrix, FULL),
            "map": draw(cases.picture, look.palette),
            "shape": self._silhouette(code),
        }
        if strands.strands:
            figures["fan"] = draw(strands.picture, look.palette)
        made = {name: self._written(f"{code}-{name}", each) for name, each in figures.items()}
        for trade in fiche.trades:
            made[f"{trade.flow}-france"] = self._once(trade.france, f"france-{trade.flow}")
            if trade.region and fiche.region:
                name = f"region-{fiche.region.code}-{trade.flow}"
                made[f"{trade.flow}-region"] = self._once(trade.region, name)
        return made

    def _once(self, matrix: FlowMatrix, name: str) -> Picture:
        if matrix not in self.shared:
            self.shared[matrix] = self._written(name, self._flows(matrix, HALF))
        return self.shared[matrix]

    def _flows(self, matrix: FlowMatrix, height: float) -> Figure:
        form = flow_parts.FULL if height == FULL else flow_parts.HALF
        layout = flow_diagram.layout(matrix, WIDTH, height, self.look.pen, form)
        return draw(layout.picture, self.look.palette)

    def _silhouette(self, code: str) -> Figure:
        shape = silhouette(code, cover.SILHOUETTE)
        xs, ys = zip(*(point for ring in shape.land for point in ring), strict=True)
        size = (max(xs) - min(xs), max(ys) - min(ys))

        def moved(rings: Sequence[Sequence[Point]]) -> list[list[Point]]:
            return [[(x - min(xs), y - min(ys)) for x, y in ring] for ring in rings]

        areas_of = (outline(moved(shape.land), "paper"), outline(moved(shape.lagoons), "state"))
        drawn = shapes.Picture(*size, areas_of[: 1 + bool(shape.lagoons)], ())
        return draw(drawn, self.look.palette)

    def _written(self, name: str, figure: Figure) -> Picture:
        text = io.StringIO()
        # A date would make each run another file, and hides nothing of the cost.
        FigureCanvasSVG(figure).print_svg(text, metadata={"Date": None})
        file = f"{name}.svg"
        (self.folder / file).write_text(text.getvalue(), "utf-8")
        return Picture(file, figure.get_figwidth() * 72)
