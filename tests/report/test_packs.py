"""The pack of a Territoire d'industrie as one document: whole fiches, one numbering, one tree."""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import hard_fiches
import pdf_reading
import pikepdf
import pypdfium2
import pytest
import tag_tree
from attachments import attached
from structure_checks import outline
from structure_checks import target
from tag_tree import Node

from tradefiche import brand
from tradefiche.fiche import Marks
from tradefiche.fiche import to_json
from tradefiche.reference import industry
from tradefiche.report import drawings
from tradefiche.report import pack
from tradefiche.report import pagination
from tradefiche.report import territoires
from tradefiche.report.chapter import Chapter
from tradefiche.report.look import Look
from tradefiche.report.pack_cover import map_drawing
from tradefiche.report.sections import Composer
from tradefiche.wording.french import capitalised
from tradefiche.wording.numbers import Unit

every_pack = pytest.mark.parametrize("name", hard_fiches.PACKS)


@cache
def starts(name: str) -> dict[str, int]:
    """The page of the cover of each fiche of a pack, by public code: its top bookmarks."""
    with pdf_reading.opened(hard_fiches.pdf(name)) as pdf, pdf.open_outline() as marks:
        tops = [(str(item.title), item.destination) for item in marks.root]
        found = {title: target(pdf, destination) for title, destination in tops}
    assert found.pop("Repères") == 2
    return {title.rpartition("(")[2].rstrip(")"): page for title, page in found.items()}


def parts(name: str) -> list[Node]:
    return list(tag_tree.tree(hard_fiches.pdf(name)).all("Part"))


def bare(text: str) -> str:
    """The text of a page without its folio."""
    return re.sub(r"(?m)(^| )\d+$\n?", "", text.replace("\r", ""), count=0)


# -- pages ---------------------------------------------------------------------------------------


@every_pack
def test_the_fiches_are_whole_and_follow_each_other(name: str) -> None:
    pages = pdf_reading.pages(hard_fiches.pdf(name))
    found = starts(name)
    assert list(found) == [fiche.place.code for fiche in hard_fiches.dossier(name).fiches]
    page = min(found.values())
    for code, start in found.items():
        assert start == page
        alone = pdf_reading.pages(pdf_reading.pdf(code))
        here = pages[start - 1 : start - 1 + len(alone)]
        assert [bare(text) for text in here[1:]] == [bare(text) for text in alone[1:]]
        page += len(alone)
    assert page == len(pages) + 1


@every_pack
def test_each_page_has_its_number_and_its_place(name: str) -> None:
    dossier = hard_fiches.dossier(name)
    places = {start: code for code, start in starts(name).items()}
    here = dossier.name
    for folio, text in enumerate(pdf_reading.pages(hard_fiches.pdf(name)), 1):
        if folio in places:
            fiche = pdf_reading.fiches()[places[folio]]
            here = f"{fiche.place.name} ({fiche.place.code})"
        assert re.search(rf"(?m)(?:^| ){folio}$", text), f"page {folio} has no folio"
        assert pdf_reading.flat(here) in pdf_reading.flat(text)
        assert "fictifs" in text


@every_pack
def test_contents_lead_to_what_they_name(name: str) -> None:
    content = hard_fiches.pdf(name)
    texts = [pdf_reading.flat(text) for text in pdf_reading.pages(content)]
    with pdf_reading.opened(content) as pdf, pypdfium2.PdfDocument(content) as shown:
        for folio in (1, *starts(name).values()):
            text = shown[folio - 1].get_textpage()
            links = list(pdf.pages[folio - 1].get("/Annots", []))
            assert len(links) >= 3
            for link in links:
                words = pdf_reading.flat(text.get_text_bounded(*map(float, link.Rect))).strip()
                title, _, page = words.rpartition(" ")
                assert target(pdf, link.A.D) == int(page)
                assert title in texts[int(page) - 1]


@every_pack
def test_the_guide_leads_to_each_section_of_each_fiche(name: str) -> None:
    content = hard_fiches.pdf(name)
    texts = [pdf_reading.flat(text) for text in pdf_reading.pages(content)]
    with pdf_reading.opened(content) as pdf:
        links = [
            (re.split(", ", str(link.Contents)), target(pdf, link.A.D))
            for link in pdf.pages[1].Annots
        ]
    assert len(links) == 10 * len(starts(name))
    for (section, place, page), led in links:
        assert page == f"page {led}"
        assert pdf_reading.flat(place) in texts[led - 1]
        assert pdf_reading.flat(section) in texts[led - 1] or section.startswith("Couverture")


