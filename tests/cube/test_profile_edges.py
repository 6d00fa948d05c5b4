"""Where the rules of ``docs/methodology.md`` begin: at the threshold, and a euro or two beside."""

from __future__ import annotations

import pytest
from plain_indicators import Row
from test_profile import profile_of

from tradefiche.fiche import Distinction
from tradefiche.fiche import Marks

M = 1_000_000
REST = "C29B"
"""The product of all that is not what a test is about."""


def trade(flow: str, place: str, product: str, country: str, value: int) -> Row:
    return Row(flow, 1, place, product, country, value)


def sold(here: int, total: int, france: int, whole: int) -> Distinction:
    """Of ``here`` euros of C20B among ``total``, in a France of ``france`` among ``whole``."""
    rows = [
        trade("E", "03", "C20B", "DE", here),
        trade("E", "03", REST, "DE", total - here),
        trade("E", "75", "C20B", "DE", france - here),
        trade("E", "75", REST, "DE", whole - total - (france - here)),
    ]
    distinction = profile_of(rows).exports.distinction
    assert distinction is not None
    return distinction


@pytest.mark.parametrize(
    ("here", "total", "france", "ratio"),
    [
        (M, 100 * M, 5 * M, 2),  # 1 M€, 1 %, half a point
        (3 * M, 100 * M, 20 * M, 1.5),
        (3 * M - 1, 100 * M, 20 * M, None),
        (M, 100 * M, M, 10),  # 0.1 % of France, all of it from here
    ],
)
def test_what_weighs_more(here: int, total: int, france: int, ratio: float | None) -> None:
    (found,) = sold(here, total, france, 1_000 * M).products_above
    assert found.product.code == "C20B"
    assert found.weight.ratio == ratio


def test_no_ratio_over_what_is_next_to_nothing_in_france() -> None:
    (found,) = sold(M, 100 * M, M, 1_000 * M + 1).products_above
    assert found.weight.ratio is None


@pytest.mark.parametrize(
    ("here", "total", "france"),
    [
        (M - 1, 100 * M - 100, 4 * M),  # a euro less than 1 M€
        (M, 100 * M + 1, 4 * M),  # less than 1 %
        (M, 100 * M, 5 * M + 1),  # less than half a point
    ],
)
def test_what_does_not_weigh_notably_more(here: int, total: int, france: int) -> None:
    assert sold(here, total, france, 1_000 * M).products_above == ()


def test_what_weighs_half_a_point_less() -> None:
    (found,) = sold(0, 100 * M, 5 * M, 1_000 * M).products_below
    assert (found.product.code, found.weight.value, found.weight.gap) == ("C20B", 0, -0.005)
    assert sold(0, 100 * M, 5 * M - 1, 1_000 * M).products_below == ()


@pytest.mark.parametrize(
    ("value", "total", "named"),
    [
        (M, 100 * M, ["CN", "US"]),
        (M - 1, 90 * M, ["US"]),
        (M, 100 * M + 1, ["US"]),
    ],
)
def test_destinations_begin_at_a_million_and_one_percent(
    value: int, total: int, named: list[str]
) -> None:
    rows = [
        trade("E", "03", REST, "CN", value),
        trade("E", "03", REST, "DE", total - value),
    ]
    exposure = profile_of(rows).exports.exposure
    assert exposure is not None
    assert [each.country.code for each in exposure.destinations] == named
    united_states = exposure.destinations[-1].weight
    assert (united_states.value, united_states.here) == (0, 0)
    assert exposure.others == 2 - len(named)
    assert exposure.others_value == value * exposure.others
    assert exposure.sold_there == ()


