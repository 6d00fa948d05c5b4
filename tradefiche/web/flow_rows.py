"""Flow diagrams as rows: a product, its bar cut into its countries, the first of them in words.

Rows are by product in both directions: names of countries are short enough to follow each other.
"""

from __future__ import annotations

from tradefiche.charts.flow_parts import nothing
from tradefiche.fiche import FlowMatrix
from tradefiche.figures.figure import ComparedFlows
from tradefiche.figures.figure import Highlights
from tradefiche.web.html import NOTHING
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.rows import BarPart
from tradefiche.web.rows import bar
from tradefiche.web.rows import hidden
from tradefiche.web.rows import legend
from tradefiche.web.rows import listed
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import NNBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import others

OWN, LARGER = 10, 5
"""First products that have a row: of a département, of a larger territory."""
NAMED = 2
"""Countries said in words beside the main flows."""
HEADS = {
    "exports": "Par produit et pays de destination",
    "imports": "Par produit et pays d’origine",
}


def rows(matrix: FlowMatrix) -> Html:
    """Bars of the products, « autres » closing the sum."""
    if not matrix.total:
        return element("p", nothing(matrix.flow))
    unit, totals = Unit.of(matrix.largest), matrix.product_totals
    most = OWN if matrix.place.level == "departement" else LARGER
    main = {link.product for link in matrix.main}
    shown = [n for n in range(len(matrix.products)) if n < most or n in main]
    top = max((totals[n] for n in shown), default=1) or 1
    made = [_row(matrix, n, unit, top) for n in shown]
    tone = _tone(matrix)
    keys = legend(
        ("red", "flux principaux"), (tone, "autres pays nommés"), ("oth", "pays restants")
    )
    head = element("p", f"{HEADS[matrix.flow]}, en {unit.words}", class_="u")
    return join((head, keys, listed(made, "rows fl"), _rest(matrix, shown, unit)))


def _tone(matrix: FlowMatrix) -> str:
    return "expn" if matrix.flow == "exports" else "impn"


def _row(matrix: FlowMatrix, product: int, unit: Unit, top: int) -> Html:
    row, total = matrix.cells[product], matrix.product_totals[product]
    ranks = {
        link.country: rank for rank, link in enumerate(matrix.main, 1) if link.product == product
    }
    red = sum(row[country] for country in ranks)
    parts = [BarPart("red", 100 * row[country] / top) for country in ranks]
    parts.append(BarPart(_tone(matrix), 100 * (sum(row[:-1]) - red) / top))
    parts.append(BarPart("oth", 100 * row[-1] / top))
    order = sorted(range(len(matrix.countries)), key=lambda n: (-row[n], matrix.countries[n].code))
    named = [*ranks, *(n for n in order if n not in ranks and row[n])][: max(NAMED, len(ranks))]
    chips = [_chip(matrix, n, row[n], ranks.get(n), unit) for n in named]
    if rest := total - sum(row[n] for n in named):
        chips.append(element("li", f"autres{NBSP}{unit.label(rest)}", class_="o"))
    tone = "te" if matrix.flow == "exports" else "ti"
    name = element("span", matrix.products[product].short)
    return element(
        "li",
        element("p", name, " ", element("b", unit.label(total), class_=tone), class_="n"),
        bar(parts, "bar one"),
        element("ul", *chips, class_="chips"),
    )


def _chip(matrix: FlowMatrix, country: int, value: int, rank: int | None, unit: Unit) -> Html:
    mark = [hidden("flux principal "), element("b", str(rank), class_="rk"), NNBSP] if rank else []
    name = f"{matrix.countries[country].name}{NBSP}"
    return element("li", *mark, name, element("b", unit.label(value)), class_="r" if rank else None)


def _rest(matrix: FlowMatrix, shown: list[int], unit: Unit) -> Html:
    """What has no row."""
    value = matrix.total - sum(matrix.product_totals[n] for n in shown)
    if not value:
        return NOTHING
    many = matrix.other_products + len(matrix.products) - len(shown)
    said = f"{others(many, 'produit')}{NBSP}: " if many else f"Autres produits{NBSP}: "
    return element("p", said, element("b", unit.label(value)), ".", class_="rest")


# -- flows in words --------------------------------------------------------------------------


def highlights(found: Highlights) -> Html:
    """The red flows, numbered: from, to, part of the total, amount."""
    items = [
        element(
            "li",
            element("span", element("b", each.start), _to(), each.end, class_="w"),
            " ",
            element("span", column_share(each.share), class_="p"),
            " ",
            element(
                "b", found.unit.label(each.value), hidden(f"{NBSP}{found.unit.symbol}"), class_="q"
            ),
        )
        for each in found.rows
    ]
    head = element(
        "p", element("b", found.title), " ", element("span", "part du total"), " ",
        element("span", found.unit.symbol), class_="mfh",
    )  # fmt: skip
    return element("div", head, element("ol", *items), class_="mf")


def compared(found: ComparedFlows) -> Html:
    """The numbered flows of a larger territory: their part there, and here."""
    items = [
        element(
            "li",
            element("span", element("b", each.start), _to(), each.end, class_="w"),
            " ",
            element("span", hidden(f"{found.there} "), column_share(each.there), class_="p"),
            " ",
            element("b", hidden(f"{found.here} "), _share(each.here), class_="q"),
        )
        for each in found.rows
    ]
    head = element(
        "p", element("b", found.title), " ", element("span", found.there), " ",
        element("span", found.here), class_="mfh",
    )  # fmt: skip
    return element("div", head, element("ol", *items), class_="mf")


def _share(part: float) -> str:
    return column_share(part) if part else "0"


def _to() -> Html:
    return join((" ", element("span", "→", aria_hidden="true"), hidden("vers"), " "))
