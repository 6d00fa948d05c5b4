"""What ``tradefiche export`` prints, writes and refuses."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import pytest
from command import run
from filled_stores import filled

SHIPPED = "Using the demonstration data (2024, invented figures, marked on every page).\n"


def files(folder: Path) -> list[str]:
    found = (path for path in folder.rglob("*") if path.is_file())
    return sorted(path.relative_to(folder).as_posix() for path in found)


def test_without_more_a_fiche_becomes_a_workbook(here: Path) -> None:
    result = run("export", "--demo", "--dept", "03")
    (path,) = files(here)
    assert path == "tables/figures-2024/03-allier.xlsx"
    assert result.stdout.startswith(f"{path} (")
    assert result.stderr == SHIPPED


def test_the_ending_of_the_file_tells_its_format(here: Path) -> None:
    run("-q", "export", "--demo", "--dept", "03", "--what", "rows", "--to", "a/rows.PARQUET")
    run("-q", "export", "--demo", "--dept", "03", "--what", "indicators", "--to", "b.csv")
    assert files(here) == ["a/rows.PARQUET", "b.csv", "b.datapackage.json"]


def test_a_folder_gets_files_named_by_what_they_hold(here: Path) -> None:
    for what in ("rows", "indicators"):
        run("-q", "export", "--demo", "--region", "Corse", "--what", what, "--format", "jsonl",
            "--to", "out")  # fmt: skip
    assert files(here) == [
        "out/echanges-2024-20-corse.jsonl",
        "out/indicateurs-2024-20-corse.jsonl",
    ]


def test_several_fiches_have_a_folder_each(here: Path) -> None:
    run("-q", "export", "--demo", "--dept", "03", "--dept", "2A", "--format", "csv", "--to", "out")
    folders = {Path(name).parent.as_posix() for name in files(here)}
    assert folders == {"out/figures-2024/03-allier", "out/figures-2024/20-corse"}
    assert (here / "out/figures-2024/20-corse/datapackage.json").is_file()


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_nothing_is_replaced_unless_asked(form: str, here: Path) -> None:
    words = ("-q", "export", "--demo", "--dept", "03", "--format", form)
    run(*words)
    before = {name: (here / name).read_bytes() for name in files(here)}
    for name in before:
        (here / name).write_bytes(b"mine")
    refused = run(*words, status=1)
    assert "is there already" in refused.stderr
    assert "--force" in refused.stderr
    assert {(here / name).read_bytes() for name in before} == {b"mine"}
    run(*words, "--force")
    assert {name: (here / name).read_bytes() for name in files(here)} == before


def test_json_tells_each_file(here: Path) -> None:
    result = run(
        "export", "--demo", "--dept", "03", "--what", "indicators", "--to", "a.csv", "--json"
    )
    table, described = json.loads(result.stdout)
    content = (here / "a.csv").read_bytes()
    assert table == {
        "path": "a.csv",
        "rows": 1,
        "bytes": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
    }
    assert described["path"] == "a.datapackage.json"


def test_years_have_files_of_their_own(here: Path) -> None:
    for year in (2023, 2024):
        filled(here / "data", {"E": (1, 2, 3, 4), "I": (1, 2, 3, 4)}, year)
    run("-q", "export", "--all", "--year", "2023-2024", "--what", "rows", "--format", "csv")
    assert [name for name in files(here / "tables") if name.endswith(".csv")] == [
        "echanges-2023.csv",
        "echanges-2024.csv",
    ]
    assert ";100;\r\n" in (here / "tables/echanges-2023.csv").read_bytes().decode()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--to", "a.csv", "--format", "xlsx"), "--to a.csv and --format xlsx contradict"),
        (("--to", "a.csv"), "a.csv is one file, and this export makes several"),
        (("--to", "a.xlsx", "--dept", "04"), "a.xlsx is one file, and this export makes several"),
        (("--dept", "3O"), "not a département"),
        (("--what", "rows", "--data", "x"), "--demo and --data contradict each other"),
    ],
)
def test_wrong_usage_is_said(words: tuple[str, ...], said: str, here: Path) -> None:
    result = run("export", "--demo", "--dept", "03", *words, status=2)
    assert said in result.stderr
    assert not files(here)


def test_nobody_is_no_selection(here: Path) -> None:
    said = run("export", "--demo", status=2).stderr
    assert "no département is asked for" in said
    offered = set(re.findall(r"--\w+", said))
    assert offered == {"--dept", "--region", "--all", "--except"}  # it has no --territoire


@pytest.mark.parametrize(
    ("name", "there"), [("t.ods", False), ("t.xls", False), ("t.json", False), ("notes.md", True)]
)
def test_what_is_no_format_is_no_folder(name: str, there: bool, here: Path) -> None:
    if there:
        (here / name).write_text("mine")
    before = files(here)
    said = run("-q", "export", "--demo", "--dept", "03", "--to", name, status=2).stderr
    assert f"{name} is neither a folder nor a file in .xlsx, .csv, .parquet or .jsonl" in said
    assert files(here) == before


def test_a_folder_may_have_a_dot_in_its_name(here: Path) -> None:
    run("-q", "export", "--demo", "--dept", "03", "--to", "essai.2")
    assert files(here) == ["essai.2/figures-2024/03-allier.xlsx"]


def test_a_folder_that_cannot_be_written_is_said(here: Path) -> None:
    (here / "tables").write_text("a file")
    result = run("-q", "export", "--demo", "--dept", "03", status=1)
    assert "cannot be written" in result.stderr
    assert "--to" in result.stderr
