"""Packs in a run: which are asked for, what is skipped, written, listed, checked and made good."""

from __future__ import annotations

import json
import pickle
import subprocess
import zipfile
from concurrent.futures import Future
from dataclasses import replace
from pathlib import Path
from typing import Any

import hard_fiches
import pdf_reading
import pytest
from batch_processes import TIMEOUT
from batch_processes import members
from batch_processes import started
from batch_processes import until
from command import changed
from command import copied
from command import process
from command import run
from customs_files import snapshot
from systems import not_on_windows

from tradefiche import brand
from tradefiche import folders
from tradefiche import manifest
from tradefiche.batch import archive as archives
from tradefiche.batch import documents
from tradefiche.batch import executors
from tradefiche.batch import request
from tradefiche.batch import run as runs
from tradefiche.batch import task
from tradefiche.errors import TradeficheError
from tradefiche.errors import UsageError
from tradefiche.reference import industry
from tradefiche.reference import territories
from tradefiche.validation import checks
from tradefiche.validation import hashes

YEAR = Path("output", "2024")
PACK = YEAR / "territoires" / "ti-9401-grand-bastia-marana-golo.pdf"
CORSE = ("build", "--territoire", "Grand Bastia")


def states(*words: str, status: int = 0) -> dict[str, str]:
    """What became of each document, by code or id."""
    done = json.loads(run(*words, "--json", status=status).stdout)
    rows = [*done["fiches"], *done["packs"]]
    return {row.get("code") or row["id"]: row["state"] for row in rows}


# -- what is asked for ---------------------------------------------------------------------------


def test_a_pack_comes_with_the_fiches_of_its_kept_departements(here: Path) -> None:
    assert states("build", "--territoire", "Riom - Vichy") == {
        "03": "built", "63": "built", "ti-8416": "built",
    }  # fmt: skip
    assert {path.name for path in YEAR.rglob("*.pdf")} == {
        "03-allier.pdf", "63-puy-de-dome.pdf", "ti-8416-riom-vichy.pdf",
    }  # fmt: skip
    listed = json.loads(run("list", "territoires", "riom", "--json").stdout)
    assert [row["file"] for row in listed] == ["ti-8416-riom-vichy"]


def test_separate_makes_the_fiches_alone(here: Path) -> None:
    assert states(*CORSE, "--separate") == {"20": "built"}
    assert not PACK.exists()


def test_a_name_of_several_is_refused_with_their_names(here: Path) -> None:
    said = run("build", "--territoire", "pays", status=2).stderr
    assert "answers to" in said
    assert "Pays Basque (ti-" in said
    assert not Path("output").exists()
    assert "Did you mean" in run("build", "--territoire", "Riom Vychy", status=2).stderr


def test_a_departement_of_a_pack_cannot_be_left_out(here: Path) -> None:
    said = run("build", "--territoire", "Riom - Vichy", "--except", "63", status=2).stderr
    assert "Puy-de-Dôme (63) belongs to the pack of Riom – Vichy" in said
    assert "--separate" in said
    words = ("build", "--territoire", "Riom - Vichy", "--except", "63", "--separate")
    assert states(*words) == {"03": "built"}


def test_all_are_183_with_98_departements() -> None:
    packs = request.packs(everything=True)
    places = request.selection(territoires=packs)
    assert len(packs) == 183
    assert {place.code for place in territories.departements()} - {p.code for p in places} == {
        "40", "75",
    }  # fmt: skip
    assert request.packs([whole.id for whole in packs], places=places) == packs
    with pytest.raises(UsageError):
        request.packs(["ti-8416"], places=places[:1])


def test_each_is_asked_for_once() -> None:
    twice = request.packs(["ti-8416", "Riom Vichy", "ti-0102"])
    assert [whole.id for whole in twice] == ["ti-8416", "ti-0102"]


# -- what is skipped -----------------------------------------------------------------------------


