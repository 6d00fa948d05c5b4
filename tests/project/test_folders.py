"""One process at a time writes in a folder, and nothing of that outlives it."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import filelock
import pytest
from systems import WINDOWS
from systems import not_on_windows

from tradefiche import folders
from tradefiche.errors import StoreError

OWNER = """
import sys
from pathlib import Path
from tradefiche import folders
with folders.exclusive(Path(sys.argv[1])):
    print("mine", flush=True)
    sys.stdin.read()
"""


@contextlib.contextmanager
def owned(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that owns a folder until its input ends."""
    pipe = subprocess.PIPE
    command = [sys.executable, "-c", OWNER, folder]
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "mine\n"
        try:
            yield process
        finally:
            process.kill()


def test_of_two_processes_the_second_is_refused(tmp_path: Path) -> None:
    with owned(tmp_path) as first:
        with pytest.raises(StoreError, match="another import is writing to "):
            folders.exclusive(tmp_path).__enter__()
        first.communicate("")
        with folders.exclusive(tmp_path):
            pass
    assert list(tmp_path.iterdir()) == []


def test_a_killed_process_owns_nothing(tmp_path: Path) -> None:
    """What it leaves is a file that nobody has locked; who comes next takes it away."""
    with owned(tmp_path) as first:
        first.kill()
        first.wait()
    assert [path.name for path in tmp_path.iterdir()] == [folders.LOCK]
    with folders.exclusive(tmp_path), pytest.raises(StoreError):
        folders.exclusive(tmp_path).__enter__()
    assert list(tmp_path.iterdir()) == []


def test_the_refused_leave_the_lock_to_its_owner(tmp_path: Path) -> None:
    with folders.exclusive(tmp_path):
        for _ in range(2):
            with pytest.raises(StoreError):
                folders.exclusive(tmp_path).__enter__()
        assert [path.name for path in tmp_path.iterdir()] == [folders.LOCK]


def test_a_new_folder_that_stays_empty_is_unmade(tmp_path: Path) -> None:
    with folders.exclusive(tmp_path / "a" / "b"):
        pass
    assert not (tmp_path / "a" / "b").exists()
    with folders.exclusive(tmp_path / "c"):
        (tmp_path / "c" / "index.json").touch()
    assert [path.name for path in (tmp_path / "c").iterdir()] == ["index.json"]


@not_on_windows("an open file cannot be removed there")
def test_a_lock_that_its_owner_removed_meanwhile_is_not_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file was opened just before the owner took it away: a third would make another one."""
    ended = []

    def late(descriptor: int, *, blocking: bool) -> bool:
        if not ended:
            (tmp_path / folders.LOCK).unlink()
        ended.append(descriptor)
        return lock(descriptor, blocking=blocking)

    lock = filelock.lock_descriptor
    monkeypatch.setattr(filelock, "lock_descriptor", late)
    with folders.exclusive(tmp_path):
        assert len(ended) == 2
        with pytest.raises(StoreError):
            folders.exclusive(tmp_path).__enter__()


@not_on_windows("it has no modes of files")
@pytest.mark.skipif(not WINDOWS and os.geteuid() == 0, reason="root may write everywhere")
def test_what_a_killed_run_of_somebody_else_left_blocks_nobody(tmp_path: Path) -> None:
    (tmp_path / folders.LOCK).touch(mode=0o444)
    with folders.exclusive(tmp_path), pytest.raises(StoreError):
        folders.exclusive(tmp_path).__enter__()


def test_a_share_without_locks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is promised that would not hold."""

    def unable(descriptor: int, *, blocking: bool) -> bool:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(filelock, "lock_descriptor", unable)
    with pytest.raises(OSError, match="No locks available"):
        folders.exclusive(tmp_path / "new").__enter__()
