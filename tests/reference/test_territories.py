"""Codes, names and articles of places, and which Territoires d'industrie a fiche shows."""

from __future__ import annotations

import csv

import pytest
from hypothesis import given
from hypothesis import strategies as st
from paths import SHARED
from paths import SNAPSHOTS

from tradefiche.errors import UnknownTerritoryError
from tradefiche.fiche import Place
from tradefiche.fiche import Territoire
from tradefiche.reference import tables
from tradefiche.reference import territories

SNAPSHOT = SNAPSHOTS / "articles.txt"
REFERENCE = SHARED / "reference"

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the source tables are not beside this checkout"
)


def source(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def names(territoires: tuple[Territoire, ...]) -> list[str]:
    return [territoire.name for territoire in territoires]


def all_pairs() -> list[tuple[Place, Territoire, bool]]:
    pairs = []
    for place in territories.departements():
        kept, left_out = territories.territoires(place)
        pairs += [(place, territoire, True) for territoire in kept]
        pairs += [(place, territoire, False) for territoire in left_out]
    return pairs


# Registers


def test_100_departements_by_public_code() -> None:
    codes = [place.code for place in territories.departements()]
    mainland = [f"{number:02}" for number in range(1, 96)]
    assert codes == [*mainland, "971", "972", "973", "974", "976"]


def test_101_customs_departements_each_in_one_of_14_regions() -> None:
    codes = territories.customs_departements()
    assert len(codes) == 101
    assert {place.customs_code for place in territories.departements()} == set(codes) - {"99"}
    assert set(codes.values()) == {place.code for place in territories.regions()}
    assert len(territories.regions()) == 14


def test_overseas_codes() -> None:
    overseas = {
        place.code: place.customs_code
        for place in territories.departements()
        if territories.customs_departements()[place.customs_code] == "24"
    }
    assert overseas == {"971": "9A", "972": "9B", "973": "9C", "974": "9D", "976": "9E"}


def test_monaco_is_in_its_region_without_a_fiche() -> None:
    assert territories.customs_departements()["99"] == territories.region("PACA").code
    with pytest.raises(UnknownTerritoryError) as caught:
        territories.departement("Monaco")
    with pytest.raises(UnknownTerritoryError) as by_code:
        territories.departement("99")
    assert by_code.value.hint.startswith("99 is Monaco in the customs' codes. Monaco is counted in")
    assert "it has no fiche" in caught.value.hint


def test_the_code_registers_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        territories.customs_departements()["00"] = "00"  # type: ignore[index]


# Articles


def test_articles_are_the_reviewed_ones() -> None:
    places = [*territories.departements(), *territories.regions(), territories.FRANCE]
    pronouns = {
        (False, False): "il",
        (True, False): "elle",
        (False, True): "ils",
        (True, True): "elles",
    }
    lines = [
        " | ".join((p.code, p.name, p.the, p.of, p.within, pronouns[p.feminine, p.plural], p.level))
        for p in places
    ]
    assert lines == SNAPSHOT.read_text(encoding="utf-8").splitlines()


def test_forms_agree_with_each_other() -> None:
    for place in (*territories.departements(), *territories.regions(), territories.FRANCE):
        everything = place.name + place.the + place.of + place.within
        assert "'" not in everything, place
        assert place.plural == place.the.startswith("les "), place
        if place.the.startswith("la "):
            assert place.feminine, place
        if place.the.startswith("le "):
            assert not place.feminine, place
            assert place.of.startswith(("du ", "de ")), place
        if place.plural:
            assert place.of.startswith("des "), place
            assert place.within.startswith("dans les "), place
        if place.within.startswith("dans ") and place.level == "departement":
            assert place.within == f"dans {place.the}", place


# Lookups


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("03", "03"),
        ("3", "03"),
        (" 03 ", "03"),
        ("allier", "03"),
        ("l'Allier", "03"),
        ("Département de l’Allier", "03"),
        ("Côtes-d'Armor", "22"),
        ("Côtes-d’Armor", "22"),
        ("COTES D ARMOR", "22"),
        ("Côte-d'or", "21"),
        ("2A", "20"),
        ("2b", "20"),
        ("20", "20"),
        ("Haute-Corse", "20"),
        ("9A", "971"),
        ("9a", "971"),
        ("971", "971"),
        ("la réunion", "974"),
        ("Réunion", "974"),
        ("val d'oise", "95"),
        ("Le Pas de Calais", "62"),
    ],
)
def test_departement_answers(text: str, code: str) -> None:
    assert territories.departement(text).code == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("18", "18"),
        ("Auvergne-Rhône-Alpes", "18"),
        ("Auvergne - Rhône-Alpes", "18"),
        ("auvergne rhone alpes", "18"),
        ("Ile-de-France", "03"),
        ("Île-de-France", "03"),
        ("Bourgogne - Franche-Comté", "16"),
        ("la région Bretagne", "07"),
        ("Provence-Alpes-Côte d'Azur", "21"),
        ("DOM", "24"),
        ("24", "24"),
        ("Départements d'outre-mer", "24"),
    ],
)
def test_region_answers(text: str, code: str) -> None:
    assert territories.region(text).code == code


