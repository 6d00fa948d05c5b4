"""What a system lacks: how a test that cannot mean anything there skips, and says why."""

from __future__ import annotations

import os

import pytest

WINDOWS = os.name == "nt"


def not_on_windows(reason: str) -> pytest.MarkDecorator:
    """A mark for a test, or a module's ``pytestmark``; ``reason`` is what Windows lacks."""
    return pytest.mark.skipif(WINDOWS, reason=f"Windows: {reason}")


def on_windows(reason: str) -> pytest.MarkDecorator:
    """A mark for what only Windows does."""
    return pytest.mark.skipif(not WINDOWS, reason=f"only on Windows: {reason}")
