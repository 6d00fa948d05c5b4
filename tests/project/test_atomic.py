"""A file is there whole or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
from systems import on_windows

from tradefiche import atomic


def test_writes_in_a_folder_that_does_not_exist_yet(tmp_path: Path) -> None:
    atomic.write_text(tmp_path / "a" / "b.txt", "Côte-d’Or\r\n")
    assert (tmp_path / "a" / "b.txt").read_bytes() == "Côte-d’Or\r\n".encode()


def test_replaces_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "index.json"
    atomic.write_bytes(path, b"old")
    atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"new"
    assert [entry.name for entry in tmp_path.iterdir()] == ["index.json"]


def test_an_interruption_keeps_the_old_file_and_leaves_nothing_else(tmp_path: Path) -> None:
    path = tmp_path / "index.json"
    path.write_bytes(b"old")

    def interrupted() -> None:
        with atomic.replacing(path) as draft:
            draft.write_bytes(b"half of the n")
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    assert path.read_bytes() == b"old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["index.json"]


def test_a_full_disk_keeps_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "index.json"
    path.write_bytes(b"old")

    def full(self: Path, content: bytes) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "write_bytes", full)
    with pytest.raises(OSError, match="No space left"):
        atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"old"


def test_a_new_file_is_as_readable_as_any_other(tmp_path: Path) -> None:
    plain = tmp_path / "plain"
    plain.touch()
    atomic.write_bytes(tmp_path / "ours", b"")
    assert (tmp_path / "ours").stat().st_mode == plain.stat().st_mode


@on_windows("a file that is open may not be replaced")
def test_a_file_that_is_open_stays_and_is_named(tmp_path: Path) -> None:
    path = tmp_path / "index.json"
    path.write_bytes(b"old")
    with path.open("rb"), pytest.raises(atomic.HeldError, match=r"another program has it open"):
        atomic.write_bytes(path, b"new")
    assert [entry.read_bytes() for entry in tmp_path.iterdir()] == [b"old"]
    atomic.write_bytes(path, b"new")
    assert path.read_bytes() == b"new"


def test_a_draft_that_is_open_hides_no_other_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Windows does not remove it; the next sweep does."""

    def held(self: Path, missing_ok: bool = False) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", held)
    with pytest.raises(ValueError, match="the fault"), atomic.replacing(tmp_path / "x"):
        raise ValueError("the fault")


def test_a_block_that_writes_nothing_fails(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), atomic.replacing(tmp_path / "nothing"):
        pass
    assert list(tmp_path.iterdir()) == []
