"""Maps and outlines of pages, as SVG: of a département, of a Territoire, alone in the band."""

from __future__ import annotations

from collections.abc import Sequence

from tradefiche.charts.maps import departement
from tradefiche.charts.maps import territoire
from tradefiche.charts.maps.departement import Mark
from tradefiche.charts.maps.silhouette import centred
from tradefiche.charts.maps.silhouette import seen
from tradefiche.fiche import Fiche
from tradefiche.fiche.pack import Pack
from tradefiche.web import svg
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import void
from tradefiche.web.look import WebLook
from tradefiche.web.paths import path
from tradefiche.web.paths import tenths
from tradefiche.wording import alternatives
from tradefiche.wording import packs
from tradefiche.wording import territoires

WIDTH, HEIGHT = 165.0, 170.0
"""Points: so small a frame makes the smallest name 14 pixels high on a phone of 390."""
SIDE = 100.0
"""Of an outline in the band."""


def of_fiche(fiche: Fiche, look: WebLook) -> tuple[Html, tuple[Mark, ...]]:
    """The Territoires d'industrie of a département, and how each is marked on the map."""
    empty = territoires.none(fiche.place)
    layout = departement.layout(fiche, WIDTH, HEIGHT, look.pen, empty)
    drawn = svg.image(layout.picture, look.colors, alternatives.territoires(fiche), "map")
    return drawn, layout.marks


def of_territoire(pack: Pack, look: WebLook) -> Html:
    """A Territoire d'industrie over its départements."""
    names = {fiche.place.code: fiche.place.name for fiche in pack.fiches}
    layout = territoire.layout(pack.id, names, WIDTH, HEIGHT, look.pen)
    return svg.image(layout.picture, look.colors, packs.map_alternative(pack), "map")


def swatch(mark: Mark, look: WebLook) -> Html:
    """The colour of a Territoire, and its number where the map has that instead of its name."""
    fill, edge = (svg.color(look.colors, token) for token in (mark.fill, "ink"))
    square = void("rect", width=12, height=12, fill=fill, stroke=edge)
    digit = None
    if mark.number:
        digit = element("text", str(mark.number), x=6, y=9, text_anchor="middle", font_size=9)
    return element("svg", square, digit, class_="sw", viewBox="0 0 12 12", aria_hidden="true")


def outline(codes: Sequence[str]) -> Html:
    """Départements as one outline, for the eye alone."""
    view = centred(codes, SIDE)
    drawn = []
    for code in codes:
        shape = seen(code, view, SIDE)
        for ring in (*shape.land, *shape.lagoons):
            drawn.append(path(ring, [1, *[2] * (len(ring) - 2), 79], 0.0))
    corner, side = tenths(-SIDE / 2 - 2), tenths(SIDE + 4)
    box = f"{corner} {corner} {side} {side}"
    drawing = void("path", d="".join(drawn))
    return element("svg", drawing, class_="sil", viewBox=box, aria_hidden="true")
