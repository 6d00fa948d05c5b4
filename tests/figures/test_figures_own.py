"""One figure, one module: a figure of one's own is everywhere, with nothing else touched."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import own_figure
import pdf_reading
import pikepdf
import pytest
from command import changed
from command import copied
from tag_tree import tree

from tradefiche import brand
from tradefiche import edition
from tradefiche import figures
from tradefiche.errors import EditionError
from tradefiche.report import document

TITLE = "Témoin des échanges, Allier (2024)"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """An edition with one figure more, after the products, and its table in the annexe."""
    copy = copied("editions/2024", tmp_path / "mine")
    changed(
        copy / "balance.md",
        "(figure:produits)",
        "(figure:produits)\n\n---\n\n![Témoin des échanges, {nom} ({annee})](figure:temoin)",
    )
    changed(
        copy / "annexe.md",
        "(donnees:produits)",
        "(donnees:produits)\n\n![Témoin des échanges, {nom} ({annee})](donnees:temoin)",
    )
    return copy


@pytest.fixture
def content(folder: Path, monkeypatch: pytest.MonkeyPatch) -> bytes:
    """The fiche of the Allier with it."""
    monkeypatch.setattr(figures, "FIGURES", (*figures.FIGURES, own_figure.FIGURE))
    return document.build(pdf_reading.fiches()["03"], edition.load(folder), brand.load())


def test_it_is_on_a_page_with_its_words(content: bytes) -> None:
    (page,) = [text for text in pdf_reading.pages(content) if "Barre témoin" in text]
    said = pdf_reading.flat(page)
    for words in (
        "Figure 3",
        TITLE,
        "Constat du témoin de l’Allier.",
        "une barre pour l’Allier, pour l’exemple.",
    ):
        assert words in said
    assert "Source : jeu de démonstration" in said.replace("\u00a0", " ")
    assert "Figure 9" in pdf_reading.flat(
        " ".join(pdf_reading.pages(content))
    )  # the others moved on


def test_it_is_in_the_annexe(content: bytes) -> None:
    fiche = pdf_reading.fiches()["03"]
    (found,) = [
        table
        for table in tree(content).all("Table")
        if table.attributes.get("Summary", "") == f"Données de la figure 3 : {TITLE}"
    ]
    cells = [[cell.text.strip() for cell in row.nodes] for row in found.all("TR")]
    assert cells[0] == ["Code", "Sens de l’échange", "Montant (M€)", "Poids"]
    assert [row[:2] for row in cells[1:]] == [
        ["total", "Les deux sens"],
        ["exports", "Sorties"],
        ["imports", "Entrées"],
    ]
    whole = fiche.exports.total + fiche.imports.total
    assert [row[2].replace(" ", "") for row in cells[1:]] == [
        f"{value / 10**6:.1f}".replace(".", ",")
        for value in (whole, fiche.exports.total, fiche.imports.total)
    ]


def test_its_data_are_attached_to_the_euro(content: bytes) -> None:
    fiche = pdf_reading.fiches()["03"]
    with pdf_reading.opened(content) as pdf:
        data = pdf.attachments["03-2024-figure-3-temoin.csv"].get_file().read_bytes()
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")), delimiter=";"))
    assert [(row["code_sens"], int(row["montant_euros"])) for row in rows] == [
        ("exports", fiche.exports.total),
        ("imports", fiche.imports.total),
        ("total", fiche.exports.total + fiche.imports.total),
    ]
    assert {(row["annee"], row["code_territoire"], row["territoire"]) for row in rows} == {
        ("2024", "03", "Allier")
    }
    assert all("démonstration" in row["mention"] for row in rows)


def test_it_has_a_bookmark_and_a_tag(content: bytes) -> None:
    with pikepdf.open(io.BytesIO(content)) as pdf, pdf.open_outline() as outline:
        titles = [str(child.title) for item in outline.root for child in item.children]
    assert f"Figure 3 – {TITLE}" in [pdf_reading.flat(title) for title in titles]
    (told,) = [
        figure
        for figure in tree(content).all("Figure")
        if figure.attributes["Alt"].startswith("Barre du témoin")
    ]
    assert told.attributes["AF"] == "03-2024-figure-3-temoin.csv"


def test_without_its_place_in_the_tuple_an_edition_cannot_name_it(folder: Path) -> None:
    with pytest.raises(EditionError, match="unknown figure 'temoin'") as refused:
        edition.load(folder)
    assert refused.value.hint.startswith("Known ones: pays, produits, exports, ")
