"""From a picture to SVG, in as few bytes as its eye needs: what is drawn, not what is said.

Steps from point to point in tenths of a point; shapes and labels of one look share a group. Colours
are the brand's: where the reader imposes others, pages show rows of text instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace
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
LONG, LEAST_STEP = 40, 15
"""A path of more points is an outline, whose steps are thinned to so many tenths of a point."""
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


def path(vertices: Sequence[Point], codes: Sequence[int], height: float) -> str:
    """The ``d`` of a path; y grows downwards from ``height``."""
    return _path(vertices, codes, height, LEAST_STEP if len(vertices) > LONG else 0)


def number(value: float) -> str:
    """With one decimal at most: « 3.5 », « 12 »."""
    return _tenths(round(10 * value))


def hexadecimal(rgba: RGBA) -> str:
    """« #5a1f77 »."""
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgba[:3])


# -- shapes ----------------------------------------------------------------------------------


def _shapes(picture: Picture, colors: Tints) -> Iterable[Html]:
    for look, group in groupby(picture.shapes, _look):
        shapes = [*group]
        if not look[0]:  # of areas, one inside another would be a hole in it
            shapes = [_as_one(shapes)]
        drawn = [path(each.vertices, each.codes, picture.height) for each in shapes]
        style = _style(look, colors)
        if len(drawn) == 1:
            yield Html(f'<path{style} d="{drawn[0]}"/>')
        else:
            paths = "".join([f'<path d="{each}"/>' for each in drawn])
            yield Html(f"<g{style}>{paths}</g>")


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
    made = f' fill="{hexadecimal(colors.rgba(fill))}"' if fill else ' fill="none"'
    if opacity < 1.0:
        made += f' fill-opacity="{opacity:.2g}"'
    if stroke:
        made += f' stroke="{hexadecimal(colors.rgba(stroke))}" stroke-width="{width:.2g}"'
    return made


def _path(vertices: Sequence[Point], codes: Sequence[int], height: float, least: int) -> str:
    """Steps in tenths; a line shorter than ``least`` joins the next one."""
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


def _run(values: Sequence[int]) -> str:
    """Numbers as short as SVG reads them: « 3.2-1 .5 »."""
    out = ""
    for value in values:
        told = _tenths(value)
        out += told if not out or told[0] == "-" else f" {told}"
    return out


def _tenths_told(value: int) -> str:
    whole, tenth = divmod(abs(value), 10)
    told = str(whole) if not tenth else f"{whole or ''}.{tenth}"
    return f"-{told}" if value < 0 else told


_KNOWN = {value: _tenths_told(value) for value in range(-6000, 6001)}
"""Most of what a drawing has: written once."""


def _tenths(value: int) -> str:
    return _KNOWN.get(value) or _tenths_told(value)


# -- labels ----------------------------------------------------------------------------------


def _labels(picture: Picture, colors: Tints) -> Iterable[Html]:
    """By look: no label covers another, so their order says nothing."""
    looks: dict[tuple[float, str, Align, Weight], list[Label]] = {}
    for label in picture.labels:
        looks.setdefault((label.size, label.color, label.align, label.weight), []).append(label)
    for (size, color, align, weight), labels in looks.items():
        written = [_label(each, picture.height) for each in labels]
        yield element(
            "g", *written, font_size=f"{size:.3g}", fill=hexadecimal(colors.rgba(color)),
            text_anchor=_ANCHORS[align], class_=_WEIGHTS[weight],
        )  # fmt: skip


def _label(label: Label, height: float) -> Html:
    x, y = number(label.x), number(height - label.y)
    return Html(f'<text x="{x}" y="{y}">{text(label.text)}</text>')
