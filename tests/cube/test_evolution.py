"""What became of each département: recomputed with fractions for all of them, and under change."""

from __future__ import annotations

import json
import random
import re
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from command import run
from customs_files import snapshot
from filled_stores import ORIGIN
from plain_evolution import Held
from plain_evolution import expected
from plain_evolution import in_plain
from plain_indicators import Row
from test_profile import COUNTRIES
from test_profile import PLACES
from test_profile import PRODUCTS

from tradefiche import customs
from tradefiche.cube.indicators import fiches
from tradefiche.customs import codes
from tradefiche.errors import StoreError
from tradefiche.fiche import Evolution
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowChange
from tradefiche.fiche import from_json
from tradefiche.fiche import to_json
from tradefiche.reference import territories
from tradefiche.store import parquet
from tradefiche.store.store import Arrival
from tradefiche.store.store import Store

M = 1_000_000
ALLIER = territories.departement("03")
# Northern Ireland was another place before 2021, and ZZ is no code of the tables.
PARTNERS = [code for code in COUNTRIES if code not in {"XI", "XU", "ZZ"}]

Years = Mapping[int, Held]


def stored(folder: Path, years: Years, *, demonstration: bool = False, **origin: object) -> Store:
    """A store with these years, and whatever was in the folder before."""
    store = Store(folder)
    store.replace(
        Arrival(
            year,
            quarter,
            flow,
            frame(year, [row for row in held.rows if (row.quarter, row.flow) == (quarter, flow)]),
            replace(
                ORIGIN,
                name=f"{year}.zip",
                demonstration=demonstration,
                **origin,  # type: ignore[arg-type]
            ),
        )
        for year, held in years.items()
        for flow in "EI"
        for quarter in held.quarters(flow)
    )
    return store


def frame(year: int, rows: Iterable[Row]) -> pl.DataFrame:
    regions = territories.customs_departements()
    table = [
        (r.flow, r.quarter, year, r.departement, regions[r.departement], r.a129, "0111", r.country,
         r.value, 1)
        for r in rows
    ]  # fmt: skip
    columns: dict[str, Any] = {
        **dict.fromkeys(("flow", "quarter", "year", "departement", "region", "a129"), pl.String),
        **dict.fromkeys(("cpf4", "country"), pl.String),
        **dict.fromkeys(("value", "mass"), pl.Int64),
        "quarter": pl.Int8,
        "year": pl.Int16,
    }
    found = pl.DataFrame(table, schema=columns, orient="row")
    return found.cast({**codes.enumerations(), "cpf4": pl.Categorical})


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
            PARTNERS[int(len(PARTNERS) * chance.random() ** 1.5)],
            chance.choice(amounts),
        )
        for _ in range(size)
    ]


def several(
    years: Iterable[int],
    size: int,
    amounts: Sequence[int],
    **lacking: Mapping[int, tuple[int, ...]],
) -> Years:
    found = {year: Held(generated(year, size, amounts)) for year in years}
    for flow, quarters in lacking.items():
        for year, held in quarters.items():
            found[year] = replace(found[year], **{flow: held})
    return found


