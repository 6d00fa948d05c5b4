"""What the cover says of the Territoires d'industrie."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_fiches import demonstration

from tradefiche import territories
from tradefiche.fiche import Fiche
from tradefiche.fiche import Territoire
from tradefiche.fiche import Thresholds
from tradefiche.wording import territoires

NBSP, NARROW = "\u00a0", "\u202f"
RULE = (
    "Les Territoires d’industrie adjacents qui comptent moins de {} communes {} ne figurent pas "
    "dans cette liste."
)


def fiche_of(code: str) -> Fiche:
    (found,) = (fiche for fiche in demonstration() if fiche.place.code == code)
    return found


@pytest.mark.parametrize(
    ("code", "heading", "none"),
    [
        ("03", "de l’Allier", "dans l’Allier"),
        ("07", "de l’Ardèche", "en Ardèche"),
        ("08", "des Ardennes", "dans les Ardennes"),
        ("15", "du Cantal", "dans le Cantal"),
        ("20", "de la Corse", "en Corse"),
        ("75", "de Paris", "à Paris"),
        ("974", "de La Réunion", "à La Réunion"),
    ],
)
def test_names_take_their_articles(code: str, heading: str, none: str) -> None:
    place = territories.departement(code)
    assert territoires.heading(place, "Territoires d’industrie") == (
        f"Les Territoires d’industrie {heading}"
    )
    assert territoires.none(place) == f"Aucun Territoire d’industrie n’est retenu {none}."


@pytest.mark.parametrize(
    ("here", "whole", "words"),
    [
        (54, 54, "54~communes"),
        (1, 1, "1~commune"),
        (113, 198, "113 de ses 198~communes"),
        (1, 2, "1 de ses 2~communes"),
        (1_050, 1_200, "1_050 de ses 1_200~communes"),
    ],
)
def test_extent(here: int, whole: int, words: str) -> None:
    found = territoires.extent(Territoire("ti-0000", "Essai", here, whole, home=True))
    assert found == words.replace("~", NBSP).replace("_", NARROW)


def test_the_note_gives_the_rule_and_the_source() -> None:
    assert territoires.note(fiche_of("03")) == (
        RULE.format("cinq", "dans le département") + " Source" + NBSP + ": ANCT."
    )
    assert RULE.format("cinq", "en Corse") in territoires.note(fiche_of("20"))


def test_the_note_explains_the_grey_square_where_there_is_one() -> None:
    for fiche in demonstration():
        adjacent = [each for each in fiche.territoires if not each.home]
        assert territoires.note(fiche).startswith("Carré gris") == bool(adjacent)


def test_the_rule_is_that_of_the_edition() -> None:
    allier = fiche_of("03")
    three = replace(allier, thresholds=Thresholds(communes=3))
    assert RULE.format("trois", "dans le département") in territoires.note(three)
    one = replace(allier, thresholds=Thresholds(communes=1))
    assert territoires.note(one) == f"Source{NBSP}: ANCT."
