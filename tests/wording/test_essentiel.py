"""The sentences of « L’essentiel »: French for every département and extreme, and true.

``snapshots/essentiel.txt`` is to be read by eye. After a change that is meant, write it again and
read the difference:

    WRITE_SNAPSHOTS=1 pytest tests/wording/test_essentiel.py -n 0
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import french_lint
import made_profiles
import pytest
from made_fiches import demonstration
from paths import SNAPSHOTS

from tradefiche.fiche import Fiche
from tradefiche.fiche import Standing
from tradefiche.wording import essentiel
from tradefiche.wording import panels

SNAPSHOT = SNAPSHOTS / "essentiel.txt"
READ = ("03", "08", "13", "20", "75", "971", "976")
"""Départements whose extremes are in the snapshot: of each gender and number, Corse, overseas."""


def of(code: str) -> Fiche:
    return next(fiche for fiche in demonstration() if fiche.place.code == code)


def plain(text: str) -> str:
    """With plain spaces."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def said(code: str, case: str) -> list[str]:
    """The sentences of an extreme, with plain spaces."""
    return [plain(each.text) for each in essentiel.points(made_profiles.cases(of(code))[case])]


# -- French --------------------------------------------------------------------------------------


@pytest.mark.parametrize("fiche", demonstration(), ids=lambda fiche: fiche.place.code)
def test_every_sentence_is_french(fiche: Fiche) -> None:
    for name, case in {"as it is": fiche, **made_profiles.cases(fiche)}.items():
        points = essentiel.points(case)
        assert 1 <= len(points) <= 6, name
        for point in points:
            assert french_lint.faults(point.text, fiche.place) == [], f"{name}: {point.text}"
        key = panels.key(case)
        assert not key or french_lint.faults(f"Clé\u00a0: {key}", fiche.place) == [], name


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Les Ardennes en exporte 3\u00a0€.", "les Ardennes exporte"),
        ("Il vend  beaucoup.", "two spaces"),
        ("La part de le Nord.", "a missing contraction"),
        ("La part de Allier.", "a missing elision"),
        ("Il dit que il vend.", "a missing elision"),
        ("La part d’Nord.", "an elision before a consonant"),
        ("Il vend", "no full stop"),
        ("Il vend 3 %.", "no space before a unit"),
        ("Il vend 3\u00a0%, contre 4,3 en France.", "a number without its unit"),
        ("Une part ; une autre.", "no narrow space"),
        ("Une part: une autre.", "no space before :"),
        ("C’est la 1e part.", "a wrong ordinal"),
        ("Le seul « produit» vendu.", "guillemets"),
        ("Il vend à à Paris.", "a word twice"),
        ("Seul client\u00a0: l’Italie et l’Espagne.", "several of a kind"),
        ("Il reçoit 0\u00a0% du total.", "nothing written as a share"),
        ("Il vend (3\u00a0%.", "brackets"),
        ("il vend.", "no capital"),
    ],
)
def test_the_lint_sees_what_is_wrong(text: str, fault: str) -> None:
    found = french_lint.faults(text, of("08").place)
    assert any(fault in each for each in found), found


# -- true ----------------------------------------------------------------------------------------


def test_the_allier_as_it_is() -> None:
    heads = [plain(each.head) for each in essentiel.points(of("03"))]
    assert heads == [
        "Les ventes dépassent les achats.",
        "Trois produits représentent 42 % des exportations.",
        "Ce qui distingue l’Allier : parfums, cosmétiques, entretien.",
        "L’Union européenne reçoit 58 % des exportations",
        "Les États-Unis reçoivent 19 % des exportations, soit 409,7 M€.",
        "70 % des importations sont originaires de l’Union européenne",
    ]


def test_a_fiche_without_profile_says_nothing() -> None:
    bare = replace(of("03"), profile=None)
    assert essentiel.points(bare) == ()
    assert panels.panels(bare) == ()
    assert panels.lists(bare) == ()
    assert panels.key(bare) == ""


def test_without_any_trade_one_sentence_says_so() -> None:
    for code in READ:
        assert said(code, "nothing") == ["Aucun échange n’est enregistré en 2024."]


def test_an_incomplete_year_has_neither_rank_nor_median_nor_sentence_of_gaps() -> None:
    for code in READ:
        case = made_profiles.cases(of(code))["provisional"]
        text = " ".join(each.text for each in essentiel.points(case))
        assert "médiane" not in text
        assert "distingue" not in text
        assert " rang" not in text
        assert "élevée" not in text
        for panel in panels.panels(case):
            assert (panel.rank, panel.median, panel.standing) == ("", "", None)


