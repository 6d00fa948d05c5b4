"""Where the tests find what is not theirs: the checkout, snapshots, files of earlier versions."""

from __future__ import annotations

from pathlib import Path

SUPPORT = Path(__file__).parent
TESTS = SUPPORT.parent
ROOT = TESTS.parent
SNAPSHOTS = TESTS / "snapshots"
SHARED = ROOT.parent / "shared"
"""Other people's files to compare with; tests that need them skip where they are not there."""
