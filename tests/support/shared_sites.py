"""Output folders with real fiches, as a build leaves them but for the PDFs, to make sites of."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import made_fiches
from mailings import FINAL
from mailings import pdf

from tradefiche import brand as brands
from tradefiche import edition as editions
from tradefiche import manifest as manifests
from tradefiche.batch.documents import FicheDocument
from tradefiche.batch.documents import file_stem
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.fiche import to_json
from tradefiche.site_address import SiteAddress
from tradefiche.web import built
from tradefiche.web.built import Built

ADDRESS = SiteAddress("https://example.org/fiches/")


def real(code: str, year: int = 2024, marks: Marks = FINAL) -> Fiche:
    """A fiche of the demonstration that calls its figures real."""
    found = next(each for each in made_fiches.demonstration() if each.place.code == code)
    return replace(found, year=year, marks=marks)


def output(folder: Path, fiches: Iterable[Fiche], version: str = "") -> Path:
    """An output folder with these fiches of one year.

    Args:
        version: makes other PDF of the same fiches.
    """
    brand = brands.load()
    for fiche in fiches:
        where = folder / str(fiche.year)
        where.mkdir(parents=True, exist_ok=True)
        texts = editions.load(editions.folder_for(fiche.year))
        title = f"{fiche.place.name} ({fiche.place.code}), {fiche.year}"
        document, figures = pdf(title) + version.encode(), to_json(fiche)
        stem = file_stem(fiche.place)
        (where / f"{stem}.pdf").write_bytes(document)
        (where / f"{stem}.json").write_bytes(figures)
        drawn = manifests.made(
            manifests.file_entry(f"{stem}.pdf", document), 12,
            texts.fingerprint_of([fiche.place.code]), brand.fingerprint,
        )  # fmt: skip
        found = manifests.read(where, fiche.year)
        manifests.write(where, FicheDocument(fiche, figures).listed(found, drawn))
    return folder


def ready(folder: Path, year: int = 2024, address: SiteAddress | None = ADDRESS) -> Built:
    """A year of an output folder, to be written."""
    return built.read(folder, year, address=address)
