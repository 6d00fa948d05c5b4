"""Invented years: official in form, marked, the same on every run, moving as real ones do."""

from __future__ import annotations

import io
import json
import re
import zipfile
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from command import run
from demo_tool import archive
from plain_evolution import Held
from plain_evolution import expected
from plain_evolution import in_plain
from plain_indicators import Row

from tradefiche import customs
from tradefiche.cube.indicators import fiches
from tradefiche.customs import containers
from tradefiche.customs import demo_years
from tradefiche.customs import importer
from tradefiche.customs import invented
from tradefiche.errors import UsageError
from tradefiche.reference import nomenclature
from tradefiche.store.store import Store

LINE = r"[EI];[1-4];{};[0-9][0-9A-E];\d\d;[A-Z]\d\d[A-Z];\d{{4}};[A-Z]{{2}};[1-9]\d*;\d+"


@cache
def year(number: int) -> bytes:
    ((_, content),) = demo_years.archives((number,))
    return content


def texts(number: int) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(year(number))) as opened:
        return {name: opened.read(name).decode() for name in opened.namelist()}


@cache
def moved(number: int) -> pl.DataFrame:
    return demo_years.moved(demo_years._shipped(), number)


def euros(number: int, flow: str) -> int:
    return int(moved(number).filter(pl.col("flow") == flow)["value"].sum())


def test_the_year_that_is_shipped_is_the_one_that_is_shipped() -> None:
    assert list(demo_years.archives((2024,))) == [(archive().name, archive().read_bytes())]


@pytest.mark.parametrize("number", [2015, 2025])
def test_a_year_has_the_official_form_and_a_warning(number: int) -> None:
    found = texts(number)
    data = [f"Region_{number}_Export.txt", f"Region_{number}_Import.txt"]
    assert list(found) == ["LISEZ-MOI.txt", *data]
    assert "chiffres fictifs" in found["LISEZ-MOI.txt"]
    for name in data:
        lines = found[name].split("\r\n")
        assert lines.pop() == ""
        assert len(lines) > 70_000
        line = re.compile(LINE.format(number))
        assert [text for text in lines if not line.fullmatch(text)] == []
    with zipfile.ZipFile(io.BytesIO(year(number))) as opened:
        assert {entry.date_time[:3] for entry in opened.infolist()} == {(number + 1, 2, 7)}


def test_every_run_makes_the_same_bytes() -> None:
    ((name, again),) = demo_years.archives((2015,))
    assert (name, again) == ("Regional_2015_demonstration.zip", year(2015))


@pytest.mark.parametrize(
    ("number", "exports", "imports"),
    [
        (2015, 435_944_463_949, 489_848_812_535),
        (2020, 404_860_592_026, 468_896_389_606),
        (2023, 577_205_748_178, 708_365_982_613),
    ],
)
def test_every_machine_makes_the_same_figures(number: int, exports: int, imports: int) -> None:
    assert (euros(number, "E"), euros(number, "I")) == (exports, imports)


@pytest.mark.parametrize("number", [2015, 2020, 2025])
def test_every_row_is_known_as_invented(number: int) -> None:
    rows = moved(number)
    assert rows.select((invented.remainder(rows.schema) == 0).all()).item()
    assert rows["mass"].min() >= 0  # type: ignore[operator]


def test_codes_of_countries_were_in_use() -> None:
    for code in moved(2015)["country"].cast(pl.String).unique():
        info = nomenclature.country_info(code)
        assert info is not None
        assert info.start <= "201501"


def test_no_row_comes_twice() -> None:
    assert not moved(2019).drop("value", "mass").is_duplicated().any()


def test_trade_grows_falls_in_2020_and_breaks_in_2022() -> None:
    for flow in "EI":
        found = {number: euros(number, flow) for number in (2015, 2019, 2020, 2021, 2022, 2023)}
        assert found[2015] < 0.95 * found[2019]
        assert 0.75 < found[2020] / found[2019] < 0.92
        assert found[2022] > 1.08 * found[2021]
        assert 0.85 < found[2023] / found[2022] < 1.15


