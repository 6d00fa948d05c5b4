"""What the data commands say, in full, and what they leave on the disk."""

from __future__ import annotations

import io
import json
import os
import sys
from datetime import UTC
from datetime import datetime
from pathlib import Path

import polars as pl
import pytest
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import run
from customs_files import snapshot
from customs_files import text
from customs_files import write
from customs_files import zipped

from tradefiche.commands import data
from tradefiche.commands import kept
from tradefiche.commands.console import Console
from tradefiche.customs import containers
from tradefiche.customs import importer
from tradefiche.customs.listing import Resource
from tradefiche.errors import StoreError
from tradefiche.errors import TradeficheError
from tradefiche.errors import UsageError
from tradefiche.store.store import Store

NOON = datetime(2025, 3, 1, 12, 0, tzinfo=UTC)


def test_import_says_what_it_stored_and_status_agrees(tmp_path: Path) -> None:
    archive = write(tmp_path / "in" / "Regional-2024.zip", zipped({"Region_2024.txt": both()}))
    result = run("import", archive, "--data", tmp_path / "data")
    assert result.exception is None
    assert result.output == (
        f"reading Regional-2024.zip ({archive.stat().st_size:,} bytes)\n"
        "2024 exports: Q1, Q2, Q3 and Q4 stored, 48 rows, 1,207,248 €\n"
        "2024 imports: Q1, Q2, Q3 and Q4 stored, 48 rows, 1,207,248 €\n"
        "2024 is complete\n"
    )
    years = json.loads(run("status", "--json", "--data", tmp_path / "data").output)["years"]
    assert [(year["year"], year["complete"]) for year in years] == [(2024, True)]


def test_a_second_import_of_the_same_file_does_nothing(tmp_path: Path) -> None:
    archive = write(tmp_path / "Regional-2024.zip", zipped({"Region_2024.txt": both()}))
    run("import", archive, "--data", tmp_path / "data")
    before = snapshot(tmp_path / "data")
    again = run("import", archive.rename(tmp_path / "renamed.zip"), "--data", tmp_path / "data")
    assert again.output == "renamed.zip is in the store already: nothing to do\n"
    assert snapshot(tmp_path / "data") == before


