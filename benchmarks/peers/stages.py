"""What a warm fiche costs by each road, in one process and in turns: its figures, its document.

    python benchmarks/peers/stages.py FICHES

Prints JSON: for each road and stage, CPU milliseconds of every fiche. The figures of a region and
of France are drawn when they are first met, by all alike. Attaching, tagging and archiving belong
to the document.
"""

from __future__ import annotations

import gc
import json
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from by_typst import Setter as Typst
from by_weasyprint import Setter as WeasyPrint
from content import Content
from pictures import Pictures

from tradefiche import brand
from tradefiche import customs
from tradefiche import edition
from tradefiche.charts import bands
from tradefiche.charts import bars
from tradefiche.charts import fan
from tradefiche.charts import flow_diagram
from tradefiche.charts.maps import departement as areas
from tradefiche.cube import indicators
from tradefiche.fiche import Fiche
from tradefiche.reference import territories
from tradefiche.report import document
from tradefiche.report import drawings
from tradefiche.report import territoires
from tradefiche.report.look import prepare

WARMING = 3
SETS = 3
"""WeasyPrint sets one fiche in so many: it is long enough to be sure."""
clock = time.process_time


class Ours:
    """tradefiche, its figures timed on the way."""

    def __init__(self, texts: Path) -> None:
        self.spent, self.inside = 0.0, False
        self.edition, self.brand = edition.load(texts), brand.load()
        for chart in (bands, bars, fan, flow_diagram, areas):
            chart.layout = self._timed(chart.layout)  # type: ignore[attr-defined]
        for module in (drawings, territoires):
            for name in ("draw", "record"):
                setattr(module, name, self._timed(getattr(module, name)))

    def _timed(self, work: Callable[..., Any]) -> Callable[..., Any]:
        def timed(*arguments: Any, **options: Any) -> Any:
            if self.inside:
                return work(*arguments, **options)
            start, self.inside = clock(), True
            try:
                return work(*arguments, **options)
            finally:
                self.spent += clock() - start
                self.inside = False

        return timed

    def fiche(self, fiche: Fiche) -> tuple[float, float]:
        """Seconds of the figures, and of the rest."""
        self.spent, start = 0.0, clock()
        document.build(fiche, self.edition, self.brand)
        return self.spent, clock() - start - self.spent


class Theirs:
    """Another tool, with matplotlib's SVG files."""

    def __init__(self, make: Callable[[Path], Any], folder: Path, texts: Path) -> None:
        self.look = prepare(brand.load())
        self.edition = edition.load(texts)
        self.pictures, self.setter = Pictures(folder, self.look), make(folder)

    def fiche(self, fiche: Fiche) -> tuple[float, float]:
        """Seconds of the figures, and of the rest."""
        start = clock()
        pictures = self.pictures.of(fiche)
        drawn = clock()
        content = Content(fiche, self.edition, self.look, pictures).whole()
        self.setter.pdf(content, fiche.place.code)
        return drawn - start, clock() - drawn


def main() -> None:
    count, texts = int(sys.argv[1]), Path(sys.argv[2])
    spread = territories.departements()
    chosen = spread[:: max(1, len(spread) // (count + WARMING))][: count + WARMING]
    fiches = indicators.fiches(customs.demonstration(), chosen)
    with tempfile.TemporaryDirectory(prefix="tradefiche-bench-") as folder:
        roads: dict[str, Any] = {"ours": Ours(texts)}
        for name, make in (("typst", Typst), ("weasyprint", WeasyPrint)):
            (Path(folder) / name).mkdir()
            roads[name] = Theirs(make, Path(folder) / name, texts)
        found: dict[str, list[tuple[float, float]]] = {name: [] for name in roads}
        for number, fiche in enumerate(fiches):
            for name, road in roads.items():
                if name == "weasyprint" and number % SETS:
                    continue
                gc.collect()
                gc.disable()
                spent = road.fiche(fiche)
                gc.enable()
                if number >= WARMING:
                    found[name].append(spent)
    print(json.dumps(found))


if __name__ == "__main__":
    main()
