"""How a run is asked to end, and how it waits; it knows nothing of what it does."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SLICE = 0.2
"""Seconds after which a wait looks whether it should end."""
ENDINGS = ("SIGINT", "SIGTERM", "SIGBREAK")
"""Ctrl-C, a polite kill, and on Windows Ctrl-Break; a closed window comes as Ctrl-C there."""


@contextmanager
def listening(told: Callable[[], None]) -> Iterator[Callable[[float], bool]]:
    """A wait that says whether Ctrl-C was typed, or the process told to end, in the meantime.

    The first time only asks to end after the letter in hand; the second ends at once.

    Args:
        told: called the first time, inside a signal handler: it may only do little.
    """
    asked = False

    def ask(number: int, frame: FrameType | None) -> None:  # noqa: ARG001 (the signal's form)
        nonlocal asked
        if asked:
            raise KeyboardInterrupt
        asked = True
        told()

    def wait(seconds: float) -> bool:
        end = time.monotonic() + seconds
        while not asked and (left := end - time.monotonic()) > 0:
            time.sleep(min(left, SLICE))
        return asked

    heard = [getattr(signal, name) for name in ENDINGS if hasattr(signal, name)]
    before = [signal.signal(each, ask) for each in heard]
    try:
        yield wait
    finally:
        for each, handler in zip(heard, before, strict=True):
            signal.signal(each, handler)
