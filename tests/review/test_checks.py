"""Each check of a review: what makes it fire, and what is one euro under its threshold."""

from __future__ import annotations

import dataclasses
import random
import re
import statistics
from collections.abc import Mapping
from fractions import Fraction

import pytest
from made_materials import FRANCE
from made_materials import WHOLE
from made_materials import M
from made_materials import account
from made_materials import found
from made_materials import material
from made_materials import year

from tradefiche.cube.year_sums import FlowSums
from tradefiche.fiche import Marks
from tradefiche.reference import official
from tradefiche.reference import territories
from tradefiche.reference.official import OfficialTotal
from tradefiche.review import changes
from tradefiche.review.checks import checks
from tradefiche.review.findings import Severity
from tradefiche.review.material import Vintages
from tradefiche.review.review import review

HALF_YEAR = Marks(demonstration=False, quarters=(1, 2))


def keys(name: str, *year_and_more: object, **more: object) -> list[str]:
    return [each.key for each in found(name, material(*year_and_more, **more))]  # type: ignore[arg-type]


def test_a_sound_year_has_no_finding() -> None:
    here = {("03", "exports"): account(200 * M), ("03", "imports"): account(100 * M)}
    sound = material(year(here), year(here), official={"exports": OfficialTotal(598_300 * M, "")})
    assert {check.name: found(check.name, sound) for check in checks()} == {
        check.name: [] for check in checks()
    }


def test_every_check_says_all_that_a_person_needs() -> None:
    assert len({check.name for check in checks()}) == len(checks())
    for check in checks():
        assert all((check.title, check.threshold, check.reason, check.todo)), check.name
        assert check.todo.endswith(".")


# -- what blocks -----------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["products", "countries", "quarters"])
@pytest.mark.parametrize("off", [1, -1])
def test_sums_must_close_to_the_euro(part: str, off: int) -> None:
    here = account(200 * M)
    sums = dict(getattr(here, part))
    sums[next(iter(sums))] += off
    wrong = dataclasses.replace(here, **{part: sums})
    (finding,) = found(
        "identity", material({**year({("03", "exports"): here}), ("03", "exports"): wrong})
    )
    assert finding.key == f"2024-identity-03-exports-{part}"
    assert finding.value == off
    assert f"{200 * M + off:,} €" in finding.said


def test_territories_must_make_france() -> None:
    whole = year({("03", "exports"): account(200 * M)})
    whole["04", "exports"] = account(1)
    assert keys("identity", whole) == ["2024-identity-fr-exports-territories"]


def test_rows_must_make_what_was_imported() -> None:
    whole = year({("03", "exports"): account(200 * M)})
    noted = {side: each.total for side, each in whole.items()}
    assert keys("identity", whole, noted=noted) == []
    noted["03", "exports"] += 1
    assert keys("identity", whole, noted=noted) == ["2024-identity-03-exports-imported"]
    noted["03", "exports"] -= 1
    noted["04", "imports"] = 5  # all of it is lost
    assert keys("identity", whole, noted=noted) == ["2024-identity-04-imports-imported"]


@pytest.mark.parametrize(
    ("total", "fires"),
    [
        (300_000 * M - 1, True),
        (300_000 * M, False),
        (1_000_000 * M, False),
        (1_000_000 * M + 1, True),
        (580_354, True),  # thousands for euros, twice
    ],
)
def test_france_has_its_size(total: int, fires: bool) -> None:
    assert keys("size", year({}, imports=total)) == ["2024-size-fr-imports"] * fires


def test_an_absent_quarter_blocks_a_year_that_is_not_provisional() -> None:
    whole = year({})
    whole["FR", "exports"] = account(FRANCE, quarters={1: 1, 2: 1, 4: FRANCE - 2})
    assert keys("quarter-absent", whole) == ["2024-quarter-absent-fr-exports-q3"]
    (finding,) = found("quarter-absent", material(whole))
    assert finding.said == "Q3 holds nothing"


def test_a_year_is_exempt_only_when_it_is_meant_to_be_provisional() -> None:
    here = year({})
    both = ["2024-quarter-absent-fr-exports", "2024-quarter-absent-fr-imports"]
    lacking = [f"{each}-q{quarter}" for each in both for quarter in (3, 4)]
    assert keys("quarter-absent", here, marks=HALF_YEAR) == lacking
    assert keys("quarter-absent", here, marks=HALF_YEAR, provisional=True) == []


