"""A plain data table as a tagged flowable: wraps names, splits over pages, repeats its head.

Rules between rows, no vertical lines, numbers aligned right. The first row is made of column
headers, the first cell of each row is its header. A repeated head is an artifact: read aloud
once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import Run
from tradefiche.pdf.text import Style
from tradefiche.pdf.text import break_lines
from tradefiche.pdf.text import draw_lines

RGB = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its width in points, and how its cells are aligned."""

    title: str
    width: float
    align: str = "left"


@dataclass(frozen=True, slots=True)
class TableLook:
    """How tables look; heights are points, ``bold`` sets heads and totals."""

    body: Style
    bold: Style
    strong_rule: RGB
    soft_rule: RGB
    hair_rule: RGB
    note: Style
    row: float = 12.6
    more: float = 9.4
    padding: float = 4.0


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell's text, in a colour of its own or the style's."""

    text: str
    color: RGB | None = None


Row = tuple[Cell, ...]


class DataTable(Flowable):
    """A table.

    Args:
        rows: cells of each row, as many as there are columns.
        total: a row set apart under the head, or None.
        summary: says what the table holds to who cannot see its title.
        continued: what is written where the table goes on overleaf.
    """

    def __init__(
        self,
        columns: Sequence[Column],
        rows: Sequence[Row],
        look: TableLook,
        typeface: Typeface,
        *,
        total: Row | None = None,
        summary: str = "",
        continued: str = "",
        element: Element | None = None,
        again: bool = False,
    ) -> None:
        super().__init__()
        self.columns, self.rows, self.look = tuple(columns), tuple(rows), look
        self.typeface, self.total, self.summary = typeface, total, summary
        self.continued, self.again, self.goes_on = continued, again, False
        self.element = element or Element("Table", summary=summary)

    @property
    def head(self) -> Row:
        """The row of column headers."""
        return tuple(Cell(column.title) for column in self.columns)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The heights of all rows; Platypus' hook."""
        self.width = sum(column.width for column in self.columns)
        self.height = self._head_height() + sum(self._height(row) for row in self.rows)
        self.height += self.look.row if self.goes_on else 0.0
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """What fits, then the rest under a repeated head; Platypus' hook."""
        room = available_height - self._head_height() - self.look.row
        fitting = 0
        for row in self.rows:
            room -= self._height(row)
            if room < 0:
                break
            fitting += 1
        if fitting < 2 or fitting == len(self.rows):
            return []
        first = self._part(self.rows[:fitting], self.total, again=self.again)
        first.goes_on = True
        rest = self._part(self.rows[fitting:], None, again=True)
        rest.spaceAfter = self.getSpaceAfter()
        return [first, rest]

    def _part(self, rows: Sequence[Row], total: Row | None, *, again: bool) -> DataTable:
        return DataTable(
            self.columns,
            rows,
            self.look,
            self.typeface,
            total=total,
            continued=self.continued,
            element=self.element,
            again=again,
        )

    def _lines(self, cell: Cell, column: Column, style: Style) -> int:
        runs = (Run(cell.text),)
        width = column.width - self.look.padding
        return len(break_lines(runs, style, width, self.typeface))

    def _height(self, row: Row, *, bold: bool = False) -> float:
        style = self.look.bold if bold else self.look.body
        lines = max(self._lines(c, k, style) for c, k in zip(row, self.columns, strict=True))
        return self.look.row + (lines - 1) * self.look.more

    def _head_height(self) -> float:
        height = self._height(self.head, bold=True) + 1
        return height + (self._height(self.total, bold=True) if self.total else 0.0)

    def draw(self) -> None:
        """Rows from the top down, then the rules."""
        canvas, look = self.canv, self.look
        y = self.height
        rules: list[tuple[float, RGB, float]] = []
        with canvas.container(self.element):
            y -= self._height(self.head, bold=True) + 1
            if self.again:
                with canvas.artifact("Header"):
                    self._cells(self.head, y, look.bold, None)
            else:
                self._row(self.head, y, look.bold, head=True)
            rules.append((y, look.strong_rule, 0.75))
            if self.total:
                y -= self._height(self.total, bold=True)
                self._row(self.total, y, look.bold)
                rules.append((y, look.soft_rule, 0.5))
            for row in self.rows:
                y -= self._height(row)
                self._row(row, y, look.body)
                rules.append((y, look.hair_rule, 0.4))
        with canvas.artifact():
            for height, color, weight in rules:
                canvas.setStrokeColorRGB(*color)
                canvas.setLineWidth(weight)
                canvas.line(0, height, self.width, height)
            if self.goes_on:
                self._note()

    def _row(self, row: Row, bottom: float, style: Style, *, head: bool = False) -> None:
        with self.canv.container(Element("TR")):
            elements = [
                Element("TH", scope="Column" if head else "Row")
                if head or index == 0
                else Element("TD")
                for index in range(len(row))
            ]
            self._cells(row, bottom, style, elements)

    def _cells(
        self,
        row: Row,
        bottom: float,
        style: Style,
        elements: Sequence[Element] | None,
    ) -> None:
        x = 0.0
        top = bottom + self._height(row, bold=style is self.look.bold)
        for index, (cell, column) in enumerate(zip(row, self.columns, strict=True)):
            runs = (Run(cell.text, None, cell.color),)
            lines = break_lines(runs, style, column.width - self.look.padding, self.typeface)
            for number, line in enumerate(lines):
                width = sum(piece.width for piece in line)
                left = x + column.width - width if column.align == "right" else x
                origin = (left, top - 8.8 - number * self.look.more)
                owner = elements[index] if elements else None
                draw_lines(self.canv, [line], style, self.typeface, owner, origin)
            x += column.width

    def _note(self) -> None:
        note = self.look.note
        width = self.typeface.width(self.continued, note.weight, note.size)
        lines = break_lines((Run(self.continued),), note, width + 1, self.typeface)
        draw_lines(self.canv, lines, note, self.typeface, None, (self.width - width, 2))