@given(st.data())
def test_every_form_of_a_departement_finds_it(data: st.DataObject) -> None:
    place = data.draw(st.sampled_from(territories.departements()))
    form = data.draw(
        st.sampled_from([place.code, place.customs_code, place.name, place.the, place.of])
    )
    typed = data.draw(
        st.sampled_from(
            [form, form.upper(), form.replace("’", "'"), tables.fold(form), f"  {form}\t"]
        )
    )
    assert territories.departement(typed) is place


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Alier", "Did you mean Allier (03)?"),
        ("Belfort", "Did you mean Territoire de Belfort (90)?"),
        ("Rhin", "Did you mean Bas-Rhin (67) or Haut-Rhin (68) or Rhône (69)?"),
        (
            "Pyrénées",
            "Did you mean Pyrénées-Atlantiques (64) or Hautes-Pyrénées (65)"
            " or Pyrénées-Orientales (66)?",
        ),
        ("Bretagne", "Bretagne is a region; give one of its départements."),
        ("96", "Give a code (03, 971) or a name (Allier)."),
        ("975", "Give a code (03, 971) or a name (Allier)."),
        ("xyz", "Give a code (03, 971) or a name (Allier)."),
    ],
)
def test_an_unknown_departement_is_told_what_to_type(text: str, hint: str) -> None:
    with pytest.raises(UnknownTerritoryError) as caught:
        territories.departement(text)
    assert (caught.value.message, caught.value.hint) == (f"“{text}” is not a département", hint)


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("Bretagn", "Did you mean Bretagne (07)?"),
        ("84", "84 is an INSEE code; the customs code of Auvergne-Rhône-Alpes is 18."),
        ("Allier", "Allier is a département of Auvergne-Rhône-Alpes."),
        ("2A", "Corse is a département."),
        ("99", "Give a customs code (18) or a name (Bretagne)."),
    ],
)
def test_an_unknown_region_is_told_what_to_type(text: str, hint: str) -> None:
    with pytest.raises(UnknownTerritoryError) as caught:
        territories.region(text)
    assert (caught.value.message, caught.value.hint) == (f"“{text}” is not a customs region", hint)


@pytest.mark.parametrize("text", ["", "  ", "-", "’"])
def test_an_empty_text_is_no_place(text: str) -> None:
    for lookup in (territories.departement, territories.region):
        with pytest.raises(UnknownTerritoryError, match="is not a") as caught:
            lookup(text)
        assert caught.value.hint.startswith("Give a")


def test_an_empty_text_is_called_so() -> None:
    with pytest.raises(UnknownTerritoryError, match=r"^an empty text is not a département$"):
        territories.departement(" ")


