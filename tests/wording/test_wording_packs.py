"""What packs say beside their fiches, for all 183: French that agrees, and nothing invented."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache

import hard_fiches
import pdf_reading
import pytest
from pdf_reading import flat

from tradefiche.fiche.pack import Pack
from tradefiche.reference import industry
from tradefiche.wording import packs as words
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import share as percent

MOST = 600


@cache
def every() -> tuple[Pack, ...]:
    return tuple(hard_fiches.dossier(whole.id) for whole in industry.everything())


def of(id_: str) -> Pack:
    return hard_fiches.dossier(id_)


def test_the_lead_says_how_many_communes_lie_where() -> None:
    assert flat(words.lead(of("ti-8416"))) == (
        "Ce Territoire d’industrie réunit 198 communes dans deux départements : 113 dans l’Allier "
        "et 85 dans le Puy-de-Dôme."
    )
    assert flat(words.lead(of("ti-0102"))) == (
        "Ce Territoire d’industrie réunit 3 communes en Guadeloupe."
    )
    for dossier in every():
        numbers = [int(number) for number in re.findall(r"\d+", words.lead(dossier))]
        parts = [share.communes for share in dossier.shares]
        assert numbers == ([dossier.communes, *parts] if len(parts) > 1 else parts)


def test_what_the_customs_do_not_publish_is_said_of_all() -> None:
    for dossier in every():
        said = words.scope(dossier)
        assert "Les Douanes ne publient rien en dessous du département" in said
        several = len(dossier.kept) > 1
        assert ("leurs montants" in said) is several
        assert ("ses montants" in said) is (not several and not dossier.entire)
        assert ("n’est pas connu" in said) is not dossier.entire


def test_what_is_all_of_a_departement_has_its_figures() -> None:
    assert {dossier.name for dossier in every() if dossier.entire} == {
        "Ariège", "Creuse Industrie", "Mayotte",
    }  # fmt: skip
    creuse = of("ti-7506")
    assert flat(words.lead(creuse)) == (
        "Ce Territoire d’industrie réunit les 256 communes de la Creuse."
    )
    assert flat(words.scope(creuse)).endswith(
        "ce Territoire d’industrie est la Creuse tout entière : les montants de la fiche que "
        "contient ce dossier sont aussi les siens."
    )
    assert "et non sur" not in words.comparison_note(creuse, exposed=True)
    assert words.map_title(of("ti-0601")) == "Mayotte"


@pytest.mark.parametrize(
    ("id_", "end"),
    [
        ("ti-0102", "sur la Guadeloupe tout entière."),
        ("ti-9401", "sur la Corse tout entière."),
        ("ti-2808", "sur l’Eure tout entière."),
        ("ti-4419", "sur les Vosges tout entières."),
    ],
)
def test_whole_departements_agree(id_: str, end: str) -> None:
    assert words.scope(of(id_)).endswith(end)


def test_those_left_out_are_named_with_the_threshold() -> None:
    assert flat(words.left_out(of("ti-2808"))) == (
        "La fiche d’Eure-et-Loir (1 commune) n’est pas dans ce dossier : ce Territoire d’industrie "
        "y a moins de cinq communes."
    )
    for dossier in every():
        said = words.left_out(dossier)
        assert bool(said) is bool(dossier.left_out)
        for share in dossier.left_out:
            assert share.departement.of in said
            assert share.communes < dossier.fewest == 5


def test_titles_say_how_many_of_its_departements() -> None:
    assert words.subtitle(of("ti-8416")) == "Le commerce extérieur de ses deux départements"
    assert words.subtitle(of("ti-9307")) == "Le commerce extérieur de deux de ses départements"
    assert words.subtitle(of("ti-0102")) == "Le commerce extérieur de la Guadeloupe"
    assert len({words.title(dossier) for dossier in every()}) == 183


def test_sizes_count_groupings_and_lone_communes_apart() -> None:
    assert words.sizes(of("ti-7506")) == [
        ("256", "communes"), ("9", "groupements et 11 communes seules"),
    ]  # fmt: skip
    assert words.sizes(of("ti-9307"))[2] == ("4", "départements")
    assert words.sizes(of("ti-0102"))[1] == ("1", "groupement de communes")


def test_the_map_is_described_in_words_that_fit() -> None:
    for dossier in every():
        said = words.map_alternative(dossier)
        assert len(said) <= MOST, dossier.name
        assert dossier.name in said
        for share in dossier.shares:
            assert share.departement.name in said
            assert str(share.communes) in said
        assert said.count("plus pâle") == len(dossier.left_out)


def _said_of(dossier: Pack) -> list[str]:
    labels = [label for _, label in words.sizes(dossier)]
    return [
        words.lead(dossier), words.scope(dossier), words.map_title(dossier),
        words.map_note(dossier, True), words.map_alternative(dossier),
        words.comparison_note(dossier, exposed=True),
        words.comparison_title(dossier), *labels,
    ]  # fmt: skip


def test_sentences_have_french_spaces() -> None:
    for dossier in every():
        for said in (
            words.lead(dossier),
            words.scope(dossier),
            words.left_out(dossier),
            words.map_note(dossier, True),
            words.map_alternative(dossier),
            words.comparison_note(dossier, exposed=True),
            words.subject(dossier),
            words.groupings_note(),
        ):
            assert typeset(said) == said
            assert "  " not in said


def test_the_comparison_says_where_each_sells_and_on_how_few_it_rests() -> None:
    fiches = of("ti-7603").fiches
    table = dict(words.comparison(fiches, exposed=True))
    without = dict(words.comparison(fiches, exposed=False))
    assert set(table) > set(without)
    for place, fiche in enumerate(fiches):
        profile = fiche.profile
        assert profile
        assert profile.exports.exposure
        sold, total = profile.exports, fiche.exports.total
        there = profile.exports.exposure.united_states.value
        assert table["Part vendue dans l’Union européenne"][place] == percent(sold.union / total)
        assert table["Part vendue aux États-Unis"][place] == percent(there or 0.0)
    older = [replace(fiche, profile=None) for fiche in fiches]
    assert dict(words.comparison(older, exposed=True)) == without


def test_the_comparison_is_of_the_fiches_in_one_unit() -> None:
    fiches = of("ti-7603").fiches
    table = dict(words.comparison(fiches, exposed=True))
    assert [label for label in table if label.startswith("Exportations")] == ["Exportations (M€)"]
    assert all(len(values) == 3 for values in table.values())
    for fiche, product, country in zip(
        fiches, table["Premier produit exporté"], table["Premier client"], strict=True
    ):
        assert product.startswith(fiche.exports.products[0].product.short)
        assert country.startswith(fiche.exports.matrix.countries[0].name)
    assert "Part des exportations de la région" in table
    assert not any(
        "région" in label for label, _ in words.comparison(of("ti-9401").fiches, exposed=True)
    )
    overseas = dict(words.comparison(of("ti-0102").fiches, exposed=True))
    assert "Part des exportations de l’outre-mer" in overseas
    assert not any("région" in label for label in overseas)


def test_returned_goods_are_no_first_partner() -> None:
    """The fiche says so of itself: both must name the same."""
    castres = of("ti-7605")
    haute_garonne = castres.fiches[2]
    assert haute_garonne.imports.matrix.countries[0].code == "FR"
    said = dict(words.comparison(castres.fiches, exposed=True))["Premier fournisseur"]
    second = haute_garonne.imports.matrix.countries[1].name
    assert said[2].startswith(f"{second}, ")
    assert said[2].endswith(" (hors retours)")
    assert not any("retours" in each for each in said[:2])


def test_corse_and_others_alone_are_called_by_their_names() -> None:
    assert words.comparison_title(of("ti-9401")) == "La Corse en chiffres"
    assert words.comparison_title(of("ti-2808")) == "L’Eure en chiffres"
    assert words.comparison_title(of("ti-8416")) == "Les départements côte à côte"
    corse = (of("ti-9401"), of("ti-9402"))
    for said in (word for dossier in corse for word in _said_of(dossier)):
        assert "département" not in said.replace("en dessous du département", "")


def test_no_trade_is_said_without_a_number() -> None:
    nothing = hard_fiches.fiche("nothing")
    table = dict(words.comparison([nothing], exposed=True))
    assert table["Taux de couverture"] == [words.NOTHING]
    assert table["Premier client"] == table["Premier produit importé"] == [words.NOTHING]


def test_marks_are_those_of_the_fiches() -> None:
    part = hard_fiches.fiche("provisional")
    dossier = Pack("ti-8409", "Montluçon Commentry", of("ti-8409").shares, (), (part,))
    assert "provisoire" in words.subject(dossier)
    assert dossier.marks == part.marks
    assert pdf_reading.fiches()["03"].marks.demonstration
    assert words.subject(of("ti-8409")).startswith("Données de démonstration")


def test_names_are_sorted_as_people_do() -> None:
    names = ["Œuilly", "Évaux", "Zoza", "L’Aigle", "Avord", "Ébreuil", "Nangis"]
    assert sorted(names, key=words.sorting) == [
        "Avord", "Ébreuil", "Évaux", "L’Aigle", "Nangis", "Œuilly", "Zoza",
    ]  # fmt: skip
