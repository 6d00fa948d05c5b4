"""The structure tree as PDF objects, and the parent tree that leads back from pages to it."""

from __future__ import annotations

from collections.abc import Mapping

from reportlab.pdfbase import pdfdoc

from tradefiche.pdf.file import PdfFile
from tradefiche.pdf.operators import number
from tradefiche.pdf.syntax import number_of
from tradefiche.pdf.syntax import text_string
from tradefiche.pdf.tags import Element
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.pdf.tags import annotation_object
from tradefiche.pdf.tags import link_annotation
from tradefiche.pdf.tags import page_object


class StructureWriter:
    """Writes the tree of a canvas into a file.

    Args:
        document: what the file was made from, which knows pages and annotations.
        files: the object numbers of the embedded files' descriptions, by name.
    """

    def __init__(
        self, file: PdfFile, document: pdfdoc.PDFDocument, files: Mapping[str, int]
    ) -> None:
        self.file, self.document, self.files = file, document, files
        count = len(document.Pages.pages)
        self.pages = [number_of(document, page_object(page + 1)) for page in range(count)]
        self._numbers: dict[Element, int] = {}
        self._referring: list[tuple[Element, str]] = []

    def write(self, canvas: TaggedCanvas) -> int:
        """The object number of the whole tree."""
        tree = self.file.reserve()
        root = self._element(canvas.root, tree)
        rows: list[str] = []
        for key, owners in enumerate(canvas.owners):
            if isinstance(owners, Element):
                rows.append(f"{key} {self._numbers[owners]} 0 R")
            else:
                row = " ".join(f"{self._numbers[owner]} 0 R" for owner in owners)
                rows.append(f"{key} {self.file.add(f'[{row}]'.encode('ascii'))} 0 R")
        parents = self.file.add(f"<</Nums[{' '.join(rows)}]>>".encode("ascii"))
        self.file.write(
            tree,
            f"<</Type/StructTreeRoot/K {root} 0 R/ParentTree {parents} 0 R"
            f"/ParentTreeNextKey {len(canvas.owners)}>>".encode("ascii"),
        )
        self._lead(canvas)
        return tree

    def _lead(self, canvas: TaggedCanvas) -> None:
        """Let links and items of contents lead to places, which have numbers by now."""
        for key, entries, target in canvas.jumps:
            place = canvas.place_of(target)
            view = f"/XYZ null {number(place.top)} null"
            action = f"/S/GoTo/D[{self.pages[place.page - 1]} 0 R{view}]"
            if place.element:
                action += f"/SD[{self._numbers[place.element]} 0 R{view}]"
            held = number_of(self.document, annotation_object(key))
            self.file.write(held, link_annotation(f"{entries}/A<<{action}>>"))
        for element, body in self._referring:
            assert element.refers is not None
            if found := canvas.place_of(element.refers).element:
                body = f"{body}/Ref[{self._numbers[found]} 0 R]"
            self.file.write(self._numbers[element], f"{body}>>".encode("ascii"))

    def _element(self, element: Element, parent: int) -> int:
        node = self._numbers[element] = self.file.reserve()
        page = -1
        kids = []
        for kid in element.kids:
            if isinstance(kid, tuple):
                on, mcid = kid
                page = on if page < 0 else page
                kids.append(f"{mcid}" if on == page else self._elsewhere(on, mcid))
            elif isinstance(kid, Element):
                kids.append(f"{self._element(kid, node)} 0 R")
            else:
                held = number_of(self.document, annotation_object(kid.key))
                kids.append(f"<</Type/OBJR/Pg {self.pages[kid.page]} 0 R/Obj {held} 0 R>>")
        body = f"<</Type/StructElem/S/{element.role}/P {parent} 0 R"
        if page >= 0:
            body += f"/Pg {self.pages[page]} 0 R"
        if kids:
            body += f"/K {kids[0]}" if len(kids) == 1 else f"/K[{' '.join(kids)}]"
        if element.described:
            body += self._described(element)
        if element.refers is None:
            self.file.write(node, f"{body}>>".encode("ascii"))
        else:
            self._referring.append((element, body))
        return node

    def _elsewhere(self, page: int, mcid: int) -> str:
        """Marked content on another page than the first of its element."""
        return f"<</Type/MCR/Pg {self.pages[page]} 0 R/MCID {mcid}>>"

    def _described(self, element: Element) -> str:
        """What few elements have: words, files, attributes."""
        parts = []
        if element.alt and element.role != "Link":
            parts.append(f"/Alt{text_string(element.alt)}")
        if element.actual:
            parts.append(f"/ActualText{text_string(element.actual)}")
        if element.expansion:
            parts.append(f"/E{text_string(element.expansion)}")
        if element.title:
            parts.append(f"/T{text_string(element.title)}")
        files = [f"{self.files[name]} 0 R" for name in element.attachments if name in self.files]
        if files:
            parts.append(f"/AF[{' '.join(files)}]")
        attributes = _attributes(element)
        if attributes:
            parts.append(f"/A[{' '.join(attributes)}]" if attributes[1:] else f"/A{attributes[0]}")
        return "".join(parts)


def _attributes(element: Element) -> list[str]:
    made = []
    if element.bbox:
        box = " ".join(number(round(value, 2)) for value in element.bbox)
        made.append(f"<</O/Layout/BBox[{box}]/Placement/Block>>")
    if element.scope or element.summary:
        scope = f"/Scope/{element.scope}" if element.scope else ""
        scope += f"/ColSpan {element.columns}" if element.columns > 1 else ""
        summary = f"/Summary{text_string(element.summary)}" if element.summary else ""
        made.append(f"<</O/Table{scope}{summary}>>")
    if element.numbering:
        made.append(f"<</O/List/ListNumbering/{element.numbering}>>")
    return made