SPREAD = range(1, 30 * M, 7_919)
STORES: dict[str, Callable[[], Years]] = {
    "one year": lambda: several([2024], 500, SPREAD),
    "two years": lambda: several([2023, 2024], 3_000, SPREAD),
    "two years across the break": lambda: several([2021, 2022], 2_000, SPREAD),
    "ten years": lambda: several(range(2015, 2025), 1_500, SPREAD),
    "eleven years": lambda: several(range(2014, 2025), 300, SPREAD),
    "only long ago": lambda: several([2010, 2024], 300, SPREAD),
    "a missing year": lambda: several([2018, 2019, 2022, 2024], 1_500, SPREAD),
    "an incomplete year before": lambda: several(
        [2022, 2023, 2024], 1_500, SPREAD, exports={2023: (1, 2, 3)}, imports={2023: (1, 2, 3)}
    ),
    "flows that differ": lambda: several(
        [2022, 2023, 2024], 1_500, SPREAD, exports={2023: ()}, imports={2022: (4,)}
    ),
    "a provisional last year": lambda: several(
        [2022, 2023, 2024], 1_500, SPREAD, exports={2024: (1, 2)}, imports={2024: (1, 2)}
    ),
    "before the break": lambda: several([2019, 2020, 2021], 1_500, SPREAD),
    "around a million": lambda: several([2023, 2024], 1_500, [0, 1, M // 4, M // 2, M - 1, M]),
    "ties": lambda: several([2023, 2024], 3_000, [0, M, 2 * M, 5 * M]),
    "around a tenth of a point": lambda: several([2023, 2024], 4_000, [M, 999, 1_000, 1_001, 0]),
    "large": lambda: several([2023, 2024], 3_000, [10**11, 2**53 + 1, 3 * M, 7, 10**9]),
}


def made(store: Store, year: int, places: Sequence[str] | None = None) -> tuple[Fiche, ...]:
    chosen = places and [territories.departement(text) for text in places]
    return fiches(store.dataset(year, provisional=True), chosen)


def evolution(store: Store, year: int = 2024, text: str = "03") -> Evolution:
    (fiche,) = made(store, year, [text])
    assert fiche.evolution is not None
    return fiche.evolution


@pytest.mark.parametrize("name", STORES)
def test_all_evolutions_are_what_fractions_say(tmp_path: Path, name: str) -> None:
    years = STORES[name]()
    found = made(stored(tmp_path, years), max(years))
    assert len(found) == 100
    for fiche in found:
        plain = expected(fiche.place.customs_code, years, max(years))
        assert in_plain(fiche.evolution) == plain, fiche.place.name
        assert from_json(to_json(fiche)) == fiche


@pytest.mark.parametrize("own", range(2015, 2025))
def test_each_year_of_a_store_has_its_own(tmp_path: Path, own: int) -> None:
    years = several(range(2015, 2025), 500, SPREAD)
    for fiche in made(stored(tmp_path, years), own, ["03", "971", "48"]):
        assert in_plain(fiche.evolution) == expected(fiche.place.customs_code, years, own)


def changes(found: Iterable[Fiche]) -> list[FlowChange]:
    every = [fiche.evolution for fiche in found]
    flows = [flow for each in every if each for flow in (each.exports, each.imports)]
    return [flow for flow in flows if flow]


@pytest.mark.parametrize("name", ["two years", "ties", "large", "around a tenth of a point"])
def test_contributions_make_the_change_to_the_euro(tmp_path: Path, name: str) -> None:
    found = changes(made(stored(tmp_path, STORES[name]()), 2024))
    assert len(found) > 150
    for change in found:
        for cut in (change.products, change.partners):
            parts = (*cut.up, *cut.down, cut.others)
            assert sum(part.amount for part in parts) == change.amount
            assert sum(part.before for part in parts) == change.before
            assert sum(part.part for part in parts) == pytest.approx(change.rate)
            assert all(part.amount > 0 and part.part >= 0.001 for part in cut.up)
            assert all(part.amount < 0 and part.part <= -0.001 for part in cut.down)


def test_totals_are_those_of_the_fiche(tmp_path: Path) -> None:
    for fiche in made(stored(tmp_path, STORES["ten years"]()), 2024):
        assert fiche.evolution is not None
        last = fiche.evolution.years[-1]
        assert (last.exports, last.imports) == (fiche.exports.total, fiche.imports.total)
        assert sum(each.exports or 0 for each in fiche.evolution.quarters[-4:]) == last.exports


# -- what is compared -----------------------------------------------------------------------------


def sale(value: int, *, product: str = "C20B", country: str = "DE", flow: str = "E") -> Row:
    return Row(flow, 1, "03", product, country, value)


def two(tmp_path: Path, before: list[Row], now: list[Row], own: int = 2024) -> Evolution:
    """That of the Allier; each quarter of each flow has a row, of another département."""
    other = [Row(flow, quarter, "63", "A01Z", "DE", 1) for flow in "EI" for quarter in range(1, 5)]
    years = {own - 1: Held([*other, *before]), own: Held([*other, *now])}
    return evolution(stored(tmp_path, years), own)


def test_the_worked_example_of_the_methodology(tmp_path: Path) -> None:
    """80 → 100: + 25 %, perfumes + 12.5 points, cars + 18.75, steel − 6.25."""
    before = [
        sale(40 * M, product="C20B", country="DE"),
        sale(20 * M, product="C24A", country="CN"),
        sale(20 * M, product="C29B", country="US"),
    ]
    now = [
        sale(50 * M, product="C20B", country="DE"),
        sale(15 * M, product="C24A", country="CN"),
        sale(35 * M, product="C29B", country="US"),
    ]
    change = two(tmp_path, before, now).exports
    assert change is not None
    assert (change.rate, change.amount) == (0.25, 20 * M)
    products, partners = change.products, change.partners
    assert [(each.product.code, 100 * each.part) for each in (*products.up, *products.down)] == [
        ("C29B", 18.75),
        ("C20B", 12.5),
        ("C24A", -6.25),
    ]
    assert [(each.country.code, 100 * each.part) for each in (*partners.up, *partners.down)] == [
        ("US", 18.75),
        ("DE", 12.5),
        ("CN", -6.25),
    ]
    assert products.others == partners.others == type(products.others)(0, 0, 0, 0.0)


def test_less_than_a_million_has_no_change(tmp_path: Path) -> None:
    assert two(tmp_path / "a", [sale(M - 1)], [sale(5 * M)]).exports is None
    assert two(tmp_path / "b", [], [sale(5 * M)]).exports is None
    found = two(tmp_path / "c", [sale(M)], []).exports
    assert found is not None
    assert found.rate == -1


def test_nothing_is_compared_across_the_break(tmp_path: Path) -> None:
    for own, compared in ((2021, True), (2022, False), (2023, True)):
        found = two(tmp_path / str(own), [sale(4 * M)], [sale(5 * M)], own)
        assert (found.exports is not None) is compared
        assert [each.comparable for each in found.years] == [False, compared]


def test_returns_and_undetermined_countries_are_among_the_others(tmp_path: Path) -> None:
    before = [sale(4 * M), sale(M, country="FR"), sale(M, country="QU")]
    now = [sale(4 * M), sale(3 * M, country="FR"), sale(9 * M, country="QU")]
    change = two(tmp_path, before, now).exports
    assert change is not None
    assert not change.partners.up
    assert (change.partners.others.count, change.partners.others.amount) == (1, 10 * M)


def test_quarters_that_seem_to_lack_rows_make_a_year_incomplete(tmp_path: Path) -> None:
    years = several([2022, 2023, 2024], 9_000, SPREAD)
    rows = [row for row in years[2023].rows if (row.quarter, row.flow) != (3, "E")]
    cut = [row for row in years[2023].rows if (row.quarter, row.flow) == (3, "E")][:300]
    found = evolution(stored(tmp_path, {**years, 2023: Held([*rows, *cut])}))
    assert [(each.year, each.complete, each.comparable) for each in found.years] == [
        (2022, True, False),
        (2023, False, False),
        (2024, True, False),
    ]
    assert [(q.year, q.quarter) for q in found.quarters if not q.complete] == [(2023, 3)]
    assert found.exports is found.imports is None


def test_invented_years_never_stand_beside_true_ones(tmp_path: Path) -> None:
    years = several(range(2020, 2025), 300, SPREAD)
    store = stored(tmp_path, {year: years[year] for year in (2020, 2022)}, demonstration=True)
    stored(tmp_path, {year: years[year] for year in (2021, 2023, 2024)})
    dataset = store.dataset(2024)
    assert [each.year for each in dataset.history] == [2021, 2023, 2024]
    assert dataset.remarks == (
        f"2024 is not compared with 2020, 2022 in {tmp_path}: those figures are invented.",
    )
    dataset = store.dataset(2022)
    assert [each.year for each in dataset.history] == [2020, 2022]
    assert dataset.remarks == (
        f"2022 is not compared with 2021 in {tmp_path}: those figures are true.",
    )
    assert store.dataset(2020).remarks == ()
    assert not store.dataset(2021).history


def test_the_files_of_the_other_years_are_named(tmp_path: Path) -> None:
    years = several([2022, 2023, 2024], 300, SPREAD)
    store = stored(tmp_path, years)
    files = evolution(store).provenance.files
    assert [(each.name, each.rows) for each in files] == [("2022.zip", 300), ("2023.zip", 300)]
    stored(tmp_path, {year: years[year] for year in (2022, 2023)}, vintage="2026-05-07")
    both = Store(tmp_path)
    assert evolution(both).provenance.updated == "2026-05-07"


def test_a_file_of_several_years_is_named_once(tmp_path: Path) -> None:
    years = several([2022, 2023, 2024], 300, SPREAD)
    store = stored(tmp_path, {2024: years[2024]})
    for year in (2022, 2023):
        one = [
            Arrival(year, q, flow, frame(year, [row for row in years[year].rows
                    if (row.quarter, row.flow) == (q, flow)]), ORIGIN)
            for flow in "EI" for q in range(1, 5)
        ]  # fmt: skip
        store.replace(one)
    assert [(each.name, each.rows) for each in evolution(store).provenance.files] == [
        (ORIGIN.name, 600)
    ]


# -- what is read ---------------------------------------------------------------------------------


def spoilt(store: Store, year: int) -> None:
    file = next(each.file for each in store.partitions() if each.year == year)
    path = store.folder / file
    path.write_bytes(path.read_bytes()[:-1] + b"\0")


def test_a_damaged_year_before_is_refused(tmp_path: Path) -> None:
    store = stored(tmp_path, several([2022, 2023, 2024], 300, SPREAD))
    spoilt(store, 2023)
    with pytest.raises(StoreError, match="is no longer what was stored"):
        made(store, 2024, ["03"])


def test_files_of_which_nothing_is_read_are_left_alone(tmp_path: Path) -> None:
    """Sums of older years are in the index, which is sealed."""
    years = several([2021, 2022, 2023, 2024], 300, SPREAD)
    store = stored(tmp_path, years)
    before = made(store, 2024)
    spoilt(store, 2022)
    assert made(Store(tmp_path), 2024) == before
    spoilt(store, 2021)
    assert evolution(Store(tmp_path), 2024).years[0].year == 2021
    with pytest.raises(StoreError, match="is no longer what was stored"):
        made(store, 2023, ["03"])  # compared with 2022
    with pytest.raises(StoreError, match="is no longer what was stored"):
        made(store, 2022, ["03"])


def test_sums_that_are_no_longer_those_stored_are_refused(tmp_path: Path) -> None:
    dataset = stored(tmp_path, several([2023, 2024], 300, SPREAD)).dataset(2024)
    assert dataset.before
    before = dataset.before()
    assert before.value
    other = replace(dataset, before=lambda: replace(before, value=before.value + 1))
    with pytest.raises(StoreError, match="the data of 2023 make"):
        fiches(other, [ALLIER])


def test_a_year_alone_has_none() -> None:
    dataset = customs.demonstration()
    assert (dataset.history, dataset.before) == ((), None)
    for fiche in fiches(dataset):
        assert fiche.evolution is None
        document = to_json(fiche)
        assert document.endswith(b"    }\n  }\n}\n")
        assert b"evolution" not in document  # as before there was any: the same bytes
        assert from_json(document) == fiche


def test_a_store_of_the_first_version_is_measured_for_all_years(tmp_path: Path) -> None:
    store = stored(tmp_path, several([2022, 2023, 2024], 300, SPREAD))
    before = made(store, 2024, ["03", "971"])
    path = tmp_path / "index.json"
    index = json.loads(path.read_text("utf-8"))
    for partition in index["partitions"]:
        for fact in ("departements", "repeats", "ended", "accepted_gaps", "sha256"):
            del partition[fact]
    first = {"schema_version": 1, "program": "0.0.1", "partitions": index["partitions"]}
    path.write_text(json.dumps(first), "utf-8")
    remarks = Store(tmp_path).dataset(2024).remarks
    assert [re.findall(r"data of (\d+)", each) for each in remarks] == [
        ["2024"],
        ["2022"],
        ["2023"],
    ]
    assert made(Store(tmp_path), 2024, ["03", "971"]) == before
    assert Store(tmp_path).dataset(2024).remarks == ()


def test_each_file_is_hashed_once_for_all_years(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored(tmp_path, several(range(2022, 2025), 300, SPREAD))
    hashed: list[str] = []
    digest = parquet._digest

    def counted(path: Path) -> str:
        hashed.append(path.name)
        return digest(path)

    monkeypatch.setattr(parquet, "_digest", counted)
    store = Store(tmp_path)
    for dataset in [store.dataset(year) for year in (2022, 2023, 2024)]:
        fiches(dataset, [ALLIER])
    assert sorted(hashed) == sorted(each.file for each in store.partitions())
    hashed.clear()
    made(Store(tmp_path), 2024, ["03"])
    assert {name[:4] for name in hashed} == {"2023", "2024"}


def test_fiches_are_the_same_alone_and_among_other_years(here: Path) -> None:
    """On the disk, and by what ``build`` says: later years, then an earlier one that is revised."""
    years = several(range(2022, 2026), 600, SPREAD)
    stored(here / "data", {year: years[year] for year in (2022, 2023, 2024)})
    run("build", "--dept", "03", "--year", "2024")
    before = snapshot(here / "output")
    stored(here / "data", {2025: years[2025]})
    said = run("build", "--dept", "03", "--year", "2024").stdout
    assert said == "output/2024/03-allier.pdf (unchanged)\n"
    run("build", "--dept", "03", "--year", "2024", "--force")
    run("build", "--dept", "03", "--year", "2022-2025")
    after = snapshot(here / "output")
    assert {name: after[name] for name in before} == before
    assert "evolution" not in json.loads((here / "output/2022/03-allier.json").read_text("utf-8"))
    rows = [replace(row, value=row.value + 1) for row in years[2023].rows]
    stored(here / "data", {2023: Held(rows)})
    said = run("build", "--dept", "03", "--year", "2022-2025").stdout.splitlines()
    assert [line.endswith(" (unchanged)") for line in said] == [True, False, False, False]


# -- what changes nothing, or only what it should -------------------------------------------------


def large(years: Iterable[int] = (2023, 2024)) -> Years:
    """Amounts far above every threshold in euros; twice as many rows are still a sample."""
    return several(years, 3_000, range(100 * M, 900 * M, 7_919_333))


def test_later_years_change_nothing(tmp_path: Path) -> None:
    years = large((2022, 2023, 2024, 2025, 2026))
    store = stored(tmp_path, {year: years[year] for year in (2022, 2023, 2024)})
    before = list(map(to_json, made(store, 2024)))
    for year in (2026, 2025):
        stored(tmp_path, {year: years[year]})
        assert list(map(to_json, made(Store(tmp_path), 2024))) == before


def test_neither_the_order_of_rows_nor_their_number_counts(tmp_path: Path) -> None:
    years = large()
    halves = {}
    for year, held in years.items():
        rows = [
            replace(row, value=value)
            for row in held.rows
            for value in (row.value // 3, row.value - row.value // 3)
        ]
        random.Random(1).shuffle(rows)
        halves[year] = Held(rows)
    one, other = (
        [in_plain(fiche.evolution) for fiche in made(stored(tmp_path / name, each), 2024)]
        for name, each in (("whole", years), ("halves", halves))
    )
    assert one == other


def test_ten_times_more_is_the_same_but_for_euros(tmp_path: Path) -> None:
    years = large()
    tenfold = {
        year: Held([replace(row, value=10 * row.value) for row in held.rows])
        for year, held in years.items()
    }

    def parts(store: Store) -> list[Any]:
        return [
            (change.rate, [(each.part, 10 * each.amount // scale) for each in rest], names)
            for change, scale in ((c, 1 if store.folder.name == "one" else 10) for c in
                                  changes(made(store, 2024)))
            for cut in (change.products, change.partners)
            for rest in [(*cut.up, *cut.down, cut.others)]
            for names in [len(cut.up)]
        ]  # fmt: skip

    assert parts(stored(tmp_path / "one", years)) == parts(stored(tmp_path / "ten", tenfold))


def test_years_that_change_places_turn_rises_into_falls(tmp_path: Path) -> None:
    years = large()
    there = changes(made(stored(tmp_path / "there", years), 2024))
    back = {2023: years[2024], 2024: years[2023]}
    for one, other in zip(there, changes(made(stored(tmp_path / "back", back), 2024)), strict=True):
        assert (one.before, one.now) == (other.now, other.before)
        # Thresholds are parts of what was before, so that the least ones may go unnamed.
        for up, down in (
            (one.products.up, other.products.down),
            (one.products.down, other.products.up),
        ):
            shared = min(len(up), len(down))
            assert [each.amount for each in up[:shared]] == [-each.amount for each in down[:shared]]


def test_codes_are_only_names(tmp_path: Path) -> None:
    swapped = {"DE": "IT", "IT": "DE", "C20B": "C24A", "C24A": "C20B"}

    def renamed(found: Any) -> Any:
        if isinstance(found, dict):
            return {key: renamed(value) for key, value in found.items()}
        if isinstance(found, list | tuple):
            return type(found)(map(renamed, found))
        return swapped.get(found, found) if isinstance(found, str) else found

    years = {
        year: Held([replace(row, value=row.value + n) for n, row in enumerate(held.rows)])
        for year, held in large().items()
    }
    others = {
        year: Held(
            [replace(r, a129=renamed(r.a129), country=renamed(r.country)) for r in held.rows]
        )
        for year, held in years.items()
    }
    one, other = (
        [in_plain(fiche.evolution) for fiche in made(stored(tmp_path / name, each), 2024)]
        for name, each in (("one", years), ("other", others))
    )
    assert renamed(one) == other


def test_a_kingdom_in_parts_is_one(tmp_path: Path) -> None:
    years = large()
    apart = {
        year: Held(
            [
                replace(row, country="XI") if row.country == "GB" and row.value % 2 else row
                for row in held.rows
            ]
        )
        for year, held in years.items()
    }
    assert any(row.country == "XI" for row in apart[2024].rows)
    one, other = (
        [in_plain(fiche.evolution) for fiche in made(stored(tmp_path / name, each), 2024)]
        for name, each in (("one", years), ("apart", apart))
    )
    assert one == other


def test_other_years_leave_the_last_change_alone(tmp_path: Path) -> None:
    years = large((2021, 2022, 2023, 2024))
    few = {year: years[year] for year in (2023, 2024)}
    one, other = (
        changes(made(stored(tmp_path / str(len(each)), each), 2024)) for each in (years, few)
    )
    assert one == other