def test_rows_that_seem_to_lack_block() -> None:
    gaps = dataclasses.replace(WHOLE, gaps=True)
    assert keys("quarter-absent", year({}), marks=gaps) == ["2024-quarter-absent-fr-gaps"]
    assert keys("quarter-absent", year({}), marks=gaps, provisional=True) == []


@pytest.mark.parametrize(("other", "fires"), [(200 * M, True), (200 * M - 1, False)])
def test_two_territories_with_one_total(other: int, fires: bool) -> None:
    here = {("03", "exports"): account(200 * M), ("9A", "exports"): account(other)}
    (here["04", "imports"], here["05", "imports"]) = (account(0), account(0))
    assert keys("twins", year(here)) == ["2024-twins-03-exports-971"] * fires


def test_the_same_total_of_two_flows_is_no_finding() -> None:
    here = {("03", "exports"): account(200 * M), ("04", "imports"): account(200 * M)}
    assert keys("twins", year(here)) == []


# -- what a person explains ------------------------------------------------------------------


def quartered(*euros: int) -> FlowSums:
    return account(sum(euros), quarters={n: each for n, each in enumerate(euros, 1) if each})


@pytest.mark.parametrize(
    ("euros", "which"),
    [
        ((5 * M, 0, 3 * M, 2 * M), ["q2"]),  # 10 M€, and a half is not more than a half
        ((5 * M - 1, 0, 3 * M, 2 * M), []),  # one euro less: too small to look at
        ((5 * M, 1, 3 * M, 2 * M - 1), []),
        ((6 * M, 2 * M, 2 * M, 2 * M), []),
        ((6 * M + 1, 2 * M, 2 * M, 2 * M), ["q1"]),
        ((12 * M, 0, 0, 0), ["q1", "q2", "q3", "q4"]),
    ],
)
def test_quarters_of_a_territory(euros: tuple[int, ...], which: list[str]) -> None:
    here = year({("03", "imports"): quartered(*euros)})
    assert keys("quarter", here) == [f"2024-quarter-03-imports-{each}" for each in which]


def test_quarters_of_a_year_that_lacks_some_are_not_looked_at() -> None:
    here = year({("03", "imports"): quartered(12 * M, 12 * M, 0, 0)})
    assert keys("quarter", here, marks=HALF_YEAR) == []
    assert keys("quarter", here, marks=HALF_YEAR, provisional=True) == []


@pytest.mark.parametrize(
    ("then", "now", "fires"),
    [
        (80 * M, 100 * M + 1, True),  # more than 25 % and more than 20 M€
        (80 * M, 100 * M, False),  # 25 % and 20 M€ to the euro
        (80 * M + 1, 100 * M + 1, False),  # 20 M€ are not more than 20 M€
        (76 * M, 96 * M + 1, True),
        (76 * M, 96 * M, False),
        (200 * M, 150 * M, False),  # 25 % less
        (200 * M, 150 * M - 1, True),
        (30 * M, 10 * M, False),
        (30 * M, 10 * M - 1, True),
        (M - 1, 100 * M, False),  # no ratio on less than 1 M€
        (M, 100 * M, True),
        (0, 100 * M, False),
    ],
)
def test_growth_that_is_large(then: int, now: int, fires: bool) -> None:
    """Alone it has no MAD to be held against."""
    before, after = (year({("03", "exports"): account(each)}) for each in (then, now))
    assert keys("growth", after, before) == ["2024-growth-03-exports"] * fires


def territories_with(rates: Mapping[str, int]) -> tuple[dict, dict]:  # type: ignore[type-arg]
    """Of 1 M€ the year before, the least that has a rate, and a growth in euros."""
    before = {(code, "exports"): account(M) for code in rates}
    after = {(code, "exports"): account(M + rate) for code, rate in rates.items()}
    return year(after), year(before)


#: Median 0, MAD 13,490 € of 1 M€: 0.6745 × 70,000 ⁄ 13,490 is 3.5.
ROBUST = {"04": -26_980, "05": -13_490, "06": 0, "07": 13_490}


@pytest.mark.parametrize(("rate", "fires"), [(70_000, False), (70_001, True)])
def test_growth_beside_that_of_the_others(rate: int, fires: bool) -> None:
    after, before = territories_with({**ROBUST, "03": rate})
    assert keys("growth", after, before) == ["2024-growth-03-exports"] * fires


