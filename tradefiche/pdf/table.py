"""A plain data table as a tagged flowable: wraps names, splits over pages, repeats its head.

Rules between rows, no vertical lines, numbers aligned right. The first row is made of column
headers; in the others one cell, the first unless said otherwise, is their header. A repeated head
is an artifact: read aloud once.
"""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy
from dataclasses import dataclass
from typing import Literal

from reportlab.platypus import Flowable

from tradefiche.pdf.fonts import Typeface
from tradefiche.pdf.lines import Line
from tradefiche.pdf.lines import Run
from tradefiche.pdf.lines import Style
from tradefiche.pdf.lines import break_lines
from tradefiche.pdf.tags import RGB
from tradefiche.pdf.tags import Box
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import draw_lines

Align = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class TableColumn:
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


@dataclass(frozen=True, slots=True)
class TableCell:
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


@dataclass(frozen=True, slots=True)
class _Set:
    """A row with its lines broken: lines of each cell, their style, the row's height.

    ``links``: the page where each cell leads, or 0, and the words that say so; ``said``: how each
    is heard, or nothing.
    """

    cells: tuple[tuple[Line, ...], ...]
    style: Style
    height: float
    links: tuple[tuple[int, str], ...]
    said: tuple[str, ...]


class DataTable(Flowable):
    """A table.

    Args:
        rows: cells of each row, as many as there are columns.
        total: a row set apart under the head, or None.
        summary: says what the table holds to who cannot see its title.
        continued: what is written where the table goes on overleaf.
        headers: which cells of a row are its headers.
        title: what stands, as decoration, over the part of it that is overleaf.
    """

    def __init__(
        self,
        columns: Sequence[TableColumn],
        rows: Sequence[TableRow],
        look: TableLook,
        typeface: Typeface,
        *,
        total: TableRow | None = None,
        summary: str = "",
        continued: str = "",
        headers: Sequence[int] = (0,),
        title: str = "",
    ) -> None:
        super().__init__()
        self.columns, self.look, self.typeface = tuple(columns), look, typeface
        self.head = self._set(
            [TableCell(column.title, said=column.said) for column in columns], look.bold
        )
        self.total = self._set(total, look.bold) if total else None
        self.rows = tuple(self._set(row, look.body) for row in rows)
        self.continued, self.again, self.goes_on = continued, False, False
        self.headers, self.title = tuple(headers), title
        self.element = Element("Table", summary=summary)

    def _set(self, row: Sequence[TableCell], style: Style) -> _Set:
        """Break the lines of a row, once: parts of a split table share the result."""
        cells = []
        for cell, column in zip(row, self.columns, strict=True):
            width = column.width - self.look.padding
            runs = (Run(cell.text, None, cell.color),)
            cells.append(break_lines(runs, style, width, self.typeface))
        most = max(map(len, cells))
        height = self.look.row + (most - 1) * self.look.more
        heads = zip(row, self.columns, strict=True)
        links = [(c.page, f"{row[0].text}, {k.title}, page {c.page}") for c, k in heads]
        said = [cell.said for cell in row]
        return _Set(tuple(cells), style, height, tuple(links), tuple(said))

    @property
    def _head_height(self) -> float:
        title = self.look.row if self.again and self.title else 0.0
        return title + self.head.height + 1 + (self.total.height if self.total else 0.0)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The heights of all rows; Platypus' hook."""
        self.width = sum(column.width for column in self.columns)
        self.height = self._head_height + sum(row.height for row in self.rows)
        self.height += self.look.row if self.goes_on else 0.0
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """What fits, then the rest under a repeated head; Platypus' hook."""
        room = available_height - self._head_height - self.look.row
        fitting = 0
        for row in self.rows:
            room -= row.height
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
            y -= self.head.height + 1
            if self.again:
                with canvas.artifact("Header"):
                    self._cells(self.head, y, None)
            else:
                self._row(self.head, y, head=True)
            rule(look.strong_rule, 0.75)
            if self.total:
                y -= self.total.height
                self._row(self.total, y)
                rule(look.soft_rule, 0.5)
            for row in self.rows:
                y -= row.height
                self._row(row, y)
                rule(look.hair_rule, 0.4)
        with canvas.artifact():
            for (weight, color), lines in rules.items():
                canvas.strokes(lines, weight, color)
            if self.goes_on:
                self._note()

    def _row(self, row: _Set, bottom: float, *, head: bool = False) -> None:
        with self.canv.container(Element("TR")):
            elements = [
                Element("TH", scope="Column" if head else "Row", actual=said)
                if head or index in self.headers
                else Element("TD", actual=said)
                for index, said in enumerate(row.said)
            ]
            self._cells(row, bottom, elements)

    def _cells(self, row: _Set, bottom: float, elements: Sequence[Element] | None) -> None:
        x = 0.0
        for index, column in enumerate(self.columns):
            owner = elements[index] if elements else None
            page, words = row.links[index]
            if page and owner:
                link = Element("Link", alt=words)
                with self.canv.container(owner):
                    self._lines(row, index, x, bottom, link)
                    x0, y0 = self.canv.absolutePosition(x, bottom)
                    self.canv.jump(link, page, (x0, y0, x0 + column.width, y0 + row.height))
            else:
                self._lines(row, index, x, bottom, owner)
            x += column.width

    def _lines(self, row: _Set, index: int, x: float, bottom: float, owner: Element | None) -> None:
        """The words of a cell whose left end is at ``x``."""
        lines, column = row.cells[index], self.columns[index]
        y = bottom + row.height - 8.8
        for number, line in enumerate(lines):
            left = x
            if column.align == "right":
                width = sum([piece.width for piece in line])
                if line[-1].run.text.endswith(" ") and number < len(lines) - 1:
                    weight = line[-1].run.weight or row.style.weight
                    width -= self.typeface.width(" ", weight, row.style.size)
                left += column.width - width
            draw_lines(self.canv, [line], row.style, self.typeface, owner, (left, y))
            y -= self.look.more

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
