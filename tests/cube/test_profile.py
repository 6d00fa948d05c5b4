"""What sets a département apart: recomputed with fractions for all of them, and under change."""

from __future__ import annotations

import random
from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from plain_indicators import Row
from plain_profile import Year
from profile_in_plain import profile_in_plain
from test_indicators import PROVENANCE
from test_indicators import YEAR
from test_indicators import dataset
from test_indicators import demonstration

from tradefiche.cube.indicators import fiches
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.fiche import Profile
from tradefiche.fiche import from_json
from tradefiche.fiche import to_json
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.store.store import Dataset

PLACES = [place.customs_code for place in territories.departements()]
PRODUCTS = sorted(nomenclature.product_codes())
COUNTRIES = [
    "DE",
    "IT",
    "ES",
    "BE",
    "NL",
    "PL",
    "US",
    "CN",
    "GB",
    "CH",
    "JP",
    "MA",
    "TN",
    "TR",
    "BR",
    "IN",
    "XI",
    "XU",
    "FR",
    "GP",
    "YT",
    "QU",
    "QR",
    "EU",
    "ZZ",
    "KM",
    "MG",
]
M = 1_000_000


def generated(seed: int, size: int, amounts: Sequence[int]) -> list[Row]:
    """Rows of some départements more than of others, and of Monaco."""
    chance = random.Random(seed)
    favoured = [*PLACES, "99", *chance.choices(PLACES, k=200)]
    return [
        Row(
            chance.choice("EI"),
            chance.randint(1, 4),
            chance.choice(favoured),
            chance.choice(PRODUCTS[:: chance.randint(1, 9)]),
            COUNTRIES[int(len(COUNTRIES) * chance.random() ** 1.5)],
            chance.choice(amounts),
        )
        for _ in range(size)
    ]


SOURCES: dict[str, Callable[[], Sequence[Row]]] = {
    "demonstration": demonstration,
    "few rows": lambda: generated(1, 300, [0, 1, 2, M]),
    "ties": lambda: generated(2, 3_000, [0, M, 2 * M, 5 * M]),
    "around thresholds": lambda: generated(
        3, 4_000, [M - 1, M, M + 1, 100_000, 99_999, 10 * M, 10 * M - 1, 9 * M]
    ),
    "large": lambda: generated(4, 6_000, [10**11, 2**53 + 1, 3 * M, 7, 10**9]),
    "spread": lambda: generated(5, 9_000, range(1, 30 * M, 7_919)),
    "nothing": list,
}


@cache
def source(name: str) -> tuple[Row, ...]:
    return tuple(SOURCES[name]())


def profile(fiche: Fiche) -> Profile:
    assert fiche.profile is not None
    return fiche.profile


def profiles(data: Dataset) -> dict[str, dict[str, Any]]:
    return {fiche.place.code: profile_in_plain(profile(fiche)) for fiche in fiches(data)}


def profile_of(rows: Sequence[Row], text: str = "03", marks: Marks = YEAR) -> Profile:
    (fiche,) = fiches(dataset(rows, marks), [territories.departement(text)])
    return profile(fiche)


@pytest.mark.parametrize("provisional", [False, True])
@pytest.mark.parametrize("name", SOURCES)
def test_all_profiles_are_what_fractions_say(name: str, provisional: bool) -> None:
    marks = Marks(demonstration=True, quarters=(1, 2, 3), gaps=False) if provisional else YEAR
    plain = Year(source(name), provisional=provisional)
    found = profiles(dataset(source(name), marks))
    assert len(found) == 100
    for place in territories.departements():
        assert found[place.code] == plain.profile(place), place.name


ROWS = st.lists(
    st.builds(
        Row,
        flow=st.sampled_from("EI"),
        quarter=st.just(1),
        departement=st.sampled_from(["03", "63", "69", "75", "20", "9C", "99"]),
        a129=st.sampled_from(["B06Z", "C20B", "C24A", "C29B", "D35A"]),
        country=st.sampled_from(COUNTRIES),
        value=st.sampled_from([0, 1, M - 1, M, 2 * M, 10 * M, 99 * M, 100 * M, 2**53 + 1]),
    ),
    max_size=80,
)


@given(rows=ROWS, text=st.sampled_from(["03", "69", "20", "9C", "75", "01"]))
@settings(deadline=None, max_examples=60)
def test_a_profile_is_what_fractions_say(rows: list[Row], text: str) -> None:
    place = territories.departement(text)
    assert profile_in_plain(profile_of(rows, text)) == Year(rows).profile(place)


def test_a_profile_survives_its_json() -> None:
    for name in ("demonstration", "ties"):
        for fiche in fiches(dataset(source(name))):
            assert from_json(to_json(fiche)) == fiche


