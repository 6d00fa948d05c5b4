"""How a fiche is told to who cannot see it: headings, order, tables, figures, links, attachments.

``snapshots/tags-03.txt`` is the whole structure of one fiche, to be read by eye. After a change
that is meant, write it again and read the difference:

    WRITE_SNAPSHOTS=1 pytest tests/test_structure.py -n 0
"""

from __future__ import annotations

import io
import os
import re
import subprocess
from collections.abc import Callable
from collections.abc import Iterator
from difflib import unified_diff
from itertools import pairwise
from pathlib import Path

import hard_fiches
import pikepdf
import printed
import pytest
import tag_tree
from pikepdf import Name
from tag_tree import Box
from tag_tree import Node

SNAPSHOT = Path(__file__).parent / "snapshots" / "tags-03.txt"
LEAST_ALT = 100
SAME_LINE = 3.0  # points
BLOCKS = ("P", *tag_tree.HEADINGS, "Lbl", "LBody", "TH", "TD", "TOCI")
"""What is read as one, without a pause inside."""

every_fiche = pytest.mark.parametrize("name", [*hard_fiches.CODES, *hard_fiches.SPECIAL])
every_document = pytest.mark.parametrize(
    "name", [*hard_fiches.CODES, *hard_fiches.SPECIAL, *hard_fiches.PACKS]
)


def shown(content: bytes) -> Iterator[tuple[int, Node, Box]]:
    """Each block and each figure, in reading order, with the page and the place where it is."""
    for node in tag_tree.tree(content).all(*BLOCKS, "Figure"):
        pieces = [piece for inner in node.all() for piece in inner.pieces]
        for page in sorted({piece.page for piece in pieces}):
            yield page, node, tag_tree.around([p.box for p in pieces if p.page == page])


