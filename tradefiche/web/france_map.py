"""Maps of all the départements, as SVG and a key in words: links on one, values on others.

Each area is drawn once on a page: a later map of the same page uses its outlines again. Codes stand
on the areas where the page is wide enough for them; the key is text, which follows the reader's.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from tradefiche.charts.labels import Label
from tradefiche.charts.maps import basemap
from tradefiche.charts.maps import locator
from tradefiche.charts.maps.basemap import Area
from tradefiche.charts.maps.basemap import GroundStyle
from tradefiche.charts.maps.classes import MapClass
from tradefiche.charts.maps.classes import Scheme
from tradefiche.charts.maps.view import tuples
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import outline
from tradefiche.charts.tints import is_pale
from tradefiche.charts.tints import words_on
from tradefiche.reference import territories
from tradefiche.web import svg
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import void
from tradefiche.web.look import WebLook
from tradefiche.web.paths import path
from tradefiche.web.paths import tenths
from tradefiche.wording import maps
from tradefiche.wording.numbers import NBSP

WIDTH, HEIGHT = 420.0, 416.0
BOX = f"0 0 {tenths(WIDTH)} {tenths(HEIGHT)}"
STYLE = GroundStyle(0.028, (9.5, 9.0, 8.5, 8.0, 7.5), 8.5, 56.0, (106.0, 79.0), named=False)
"""On a screen: type that is 11 pixels high where the map is 500 wide."""
NAME = 8.5
"""Of codes under the insets of the départements overseas."""
OTHER = "hair"
"""The colour of what has no class."""
NAMES = "m"
"""What names of areas begin with, on a page."""


@dataclass(frozen=True, slots=True)
class Linked:
    """Where an area leads to, and what a pointer over it reads."""

    address: str
    title: str


def linked(links: Mapping[str, Linked], scheme: Scheme | None, look: WebLook) -> Html:
    """A map whose areas lead to pages, for pointers alone: a table says and leads to the same.

    Args:
        links: by public code; who has none is drawn and leads nowhere.
        scheme: what colours the areas; None where nothing is known of all.
    """

    def drawn(area: Area, _: str) -> Html:
        made = _fill(scheme, area.code)
        link, fill, kind = links.get(area.code), svg.color(look.colors, made), _kind(made)
        title = element("title", link.title) if link else None
        inside = (element("path", title, d=_outline(area)), _code(area, made, look))
        if link is None:
            return element("g", *inside, class_=kind, fill=fill)
        return element(
            "a", *inside, class_=kind, href=link.address, tabindex=-1, data_c=area.code, fill=fill
        )

    return element(
        "svg", *_areas(drawn, look), *_around(look), class_="fr",
        viewBox=BOX, aria_hidden="true", focusable="false",
    )  # fmt: skip


def valued(scheme: Scheme, alternative: str, look: WebLook, *, first: bool) -> Html:
    """A map coloured by class.

    Args:
        alternative: what it says to who cannot see it.
        first: whether it is the first of its page, which the others take the outlines from.
    """

    def drawn(area: Area, name: str) -> Html:
        made = scheme.of(area.code)
        fill = (
            f"url(#{_pattern(scheme, made)})" if made.hatch else svg.color(look.colors, made.fill)
        )
        shape = void("path", id=name, d=_outline(area)) if first else void("use", href=f"#{name}")
        return element("g", shape, _code(area, made.fill, look), class_=_kind(made.fill), fill=fill)

    patterns = [_hatched(scheme, each, look) for each in scheme.classes if each.hatch]
    inside = element(
        "g", element("defs", *patterns) if patterns else None,
        *_areas(drawn, look), *_around(look), aria_hidden="true",
    )  # fmt: skip
    return svg.framed(inside, WIDTH, HEIGHT, alternative, "fr")


def key(scheme: Scheme, look: WebLook, name: str) -> Html:
    """What colours mean, and how many départements have each.

    Args:
        name: of its heading, unique on the page.
    """
    lists = []
    for group in scheme.groups:
        items = [
            element("li", swatch(each, look), element("span", each.words, " ", _many(each)))
            for each in group.classes
        ]
        head = element("p", group.heading, class_="sm") if group.heading else None
        lists.append(element("div", head, element("ul", *items)))
    many = element("span", f" et nombre de {maps.COUNT}", class_="mut")
    heading = element("p", element("b", scheme.heading), many, id=name)
    return element("div", heading, *lists, class_="mkey", role="group", aria_labelledby=name)


def _many(made: MapClass) -> Html:
    return element("span", f"({len(made.codes)})", class_="mut")


def insets() -> Html:
    """What the insets are, in words that a drawing has no room for."""
    names = {place.code: place.name for place in territories.departements()}
    overseas = [code for code in names if code not in locator.shown()]
    told = ", ".join(f"{code}{NBSP}{names[code]}" for code in overseas)
    return element("p", f"Cartouches{NBSP}: {basemap.CROWN_TITLE} ; {told}.", class_="sm")


def swatch(made: MapClass, look: WebLook) -> Html:
    """The colour of a class."""
    square = void("rect", width=12, height=12, fill=svg.color(look.colors, made.fill))
    lines = None
    if made.hatch:
        stroke = svg.color(look.colors, made.hatch)
        lines = void("path", d="M0 6L6 0M0 12L12 0M6 12L12 6", stroke=stroke)
    return element("svg", square, lines, class_="sw", viewBox="0 0 12 12", aria_hidden="true")


# -- areas -----------------------------------------------------------------------------------


def _areas(drawn: Callable[[Area, str], Html], look: WebLook) -> Iterator[Html]:
    """Each in painting order; those of the enlarged inset have a second name."""
    seen: set[str] = set()
    for area in basemap.ground(WIDTH, HEIGHT, look.pen, STYLE).areas:
        name = f"{NAMES}-{area.code}"
        yield drawn(area, f"{name}b" if name in seen else name)
        seen.add(name)


def _outline(area: Area) -> str:
    shape = outline([tuples(ring) for ring in area.rings], "")
    return path(shape.vertices, shape.codes, HEIGHT)


def _around(look: WebLook) -> Iterator[Html]:
    """Frames, and codes that stand beside their area."""
    base = basemap.ground(WIDTH, HEIGHT, look.pen, STYLE)
    frames = svg.drawing(Picture(WIDTH, HEIGHT, base.lines, ()), look.colors)
    yield element("g", frames, pointer_events="none")
    beside = [
        look.pen.label(area.code, (left + right) / 2, 2.5, NAME, "semibold", align="center")
        for area in base.areas
        for left, _, right, _ in [area.frame]
        if area.frame in base.insets[1:]
    ]
    for label in (*base.labels, *beside):
        yield _text(label, svg.color(look.colors, "ink"), None)


def _code(area: Area, fill: str, look: WebLook) -> Html | None:
    if area.label is None:
        return None
    color = svg.color(look.colors, words_on(fill))
    return _text(area.label, color, svg.color(look.colors, fill))


def _text(label: Label, color: str, halo: str | None) -> Html:
    """A code; a halo keeps lines of hatching off it."""
    return element(
        "text", label.text, x=tenths(label.x), y=tenths(HEIGHT - label.y),
        font_size=f"{10 * label.size:.3g}", fill=color, stroke=halo,
        text_anchor="middle" if label.align == "center" else None,
    )  # fmt: skip


def _kind(fill: str) -> str:
    """Classes of the style sheet: what is pale has an edge on paper too."""
    return "ar pale" if is_pale(fill) else "ar"


def _fill(scheme: Scheme | None, code: str) -> str:
    return scheme.of(code).fill if scheme else OTHER


def _pattern(scheme: Scheme, made: MapClass) -> str:
    """The name of the hatching of a class, unique on a page of several maps."""
    return f"h-{scheme.measure.replace('_', '-')}-{scheme.classes.index(made)}"


def _hatched(scheme: Scheme, made: MapClass, look: WebLook) -> Html:
    square = void("rect", width=50, height=50, fill=svg.color(look.colors, made.fill))
    lines = void(
        "path", d="M-10 10L10-10M0 50L50 0M40 60L60 40", stroke=svg.color(look.colors, made.hatch),
        stroke_width=7,
    )  # fmt: skip
    return element(
        "pattern", square, lines, id=_pattern(scheme, made), width=50, height=50,
        patternUnits="userSpaceOnUse",
    )  # fmt: skip
