"""From a picture to SVG, in as few bytes as its eye needs: what is drawn, not what is said.

Steps from point to point in tenths of a point; shapes and labels of one look share a group. Colours
are the brand's: where the reader imposes others, pages show rows of text instead.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from itertools import groupby

from tradefiche.charts.labels import Align
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Weight
from tradefiche.charts.shapes import RGBA
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import Shape
from tradefiche.charts.tints import Tints
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text

MOVE, LINE, CURVE, CLOSE = 1, 2, 4, 79
"""Codes of a path, as ``shapes`` has them."""
RECTANGLE = (MOVE, LINE, LINE, LINE, CLOSE)
RIBBON = (MOVE, CURVE, CURVE, CURVE, LINE, CURVE, CURVE, CURVE, CLOSE)
"""The paths that a page has most of."""
BEYOND, COARSE = 40, 160
"""Tenths of a point: farther outside the frame, an outline has longer steps."""
UNSEEN = 0.4
"""Points: a translucent ribbon as thin as this is no longer seen; tables have what it shows."""
THINNED = ((40, 15), (12, 8))
"""A path of more points is an outline: tenths of a point that its steps have at least."""
_ANCHORS: dict[Align, str | None] = {"left": None, "right": "end", "center": "middle"}
_WEIGHTS: dict[Weight, str | None] = {"regular": None, "semibold": "s", "bold": "b", "italic": "i"}
"""Classes of the style sheet."""


def image(picture: Picture, colors: Tints, alternative: str, kind: str) -> Html:
    """A picture as an image of a page, with what it says to who cannot see it.

    Its words are hidden from screen readers, and so is a title, which would be a tooltip over the
    whole drawing.

    Args:
        kind: class of the style sheet.
    """
    box = f"0 0 {number(picture.width)} {number(picture.height)}"
    drawn = element("g", drawing(picture, colors), aria_hidden="true")
    return element("svg", drawn, class_=kind, role="img", aria_label=alternative, viewBox=box)


def drawing(picture: Picture, colors: Tints) -> Html:
    """Its shapes in painting order, its labels above them."""
    return join((*_shapes(picture, colors), *_labels(picture, colors)))


def path(
    vertices: Sequence[Point], codes: Sequence[int], height: float, width: float = math.inf
) -> str:
    """The ``d`` of a path; y grows downwards from ``height``.

    Args:
        width: of what is seen of it; what leaves that, or the height, is coarser.
    """
    if codes == RIBBON:
        return _ribbon(vertices, height)
    if codes == RECTANGLE and (box := _rectangle(vertices, height)):
        return box
    least = next((step for points, step in THINNED if len(vertices) > points), 0)
    return _path(vertices, codes, height, least, width)


def number(value: float) -> str:
    """With one decimal at most: « 3.5 », « 12 »."""
    tenths = round(10 * value)
    return _ALONE[tenths] if -MOST <= tenths <= MOST else _told(tenths)


@lru_cache(maxsize=256)
def color(colors: Tints, token: str) -> str:
    """A token as SVG writes it."""
    return hexadecimal(colors.rgba(token))


def hexadecimal(rgba: RGBA) -> str:
    """« #5a1f77 »."""
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgba[:3])


# -- shapes ----------------------------------------------------------------------------------


def _shapes(picture: Picture, colors: Tints) -> Iterable[Html]:
    for look, group in groupby(filter(_is_seen, picture.shapes), _look):
        shapes = [*group]
        if not look[0]:  # of areas, one inside another would be a hole in it
            shapes = [_as_one(shapes)]
        drawn = [path(each.vertices, each.codes, picture.height, picture.width) for each in shapes]
        style = _style(look, colors)
        if len(drawn) == 1:
            yield Html(f'<path{style} d="{drawn[0]}"/>')
        else:
            paths = "".join([f'<path d="{each}"/>' for each in drawn])
            yield Html(f"<g{style}>{paths}</g>")


def _is_seen(shape: Shape) -> bool:
    if shape.opacity >= 1.0 or shape.codes != RIBBON:
        return True
    return abs(shape.vertices[0][1] - shape.vertices[7][1]) >= UNSEEN


_Look = tuple[str, float, str, float]


def _look(shape: Shape) -> _Look:
    edged = bool(shape.stroke and shape.stroke_width)
    stroke, width = (shape.stroke, shape.stroke_width) if edged else ("", 0.0)
    return (shape.fill, shape.opacity if shape.fill else 1.0, stroke, width)


