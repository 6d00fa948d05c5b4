"""Outlines as SVG writes them, in as few bytes as it can: steps from point to point.

The unit is a tenth of a point, so that every number is whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from tradefiche.charts.shapes import Point

MOVE, LINE, CURVE, CLOSE = 1, 2, 4, 79
"""Codes of a path, as ``shapes`` has them."""
LETTERS = {MOVE: "m", LINE: "l", CURVE: "c"}
RECTANGLE = (MOVE, LINE, LINE, LINE, CLOSE)
RIBBON = (MOVE, CURVE, CURVE, CURVE, LINE, CURVE, CURVE, CURVE, CLOSE)
DISC = (MOVE, *[CURVE] * 12, CLOSE)
"""The paths that a page has most of."""
THINNED = ((40, 1.5), (12, 0.8))
"""An outline of more points is thinned to steps of so many points of the drawing."""
KEPT = 64
"""Outlines that are kept."""
NEAR = 0.5
"""Points of the drawing that its line may move by: about a pixel."""


def path(vertices: Sequence[Point], codes: Sequence[int], height: float) -> str:
    """The ``d`` of a path; y grows downwards from ``height``."""
    if codes == RIBBON:
        return _ribbon(vertices, height)
    if codes[:5] == RECTANGLE and codes == RECTANGLE * (len(codes) // 5):
        return _rectangles(vertices, height) or _straight(vertices, codes, height)
    if codes[1::2] == (LINE,) * (len(codes) // 2) and LINE not in codes[::2]:
        return _segments(vertices, height)
    if CURVE in codes:
        return _curved(vertices, codes, height)
    return _straight(vertices, codes, height)


def tenths(value: float) -> int:
    """Points in the unit of drawings."""
    return round(10 * value)


def number(value: float) -> str:
    """With one decimal at most: « 3.5 », « 12 »."""
    whole, tenth = divmod(abs(round(10 * value)), 10)
    told = str(whole) if not tenth else f"{whole or ''}.{tenth}"
    return f"-{told}" if value < 0 and told != "0" else told


def _straight(vertices: Sequence[Point], codes: Sequence[int], height: float) -> str:
    """Lines; a long outline without what is too small to be seen."""
    least = next((step for points, step in THINNED if len(vertices) > points), 0.0)
    if least:
        return _outline(tuple(vertices), tuple(codes), height, least)
    return _lines(vertices, codes, height)


@lru_cache(maxsize=KEPT)
def _outline(
    vertices: tuple[Point, ...], codes: tuple[int, ...], height: float, least: float
) -> str:
    """Kept: a département has its outline twice on a page, and France is on all of them."""
    return _lines(*_thinned(vertices, codes, least), height)


def _lines(vertices: Sequence[Point], codes: Sequence[int], height: float) -> str:
    out: list[str] = []
    here_x = here_y = start_x = start_y = 0
    last = ""
    for code, (x, y) in zip(codes, vertices, strict=True):
        if code == CLOSE:
            out.append("z")
            here_x, here_y, last = start_x, start_y, ""
            continue
        there_x, there_y = round(10 * x), round(10 * (height - y))
        across, down = there_x - here_x, there_y - here_y
        here_x, here_y = there_x, there_y
        if code == MOVE:
            out.append(f"m{across}{_after(down)}" if out else f"M{across}{_after(down)}")
            start_x, start_y, last = here_x, here_y, ""
            continue
        if not across and not down:
            continue
        letter = "h" if not down else "v" if not across else "l"
        told = f"{across}{_after(down)}" if letter == "l" else str(across or down)
        out.append(f"{letter}{told}" if letter != last else told if told[0] == "-" else f" {told}")
        last = letter
    return "".join(out)


def _segments(vertices: Sequence[Point], height: float) -> str:
    """Strokes of two points, each from the end that is nearer to the last; none twice."""
    out: list[str] = []
    here_x = here_y = 0
    before = None
    ends = [(round(10 * x), round(10 * (height - y))) for x, y in vertices]
    for both in zip(ends[::2], ends[1::2], strict=True):
        if both == before:
            continue
        before = both
        (x, y), (u, v) = both
        if abs(u - here_x) + abs(v - here_y) < abs(x - here_x) + abs(y - here_y):
            x, y, u, v = u, v, x, y
        letter = "m" if out else "M"
        out.append(f"{letter}{x - here_x}{_after(y - here_y)}{_line(u - x, v - y)}")
        here_x, here_y = u, v
    return "".join(out)


def _line(across: int, down: int) -> str:
    return f"v{down}" if not across else f"h{across}" if not down else f"l{across}{_after(down)}"


def _thinned(
    vertices: Sequence[Point], codes: Sequence[int], least: float
) -> tuple[list[Point], list[int]]:
    """Steps of ``least`` or more; areas without every second point that is nearly on a line.

    Both ends of each run stay.
    """
    points: list[Point] = []
    kept: list[int] = []
    count, area, may = len(codes), CLOSE in codes, False
    for index, (code, point) in enumerate(zip(codes, vertices, strict=True), 1):
        if code == LINE:
            (x, y), (before_x, before_y) = point, points[-1]
            goes_on = index < count and codes[index] == LINE
            if goes_on and abs(x - before_x) + abs(y - before_y) < least:
                continue
            if may and area and _is_between(points[-2], points[-1], point):
                points[-1], may = point, False
                continue
        may = code == LINE
        points.append(point)
        kept.append(code)
    return points, kept


def _is_between(start: Point, middle: Point, end: Point) -> bool:
    """Whether a point is so near the line between two others that it is not missed."""
    across, down = end[0] - start[0], end[1] - start[1]
    x, y = middle[0] - start[0], middle[1] - start[1]
    whole, along, area = across * across + down * down, x * across + y * down, across * y - down * x
    return 0.0 < along < whole and area * area < NEAR * NEAR * whole


def _curved(vertices: Sequence[Point], codes: Sequence[int], height: float) -> str:
    """Any path, from its first point; a curve takes three of its vertices."""
    points = [(round(10 * x), round(10 * (height - y))) for x, y in vertices]
    out = [f"M{_run(points[0])}"]
    start = here = points[0]
    index = 1
    while index < len(points):
        code, size = codes[index], 3 if codes[index] == CURVE else 1
        taken = points[index : index + size]
        steps = [step for x, y in taken for step in (x - here[0], y - here[1])]
        index += size
        if code == CLOSE:
            out.append("z")
            here = start
            continue
        out.append(LETTERS[code] + _run(steps))
        here = taken[-1]
        if code == MOVE:
            start = here
    return "".join(out)


def _ribbon(vertices: Sequence[Point], height: float) -> str:
    """Two curves, and the sides that join them."""
    tenths = [(round(10 * x), round(10 * (height - y))) for x, y in vertices]
    (x, y), *first = tenths[:4]
    (u, v), *second = tenths[4:8]
    there = [step for px, py in first for step in (px - x, py - y)]
    back = [step for px, py in second for step in (px - u, py - v)]
    turned = [-step for step in there]
    if all(abs(a - b) <= 1 for a, b in zip(back, turned, strict=True)):
        back = turned  # but for the rounding of its ends, it is as thick everywhere
    side, edge = first[-1], v - first[-1][1]
    return f"M{x}{_after(y)}c{_run(there)}{_line(u - side[0], edge)}c{_run(back)}z"


def _rectangles(vertices: Sequence[Point], height: float) -> str:
    """Those whose sides are level and upright; nothing where one is another shape."""
    out: list[str] = []
    here_x = here_y = 0
    tenths = [(round(10 * x), round(10 * (height - y))) for x, y in vertices]
    for place in range(0, len(tenths), 5):
        (x, y), (right, low), (across, top), (left, up) = tenths[place : place + 4]
        if low != y or across != right or up != top or left != x:
            return ""
        start, width = f"{x - here_x}{_after(y - here_y)}", right - x
        out.append(f"{'m' if out else 'M'}{start}h{width}v{top - low}h{-width}z")
        here_x, here_y = x, y
    return "".join(out)


def disc(vertices: Sequence[Point], height: float) -> tuple[int, int, int] | None:
    """The middle and the radius of four curves of the codes ``DISC``; None where they are none."""
    (right, y), (x, top), (left, _), (_, low) = vertices[0], vertices[3], vertices[6], vertices[9]
    radius = round(5 * (right - left))
    if radius <= 0 or radius != round(5 * (top - low)):
        return None
    return round(10 * x), round(10 * (height - y)), radius


def _run(values: Sequence[int]) -> str:
    """Numbers as short as SVG reads them: « 32-10 5 »."""
    return "".join([_after(value) for value in values]).lstrip(" ")


def _after(value: int) -> str:
    """As it stands after another number: a minus needs no space before it."""
    return str(value) if value < 0 else f" {value}"
