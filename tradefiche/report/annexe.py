"""The annexe: a compact table for each figure, so that print and speech get what eyes see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import lru_cache

from reportlab.platypus import CondPageBreak
from reportlab.platypus import Flowable

from tradefiche.export.data_files import DataFile
from tradefiche.fiche import Fiche
from tradefiche.figures import essentiel
from tradefiche.figures import table as tables
from tradefiche.figures.figure import Figure
from tradefiche.figures.table import Table
from tradefiche.pdf.lines import Run
from tradefiche.pdf.lines import Style
from tradefiche.pdf.table import Align
from tradefiche.pdf.table import DataTable
from tradefiche.pdf.table import Rows
from tradefiche.pdf.table import SideBySide
from tradefiche.pdf.table import TableCell
from tradefiche.pdf.table import TableColumn
from tradefiche.pdf.table import TableLook
from tradefiche.pdf.table import TableRow
from tradefiche.pdf.table import set_rows
from tradefiche.pdf.text import Text
from tradefiche.report import grid
from tradefiche.report.blocks import text
from tradefiche.report.cells import cell
from tradefiche.report.cells import column
from tradefiche.report.look import Look
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit

GAP = 22.7
"""Points between tables that stand side by side."""
LEAST_ROOM = 110.0
"""A heading starts lower on a page only with this room for its table, in points."""
MOST_KEPT_WHOLE = grid.HEIGHT / 3
"""Height of a table of years, with its heading, that is not parted."""
CONTINUED = "Suite du tableau page suivante"


KEPT = 32
"""Set tables that a process keeps: those of two fiches, for what the next one has too."""

TIGHT = 11.0
"""Height of a row where that spares a page with little on it."""


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


def place_of_figure(fiche: Fiche, name: str) -> str:
    """The name by which links lead to a figure."""
    return f"{fiche.place.code}-figure-{name}"


def place_of_table(fiche: Fiche, name: str) -> str:
    """The name by which links lead to its table."""
    return f"{fiche.place.code}-tableau-{name}"


def essentiel_block(
    fiche: Fiche, title: str, file: DataFile | None, look: Look, *, tight: bool = False
) -> list[Flowable]:
    """The heading and the table of « L’essentiel », which is no figure and has no number.

    Args:
        file: its data; without the page there is no table.
    """
    if not file:
        return []
    heading = text(
        title, look, "panel_title", tag="H3", after=5, bookmark=1, label=title,
        place=place_of_table(fiche, essentiel.NAME),
    )  # fmt: skip
    held = essentiel.table(fiche)
    table = set_table(held, tables.unit((held,)), grid.WIDTH, look, f"{title} (suite)", tight=tight)
    table.element.summary = f"Données de la page « {title} »"
    table.element.attachments = (file.name,)
    table.spaceAfter = 11 if tight else 16
    return [CondPageBreak(LEAST_ROOM), heading, table]


def block(
    figure: Figure, fiche: Fiche, number: int, title: str, look: Look, *, tight: bool = False
) -> list[Flowable]:
    """The heading, which leads back to the figure, and its tables, all in one unit."""
    back = Run(
        f"Figure {number}", None, look.color("state"), f"#{place_of_figure(fiche, figure.name)}"
    )
    heading = text(
        (back, Run(f" · {title}")), look, "panel_title", tag="H3", after=5, bookmark=1,
        label=f"Figure {number} – Tableau : {title}", place=place_of_table(fiche, figure.name),
    )  # fmt: skip
    first = figure.table(fiche)
    under = figure.totals(fiche) if figure.totals else ()
    unit = tables.unit((first, *under))
    again = f"Figure{NBSP}{number} (suite)"
    table = set_table(first, unit, grid.WIDTH, look, again, tight=tight)
    table.element.summary = f"Données de la figure {number} : {title}"
    table.spaceAfter = 11 if tight else 16
    room = _whole(heading, table) if figure.several_years else LEAST_ROOM
    made: list[Flowable] = [CondPageBreak(room), heading, table]
    if under:
        table.spaceAfter = 8
        made.append(_beside(under, unit, number, look, tight=tight))
    return made


def _whole(heading: Text, table: DataTable) -> float:
    """The room that keeps a short table on one page: years are read from the first to the last."""
    parts = heading.wrap(grid.WIDTH, grid.HEIGHT)[1], table.wrap(grid.WIDTH, grid.HEIGHT)[1]
    height = sum(parts) + heading.getSpaceAfter()
    return height if height <= MOST_KEPT_WHOLE else LEAST_ROOM


def _beside(
    under: Sequence[Table], unit: Unit, number: int, look: Look, *, tight: bool
) -> SideBySide:
    width = (grid.WIDTH - (len(under) - 1) * GAP) / len(under)
    made = [set_table(each, unit, width, look, tight=tight) for each in under]
    for each, table in zip(under, made, strict=True):
        table.element.summary = f"Totaux de la figure {number} : {each.columns[0].title}"
    beside = SideBySide(made, GAP)
    beside.spaceAfter = 11 if tight else 16
    return beside


def set_table(
    table: Table, unit: Unit, width: float, look: Look, again: str = "", *, tight: bool = False
) -> DataTable:
    """A table as it is printed: amounts in one unit, said in the heads.

    Args:
        again: its title overleaf.
        tight: with lower rows.
    """
    usual = table_look(look)
    return DataTable(
        _rows(table, unit, width, look),
        replace(usual, row=TIGHT) if tight else usual,
        look.typeface,
        continued=CONTINUED,
        title=again,
        headers=[n for n, each in enumerate(table.columns) if each.kind in tables.WORDS],
    )


@lru_cache(maxsize=KEPT)
def _rows(table: Table, unit: Unit, width: float, look: Look) -> Rows:
    """A table's words, set once for all fiches of a region, and for an annexe tried twice."""
    rest = width - sum(each.width for each in table.columns)
    columns = [_column(each, unit, rest) for each in table.columns]

    def cells(row: tables.Row) -> TableRow:
        pairs = zip(table.columns, row, strict=True)
        return tuple([_cell(head, value, unit, look) for head, value in pairs])

    total = cells(table.total) if table.total else None
    return set_rows(columns, map(cells, table.rows), table_look(look), look.typeface, total)


def _column(head: tables.Column, unit: Unit, rest: float) -> TableColumn:
    align: Align = "left" if head.kind in tables.WORDS else "right"
    return column(tables.head(head, unit), head.width or rest, align)


def _cell(head: tables.Column, value: tables.Value, unit: Unit, look: Look) -> TableCell:
    loss = head.kind == "balance" and value is not None and int(value) < 0
    return cell(tables.cell(head, value, unit), look.color("negative") if loss else None)
