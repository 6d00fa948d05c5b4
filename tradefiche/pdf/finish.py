"""From ReportLab's bytes to an accessible and archival PDF: PDF/UA-1 and PDF/A-3a.

ReportLab draws, ``TaggedCanvas`` remembers what each thing is; this writes the structure tree,
the metadata, the colour profile and the embedded files, with pikepdf. Nothing here knows trade.
Clauses are those of ISO 14289-1 (UA) and ISO 19005-3 (A-3).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

import pikepdf
from pikepdf import Array
from pikepdf import Dictionary
from pikepdf import Name
from pikepdf import String

from tradefiche.pdf import metadata
from tradefiche.pdf import placed_page
from tradefiche.pdf.fonts import to_unicode
from tradefiche.pdf.metadata import Metadata
from tradefiche.pdf.structure import StructureWriter
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.pdf.tags import placed_name

MOST_SHIFTS = 20
"""Tries to find a file without ambiguous stream ends; one in ten needs a second."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """An embedded file; figures name it in ``Element.attachments``."""

    name: str
    content: bytes
    description: str
    mime: str


def finish(
    raw: bytes, canvas: TaggedCanvas, about: Metadata, attachments: Sequence[Attachment] = ()
) -> bytes:
    """The final document; the same bytes for the same arguments.

    Args:
        raw: what ReportLab wrote with ``canvas``.
        attachments: embedded at the document, and at the figures that name them.
    """
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        _embed_placed_pages(pdf, canvas)
        files = _embed(pdf, attachments, about.date)
        StructureWriter(pdf, files).write(canvas.root)
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = String(about.language)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _write_fonts(pdf)
        _write_colour_profile(pdf)
        metadata.write(pdf, about)
        for item in pdf.objects:
            if isinstance(item, pikepdf.Stream):
                _shift_checksum(item)
        return _saved(pdf)


def _saved(pdf: pikepdf.Pdf) -> bytes:
    """The file, none of whose streams ends with a carriage return.

    A line feed comes before ``endstream``; after a carriage return the two would look like one
    line end, and the stream's length could be read two ways (A-3 6.1.7.1). A compressed stream
    ends with the checksum of its content, so one in 256 would. What pikepdf itself packs (object
    streams, cross references) changes when an object more shifts them.
    """
    for _ in range(MOST_SHIFTS):
        buffer = io.BytesIO()
        pdf.save(
            buffer,
            deterministic_id=True,
            min_version="1.7",
            object_stream_mode=pikepdf.ObjectStreamMode.generate,
        )
        if b"\r\nendstream" not in buffer.getvalue():
            break
        pdf.Root.TradefichePadding = pdf.make_indirect(
            Dictionary(Next=pdf.Root.get("/TradefichePadding", Array()))
        )
    return buffer.getvalue()


def _shift_checksum(stream: pikepdf.Stream) -> None:
    """Have a stream's last byte be no carriage return once it is compressed (see ``_saved``).

    White space means nothing at the end of page content, nor does a byte after a font's tables.
    """
    if stream.get("/Filter") == Name.FlateDecode:
        last = stream.read_raw_bytes()[-1:]
    else:  # packed anew when it is saved
        try:
            last = bytes([zlib.adler32(stream.read_bytes()) & 0xFF])
        except pikepdf.PdfError:  # a photograph in a logo: saved as it is
            return
    if last != b"\r" or stream.get("/Type") in (Name.Metadata, Name.EmbeddedFile):
        return
    content = stream.read_bytes()
    if "/Length1" in stream:
        content += b"\0"
        stream.Length1 = len(content)
    else:
        content += b"\n"
    stream.write(content)


def _safe_text(content: bytes) -> bytes:
    """A text file with or without its final line end, so that its checksum is safe."""
    bare = content.rstrip(b"\r\n")
    choices = (content, bare, bare + b"\n", content + b"\n")
    return next((c for c in choices if zlib.adler32(c) & 0xFF != ord("\r")), content)


def _embed_placed_pages(pdf: pikepdf.Pdf, canvas: TaggedCanvas) -> None:
    """The PDF files drawn by ``TaggedCanvas.place_page``, as forms shared by their pages."""
    for index, (path, pages) in enumerate(canvas.placed_pages.items()):
        with pikepdf.open(path) as source:
            form = pdf.copy_foreign(placed_page.drawing(source))
        for page in sorted(pages):
            pdf.pages[page].add_resource(form, Name.XObject, Name("/" + placed_name(index)))


def _embed(
    pdf: pikepdf.Pdf, attachments: Sequence[Attachment], date: datetime
) -> dict[str, pikepdf.Object]:
    """Embedded files by name; each is associated with the document (A-3 6.8)."""
    stamp = metadata.pdf_date(date)
    made: dict[str, pikepdf.Object] = {}
    for item in attachments:
        pdf.attachments[item.name] = pikepdf.AttachedFileSpec(
            pdf,
            _safe_text(item.content),
            description=item.description,
            filename=item.name,
            mime_type=item.mime,
            relationship=Name.Data,
            creation_date=stamp,
            mod_date=stamp,
        )
        made[item.name] = pdf.attachments[item.name].obj
    if made:
        pdf.Root.AF = Array(list(made.values()))
        pdf.Root.PageMode = Name.UseOutlines
    return made


def _write_fonts(pdf: pikepdf.Pdf) -> None:
    """One ToUnicode map for all fonts: ReportLab's maps unused codes to U+0000 (UA 7.21.7).

    So reportlab 5.1.0: its ``makeToUnicodeCMap`` writes a row for each place of the subset, filled
    or not. A font of a placed PDF logo keeps its own.
    """
    shared = pdf.make_stream(to_unicode())
    for page in pdf.pages:
        for font in page.obj.Resources.get("/Font", Dictionary()).values():
            if "/ToUnicode" in font:
                font.ToUnicode = shared


def _write_colour_profile(pdf: pikepdf.Pdf) -> None:
    profile = pdf.make_stream(srgb_profile(), N=3)
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=String("sRGB"),
                Info=String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )


@cache
def srgb_profile() -> bytes:
    """An sRGB profile by Little CMS, its creation date (bytes 24 to 35) frozen."""
    from PIL import ImageCms

    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    profile[24:36] = bytes([0x07, 0xE8, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0])
    return bytes(profile)
