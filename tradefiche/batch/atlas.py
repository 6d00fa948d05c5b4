"""The atlas of one year, from its data to its files; what is current is left as it is."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from tradefiche import __version__
from tradefiche import atomic
from tradefiche import manifest as manifests
from tradefiche.atlas import Atlas
from tradefiche.atlas import to_json
from tradefiche.batch import output
from tradefiche.batch.request import Job
from tradefiche.errors import OutputError
from tradefiche.manifest import AtlasEntry
from tradefiche.manifest import FileEntry

if TYPE_CHECKING:
    from tradefiche.report.document import Document

NAME = "atlas"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of an atlas; ``skipped`` when its files are those of an earlier run.

    ``demonstration`` when its figures are invented.
    """

    year: int
    pdf: Path
    json: Path
    pages: int
    size: int
    demonstration: bool
    skipped: bool = False


def write(job: Job, *, force: bool = False) -> Outcome:
    """Write the atlas of a year, its JSON, and its place in the manifest.

    Args:
        force: also when it is current.

    Raises:
        OutputError: the folder cannot be written, or a text cannot be set.
        BrandError: a font or a logo cannot be used.
        StoreError: another run writes there.
    """
    from tradefiche import indicators

    atlas = indicators.atlas(job.dataset)
    data = to_json(atlas)
    with output.owned(job.folder):
        known = manifests.read(job.folder, job.dataset.year)
        if known.atlas and not force and _is_current(job, known.atlas, data):
            return _outcome(job, known.atlas, skipped=True)
        entry = _written(job, atlas, data, _drawn(job, atlas))
        try:
            manifests.write(job.folder, replace(known, atlas=entry))
        except OSError as error:
            raise output.unwritable(job.folder / manifests.NAME, error) from error
    return _outcome(job, entry)


def _is_current(job: Job, known: AtlasEntry, data: bytes) -> bool:
    made_from = (manifests.digest(data), job.edition.fingerprint, job.brand.fingerprint)
    return manifests.is_current(known, *made_from) and manifests.describes(job.folder, known)


def _drawn(job: Job, atlas: Atlas) -> Document:
    from tradefiche.pdf.fonts import FontError
    from tradefiche.report.atlas import compose

    try:
        return compose(atlas, job.edition, job.brand)
    except FontError as error:
        raise OutputError(
            str(error), "Write the edition's text without that character, or use another font."
        ) from error


def _written(job: Job, atlas: Atlas, data: bytes, drawn: Document) -> AtlasEntry:
    """Both files, neither before the other is whole."""
    pdf = job.folder / f"{NAME}.pdf"
    json = pdf.with_suffix(".json")
    try:
        with atomic.replacing(pdf) as pdf_draft, atomic.replacing(json) as json_draft:
            json_draft.write_bytes(data)
            pdf_draft.write_bytes(drawn.content)
    except OSError as error:
        raise output.unwritable(pdf, error) from error
    return AtlasEntry(
        FileEntry(pdf.name, manifests.digest(drawn.content), len(drawn.content)),
        FileEntry(json.name, manifests.digest(data), len(data)),
        drawn.pages,
        manifests.digest(data),
        job.edition.fingerprint,
        job.brand.fingerprint,
        __version__,
        atlas.marks,
    )


def _outcome(job: Job, entry: AtlasEntry, *, skipped: bool = False) -> Outcome:
    pdf, json = job.folder / entry.pdf.name, job.folder / entry.json.name
    invented = entry.marks.demonstration
    return Outcome(job.dataset.year, pdf, json, entry.pages, entry.pdf.size, invented, skipped)
