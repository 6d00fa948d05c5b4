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
from typing import Literal
from typing import TypeVar

import msgspec

from tradefiche import __version__
from tradefiche import atomic
from tradefiche import versions
from tradefiche.errors import OutputError
from tradefiche.fiche import Marks
from tradefiche.messages import _
from tradefiche.reviewed import Reviewed

NAME = "manifest.json"
SUMS = "SHA256SUMS"
PACKS = "territoires"
"""The folder of the packs, beside the manifest."""
SCHEMA_VERSION = 1

Kind = Literal["fiche", "essentiel", "workbook", "pack", "atlas"]
"""The kinds of documents."""


@dataclass(frozen=True, slots=True)
class FileEntry:
    """A file beside the manifest; ``size`` in bytes."""

    name: str
    sha256: str
    size: int


def file_entry(name: str, content: bytes) -> FileEntry:
    """The entry of a file of this content."""
    return FileEntry(name, digest(content), len(content))


@dataclass(frozen=True, slots=True)
class FicheEntry:
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

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """All that was written for it."""
        return (self.json, self.pdf)


@dataclass(frozen=True, slots=True)
class EssentielEntry:
    """« L’essentiel » of a département as a page of its own; its figures are those of the fiche.

    Its attributes are those of a fiche's entry.
    """

    code: str
    name: str
    region: str
    pdf: FileEntry
    pages: int
    data: str
    edition: str
    brand: str
    program: str
    marks: Marks

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """All that was written for it."""
        return (self.pdf,)


@dataclass(frozen=True, slots=True)
class WorkbookEntry:
    """The tables of a fiche as a workbook; its figures are those of the fiche.

    Its attributes are those of a fiche's entry; ``sheets`` are its pages.
    """

    code: str
    name: str
    region: str
    xlsx: FileEntry
    sheets: int
    data: str
    edition: str
    brand: str
    program: str
    marks: Marks

    @property
    def pages(self) -> int:
        """Its sheets."""
        return self.sheets

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """All that was written for it."""
        return (self.xlsx,)


@dataclass(frozen=True, slots=True)
class PackEntry:
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

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """All that was written for it."""
        return (self.pdf,)


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

    @property
    def files(self) -> tuple[FileEntry, ...]:
        """All that was written for it."""
        return (self.json, self.pdf)


Entry = TypeVar("Entry")

DocumentEntry = FicheEntry | EssentielEntry | WorkbookEntry | PackEntry | AtlasEntry
"""Of its ``files`` the last is the document itself."""


@dataclass(frozen=True, slots=True)
class Made:
    """What was made: the PDF or workbook, and what it was made with, by hash and version."""

    pdf: FileEntry
    pages: int
    edition: str
    brand: str
    program: str


def made(pdf: FileEntry, pages: int, edition: str, brand: str) -> Made:
    """What this program has just drawn."""
    return Made(pdf, pages, edition, brand, __version__)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The fiches of one year, by code, its packs, by id, and its atlas if there is one.

    ``essentiels``: the pages that stand alone, ``workbooks``: their tables, by code. ``review``:
    what the last review of the year left open; None when there was none.
    """

    schema_version: int
    year: int
    fiches: tuple[FicheEntry, ...]
    packs: tuple[PackEntry, ...] = ()
    atlas: AtlasEntry | None = None
    essentiels: tuple[EssentielEntry, ...] = ()
    workbooks: tuple[WorkbookEntry, ...] = ()
    review: Reviewed | None = None

    def entry(self, code: str) -> FicheEntry | None:
        """The entry of a département."""
        return next((entry for entry in self.fiches if entry.code == code), None)

    def essentiel(self, code: str) -> EssentielEntry | None:
        """The page that stands alone of a département."""
        return next((entry for entry in self.essentiels if entry.code == code), None)

    def workbook(self, code: str) -> WorkbookEntry | None:
        """The workbook of a département."""
        return next((entry for entry in self.workbooks if entry.code == code), None)

    def pack(self, id: str) -> PackEntry | None:  # noqa: A002 (the domain's word)
        """The pack of a Territoire d'industrie."""
        return next((pack for pack in self.packs if pack.id == id), None)

    @property
    def entries(self) -> tuple[DocumentEntry, ...]:
        """Of all its documents."""
        atlas = [self.atlas] if self.atlas else []
        return (*self.fiches, *self.essentiels, *self.workbooks, *self.packs, *atlas)

    def updated(
        self,
        fiches: Iterable[FicheEntry] = (),
        packs: Iterable[PackEntry] = (),
        essentiels: Iterable[EssentielEntry] = (),
        workbooks: Iterable[WorkbookEntry] = (),
    ) -> Manifest:
        """With these documents added, or in the place of their former ones."""
        return replace(
            self,
            fiches=_merged("code", self.fiches, fiches),
            packs=_merged("id", self.packs, packs),
            essentiels=_merged("code", self.essentiels, essentiels),
            workbooks=_merged("code", self.workbooks, workbooks),
        )


