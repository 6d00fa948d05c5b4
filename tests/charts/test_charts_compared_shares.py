"""Figures of what sets apart, as data: marks to scale, words in the frame and in tables."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import pytest
from figure_checks import COMMON
from figure_checks import WIDTH
from figure_checks import scene_of
from figure_checks import the_look
from made_fiches import demonstration

from tradefiche.charts import compared_shares
from tradefiche.charts import purchases
from tradefiche.charts.compared_shares import Compared
from tradefiche.charts.compared_shares import ShareGroup
from tradefiche.charts.compared_shares import Shares
from tradefiche.charts.drawing import draw
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import overlap
from tradefiche.charts.written import Tabled
from tradefiche.charts.written import WrittenLayout
from tradefiche.figures import named
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Layout

NAMES = ("distinction-exports", "distinction-imports", "destinations", "concentration")
CASES = {
    (fiche.place.code, name): (named(name), named(name).subject(fiche))
    for fiche in demonstration()
    for name in (*NAMES, "achats-concentres")
    if named(name).applies(fiche)
}


def laid_out(figure: Figure, subject: object, part: float = 1.0) -> Layout:
    """At its least height, or some part of the way to the most."""
    assert figure.heights
    least, most = figure.heights(subject)
    height = least + part * (most - least)
    layout = figure.layout(subject, WIDTH, height, the_look().pen, "page")
    assert layout.height <= height + 1e-6
    return layout


def check_words(labels: Sequence[Label], layout: Layout) -> None:
    for label in labels:
        left, low, right, top = label.box
        assert left >= -0.01, label
        assert right <= layout.width + 0.01, label
        assert low >= -0.01, label
        assert top <= layout.height + 0.01, label
        assert label.size >= 7
        assert "…" not in label.text
    for one, other in itertools.combinations(labels, 2):
        assert not overlap(one.box, other.box), (one.text, other.text)


@pytest.mark.parametrize("part", [0.3, 1.0])
@pytest.mark.parametrize("name", [*NAMES, "achats-concentres"])
def test_words_stay_in_the_frame_and_cover_nothing(name: str, part: float) -> None:
    for (_, figure), (found, subject) in CASES.items():
        if figure == name:
            layout = laid_out(found, subject, part)
            check_words(layout.picture.labels, layout)


@pytest.mark.parametrize("code", ["03", "04", "48", "75", "976"])
def test_what_is_painted_keeps_to_the_rules_of_all_figures(code: str) -> None:
    for (place, _), (found, subject) in CASES.items():
        if place == code:
            scene = scene_of(draw(laid_out(found, subject).picture, the_look().palette))
            for check in COMMON:
                check(scene)


@pytest.mark.parametrize("name", [*NAMES, "achats-concentres"])
def test_all_words_but_those_of_an_axis_are_text(name: str) -> None:
    for (code, figure), (found, subject) in CASES.items():
        if figure != name:
            continue
        layout = laid_out(found, subject)
        assert found.listed
        written = {label for each in found.listed(layout) for label in each.labels}
        rest = [label.text for label in layout.picture.labels if label not in written]
        if getattr(subject, "empty", ""):
            assert rest == [subject.empty]
        else:
            assert all(text.removesuffix("\u00a0%").isdigit() for text in rest), code


def test_tables_over_a_drawing_are_regular() -> None:
    for found, subject in CASES.values():
        assert found.listed
        for table in found.listed(laid_out(found, subject)):
            if isinstance(table, Tabled):
                wide = {sum(cell.columns for cell in row) for row in table.rows}
                assert len(wide) == 1
                assert {cell.head for cell in table.rows[0]} == {"Column"}


def compared(rows: Sequence[Compared], *, above: bool = True) -> Shares:
    return Shares(
        "exports", "", "Allier", (ShareGroup("Produits", "qui pèsent", above, tuple(rows)),)
    )


def test_a_line_goes_from_france_to_here_on_one_scale() -> None:
    rows = [Compared("A", 0.4, 0.2, 0.1, 4.0), Compared("B", 0.2, 0.3, 0.05, 4.0)]
    layout = compared_shares.layout(compared(rows), WIDTH, 200, the_look().pen)
    (thick,) = [s for s in layout.picture.shapes if s.stroke == "exports" and s.stroke_width == 2.4]
    lengths = [a[0] - b[0] for a, b in zip(thick.vertices[::2], thick.vertices[1::2], strict=True)]
    assert math.isclose(lengths[0] / lengths[1], (0.4 - 0.1) / (0.2 - 0.05))


def test_a_region_beyond_the_axis_is_an_arrow_at_its_end() -> None:
    inside = [Compared("A", 0.4, 0.2, 0.1, 4.0)]
    beyond = [Compared("A", 0.4, 0.9, 0.1, 4.0)]
    pen = the_look().pen
    layouts = [compared_shares.layout(compared(rows), WIDTH, 200, pen) for rows in (inside, beyond)]
    arrows = [[s for s in each.picture.shapes if s.fill == "ink"] for each in layouts]
    assert [len(found) for found in arrows] == [0, 1]


def test_without_a_region_there_is_no_column_and_no_ring() -> None:
    rows = [Compared("A", 0.4, None, 0.1, None)]
    layout = compared_shares.layout(compared(rows), WIDTH, 200, the_look().pen)
    (table,) = layout.written
    words = [label.text for label in table.labels]
    assert "Région" not in words
    assert words[-4:] == ["A", "40,0", "10,0", "–"]
    assert not [s for s in layout.picture.shapes if s.fill == "paper" and s.stroke == "ink"]


def test_what_weighs_more_and_less_differ_without_colour() -> None:
    row = [Compared("A", 0.4, None, 0.1, None)]
    for above, fill in ((True, "exports"), (False, "exports_pale")):
        layout = compared_shares.layout(compared(row, above=above), WIDTH, 200, the_look().pen)
        dots = [s for s in layout.picture.shapes if len(s.vertices) == 14]
        assert dots[-1].fill == fill


def test_the_bar_of_the_whole_is_full() -> None:
    for (_, name), (found, subject) in CASES.items():
        if name == "destinations" and not subject.empty:
            layout = laid_out(found, subject)
            assert isinstance(layout, WrittenLayout)
            assert math.isclose(sum(part for _, part, _ in subject.parts), 1.0)


def test_a_strip_has_a_stroke_for_each_departement_and_its_dot_to_scale() -> None:
    found, subject = CASES["03", "concentration"]
    layout = laid_out(found, subject)
    assert isinstance(layout, WrittenLayout)
    strokes = [s for s in layout.picture.shapes if s.stroke == "leader"]
    assert [len(s.vertices) // 2 for s in strokes] == [
        row.standing.population for row in subject.rows
    ]
    for shape, row in zip(strokes, subject.rows, strict=True):
        places = [x for x, _ in shape.vertices[::2]]
        scale = (places[0] - places[-1]) / (row.standing.values[0] - row.standing.values[-1])
        dots = [s for s in layout.picture.shapes if len(s.vertices) == 14]
        middle = shape.vertices[0][1] + 4.0
        (dot,) = [s for s in dots if math.isclose(s.vertices[0][1], middle)]
        x = dot.vertices[0][0] - 3.7
        here = places[0] + (row.standing.value - row.standing.values[0]) * scale
        assert math.isclose(x, here)


def test_twelve_purchases_are_drawn_at_most() -> None:
    row = purchases.Purchase("Produits en plastique", 20, 15, "Chine", 12, False)
    many = purchases.Purchases("", (row,) * 30)
    layout = purchases.layout(many, WIDTH, 1000, the_look().pen)
    (table,) = layout.written
    assert isinstance(table, Tabled)
    assert len(table.rows) == 1 + 12
