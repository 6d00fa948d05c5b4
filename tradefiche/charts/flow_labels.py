"""The words of a flow diagram: names spread beside their nodes, heads, values along the ribbons."""

from __future__ import annotations

from collections.abc import Sequence

from tradefiche.charts.flow_parts import HEAD
from tradefiche.charts.flow_parts import NODE
from tradefiche.charts.flow_parts import Format
from tradefiche.charts.flow_parts import Node
from tradefiche.charts.flow_parts import Ribbon
from tradefiche.charts.flow_parts import Tag
from tradefiche.charts.flow_parts import titles
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.labels import overlap
from tradefiche.charts.labels import spread
from tradefiche.wording.numbers import Unit

LEADING = 1.14
OVERHANG = 6.0
"""How far labels may stand above the nodes; below them is the edge of the figure."""
TAG_AIR = 1.5
"""Least distance of two values."""


def node_labels(
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


def heads(
    exports: bool,
    width: float,
    height: float,
    left_column: float,
    right_column: float,
    unit: Unit,
    pen: Pen,
    form: Format,
) -> list[Label]:
    """What stands over each column, with its unit."""
    products, countries = titles("exports" if exports else "imports")
    left, right = (products, countries) if exports else (countries, products)
    y = height - 7
    value_right = width - right_column + form.value_column
    return [
        pen.label(left, 0, y, 8, "semibold"),
        pen.label(unit.symbol, left_column - 1, y, 7, "regular", "mute", "right"),
        pen.label(right, value_right + 6, y, 8, "semibold"),
        pen.label(unit.symbol, value_right, y, 7, "regular", "mute", "right"),
    ]


def tags(
    ribbons: Sequence[Ribbon], inner: tuple[float, float], unit: Unit, pen: Pen, form: Format
) -> tuple[Tag, ...]:
    """The values of the main flows, each at the first free place along its ribbon."""
    placed: list[Tag] = []
    for band in ribbons:
        text = unit.label(band.value)
        places = _places(inner, pen.width(text, form.value_size, "bold"))
        candidates = (_tag(band, text, x, inner, pen, form) for x in places)
        free = (t for t in candidates if not any(overlap(t.box, p.box, TAG_AIR) for p in placed))
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
