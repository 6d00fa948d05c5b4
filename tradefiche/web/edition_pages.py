"""All files of one edition: pages, data of figures, copies of what was built."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import PurePosixPath

from tradefiche import manifest as manifests
from tradefiche.errors import OutputError
from tradefiche.errors import cause
from tradefiche.export import data_files
from tradefiche.export.data_files import DataFile
from tradefiche.fiche import Place
from tradefiche.manifest import FicheEntry
from tradefiche.manifest import FileEntry
from tradefiche.messages import _
from tradefiche.reference import geometry
from tradefiche.reference import industry
from tradefiche.reference import territories
from tradefiche.site_address import SiteAddress
from tradefiche.web import dcat
from tradefiche.web import finder
from tradefiche.web import fonts
from tradefiche.web import preview
from tradefiche.web.atlas_page import AtlasPage
from tradefiche.web.built import Built
from tradefiche.web.catalogue import CataloguePage
from tradefiche.web.catalogue import data_links
from tradefiche.web.fiche_page import DATA
from tradefiche.web.fiche_page import FichePage
from tradefiche.web.pages import MadeFile
from tradefiche.web.pages import Page
from tradefiche.web.pages import depends
from tradefiche.web.plain_pages import StatementPage
from tradefiche.web.territoire_page import TerritoirePage


def pages(built: Built, *, data: bool = True) -> Iterator[Page]:
    """Neighbours of a region follow each other: what they share is drawn once.

    Args:
        data: also the data of their figures.

    Raises:
        OutputError: what the manifest lists is not there.
    """
    territoires = tuple(_territoires(built))
    atlas = _atlas_data(built)
    csv = f"{DATA}/{atlas.name}" if atlas else ""
    listed = tuple((each.whole, each.address) for each in territoires)
    yield CataloguePage(built, listed, tuple(data_links(built, csv)))
    yield from finder.files(built.year)
    if atlas:
        yield AtlasPage(built, csv)
        yield _data_file(built, atlas, manifests.digest(atlas.content))
    yield StatementPage(built)
    yield from _fonts(built)
    addresses = {each.whole.id: each.address for each in territoires}
    for entry in sorted(built.manifest.fiches, key=lambda each: (each.region, each.code)):
        page = _fiche_page(built, entry, addresses)
        yield page
        if data:
            yield from _data(page)
        if built.address:
            yield _picture(page)
    for territoire in territoires:
        yield territoire
        yield _data_file(built, territoire.data(), "communes", territoire.whole)
    yield from _copies(built)
    if built.address:
        yield _described(built, built.address, atlas)


def _fiche_page(built: Built, entry: FicheEntry, addresses: dict[str, str]) -> FichePage:
    code = entry.code
    shown = [*(each.id for each in built.fiche(code).territoires)]
    single, workbook = built.manifest.essentiel(code), built.manifest.workbook(code)
    more = [("L’essentiel en une page", single.pdf)] if single else []
    more += [("Tableaux (XLSX)", workbook.xlsx)] if workbook else []
    return FichePage(
        built,
        entry,
        tuple(_neighbours(built, code)),
        tuple((each, addresses[each]) for each in shown if each in addresses),
        tuple(more),
    )


def _neighbours(built: Built, code: str) -> Iterator[tuple[Place, str]]:
    """Those that were built too, by code."""
    around = geometry.neighbours(code)
    for place in territories.departements():
        if place.code in around and (entry := built.manifest.entry(place.code)):
            yield place, f"{PurePosixPath(entry.pdf.name).stem}.html"


def _territoires(built: Built) -> Iterator[TerritoirePage]:
    """Those all of whose fiches were built."""
    for whole in industry.everything():
        if whole.kept and all(built.manifest.entry(place.code) for place in whole.kept):
            yield TerritoirePage(built, whole, built.manifest.pack(whole.id))


# -- data and copies -------------------------------------------------------------------------


def _atlas_data(built: Built) -> DataFile | None:
    """What the maps of the atlas show."""
    atlas = built.atlas()
    return data_files.atlas(atlas, f"atlas-{atlas.year}-departements", "") if atlas else None


def _data(page: FichePage) -> Iterator[Page]:
    for file in page.composition.files:
        yield _data_file(page.built, file, page.entry.json.sha256, page.built.texts())


def _picture(page: FichePage) -> MadeFile:
    built, code = page.built, page.entry.code
    look, program = built.look.brand, built.edition.program
    depending = depends("preview", page.entry.json.sha256, look.fingerprint, program)
    return MadeFile(page.picture, depending, lambda: preview.png(built.fiche(code), look, program))


def _fonts(built: Built) -> Iterator[MadeFile]:
    """The type of a brand that brings its own."""
    folder = built.look.brand.folder
    for name in built.look.fonts:
        content = fonts.content(folder, name)
        path = f"{built.year}/{fonts.PUBLISHED}/{name}.woff2"
        yield MadeFile(path, manifests.digest(content), partial(bytes, content))


def _described(built: Built, address: SiteAddress, atlas: DataFile | None) -> MadeFile:
    """What the catalogue and the feed say of the edition."""
    entries, table = built.manifest.fiches, None
    if atlas:
        table = manifests.file_entry(f"{DATA}/{atlas.name}", atlas.content)
    made_from = depends("described", entries, built.manifest.atlas, table, built.texts())
    make = partial(dcat.edition, built, address, table)
    return MadeFile(f"{built.year}/{dcat.EDITION}", made_from, make)


def _data_file(built: Built, file: DataFile, *made_from: object) -> MadeFile:
    path = f"{built.year}/{DATA}/{file.name}"
    return MadeFile(path, depends(file.name, *made_from), partial(bytes, file.content))


def _copies(built: Built) -> Iterator[Page]:
    """Every file that the manifest lists, and their sums."""
    for entry in built.manifest.entries:
        for file in entry.files:
            yield _copy(built, file)
    yield _sums(built)


def _copy(built: Built, file: FileEntry) -> MadeFile:
    return MadeFile(f"{built.year}/{file.name}", file.sha256, partial(built.content, file))


def _sums(built: Built) -> MadeFile:
    path = built.folder / manifests.SUMS
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OutputError(
            _("{path}: cannot be read ({error})", path=path, error=cause(error)),
            _("A build writes it: run tradefiche build again."),
        ) from error
    return MadeFile(
        f"{built.year}/{manifests.SUMS}", manifests.digest(content), partial(bytes, content)
    )