def test_a_revised_file_of_the_same_date_replaces_and_says_so(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    run("import", write(tmp_path / "old.zip", zipped({"a.txt": both()})), "--data", folder)
    revised = text([line("I", quarter=2, value=7), line("I", quarter=3, value=8)])
    new = write(tmp_path / "new.zip", zipped({"a.txt": revised}))
    result = run("import", new, "--data", folder)
    assert result.output.splitlines()[1:] == [
        "2024 imports: Q2 and Q3 stored, 2 rows, 15 €",
        "  Q2 and Q3 replaced what old.zip of 2025-02-07 had brought",
        "  2024 imports of 2025-02-07 changed those of 2025-02-07: 603,624 € → 15 € (-100.0 %)",
        "    Q2: 241,812 € → 7 € (-100.0 %)",
        "    Q3: 361,812 € → 8 € (-100.0 %)",
        "    99: 151,806 € → 0 € (-100.0 %)",
        "    971 Guadeloupe: 151,206 € → 0 € (-100.0 %)",
        "    03 Allier: 150,606 € → 15 € (-100.0 %)",
        "    01 Ain: 150,006 € → 0 € (-100.0 %)",
        "2024 is complete",
    ]
    values = {p.key: p.value for p in Store(folder).partitions()}
    assert values[2024, 2, "I"] == 7
    assert values[2024, 1, "I"] == 121_812
    assert len(Store(folder).kept()) == 8


def test_an_older_file_is_kept_and_not_used(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    run("import", write(tmp_path / "new.zip", zipped({"a.txt": both()})), "--data", folder)
    old = zipped({"a.txt": text([line("I", quarter=2)])}, made=(2024, 12, 31))
    result = run("import", write(tmp_path / "old.zip", old), "--data", folder)
    assert result.output.splitlines()[1:] == [
        "2024 imports: Q2 stored, 1 row, 1,000 €",
        "  Q2 kept, not used: what new.zip of 2025-02-07 had brought is NEWER",
        "2024 is complete",
    ]
    assert {p.origin.name for p in Store(folder).partitions()} == {"new.zip"}


def test_the_same_file_under_another_date_replaces_nothing_newer(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    archive = write(tmp_path / "new.zip", zipped({"a.txt": both()}))
    run("import", archive, "--data", folder)
    result = run("import", archive, "--vintage", "2025-01-31", "--data", folder)
    assert "  Q1, Q2, Q3 and Q4: the same figures, now dated 2025-01-31\n" in result.output
    assert "replaced" not in result.output


def test_the_first_file_again_after_a_revision_is_not_taken_for_known(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    first = write(tmp_path / "first.zip", zipped({"a.txt": both()}))
    revision = write(tmp_path / "revision.zip", zipped({"a.txt": text([line(quarter=4)])}))
    for archive in (first, revision, first):
        run("import", archive, "--data", folder)
    assert {p.origin.name for p in Store(folder).partitions()} == {"first.zip"}


def test_an_unfinished_year_says_what_it_lacks(tmp_path: Path) -> None:
    rows = [*lines("E", 2025, (1, 2, 3)), *lines("I", 2025, (1, 2))]
    result = run("import", write(tmp_path / "a.txt", text(rows)), "--data", tmp_path / "data")
    assert result.output.splitlines()[-1] == (
        "2025 is incomplete: exports lack Q4, imports lack Q3 and Q4"
    )


def test_the_vintage_is_that_of_the_archive_the_file_or_the_option(tmp_path: Path) -> None:
    archive = write(tmp_path / "a.zip", zipped({"a.txt": text([line(quarter=1)])}))
    undated = zipped({"b.txt": text([line(quarter=2)])}, made=(1980, 1, 1))
    plain = write(tmp_path / "c.txt", text([line(quarter=3)]))
    for path in (write(tmp_path / "b.zip", undated), plain):
        os.utime(path, (1_741_000_000, 1_741_000_000))  # 3 March 2025
    run("import", archive, tmp_path / "b.zip", plain, "--data", tmp_path / "data")
    chosen = write(tmp_path / "d.zip", zipped({"d.txt": text([line(quarter=4)])}))
    run("import", chosen, "--vintage", "2025-05-05", "--data", tmp_path / "data")
    assert [p.origin.vintage for p in Store(tmp_path / "data").partitions()] == [
        "2025-02-07",
        "2025-03-03",
        "2025-03-03",
        "2025-05-05",
    ]


def test_another_vintage_for_a_known_file_is_recorded(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zipped({"a.txt": both()}))
    run("import", path, "--data", tmp_path / "data")
    run("import", path, "--data", tmp_path / "data", "--vintage", "2025-06-01")
    vintages = {p.origin.vintage for p in Store(tmp_path / "data").partitions()}
    assert vintages == {"2025-06-01"}


def _imported(tmp_path: Path) -> Path:
    """A store with one whole year and an unfinished one, always the same."""
    full = zipped(
        {"Region_2024_Export.txt": text(lines("E")), "Region_2024_Import.txt": text(lines("I"))}
    )
    started = zipped(
        {"latest.txt": text([*lines("E", 2025, [1]), line("I", 1, 2025, country="ZZ")])}
    )
    for name, content in (("Regional-2024.zip", full), ("latest.zip", started)):
        importer.run(
            Store(tmp_path / "data"),
            containers.find([write(tmp_path / name, content)]),
            accept_unknown=True,
            now=NOON,
        )
    return tmp_path / "data"


def test_status_in_full(tmp_path: Path) -> None:
    folder = _imported(tmp_path)
    full = Store(folder).partitions()[0].origin
    started = Store(folder).partitions()[-1].origin
    assert run("status", "--data", folder).output == (
        "2024: complete\n"
        "  exports: Q1, Q2, Q3 and Q4, 48 rows, 1,207,248 €\n"
        "  imports: Q1, Q2, Q3 and Q4, 48 rows, 1,207,248 €\n"
        "  from Regional-2024.zip (Region_2024_Export.txt): 48 rows\n"
        "    data of 2025-02-07, imported 2025-03-01, "
        f"{full.size} bytes, sha256 {full.sha256}\n"
        "  from Regional-2024.zip (Region_2024_Import.txt): 48 rows\n"
        "    data of 2025-02-07, imported 2025-03-01, "
        f"{full.size} bytes, sha256 {full.sha256}\n"
        "2025: incomplete: exports lack Q2, Q3 and Q4, imports lack Q2, Q3 and Q4\n"
        "  exports: Q1, 12 rows, 121,812 €\n"
        "  imports: Q1, 1 row, 1,000 €\n"
        "  from latest.zip (latest.txt): 13 rows\n"
        "    data of 2025-02-07, imported 2025-03-01, "
        f"{started.size} bytes, sha256 {started.sha256}\n"
        "  kept though unknown: country ZZ\n"
    )


def test_status_as_json(tmp_path: Path) -> None:
    folder = _imported(tmp_path)
    report = json.loads(run("status", "--json", "--data", folder).output)
    assert report["folder"] == str(folder)
    assert report["years"][1] == {
        "year": 2025,
        "complete": False,
        "missing": {"exports": [2, 3, 4], "imports": [2, 3, 4]},
        "gaps": [],
        "accepted_gaps": [],
        "absent": [],
        "repeats": 0,
        "demonstration": False,
        "flows": {
            "exports": {"quarters": [1], "rows": 12, "value": 121_812},
            "imports": {"quarters": [1], "rows": 1, "value": 1000},
        },
        "accepted": ["country ZZ"],
        "files": [
            {
                "name": "latest.zip",
                "member": "latest.txt",
                "sha256": Store(folder).partitions()[-1].origin.sha256,
                "size": Store(folder).partitions()[-1].origin.size,
                "rows": 13,
                "vintage": "2025-02-07",
                "imported": "2025-03-01T12:00:00+00:00",
                "demonstration": False,
            }
        ],
        "vintages": [
            {
                "vintage": "2025-02-07",
                "bytes": sum(path.stat().st_size for path in folder.glob("2025-*.parquet")),
                "files": ["latest.zip"],
                "flows": {
                    "exports": [{"quarter": 1, "rows": 12, "value": 121_812, "in_use": True}],
                    "imports": [{"quarter": 1, "rows": 1, "value": 1000, "in_use": True}],
                },
                "changed": [],
            }
        ],
    }


def test_status_of_an_empty_store(here: Path) -> None:
    result = run("status")
    assert result.output == (
        "data holds nothing: run tradefiche data fetch or tradefiche data import\n"
    )
    assert not (here / "data").exists()


def test_status_of_a_folder_that_was_named_in_error(here: Path) -> None:
    (here / "empty").mkdir()
    for folder, reason in (("typo", "the folder does not exist"), ("empty", "it holds no store")):
        for words in (("--data", folder), ("--data", folder, "--json")):
            error = run("status", *words).exception
            assert isinstance(error, StoreError)
            assert error.message == f"no customs data in {folder}: {reason}"
            assert error.hint.startswith("Check what --data or TRADEFICHE_DATA names, or bring")
        named = run("status", env={"TRADEFICHE_DATA": folder})
        assert str(named.exception) == error.message


def test_the_folder_comes_from_the_environment(tmp_path: Path) -> None:
    environment = {"TRADEFICHE_DATA": str(tmp_path / "elsewhere")}
    run("import", write(tmp_path / "a.txt", both()), env=environment)
    assert Store(tmp_path / "elsewhere").years() == (2024,)


@pytest.mark.parametrize("console", [Console(quiet=True), Console(verbose=True), None])
def test_root_options(tmp_path: Path, console: Console | None) -> None:
    archive = zipped({"a.txt": both(), "LISEZ-MOI.txt": b"Avertissement"})
    path = write(tmp_path / "a.zip", archive)
    result = run("import", path, "--data", tmp_path / "data", obj=console)
    if console and console.quiet:
        assert result.output == ""
        return
    assert result.stderr == f"reading a.zip ({path.stat().st_size:,} bytes)\n"
    assert f"left aside: {path}: LISEZ-MOI.txt (a document)\n" in result.stdout


def test_a_terminal_gets_bars(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    paths = [write(tmp_path / f"{flow}.txt", text(lines(flow))) for flow in "EI"]
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    data.data.main(
        ["import", *map(str, paths), "--data", str(tmp_path / "data")], standalone_mode=False
    )
    assert "Reading" in terminal.getvalue()
    assert "2/2" in terminal.getvalue()
    assert "reading " not in terminal.getvalue()


def test_a_terminal_sees_bytes_come(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    with data._downloading(Console()) as start:
        for name in ("export.zip", "import.zip"):
            address = f"https://example.org/{name}"
            progress = start(Resource(id="a", title="", url=address, filesize=200))
            for done in (50, 150, 200):
                progress(done, 200)
        start(Resource(id="b", title="", url="https://example.org/unsized.zip"))(1, None)
    shown = terminal.getvalue()
    assert [shown.count(f"{name}.zip") > 1 for name in ("export", "import")] == [True, True]
    assert "25%" in shown
    assert "75%" in shown
    assert shown.count("100%") == 2
    assert "downloading unsized.zip\n" in shown


def test_demonstration_figures_are_told_even_unpacked(tmp_path: Path) -> None:
    from tradefiche import customs
    from tradefiche.resources import assets

    (archive,) = assets("demo").glob("*.zip")
    said = "these are the demonstration figures, which are invented: every page will say so\n"
    assert said in run("import", archive, "--data", tmp_path / "data").output
    assert Store(tmp_path / "data").dataset(2024).marks.demonstration
    (source,) = containers.find([archive])
    for member in containers.members(source):
        if member.name.startswith("Region"):
            path = write(tmp_path / "unpacked" / member.name, member.read())
            assert said in run("import", path, "--data", tmp_path / "other").output
    by_store = Store(tmp_path / "other").dataset(2024).rows.select(pl.col("value").sum())
    in_memory = customs.demonstration().rows.select(pl.col("value").sum())
    assert by_store.collect().item() == in_memory.collect().item()


def test_an_archive_that_says_its_figures_are_invented_is_believed(tmp_path: Path) -> None:
    warning = "Chiffres fictifs, pour essai".encode("cp1252")
    archive = zipped({"a.txt": both(), "LISEZ-MOI.txt": warning})
    run("import", write(tmp_path / "a.zip", archive), "--data", tmp_path / "data")
    assert Store(tmp_path / "data").dataset(2024).marks.demonstration


def test_files_beside_a_warning_are_believed_to_be_invented(tmp_path: Path) -> None:
    path = write(tmp_path / "in" / "Region_2024.txt", both())
    warning = write(path.with_name("LISEZ-MOI.txt"), b"Chiffres fictifs, pour essai")
    run("import", path, "--data", tmp_path / "marked")
    warning.write_text("Statistiques régionales du commerce extérieur", "utf-8")
    run("import", path, "--data", tmp_path / "plain")
    assert Store(tmp_path / "marked").dataset(2024).marks.demonstration
    assert not Store(tmp_path / "plain").dataset(2024).marks.demonstration


def test_no_help_page_needs_polars() -> None:
    import subprocess

    program = (
        "import sys; from tradefiche.commands.data import data\n"
        "try: data(['import', '--help'])\n"
        "except SystemExit: pass\n"
        "assert 'polars' not in sys.modules"
    )
    subprocess.run([sys.executable, "-c", program], check=True, capture_output=True)


def test_errors_are_of_the_one_family(tmp_path: Path) -> None:
    result = run("import", tmp_path / "nowhere.zip", "--data", tmp_path / "data")
    assert isinstance(result.exception, TradeficheError)
    assert result.exception.message.startswith(f"{tmp_path / 'nowhere.zip'} cannot be read: ")
    assert result.exception.hint == "Check the path and its permissions."


def test_a_year_is_removed_after_saying_what_goes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _imported(tmp_path)
    started = Store(folder).partitions()[-1].origin
    built = write(tmp_path / "output" / "2025" / "03-allier.pdf", b"built")
    monkeypatch.setattr(kept, "_somebody", lambda: True)
    before = snapshot(folder)
    goes = (
        "2025: incomplete: exports lack Q2, Q3 and Q4, imports lack Q2, Q3 and Q4\n"
        "  exports: Q1, 12 rows, 121,812 €\n"
        "  imports: Q1, 1 row, 1,000 €\n"
        "  from latest.zip (latest.txt): 13 rows\n"
        "    data of 2025-02-07, imported 2025-03-01, "
        f"{started.size} bytes, sha256 {started.sha256}\n"
        "  kept though unknown: country ZZ\n"
    )
    refused = run("remove", "--year", 2025, "--data", folder, input="n\n")
    assert refused.exit_code == 1
    assert refused.stdout.startswith(goes)  # click may echo the answer behind it
    assert f"Remove 2025 from {folder}? [y/N]" in refused.stderr
    assert snapshot(folder) == before
    gone = run("remove", "--year", 2025, "--data", folder, input="y\n")
    assert gone.exit_code == 0
    assert gone.stdout.startswith(goes)
    assert gone.stdout.endswith(
        f"2025 is removed from {folder}; the fiches built of it are left as they are\n"
        f"{folder} still holds 2024\n"
    )
    assert Store(folder).years() == (2024,)
    assert len(snapshot(folder)) == 9
    assert built.read_bytes() == b"built"


def test_a_removal_needs_yes_where_nobody_can_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = _imported(tmp_path)
    before = snapshot(folder)
    error = run("remove", "--year", 2025, "--data", folder, input="y\n").exception
    assert isinstance(error, UsageError)
    assert error.hint == "Add --yes when the year may go; nothing was removed."
    # On Windows NUL passes for a terminal, where nobody answers either.
    monkeypatch.setattr(kept, "_somebody", lambda: True)
    ended = run("remove", "--year", 2025, "--data", folder, input="").exception
    assert isinstance(ended, UsageError)
    assert (ended.message, ended.hint) == (error.message, error.hint)
    assert snapshot(folder) == before
    for year, left in ((2025, f"{folder} still holds 2024"), (2024, f"{folder} holds nothing now")):
        said = run("remove", "--year", year, "--yes", "--data", folder).stdout
        assert said.splitlines()[-1] == left
    assert list(snapshot(folder)) == ["index.json"]
    assert run("status", "--data", folder).output.startswith(f"{folder} holds nothing")


@pytest.mark.parametrize("folder", ["data", "nowhere"])
def test_a_year_that_is_not_there_is_not_removed(tmp_path: Path, folder: str) -> None:
    before = snapshot(_imported(tmp_path))
    error = run("remove", "--year", 2020, "--yes", "--data", tmp_path / folder).exception
    assert isinstance(error, UsageError)
    assert error.message == f"2020 is not in {tmp_path / folder}: nothing to remove"
    assert snapshot(tmp_path / "data") == before
    assert not (tmp_path / "nowhere").exists()


def test_a_removed_year_may_be_damaged_and_may_come_back(tmp_path: Path) -> None:
    folder = _imported(tmp_path)
    for path in folder.glob("2024-*.parquet"):
        path.write_bytes(b"")
    assert run("remove", "--year", 2024, "--yes", "--data", folder).exit_code == 0
    run("import", tmp_path / "Regional-2024.zip", "--data", folder)
    assert Store(folder).dataset(2024).rows.collect().height == 96
