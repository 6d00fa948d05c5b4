"""What a worker does: draw one fiche. Carries all it needs, shares no disk, knows no output.

This module and what it imports must never load polars: workers start before it and stay light.
"""

from __future__ import annotations

import gc
import tempfile
from dataclasses import dataclass
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from tradefiche import resources
from tradefiche.batch.manifest import digest
from tradefiche.errors import OutputError
from tradefiche.fiche import Fiche

if TYPE_CHECKING:
    from tradefiche.brand import Brand
    from tradefiche.edition import Edition

COLLECT_EVERY = 20
"""Fiches between two collections of garbage: ReportLab leaves cycles, collecting costs time."""


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
    """One fiche to draw."""

    fiche: Fiche
    edition: Edition
    parcel: Parcel


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn fiche; ``sha256`` is computed where it was drawn, and checked where it arrives."""

    pdf: bytes
    pages: int
    sha256: str


def draw(task: Task) -> Drawn:
    """The PDF of a task.

    Raises:
        OutputError: a text uses a character that the fonts do not have.
        BrandError: a font or a logo cannot be used.
    """
    from tradefiche.pdf.fonts import FontError
    from tradefiche.report import document

    _tend_memory()
    try:
        made = document.compose(task.fiche, task.edition, _unpacked(task.parcel))
    except FontError as error:
        raise OutputError(
            f"{task.fiche.place.name}: {error}",
            "Write the edition's text without that character: the fonts hold what French uses.",
        ) from error
    return Drawn(made.content, made.pages, digest(made.content))


def warm() -> None:
    """Load what drawing needs, while the parent reads the data."""
    import tradefiche.report.document  # noqa: F401

    gc.freeze()


_drawn = 0


def _tend_memory() -> None:
    global _drawn
    gc.disable()
    _drawn += 1
    if _drawn % COLLECT_EVERY == 0:
        gc.collect()


def _unpacked(parcel: Parcel) -> Brand:
    """The brand with its files where this process can read them."""
    brand = parcel.brand
    if all(Path(path).is_file() for path, _ in parcel.files) and _fonts_here(brand):
        return brand
    return _installed(brand.fingerprint, parcel)


def _fonts_here(brand: Brand) -> bool:
    return all(path.is_file() for path in brand.fonts.values())


@cache
def _installed(fingerprint: str, parcel: Parcel) -> Brand:
    """Write a travelling brand's files down, once a process."""
    folder = Path(tempfile.mkdtemp(prefix=f"tradefiche-{fingerprint[:8]}-"))
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
