"""The exact bytes of every message that a server may have; it knows no state of theirs.

``archive/<edition>/<key>.eml.gz``, the key being that of the Message-ID; a later attempt at a
letter whose first one is uncertain stands beside it, with its number.
"""

from __future__ import annotations

import gzip
import os
import re
import shutil
import zlib
from collections.abc import Iterator
from pathlib import Path

from tradefiche import atomic
from tradefiche.errors import MailError
from tradefiche.mail.ledger import Record
from tradefiche.mail.letter import KEY_LENGTH

NAME = "archive"
_GZIP = 31
"""What zlib calls a window of 32 kB in the wrapping of gzip; its header bears no date."""


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
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            for folder in (self.folder, path.parent):
                folder.chmod(0o700)
            with atomic.replacing(path) as draft:
                draft.touch(mode=0o600)
                draft.write_bytes(_packed(content))
            _flush(path.parent)
        except OSError as error:
            raise MailError(
                f"{path}: the archive cannot be written ({error})",
                "Nothing more is sent. Free some space, then run the same command again.",
            ) from error
        return path

    def of(self, record: Record) -> tuple[Path, ...]:
        """The messages kept of a letter, the first attempt first."""
        start = record.key[:KEY_LENGTH]
        found = (self.folder / str(record.edition)).glob(f"{start}*.eml.gz")
        named = re.compile(rf"{start}(?:-(\d+))?\.eml\.gz")
        numbered = [
            (int(match[1] or 1), path) for path in found if (match := named.fullmatch(path.name))
        ]
        return tuple(path for _, path in sorted(numbered))

    def weight(self) -> tuple[int, int]:
        """How many messages there are, and their bytes on the disk."""
        sizes = [path.stat().st_size for path in self.folder.glob("*/*.eml.gz")]
        return len(sizes), sum(sizes)

    def remove(self, record: Record) -> int:
        """Delete what is kept of a letter, and what a killed run began to keep of it; gives how
        many messages."""
        paths = self.of(record)
        drafts = (self.folder / str(record.edition)).glob(f".{record.key[:KEY_LENGTH]}*.tmp")
        for path in (*paths, *drafts):
            path.unlink(missing_ok=True)
        return len(paths)


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
            f"{path}: the archived message cannot be read ({error})",
            "Restore it from a copy. The ledger still says what became of the letter.",
        ) from error


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
        if not before or (edition.isdigit() and int(edition) < before):
            for path in plan.glob("*.eml"):
                path.unlink(missing_ok=True)
    for left in folder.glob(".plan-*.tmp*"):
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
