"""What the cover says of the Territoires d'industrie."""

from __future__ import annotations

from dataclasses import replace

import pytest
from made_fiches import demonstration

from tradefiche.fiche import Fiche
from tradefiche.fiche import Territoire
from tradefiche.fiche import Thresholds
from tradefiche.reference import territories
from tradefiche.wording import territoires

NBSP, NARROW = "\u00a0", "\u202f"
RULE = (
    "Les Territoires d’industrie adjacents qui comptent moins de {} communes {} ne figurent pas "
    "sur la carte."
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


SOURCES = (
    f"Carré{NBSP}: préfecture. Rond{NBSP}: sous-préfecture. "
    f"Sources{NBSP}: ANCT{NARROW}; Insee{NARROW}; IGN, Admin Express{NARROW}; GeoNames."
)


def test_the_note_gives_the_rule_and_the_sources() -> None:
    note = territoires.note(fiche_of("03"), True)
    assert note.startswith(f"Contour épais{NBSP}: le département.")
    assert note.endswith(f"{RULE.format('cinq', 'dans le département')} {SOURCES}")
    corse = territoires.note(fiche_of("20"), True)
    assert corse.startswith(f"Contour épais{NBSP}: la Corse.")
    assert RULE.format("cinq", "en Corse") in corse
    assert "département" not in corse


def test_the_note_explains_the_pale_tint_where_there_is_one() -> None:
    for fiche in demonstration():
        parted = [each for each in fiche.territoires if each.communes_here < each.communes]
        assert ("Aplat clair" in territoires.note(fiche, True)) == bool(parted)


def test_the_rule_is_that_of_the_edition() -> None:
    allier = fiche_of("03")
    three = replace(allier, thresholds=Thresholds(communes=3))
    assert RULE.format("trois", "dans le département") in territoires.note(three, True)
    one = replace(allier, thresholds=Thresholds(communes=1))
    assert "ne figurent pas" not in territoires.note(one, True)
    assert territoires.note(one, True).endswith(SOURCES)
