"""The sections of what sets apart: where an edition has them, and they say something."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import hard_fiches
import pdf_reading
import pytest
import tag_tree
from command import changed
from command import copied
from made_fiches import demonstration
from pdf_reading import flat
from pdf_reading import pages

from tradefiche import brand
from tradefiche import edition
from tradefiche.edition import Edition
from tradefiche.fiche import Fiche
from tradefiche.report import document
from tradefiche.report.chapter import Chapter
from tradefiche.report.look import prepare
from tradefiche.report.sections import Composer

CONCENTRATED = "Achats concentrés hors de l'Union européenne, {nom} ({annee})"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return copied("editions/2024", tmp_path / "mine")


@pytest.fixture
def with_purchases(folder: Path) -> Edition:
    """As docs/guide.md shows it."""
    exposition = folder / "exposition.md"
    text = exposition.read_text("utf-8")
    exposition.write_text(f"{text}\n---\n\n![{CONCENTRATED}](figure:achats-concentres)\n", "utf-8")
    annexe = folder / "annexe.md"
    text = annexe.read_text("utf-8")
    annexe.write_text(f"{text}\n![{CONCENTRATED}](donnees:achats-concentres)\n", "utf-8")
    return edition.load(folder)


def without(folder: Path) -> Edition:
    """An edition made before these sections."""
    changed(folder / "edition.toml", '"distinction", "exposition", ', "")
    return edition.load(folder)


def built(fiche: Fiche, texts: Edition) -> list[str]:
    return [flat(page) for page in pages(document.build(fiche, texts, brand.load()))]


# -- where they are ------------------------------------------------------------------------------


def test_an_edition_without_them_has_what_it_had(folder: Path) -> None:
    texts = without(folder)
    fiche = pdf_reading.fiches()["03"]
    content = document.build(fiche, texts, brand.load())
    said = [flat(page) for page in pages(content)]
    assert "Informations pratiques" in said[9]
    after = " ".join(said[2:])  # « L’essentiel » says in a sentence what sets apart
    assert not re.search(r"Ce qui distingue|Exposition|Figure 9", after)
    with pdf_reading.opened(content) as pdf:
        assert len([name for name in pdf.attachments if name.endswith(".csv")]) == 9


def test_a_fiche_of_an_earlier_schema_has_none(folder: Path) -> None:
    fiche = replace(pdf_reading.fiches()["03"], profile=None)
    old, new = built(fiche, without(folder)), built(fiche, pdf_reading.edition_2024())
    assert len(old) == len(new)
    assert "Exposition" not in " ".join(new)


def test_a_provisional_year_has_no_comparison_and_no_rank() -> None:
    said = [flat(page) for page in pages(hard_fiches.pdf("provisional"))]
    assert "Ce qui distingue" not in " ".join(said)
    (page,) = [page for page in said[1:] if page.count("Exposition et concentration") == 1]
    assert "Médiane" not in page
    assert "part la plus élevée" not in page
    assert "incomplète" in page
    assert "Limites." in page


@pytest.mark.parametrize("code", ["03", "20", "976"])
def test_limits_are_on_the_page_as_text(code: str) -> None:
    tree = tag_tree.tree(hard_fiches.pdf(code))
    (limits,) = [node for node in tree.all("P") if node.text.startswith("Limites.")]
    assert "460" in limits.text


def test_no_region_where_it_would_be_compared_with_itself() -> None:
    for code, has in (("03", True), ("20", False), ("974", False), ("13", False)):
        (page,) = [
            text
            for text in pages(hard_fiches.pdf(code))
            if text.count("qui pèsent plus qu’en France") > 1
        ]
        assert ("\nRégion" in page or " Région" in page) is has, code


# -- purchases, where an edition has them --------------------------------------------------------


def test_purchases_have_their_page_with_caveat_and_sensitivity(with_purchases: Edition) -> None:
    said = built(pdf_reading.fiches()["48"], with_purchases)
    page = said[11]
    assert "Figure 13" in page
    assert "un indice de Herfindahl-Hirschman" in page
    assert "Avec 40 % et 0,3, il y aurait" in page
    assert "peut cacher une concentration plus fine" in page


@pytest.mark.parametrize("code", ["20", "976"])
def test_where_they_mean_nothing_there_is_no_page(code: str, with_purchases: Edition) -> None:
    said = built(pdf_reading.fiches()[code], with_purchases)
    assert "Informations pratiques" in said[11]
    assert "Achats concentrés" not in " ".join(said)


def test_they_fit_everywhere(with_purchases: Edition) -> None:
    look = prepare(brand.load())
    for fiche in demonstration():
        chapter = Chapter(Composer(fiche, with_purchases, look))
        assert [each.message for each in chapter.overfull()] == [], fiche.place.name


# -- other arrangements --------------------------------------------------------------------------


def test_one_of_the_figures_may_stand_alone(folder: Path) -> None:
    slot = "![Concentration des échanges, {nom} ({annee})](figure:concentration)\n"
    changed(folder / "exposition.md", slot, "")
    said = built(pdf_reading.fiches()["03"], edition.load(folder))
    assert "Figure 11" in said[10]
    assert "Limites." in said[10]
    assert "Trois premiers" not in said[10]


def test_they_may_share_a_page_with_others(folder: Path) -> None:
    changed(folder / "exposition.md", "(figure:destinations)", "(figure:destinations)\n\n---")
    said = built(pdf_reading.fiches()["03"], edition.load(folder))
    assert "Figure 12" in said[11]
    assert "Limites." in said[11]
