"""What a run skips, draws, lists and packs; each case in this process, on few fiches."""

from __future__ import annotations

import json
import math
import os
import subprocess
import zipfile
from concurrent.futures import BrokenExecutor
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import msgspec
import pytest
from batch_processes import require_complete
from command import copied
from command import run
from customs_files import both
from customs_files import snapshot
from customs_files import write
from terminal import fits

from tradefiche import folders
from tradefiche import manifest
from tradefiche.batch import archive
from tradefiche.batch import documents
from tradefiche.batch import executors
from tradefiche.batch import request
from tradefiche.batch import run as runs
from tradefiche.batch import task
from tradefiche.commands.console import Console
from tradefiche.errors import OutputError
from tradefiche.errors import TradeficheError

YEAR = Path("output", "2024")
TWO = ("build", "--dept", "03", "--dept", "46")


def states(*words: str, status: int = 0) -> dict[str, str]:
    """What became of each fiche, by code."""
    done = run(*words, "--json", status=status)
    return {row["code"]: row["state"] for row in json.loads(done.stdout)["fiches"]}


# -- what is skipped -----------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["46-lot.pdf", "46-lot.json"])
@pytest.mark.parametrize("harm", ["altered", "cut", "removed"])
def test_a_file_that_is_not_as_written_is_written_again(here: Path, name: str, harm: str) -> None:
    run(*TWO)
    before = snapshot(here)
    path = YEAR / name
    content = bytearray(path.read_bytes())
    if harm == "removed":
        path.unlink()
    else:
        content[100] ^= 1
        path.write_bytes(content if harm == "altered" else path.read_bytes()[:-1])
    assert states(*TWO) == {"03": "unchanged", "46": "built"}
    assert snapshot(here) == before


def test_another_version_of_the_program_draws_all_again(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*TWO)
    monkeypatch.setattr(manifest, "__version__", "99.0.0")
    assert states(*TWO) == {"03": "built", "46": "built"}
    assert {entry.program for entry in manifest.read(YEAR, 2024).fiches} == {"99.0.0"}
    assert states(*TWO) == {"03": "unchanged", "46": "unchanged"}


def test_another_edition_or_brand_draws_again_and_another_date_does_not(here: Path) -> None:
    # Folders of their own: editions and brands are loaded once a process.
    for name in ("e", "f", "g"):
        copied("editions/2024", here / name)
    for name in ("b", "c"):
        copied("brand/default", here / name)
    with (here / "g" / "introduction.md").open("a", encoding="utf-8") as text:
        text.write("\nUn mot de plus.\n")
    with (here / "c" / "brand.toml").open("a", encoding="utf-8") as look:
        look.write("\n# not the same file\n")
    os.utime(here / "f" / "introduction.md", (0, 0))

    def state(edition: str, brand: str) -> str:
        return states("build", "--dept", "03", "--edition", edition, "--brand", brand)["03"]

    assert [state("e", "b"), state("f", "b")] == ["built", "unchanged"]
    assert [state("g", "b"), state("g", "b")] == ["built", "unchanged"]
    assert [state("g", "c"), state("g", "c")] == ["built", "unchanged"]
    assert state("e", "b") == "built"


def test_other_data_draw_again_what_they_change(here: Path) -> None:
    write(here / "a.txt", both())
    run("data", "import", "a.txt")
    words = ("build", "--dept", "01", "--dept", "03")
    assert states(*words) == {"01": "built", "03": "built"}
    run("data", "import", "a.txt")
    assert states(*words) == {"01": "unchanged", "03": "unchanged"}
    write(here / "b.txt", both().replace(b";10100;", b";10101;"))
    run("data", "import", "b.txt")
    assert states(*words) == {"01": "built", "03": "built"}  # also the region's and France's


# -- the manifest --------------------------------------------------------------------------------


def test_the_manifest_says_what_was_built_and_fits_its_schema(here: Path) -> None:
    run("build", "--dept", "03", "--dept", "20")
    written = json.loads((YEAR / "manifest.json").read_bytes())
    schema = json.loads(run("schema", "--manifest").stdout)
    assert fits(written, schema, schema) == []
    assert schema == manifest.schema()
    corse = written["fiches"][1]
    assert (corse["code"], corse["name"], corse["region"]) == ("20", "Corse", "")
    allier = written["fiches"][0]
    beside = json.loads((YEAR / "03-allier.json").read_bytes())
    assert allier["exports"] == beside["exports"]["total"]
    assert allier["imports"] == beside["imports"]["total"]
    assert allier["marks"] == {
        "demonstration": True,
        "quarters": [1, 2, 3, 4],
        "gaps": False,
    }
    assert allier["pdf"]["size"] == (YEAR / "03-allier.pdf").stat().st_size
    assert allier["data"] == allier["json"]["sha256"]
    del written["fiches"][0]["pdf"]["sha256"]
    assert fits(written, schema, schema) == ["fiches.pdf: sha256 is missing"]


