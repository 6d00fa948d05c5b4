"""The drawing of a PDF's first page, copied key by key: nothing else of the file comes along.

What draws is listed, and all the rest stays behind: embedded files, actions, scripts, annotations,
layers, metadata, structure, PostScript, references to other files.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array
from pikepdf import Dictionary
from pikepdf import Name
from pikepdf import Stream
from reportlab.pdfbase import pdfdoc

from tradefiche.messages import _
from tradefiche.messages import whole
from tradefiche.pdf.logos import MOST_PIXELS
from tradefiche.pdf.syntax import WrittenObject
from tradefiche.pdf.syntax import added
from tradefiche.pdf.syntax import packed_stream
from tradefiche.pdf.syntax import stream

MOST_CONTENT = 4_000_000
"""Bytes of operators, unpacked: a thousand times what a logo has."""
MOST_DEPTH = 40
MOST_OBJECTS = 20_000

_DRAWING = """
Type Subtype FormType BBox Matrix Resources Group S CS I K PatternType PaintType TilingType  XStep
YStep Shading ExtGState  Width Height ColorSpace BitsPerComponent Intent ImageMask Mask Decode
Interpolate SMask  SMaskInData Matte Predictor Colors Columns EarlyChange EndOfLine
EncodedByteAlign Rows  EndOfBlock BlackIs1 DamagedRowsBeforeError JBIG2Globals ColorTransform  LW
LC LJ ML D RI OP op OPM Font FL SM SA BM CA ca AIS TK G BC  N Alternate Range WhitePoint
BlackPoint Gamma Colorants Process Components ShadingType  Background AntiAlias Domain Function
Coords Extend BitsPerCoordinate BitsPerFlag  VerticesPerRow FunctionType Size BitsPerSample Order
Encode C0 C1 Functions Bounds  BaseFont FirstChar LastChar Widths FontDescriptor Encoding
ToUnicode DescendantFonts  CIDSystemInfo DW W DW2 W2 CIDToGIDMap FontBBox FontMatrix CharProcs
Registry Ordering  Supplement BaseEncoding Differences CMapName WMode UseCMap FontName FontFamily
FontStretch  FontWeight Flags ItalicAngle Ascent Descent Leading CapHeight XHeight StemV StemH
AvgWidth  MaxWidth MissingWidth FontFile FontFile2 FontFile3 CharSet CIDSet Length1 Length2
Length3
"""
"""Of forms, patterns, images, graphics states, colours, shadings, functions and fonts."""
KEYS = frozenset(f"/{key}" for key in _DRAWING.split())
RESOURCES = ("/ExtGState", "/ColorSpace", "/Pattern", "/Shading", "/XObject", "/Font")
BY_NAME = ("/CharProcs", "/Colorants")
"""Whose keys are names given by the author."""
MARKS = frozenset(("BMC", "BDC", "EMC", "MP", "DP"))


def drawing(pdf: pikepdf.Pdf) -> Any:
    """The first page as a form of ``pdf``, which reaches nothing but what draws.

    Raises:
        ValueError: it has hidden layers, or is larger, deeper or packed otherwise than a logo is.
    """
    settings = pdf.Root.get("/OCProperties", Dictionary()).get("/D", Dictionary())
    if len(settings.get("/OFF", Array())) or settings.get("/BaseState") == Name.OFF:
        raise ValueError(_("it has hidden layers"))
    page = pdf.pages[0]
    contents = page.obj.get("/Contents", Array())
    parts: list[Any] = [contents] if isinstance(contents, Stream) else list(contents)
    copier = _Copier(pdf)
    form: Any = page.as_form_xobject()
    return copier.operators(form, b"\n".join(copier.unpacked(part) for part in parts), 0)


def embedded(path: Path, document: pdfdoc.PDFDocument) -> WrittenObject:
    """The drawing of a file's first page, as a form of ReportLab's document."""
    with pikepdf.open(path) as source:
        return WrittenObject(_Embedder(document).stream(drawing(source)))


class _Embedder:
    """Writes a drawing's objects for ReportLab's document; each stream once."""

    def __init__(self, document: pdfdoc.PDFDocument) -> None:
        self.document = document
        self.numbers: dict[tuple[int, int], int] = {}

    def value(self, item: Any) -> bytes:
        """Any object, streams by a reference."""
        if isinstance(item, Stream):
            if item.objgen not in self.numbers:
                self.numbers[item.objgen] = added(self.document, self.stream(item))
            return b"%d 0 R" % self.numbers[item.objgen]
        if isinstance(item, Dictionary):
            return b"<<" + self.entries(item) + b">>"
        if isinstance(item, Array):
            return b"[" + b" ".join(self.value(each) for each in item) + b"]"
        return bytes(Array([item]).unparse())[1:-1].strip()  # a number of Python has no unparse

    def entries(self, item: Any) -> bytes:
        """The entries of a dictionary."""
        return b" ".join(
            Name(key).unparse() + b" " + self.value(inner)
            for key, inner in sorted(item.items())
            if key != "/Length"
        )

    def stream(self, item: Any) -> bytes:
        """A stream, compressed where it is not."""
        raw = item.read_raw_bytes()
        entries = str(self.entries(item), "latin-1")
        return stream(entries, raw) if "/Filter" in item else packed_stream(entries, raw)


class _Copier:
    """Copies objects of one file; each stream once."""

    def __init__(self, pdf: pikepdf.Pdf) -> None:
        self.pdf = pdf
        self.streams: dict[tuple[int, int], Any] = {}
        self.count, self.room = 0, MOST_CONTENT

    def value(self, item: Any, depth: int) -> Any:
        """Any object, or None for what does not draw."""
        self.count += 1
        if depth > MOST_DEPTH or self.count > MOST_OBJECTS:
            raise ValueError(_("it has more, or deeper, parts than a logo has"))
        if isinstance(item, Stream):
            return self.stream(item, depth + 1)
        if isinstance(item, Dictionary):
            return Dictionary(self.entries(item, depth + 1))
        if isinstance(item, Array):
            kept = [(each, self.value(each, depth + 1)) for each in item]
            return Array([made for each, made in kept if made is not None or each is None])
        return item

    def entries(self, item: Any, depth: int) -> dict[str, Any]:
        """The listed keys of a dictionary."""
        made = {}
        for key, inner in item.items():
            if key == "/Resources" and isinstance(inner, Dictionary):
                made[key] = self.resources(inner, depth)
            elif key in BY_NAME and isinstance(inner, Dictionary):
                made[key] = self.named(inner, depth)
            elif key in KEYS:
                made[key] = self.value(inner, depth)
        return {key: inner for key, inner in made.items() if inner is not None}

    def resources(self, item: Any, depth: int) -> Any:
        """What operators name, by kind."""
        kinds = {key: item[key] for key in RESOURCES if isinstance(item.get(key), Dictionary)}
        return Dictionary({key: self.named(inner, depth) for key, inner in kinds.items()})

    def named(self, item: Any, depth: int) -> Any:
        """Objects by the names of their author."""
        made = {key: self.value(inner, depth) for key, inner in item.items()}
        return Dictionary({key: inner for key, inner in made.items() if inner is not None})

    def stream(self, item: Stream, depth: int) -> Any:
        """A stream with its listed keys; operators go without marks, data as they are packed."""
        if item.objgen in self.streams:
            if self.streams[item.objgen] is None:
                raise ValueError(_("a part of it holds itself"))
            return self.streams[item.objgen]
        kind = item.get("/Subtype")
        if kind == Name.PS or item.get("/Subtype2") == Name.PS:
            return None
        self.streams[item.objgen] = None
        if kind == Name.Form or item.get("/PatternType") == 1:
            made = self.operators(item, self.unpacked(item), depth)
        else:
            if kind == Name.Image and int(item.Width) * int(item.Height) > MOST_PIXELS:
                raise ValueError(
                    _("a picture in it has more than {most} pixels", most=whole(MOST_PIXELS))
                )
            made = Stream(self.pdf, b"", self.entries(item, depth))
            packing: Any = item.get("/Filter")
            parameters = self.value(item.get("/DecodeParms"), depth)
            made.write(item.read_raw_bytes(), filter=packing, decode_parms=parameters)
        self.streams[item.objgen] = made
        return made

    def operators(self, item: Stream, content: bytes, depth: int) -> Any:
        """A form or a pattern: what draws, without marks and without what is not there to draw."""
        made = Stream(self.pdf, content, self.entries(item, depth))
        there = made.get("/Resources", Dictionary()).get("/XObject", Dictionary())
        kept = [
            instruction
            for instruction in pikepdf.parse_content_stream(made)
            if _draws(str(instruction.operator), instruction.operands, there)
        ]
        made.write(pikepdf.unparse_content_stream(kept))
        return self.pdf.make_indirect(made)

    def unpacked(self, item: Stream) -> bytes:
        """The operators of a stream, as many as there is room for."""
        filters = item.get("/Filter", Array())
        names = [filters] if isinstance(filters, Name) else list(filters)
        raw = item.read_raw_bytes()
        if names == [Name.FlateDecode] and "/DecodeParms" not in item:
            made = zlib.decompressobj().decompress(raw, self.room + 1)
        elif not names:
            made = raw
        else:
            raise ValueError(_("its operators are packed in a way that is not read"))
        self.room -= len(made)
        if self.room < 0:
            raise ValueError(_("it draws with more than {most} bytes", most=whole(MOST_CONTENT)))
        return made


def _draws(operator: str, operands: Iterable[Any], there: Any) -> bool:
    if operator == "Do":
        return all(str(name) in there for name in operands)
    return operator not in MARKS
