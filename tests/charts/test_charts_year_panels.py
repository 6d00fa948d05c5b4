"""Years of départements side by side, as data: one axis, a scale each, nothing joined wrongly."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from collections.abc import Sequence

import made_evolutions
import pytest
from figure_checks import COMMON
from figure_checks import WIDTH
from figure_checks import scene_of
from figure_checks import the_look
from made_evolutions import M
from made_evolutions import of
from made_evolutions import with_years

from tradefiche.charts.drawing import draw
from tradefiche.charts.labels import overlap
from tradefiche.charts.shapes import Picture
from tradefiche.fiche import Fiche
from tradefiche.figures import compared_years
from tradefiche.reference import industry

CODES = ("03", "63", "31", "04", "48", "976")


def courses(number: int, first: int = 2015) -> list[Fiche]:
    return [made_evolutions.course(of(code), first) for code in CODES[:number]]


def cases() -> Iterator[tuple[str, list[Fiche]]]:
    for name, fiche in made_evolutions.cases().items():
        yield name, [fiche]
        yield f"{name}, three", [fiche] * 3
    for number, first in itertools.product(range(1, 7), (2015, 2022, 2023)):
        yield f"{number} from {first}", courses(number, first)


def laid_out(fiches: Sequence[Fiche]) -> Picture:
    made = compared_years.layout(fiches, WIDTH, the_look().pen)
    assert made.height == pytest.approx(compared_years.height(fiches))
    return made


def test_words_stay_in_the_frame_and_cover_nothing() -> None:
    for case, fiches in cases():
        picture = laid_out(fiches)
        for label in picture.labels:
            left, low, right, top = label.box
            assert left >= -0.01, (case, label)
            assert right <= picture.width + 0.01 <= WIDTH + 0.02, (case, label)
            assert low >= -0.01, (case, label)
            assert top <= picture.height + 0.01, (case, label)
            assert label.size >= 7
        for one, other in itertools.combinations(picture.labels, 2):
            assert not overlap(one.box, other.box), (case, one.text, other.text)


def test_what_is_painted_keeps_to_the_rules_of_all_figures() -> None:
    for _, fiches in cases():
        scene = scene_of(draw(laid_out(fiches), the_look().palette))
        for check in COMMON:
            check(scene)


def lines(picture: Picture, flow: str = "exports") -> list[list[tuple[float, float]]]:
    width = 2.0 if flow == "exports" else 1.6
    found = [s for s in picture.shapes if s.stroke == flow and s.stroke_width == width]
    return [[*shape.vertices] for shape in found]


@pytest.mark.parametrize(
    ("name", "joined"),
    [
        ("ten years", [7, 3]),
        ("three years", [3]),
        ("a year is missing", [3, 3, 3]),
        ("the year before is missing", [7]),
        ("the year before is incomplete", [7]),
        ("its own year is incomplete", [7, 2]),
        ("the first year of the new collection", [7]),
        ("before the new collection", [5]),
    ],
)
def test_nothing_is_joined_across_the_break_nor_over_a_gap(name: str, joined: list[int]) -> None:
    fiche = made_evolutions.cases()[name]
    for flow in ("exports", "imports"):
        assert list(map(len, lines(laid_out([fiche, fiche]), flow))) == joined * 2


@pytest.mark.parametrize(
    "name", ["one on each side", "two that do not follow", "two years, its own incomplete"]
)
def test_years_that_do_not_compare_are_told_and_not_drawn(name: str) -> None:
    picture = laid_out([made_evolutions.cases()[name]] * 2)
    (label,) = picture.labels
    assert label.text.startswith("Aucune année ne se compare à 202")


def test_each_has_its_scale_from_zero_and_all_one_axis_of_years() -> None:
    def made(code: str, scale: int) -> Fiche:
        totals = {year: (scale * (year - 2000) * M, scale * 30 * M) for year in range(2015, 2025)}
        return with_years(of(code), totals)

    small, large = made("03", 1), made("63", 1000)
    picture = laid_out([small, large])
    found = lines(picture)
    left, right = ([point for run in half for point in run] for half in (found[:2], found[2:]))
    assert [y for _, y in left] == pytest.approx([y for _, y in right])
    between = (WIDTH + 20) / 2
    assert [x + between for x, _ in left] == pytest.approx([x for x, _ in right])
    assert len({round(b - a, 3) for (a, _), (b, _) in itertools.pairwise(left)}) == 1
    # from zero: the heights are as the amounts
    zero = picture.height - 40 - 96
    heights = [y - zero for _, y in left]
    assert heights == pytest.approx([heights[0] * (year - 2000) / 15 for year in range(2015, 2025)])
    amounts = [label.text for label in picture.labels if label.weight == "bold"]
    assert amounts == [f"{said}\u00a0M€" for said in ("24,0", "30,0", "24\u202f000", "30\u202f000")]


def test_bars_of_two_years_have_one_scale_for_both_flows() -> None:
    fiche = made_evolutions.with_years(of("03"), {2023: (20 * M, 40 * M), 2024: (30 * M, 10 * M)})
    shapes = laid_out([fiche, fiche]).shapes
    solid = [s for s in shapes if s.fill in ("exports", "imports") and not s.stroke]
    lengths = [max(x for x, _ in s.vertices) - min(x for x, _ in s.vertices) for s in solid]
    assert lengths[0] == pytest.approx(3 * lengths[1])
    assert lengths[2:] == pytest.approx(lengths[:2])


def test_no_pack_has_more_than_a_row_of_them() -> None:
    assert max(len(whole.kept) for whole in industry.everything()) == 3
