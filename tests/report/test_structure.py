"""How a fiche is told to who cannot see it: headings, order, tables, figures, links, attachments.

``snapshots/tags-03.txt`` is the whole structure of one fiche, to be read by eye. After a change
that is meant, write it again and read the difference:

    WRITE_SNAPSHOTS=1 pytest tests/report/test_structure.py -n 0
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
import pdf_reading
import pikepdf
import pytest
import tag_tree
from paths import SNAPSHOTS
from pikepdf import Name
from structure_checks import glued
from structure_checks import out_of_order
from structure_checks import outline
from structure_checks import shown
from structure_checks import target
from tag_tree import Node

from tradefiche import figures

SNAPSHOT = SNAPSHOTS / "tags-03.txt"
LEAST_ALT, MOST_ALT = 60, 250

FICHES = [*hard_fiches.CODES, *hard_fiches.SPECIAL, *hard_fiches.SEVERAL]
every_fiche = pytest.mark.parametrize("name", FICHES)
every_document = pytest.mark.parametrize("name", [*FICHES, *hard_fiches.PACKS])


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
    command = [pdf_reading.tool("pdfinfo"), "-enc", "UTF-8", "-struct-text", path]
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
    with pdf_reading.opened(content) as pdf:
        width, height = (float(side) for side in list(pdf.pages[0].MediaBox)[2:])
    told = list(tag_tree.tree(content).all("Figure"))
    with_data = [figure for figure in told if "AF" in figure.attributes]
    fiche = hard_fiches.fiche(name)
    shown = [each for each in figures.FIGURES if each.applies(fiche)]
    assert len(with_data) == len([each for each in shown if each.name != "achats-concentres"])
    for figure in told:
        assert LEAST_ALT <= len(figure.attributes["Alt"]) <= MOST_ALT
        left, bottom, right, top = map(float, figure.attributes["BBox"].split())
        (piece,) = figure.pieces
        assert 0 <= left < right <= width
        assert 0 <= bottom < top <= height
        inside = tag_tree.around([piece.box, (left, bottom, right, top)])
        # PDFium makes room for mitres, which the round joins of a map's borders do not have.
        slack = 2.5 if figure in with_data else 30
        assert inside == pytest.approx((left, bottom, right, top), abs=slack)


def roles(row: Node) -> list[str]:
    return [cell.role for cell in row.nodes]


def scopes(row: Node) -> list[str]:
    return [cell.attributes.get("Scope", "") for cell in row.all("TH")]


def columns(row: Node) -> int:
    return sum(int(cell.attributes.get("ColSpan", 1)) for cell in row.nodes)


@every_document
def test_tables_are_regular_and_their_headers_have_a_scope(name: str) -> None:
    tables = list(tag_tree.tree(hard_fiches.pdf(name)).all("Table"))
    assert tables
    for table in tables:
        assert table.attributes["Summary"]
        assert {node.role for node in table.nodes} == {"TR"}
        head, *rest = table.nodes
        wide = columns(head)
        under = [row for row in rest if len(row.nodes) == 1]  # over the rows that follow it
        assert [columns(row) for row in under] == [wide] * len(under)
        assert roles(head) == ["TH"] * len(head.nodes)
        rows = [roles(row) for row in rest if row not in under]
        assert all(len(row) == wide and "TH" in row for row in rows)
        assert len(set(map(tuple, rows))) == 1  # the same columns are headers in all rows
        assert all(scopes(row) == ["Column"] * len(row.nodes) for row in (head, *under))
        assert all(set(scopes(row)) == {"Row"} for row in rest if row not in under)
        titles = [cell.heard.strip() for cell in head.nodes]
        assert len(set(titles)) == len(titles), titles
        assert all(titles)


@every_document
def test_what_is_printed_short_is_heard_in_full(name: str) -> None:
    said = tag_tree.linear(hard_fiches.pdf(name)).splitlines()
    assert [line for line in said if re.search(r"[MdMk]+€|<|→|EMEBI|NC8|\u202f", line)] == []
    cells = [cell.strip() for line in said if " | " in line for cell in line.split(" | ")]
    assert {"–", ""}.isdisjoint(cells)


@every_document
def test_the_marks_of_the_brand_are_read_once(name: str) -> None:
    said = tag_tree.linear(hard_fiches.pdf(name))
    assert said.count("Gouvernement Liberté Égalité Fraternité") == 1
    assert said.count("agence nationale de la cohésion des territoires") == 1


# -- what is drawn -------------------------------------------------------------------------------


@every_document
def test_all_that_is_drawn_is_told_or_is_decoration(name: str) -> None:
    content = hard_fiches.pdf(name)
    loose = [each for each in tag_tree.drawn(content) if (each.mcid is None) is not each.artifact]
    assert loose == []
    told = [(p.page, p.mcid) for node in tag_tree.tree(content).all() for p in node.pieces]
    assert sorted(told) == sorted(tag_tree.boxes(content))


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
    assert fault.startswith("page 4: “Clé de lecture")


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


@every_fiche
def test_bookmarks_lead_to_the_sections_and_figures_they_name(name: str) -> None:
    content = hard_fiches.pdf(name)
    headings = {
        (re.sub(r"^(Figure \d+)( ·)? ", r"\1 – ", node.text).strip(), page)
        for page, node, _ in shown(content)
        if node.role in tag_tree.HEADINGS
    }
    with pdf_reading.opened(content) as pdf:
        marks = outline(pdf)
    listed = {(title.strip().replace("– Tableau : ", "– "), page) for title, page in marks}
    assert listed <= headings
    assert {each for each in headings if each[0].startswith("Figure ")} <= listed


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
    with pdf_reading.opened(hard_fiches.pdf(name)) as pdf:
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
            if "/URI" in link.A:
                assert re.match(r"https://|mailto:", str(link.A.URI))
                continue
            _, view, left, top, zoom = link.A.D
            assert (view, left, zoom) == (Name.XYZ, None, None)  # the reader's own zoom
            assert 0 < top <= 842
            led, *same = link.A.SD
            assert [str(each) for each in same] == [str(each) for each in (view, left, top, zoom)]
            assert str(led.S)[1:] in tag_tree.HEADINGS
            where = re.search(r", page (\d+)$", str(link.Contents))
            assert where is None or int(where[1]) == target(pdf, link.A.D)
            if str(element.P.S) == "/Reference":
                assert element.P.P.Ref[0].objgen == led.objgen


@every_fiche
def test_the_file_says_its_title_its_language_and_its_order(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    with pdf_reading.opened(hard_fiches.pdf(name)) as pdf:
        assert str(pdf.Root.Lang) == "fr-FR"
        assert pdf.Root.ViewerPreferences.DisplayDocTitle is True
        assert pdf.Root.MarkInfo.Marked is True
        assert fiche.place.name in str(pdf.docinfo.Title)
        assert pdf.open_metadata()["dc:title"] == str(pdf.docinfo.Title)
        assert {page.Tabs for page in pdf.pages} == {Name.S}
