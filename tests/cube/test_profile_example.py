"""The worked example of ``docs/methodology.md``: every value that it prints, from its rows."""

from __future__ import annotations

import csv
import re
from functools import cache

import pytest
from paths import ROOT
from plain_indicators import Row
from test_indicators import dataset

from tradefiche.cube.indicators import fiches
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import Profile
from tradefiche.reference import territories

PLACES = {"D": "03", "B": "59", "A": "69"}
"""Three départements of three sizes; D is what is measured."""


def lines() -> list[str]:
    """Flow, territory, A129, country, euros: in 2024, as the page gives them."""
    page = (ROOT / "docs" / "methodology.md").read_text("utf-8")
    (block,) = re.findall(r"^```csv\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    return str(block).splitlines()


@cache
def example() -> dict[str, Fiche]:
    rows = [
        Row(flow, 1, PLACES[place], product, country, int(euros))
        for flow, place, product, country, euros in csv.reader(lines(), delimiter=";")
    ]
    places = [territories.departement(code) for code in PLACES.values()]
    return dict(zip(PLACES, fiches(dataset(rows), places), strict=True))


def profile(place: str = "D") -> Profile:
    found = example()[place].profile
    assert found is not None
    return found


def flow(name: Flow) -> FlowProfile:
    return profile().exports if name == "exports" else profile().imports


# Totals, coverage, rank


def test_totals_and_coverage() -> None:
    assert profile().exports.total.value == 100_000_000
    assert profile().imports.total.value == 50_000_000
    assert example()["D"].balance == 50_000_000
    assert profile().coverage.value == 2


def test_equal_totals_share_their_rank() -> None:
    totals = {place: profile(place).exports.total for place in PLACES}
    ranks = {place: (total.rank, total.tied) for place, total in totals.items()}
    assert ranks == {"A": (1, False), "B": (2, True), "D": (2, True)}
    assert {total.population for total in totals.values()} == {3}
    assert totals["D"].values == (800_000_000, 100_000_000, 100_000_000)
    assert totals["D"].median == 100_000_000
    assert example()["D"].exports.share_of_france == 0.1


# The Union


def test_imports_by_zone() -> None:
    imports = flow("imports")
    assert imports.union_share.value == 0.6
    parts = (imports.union, imports.elsewhere, imports.unspecified)
    assert [euros / 50_000_000 for euros in parts] == [0.6, 0.36, 0.04]


# Concentration


def test_equivalent_numbers() -> None:
    exports, imports = flow("exports").concentration, flow("imports").concentration
    assert exports.partners_equivalent.value == 1000 / 385
    assert exports.products_equivalent.value == 100 / 38
    assert imports.partners_equivalent.value == 128 / 63
    assert imports.first_partner.value == 0.6


def test_all_partners_are_no_first_ones() -> None:
    assert flow("exports").concentration.three_partners.value is None
    assert flow("exports").concentration.three_products.value is None


# What weighs more, and less


def test_gaps_in_points() -> None:
    distinction = flow("exports").distinction
    assert distinction is not None
    (chemistry,) = distinction.products_above
    assert (chemistry.product.code, chemistry.weight.here) == ("C20B", 0.5)
    assert chemistry.weight.france == 0.1
    assert 100 * chemistry.weight.gap == 40
    assert chemistry.weight.ratio == 5
    (parts,) = distinction.products_below
    assert (parts.product.code, parts.weight.here, parts.weight.france) == ("C29B", 0.2, 0.6)
    assert 100 * parts.weight.gap == pytest.approx(-40)
    assert parts.weight.ratio is None


def test_a_product_that_weighs_as_in_france_has_no_gap() -> None:
    (steel,) = (each for each in flow("exports").products if each.product.code == "C24A")
    assert (steel.weight.here, steel.weight.france, steel.weight.gap) == (0.3, 0.3, 0)
    assert steel.weight.ratio is None


# What is sold outside the Union


def test_exposure_to_the_united_states() -> None:
    exposure = flow("exports").exposure
    assert exposure is not None
    there = exposure.united_states
    assert (there.value, there.france, there.median) == (0.4, 0.08, 0.1)
    assert there.values == (0.4, 0.1, 0.0375)
    assert (there.rank, there.population) == (1, 3)
    parts = {each.product.code: each.part for each in exposure.sold_there}
    assert parts == {"C20B": 0.6, "C24A": 1 / 6, "C29B": 0.25}
    assert [each.country.code for each in exposure.destinations] == ["US", "CN"]
    assert (exposure.others, exposure.others_value) == (0, 0)


# Purchases concentrated outside the Union


def test_concentrated_purchases() -> None:
    concentrated = flow("imports").concentrated
    assert concentrated is not None
    (steel,) = concentrated.rows
    assert steel.product.code == "C24A"
    assert (steel.value, steel.outside) == (20_000_000, 14_000_000)
    suppliers = [(each.country.code, each.value) for each in steel.suppliers]
    assert suppliers == [("CN", 12_000_000), ("US", 2_000_000)]
    assert not steel.also_in_france  # 40 % there
    assert steel.years == (2024,)
    assert concentrated.sensitivity == (1, 1, 1)
