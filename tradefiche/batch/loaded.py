"""Imported by the process that workers are forked from: all that drawing needs, loaded once."""

from __future__ import annotations

from tradefiche.batch import task

task.load()
