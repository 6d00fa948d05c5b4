"""A PDF 1.7 file from its objects: small ones packed together, and a table of where each is.

ReportLab writes every object plainly; a tagged document has a thousand, which would be half of its
bytes. Knows the syntax of files (ISO 32000-1, 7.5), not what the objects say.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from hashlib import md5

import numpy as np
from reportlab.pdfbase import pdfdoc

from tradefiche.pdf.syntax import END_OF_STREAM
from tradefiche.pdf.syntax import stream

HEADER = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n"
MOST_PACKED = 100
"""Small objects in one stream: a reader unpacks all of them to see one."""

_PLAIN, _PACKED = 1, 2
_WIDTHS = (1, 4, 1)
"""Bytes of an entry of the table: its kind, and the two numbers that say where an object is."""


class PdfFile:
    """The objects of a file: those of a document that ReportLab drew, then those added.

    Its catalog, its information and its pages' structure are the caller's to add.
    """

    def __init__(self, drawn: pdfdoc.PDFDocument) -> None:
        self._bodies: list[bytes] = []
        known, numbered = drawn.idToObject, drawn.numberToId
        while len(self._bodies) < len(numbered):  # more are found while these are written
            item = known[numbered[len(self._bodies) + 1]]
            self._bodies.append(pdfdoc.format(item, drawn, toplevel=1))

    def reserve(self) -> int:
        """The number of an object that is written later."""
        self._bodies.append(b"")
        return len(self._bodies)

    def write(self, number: int, body: bytes) -> None:
        """The bytes of a reserved object."""
        self._bodies[number - 1] = body

    def add(self, body: bytes) -> int:
        """The number of a new object."""
        self._bodies.append(body)
        return len(self._bodies)

    def content(self, catalog: int, information: int) -> bytes:
        """The whole file; the same bytes for the same objects.

        Args:
            catalog, information: the numbers of these two.
        """
        parts = [HEADER]
        end = len(HEADER)
        places = np.zeros((len(self._bodies) + 2, 3), np.uint32)  # the first is nobody's

        def place(number: int, body: bytes) -> None:
            nonlocal end
            places[number] = _PLAIN, end, 0
            parts.append(_indirect(number, body))
            end += len(parts[-1])

        small = []
        for number, body in enumerate(self._bodies, 1):
            if body.endswith(END_OF_STREAM):
                place(number, body)
            else:
                small.append(number)
        groups = [small[at : at + MOST_PACKED] for at in range(0, len(small), MOST_PACKED)]
        places.resize((len(places) + len(groups), 3), refcheck=False)
        for holder, group in enumerate(groups, len(self._bodies) + 1):
            for index, number in enumerate(group):
                places[number] = _PACKED, holder, index
            place(holder, _together(group, [self._bodies[number - 1] for number in group]))
        last = len(places) - 1
        places[last] = _PLAIN, end, 0
        digest = md5(b"".join(parts), usedforsecurity=False).hexdigest()
        entries = (
            f"/Type/XRef/Size {len(places)}/W[{' '.join(map(str, _WIDTHS))}]"
            f"/Root {catalog} 0 R/Info {information} 0 R/ID[<{digest}><{digest}>]"
            f"/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns {sum(_WIDTHS)}>>"
        )
        parts.append(_indirect(last, stream(entries, zlib.compress(_differences(places)))))
        parts.append(f"startxref\n{end}\n%%EOF\n".encode("ascii"))
        return b"".join(parts)


def _indirect(number: int, body: bytes) -> bytes:
    """An object of its own, a stream.

    Two bytes end its data, as ``\\r\\n``: of one alone, after data that end with ``\\r``, a reader
    could take both for the line end, and find another length (ISO 19005-3, 6.1.7.1).
    """
    data = body[: -len(END_OF_STREAM)]
    return b"%d 0 obj\n%b\r\nendstream\nendobj\n" % (number, data)


def _together(numbers: Sequence[int], bodies: Sequence[bytes]) -> bytes:
    """Small objects in one stream: their numbers and places, then they themselves."""
    heads, place = [], 0
    for number, body in zip(numbers, bodies, strict=True):
        heads.append(f"{number} {place}")
        place += len(body) + 1
    first = " ".join(heads).encode("ascii") + b"\n"
    entries = f"/Type/ObjStm/N {len(numbers)}/First {len(first)}/Filter/FlateDecode"
    return stream(entries, zlib.compress(first + b"\n".join(bodies)))


def _differences(places: np.ndarray) -> bytes:
    """The table's rows as differences to the row above (predictor 12), which pack well."""
    columns = [places[:, 0], *(places[:, 1] >> shift for shift in (24, 16, 8, 0)), places[:, 2]]
    rows = np.stack(columns, axis=1).astype(np.uint8)
    rows[1:] -= rows[:-1].copy()
    return np.insert(rows, 0, 2, axis=1).tobytes()