def test_a_fall_beside_that_of_the_others() -> None:
    after, before = territories_with({**{c: -r for c, r in ROBUST.items()}, "03": -70_001})
    (finding,) = found("growth", material(after, before))
    assert finding.said == "1.0 M€ → 929,999 € (-7.0 %); robust z -3.5"


def test_where_all_grow_alike_nobody_stands_out() -> None:
    rates = dict.fromkeys(("04", "05", "06", "07"), 50_000)
    after, before = territories_with({**rates, "03": 240_000})
    assert keys("growth", after, before) == []


def test_robust_scores_are_those_of_plain_python() -> None:
    chance = random.Random(8)
    for count in range(1, 40):
        rates = {str(n): Fraction(chance.randint(-900, 2_000), 1_000) for n in range(count)}
        middle = statistics.median(rates.values())
        spread = statistics.median(abs(each - middle) for each in rates.values())
        expected = (
            {code: Fraction("0.6745") * (each - middle) / spread for code, each in rates.items()}
            if spread
            else {}
        )
        assert changes.scores(rates) == expected
    assert changes.scores({}) == {}


def test_monaco_and_france_are_not_among_the_territories() -> None:
    after, before = territories_with(ROBUST)
    after["99", "exports"] = account(2 * after["99", "exports"].total)
    assert set(changes.rates(material(after, before), "exports")) == set(ROBUST)


def made_of(**products: int) -> FlowSums:
    """Products, and what makes 100 M€ of them."""
    return account(100 * M, products={**products, "C10H": 100 * M - sum(products.values())})


@pytest.mark.parametrize(
    ("then", "now", "fires"),
    [
        (0, 5 * M, True),
        (0, 5 * M - 1, False),
        (5 * M, 0, True),
        (5 * M - 1, 0, False),
        (1, 50 * M, False),  # it did not come from nothing
    ],
)
def test_products_that_came_or_went(then: int, now: int, fires: bool) -> None:
    before, after = (
        year({("03", "imports"): made_of(**({"C20B": each} if each else {}))})
        for each in (then, now)
    )
    assert keys("product", after, before) == ["2024-product-03-imports-c20b"] * fires


def test_a_product_is_held_against_the_total_of_the_year_before() -> None:
    before = year({("03", "exports"): account(100 * M)})
    half = account(50 * M, products={"C20B": 4 * M, "C10H": 46 * M})
    assert keys("product", year({("03", "exports"): half}), before) == []
    little = year({("03", "exports"): account(M - 1)})
    more = {"C20B": 4 * M, "C10H": 46 * M}
    now = year({("03", "exports"): account(50 * M, products=more)})
    assert keys("product", now, little) == []
    enough = year({("03", "exports"): account(M)})
    assert keys("product", now, enough) == ["2024-product-03-exports-c20b"]


def sold(united_states: int, total: int = 100 * M, **others: int) -> FlowSums:
    rest = total - united_states - sum(others.values())
    return account(total, countries={"US": united_states, **others, "DE": rest})


@pytest.mark.parametrize(
    ("then", "now", "fires"),
    [
        ((10 * M, 100 * M), (15 * M, 100 * M), True),  # 5 points, 5 M€
        ((10 * M, 100 * M), (15 * M - 1, 100 * M), False),
        ((10 * M + 1, 100 * M), (15 * M + 1, 100 * M), True),
        ((40 * M, 90 * M), (44 * M, 100 * M), False),
        ((4 * M, 10 * M), (9 * M - 1, 10 * M), False),  # many points, not 5 M€
        ((15 * M, 100 * M), (10 * M, 100 * M), True),
        ((0, M), (5 * M, 5 * M), True),
        ((0, M - 1), (5 * M, 5 * M), False),  # no part of less than 1 M€
        ((6 * M, 6 * M), (0, M), True),
        ((6 * M, 6 * M), (0, M - 1), False),
    ],
)
def test_parts_of_partners(then: tuple[int, int], now: tuple[int, int], fires: bool) -> None:
    before, after = (
        year({("03", "exports"): account(total, countries={"US": part, "QU": total - part})})
        for part, total in (then, now)
    )
    assert keys("partner", after, before) == ["2024-partner-03-exports-us"] * fires


