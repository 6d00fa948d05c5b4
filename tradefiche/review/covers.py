"""The covers of the fiches of a folder as small pictures; alone in knowing what draws a PDF."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tradefiche import manifest as manifests
from tradefiche import resources
from tradefiche.errors import cause
from tradefiche.manifest import FicheEntry
from tradefiche.messages import _

WIDE = 150
"""Pixels across: enough to see an empty map or a wrong mark, in 8 kB a cover."""
_QUALITY = 60


@dataclass(frozen=True, slots=True)
class CoverPicture:
    """The cover of a fiche as a data address; empty when ``fault`` says why there is none."""

    code: str
    name: str
    picture: str = ""
    height: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True)
class ContactSheet:
    """The covers, by code; ``absent`` says why there are none."""

    covers: tuple[CoverPicture, ...] = ()
    absent: str = ""


def contact_sheet(folder: Path, year: int) -> ContactSheet:
    """The covers of the fiches that the manifest of a folder lists.

    Raises:
        OutputError: the manifest cannot be read.
    """
    fiches = manifests.read(folder, year).fiches
    if not fiches:
        return ContactSheet(
            absent=_("no fiche of {year} is in {folder} yet", year=year, folder=folder)
        )
    try:
        import pypdfium2  # noqa: F401 (asked for here, used below)
    except ImportError:
        return ContactSheet(
            absent=_(
                "what draws them is not installed: {install}", install=resources.install("review")
            )
        )
    return ContactSheet(tuple(_covers(folder, fiches)))


def _covers(folder: Path, fiches: tuple[FicheEntry, ...]) -> Iterator[CoverPicture]:
    for fiche in fiches:
        try:
            picture, height = _drawn(folder / fiche.pdf.name, fiche.pdf.sha256)
        except OSError as error:
            fault = _("{path}: cannot be read ({error})", path=fiche.pdf.name, error=cause(error))
            yield CoverPicture(fiche.code, fiche.name, fault=fault)
        except ValueError as error:
            yield CoverPicture(fiche.code, fiche.name, fault=str(error))
        else:
            yield CoverPicture(fiche.code, fiche.name, picture, height)


def _drawn(path: Path, sha256: str) -> tuple[str, int]:
    """The first page as a data address, and its height in pixels.

    Raises:
        OSError, ValueError: it is not what was built, or cannot be drawn.
    """
    import pypdfium2

    content = path.read_bytes()
    if manifests.digest(content) != sha256:
        raise ValueError(_("{file} is not the file that was built", file=path.name))
    try:
        with pypdfium2.PdfDocument(content) as document:
            page = document[0]
            bitmap = page.render(scale=WIDE / page.get_width())
            picture = bitmap.to_pil().convert("RGB")
    except pypdfium2.PdfiumError as error:
        raise ValueError(
            _("{file} cannot be drawn ({error})", file=path.name, error=error)
        ) from error
    made = io.BytesIO()
    picture.save(made, "JPEG", quality=_QUALITY, optimize=True)
    return f"data:image/jpeg;base64,{b64encode(made.getvalue()).decode()}", picture.height
