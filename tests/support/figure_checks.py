"""What must hold for every figure, whatever it shows: checks on the scene of a drawing."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from functools import cache
from functools import cached_property
from functools import wraps
from typing import Any

import drawn
from drawn import Scene
from matplotlib.figure import Figure

from tradefiche import brand
from tradefiche.charts.drawing import draw
from tradefiche.charts.labels import Pen
from tradefiche.figures.figure import Layout
from tradefiche.pdf.renderer import record
from tradefiche.report.look import Look
from tradefiche.report.look import prepare

WIDTH = 493.23
"""Text width of the page, in points."""

SMALLEST = 6.0
UNDER_WHITE = {"imports", "exports", "red", "state"}
CASING = 0.5
"""White around a red flow; at the edge of a figure it may be cut: white on white."""


@cache
def the_look() -> Look:
    """The default look, for helpers and generated cases that fixtures do not reach."""
    return prepare(brand.load())


def pen() -> Pen:
    """Measures with the fonts of the page."""
    return the_look().pen


def scene_of(figure: Figure) -> Scene:
    """What is painted, read back from the recorded operators."""
    return drawn.read(record(figure, the_look().typeface))


class Laid:
    """A case of a chart's checks: a layout, and what is painted of it; made when it is asked for.

    Attributes:
        layout: of the chart; a case adds what it was made from.
    """

    layout: Layout

    @cached_property
    def scene(self) -> Scene:
        return scene_of(draw(self.layout.picture, the_look().palette))


@cache
def _tokens() -> dict[str, frozenset[str]]:
    by_color: dict[str, set[str]] = {}
    for token, color in the_look().palette.colors.items():
        by_color.setdefault(drawn.hexadecimal(color), set()).add(token)
    return {color: frozenset(tokens) for color, tokens in by_color.items()}


def is_token(color: Any, *tokens: str) -> bool:
    """True when ``color`` is the colour of one of the palette's ``tokens``."""
    return color is not None and not _tokens()[drawn.hexadecimal(color)].isdisjoint(tokens)


# -- the checks --------------------------------------------------------------------------------


def no_text_is_too_small(scene: Scene) -> None:
    assert [word.text for word in scene.words if word.size < SMALLEST] == []


def no_text_leaves_the_figure(scene: Scene) -> None:
    frame = (0.0, 0.0, scene.width, scene.height)
    assert [(w.text, w.box) for w in scene.words if not drawn.inside(w.box, frame)] == []


def no_texts_overlap(scene: Scene) -> None:
    assert drawn.overlapping([(word.text, word.box) for word in scene.words]) == []


def no_shape_leaves_the_figure(scene: Scene) -> None:
    out = []
    for outline in scene.outlines:
        edge = outline.stroke_width / 2 if outline.stroke else 0.0
        slack = CASING if is_token(outline.fill, "paper") else edge
        frame = (0.0, 0.0, scene.width, scene.height)
        if not drawn.inside(outline.box, frame, slack + 0.01):
            out.append((outline.box, outline.fill))
    assert out == []


def white_text_stands_on_strong_colour(scene: Scene) -> None:
    """Under the corners and the middle of the digits' and capitals' height."""
    for word in scene.words:
        if not is_token(word.color, "paper"):
            continue
        for across in (0.0, 0.25, 0.5, 0.75, 1.0):
            for up in (0.0, 0.33, 0.65):
                point = (word.x + across * word.width, word.y + up * word.size)
                under = scene.under(point, word.order)
                assert is_token(under, *UNDER_WHITE), (word.text, point, under)


def dark_text_stands_on_light_colour(scene: Scene) -> None:
    """Words in ink or in colour never stand on the strong colours."""
    for word in scene.words:
        if is_token(word.color, "paper"):
            continue
        for across in (0.0, 0.5, 1.0):
            point = (word.x + across * word.width, word.y + 0.33 * word.size)
            under = scene.under(point, word.order)
            assert not is_token(under, *UNDER_WHITE), (word.text, point, under)


COMMON: tuple[Callable[[Scene], None], ...] = (
    no_text_is_too_small,
    no_text_leaves_the_figure,
    no_texts_overlap,
    no_shape_leaves_the_figure,
    white_text_stands_on_strong_colour,
    dark_text_stands_on_light_colour,
)


def _of_case(check: Callable[[Scene], None]) -> Callable[[Laid], None]:
    @wraps(check)
    def checked(case: Laid) -> None:
        check(case.scene)

    return checked


AS_A_FIGURE: tuple[Callable[[Any], None], ...] = tuple(map(_of_case, COMMON))
"""The same, of a case: they close the checks of every chart that is a figure."""


def check_case(case: Any, checks: Iterable[Callable[[Any], None]]) -> None:
    """All checks on one case."""
    for check in checks:
        check(case)


def check_all(cases: Iterable[tuple[str, Any]], check: Callable[[Any], None]) -> None:
    """Run ``check`` on every case; the failure names all those that fail, and the first why."""
    failures: dict[str, AssertionError] = {}
    for name, case in cases:
        try:
            check(case)
        except AssertionError as error:
            failures[name] = error
    if failures:
        first = next(iter(failures.values()))
        raise AssertionError(f"{len(failures)} fail: {', '.join(failures)}\n{first}") from first


def french_number(text: str) -> float:
    """A number as printed: « 1 234,5 », « −3 », « < 0,1 » (as 0)."""
    if text.startswith("<"):
        return 0.0
    plain = text.replace("\u202f", "").replace(",", ".").replace("\u2212", "-")
    return float(plain.replace("+", ""))
