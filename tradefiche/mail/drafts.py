"""The messages of a plan as files in a folder of their own; it plans and sends none.

The folder takes the place of that of an earlier plan at once. It has a list of what was written
there, so that nothing else can go with it.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import stat
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from tradefiche.errors import OutputError
from tradefiche.mail.listing import unwritable
from tradefiche.mail.plan import Plan

LIST = ".messages"
_MESSAGE = re.compile(r"\d{4,}-line-\d+\.eml")


def write(plan: Plan, folder: Path, when: datetime, *, ours: bool = False) -> Iterator[Path]:
    """Every message that leaves as an ``.eml`` file, in the place of those of an earlier plan.

    The folder changes at once, when the last message is written; close the iterator and it stays
    as it was.

    Args:
        ours: nobody but a plan writes there: what has a message's name is one, listed or not, as
            versions without a list left it.

    Raises:
        OutputError: the folder is a link, cannot be written, or holds something else than what
            was written there.
        MailError: a PDF is not what it was when the plan was made.
    """
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")
    listed = []
    try:
        _require_written_here(folder, ours=ours)
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear(folder)
        draft.mkdir(mode=0o700)
        for number, planned in enumerate(plan.to_send, 1):
            name = f"{number:04}-line-{planned.letter.recipient.lines[0]}.eml"
            content = plan.writer.content(planned.letter, planned.copies, when)
            _write(draft / name, content)
            listed.append(f"{len(content)} {name}\n")
            yield folder / name
        _write(draft / LIST, "".join(listed).encode())
        _require_written_here(folder, ours=ours)  # it may have taken a while
        _take_the_place(draft, folder)
    except OSError as error:
        raise unwritable(folder, error) from error
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _write(path: Path, content: bytes) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def _require_written_here(folder: Path, *, ours: bool) -> None:
    """A folder that takes the place of another must not take anything else with it."""
    if folder.is_symlink():
        raise OutputError(
            f"{folder}: is a link, which no plan follows", "Name a folder with --eml."
        )
    if not folder.exists():
        return
    known = _listed(folder)
    for path in folder.iterdir():
        found = path.lstat()
        unlisted = ours and not known and _MESSAGE.fullmatch(path.name)
        same = known.get(path.name) == found.st_size
        if not (stat.S_ISREG(found.st_mode) and (same or unlisted or path.name == LIST)):
            raise OutputError(
                f"{folder}: holds {path.name!r}, which no plan wrote there",
                "Name another folder with --eml.",
            )


def _listed(folder: Path) -> dict[str, int]:
    """The bytes of each message that was written there, by name."""
    path = folder / LIST
    if path.is_symlink() or not path.is_file():
        return {}
    lines = path.read_text("utf-8", "replace").splitlines()
    found = (line.partition(" ") for line in lines)
    return {name: int(size) for size, _, name in found if size.isdecimal()}


def _clear(folder: Path) -> None:
    """Delete what plans that were killed left beside it."""
    left = re.compile(rf"\.{re.escape(folder.name)}\.[0-9a-f]{{8}}\.tmp(\.old)?")
    for path in folder.parent.iterdir():
        if left.fullmatch(path.name):
            shutil.rmtree(path, ignore_errors=True)


def _take_the_place(draft: Path, folder: Path) -> None:
    if folder.exists():
        old = draft.with_name(f"{draft.name}.old")
        folder.rename(old)
        draft.rename(folder)
        shutil.rmtree(old)
    else:
        draft.rename(folder)