def test_returned_goods_are_no_partner_and_northern_ireland_is_the_united_kingdom() -> None:
    then = year({("03", "imports"): sold(0, FR=50 * M, GB=10 * M)})
    now = year({("03", "imports"): sold(0, FR=5 * M, GB=10 * M, XI=5 * M)})
    assert keys("partner", now, then) == [
        "2024-partner-03-imports-de",
        "2024-partner-03-imports-gb",
    ]


@pytest.mark.parametrize(
    ("exports", "fires"),
    [(95 * M, False), (95 * M - 1, True), (100 * M, False), (100 * M + 1, True)],
)
def test_files_beside_the_official_total(exports: int, fires: bool) -> None:
    known = {"exports": OfficialTotal(100 * M, "https://example.org")}
    assert keys("official", year({}, exports=exports), official=known) == (
        ["2024-official-fr-exports"] * fires
    )


def test_official_totals_are_those_that_were_published() -> None:
    assert {flow: each.euros for flow, each in official.totals(2024).items()} == {
        "exports": 598_300 * M,
        "imports": 698_900 * M,
    }
    assert official.totals(2023) == {}
    (check,) = (each for each in checks() if each.name == "official")
    assert check.undone(material(year({}), official=official.totals(2023))) == (
        "no official figure known"
    )


@pytest.mark.parametrize(
    ("flow", "code", "of_year", "fires"),
    [
        ("exports", "FR", 2024, True),
        ("imports", "FR", 2024, False),  # returned goods
        ("exports", "GP", 2024, True),
        ("exports", "YT", 2024, True),
        ("exports", "YT", 2013, False),  # not of France yet
        ("exports", "XI", 2024, True),
        ("imports", "XI", 2024, True),
        ("imports", "ZZ", 2024, True),
        ("exports", "QU", 2024, False),
        ("exports", "GB", 2024, False),
    ],
)
def test_codes_of_countries(flow: str, code: str, of_year: int, fires: bool) -> None:
    here = account(100 * M, countries={code: 1, "DE": 100 * M - 1})
    whole = year({("03", flow): here})  # type: ignore[dict-item]
    found_keys = keys("code", whole, year=of_year)
    assert found_keys == [f"{of_year}-code-fr-{flow}-country-{code.lower()}"] * fires


def test_codes_are_told_by_their_names_where_they_have_one() -> None:
    here = account(10, countries={"GP": 7, "ZZ": 3}, products={"Z99Z": 10})
    found_ = found("code", material(year({("03", "exports"): here, ("1", "exports"): account(2)})))
    assert [(each.about, each.said) for each in found_] == [
        ("Guadeloupe", "country code GP: France itself, in exports; 7 €"),
        ("ZZ", "country code ZZ: unknown; 3 €"),
        ("Z99Z", "product code Z99Z: unknown; 10 €"),
        ("1", "departement code 1: unknown; 2 €"),
    ]


def test_unknown_products_and_departements() -> None:
    whole = year(
        {("03", "exports"): account(5, products={"Z99Z": 5}), ("1", "exports"): account(7)}
    )
    assert keys("code", whole) == [
        "2024-code-fr-exports-product-z99z",
        "2024-code-fr-exports-departement-1",
    ]


