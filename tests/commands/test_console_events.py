"""Ctrl-Break, the window closed, the session ended: each interrupts, and nothing is half done."""

from __future__ import annotations

import _thread
import ctypes
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest
from batch_processes import pdfs
from batch_processes import require_complete
from batch_processes import require_whole
from batch_processes import until
from command import process
from systems import on_windows

from tradefiche import console_events
from tradefiche.mail import interruption

EIGHT = ("01", "03", "07", "15", "26", "42", "43", "74")
BUILD = ("build", *(word for code in EIGHT for word in ("--dept", code)), "--workers", "2")


@pytest.mark.parametrize(("event", "closes"), [(0, False), (1, False), (2, True), (5, True)])
def test_a_closed_window_interrupts_and_waits(
    monkeypatch: pytest.MonkeyPatch, event: int, closes: bool
) -> None:
    done: list[Any] = []
    monkeypatch.setattr(_thread, "interrupt_main", lambda: done.append("interrupted"))
    monkeypatch.setattr(time, "sleep", done.append)
    assert console_events._answered(event) is closes
    assert done == (["interrupted", console_events.GRACE] if closes else [])


def test_ctrl_break_ends_a_mailing_after_the_letter_in_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    if not hasattr(signal, "SIGBREAK"):
        monkeypatch.setattr(signal, "SIGBREAK", signal.SIGUSR1, raising=False)
    told: list[str] = []
    before = signal.getsignal(signal.SIGBREAK)
    with interruption.listening(lambda: told.append("told")) as wait:
        assert not wait(0)
        signal.raise_signal(signal.SIGBREAK)
        assert wait(60)
    assert told == ["told"]
    assert signal.getsignal(signal.SIGBREAK) == before


@on_windows("consoles have such events")
@pytest.mark.parametrize("enough", [1, 3])
def test_ctrl_break_ends_a_batch_with_one_message(here: Path, enough: int) -> None:
    kernel = ctypes.windll.kernel32  # type: ignore[attr-defined]
    if not kernel.GetConsoleCP() and not kernel.AllocConsole():
        pytest.skip("there is no console")
    errors = here / "errors.txt"
    with errors.open("wb") as stderr:
        run = subprocess.Popen(
            [sys.executable, "-m", "tradefiche", *BUILD],
            stdout=subprocess.PIPE,
            stderr=stderr,
            cwd=here,
            creationflags=subprocess.CREATE_NEW_PROCESS_GROUP,  # type: ignore[attr-defined]
        )
        until(lambda: len(pdfs(here)) >= enough, run)
        os.kill(run.pid, signal.CTRL_BREAK_EVENT)  # type: ignore[attr-defined]
        run.communicate(timeout=120)
    said = errors.read_text("utf-8", "replace")
    assert run.returncode == 130, said
    assert said.count("Interrupted") == 1
    assert "Traceback" not in said
    assert len(require_whole(here)) < 8
    done = process(*BUILD, cwd=here)
    assert done.returncode == 0, done.stderr
    require_complete(here, EIGHT)