def test_products_and_partners_come_and_go() -> None:
    def traded(rows: pl.DataFrame, column: str) -> set[tuple[str, ...]]:
        return {*rows.select("flow", "departement", column).unique().cast(pl.String).rows()}

    for column in ("a129", "country"):
        one, other = (traded(moved(number), column) for number in (2018, 2023))
        assert len(one - other) > 50
        assert len(other - one) > 50


def test_years_that_do_not_exist_are_refused() -> None:
    with pytest.raises(UsageError, match="there is no demonstration of 2014"):
        list(demo_years.archives((2014, 2015)))


def rows_of(frame: pl.DataFrame) -> list[Row]:
    columns = ("flow", "quarter", "departement", "a129", "country", "value")
    return [Row(*row) for row in frame.select(columns).cast({"flow": pl.String}).iter_rows()]


def test_evolutions_of_the_demonstration_are_what_fractions_say(here: Path) -> None:
    for name, content in demo_years.archives((2023, 2024)):
        (here / name).write_bytes(content)
    store = Store(here / "data")
    importer.run(store, containers.find(sorted(here.glob("*.zip"))))
    years = {
        2023: Held(rows_of(moved(2023))),
        2024: Held(rows_of(customs.demonstration().rows.collect())),
    }
    dataset = store.dataset(2024)
    assert dataset.marks.demonstration
    by_place: dict[str, dict[int, list[Row]]] = {}
    for number, held in years.items():
        for row in held.rows:
            by_place.setdefault(row.departement, {2023: [], 2024: []})[number].append(row)
    for fiche in fiches(dataset):
        here_only = {n: Held(rows) for n, rows in by_place[fiche.place.customs_code].items()}
        assert in_plain(fiche.evolution) == expected(fiche.place.customs_code, here_only, 2024)


def test_texts_are_tried_on_ten_years() -> None:
    dataset = demo_years.among_others()
    assert dataset.marks.demonstration
    for fiche in fiches(dataset):
        assert fiche.evolution
        years = fiche.evolution.years
        assert [each.year for each in years] == list(range(2015, 2025))
        assert [each.year for each in years if each.comparable] == [*range(2016, 2022), 2023, 2024]
        assert (years[-1].exports, years[-1].imports) == (fiche.exports.total, fiche.imports.total)
        for flow in ("exports", "imports"):
            change = getattr(fiche.evolution, flow)
            assert change.before == getattr(years[-2], flow)


def test_the_command_writes_archives_that_an_import_marks(here: Path) -> None:
    done = run("demo", "--years", "2023-2024", "--to", "years")
    paths = [str(Path("years", f"Regional_{n}_demonstration.zip")) for n in (2023, 2024)]
    assert done.stdout.splitlines() == paths
    assert "invented" in done.stderr
    assert Path(paths[1]).read_bytes() == archive().read_bytes()
    run("data", "import", "years")
    assert {each.origin.demonstration for each in Store(here / "data").partitions()} == {True}
    run("build", "--dept", "48", "--year", "2024")
    fiche = json.loads((here / "output/2024/48-lozere.json").read_text("utf-8"))
    assert [each["year"] for each in fiche["evolution"]["years"]] == [2023, 2024]
    assert fiche["evolution"]["exports"]["before"] == fiche["evolution"]["years"][0]["exports"]


def test_the_command_refuses_what_it_cannot(here: Path) -> None:
    said = run("demo", "--years", "2014-2016", "--to", "x", status=2).stderr
    assert "Error: there is no demonstration of 2014" in said
    assert not Path("x").exists()
    said = run("demo", "--years", "all", "--to", "x", status=2).stderr
    assert "Hint: Write --years 2024, or --years 2020-2024." in said
    (here / "x").write_bytes(b"")
    run("demo", "--years", "2024", "--to", "x", status=2)
