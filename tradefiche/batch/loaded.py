"""Imported by the process that workers are forked from: all that drawing needs, loaded once."""

from __future__ import annotations

from tradefiche.batch import memory
from tradefiche.batch import task

with memory.rarely_collected():
    import tradefiche.report.pack  # noqa: F401
task.load()
