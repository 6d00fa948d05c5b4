"""What a system lacks: how a test that cannot mean anything there skips, and says why."""

from __future__ import annotations

import os
import signal

import pytest

WINDOWS = os.name == "nt"
KILLED = 1 if WINDOWS else -getattr(signal, "SIGKILL", 0)
"""What a process that ``Popen.kill`` ended gives as its status."""
SHOT = 9 if WINDOWS else -9
"""What one gives that ended itself by ``os.kill`` with 9, in the midst of a line."""


def not_on_windows(reason: str) -> pytest.MarkDecorator:
    """A mark for a test, or a module's ``pytestmark``; ``reason`` is what Windows lacks."""
    return pytest.mark.skipif(WINDOWS, reason=f"Windows: {reason}")


def on_windows(reason: str) -> pytest.MarkDecorator:
    """A mark for what only Windows does."""
    return pytest.mark.skipif(not WINDOWS, reason=f"only on Windows: {reason}")
