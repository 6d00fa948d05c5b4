"""The structure of a tagged PDF as assistive technology gets it: elements, texts, places, links.

The tree and its texts are read with pikepdf, character by character: a space that is not in the
file is not in the text. What is drawn where comes from PDFium.
"""

from __future__ import annotations

import ctypes
import io
import re
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from typing import Any

import pikepdf
import pypdfium2
import pypdfium2.raw as pdfium

Box = tuple[float, float, float, float]
"""Left, bottom, right, top, in points."""

HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


Mark = tuple[int, int]
"""A page, from 1, and the number of a marked content on it."""


@dataclass(frozen=True)
class Drawn:
    """One object of a page: where it is, and what it is marked as.

    Attributes:
        page: from 1.
        mcid: number of the marked content it belongs to, or None.
        artifact: whether it is marked as decoration.
    """

    page: int
    mcid: int | None
    artifact: bool
    box: Box


@dataclass(frozen=True)
class Piece:
    """The marked content of an element: its text, empty in a figure, and the box it fills."""

    page: int
    mcid: int
    text: str
    box: Box


@dataclass
class Node:
    """A structure element with all that is inside it, in reading order."""

    role: str
    attributes: Mapping[str, str]
    kids: list[Node | Piece] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What is read out: nothing is added between two pieces."""
        return "".join(kid.text for kid in self.kids)

    @property
    def heard(self) -> str:
        """What is said: the sense of an abbreviation, or what stands for the words drawn."""
        if said := self.attributes.get("ActualText") or self.attributes.get("E"):
            return said
        return "".join(kid.text if isinstance(kid, Piece) else kid.heard for kid in self.kids)

    @property
    def pieces(self) -> list[Piece]:
        """What is drawn for the element itself."""
        return [kid for kid in self.kids if isinstance(kid, Piece)]

    @property
    def nodes(self) -> list[Node]:
        """The elements just inside."""
        return [kid for kid in self.kids if isinstance(kid, Node)]

    def all(self, *roles: str) -> Iterator[Node]:
        """This element and all inside it, in reading order; only those of the roles, if any."""
        if not roles or self.role in roles:
            yield self
        for node in self.nodes:
            yield from node.all(*roles)


# -- what is drawn -------------------------------------------------------------------------------


@cache
def drawn(content: bytes) -> tuple[Drawn, ...]:
    """Every object drawn on the pages, in the order it is drawn."""
    with pypdfium2.PdfDocument(content) as opened:
        return tuple(
            each for number, page in enumerate(opened, 1) for each in _drawn_on(page, number)
        )


def _drawn_on(page: pypdfium2.PdfPage, number: int) -> Iterator[Drawn]:
    for item in page.get_objects(max_depth=1):
        mcid = pdfium.FPDFPageObj_GetMarkedContentID(item.raw)
        marked = mcid if mcid >= 0 else None
        yield Drawn(number, marked, "Artifact" in _marks(item.raw), item.get_bounds())


def _marks(item: Any) -> set[str]:
    found = set()
    for index in range(pdfium.FPDFPageObj_CountMarks(item)):
        buffer, size = (ctypes.c_ushort * 64)(), ctypes.c_ulong()
        mark = pdfium.FPDFPageObj_GetMark(item, index)
        pdfium.FPDFPageObjMark_GetName(mark, buffer, 128, ctypes.byref(size))
        found.add(bytes(buffer)[: size.value - 2].decode("utf-16-le"))
    return found


@cache
def boxes(content: bytes) -> Mapping[Mark, Box]:
    """What each marked content fills."""
    found: dict[Mark, list[Box]] = {}
    for each in drawn(content):
        if each.mcid is not None:
            found.setdefault((each.page, each.mcid), []).append(each.box)
    return {mark: around(inside) for mark, inside in found.items()}


def around(inside: Sequence[Box]) -> Box:
    """The smallest box that holds some."""
    left, bottom, right, top = zip(*inside, strict=True)
    return min(left), min(bottom), max(right), max(top)


# -- what is written -----------------------------------------------------------------------------


def texts(pdf: pikepdf.Pdf) -> Iterator[tuple[Mark, str]]:
    """The text of each marked content, by its fonts' own tables."""
    for number, page in enumerate(pdf.pages, 1):
        fonts = {name: characters(font) for name, font in page.Resources.Font.items()}
        marks: list[int | None] = []
        font, fonts_left = "", []
        for operands, operator in pikepdf.parse_content_stream(page):
            match str(operator):
                case "q":
                    fonts_left.append(font)
                case "Q":
                    font = fonts_left.pop()
                case "Tf":
                    font = str(operands[0])
                case "BMC":
                    marks.append(None)
                case "BDC":
                    marks.append(_mcid(operands[1]))
                case "EMC":
                    marks.pop()
                case "Tj" | "TJ" | "'" | '"':
                    shown = "".join(fonts[font][code] for code in _codes(operands[-1]))
                    for mcid in marks[-1:]:
                        if mcid is not None:
                            yield (number, mcid), shown


