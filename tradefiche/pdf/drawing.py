"""A recorded drawing: PDF operators with the fonts and opacities they need; and its placing.

A ``Drawing`` is plain data: it can be pickled, sent to another process and placed in any number
of documents, because its text is encoded with fixed character tables (see ``fonts``).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass

from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from tradefiche.pdf.operators import number
from tradefiche.pdf.syntax import number_of
from tradefiche.pdf.syntax import stream


@dataclass(frozen=True, slots=True)
class Drawing:
    """A figure ready to be placed.

    Attributes:
        width, height: size in points.
        content: PDF operators, zlib-compressed.
        fonts: (registered font, resource name) pairs.
        opacities: ((stroke, fill), resource name) pairs.
        texts: the strings drawn, in order; what a test or a search can rely on.
    """

    width: float
    height: float
    content: bytes
    fonts: tuple[tuple[str, str], ...]
    opacities: tuple[tuple[tuple[float, float], str], ...]
    texts: tuple[str, ...]

    @property
    def operators(self) -> str:
        """The uncompressed operators."""
        return zlib.decompress(self.content).decode("latin-1")

    @property
    def name(self) -> str:
        """A name that depends on the drawing alone, so that documents come out identical."""
        looks = repr((self.width, self.height, self.fonts, self.opacities)).encode()
        return f"drawing{zlib.crc32(looks, zlib.crc32(self.content)):08x}{len(self.content):x}"


class _Form(pdfdoc.PDFObject):
    """The Form XObject of a drawing, as ReportLab's document writer wants it."""

    __RefOnly__ = 1

    def __init__(self, drawing: Drawing, document: pdfdoc.PDFDocument) -> None:
        self.drawing = drawing
        # Asked for now: ReportLab forgets a font's names when it writes the font, before this
        # (reportlab 5.1.0: TTFont.addObjects ends with « del self.state[doc] »).
        self.font_names = {
            alias: pdfmetrics.getFont(font).getSubsetInternalName(0, document)[1:]
            for font, alias in drawing.fonts
        }

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """The object's bytes (ReportLab's hook)."""
        drawing = self.drawing
        fonts = "".join(
            f"/{alias} {number_of(document, name)} 0 R" for alias, name in self.font_names.items()
        )
        states = "".join(
            f"/{name}<</CA {number(stroke)}/ca {number(fill)}>>"
            for (stroke, fill), name in drawing.opacities
        )
        return stream(
            "/Type/XObject/Subtype/Form/FormType 1"
            f"/BBox[0 0 {number(drawing.width)} {number(drawing.height)}]"
            f"/Resources<</Font<<{fonts}>>/ExtGState<<{states}>>>>/Filter/FlateDecode",
            drawing.content,
        )


def place(canvas: Canvas, drawing: Drawing, x: float = 0, y: float = 0) -> None:
    """Draw ``drawing`` with its lower left corner at (x, y) points; embedded once a document."""
    document, name = canvas._doc, drawing.name
    if not canvas.hasForm(name):
        document.addForm(name, _Form(drawing, document))
    canvas.saveState()
    canvas.translate(x, y)
    canvas.doForm(name)
    canvas.restoreState()
