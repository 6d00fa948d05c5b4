"""What ``tradefiche build`` prints, where, and what it leaves on the disk, whatever happens."""

from __future__ import annotations

import errno
import json
import os
import re
from pathlib import Path

import click
import pikepdf
import pytest
from command import printed
from command import process
from command import run
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import snapshot
from customs_files import text
from customs_files import write
from customs_files import zipped
from pdf_reading import flat
from pdf_reading import pages

from tradefiche import fiche
from tradefiche import manifest
from tradefiche.batch import request
from tradefiche.reference import territories

# -- build ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("03", "03-allier"),
        ("3", "03-allier"),
        ("allier", "03-allier"),
        ("l'Allier", "03-allier"),
        ("2A", "20-corse"),
        ("haute-corse", "20-corse"),
        ("9A", "971-guadeloupe"),
        ("971", "971-guadeloupe"),
        ("Côtes-d'Armor", "22-cotes-d-armor"),
        ("cotes d armor", "22-cotes-d-armor"),
    ],
)
def test_any_name_of_a_departement_finds_its_place(name: str, file: str) -> None:
    (place,) = request.selection([name])
    assert territories.file_stem(place) == file


@pytest.mark.parametrize("name", ["2A", "Côtes-d'Armor"])
def test_build_writes_the_pdf_and_its_figures(here: Path, name: str) -> None:
    result = run("build", "--dept", name)
    (pdf,) = here.glob("output/2024/*.pdf")
    assert result.stdout == f"{pdf.relative_to(here).as_posix()}\n"
    made = {path.name for path in (here / "output" / "2024").iterdir()}
    assert made == {pdf.name, pdf.with_suffix(".json").name, "manifest.json", "SHA256SUMS"}
    written = fiche.from_json(pdf.with_suffix(".json").read_bytes())
    assert written.place.name in printed(pdf)
    assert written.marks.demonstration


def test_several_departements_each_once_in_the_order_asked_for(here: Path) -> None:
    names = ("46", "971", "Lot", "9A")
    result = run("build", *(word for name in names for word in ("--dept", name)))
    assert result.stdout == "output/2024/46-lot.pdf\noutput/2024/971-guadeloupe.pdf\n"
    assert len([*here.glob("output/2024/*.pdf")]) == 2


def test_results_and_remarks_go_to_their_own_streams(here: Path) -> None:
    done = process("build", "--dept", "03", cwd=here)
    assert done.returncode == 0
    assert done.stdout == "output/2024/03-allier.pdf\n"
    assert done.stderr == (
        "No customs data in data: using the demonstration data (2024, invented figures, marked on "
        "every page).\n"
    )
    spoken = process("--verbose", "build", "--dept", "03", cwd=here).stderr
    assert "The edition has no address for: portraits, dossier. Printed as plain words" in spoken


def test_quiet_says_nothing_but_errors(here: Path) -> None:
    assert run("--quiet", "build", "--dept", "03").output == ""
    assert (here / "output" / "2024" / "03-allier.pdf").is_file()
    assert "Error: " in run("--quiet", "build", "--dept", "03", "--year", "2019", status=1).stderr


def test_verbose_says_how_long_it_took(here: Path) -> None:
    result = run("--verbose", "build", "--dept", "03")
    assert result.stdout == "output/2024/03-allier.pdf\n"
    said = re.findall(r"(?m)^(\w+) +\d+\.\d\d s$", result.stderr)
    assert said == ["preparing", "summing", "drawing", "writing", "total"]


def test_building_again_changes_nothing_even_by_force(here: Path) -> None:
    run("build", "--dept", "03")
    before = snapshot(here)
    again = run("build", "--dept", "allier")
    assert again.stdout == "output/2024/03-allier.pdf (unchanged)\n"
    forced = run("build", "--dept", "allier", "--force")
    assert forced.stdout == "output/2024/03-allier.pdf\n"
    assert snapshot(here) == before


