"""What a worker does: draw a document. It shares no disk, and knows no output.

This module and what it imports must never load polars: workers start before it and stay light.
"""

from __future__ import annotations

import atexit
import gc
import threading
from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from importlib import import_module
from pathlib import Path
from shutil import rmtree
from tempfile import mkdtemp
from typing import TYPE_CHECKING

from tradefiche import __version__
from tradefiche import resources
from tradefiche.batch import memory
from tradefiche.errors import OutputError
from tradefiche.errors import TradeficheError
from tradefiche.fiche import Fiche
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.pack import Pack
from tradefiche.manifest import Kind
from tradefiche.manifest import digest
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.brand import Brand
    from tradefiche.edition import Edition
    from tradefiche.export.fiche_tables import Book
    from tradefiche.report.document import Pdf

Content = Fiche | Pack | Atlas
"""What a document says."""
PAGES: dict[Kind, str] = {
    "fiche": "report.document",
    "essentiel": "report.single",
    "workbook": "export.fiche_tables",
    "pack": "report.pack",
    "atlas": "report.atlas",
}
"""The module that composes each kind, loaded when it is needed."""


@dataclass(frozen=True, slots=True)
class Parcel:
    """A brand that can travel: its files that a worker's own installation does not have."""

    brand: Brand
    files: tuple[tuple[str, bytes], ...]

    @classmethod
    def of(cls, brand: Brand) -> Parcel:
        """Pack a brand; the project's own fonts are everywhere, and stay behind."""
        own = resources.fonts()
        used = [*brand.fonts.values(), brand.state_logo, brand.agency_logo]
        files = {str(p): p.read_bytes() for p in used if p and p.parent != own}
        return cls(brand, tuple(files.items()))


@dataclass(frozen=True, slots=True)
class Task:
    """One document to draw.

    Attributes:
        name: of the document, for messages.
        program: the version that asks for it.
    """

    kind: Kind
    content: Content
    name: str
    edition: Edition
    parcel: Parcel
    program: str = __version__


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn document; ``sha256`` is computed where it was drawn, and checked where it arrives.

    ``pdf`` is a workbook when that was asked for, ``pages`` then its sheets.
    """

    pdf: bytes
    pages: int
    sha256: str


_one_at_a_time = threading.Lock()
"""A Dask worker may have threads; neither matplotlib nor ReportLab is made for several."""


def draw(task: Task) -> Drawn:
    """The PDF of a task.

    Raises:
        OutputError: a text uses a character that the fonts do not have.
        BrandError: a font or a logo cannot be used.
        TradeficheError: this worker has another version of the program.
    """
    from tradefiche.pdf.fonts import FontError

    if task.program != program():
        raise TradeficheError(
            _(
                "its worker has another tradefiche: {version}; this is {own}",
                version=program(),
                own=task.program,
            ),
            _("Install the same version wherever a worker runs."),
        )
    try:
        with _one_at_a_time, memory.document_drawn():
            pages = import_module(f"tradefiche.{PAGES[task.kind]}")
            made: Pdf | Book = pages.compose(task.content, task.edition, _unpacked(task.parcel))
    except FontError as error:
        raise OutputError(
            _("{name}: {fault}", name=task.name, fault=error),
            _("Write the edition's text without that character: the fonts hold what French uses."),
        ) from error
    return Drawn(made.content, made.pages, digest(made.content))


def program() -> str:
    """The version of the program in this process."""
    return __version__


def load() -> None:
    """Load what drawing needs, while another thread or process reads the data."""
    with memory.rarely_collected():
        import_module("tradefiche.report.document")
    gc.freeze()


def _unpacked(parcel: Parcel) -> Brand:
    """The brand with its files where this process can read them."""
    same = all(_is_here(Path(path), content) for path, content in parcel.files)
    if same and all(path.is_file() for path in parcel.brand.fonts.values()):
        return parcel.brand
    return _installed(parcel)


def _is_here(path: Path, content: bytes) -> bool:
    """Another machine may have another file of that name."""
    try:
        return path.read_bytes() == content
    except OSError:
        return False


@cache
def _installed(parcel: Parcel) -> Brand:
    """Write a travelling brand's files down, once a process; they go when it ends."""
    folder = Path(mkdtemp(prefix="tradefiche-"))
    atexit.register(rmtree, folder, ignore_errors=True)
    moved: dict[Path, Path] = {}
    for index, (path, content) in enumerate(parcel.files):
        moved[Path(path)] = folder / f"{index}-{Path(path).name}"
        moved[Path(path)].write_bytes(content)

    def here(path: Path) -> Path:
        return moved.get(path) or resources.fonts(path.name)

    brand = parcel.brand
    return replace(
        brand,
        fonts={weight: here(path) for weight, path in brand.fonts.items()},
        state_logo=here(brand.state_logo) if brand.state_logo else None,
        agency_logo=here(brand.agency_logo) if brand.agency_logo else None,
    )
