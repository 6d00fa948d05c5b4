"""What the exports of all départements became: recomputed with fractions, and under change."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from plain_evolution import Held
from plain_movers import expected
from plain_movers import in_plain
from test_evolution import SPREAD
from test_evolution import STORES
from test_evolution import M
from test_evolution import Years
from test_evolution import large
from test_evolution import several
from test_evolution import stored

from tradefiche import customs
from tradefiche.cube.indicators import atlas
from tradefiche.errors import TradeficheError
from tradefiche.fiche.atlas import ALONE
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import from_json
from tradefiche.fiche.atlas import to_json
from tradefiche.reference import territories

CODES = {each.code: each.customs_code for each in territories.departements()}


def made(folder: Path, years: Years, year: int = 2024) -> Atlas:
    return atlas(stored(folder, years).dataset(year, provisional=True))


def scaled(years: Years, factor: int) -> Years:
    return {
        year: Held([replace(row, value=factor * row.value) for row in held.rows])
        for year, held in years.items()
    }


@pytest.mark.parametrize("name", STORES)
def test_all_is_as_in_plain_python(name: str, tmp_path: Path) -> None:
    years = STORES[name]()
    last = max(years)
    found = made(tmp_path, years, last)
    assert in_plain(found) == expected(CODES, years, last)
    assert from_json(to_json(found)) == found


def test_the_parts_make_the_change_of_france_to_the_euro(tmp_path: Path) -> None:
    found = made(tmp_path, large())
    changes = [each.change for each in found.departements]
    beside = (found.monaco_change, found.unplaced_change)
    assert found.change
    assert found.change.amount == sum(each.amount for each in (*changes, *beside) if each)
    assert found.change.before == sum(each.before for each in (*changes, *beside) if each)
    assert len(found.euros_moved.all) == 10


def test_ten_times_more_has_the_same_rates_and_ranks(tmp_path: Path) -> None:
    years = large()
    one, ten = made(tmp_path / "one", years), made(tmp_path / "ten", scaled(years, 10))
    for each, other in zip(one.departements, ten.departements, strict=True):
        assert each.change
        assert other.change
        grown = replace(each.change, before=10 * each.change.before, now=10 * each.change.now)
        assert other.change == grown
    assert [e.place for e in one.places_moved.all] == [e.place for e in ten.places_moved.all]
    assert [e.place for e in one.euros_moved.all] == [e.place for e in ten.euros_moved.all]


def test_years_that_change_places_mirror_every_sign(tmp_path: Path) -> None:
    years = large()
    there = made(tmp_path / "there", years)
    back = made(tmp_path / "back", {2023: years[2024], 2024: years[2023]})
    for one, other in zip(there.departements, back.departements, strict=True):
        assert one.change
        assert other.change
        assert one.change.amount == -other.change.amount
        assert (one.change.rank_before, one.change.rank) == (
            other.change.rank,
            other.change.rank_before,
        )
    for one, other in (
        (there.places_moved, back.places_moved),
        (there.euros_moved, back.euros_moved),
    ):
        assert (one.up, one.down) != ((), ())
        assert [e.place for e in one.up] == [e.place for e in other.down]
        assert [e.place for e in one.down] == [e.place for e in other.up]


def test_a_base_below_a_million_has_neither_rate_nor_places(tmp_path: Path) -> None:
    years = large()
    for euros in (0, M - 1, M):
        rows = [row for row in years[2023].rows if row.departement != "03"]
        own = [row for row in years[2023].rows if (row.departement, row.flow) == ("03", "E")]
        base = [replace(own[0], value=euros)] if euros else []
        found = made(tmp_path / str(euros), {2023: Held(rows + base), 2024: years[2024]})
        (change,) = (each.change for each in found.departements if each.place.code == "03")
        assert change
        assert change.before == euros
        assert (change.rate is None) is (change.places is None) is (euros < M)
        assert change.growth == (None if euros < M else Fraction(change.now - euros, euros))
        assert change.rank
        assert (change.rank_before is None) is (euros == 0)


def test_later_years_change_nothing(tmp_path: Path) -> None:
    years = large((2022, 2023, 2024, 2025))
    before = made(tmp_path, {year: years[year] for year in (2022, 2023, 2024)})
    assert made(tmp_path, {2025: years[2025]}) == before


def test_codes_without_a_place_are_in_france_only(tmp_path: Path) -> None:
    """Monaco is no département, and has no rank."""
    years = large()
    found = made(tmp_path, years)
    without = {
        year: Held([row for row in held.rows if row.departement != "99"])
        for year, held in years.items()
    }
    other = made(tmp_path / "without", without)
    assert found.monaco_change
    assert found.monaco_change.before
    assert other.monaco_change
    assert other.monaco_change.before == other.monaco_change.now == 0
    ranks = [(e.change.rank_before, e.change.rank) for e in found.departements if e.change]
    assert ranks == [(e.change.rank_before, e.change.rank) for e in other.departements if e.change]


def test_one_year_has_the_json_that_it_had() -> None:
    found = atlas(customs.demonstration())
    document = to_json(found)
    assert (found.schema_version, found.evolution, found.change) == (ALONE, None, None)
    assert b"change" not in document
    assert b"evolution" not in document
    assert from_json(document) == found  # as an atlas of schema 2 is read


def test_years_that_do_not_compare_have_no_change(tmp_path: Path) -> None:
    found = made(tmp_path, several([2021, 2022], 2_000, SPREAD), 2022)
    assert found.evolution
    assert [each.year for each in found.evolution.years] == [2021, 2022]
    assert found.change is found.monaco_change is found.unplaced_change is None
    assert (found.places_moved.all, found.euros_moved.all) == ((), ())
    assert b'"change"' not in to_json(found)


@pytest.mark.parametrize(
    "document", [b"", b"[]", b'{"schema_version": 1}', b'{"schema_version": 4}', b"{\xff}"]
)
def test_what_is_no_atlas_is_refused(document: bytes) -> None:
    with pytest.raises(TradeficheError, match="not the JSON of an atlas"):
        from_json(document)
