"""How a Windows console tells its programs to end, made the same as Ctrl-C; elsewhere nothing.

Ctrl-Break, the window closed and the session ended would each stop a program in the middle of a
line. It is interrupted instead, and has some seconds to list what is written or to finish a letter.
"""

from __future__ import annotations

import _thread
import contextlib
import signal
import sys
import time
from collections.abc import Iterator
from typing import Any

CLOSED = (2, 5, 6)
"""The window was closed, the user logs off, the machine shuts down."""
GRACE = 10
"""Seconds, of which Windows gives five before it ends the program itself."""

_kept: list[Any] = []
"""What the system calls must not be collected."""


def heed() -> None:
    """From here on, all of them interrupt the main thread, which calls this, as Ctrl-C does."""
    if sys.platform != "win32" or _kept:
        return
    import ctypes

    signal.signal(signal.SIGBREAK, signal.default_int_handler)
    _kept.append(ctypes.WINFUNCTYPE(ctypes.c_int, ctypes.c_uint)(_answered))
    ctypes.windll.kernel32.SetConsoleCtrlHandler(_kept[0], True)


def _answered(event: int) -> bool:
    """In a thread of the system's, which ends the program when this returns."""
    if event not in CLOSED:
        return False
    _thread.interrupt_main()
    time.sleep(GRACE)
    return True


@contextlib.contextmanager
def deaf_children() -> Iterator[None]:
    """Around the start of processes that are never to hear Ctrl-C; meanwhile nobody hears it.

    They inherit this: else one that is still starting would answer with a traceback.
    """
    if sys.platform != "win32":
        yield
        return
    import ctypes

    ignore = ctypes.windll.kernel32.SetConsoleCtrlHandler
    ignore(None, True)
    try:
        yield
    finally:
        ignore(None, False)
