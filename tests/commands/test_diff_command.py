"""``tradefiche diff`` as people run it: years, vintages, folders; text, JSON and a workbook."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import plain_diff
import pytest
from command import run
from customs_files import snapshot
from mailings import FINAL
from mailings import publish
from plain_diff import M
from plain_diff import in_plain
from plain_indicators import Row
from stored_years import moved
from stored_years import sold
from stored_years import store
from stored_years import year
from terminal import fits

from tradefiche.fiche import Marks
from tradefiche.wording.sentences import DEMONSTRATION

FEBRUARY, MAY = "2025-02-07", "2025-05-09"


TOLD = """\
2023 → 2024
  2023: Q1, Q2, Q3, Q4 of 2023, data of 2024-02-07
  2024: Q1, Q2, Q3, Q4 of 2024, data of 2025-02-07
Told: totals that moved by 25 % and 20.0 M€, ranks by 5, products and partners
by 5.0 M€ and 5 points, or that came or went with 5 % of the earlier total.

Totals, M€                                         2023        2024      change
France entière, exports                           560.0       599.0      +7.0 %
France entière, imports                           720.0       720.0       0.0 %
France entière, balance                          -160.0      -121.0       +39.0
France entière, coverage                            78%         83%    +5.4 pts
Région Auvergne-Rhône-Alpes, exports               60.0        99.0     +65.0 %
03 Allier, exports                                 60.0        99.0     +65.0 %

France entière
  exports: Belgique                                 0.0         9.0        came

Région Auvergne-Rhône-Alpes
  balance                                          40.0        79.0       +39.0
  coverage                                         300%        495%  +195.0 pts
  exports: C29B Équipements pour automobil…         0.0         9.0        came
  exports: Belgique                                 0.0         9.0        came

03 Allier
  balance                                          40.0        79.0       +39.0
  coverage                                         300%        495%  +195.0 pts
  exports: C29B Équipements pour automobil…         0.0         9.0        came
  exports: Belgique                                 0.0         9.0        came
