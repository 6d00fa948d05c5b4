"""The pages as a reader meets them: order, contents, marks, titles, and sense without trade."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pdf_reading
import pikepdf
import polars as pl
import pypdfium2
import pytest
from pdf_reading import flat
from pdf_reading import pages

from tradefiche.cube import indicators
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.reference import territories

CODES = ("03", "04", "13", "20", "40", "48", "75", "92", "971", "976")
DEMONSTRATION = "Données de démonstration – chiffres fictifs"
SECTIONS = {
    "Introduction": 1,
    "L’essentiel": 2,
    "Contexte et méthodologie": 3,
    "Balance commerciale territoriale": 4,
    "Exportations": 6,
    "Importations": 8,
    "Ce qui distingue": 10,  # a département
    "Exposition et concentration": 11,
    "Informations pratiques": 12,
    "Données des figures": 13,
}
LAST, ANNEXE = 12, 13
WITH_REGION = {
    4: [1], 5: [2], 6: [3], 7: [4, 5], 8: [6], 9: [7, 8], 10: [9, 10], 11: [11, 12],
}  # fmt: skip
ALONE = {4: [1], 5: [2], 6: [3], 7: [4], 8: [5], 9: [6], 10: [7, 8], 11: [9, 10]}
"""The figures of each page, in Corse too."""


def titled(title: str) -> str:
    """The title of a section, without the name of the département."""
    return "Ce qui distingue" if title.startswith("Ce qui distingue ") else title


def figures(text: str) -> list[int]:
    """The numbers of the figures that stand on a page."""
    return [int(number) for number in re.findall(r"(?m)^Figure[ \u00a0](\d+)(?= |$)(?! ·)", text)]


# -- order ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_twelve_pages_then_the_annexe(code: str) -> None:
    texts = pages(pdf_reading.pdf(code))
    for title, folio in SECTIONS.items():
        beside = "L’essentiel Le commerce extérieur"  # on one line of the page
        carrying = [
            n
            for n, text in enumerate(texts, 1)
            if title in map(titled, text.splitlines()) or (title in beside and beside in flat(text))
        ]
        assert folio in carrying, f"{title} on page {folio}"
        if folio > 3:  # nowhere else, but for a chart's own heading, or that of a panel
            assert not set(carrying) & {3, *range(LAST, len(texts) + 1)} - {folio}
    for folio, title in ((5, "Balance commerciale territoriale"), (7, "Exportations")):
        assert f"{title} (suite)" in texts[folio - 1].splitlines()
    assert "Importations (suite)" in texts[8].splitlines()
    assert ANNEXE <= len(texts) <= 19
    assert [n for n, text in enumerate(texts, 1) if "(suite)" in text and n < ANNEXE] == [5, 7, 9]


@pytest.mark.parametrize("code", CODES)
def test_each_page_has_its_folio_and_its_place(code: str) -> None:
    name = pdf_reading.fiches()[code].place.name
    for folio, text in enumerate(pages(pdf_reading.pdf(code)), 1):
        assert re.search(rf"(?m)(?:^| ){folio}$", text), f"page {folio} has no folio"
        assert f"{name} ({code})" in text


@pytest.mark.parametrize("code", CODES)
def test_each_figure_is_on_its_page(code: str) -> None:
    texts = pages(pdf_reading.pdf(code))
    expected = WITH_REGION if pdf_reading.fiches()[code].region else ALONE
    assert {n: figures(text) for n, text in enumerate(texts[:LAST], 1) if figures(text)} == expected
    for text in texts[3:11]:
        assert text.count("Clé de lecture") == 1
        assert text.count("Source : ") == 1


@pytest.mark.parametrize("code", CODES)
def test_the_contents_lead_to_the_pages(code: str) -> None:
    content = pdf_reading.pdf(code)
    with pdf_reading.opened(content) as pdf, pypdfium2.PdfDocument(content) as shown:
        order = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        text = shown[0].get_textpage()
        led = {}
        for link in pdf.pages[0].get("/Annots", []):
            words = text.get_text_bounded(*map(float, link.Rect)).strip()
            title, _, folio = words.rpartition(" ")
            led[titled(title)] = (int(folio), _page(pdf, link.A.D, order))
    assert led == {title: (folio, folio) for title, folio in SECTIONS.items() if folio > 1}


def _page(pdf: pikepdf.Pdf, destination: Any, order: dict[tuple[int, int], int]) -> int:
    """The number of the page that a link or a bookmark leads to."""
    if not isinstance(destination, pikepdf.Array):
        destination = pdf.Root.Dests[destination]
    return order[destination[0].objgen]


@pytest.mark.parametrize("code", CODES)
def test_bookmarks_are_the_sections_and_their_figures(code: str) -> None:
    content = pdf_reading.pdf(code)
    texts = [flat(text) for text in pages(content)]
    with pdf_reading.opened(content) as pdf, pdf.open_outline() as outline:
        order = {page.objgen: number for number, page in enumerate(pdf.pages, 1)}
        tops = {
            titled(flat(item.title)): _page(pdf, item.destination, order) for item in outline.root
        }
        inner = [
            (flat(item.title), _page(pdf, item.destination, order))
            for top in outline.root
            if flat(top.title) != "Données des figures"
            for item in top.children
        ]
    assert tops == SECTIONS
    expected = WITH_REGION if pdf_reading.fiches()[code].region else ALONE
    assert [page for _, page in inner] == [n for n, found in expected.items() for _ in found]
    for title, page in inner:
        number, _, name = title.partition(" – ")
        assert name in texts[page - 1]
        assert f"{number} " in texts[page - 1]


# -- marks ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_invented_figures_say_so_everywhere(code: str) -> None:
    content = pdf_reading.pdf(code)
    for folio, text in enumerate(pages(content), 1):
        assert DEMONSTRATION in text, f"page {folio}"
        heads = re.findall(r"(?m)^Figure[ \u00a0]\d+ (?!·).*$", text) if folio < ANNEXE else []
        assert all(DEMONSTRATION in head for head in heads)
        essentiel = folio == 2  # no figure, and marked as they are
        assert text.count(DEMONSTRATION) == 1 + len(heads) + essentiel
        for source in re.findall(r"(?m)^Source : .*$", text):
            assert "jeu de démonstration" in source
    with pdf_reading.opened(content) as pdf:
        assert DEMONSTRATION in str(pdf.docinfo.Subject)
        assert DEMONSTRATION in pdf.Root.Metadata.read_bytes().decode()


def marked(marks: Marks, code: str = "03") -> Fiche:
    """A fiche of the demonstration's rows, those of the missing quarters left out."""
    dataset = pdf_reading.demonstration()
    rows = dataset.rows.filter(pl.col("quarter").is_in(marks.quarters))
    place = territories.departement(code)
    (fiche,) = indicators.fiches(replace(dataset, rows=rows, marks=marks, value=None), [place])
    return fiche


