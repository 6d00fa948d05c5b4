"""Fonts shared by figures and body text: one fixed character table, one set of metrics.

A figure recorded once is placed in many documents, so the byte that stands for a character
must be the same in all of them; ReportLab gives bytes out in order of use. ``FixedFont``
freezes the table. A character outside it, or missing from the font file, raises: a silent
``.notdef`` box on a printed page would be worse.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from functools import cached_property
from functools import lru_cache
from pathlib import Path
from typing import Literal
from typing import NamedTuple

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import FF_NONSYMBOLIC
from reportlab.pdfbase.ttfonts import FF_SYMBOLIC
from reportlab.pdfbase.ttfonts import SUBSETN
from reportlab.pdfbase.ttfonts import TTFont

from tradefiche.messages import _
from tradefiche.pdf.operators import number
from tradefiche.pdf.operators import string
from tradefiche.pdf.syntax import WrittenObject
from tradefiche.pdf.syntax import added
from tradefiche.pdf.syntax import name_object
from tradefiche.pdf.syntax import number_of
from tradefiche.pdf.syntax import packed_stream

Weight = Literal["regular", "italic", "semibold", "bold"]
WEIGHTS: tuple[Weight, ...] = ("regular", "italic", "semibold", "bold")

_BEYOND_ASCII = (
    "ÀÂÄÆÇÈÉÊËÎÏÔÖŒÙÛÜŸàâäæçèéêëîïôöœùûüÿ"
    "ÁÃÅÍÑÓÕØÚáãåíñóõøúßğıİşŠšŽžČčćłńřý"
    "°²³§©®·×÷±≥≤≈•…–—‘’“”«»‹›€№‰µ½¼¾†"
    "\u202f\u2212▲▼▶■→←↑↓"
)
"""What French public documents need beside ASCII; codes are positions in this string + 127."""

CODES = {chr(code): code for code in range(32, 127)} | {
    character: 127 + position for position, character in enumerate(_BEYOND_ASCII)
}
CODES["\u00a0"] = CODES[" "]  # viewers give it back as a space, as ReportLab does


SPOKEN = {"\u202f": 0x20}
"""What is given back otherwise than it is drawn."""
TO_UNICODE = "to unicode"
"""The name of the map from codes back to characters among a document's objects."""
MOST_OF_NAME = 63
"""Characters of a font's own name, as PostScript has it."""


class FontError(ValueError):
    """A font file cannot be used, or a text has a character that it cannot show."""