"""


def answer(*words: object) -> Any:
    return json.loads(run("diff", *words, "--json").stdout)


def small(share: int = 40, **more: int) -> list[Row]:
    """A year of the Allier and Paris whose numbers are easily read."""
    return [
        sold("03", "C20B", "DE", share * M),
        sold("03", "C24A", "US", 20 * M),
        sold("03", "C20B", "IT", 20 * M, flow="I"),
        sold("75", "C29B", "DE", 500 * M),
        sold("75", "C29B", "DE", 700 * M, flow="I"),
        *(sold("03", product, "BE", value) for product, value in more.items()),
    ]


@pytest.fixture
def two(here: Path) -> Path:
    """Two small years in the store."""
    store(here / "data", 2023, small())
    store(here / "data", 2024, small(70, C29B=9 * M))
    return here


def test_what_moved_is_told_in_columns(two: Path) -> None:
    assert run("diff", "2023", "2024").stdout == TOLD


def test_lines_fit_a_terminal(here: Path) -> None:
    before = year(1)
    store(here / "data", 2023, before)
    store(here / "data", 2024, moved(before, 101))
    lines = run("diff", "2023", "2024").stdout.splitlines()
    assert len(lines) > 300
    assert max(map(len, lines)) <= 80
    assert not any(line != line.rstrip() for line in lines)


def test_json_equals_the_plain_ones_and_its_schema(here: Path) -> None:
    before = year(2)
    after = moved(before, 102)
    store(here / "data", 2023, before)
    store(here / "data", 2024, after)
    found = answer("2023", "2024")
    assert in_plain(found["places"]) == plain_diff.expected(before, after, plain_diff.Limits())
    schema = json.loads(run("schema", "--diff").stdout)
    assert fits(found, schema, schema) == []
    top = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    assert {*found} == {*top["required"]}
    del found["places"][0]["turned"]
    assert fits(found, schema, schema) == ["places: turned is missing"]


def test_the_same_twice_is_the_same(two: Path) -> None:
    one, other = (run("diff", "2023", "2024", "--json").stdout for _ in range(2))
    assert one == other
    before = snapshot(two)
    run("diff", "2023", "2024")
    assert snapshot(two) == before  # nothing is written


def test_thresholds_of_the_command_line(two: Path) -> None:
    given = ("--percent", "66", "--at-least", "9000000", "--points", "50", "--places", "9")
    found = answer("2023", "2024", *given)
    assert found["least"] == {
        "percent": 66.0, "euros": 9 * M, "points": 50.0, "code_euros": 9 * M, "code_percent": None,
        "places": 9,
    }  # fmt: skip
    told = run("diff", "2023", "2024", *given).stdout
    assert "France entière, exports                           560.0       599.0      +7.0 %" in told
    assert "03 Allier, exports" not in told


def test_only_what_is_asked_for(two: Path) -> None:
    codes = [place["code"] for place in answer("2023", "2024", "--dept", "allier")["places"]]
    assert codes == ["03"]
    region = answer("2023", "2024", "--region", "Auvergne-Rhône-Alpes")["places"]
    assert [(place["level"], place["code"]) for place in region] == [
        ("region", "18"),
        ("departement", "03"),
    ]
    told = run("diff", "2023", "2024", "--dept", "75").stdout
    assert "none moved by so much" in told  # no heading over nothing
    assert told.endswith("Nothing moved by so much.\n")
    assert "is not a département" in run("diff", "2023", "2024", "--dept", "x", status=2).stderr


# -- vintages --------------------------------------------------------------------------------


def revised(folder: Path) -> tuple[list[Row], list[Row]]:
    before = year(3)
    after = moved(before, 103, 0.02)
    store(folder, 2024, before, vintage=FEBRUARY)
    store(folder, 2024, after, vintage=MAY)
    return before, after


def test_two_vintages_of_a_year(here: Path) -> None:
    before, after = revised(here / "data")
    found = answer(f"2024@{FEBRUARY}", "2024")
    assert in_plain(found["places"]) == plain_diff.expected(before, after, plain_diff.ONE_YEAR)
    assert (found["before"]["updated"], found["after"]["updated"]) == (FEBRUARY, MAY)
    assert answer(f"2024@{FEBRUARY}", f"2024@{MAY}")["places"] == found["places"]
    told = run("diff", f"2024@{FEBRUARY}", "2024").stdout
    assert "Told: totals that moved by 1 %, ranks by 1, products and" in told
    assert "1.0 M€ and 5 points or 5 %" in " ".join(told.split())


def test_vintages_are_named_as_they_are_printed(here: Path) -> None:
    revised(here / "data")
    said = run("data", "vintages", "--year", "2024")
    for day in (FEBRUARY, MAY):
        assert f"\n{day}: " in said.stdout
    assert f"tradefiche diff 2024@{FEBRUARY} 2024@{MAY}\n" in said.stderr
    assert run("diff", f"2024@{FEBRUARY}", f"2024@{MAY}").exit_code == 0
    wrong = run("diff", "2024@2020-01-01", "2024", status=2).stderr
    assert f"Error: data keeps no vintage 2020-01-01 of 2024: {FEBRUARY}, {MAY}" in wrong
    assert f"Hint: Name one as 2024@{MAY}" in wrong


def test_a_vintage_of_two_quarters_is_compared_over_these(here: Path) -> None:
    before, after = year(4), year(104)
    store(here / "data", 2024, before, vintage=FEBRUARY)
    store(here / "data", 2024, after, vintage=MAY, quarters=(3, 4))
    found = answer("2024", f"2024@{MAY}")  # the earlier one is in use
    halves = [[row for row in rows if row.quarter > 2] for rows in (before, after)]
    expected = plain_diff.expected(halves[0], halves[1], plain_diff.ONE_YEAR, ranked=False)
    assert in_plain(found["places"]) == expected
    assert found["remarks"] == [
        "Provisional: only Q3, Q4 of both are compared, and nothing is ranked."
    ]


def test_a_provisional_year_is_compared_over_its_quarters(here: Path) -> None:
    before, after = year(5), year(105)
    store(here / "data", 2023, before)
    store(here / "data", 2024, after, quarters=(1, 2, 3))
    found = answer("2023", "2024")
    held = [[row for row in rows if row.quarter < 4] for rows in (before, after)]
    expected = plain_diff.expected(held[0], held[1], plain_diff.Limits(), ranked=False)
    assert in_plain(found["places"]) == expected
    assert found["before"]["quarters"] == [1, 2, 3]
    assert "Provisional: only Q1, Q2, Q3 of both are compared" in run("diff", "2023", "2024").stdout


def test_years_without_a_common_quarter_are_refused(here: Path) -> None:
    store(here / "data", 2023, small(), quarters=(1, 2))
    store(here / "data", 2024, small(), quarters=(3, 4))
    said = run("diff", "2023", "2024", status=2).stderr
    assert "Error: 2023 and 2024 have no quarter in common, of both flows" in said


# -- folders ---------------------------------------------------------------------------------


def built(folder: Path, years: Sequence[int] = (2023, 2024)) -> None:
    for each in years:
        run("build", "--dept", "03", "--year", each, "--output", folder / "output")


def test_folders_need_no_store(two: Path) -> None:
    built(two)
    shutil.rmtree(two / "data")
    found = answer("output/2023", "output/2024")
    (departement,) = [each for each in found["places"] if each["level"] == "departement"]
    assert departement["exports"]["before"] == 60 * M
    assert departement["exports"]["after"] == 99 * M
    assert departement["exports"]["total_moved"]
    assert found["before"]["name"] == "output/2023"


def test_folders_are_compared_without_the_libraries_of_a_store(here: Path) -> None:
    publish(here / "output", year=2023)
    publish(here / "output", year=2024)
    code = (
        "import sys; from tradefiche.commands.cli import main; "
        "main(['diff', 'output/2023', 'output/2024'], standalone_mode=False); "
        "print([m for m in ('polars', 'matplotlib', 'numpy', 'xlsxwriter') if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        check=True,
        encoding="utf-8",
        env={**os.environ, "PYTHONIOENCODING": "utf-8"},
    )
    assert done.stdout.splitlines()[-1] == "[]"


def test_a_folder_and_the_store(two: Path) -> None:
    built(two)
    found = answer("output/2024", "2024")
    assert [place["level"] for place in found["places"]] == ["france"]
    assert len(found["only_after"]) == 99
    told = run("diff", "output/2024", "2024").stdout
    assert "Only 2024 has 99 départements: 01 02 04 05 06 07 08 09 …" in told
    assert told.endswith("Nothing moved by so much.\n")
    store(two / "data", 2024, small(80), vintage=MAY)
    assert {place["code"] for place in answer("output/2024", "2024")["places"]} >= {"FR", "03"}


def test_a_folder_of_other_quarters_is_not_compared(here: Path) -> None:
    publish(here / "a", year=2023, marks=FINAL)
    publish(here / "b", year=2024, marks=Marks(False, (1, 2)))
    said = run("diff", "a/2023", "b/2024", status=2).stderr
    assert "Error: a/2023 holds Q1, Q2, Q3, Q4, and b/2024 holds Q1, Q2: their totals" in said


def test_a_year_is_compared_over_the_quarters_of_a_folder(here: Path) -> None:
    store(here / "data", 2023, year(6))
    publish(here / "b", year=2024, marks=Marks(False, (1, 2)))
    found = answer("2023", "b/2024")
    assert (found["before"]["quarters"], found["after"]["quarters"]) == ([1, 2], [1, 2])


# -- a workbook ------------------------------------------------------------------------------


def test_a_workbook_says_the_same(here: Path) -> None:
    before = year(7)
    after = moved(before, 107)
    store(here / "data", 2023, before)
    store(here / "data", 2024, after)
    done = run("diff", "2023", "2024", "--json", "--xlsx", "moved.xlsx")
    assert "moved.xlsx" in done.stderr
    found = in_plain(json.loads(done.stdout)["places"])
    book = openpyxl.load_workbook(here / "moved.xlsx")
    assert book.sheetnames == [
        "Sommaire", "Totaux", "Soldes", "Produits", "Partenaires", "Premiers",
    ]  # fmt: skip

    def rows(name: str) -> list[tuple[Any, ...]]:
        every = list(book[name].iter_rows(values_only=True))
        return every[next(i for i, row in enumerate(every) if row[0] == "Niveau") + 1 :]

    totals = [
        (place["code"], flow, place[name]["before"], place[name]["after"])
        for place in found
        for name, flow in (("exports", "export"), ("imports", "import"))
    ]
    assert [(row[1], row[3], row[4], row[5]) for row in rows("Totaux")] == totals
    assert [(row[1], row[3], row[4]) for row in rows("Soldes")] == [
        (place["code"], place["balance_before"], place["balance_after"]) for place in found
    ]
    for sheet, kind in (("Produits", "products"), ("Partenaires", "partners")):
        assert [(row[1], row[4], row[7], row[8], row[9]) for row in rows(sheet)] == [
            (place["code"], each["code"], each["before"], each["after"],
             each["after"] - each["before"])
            for place in found
            for name in ("exports", "imports")
            for each in place[name][kind]
        ]  # fmt: skip
    assert len(rows("Premiers")) == sum(
        bool(place[name][f"first_{kind}"])
        for place in found
        for name in ("exports", "imports")
        for kind in ("products", "partners")
    )
    assert (
        "Source : Douanes (DGDDI). 2023 : données du 7\xa0février 2024"
        in book["Totaux"]["A2"].value
    )


def test_a_workbook_of_invented_figures_says_so(here: Path) -> None:
    for each in (2023, 2024):
        store(here / "data", each, small(), demonstration=True)
    run("diff", "2023", "2024", "--xlsx", "moved.xlsx")
    book = openpyxl.load_workbook(here / "moved.xlsx")
    for page in book.worksheets:
        head = [row[0] for row in page.iter_rows(max_row=4, values_only=True)]
        assert DEMONSTRATION in head
        assert not any("Source" in str(line) for line in head)


def test_the_same_workbook_has_the_same_bytes(two: Path) -> None:
    for name in ("a.xlsx", "b.xlsx"):
        run("diff", "2023", "2024", "--xlsx", name)
    assert (two / "a.xlsx").read_bytes() == (two / "b.xlsx").read_bytes()


def test_a_workbook_that_cannot_be(two: Path) -> None:
    said = run("diff", "2023", "2024", "--xlsx", "moved.xls", status=2).stderr
    assert "Error: moved.xls: a workbook is a file in .xlsx" in said
    said = run("diff", "2023", "2024", "--xlsx", "data/index.json/moved.xlsx", status=1)
    assert "data/index.json/moved.xlsx: cannot be written (" in said.stderr


# -- wrong usage -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "status", "said"),
    [
        (("2024", "2024"), 2, "2024 is named twice"),
        (("2024", "2024@2025-02-07"), 2, "2024 and 2024@2025-02-07 are the same"),
        (("2019", "2024"), 1, "2019 is not in data: it holds 2023, 2024"),
        (("2024x", "2024"), 2, "2024x is neither a year nor a folder"),
        (("nowhere", "2024"), 2, "nowhere is neither a year nor a folder"),
        (("2024@may", "2024"), 2, "2024@may is neither a year nor a folder"),
        (("9999", "2024"), 2, "9999 is neither a year nor a folder"),
        (("data", "2024"), 2, "data holds no manifest.json"),
        (("2023", "2024", "--data", "nowhere"), 1, "no customs data in nowhere"),
        (("2023", "2024", "--percent", "-1"), 2, "Invalid value for '--percent'"),
        (("2024",), 2, "Missing argument 'AFTER'"),
    ],
)
def test_what_cannot_be_compared_is_told(
    two: Path, words: tuple[str, ...], status: int, said: str
) -> None:
    assert said in run("diff", *words, status=status).stderr


def test_a_folder_twice_is_told(here: Path) -> None:
    publish(here / "output")
    said = run("diff", "output/2024", "./output/../output/2024", status=2).stderr
    assert "output/2024 and ./output/../output/2024 are the same" in said


def test_a_folder_called_like_a_year(here: Path) -> None:
    publish(here)
    publish(here / "other")
    assert run("diff", "./2024", "other/2024").exit_code == 0


def test_invented_years_are_not_compared_with_true_ones(here: Path) -> None:
    store(here / "data", 2023, small())
    store(here / "data", 2024, small(), demonstration=True)
    said = run("diff", "2023", "2024", status=2).stderr
    assert "Error: 2024 is invented, 2023 is not: they are not compared" in said


def test_a_damaged_file_is_told(two: Path) -> None:
    path = next((two / "data").glob("2023-Q1-exports-*.parquet"))
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    said = run("diff", "2023", "2024", status=1).stderr
    assert "its checksum differs" in said


def test_across_january_2022(here: Path) -> None:
    store(here / "data", 2020, small())
    store(here / "data", 2021, small())
    store(here / "data", 2022, [replace(row, value=2 * row.value) for row in small()])
    found = answer("2021", "2022")
    assert not found["rates"]
    told = run("diff", "2021", "2022").stdout
    assert "Since January 2022 the customs collect otherwise" in told
    totals, _, _ = told.partition("\n\nRégion")
    assert "%" not in totals.partition("Totals, M€")[2].replace("78%", "").replace("coverage", "")
    assert "pts" not in told
    said = run("diff", "2020", "2022", status=2).stderr
    assert "Error: 2020 and 2022 are of two series" in said
