"""Figures 3 to 8: which product goes to (or comes from) which country, as a flow diagram.

Two columns of nodes on one scale, ribbons ordered to avoid needless crossings, the five main
flows above the others with their value. Labels are spread so that they never overlap, however
tiny their nodes. The same code draws the full page and the half page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.labels import spread
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import chip
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.shapes import ribbon
from tradefiche.fiche import FlowMatrix
from tradefiche.wording.numbers import Unit

Side = Literal["left", "right"]
Kind = Literal["others", "half_others", "named", "main"]

HEAD = 20.0
NODE = 7.0
LEADER_ROOM = 12.0
MOST_GAP = 14.0
LEAST_NODE = 0.8
LEADING = 1.14
OVERHANG = 6.0
"""How far labels may stand above the nodes; below them is the edge of the figure."""


@dataclass(frozen=True, slots=True)
class Format:
    """Measures that differ between the full page and the half page."""

    product_column: float
    country_column: float
    value_column: float
    name_size: float
    value_size: float
    gap: float
    padding: float


FULL = Format(140, 108, 30, 7.8, 7.2, 4, 4)
HALF = Format(142, 110, 34, 7, 6.5, 3, 1.4)


@dataclass(frozen=True, slots=True)
class Node:
    """One product or country; its height is proportional to its value (before LEAST_NODE)."""

    side: Side
    name: str
    value: int
    x: float
    top: float
    height: float
    others: bool

    @property
    def centre(self) -> float:
        """y of the middle."""
        return self.top - self.height / 2


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One flow; ``left_top`` and ``right_top`` are the upper ends."""

    product: int
    country: int
    value: int
    left_top: float
    right_top: float
    thickness: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Tag:
    """The value of a main flow; ``boxed`` when the ribbon is too thin to carry white text."""

    label: Label
    boxed: bool

    @property
    def box(self) -> tuple[float, float, float, float]:
        """(left, bottom, right, top) with the margin of the chip."""
        size, centre = self.label.size, self.label.y + self.label.size * 0.34
        return (
            self.label.left - 2.2,
            centre - size * 0.56,
            self.label.left + self.label.width + 2.2,
            centre + size * 0.56,
        )


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
    unit = Unit.of(matrix.total)
    labels: list[Label] = []
    leaders: list[tuple[tuple[float, float], ...]] = []
    for nodes, column in ((nodes_left, left_column), (nodes_right, right_column)):
        made, lines = _node_labels(nodes, column, width, height, unit, pen, form)
        labels += made
        leaders += lines
    labels += _heads(exports, width, height, left_column, right_column, unit, pen, form)
    inner = (left_x + NODE, right_x - NODE)
    tags = _tags([r for r in ribbons if r.kind == "main"], inner, unit, pen, form)
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
        tags,
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


def _node_labels(
    nodes: Sequence[Node],
    column: float,
    width: float,
    height: float,
    unit: Unit,
    pen: Pen,
    form: Format,
) -> tuple[list[Label], list[tuple[tuple[float, float], ...]]]:
    """Names and values beside the nodes, spread, each tied to its node by a leader."""
    size = form.name_size
    leading = size * LEADING
    names, heights = _name_lines(nodes, column - form.value_column - 7, height, pen, form)
    top = height - HEAD + OVERHANG
    centres = [top - node.centre for node in nodes]
    places = spread(centres, heights, 0, top)
    labels: list[Label] = []
    leaders: list[tuple[tuple[float, float], ...]] = []
    for node, lines, place in zip(nodes, names, places, strict=True):
        y = top - place
        color = "mute" if node.others else "ink"
        left = node.side == "left"
        name_x = 0.0 if left else width - column + form.value_column + 6
        value_x = column - 1 if left else width - column + form.value_column
        baseline = y + (len(lines) - 1) * leading / 2 - size * 0.33
        for text in lines:
            weight: Weight = "italic" if node.others else "regular"
            labels.append(pen.label(text, name_x, baseline, size, weight, color))
            baseline -= leading
        value = pen.label(
            unit.label(node.value), value_x, y - size * 0.33, size, "semibold", color, "right"
        )
        labels.append(value)
        near = column + 2 if left else value.left - 2.5
        far = node.x - 1.5 if left else node.x + NODE + 1.5
        bend = near + (far - near) * 0.35
        leaders.append(((near, y), (bend, y), (far, node.centre)))
    return labels, leaders