class FixedFont(TTFont):
    """A TrueType font whose character codes never depend on the document."""

    def __init__(self, name: str, path: Path) -> None:
        try:
            super().__init__(name, str(path), asciiReadable=True)
        except Exception as error:  # ReportLab has many ways to stumble over a damaged file
            raise FontError(
                _(
                    "{path}: not a TrueType font ReportLab can embed ({error})",
                    path=path,
                    error=error,
                )
            ) from error
        size = path.stat().st_size
        if any(table["offset"] + table["length"] > size for table in self.face.tables):
            raise FontError(_("{path}: the font file is cut short", path=path))
        if len(self.face.name) > MOST_OF_NAME:
            raise FontError(
                _(
                    "{path}: the font has a name of {count} characters",
                    path=path,
                    count=len(self.face.name),
                )
            )
        missing = {c for c in CODES if c != "\u00a0" and ord(c) not in self.face.charToGlyph}
        self.codes = {c: code for c, code in CODES.items() if c not in missing}
        self._table = [0] * (128 + len(_BEYOND_ASCII))
        for character, code in self.codes.items():
            if character != "\u00a0":
                self._table[code] = ord(character)

    def require_outlines(self, path: Path) -> None:
        """Make the subset that every document embeds: outlines are read only then.

        Raises:
            FontError: they are damaged.
        """
        try:
            self._program  # noqa: B018 (made once, when it is asked for)
        except Exception as error:  # as above
            raise FontError(
                _("{path}: the font is damaged ({error!r})", path=path, error=error)
            ) from error

    def stringWidth(self, text: str, size: float, encoding: str = "utf-8") -> float:
        """ReportLab's hook: the width of ``text`` in points; it is asked for most of all."""
        width, usual = self.face.charWidths.get, self.face.defaultWidth
        return float(0.001 * size * sum([width(code, usual) for code in map(ord, text)]))

    def encode(self, text: str) -> bytes:
        """The bytes that show ``text``.

        Raises:
            FontError: a character is outside the fixed table or absent from the font.
        """
        try:
            return bytes([self.codes[c] for c in text])
        except KeyError as error:
            character = error.args[0]
            raise FontError(
                _(
                    "font {font} has no place for {character} in {text!r}",
                    font=self.fontName,
                    character=f"U+{ord(character):04X}",
                    text=text,
                )
            ) from error

    def operand(self, text: str) -> str:
        """The same as a string in page content, in plain ASCII: it survives what encodes it next.

        Raises:
            FontError: a character is outside the fixed table or absent from the font.
        """
        try:
            return f"({text.translate(self._escaped)})"
        except FontError:
            self.encode(text)  # says in which text
            raise

    @cached_property
    def _escaped(self) -> Mapping[int, str]:
        return _Escapes({ord(c): string(bytes([code]))[1:-1] for c, code in self.codes.items()})

    def splitString(
        self, text: str, doc: object, encoding: str = "utf-8"
    ) -> list[tuple[int, bytes]]:
        """ReportLab's hook: always one subset, fixed codes.

        Raises:
            FontError: a character is outside the fixed table or absent from the font.
        """
        self._state_of(doc)
        return [(0, self.encode(text))] if text else []

    def getSubsetInternalName(self, subset: int, doc: object) -> str:
        """ReportLab's hook: the resource name of the font in ``doc``."""
        self._state_of(doc)
        return str(super().getSubsetInternalName(subset, doc))

    def addObjects(self, doc: pdfdoc.PDFDocument) -> None:
        """ReportLab's hook: the font in ``doc``, whose codes all fonts of ours map alike.

        ReportLab's own map leads unused codes to U+0000, against UA 7.21.7 (so reportlab 5.1.0:
        its ``makeToUnicodeCMap`` writes a row for each place of the subset, filled or not).
        """
        alias = self.getSubsetInternalName(0, doc)[1:]
        if TO_UNICODE not in doc.idToObject:
            doc.Reference(WrittenObject(packed_stream("", to_unicode())), TO_UNICODE)
        codes = number_of(doc, TO_UNICODE)
        program = added(doc, self._program)
        descriptor = added(doc, f"{self._descriptor}/FontFile2 {program} 0 R>>".encode("ascii"))
        font = WrittenObject(
            f"{self._dictionary}/Name{name_object(alias)}/ToUnicode {codes} 0 R"
            f"/FontDescriptor {descriptor} 0 R>>".encode("ascii")
        )
        doc.Reference(font, alias)
        doc.idToObject[pdfdoc.BasicFonts][alias] = font
        del self.state[doc]

    @cached_property
    def _program(self) -> bytes:
        """The outlines of the table's characters: every document embeds the same."""
        program = bytes(self.face.makeSubset(list(self._table)))
        return packed_stream(f"/Length1 {len(program)}", program)

    @property
    def _base_name(self) -> str:
        return name_object((SUBSETN(0) + b"+" + self.face.name).decode("latin-1"))

    @cached_property
    def _descriptor(self) -> str:
        face = self.face
        box = " ".join(map(number, face.bbox))
        flags = face.flags & ~FF_NONSYMBOLIC | FF_SYMBOLIC  # the codes are those of our table
        return (
            f"<</Type/FontDescriptor/FontName{self._base_name}/Flags {flags}"
            f"/FontBBox[{box}]/Ascent {number(face.ascent)}/Descent {number(face.descent)}"
            f"/CapHeight {number(face.capHeight)}/ItalicAngle {number(face.italicAngle)}"
            f"/StemV {number(face.stemV)}/MissingWidth {number(face.defaultWidth)}"
        )

    @cached_property
    def _dictionary(self) -> str:
        widths = " ".join(number(self.face.getCharWidth(code)) for code in self._table)
        return (
            f"<</Type/Font/Subtype/TrueType/BaseFont{self._base_name}"
            f"/FirstChar 0/LastChar {len(self._table) - 1}/Widths[{widths}]"
        )

    def _state_of(self, doc: object) -> None:
        if doc not in self.state:
            state = TTFont.State(True, self)
            state.subsets = [list(self._table)]
            self.state[doc] = state