def test_a_provisional_year_says_so_on_every_page_and_in_every_figure() -> None:
    fiche = marked(Marks(demonstration=False, quarters=(1, 2, 4)))
    content = pdf_reading.built(fiche)
    mark = "provisoire, T1, T2 et T4 2024"
    for folio, text in enumerate(pages(content), 1):
        assert mark in flat(text).replace("Provisoire", "provisoire"), f"page {folio}"
        assert "démonstration" not in text
        assert "fictif" not in text
        for head in re.findall(r"(?m)^Figure[ \u00a0]\d+ (?!·).*$", text) if folio < ANNEXE else []:
            assert mark in head.replace("Provisoire", "provisoire")
    with pdf_reading.opened(content) as pdf:
        assert mark in str(pdf.docinfo.Subject)


def test_quarters_that_lack_rows_say_so_on_every_page() -> None:
    content = pdf_reading.built(marked(Marks(demonstration=True, quarters=(1, 2, 3, 4), gaps=True)))
    for folio, text in enumerate(pages(content), 1):
        said = flat(text).replace("Provisoire", "provisoire")
        assert "provisoire, données incomplètes" in said, f"page {folio}"
        assert DEMONSTRATION in flat(text), f"page {folio}"


def both_marks() -> list[str]:
    content = pdf_reading.built(marked(Marks(demonstration=True, quarters=(1,))))
    return [flat(text).replace("Provisoire", "provisoire") for text in pages(content)]


def test_both_marks_stand_side_by_side() -> None:
    for folio, text in enumerate(both_marks()[1:], 2):
        assert DEMONSTRATION in text, f"page {folio}"
        assert "provisoire, T1 2024" in text, f"page {folio}"


def test_both_marks_stand_on_the_cover() -> None:
    cover = both_marks()[0]
    assert DEMONSTRATION in cover
    assert "provisoire, T1 2024" in cover


def test_a_whole_true_year_has_no_mark() -> None:
    content = pdf_reading.built(marked(Marks(demonstration=False, quarters=(1, 2, 3, 4))))
    text = "\n".join(pages(content)).lower()
    for word in ("démonstration", "fictif", "provisoire"):
        assert word not in text
    assert "mises à jour le 7 février 2025" in flat(text)
    with pdf_reading.opened(content) as pdf:
        assert str(pdf.docinfo.Subject) == (
            "Commerce extérieur de l’Allier en 2024, données des Douanes"
        )


