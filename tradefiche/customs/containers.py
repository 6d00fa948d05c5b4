"""Where the customs' files are: single files, folders, zip archives; not what is written in them.

An archive is read in memory, one member at a time, within stated limits; nothing is extracted,
so the names inside it cannot lead anywhere.
"""

from __future__ import annotations

import errno
import hashlib
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from pathlib import Path

from tradefiche.errors import CustomsFileError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.printable import printable

LARGEST_ARCHIVE = 2 * 2**30
"""An archive may not promise more than this, in bytes: ten times the largest official one."""
LARGEST_TEXT = 700 * 10**6
"""Nor one text be longer: ten years of a flow joined in one have about 400 MB."""
LARGEST_RATIO = 50
"""Nor shrink by more than this (official files shrink by 5 to 10), unless it is small anyway."""
_SMALL = 2**20

_ZIP = b"PK\x03\x04"
_EMPTY_ZIP = b"PK\x05\x06"
_OTHER_ARCHIVES = (b"\x1f\x8b", b"7z\xbc\xaf", b"Rar!", b"BZh", b"\xfd7zXZ")
_OLE = b"\xd0\xcf\x11\xe0"
_WORKBOOK_PARTS = (b"[Content_Types].xml", b"xl/workbook", b"opendocument.spreadsheet")
_HEAD = 65536
_BLOCK = 2**20
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    struct.error,
    EOFError,
    IndexError,
    OverflowError,
    ValueError,
)
"""What zipfile lets out of an archive whose bytes are not what they should be."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file on the disk: what provenance remembers.

    Attributes:
        path: the file.
        given: the path the operator named: the file, or a folder around it.
        size, sha256: of the file.
        vintage: the date the operator, or the platform, gives to the data; None to look for it.
    """

    path: Path
    given: Path
    size: int
    sha256: str
    vintage: date | None = None

    @property
    def name(self) -> str:
        """Name of the file without its folder, as it can be told and noted."""
        return printable(self.path.name)


@dataclass(frozen=True, slots=True)
class Member:
    """One readable file: a source itself (``name`` is empty), or a file in an archive.

    ``content`` is a path when the file is on the disk, so that it can be read without a copy.
    ``vintage`` is only when the file was last written, if it is not ``dated``.
    """

    source: Source
    name: str
    content: Path | bytes
    vintage: date
    dated: bool = True

    def __str__(self) -> str:
        return f"{self.source.path}: {escaped(self.name)}" if self.name else str(self.source.path)

    def head(self) -> bytes:
        """The first bytes, enough to recognise the file."""
        if isinstance(self.content, bytes):
            return self.content[:_HEAD]
        with self.content.open("rb") as file:
            return file.read(_HEAD)

    def is_ended(self) -> bool:
        """Whether its last line has its line end, which a text that was cut lacks."""
        if isinstance(self.content, bytes):
            return self.content.endswith(b"\n")
        with self.content.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read() == b"\n"

    def require_bounds(self) -> None:
        """Refuse a text that is too long to be one of the customs, before it fills the memory.

        Raises:
            CustomsFileError: it has more than ``LARGEST_TEXT`` bytes.
        """
        if isinstance(self.content, Path):
            _require_bounds(str(self), self.source.size)

    def blocks(self) -> Iterator[bytes]:
        """All the bytes, a block after the other."""
        if isinstance(self.content, bytes):
            yield self.content
            return
        with self.content.open("rb") as file:
            while block := file.read(_BLOCK):
                yield block

    def read(self) -> bytes:
        """All the bytes."""
        return self.content if isinstance(self.content, bytes) else self.content.read_bytes()


def escaped(text: str) -> str:
    """A part of a file as a message quotes it: its control characters may be what is wrong."""
    return "".join(c if c.isprintable() else repr(c)[1:-1] for c in text)


def shortened(line: str) -> str:
    """A line of a file as a message quotes it."""
    line = escaped(line.strip()[:80])
    return line if len(line) <= 80 else f"{line[:79]}…"


def find(paths: Sequence[Path], vintage: date | None = None) -> tuple[Source, ...]:
    """The files that the operator names, those of folders included, by name within each folder.

    A file named twice, or named beside its folder, is found once. Hidden files are not.

    Raises:
        CustomsFileError: a path does not exist, cannot be read, is no file (a pipe, a device), or
            is a folder without files.
    """
    found: dict[Path, Source] = {}
    for given in paths:
        try:
            for path in _files(given):
                if path.resolve() not in found:
                    found[path.resolve()] = _source(path, given, vintage)
        except OSError as error:
            raise unreadable(Path(error.filename or given), error) from error
    return tuple(found.values())


def members(source: Source) -> Iterator[Member]:
    """The readable files of a source, in the order of the archive.

    Raises:
        CustomsFileError: the archive is truncated, encrypted or too large.
        OSError: the file cannot be read.
    """
    with source.path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith((_ZIP, _EMPTY_ZIP)) and not is_workbook(head):
        yield from _unpacked(source)
    else:
        vintage = source.vintage or _modified(source.path)
        yield Member(source, "", source.path, vintage, dated=bool(source.vintage))


