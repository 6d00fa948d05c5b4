"""From a drawn canvas to an accessible and archival PDF file: PDF/UA-1 and PDF/A-3a.

ReportLab draws, ``TaggedCanvas`` remembers what each thing is; this adds the structure tree, the
metadata, the colour profile and the embedded files, and writes all of it once. Nothing here knows
trade. Clauses are those of ISO 14289-1 (UA) and ISO 19005-3 (A-3).
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from hashlib import md5

from reportlab.pdfbase import pdfdoc

from tradefiche.pdf import metadata
from tradefiche.pdf.file import PdfFile
from tradefiche.pdf.metadata import Metadata
from tradefiche.pdf.structure import StructureWriter
from tradefiche.pdf.syntax import name_object
from tradefiche.pdf.syntax import packed_stream
from tradefiche.pdf.syntax import stream
from tradefiche.pdf.syntax import text_string
from tradefiche.pdf.tags import TaggedCanvas


@dataclass(frozen=True, slots=True)
class Attachment:
    """An embedded file; figures name it in ``Element.attachments``."""

    name: str
    content: bytes
    description: str
    mime: str


def finish(canvas: TaggedCanvas, about: Metadata, attachments: Sequence[Attachment] = ()) -> bytes:
    """The file of a canvas whose last page is shown; the same bytes for the same arguments.

    Args:
        attachments: embedded at the document, and at the figures that name them.
    """
    document = canvas.completed()
    file = PdfFile(document)
    files = _embed(file, attachments, about.date)
    tree = StructureWriter(file, document, files).write(canvas)
    entries = [
        f"/Type/Catalog/Pages {_reference(document, document.Pages)}",
        f"/StructTreeRoot {tree} 0 R/MarkInfo<</Marked true>>/Lang{text_string(about.language)}",
        "/ViewerPreferences<</DisplayDocTitle true>>",
        f"/Metadata {_metadata(file, about)} 0 R/OutputIntents[{_output_intent(file)}]",
    ]
    if document.Outlines.ready > 0:
        entries.append(f"/Outlines {_reference(document, document.Outlines)}")
    if files:
        entries.append(_associated(files))
    catalog = file.add(f"<<{''.join(entries)}>>".encode("ascii"))
    return file.content(catalog, file.add(metadata.information(about)))


def _reference(document: pdfdoc.PDFDocument, item: pdfdoc.PDFObject) -> str:
    """A reference to an object that ReportLab's document holds."""
    return str(document.Reference(item).format(document), "ascii")


def _metadata(file: PdfFile, about: Metadata) -> int:
    return file.add(stream("/Type/Metadata/Subtype/XML", metadata.packet(about)))


def _embed(file: PdfFile, attachments: Sequence[Attachment], date: datetime) -> dict[str, int]:
    """The description of each embedded file, by its name, in the order of the figures."""
    stamp = text_string(metadata.pdf_date(date))
    made = {}
    for item in attachments:
        digest = md5(item.content, usedforsecurity=False).hexdigest()
        content = packed_stream(
            f"/Type/EmbeddedFile/Subtype{name_object(item.mime)}"
            f"/Params<</Size {len(item.content)}/CheckSum<{digest}>"
            f"/CreationDate{stamp}/ModDate{stamp}>>",
            item.content,
        )
        held, words = file.add(content), text_string(item.name)
        description = (
            f"<</Type/Filespec/AFRelationship/Data/F{words}/UF{words}"
            f"/Desc{text_string(item.description)}/EF<</F {held} 0 R/UF {held} 0 R>>>>"
        )
        made[item.name] = file.add(description.encode("ascii"))
    return made


def _associated(files: Mapping[str, int]) -> str:
    """The files as those of the document (A-3 6.8), and by name; bookmarks are shown first."""
    references = " ".join(f"{number} 0 R" for number in files.values())
    names = " ".join(f"{text_string(name)} {files[name]} 0 R" for name in sorted(files))
    return f"/AF[{references}]/Names<</EmbeddedFiles<</Names[{names}]>>>>/PageMode/UseOutlines"


def _output_intent(file: PdfFile) -> str:
    profile = file.add(packed_stream("/N 3", srgb_profile()))
    return (
        "<</Type/OutputIntent/S/GTS_PDFA1/OutputConditionIdentifier(sRGB)"
        f"/Info(sRGB IEC61966-2.1)/DestOutputProfile {profile} 0 R>>"
    )


@cache
def srgb_profile() -> bytes:
    """An sRGB profile by Little CMS, its creation date (bytes 24 to 35) frozen."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes([0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    return bytes(profile)
