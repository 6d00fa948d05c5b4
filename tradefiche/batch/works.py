"""The documents of a run: what each is drawn from, whether it is current, how it is written."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tradefiche import __version__
from tradefiche import atomic
from tradefiche import industry
from tradefiche import manifest as manifests
from tradefiche.batch import output
from tradefiche.batch.request import Job
from tradefiche.batch.request import slug
from tradefiche.batch.task import Drawn
from tradefiche.batch.task import PackTask
from tradefiche.batch.task import Parcel
from tradefiche.batch.task import Task
from tradefiche.dossier import Dossier
from tradefiche.fiche import Fiche
from tradefiche.fiche import to_json
from tradefiche.industry import Whole
from tradefiche.manifest import Entry
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Manifest
from tradefiche.manifest import Pack


@dataclass(frozen=True, slots=True)
class FicheWork:
    """A fiche and its JSON."""

    job: Job
    fiche: Fiche
    json: bytes
    is_pack = False

    @classmethod
    def of(cls, job: Job, fiche: Fiche) -> FicheWork:
        """The work of a fiche."""
        return cls(job, fiche, to_json(fiche))

    @property
    def code(self) -> str:
        """The public code of the département."""
        return self.fiche.place.code

    @property
    def name(self) -> str:
        """The département."""
        return self.fiche.place.name

    @property
    def pdf(self) -> Path:
        """Where it is written."""
        return self.job.folder / f"{slug(self.fiche.place)}.pdf"

    def task(self, parcel: Parcel) -> Task:
        """What a worker is given."""
        return Task(self.fiche, self.job.edition, parcel)

    def current(self, known: Manifest) -> Entry | None:
        """The entry of an earlier run that still holds, files included."""
        entry = known.entry(self.code)
        edition, brand = self.job.edition.fingerprint, self.job.brand.fingerprint
        same = manifests.is_current(entry, manifests.digest(self.json), edition, brand)
        return entry if entry and same and manifests.describes(self.job.folder, entry) else None

    def write(self, drawn: Drawn) -> Entry:
        """Both files, neither before the other is whole.

        Raises:
            OutputError: they cannot be written.
        """
        pdf = self.pdf
        data = pdf.with_suffix(".json")
        try:
            with atomic.replacing(pdf) as pdf_draft, atomic.replacing(data) as data_draft:
                data_draft.write_bytes(self.json)
                pdf_draft.write_bytes(drawn.pdf)
        except OSError as error:
            raise output.unwritable(pdf, error) from error
        return manifests.entry(
            self.fiche,
            FileEntry(pdf.name, drawn.sha256, len(drawn.pdf)),
            FileEntry(data.name, manifests.digest(self.json), len(self.json)),
            drawn.pages,
            edition=self.job.edition.fingerprint,
            brand=self.job.brand.fingerprint,
        )


@dataclass(frozen=True, slots=True)
class PackWork:
    """A pack; ``data`` is the hash of the hashes of the data of its fiches."""

    job: Job
    dossier: Dossier
    file: str
    data: str
    is_pack = True

    @classmethod
    def of(cls, job: Job, whole: Whole, fiches: dict[str, FicheWork]) -> PackWork:
        """The work of a Territoire, from those of its départements by code."""
        works = [fiches[place.code] for place in whole.kept]
        dossier = industry.dossier(whole, [work.fiche for work in works])
        hashes = "".join(manifests.digest(work.json) for work in works)
        file = f"{manifests.PACKS}/{industry.slug(whole)}.pdf"
        return cls(job, dossier, file, manifests.digest(hashes.encode()))

    @property
    def code(self) -> str:
        """The id of the Territoire."""
        return self.dossier.id

    @property
    def name(self) -> str:
        """The Territoire."""
        return self.dossier.name

    @property
    def pdf(self) -> Path:
        """Where it is written."""
        return self.job.folder / self.file

    def task(self, parcel: Parcel) -> PackTask:
        """What a worker is given."""
        return PackTask(self.dossier, self.job.edition, parcel)

    def current(self, known: Manifest) -> Pack | None:
        """The entry of an earlier run that still holds, file included."""
        pack = known.pack(self.code)
        edition, brand = self.job.edition.fingerprint, self.job.brand.fingerprint
        same = manifests.is_current(pack, self.data, edition, brand)
        return pack if pack and same and manifests.holds(self.job.folder, pack.pdf) else None

    def write(self, drawn: Drawn) -> Pack:
        """The file, whole.

        Raises:
            OutputError: it cannot be written.
        """
        try:
            atomic.write_bytes(self.pdf, drawn.pdf)
        except OSError as error:
            raise output.unwritable(self.pdf, error) from error
        dossier = self.dossier
        return Pack(
            dossier.id,
            dossier.name,
            tuple(share.departement.code for share in dossier.kept),
            tuple(share.departement.code for share in dossier.left_out),
            FileEntry(self.file, drawn.sha256, len(drawn.pdf)),
            drawn.pages,
            self.data,
            self.job.edition.fingerprint,
            self.job.brand.fingerprint,
            __version__,
            dossier.marks,
        )


Work = FicheWork | PackWork


def ordered(works: list[Work]) -> list[Work]:
    """Neighbours of a region follow each other, a pack comes right after the last of its fiches.

    What they share (figures of a region, of France, of a département) is then drawn once.
    """
    fiches = [work for work in works if isinstance(work, FicheWork)]
    fiches.sort(key=lambda work: work.fiche.region.code if work.fiche.region else "")
    place = {work.code: rank for rank, work in enumerate(fiches)}

    def rank(work: Work) -> tuple[int, str]:
        if isinstance(work, FicheWork):
            return place[work.code], ""
        return max(place[fiche.place.code] for fiche in work.dossier.fiches), work.code

    return sorted(works, key=rank)