def _require_bounds(name: str, size: int) -> None:
    """Refuse a text that is too long to be one of the customs, before it fills the memory."""
    if size > LARGEST_TEXT:
        raise CustomsFileError(
            _(
                "{file} has {size} bytes; the limit of a text is {largest}",
                file=name,
                size=size,
                largest=LARGEST_TEXT,
            ),
            _(
                "A text of the customs has about 80 MB: check where this one comes "
                "from, or give each year as a file."
            ),
        )


def is_workbook(head: bytes) -> bool:
    """Whether the file is a spreadsheet: recent ones are zip archives too."""
    zipped = head.startswith(_ZIP) and any(mark in head for mark in _WORKBOOK_PARTS)
    return zipped or head.startswith(_OLE)


def is_archive(head: bytes) -> bool:
    """Whether the file is an archive, of any common kind, and not a spreadsheet."""
    return head.startswith((_ZIP, _EMPTY_ZIP, *_OTHER_ARCHIVES)) and not is_workbook(head)


def unreadable(path: Path, error: OSError) -> CustomsFileError:
    """What to say of a file that the system does not give."""
    return CustomsFileError(
        _("{path} cannot be read: {error}", path=path, error=cause(error)),
        _("Check the path and its permissions."),
    )


def _files(given: Path) -> list[Path]:
    if not given.is_dir():
        _require_file(given)
        return [given]
    inside = sorted(path for path in given.rglob("*") if not path.is_dir() and path.exists())
    visible = [path for path in inside if not _is_hidden(path.relative_to(given).parts)]
    for path in visible:
        _require_file(path)
    if not visible:
        raise CustomsFileError(
            _("{folder} is an empty folder", folder=given), _("Give the folder of the files.")
        )
    return visible


def _require_file(path: Path) -> None:
    """Refuse what would be waited for, or read without end.

    Raises:
        OSError: there is nothing.
    """
    if not stat.S_ISREG(path.stat().st_mode):
        raise CustomsFileError(
            _("{path} is a pipe, a socket or a device, not a file", path=path),
            _("Give a file: what comes by a pipe has to be saved first."),
        )


def _source(path: Path, given: Path, vintage: date | None) -> Source:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return Source(path, given, path.stat().st_size, digest, vintage)


def _unpacked(source: Source) -> Iterator[Member]:
    try:
        with zipfile.ZipFile(source.path) as archive:
            infos = [info for info in archive.infolist() if _is_wanted(info)]
            _check_limits(source, infos)
            for info in infos:
                dated = source.vintage or _dated(info)
                vintage = dated or _modified(source.path)
                content = archive.read(info)
                yield Member(source, info.filename, content, vintage, dated=bool(dated))
    except (RuntimeError, NotImplementedError) as error:
        raise CustomsFileError(
            _("{path} has a password or a compression that is not read here", path=source.path),
            _("Unpack it with another program, and give the folder."),
        ) from error
    except _DAMAGE as error:
        raise _damaged(source) from error
    except OSError as error:
        if error.errno == errno.EINVAL:  # it points before its own beginning
            raise _damaged(source) from error
        raise


def _damaged(source: Source) -> CustomsFileError:
    return CustomsFileError(
        _("{path} is a truncated or damaged archive", path=source.path),
        _("Download it again; tradefiche data fetch checks what it downloads."),
    )


def _check_limits(source: Source, infos: list[zipfile.ZipInfo]) -> None:
    # What an archive declares is enough: reading stops at the declared size.
    unpacked = sum(info.file_size for info in infos)
    packed = max(1, min(source.size, sum(info.compress_size for info in infos)))
    if unpacked > LARGEST_ARCHIVE:
        raise CustomsFileError(
            _(
                "{path} would unpack to {size} bytes; the limit is {largest}",
                path=source.path,
                size=unpacked,
                largest=LARGEST_ARCHIVE,
            ),
            _("Official archives hold about 100 MB: check where this one comes from."),
        )
    if unpacked > _SMALL and unpacked > LARGEST_RATIO * packed:
        raise CustomsFileError(
            _(
                "{path} would unpack to more than {times} times its size",
                path=source.path,
                times=LARGEST_RATIO,
            ),
            _("Official archives unpack to 5 to 10 times: check where this one comes from."),
        )
    for info in infos:
        _require_bounds(f"{source.path}: {escaped(info.filename)}", info.file_size)


def _is_wanted(info: zipfile.ZipInfo) -> bool:
    return not info.is_dir() and not _is_hidden(Path(info.filename).parts)


def _is_hidden(parts: tuple[str, ...]) -> bool:
    """Files that systems leave behind: ``.DS_Store``, ``__MACOSX/``, our own drafts."""
    return any(part.startswith((".", "__MACOSX")) for part in parts)


def _dated(info: zipfile.ZipInfo) -> date | None:
    """The date inside the archive; 1980 is what programs write when they know none."""
    year, month, day = info.date_time[:3]
    try:
        return date(year, month, day) if year > 1980 else None
    except ValueError:
        return None


def _modified(path: Path) -> date:
    return datetime.fromtimestamp(path.stat().st_mtime, UTC).date()