# -- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("code", CODES)
def test_names_can_be_searched_for(code: str) -> None:
    fiche, texts = pdf_reading.fiches()[code], [flat(text) for text in pages(pdf_reading.pdf(code))]
    assert fiche.place.name in texts[0]
    for territoire in fiche.territoires:
        assert territoire.name in texts[0]
    for entry in fiche.countries:
        assert entry.country.name in texts[3]
    for folio, trade in ((6, fiche.exports), (8, fiche.imports)):
        for country in trade.matrix.countries:
            assert country.name in texts[folio - 1]
        for matrix in filter(None, (trade.region, trade.france)):
            assert matrix.place.name in texts[folio]


def test_the_corse_is_never_a_departement_with_a_region() -> None:
    text = flat("\n".join(pages(pdf_reading.pdf("20"))))
    assert "Flux à l’export, France entière" in text
    assert "la région" not in text
    assert "de la Corse" in text


def test_overseas_the_region_is_the_five_together() -> None:
    texts = [flat(text) for text in pages(pdf_reading.pdf("971"))]
    assert "Flux à l’export, Départements d’outre-mer" in texts[6]
    assert "cinq départements d’outre-mer" in texts[2]


# -- little or no trade --------------------------------------------------------------------------

ONE_PRODUCT = [("E", "03", "C30C", "US", 30_000_000), ("I", "03", "C30C", "DE", 21_000_000)]
SPARSE: dict[str, list[pdf_reading.Row]] = {
    "nothing": [],
    "nothing here": [("E", "01", "C20B", "DE", 5_000_000), ("I", "01", "C20B", "DE", 7_000_000)],
    "no exports": [("I", "03", "C20B", "DE", 25_000_000), ("I", "03", "C10H", "IT", 1_000_000)],
    "no imports": [("E", "03", "C20B", "DE", 25_000_000), ("E", "03", "C10H", "IT", 1_000_000)],
    "one product": [*ONE_PRODUCT, ("E", "03", "C30C", "IT", 4_000_000)],
    "one country": [
        (flow, "03", product, "DE", 1_000_000 * rank)
        for flow in "EI"
        for rank, product in enumerate(("C20B", "C10H", "A01Z", "C30C"), 1)
    ],
    "one product and one country": [("E", "03", "C30C", "US", 1), ("I", "03", "C30C", "US", 2)],
    "no country": [("E", "03", "C30C", "QU", 500_000), ("I", "03", "C30C", "QR", 2_000_000)],
    "returned goods only": [("E", "03", "C30C", "FR", 900), ("I", "03", "C30C", "FR", 1_100)],
}


def nonsense(text: str) -> Iterator[str]:
    """What no reader should meet."""
    yield from re.findall(r"\bNone\b|\bnan\b|\binf\b|\{[^}]*\}|\.\.|,,| ,|\b0 % du total", text)
    yield from re.findall(r"(?:Les|ces) (?:zéro|un|une) [^.]*\.", text)


@pytest.mark.parametrize("name", SPARSE)
@pytest.mark.parametrize("code", ["03", "20"])
def test_little_trade_makes_a_whole_fiche(name: str, code: str) -> None:
    customs_code = territories.departement(code).customs_code
    rows = [(flow, customs_code if place == "03" else place, *rest)
            for flow, place, *rest in SPARSE[name]]  # fmt: skip
    fiche = pdf_reading.small(rows, code)
    content = pdf_reading.built(fiche)
    texts = [flat(text) for text in pages(content)]
    assert [figures(text) for text in pages(content)[3:11]] == list(
        (WITH_REGION if fiche.region else ALONE).values()
    )
    assert [folio for folio, text in enumerate(texts, 1) if "Données des figures" in text][
        -1
    ] == ANNEXE
    assert [*nonsense(" ".join(texts))] == []
    for folio, trade, words in (
        (6, fiche.exports, "Aucune exportation"),
        (8, fiche.imports, "Aucune importation"),
    ):
        assert (words in texts[folio - 1]) is (trade.total == 0)
    assert fiche.balance == sum(
        value if flow == "E" else -value
        for flow, place, _, _, value in SPARSE[name]
        if place == "03"
    )


def test_a_fiche_without_trade_names_no_partner() -> None:
    text = flat("\n".join(pages(pdf_reading.built(pdf_reading.small([])))[2:10]))
    assert "Premier client" not in text
    assert "Premier fournisseur" not in text
    assert "Premier excédent" not in text
    assert " 0 €" in text
