"""Fiches from data to files: what is built, from what, and where it is written.

The one module that joins the data side (polars) and the page side (matplotlib, ReportLab).
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tradefiche import atomic
from tradefiche import fiche as fiches
from tradefiche.errors import IncompleteYearError
from tradefiche.errors import OutputError
from tradefiche.errors import TradeficheError
from tradefiche.fiche import Fiche
from tradefiche.fiche import Place

if TYPE_CHECKING:
    from tradefiche.brand import Brand
    from tradefiche.edition import Edition
    from tradefiche.store import Dataset

DEMONSTRATION_YEAR = 2024


@dataclass(frozen=True, slots=True)
class Request:
    """What the operator asked for.

    Attributes:
        year: None for the latest one in the store.
        brand, edition: folders of one's own, or None for the project's.
    """

    places: tuple[Place, ...]
    year: int | None
    data: Path
    output: Path
    brand: Path | None = None
    edition: Path | None = None
    provisional: bool = False
    allow_low_contrast: bool = False


@dataclass(frozen=True, slots=True)
class Job:
    """A request with its data, edition and brand found."""

    request: Request
    dataset: Dataset
    edition: Edition
    brand: Brand

    def remarks(self) -> list[str]:
        """What the operator must know before reading the result."""
        made = []
        year = self.dataset.year
        if self.dataset.marks.demonstration:
            made.append(
                f"No customs data in {self.request.data}: using the demonstration data "
                f"({year}, invented figures, marked on every page)."
            )
        if self.dataset.marks.provisional:
            quarters = ", ".join(f"Q{q}" for q in self.dataset.marks.quarters)
            made.append(f"{year} is incomplete ({quarters}): every page says so.")
        if self.edition.year != year:
            made.append(f"No edition of {year}: using the texts of {self.edition.year}.")
        if self.edition.unknown_links:
            names = ", ".join(self.edition.unknown_links)
            made.append(
                f"The edition has no address for: {names}. Printed as plain words; fill [links] "
                "in edition.toml to make them links."
            )
        return made


@dataclass(frozen=True, slots=True)
class Built:
    """One fiche written: its files and sizes in bytes."""

    place: Place
    pdf: Path
    json: Path
    size: int


def prepare(request: Request) -> Job:
    """Find the data, the edition and the brand, before anything is drawn.

    Raises:
        TradeficheError: one of them is missing or wrong.
    """
    from tradefiche import brand
    from tradefiche import edition

    dataset = _dataset(request)
    folder = request.edition or edition.folder_for(dataset.year)
    return Job(
        request,
        dataset,
        edition.load(folder),
        brand.load(request.brand, allow_low_contrast=request.allow_low_contrast),
    )


def _dataset(request: Request) -> Dataset:
    from tradefiche.store import Store

    store = Store(request.data)
    years = store.years()
    if years:
        return store.dataset(request.year or years[-1], provisional=request.provisional)
    if request.year not in (None, DEMONSTRATION_YEAR):
        raise IncompleteYearError(
            f"no customs data for {request.year} in {request.data}",
            "Import the official files with tradefiche data import, or get them with "
            f"tradefiche data fetch --year {request.year}. The demonstration data are of "
            f"{DEMONSTRATION_YEAR}.",
        )
    from tradefiche import customs

    return customs.demonstration()


def run(job: Job) -> Iterator[Built]:
    """Build and write each fiche of a job, in order.

    Raises:
        OutputError: a file cannot be written.
    """
    from tradefiche import indicators

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(
            indicators.fiches, job.dataset, job.request.places, thresholds=job.edition.thresholds
        )
        # polars sums in its own threads while this one loads matplotlib: 0.15 s less to wait
        import tradefiche.report.document  # noqa: F401

        found = waiting.result()
    for fiche in found:
        yield _write(fiche, job)


def _write(fiche: Fiche, job: Job) -> Built:
    folder = job.request.output / str(fiche.year)
    pdf = folder / f"{slug(fiche.place)}.pdf"
    data = pdf.with_suffix(".json")
    content = _drawn(fiche, job, pdf)
    try:
        # One inside the other: neither takes its place before both are written.
        with atomic.replacing(pdf) as pdf_draft, atomic.replacing(data) as data_draft:
            data_draft.write_bytes(fiches.to_json(fiche))
            pdf_draft.write_bytes(content)
    except OSError as error:
        raise OutputError(
            f"{pdf}: cannot be written ({error.strerror or error})",
            "Free some space or choose another folder with --output.",
        ) from error
    return Built(fiche.place, pdf, data, len(content))


def _drawn(fiche: Fiche, job: Job, pdf: Path) -> bytes:
    from tradefiche.pdf.fonts import FontError
    from tradefiche.report import document

    try:
        return document.build(fiche, job.edition, job.brand)
    except FontError as error:
        raise OutputError(
            f"{pdf}: {error}",
            "Write the edition's text without that character: the fonts hold what French uses.",
        ) from error


def slug(place: Place) -> str:
    """The file name of a département without its ending: « 03-allier », « 22-cotes-d-armor »."""
    plain = unicodedata.normalize("NFD", place.name.lower().replace("’", "-").replace(" ", "-"))
    return f"{place.code}-{''.join(c for c in plain if not unicodedata.combining(c))}".lower()


def places(names: Sequence[str]) -> tuple[Place, ...]:
    """The départements asked for, each once, in the order asked.

    Raises:
        UnknownTerritoryError: nothing answers to one of the names; the hint proposes.
        TradeficheError: nothing was asked for.
    """
    from tradefiche import territories

    if not names:
        raise TradeficheError("no département asked for", "Name one: --dept 03.")
    return tuple(dict.fromkeys(territories.departement(name) for name in names))
