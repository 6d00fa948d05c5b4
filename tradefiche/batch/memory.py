"""Garbage is collected now and then only: a run makes little, and looking for it costs a tenth."""

from __future__ import annotations

import contextlib
import gc
import itertools
from collections.abc import Iterator

COLLECT_EVERY = 20
"""Documents between two collections: ReportLab leaves cycles."""

_drawn = itertools.count(1)


@contextlib.contextmanager
def rarely_collected() -> Iterator[None]:
    """Python's own collections wait until the end; a process that had none keeps none."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()


@contextlib.contextmanager
def document_drawn() -> Iterator[None]:
    """The same while a document is drawn, with a collection every so often."""
    with rarely_collected():
        if next(_drawn) % COLLECT_EVERY == 0:
            gc.collect()
            gc.freeze()  # what is kept between documents is kept for good: look at it once
        yield
