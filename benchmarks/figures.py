"""Two roads for the same eight matplotlib figures to a ReportLab page, and a whole fiche, warm.

    python benchmarks/figures.py TURNS

Ours is ``tradefiche.pdf.renderer``; the other is the usual one: matplotlib's SVG, read by svglib,
drawn by ReportLab's own graphics. Prints JSON: milliseconds, and bytes of the documents.
"""

from __future__ import annotations

import gc
import io
import json
import statistics
import sys
import time
from collections.abc import Callable
from collections.abc import Sequence

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure
from reportlab.graphics import renderPDF
from reportlab.pdfgen.canvas import Canvas
from svglib.fonts import register_font
from svglib.svglib import svg2rlg

from tradefiche import brand
from tradefiche import customs
from tradefiche import edition
from tradefiche.charts import bands
from tradefiche.charts import bars
from tradefiche.charts import flow_diagram
from tradefiche.charts import flow_parts
from tradefiche.charts.drawing import draw
from tradefiche.cube import indicators
from tradefiche.fiche import Fiche
from tradefiche.pdf.drawing import place
from tradefiche.pdf.renderer import record
from tradefiche.reference import territories
from tradefiche.report import document
from tradefiche.report.look import Look
from tradefiche.report.look import prepare

WIDTH, FULL, HALF = 493.0, 380.0, 230.0
FAMILY = "Source Sans 3"


def eight(fiche: Fiche, look: Look) -> list[Figure]:
    """The figures of a fiche, laid out and ready to be drawn."""
    made = [
        draw(bars.layout(fiche, WIDTH, FULL, look.pen).picture, look.palette),
        draw(bands.layout(fiche, WIDTH, FULL, look.pen).picture, look.palette),
    ]
    for trade in fiche.trades:
        assert trade.region is not None
        for matrix, height, form in (
            (trade.matrix, FULL, flow_parts.FULL),
            (trade.region, HALF, flow_parts.HALF),
            (trade.france, HALF, flow_parts.HALF),
        ):
            made.append(
                draw(
                    flow_diagram.layout(matrix, WIDTH, height, look.pen, form).picture, look.palette
                )
            )
    return made


def ours(figures: Sequence[Figure], look: Look) -> bytes:
    """A page a figure, through our renderer."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, initialFontName=look.typeface.font("regular"))
    for figure in figures:
        place(canvas, record(figure, look.typeface), 50, 100)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def by_svg(figures: Sequence[Figure], look: Look) -> bytes:
    """A page a figure, through SVG and svglib."""
    buffer = io.BytesIO()
    canvas = Canvas(buffer, invariant=1, initialFontName=look.typeface.font("regular"))
    for figure in figures:
        svg = io.BytesIO()
        FigureCanvasSVG(figure).print_svg(svg)
        svg.seek(0)
        renderPDF.draw(svg2rlg(svg), canvas, 50, 100)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def share_fonts(look: Look) -> None:
    """The same fonts for matplotlib's SVG and for svglib; text stays text."""
    mpl.rcParams["svg.fonttype"] = "none"
    weights = {"regular": "normal", "semibold": 600, "bold": "bold"}
    for weight, name in weights.items():
        path = look.brand.fonts[weight]
        font_manager.fontManager.addfont(path)
        register_font(FAMILY, str(path), weight=name)
    register_font(FAMILY, str(look.brand.fonts["italic"]), style="italic")


def milliseconds(work: Callable[[], object]) -> float:
    """One run, rubbish collected before."""
    gc.collect()
    start = time.perf_counter()
    work()
    return (time.perf_counter() - start) * 1000


def main() -> None:
    turns = int(sys.argv[1])
    look = prepare(brand.load())
    share_fonts(look)
    dataset = customs.demonstration()
    (allier,) = indicators.fiches(dataset, [territories.departement("03")])
    texts = edition.load(edition.folder_for(2024))
    figures = eight(allier, look)
    roads = {
        "ours": lambda: ours(figures, look),
        "svglib": lambda: by_svg(figures, look),
        "layout": lambda: eight(allier, look),
        "empty": lambda: ours([], look),
    }
    sizes = {name: len(road()) for name, road in roads.items() if name != "layout"}
    samples: dict[str, list[float]] = {name: [] for name in roads}
    for _ in range(turns):
        for name, road in roads.items():
            samples[name].append(milliseconds(road))
    # Other départements each time: nothing of a fiche is drawn twice but what it shares.
    fiches = indicators.fiches(dataset, territories.departements()[: turns + 5])
    warm = [milliseconds(lambda f=f: document.build(f, texts, brand.load())) for f in fiches]
    samples["fiche"] = warm[5:]
    print(
        json.dumps(
            {
                "milliseconds": {
                    name: (statistics.median(each), min(each), max(each))
                    for name, each in samples.items()
                },
                "bytes": sizes,
            }
        )
    )


if __name__ == "__main__":
    main()