def changed(content: bytes, change: Callable[[pikepdf.Pdf], None]) -> bytes:
    """The document after something was done to it."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        change(pdf)
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


# -- the tree ------------------------------------------------------------------------------------


def test_the_structure_of_a_fiche() -> None:
    made = tag_tree.dump(hard_fiches.pdf("03"))
    if os.environ.get("WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(made, "utf-8")
    known = SNAPSHOT.read_text("utf-8")
    difference = "\n".join(unified_diff(known.splitlines(), made.splitlines(), n=1, lineterm=""))
    assert made == known, f"{difference}\n\nIf it is meant: see the head of this file."


def read_in_order(node: Node) -> Iterator[str]:
    """Roles and texts, as they come; what a figure draws is left out."""
    yield f"<{node.role}>"
    for kid in node.kids:
        if isinstance(kid, Node):
            yield from read_in_order(kid)
        elif node.role != "Figure":
            yield kid.text


@pytest.mark.parametrize("name", ["03", "20", "no exports"])
def test_poppler_reads_the_same_structure(name: str, tmp_path: Path) -> None:
    path = tmp_path / "fiche.pdf"
    path.write_bytes(hard_fiches.pdf(name))
    command = [printed.tool("pdfinfo"), "-enc", "UTF-8", "-struct-text", path]
    said = subprocess.run(command, capture_output=True, check=True).stdout.decode(
        "utf-8", "replace"
    )
    theirs = [""]
    for line in map(str.strip, said.splitlines()):
        if line.startswith('"') and theirs[-1] != "<Figure>":
            theirs.append(line[1:-1])
        elif re.match(r"[A-Z]\w*( \(|:|$)", line):
            theirs.append(f"<{re.split('[ :]', line)[0]}>")
    assert "".join(theirs) == "".join(read_in_order(tag_tree.tree(path.read_bytes())))


@every_document
def test_headings_have_one_top_and_skip_no_level(name: str) -> None:
    headings = list(tag_tree.tree(hard_fiches.pdf(name)).all(*tag_tree.HEADINGS))
    levels = [int(heading.role[1]) for heading in headings]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert all(heading.text.strip() for heading in headings)


@every_fiche
def test_every_figure_is_described_and_is_where_it_says(name: str) -> None:
    content = hard_fiches.pdf(name)
    with printed.opened(content) as pdf:
        width, height = (float(side) for side in pdf.pages[0].MediaBox[2:])
    figures = list(tag_tree.tree(content).all("Figure"))
    with_data = [figure for figure in figures if "AF" in figure.attributes]
    assert len(with_data) == (8 if hard_fiches.fiche(name).region else 6)
    for figure in figures:
        assert len(figure.attributes["Alt"]) >= LEAST_ALT
        left, bottom, right, top = map(float, figure.attributes["BBox"].split())
        (piece,) = figure.pieces
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height
        inside = tag_tree.around([piece.box, (left, bottom, right, top)])
        # PDFium makes room for mitres, which the round joins of a map's borders do not have.
        slack = 2.5 if figure in with_data else 30
        assert inside == pytest.approx((left, bottom, right, top), abs=slack)


@every_document
def test_tables_are_regular_and_their_headers_have_a_scope(name: str) -> None:
    tables = list(tag_tree.tree(hard_fiches.pdf(name)).all("Table"))
    assert tables
    for table in tables:
        assert table.attributes["Summary"]
        rows = [[cell.role for cell in row.nodes] for row in table.nodes]
        assert {node.role for node in table.nodes} == {"TR"}
        assert rows[0] == ["TH"] * len(rows[0])
        assert all(row == ["TH"] + ["TD"] * (len(rows[0]) - 1) for row in rows[1:])
        scopes = [[cell.attributes.get("Scope") for cell in row.all("TH")] for row in table.nodes]
        assert scopes == [["Column"] * len(rows[0]), *[["Row"]] * (len(rows) - 1)]


# -- what is drawn -------------------------------------------------------------------------------


@every_document
def test_all_that_is_drawn_is_told_or_is_decoration(name: str) -> None:
    content = hard_fiches.pdf(name)
    loose = [each for each in tag_tree.drawn(content) if (each.mcid is None) is not each.artifact]
    assert loose == []
    told = [(p.page, p.mcid) for node in tag_tree.tree(content).all() for p in node.pieces]
    assert sorted(told) == sorted(tag_tree.boxes(content))


def out_of_order(content: bytes) -> list[str]:
    """What is read before something that stands above it, or at its left on the same line.

    A column may come after the one at its left, from its top.
    """
    found, last = [], {}
    for page, node, box in shown(content):
        if page in last:
            before, seen = last[page]
            same_line = abs(box[3] - seen[3]) < SAME_LINE
            follows = box[0] >= seen[0] if same_line else box[3] < seen[3]
            if not follows and box[0] < seen[2] - SAME_LINE:
                found.append(f"page {page}: “{before.text}” before “{node.text}”")
        last[page] = node, box
    return found


@every_document
def test_what_is_read_follows_what_is_seen(name: str) -> None:
    assert out_of_order(hard_fiches.pdf(name)) == []


def test_a_wrong_order_is_seen() -> None:
    def swap(pdf: pikepdf.Pdf) -> None:
        kids = pdf.Root.StructTreeRoot.K.K
        figures = [i for i, kid in enumerate(kids) if str(kid.S) == "/Figure"]
        index = figures[1]  # the first is the map, then a list
        kids[index], kids[index + 1] = kids[index + 1], kids[index]

    (fault,) = out_of_order(changed(hard_fiches.pdf("03"), swap))
    assert fault.startswith("page 3: “Clé de lecture")


def glued(content: bytes) -> list[str]:
    """The words read out that nobody sees on the page: two words without a space between them."""
    seen = [set(text.split()) for text in printed.pages(content)]
    return [
        word
        for page, node, _ in shown(content)
        if node.role != "Figure"
        for word in node.text.split()
        if not any(word in seen[p - 1] for p in {page, page + 1})
    ]


@every_document
def test_words_are_never_glued(name: str) -> None:
    assert glued(hard_fiches.pdf(name)) == []


def test_a_glued_word_is_seen() -> None:
    def unspace(pdf: pikepdf.Pdf) -> None:
        page = pdf.pages[1]
        operators = [
            ([pikepdf.String(bytes(operands[0]).rstrip(b" "))], operator)
            if str(operator) == "Tj"
            else (operands, operator)
            for operands, operator in pikepdf.parse_content_stream(page)
        ]
        page.Contents = pdf.make_stream(pikepdf.unparse_content_stream(operators))

    assert len(glued(changed(hard_fiches.pdf("03"), unspace))) > 10


# -- ways through the document -------------------------------------------------------------------


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


@every_fiche
def test_bookmarks_lead_to_the_sections_and_figures_they_name(name: str) -> None:
    content = hard_fiches.pdf(name)
    headings = {
        (re.sub(r"^Figure \d ", "", node.text).strip(), page)
        for page, node, _ in shown(content)
        if node.role in tag_tree.HEADINGS
    }
    with printed.opened(content) as pdf:
        marks = outline(pdf)
    assert {(title.strip(), page) for title, page in marks} <= headings
    figures = [title for title, page in headings if 3 <= page <= 8 and title.endswith(")")]
    assert sorted(title for title, _ in marks if title in figures) == sorted(figures)


@every_fiche
def test_the_contents_give_the_page_of_each_section(name: str) -> None:
    content = hard_fiches.pdf(name)
    pages = {node.text.strip(): page for page, node, _ in shown(content) if node.role == "H2"}
    (contents,) = tag_tree.tree(content).all("TOC")
    listed = [entry.text.rpartition(" ")[::2] for entry in contents.nodes]
    assert listed == [(title, str(pages[title])) for title, _ in listed]
    assert set(pages) - {title for title, _ in listed} == {
        node.text.strip() for page, node, _ in shown(content) if node.role == "H2" and page == 1
    }


@every_document
def test_links_say_where_they_lead_and_belong_to_their_words(name: str) -> None:
    with printed.opened(hard_fiches.pdf(name)) as pdf:
        owners = pikepdf.NumberTree(pdf.Root.StructTreeRoot.ParentTree)
        links = [(page, link) for page in pdf.pages for link in page.get("/Annots", [])]
        assert len(links) > 5
        for page, link in links:
            assert str(link.Subtype) == "/Link"
            assert str(link.Contents).strip()
            element = owners[int(link.StructParent)]
            assert str(element.S) == "/Link"
            (reference,) = [kid for kid in element.K if not isinstance(kid, int) and "/Obj" in kid]
            assert str(reference.Type) == "/OBJR"
            assert reference.Obj.objgen == link.objgen
            assert reference.Pg.objgen == page.obj.objgen
            if "/A" in link:
                assert re.match(r"https://|mailto:", str(link.A.URI))
            else:
                assert str(link.Contents).endswith(f", page {target(pdf, link.Dest)}")


@every_fiche
def test_the_file_says_its_title_its_language_and_its_order(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    with printed.opened(hard_fiches.pdf(name)) as pdf:
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        assert pdf.Root.MarkInfo.Marked is True
        assert fiche.place.name in str(pdf.docinfo.Title)
        assert pdf.open_metadata()["dc:title"] == str(pdf.docinfo.Title)
        assert {page.Tabs for page in pdf.pages} == {Name.S}