def test_sha256sum_agrees(here: Path) -> None:
    run(*TWO)
    check = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
    try:
        done = subprocess.run(check, cwd=YEAR, capture_output=True, encoding="utf-8", check=True)
    except FileNotFoundError:
        pytest.skip("no sha256sum here")
    names = [line.removesuffix(": OK") for line in done.stdout.splitlines()]
    assert sorted(names) == ["03-allier.json", "03-allier.pdf", "46-lot.json", "46-lot.pdf"]


def test_a_later_run_changes_its_entries_and_keeps_the_others(here: Path) -> None:
    run(*TWO)
    first = manifest.read(YEAR, 2024)
    run("build", "--dept", "971")
    second = manifest.read(YEAR, 2024)
    assert [entry.code for entry in second.fiches] == ["03", "46", "971"]
    assert second.fiches[:2] == first.fiches


@pytest.mark.parametrize("name", ["SHA256SUMS", "manifest.json"])
def test_a_list_that_was_removed_comes_back(here: Path, name: str) -> None:
    run(*TWO)
    before = snapshot(here)
    (YEAR / name).unlink()
    run(*TWO)
    assert snapshot(here) == before


@pytest.mark.parametrize(
    "content", ["{", "[]", '{"schema_version": 99, "year": 2024, "fiches": []}']
)
def test_a_manifest_that_cannot_be_read_stops_the_run(here: Path, content: str) -> None:
    write(YEAR / "manifest.json", content.encode())
    before = snapshot(here)
    said = run(*TWO, status=1).stderr
    assert "Error: output/2024/manifest.json: " in said
    assert (
        "Hint: Use the version that wrote it" in said
        if "99" in content
        else "Hint: Move it away" in said
    )
    assert snapshot(here) == before


def test_it_is_written_now_and_then_for_a_run_that_is_killed(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "LIST_EVERY", 2)
    listed: list[int] = []
    write_manifest = manifest.write

    def written(folder: Path, made: manifest.Manifest) -> None:
        write_manifest(folder, made)
        listed.append(len(manifest.read(folder, 2024).fiches))

    monkeypatch.setattr(manifest, "write", written)
    run("build", "--dept", "03", "--dept", "46", "--dept", "20")
    assert listed == [2, 3]


# -- one that fails ------------------------------------------------------------------------------


