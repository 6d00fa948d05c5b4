"""From a picture to SVG, in as few bytes as its eye needs: what is drawn, not what is said.

Shapes and labels of one look share a group. The unit is a tenth of a point. Colours are the
brand's: where the reader imposes others, pages show rows of text instead.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import lru_cache
from itertools import chain
from math import inf

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
from tradefiche.web.paths import DISC
from tradefiche.web.paths import RECTANGLE
from tradefiche.web.paths import RIBBON
from tradefiche.web.paths import disc
from tradefiche.web.paths import path
from tradefiche.web.paths import tenths

UNSEEN = 0.4
"""Points: a translucent ribbon as thin as this is no longer seen; tables have what it shows."""
LONG = 40
"""Points: what is longer is an outline, which other shapes lie on."""
_ANCHORS: dict[Align, str] = {"left": "", "right": "e", "center": "c"}
_WEIGHTS: dict[Weight, str] = {"regular": "", "semibold": "s", "bold": "b", "italic": "i"}
"""Classes of the style sheet."""


def image(picture: Picture, colors: Tints, alternative: str, kind: str) -> Html:
    """A picture as an image of a page, with what it says to who cannot see it.

    Its words are hidden from screen readers, and so is a title, which would be a tooltip over the
    whole drawing.

    Args:
        kind: class of the style sheet.
    """
    drawn = element("g", drawing(picture, colors), aria_hidden="true")
    return framed(drawn, picture.width, picture.height, alternative, kind)


def framed(drawn: Html, width: float, height: float, alternative: str, kind: str) -> Html:
    """A drawing of so many points as an image."""
    box = f"0 0 {tenths(width)} {tenths(height)}"
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
    for group in _groups(filter(_is_seen, picture.shapes)):
        style, shapes = _style(group.look, colors), _joined(group)
        if len(shapes) == 1:
            yield _element(style, shapes[0], picture.height)
        else:
            inside = "".join([_element("", each, picture.height) for each in shapes])
            yield Html(f"<g{style}>{inside}</g>")


def _element(style: str, shape: Shape, height: float) -> Html:
    if shape.codes == DISC and (found := disc(shape.vertices, height)):
        x, y, radius = found
        return Html(f"<circle{style} cx={x} cy={y} r={radius} />")
    return Html(f'<path{style} d="{path(shape.vertices, shape.codes, height)}"/>')


def _joined(group: _Group) -> Sequence[Shape]:
    """Lines as one; opaque rectangles too, which all turn one way: of other areas, one inside
    another would be a hole in it."""
    fill, opacity, stroke, _ = group.look
    boxes = opacity == 1.0 and not stroke and all(s.codes == RECTANGLE for s in group.shapes)
    return [_as_one(group.shapes)] if boxes or not fill else group.shapes


def _groups(shapes: Iterable[Shape]) -> list[_Group]:
    """Shapes of one look together; none is put under another that it covered."""
    found: list[_Group] = []
    for shape in shapes:
        look, box = _look(shape), None
        for group in reversed(found):
            if group.look == look:
                group.shapes.append(shape)
                break
            box = box or _box(shape)
            if group.meets(box):
                found.append(_Group(look, [shape]))
                break
        else:
            found.append(_Group(look, [shape]))
    return found


_Box = tuple[float, float, float, float]


@dataclass(slots=True)
class _Group:
    """Shapes of one look, in painting order."""

    look: _Look
    shapes: list[Shape]
    boxes: list[_Box] = field(default_factory=list)

    def meets(self, box: _Box) -> bool:
        """Whether one of them and what is in a box could cover each other."""
        left, low, right, top = box
        self.boxes += map(_box, self.shapes[len(self.boxes) :])
        for its_left, its_low, its_right, its_top in self.boxes:
            if left < its_right and its_left < right and low < its_top and its_low < top:
                return True
        return False


def _box(shape: Shape) -> _Box:
    """Left, low, right, top, with its stroke; of a long outline, everything."""
    if len(shape.vertices) > LONG:
        return (-inf, -inf, inf, inf)
    xs, ys = zip(*shape.vertices, strict=True)
    edge = shape.stroke_width if shape.stroke else 0.0
    return (min(xs) - edge, min(ys) - edge, max(xs) + edge, max(ys) + edge)


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
    made = f" fill={color(colors, fill)}" if fill else " fill=none"
    if opacity < 1.0:
        made += f" fill-opacity={opacity:.2g}"
    if stroke:
        made += f" stroke={color(colors, stroke)} stroke-width={10 * width:.2g}"
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
            "g", *written, font_size=f"{10 * size:.3g}", fill=color(colors, token),
            class_=f"{_ANCHORS[align]} {_WEIGHTS[weight]}".strip() or None,
        )  # fmt: skip


def _label(label: Label, height: float) -> Html:
    x, y = tenths(label.x), tenths(height - label.y)
    return Html(f"<text{f' x={x}' if x else ''} y={y}>{text(label.text)}</text>")
