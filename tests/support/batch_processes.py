"""Runs of ``tradefiche build`` in processes of their own, watched and shot at, for the tests."""

from __future__ import annotations

import contextlib
import os
import signal
import struct
import subprocess
import sys
import time
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from pathlib import Path

import pdf_reading

from tradefiche import manifest

TIMEOUT = 120
"""Seconds after which a test gives up; calm machines need two."""


@contextlib.contextmanager
def started(
    command: Sequence[object], folder: Path, name: str = "run", **environment: str
) -> Iterator[subprocess.Popen[bytes]]:
    """A process that leads a group of its own, its words in files; nothing of it is left behind."""
    with (folder / f"{name}.out").open("wb") as out, (folder / f"{name}.err").open("wb") as err:
        found = subprocess.Popen(
            [sys.executable, "-m", *map(str, command)],
            stdout=out,
            stderr=err,
            cwd=folder,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        try:
            yield found
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(found.pid, signal.SIGKILL)
            found.wait(TIMEOUT)


def until(happens: Callable[[], bool], during: subprocess.Popen[bytes] | None = None) -> bool:
    """Wait for something; False when the process ended before it."""
    end = time.monotonic() + TIMEOUT
    while not happens():
        if during is not None and during.poll() is not None:
            return happens()
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)
    return True


def members(group: int) -> dict[int, tuple[int, str]]:
    """The living processes of a group: the parent's number, and the command line, by number."""
    found = {}
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit():
            continue
        with contextlib.suppress(OSError):
            state, parent, its_group = (folder / "stat").read_text().rpartition(")")[2].split()[:3]
            if int(its_group) == group and state not in "ZX":
                words = (folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()
                found[int(folder.name)] = (int(parent), words)
    return found


def workers(group: int) -> list[int]:
    """The drawing processes of a run: forked from one that loaded what they need, or spawned."""
    found = members(group)
    loaders = {pid for pid, (_, words) in found.items() if "forkserver" in words}
    return [
        pid for pid, (parent, words) in found.items() if parent in loaders or "spawn_main" in words
    ]


def pdfs(folder: Path) -> list[Path]:
    """The fiches of 2024 written so far; never a draft."""
    return sorted((folder / "output" / "2024").glob("*.pdf"))


def require_whole(folder: Path) -> list[str]:
    """Every PDF is, byte for byte, what drawing it here gives; gives their codes."""
    codes = [path.name.split("-")[0] for path in pdfs(folder)]
    for code, path in zip(codes, pdfs(folder), strict=True):
        assert path.read_bytes() == pdf_reading.pdf(code), path.name
    return codes


def require_complete(folder: Path, codes: Sequence[str]) -> None:
    """The fiches of ``codes`` are there, whole and listed, and nothing else is."""
    year = folder / "output" / "2024"
    assert require_whole(folder) == sorted(codes)
    listed = manifest.read(year, 2024)
    assert [entry.code for entry in listed.fiches] == sorted(codes)
    assert all(manifest.describes(year, entry) for entry in listed.fiches)
    files = {file.name for entry in listed.fiches for file in (entry.pdf, entry.json)}
    assert {path.name for path in year.iterdir()} == {*files, "manifest.json", "SHA256SUMS"}


def cut_short() -> None:
    """Die like one that is killed while it sends a document."""
    frame = sys._getframe()
    while "result_queue" not in frame.f_locals:
        assert frame.f_back
        frame = frame.f_back
    pipe = frame.f_locals["result_queue"]._writer.fileno()
    os.write(pipe, struct.pack("!i", 1_000_000) + b"half of it")
    os.kill(os.getpid(), signal.SIGKILL)
