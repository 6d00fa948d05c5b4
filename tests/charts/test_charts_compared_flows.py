"""The light flow diagrams as data: what is drawn, to scale, in its frame, and nothing covered."""

from __future__ import annotations

import itertools
import math

import pytest
from figure_checks import the_look
from made_fiches import EXTREMES
from made_fiches import demonstration

from tradefiche.charts import compared_flows
from tradefiche.charts.compared_flows import ComparedLayout
from tradefiche.charts.labels import overlap
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix

WIDTH, HEIGHT = 305.0, 236.0


def matrices(fiche: Fiche) -> list[FlowMatrix]:
    return [m for trade in fiche.trades for m in (trade.region, trade.france) if m]


CASES = {
    (matrix.place.name, matrix.flow): matrix
    for fiche in demonstration()
    for matrix in matrices(fiche)
}
MADE = {
    (name, matrix.flow): matrix for name, fiche in EXTREMES.items() for matrix in matrices(fiche)
}


def laid_out(matrix: FlowMatrix) -> ComparedLayout:
    return compared_flows.layout(matrix, WIDTH, HEIGHT, the_look().pen)


each_case = pytest.mark.parametrize("case", [*CASES], ids=" ".join)


@each_case
def test_flows_that_weigh_something_are_drawn_and_no_others(case: tuple[str, str]) -> None:
    matrix = CASES[case]
    named = [value for row in matrix.cells[:-1] for value in row[:-1]]
    heavy = [value for value in named if value * 250 >= matrix.total]
    main = [link.value for link in matrix.main]
    drawn = sorted(thread.value for thread in laid_out(matrix).threads)
    assert drawn == sorted([*heavy, *(value for value in main if value * 250 < matrix.total)])


@each_case
def test_ends_and_flows_have_one_scale(case: tuple[str, str]) -> None:
    chart = laid_out(CASES[case])
    scale = chart.ends[0].height / chart.ends[0].value
    assert all(math.isclose(end.height, end.value * scale) for end in chart.ends)
    assert all(math.isclose(thread.thickness, thread.value * scale) for thread in chart.threads)
    assert all(end.drawn <= end.height + 1e-6 for end in chart.ends)
    both = sum(thread.thickness for thread in chart.threads)
    left = [end for end in chart.ends if end.x < WIDTH / 2]
    assert math.isclose(sum(end.drawn for end in left), both)


@each_case
def test_words_stay_in_the_frame_and_cover_nothing(case: tuple[str, str]) -> None:
    chart = laid_out(CASES[case])
    for label in chart.labels:
        left, low, right, top = label.box
        assert left >= -0.01
        assert right <= WIDTH + 0.01
        assert low >= 0
        assert top <= HEIGHT
        assert label.size >= 7
    for one, other in itertools.combinations(chart.labels, 2):
        assert not overlap(one.box, other.box), (one.text, other.text)


@each_case
def test_each_main_flow_has_its_rank_in_a_disc_of_its_own(case: tuple[str, str]) -> None:
    matrix, chart = CASES[case], laid_out(CASES[case])
    assert [n.text for n in chart.numbers] == [str(r + 1) for r in range(len(matrix.main))]
    for one, other in itertools.combinations(chart.numbers, 2):
        assert math.dist((one.x, one.y), (other.x, other.y)) >= 2 * 5.2


@pytest.mark.parametrize("case", [*MADE], ids=" ".join)
def test_extremes_are_drawn(case: tuple[str, str]) -> None:
    chart = laid_out(MADE[case])
    assert chart.height <= HEIGHT
    for label in chart.labels:
        assert label.box[0] >= -0.01
        assert label.box[2] <= WIDTH + 0.01
    assert all(shape.vertices for shape in chart.picture.shapes)
    if not MADE[case].total:
        assert "enregistrée" in chart.labels[0].text
