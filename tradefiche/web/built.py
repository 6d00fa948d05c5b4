"""What was built of a year, as the manifest lists it: fiches, files, the edition and the brand.

All is read from the output folder and held to its hashes: pages say what the PDFs say.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from tradefiche import brand as brands
from tradefiche import edition as editions
from tradefiche import manifest as manifests
from tradefiche import reviewed
from tradefiche.edition import Edition
from tradefiche.errors import OutputError
from tradefiche.errors import cause
from tradefiche.fiche import Fiche
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche import from_json
from tradefiche.fiche.atlas import Atlas
from tradefiche.manifest import FicheEntry
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Manifest
from tradefiche.messages import _
from tradefiche.site_address import SiteAddress
from tradefiche.web.look import WebLook
from tradefiche.web.look import fingerprint

KEPT = 128
"""Fiches that are kept: those of a year."""


@dataclass(frozen=True)
class Built:
    """One year, ready to become pages.

    Attributes:
        address: where the site is published; None where nobody said so.
    """

    folder: Path
    manifest: Manifest
    edition: Edition
    look: WebLook
    address: SiteAddress | None = None

    @property
    def year(self) -> int:
        """Of the figures."""
        return self.manifest.year

    def texts(self, *codes: str) -> str:
        """The hash of the texts of pages about some départements, with the address in them."""
        said = f"{self.edition.fingerprint_of(codes)} {self.edition.web_fingerprint}"
        return f"{said} {self.address.url}" if self.address else said

    def style(self, *sheets: str) -> str:
        """The hash of the look of a page with these style sheets."""
        return fingerprint(self.look, sheets)

    def fiche(self, code: str) -> Fiche:
        """The fiche of a département that the manifest lists.

        Raises:
            OutputError: its JSON is not there, or not as it was built.
            TradeficheError: it is of another schema.
        """
        entry = self.manifest.entry(code)
        assert entry  # callers ask for what is listed
        return _fiche(self.folder, entry.json)

    def atlas(self) -> Atlas | None:
        """The atlas, where the manifest lists one.

        Raises:
            OutputError: its JSON is not there, or not as it was built.
            TradeficheError: it is of another schema.
        """
        entry = self.manifest.atlas
        return _atlas(self.folder, entry.json) if entry else None

    def left_open(self, *, required: bool) -> str:
        """What is open of the review of its fiches; empty when nothing is.

        Raises:
            OutputError: the JSON of one is not there, or not as it was built.
            TradeficheError: it is of another schema.
        """
        data = (reviewed.data_of_fiche(self.fiche(each.code)) for each in self.manifest.fiches)
        return reviewed.left_open(self.manifest.review, self.year, data, required=required)

    def content(self, file: FileEntry) -> bytes:
        """The bytes of a file that the manifest lists.

        Raises:
            OutputError: it is not there, or not as it was built.
        """
        return _content(self.folder, file)


def read(
    output: Path,
    year: int,
    brand: Path | None = None,
    edition: Path | None = None,
    *,
    allow_low_contrast: bool = False,
    address: SiteAddress | None = None,
) -> Built:
    """What was built of a year, with the edition and the brand that it was built with.

    Raises:
        OutputError: nothing was built, or with another edition or brand than these.
        EditionError, BrandError: one of them is wrong.
    """
    folder = output / str(year)
    manifest = listed(folder, year)
    texts = editions.load(edition or editions.folder_for(year))
    look = WebLook(brands.load(brand, allow_low_contrast=allow_low_contrast))
    for entry in manifest.fiches:
        _require_same(folder, entry, texts, look)
    return Built(folder, manifest, texts, look, address)


def listed(folder: Path, year: int) -> Manifest:
    """The manifest of a year of which something was built.

    Raises:
        OutputError: nothing was, or it names a file outside its folder.
    """
    manifest = manifests.read(folder, year)
    if not manifest.fiches:
        raise OutputError(
            _("{folder}: no fiche of {year} was built there", folder=folder, year=year),
            _("Build them first (tradefiche build --all), or name their folder with --output."),
        )
    own = folder.resolve()
    for file in (file for entry in manifest.entries for file in entry.files):
        if not (folder / file.name).resolve().is_relative_to(own):
            raise OutputError(
                _(
                    "{path}: {json} is not in its folder",
                    path=folder / manifests.NAME,
                    json=file.name,
                ),
                _("Move the manifest away: the next build makes a new one."),
            )
    return manifest


def years(output: Path) -> tuple[int, ...]:
    """The years of which fiches were built in an output folder, in order."""
    names = [path.parent.name for path in output.glob(f"*/{manifests.NAME}")]
    found = sorted(int(name) for name in names if name.isdecimal() and len(name) == 4)
    return tuple(year for year in found if _has_fiches(output, year))


def _has_fiches(output: Path, year: int) -> bool:
    """Whether a manifest lists more than a review; one that cannot be read is told when it is."""
    try:
        return bool(manifests.read(output / str(year), year).fiches)
    except OutputError:
        return True


def _require_same(folder: Path, entry: FicheEntry, texts: Edition, look: WebLook) -> None:
    for what, option, made, given, place in (
        (
            _("edition"),
            "--edition",
            entry.edition,
            texts.fingerprint_of([entry.code]),
            texts.folder,
        ),
        (_("brand"), "--brand", entry.brand, look.brand.fingerprint, look.brand.folder),
    ):
        if made != given:
            raise OutputError(
                _(
                    "{path}: was built with another {what} than {folder}",
                    path=folder / entry.files[-1].name,
                    what=what,
                    folder=place,
                ),
                _(
                    "Name the one that it was built with ({option}), or build it again "
                    "with this one.",
                    option=option,
                ),
            )


@lru_cache(maxsize=KEPT)
def _fiche(folder: Path, file: FileEntry) -> Fiche:
    return from_json(_content(folder, file))


@lru_cache(maxsize=4)
def _atlas(folder: Path, file: FileEntry) -> Atlas:
    return atlases.from_json(_content(folder, file))


def _content(folder: Path, file: FileEntry) -> bytes:
    path = folder / file.name
    try:
        content = path.read_bytes()
    except OSError as error:
        raise OutputError(
            _("{path}: cannot be read ({error})", path=path, error=cause(error)),
            _("The manifest lists it: build it again (tradefiche build --force)."),
        ) from error
    if manifests.digest(content) != file.sha256:
        raise OutputError(
            _("{path}: is not the file that was built", path=path),
            _("It was changed since: build it again (tradefiche build --force)."),
        )
    return content
