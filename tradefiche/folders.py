"""How one process owns a folder while it writes there; it knows nothing of what it writes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tradefiche.errors import StoreError


@contextlib.contextmanager
def exclusive(folder: Path, other: str = "another import") -> Iterator[None]:
    """The folder, for this process alone; it is made when missing, and unmade if it stays empty.

    Args:
        other: what the operator is told is writing there already.

    Raises:
        StoreError: another process owns it.
        OSError: it cannot be made.
    """
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _locked(folder, other):
            yield
    finally:
        if new and not any(folder.iterdir()):
            folder.rmdir()


@contextlib.contextmanager
def _locked(folder: Path, other: str) -> Iterator[None]:
    """Two writers at once would each forget what the other wrote."""
    try:
        import fcntl
    except ImportError:  # Windows cannot lock a folder
        yield
        return
    descriptor = os.open(folder, os.O_RDONLY)  # the folder itself: no lock file to leave behind
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise StoreError(
                f"{other} is writing to {folder}", "Wait for its end, then try again."
            ) from error
        yield
    finally:
        os.close(descriptor)