def test_some_are_asked_for_and_all_are_ranked() -> None:
    everyone = {fiche.place.code: fiche for fiche in fiches(dataset(source("spread")))}
    places = [territories.departement(text) for text in ("9C", "20", "03")]
    assert [fiche.profile for fiche in fiches(dataset(source("spread")), places)] == [
        everyone[place.code].profile for place in places
    ]


# What changes nothing, or only what it should


def varied() -> list[Row]:
    """Amounts far above every threshold in euros, so that ten times more passes none."""
    return generated(7, 5_000, range(100 * M, 900 * M, 7_919_333))


def test_neither_the_order_of_rows_nor_their_number_counts() -> None:
    rows = varied()
    halves = [
        replace(row, quarter=quarter, value=value)
        for row in rows
        for quarter, value in ((1, row.value // 3), (4, row.value - row.value // 3))
    ]
    random.Random(1).shuffle(halves)
    assert profiles(dataset(halves)) == profiles(dataset(rows))


def test_ten_times_more_is_the_same_but_for_euros() -> None:
    rows = varied()
    tenfold = [replace(row, value=10 * row.value) for row in rows]
    assert scaled(profiles(dataset(rows))) == profiles(dataset(tenfold))


def scaled(found: Any) -> Any:
    """With all euros ten times larger: amounts have no decimals here, shares have."""
    if isinstance(found, dict):
        euros = {"value", "union", "elsewhere", "unspecified", "others_value", "outside"}
        return {
            key: _tenfold(value)
            if key == "total" or (key in euros and isinstance(value, int))
            else scaled(value)
            for key, value in found.items()
        }
    if isinstance(found, list | tuple):
        return type(found)(
            # (product, euros, part) and (country, euros)
            (each[0], 10 * each[1], *each[2:])
            if isinstance(each, tuple) and len(each) > 1 and isinstance(each[0], str)
            else scaled(each)
            for each in found
        )
    return found


def _tenfold(found: Any) -> Any:
    if isinstance(found, dict):
        kept = ("rank", "population")
        return {key: each if key in kept else _tenfold(each) for key, each in found.items()}
    if isinstance(found, list):
        return [10 * each for each in found]
    return 10 * found if found is not None and not isinstance(found, bool) else found


def test_two_countries_that_become_one_leave_the_rest_alone() -> None:
    rows = varied()
    merged = [replace(row, country="NL" if row.country == "BE" else row.country) for row in rows]
    before, after = profiles(dataset(rows)), profiles(dataset(merged))
    for code, old in before.items():
        for flow in ("exports", "imports"):
            one, other = old[flow], after[code][flow]
            for name in ("total", "union", "elsewhere", "unspecified", "union_share", "products"):
                assert one[name] == other[name]
            for name in ("three_products", "products_equivalent"):
                assert one["concentration"][name] == other["concentration"][name]
            assert 0 <= one["partner_count"] - other["partner_count"] <= 1
            many = (each["concentration"]["partners_equivalent"]["value"] for each in (one, other))
            first, then = many
            assert (first is None) == (then is None)
            assert first is None or then <= first  # never less concentrated
        assert old["exports"]["exposure"] == after[code]["exports"]["exposure"]
        assert old["imports"]["concentrated"] == after[code]["imports"]["concentrated"]


def test_northern_ireland_and_great_britain_are_the_united_kingdom() -> None:
    rows = varied()
    apart = {row.country for row in rows}
    assert {"XI", "XU", "GB"} < apart
    merged = [
        replace(row, country="GB" if row.country in {"XI", "XU"} else row.country) for row in rows
    ]
    assert profiles(dataset(merged)) == profiles(dataset(rows))


def test_codes_are_only_names() -> None:
    """Products, partners within the Union and outside it change places: so do their codes."""
    swapped = {"DE": "IT", "IT": "DE", "CN": "JP", "JP": "CN", "C20B": "C24A", "C24A": "C20B"}

    def renamed(found: Any) -> Any:
        if isinstance(found, dict):
            return {key: renamed(value) for key, value in found.items()}
        if isinstance(found, list | tuple):
            return type(found)(map(renamed, found))
        return swapped.get(found, found) if isinstance(found, str) else found

    rows = generated(8, 5_000, range(100 * M, 900 * M, 7_919_333))
    numbered = [replace(row, value=row.value + 2**n % 1_000_003) for n, row in enumerate(rows)]
    others = [
        replace(row, a129=renamed(row.a129), country=renamed(row.country)) for row in numbered
    ]
    assert renamed(profiles(dataset(numbered))) == profiles(dataset(others))


def test_a_departement_in_two_files_is_one() -> None:
    assert PROVENANCE.updated  # the rows of both go into the same year
    rows = varied()
    first = [row for row in rows if row.departement == "69"]
    there = [replace(row, value=row.value // 2) for row in first]
    rest = [replace(row, value=row.value - row.value // 2) for row in first]
    others = [row for row in rows if row.departement != "69"]
    assert profiles(dataset([*rest, *others, *there])) == profiles(dataset(rows))
