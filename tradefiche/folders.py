"""How one process owns a folder while it writes there; it knows nothing of what it writes."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from pathlib import Path

from tradefiche.errors import StoreError
from tradefiche.messages import _

LOCK = ".tradefiche.lock"
"""The file that a writer locks: empty, and gone with it. One that a killed process left behind is
locked by nobody, and taken by the next."""


@contextlib.contextmanager
def exclusive(folder: Path, other: str = "") -> Iterator[None]:
    """The folder, for this process alone; it is made when missing, and unmade if it stays empty.

    Args:
        other: what the operator is told is writing there already; an import without it.

    Raises:
        StoreError: another process owns it.
        OSError: it cannot be made, or knows no locks.
    """
    new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with _locked(folder, other):
            yield
    finally:
        if new:
            with contextlib.suppress(OSError):  # it is not empty
                folder.rmdir()


@contextlib.contextmanager
def _locked(folder: Path, other: str) -> Iterator[None]:
    """Two writers at once would each forget what the other wrote."""
    path = folder / LOCK
    descriptor = _lock(path, other)
    try:
        yield
    finally:
        # Removed while it is ours. Windows removes no open file, and none that is another's then.
        _remove(path)
        os.close(descriptor)
        if os.name == "nt":
            _remove(path)


def _lock(path: Path, other: str) -> int:
    """The open file, locked by the system, which unlocks it when this process ends however it may.

    A file, not the folder: over a network share the server locks nothing else, nor does Windows.
    """
    import filelock  # late: most commands write in no folder of theirs

    descriptor = _opened(path)
    try:
        locked = filelock.lock_descriptor(descriptor, blocking=False)
    except OSError:
        os.close(descriptor)
        raise
    if locked and _is_there(path, descriptor):
        return descriptor
    os.close(descriptor)
    if locked:
        return _lock(path, other)
    raise StoreError(
        _(
            "{other} is writing to {folder}",
            other=other or _("another import"),
            folder=path.parent,
        ),
        _("Wait for its end, then try again."),
    )


def _opened(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except PermissionError:
        if not path.exists():
            raise
        return os.open(path, os.O_RDONLY)  # a killed run of somebody else left it


def _is_there(path: Path, descriptor: int) -> bool:
    """Whether the file was not removed by its owner between our opening and our locking it."""
    if os.name == "nt":  # an open file cannot be
        return True
    with contextlib.suppress(FileNotFoundError):
        return os.path.samestat(os.fstat(descriptor), path.stat())
    return False


def _remove(path: Path) -> None:
    with contextlib.suppress(OSError):
        path.unlink()
