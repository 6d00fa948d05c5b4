"""From a picture to SVG, in as few bytes as its eye needs: what is drawn, not what is said.

Shapes and labels of one look share a group. Colours are the brand's: where the reader imposes
others, pages show rows of text instead.
"""

from __future__ import annotations

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
from tradefiche.charts.shapes import Shape
from tradefiche.charts.tints import Tints
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.paths import RIBBON
from tradefiche.web.paths import number
from tradefiche.web.paths import path

UNSEEN = 0.4
"""Points: a translucent ribbon as thin as this is no longer seen; tables have what it shows."""
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
        drawn = [path(each.vertices, each.codes, picture.height) for each in shapes]
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
