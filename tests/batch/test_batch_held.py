"""A PDF that a viewer holds open, as Windows lets it: what was drawn is kept, the others go on."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import changed
from command import copied
from command import run

from tradefiche import atomic
from tradefiche import manifest

YEAR = Path("output", "2024")
LOT = YEAR / "46-lot.pdf"
TWO = ("build", "--dept", "46", "--dept", "03", "--workers", "1")


def hold(monkeypatch: pytest.MonkeyPatch, *names: str) -> list[str]:
    """Have files of these names never replaced; gives the tries."""
    tries: list[str] = []
    replace = Path.replace

    def held(draft: Path, path: Path) -> Path:
        if path.name in names:
            tries.append(path.name)
            raise PermissionError(13, "Access is denied", str(draft), 5, str(path))
        return replace(draft, path)

    monkeypatch.setattr(Path, "replace", held)
    monkeypatch.setattr(atomic, "PATIENCE", (0.0, 0.0))
    return tries


def test_a_file_that_is_held_a_moment_is_replaced(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A virus scanner looks at what was just written."""
    tries = hold(monkeypatch, "fiche.pdf")
    freed = monkeypatch.undo
    monkeypatch.setattr("time.sleep", lambda _: freed())
    atomic.write_bytes(tmp_path / "fiche.pdf", b"new")
    assert tries == ["fiche.pdf"]
    assert [path.read_bytes() for path in tmp_path.iterdir()] == [b"new"]


@pytest.mark.parametrize("name", ["46-lot.pdf", "46-lot.json"])
def test_what_cannot_be_replaced_is_told_and_the_others_are_written(
    here: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    run(*TWO)
    old = LOT.read_bytes()
    tries = hold(monkeypatch, name)
    copied("brand/default", here / "brand")
    changed(here / "brand" / "brand.toml", "de la cohésion", "des cohésions")
    again = (*TWO, "--brand", "brand")
    failed = run(*again, "--json", status=1)
    assert tries == [name] * 3
    allier, lot = json.loads(failed.stdout)["fiches"]
    assert (lot["state"], allier["state"]) == ("failed", "built")
    held = "cannot be replaced (another program has it open, or it is read-only)"
    assert lot["reason"] == f"{(YEAR / name).as_posix()}: {held}"
    assert "46-lot.nouveau.pdf, beside it" in lot["hint"]
    aside = YEAR / "46-lot.nouveau.pdf"
    drawn = aside.read_bytes()
    assert drawn != old
    assert (LOT.read_bytes() == old) is (name == LOT.name)
    assert not list(YEAR.glob(".*"))
    monkeypatch.undo()
    monkeypatch.chdir(here)
    run(*again)
    assert LOT.read_bytes() == drawn
    assert not aside.exists()
    listed = manifest.read(YEAR, 2024)
    assert all(manifest.describes(YEAR, entry) for entry in listed.fiches)


def test_an_old_document_that_is_held_stays_listed_as_it_is(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*TWO)
    hold(monkeypatch, LOT.name)
    run(*TWO, "--force", status=1)
    entry = manifest.read(YEAR, 2024).entry("46")
    assert entry
    assert manifest.describes(YEAR, entry)


def test_an_archive_that_is_held_is_to_be_closed(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The folder and its permissions are not the matter."""
    hold(monkeypatch, "2024-occitanie.zip")
    said = run("build", "--dept", "46", "--zip", "--workers", "1", status=1).stderr
    held = "cannot be written (another program has it open, or it is read-only)"
    assert f"{(YEAR / '2024-occitanie.zip').as_posix()}: {held}" in said
    assert atomic.CLOSE_IT in " ".join(said.split())
    assert "--output" not in said


def test_what_was_kept_beside_goes_when_the_document_is_current(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(*TWO)
    hold(monkeypatch, LOT.name)
    run(*TWO, "--force", status=1)
    aside = YEAR / "46-lot.nouveau.pdf"
    assert aside.exists()
    monkeypatch.undo()
    monkeypatch.chdir(here)
    assert "(unchanged)" in run(*TWO).output
    assert not aside.exists()