@every_pack
def test_bookmarks_of_a_fiche_are_those_it_has_alone(name: str) -> None:
    with pdf_reading.opened(hard_fiches.pdf(name)) as pdf, pdf.open_outline() as marks:
        listed = outline(pdf)
        tops = [str(item.title) for item in marks.root]
        assert [str(kid.title) for kid in marks.root[0].children][-1] == "Communes"
    expected = [listed[i] for i in range(1 + [title for title, _ in listed].index("Communes"))]
    assert expected[0] == ("Repères", 2)
    for code, start in starts(name).items():
        place = pdf_reading.fiches()[code].place
        expected.append((f"{place.name} ({place.code})", start))
        with pdf_reading.opened(pdf_reading.pdf(code)) as pdf:
            expected += [(title, page + start - 1) for title, page in outline(pdf)]
    assert listed == expected
    assert tops == ["Repères", *(title for title, _ in expected if title in tops[1:])]


# -- structure -----------------------------------------------------------------------------------


@every_pack
def test_one_heading_is_the_first_and_fiches_are_parts(name: str) -> None:
    dossier = hard_fiches.dossier(name)
    tree = tag_tree.tree(hard_fiches.pdf(name))
    (title,) = tree.all("H1")
    assert pdf_reading.flat(title.text).strip() == pdf_reading.flat(dossier.name)
    assert len(parts(name)) == len(dossier.fiches)
    with pdf_reading.opened(hard_fiches.pdf(name)) as pdf:
        kids = pdf.Root.StructTreeRoot.K.K
        titles = [str(kid.T) for kid in kids if str(kid.S) == "/Part"]
    assert titles == [f"{f.place.name} ({f.place.code})" for f in dossier.fiches]
    for part, fiche in zip(parts(name), dossier.fiches, strict=True):
        (heading,) = part.all("H2")
        assert fiche.place.name in heading.text
        assert not list(part.all("H1", "H5", "H6"))


@every_pack
def test_a_part_says_what_the_fiche_says_alone(name: str) -> None:
    def told(node: Node, lower: int) -> Iterator[str]:
        for inner in node.all():
            role = inner.role
            if role in tag_tree.HEADINGS:
                role = f"H{int(role[1]) + lower}"
            own = "".join(piece.text for piece in inner.pieces)
            page_of_contents = role == "Link" and own.rpartition(" ")[2].isdigit()
            alt = re.sub(r"page \d+\.$", "", inner.attributes.get("Alt", ""))
            yield f"{role} {own.rstrip('0123456789') if page_of_contents else own} {alt}"

    for part, code in zip(parts(name), starts(name), strict=True):
        here = list(told(part, 0))[1:]
        whole = list(told(tag_tree.tree(pdf_reading.pdf(code)), 1))[1:]
        alone = whole[2:]  # the marks of the brand are read on the cover of the pack
        assert whole[0].startswith("P Gouvernement")
        title = next(i for i, line in enumerate(alone) if line.startswith("H2"))
        # the title and the territory are two blocks alone, one heading in a pack
        merged = alone[title].strip() + " " + alone.pop(title + 1).removeprefix("P ")
        assert here[title].split() == merged.split()
        assert here[:title] + here[title + 1 :] == alone[:title] + alone[title + 1 :]


# -- figures and communes ------------------------------------------------------------------------


def cells(name: str, summary: str) -> list[list[str]]:
    (table,) = (
        table
        for table in tag_tree.tree(hard_fiches.pdf(name)).all("Table")
        if table.attributes["Summary"].startswith(summary)
    )
    return [[pdf_reading.flat(cell.text).strip() for cell in row.nodes] for row in table.nodes]


@every_pack
def test_totals_are_those_of_the_fiches(name: str) -> None:
    fiches = hard_fiches.dossier(name).fiches
    files = attached(hard_fiches.pdf(name))
    for fiche in fiches:  # to the euro in the data
        data, _ = files[f"{fiche.place.code}-{fiche.year}-fiche.json"]
        assert data.rstrip() == to_json(fiche).rstrip()
    alone = f"{capitalised(fiches[0].place.the)} en chiffres"
    head, *rows = cells(name, "Les départements" if len(fiches) > 1 else alone)
    assert head[1:] == [f"{fiche.place.name} ({fiche.place.code})" for fiche in fiches]
    unit = Unit.of_column(v for f in fiches for v in (f.exports.total, f.imports.total))
    table = {row[0]: row[1:] for row in rows}
    for label, told in (
        (f"Exportations ({unit.symbol})", [unit.label(f.exports.total) for f in fiches]),
        (f"Importations ({unit.symbol})", [unit.label(f.imports.total) for f in fiches]),
        (f"Solde ({unit.symbol})", [unit.signed_label(f.balance) for f in fiches]),
    ):
        assert table[label] == [text.replace("\u202f", " ").replace("\u00a0", " ") for text in told]
    if all(fiche.place.abroad_only for fiche in fiches):
        assert "Taux de couverture" not in table
        return
    for fiche, said in zip(fiches, table["Taux de couverture"], strict=True):
        part = float(said.rstrip(" %").replace(",", ".").replace(" ", ""))
        assert part == pytest.approx(100 * fiche.exports.total / fiche.imports.total, abs=0.51)


