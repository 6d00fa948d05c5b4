"""The page « Évolution »: where there are several years, and what is on it then."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path

import hard_fiches
import made_evolutions
import pdf_reading
import pytest
import tag_tree
from attachments import attached
from command import changed
from command import copied
from drawn_numbers import untold
from pdf_reading import flat
from pdf_reading import pages

from tradefiche import brand
from tradefiche import edition
from tradefiche.edition import Edition
from tradefiche.pdf.table import DataTable
from tradefiche.report import document
from tradefiche.report.chapter import Chapter
from tradefiche.report.look import prepare
from tradefiche.report.sections import Composer

CASES = made_evolutions.cases()
NAMES = ("annees", "trimestres", "contributions")


def without(folder: Path) -> Edition:
    """An edition made before this section."""
    copied("editions/2024", folder)
    changed(folder / "edition.toml", '"evolution", ', "")
    return edition.load(folder)


def page_of(content: bytes) -> str:
    texts = map(flat, pages(content)[1:])
    return next(text for text in texts if "Trimestres, " in text)


def test_with_one_year_there_is_no_page_no_line_and_no_table(tmp_path: Path) -> None:
    fiche = pdf_reading.fiches()["03"]
    content = document.build(fiche, pdf_reading.edition_2024(), brand.load())
    assert content == document.build(fiche, without(tmp_path / "mine"), brand.load())
    assert "Évolution" not in " ".join(pages(content))


def test_an_edition_without_it_has_what_it_had(tmp_path: Path) -> None:
    content = document.build(CASES["ten years"], without(tmp_path / "mine"), brand.load())
    assert "Évolution" not in " ".join(pages(content))
    assert not any(name in each for each in attached(content) for name in NAMES)


def test_it_stands_after_exposure_and_in_the_contents() -> None:
    texts = [flat(page) for page in pages(hard_fiches.pdf("ten years"))]
    folio = next(n for n, text in enumerate(texts, 1) if "Trimestres, " in text)
    assert "Exposition et concentration" in texts[folio - 2]
    assert "Informations pratiques" in texts[folio]
    (contents,) = tag_tree.tree(hard_fiches.pdf("ten years")).all("TOC")
    listed = [entry.text.rpartition(" ")[::2] for entry in contents.nodes]
    assert ("Évolution", str(folio)) in listed


def test_euros_are_said_to_be_current_and_the_source_has_the_years() -> None:
    for name in ("ten years", "two years"):
        said = page_of(hard_fiches.pdf(name))
        assert "Valeurs en euros courants : la hausse des prix y est comprise." in said
        first = 2015 if name == "ten years" else 2023
        assert f"au format des données départementales {first} à 2024 des Douanes" in said


def test_figures_stand_side_by_side() -> None:
    told = list(tag_tree.tree(hard_fiches.pdf("ten years")).all("Figure"))
    boxes = [
        tuple(map(float, each.attributes["BBox"].split()))
        for each in told
        if any(f"-{name}." in each.attributes.get("AF", "") for name in NAMES)
    ]
    years, quarters, parts = boxes
    assert years[2] < quarters[0]
    assert years[3] == pytest.approx(quarters[3], abs=0.1)
    assert parts[3] < min(years[1], quarters[1])


def test_a_year_that_compares_with_none_has_no_contributions() -> None:
    said = page_of(hard_fiches.pdf("its own year is incomplete"))
    assert "est incomplète : elle n’est comparée à aucune autre" in said
    assert "Provisoire" in said
    assert "Contributions" not in said


def test_overseas_says_what_is_not_counted() -> None:
    said = page_of(pdf_reading.built(CASES["overseas"]))
    assert "ni ceux avec l’Hexagone" in said


@pytest.mark.parametrize("name", hard_fiches.SEVERAL)
def test_what_is_drawn_is_told(name: str) -> None:
    assert untold(hard_fiches.pdf(name), hard_fiches.fiche(name)) == []


@pytest.mark.parametrize("code", ["48", "59", "971"])
def test_what_is_drawn_is_told_elsewhere(code: str) -> None:
    fiche = made_evolutions.course(made_evolutions.of(code))
    assert untold(pdf_reading.built(fiche), fiche) == []


def rows(name: str, figure: str) -> list[dict[str, str]]:
    files = attached(hard_fiches.pdf(name))
    (content,) = [data for file, (data, _) in files.items() if file.endswith(f"-{figure}.csv")]
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"))


def test_the_files_are_those_of_the_years_to_the_euro() -> None:
    evolution = CASES["ten years"].evolution
    assert evolution
    found = rows("ten years", "annees")
    assert [(int(r["annee_serie"]), int(r["exportations_euros"])) for r in found] == [
        (each.year, each.exports) for each in evolution.years
    ]
    assert [r["comparable_precedente"] for r in found] == [*(["non", *["oui"] * 6] * 1), "non",
                                                          "oui", "oui"]  # fmt: skip
    assert [bool(r["variation_exportations"]) for r in found] == [
        r["comparable_precedente"] == "oui" for r in found
    ]
    quarters = rows("ten years", "trimestres")
    assert sum(int(r["importations_euros"]) for r in quarters[-4:]) == evolution.years[-1].imports


def test_contributions_make_the_change_in_the_file() -> None:
    evolution = CASES["ten years"].evolution
    assert evolution
    found = rows("ten years", "contributions")
    for flow, kinds, change in (
        ("export", ("produit", "client"), evolution.exports),
        ("import", ("produit", "fournisseur"), evolution.imports),
    ):
        assert change
        for kind in kinds:
            parts = [r for r in found if (r["flux"], r["type"]) == (flow, kind)]
            assert sum(int(r["variation_euros"]) for r in parts) == change.amount
            assert sum(int(r["valeur_euros"]) for r in parts) == change.now
            assert [r["code"] for r in parts].count("") == 1


def test_it_fits_everywhere() -> None:
    look = prepare(brand.load())
    texts = pdf_reading.edition_2024()
    every, two = made_evolutions.everywhere(), made_evolutions.everywhere(2023)
    fiches = [*every[::3], *two[1::3], *CASES.values()]
    for fiche in fiches:
        chapter = Chapter(Composer(fiche, texts, look))
        assert [each.message for each in chapter.overfull()] == [], fiche.place.name


def test_one_of_its_figures_may_stand_alone(tmp_path: Path) -> None:
    folder = copied("editions/2024", tmp_path / "mine")
    text = (folder / "evolution.md").read_text("utf-8")
    kept = re.sub(r"!\[[^\]]*\]\(figure:(annees|contributions)\)\n", "", text)
    (folder / "evolution.md").write_text(kept, "utf-8")
    content = document.build(CASES["ten years"], edition.load(folder), brand.load())
    assert "Figure 13" in page_of(content)


# -- the change of a year, elsewhere -------------------------------------------------------------


def test_the_first_figures_and_the_panels_say_what_a_year_changed() -> None:
    texts = [flat(page) for page in pages(hard_fiches.pdf("two years"))]
    exports, imports = "+ 7,0 %", "+ 6,3 %"
    assert texts[1].count("en un an") == 3
    for said in (f"{exports} en un an", f"{imports} en un an", "+ 2 M€ en un an"):
        assert said in plain(texts[1])
    assert f"En un an : exportations {exports}, importations {imports}" in plain(texts[3])
    assert plain(texts[4]).count(" en un an") == 2
    assert "depuis 2023, en euros courants" in texts[1]


def plain(text: str) -> str:
    return text.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_key_numbers_of_each_flow_say_what_a_year_changed() -> None:
    texts = [plain(flat(page)) for page in pages(hard_fiches.pdf("two years"))]
    for title, total, change in (
        ("Exportations", "Total des exportations, 2024", "+ 7,0 % en un an"),
        ("Importations", "Total des importations, 2024", "+ 6,3 % en un an"),
    ):
        (said,) = [text for text in texts[2:] if total in text]
        assert title in said
        assert f"{total} {change}" in said
        assert said.count("en un an") == 1


@pytest.mark.parametrize("code", ["03", "13", "59", "75", "971", "48"])
def test_short_tables_of_years_are_not_parted(code: str) -> None:
    for first in (2015, 2023):
        fiche = made_evolutions.course(made_evolutions.of(code), first)
        chapter = Chapter(Composer(fiche, pdf_reading.edition_2024(), prepare(brand.load())))
        tables = [
            each
            for each, _ in chapter.composer.laid
            if isinstance(each, DataTable)
            and re.search("Échanges et solde|Trimestres", each.element.summary)
        ]
        assert len(tables) == 2
        assert not any(each.goes_on or each.again for each in tables)


@pytest.mark.parametrize("name", ["03", "its own year is incomplete"])
def test_nothing_is_said_of_a_year_that_compares_with_none(name: str) -> None:
    texts = [flat(page) for page in pages(hard_fiches.pdf(name))]
    assert "en un an" not in " ".join(texts[:9]).lower()


def test_a_flow_that_was_too_small_says_nothing() -> None:
    texts = [plain(flat(page)) for page in pages(hard_fiches.pdf("nothing exported before"))]
    assert texts[1].count(" en un an") == 2  # imports and balance
    assert "En un an : importations + 20,0 %" in texts[3]
