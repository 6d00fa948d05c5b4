"""The documents of a run, by kind; what each says, is drawn by, and is listed as.

One path draws, writes and lists all of them (``run``); a new kind of document is a class here.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from pathlib import PurePosixPath
from typing import Protocol
from typing import TypeVar

from tradefiche import manifest as manifests
from tradefiche.batch.request import Job
from tradefiche.batch.task import Content
from tradefiche.export import workbook
from tradefiche.fiche import Fiche
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche import to_json
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.pack import Pack
from tradefiche.manifest import AtlasEntry
from tradefiche.manifest import DocumentEntry
from tradefiche.manifest import EssentielEntry
from tradefiche.manifest import FicheEntry
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Kind
from tradefiche.manifest import Made
from tradefiche.manifest import Manifest
from tradefiche.manifest import PackEntry
from tradefiche.manifest import WorkbookEntry
from tradefiche.manifest import file_entry
from tradefiche.reference import industry
from tradefiche.reference.industry import TerritoireIndustrie
from tradefiche.reference.territories import file_stem

BesideEntry = TypeVar("BesideEntry")


class Document(Protocol):
    """One publication of a year."""

    @property
    def kind(self) -> Kind:
        """What it is."""

    @property
    def code(self) -> str:
        """Of a département, id of a Territoire; empty for the atlas."""

    @property
    def name(self) -> str:
        """Whom it is about."""

    @property
    def file(self) -> str:
        """Its PDF, or workbook, from the folder of the year."""

    @property
    def content(self) -> Content:
        """All that it says, which travels to a worker."""

    @property
    def json(self) -> bytes | None:
        """What is written beside the PDF, under the same name."""

    @property
    def data(self) -> str:
        """The hash of all figures in it: others make it another document."""

    @property
    def notes(self) -> tuple[str, ...]:
        """Codes of the départements, ids of the Territoires, whose notes it may have."""

    def entry(self, manifest: Manifest) -> DocumentEntry | None:
        """Its place in the list of an earlier run."""

    def listed(self, manifest: Manifest, made: Made) -> Manifest:
        """The list with it, as it was made now."""


@dataclass(frozen=True, slots=True)
class FicheDocument:
    """The fiche of a département, and its JSON."""

    content: Fiche
    json: bytes
    kind: Kind = "fiche"

    @property
    def code(self) -> str:
        """The public code of the département."""
        return self.content.place.code

    @property
    def name(self) -> str:
        """The département."""
        return self.content.place.name

    @property
    def file(self) -> str:
        """« 03-allier.pdf »."""
        return f"{file_stem(self.content.place)}.pdf"

    @property
    def data(self) -> str:
        """The hash of the JSON."""
        return manifests.digest(self.json)

    @property
    def notes(self) -> tuple[str, ...]:
        """That of the département."""
        return (self.code,)

    def entry(self, manifest: Manifest) -> FicheEntry | None:
        """Its place in the list."""
        return manifest.entry(self.code)

    def listed(self, manifest: Manifest, made: Made) -> Manifest:
        """The list with it."""
        fiche = self.content
        entry = FicheEntry(
            fiche.place.code,
            fiche.place.customs_code,
            fiche.place.name,
            fiche.region.name if fiche.region else "",
            made.pdf,
            _beside(self.file, self.json),
            made.pages,
            fiche.exports.total,
            fiche.imports.total,
            self.data,
            made.edition,
            made.brand,
            made.program,
            fiche.marks,
        )
        return manifest.updated(fiches=[entry])


@dataclass(frozen=True, slots=True)
class _BesideFiche:
    """What is made of a fiche beside its PDF; ``data`` is the hash of the fiche."""

    content: Fiche
    data: str
    json: None = None

    @property
    def code(self) -> str:
        """The public code of the département."""
        return self.content.place.code

    @property
    def name(self) -> str:
        """The département."""
        return self.content.place.name

    @property
    def notes(self) -> tuple[str, ...]:
        """None."""
        return ()

    def _listed_as(self, kind: Callable[..., BesideEntry], made: Made) -> BesideEntry:
        fiche = self.content
        return kind(
            fiche.place.code,
            fiche.place.name,
            fiche.region.name if fiche.region else "",
            made.pdf,
            made.pages,
            self.data,
            made.edition,
            made.brand,
            made.program,
            fiche.marks,
        )


@dataclass(frozen=True, slots=True)
class EssentielDocument(_BesideFiche):
    """« L’essentiel » of a département as a page of its own."""

    kind: Kind = "essentiel"

    @property
    def file(self) -> str:
        """« 03-allier-essentiel.pdf »."""
        return f"{file_stem(self.content.place)}-essentiel.pdf"

    def entry(self, manifest: Manifest) -> EssentielEntry | None:
        """Its place in the list."""
        return manifest.essentiel(self.code)

    def listed(self, manifest: Manifest, made: Made) -> Manifest:
        """The list with it."""
        return manifest.updated(essentiels=[self._listed_as(EssentielEntry, made)])


@dataclass(frozen=True, slots=True)
class WorkbookDocument(_BesideFiche):
    """The tables of a fiche as a workbook."""

    kind: Kind = "workbook"

    @property
    def file(self) -> str:
        """« 03-allier.xlsx »."""
        return f"{file_stem(self.content.place)}.xlsx"

    def entry(self, manifest: Manifest) -> WorkbookEntry | None:
        """Its place in the list."""
        return manifest.workbook(self.code)

    def listed(self, manifest: Manifest, made: Made) -> Manifest:
        """The list with it."""
        return manifest.updated(workbooks=[self._listed_as(WorkbookEntry, made)])


@dataclass(frozen=True, slots=True)
class PackDocument:
    """The pack of a Territoire d'industrie; ``data`` is the hash of those of its fiches."""

    content: Pack
    file: str
    data: str
    json: None = None
    kind: Kind = "pack"

    @property
    def code(self) -> str:
        """The id of the Territoire."""
        return self.content.id

    @property
    def name(self) -> str:
        """The Territoire."""
        return self.content.name

    @property
    def notes(self) -> tuple[str, ...]:
        """Its own, and those of its fiches."""
        return (self.code, *[fiche.place.code for fiche in self.content.fiches])

    def entry(self, manifest: Manifest) -> PackEntry | None:
        """Its place in the list."""
        return manifest.pack(self.code)

    def listed(self, manifest: Manifest, made: Made) -> Manifest:
        """The list with it."""
        pack = self.content
        entry = PackEntry(
            pack.id,
            pack.name,
            tuple(share.departement.code for share in pack.kept),
            tuple(share.departement.code for share in pack.left_out),
            made.pdf,
            made.pages,
            self.data,
            made.edition,
            made.brand,
            made.program,
            pack.marks,
        )
        return manifest.updated(packs=[entry])


