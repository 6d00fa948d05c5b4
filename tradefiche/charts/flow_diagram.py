"""Figures 3 to 8: which product goes to (or comes from) which country, as a flow diagram.

Two columns of nodes on one scale, ribbons ordered to avoid needless crossings, the five main
flows above the others with their value. Labels are spread so that they never overlap, however
tiny their nodes. The same code draws the full page and the half page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.charts.flow_labels import heads
from tradefiche.charts.flow_labels import node_labels
from tradefiche.charts.flow_labels import tags
from tradefiche.charts.flow_parts import HEAD
from tradefiche.charts.flow_parts import NODE
from tradefiche.charts.flow_parts import Format
from tradefiche.charts.flow_parts import Kind
from tradefiche.charts.flow_parts import Node
from tradefiche.charts.flow_parts import Ribbon
from tradefiche.charts.flow_parts import Side
from tradefiche.charts.flow_parts import Tag
from tradefiche.charts.flow_parts import nothing
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import chip
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.shapes import ribbon
from tradefiche.fiche import FlowMatrix
from tradefiche.wording.numbers import Unit

LEADER_ROOM = 12.0
MOST_GAP = 14.0
LEAST_NODE = 0.8


@dataclass(frozen=True, slots=True)
class FlowLayout:
    """The geometry of the diagram; ``left_x`` and ``right_x`` are the inner edges of the nodes."""

    width: float
    height: float
    scale: float
    left_x: float
    right_x: float
    flow: str
    nodes: tuple[Node, ...]
    ribbons: tuple[Ribbon, ...]
    labels: tuple[Label, ...]
    leaders: tuple[tuple[tuple[float, float], ...], ...]
    tags: tuple[Tag, ...]

    @property
    def picture(self) -> Picture:
        """What is painted, and in which order."""
        return _picture(self)


@dataclass(frozen=True, slots=True)
class _End:
    name: str
    value: int
    others: bool
    index: int


def layout(matrix: FlowMatrix, width: float, height: float, pen: Pen, form: Format) -> FlowLayout:
    """Place nodes, ribbons, labels and the values of the main flows.

    Exports read from products to countries, imports from countries to products.

    Args:
        matrix: its total may be zero; the diagram is then a sentence that says so.
        width, height: room in points, heads included.
        form: ``FULL`` or ``HALF``.
    """
    products, countries = _ends(matrix)
    exports = matrix.flow == "exports"
    left, right = (products, countries) if exports else (countries, products)
    columns = (form.product_column, form.country_column)
    left_column, right_column = columns if exports else columns[::-1]
    left_x = left_column + LEADER_ROOM
    right_x = width - right_column - LEADER_ROOM
    if not matrix.total:
        return _empty(matrix, width, height, pen, left_x, right_x)
    room = height - HEAD
    scale = (room - form.gap * (max(len(left), len(right)) - 1)) / matrix.total
    nodes_left = _nodes(left, "left", left_x, room, scale, form)
    nodes_right = _nodes(right, "right", right_x - NODE, room, scale, form)
    ribbons = _ribbons(matrix, left, right, nodes_left, nodes_right, scale)
    unit = Unit.of(matrix.largest)
    labels: list[Label] = []
    leaders: list[tuple[tuple[float, float], ...]] = []
    for nodes, column in ((nodes_left, left_column), (nodes_right, right_column)):
        made, lines = node_labels(nodes, column, width, height, unit, pen, form)
        labels += made
        leaders += lines
    labels += heads(exports, width, height, left_column, right_column, unit, pen, form)
    inner = (left_x + NODE, right_x - NODE)
    return FlowLayout(
        width,
        height,
        scale,
        *inner,
        matrix.flow,
        (*nodes_left, *nodes_right),
        ribbons,
        tuple(labels),
        tuple(leaders),
        tags([r for r in ribbons if r.kind == "main"], inner, unit, pen, form),
    )


def _ends(matrix: FlowMatrix) -> tuple[list[_End], list[_End]]:
    """Products and countries to draw, « autres » last; an empty « autres » is left out."""
    rows, columns = matrix.product_totals, matrix.country_totals
    products = [_End(p.short, rows[i], False, i) for i, p in enumerate(matrix.products)]
    countries = [_End(c.name, columns[i], False, i) for i, c in enumerate(matrix.countries)]
    if rows[-1]:
        products.append(_End("Autres produits", rows[-1], True, len(rows) - 1))
    if columns[-1]:
        countries.append(_End("Autres pays", columns[-1], True, len(columns) - 1))
    return products, countries


def _nodes(
    ends: Sequence[_End], side: Side, x: float, room: float, scale: float, form: Format
) -> list[Node]:
    """Nodes from the top down; the side with fewer of them has wider gaps and is centred."""
    filled = sum(end.value for end in ends) * scale
    gap = form.gap if len(ends) < 2 else min(MOST_GAP, (room - filled) / (len(ends) - 1))
    top = room - (room - filled - gap * (len(ends) - 1)) / 2
    nodes = []
    for end in ends:
        nodes.append(Node(side, end.name, end.value, x, top, end.value * scale, end.others))
        top -= end.value * scale + gap
    return nodes


def _ribbons(
    matrix: FlowMatrix,
    left: Sequence[_End],
    right: Sequence[_End],
    nodes_left: Sequence[Node],
    nodes_right: Sequence[Node],
    scale: float,
) -> tuple[Ribbon, ...]:
    """Ribbons in painting order: « autres », then named, then main; large before small."""
    exports = matrix.flow == "exports"
    main = {(link.product, link.country) for link in matrix.main}
    tops_left = [node.top for node in nodes_left]
    tops_right = [node.top for node in nodes_right]
    made: list[Ribbon] = []
    for i, start in enumerate(left):
        for j, end in enumerate(right):
            product, country = (start, end) if exports else (end, start)
            value = matrix.cells[product.index][country.index]
            if not value:
                continue
            others = product.others + country.others
            kind: Kind = "half_others" if others == 1 else "others" if others else "named"
            if (product.index, country.index) in main and not others:
                kind = "main"
            thickness = value * scale
            made.append(
                Ribbon(
                    product.index, country.index, value,
                    tops_left[i], tops_right[j], thickness, kind,
                )
            )  # fmt: skip
            tops_left[i] -= thickness
            tops_right[j] -= thickness
    order = {"others": 0, "half_others": 0, "named": 1, "main": 2}
    return tuple(sorted(made, key=lambda r: (order[r.kind], -r.value, r.product, r.country)))


def _empty(
    matrix: FlowMatrix, width: float, height: float, pen: Pen, left_x: float, right_x: float
) -> FlowLayout:
    label = pen.label(nothing(matrix.flow), width / 2, height / 2, 10, "regular", "mute", "center")
    return FlowLayout(width, height, 0, left_x, right_x, matrix.flow, (), (), (label,), (), ())


def _picture(chart: FlowLayout) -> Picture:
    tint = f"{chart.flow}_ribbon"
    opacity = {
        "others": 0.13,
        "half_others": 0.16,
        "named": 0.21 if chart.flow == "exports" else 0.24,
    }
    shapes: list[Shape] = []
    for band in chart.ribbons:
        if band.kind == "main":
            shapes.append(_band(chart, band, "paper", 1.0, 0.5))
            shapes.append(_band(chart, band, "red", 1.0))
        else:
            fill = tint if band.kind == "named" else "others"
            shapes.append(_band(chart, band, fill, opacity[band.kind]))
    shapes += [_node(node, chart.flow) for node in chart.nodes]
    shapes += [line(points, "leader", 0.4) for points in chart.leaders]
    for tag in chart.tags:
        if tag.boxed:
            left, bottom, right, top = tag.box
            shapes.append(chip(left, bottom, right - left, top - bottom, "paper", "red", 0.6))
    labels = (*chart.labels, *(tag.label for tag in chart.tags))
    return Picture(chart.width, chart.height, tuple(shapes), labels)


def _band(chart: FlowLayout, band: Ribbon, fill: str, opacity: float, casing: float = 0.0) -> Shape:
    return ribbon(
        chart.left_x,
        chart.right_x,
        band.left_top + casing,
        band.right_top + casing,
        band.thickness + 2 * casing,
        fill,
        opacity,
    )


def _node(node: Node, flow: str) -> Shape:
    height = max(node.height, LEAST_NODE)
    fill = "others" if node.others else flow
    return rectangle(node.x, max(node.centre - height / 2, 0.0), NODE, height, fill)
