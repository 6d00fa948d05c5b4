"""Figures of several years, as data: what is joined, what is a gap, scales, words in the frame."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterator
from collections.abc import Sequence

import made_evolutions
import pytest
from figure_checks import COMMON
from figure_checks import WIDTH
from figure_checks import scene_of
from figure_checks import the_look

from tradefiche.charts import contributions
from tradefiche.charts import quarters
from tradefiche.charts import years
from tradefiche.charts.drawing import draw
from tradefiche.charts.labels import overlap
from tradefiche.charts.shapes import Shape
from tradefiche.charts.written import Tabled
from tradefiche.fiche import Fiche
from tradefiche.figures import named
from tradefiche.figures.figure import Layout
from tradefiche.report import grid

NAMES = ("annees", "trimestres", "contributions")
FLOWS = ("exports", "imports")


def cases() -> Iterator[tuple[str, Fiche]]:
    yield from made_evolutions.cases().items()
    yield from ((fiche.place.code, fiche) for fiche in made_evolutions.everywhere())


def laid_out(name: str, fiche: Fiche, part: float = 1.0) -> Layout:
    """At its least height, or some part of the way to the most, on its columns."""
    figure, subject = named(name), named(name).subject(fiche)
    assert figure.heights
    least, most = figure.heights(subject)
    height = least + part * (most - least)
    width = grid.span(figure.columns)
    layout = figure.layout(subject, width, height, the_look().pen, "page")
    assert layout.height <= height + 1e-6
    return layout


@pytest.mark.parametrize("part", [0.0, 1.0])
@pytest.mark.parametrize("name", NAMES)
def test_words_stay_in_the_frame_and_cover_nothing(name: str, part: float) -> None:
    for case, fiche in cases():
        if not named(name).applies(fiche):
            continue
        layout = laid_out(name, fiche, part)
        labels = layout.picture.labels
        for label in labels:
            left, low, right, top = label.box
            assert left >= -0.01, (case, label)
            assert right <= layout.width + 0.01, (case, label)
            assert low >= -0.01, (case, label)
            assert top <= layout.height + 0.01, (case, label)
            assert label.size >= 7
            assert "…" not in label.text, (case, label.text)
        for one, other in itertools.combinations(labels, 2):
            assert not overlap(one.box, other.box), (case, one.text, other.text)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_painted_keeps_to_the_rules_of_all_figures(name: str) -> None:
    for _, fiche in made_evolutions.cases().items():
        if named(name).applies(fiche):
            scene = scene_of(draw(laid_out(name, fiche).picture, the_look().palette))
            for check in COMMON:
                check(scene)


def test_they_are_as_wide_as_the_page() -> None:
    columns = [named(name).columns for name in NAMES]
    assert columns[0] + columns[1] == columns[2] == 12
    assert math.isclose(grid.span(12), WIDTH, abs_tol=0.01)


# -- years ---------------------------------------------------------------------------------------


def curves(name: str) -> list[list[int]]:
    """The years that the line of exports joins."""
    fiche = made_evolutions.cases()[name]
    layout = laid_out("annees", fiche)
    ticks = {label.text: label.x for label in layout.picture.labels if label.align == "center"}
    at = {round(x, 3): int(text) for text, x in ticks.items() if text.isdigit()}
    found = [s for s in layout.picture.shapes if s.stroke == "exports" and s.stroke_width == 2.0]
    return [[at[round(x, 3)] for x, _ in shape.vertices] for shape in found]


@pytest.mark.parametrize(
    ("name", "joined"),
    [
        ("ten years", [[*range(2015, 2022)], [2022, 2023, 2024]]),
        ("three years", [[2022, 2023, 2024]]),
        ("a year is missing", [[2015, 2016, 2017], [2019, 2020, 2021], [2022, 2023, 2024]]),
        ("the year before is missing", [[*range(2015, 2022)]]),
        ("the year before is incomplete", [[*range(2015, 2022)]]),
        ("its own year is incomplete", [[*range(2015, 2022)], [2022, 2023]]),
        ("the first year of the new collection", [[*range(2015, 2022)]]),
        ("before the new collection", [[*range(2016, 2021)]]),
    ],
)
def test_nothing_is_joined_across_the_break_nor_over_a_gap(
    name: str, joined: list[list[int]]
) -> None:
    assert curves(name) == joined


@pytest.mark.parametrize(
    "name", ["two years", "two on each side", "nothing exported before", "as before"]
)
def test_two_years_to_compare_are_bars(name: str) -> None:
    subject = named("annees").subject(made_evolutions.cases()[name])
    assert subject.pairs
    assert not subject.empty


@pytest.mark.parametrize(
    "name", ["one on each side", "two that do not follow", "two years, its own incomplete"]
)
def test_years_that_do_not_compare_are_told_and_not_drawn(name: str) -> None:
    subject = named("annees").subject(made_evolutions.cases()[name])
    assert subject.empty.endswith(".")
    assert not subject.pairs


def dots(shapes: Sequence[Shape], flow: str) -> list[float]:
    """The heights of the marks of a line."""
    return [s.vertices[0][1] for s in shapes if s.stroke == flow and len(s.vertices) == 14]


def test_both_flows_have_one_scale_from_zero() -> None:
    for _, fiche in cases():
        subject = named("annees").subject(fiche)
        if subject.pairs or subject.empty or not subject.drawn:
            continue
        shapes = laid_out("annees", fiche).picture.shapes
        zero = years.YEARS + years.BALANCE
        largest = max(max(each.exports, each.imports) for each in subject.drawn)
        heights = {flow: dots(shapes, flow) for flow in FLOWS}
        top = max(y - zero for flow in FLOWS for y in heights[flow])
        for flow in FLOWS:
            for y, each in zip(heights[flow], subject.drawn, strict=True):
                expected = each.of(flow) / largest * top if largest else 0.0
                assert math.isclose(y - zero, expected, abs_tol=0.01)


def test_flows_differ_without_colour() -> None:
    shapes = laid_out("annees", made_evolutions.cases()["ten years"]).picture.shapes
    marks = [s for s in shapes if len(s.vertices) == 14]
    assert {(s.stroke, s.fill) for s in marks} == {("exports", "exports"), ("imports", "paper")}


def test_columns_of_the_balance_are_to_scale_on_their_side() -> None:
    fiche = made_evolutions.cases()["from deficit to surplus"]
    subject = named("annees").subject(fiche)
    shapes = laid_out("annees", fiche).picture.shapes
    bars = [s for s in shapes if s.fill in ("positive", "negative")]
    for bar, year in zip(bars, subject.drawn, strict=True):
        assert bar.fill == ("positive" if year.balance >= 0 else "negative")
    spans = [max(y for _, y in b.vertices) - min(y for _, y in b.vertices) for b in bars]
    largest = max(abs(year.balance) for year in subject.drawn)
    for span, year in zip(spans, subject.drawn, strict=True):
        assert math.isclose(span, max(spans) * abs(year.balance) / largest, abs_tol=0.01)


def test_the_rule_of_the_break_is_there_only_between_its_sides() -> None:
    for name, has in (("ten years", True), ("three years", False), ("two years", False),
                      ("before the new collection", False)):  # fmt: skip
        layout = laid_out("annees", made_evolutions.cases()[name])
        dashes = [s for s in layout.picture.shapes if s.stroke == "mute"]
        said = any("EMEBI" in label.text for label in layout.picture.labels)
        assert (bool(dashes), said) == (has, has), name


# -- quarters ------------------------------------------------------------------------------------


def test_quarters_have_one_scale_and_missing_ones_their_place() -> None:
    fiche = made_evolutions.cases()["the year before is missing"]
    subject = named("trimestres").subject(fiche)
    assert [(each.year, each.quarter) for each in subject.held] == [
        (year, quarter) for year in (2022, 2024) for quarter in (1, 2, 3, 4)
    ]
    layout = laid_out("trimestres", fiche)
    bars = [s for s in layout.picture.shapes if s.fill in ("exports", "exports_pale")]
    lefts = sorted(s.vertices[0][0] for s in bars)
    step = lefts[1] - lefts[0]
    assert math.isclose(lefts[4] - lefts[3], 5 * step, abs_tol=0.5)


def test_the_year_of_the_fiche_is_solid_and_others_are_pale() -> None:
    for _, fiche in cases():
        held = fiche.evolution.quarters if fiche.evolution else ()
        shapes = laid_out("trimestres", fiche).picture.shapes
        own = sum(each.year == fiche.year for each in held)
        assert sum(s.fill == "exports" for s in shapes) == own


# -- contributions -------------------------------------------------------------------------------


def rows(fiche: Fiche) -> Iterator[tuple[contributions.ChangeSide, contributions.ChangeCut]]:
    for side in named("contributions").subject(fiche).sides:
        for cut in side.cuts:
            yield side, cut


def test_each_panel_makes_the_whole_change_to_the_euro() -> None:
    for _, fiche in cases():
        if not named("contributions").applies(fiche):
            continue
        assert fiche.evolution
        for side, cut in rows(fiche):
            change = getattr(fiche.evolution, side.flow)
            assert sum(row.amount for row in cut.rows) == change.now - change.before


def test_bars_have_one_scale_and_the_side_of_their_sign() -> None:
    fiche = made_evolutions.everywhere()[0]
    layout = laid_out("contributions", fiche)
    fills = ("exports", "imports", "exports_pale", "imports_pale", "others")
    bars = [s for s in layout.picture.shapes if s.fill in fills]
    every = [row for _, cut in rows(fiche) for row in cut.rows]
    assert len(bars) == len(every)
    widths = [max(x for x, _ in b.vertices) - min(x for x, _ in b.vertices) for b in bars]
    longest, largest = max(widths), max(abs(row.amount) for row in every)
    for bar, width, row in zip(bars, widths, every, strict=True):
        edge = 0.8 if bar.stroke else 0.0
        assert math.isclose(width, max(longest * abs(row.amount) / largest - edge, 0), abs_tol=0.9)
        assert row.rest == (bar.fill == "others")
        assert row.rest or (row.amount < 0) == bar.fill.endswith("_pale")


def test_all_words_of_contributions_are_text() -> None:
    figure = named("contributions")
    assert figure.listed
    for _, fiche in cases():
        if figure.applies(fiche):
            layout = laid_out("contributions", fiche)
            written = {label for each in figure.listed(layout) for label in each.labels}
            assert written == set(layout.picture.labels)
            for table in figure.listed(layout):
                if isinstance(table, Tabled):
                    assert {len(row) for row in table.rows} == {3}


def test_a_flow_that_is_not_compared_says_why() -> None:
    fiche = made_evolutions.cases()["nothing exported before"]
    exports, imports = named("contributions").subject(fiche).sides
    assert exports.said == "Moins de 1\u00a0M€ en 2023\u00a0: aucune variation n’est calculée."
    assert not exports.cuts
    assert imports.cuts


def test_what_did_not_change_has_no_figure() -> None:
    for name in ("as before", "less than a million before", "its own year is incomplete"):
        fiche = made_evolutions.cases()[name]
        assert named("contributions").applies(fiche) is (name == "as before" and _moved(fiche))


def _moved(fiche: Fiche) -> bool:
    assert fiche.evolution
    changes = (fiche.evolution.exports, fiche.evolution.imports)
    return any(each and each.amount for each in changes)


def test_unused_room_is_left() -> None:
    assert quarters.heights(named("trimestres").subject(made_evolutions.cases()["two years"]))