@every_pack
def test_every_commune_is_listed_once_and_counted(name: str) -> None:
    dossier = hard_fiches.dossier(name)
    tree = tag_tree.tree(hard_fiches.pdf(name))
    lists = [
        item.text.strip() for node in tree.nodes if node.role == "L" for item in node.all("LBody")
    ]
    departements = len(dossier.shares)  # the list beside the map
    listed = Counter(lists[departements:])
    assert listed == Counter(c.name for g in dossier.groupings for c in g.communes)
    assert listed.total() == dossier.communes
    head, total, *rows = cells(name, "Communes du Territoire")
    assert int(total[-1]) == dossier.communes == sum(int(row[-1]) for row in rows)
    for column, share in enumerate(dossier.shares, 1):
        assert head[column].endswith(f"({share.departement.code})")
        assert int(total[column]) == share.communes
    announced = re.findall(r"· (\d+)\Wcommune", " ".join(node.text for node in tree.all("H4")))
    assert sum(map(int, announced)) == dossier.communes


def test_what_is_left_out_is_named_with_its_reason() -> None:
    cover = pdf_reading.flat(pdf_reading.pages(hard_fiches.pdf("ti-9307"))[0])
    assert "Les fiches de la Drôme (4 communes) et du Var (1 commune) ne sont pas" in cover
    assert "moins de cinq communes" in cover
    assert cover.count("fiche non jointe") == 2
    assert "Le commerce extérieur de deux de ses départements" in cover
    assert "pas dans ce dossier" not in pdf_reading.pages(hard_fiches.pdf("ti-8416"))[0]


@every_pack
def test_the_cover_says_that_customs_know_no_territoire(name: str) -> None:
    cover = pdf_reading.flat(pdf_reading.pages(hard_fiches.pdf(name))[0])
    assert "Les Douanes ne publient rien en dessous du département" in cover
    assert "Données de démonstration" in cover


# -- files ---------------------------------------------------------------------------------------


def named(tree: Node) -> list[str]:
    """The files that figures name, in order."""
    return [figure.attributes["AF"] for figure in tree.all("Figure") if "AF" in figure.attributes]


@every_pack
def test_files_are_those_of_the_fiches_and_shared_ones_come_once(name: str) -> None:
    content = hard_fiches.pdf(name)
    files = attached(content)
    csvs = {key: data for key, (data, _) in files.items() if key.endswith(".csv")}
    assert len(set(csvs.values())) == len(csvs)
    for part, code in zip(parts(name), starts(name), strict=True):
        alone = attached(pdf_reading.pdf(code))
        told = [
            figure.attributes["AF"] for figure in part.all("Figure") if "AF" in figure.attributes
        ]
        lone = [
            figure.attributes["AF"]
            for figure in tag_tree.tree(pdf_reading.pdf(code)).all("Figure")
            if "AF" in figure.attributes
        ]
        assert [files[here][0] for here in told] == [alone[there][0] for there in lone]
    with pdf_reading.opened(content) as pdf:
        assert sorted(str(spec.UF) for spec in pdf.Root.AF) == sorted(files)
    codes = starts(name)
    assert sum(key.endswith("exports-france.csv") for key in files) == 1
    assert sum(key.endswith("fiche.json") for key in files) == len(codes)


@every_pack
def test_communes_are_attached_with_their_codes(name: str) -> None:
    dossier = hard_fiches.dossier(name)
    data, title = attached(hard_fiches.pdf(name))[f"{name}-communes.csv"]
    assert dossier.name in title
    reader = csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";")
    rows = list(reader)
    assert {row["code_commune"] for row in rows} == {
        commune.code for grouping in dossier.groupings for commune in grouping.communes
    }
    assert len(rows) == dossier.communes
    out = {row["code_departement"] for row in rows if row["fiche_jointe"] == "non"}
    assert out == {share.departement.code for share in dossier.left_out}


def test_the_document_says_what_it_is() -> None:
    with pdf_reading.opened(hard_fiches.pdf("ti-8416")) as pdf:
        title, subject = str(pdf.docinfo.Title), str(pdf.docinfo.Subject)
        assert pdf.open_metadata()["dc:title"] == title
    assert title == "Le commerce extérieur de ses deux départements – Riom – Vichy (ti-8416), 2024"
    assert "Allier (03) et Puy-de-Dôme (63)" in subject
    assert subject.startswith("Données de démonstration")


# -- what is seen --------------------------------------------------------------------------------