def test_what_has_not_changed_is_left_alone(here: Path) -> None:
    run(*CORSE)
    before = snapshot(here)
    assert states(*CORSE) == {"20": "unchanged", "ti-9401": "unchanged"}
    assert snapshot(here) == before
    content = PACK.read_bytes()
    PACK.write_bytes(content[:-1])
    assert states(*CORSE) == {"20": "unchanged", "ti-9401": "built"}
    PACK.unlink()
    assert states(*CORSE) == {"20": "unchanged", "ti-9401": "built"}
    assert states(*CORSE, "--force") == {"20": "built", "ti-9401": "built"}
    assert snapshot(here) == before


def test_an_edition_and_a_brand_of_ones_own_need_nothing_new(here: Path) -> None:
    # Names of their own: editions and brands are loaded once a process.
    copied("editions/2024", here / "edition-of-packs")
    copied("brand/default", here / "brand-of-packs")
    changed(here / "edition-of-packs" / "introduction.md", "#", "# Une autre")
    words = (*CORSE, "--edition", "edition-of-packs", "--brand", "brand-of-packs")
    run(*CORSE)
    assert states(*words) == {"20": "built", "ti-9401": "built"}
    assert states(*words) == {"20": "unchanged", "ti-9401": "unchanged"}


# -- what is listed ------------------------------------------------------------------------------


def test_the_manifest_lists_packs_and_keeps_those_of_other_runs(here: Path) -> None:
    run(*CORSE)
    run("build", "--territoire", "ti-9307")
    held = manifest.read(YEAR, 2024)
    assert [entry.code for entry in held.fiches] == ["04", "05", "20"]
    assert [pack.id for pack in held.packs] == ["ti-9307", "ti-9401"]
    durance = held.pack("ti-9307")
    assert durance is not None
    assert (durance.departements, durance.left_out) == (("04", "05"), ("26", "83"))
    assert durance.pdf.name == "territoires/ti-9307-val-de-durance.pdf"
    assert (YEAR / durance.pdf.name).stat().st_size == durance.pdf.size
    fiches = [held.entry(code) for code in durance.departements]
    joined = "".join(entry.data for entry in fiches if entry)
    assert durance.data == manifest.digest(joined.encode())
    assert durance.marks.demonstration
    assert f"{durance.pdf.sha256}  {durance.pdf.name}\n" in (YEAR / "SHA256SUMS").read_text()


def test_archives_hold_the_packs_apart(here: Path) -> None:
    run(*CORSE, "--zip")
    with zipfile.ZipFile(YEAR / "2024-territoires-d-industrie.zip") as archive:
        assert archive.namelist() == [PACK.name]
        assert archive.read(PACK.name) == PACK.read_bytes()
    with zipfile.ZipFile(YEAR / "2024-corse.zip") as archive:
        assert archive.namelist() == ["20-corse.pdf"]
    PACK.write_bytes(b"other")
    with pytest.raises(TradeficheError, match="no longer what was built") as caught:
        archives.write(YEAR, 2024)
    assert "--territoire ti-9401" in caught.value.hint


def test_check_compares_a_pack_with_the_manifest_above_it(here: Path) -> None:
    run(*CORSE)
    assert hashes.PACKS == manifest.PACKS
    assert as_built() == "as built"
    PACK.write_bytes(PACK.read_bytes() + b"\n")
    assert as_built().startswith("changed")
    PACK.replace(YEAR / "renamed.pdf")
    (found,) = checks.run([YEAR / "renamed.pdf"], [])
    assert found.built == "not in a manifest"


def as_built() -> str:
    """What is said of the pack, without asking a validator."""
    (found,) = checks.run([PACK], [])
    return found.built


# -- workers, failures, interruptions ------------------------------------------------------------


def job(*names: str) -> request.Job:
    packs = request.packs(names)
    places = request.selection(territoires=packs)
    asked = request.Request(places, (), Path("data"), Path("output"), packs=packs)
    (made,) = request.prepare(asked)
    return made


def test_workers_write_the_same_bytes(here: Path) -> None:
    run(*CORSE, "--workers", "1", "--output", "one")
    run(*CORSE, "--workers", "2", "--output", "two")
    one, two = (snapshot(here / name) for name in ("one", "two"))
    assert one == two
    assert len(one) == 5


