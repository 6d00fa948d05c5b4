"""Figures 4, 5, 7 and 8: the flows of a region and of France, as few as ten seconds can read.

Six ends a side, their shares, and the flows between them that weigh something; the main ones in
red, numbered as in the list that stands beside. What an end trades with others is its pale part.
Nothing here depends on the département: the fiches of a region share the drawing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tradefiche.charts.compared_words import RADIUS
from tradefiche.charts.compared_words import SIZE
from tradefiche.charts.compared_words import End
from tradefiche.charts.compared_words import EndColumn
from tradefiche.charts.compared_words import Thread
from tradefiche.charts.compared_words import numbers_of
from tradefiche.charts.compared_words import words_of
from tradefiche.charts.flow_parts import nothing
from tradefiche.charts.flow_parts import titles
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import disc
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.shapes import ribbon
from tradefiche.fiche import FlowMatrix
from tradefiche.wording.numbers import others

LEAST = 0.004
"""Part of the total from which a flow is drawn."""
TINT, PALE, CASING = 0.26, 0.16, 0.5
HEAD, FOOT = 20.0, 22.0
MOST_HEIGHT = 300.0
"""Points: a taller drawing only spreads what is to be compared."""
GAP, MOST_GAP = 17.0, 40.0
"""Points between two nodes: two lines of a name find room beside the thinnest."""
NODE, LEAST_NODE = 7.0, 1.2
PRODUCTS, COUNTRIES = 90.0, 54.0
"""Widths of the names."""
SHARE = 28.0


@dataclass(frozen=True, slots=True)
class ComparedLayout:
    """The geometry of the diagram; ``left_x`` and ``right_x`` are the inner edges of the nodes."""

    width: float
    height: float
    flow: str
    left_x: float
    right_x: float
    ends: tuple[End, ...]
    threads: tuple[Thread, ...]
    numbers: tuple[Label, ...]
    labels: tuple[Label, ...]

    @property
    def picture(self) -> Picture:
        """What is painted, and in which order."""
        shapes = [
            ribbon(*self._way(s), s.thickness, f"{self.flow}_ribbon", TINT)
            for s in self.threads
            if not s.rank
        ]
        for thread in (s for s in self.threads if s.rank):
            left, right, top, other = self._way(thread)
            cased = (left, right, top + CASING, other + CASING)
            shapes.append(ribbon(*cased, thread.thickness + 2 * CASING, "paper", 1.0))
            shapes.append(ribbon(left, right, top, other, thread.thickness, "red", 1.0))
        for end in self.ends:
            shapes += self._end(end)
        shapes += [disc(n.x, n.y + SIZE * 0.34, RADIUS, "paper", "red", 0.9) for n in self.numbers]
        return Picture(self.width, self.height, tuple(shapes), (*self.labels, *self.numbers))

    def _way(self, thread: Thread) -> tuple[float, float, float, float]:
        return self.left_x, self.right_x, thread.left_top, thread.right_top

    def _end(self, end: End) -> list[Shape]:
        """The whole of an end, pale with an outline; over it what is drawn of its flows."""
        height = max(end.height, LEAST_NODE)
        low = end.centre - height / 2
        ground = rectangle(end.x, low, NODE, height, f"{self.flow}_ribbon")
        outlined = replace(ground, opacity=PALE, stroke=self.flow, stroke_width=0.8)
        drawn = min(end.drawn, height)
        if not drawn:
            return [outlined]
        return [outlined, rectangle(end.x, low + height - drawn, NODE, drawn, self.flow)]


@dataclass(frozen=True, slots=True)
class _Flow:
    """A flow to draw: the indices of its ends, left and right."""

    value: int
    left: int
    right: int
    rank: int


def layout(matrix: FlowMatrix, width: float, height: float, pen: Pen) -> ComparedLayout:
    """Place the ends, the flows between them and the numbers of the main ones.

    Exports read from products to countries, imports from countries to products.

    Args:
        matrix: its total may be zero; the diagram is then a sentence that says so.
        width, height: room in points, heads included.
    """
    height = min(height, MOST_HEIGHT)
    left, right = _columns(matrix, width)
    inner = (left.node_x + NODE, right.node_x)
    if not matrix.total:
        label = pen.label(
            nothing(matrix.flow), width / 2, height / 2, 10, "regular", "mute", "center"
        )
        return ComparedLayout(width, height, matrix.flow, *inner, (), (), (), (label,))
    room = height - HEAD - FOOT
    most = max(len(left.values), len(right.values))
    scale = (room - GAP * (most - 1)) / max(sum(left.values), sum(right.values), 1)
    flows = _flows(matrix)
    starts = _ends_of(left, [(f.left, f.value) for f in flows], room, scale)
    ends = _ends_of(right, [(f.right, f.value) for f in flows], room, scale)
    threads = _threads(flows, starts, ends, scale)
    columns = ((left, starts), (right, ends))
    labels = [label for each in columns for label in words_of(*each, matrix.total, height, pen)]
    numbers = numbers_of([thread for thread in threads if thread.rank], inner, pen)
    return ComparedLayout(
        width, height, matrix.flow, *inner, (*starts, *ends), threads, numbers, tuple(labels)
    )


def _columns(matrix: FlowMatrix, width: float) -> tuple[EndColumn, EndColumn]:
    """The left and the right one."""
    exports = matrix.flow == "exports"
    named, partners = titles(matrix.flow)
    products = _column(
        named,
        [product.short for product in matrix.products],
        matrix.product_totals,
        others(matrix.other_products, "produit"),
        PRODUCTS,
        0.0 if exports else width,
    )
    countries = _column(
        partners,
        [country.name for country in matrix.countries],
        matrix.country_totals,
        others(matrix.other_countries, "pays"),
        COUNTRIES,
        width if exports else 0.0,
    )
    return (products, countries) if exports else (countries, products)


def _column(
    title: str,
    names: Sequence[str],
    totals: Sequence[int],
    rest: str,
    name_width: float,
    edge: float,
) -> EndColumn:
    """Names at the edge of the drawing, then shares, then nodes."""
    inward = 1 if edge == 0 else -1
    near = edge + inward * name_width
    node = near + inward * (SHARE + 5)
    return EndColumn(
        title,
        tuple(names),
        tuple(totals[:-1]),
        rest if totals[-1] else "",
        totals[-1],
        min(edge, near),
        name_width,
        node - inward * 5,
        node if inward > 0 else node - NODE,
    )


def _flows(matrix: FlowMatrix) -> list[_Flow]:
    """Those that are drawn, in the order of their ends."""
    exports = matrix.flow == "exports"
    ranks = {(link.product, link.country): n for n, link in enumerate(matrix.main, 1)}
    found = [
        _Flow(value, *((i, j) if exports else (j, i)), ranks.get((i, j), 0))
        for i, line in enumerate(matrix.cells[:-1])
        for j, value in enumerate(line[:-1])
        if value and ((i, j) in ranks or value >= LEAST * matrix.total)
    ]
    return sorted(found, key=lambda flow: (flow.left, flow.right))


def _ends_of(
    column: EndColumn, flows: Sequence[tuple[int, int]], room: float, scale: float
) -> list[End]:
    """From the top down; the side with fewer or smaller ones has wider gaps, and is centred."""
    filled = sum(column.values) * scale
    between = len(column.values) - 1
    gap = min(MOST_GAP, (room - filled) / between) if between > 0 else 0.0
    top = FOOT + room - (room - filled - gap * between) / 2
    made = []
    for index, (name, value) in enumerate(zip(column.names, column.values, strict=True)):
        drawn = sum(euros for end, euros in flows if end == index) * scale
        made.append(End(name, value, column.node_x, top, value * scale, drawn))
        top -= value * scale + gap
    return made


def _threads(
    flows: Sequence[_Flow], starts: Sequence[End], ends: Sequence[End], scale: float
) -> tuple[Thread, ...]:
    """Side by side at each end, in the order of the other ends; the main ones above the others."""
    left, right = [end.top for end in starts], [end.top for end in ends]
    made = []
    for flow in flows:
        thickness = flow.value * scale
        made.append(Thread(flow.value, left[flow.left], right[flow.right], thickness, flow.rank))
        left[flow.left] -= thickness
        right[flow.right] -= thickness
    return tuple(sorted(made, key=lambda s: (-s.rank if s.rank else -99, -s.value)))