class _Escapes(dict[int, str]):
    """For ``str.translate``, which leaves what a mapping has not: here nothing may be left."""

    def __missing__(self, code: int) -> str:
        raise FontError(_("no place for {character}", character=f"U+{code:04X}"))


@cache
def to_unicode() -> bytes:
    """The map from codes back to characters, the same for every font of ours.

    The narrow no-break space comes back as a plain one: French voices read « 2152 » in « 2 152 »
    with a space, and two numbers with U+202F. On the page it stays narrow, and never breaks.
    """
    rows = [
        f"<{code:02X}> <{SPOKEN.get(character, ord(character)):04X}>"
        for character, code in CODES.items()
        if character != "\u00a0"
    ]
    blocks = [rows[start : start + 100] for start in range(0, len(rows), 100)]
    lines = [
        "/CIDInit /ProcSet findresource begin",
        "12 dict begin",
        "begincmap",
        "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def",
        "/CMapName /Adobe-Identity-UCS def",
        "/CMapType 2 def",
        "1 begincodespacerange",
        "<00> <FF>",
        "endcodespacerange",
    ]
    for block in blocks:
        lines += [f"{len(block)} beginbfchar", *block, "endbfchar"]
    lines += ["endcmap", "CMapName currentdict /CMap defineresource pop", "end", "end"]
    return "\n".join(lines).encode("ascii")


class Typeface(NamedTuple):
    """Four weights registered with ReportLab, under names that begin with ``name``."""

    name: str

    @property
    def fonts(self) -> Mapping[Weight, str]:
        """The registered names of all weights."""
        return _fonts(self.name)

    def font(self, weight: Weight) -> str:
        """The registered name of one weight."""
        return f"{self.name}-{weight}"

    def shows(self, character: str) -> bool:
        """Whether all its weights have a place for a character."""
        return all(character in pdfmetrics.getFont(self.font(weight)).codes for weight in WEIGHTS)

    def width(self, text: str, weight: Weight, size: float) -> float:
        """Width of ``text`` in points; the same number in figures and in body text."""
        return unit_width(f"{self.name}-{weight}", text) * size  # ``font``, without its call


@cache
def _fonts(name: str) -> Mapping[Weight, str]:
    return {weight: f"{name}-{weight}" for weight in WEIGHTS}


@lru_cache(maxsize=100_000)
def unit_width(font: str, text: str) -> float:
    """Width of ``text`` at size 1 (metrics are linear, kerning is not used)."""
    return float(pdfmetrics.stringWidth(text, font, 1))


def register(name: str, files: dict[Weight, Path]) -> Typeface:
    """Make a typeface known to ReportLab; done once, later calls with the same files are free.

    Raises:
        FontError: a file is missing, is not TrueType, or the name stands for other files.
    """
    typeface = Typeface(name)
    for weight in WEIGHTS:
        path, known = files[weight], typeface.font(weight)
        if known in pdfmetrics.getRegisteredFontNames():
            if pdfmetrics.getFont(known).face.filename != str(path):
                raise FontError(f"typeface {name} is registered with other files")
            continue
        if not path.is_file():
            raise FontError(_("{path}: no such font file", path=path))
        font = FixedFont(known, path)
        font.require_outlines(path)
        pdfmetrics.registerFont(font)
    return typeface
