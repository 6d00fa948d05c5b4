"""The annexe: a compact table for each figure, so that print and speech get what eyes see."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import CondPageBreak
from reportlab.platypus import Flowable

from tradefiche.fiche import Fiche
from tradefiche.figures import table as tables
from tradefiche.figures.figure import Figure
from tradefiche.figures.table import Table
from tradefiche.pdf.lines import Style
from tradefiche.pdf.table import Align
from tradefiche.pdf.table import DataTable
from tradefiche.pdf.table import SideBySide
from tradefiche.pdf.table import TableCell
from tradefiche.pdf.table import TableColumn
from tradefiche.pdf.table import TableLook
from tradefiche.pdf.table import TableRow
from tradefiche.report import grid
from tradefiche.report.blocks import text
from tradefiche.report.look import Look
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share

GAP = 22.7
"""Points between tables that stand side by side."""
LEAST_ROOM = 110.0
"""A heading starts lower on a page only with this room for its table, in points."""
CONTINUED = "Suite du tableau page suivante"


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


def block(figure: Figure, fiche: Fiche, number: int, title: str, look: Look) -> list[Flowable]:
    """The heading and the tables of one figure, all in one unit."""
    heading = text(f"Figure {number} · {title}", look, "panel_title", tag="H3", after=5)
    first = figure.table(fiche)
    under = figure.totals(fiche) if figure.totals else ()
    unit = tables.unit((first, *under))
    table = set_table(first, unit, grid.WIDTH, look)
    table.element.summary = f"Données de la figure {number} : {title}"
    table.spaceAfter = 16
    made: list[Flowable] = [CondPageBreak(LEAST_ROOM), heading, table]
    if under:
        table.spaceAfter = 8
        made.append(_beside(under, unit, number, look))
    return made


def _beside(under: Sequence[Table], unit: Unit, number: int, look: Look) -> SideBySide:
    width = (grid.WIDTH - (len(under) - 1) * GAP) / len(under)
    made = [set_table(each, unit, width, look) for each in under]
    for each, table in zip(under, made, strict=True):
        table.element.summary = f"Totaux de la figure {number} : {each.columns[0].title}"
    beside = SideBySide(made, GAP)
    beside.spaceAfter = 16
    return beside


def set_table(table: Table, unit: Unit, width: float, look: Look) -> DataTable:
    """A table as it is printed: amounts in one unit, said in the heads."""
    rest = width - sum(column.width for column in table.columns)
    columns = [_column(column, unit, rest) for column in table.columns]

    def cells(row: tables.Row) -> TableRow:
        pairs = zip(table.columns, row, strict=True)
        return tuple(_cell(column, value, unit, look) for column, value in pairs)

    return DataTable(
        columns,
        [cells(row) for row in table.rows],
        table_look(look),
        look.typeface,
        total=cells(table.total) if table.total else None,
        continued=CONTINUED,
    )


def _column(column: tables.Column, unit: Unit, rest: float) -> TableColumn:
    money = column.kind in ("euros", "balance")
    title = f"{column.title} ({unit.symbol})" if money else column.title
    align: Align = "left" if column.kind in ("text", "code") else "right"
    return TableColumn(title, column.width or rest, align)


def _cell(column: tables.Column, value: tables.Value, unit: Unit, look: Look) -> TableCell:
    if value is None:
        return TableCell("–")
    if column.kind == "share":
        return TableCell(column_share(float(value)))
    if column.kind == "euros":
        return TableCell(unit.label(int(value)))
    if column.kind == "balance":
        color = look.color("negative") if int(value) < 0 else None
        return TableCell(unit.signed_label(int(value)), color)
    return TableCell(str(value))