def test_the_united_states_take_the_fifth_place() -> None:
    codes = ["CN", "JP", "CH", "GB", "BR", "IN"]
    rows = [trade("E", "03", REST, code, (20 - n) * M) for n, code in enumerate(codes)]
    exports = profile_of([*rows, trade("E", "03", REST, "US", M // 10)]).exports
    assert exports.exposure is not None
    for named in (exports.partners, exports.exposure.destinations):
        assert [each.country.code for each in named] == ["CN", "JP", "CH", "GB", "US"]
    assert (exports.exposure.others, exports.exposure.others_value) == (2, 31 * M)


def bought(share: list[int], inside: int, rest: int = 0) -> tuple[int, int, int]:
    """Of imports of C24A from far countries, from the Union, and of the rest: how many pass."""
    rows = [
        *(
            trade("I", "03", "C24A", code, value)
            for code, value in zip(("CN", "JP", "TR", "IN", "BR"), share, strict=False)
        ),
        trade("I", "03", "C24A", "DE", inside),
        trade("I", "03", REST, "DE", rest),
    ]
    concentrated = profile_of(rows).imports.concentrated
    assert concentrated is not None
    assert len(concentrated.rows) == concentrated.sensitivity[1]
    return concentrated.sensitivity


def test_concentrated_purchases_are_above_both_thresholds() -> None:
    assert bought([10 * M], 10 * M) == (1, 0, 0)  # half of it
    assert bought([10 * M + 1], 10 * M) == (1, 1, 0)
    assert bought([4 * M], 6 * M) == (0, 0, 0)
    assert bought([4 * M + 1], 6 * M) == (1, 0, 0)
    assert bought([6 * M, *4 * [M]], 0) == (1, 0, 0)  # H is 0.4
    assert bought([6 * M + 1, *4 * [M]], 0) == (1, 1, 0)
    assert bought([10 * M, 10 * M], 0) == (1, 1, 0)  # H is 0.5
    assert bought([10 * M + 1, 10 * M], 0) == (1, 1, 1)


def test_purchases_beyond_what_floats_hold_are_exact() -> None:
    assert bought([2**57], 2**57) == (1, 0, 0)
    assert bought([2**57 + 1], 2**57) == (1, 1, 0)
    assert bought([2**57], 0, 99 * 2**55) == (1, 1, 1)


def test_three_suppliers_are_named() -> None:
    codes = ("CN", "JP", "TR", "IN")
    rows = [trade("I", "03", "C24A", code, (9 - 2 * n) * M) for n, code in enumerate(codes)]
    rows.append(trade("I", "03", "C24A", "CN", 20 * M))
    concentrated = profile_of(rows).imports.concentrated
    assert concentrated is not None
    (steel,) = concentrated.rows
    suppliers = [(each.country.code, each.value) for each in steel.suppliers]
    assert suppliers == [("CN", 29 * M), ("JP", 7 * M), ("TR", 5 * M)]
    assert steel.outside == 44 * M


def test_shares_that_floats_confuse_are_not_tied() -> None:
    rows = [
        trade("E", "03", REST, "DE", 2**57 - 1),
        trade("E", "03", REST, "CN", 1),
        trade("E", "63", REST, "DE", 2**57 - 2),
        trade("E", "63", REST, "CN", 1),
    ]
    shares = [profile_of(rows, text).exports.union_share for text in ("03", "63")]
    assert shares[0].value == shares[1].value
    assert [(share.rank, share.tied) for share in shares] == [(1, False), (2, False)]


def test_concentrated_purchases_begin_at_a_million_and_one_percent() -> None:
    assert bought([M], 0) == (1, 1, 1)
    assert bought([M - 1], 0) == (0, 0, 0)
    assert bought([M], 0, 99 * M) == (1, 1, 1)
    assert bought([M], 0, 99 * M + 1) == (0, 0, 0)


def test_paris_is_not_what_head_offices_buy() -> None:
    rows = [trade("I", "75", code, "CN", 10 * M) for code in ("B06Z", "D35A", "D35B", "C24A")]
    concentrated = profile_of(rows, "75").imports.concentrated
    assert concentrated is not None
    assert [row.product.code for row in concentrated.rows] == ["C24A"]
    assert concentrated.sensitivity == (1, 1, 1)
    (steel,) = concentrated.rows
    assert steel.also_in_france


@pytest.mark.parametrize(("there", "region"), [(50 * M, 0.5), (50 * M - 1, None)])
def test_more_than_half_of_the_region_is_not_compared_with_it(
    there: int, region: float | None
) -> None:
    rows = [trade("E", "03", "C20B", "DE", 50 * M), trade("E", "63", REST, "DE", there)]
    (found,) = profile_of(rows).exports.products
    assert found.weight.region == region


@pytest.mark.parametrize(
    ("known", "returned", "measured"), [(9 * M, M, True), (9 * M - 1, M + 1, False)]
)
def test_concentration_needs_known_partners(known: int, returned: int, measured: bool) -> None:
    rows = [
        trade("I", "03", REST, "DE", known - M),
        trade("I", "03", REST, "IT", M),
        trade("I", "03", REST, "FR", returned),
    ]
    concentration = profile_of(rows).imports.concentration
    assert (concentration.first_partner.value is not None) == measured
    assert (concentration.products_equivalent.value is not None) == measured


@pytest.mark.parametrize(("total", "rank"), [(10 * M, 1), (10 * M - 1, None)])
def test_shares_are_ranked_from_ten_millions(total: int, rank: int | None) -> None:
    exports = profile_of([trade("E", "03", REST, "DE", total)]).exports
    assert (exports.total.rank, exports.total.population) == (1, 1)
    assert exports.union_share.value == 1
    assert (exports.union_share.rank, exports.union_share.population) == (rank, rank or 0)


def test_a_single_partner_is_no_first_one() -> None:
    concentration = profile_of([trade("E", "03", REST, "DE", 20 * M)]).exports.concentration
    assert concentration.first_partner.value is None
    assert concentration.partners_equivalent.value == 1


def test_a_provisional_year_has_amounts_and_shares_only() -> None:
    rows = [trade(flow, "03", REST, code, 20 * M) for flow in "EI" for code in ("CN", "US")]
    profile = profile_of(rows, marks=Marks(demonstration=True, quarters=(1,)))
    for flow in (profile.exports, profile.imports):
        assert flow.total.value == 40 * M
        assert flow.concentration.first_partner.value == 0.5
        assert flow.total.rank is flow.total.median is None
        assert (flow.total.population, flow.total.values) == (0, ())
        assert flow.distinction is flow.concentrated is None
    assert profile.coverage.value == 1
    assert profile.exports.exposure is not None
    assert profile.exports.exposure.united_states.rank is None


def test_nothing_exported_says_nothing_of_exports() -> None:
    profile = profile_of([trade("I", "03", REST, "DE", 20 * M), trade("E", "75", REST, "US", M)])
    exports = profile.exports
    assert (exports.total.value, exports.total.rank) == (0, None)
    assert exports.union_share.value is None
    assert exports.partners == exports.products == ()
    assert exports.distinction == Distinction((), (), (), ())
    assert exports.exposure is not None
    assert exports.exposure.destinations == ()
    assert profile.coverage.value == 0


@pytest.mark.parametrize("text", ["20", "971", "976"])
def test_away_from_the_mainland_there_is_neither_coverage_nor_purchases(text: str) -> None:
    codes = {"20": "20", "971": "9A", "976": "9E"}
    rows = [trade(flow, codes[text], REST, "CN", 20 * M) for flow in "EI"]
    rows.append(trade("E", "9C", REST, "CN", 90 * M))
    profile = profile_of(rows, text)
    assert (profile.coverage.value, profile.coverage.population) == (None, 0)
    assert profile.imports.concentrated is None
    assert profile.exports.products[0].weight.region is None
    assert profile.exports.total.rank is not None