@pytest.fixture
def failing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Drawing the Lot fails with a message, the Gers with a fault of the program."""

    def draw(asked: task.Task) -> task.Drawn:
        if asked.content.place.code == "46":
            raise TradeficheError("Lot: no room for a word", "Write a shorter one.")
        if asked.content.place.code == "32":
            raise ZeroDivisionError("by nought")
        return task.draw(asked)

    monkeypatch.setattr(runs, "draw", draw)


def test_one_that_fails_does_not_stop_the_others(here: Path, failing: None) -> None:
    names = ("46", "03", "32", "971")
    words = ("build", *(word for name in names for word in ("--dept", name)))
    done = run(*words, status=1)
    assert sorted(done.stdout.splitlines()) == [
        "output/2024/03-allier.pdf",
        "output/2024/971-guadeloupe.pdf",
    ]
    assert done.stderr.endswith(
        "Error: 2 of 4 fiches failed:\n"
        "  32 Gers (2024): drawing failed: ZeroDivisionError: by nought. This is a fault of "
        "tradefiche, or a worker was lost: build this one again.\n"
        "  46 Lot (2024): Lot: no room for a word. Write a shorter one.\n"
        "Hint: Mend what is said, then run the same command again: it builds only what is "
        "missing.\n"
    )
    require_complete(here, ["03", "971"])


def test_the_summary_for_programs_is_all_of_standard_output(here: Path, failing: None) -> None:
    done = run("--verbose", *TWO, "--zip", "--json", status=1)
    summary = json.loads(done.stdout)
    assert "Error: 1 of 2 fiches failed:" in done.stderr
    assert (summary["built"], summary["unchanged"], summary["failed"]) == (1, 0, 1)
    assert list(summary["seconds"]) == [
        "preparing", "summing", "drawing", "writing", "packing", "total",
    ]  # fmt: skip
    assert summary["archives"] == [
        "output/2024/2024-auvergne-rhone-alpes.zip",
        "output/2024/2024-tous-les-departements.zip",
    ]
    rows = {row["code"]: row for row in summary["fiches"]}
    assert rows["46"] == {
        "year": 2024, "code": "46", "name": "Lot", "pdf": None, "state": "failed",
        "reason": "Lot: no room for a word", "hint": "Write a shorter one.", "size": 0,
        "demonstration": True,
    }  # fmt: skip
    assert rows["03"]["pdf"] == "output/2024/03-allier.pdf"
    assert rows["03"]["size"] == (YEAR / "03-allier.pdf").stat().st_size


def test_bytes_damaged_on_their_way_are_not_written(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def draw(asked: task.Task) -> task.Drawn:
        made = task.draw(asked)
        return task.Drawn(made.pdf[:-1], made.pages, made.sha256)

    monkeypatch.setattr(runs, "draw", draw)
    assert "its bytes were damaged on the way" in run(*TWO, status=1).stderr
    assert not YEAR.exists()


def test_the_table_counts_each_year(here: Path) -> None:
    run("build", "--dept", "03")
    lines = run(*TWO).stderr.splitlines()
    assert lines[-3] == "year    built  unchanged  failed  MB of PDF"
    size = sum(path.stat().st_size for path in YEAR.glob("*.pdf")) / 1e6
    assert lines[-2] == f"2024        1          1       0{size:11.1f}"
    assert lines[-1].startswith("2 fiches in ")


def test_an_interruption_while_reporting_is_listed_at_once(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: Console, line: str) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(Console, "result", interrupted)
    said = run(*TWO, "--workers", "1", status=130).stderr
    assert said.count("Interrupted: every file already written is whole.") == 1
    (entry,) = manifest.read(YEAR, 2024).fiches
    assert manifest.describes(YEAR, entry)
    with folders.exclusive(YEAR):  # nobody else owns it any more
        pass


# -- workers -------------------------------------------------------------------------------------


class Deadly(executors.InlineExecutor):
    """Workers of which one dies when it draws the Lot, with what its neighbours have in hand."""

    room = 3

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if args[0].content.place.code != "46" and (self.alone or len(self.seen) > 2):
            return super().submit(fn, *args, **kwargs)
        self.seen.append(args[0].content.place.code)
        future: Future[Any] = Future()
        future.set_exception(BrokenExecutor("a worker died"))
        return future

    def __init__(self) -> None:
        self.seen: list[str] = []
        self.alone = False


def prepared(*names: str) -> request.Job:
    asked = request.Request(request.selection(names), (), Path("data"), Path("output"))
    (job,) = request.prepare(asked)
    return job


def test_only_the_fiche_that_kills_its_worker_fails(here: Path) -> None:
    deadly = Deadly()
    outcomes = list(runs.run(prepared("03", "20", "46", "971"), documents.fiches_and_packs, deadly))
    assert deadly.seen.count("46") == 2
    failed = {outcome.code: outcome.failure for outcome in outcomes if outcome.failure}
    assert failed == {"46": "drawing it killed its worker, twice"}
    require_complete(here, ["03", "20", "971"])


def test_workers_that_died_are_replaced() -> None:
    with executors.worker_pool(2) as pool:
        with pytest.raises(BrokenExecutor):
            pool.submit(os._exit, 3).result(60)
        assert pool.submit(math.sqrt, 4).result(60) == 2


def test_as_many_workers_as_memory_allows(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def opened(workers: int, cluster: str) -> Any:
        asked.append(workers)
        raise TradeficheError("enough")

    monkeypatch.setattr(executors, "worker_pool", opened)
    monkeypatch.setattr(executors, "cores", lambda: 64)
    run("build", "--all", status=1)
    run(*TWO, status=1)
    run("build", "--all", "--workers", "12", status=1)
    assert asked == [6, 1, 12]


# -- several years -------------------------------------------------------------------------------


@pytest.fixture
def years(here: Path) -> Path:
    """A store with 2020, 2021 and 2023."""
    for year in (2020, 2021, 2023):
        write(here / f"{year}.txt", both(year))
    run("data", "import", "2020.txt", "2021.txt", "2023.txt")
    return here


def test_each_year_has_its_folder_and_its_manifest(years: Path) -> None:
    done = run("build", "--dept", "03", "--year", "2020-2021")
    assert done.stdout == "output/2020/03-allier.pdf\noutput/2021/03-allier.pdf\n"
    for year in (2020, 2021):
        made = manifest.read(years / "output" / str(year), year)
        assert (made.year, [entry.code for entry in made.fiches]) == (year, ["03"])
    table = done.stderr.splitlines()[-4:-1]
    assert [line.split()[:3] for line in table[1:]] == [["2020", "1", "0"], ["2021", "1", "0"]]


def test_a_missing_year_stops_all_before_anything_is_drawn(years: Path) -> None:
    said = run("build", "--dept", "03", "--year", "2020-2023", status=1).stderr
    assert "Error: 2022 is not in data: it holds 2020, 2021, 2023\n" in said
    assert not (years / "output").exists()


# -- archives ------------------------------------------------------------------------------------


def test_archives_hold_what_the_manifest_lists_and_are_the_same_twice(here: Path) -> None:
    run("build", "--dept", "971")
    done = run("build", "--dept", "03", "--dept", "20", "--zip")
    names = ("auvergne-rhone-alpes", "corse", "departements-d-outre-mer", "tous-les-departements")
    assert [line for line in done.stderr.splitlines() if line.endswith(".zip")] == [
        f"output/2024/2024-{name}.zip" for name in names
    ]
    with zipfile.ZipFile(YEAR / "2024-tous-les-departements.zip") as packed:
        assert packed.testzip() is None
        for name in ("03-allier.pdf", "20-corse.pdf", "971-guadeloupe.pdf"):
            assert packed.read(name) == (YEAR / name).read_bytes()
        assert len(packed.namelist()) == 3
    before = snapshot(here)
    run("build", "--dept", "20", "--zip", "--force")
    assert snapshot(here) == before


@pytest.mark.parametrize("harm", ["altered", "removed"])
def test_a_file_that_is_not_as_built_is_not_packed(here: Path, harm: str) -> None:
    run(*TWO)
    lot = YEAR / "46-lot.pdf"
    lot.write_bytes(b"%PDF-1.7 other") if harm == "altered" else lot.unlink()
    said = run("build", "--dept", "03", "--zip", status=1).stderr
    assert "Error: output/2024/46-lot.pdf is no longer what was built: not packed\n" in said
    assert "(--dept 46)" in said
    assert not list(YEAR.glob(".*"))


def test_an_archive_waits_for_nobody(here: Path) -> None:
    run(*TWO)
    with folders.exclusive(YEAR), pytest.raises(TradeficheError, match="another tradefiche build"):
        archive.write(YEAR, 2024)


def test_a_folder_that_another_run_writes_to_is_refused(here: Path) -> None:
    with folders.exclusive(YEAR):
        said = run(*TWO, status=1).stderr
    assert "Error: another tradefiche build is writing to output/2024\n" in said
    assert "Hint: Wait for its end, then try again.\n" in said


def test_damaged_entries_are_said_by_their_path(here: Path) -> None:
    run(*TWO)
    document = json.loads((YEAR / "manifest.json").read_bytes())
    document["fiches"][0]["pages"] = "nine"
    (YEAR / "manifest.json").write_bytes(msgspec.json.encode(document))
    with pytest.raises(OutputError, match=r"\$\.fiches\[0\]\.pages"):
        manifest.read(YEAR, 2024)


# -- what is not to be together ------------------------------------------------------------------


def _real(here: Path) -> None:
    """From now on there are real figures."""
    write(here / "real.txt", both())
    run("data", "import", "real.txt")


@pytest.mark.parametrize(
    ("invented", "names"),
    [
        ((*TWO, "--dept", "63"), ["46-lot.pdf", "63-puy-de-dome.pdf"]),
        (
            ("build", "--territoire", "ti-8416"),
            ["63-puy-de-dome.pdf", "territoires/ti-8416-riom-vichy.pdf"],
        ),
        (("atlas",), ["atlas.pdf"]),
    ],
    ids=["fiches", "a pack", "the atlas"],
)
def test_real_and_invented_figures_are_not_packed_together(
    here: Path, invented: tuple[str, ...], names: list[str]
) -> None:
    run(*invented)
    _real(here)
    said = run("build", "--dept", "03", "--zip", status=1).stderr
    listed = "".join(f"  {name}\n" for name in names)
    assert (
        "Error: output/2024 holds real figures beside invented ones: not packed; invented are\n"
        f"{listed}Hint: Build these again from the same data as the others" in said
    )
    assert not list(YEAR.glob("*.zip"))


def test_figures_of_one_kind_are_packed(here: Path) -> None:
    run(*TWO)
    _real(here)
    run(*TWO, "--zip")
    assert len(list(YEAR.glob("*.zip"))) == 3


def test_a_manifest_of_another_year_is_refused(here: Path) -> None:
    write(here / "2023.txt", both(2023))
    run("data", "import", "2023.txt")
    run("build", "--dept", "03")
    write(YEAR / "manifest.json", Path("output/2023/manifest.json").read_bytes())
    _real(here)
    before = snapshot(YEAR)
    commands = (
        ("build", "--dept", "46", "--year", "2024"),
        ("build", "--dept", "46", "--year", "2024", "--zip"),
        ("atlas", "--year", "2024"),
    )
    for words in commands:
        said = run(*words, status=1).stderr
        assert "Error: output/2024/manifest.json: is of 2023, not of 2024\n" in said
        assert "Hint: It was copied from another folder: move it away and build again" in said
    assert snapshot(YEAR) == before
    with pytest.raises(OutputError, match="is of 2023, not of 2024"):
        archive.write(YEAR, 2024)
