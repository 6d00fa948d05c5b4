"""What a PDF says of itself: pages, title, language, fonts, the standards it claims to follow."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pikepdf
from pikepdf import Dictionary
from pikepdf import Name

from tradefiche.errors import CheckError
from tradefiche.messages import _
from tradefiche.printable import printable

UA = "{http://www.aiim.org/pdfua/ns/id/}"
A = "{http://www.aiim.org/pdfa/ns/id/}"
OURS = "tradefiche "
INVENTED = "Données de démonstration"


@dataclass(frozen=True, slots=True)
class PdfFacts:
    """What was read; texts are empty where the file says nothing.

    Attributes:
        language: of the document: « fr-FR ».
        claims: the standards it says it follows: « PDF/UA-1 », « PDF/A-3a ».
        fonts: names of the embedded fonts; ``loose_fonts``: of those that are not.
        invented: its figures are; None when it is no document of this program.
    """

    pages: int
    title: str
    language: str
    claims: tuple[str, ...]
    fonts: tuple[str, ...]
    loose_fonts: tuple[str, ...]
    invented: bool | None = None


def read(content: bytes) -> PdfFacts:
    """The facts about a PDF file.

    Raises:
        CheckError: it is not a PDF, is damaged or encrypted; without the name of the file.
    """
    if b"%PDF-" not in content[:1024]:
        raise CheckError(_("not a PDF"), _("Name PDF files, or the folder that holds them."))
    try:
        with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
            if not pdf.is_encrypted:
                return _facts(pdf)
    except pikepdf.PasswordError:
        pass
    except (pikepdf.PdfError, ValueError) as error:  # the latter from older pikepdf
        # pikepdf names what it was given, and that is our copy in memory
        reason = re.sub(r"^(stream )?<[^>]*>[^:]*: *", "", str(error))
        raise CheckError(
            _("a damaged PDF: {reason}", reason=printable(reason)), _rebuild()
        ) from error
    raise CheckError(
        _("an encrypted PDF, which no archive and no screen reader can open"), _rebuild()
    )


def _rebuild() -> str:
    return _("Take the file from where it was built, or build it again.")


def _facts(pdf: pikepdf.Pdf) -> PdfFacts:
    metadata = pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False)
    fonts = sorted(set(_fonts(pdf)))
    return PdfFacts(
        pages=len(pdf.pages),
        title=str(metadata.get("dc:title") or pdf.docinfo.get("/Title", "")),
        language=str(pdf.Root.get("/Lang", "")),
        claims=tuple(_claims(metadata)),
        fonts=tuple(name for name, embedded in fonts if embedded),
        loose_fonts=tuple(name for name, embedded in fonts if not embedded),
        invented=_invented(metadata),
    )


def _claims(metadata: pikepdf.models.PdfMetadata) -> Iterator[str]:
    if part := metadata.get(f"{UA}part"):
        yield f"PDF/UA-{part}"
    if part := metadata.get(f"{A}part"):
        yield f"PDF/A-{part}{str(metadata.get(f'{A}conformance', '')).lower()}"


def _invented(metadata: pikepdf.models.PdfMetadata) -> bool | None:
    """Every document of invented figures begins its description with that."""
    if not str(metadata.get("pdf:Producer", "")).startswith(OURS):
        return None
    return str(metadata.get("dc:description", "")).startswith(INVENTED)


def _fonts(pdf: pikepdf.Pdf) -> Iterator[tuple[str, bool]]:
    """Each font by its name, and whether its shapes are in the file."""
    for item in pdf.objects:
        if not isinstance(item, Dictionary) or item.get("/Type") != Name.Font:
            continue
        if item.get("/Subtype") in (Name.CIDFontType0, Name.CIDFontType2):
            continue  # part of a Type 0 font, which is met too
        holder = item.DescendantFonts[0] if "/DescendantFonts" in item else item
        descriptor = holder.get("/FontDescriptor", Dictionary())
        keys = ("/FontFile", "/FontFile2", "/FontFile3")
        drawn = item.get("/Subtype") == Name.Type3
        yield _plain_name(item), drawn or any(key in descriptor for key in keys)


def _plain_name(font: pikepdf.Object) -> str:
    """« SourceSans3-Regular » of « /AAAAAA+SourceSans3-Regular »."""
    name = str(font.get("/BaseFont", font.get("/Name", "/unnamed"))).removeprefix("/")
    return name[7:] if name[6:7] == "+" else name