@dataclass(frozen=True, slots=True)
class AtlasDocument:
    """The atlas of a year, and its JSON."""

    content: Atlas
    json: bytes
    kind: Kind = "atlas"
    code: str = ""
    name: str = "Atlas"
    file: str = "atlas.pdf"

    @property
    def data(self) -> str:
        """The hash of the JSON."""
        return manifests.digest(self.json)

    @property
    def notes(self) -> tuple[str, ...]:
        """None."""
        return ()

    def entry(self, manifest: Manifest) -> AtlasEntry | None:
        """Its place in the list."""
        return manifest.atlas

    def listed(self, manifest: Manifest, made: Made) -> Manifest:
        """The list with it."""
        entry = AtlasEntry(
            made.pdf,
            _beside(self.file, self.json),
            made.pages,
            self.data,
            made.edition,
            made.brand,
            made.program,
            self.content.marks,
        )
        return replace(manifest, atlas=entry)


def _beside(file: str, json: bytes) -> FileEntry:
    """The entry of the JSON beside a PDF."""
    return file_entry(str(PurePosixPath(file).with_suffix(".json")), json)


def fiches_and_packs(job: Job) -> list[Document]:
    """What a build was asked for, neighbours together; after each fiche what goes with it.

    Raises:
        StoreError: the data are damaged.
        OutputError: workbooks are asked for, and XlsxWriter is not installed.
    """
    from tradefiche.cube import indicators

    if job.with_workbook:
        workbook.require()
    found = indicators.fiches(job.dataset, job.request.places, thresholds=job.edition.thresholds)
    fiches = {fiche.place.code: FicheDocument(fiche, to_json(fiche)) for fiche in found}
    asked = in_order([*fiches.values()], [_pack(whole, fiches) for whole in job.request.packs])
    return [each for document in asked for each in (document, *_with(document, job))]


def _with(document: Document, job: Job) -> Iterator[Document]:
    """What goes with a fiche: its single page, its tables."""
    if isinstance(document, FicheDocument):
        if job.with_essentiel:
            yield EssentielDocument(document.content, document.data)
        if job.with_workbook:
            yield WorkbookDocument(document.content, document.data)


def atlas(job: Job) -> list[Document]:
    """The atlas alone.

    Raises:
        StoreError: the data are damaged.
    """
    from tradefiche.cube import indicators

    whole = indicators.atlas(job.dataset)
    return [AtlasDocument(whole, atlases.to_json(whole))]


def _pack(whole: TerritoireIndustrie, fiches: dict[str, FicheDocument]) -> PackDocument:
    inside = [fiches[place.code] for place in whole.kept]
    hashes = "".join(fiche.data for fiche in inside)
    return PackDocument(
        industry.pack(whole, [fiche.content for fiche in inside]),
        f"{manifests.PACKS}/{industry.file_stem(whole)}.pdf",
        manifests.digest(hashes.encode()),
    )


def in_order(fiches: Sequence[FicheDocument], packs: Sequence[PackDocument]) -> list[Document]:
    """Neighbours of a region follow each other, a pack comes right after the last of its fiches.

    What they share (figures of a region, of France, of a département) is then drawn once.
    """
    by_region = sorted(fiches, key=lambda f: f.content.region.code if f.content.region else "")
    place = {fiche.code: rank for rank, fiche in enumerate(by_region)}
    ranked: list[tuple[tuple[int, str], Document]] = [
        ((place[fiche.code], ""), fiche) for fiche in by_region
    ]
    for pack in packs:
        last = max(place[fiche.place.code] for fiche in pack.content.fiches)
        ranked.append(((last, pack.code), pack))
    return [document for _, document in sorted(ranked, key=lambda each: each[0])]
