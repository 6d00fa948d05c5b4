"""From ReportLab's bytes to an accessible and archival PDF: PDF/UA-1 and PDF/A-3a.

ReportLab draws, ``TaggedCanvas`` remembers what each thing is; this writes the structure tree,
the metadata, the colour profile and the embedded files, with pikepdf. Nothing here knows trade.
Clauses are those of ISO 14289-1 (UA) and ISO 19005-3 (A-3).
"""

from __future__ import annotations

import io
import zlib
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array
from pikepdf import Dictionary
from pikepdf import Name
from pikepdf import String

from tradefiche.pdf.fonts import to_unicode
from tradefiche.pdf.tags import Annotation
from tradefiche.pdf.tags import Content
from tradefiche.pdf.tags import Element
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.pdf.tags import placed_name

PRINTED = 4
"""Annotation flag: links are part of the printed page (UA 7.18.1, A-3 6.3.2)."""


@dataclass(frozen=True, slots=True)
class Metadata:
    """What the document says of itself; ``date`` is written as creation and modification."""

    title: str
    author: str
    subject: str
    keywords: tuple[str, ...]
    language: str
    producer: str
    date: datetime


@dataclass(frozen=True, slots=True)
class Attachment:
    """An embedded file; figures name it in ``Element.attachments``."""

    name: str
    content: bytes
    description: str
    mime: str


MOST_SHIFTS = 20


def finish(
    raw: bytes, canvas: TaggedCanvas, metadata: Metadata, attachments: Sequence[Attachment] = ()
) -> bytes:
    """The final document; the same bytes for the same arguments.

    Args:
        raw: what ReportLab wrote with ``canvas``.
        attachments: embedded at the document, and at the figures that name them.
    """
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        _embed_placed_pages(pdf, canvas)
        files = _embed(pdf, attachments, metadata.date)
        _StructureWriter(pdf, files).write(canvas.root)
        pdf.Root.MarkInfo = Dictionary(Marked=True)
        pdf.Root.Lang = String(metadata.language)
        pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        _write_fonts(pdf)
        _write_colour_profile(pdf)
        _write_metadata(pdf, metadata)
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
            form = pdf.copy_foreign(source.pages[0].as_form_xobject())
        for page in sorted(pages):
            pdf.pages[page].add_resource(form, Name.XObject, Name("/" + placed_name(index)))


def _embed(
    pdf: pikepdf.Pdf, attachments: Sequence[Attachment], date: datetime
) -> dict[str, pikepdf.Object]:
    """Embedded files by name; each is associated with the document (A-3 6.8)."""
    stamp = _pdf_date(date)
    made: dict[str, pikepdf.Object] = {}
    for item in attachments:
        pdf.attachments[item.name] = pikepdf.AttachedFileSpec(
            pdf,
            _safe_text(item.content),
            description=item.description,
            filename=item.name,
            mime_type=item.mime,
            relationship=Name.Data,  # type: ignore[call-arg]  # missing in pikepdf's stubs
            creation_date=stamp,
            mod_date=stamp,
        )
        made[item.name] = pdf.attachments[item.name].obj
    if made:
        pdf.Root.AF = Array(list(made.values()))
        pdf.Root.PageMode = Name.UseOutlines
    return made


class _StructureWriter:
    """Writes the structure tree and the parent tree that leads back from pages to it."""

    def __init__(self, pdf: pikepdf.Pdf, files: Mapping[str, pikepdf.Object]) -> None:
        self.pdf, self.files = pdf, files
        self.pages = [page.obj for page in pdf.pages]
        self.marked: list[dict[int, pikepdf.Object]] = [{} for _ in self.pages]
        self.annotated: list[pikepdf.Object] = []

    def write(self, root: Element) -> None:
        """The whole tree, under the catalog."""
        tree = self.pdf.make_indirect(Dictionary(Type=Name.StructTreeRoot))
        tree.K = self._element(root, tree)
        numbers: list[Any] = []
        for index, (page, owners) in enumerate(zip(self.pages, self.marked, strict=True)):
            page.StructParents = index
            page.Tabs = Name.S
            row = self.pdf.make_indirect(Array([owners[mcid] for mcid in sorted(owners)]))
            numbers.extend([index, row])
        for index, owner in enumerate(self.annotated, len(self.pages)):
            numbers.extend([index, owner])
        tree.ParentTree = self.pdf.make_indirect(Dictionary(Nums=Array(numbers)))
        tree.ParentTreeNextKey = len(self.pages) + len(self.annotated)
        self.pdf.Root.StructTreeRoot = tree

    def _element(self, element: Element, parent: pikepdf.Object) -> pikepdf.Object:
        node = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name("/" + element.role), P=parent)
        )
        if element.alt and element.role != "Link":
            node.Alt = String(element.alt)
        files = [self.files[name] for name in element.attachments if name in self.files]
        if files:
            node.AF = Array(files)
        attributes = _attributes(element)
        if attributes:
            node.A = attributes[0] if len(attributes) == 1 else Array(attributes)
        kids = [self._kid(kid, node) for kid in element.kids]
        if kids:
            node.K = kids[0] if len(kids) == 1 else Array(kids)
        return node

    def _kid(
        self, kid: Element | Content | Annotation, node: pikepdf.Object
    ) -> pikepdf.Object | int:
        if isinstance(kid, Element):
            return self._element(kid, node)
        page = self.pages[kid.page]
        if isinstance(kid, Annotation):
            annotation = page.Annots[kid.index]
            annotation.StructParent = len(self.pages) + len(self.annotated)
            annotation.Contents = String(kid.contents)
            annotation.F = PRINTED
            self.annotated.append(node)
            return Dictionary(Type=Name.OBJR, Pg=page, Obj=annotation)
        self.marked[kid.page][kid.mcid] = node
        if "/Pg" not in node:
            node.Pg = page
        if node.Pg.objgen == page.objgen:
            return kid.mcid
        return Dictionary(Type=Name.MCR, Pg=page, MCID=kid.mcid)


