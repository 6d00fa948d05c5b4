"""The annexe: a compact table for each figure, so that print and speech get what eyes see."""

from __future__ import annotations

from reportlab.platypus import CondPageBreak
from reportlab.platypus import Flowable

from tradefiche.fiche import Fiche
from tradefiche.figures import table as tables
from tradefiche.figures.figure import Figure
from tradefiche.figures.table import Table
from tradefiche.pdf.lines import Style
from tradefiche.pdf.table import Align
from tradefiche.pdf.table import DataTable
from tradefiche.pdf.table import TableCell
from tradefiche.pdf.table import TableColumn
from tradefiche.pdf.table import TableLook
from tradefiche.pdf.table import TableRow
from tradefiche.report import grid
from tradefiche.report.blocks import text
from tradefiche.report.look import Look
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share

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
    """The heading and the table of one figure."""
    heading = text(f"Figure {number} · {title}", look, "panel_title", tag="H3", after=5)
    table = set_table(figure.table(fiche), look)
    table.element.summary = f"Données de la figure {number} : {title}"
    table.spaceAfter = 16
    return [CondPageBreak(LEAST_ROOM), heading, table]


def set_table(table: Table, look: Look) -> DataTable:
    """A table as it is printed: amounts in one unit, said in the heads."""
    unit = Unit.of(table.largest)
    rest = grid.WIDTH - sum(column.width for column in table.columns)
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
