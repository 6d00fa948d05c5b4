"""A plain data table as a tagged flowable: wraps names, splits over pages, repeats its head.

Rules between rows, no vertical lines, numbers aligned right. The first row is made of column
headers; in the others one cell, the first unless said otherwise, is their header. A repeated head
is an artifact: read aloud once.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Literal
from typing import NamedTuple

from reportlab.platypus import Flowable

from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.lines import Run
from tradefiche.pdf.lines import Style
from tradefiche.pdf.lines import break_lines
from tradefiche.pdf.tags import RGB
from tradefiche.pdf.tags import Box
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import draw_lines

Align = Literal["left", "right"]

FIRST_LINE = 8.8
"""From the top of a row down to its first baseline, in points."""


class TableColumn(NamedTuple):
    """A column: its header, its width in points, how its cells are aligned, how it is heard."""

    title: str
    width: float
    align: Align = "left"
    said: str = ""


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


class TableCell(NamedTuple):
    """A cell's text, in a colour of its own or the style's.

    Attributes:
        page: where it leads, or 0.
        said: how it is heard, where that is not the text.
    """

    text: str
    color: RGB | None = None
    page: int = 0
    said: str = ""


TableRow = tuple[TableCell, ...]


class _Cell(NamedTuple):
    """A cell set in its column: each line with its distance from the left.

    ``link``: the words that say where it leads.
    """

    lines: Sequence[tuple[str, float]]
    color: RGB
    page: int
    link: str
    said: str


class _Row(NamedTuple):
    """A row's cells, the font and the size of their text, the lines of the highest."""

    cells: Sequence[_Cell]
    font: str
    size: float
    most: int


class Rows(NamedTuple):
    """The words of a table, set once: what is made of them shares them."""

    columns: Sequence[TableColumn]
    head: _Row
    total: _Row | None
    rows: Sequence[_Row]


def set_rows(
    columns: Sequence[TableColumn],
    rows: Iterable[TableRow],
    look: TableLook,
    typeface: Typeface,
    total: TableRow | None = None,
) -> Rows:
    """Break the words of a table into lines.

    Args:
        rows: cells of each row, as many as there are columns.
        total: a row set apart under the head, or None.
    """

    def made(row: TableRow, style: Style) -> _Row:
        cells = [
            _cell(cell, column, style, column.width - look.padding, typeface, row)
            for cell, column in zip(row, columns, strict=True)
        ]
        most = max([len(cell.lines) for cell in cells])
        return _Row(cells, typeface.font(style.weight), style.size, most)

    head = tuple([TableCell(column.title, said=column.said) for column in columns])
    return Rows(
        columns,
        made(head, look.bold),
        made(total, look.bold) if total else None,
        [made(row, look.body) for row in rows],
    )


def _cell(
    cell: TableCell,
    column: TableColumn,
    style: Style,
    width: float,
    typeface: Typeface,
    row: TableRow,
) -> _Cell:
    lines = []
    broken = break_lines((Run(cell.text),), style, width, typeface)
    for number, (piece,) in enumerate(filter(None, broken), 1):
        left = 0.0
        if column.align == "right":
            left = column.width - piece.width
            if number < len(broken) and piece.run.text.endswith(" "):
                left += typeface.width(" ", style.weight, style.size)
        lines.append((piece.run.text, left))
    link = f"{row[0].text}, {column.title}, page {cell.page}" if cell.page else ""
    return _Cell(lines, cell.color or style.color, cell.page, link, cell.said)


