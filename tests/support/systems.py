"""What a system lacks: how a test that cannot mean anything there skips, and says why."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

import pytest

WINDOWS = os.name == "nt"
KILLED = 1 if WINDOWS else -getattr(signal, "SIGKILL", 0)
"""What a process that ``Popen.kill`` ended gives as its status."""
PIP = f".venv/{'Scripts' if WINDOWS else 'bin'}/pip"
"""As a hint names it; ``command.run`` turns the backslashes of Windows."""
LIVES_ON = "the stand-in is a batch file, and what it started outlives its kill"
SHOT = 9 if WINDOWS else -9
"""What one gives that ended itself by ``os.kill`` with 9, in the midst of a line."""


def not_on_windows(reason: str) -> pytest.MarkDecorator:
    """A mark for a test, or a module's ``pytestmark``; ``reason`` is what Windows lacks."""
    return pytest.mark.skipif(WINDOWS, reason=f"Windows: {reason}")


def on_windows(reason: str) -> pytest.MarkDecorator:
    """A mark for what only Windows does."""
    return pytest.mark.skipif(not WINDOWS, reason=f"only on Windows: {reason}")


def stand_in(folder: Path, name: str, program: str) -> Path:
    """A command of this name that is a Python program, found with ``folder`` on the PATH."""
    if WINDOWS:
        (folder / f"{name}.py").write_text(program, "utf-8")
        program = f'@"{sys.executable}" "%~dp0{name}.py" %*'
    path = folder / (f"{name}.BAT" if WINDOWS else name)
    path.write_text(program if WINDOWS else f"#!{sys.executable}\n{program}\n", "utf-8")
    path.chmod(0o755)
    return path
