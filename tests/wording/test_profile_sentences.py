"""Sentences of what sets apart and of what trade is exposed to: true in all cases, in French."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from made_fiches import demonstration
from pdf_reading import Row
from pdf_reading import small

from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.figures import concentration
from tradefiche.figures import destinations
from tradefiche.figures import distinction
from tradefiche.figures import purchases
from tradefiche.resources import assets
from tradefiche.wording.french import typeset

NBSP, NARROW = "\u00a0", "\u202f"
M = 10**6
FIGURES = (*distinction.FIGURES, destinations.FIGURE, concentration.FIGURE, purchases.FIGURE)
NEVER = re.compile(
    r"risqu|vulnérab|menac|dépend|leader|avantage|performan|gagn|perd", re.IGNORECASE
)
WRONG = re.compile(
    r"  |\.\.|'|None|[{}]|\d\.\d|: ;|\n|, ,|: \.|\b(à|de) les? |\bque il"
    r"|\bd’(?=[bcdfgjklmnpqrstvwxz])|\bde (?=[aeiouéîô])|(?<!moins )[<>]"
)
DUE = [  # what stands elsewhere, so that shares in France are not those of one département
    ("E", "01", "C20B", "DE", 70 * M),
    ("E", "01", "C30C", "CN", 30 * M),
    ("I", "01", "C20B", "DE", 60 * M),
    ("I", "01", "C10H", "IT", 40 * M),
]


def made(rows: list[Row], code: str = "03", marks: Marks | None = None) -> Fiche:
    return small([*DUE, *rows], code, marks)


CASES: dict[str, Fiche] = {
    "no trade": made([]),
    "no exports": made([("I", "03", "C20B", "DE", 25 * M)]),
    "no imports": made([("E", "03", "C20B", "US", 25 * M)]),
    "one product, one country": made(
        [("E", "03", "C20A", "IT", 25 * M), ("I", "03", "C20A", "CN", 25 * M)]
    ),
    "nothing to the United States": made(
        [("E", "03", "C20A", "CN", 9 * M), ("E", "03", "C20A", "IT", 11 * M)]
    ),
    "all in the Union": made([("E", "03", "C20A", "IT", 9 * M), ("E", "03", "C20A", "DE", 9 * M)]),
    "a few euros": made([("E", "03", "C20A", "US", 3), ("I", "03", "C20A", "US", 1)]),
    "ties": made([("E", "03", "C20A", country, 20 * M) for country in ("US", "CN", "IT", "ES")]),
    "returned goods": made([("E", "03", "C20A", "FR", 9 * M), ("I", "03", "C20A", "QU", 9 * M)]),
    "like France": made(
        [(flow, "03", product, country, value // 10) for flow, _, product, country, value in DUE]
    ),
    "provisional": made(
        [("E", "03", "C20A", "US", 25 * M), ("I", "03", "C20A", "CN", 25 * M)],
        marks=Marks(demonstration=True, quarters=(1,)),
    ),
    "in Corse": made([("E", "20", "C20A", "US", 25 * M)], "20"),
    "overseas": made([("E", "9E", "C20A", "US", 25 * M), ("I", "9E", "C20A", "CN", M)], "974"),
}


def everywhere() -> Iterator[Fiche]:
    yield from demonstration()
    yield from CASES.values()


def texts(fiche: Fiche) -> Iterator[str]:
    for figure in FIGURES:
        if figure.applies(fiche):
            yield from filter(None, (figure.finding(fiche), figure.key(fiche)))
            yield figure.alternative(fiche)
            if empty := getattr(figure.subject(fiche), "empty", ""):
                yield empty
            if said := getattr(figure.subject(fiche), "said", ""):
                yield said


def percent(share: float) -> str:
    """Two significant digits; never all or nothing of a part."""
    if 0 < share < 0.001:
        return f"moins de 0,1{NBSP}%"
    text = f"{100 * share:.2g}" if share < 0.995 or share == 1 else "99"
    return f"{float(text):g}".replace(".", ",") + f"{NBSP}%"


# -- rules for any fiche -------------------------------------------------------------------------


def test_no_word_judges_and_all_is_french() -> None:
    for fiche in everywhere():
        for text in texts(fiche):
            assert not NEVER.search(text), text
            assert not WRONG.search(text), (fiche.place.name, text)
            assert text == typeset(text)
            assert text.endswith(".")
            assert not re.search(r"\b(?:zéro|un|une) (?:mesures|groupes|pays achètent)\b", text)


@pytest.mark.parametrize("section", ["distinction", "exposition"])
def test_no_text_of_the_edition_judges(section: str) -> None:
    text = assets("editions", "2024", f"{section}.md").read_text("utf-8")
    assert not NEVER.search(text)


def test_verbs_agree_with_the_place() -> None:
    for fiche in everywhere():
        said = concentration.finding(fiche) or ""
        head = said.partition(".")[0]
        if fiche.place.the in head:
            assert re.search(
                r" (sont|ne sont)\b" if fiche.place.plural else r" (est|n’est)\b", head
            )


# -- what weighs more or less --------------------------------------------------------------------


@pytest.mark.parametrize("flow", ["exports", "imports"])
def test_the_finding_has_the_largest_gaps(flow: str) -> None:
    noun = "exportations" if flow == "exports" else "importations"
    both = 0
    for fiche in demonstration():
        found = getattr(fiche.profile, flow).distinction
        said = distinction.finding(fiche, flow)
        if found.products_above:
            first = found.products_above[0]
            gaps = [each.weight.here - each.weight.france for each in found.products_above]
            assert gaps[0] == max(gaps)
            head = f"{first.product.short}{NBSP}: {percent(first.weight.here)} des {noun}, contre "
            assert said.startswith(f"{head}{percent(first.weight.france)} en France")
        else:
            assert said.startswith("Aucun produit d’au moins 1")
        if found.partners_above and said.count(NBSP + ":") > 1:
            partner = found.partners_above[0]
            both += 1
            assert partner.country.name.split()[-1] in said
            assert said.endswith(
                f"{NBSP}: {percent(partner.weight.here)}, contre {percent(partner.weight.france)}."
            )
    assert both > 80


def test_the_key_has_an_example_that_is_right() -> None:
    for fiche in demonstration():
        key = distinction.key(fiche, ("exports", "imports"))
        found = re.search(r"soit (plus de 20|[\d,]+) fois la part nationale", key)
        assert found, fiche.place.name
        times = float(found[1].removeprefix("plus de ").replace(",", "."))
        assert times >= 1.5
        assert ("petit cercle" in key) == any(
            each.weight.region is not None
            for flow in (fiche.profile.exports, fiche.profile.imports)  # type: ignore[union-attr]
            for each in (*flow.distinction.products_above, *flow.distinction.products_below)  # type: ignore[union-attr]
        )


def test_the_figure_of_an_empty_flow_says_so() -> None:
    fiche = CASES["no exports"]
    assert distinction.finding(fiche, "exports") is None
    subject = distinction.subject(fiche, "exports")
    assert subject
    assert subject.empty == "Aucune exportation n’est enregistrée en 2024."


def test_a_profile_like_that_of_france_says_so() -> None:
    subject = distinction.subject(CASES["like France"], "imports")
    assert subject
    assert subject.empty.startswith("Aucun produit, aucun pays ne s’écarte")


def test_an_incomplete_year_is_compared_with_nothing() -> None:
    fiche = CASES["provisional"]
    assert distinction.subject(fiche, "exports") is None
    assert concentration.finding(fiche) is None
    assert destinations.standing_in_words(fiche.profile.exports.exposure.united_states) == ""  # type: ignore[union-attr]
    assert "incomplète" in concentration.key(fiche)
    assert purchases.subject(fiche) is None


# -- exposure ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("no imports", "Toutes les exportations vont hors de l’Union européenne ; toutes "),
        ("nothing to the United States", "45 % des exportations vont hors de l’Union européenne ; "
         "aucune ne va aux États-Unis."),
        ("all in the Union", "Aucune exportation ne va hors de l’Union européenne."),
    ],
)  # fmt: skip
def test_where_exports_go_at_the_extremes(name: str, said: str) -> None:
    assert (destinations.finding(CASES[name]) or "").startswith(typeset(said))


def test_nothing_exported_has_no_finding() -> None:
    assert destinations.finding(CASES["no exports"]) is None


def test_shares_of_the_union_and_of_the_united_states_are_right() -> None:
    for fiche in demonstration():
        profile = fiche.profile.exports  # type: ignore[union-attr]
        total = fiche.exports.total
        assert profile.union + profile.elsewhere + profile.unspecified == total
        said = destinations.finding(fiche) or ""
        assert said.startswith(f"{percent(profile.elsewhere / total)} des exportations")
        sold = next(e for e in profile.exposure.destinations if e.country.code == "US")  # type: ignore[union-attr]
        here, france = percent(sold.weight.here), percent(sold.weight.france)
        ends = "comme en France" if here == france else f"contre {france} en France"
        assert said.endswith(f"{here} vont aux États-Unis, {ends}.") or not sold.weight.value


def test_the_rank_of_the_share_is_said() -> None:
    for fiche in demonstration():
        standing = fiche.profile.exports.exposure.united_states  # type: ignore[union-attr]
        said = destinations.standing_in_words(standing)
        if standing.rank is None:
            assert said.startswith(typeset("Non classée : moins de 10 M€."))
        elif standing.rank == 1:
            assert said.startswith(f"Part la plus élevée sur {standing.population}")
        else:
            assert said.startswith(f"{standing.rank}e part la plus élevée sur ")
        assert ("ex æquo" in said) is standing.tied
        assert percent(standing.values[0]) in said
    tied = replace(standing, rank=3, tied=True)
    assert "sur 99, ex æquo." in destinations.standing_in_words(tied)


def test_overseas_and_in_corse_what_is_not_counted_is_said() -> None:
    for fiche in everywhere():
        counted = "Seuls les échanges avec l’étranger sont comptés" not in destinations.key(fiche)
        assert counted is (not fiche.place.abroad_only or not fiche.exports.total)


# -- concentration -------------------------------------------------------------------------------

LETTERS = ("aucune des", "une mesure", "deux mesures", "trois mesures", "quatre mesures", "cinq")


def test_measures_over_the_median_are_counted() -> None:
    for fiche in demonstration():
        said = concentration.finding(fiche) or ""
        pairs = [
            (each.value, each.median)
            for flow in (fiche.profile.exports, fiche.profile.imports)  # type: ignore[union-attr]
            for each in (
                flow.concentration.first_partner,
                flow.concentration.three_partners,
                flow.concentration.three_products,
            )
            if each.rank is not None
        ]
        above = sum(value > median for value, median in pairs)  # type: ignore[operator]
        if above == len(pairs):
            assert said.startswith("Sur les six mesures, ")
        else:
            assert LETTERS[above] in said.partition(",")[0]


def test_as_many_equal_partners_are_said_to_the_digit() -> None:
    for fiche in demonstration():
        alike = fiche.profile.exports.concentration.partners_equivalent  # type: ignore[union-attr]
        said = concentration.finding(fiche) or ""
        found = re.search(r"si ([\d,]+) pays achetaient à parts égales \(France.: (\d+)\)", said)
        if alike.value is None:
            assert not found
            continue
        assert found
        value = float(found[1].replace(",", "."))
        assert value == pytest.approx(alike.value, abs=0.05 if alike.value < 9.95 else 0.5)


# -- concentrated purchases ----------------------------------------------------------------------


def test_concentrated_purchases_have_their_caveat_and_their_sensitivity() -> None:
    shown = 0
    for fiche in demonstration():
        if not purchases.FIGURE.applies(fiche):
            assert fiche.place.abroad_only
            continue
        shown += 1
        key = purchases.key(fiche)
        assert typeset(purchases.CAVEAT) in key
        assert f"Avec 40{NBSP}% et 0,3" in key
        assert f"avec 60{NBSP}% et 0,5" in key
        rows = fiche.profile.imports.concentrated.rows  # type: ignore[union-attr]
        assert (purchases.finding(fiche) is None) is (not rows)
        if rows:
            assert rows[0].product.short in (purchases.finding(fiche) or "")
            assert "en 2024 seulement" in key
    assert shown == 94


def test_purchases_from_one_country_alone() -> None:
    fiche = made([("I", "03", "C24A", "CN", 20 * M), ("I", "03", "C20B", "DE", 30 * M)])
    said = purchases.finding(fiche) or ""
    assert said == typeset(
        "Un groupe de produits vient surtout d’un petit nombre de pays hors Union. "
        "Produits sidérurgiques : 20 M€, tous de Chine."
    ).replace("tous de Chine", "tous d’un seul pays hors Union, la Chine")
