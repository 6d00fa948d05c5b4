"""What was built, from what, with which hashes: all that mailing and catalogues rely on.

``output/<year>/manifest.json`` is written last and whole; a later run of a few départements
changes their entries and keeps the others. ``SHA256SUMS`` repeats its hashes for sha256sum(1).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from tradefiche import __version__
from tradefiche import atomic
from tradefiche.errors import OutputError
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks

NAME = "manifest.json"
SUMS = "SHA256SUMS"
PACKS = "territoires"
"""The folder of the packs, beside the manifest."""
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file beside the manifest; ``size`` in bytes."""

    name: str
    sha256: str
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One fiche.

    Attributes:
        pages: of the PDF.
        exports, imports: totals in euros.
        data, edition, brand: hashes of what it was made from; ``program`` its version.
        marks: demonstration, the quarters held, and whether these seem to lack rows.
    """

    code: str
    customs_code: str
    name: str
    region: str
    pdf: FileEntry
    json: FileEntry
    pages: int
    exports: int
    imports: int
    data: str
    edition: str
    brand: str
    program: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Pack:
    """One document for a Territoire d'industrie, in ``territoires/`` beside the manifest.

    Attributes:
        id, name: of the Territoire.
        departements: public codes of the fiches in it, in their order.
        left_out: départements with too few of its communes to have it on their fiche.
        pdf: its name is relative to the manifest's folder.
        data: hash of the hashes of the data of its fiches.
    """

    id: str
    name: str
    departements: tuple[str, ...]
    left_out: tuple[str, ...]
    pdf: FileEntry
    pages: int
    data: str
    edition: str
    brand: str
    program: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class AtlasEntry:
    """The atlas of the year; its attributes are those of a fiche's entry."""

    pdf: FileEntry
    json: FileEntry
    pages: int
    data: str
    edition: str
    brand: str
    program: str
    marks: Marks


@dataclass(frozen=True, slots=True)
class Manifest:
    """The fiches of one year, by code, its packs, by id, and its atlas if there is one."""

    schema_version: int
    year: int
    fiches: tuple[Entry, ...]
    packs: tuple[Pack, ...] = ()
    atlas: AtlasEntry | None = None

    def entry(self, code: str) -> Entry | None:
        """The entry of a département."""
        return next((entry for entry in self.fiches if entry.code == code), None)

    def pack(self, id: str) -> Pack | None:  # noqa: A002 (the domain's word)
        """The pack of a Territoire d'industrie."""
        return next((pack for pack in self.packs if pack.id == id), None)

    def updated(self, entries: Iterable[Entry] = (), packs: Iterable[Pack] = ()) -> Manifest:
        """With these entries and packs added, or in the place of their former ones."""
        known = {entry.code: entry for entry in self.fiches}
        known.update({entry.code: entry for entry in entries})
        held = {pack.id: pack for pack in self.packs}
        held.update({pack.id: pack for pack in packs})
        return replace(
            self,
            fiches=tuple(known[code] for code in sorted(known)),
            packs=tuple(held[key] for key in sorted(held)),
        )


def read(folder: Path, year: int) -> Manifest:
    """The manifest of a folder; an empty one when there is none.

    Raises:
        OutputError: it cannot be read, or is of another schema.
    """
    path = folder / NAME
    try:
        found = msgspec.json.decode(path.read_bytes(), type=Manifest)
    except FileNotFoundError:
        return Manifest(SCHEMA_VERSION, year, ())
    except (OSError, msgspec.MsgspecError) as error:
        raise OutputError(
            f"{path}: not a manifest of fiches ({error})",
            "Move it away: the next build makes a new one.",
        ) from error
    if found.schema_version != SCHEMA_VERSION:
        raise OutputError(
            f"{path}: manifest of schema {found.schema_version}; this program writes "
            f"{SCHEMA_VERSION}",
            "Move it away, or use the version of tradefiche that wrote it.",
        )
    return found


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest and its sums, each whole or not at all, where they say something else.

    Raises:
        OSError: the folder cannot be written.
    """
    files = [file for entry in manifest.fiches for file in (entry.json, entry.pdf)]
    files += [pack.pdf for pack in manifest.packs]
    if manifest.atlas:
        files += [manifest.atlas.json, manifest.atlas.pdf]
    lines = [f"{file.sha256}  {file.name}\n" for file in files]
    document = msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"
    # the manifest last: who finds it new finds the rest new
    for name, content in ((SUMS, "".join(lines).encode()), (NAME, document)):
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            atomic.write_bytes(path, content)


def schema() -> dict[str, Any]:
    """The JSON Schema (2020-12) of the manifest."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"tradefiche manifest, schema {SCHEMA_VERSION}",
        **msgspec.json.decode(msgspec.json.encode(msgspec.json.schema(Manifest))),  # plain JSON
    }


def entry(
    fiche: Fiche, pdf: FileEntry, json: FileEntry, pages: int, *, edition: str, brand: str
) -> Entry:
    """The entry of a fiche that was built; its data are the JSON beside it."""
    return Entry(
        fiche.place.code,
        fiche.place.customs_code,
        fiche.place.name,
        fiche.region.name if fiche.region else "",
        pdf,
        json,
        pages,
        fiche.exports.total,
        fiche.imports.total,
        json.sha256,
        edition,
        brand,
        __version__,
        fiche.marks,
    )


def is_current(
    known: Entry | Pack | AtlasEntry | None, data: str, edition: str, brand: str
) -> bool:
    """True when ``known`` was made from the same data, edition and brand by this program."""
    made_from = (data, edition, brand, __version__)
    return known is not None and made_from == (
        known.data,
        known.edition,
        known.brand,
        known.program,
    )


def describes(folder: Path, known: Entry | AtlasEntry) -> bool:
    """True when the files of an entry are there, byte for byte."""
    return all(holds(folder, file) for file in (known.pdf, known.json))


def holds(folder: Path, file: FileEntry) -> bool:
    """True when a file is there, byte for byte."""
    path = folder / file.name
    return path.is_file() and digest(path.read_bytes()) == file.sha256


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()