def test_overseas_and_in_corse_no_rate_is_given_and_what_is_not_counted_is_said() -> None:
    for fiche in demonstration():
        for name, case in {"as it is": fiche, **made_profiles.cases(fiche)}.items():
            text = " ".join(each.text for each in essentiel.points(case))
            sold, bought = case.exports.total, case.imports.total
            assert ("Seuls les échanges avec l’étranger" in text) is (
                fiche.place.abroad_only and bool(sold or bought)
            ), name
            if fiche.place.abroad_only:
                assert "biens importés" not in text
                assert "pour 100" not in panels.panels(case)[2].beside


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("no exports", "Aucune exportation n’est enregistrée en 2024. Les importations s’élèvent à "
                       "214 M€."),
        ("no imports", "Aucune importation n’est enregistrée en 2024. Les exportations s’élèvent à "
                       "297 M€."),
        ("equal flows", "Les échanges sont à l’équilibre. Les Ardennes vendent pour 297 M€ et "
                        "achètent pour 297 M€."),
        ("nearly equal flows", "Les échanges sont à l’équilibre. Les Ardennes vendent pour 297 M€ "
                               "et achètent pour 298 M€."),
        ("half a point apart", "Les achats dépassent les ventes. Pour 100 € de biens importés, "
                               "les Ardennes en exportent 99 €. La médiane des départements est "
                               "de 99 €."),
        ("exports twelve times imports", "Les ventes dépassent les achats. Pour 100 € de biens "
                                         "importés, les Ardennes en exportent plus de 1 200 €. "
                                         "La médiane des départements est de 101 €."),
        ("exports just ten times imports", "Les ventes dépassent les achats. Pour 100 € de biens "
                                           "importés, les Ardennes en exportent 1 000 €. La "
                                           "médiane des départements est de 101 €."),
        ("exports a thousandth", "Les achats dépassent les ventes. Pour 100 € de biens importés, "
                                 "les Ardennes en exportent moins d’un euro. La médiane des "
                                 "départements est de 99 €."),
    ],
)  # fmt: skip
def test_exports_are_set_against_imports(case: str, sentence: str) -> None:
    assert said("08", case)[0] == sentence


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("one product, one country", "Un seul produit représente toutes les exportations. Parfums, "
                                     "cosmétiques, entretien."),
        ("two products, two countries", "Deux produits représentent toutes les exportations. "
                                        "Parfums, cosmétiques, entretien (60 %) ; produits "
                                        "sidérurgiques (40 %)."),
        ("three products", "Trois produits représentent toutes les exportations. Produits "
                           "sidérurgiques (53 %) ; parfums, cosmétiques, entretien (29 %) ; "
                           "culture et élevage (18 %)."),
    ],
)  # fmt: skip
def test_few_products_are_all_of_them(case: str, sentence: str) -> None:
    assert sentence in said("03", case)


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("none to the Union", "Aucune exportation ne va dans l’Union européenne, contre 57 % en "
                              "France. Seuls clients : la Chine (56 %) et le Royaume-Uni (44 %)."),
        ("none to the Union", "Aucune importation n’est originaire de l’Union européenne, contre "
                              "57 % en France. Seul fournisseur : la Chine."),
        ("three products", "L’Union européenne reçoit toutes les exportations, contre 57 % en "
                           "France. Seul client : la Pologne."),
        ("three products", "Toutes les importations sont originaires de l’Union européenne, contre "
                           "57 % en France. Seul fournisseur : les Pays-Bas."),
        ("hardly any to the Union", "L’Union européenne reçoit moins de 0,1 % des exportations, "
                                    "contre 57 % en France. Seuls clients : la Chine (99,9 %) et "
                                    "l’Allemagne (moins de 0,1 %)."),
        ("hardly any to the Union", "Moins de 0,1 % des importations sont originaires de l’Union "
                                    "européenne, contre 57 % en France. Seuls fournisseurs : la "
                                    "Chine (99,9 %) et l’Allemagne (moins de 0,1 %)."),
        ("the share of France", "L’Union européenne reçoit 57 % des exportations, comme en France. "
                                "Seuls clients : l’Allemagne (57 %) et la Chine (43 %)."),
        ("partly nowhere", "L’Union européenne reçoit 44 % des exportations, contre 57 % en "
                           "France. Premier client : l’Allemagne (44 %)."),
        ("provisional", "93 % des importations sont originaires de l’Union européenne, contre 57 % "
                        "en France. Premiers fournisseurs : l’Allemagne (33 %), l’Espagne (28 %) "
                        "et l’Italie (23 %) ; hors Union, la Chine (6,5 %)."),
    ],
)  # fmt: skip
def test_the_union_and_the_first_partners(case: str, sentence: str) -> None:
    assert sentence in said("75", case)


