"""Ctrl-Break, the window closed, the session ended: each interrupts, and nothing is half done."""

from __future__ import annotations

import _thread
import signal
import time
from typing import Any

import pytest

from tradefiche import console_events
from tradefiche.mail import interruption


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
