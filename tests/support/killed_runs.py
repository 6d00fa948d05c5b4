"""Runs of sending in processes of their own, and the server that writes down what they sent."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from paths import SUPPORT

HERE = SUPPORT
PATIENCE = 120


@dataclass(frozen=True)
class Recording:
    """A server that writes down what it accepts."""

    port: int
    path: Path

    def accepted(self) -> list[str]:
        """Message-IDs, in order."""
        return [line.split()[0] for line in self.path.read_text("utf-8").splitlines()]

    def until(self, count: int, process: subprocess.Popen[str]) -> None:
        """Wait for so many messages, or for the end of a process."""
        end = time.monotonic() + PATIENCE
        while len(self.accepted()) < count and process.poll() is None:
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.002)


@contextlib.contextmanager
def recording(folder: Path, seed: str = "0") -> Iterator[Recording]:
    path = folder / "accepted.txt"
    path.touch()
    command = [sys.executable, HERE / "mail_recorder.py", path, seed]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as server:
        assert server.stdout is not None
        try:
            yield Recording(int(server.stdout.readline()), path)
        finally:
            server.kill()


@contextlib.contextmanager
def sending(folder: Path, port: int, count: int, *words: str) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, HERE / "mail_run.py", folder, port, count, *words]
    with subprocess.Popen(
        [str(word) for word in command],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
    ) as process:
        try:
            yield process
        finally:
            process.kill()
