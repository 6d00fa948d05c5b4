"""Product and country names: readable, distinct, faithful to the customs' codes."""

from __future__ import annotations

import csv

import pytest
from paths import SHARED

from tradefiche.fiche import Country
from tradefiche.fiche import Product
from tradefiche.reference import nomenclature
from tradefiche.reference import tables

REFERENCE = SHARED / "reference"
NARROW_SPACE = "\u202f"
STILL_VALID = "999912"

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="the source tables are not beside this checkout"
)


def source(name: str) -> list[dict[str, str]]:
    with (REFERENCE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def products() -> list[Product]:
    return [nomenclature.product(code) for code in sorted(nomenclature.product_codes())]


def infos() -> list[nomenclature.CountryInfo]:
    found = (nomenclature.country_info(code) for code in sorted(nomenclature.country_codes()))
    return [info for info in found if info is not None]


def current() -> list[nomenclature.CountryInfo]:
    return [info for info in infos() if not info.closed]


# Products


def test_76_products_with_distinct_names() -> None:
    assert len(products()) == 76
    assert len({product.label for product in products()}) == 76
    assert len({tables.fold(product.short) for product in products()}) == 76


def test_short_labels_fit_charts_and_are_words() -> None:
    for product in products():
        assert 0 < len(product.short) <= 45, product
        assert len(product.short) <= len(product.label), product
        assert "." not in product.short, product
        assert ";" not in product.short, product
        assert product.short[0].isupper(), product


def test_product_typography() -> None:
    for product in products():
        for text in (product.label, product.short):
            assert "'" not in text, product
            assert text.count(";") == text.count(f"{NARROW_SPACE}; "), product
            assert text == " ".join(text.split(" ")).strip(), product


def test_a_label_is_the_customs_label_retyped() -> None:
    for product in products():
        official = nomenclature.customs_label("a129", product.code)
        assert official is not None
        assert tables.fold(product.label) == tables.fold(official)
    horology = nomenclature.product("C26E")
    assert horology.label == (
        f"Appareils de mesure, d’essai et de navigation{NARROW_SPACE}; articles d’horlogerie"
    )


def test_some_short_labels() -> None:
    assert nomenclature.product("C20A").short == "Produits chimiques de base"
    assert nomenclature.product("C29A").short == "Construction automobile"
    assert nomenclature.product("C28A").short == "Machines d’usage général"
    assert nomenclature.product("C20B").short == "Parfums, cosmétiques, entretien"


# Countries


def test_291_rows_for_286_codes_of_which_252_current() -> None:
    assert len(tables.rows("pays")) == 291
    assert len(infos()) == 286
    assert len(current()) == 252


def test_current_names_are_distinct() -> None:
    folded = [tables.fold(info.country.name) for info in current()]
    assert len(set(folded)) == len(folded)


def test_names_are_those_people_use() -> None:
    for info in infos():
        name = info.country.name
        assert name, info
        assert not name.startswith("Ex"), info
        assert "'" not in name + info.country.the, info
        assert name == "France (retours)" or "(" not in name, info
        assert len(name) <= 45, info
        # Inverted forms of the customs: « Tchèque (République) », « Cook (îles) ».
        assert not name.endswith(("île", "îles", "République")), info


@pytest.mark.parametrize(
    ("code", "name", "the"),
    [
        ("AE", "Émirats arabes unis", "les Émirats arabes unis"),
        ("CD", "République démocratique du Congo", "la République démocratique du Congo"),
        ("CG", "Congo", "le Congo"),
        ("CI", "Côte d’Ivoire", "la Côte d’Ivoire"),
        ("CK", "Îles Cook", "les îles Cook"),
        ("CU", "Cuba", "Cuba"),
        ("CY", "Chypre", "Chypre"),
        ("CZ", "Tchéquie", "la Tchéquie"),
        ("DE", "Allemagne", "l’Allemagne"),
        ("FR", "France (retours)", "la France (retours)"),
        ("GB", "Royaume-Uni", "le Royaume-Uni"),
        ("HK", "Hong Kong", "Hong Kong"),
        ("IL", "Israël", "Israël"),
        ("KP", "Corée du Nord", "la Corée du Nord"),
        ("KR", "Corée du Sud", "la Corée du Sud"),
        ("LA", "Laos", "le Laos"),
        ("MK", "Macédoine du Nord", "la Macédoine du Nord"),
        ("MM", "Birmanie", "la Birmanie"),
        ("NL", "Pays-Bas", "les Pays-Bas"),
        ("PS", "Palestine", "la Palestine"),
        ("RU", "Russie", "la Russie"),
        ("SG", "Singapour", "Singapour"),
        ("SY", "Syrie", "la Syrie"),
        ("SZ", "Eswatini", "l’Eswatini"),
        ("TW", "Taïwan", "Taïwan"),
        ("US", "États-Unis", "les États-Unis"),
        ("VN", "Viêt Nam", "le Viêt Nam"),
    ],
)
def test_some_countries(code: str, name: str, the: str) -> None:
    assert nomenclature.country(code) == Country(code, name, the)


def test_the_article_introduces_the_name() -> None:
    for info in current():
        name, the = info.country.name, info.country.the
        article = the[: len(the) - len(name)]
        assert the[len(article) :].casefold() == name.casefold(), info
        assert article in {"", "l’", "le ", "la ", "les "}, info
        vowel = tables.fold(name)[0] in "aeiou"
        assert vowel or article != "l’", info
        assert not (vowel and article in {"le ", "la "}), info


def test_a_code_used_twice_has_its_current_meaning() -> None:
    twice = {
        "QU": "Pays non déterminés",
        "XI": "Irlande du Nord",
        "XK": "Kosovo",
        "XS": "Serbie",
        "XU": "Grande-Bretagne",
    }
    codes = [row["code"] for row in tables.rows("pays")]
    assert {code for code in codes if codes.count(code) > 1} == set(twice)
    for code, name in twice.items():
        info = nomenclature.country_info(code)
        assert info is not None
        assert (info.country.name, info.end, info.closed) == (name, STILL_VALID, False)
    assert nomenclature.customs_label("country", "XS") == "Serbie"


def test_statistical_codes_never_rank() -> None:
    statistical = {info.country.code for info in infos() if info.nature == "statistical"}
    assert statistical == {"EU", "QP", "QQ", "QR", "QS", "QT", "QU", "QV", "QW", "QY", "QZ"}
    for code in nomenclature.country_codes():
        assert nomenclature.is_country(code) == (code not in statistical)


def test_territories_and_closed_codes_do() -> None:
    assert all(nomenclature.is_country(code) for code in ("FR", "HK", "XC", "XL", "AN", "YU"))


def test_the_union_has_27_members() -> None:
    members = {info.country.code for info in infos() if info.eu}
    expected = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
    assert members == set(expected.split())


def test_iso_codes() -> None:
    serbia = nomenclature.country_info("XS")
    assert serbia is not None
    assert (serbia.iso2, serbia.iso3) == ("RS", "SRB")
    without = {info.country.code for info in current() if info.iso3 is None}
    assert without == {"EU", "QP", "QQ", "QR", "QS", "QU", "XC", "XI", "XL", "XU"}
    codes = [info.iso3 for info in infos() if info.iso3]
    assert len(set(codes)) == len(codes)


def test_a_closed_code_is_one_whose_validity_ended() -> None:
    for row in tables.rows("pays"):
        assert (row["closed"] == "1") == (row["end"] != STILL_VALID), row


# Unknown codes


def test_an_unknown_code_is_its_own_name() -> None:
    assert nomenclature.product("Z99Z") == Product("Z99Z", "Z99Z", "Z99Z")
    assert nomenclature.country("ZZ") == Country("ZZ", "ZZ", "ZZ")
    assert nomenclature.country_info("ZZ") is None
    assert not nomenclature.is_country("ZZ")
    assert nomenclature.customs_label("a129", "Z99Z") is None
    assert "ZZ" not in nomenclature.country_codes()
    assert "Z99Z" not in nomenclature.product_codes()


# Folding, on which comparisons with the customs' label files rest


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Côte-d'or", "CÔTE-D’OR"),
        ("Produits de l’édition", "Produits de l'edition"),
        ("Cœur de Maine", "COEUR DE MAINE"),
        ("Auvergne - Rhône-Alpes", "Auvergne-Rhône-Alpes"),
    ],
)
def test_fold_ignores_case_accents_and_punctuation(one: str, other: str) -> None:
    assert tables.fold(one) == tables.fold(other)


def test_fold_keeps_words_apart() -> None:
    assert tables.fold("Côtes-d’Armor") == "cotes d armor"
    assert tables.fold("Loire") != tables.fold("Loiret")


# Against the sources


@needs_reference
def test_every_customs_product_is_there() -> None:
    for row in source("a129_douanes.csv"):
        assert row["code_a129"] in nomenclature.product_codes()
        assert nomenclature.customs_label("a129", row["code_a129"]) == row["libelle_douanes"]


@needs_reference
def test_every_customs_country_row_is_there() -> None:
    official = [
        (
            row["code_douane"],
            row["libelle_douanes"],
            row["iso2"],
            row["iso3"],
            row["ue27"],
            row["debut"],
            row["fin"],
        )
        for row in source("pays_douanes.csv")
    ]
    columns = ("code", "customs_label", "iso2", "iso3", "eu27", "start", "end")
    theirs = [row for row in tables.rows("pays") if row["customs_label"]]
    assert [tuple(row[column] for column in columns) for row in theirs] == official