def _mcid(properties: pikepdf.Object) -> int | None:
    return int(properties.MCID) if "/MCID" in properties else None


def _codes(shown: pikepdf.Object) -> bytes:
    parts = shown if isinstance(shown, pikepdf.Array) else [shown]
    return b"".join(bytes(part) for part in parts if isinstance(part, pikepdf.String))


def characters(font: pikepdf.Object) -> Mapping[int, str]:
    """The character of each one-byte code, by the font's ToUnicode map."""
    table = font.ToUnicode.read_bytes().decode("ascii")
    found: dict[int, str] = {}
    for kind, block in re.findall(r"beginbf(char|range)(.*?)endbf", table, re.S):
        rows = re.findall(r"<(\w+)>\s*" * (2 if kind == "char" else 3), block)
        for first, *last, text in rows:
            start = bytes.fromhex(text).decode("utf-16-be")
            for step in range(int(last[0], 16) - int(first, 16) + 1 if last else 1):
                found[int(first, 16) + step] = start[:-1] + chr(ord(start[-1]) + step)
    return found


# -- the tree ------------------------------------------------------------------------------------


@cache
def tree(content: bytes) -> Node:
    """The whole structure; the root is the Document."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        pages = {page.obj.objgen: number for number, page in enumerate(pdf.pages, 1)}
        words: dict[Mark, str] = {}
        for mark, text in texts(pdf):
            words[mark] = words.get(mark, "") + text
        pieces = {
            mark: Piece(*mark, words.get(mark, ""), box) for mark, box in boxes(content).items()
        }
        return _node(pdf.Root.StructTreeRoot.K, pages, pieces)


def _node(
    element: pikepdf.Object, pages: Mapping[tuple[int, int], int], pieces: Mapping[Mark, Piece]
) -> Node:
    node = Node(str(element.S)[1:], _attributes(element))
    for kid in _several(element.get("/K")):
        if isinstance(kid, int):
            node.kids.append(pieces[pages[element.Pg.objgen], kid])
        elif kid.get("/Type") == pikepdf.Name.MCR:
            node.kids.append(pieces[pages[kid.Pg.objgen], int(kid.MCID)])
        elif kid.get("/Type") != pikepdf.Name.OBJR:
            node.kids.append(_node(kid, pages, pieces))
    return node


def _attributes(element: pikepdf.Object) -> dict[str, str]:
    """Alternative text, attached files, the description of a link, and what /A holds."""
    found = {}
    for name in ("Alt", "ActualText", "E"):
        if f"/{name}" in element:
            found[name] = str(element[f"/{name}"])
    for owner in _several(element.get("/A")):
        keys = (key for key in owner if key != "/O")
        found |= {key[1:]: _value(owner[key]) for key in sorted(keys)}
    links = [k for k in _several(element.get("/K")) if not isinstance(k, int) and "/Obj" in k]
    if links:
        found["Contents"] = " + ".join(str(link.Obj.Contents) for link in links)
    files = _several(element.get("/AF"))
    if files:
        found["AF"] = ", ".join(str(file.UF) for file in files)
    return found


def _value(value: Any) -> str:
    if isinstance(value, pikepdf.Array):
        return " ".join(f"{float(number):g}" for number in value)
    return str(value).removeprefix("/")


def _several(value: Any) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, pikepdf.Array) else [value]


# -- the tree as text ----------------------------------------------------------------------------


def dump(content: bytes) -> str:
    """The tree for a person to read: role, attributes, text; places are left out."""
    return "\n".join(_dumped(tree(content), "")) + "\n"


def _dumped(node: Node, indent: str) -> Iterator[str]:
    shown = {name: value for name, value in node.attributes.items() if name != "BBox"}
    notes = "".join(f" [{name}: {value}]" for name, value in shown.items())
    own = "".join(piece.text for piece in node.pieces)
    yield f"{indent}{node.role}{notes}" + (f" “{own}”" if own else "")
    for inner in node.nodes:
        yield from _dumped(inner, indent + "  ")


def linear(content: bytes) -> str:
    """All that is read out, from the first word to the last: what somebody who listens gets.

    A heading is on a line behind as many « # » as its level, a row of a table on a line with bars
    between its cells, a figure is its alternative text.
    """
    return "\n".join(_read(tree(content))) + "\n"


def _read(node: Node) -> Iterator[str]:
    if node.role == "Figure":
        yield f"[Figure : {node.attributes.get('Alt', '')}]"
    elif node.role == "TR":
        yield " | ".join(cell.heard.strip() for cell in node.nodes)
    elif node.role in HEADINGS:
        yield f"{'#' * int(node.role[1])} {node.heard.strip()}"
    elif node.role == "LI":
        yield "- " + " ".join(part.heard.strip() for part in node.nodes)
    elif node.pieces or any(inner.role == "Span" for inner in node.nodes):
        yield node.heard.strip()
    else:
        for inner in node.nodes:
            yield from _read(inner)
