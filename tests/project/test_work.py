"""A page costs no more work than it did, counted in calls: they are the same on any machine."""

from __future__ import annotations

import subprocess
import sys

import paths

CALLS = 8_740
"""Python functions called for a page of a warm fiche, with the versions of ``requirements.lock``;
``benchmarks/calls.py`` counts them. Lower it when they fall."""


def test_a_page_costs_no_more_calls_than_it_did() -> None:
    script = paths.ROOT / "benchmarks" / "calls.py"
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)
    assert int(done.stdout) <= 1.1 * CALLS
