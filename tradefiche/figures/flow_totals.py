"""What each end of a flow figure makes with all the others: totals by product and by country.

They are the numbers beside the names in the drawing, « autres » included.
"""

from __future__ import annotations

from functools import lru_cache

from tradefiche.charts.flow_parts import titles
from tradefiche.fiche import FlowMatrix
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.numbers import others

ALL = "TOUS"
OTHERS = "AUTRES"
OTHER_PRODUCTS, OTHER_COUNTRIES = "Autres produits", "Autres pays"
KEPT = 64
"""Tables of region and France that are kept: their fiches share them."""

End = tuple[str, str, int]
"""A code, a name, euros."""


@lru_cache(maxsize=KEPT)
def tables(matrix: FlowMatrix) -> tuple[Table, ...]:
    """Two tables, in the order of the drawing; none where nothing is traded."""
    if not matrix.total:
        return ()
    _, partner = titles(matrix.flow)
    rest = others(matrix.other_products, "produit")
    products = _table(matrix, "produit", "Produit", _products(matrix, whole=False), rest)
    rest = others(matrix.other_countries, "pays")
    countries = _table(matrix, "pays", partner, _countries(matrix), rest)
    return (products, countries) if matrix.flow == "exports" else (countries, products)


def rows(matrix: FlowMatrix) -> tuple[Row, ...]:
    """The same for data files: by product with all countries, by country with all products."""
    products = [(code, name, ALL, "Ensemble des pays", v) for code, name, v in _products(matrix)]
    countries = [(ALL, "Ensemble des produits", *end) for end in _countries(matrix)]
    whole = (ALL, "Ensemble des produits", ALL, "Ensemble des pays", matrix.total)
    return tuple(
        (FLOW_CODES[matrix.flow], *names, value, value / matrix.total, None)
        for *names, value in (*products, *countries, whole)
        if value
    )


def _table(matrix: FlowMatrix, name: str, title: str, ends: list[End], rest: str) -> Table:
    """The ends with their totals; ``rest``: how many stand behind « autres »."""
    named = [(each, value) for _, each, value in ends[:-1]]
    return Table(
        matrix.place,
        (
            Column(name, title, "text"),
            Column("valeur_euros", "Valeur", "euros", 62),
            Column("part", "Part", "share", 44),
        ),
        tuple(
            (each, value, value / matrix.total)
            for each, value in [*named, (rest, ends[-1][2])]
            if value
        ),
    )


def _products(matrix: FlowMatrix, *, whole: bool = True) -> list[End]:
    """Euros of each product; ``whole``: under its whole label, as it is drawn otherwise."""
    named = [(p.code, p.label if whole else p.short) for p in matrix.products]
    ends = [*named, (OTHERS, OTHER_PRODUCTS)]
    return [(*end, value) for end, value in zip(ends, matrix.product_totals, strict=True)]


def _countries(matrix: FlowMatrix) -> list[End]:
    ends = [*((c.code, c.name) for c in matrix.countries), (OTHERS, OTHER_COUNTRIES)]
    return [(*end, value) for end, value in zip(ends, matrix.country_totals, strict=True)]