def _attributes(element: Element) -> list[Dictionary]:
    made = []
    if element.bbox:
        box = Array([round(value, 2) for value in element.bbox])
        made.append(Dictionary(O=Name.Layout, BBox=box, Placement=Name.Block))
    if element.scope or element.summary:
        table = Dictionary(O=Name.Table)
        if element.scope:
            table.Scope = Name("/" + element.scope)
        if element.summary:
            table.Summary = String(element.summary)
        made.append(table)
    if element.numbering:
        made.append(Dictionary(O=Name.List, ListNumbering=Name("/" + element.numbering)))
    return made


def _write_fonts(pdf: pikepdf.Pdf) -> None:
    """One ToUnicode map for all fonts: ReportLab's maps unused codes to U+0000 (UA 7.21.7).

    A font of a placed PDF logo keeps its own.
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


def _write_metadata(pdf: pikepdf.Pdf, metadata: Metadata) -> None:
    """The same words in the XMP packet and in the information dictionary (A-3 6.6.2.3)."""
    keywords = ", ".join(metadata.keywords)
    packet = _XMP.format(
        title=escape(metadata.title),
        author=escape(metadata.author),
        subject=escape(metadata.subject),
        keywords=escape(keywords),
        language=escape(metadata.language),
        producer=escape(metadata.producer),
        date=metadata.date.strftime("%Y-%m-%dT%H:%M:%SZ"),
    )
    stream = pdf.make_stream(packet.encode())
    stream.Type, stream.Subtype = Name.Metadata, Name.XML
    pdf.Root.Metadata = stream
    stamp = _pdf_date(metadata.date)
    pdf.trailer.Info = pdf.make_indirect(
        Dictionary(
            Title=String(metadata.title),
            Author=String(metadata.author),
            Subject=String(metadata.subject),
            Keywords=String(keywords),
            Producer=String(metadata.producer),
            Creator=String(metadata.producer),
            CreationDate=String(stamp),
            ModDate=String(stamp),
        )
    )
    if "/ID" in pdf.trailer:
        del pdf.trailer["/ID"]  # ReportLab's is random; saving makes one from the contents


def _pdf_date(date: datetime) -> str:
    return date.strftime("D:%Y%m%d%H%M%SZ")


_XMP = """<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="adobe:ns:meta/">
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">
<rdf:Description rdf:about=""
 xmlns:dc="http://purl.org/dc/elements/1.1/"
 xmlns:pdf="http://ns.adobe.com/pdf/1.3/"
 xmlns:xmp="http://ns.adobe.com/xap/1.0/"
 xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/"
 xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/"
 xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/"
 xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#"
 xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">
<dc:format>application/pdf</dc:format>
<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>
<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>
<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>
<dc:language><rdf:Bag><rdf:li>{language}</rdf:li></rdf:Bag></dc:language>
<pdf:Keywords>{keywords}</pdf:Keywords>
<pdf:Producer>{producer}</pdf:Producer>
<xmp:CreatorTool>{producer}</xmp:CreatorTool>
<xmp:CreateDate>{date}</xmp:CreateDate>
<xmp:ModifyDate>{date}</xmp:ModifyDate>
<pdfaid:part>3</pdfaid:part>
<pdfaid:conformance>A</pdfaid:conformance>
<pdfuaid:part>1</pdfuaid:part>
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>PDF/UA identification</pdfaSchema:schema>
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">
<pdfaProperty:name>part</pdfaProperty:name>
<pdfaProperty:valueType>Integer</pdfaProperty:valueType>
<pdfaProperty:category>internal</pdfaProperty:category>
<pdfaProperty:description>Part of ISO 14289 to which the file conforms</pdfaProperty:description>
</rdf:li></rdf:Seq></pdfaSchema:property>
</rdf:li></rdf:Bag></pdfaExtension:schemas>
</rdf:Description></rdf:RDF></x:xmpmeta>
<?xpacket end="w"?>"""
