"""The reading key that two figures of one page share: where it leads back to, or all it says."""

from __future__ import annotations

from pathlib import Path

import pdf_reading
import pytest
from command import changed
from command import copied
from pdf_reading import flat

from tradefiche import brand
from tradefiche import edition
from tradefiche.report import document

LIKE = "lecture identique à celle de la figure "
FULL = (
    "les biens exportés sont à gauche, les pays de destination à droite. L’épaisseur d’un ruban "
    "est proportionnelle au montant, en millions d’euros (M€). En rouge, les cinq flux les plus "
    "élevés entre un produit et un pays nommés. Les flux des « autres produits » et des « autres "
    "pays », en gris, ne sont jamais en rouge."
)


@pytest.fixture
def own_edition(tmp_path: Path) -> Path:
    return copied("editions/2024", tmp_path / "mine")


def shared_keys(folder: Path) -> list[str]:
    """The keys of the pages with two figures: of exports, then of imports."""
    found = edition.load(folder)
    made = document.build(pdf_reading.fiches()["03"], found, brand.load())
    texts = [flat(text) for text in pdf_reading.pages(made)]
    keys = [key for text in texts if (key := text.partition("Clé de lecture : ")[2])]
    return [key.partition(" Source")[0] for key in keys]


def test_a_shared_key_sends_back_to_the_figure_meant(own_edition: Path) -> None:
    """Another figure may stand between the two."""
    path = own_edition / "balance.md"
    page, _, moved = path.read_text("utf-8").partition("---\n")
    path.write_text(page, "utf-8")
    changed(own_edition / "exportations.md", "---\n", f"---\n{moved}\n---\n")
    keys = [key for key in shared_keys(own_edition) if LIKE in key]
    assert [key.removeprefix(LIKE)[0] for key in keys] == ["2", "6"]


def test_without_that_figure_a_shared_key_says_all(own_edition: Path) -> None:
    figure = (
        "![Flux à l'export par produit et par pays, {nom} (en valeur, {annee})](figure:exports)"
    )
    changed(own_edition / "exportations.md", figure, "")
    keys = shared_keys(own_edition)
    assert FULL in keys
    assert [key.removeprefix(LIKE)[0] for key in keys if LIKE in key] == ["5"]


def test_figures_of_both_flows_on_a_page_are_both_explained(own_edition: Path) -> None:
    sold = "![Flux à l'export, France entière (en valeur, {annee})](figure:exports-france)"
    bought = "![Flux à l'import, France entière (en valeur, {annee})](figure:imports-france)"
    changed(own_edition / "importations.md", bought, "")
    changed(own_edition / "exportations.md", sold, bought)
    (key,) = (key for key in shared_keys(own_edition) if "Les pays d’origine" in key)
    assert key.startswith("les biens exportés sont à gauche")
    assert LIKE not in key
