"""The exact bytes of every message that a server may have; it knows no state of theirs.

``archive/<edition>/<key>.eml.gz``, the key being that of the Message-ID; a later attempt at a
letter whose first one is uncertain stands beside it, with its number. A message is here before the
server can have it, so that the names alone tell what may have been sent.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import zlib
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from pathlib import Path

from tradefiche import atomic
from tradefiche.errors import MailError
from tradefiche.errors import cause
from tradefiche.mail.ledger.records import Record
from tradefiche.mail.letter.letter import KEY_LENGTH
from tradefiche.messages import _

NAME = "archive"
_NAME = rf"([0-9a-f]{{{KEY_LENGTH}}})(?:-(\d+))?\.eml\.gz"
_NAMED = re.compile(_NAME)
_PLAN_DRAFT = re.compile(r"\.plan-\d+\.[0-9a-f]{8}\.tmp(?:\.old)?")
_GZIP = 31
"""What zlib calls a window of 32 kB in the wrapping of gzip; its header bears no date."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A message by its file's name; ``attempt`` is 1 for the first."""

    path: Path
    edition: int
    key: str
    attempt: int


class Archive:
    """That of a ledger's folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / NAME

    def path(self, edition: int, key: str, attempt: int) -> Path:
        """Where the message of an attempt, from 1, is kept."""
        number = f"-{attempt}" if attempt > 1 else ""
        return self.folder / str(edition) / f"{key[:KEY_LENGTH]}{number}.eml.gz"

    def keep(self, edition: int, key: str, attempt: int, content: bytes) -> Path:
        """Have a message on the disk, its name too, before this returns.

        Raises:
            MailError: it cannot be written.
        """
        path = self.path(edition, key, attempt)
        self._write(path, _packed(content))
        return path

    def _write(self, path: Path, packed: bytes) -> None:
        try:
            for folder in (self.folder, path.parent):
                folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            with atomic.replacing(path) as draft:
                draft.touch(mode=0o600)
                draft.write_bytes(packed)
            _flush(path.parent)
        except OSError as error:
            raise MailError(
                _("{path}: the archive cannot be written ({error})", path=path, error=cause(error)),
                _("Nothing more is sent. Free some space, then run the same command again."),
            ) from error

    def take(self, record: Record, other: Archive) -> int:
        """Have the messages of a letter from another archive too, beside those that are here;
        gives the number of the last attempt of which one is kept.

        Raises:
            MailError: one cannot be read or written.
        """
        at = record.edition, record.key
        number = 1
        here = []
        while (path := self.path(*at, number)).exists():
            here.append(_bytes(path))
            number += 1
        for path in other.of(record):
            if (content := _bytes(path)) not in here:
                self._write(self.path(*at, number), content)
                number += 1
        return number - 1

    def everything(self) -> Iterator[Kept]:
        """All messages, without opening one."""
        for folder in _folders(self.folder):
            for path in folder.iterdir():
                if match := _NAMED.fullmatch(path.name):
                    yield Kept(path, int(folder.name), match[1], int(match[2] or 1))

    def clear(self, paths: Iterable[Path]) -> None:
        """Delete messages, and what killed runs began to keep."""
        begun = [path for each in _folders(self.folder) for path in atomic.drafts(each, _NAME)]
        for path in (*paths, *begun):
            path.unlink(missing_ok=True)

    def of(self, record: Record) -> tuple[Path, ...]:
        """The messages kept of a letter, the first attempt first."""
        numbers = range(1, record.attempts + 2)  # one may be kept for an attempt not yet begun
        paths = (self.path(record.edition, record.key, number) for number in numbers)
        return tuple(path for path in paths if path.exists())

    def weight(self) -> tuple[int, int]:
        """How many messages there are, and their bytes on the disk."""
        sizes = [path.stat().st_size for path in self.folder.glob("*/*.eml.gz")]
        return len(sizes), sum(sizes)

    def remove(self, record: Record) -> int:
        """Delete what is kept of a letter; gives how many messages."""
        paths = self.of(record)
        for path in paths:
            path.unlink(missing_ok=True)
        return len(paths)


def head(path: Path) -> Message:
    """The headers of a message; none when it is damaged."""
    found = b""
    try:
        with gzip.open(path) as file:
            while b"\r\n\r\n" not in found and (more := file.read(4096)):
                found += more
    except (OSError, EOFError, zlib.error):
        return Message()
    return message_from_bytes(found.partition(b"\r\n\r\n")[0])


def read(path: Path) -> bytes:
    """The message as it was sent.

    Raises:
        MailError: the file is gone or damaged.
    """
    try:
        # An empty file is not an empty message, whatever gzip says.
        return gzip.decompress(path.read_bytes() or b"-")
    except (OSError, EOFError, zlib.error) as error:
        raise MailError(
            _(
                "{path}: the archived message cannot be read ({error})",
                path=path,
                error=cause(error),
            ),
            _("Restore it from a copy. The ledger still says what became of the letter."),
        ) from error


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise MailError(
            _(
                "{path}: the archived message cannot be read ({error})",
                path=path,
                error=cause(error),
            ),
            _("Restore it from a copy. The ledger still says what became of the letter."),
        ) from error


def _folders(archive: Path) -> list[Path]:
    """One an edition."""
    if not archive.is_dir():
        return []
    return sorted(path for path in archive.iterdir() if path.name.isdigit() and path.is_dir())


def _packed(content: bytes) -> bytes:
    """As gzip. A message is mostly PDF in base64: nothing in it comes twice, but of its characters
    six bits in eight are enough; not to look for more is four times quicker, and no larger."""
    packer = zlib.compressobj(1, zlib.DEFLATED, _GZIP, 9, zlib.Z_HUFFMAN_ONLY)
    return packer.compress(content) + packer.flush()


def _flush(folder: Path) -> None:
    """A name is on the disk when its folder is; Windows knows no such thing."""
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove_plans(folder: Path, before: int = 0) -> None:
    """Delete the messages that plans left in the ledger's folder, also those cut short; with
    ``before``, only those of the editions before it.

    All of them: those of a test name people to whom they are not addressed.
    """
    for plan in folder.glob("plan-*"):
        edition = plan.name.removeprefix("plan-")
        if edition.isdigit() and (not before or int(edition) < before) and not plan.is_symlink():
            for path in plan.glob("*.eml"):
                path.unlink(missing_ok=True)
    for left in folder.glob(".plan-*"):
        if _PLAN_DRAFT.fullmatch(left.name):
            shutil.rmtree(left, ignore_errors=True)


def matching(records: Iterator[Record] | tuple[Record, ...], asked: str) -> tuple[Record, ...]:
    """The letters that a Message-ID or an address names."""
    wanted = asked.strip().casefold()
    bare = wanted.strip("<>")
    return tuple(
        record
        for record in records
        if wanted == record.address.casefold() or bare == record.message_id.strip("<>").casefold()
    )
