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
from collections.abc import Callable
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tradefiche.errors import OutputError
from tradefiche.mail.ledger import database
from tradefiche.mail.letter.message import Encoded
from tradefiche.mail.letter.message import Message
from tradefiche.mail.plan import Planned
from tradefiche.mail.plan_report import unwritable
from tradefiche.messages import _

LIST = ".messages"
_MESSAGE = re.compile(r"\d{4,}-line-\d+\.eml")


class Drafts:
    """The messages of a plan that is being made; nothing of them is in their folder yet."""

    def __init__(self, folder: Path, prepare: Callable[[], None]) -> None:
        self._folder, self._prepare = folder, prepare
        self._encoded = Encoded()
        self._list: list[str] = []

    def add(self, planned: Planned, message: Message) -> None:
        """Write a message that leaves.

        Raises:
            OSError: it cannot be written; ``open_drafts`` says it.
            MailError: a PDF is not what it was when it was checked.
        """
        line = planned.letter.recipient.lines[0]
        self._begin()
        name = f"{len(self._list) + 1:04}-line-{line}.eml"
        content = message.content(self._encoded)
        _write(self._folder / name, content)
        self._list.append(f"{len(content)} {name}\n")

    def _begin(self) -> None:
        """A plan that is refused leaves nothing, so that nothing is made before a message is."""
        if not self._folder.exists():
            self._prepare()
            self._folder.mkdir(mode=0o700)

    def end(self) -> None:
        """Write the list of them."""
        self._begin()
        _write(self._folder / LIST, "".join(self._list).encode())


@contextmanager
def open_drafts(folder: Path, *, ours: bool = False) -> Iterator[Drafts]:
    """Where every message that leaves becomes an ``.eml`` file, in the place of those of an
    earlier plan.

    The folder changes at once, when the block ends well; else it stays as it was.

    Args:
        ours: it is in the folder of the ledger, where nobody else writes: what has a message's
            name is one, listed or not, as versions without a list left it.

    Raises:
        OutputError: the folder is a link or « . », cannot be written, or holds something else
            than what was written there.
        MailError: the folder of the ledger, where it is to be, cannot be made.
    """
    if folder.name in {"", ".."}:
        raise OutputError(
            _("{folder}: has no name of its own, and a plan makes its folder anew", folder=folder),
            _("Name a folder with --eml."),
        )
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}.tmp")

    def prepare() -> None:
        if ours:
            database.prepare(folder.parent)
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _clear(folder)

    try:
        _require_written_here(folder, ours=ours)
        made = Drafts(draft, prepare)
        yield made
        made.end()
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
            _("{folder}: is a link, which no plan follows", folder=folder),
            _("Name a folder with --eml."),
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
                _(
                    "{folder}: holds {file!r}, which no plan wrote there",
                    folder=folder,
                    file=path.name,
                ),
                _("Name another folder with --eml."),
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
