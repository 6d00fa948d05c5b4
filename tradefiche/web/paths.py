"""Outlines as SVG writes them, in as few bytes as it can: steps from point to point, in tenths."""

from __future__ import annotations

from collections.abc import Sequence

from tradefiche.charts.shapes import Point

MOVE, LINE, CURVE, CLOSE = 1, 2, 4, 79
"""Codes of a path, as ``shapes`` has them."""
LETTERS = {MOVE: "m", LINE: "l", CURVE: "c"}
RECTANGLE = (MOVE, LINE, LINE, LINE, CLOSE)
RIBBON = (MOVE, CURVE, CURVE, CURVE, LINE, CURVE, CURVE, CURVE, CLOSE)
"""The paths that a page has most of."""
THINNED = ((40, 1.5), (12, 0.8))
"""An outline of more points is thinned to steps of so many points of the drawing."""
MOST = 6000
"""Tenths of a point that most steps of a drawing are below: each is written once."""


def path(vertices: Sequence[Point], codes: Sequence[int], height: float) -> str:
    """The ``d`` of a path; y grows downwards from ``height``."""
    if codes == RIBBON:
        return _ribbon(vertices, height)
    if codes == RECTANGLE and (box := _rectangle(vertices, height)):
        return box
    if CURVE in codes:
        return _curved(vertices, codes, height)
    return _straight(vertices, codes, height)


def number(value: float) -> str:
    """With one decimal at most: « 3.5 », « 12 »."""
    tenths = round(10 * value)
    return _ALONE[tenths] if -MOST <= tenths <= MOST else _told(tenths)


def _straight(vertices: Sequence[Point], codes: Sequence[int], height: float) -> str:
    """Lines, those too short to be seen joined to the next; both ends of each run stay."""
    least = next((step for points, step in THINNED if len(vertices) > points), 0.0)
    out: list[str] = []
    kept_x = kept_y = 0.0
    here_x = here_y = start_x = start_y = 0
    last, count = "", len(codes)
    for index, (code, (x, y)) in enumerate(zip(codes, vertices, strict=True), 1):
        if code == CLOSE:
            out.append("z")
            here_x, here_y, last = start_x, start_y, ""
            continue
        goes_on = code == LINE and index < count and codes[index] == LINE
        if goes_on and abs(x - kept_x) + abs(y - kept_y) < least:
            continue
        kept_x, kept_y = x, y
        there_x, there_y = round(10 * x), round(10 * (height - y))
        if code == MOVE:
            steps = (there_x - here_x, there_y - here_y) if out else (there_x, there_y)
            out.append(f"{'m' if out else 'M'}{_run(steps)}")
            here_x, here_y, last = there_x, there_y, ""
            start_x, start_y = here_x, here_y
            continue
        across, down = there_x - here_x, there_y - here_y
        if not across and not down:
            continue
        letter = "h" if not down else "v" if not across else "l"
        told = _run((across, down)) if letter == "l" else _run((across or down,))
        out.append(f"{letter}{told}" if letter != last else told if told[0] == "-" else f" {told}")
        here_x, here_y, last = there_x, there_y, letter
    return "".join(out)


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
    side = first[-1]
    return f"M{_run((x, y))}c{_run(there)}l{_run((u - side[0], v - side[1]))}c{_run(back)}z"


def _rectangle(vertices: Sequence[Point], height: float) -> str:
    """One whose sides are level and upright; nothing for another."""
    tenths = [(round(10 * x), round(10 * (height - y))) for x, y in vertices[:4]]
    (x, y), (right, low), (across, top), (left, up) = tenths
    if low != y or across != right or up != top or left != x:
        return ""
    width = right - x
    return f"M{_run((x, y))}h{_told(width)}v{_told(top - low)}h{_told(-width)}z"


def _run(values: Sequence[int]) -> str:
    """Numbers as short as SVG reads them: « 3.2-1 .5 »."""
    told = [_AFTER[v] if -MOST <= v <= MOST else f" {_told(v)}" for v in values]
    return "".join(told).lstrip(" ")


def _told(value: int) -> str:
    """Tenths as a number."""
    whole, tenth = divmod(abs(value), 10)
    told = str(whole) if not tenth else f"{whole or ''}.{tenth}"
    return f"-{told}" if value < 0 else told


_ALONE = [_told(value) for value in (*range(MOST + 1), *range(-MOST, 0))]
"""Each at its own index: those below zero are found from the end."""
_AFTER = [each if each[0] == "-" else f" {each}" for each in _ALONE]
"""Each as it stands after another number: a minus needs no space before it."""
