"""Workbooks in a run: asked for by option or edition, listed, packed, checked, never mailed."""

from __future__ import annotations

import json
import shutil
import sys
import zipfile
from pathlib import Path

import pytest
from command import run

from tradefiche import manifest
from tradefiche import resources
from tradefiche.mail import published
from tradefiche.mail.letter.letter import Recipient
from tradefiche.validation import checks
from tradefiche.validation import hashes

YEAR = Path("output", "2024")
BOOK = YEAR / "03-allier.xlsx"


def states(*words: str) -> dict[str, list[tuple[str, str]]]:
    """What became of each fiche and workbook."""
    done = json.loads(run("build", "--demo", *words, "--json").stdout)
    return {
        kind: [(row["code"], row["state"]) for row in done[kind]]
        for kind in ("fiches", "workbooks")
    }


def test_it_is_written_when_asked_for_and_left_when_nothing_changed(here: Path) -> None:
    built, unchanged = [("03", "built")], [("03", "unchanged")]
    assert states("--dept", "03") == {"fiches": built, "workbooks": []}
    assert not BOOK.exists()
    assert states("--dept", "03", "--xlsx") == {"fiches": unchanged, "workbooks": built}
    first = BOOK.read_bytes()
    assert states("--dept", "03", "--xlsx") == {"fiches": unchanged, "workbooks": unchanged}
    BOOK.unlink()
    assert states("--dept", "03", "--xlsx")["workbooks"] == built
    assert BOOK.read_bytes() == first
    run("-q", "export", "--demo", "--dept", "03", "--to", "same.xlsx")
    assert Path("same.xlsx").read_bytes() == first


def test_the_edition_can_ask_for_it(here: Path) -> None:
    folder = here / "mine"
    shutil.copytree(resources.assets("editions", "2024"), folder)
    settings = folder / "edition.toml"
    text = settings.read_text("utf-8")
    settings.write_text(text.replace("[links]", "[documents]\nxlsx = true\n\n[links]"), "utf-8")
    assert states("--dept", "03", "--edition", str(folder))["workbooks"] == [("03", "built")]


def test_it_is_listed_summed_packed_and_checked(here: Path) -> None:
    run("build", "--demo", "--dept", "03", "--dept", "20", "--xlsx", "--zip")
    (entry, other), fiche = (
        manifest.read(YEAR, 2024).workbooks,
        manifest.read(YEAR, 2024).entry("03"),
    )
    assert fiche
    assert (entry.data, entry.region) == (fiche.data, "Auvergne-Rhône-Alpes")
    assert other.xlsx.name == "20-corse.xlsx"
    assert "03-allier.xlsx" in (YEAR / "SHA256SUMS").read_text("utf-8")
    with zipfile.ZipFile(YEAR / "2024-classeurs.zip") as packed:
        assert packed.namelist() == ["03-allier.xlsx", "20-corse.xlsx"]
    assert hashes.built_hashes(YEAR)["03-allier.xlsx"] == entry.xlsx.sha256
    theirs = YEAR / "notes.xlsx"
    theirs.write_bytes(b"mine")
    found = checks.find([YEAR])
    assert BOOK in found
    assert theirs not in found
    (checked,) = checks.run([BOOK], [])
    assert checked.conforms
    BOOK.write_bytes(BOOK.read_bytes() + b" ")
    (checked,) = checks.run([BOOK], [])
    assert (checked.conforms, checked.built) == (False, checks.CHANGED)
    run("build", "--demo", "--dept", "20")  # keeps what an earlier run listed
    assert len(manifest.read(YEAR, 2024).workbooks) == 2


def test_clean_names_one_that_no_manifest_lists(here: Path) -> None:
    run("build", "--demo", "--dept", "03", "--xlsx")
    for name in ("04-alpes-de-haute-provence.xlsx", "03-allier.nouveau.xlsx", "notes.xlsx"):
        (YEAR / name).write_bytes(b"old")
    said = run("clean").stdout
    assert "04-alpes-de-haute-provence.xlsx" in said
    assert "03-allier.nouveau.xlsx" in said
    assert "03-allier.xlsx" not in said
    assert "notes.xlsx" not in said


def test_a_manifest_of_an_earlier_version_is_read(here: Path) -> None:
    run("build", "--demo", "--dept", "03")
    path = YEAR / "manifest.json"
    document = json.loads(path.read_text("utf-8"))
    del document["workbooks"]
    path.write_text(json.dumps(document), "utf-8")
    assert manifest.read(YEAR, 2024).workbooks == ()


def test_it_is_never_mailed(here: Path) -> None:
    run("build", "--demo", "--dept", "03", "--xlsx")
    recipient = Recipient("un@example.org", "Personne Un", "", (), (), ("03",), (2,))
    found = published.read(Path("output"), 2024)
    assert [each.path.name for each in found.letter(recipient).enclosures] == ["03-allier.pdf"]
    assert not found.faults


def test_a_missing_library_is_said_once_before_anything(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "xlsxwriter", None)
    said = run("build", "--demo", "--dept", "03", "--dept", "04", "--xlsx", status=1).stderr
    assert said.count("XlsxWriter, which is not installed") == 1
    assert not list(YEAR.glob("*.pdf"))
