"""The reading key that two figures of one page share."""

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

ALIKE = "numérotés comme dans la liste"


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


def test_two_figures_that_are_read_alike_share_one_key(own_edition: Path) -> None:
    keys = [key for key in shared_keys(own_edition) if ALIKE in key]
    assert [key.partition(" sont")[0] for key in keys] == [
        "les biens exportés",
        "les pays d’origine",
    ]
    assert all(key.count(ALIKE) == 1 for key in keys)


def test_figures_of_both_flows_on_a_page_are_both_explained(own_edition: Path) -> None:
    sold = "![Flux à l'export, France entière (en valeur, {annee})](figure:exports-france)"
    bought = "![Flux à l'import, France entière (en valeur, {annee})](figure:imports-france)"
    changed(own_edition / "importations.md", bought, "")
    changed(own_edition / "exportations.md", sold, bought)
    (key,) = (key for key in shared_keys(own_edition) if "Les pays d’origine" in key)
    assert key.startswith("les biens exportés sont à gauche")
    assert key.count(ALIKE) == 2