def _as_one(shapes: Sequence[Shape]) -> Shape:
    vertices = tuple(chain.from_iterable(each.vertices for each in shapes))
    return replace(
        shapes[0], vertices=vertices, codes=tuple(chain.from_iterable(e.codes for e in shapes))
    )


def _style(look: _Look, colors: Tints) -> str:
    fill, opacity, stroke, width = look
    made = f' fill="{color(colors, fill)}"' if fill else ' fill="none"'
    if opacity < 1.0:
        made += f' fill-opacity="{opacity:.2g}"'
    if stroke:
        made += f' stroke="{color(colors, stroke)}" stroke-width="{width:.2g}"'
    return made


def _path(
    vertices: Sequence[Point], codes: Sequence[int], height: float, least: int, width: float
) -> str:
    """Steps in tenths; a line shorter than ``least`` joins the next one."""
    seen_x, seen_y = 10 * width + BEYOND, 10 * height + BEYOND
    points = [(round(10 * x), round(10 * (height - y))) for x, y in vertices]
    out: list[str] = []
    here_x = here_y = start_x = start_y = index = 0
    last, count = "", len(points)
    while index < count:
        code, (x, y) = codes[index], points[index]
        if code == CLOSE:
            out.append("z")
            here_x, here_y, last = start_x, start_y, ""
            index += 1
            continue
        if code == CURVE:
            letter = "c"
            end_x, end_y = points[index + 2]
            steps = []
            for px, py in points[index : index + 3]:
                steps += [px - here_x, py - here_y]
            index += 3
        else:
            end_x, end_y = x, y
            index += 1
            if code == MOVE:
                letter, steps = ("m", [x - here_x, y - here_y]) if out else ("M", [x, y])
                start_x, start_y = x, y
            else:
                step_x, step_y = x - here_x, y - here_y
                far = abs(step_x) + abs(step_y)
                ends = index == count or codes[index] != LINE
                if not far or (far < least and not ends):
                    continue
                unseen = x < -BEYOND or x > seen_x or y < -BEYOND or y > seen_y
                if unseen and least and far < COARSE and not ends:
                    continue
                if not step_y:
                    letter, steps = "h", [step_x]
                elif not step_x:
                    letter, steps = "v", [step_y]
                else:
                    letter, steps = "l", [step_x, step_y]
        here_x, here_y = end_x, end_y
        told = _run(steps)
        if letter != last:
            out.append(letter)
        elif told[0] != "-":
            out.append(" ")
        out.append(told)
        last = letter if letter not in "Mm" else ""
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
    return "".join([_AFTER[value] if -MOST <= value <= MOST else f" {_told(value)}"
                    for value in values]).lstrip(" ")  # fmt: skip


def _told(value: int) -> str:
    """Tenths as a number."""
    whole, tenth = divmod(abs(value), 10)
    told = str(whole) if not tenth else f"{whole or ''}.{tenth}"
    return f"-{told}" if value < 0 else told


MOST = 6000
"""Tenths of a point that most steps of a drawing are below: written once."""
_ALONE = [_told(value) for value in (*range(MOST + 1), *range(-MOST, 0))]
"""Each at its own index: those below zero are found from the end."""
_AFTER = [each if each[0] == "-" else f" {each}" for each in _ALONE]
"""Each as it stands after another number: a minus needs no space before it."""


# -- labels ----------------------------------------------------------------------------------


def _labels(picture: Picture, colors: Tints) -> Iterable[Html]:
    """By look: no label covers another, so their order says nothing."""
    looks: dict[tuple[float, str, Align, Weight], list[Label]] = {}
    for label in picture.labels:
        looks.setdefault((label.size, label.color, label.align, label.weight), []).append(label)
    for (size, token, align, weight), labels in looks.items():
        written = [_label(each, picture.height) for each in labels]
        yield element(
            "g", *written, font_size=f"{size:.3g}", fill=color(colors, token),
            text_anchor=_ANCHORS[align], class_=_WEIGHTS[weight],
        )  # fmt: skip


def _label(label: Label, height: float) -> Html:
    x, y = number(label.x), number(height - label.y)
    return Html(f'<text x="{x}" y="{y}">{text(label.text)}</text>')
