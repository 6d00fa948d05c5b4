"""Alternative texts: what they say is in the fiche, in French that can be heard, within bounds."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
from tradefiche.figures import balance
from tradefiche.figures import concentration
from tradefiche.figures import destinations
from tradefiche.figures import distinction
from tradefiche.figures import flows
from tradefiche.figures import products
from tradefiche.figures import purchases
from tradefiche.wording import alternatives
from tradefiche.wording.french import typeset

APART = (*distinction.FIGURES, destinations.FIGURE, concentration.FIGURE, purchases.FIGURE)
"""The figures of what sets apart."""
NBSP, NARROW, MINUS = "\u00a0", "\u202f", "\u2212"
LEAST, MOST = 60, 250
LONGEST_WHERE = alternatives.where(16, 999)
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
    for figure in APART:
        if figure.applies(fiche):
            yield figure.alternative(fiche), figure.finding(fiche)


def words(text: str) -> list[str]:
    return re.findall(r"[\w’+−%-]+", text)


def runs(text: str, length: int) -> set[tuple[str, ...]]:
    found = words(text)
    return {tuple(found[i : i + length]) for i in range(len(found) - length + 1)}


# -- rules for any fiche ---------------------------------------------------------------------------


def lint(fiche: Fiche) -> None:
    for text, finding in texts(fiche):
        assert LEAST <= len(text) <= MOST - len(LONGEST_WHERE), (len(text), text)
        assert text == typeset(text)
        assert "fictifs" not in text  # the mark is read just before
        assert text.endswith(".")
        assert not re.search(r"  |\.\.|'|None|[{}]|\d\.\d|-\d|<|: ;|\n|[Mk]€", text), ascii(text)
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
        assert len(text) <= MOST - len(LONGEST_WHERE), (len(text), text)
        assert text == typeset(text)
        assert not re.search(r"  |None|[{}]|<|: ;|: \.", text), ascii(text)


@given(generated())
@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_fiche_makes_a_text_too_long(fiche: Fiche) -> None:
    for text, _ in texts(fiche):
        assert len(text) <= MOST - len(LONGEST_WHERE)


def test_where_the_values_are_closes_the_text() -> None:
    assert alternatives.where(3, 12) == typeset(" Valeurs : tableau de la figure 3, page 12.")
    assert len(LONGEST_WHERE) <= alternatives.WHERE


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


def test_figure_1_has_its_first_partner() -> None:
    for fiche in demonstration():
        first = min(fiche.countries, key=lambda e: (-e.imports - e.exports, e.country.code))
        text = balance.alternative(fiche)
        assert f"Premier partenaire{NBSP}: {first.country.name}" in text
        if first.imports >= 999_500 and first.exports >= 999_500:
            assert f", {amount(first.imports)} et {amount(first.exports)}." in text


def test_figure_2_has_the_first_product_of_each_flow() -> None:
    for fiche in demonstration():
        text = products.alternative(fiche)
        for kind, trade in (("importé", fiche.imports), ("exporté", fiche.exports)):
            values = {each.product.short: each.value for each in trade.products}
            pattern = rf"Premier produit {kind}{NBSP}: (.+?)(?: \(([\d,]+{NBSP}%)\))?\."
            named = re.search(pattern, text)
            if not named:  # two long names have no room
                assert kind == "importé"
                continue
            assert named[1] == max(values, key=lambda name: values[name])
            assert named[2] in (None, percent(values[named[1]], sum(values.values())))


def test_figures_3_to_8_have_their_largest_flow() -> None:
    for fiche in demonstration():
        for matrix in matrices(fiche):
            text = flows.alternative(fiche, matrix)
            noun = "exportations" if matrix.flow == "exports" else "importations"
            assert f"{noun} {matrix.place.of} en 2024." in text
            value, product, country = max(
                (value, matrix.products[i].short, matrix.countries[j].the)
                for i, row in enumerate(matrix.cells[:-1])
                for j, value in enumerate(row[:-1])
            )
            way = "vers" if matrix.flow == "exports" else "depuis"
            assert f"Premier flux{NBSP}: {product} {way} {country}, " in text
            if 999_500 <= value < 9_999_950_000:
                assert text.endswith(f", {amount(value)}.")


# -- whole texts at the extremes -------------------------------------------------------------------


def spaced(text: str) -> str:
    """« ~ » for a no-break space and « _ » for a narrow one, so that tests can be read."""
    return text.replace("~", NBSP).replace("_", NARROW).replace("--", MINUS)


def test_nothing_traded() -> None:
    fiche = small([])
    assert balance.alternative(fiche) == spaced(
        "Figure sans barre~: aucun pays partenaire de l’Allier n’est enregistré en 2024, à "
        "l’import comme à l’export."
    )
    assert products.alternative(fiche) == spaced(
        "Figure sans bande~: aucun produit échangé n’est enregistré dans l’Allier en 2024."
    )
    assert flows.alternative(fiche, fiche.exports.matrix) == spaced(
        "Figure sans ruban~: pas d’exportations de l’Allier en 2024."
    )


def test_one_product_and_one_country() -> None:
    rows: list[Row] = [("E", "08", "C11Z", "DE", 30 * M), ("I", "08", "C11Z", "DE", 1_900_000)]
    fiche = small(rows, "08")
    assert balance.alternative(fiche) == spaced(
        "Barres pour un seul pays~: importations des Ardennes en 2024 à gauche, exportations à "
        "droite. Seul partenaire~: Allemagne, 1,9~million d’euros et 30~millions d’euros."
    )
    assert products.alternative(fiche) == spaced(
        "Bandes de secteurs à la mesure des montants~: importations et exportations des Ardennes "
        "en 2024. Un seul produit importé~: Boissons. Un seul produit exporté~: Boissons."
    )
    assert flows.alternative(fiche, fiche.imports.matrix) == spaced(
        "Rubans des pays aux produits~: importations des Ardennes en 2024. Premier flux~: Boissons "
        "depuis l’Allemagne, 1,9~million d’euros."
    )


def test_imports_only() -> None:
    rows: list[Row] = [("I", "9D", "C11Z", "MU", 30 * M), ("I", "9D", "C31Z", "QU", 10 * M)]
    assert products.alternative(small(rows, "974")) == spaced(
        "Bandes de secteurs à la mesure des montants~: importations de La Réunion en 2024. "
        "Premier produit importé~: Boissons (75~%)."
    )


def test_no_country_is_named() -> None:
    fiche = small([("E", "03", "C11Z", "QU", 30 * M)])
    assert "à un pays nommé." in flows.alternative(fiche, fiche.exports.matrix)
    assert "aucun pays partenaire de l’Allier" in balance.alternative(fiche)


# -- the map ---------------------------------------------------------------------------------------


def test_the_map_names_each_territoire_with_its_communes() -> None:
    for fiche in demonstration():
        text = alternatives.territoires(fiche)
        assert LEAST <= len(text) <= MOST, (len(text), text)
        assert text == typeset(text)
        named = [each.name in text for each in fiche.territoires]
        assert all(named) or "la liste les nomme" in text


def test_the_map_of_the_allier() -> None:
    text = alternatives.territoires(of("03"))
    for said in (
        "Carte de l’Allier et des départements voisins",
        "Montluçon Commentry, 54 communes",
        "Riom – Vichy, 113 de ses 198 communes",
    ):
        assert said in text.replace("\u00a0", " ")
    assert "fictifs" not in text  # the outlines are true


def test_a_map_without_territoire_or_neighbours() -> None:
    assert "Aucun Territoire d’industrie n’est retenu dans les Landes." in alternatives.territoires(
        of("40")
    )
    for code in ("20", "974"):
        assert "voisins" not in alternatives.territoires(of(code))
