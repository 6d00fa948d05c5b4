"""Alternative texts: what they say is in the fiche, in French that can be heard, within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from made_fiches import EXTREMES
from made_fiches import demonstration
from made_fiches import generated
from pdf_reading import Row
from pdf_reading import small

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Marks
from tradefiche.figures import balance
from tradefiche.figures import flows
from tradefiche.figures import products
from tradefiche.wording import alternatives
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import in_words
from tradefiche.wording.numbers import number

NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
LEAST, MOST = 150, 600
MARK = "Données de démonstration, chiffres fictifs. "
M = 10**6


def of(code: str) -> Fiche:
    return next(fiche for fiche in demonstration() if fiche.place.code == code)


def matrices(fiche: Fiche) -> Iterator[FlowMatrix]:
    for trade in fiche.trades:
        yield from (m for m in (trade.matrix, trade.region, trade.france) if m is not None)


def texts(fiche: Fiche) -> Iterator[tuple[str, str | None]]:
    """Each alternative text and the finding that stands over the same figure."""
    yield balance.alternative(fiche), balance.finding(fiche)
    yield products.alternative(fiche), products.finding(fiche)
    for matrix in matrices(fiche):
        yield flows.alternative(fiche, matrix), flows.finding(matrix)


def words(text: str) -> list[str]:
    return re.findall(r"[\w’+−%-]+", text)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


# -- rules for any fiche ---------------------------------------------------------------------------


def lint(fiche: Fiche) -> None:
    for text, finding in texts(fiche):
        assert LEAST <= len(text) <= MOST, (len(text), text)
        assert text == typeset(text)
        assert text.startswith(MARK) == fiche.marks.demonstration
        assert text.endswith(".")
        assert not re.search(r"  |\.\.|'|None|[{}]|\d\.\d|-\d|<|: ;|\n", text), ascii(text)
        assert not re.search(
            r"\b(à|de) les? |\bd’(?=[bcdfgjklmnpqrstvwxz])|\bde (?=[aeiouéîô])", text
        )
        parts = re.split(r"(?<=\.) ", text)
        assert len(parts) == len(set(parts)), "a sentence is said twice"
        # the caption is read just before: nothing of it is worth hearing again word for word
        assert finding is None or not runs(text, 7) & runs(finding, 7)


def test_every_departement() -> None:
    for fiche in demonstration():
        lint(fiche)


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_say_no_more_than_what_is_there(name: str) -> None:
    fiche = EXTREMES[name]
    for text, _ in texts(fiche):
        assert LEAST <= len(text) <= MOST, (len(text), text)
        assert text == typeset(text)
        assert not re.search(r"  |None|[{}]|<|: ;|: \.", text), ascii(text)


@given(generated())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_fiche_makes_a_text_too_long(fiche: Fiche) -> None:
    for text, _ in texts(fiche):
        assert len(text) <= MOST


def test_marks_are_said_first() -> None:
    (allier,) = (fiche for fiche in demonstration() if fiche.place.code == "03")
    true = replace(allier, marks=Marks(demonstration=False, quarters=(1, 2, 3, 4)))
    late = replace(allier, marks=Marks(demonstration=False, quarters=(1, 2, 4)))
    both = replace(allier, marks=Marks(demonstration=True, quarters=(1,)))
    for (plain, _), (partial, _), (marked, _) in zip(
        texts(true), texts(late), texts(both), strict=True
    ):
        assert "démonstration" not in plain
        assert "incomplète" not in plain
        assert partial.startswith(f"Année incomplète{NBSP}: T1, T2 et T4 2024. ")
        assert marked.startswith(f"{MARK}Année incomplète{NBSP}: T1 2024. ")
        assert len(marked) <= MOST


def test_what_lacks_is_said_as_it_is() -> None:
    (allier,) = (fiche for fiche in demonstration() if fiche.place.code == "03")
    rows = replace(allier, marks=Marks(False, (1, 2, 3, 4), gaps=True))
    both = replace(allier, marks=Marks(False, (1, 2), gaps=True))
    lacking = f"Données incomplètes{NBSP}: des lignes semblent manquer. "
    for (partial, _), (fewer, _) in zip(texts(rows), texts(both), strict=True):
        assert partial.startswith(lacking)
        assert fewer.startswith(f"Année incomplète{NBSP}: T1 et T2 2024. {lacking}")
        assert len(fewer) <= MOST


# -- the right numbers -----------------------------------------------------------------------------


def amount(euros: int) -> str:
    """« 2 152 millions d’euros », from whole numbers only."""
    tenths = (2 * euros // 10**5 + 1) // 2
    whole, tenth = divmod(tenths, 10)
    text = f"{whole:,}".replace(",", NARROW) + (f",{tenth}" if tenth else "")
    return f"{text}{NBSP}million{'s' if tenths >= 20 else ''} d’euros"


def percent(part: int, whole: int) -> str:
    share = Fraction(100 * part, whole)
    places = 0 if share >= 10 else 1 if share >= 1 else 2
    digits = (2 * share * 10**places + 1) // 2
    text = f"{float(Fraction(digits, 10**places)):g}".replace(".", ",")
    return f"{text}{NBSP}%"


def test_figure_1_has_totals_partners_and_extremes() -> None:
    for fiche in demonstration():
        text = balance.alternative(fiche)
        sold = sum(map(sum, fiche.exports.matrix.cells))
        bought = sum(map(sum, fiche.imports.matrix.cells))
        assert f"{amount(bought)} d’importations et {amount(sold)} d’exportations" in text
        gap = "excédent" if sold > bought else "déficit"
        assert f"soit un {gap} de {amount(abs(sold - bought))}." in text
        unit = Unit.of(max(sold, bought))
        listed = text.partition(f"en {unit.words}{NBSP}: ")[2].partition(". Les soldes")[0]
        expected = [
            f"{entry.country.name}, {in_words(unit.label(entry.imports))} et "
            f"{in_words(unit.label(entry.exports))}"
            for entry in sorted(
                fiche.countries, key=lambda e: (-e.imports - e.exports, e.country.code)
            )[:3]
        ]
        assert listed.split(f"{NARROW}; ") == expected
        balances = [entry.exports - entry.imports for entry in fiche.countries]
        for extreme in (min(balances), max(balances)):
            name = fiche.countries[balances.index(extreme)].country.the
            assert f"{unit.signed_label(extreme)} avec {name}" in text
        assert text.index(unit.signed_label(min(balances))) < text.rindex(
            unit.signed_label(max(balances))
        )


def test_figure_2_has_totals_counts_and_first_products() -> None:
    for fiche in demonstration():
        text = products.alternative(fiche)
        for head, trade in (("Importations", fiche.imports), ("Exportations", fiche.exports)):
            values = {each.product.short: each.value for each in trade.products}
            total = sum(values.values())
            sentence = next(part for part in text.split(". ") if part.startswith(head))
            assert sentence.startswith(f"{head}{NBSP}: {amount(total)}, ")
            named = re.findall(rf"(?:d’abord |; )(.+?) \(([\d,]+{NBSP}%)\)", sentence)
            assert len(named) >= 3
            first = sorted(values, key=lambda name: -values[name])[: len(named)]
            assert named == [(name, percent(values[name], total)) for name in first]


def test_figures_3_to_8_have_their_total_partners_and_red_flows() -> None:
    for fiche in demonstration():
        for matrix in matrices(fiche):
            text = flows.alternative(fiche, matrix)
            total = sum(map(sum, matrix.cells))
            noun = "exportations" if matrix.flow == "exports" else "importations"
            assert f"{noun} {matrix.place.of} en 2024, {amount(total)}." in text
            unit = Unit.of(total)
            listed = text.partition(f"Flux en rouge, en {unit.words}{NBSP}: ")[2]
            cells = [
                (value, matrix.products[i].short, matrix.countries[j].the)
                for i, row in enumerate(matrix.cells[:-1])
                for j, value in enumerate(row[:-1])
            ]
            way = "vers" if matrix.flow == "exports" else "depuis"
            red = sorted(cells, key=lambda cell: -cell[0])[:5]
            assert listed[:-1].split(f"{NARROW}; ") == [
                f"{product} {way} {country}, {unit.label(value)}" for value, product, country in red
            ]
            for country, value in list(zip(matrix.countries, matrix.country_totals, strict=False)):
                if f"{country.name}, " in text.partition("Premiers ")[2].partition(". ")[0]:
                    assert f"{country.name}, {percent(value, total)}" in text


# -- whole texts at the extremes -------------------------------------------------------------------


def spaced(text: str) -> str:
    """« ~ » for a no-break space and « _ » for a narrow one, so that tests can be read."""
    return text.replace("~", NBSP).replace("_", NARROW).replace("--", MINUS)


def test_nothing_traded() -> None:
    fiche = small([])
    assert balance.alternative(fiche) == spaced(
        MARK + "Figure sans barre~: les statistiques des Douanes pour 2024 ne donnent aucun pays "
        "partenaire de l’Allier, à l’import comme à l’export. Aucun échange n’y est enregistré."
    )
    assert products.alternative(fiche) == spaced(
        MARK + "Figure sans bande~: les statistiques des Douanes n’enregistrent aucun produit "
        "importé ni exporté pour le commerce extérieur de l’Allier en 2024. Aucun échange n’y est "
        "enregistré."
    )
    assert flows.alternative(fiche, fiche.exports.matrix) == spaced(
        MARK + "Figure sans ruban~: les statistiques des Douanes n’enregistrent pas d’exportations "
        "de l’Allier en 2024. Les colonnes des produits et des pays sont vides."
    )


def test_one_product_and_one_country() -> None:
    rows: list[Row] = [("E", "08", "C11Z", "DE", 30 * M), ("I", "08", "C11Z", "DE", 1_900_000)]
    fiche = small(rows, "08")
    assert balance.alternative(fiche) == spaced(
        MARK + "Barres de part et d’autre d’une ligne de zéro, pour un seul pays~: importations "
        "des Ardennes en 2024 à gauche, exportations à droite. Au total, 1,9~million d’euros "
        "d’importations et 30~millions d’euros d’exportations, soit un excédent de 28,1~millions "
        "d’euros. Seul partenaire, importations puis exportations en millions d’euros~: Allemagne, "
        "1,9 et 30,0."
    )
    assert products.alternative(fiche) == spaced(
        MARK + "Bandes de secteurs, divisées en produits d’aire proportionnelle à la valeur~: "
        "importations et exportations des Ardennes en 2024. Importations~: 1,9~million d’euros, un "
        "seul produit, Boissons. Exportations~: 30~millions d’euros, un seul produit, Boissons."
    )
    assert flows.alternative(fiche, fiche.imports.matrix) == spaced(
        MARK + "Rubans des pays, à gauche, aux produits, à droite~: importations des Ardennes en "
        "2024, 1,9~million d’euros. Flux en rouge, en milliers d’euros~: Boissons depuis "
        "l’Allemagne, 1_900."
    )


def test_imports_only() -> None:
    rows: list[Row] = [("I", "9D", "C11Z", "MU", 30 * M), ("I", "9D", "C31Z", "QU", 10 * M)]
    fiche = small(rows, "974")
    assert balance.alternative(fiche) == spaced(
        MARK + "Barres de part et d’autre d’une ligne de zéro, pour un seul pays~: importations de "
        "La Réunion en 2024 à gauche, exportations à droite. Au total, 40~millions d’euros "
        "d’importations et aucune exportation, soit un déficit de 40~millions d’euros. Seul "
        "partenaire, importations puis exportations en millions d’euros~: Maurice, 30,0 et 0."
    )
    assert products.alternative(fiche) == spaced(
        MARK + "Bandes de secteurs, divisées en produits d’aire proportionnelle à la valeur~: "
        "importations de La Réunion en 2024, sans aucune exportation. Importations~: 40~millions "
        "d’euros, deux produits, soit Boissons (75~%)_; Meubles (25~%)."
    )


def test_balances_that_round_to_nothing_are_not_nothing() -> None:
    rows: list[Row] = [
        ("E", "03", "C11Z", "DE", 30 * M),
        ("I", "03", "C11Z", "DE", 30 * M),
        ("E", "03", "C11Z", "IT", 10 * M),
        ("I", "03", "C11Z", "IT", 10 * M + 9),
    ]
    assert balance.alternative(small(rows)).endswith(" Tous les soldes sont presque nuls.")
    surplus: Row = ("E", "03", "C11Z", "US", 5 * M)
    assert balance.alternative(small([*rows, surplus])).endswith(
        spaced(" Les soldes vont de presque 0 avec l’Italie à +_5,0 avec les États-Unis.")
    )


def test_balances_that_look_alike_make_no_range() -> None:
    rows: list[Row] = [
        ("E", "03", "C11Z", "DE", 30 * M),
        ("E", "03", "C11Z", "IT", 30 * M + 9),
    ]
    assert "Les soldes" not in balance.alternative(small(rows))


def test_no_country_is_named() -> None:
    fiche = small([("E", "03", "C11Z", "QU", 30 * M)])
    assert "Aucun pays n’y est nommé." in flows.alternative(fiche, fiche.exports.matrix)
    assert "aucun pays partenaire de l’Allier" in balance.alternative(fiche)


# -- the map ---------------------------------------------------------------------------------------


def test_the_map_names_each_territoire_with_its_communes() -> None:
    for fiche in demonstration():
        text = alternatives.territoires(fiche)
        assert LEAST <= len(text) <= MOST, (len(text), text)
        assert text == typeset(text)
        for each in fiche.territoires:
            assert each.name in text
            assert number(each.communes_here) in text


def test_the_map_of_the_allier() -> None:
    text = alternatives.territoires(of("03"))
    for said in (
        "Carte de l’Allier et des départements voisins",
        "Montluçon Commentry, 54 communes",
        "Riom – Vichy, 113 de ses 198 communes",
        "moins de cinq communes",
        "Bourgogne Industrie",  # left out
    ):
        assert said in text.replace("\u00a0", " ")
    assert "fictifs" not in text  # the outlines are true


def test_a_map_without_territoire_or_neighbours() -> None:
    assert "Aucun Territoire d’industrie n’est retenu dans les Landes." in alternatives.territoires(
        of("40")
    )
    for code in ("20", "974"):
        assert "voisins" not in alternatives.territoires(of(code))
