"""What a review says in French, and what it keeps in English whatever the operator speaks."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from made_materials import M
from made_materials import account
from made_materials import material
from made_materials import year

from tradefiche import messages
from tradefiche.review import page
from tradefiche.review import text
from tradefiche.review.covers import ContactSheet
from tradefiche.review.explanations import Explanation
from tradefiche.review.explanations import entry
from tradefiche.review.review import Review
from tradefiche.review.review import review

FILE = Path("editions/2024/review.toml")


def made() -> Review:
    """A total that jumps, in two territories, one of them explained."""
    before = {("03", "exports"): account(100 * M), ("04", "exports"): account(40 * M)}
    now = {
        ("03", "exports"): account(150 * M),
        ("04", "exports"): account(100 * M, countries={"ZZ": 100 * M}),
    }
    key = "2024-growth-03-exports"
    return review(material(year(now), year(before)), {key: Explanation(key, 50, "Un contrat.")})


@pytest.fixture
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(messages.VARIABLE, "fr")


@pytest.mark.usefixtures("french")
def test_the_report_is_in_french_and_its_columns_stand() -> None:
    told = list(text.lines(made(), FILE))
    assert told[0] == "bloquant    Les sommes ferment\u00a0: rien trouvé"
    levels = ("bloquant    ", "à expliquer ", "à savoir    ")
    assert all(line.startswith((*levels, "  ")) for line in told[: told.index("")])
    assert "  expliqué      03 Allier, exportations\u00a0: " in "\n".join(told)
    assert "100,0\u00a0M€ → 150,0\u00a0M€ (+50,0\u00a0%)" in "\n".join(told)


@pytest.mark.usefixtures("french")
def test_the_page_is_in_french_and_says_so() -> None:
    made_page = page.html(made(), FILE, ContactSheet())
    assert '<html lang="fr">' in made_page
    assert "<dt>Seuil</dt>" in made_page
    assert "Évolution des exportations depuis 2023" in made_page


def test_what_programs_and_review_toml_hold_is_the_same_in_every_language(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def plain(found: Review) -> list[Any]:
        data = text.as_data(found, FILE)
        return [
            [check["name"], check["level"], each["state"], each["key"], each["value"], each["unit"]]
            for check in data["checks"]
            for each in check["findings"]
        ] + [entry(each.finding) for each in found.found]

    english = plain(made())
    monkeypatch.setenv(messages.VARIABLE, "fr")
    assert plain(made()) == english