def test_open_shows_each_pdf(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(click, "launch", shown.append)
    run("build", "--dept", "46", "--open")
    assert shown == [str(Path("output/2024/46-lot.pdf"))]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("alier", "Hint: Did you mean Allier (03)?"),
        ("Haute-Garone", "Haute-Garonne (31)"),
        ("999", "Hint: Give a code (03, 971) or a name (Allier)."),
    ],
)
def test_an_unknown_departement_is_wrong_usage(here: Path, name: str, said: str) -> None:
    result = run("build", "--dept", "03", "--dept", name, status=2)
    assert f"Error: “{name}” is not a département" in result.stderr
    assert said in result.stderr
    assert not snapshot(here)


# -- years ---------------------------------------------------------------------------------------


def test_a_year_without_data_says_how_to_get_it(here: Path) -> None:
    result = run("build", "--dept", "03", "--year", "2019", status=1)
    assert result.stderr == (
        "Error: no customs data for 2019 in data\n"
        "Hint: Import the official files with tradefiche data import, or get them with tradefiche "
        "data fetch --year 2019. The demonstration data are of 2024.\n"
    )
    assert not snapshot(here)


@pytest.fixture
def imported(here: Path) -> Path:
    """A store with the whole of 2024, and three quarters of 2025."""
    write(here / "Regional-2024.zip", zipped({"Region_2024.txt": both()}))
    latest = both(2025, (1, 2, 4))
    write(here / "latest.zip", zipped({"REGIONAL.txt": latest}, made=(2026, 3, 1)))
    run("data", "import", "Regional-2024.zip", "latest.zip")
    return here


def test_an_imported_year_gives_a_fiche_with_its_true_source(imported: Path) -> None:
    result = run("build", "--dept", "03", "--year", "2024")
    assert "demonstration" not in result.stderr
    pdf = imported / "output" / "2024" / "03-allier.pdf"
    words = printed(pdf)
    assert "démonstration" not in words
    assert "fictif" not in words
    assert "Direction générale des Douanes et Droits indirects" in words
    assert "mises à jour le 7 février 2025" in words
    written = fiche.from_json(pdf.with_suffix(".json").read_bytes())
    # By hand from customs_files: four quarters of three trades of the second place.
    assert written.exports.total == sum(
        10_000 * quarter + 100 + trade for quarter in (1, 2, 3, 4) for trade in (0, 1, 2)
    )
    assert written.provenance.updated == "2025-02-07"
    assert [file.name for file in written.provenance.files] == ["Regional-2024.zip"]
    with pikepdf.open(pdf) as opened:
        assert "démonstration" not in str(opened.docinfo.Subject)


def test_the_latest_year_is_built_and_refused_when_incomplete(imported: Path) -> None:
    result = run("build", "--dept", "03", status=1)
    assert result.stderr == (
        "Error: 2025 is incomplete: exports lack Q3, imports lack Q3\n"
        "Hint: Import the missing quarters, or build it as it is with --provisional: every page "
        "will then say « provisoire ». The latest complete year is 2024 (--year 2024).\n"
    )
    assert not (imported / "output").exists()


def test_a_provisional_year_says_so_on_every_page(imported: Path) -> None:
    result = run("build", "--dept", "03", "--provisional")
    assert result.stderr.startswith(
        "2025 is incomplete (Q1, Q2, Q4): every page says so.\n"
        "No edition of 2025: using the texts of 2024.\n"
    )
    pdf = imported / "output" / "2025" / "03-allier.pdf"
    for number, page in enumerate(pages(pdf.read_bytes()), 1):
        assert "provisoire, T1, T2 et T4 2025" in flat(page), f"page {number}"


