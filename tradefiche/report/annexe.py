"""The annexe: a compact table for each figure, so that print and speech get what eyes see."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak
from reportlab.platypus import Flowable

from tradefiche.datafiles import matrix_of
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import ProductValue
from tradefiche.fiche import Trade
from tradefiche.pdf.table import Cell
from tradefiche.pdf.table import Column
from tradefiche.pdf.table import DataTable
from tradefiche.pdf.table import Row
from tradefiche.pdf.table import TableLook
from tradefiche.pdf.text import Style
from tradefiche.report import grid
from tradefiche.report.blocks import text
from tradefiche.report.look import Look
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share

LEAST_ROOM = 110.0
"""A heading starts lower on a page only with this room for its table, in points."""
CONTINUED = "Suite du tableau page suivante"
FLOWS_LISTED = {"departement": 10, "region": 5, "france": 5}
"""How many flows the annexe gives; the attached files give all of them."""


def table_look(look: Look) -> TableLook:
    """Tables in the brand's fonts and colours."""
    return TableLook(
        body=Style(8, 9.4, look.color("text")),
        bold=Style(8, 9.4, look.color("ink"), "semibold"),
        strong_rule=look.color("ink"),
        soft_rule=look.color("rule"),
        hair_rule=look.color("hair"),
        note=Style(7.5, 9, look.color("mute"), "italic"),
    )


def block(fiche: Fiche, name: str, number: int, title: str, look: Look) -> list[Flowable]:
    """The heading and the table of one figure."""
    heading = text(f"Figure {number} · {title}", look, "panel_title", tag="H3", after=5)
    if name == "pays":
        table = balance_table(fiche, look)
    elif name == "produits":
        table = products_table(fiche, look)
    else:
        matrix = matrix_of(fiche, name)
        assert matrix is not None  # the composer leaves absent figures out
        table = flows_table(matrix, look)
    table.element.summary = f"Données de la figure {number} : {title}"
    table.spaceAfter = 16
    return [CondPageBreak(LEAST_ROOM), heading, table]


def _table(
    columns: Sequence[Column], rows: Sequence[Row], look: Look, total: Row | None
) -> DataTable:
    return DataTable(
        columns, rows, table_look(look), look.typeface, total=total, continued=CONTINUED
    )


def balance_table(fiche: Fiche, look: Look) -> DataTable:
    """Country, imports, exports, balance; all countries together first."""
    unit = Unit.of(max(fiche.imports.total, fiche.exports.total))
    columns = (
        Column("Pays", grid.span(9) - 3 * 86),
        Column(f"Importations ({unit.symbol})", 86, "right"),
        Column(f"Exportations ({unit.symbol})", 86, "right"),
        Column(f"Solde ({unit.symbol})", 86, "right"),
    )

    def row(name: str, imports: int, exports: int) -> Row:
        balance = exports - imports
        color = look.color("negative") if balance < 0 else None
        return (
            Cell(name),
            Cell(unit.label(imports)),
            Cell(unit.label(exports)),
            Cell(unit.signed_label(balance), color),
        )

    rows = [row(e.country.name, e.imports, e.exports) for e in fiche.countries]
    total = row("Ensemble des pays", fiche.imports.total, fiche.exports.total)
    return _table(columns, rows, look, total)


def products_table(fiche: Fiche, look: Look) -> DataTable:
    """Every product, with its value and share in each flow; the most traded first."""
    unit = Unit.of(max(fiche.imports.total, fiche.exports.total))
    imports, exports = _by_code(fiche.imports), _by_code(fiche.exports)
    products = {p.product.code: p.product for t in fiche.trades for p in t.products}
    order = sorted(
        products, key=lambda code: (-_value(imports, code) - _value(exports, code), code)
    )
    number, share = 62.0, 44.0
    columns = (
        Column("Produit (A129)", grid.WIDTH - 2 * (number + share)),
        Column(f"Import. ({unit.symbol})", number, "right"),
        Column("part", share, "right"),
        Column(f"Export. ({unit.symbol})", number, "right"),
        Column("part", share, "right"),
    )

    def row(name: str, bought: int, sold: int) -> Row:
        return (
            Cell(name),
            Cell(unit.label(bought)),
            Cell(_part(bought, fiche.imports.total)),
            Cell(unit.label(sold)),
            Cell(_part(sold, fiche.exports.total)),
        )

    rows = [
        row(products[code].label, _value(imports, code), _value(exports, code)) for code in order
    ]
    total = row("Ensemble des produits", fiche.imports.total, fiche.exports.total)
    return _table(columns, rows, look, total)


def _by_code(trade: Trade) -> dict[str, ProductValue]:
    return {entry.product.code: entry for entry in trade.products}


def _value(entries: dict[str, ProductValue], code: str) -> int:
    return entries[code].value if code in entries else 0


def _part(value: int, total: int) -> str:
    return column_share(value / total) if value else "–"


def flows_table(matrix: FlowMatrix, look: Look) -> DataTable:
    """The largest flows between named ends, then what the others make together."""
    unit = Unit.of(matrix.total)
    exports = matrix.flow == "exports"
    ends = ("Produit", "Pays de destination") if exports else ("Produit", "Pays d’origine")
    number, share, country = 70.0, 60.0, 130.0
    columns = (
        Column(ends[0], grid.WIDTH - number - share - country),
        Column(ends[1], country),
        Column(f"Valeur ({unit.symbol})", number, "right"),
        Column("part du total", share, "right"),
    )
    cells = [
        (value, i, j)
        for i, line in enumerate(matrix.cells[:-1])
        for j, value in enumerate(line[:-1])
        if value
    ]
    cells.sort(key=lambda c: (-c[0], matrix.products[c[1]].code, matrix.countries[c[2]].code))
    listed = cells[: FLOWS_LISTED[matrix.place.level]]

    def row(product: str, partner: str, value: int) -> Row:
        return (
            Cell(product),
            Cell(partner),
            Cell(unit.label(value)),
            Cell(_part(value, matrix.total)),
        )

    rows = [
        row(matrix.products[i].label, matrix.countries[j].name, value) for value, i, j in listed
    ]
    rest = matrix.total - sum(value for value, _, _ in listed)
    if rest:
        rows.append(row("Tous les autres flux", "–", rest))
    return _table(columns, rows, look, row("Ensemble", "Tous pays", matrix.total))