def _name_lines(
    nodes: Sequence[Node], width: float, height: float, pen: Pen, form: Format
) -> tuple[list[list[str]], list[float]]:
    """Names in at most two lines (more beside a taller node), or one each when room lacks."""
    size = form.name_size
    leading = size * LEADING
    room = height - HEAD + OVERHANG
    for most, padding in ((2, form.padding), (1, form.padding), (1, 0.8), (1, 0.0)):
        names = []
        for node in nodes:
            lines = pen.wrap(node.name, size, width)
            allowed = max(most, int(node.height / leading)) if most > 1 else 1
            if len(lines) > allowed:
                rest = " ".join(lines[allowed - 1 :]).replace("\u00a0", " ")
                lines = [*lines[: allowed - 1], pen.shorten(rest, size, width)]
            names.append([pen.shorten(text, size, width) for text in lines])
        heights = [len(lines) * leading + padding for lines in names]
        if sum(heights) <= room:
            break
    return names, heights


def _heads(
    exports: bool,
    width: float,
    height: float,
    left_column: float,
    right_column: float,
    unit: Unit,
    pen: Pen,
    form: Format,
) -> list[Label]:
    products = "Produits exportés" if exports else "Produits importés"
    countries = "Pays de destination" if exports else "Pays d’origine"
    left, right = (products, countries) if exports else (countries, products)
    y = height - 7
    value_right = width - right_column + form.value_column
    return [
        pen.label(left, 0, y, 8, "semibold"),
        pen.label(unit.symbol, left_column - 1, y, 7, "regular", "mute", "right"),
        pen.label(right, value_right + 6, y, 8, "semibold"),
        pen.label(unit.symbol, value_right, y, 7, "regular", "mute", "right"),
    ]


def _tags(
    ribbons: Sequence[Ribbon], inner: tuple[float, float], unit: Unit, pen: Pen, form: Format
) -> tuple[Tag, ...]:
    """The values of the main flows, each at the first free place along its ribbon."""
    placed: list[Tag] = []
    for band in ribbons:
        text = unit.label(band.value)
        places = _places(inner, pen.width(text, form.value_size, "bold"))
        candidates = (_tag(band, text, x, inner, pen, form) for x in places)
        free = (t for t in candidates if not any(_overlap(t.box, p.box) for p in placed))
        tag = next(free, None)  # most often the first place: the others are not computed
        placed.append(tag or _tag(band, text, places[0], inner, pen, form))
    return tuple(placed)


def _places(inner: tuple[float, float], width: float) -> list[float]:
    """Left edges to try: both ends, then inwards label by label, then every 8 points."""
    start, end = inner[0] + 5, inner[1] - 5 - width
    step = width + 9
    first = [start, end, start + step, end - step, start + 2 * step, end - 2 * step]
    count = max(0, int((end - start) / 8))
    return [x for x in (*first, *(start + 8 * n for n in range(count))) if start <= x <= end]


def _tag(
    band: Ribbon, text: str, x: float, inner: tuple[float, float], pen: Pen, form: Format
) -> Tag:
    size = form.value_size
    width = pen.width(text, size, "bold")
    start, centre, end = (_centre(band, x + width * part, inner) for part in (0, 0.5, 1))
    # White figures need red behind every corner, also where the ribbon slopes under them.
    slope = 2 * max(abs(start - centre), abs(end - centre))
    boxed = band.thickness < max(1.02 * size, 0.7 * size + slope)
    centre = max(centre, size * 0.6)
    color = "red" if boxed else "paper"
    return Tag(pen.label(text, x, centre - size * 0.34, size, "bold", color), boxed)


def _centre(band: Ribbon, x: float, inner: tuple[float, float]) -> float:
    """y of the middle of a ribbon at ``x``."""
    part = _height_part((x - inner[0]) / (inner[1] - inner[0]))
    return band.left_top + (band.right_top - band.left_top) * part - band.thickness / 2


def _height_part(u: float) -> float:
    """How far down a ribbon has come at the part ``u`` of its width (the same cubic)."""
    low, high = 0.0, 1.0
    for _ in range(30):
        t = (low + high) / 2
        x = 1.5 * (1 - t) ** 2 * t + 1.5 * (1 - t) * t * t + t**3
        low, high = (t, high) if x < u else (low, t)
    return t * t * (3 - 2 * t)


def _overlap(
    a: tuple[float, float, float, float], b: tuple[float, float, float, float], air: float = 1.5
) -> bool:
    return a[0] < b[2] + air and b[0] < a[2] + air and a[1] < b[3] + air and b[1] < a[3] + air


def _empty(
    matrix: FlowMatrix, width: float, height: float, pen: Pen, left_x: float, right_x: float
) -> FlowLayout:
    what = "Aucune exportation" if matrix.flow == "exports" else "Aucune importation"
    text = f"{what} enregistrée : il n’y a pas de flux à tracer.".replace(" :", "\u00a0:")
    label = pen.label(text, width / 2, height / 2, 10, "regular", "mute", "center")
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