@pytest.mark.parametrize("words", [("build", "--dept", "03"), ("atlas",)])
@pytest.mark.parametrize("flows", ["E", "I", "both"])
@pytest.mark.parametrize("provisional", [(), ("--provisional",)])
def test_half_a_newer_year_names_the_complete_one_and_can_be_removed(
    here: Path, words: tuple[str, ...], flows: str, provisional: tuple[str, ...]
) -> None:
    started = {
        "E": lines("E", 2025, (1, 2)),
        "I": lines("I", 2025, (1,)),
        "both": [*lines("E", 2025, (1, 2)), *lines("I", 2025, (1,))],
    }
    run("data", "import", write(here / "2024.txt", both()))
    run("data", "import", write(here / "2025.txt", text(started[flows])))
    refused = run(*words, *provisional, status=1).stderr
    assert "Error: 2025 is incomplete and its two flows differ: " in refused
    assert refused.endswith(" The latest complete year is 2024 (--year 2024).\n")
    assert not (here / "output").exists()
    run("data", "remove", "--year", "2025", "--yes")
    assert run(*words, *provisional).stdout.startswith("output/2024/")


def test_a_year_that_was_never_imported(imported: Path) -> None:
    result = run("build", "--dept", "03", "--year", "2023", status=1)
    assert "Error: 2023 is not in data: it holds 2024, 2025\n" in result.stderr


def test_two_flows_with_other_quarters_are_refused_even_as_provisional(here: Path) -> None:
    rows = [*lines("E", 2025, (1, 2)), *lines("I", 2025, (1,))]
    write(here / "latest.txt", text(rows))
    run("data", "import", "latest.txt")
    result = run("build", "--dept", "03", "--provisional", status=1)
    assert "its two flows differ" in result.stderr


def test_the_store_may_be_named_by_the_environment(imported: Path) -> None:
    environment = {"TRADEFICHE_DATA": str(imported / "data")}
    result = run("build", "--dept", "03", "--year", "2024", "--output", "o", env=environment)
    assert "demonstration" not in result.stderr


@pytest.mark.parametrize("command", [("build", "--dept", "03"), ("atlas",)])
@pytest.mark.parametrize(
    ("folder", "reason"),
    [
        ("typo", "the folder does not exist"),
        ("empty", "it holds no store"),
        ("index", "it holds nothing yet"),
    ],
)
def test_a_folder_that_was_named_and_holds_no_store_is_an_error(
    here: Path, command: tuple[str, ...], folder: str, reason: str
) -> None:
    (here / "empty").mkdir()
    write(here / "index" / "index.json", b'{"schema_version": 1, "partitions": []}')
    before = snapshot(here)
    said = (
        f"Error: no customs data in {folder}: {reason}\n"
        "Hint: Check what --data or TRADEFICHE_DATA names, or bring data there with tradefiche "
        "data fetch or tradefiche data import. Invented figures are only for tradefiche build "
        "--demo.\n"
    )
    assert run(*command, "--data", folder, status=1).stderr == said
    assert run(*command, status=1, env={"TRADEFICHE_DATA": folder}).stderr == said
    assert snapshot(here) == before


def test_the_usual_folder_is_an_error_too_when_it_is_there_without_a_store(here: Path) -> None:
    write(here / "data" / "downloads" / "half.zip", b"")
    said = run("build", "--dept", "03", status=1).stderr
    assert said.startswith("Error: no customs data in data: it holds no store\nHint: ")
    assert run("build", "--dept", "03", "--data", "data", status=1).stderr == said


@pytest.mark.parametrize("command", [("build", "--dept", "03"), ("atlas",)])
def test_the_demonstration_can_be_asked_for(imported: Path, command: tuple[str, ...]) -> None:
    remark = "Using the demonstration data (2024, invented figures, marked on every page).\n"
    for environment in ({}, {"TRADEFICHE_DATA": "data"}, {"TRADEFICHE_DATA": "typo"}):
        output = f"output-{len(environment)}"
        done = run(*command, "--demo", "--output", output, env=environment)
        assert done.stderr.startswith(remark)
    real = run(*command, "--year", "2024", "--output", "real")
    assert "demonstration" not in real.stderr
    refused = run(*command, "--demo", "--data", "data", status=2).stderr
    assert refused == (
        "Error: --demo and --data contradict each other\n"
        "Hint: --demo takes the demonstration data, whose figures are invented: leave one out.\n"
    )
    refused = run(*command, "--demo", "--year", "2023", status=2).stderr
    assert "Error: the demonstration data are of 2024, not of 2023\n" in refused


