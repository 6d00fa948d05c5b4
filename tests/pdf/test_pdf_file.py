"""The file that holds a document's objects: packed, sound, and read the same by every reader."""

from __future__ import annotations

import io
import re
import zlib

import pikepdf
import pytest
from pikepdf import Dictionary
from pikepdf import Stream
from reportlab.pdfgen.canvas import Canvas

from tradefiche.pdf.file import MOST_PACKED
from tradefiche.pdf.file import PdfFile
from tradefiche.pdf.syntax import name_object
from tradefiche.pdf.syntax import packed_stream
from tradefiche.pdf.syntax import stream
from tradefiche.pdf.syntax import text_string


def made(*bodies: bytes) -> bytes:
    """A file of one empty page and some objects, which its catalog lists."""
    canvas = Canvas("", invariant=1)
    canvas.showPage()
    document = canvas._doc
    file = PdfFile(document)
    held = " ".join(f"{file.add(body)} 0 R" for body in bodies)
    pages = document.Reference(document.Pages).format(document).decode()
    catalog = file.add(f"<</Type/Catalog/Pages {pages}/Held[{held}]>>".encode())
    return file.content(catalog, file.add(b"<</Title(Essai)>>"))


@pytest.mark.parametrize("count", [0, 1, MOST_PACKED - 5, MOST_PACKED, 3 * MOST_PACKED + 1])
def test_all_objects_are_found_again(count: int) -> None:
    content = made(*(f"<</Number {index}>>".encode() for index in range(count)))
    with pikepdf.open(io.BytesIO(content), attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []
        assert [int(item.Number) for item in pdf.Root.Held] == list(range(count))
        assert str(pdf.docinfo["/Title"]) == "Essai"
        holders = [item for item in pdf.objects if is_holder(item)]
        assert all(int(holder.N) <= MOST_PACKED for holder in holders)


def is_holder(item: object) -> bool:
    return isinstance(item, Stream) and item.get("/Type") == "/ObjStm"


@pytest.mark.parametrize("last", [b"\r", b"\n", b"\r\n", b" ", b"x", b""])
def test_the_end_of_a_stream_can_be_read_one_way_only(last: bytes) -> None:
    """Who takes one line end away before « endstream » finds the length that is told."""
    data = b"1 0 0 RG" + last
    content = made(stream("", data))
    (found,) = (
        body
        for length, body in streams(content)
        if body.startswith(b"1 0 0 RG") and length == len(data)
    )
    assert found == data
    with pikepdf.open(io.BytesIO(content)) as pdf:
        assert pdf.Root.Held[0].read_raw_bytes() == data


def streams(content: bytes) -> list[tuple[int, bytes]]:
    """The length told of each stream, and what is between its keywords without a line end."""
    pattern = re.compile(rb"/Length (\d+)[^\n]*>>\nstream\n(.*?)(?:\r\n|\n|\r)endstream", re.DOTALL)
    return [(int(length), body) for length, body in pattern.findall(content)]


def test_a_packed_stream_is_read_back_as_it_was() -> None:
    content = b"7;8;9\r\n" * 1000
    with pikepdf.open(io.BytesIO(made(packed_stream("/Own true", content)))) as pdf:
        (item,) = pdf.Root.Held
        assert item.read_bytes() == content
        assert zlib.decompress(item.read_raw_bytes()) == content
        assert item.Own is True


@pytest.mark.parametrize(
    "words",
    ["Allier", "(a) \\ b)", "é", "l’État", "1\u202f234", "deux\nlignes", "", "𝄞", "tab\tici"],
)
def test_words_are_read_back(words: str) -> None:
    body = f"<</Words{text_string(words)}/Kind{name_object('text/csv #1 é')}>>"
    with pikepdf.open(io.BytesIO(made(body.encode("ascii")))) as pdf:
        (item,) = pdf.Root.Held
        assert isinstance(item, Dictionary)
        assert str(item.Words) == words.replace("\u202f", " ")  # they are heard, never set
        assert bytes(item.Kind.unparse()).lower() == b"/text#2fcsv#20#231#20#e9"


def test_another_object_is_another_file() -> None:
    one, same, other = made(b"[1]"), made(b"[1]"), made(b"[2]")
    assert one == same
    with pikepdf.open(io.BytesIO(one)) as pdf, pikepdf.open(io.BytesIO(other)) as second:
        assert bytes(pdf.trailer.ID[0]) == bytes(pdf.trailer.ID[1]) != bytes(second.trailer.ID[0])
