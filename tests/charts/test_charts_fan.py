"""The cover's decoration: drawn from the département's own figures, the red flows on top."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

import pytest
from figure_checks import Laid
from figure_checks import check_all
from figure_checks import check_case
from figure_checks import is_token
from figure_checks import no_shape_leaves_the_figure
from figure_checks import scene_of
from figure_checks import the_look
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from made_fiches import EXTREMES
from made_fiches import M
from made_fiches import demonstration
from made_fiches import generated
from made_fiches import make_matrix

from tradefiche.charts import fan
from tradefiche.charts.drawing import draw
from tradefiche.charts.fan import FanLayout
from tradefiche.fiche import FlowMatrix

WIDTH, HEIGHT = 189.25, 218.27


@dataclass(frozen=True)
class Case(Laid):
    matrix: FlowMatrix
    layout: FanLayout

    @property
    def named(self) -> dict[tuple[int, int], int]:
        """The euros between named ends."""
        return {
            (i, j): value
            for i, row in enumerate(self.matrix.cells[:-1])
            for j, value in enumerate(row[:-1])
            if value
        }


def lay_out(matrix: FlowMatrix, height: float = HEIGHT) -> Case:
    return Case(matrix, fan.layout(matrix, WIDTH, height))


@cache
def departements() -> list[tuple[str, Case]]:
    return [(fiche.place.code, lay_out(fiche.exports.matrix)) for fiche in demonstration()]


def every_named_flow_has_a_strand_of_its_width(case: Case) -> None:
    wanted = sorted(case.named.values())
    total = sum(wanted)
    left = sorted(strand.left_thickness for strand in case.layout.strands)
    right = sorted(strand.right_thickness for strand in case.layout.strands)
    assert left == pytest.approx([v / total * fan.START_HEIGHT for v in wanted], rel=1e-6)
    assert right == pytest.approx([v / total * sum(right) for v in wanted], rel=1e-6)


def strands_leave_one_bundle_side_by_side(case: Case) -> None:
    strands = sorted(case.layout.strands, key=lambda strand: -strand.left_top)
    for upper, lower in pairwise(strands):
        assert upper.left_top - upper.left_thickness == pytest.approx(lower.left_top, abs=1e-6)
    if strands:
        bundle = (strands[0].left_top, strands[-1].left_top - strands[-1].left_thickness)
        assert sum(bundle) / 2 == pytest.approx(case.layout.height / 2)


def strands_reach_the_edge_country_by_country(case: Case) -> None:
    """Within a country they touch; the countries stand apart, from one margin to the other."""
    columns: defaultdict[int, int] = defaultdict(int)
    for (_, j), value in case.named.items():
        columns[j] += value
    strands = sorted(case.layout.strands, key=lambda s: (-s.right_top, -s.right_thickness))
    if not strands:
        return
    assert strands[0].right_top == pytest.approx(case.layout.height - fan.MARGIN)
    spans: list[list[float]] = []
    for strand in strands:
        low = strand.right_top - strand.right_thickness
        if spans and abs(spans[-1][1] - strand.right_top) < fan.GAP / 2:
            spans[-1][1] = low
        else:
            spans.append([strand.right_top, low])
    heights = [top - low for top, low in spans]
    scale = sum(heights) / sum(columns.values())
    assert heights == pytest.approx([columns[j] * scale for j in sorted(columns)], abs=1e-6)
    assert spans[-1][1] >= fan.MARGIN - 1e-6


def red_is_exactly_the_main_flows_and_on_top(case: Case) -> None:
    strands = case.layout.strands
    mains = sorted(link.value for link in case.matrix.main)
    total = sum(case.named.values())
    red = sorted(s.left_thickness / fan.START_HEIGHT * total for s in strands if s.main)
    assert red == pytest.approx(mains, rel=1e-6)
    assert [s.main for s in strands] == sorted(s.main for s in strands)


def what_is_painted_is_what_is_laid_out(case: Case) -> None:
    assert case.scene.words == ()
    for strand, outline in zip(case.layout.strands, case.scene.outlines, strict=True):
        assert is_token(outline.fill, "red") is strand.main
        assert strand.main or is_token(outline.fill, "fan_even", "fan_odd")
        assert outline.opacity == (1 if strand.main else pytest.approx(0.42))
        ends = [outline.vertices[i] for i in (0, 7, 3, 4)]
        assert [x for x, _ in ends] == pytest.approx([0, 0, WIDTH, WIDTH], abs=2e-3)
        assert [y for _, y in ends] == pytest.approx(
            [
                strand.left_top,
                strand.left_top - strand.left_thickness,
                strand.right_top,
                strand.right_top - strand.right_thickness,
            ],
            abs=2e-3,
        )


def nothing_leaves_the_band(case: Case) -> None:
    no_shape_leaves_the_figure(case.scene)


CHECKS = [
    every_named_flow_has_a_strand_of_its_width,
    strands_leave_one_bundle_side_by_side,
    strands_reach_the_edge_country_by_country,
    red_is_exactly_the_main_flows_and_on_top,
    what_is_painted_is_what_is_laid_out,
    nothing_leaves_the_band,
]


@pytest.mark.parametrize("check", CHECKS)
def test_every_departement(check) -> None:
    check_all(departements(), check)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes(name: str) -> None:
    check_case(lay_out(EXTREMES[name].exports.matrix), CHECKS)


@given(generated(), st.integers(150, 300))
@settings(deadline=None, max_examples=60)
def test_any_matrix(fiche, height: int) -> None:
    check_case(lay_out(fiche.exports.matrix, height), CHECKS)


def test_an_example() -> None:
    case = lay_out(make_matrix("exports", {(0, 0): 30 * M, (1, 1): 10 * M}), 100)
    first, second = case.layout.strands
    assert (first.left_top, first.left_thickness) == (70, 30)
    assert (second.left_top, second.left_thickness) == (40, 10)
    assert first.right_thickness == pytest.approx(3 * second.right_thickness)


@pytest.mark.parametrize("edge", [(0.0, 36.0), (91.0, 127.0), (182.3, HEIGHT)])
def test_strands_keep_to_their_part_of_the_edge_however_short_it_is(
    edge: tuple[float, float],
) -> None:
    """One of three départements may have 36 points: the gaps of ten countries alone take 63."""
    low, top = edge
    for code, case in departements():
        made = fan.layout(case.matrix, WIDTH, HEIGHT, edge=edge)
        assert made.strands[0].left_thickness > 0, code
        assert [s.left_top for s in made.strands] == [s.left_top for s in case.layout.strands]
        assert all(strand.right_thickness > 0 for strand in made.strands), code
        assert max(strand.right_top for strand in made.strands) == pytest.approx(top - fan.MARGIN)
        ends = [strand.right_top - strand.right_thickness for strand in made.strands]
        assert min(ends) >= low + fan.MARGIN - 1e-6, code
        no_shape_leaves_the_figure(scene_of(draw(made.picture, the_look().palette)))


def test_without_named_flows_there_is_no_fan() -> None:
    assert lay_out(make_matrix("exports", {})).layout.strands == ()