def test_the_summary_for_programs_says_what_is_invented(imported: Path) -> None:
    for words, invented in ((("--demo",), True), (("--year", "2024"), False)):
        said = json.loads(run("build", "--dept", "03", "--json", *words).stdout)
        assert said["demonstration"] is invented
        assert [each["demonstration"] for each in said["fiches"]] == [invented]
        (row,) = json.loads(run("atlas", "--json", *words).stdout)
        assert row["demonstration"] is invented


def test_a_departement_without_trade_still_has_its_fiche(here: Path) -> None:
    rows = [line("E", quarter) for quarter in (1, 2, 3, 4)]
    rows += [line("I", quarter) for quarter in (1, 2, 3, 4)]
    write(here / "a.txt", text(rows))
    run("data", "import", "a.txt")
    run("build", "--dept", "971", "--dept", "03")
    assert "Aucune exportation" in printed(here / "output" / "2024" / "971-guadeloupe.pdf")


# -- what goes wrong on the disk -----------------------------------------------------------------


def test_an_output_that_cannot_be_written(here: Path) -> None:
    write(here / "file", b"")
    result = run("build", "--dept", "03", "--output", "file/inside", status=1)
    assert "Error: file/inside/2024: cannot be written (" in result.stderr
    assert "choose another folder with --output" in result.stderr


@pytest.mark.parametrize("full", [".pdf", ".json"])
def test_a_full_disk_leaves_what_was_there(
    here: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    run("build", "--dept", "03")
    before = snapshot(here)
    write_bytes = Path.write_bytes

    def written(path: Path, content: bytes) -> int:
        if full in path.name:
            write_bytes(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", written)
    result = run("build", "--dept", "46", status=1)
    assert "46-lot.pdf: cannot be written (No space left on device)" in result.stderr
    assert "Hint: Free some space" in result.stderr
    assert snapshot(here) == before


@pytest.mark.parametrize("content", ["{", "[]", '{"schema_version": 99, "partitions": []}'])
def test_a_damaged_store_is_named(here: Path, content: str) -> None:
    write(here / "data" / "index.json", content.encode())
    result = run("build", "--dept", "03", status=1)
    assert "Error: data/index.json " in result.stderr
    assert "Hint: " in result.stderr


def test_an_interruption_leaves_whole_files_and_is_made_good(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace

    def interrupted(path: Path, target: Path) -> Path:
        """Before the second fiche's JSON, whose PDF is there already, has its name."""
        drawn = len([*target.parent.glob("*.pdf")])
        if target.suffix == ".json" and target.stem != "manifest" and drawn == 2:
            raise KeyboardInterrupt
        return replace(path, target)

    command = ("build", "--dept", "46", "--dept", "03")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", interrupted)
        result = run(*command, status=130)
    assert result.stderr.endswith("Run the same command again to finish.\n")
    folder = here / "output" / "2024"
    (entry,) = manifest.read(folder, 2024).fiches
    assert manifest.describes(folder, entry)
    left = {path.name: path.read_bytes() for path in folder.iterdir()}
    unlisted = left.keys() - {file.name for file in entry.files} - {"SHA256SUMS", "manifest.json"}
    (pdf,) = unlisted  # and no draft
    again = run(*command).stdout.splitlines()
    assert [line.endswith(" (unchanged)") for line in again] == [True, False]
    assert (folder / pdf).read_bytes() == left[pdf]  # it was whole
    entries = manifest.read(folder, 2024).fiches
    assert [entry.code for entry in entries] == ["03", "46"]
    assert all(manifest.describes(folder, entry) for entry in entries)