def test_region_of() -> None:
    allier = territories.region_of(territories.departement("03"))
    assert allier is territories.region("Auvergne-Rhône-Alpes")
    assert territories.region_of(territories.departement("971")) is territories.region("24")
    assert territories.region_of(territories.departement("20")) is None
    assert territories.region_of(territories.region("18")) is None
    assert territories.region_of(territories.FRANCE) is None


# Territoires d'industrie


def test_allier_keeps_two_and_leaves_one_out() -> None:
    kept, left_out = territories.territoires(territories.departement("03"))
    assert [(t.name, t.communes_here, t.communes, t.home) for t in kept] == [
        ("Montluçon Commentry", 54, 54, True),
        ("Riom – Vichy", 113, 198, True),
    ]
    assert [(t.name, t.communes_here, t.communes, t.home) for t in left_out] == [
        ("Bourgogne Industrie", 3, 186, False),
    ]


@pytest.mark.parametrize("code", ["40", "75"])
def test_landes_and_paris_have_none(code: str) -> None:
    assert territories.territoires(territories.departement(code)) == ((), ())


def test_a_small_one_at_home_is_kept() -> None:
    guadeloupe, _ = territories.territoires(territories.departement("971"))
    assert "Cap Excellence" in names(guadeloupe)


def test_corse_has_those_of_both_halves() -> None:
    kept, left_out = territories.territoires(territories.departement("2B"))
    assert names(kept) == ["Grand Bastia – Marana-Golo", "Pays Ajaccien"]
    assert all(territoire.home for territoire in kept)
    assert left_out == ()


def test_183_in_259_pairs_of_which_231_kept() -> None:
    pairs = all_pairs()
    assert len(pairs) == 259
    assert sum(kept for _, _, kept in pairs) == 231
    assert len({territoire.id for _, territoire, _ in pairs}) == 183


def test_kept_follows_the_five_commune_rule() -> None:
    for place, territoire, kept in all_pairs():
        assert kept == (territoire.home or territoire.communes_here >= 5), (place, territoire)


def test_communes_add_up_and_home_has_the_most() -> None:
    by_id: dict[str, list[Territoire]] = {}
    for _, territoire, _ in all_pairs():
        by_id.setdefault(territoire.id, []).append(territoire)
    for parts in by_id.values():
        assert sum(part.communes_here for part in parts) == parts[0].communes, parts
        (home,) = [part for part in parts if part.home]
        assert home.communes_here == max(part.communes_here for part in parts), parts


def test_names_are_typeset() -> None:
    for _, territoire, _ in all_pairs():
        assert "'" not in territoire.name, territoire
        assert " - " not in territoire.name, territoire


def test_territoires_are_listed_by_departement_only() -> None:
    with pytest.raises(ValueError, match="not for Bretagne"):
        territories.territoires(territories.region("Bretagne"))


# Against the sources


@needs_reference
def test_regions_are_those_of_the_customs() -> None:
    official = {
        row["code_dep_douane"]: row["code_region_douane"]
        for row in source("departement_region_douanes.csv")
    }
    assert dict(territories.customs_departements()) == official


@needs_reference
def test_departement_names_are_official() -> None:
    official = {row["code_insee"]: row["nom"] for row in source("departements.csv")}
    for place in territories.departements():
        if place.code != "20":
            assert place.name.replace("’", "'") == official[place.code]


@needs_reference
def test_pairs_are_those_of_the_source() -> None:
    def public(code: str) -> str:
        return "20" if code in {"2A", "2B"} else code

    official = {
        (
            row["id_ti"],
            tables.fold(row["lib_ti"]),
            public(row["code_departement"]),
            int(row["nb_communes_dans_departement"]),
            int(row["nb_communes_total"]),
            row["adjacent"] == "0",
            row["retenu_regle_5_communes"] == "1",
        )
        for row in source("ti2023_departements.csv")
    }
    ours = {
        (t.id, tables.fold(t.name), place.code, t.communes_here, t.communes, t.home, kept)
        for place, t, kept in all_pairs()
    }
    assert ours == official