def _merged(key: str, held: Iterable[Entry], new: Iterable[Entry]) -> tuple[Entry, ...]:
    """All in the order of their keys, the new ones in the place of those that had theirs."""
    entries = {getattr(entry, key): entry for entry in (*held, *new)}
    return tuple(entries[each] for each in sorted(entries))


def read(folder: Path, year: int) -> Manifest:
    """The manifest of a folder; an empty one when there is none.

    Raises:
        OutputError: it cannot be read, is of a later schema or of another year.
    """
    path = folder / NAME
    try:
        document = path.read_bytes()
        found = versions.schema(document) or SCHEMA_VERSION
        if found > SCHEMA_VERSION:
            raise OutputError(
                _(
                    "{path}: manifest of schema {schema}, of {writer}; this program "
                    "({version}) reads up to {latest}",
                    path=path,
                    schema=found,
                    writer=versions.writer(document, _("a later tradefiche")),
                    version=__version__,
                    latest=SCHEMA_VERSION,
                ),
                _(
                    "Use the version that wrote it, or a later one; or build into "
                    "another folder with this one (--output)."
                ),
            )
        manifest = msgspec.json.decode(document, type=Manifest)
    except (FileNotFoundError, NotADirectoryError):  # who writes there says what stands in the way
        return Manifest(SCHEMA_VERSION, year, ())
    except (OSError, *versions.UNREADABLE) as error:
        raise OutputError(
            _("{path}: not a manifest of fiches ({error})", path=path, error=error),
            _("Move it away: the next build makes a new one."),
        ) from error
    if manifest.year != year:
        raise OutputError(
            _("{path}: is of {other}, not of {year}", path=path, other=manifest.year, year=year),
            _(
                "It was copied from another folder: move it away and build again, "
                "or name the folder where that year was built with --output."
            ),
        )
    return manifest


def mixed(manifest: Manifest) -> tuple[str, ...]:
    """The documents of invented figures listed beside real ones; none when all are alike."""
    made = manifest.entries
    invented = tuple(each.files[-1].name for each in made if each.marks.demonstration)
    return invented if len(invented) < len(made) else ()


def write(folder: Path, manifest: Manifest) -> None:
    """Write the manifest and its sums, each whole or not at all, where they say something else.

    Raises:
        OSError: the folder cannot be written.
    """
    files = [file for entry in manifest.entries for file in entry.files]
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


def is_current(known: DocumentEntry | None, data: str, edition: str, brand: str) -> bool:
    """True when ``known`` was made from the same data, edition and brand by this program."""
    made_from = (data, edition, brand, __version__)
    return known is not None and made_from == (
        known.data,
        known.edition,
        known.brand,
        known.program,
    )


def describes(folder: Path, known: DocumentEntry) -> bool:
    """True when the files of an entry are there, byte for byte."""
    return all(_holds(folder, file) for file in known.files)


def _holds(folder: Path, file: FileEntry) -> bool:
    path = folder / file.name
    return path.is_file() and digest(path.read_bytes()) == file.sha256


def digest(content: bytes) -> str:
    """SHA-256, in hexadecimal."""
    return sha256(content).hexdigest()