class DataTable(Flowable):
    """A table.

    Args:
        summary: says what the table holds to who cannot see its title.
        continued: what is written where the table goes on overleaf.
        headers: which cells of a row are its headers.
        title: what stands, as decoration, over the part of it that is overleaf.
    """

    def __init__(
        self,
        rows: Rows,
        look: TableLook,
        typeface: Typeface,
        *,
        summary: str = "",
        continued: str = "",
        headers: Sequence[int] = (0,),
        title: str = "",
    ) -> None:
        super().__init__()
        self.columns, self.head, self.total, self.rows = rows
        self.look, self.typeface = look, typeface
        self.continued, self.again, self.goes_on = continued, False, False
        self.headers, self.title = headers, title
        self.element = Element("Table", summary=summary)

    def _height_of(self, row: _Row) -> float:
        return self.look.row + (row.most - 1) * self.look.more

    @property
    def _head_height(self) -> float:
        title = self.look.row if self.again and self.title else 0.0
        total = self._height_of(self.total) if self.total else 0.0
        return title + self._height_of(self.head) + 1 + total

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The heights of all rows; Platypus' hook."""
        self.width = sum(column.width for column in self.columns)
        row, more = self.look.row, self.look.more
        self.height = self._head_height + sum([row + (each.most - 1) * more for each in self.rows])
        self.height += self.look.row if self.goes_on else 0.0
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """What fits, then the rest under a repeated head; Platypus' hook."""
        room = available_height - self._head_height - self.look.row
        fitting = 0
        for row in self.rows:
            room -= self._height_of(row)
            if room < 0:
                break
            fitting += 1
        if fitting < 2 or fitting == len(self.rows):
            return []
        first, rest = copy(self), copy(self)
        # The mark of a table that waited for a page: ReportLab lets none wait twice (5.1.0).
        for part in (first, rest):
            part.__dict__.pop("_postponed", None)
        first.rows, first.goes_on = self.rows[:fitting], True
        rest.rows, rest.total, rest.again = self.rows[fitting:], None, True
        first.spaceAfter = 0
        return [first, rest]

    def draw(self) -> None:
        """Rows from the top down, then the rules.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        canvas, look = self.canv, self.look
        y = self.height
        rules: dict[tuple[float, RGB], list[Box]] = {}

        def rule(color: RGB, weight: float) -> None:
            rules.setdefault((weight, color), []).append((0, y, self.width, y))

        with canvas.container(self.element):
            if self.again and self.title:
                y -= look.row
                with canvas.artifact("Header"):
                    line = break_lines((Run(self.title),), look.bold, self.width, self.typeface)
                    draw_lines(canvas, line[:1], look.bold, self.typeface, None, (0, y + 3.8))
            height = self._height_of(self.head)
            y -= height + 1
            if self.again:
                with canvas.artifact("Header"):
                    self._repeat(self.head, y + height)
            else:
                self._row(self.head, y, height, head=True)
            rule(look.strong_rule, 0.75)
            if self.total:
                y -= (height := self._height_of(self.total))
                self._row(self.total, y, height)
                rule(look.soft_rule, 0.5)
            for row in self.rows:
                y -= (height := self._height_of(row))
                self._row(row, y, height)
                rule(look.hair_rule, 0.4)
        with canvas.artifact():
            for (weight, color), lines in rules.items():
                canvas.strokes(lines, weight, color)
            if self.goes_on:
                self._note()

    def _row(self, row: _Row, bottom: float, height: float, *, head: bool = False) -> None:
        canvas, x = self.canv, 0.0
        with canvas.container(Element("TR")):
            for index, (cell, column) in enumerate(zip(row.cells, self.columns, strict=True)):
                if head or index in self.headers:
                    owner = Element("TH", scope="Column" if head else "Row", actual=cell.said)
                else:
                    owner = Element("TD", actual=cell.said)
                canvas.attach(owner)
                if cell.page:
                    link = Element("Link", alt=cell.link)
                    with canvas.container(owner):
                        self._cell(row, cell, link, x, bottom + height)
                        x0, y0 = canvas.absolutePosition(x, bottom)
                        canvas.jump(link, cell.page, (x0, y0, x0 + column.width, y0 + height))
                else:
                    self._cell(row, cell, owner, x, bottom + height)
                x += column.width

    def _cell(self, row: _Row, cell: _Cell, owner: Element, x: float, top: float) -> None:
        """The words of a cell whose left end is at ``x``."""
        y = top - FIRST_LINE
        for words, left in cell.lines:
            self.canv.tell(owner, words, x + left, y, row.font, row.size, cell.color)
            y -= self.look.more

    def _repeat(self, row: _Row, top: float) -> None:
        """The words of a row that was read before."""
        x = 0.0
        for cell, column in zip(row.cells, self.columns, strict=True):
            for number, (words, left) in enumerate(cell.lines):
                y = top - FIRST_LINE - number * self.look.more
                self.canv.show(words, x + left, y, row.font, row.size, cell.color)
            x += column.width

    def _note(self) -> None:
        note = self.look.note
        width = self.typeface.width(self.continued, note.weight, note.size)
        lines = break_lines((Run(self.continued),), note, width + 1, self.typeface)
        draw_lines(self.canv, lines, note, self.typeface, None, (self.width - width, 2))


class SideBySide(Flowable):
    """Tables beside each other, one after the other when read; never cut.

    Args:
        gap: points between two of them.
    """

    def __init__(self, tables: Sequence[DataTable], gap: float) -> None:
        super().__init__()
        self.tables, self.gap = tuple(tables), gap

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As high as the highest."""
        self.width = available_width
        heights = [table.wrap(available_width, available_height)[1] for table in self.tables]
        self.height = max(heights, default=0.0)
        return self.width, self.height

    def draw(self) -> None:
        """From left to right.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        x = 0.0
        for table in self.tables:
            table.drawOn(self.canv, x, self.height - table.height)
            x += table.width + self.gap