@pytest.mark.parametrize(
    ("case", "sentence"),
    [
        ("none to the United States", "Aucune exportation vers les États-Unis n’est enregistrée. "
                                      "La part médiane des départements est de 37 %."),
        ("all to the United States", "Les États-Unis reçoivent toutes les exportations, soit "
                                     "17 M€. C’est la part la plus élevée des 97 départements ; "
                                     "la médiane est de 38 %. Premier produit : produits "
                                     "sidérurgiques (9 M€)."),
        ("one product to the United States", "Les États-Unis reçoivent 0,93 % des exportations, "
                                             "soit 2 M€. C’est la 2e part la plus faible sur 97 "
                                             "départements ; la médiane est de 37 %. Seul "
                                             "produit : parfums, cosmétiques, entretien."),
        ("provisional", "Les États-Unis reçoivent 31 % des exportations, soit 91 M€. Seul "
                        "produit : parfums, cosmétiques, entretien."),
    ],
)  # fmt: skip
def test_the_united_states_are_always_named(case: str, sentence: str) -> None:
    assert sentence in said("59", case)


@pytest.mark.parametrize(
    ("rank", "tied", "lower", "words"),
    [
        (1, False, 8, "C’est la part la plus élevée des 9 départements"),
        (1, True, 7, "C’est la part la plus élevée, ex æquo, des 9 départements"),
        (2, False, 7, "C’est la 2e part la plus élevée sur 9 départements"),
        (3, True, 5, "C’est la 3e part la plus élevée, ex æquo, sur 9 départements"),
        (5, False, 4, "Cette part est au 5e rang sur 9 départements"),
        (5, True, 3, "Cette part est au 5e rang, ex æquo, sur 9 départements"),
        (7, False, 2, "C’est la 3e part la plus faible sur 9 départements"),
        (8, True, 0, "C’est la part la plus faible, ex æquo, des 9 départements"),
        (9, False, 0, "C’est la part la plus faible des 9 départements"),
    ],
)
def test_a_rank_in_words(rank: int, tied: bool, lower: int, words: str) -> None:
    values = (0.9,) * (rank - 1) + (0.5,) * (10 - rank - lower) + (0.1,) * lower
    standing = Standing(0.5, rank, tied, 9, 0.5, None, values)
    assert essentiel.place_among(standing) == words


def test_equal_shares_are_told_apart_where_they_differ() -> None:
    text = " ".join(said("03", "as in France"))
    assert "Ce produit représente 98 % des exportations, contre 60 % en France" in text


@pytest.mark.parametrize(
    ("sold", "bought", "words"),
    [
        (0, 5, "0 €"),
        (1, 1000, "moins d’un euro"),
        (1, 100, "1 €"),
        (994, 1000, "99 €"),
        (999, 1000, "99 €"),
        (1004, 1000, "101 €"),
        (1, 1, "100 €"),
        (99, 10, "990 €"),
        (10, 1, "1\u202f000 €"),
        (10_001, 1000, "plus de 1\u202f000 €"),
        (123_456, 1, "12\u202f345\u202f600 €"),
    ],
)
def test_euros_for_a_hundred(sold: int, bought: int, words: str) -> None:
    assert essentiel.euros_for_a_hundred(Fraction(sold, bought)) == words


# -- read by eye ---------------------------------------------------------------------------------


def written() -> Iterator[str]:
    for fiche in demonstration():
        yield f"# {fiche.place.code} {fiche.place.name}"
        yield from _lines(fiche)
    for code in READ:
        for name, case in made_profiles.cases(of(code)).items():
            yield f"# {code}, {name}"
            yield from _lines(case)


def _lines(fiche: Fiche) -> Iterator[str]:
    for panel in panels.panels(fiche):
        shown = (panel.mark, panel.number, panel.unit, *panel.beside, panel.rank, panel.median)
        yield f"{panel.name} : {' | '.join(filter(None, shown))}"
    for point in essentiel.points(fiche):
        yield f"**{point.head}**{point.rest}"
    if fiche.place.code in READ:
        yield f"Clé de lecture : {panels.key(fiche)}"


def test_the_sentences_are_those_that_were_read() -> None:
    now = "\n".join(written()) + "\n"
    if os.environ.get("WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(now, "utf-8")
    kept = SNAPSHOT.read_text("utf-8")
    changed = [
        f"- {old}\n+ {new}"
        for old, new in zip(kept.splitlines(), now.splitlines(), strict=False)
        if old != new
    ]
    assert kept == now, "\n".join(changed[:20])
