"""PDF objects as bytes: what ReportLab's document and our file writer both take; no file."""

from __future__ import annotations

import re
import zlib
from functools import lru_cache

from reportlab.pdfbase import pdfdoc

from tradefiche.pdf.operators import string

KEPT = 128
"""Packed contents that a process keeps: a region's files and drawings are in many documents."""

END_OF_STREAM = b"endstream\n"
"""What ReportLab ends the bytes of a stream with, and we after it."""


class WrittenObject(pdfdoc.PDFObject):
    """An object of ReportLab's document whose bytes are known; always referred to."""

    __RefOnly__ = 1

    def __init__(self, body: bytes) -> None:
        self.body = body

    def format(self, document: pdfdoc.PDFDocument) -> bytes:
        """The object's bytes (ReportLab's hook)."""
        return self.body


_IRREGULAR = re.compile(r"[^!-~]|[#%()<>\[\]{}/]")


def number_of(document: pdfdoc.PDFDocument, name: str) -> int:
    """The number of the object that ReportLab knows by ``name``."""
    return int(document.idToObjectNumberAndVersion[name][0])


def added(document: pdfdoc.PDFDocument, body: bytes) -> int:
    """The number of a new object of ReportLab's document."""
    return number_of(document, document.Reference(WrittenObject(body)).name)


def text_string(words: str) -> str:
    """A text string: ASCII in parentheses, else UTF-16 in hexadecimal.

    It is heard, never set: a narrow no-break space is a plain one (see ``fonts.to_unicode``).
    """
    words = words.replace("\u202f", " ")
    if words.isascii() and words.isprintable():
        return string(words.encode("ascii"))
    return f"<FEFF{words.encode('utf-16-be').hex()}>"


def name_object(words: str) -> str:
    """A name: « /text#2Fcsv »."""
    return "/" + _IRREGULAR.sub(lambda found: f"#{ord(found[0]):02X}", words)


def stream(entries: str, content: bytes) -> bytes:
    """A stream of bytes as they are; ``entries`` of its dictionary say how they are packed."""
    head = f"<<{entries}/Length {len(content)}>>\nstream\n".encode("ascii")
    return head + content + END_OF_STREAM


def packed_stream(entries: str, content: bytes) -> bytes:
    """A stream compressed, once for all documents that hold the same content."""
    return stream(f"{entries}/Filter/FlateDecode", packed(content))


@lru_cache(maxsize=KEPT)
def packed(content: bytes) -> bytes:
    """Compressed."""
    return zlib.compress(content)
