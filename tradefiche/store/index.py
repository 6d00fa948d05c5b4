"""``index.json``, which says what a store holds: read as any version wrote it, written sealed.

It knows no parquet file. Since schema 2 the checksum of each of them is here, and that of the list
itself: a byte that a disk changed is no other date, no other file, no other sum. Since schema 3 a
quarter of a flow may be there several times, once a vintage.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import msgspec

from tradefiche import __version__
from tradefiche import atomic
from tradefiche import versions
from tradefiche.errors import StoreError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.store.partitions import Partition

NAME = "index.json"
SCHEMA_VERSION = 3
OLDEST = 1
"""The first one had no checksums."""


@dataclass(frozen=True, slots=True)
class _Index:
    """``sha256`` is that of the partitions without white space; ``program`` wrote them."""

    schema_version: int
    program: str
    sha256: str
    partitions: msgspec.Raw


@dataclass(frozen=True, slots=True)
class _Unsealed:
    """The index of schema 1."""

    partitions: msgspec.Raw


def read(folder: Path) -> tuple[Partition, ...]:
    """All partitions that the index names, by key and vintage; none when there is no index.

    Those that were stored by the first version have no ``sha256``.

    Raises:
        StoreError: it cannot be read, is damaged, or is of a later version.
    """
    path = folder / NAME
    try:
        document = path.read_bytes()
    except FileNotFoundError:
        return ()
    except OSError as error:
        raise StoreError(
            _("{path} cannot be read: {error}", path=path, error=cause(error)),
            _("Check the folder and its permissions, or choose another one with --data."),
        ) from error
    found = versions.schema(document)
    if found and found > SCHEMA_VERSION:
        raise StoreError(
            _(
                "{path} has schema {schema}, of {writer}; this program ({version}) "
                "reads up to {latest}",
                path=path,
                schema=found,
                writer=versions.writer(document, _("a later tradefiche")),
                version=__version__,
                latest=SCHEMA_VERSION,
            ),
            _(
                "Use the version that wrote it, or a later one; or import the "
                "customs files into a new folder with this one (--data)."
            ),
        )
    try:
        return msgspec.json.decode(_listed(document, found), type=tuple[Partition, ...])
    except versions.UNREADABLE as error:
        raise StoreError(
            _("{path} is not the index of a store: {error}", path=path, error=error),
            _("Restore the folder from a copy, or import the customs files into a new one."),
        ) from error


def write(folder: Path, partitions: Iterable[Partition]) -> None:
    """Replace the index, in one move.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    ordered = sorted(partitions, key=lambda each: (each.key, each.origin.vintage))
    listed = msgspec.json.encode(tuple(ordered))
    index = _Index(SCHEMA_VERSION, __version__, _seal(listed), msgspec.Raw(listed))
    content = msgspec.json.format(msgspec.json.encode(index), indent=2) + b"\n"
    atomic.write_bytes(folder / NAME, content)


def _listed(document: bytes, found: int | None) -> bytes:
    """The partitions, as they stand in an index; those of the later schemas as they were sealed."""
    if found == OLDEST:
        return bytes(msgspec.json.decode(document, type=_Unsealed).partitions)
    index = msgspec.json.decode(document, type=_Index)
    if not OLDEST < index.schema_version <= SCHEMA_VERSION:
        raise msgspec.ValidationError(_("schema {number}", number=index.schema_version))
    listed = bytes(index.partitions)
    if _seal(listed) != index.sha256:
        raise msgspec.ValidationError(_("it differs from its checksum"))
    return listed


def _seal(listed: bytes) -> str:
    return sha256(msgspec.json.format(listed, indent=-1)).hexdigest()
