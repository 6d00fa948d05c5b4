"""``tradefiche clean``: what no manifest lists goes when it is asked to, and nothing else ever."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from command import run
from customs_files import snapshot
from customs_files import write
from mailings import publish
from systems import not_on_windows

from tradefiche import folders
from tradefiche import manifest
from tradefiche.batch import archive
from tradefiche.manifest import EssentielEntry
from tradefiche.manifest import WorkbookEntry
from tradefiche.reference import territories

OURS = (
    "output/2023/03-allier.nouveau.pdf",
    "output/2023/2023-bretagne.zip",
    "output/2023/atlas.json",
    "output/2023/atlas.pdf",
    "output/2024/22-cotes-d-armor-essentiel.pdf",
    "output/2024/22-cotes-d-armor.json",
    "output/2024/22-cotes-d-armor.pdf",
    "output/2024/territoires/ti-8416-riom-vichy-d-avant.pdf",
)
THEIRS = (
    "output/2022/03-allier.pdf",  # without a manifest nothing says what belongs there
    "output/2024/03-notes.pdf",
    "output/2024/rapport.pdf",
    "output/2024/atlas.pdf.bak",
    "output/2024/mine/22-cotes-d-armor.pdf",
    "output/2024/territoires/notes.pdf",
    "output/2024/territoires/03-allier.pdf",
    "output/22-cotes-d-armor.pdf",
    "output/mail/2024/22-cotes-d-armor.pdf",
    "output/mail/ledger.sqlite",
    "editions/2024/edition.toml",
    "2024/22-cotes-d-armor.pdf",
)


@pytest.fixture
def folder(here: Path) -> Path:
    """Two years that were built, what was left beside them, and files of others."""
    publish(here / "output", ["03", "63"], year=2023)
    publish(here / "output", ["03", "63"], packs=["ti-8416"])
    archive.write(here / "output" / "2024", 2024)
    for name in (*OURS, *THEIRS):
        write(here / name, b"12345")
    return here


def held(folder: Path) -> dict[str, str]:
    """The files and their hashes, with the names of all systems."""
    return {name.replace(os.sep, "/"): digest for name, digest in snapshot(folder).items()}


def test_a_plan_names_what_would_go_and_removes_nothing(folder: Path) -> None:
    before = snapshot(folder)
    planned = run("clean")
    assert planned.stdout.splitlines() == list(OURS)
    assert planned.stderr == "8 files that no manifest lists, 40 bytes: --confirm removes them.\n"
    assert snapshot(folder) == before


def test_only_what_no_manifest_lists_goes(folder: Path) -> None:
    kept = {name: digest for name, digest in held(folder).items() if name not in OURS}
    done = run("clean", "--confirm")
    assert done.stdout.splitlines() == [f"{name} removed" for name in OURS]
    assert done.stderr == "8 files that no manifest lists, 40 bytes: removed.\n"
    assert held(folder) == kept
    again = run("clean", "--confirm")
    assert (again.stdout, again.stderr) == (
        "",
        "All that was built in output is listed: nothing to clean.\n",
    )


def test_one_year_alone(folder: Path) -> None:
    run("clean", "--year", "2024", "--confirm")
    left = held(folder)
    assert [name in left for name in OURS] == [True] * 4 + [False] * 4


def test_every_archive_that_a_build_makes_is_known(here: Path) -> None:
    codes = [place.code for place in territories.departements()]
    output = publish(here / "output", codes, packs=["ti-8416"])
    listed = manifest.read(output / "2024", 2024)
    regions = {code: territories.region_of(territories.departement(code)) for code in codes}
    fiches = tuple(
        replace(entry, region=region.name if (region := regions[entry.code]) else "")
        for entry in listed.fiches
    )
    first = fiches[0]
    about = (first.code, first.name, first.region, first.pdf, 1)
    page = EssentielEntry(*about, data="", edition="", brand="", program="", marks=first.marks)
    book = WorkbookEntry(*about, data="", edition="", brand="", program="", marks=first.marks)
    held = replace(listed, fiches=fiches, essentiels=(page,), workbooks=(book,))
    names = archive.names(2024, held)
    assert sorted(names) == sorted(archive.possible(2024))


@not_on_windows("links are for administrators there")
def test_no_link_is_followed(folder: Path) -> None:
    elsewhere = write(folder / "elsewhere" / "22-cotes-d-armor.pdf", b"x").parent
    (folder / "output" / "2021").symlink_to(elsewhere)
    write(elsewhere / "manifest.json", (folder / "output/2024/manifest.json").read_bytes())
    (folder / "output/2024/29-finistere.pdf").symlink_to(elsewhere / "22-cotes-d-armor.pdf")
    for path in (folder / "output/2023/territoires").iterdir():
        path.unlink()
    (folder / "output/2023/territoires").rmdir()
    packs = write(folder / "packs" / "ti-8416-riom-vichy.pdf", b"x").parent
    (folder / "output/2023/territoires").symlink_to(packs)
    assert run("clean", "--confirm").stdout.splitlines() == [f"{name} removed" for name in OURS]
    assert (elsewhere / "22-cotes-d-armor.pdf").exists()
    assert (packs / "ti-8416-riom-vichy.pdf").exists()


@pytest.mark.parametrize("words", [("--year", "2022"), ("--output", "nowhere")])
def test_without_a_manifest_nothing_is_known(folder: Path, words: tuple[str, str]) -> None:
    before = snapshot(folder)
    assert "holds no manifest of " in run("clean", *words, "--confirm", status=2).stderr
    assert snapshot(folder) == before
    assert not (folder / "nowhere").exists()


def test_a_spoilt_manifest_keeps_everything(folder: Path) -> None:
    write(folder / "output/2024/manifest.json", b"{")
    before = snapshot(folder)
    assert "not a manifest of fiches" in run("clean", "--confirm", status=1).stderr
    assert snapshot(folder) == before


def test_a_build_under_way_keeps_everything(folder: Path) -> None:
    before = snapshot(folder / "output" / "2024")
    with folders.exclusive(folder / "output" / "2024"):
        said = run("clean", "--year", "2024", "--confirm", status=1).stderr
    assert "another tradefiche build is writing to" in said
    assert snapshot(folder / "output" / "2024") == before


def test_a_file_that_cannot_go_is_named(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unlink = Path.unlink

    def denied(path: Path, missing_ok: bool = False) -> None:
        if path.suffix == ".zip":
            raise PermissionError(13, "Permission denied", str(path))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", denied)
    said = run("clean", "--confirm", status=1).stderr
    assert "output/2023/2023-bretagne.zip: cannot be removed (Permission denied)" in said
