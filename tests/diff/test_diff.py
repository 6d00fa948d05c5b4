"""What moved between two years: recomputed in plain Python everywhere, and under change."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import plain_diff
import pytest
from plain_diff import M
from plain_diff import in_plain
from plain_indicators import Row
from stored_years import moved
from stored_years import sold
from stored_years import store
from stored_years import year

from tradefiche import diff
from tradefiche.cube.accounts import accounts
from tradefiche.diff import Comparison
from tradefiche.errors import UsageError
from tradefiche.fiche import Marks
from tradefiche.fiche.account import Accounts
from tradefiche.reference import territories
from tradefiche.store import selection

WHOLE = (1, 2, 3, 4)
ALLIER = territories.departement("03")


def side(folder: Path, of: int, rows: Sequence[Row], **more: Any) -> Accounts:
    """The accounts of a year that is stored, and read again."""
    quarters = more.pop("counted", WHOLE)
    held = store(folder, of, rows, **more)
    chosen = selection.select(of, more.get("vintage", ""), held.kept(), folder)
    return accounts(held.part(chosen.of(quarters), Marks(False, quarters)), str(of))


def least(**given: Any) -> diff.Least:
    return diff.thresholds(**{"one_year": False, **given})


def plain(found: Comparison) -> list[dict[str, Any]]:
    return in_plain(diff.to_data(found)["places"])


@pytest.mark.parametrize("seed", range(3))
def test_years_equal_the_plain_ones(tmp_path: Path, seed: int) -> None:
    before = year(seed)
    after = moved(before, seed + 100)
    one, other = side(tmp_path, 2023, before), side(tmp_path, 2024, after)
    found = diff.compare(one, other, least())
    assert plain(found) == plain_diff.expected(before, after, plain_diff.Limits())
    kinds = {
        code["what"]
        for place in plain(found)
        for flow in ("exports", "imports")
        for code in (*place[flow]["products"], *place[flow]["partners"])
    }
    assert kinds == {"came", "went", "share"}  # or the test would hold of nothing
    assert {place["level"] for place in plain(found)} >= {"france", "departement"}


def test_vintages_equal_the_plain_ones(tmp_path: Path) -> None:
    before = year(5)
    after = moved(before, 105, 0.02)
    one = side(tmp_path, 2024, before, vintage="2025-02-07")
    other = side(tmp_path, 2024, after, vintage="2025-05-09")
    found = diff.compare(one, other, least(one_year=True))
    assert plain(found) == plain_diff.expected(before, after, plain_diff.ONE_YEAR)
    assert '"revised"' in str(plain(found)).replace("'", '"')


@pytest.mark.parametrize(
    ("given", "limits"),
    [
        ({"percent": 0, "euros": 0, "points": 0, "places": 1}, (0, 0, 0, 0, None, 1)),
        ({"percent": 40, "euros": 2 * M}, (40, 2 * M, 5, 2 * M, None, 5)),
        ({"points": 12, "places": 9}, (25, 20 * M, 12, 5 * M, None, 9)),
    ],
)
def test_thresholds_are_those_that_are_asked_for(
    tmp_path: Path, given: dict[str, Any], limits: tuple[Any, ...]
) -> None:
    before = year(7, 1500)
    after = moved(before, 107)
    one, other = side(tmp_path, 2023, before), side(tmp_path, 2024, after)
    found = diff.compare(one, other, least(**given))
    assert plain(found) == plain_diff.expected(before, after, plain_diff.Limits(*limits))


def test_backwards_it_is_the_mirror(tmp_path: Path) -> None:
    before = year(9)
    after = moved(before, 109)
    one, other = side(tmp_path, 2023, before), side(tmp_path, 2024, after)
    there, back = diff.compare(one, other, least()), diff.compare(other, one, least())
    assert plain_diff.mirrored(plain(there)) == plain_diff.without_rates(plain(back))
    assert (there.before, there.after) == (back.after, back.before)
    expected = plain_diff.expected(after, before, plain_diff.Limits(), earlier="after")
    assert plain(back) == expected


def test_of_one_day_it_is_the_mirror_too(tmp_path: Path) -> None:
    before = year(11)
    after = moved(before, 111)
    one = side(tmp_path / "a", 2024, before)
    other = side(tmp_path / "b", 2024, after)
    there = diff.compare(one, other, least(one_year=True))
    back = diff.compare(other, one, least(one_year=True))
    assert plain_diff.mirrored(plain(there)) == plain_diff.without_rates(plain(back))
    limits = plain_diff.ONE_YEAR
    assert plain(there) == plain_diff.expected(before, after, limits, earlier="neither")


def test_a_thing_differs_in_nothing_from_itself(tmp_path: Path) -> None:
    one = side(tmp_path, 2024, year(13))
    for asked in (least(), least(one_year=True), least(percent=0, euros=0, points=0)):
        found = diff.compare(one, one, asked)
        assert found.differences == ()
        assert [place.level for place in found.places] == ["france"]


def test_the_order_of_rows_is_no_difference(tmp_path: Path) -> None:
    rows = year(15)
    shuffled = random.Random(15).sample(rows, len(rows))
    split = [
        replace(row, value=value)
        for row in shuffled
        for value in (row.value // 2, row.value - row.value // 2)
    ]
    one, other = side(tmp_path / "a", 2024, rows), side(tmp_path / "b", 2024, split)
    assert diff.compare(one, other, least(one_year=True)).differences == ()


def test_twice_as_much_of_all_moves_totals_alone(tmp_path: Path) -> None:
    rows = year(17)
    doubled = [replace(row, value=2 * row.value) for row in rows]
    one, other = side(tmp_path, 2023, rows), side(tmp_path, 2024, doubled)
    for place in diff.compare(one, other, least()).places:
        for flow in (place.exports, place.imports):
            assert flow.total_moved == (flow.before >= 20 * M)
            assert (flow.products, flow.partners, flow.rank_moved) == ((), (), False)
            assert (flow.first_products, flow.first_partners) == (None, None)


def test_quarters_that_are_counted_are_all_that_counts(tmp_path: Path) -> None:
    before, after = year(19), year(119)
    one = side(tmp_path, 2023, before, counted=(1, 2))
    other = side(tmp_path, 2024, after, quarters=(1, 2), counted=(1, 2))
    found = diff.compare(one, other, least())
    halves = [[row for row in rows if row.quarter <= 2] for rows in (before, after)]
    limits = plain_diff.Limits()
    assert plain(found) == plain_diff.expected(halves[0], halves[1], limits, ranked=False)
    (told,) = found.remarks
    assert told == "Provisional: only Q1, Q2 of both are compared, and nothing is ranked."


# -- thresholds, to the euro -----------------------------------------------------------------


def exports_of_allier(tmp_path: Path, before: list[Row], after: list[Row], **given: Any) -> Any:
    one, other = side(tmp_path, 2023, before), side(tmp_path, 2024, after)
    found = diff.compare(one, other, least(**given), [ALLIER])
    return found.places[0].exports if found.places else None


def allier(**values: int) -> list[Row]:
    """Exports of the Allier by product and country: ``C20B_DE=…``."""
    return [sold("03", *name.split("_"), value) for name, value in values.items()]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        (80 * M, 100 * M, True),
        (80 * M, 100 * M - 1, False),  # less than 20 M€
        (80 * M + 1, 100 * M + 1, False),  # less than 25 %
        (100 * M, 75 * M, True),
        (100 * M, 75 * M + 1, False),
        (999_999, 0, False),
        (0, 20 * M, True),
        (0, 20 * M - 1, False),
    ],
)
def test_a_total_is_told_from_its_thresholds_on(
    tmp_path: Path, before: int, after: int, told: bool
) -> None:
    found = exports_of_allier(tmp_path, allier(C20B_DE=before), allier(C20B_DE=after))
    assert bool(found and found.total_moved) is told


@pytest.mark.parametrize(
    ("after", "told"),
    [(5 * M, True), (5 * M - 1, False)],
)
def test_what_comes_is_told_from_5_percent_of_the_earlier_total_on(
    tmp_path: Path, after: int, told: bool
) -> None:
    before = allier(C20B_DE=100 * M)
    # too little for a share of 5 points
    found = exports_of_allier(tmp_path, before, [*before, *allier(C24A_DE=after)])
    came = (
        [(each.code, each.what, each.before, each.after) for each in found.products]
        if found
        else []
    )
    assert came == ([("C24A", "came", 0, after)] if told else [])


@pytest.mark.parametrize(("moved_by", "told"), [(5 * M, True), (5 * M - 1, False)])
def test_a_share_is_told_from_5_points_on(tmp_path: Path, moved_by: int, told: bool) -> None:
    before = allier(C20B_DE=50 * M, C20B_US=50 * M)
    after = allier(C20B_DE=50 * M + moved_by, C20B_US=50 * M - moved_by)
    found = exports_of_allier(tmp_path, before, after)
    partners = [each.code for each in found.partners] if found else []
    assert partners == (["DE", "US"] if told else [])


def test_5_points_of_little_are_not_told(tmp_path: Path) -> None:
    before = allier(C20B_DE=25 * M, C20B_US=25 * M)
    after = allier(C20B_DE=30 * M - 1, C20B_US=20 * M + 1)
    found = exports_of_allier(tmp_path, before, after)
    assert found is None or found.partners == ()


def test_the_example_of_the_methodology(tmp_path: Path) -> None:
    before = allier(C20B_DE=40 * M, C24A_DE=20 * M, C29B_DE=20 * M)
    after = allier(C20B_DE=50 * M, C24A_DE=15 * M, C29B_DE=35 * M)
    found = exports_of_allier(tmp_path, before, after)
    assert (found.total_moved, found.rate) == (True, 0.25)
    assert [(each.code, each.what) for each in found.products] == [
        ("C29B", "share"),
        ("C24A", "share"),
    ]


@pytest.mark.parametrize("least_total", [10 * M, 10 * M - 1])
def test_below_10_million_the_first_ones_say_nothing(tmp_path: Path, least_total: int) -> None:
    before = allier(C20B_DE=6 * M, C20B_US=least_total - 6 * M)
    after = allier(C20B_DE=4 * M, C20B_US=7 * M)
    found = exports_of_allier(tmp_path, before, after)
    told = found and found.first_partners
    assert bool(told) is (least_total == 10 * M)


def test_below_a_million_nothing_is_told(tmp_path: Path) -> None:
    for largest, count in ((999_999, 0), (M, 1)):
        folder = tmp_path / str(largest)
        one = side(folder, 2024, allier(C20B_DE=500_000), vintage="2025-02-07")
        other = side(folder, 2024, allier(C24A_DE=largest), vintage="2025-05-09")
        found = diff.compare(one, other, least(one_year=True), [ALLIER])
        assert len(found.places) == count


def test_a_code_that_comes_to_france_is_told_whatever_it_is_worth(tmp_path: Path) -> None:
    before = allier(C20B_DE=100 * M)
    after = [*before, sold("03", "A01Z", "JP", 1)]
    one, other = side(tmp_path, 2023, before), side(tmp_path, 2024, after)
    (france,) = diff.compare(one, other, least()).places
    assert [(each.code, each.after) for each in france.exports.products] == [("A01Z", 1)]
    assert [(each.code, each.after) for each in france.exports.partners] == [("JP", 1)]


@pytest.mark.parametrize(("bought", "told"), [(30 * M, True), (30 * M - 1, False)])
def test_a_balance_that_turns_is_told(tmp_path: Path, bought: int, told: bool) -> None:
    before = [*allier(C20B_DE=100 * M), sold("03", "C20B", "DE", 90 * M, flow="I")]
    after = [*allier(C20B_DE=100 * M), sold("03", "C20B", "DE", 80 * M + bought, flow="I")]
    one, other = side(tmp_path, 2023, before), side(tmp_path, 2024, after)
    found = diff.compare(one, other, least(percent=90), [ALLIER])
    assert [place.turned for place in found.places] == ([True] if told else [])


def test_a_balance_of_nothing_has_no_sign(tmp_path: Path) -> None:
    before = [*allier(C20B_DE=100 * M), sold("03", "C20B", "DE", 100 * M, flow="I")]
    after = [*allier(C20B_DE=100 * M), sold("03", "C20B", "DE", 130 * M, flow="I")]
    one, other = side(tmp_path, 2023, before), side(tmp_path, 2024, after)
    for pair in ((one, other), (other, one)):
        assert diff.compare(*pair, least(percent=90), [ALLIER]).places == ()


@pytest.mark.parametrize(("largest", "told"), [(M, True), (M - 1, False)])
def test_a_small_balance_may_turn(tmp_path: Path, largest: int, told: bool) -> None:
    bought = sold("03", "C20B", "DE", largest - 1, flow="I")
    before = [*allier(C20B_DE=largest), bought]
    after = [*allier(C20B_DE=largest - 2), bought]
    one = side(tmp_path, 2024, before, vintage="2025-02-07")
    other = side(tmp_path, 2024, after, vintage="2025-05-09")
    places = diff.compare(one, other, least(one_year=True), [ALLIER]).places
    assert [place.turned for place in places] == ([True] if told else [])


# -- what may not be compared ----------------------------------------------------------------


def test_across_january_2022_no_rate_is_given(tmp_path: Path) -> None:
    before = year(21)
    after = moved(before, 121)
    one, other = side(tmp_path, 2021, before), side(tmp_path, 2022, after)
    for found in (diff.compare(one, other, least()), diff.compare(other, one, least())):
        assert not found.rates
        assert {each.rate for place in found.places for each in (place.exports, place.imports)} == {
            None
        }
        (told,) = found.remarks
        assert told.startswith("Since January 2022 the customs collect otherwise")
    expected = plain_diff.expected(before, after, plain_diff.Limits(), rates=False)
    assert plain(diff.compare(one, other, least())) == expected


@pytest.mark.parametrize(
    ("years", "refused"),
    [((2020, 2022), True), ((2021, 2023), True), ((2019, 2021), False), ((2022, 2024), False)],
)
def test_two_series_are_not_compared(tmp_path: Path, years: tuple[int, int], refused: bool) -> None:
    rows = allier(C20B_DE=100 * M)
    one, other = (side(tmp_path, each, rows) for each in years)
    if not refused:
        assert diff.compare(one, other, least()).rates
        return
    for pair in ((one, other), (other, one)):
        with pytest.raises(UsageError, match="are of two series: since January 2022"):
            diff.compare(*pair, least())


def test_what_seems_to_lack_rows_has_no_rate(tmp_path: Path) -> None:
    one, other = (side(tmp_path, each, allier(C20B_DE=100 * M)) for each in (2023, 2024))
    found = diff.compare(one, replace(other, marks=Marks(False, WHOLE, gaps=True)), least())
    assert not found.rates
    assert found.places[0].exports.rate is None
    (told,) = found.remarks
    assert told.startswith("2024 seems to lack rows, or joins vintages")


def test_invented_figures_are_compared_with_invented_ones_only(tmp_path: Path) -> None:
    one, other = (side(tmp_path, each, allier(C20B_DE=100 * M)) for each in (2023, 2024))
    invented = replace(one, marks=Marks(True, WHOLE))
    for pair in ((invented, other), (other, invented)):
        with pytest.raises(UsageError, match=r"is invented, 202\d is not: they are not compared"):
            diff.compare(*pair, least())
    both = diff.compare(invented, replace(other, marks=Marks(True, WHOLE)), least())
    assert both.remarks == ("The figures are invented.",)


def test_other_quarters_are_not_compared(tmp_path: Path) -> None:
    one, other = (side(tmp_path, each, allier(C20B_DE=100 * M)) for each in (2023, 2024))
    with pytest.raises(UsageError, match="holds Q1, Q2, and 2023 holds Q1, Q2, Q3, Q4"):
        diff.compare(replace(other, marks=Marks(False, (1, 2))), one, least())


def test_nothing_in_common_is_told(tmp_path: Path) -> None:
    one, other = (side(tmp_path, each, allier(C20B_DE=100 * M)) for each in (2023, 2024))
    with pytest.raises(UsageError, match="have no territory in common"):
        diff.compare(replace(one, accounts=()), other, least())
    lone = replace(
        one, accounts=tuple(each for each in one.accounts if each.place.code != ALLIER.code)
    )
    with pytest.raises(UsageError, match=r"have not both Allier \(03\)"):
        diff.compare(lone, other, least(), [ALLIER])
    found = diff.compare(lone, other, least())
    assert (found.only_before, found.only_after) == ((), ("03",))
    found = diff.compare(lone, other, least(), [territories.departement("01")])
    assert (found.only_before, found.only_after) == ((), ())
