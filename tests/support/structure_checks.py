"""What must hold for the structure of any document: reading order, words, links, headings."""

from __future__ import annotations

from collections.abc import Iterator

import pdf_reading
import pikepdf
import tag_tree
from tag_tree import Box
from tag_tree import Node

SAME_LINE = 3.0  # points


BLOCKS = ("P", *tag_tree.HEADINGS, "Lbl", "LBody", "TH", "TD", "TOCI")
"""What is read as one, without a pause inside."""


def shown(content: bytes) -> Iterator[tuple[int, Node, Box]]:
    """Each block and each figure, in reading order, with the page and the place where it is."""
    for node in tag_tree.tree(content).all(*BLOCKS, "Figure"):
        pieces = [piece for inner in node.all() for piece in inner.pieces]
        for page in sorted({piece.page for piece in pieces}):
            yield page, node, tag_tree.around([p.box for p in pieces if p.page == page])


def out_of_order(content: bytes) -> list[str]:
    """What is read before something that stands above it, or at its left on the same line.

    A column may come after the one at its left, from its top; the words of a drawing stand over
    it, their lowest line no higher than its own top.
    """
    found, last = [], {}
    for page, node, box in shown(content):
        if page in last:
            before, seen = last[page]
            same_line = abs(box[3] - seen[3]) < SAME_LINE
            follows = box[0] >= seen[0] if same_line else box[3] < seen[3]
            over = before.role == "Figure" and seen[1] <= box[1] < seen[3] + SAME_LINE
            if not follows and not over and box[0] < seen[2] - SAME_LINE:
                found.append(f"page {page}: “{before.text}” before “{node.text}”")
        last[page] = node, box
    return found


def glued(content: bytes) -> list[str]:
    """The words read out that nobody sees on the page: two words without a space between them."""
    seen = [set(text.split()) for text in pdf_reading.pages(content)]
    return [
        word
        for page, node, _ in shown(content)
        if node.role != "Figure"
        for word in node.text.split()
        if not any(word in words for words in seen[page - 1 : page + 1])
    ]


def target(pdf: pikepdf.Pdf, destination: pikepdf.Object) -> int:
    """The page, from 1, that a named or explicit destination leads to."""
    if isinstance(destination, pikepdf.String | pikepdf.Name):
        named = pdf.Root.get("/Dests") or pikepdf.NameTree(pdf.Root.Names.Dests)
        destination = named[str(destination)]
    if isinstance(destination, pikepdf.Dictionary):
        destination = destination.D
    return [page.obj.objgen for page in pdf.pages].index(destination[0].objgen) + 1


def outline(pdf: pikepdf.Pdf) -> list[tuple[str, int]]:
    """Titles and pages of the bookmarks, in the order they are listed."""

    def walk(item: pikepdf.Object | None) -> Iterator[tuple[str, int]]:
        while item is not None:
            yield str(item.Title), target(pdf, item.Dest)
            yield from walk(item.get("/First"))
            item = item.get("/Next")

    return list(walk(pdf.Root.Outlines.First))
