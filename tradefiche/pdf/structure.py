"""The structure tree as PDF objects, and the parent tree that leads back from pages to it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

import pikepdf
from pikepdf import Array
from pikepdf import Dictionary
from pikepdf import Name
from pikepdf import String

from tradefiche.pdf.tags import Annotation
from tradefiche.pdf.tags import Content
from tradefiche.pdf.tags import Element

PRINTED = 4
"""Annotation flag: links are part of the printed page (UA 7.18.1, A-3 6.3.2)."""


_STRUCT_ELEM = Name.StructElem


@cache
def _role(role: str) -> Name:
    return Name("/" + role)


class StructureWriter:
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
        fields = {"/Type": _STRUCT_ELEM, "/S": _role(element.role), "/P": parent}
        page = next((kid.page for kid in element.kids if isinstance(kid, Content)), None)
        if page is not None:
            fields["/Pg"] = self.pages[page]
        node = self.pdf.make_indirect(Dictionary(fields))
        if element.alt and element.role != "Link":
            node.Alt = String(element.alt)
        if element.title:
            node.T = String(element.title)
        files = [self.files[name] for name in element.attachments if name in self.files]
        if files:
            node.AF = Array(files)
        attributes = _attributes(element)
        if attributes:
            node.A = attributes[0] if len(attributes) == 1 else Array(attributes)
        kids = [self._kid(kid, node, page) for kid in element.kids]
        if kids:
            node.K = kids[0] if len(kids) == 1 else Array(kids)
        return node

    def _kid(
        self, kid: Element | Content | Annotation, node: pikepdf.Object, usual: int | None
    ) -> pikepdf.Object | int:
        """What stands for a kid in the node of its parent, whose content is on page ``usual``."""
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
        if kid.page == usual:
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