@pytest.mark.parametrize(
    ("total", "unnamed", "fires"),
    [
        (100 * M, 5 * M, False),
        (100 * M, 5 * M + 1, True),
        (M, M // 2, True),
        (M - 1, M // 2, False),
    ],
)
def test_what_is_of_no_country(total: int, unnamed: int, fires: bool) -> None:
    here = account(total, countries={"QU": unnamed - 1, "QR": 1, "DE": total - unnamed})
    whole = year({("03", "imports"): here})
    assert keys("code", whole) == ["2024-code-03-imports-unnamed"] * fires


def test_an_unknown_country_is_of_no_country_and_returned_goods_are_not() -> None:
    here = account(100 * M, countries={"FR": 50 * M, "ZZ": 6 * M, "DE": 44 * M})
    assert keys("code", year({("03", "imports"): here})) == [
        "2024-code-fr-imports-country-zz",
        "2024-code-03-imports-unnamed",
    ]


@pytest.mark.parametrize(
    ("then", "now", "fires"),
    [
        (100 * M, 101 * M, True),
        (100 * M, 101 * M - 1, False),
        (100 * M, 99 * M, True),
        (100 * M, 99 * M + 1, False),
        (M - 1, 2 * M, False),
        (M, 2 * M, True),
    ],
)
def test_totals_that_a_vintage_revised(then: int, now: int, fires: bool) -> None:
    old, new = (year({("03", "exports"): account(each)}) for each in (then, now))
    held = Vintages(old, new, "2025-02-07", "2025-05-09")
    assert keys("revision", new, revision=held) == ["2024-revision-03-exports-2025-05-09"] * fires


@pytest.mark.parametrize(("now", "fires"), [(105 * M, True), (105 * M - 1, False)])
def test_products_that_a_vintage_revised(now: int, fires: bool) -> None:
    old, new = (
        year(
            {
                ("03", "exports"): account(
                    1_000 * M, products={"C20B": each, "C10H": 1_000 * M - each}
                )
            }
        )
        for each in (100 * M, now)
    )
    held = Vintages(old, new, "2025-02-07", "2025-05-09")
    assert keys("revision", new, revision=held) == (
        ["2024-revision-fr-exports-c20b-2025-05-09"] * fires
    )


@pytest.mark.parametrize(
    ("total", "largest", "fires"),
    [
        (100 * M, 50 * M, False),
        (100 * M, 50 * M + 1, True),
        (M - 1, M - 1, False),
        (M, M, True),
    ],
)
def test_one_product_with_one_country_is_told(total: int, largest: int, fires: bool) -> None:
    here = year({("03", "exports"): account(total, largest=("C30C", "US", largest))})
    assert keys("cell", here) == ["2024-cell-03-exports-c30c-us"] * fires
    made = review(material(here), {})
    assert [each.severity for each in made.found] == [Severity.TOLD] * fires
    assert made.open == ()


# -- which years are looked at how -----------------------------------------------------------

YEARLY = {"growth", "product", "partner"}
OF_A_WHOLE_YEAR = {"size", "quarter", "official", *YEARLY}


def moved() -> tuple[dict, dict]:  # type: ignore[type-arg]
    """All three checks of two years fire."""
    before = {("03", "exports"): made_of(C20B=20 * M)}
    now = account(200 * M, products={"C10H": 200 * M}, countries={"US": 100 * M, "DE": 100 * M})
    return year({("03", "exports"): now}), year(before)


@pytest.mark.parametrize(
    ("of_year", "severity"),
    [
        (2021, Severity.EXPLAIN),
        (2022, Severity.TOLD),
        (2023, Severity.EXPLAIN),
    ],
)
def test_across_january_2022_changes_are_only_told(of_year: int, severity: Severity) -> None:
    made = review(material(*moved(), year=of_year), {})
    yearly = {each.check.name: each for each in made.checks if each.check.name in YEARLY}
    assert all(each.found for each in yearly.values())
    assert {judged.severity for each in yearly.values() for judged in each.found} == {severity}
    assert bool(made.open) is (severity is Severity.EXPLAIN)


def test_an_incomplete_year_is_not_held_against_anything_of_a_whole_one() -> None:
    now, before = moved()
    made = review(material(now, before, marks=HALF_YEAR, provisional=True), {})
    undone = {each.check.name for each in made.checks if each.undone == "only of a whole year"}
    assert undone == OF_A_WHOLE_YEAR | {"quarter-absent"}
    assert made.open == ()


def test_without_the_year_before_the_review_says_so() -> None:
    made = review(material(year({})), {})
    undone = {each.check.name: each.undone for each in made.checks if each.undone}
    assert set(undone) == {*YEARLY, "revision", "official"}
    assert all("2023" in undone[name] for name in YEARLY)


def test_invented_years_are_looked_at_like_true_ones() -> None:
    marks = dataclasses.replace(WHOLE, demonstration=True)
    true, invented = (review(material(*moved(), marks=each), {}) for each in (WHOLE, marks))
    assert [each.finding for each in true.found] == [each.finding for each in invented.found]


def test_keys_are_the_same_in_every_run_and_fit_a_line_of_toml() -> None:
    first, second = (review(material(*moved()), {}) for _ in range(2))
    assert [each.finding.key for each in first.found] == [each.finding.key for each in second.found]
    for judged in first.found:
        assert re.fullmatch(r"[a-z0-9-]+", judged.finding.key)
    assert len(territories.departements()) == 100
