"""French grammar and typography: every place and country, every space that a writer forgets."""

from __future__ import annotations

import re

import pytest
from hypothesis import example
from hypothesis import given
from hypothesis import strategies as st

from tradefiche.fiche import Country
from tradefiche.fiche import Marks
from tradefiche.fiche import Place
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import day
from tradefiche.wording.french import is_plural
from tradefiche.wording.french import listed
from tradefiche.wording.french import pronoun
from tradefiche.wording.french import quarters
from tradefiche.wording.french import to
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb

NBSP, NARROW = "\u00a0", "\u202f"


def spaced(text: str) -> str:
    """« ~ » for a no-break space and « _ » for a narrow one, so that tests can be read."""
    return text.replace("~", NBSP).replace("_", NARROW)


def country(code: str) -> Country:
    return nomenclature.country(code)


def countries() -> list[Country]:
    return [country(code) for code in sorted(nomenclature.country_codes())]


# -- typography ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Quel pays ?", "Quel pays_?"),
        ("Quel pays?", "Quel pays_?"),
        ("un ; deux", "un_; deux"),
        ("un; deux", "un_; deux"),
        ("Vraiment ?!", "Vraiment_?!"),
        ("source : Douanes", "source~: Douanes"),
        ("à 12:30", "à 12:30"),
        ("« autres »", "«~autres~»"),
        ("«autres»", "«~autres~»"),
        ("l'Allier, aujourd'hui", "l’Allier, aujourd’hui"),
        ("3 %", "3~%"),
        ("3%", "3~%"),
        ("460 000 € par an", "460_000~€ par an"),
        ("71 307,5 M€", "71_307,5~M€"),
        ("en 2024 460 000 €", "en 2024 460_000~€"),
        ("1 234 567", "1_234_567"),
        ("le 27 mai 2025", "le 27 mai 2025"),
        ("https://example.org/a?b=c;d", "https://example.org/a?b=c;d"),
        (" ; en violet", "_; en violet"),
        ("« Quoi ? »", "«~Quoi_?~»"),
    ],
)
def test_typeset_puts_the_spaces_that_french_wants(typed: str, printed: str) -> None:
    assert typeset(typed) == spaced(printed)


_PIECES = st.sampled_from(
    [*" ;!?:%€«»'’,.()-", NBSP, NARROW, *"aé0123", " 000", "M€", "k€", "mot", "L'", "\n"]
)
TEXTS = st.lists(_PIECES, max_size=25).map("".join)


@given(TEXTS)
@example("un\u202f; deux")
@example("3\u00a0%")
def test_typeset_twice_is_typeset_once(text: str) -> None:
    once = typeset(text)
    assert typeset(once) == once


@given(TEXTS)
def test_typeset_only_touches_spaces_and_apostrophes(text: str) -> None:
    def bare(text: str) -> str:
        return re.sub(rf"[ {NBSP}{NARROW}]", "", text).replace("'", "’")

    assert bare(typeset(text)) == bare(text)


@given(TEXTS)
def test_typeset_never_doubles_a_space(text: str) -> None:
    assert len(re.findall(rf"[{NBSP}{NARROW}]{{2}}", typeset(text))) <= len(
        re.findall(rf"[ {NBSP}{NARROW}]{{2}}", text)
    )


# -- territories -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Allier", "il"),
        ("Ardèche", "elle"),
        ("Ardennes", "elles"),
        ("Hauts-de-Seine", "ils"),
        ("Corse", "elle"),
        ("La Réunion", "elle"),
        ("Mayotte", "elle"),
        ("Paris", "il"),
        ("Eure-et-Loir", "il"),
    ],
)
def test_a_territory_has_its_pronoun(name: str, expected: str) -> None:
    assert pronoun(territories.departement(name)) == expected


@pytest.mark.parametrize("place", territories.departements(), ids=lambda place: place.code)
def test_pronoun_and_verb_agree_with_the_article(place: Place) -> None:
    plural = place.the.startswith("les ")
    assert pronoun(place).endswith("s") == plural
    assert verb(place, "exporte", "exportent") == ("exportent" if plural else "exporte")
    if place.the.startswith(("la ", "le ")):
        assert pronoun(place) == {"la ": "elle", "le ": "il"}[place.the[:3]]


def test_a_sentence_begins_with_a_capital() -> None:
    assert capitalised("l’Allier exporte") == "L’Allier exporte"
    assert capitalised("États-Unis") == "États-Unis"
    assert capitalised("à Paris") == "À Paris"
    assert capitalised("") == ""


# -- countries -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "to_it"),
    [
        ("DE", "à l’Allemagne"),
        ("GB", "au Royaume-Uni"),
        ("US", "aux États-Unis"),
        ("NL", "aux Pays-Bas"),
        ("CH", "à la Suisse"),
        ("SG", "à Singapour"),
        ("CU", "à Cuba"),
        ("IL", "à Israël"),
        ("OM", "à Oman"),
        ("HT", "à Haïti"),
        ("HK", "à Hong Kong"),
        ("AG", "à Antigua-et-Barbuda"),
        ("RE", "à La Réunion"),
        ("KY", "aux îles Caïmans"),
        ("ZZ", "à ZZ"),
    ],
)
def test_a_country_contracts_with_its_preposition(code: str, to_it: str) -> None:
    assert to(country(code)) == to_it


@pytest.mark.parametrize("each", countries(), ids=lambda each: each.code)
def test_no_country_is_left_uncontracted(each: Country) -> None:
    text = to(each)
    assert not re.match(r"à (le|les) ", text)
    assert text.lower().endswith(each.name.lower().split()[-1])
    assert is_plural(each) == text.startswith("aux ")


# -- counts and dates ------------------------------------------------------------------------------


def test_counts_are_in_letters_up_to_twenty() -> None:
    assert [count(n) for n in (0, 1, 2, 10, 13, 17, 20)] == [
        "zéro",
        "un",
        "deux",
        "dix",
        "treize",
        "dix-sept",
        "vingt",
    ]
    assert [count(n) for n in (21, 76)] == ["21", "76"]
    assert (count(1, feminine=True), count(5, feminine=True)) == ("une", "cinq")


def test_counts_differ() -> None:
    assert len({count(n) for n in range(30)}) == 30


@pytest.mark.parametrize(
    ("iso", "words"),
    [
        ("2025-02-07", "7~février 2025"),
        ("2024-03-01", "1er~mars 2024"),
        ("2025-08-31", "31~août 2025"),
        ("2025-12-24", "24~décembre 2025"),
        ("", ""),
        ("mars 2025", "mars 2025"),
        ("2025-02-30", "2025-02-30"),
    ],
)
def test_a_date_is_said_in_words(iso: str, words: str) -> None:
    assert day(iso) == spaced(words)


def test_a_list_ends_with_and() -> None:
    assert listed(["T1"]) == "T1"
    assert listed(["T1", "T2"]) == "T1 et T2"
    assert listed(["T1", "T2", "T4"]) == "T1, T2 et T4"
    assert quarters(Marks(demonstration=False, quarters=(1, 2, 4)), 2025) == "T1, T2 et T4 2025"