def test_a_pack_follows_the_last_of_its_fiches() -> None:
    made = job("ti-8416", "ti-7604", "ti-9401")
    order = [document.code for document in documents.fiches_and_packs(made)]
    for whole in made.request.packs:
        last = max(order.index(place.code) for place in whole.kept)
        between = order[last + 1 : order.index(whole.id)]
        assert all(code.startswith("ti-") for code in between)


def test_a_pack_travels_and_is_drawn_where_it_arrives() -> None:
    texts, look = pdf_reading.edition_2024(), brand.load()
    dossier, parcel = hard_fiches.dossier("ti-9401"), task.Parcel.of(look)
    asked = task.Task("pack", dossier, dossier.name, texts, parcel)
    arrived = pickle.loads(pickle.dumps(asked))
    drawn = task.draw(arrived)
    assert drawn.pdf == hard_fiches.pdf("ti-9401")
    assert drawn.sha256 == manifest.digest(drawn.pdf)
    with pytest.raises(TradeficheError, match="another tradefiche"):
        task.draw(replace(asked, program="0.0.0"))


class Deadly(executors.InlineExecutor):
    """Fails to draw packs."""

    def submit(self, fn: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        if args[0].kind == "pack":
            future: Future[Any] = Future()
            future.set_exception(TradeficheError("no ink", "Buy some."))
            return future
        return super().submit(fn, *args, **kwargs)


def test_a_pack_that_fails_stops_nothing(here: Path) -> None:
    outcomes = list(runs.run(job("ti-9401"), documents.fiches_and_packs, Deadly()))
    assert [(o.code, o.kind, o.failure) for o in outcomes] == [
        ("20", "fiche", ""),
        ("ti-9401", "pack", "no ink"),
    ]
    held = manifest.read(YEAR, 2024)
    assert (len(held.fiches), held.packs) == (1, ())
    assert states(*CORSE) == {"20": "unchanged", "ti-9401": "built"}


@not_on_windows("no groups of processes, no /proc; short_run.py kills there")
@pytest.mark.parametrize("enough", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_a_killed_run_leaves_whole_packs_and_is_finished(here: Path, enough: int) -> None:
    names = ("ti-0102", "ti-8416", "ti-9307", "ti-9401")
    words = [word for name in names for word in ("--territoire", name)]

    def packs() -> list[Path]:
        return sorted(here.glob("output/2024/territoires/*.pdf"))

    with started(("tradefiche", "build", *words, "--workers", 2), here) as killed:
        until(lambda: len(packs()) >= enough, killed)
        killed.kill()
        killed.wait(TIMEOUT)
        until(lambda: not members(killed.pid))
    for path in packs():
        assert path.read_bytes() == hard_fiches.pdf(path.name[:7])
    done = process("build", *words, "--workers", 1, cwd=here)
    assert done.returncode == 0, done.stderr
    assert [path.name[:7] for path in packs()] == list(names)
    for path in packs():
        assert path.read_bytes() == hard_fiches.pdf(path.name[:7])
    assert [pack.id for pack in manifest.read(here / YEAR, 2024).packs] == list(names)


def test_drafts_of_a_killed_run_are_swept(here: Path) -> None:
    run(*CORSE)
    draft = PACK.with_name(f".{PACK.name}.0123abcd.tmp")
    draft.write_bytes(b"half")
    assert states(*CORSE) == {"20": "unchanged", "ti-9401": "unchanged"}
    assert not draft.exists()


def test_two_runs_do_not_write_at_once(here: Path) -> None:
    run(*CORSE)
    with folders.exclusive(YEAR, "another tradefiche build"):
        done = process(*CORSE, cwd=here)
    assert done.returncode == 1
    assert "is writing to" in done.stderr


def test_sha256sum_agrees_from_the_folder_of_the_year(here: Path) -> None:
    run(*CORSE)
    check = ["sha256sum", "--strict", "-c", "SHA256SUMS"]
    try:
        done = subprocess.run(check, cwd=YEAR, capture_output=True, encoding="utf-8", check=True)
    except FileNotFoundError:
        pytest.skip("no sha256sum here")
    assert f"territoires/{PACK.name}: OK" in done.stdout
    assert len(done.stdout.splitlines()) == 3


def test_every_pack_has_a_kept_departement() -> None:
    for whole in industry.everything():
        assert 1 <= len(whole.kept) <= 3
