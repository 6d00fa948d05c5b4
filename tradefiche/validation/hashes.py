"""What was built in a folder, by the manifest beside the files; knows only its names and hashes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec

from tradefiche import versions
from tradefiche.errors import CheckError
from tradefiche.messages import _

MANIFEST = "manifest.json"
PACKS = "territoires"
SCHEMA = 1
"""The latest schema of the manifest that is known here."""


@dataclass(frozen=True, slots=True)
class _File:
    name: str
    sha256: str


@dataclass(frozen=True, slots=True)
class _Entry:
    pdf: _File


@dataclass(frozen=True, slots=True)
class _Book:
    xlsx: _File


@dataclass(frozen=True, slots=True)
class _Manifest:
    fiches: tuple[_Entry, ...]
    year: int | None = None
    packs: tuple[_Entry, ...] = ()
    atlas: _Entry | None = None
    essentiels: tuple[_Entry, ...] = ()
    workbooks: tuple[_Book, ...] = ()


def root(path: Path) -> Path:
    """The folder whose manifest lists a PDF: its own, or the one above for a pack."""
    return path.parent.parent if path.parent.name == PACKS else path.parent


def built_hashes(folder: Path) -> Mapping[str, str]:
    """The sha256 of each PDF and workbook as built, by path in the folder; none without a manifest.

    Raises:
        CheckError: the manifest cannot be read, is of a later schema, or is of another year than
            the folder's name.
    """
    path = folder / MANIFEST
    try:
        document = path.read_bytes()
        found = versions.schema(document) or SCHEMA
        if found > SCHEMA:
            raise CheckError(
                _(
                    "{path}: manifest of schema {schema}, of {writer}; this check knows up to "
                    "{latest}",
                    path=path,
                    schema=found,
                    writer=versions.writer(document, _("a later tradefiche")),
                    latest=SCHEMA,
                ),
                _("Check with the version that wrote it, or a later one."),
            )
        manifest = msgspec.json.decode(document, type=_Manifest)
    except FileNotFoundError:
        return {}
    except (OSError, *versions.UNREADABLE) as error:
        raise CheckError(
            _("{path} is not a manifest of fiches: {error}", path=path, error=error),
            _("Build the fiches of this folder again: the manifest is written with them."),
        ) from error
    name = folder.resolve().name
    if manifest.year and re.fullmatch(r"\d{4}", name) and int(name) != manifest.year:
        raise CheckError(
            _("{path}: is of {year}, not of {folder}", path=path, year=manifest.year, folder=name),
            _("It was copied from another folder: build the fiches of this one again without it."),
        )
    atlas = filter(None, (manifest.atlas,))
    built = [*manifest.fiches, *manifest.essentiels, *manifest.packs, *atlas]
    files = [*(entry.pdf for entry in built), *(book.xlsx for book in manifest.workbooks)]
    return {file.name: file.sha256 for file in files}