def cut(content: bytes) -> bytes:
    """A pack without its fiches, whose pages are looked at elsewhere."""
    with pikepdf.open(io.BytesIO(content)) as pdf:
        with pdf.open_outline() as marks:
            first = target(pdf, list(marks.root)[1].destination)
        del pdf.pages[first - 1 :]
        buffer = io.BytesIO()
        pdf.save(buffer)
    return buffer.getvalue()


@pytest.mark.parametrize("name", [*hard_fiches.PACKS, "ti-2808", "ti-9304"])
def test_letters_are_large_enough_apart_and_within_the_margins(name: str) -> None:
    dossier = hard_fiches.dossier(name)
    content = cut(pack.compose(dossier, pdf_reading.edition_2024(), brand.load()).content)
    for folio, letter, size, (left, bottom, right, _) in pdf_reading.letters(content):
        assert size >= 6.0 - 1e-3, f"{letter!r} of {size:.2f} points on page {folio}"
        if letter.strip():
            assert left >= 50.5, f"{letter!r} on page {folio}"
            assert right <= 544.8, f"{letter!r} on page {folio}"
            assert bottom >= 25, f"{letter!r} on page {folio}"
    assert pdf_reading.colliding(content, set(range(1, len(pdf_reading.pages(content)) + 1))) == []


def test_an_incomplete_year_is_said_on_every_page() -> None:
    (fiche,) = hard_fiches.dossier("ti-8409").fiches
    part = replace(fiche, marks=Marks(demonstration=False, quarters=(1, 2)))
    dossier = replace(hard_fiches.dossier("ti-8409"), fiches=(part,))
    content = pack.compose(dossier, pdf_reading.edition_2024(), brand.load()).content
    for text in pdf_reading.pages(content):
        assert "provisoire, T1 et T2 2024" in pdf_reading.flat(text)
        assert "démonstration" not in text


# -- same bytes ----------------------------------------------------------------------------------


def test_bytes_depend_neither_on_what_was_drawn_before_nor_on_the_process(tmp_path: Path) -> None:
    name = "ti-8416"
    for cached in (
        drawings.recorded,
        drawings.fan_drawing,
        territoires.map_drawing,
        map_drawing,
    ):
        cached.cache_clear()
    made = pack.compose(hard_fiches.dossier(name), pdf_reading.edition_2024(), brand.load())
    assert made.content == hard_fiches.pdf(name)
    assert made.pages == len(pdf_reading.pages(made.content))
    subprocess.run(
        [sys.executable, "-m", "tradefiche", "build", "--demo", "--territoire", name],
        env={**os.environ, "PYTHONHASHSEED": "7"},
        cwd=tmp_path,
        check=True,
        capture_output=True,
    )
    (path,) = tmp_path.glob("output/2024/territoires/*.pdf")
    assert path.read_bytes() == hard_fiches.pdf(name)


def test_pages_are_known_before_they_are_drawn(look: Look) -> None:
    """By every fiche: what follows one in a pack must be on the page that contents say."""
    for code in ("03", "20", "48", "59", "75", "973", "976"):
        chapter = Chapter(Composer(pdf_reading.fiches()[code], pdf_reading.edition_2024(), look))
        assert chapter.length == len(pdf_reading.pages(pdf_reading.pdf(code)))


def test_pages_of_nothing_and_of_too_much_are_counted(look: Look) -> None:
    from reportlab.platypus import Spacer

    assert pagination.pages([]) == 1
    assert pagination.pages([Spacer(1, 400), Spacer(1, 300), Spacer(1, 100)]) == 2
    assert pagination.pages([Spacer(1, 10_000)]) == 1  # drawing it fails


def test_communes_begin_a_page_where_that_takes_none_more() -> None:
    """Else a list would be cut, and its last names alone on a page."""
    _, figures, communes, *_ = pdf_reading.pages(hard_fiches.pdf("ti-8416"))
    assert "Barberier" not in figures
    assert "Barberier" in communes
    assert "(suite)" not in communes
    _, both, *_ = pdf_reading.pages(hard_fiches.pdf("ti-0102"))
    assert "Groupements" in both
    assert "Baie-Mahault" in pdf_reading.flat(both)


# -- all of them ---------------------------------------------------------------------------------

SOME = [whole.id for whole in industry.everything()][::23]


@pytest.mark.parametrize("name", SOME)
def test_others_are_composed_too(name: str) -> None:
    """A sample: each in its turn is made by ``tradefiche build --all-territoires``."""
    dossier = hard_fiches.dossier(name)
    made = pack.compose(dossier, pdf_reading.edition_2024(), brand.load())
    assert made.pages >= 1 + 11 * len(dossier.fiches)
    with pikepdf.open(io.BytesIO(made.content)) as pdf:
        assert len(pdf.pages) == made.pages
        assert dossier.name in str(pdf.docinfo.Title)
