"""How a file is written whole or not at all; it knows nothing of what the file holds."""

from __future__ import annotations

import contextlib
import os
import re
import secrets
import time
from collections.abc import Iterator
from pathlib import Path

PATIENCE = (0.05, 0.1, 0.2, 0.4)
"""Seconds between two tries to replace a file: a virus scanner looks at new ones for as long."""
CLOSE_IT = (
    "Close it in the program that has it open, or have its permissions changed; then run the same "
    "command again."
)
"""What to do next about a file that is held; for the hints of those who say it."""


class HeldError(PermissionError):
    """A file that is there may not be replaced: on Windows, while a viewer has it open."""


@contextlib.contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to; it takes the place of ``path`` when the block ends well.

    Whatever happens in the block, ``path`` is what it was before or the complete new file, and
    nothing else is left in the folder. The folder is made when it is missing.

    Raises:
        HeldError: the file is open in another program, or read-only.
        OSError: the folder cannot be written, or the disk is full; callers say it in their words.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    # Hidden, and in the same folder: renaming is only atomic within one file system.
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}.tmp")
    try:
        yield draft
        _flush(draft)
        _replace(path, draft)
    finally:
        with contextlib.suppress(PermissionError):  # open elsewhere: the next sweep takes it
            draft.unlink(missing_ok=True)


def write_bytes(path: Path, content: bytes) -> None:
    """Write ``content`` to ``path``, whole or not at all.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    with replacing(path) as draft:
        draft.write_bytes(content)


def write_text(path: Path, content: str) -> None:
    """Write ``content`` in UTF-8, newlines as they are, whole or not at all.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    write_bytes(path, content.encode())


def drafts(folder: Path, names: str) -> tuple[Path, ...]:
    """What killed runs began to write in a folder: ``.NAME.<8 hex>.tmp``, and files only.

    Args:
        names: a regular expression of the names that are written there.

    Raises:
        OSError: the folder cannot be read.
    """
    ours = re.compile(rf"\.(?:{names})\.[0-9a-f]{{8}}\.tmp")
    return tuple(
        path
        for path in folder.iterdir()
        if ours.fullmatch(path.name) and path.is_file() and not path.is_symlink()
    )


def _replace(path: Path, draft: Path) -> None:
    for pause in (*PATIENCE, None):
        try:
            draft.replace(path)
        except PermissionError as error:
            if pause is None:
                said = "another program has it open, or it is read-only"
                raise HeldError(error.errno, said, str(path)) from error
            time.sleep(pause)
        else:
            return


def _flush(path: Path) -> None:
    """Have the content on the disk before the name, or a power cut could leave an empty file."""
    descriptor = os.open(path, os.O_RDWR)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
