"""Figures « exports » and « imports »: which product goes to, or comes from, which country."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from tradefiche.charts import flow_diagram
from tradefiche.charts.flow_parts import FULL
from tradefiche.charts.flow_parts import HALF
from tradefiche.charts.flow_parts import titles
from tradefiche.charts.labels import Pen
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Link
from tradefiche.fiche import Trade
from tradefiche.figures import flow_totals
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Highlight
from tradefiche.figures.figure import Highlights
from tradefiche.figures.figure import Room
from tradefiche.figures.flow_totals import KEPT
from tradefiche.figures.flow_totals import OTHER_COUNTRIES
from tradefiche.figures.flow_totals import OTHER_PRODUCTS
from tradefiche.figures.flow_totals import OTHERS
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import NOUN
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.french import count
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import amount
from tradefiche.wording.sentences import first_partner
from tradefiche.wording.sentences import part

LISTED = {"departement": 10, "region": 5, "france": 5}
"""How many flows the annexe gives; the data give all of them."""
# -- words -----------------------------------------------------------------------------------


def finding(matrix: FlowMatrix) -> str | None:
    """Figures 3 to 8: the weight of the red flows, and the first partner."""
    if not matrix.main or (len(matrix.products) < 2 and len(matrix.countries) < 2):
        return None
    weight = sum(link.value for link in matrix.main)
    if len(matrix.main) == 1:
        head = "Le flux en rouge représente"
    else:
        head = f"Les {count(len(matrix.main))} flux en rouge représentent"
    whole = "l’ensemble" if weight == matrix.total else part(weight, matrix.total)
    flow = "exportations" if matrix.flow == "exports" else "importations"
    return typeset(f"{head} {whole} des {flow}. {_first_partner(matrix)}.")


def _first_partner(matrix: FlowMatrix) -> str:
    """« Premier client : Allemagne, 15 % », « Seul fournisseur : Italie »."""
    partner = "client" if matrix.flow == "exports" else "fournisseur"
    rank = first_partner(matrix)
    first, value = matrix.countries[rank], matrix.country_totals[rank]
    if value == matrix.total:
        return f"Seul {partner} : {first.name}"
    without = " hors retours" if rank else ""
    return f"Premier {partner}{without} : {first.name}, {part(value, matrix.total)}"


def key(matrix: FlowMatrix) -> str:
    """Figures 3 and 6."""
    if not matrix.total:
        flow = "exportation" if matrix.flow == "exports" else "importation"
        return typeset(f"aucune {flow} n’est enregistrée, la figure est vide.")
    return typeset(f"{_reading([matrix])}{_others_in_grey([matrix])}")


def _reading(matrices: Sequence[FlowMatrix]) -> str:
    """Sides and widths of figures of one flow, which may be counted in several units."""
    units = {
        f", en {unit.words} ({unit.symbol})" for unit in (Unit.of(m.largest) for m in matrices)
    }
    measured = units.pop() if len(units) == 1 else ""
    width = f"L’épaisseur d’un ruban est proportionnelle au montant{measured}."
    return f"{sides(matrices[0].flow)}. {width}"


def sides(flow: Flow) -> str:
    """What stands where."""
    if flow == "exports":
        return "les biens exportés sont à gauche, les pays de destination à droite"
    return "les pays d’origine sont à gauche, les biens importés à droite"


def _others_in_grey(matrices: Sequence[FlowMatrix]) -> str:
    """What « autres » stand there and that they are never red; nothing without them."""
    others = [
        words
        for words, values in (
            ("produits", [matrix.product_totals[-1] for matrix in matrices]),
            ("pays", [matrix.country_totals[-1] for matrix in matrices]),
        )
        if any(values)
    ]
    if not others:
        return ""
    names = " et ".join(f"des « autres {words} »" for words in others)
    return f" Les flux {names}, en gris, ne sont jamais en rouge."


def alternative(fiche: Fiche, matrix: FlowMatrix) -> str:
    """Figures 3 to 8: what they show, the largest flow; the paragraph beside names a country."""
    whose = f"{NOUN[matrix.flow]}s {matrix.place.of} en {fiche.year}"
    if not matrix.total:
        return typeset(f"Figure sans ruban : pas d’{whose}.")
    ends = "des produits aux pays" if matrix.flow == "exports" else "des pays aux produits"
    ribbons = f"Rubans {ends} : {whose}."
    if not matrix.main:
        return typeset(f"{ribbons} Aucun flux ne va d’un produit nommé à un pays nommé.")
    link = matrix.main[0]
    way = "vers" if matrix.flow == "exports" else "depuis"
    product, country = matrix.products[link.product], matrix.countries[link.country]
    first = f"Premier flux : {product.short} {way} {country.the}"
    value = amount(link.value, sentence=True)
    return first_that_fits(((ribbons, f"{first}, {value}."), (ribbons, f"{first}."), (ribbons,)))


def total(matrix: FlowMatrix) -> str:
    """« Total des exportations : 9,9 Md€ »."""
    return f"Total des {NOUN[matrix.flow]}s{NBSP}: {amount(matrix.total)}"


def highlights(matrix: FlowMatrix) -> Highlights | None:
    """The red flows in words: what the colour says, said without colour."""
    if not matrix.main:
        return None
    number = len(matrix.main)
    title = "Le principal flux" if number == 1 else f"Les {count(number)} principaux flux"
    rows = tuple(_highlight(matrix, link) for link in matrix.main)
    return Highlights(title, Unit.of(matrix.largest), rows)


def _highlight(matrix: FlowMatrix, link: Link) -> Highlight:
    return Highlight(*ends(matrix, link), link.value / matrix.total, link.value)


def ends(matrix: FlowMatrix, link: Link) -> tuple[str, str]:
    """The names of both, as the flow is read."""
    product, country = matrix.products[link.product].short, matrix.countries[link.country].name
    return (product, country) if matrix.flow == "exports" else (country, product)


# -- tables ----------------------------------------------------------------------------------


def table(matrix: FlowMatrix) -> Table:
    """The largest flows between named ends, then what the others make together."""
    _, partner = titles(matrix.flow)
    cells = [
        (value, i, j)
        for i, line in enumerate(matrix.cells[:-1])
        for j, value in enumerate(line[:-1])
        if value
    ]
    cells.sort(key=lambda c: (-c[0], matrix.products[c[1]].code, matrix.countries[c[2]].code))
    listed = cells[: LISTED[matrix.place.level]]

    def row(product: str, country: str, value: int) -> Row:
        return (product, country, value, value / matrix.total if value else None)

    rows = [
        row(matrix.products[i].label, matrix.countries[j].name, value) for value, i, j in listed
    ]
    rest = matrix.total - sum(value for value, _, _ in listed)
    if rest:
        rows.append(row("Tous les autres flux", "–", rest))
    return Table(
        matrix.place,
        (
            Column("produit", "Produit", "text"),
            Column("pays", partner, "text", 130),
            Column("valeur_euros", "Valeur", "euros", 70),
            Column("part", "Part du total", "share", 60),
        ),
        tuple(rows),
        row("Ensemble", "Tous pays", matrix.total),
    )


@lru_cache(maxsize=KEPT)
def data(matrix: FlowMatrix) -> Table:
    """Every flow that is not zero, « autres » closing the sum; then the totals of each end."""
    ranks = {(link.product, link.country): n for n, link in enumerate(matrix.main, 1)}
    products = [(p.code, p.label) for p in matrix.products] + [(OTHERS, OTHER_PRODUCTS)]
    countries = [(c.code, c.name) for c in matrix.countries] + [(OTHERS, OTHER_COUNTRIES)]
    return Table(
        matrix.place,
        (
            Column("flux", "Flux", "code"),
            Column("code_a129", "Code A129", "code"),
            Column("produit", "Produit", "text"),
            Column("code_pays", "Code du pays", "code"),
            Column("pays", "Pays", "text"),
            Column("valeur_euros", "Valeur", "euros"),
            Column("part", "Part", "share"),
            Column("rang_flux_principal", "Rang parmi les flux en rouge", "rank"),
        ),
        tuple(
            (
                FLOW_CODES[matrix.flow],
                *products[i],
                *countries[j],
                value,
                value / matrix.total,
                ranks.get((i, j)),
            )
            for i, line in enumerate(matrix.cells)
            for j, value in enumerate(line)
            if value
        )
        + flow_totals.rows(matrix),
    )


# -- drawing ---------------------------------------------------------------------------------


def _layout(
    matrix: FlowMatrix, width: float, height: float, pen: Pen, room: Room
) -> flow_diagram.FlowLayout:
    form = FULL if room == "page" else HALF
    return flow_diagram.layout(matrix, width, height, pen, form)


def trade_of(fiche: Fiche, flow: Flow) -> Trade:
    """One of its two trades."""
    return fiche.exports if flow == "exports" else fiche.imports


def figure(name: str, matrix: Callable[[Fiche], FlowMatrix | None]) -> Figure:
    """The figure about a matrix of each fiche; those without one have no such figure."""

    def known(fiche: Fiche) -> FlowMatrix:
        found = matrix(fiche)
        if found is None:
            raise ValueError(f"{fiche.place.name} has no figure {name}")
        return found

    return Figure(
        name,
        subject=matrix,
        layout=_layout,
        finding=lambda fiche: finding(known(fiche)),
        key=lambda fiche: key(known(fiche)),
        alternative=lambda fiche: alternative(fiche, known(fiche)),
        table=lambda fiche: table(known(fiche)),
        totals=lambda fiche: flow_totals.tables(known(fiche)),
        data=lambda fiche: data(known(fiche)),
        total=lambda fiche: total(known(fiche)),
        highlights=lambda fiche: highlights(known(fiche)),
    )


def _own(flow: Flow) -> Figure:
    return replace(figure(flow, lambda fiche: trade_of(fiche, flow).matrix), total=None)


EXPORTS, IMPORTS = _own("exports"), _own("imports")
