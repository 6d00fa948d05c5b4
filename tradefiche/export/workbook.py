"""Tables as a workbook for people: a sheet a table, real numbers, nothing that computes.

It knows ``Table`` and how spreadsheets and screen readers show one, not where its rows come from.
The same sheets give the same bytes.
"""

from __future__ import annotations

import io
import re
import textwrap
import unicodedata
from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from typing import BinaryIO
from typing import Protocol

from tradefiche import atomic
from tradefiche import resources
from tradefiche.errors import OutputError
from tradefiche.figures.table import WORDS
from tradefiche.figures.table import Column
from tradefiche.figures.table import Kind
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.figures.table import Value
from tradefiche.messages import _
from tradefiche.messages import whole

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

MOST_ROWS = 1_048_576
"""Those of a sheet, in every spreadsheet."""
MOST_NAME = 31
"""Characters of the name of a sheet."""
MANY = 50_000
"""Rows from which a sheet is written as it goes, and is no table of Excel but a filtered range."""
MEASURED = 1_000
"""Rows that columns are as wide as."""
WIDEST = 90
"""Characters beyond which no column grows."""
HEAD_WIDTH = 20
"""Those that a column has at most for its head alone, which then takes several lines."""
LINE = 15
"""Points of a line."""
CONTENTS = "Sommaire"
LANGUAGE = "fr-FR"
FORMATS: dict[Kind, str] = {
    "text": "General",
    "code": "@",
    "euros": "#,##0",
    "median": "#,##0",
    "balance": "+#,##0;\u2212#,##0;0",
    "share": r"[=0]0\ %;[<0.001]0.000\ %;0.0\ %",
    "gap": "+0.0\\ %;\u22120.0\\ %;0.0\\ %",
    "ratio": '"×"\\ #,##0.0',
    "number": "#,##0.0",
    "rank": "0",
    "mixed": "General",
}
"""How cells show what they hold: shares and gaps are fractions of one, shown in hundredths."""
_ILLEGAL = re.compile(r"[\[\]:*?/\\]|^'|'$")
_RESERVED = ("history", "historique")


class ManyRows(Protocol):
    """Rows that are too many to be held: counted, and read as they are written."""

    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Row]: ...


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table as a sheet.

    Attributes:
        name: on its tab: 31 characters at most, none of ``[]:*?/\\``; see ``tab``.
        title: in its first cell.
        source: where its figures come from.
        mark: what they must admit: invented, provisional; else empty.
        rows: in the place of the table's own, where these are too many to be held.
    """

    name: str
    title: str
    table: Table
    source: str = ""
    mark: str = ""
    rows: ManyRows | None = None

    def __post_init__(self) -> None:
        wrong = _ILLEGAL.search(self.name) or self.name.casefold() in _RESERVED
        if wrong or not 0 < len(self.name) <= MOST_NAME:
            raise ValueError(f"{self.name!r} names no sheet")

    @property
    def body(self) -> ManyRows:
        """All rows but the total."""
        return self.table.rows if self.rows is None else self.rows

    @property
    def head(self) -> tuple[str, ...]:
        """What stands over the heads of its columns."""
        return tuple(filter(None, (self.title, self.source, self.mark)))


@dataclass(frozen=True, slots=True)
class Properties:
    """What a workbook says of itself.

    Attributes:
        day: of its data; the clock would make each another file.
        notes: lines under the title of its table of contents.
    """

    title: str
    day: date
    subject: str = ""
    author: str = ""
    keywords: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


def tab(words: str) -> str:
    """The name of a sheet nearest to some words."""
    return _ILLEGAL.sub(" ", words).strip()[:MOST_NAME].rstrip(" '")


def workbook(sheets: Sequence[Sheet], properties: Properties) -> bytes:
    """The workbook of some sheets, with a table of contents before two or more.

    Raises:
        OutputError: XlsxWriter is not installed, or a table has more rows than a sheet.
    """
    for sheet in sheets:
        _require_room(sheet)
    require()
    held = io.BytesIO()
    _write(held, sheets, properties)
    return held.getvalue()


def write_workbook(path: Path, sheets: Sequence[Sheet], properties: Properties) -> None:
    """Write the same, whole or not at all; long sheets take no memory.

    Raises:
        OutputError: as ``workbook``.
        OSError: the folder cannot be written, or the disk is full.
    """
    for sheet in sheets:
        _require_room(sheet)
    require()  # before a folder is made for what cannot be written
    with atomic.replacing(path) as draft, draft.open("wb") as file:
        _write(file, sheets, properties)


def require() -> None:
    """See that workbooks can be written here.

    Raises:
        OutputError: XlsxWriter is not installed.
    """
    try:
        import xlsxwriter  # noqa: F401
    except ImportError as error:
        raise OutputError(
            _("a workbook is written by XlsxWriter, which is not installed"),
            _("Install it: {install}.", install=resources.install("xlsx")),
        ) from error


def _write(file: BinaryIO, sheets: Sequence[Sheet], properties: Properties) -> None:
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileCreateError

    many = any(len(sheet.body) >= MANY for sheet in sheets)
    # Nothing of the data is taken for a formula, an address or a number.
    options = dict.fromkeys(("strings_to_formulas", "strings_to_urls", "strings_to_numbers"), False)
    book = Workbook(file, {**options, "constant_memory": many, "in_memory": not many})
    _describe(book, properties)
    draft = _Draft(book, many)
    if len(sheets) > 1:
        draft.contents(sheets, properties)
    for sheet in sheets:
        draft.add(sheet)
    try:
        book.close()
    except FileCreateError as error:
        raise error.args[0] from error  # the system's own


def _require_room(sheet: Sheet) -> None:
    """Refuse what a spreadsheet would cut off.

    Raises:
        OutputError: it has too many rows.
    """
    count = len(sheet.body)
    if count + len(sheet.head) + 1 + bool(sheet.table.total) > MOST_ROWS:
        raise OutputError(
            _(
                "{sheet}: {count} rows, and a sheet has {most}",
                sheet=sheet.title,
                count=whole(count),
                most=whole(MOST_ROWS),
            ),
            _("Ask for fewer départements, or take another format: --format csv or parquet."),
        )


def _describe(book: Workbook, properties: Properties) -> None:
    day = properties.day
    book.set_properties(
        {
            "title": properties.title,
            "subject": properties.subject,
            "author": properties.author,
            "keywords": ", ".join(properties.keywords),
            "created": datetime(day.year, day.month, day.day),  # noqa: DTZ001 (a day, as it is)
        }
    )
    book.set_custom_property("Language", LANGUAGE)


class _Draft:
    """A workbook while it is written, sheet by sheet."""

    def __init__(self, book: Workbook, many: bool) -> None:
        self.book, self.many = book, many
        self.count = 0
        # Of long sheets words and ranks go without: each look is paid for cell by cell.
        plain = (*WORDS, "rank") if many else ()
        self.looks = {
            kind: None if kind in plain else book.add_format(_look(kind)) for kind in FORMATS
        }
        rule = {"bold": True, "top": 1}
        self.totals = {kind: book.add_format({**_look(kind), **rule}) for kind in FORMATS}
        heads = {"bold": True, "text_wrap": True, "valign": "bottom", "bottom": 1}
        heads |= {"bg_color": "#E3E3FD", "font_color": "#000091"}
        self.heads = {kind: book.add_format({**heads, **_side(kind)}) for kind in FORMATS}
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": "#000091"})
        self.source = book.add_format({"italic": True, "font_color": "#3A3A3A"})
        self.mark = book.add_format({"bold": True, "font_color": "#B34000"})
        self.link = book.get_default_url_format()

    def contents(self, sheets: Sequence[Sheet], properties: Properties) -> None:
        """The first sheet: what the others hold, with links."""
        page = self.book.add_worksheet(CONTENTS)
        marks = tuple(dict.fromkeys(sheet.mark for sheet in sheets if sheet.mark))
        top = self._head(page, properties.title, properties.notes, marks)
        heads: tuple[tuple[str, Kind], ...] = (
            ("Feuille", "text"), ("Ce qu’elle contient", "text"), ("Lignes", "rank"),
        )  # fmt: skip
        for place, (words, kind) in enumerate(heads):
            page.write_string(top, place, words, self.heads[kind])
        for row, sheet in enumerate(sheets, top + 1):
            page.write_url(row, 0, f"internal:{_quoted(sheet)}!A1", self.link, sheet.name)
            page.write_string(row, 1, sheet.title, self.looks["text"])
            page.write_number(row, 2, len(sheet.body), self.looks["rank"])
        page.set_column(0, 0, max(len(sheet.name) for sheet in sheets) + 3)
        page.set_column(1, 1, min(WIDEST, max(len(sheet.title) for sheet in sheets)) + 3)
        page.set_column(2, 2, 10)
        self._print(page, top, properties.title, " · ".join(marks))

    def add(self, sheet: Sheet) -> None:
        """A sheet with its table."""
        page = self.book.add_worksheet(sheet.name)
        table, heads = sheet.table, _heads(sheet.table.columns)
        top = self._head(page, sheet.title, (sheet.source,), (sheet.mark,))
        widths = [_head_width(words) for words in heads]
        lines = max(map(_lines, heads, widths), default=1)
        page.set_row(top, lines * LINE)  # no spreadsheet finds it alone
        for place, (column, words) in enumerate(zip(table.columns, heads, strict=True)):
            page.write_string(top, place, words, self.heads[column.kind])
        last = self._body(page, sheet, top + 1, widths)
        if table.total:
            kinds = table.kinds()
            for place, kind in enumerate(kinds):  # the rule over it has no gaps
                page.write_blank(last + 1, place, None, self.totals[kind])
            _cells(page, last + 1, table.total, kinds, self.totals)
            _widen(widths, table.kinds(), table.total)
        for place, width in enumerate(widths):
            page.set_column(place, place, min(width, WIDEST) + 2)
        self._name(page, sheet, heads, top, max(last, top + 1))
        page.freeze_panes(top + 1, 0)
        self._print(page, top, sheet.title, sheet.mark)

    def _head(
        self, page: Worksheet, title: str, sources: Sequence[str], marks: Sequence[str]
    ) -> int:
        """What a sheet begins with; gives the row after it."""
        lines = [(title, self.title)]
        lines += [(words, self.source) for words in sources if words]
        lines += [(words, self.mark) for words in marks if words]
        for row, (words, look) in enumerate(lines):
            page.write_string(row, 0, words, look)
        return len(lines)

    def _body(self, page: Worksheet, sheet: Sheet, first: int, widths: list[int]) -> int:
        """All rows; gives the last one."""
        table, row = sheet.table, first - 1
        kinds, wide = table.kinds(), first + MEASURED
        for row, values in enumerate(sheet.body, first):
            if table.mixed:
                kinds = table.kinds(row - first)
            _cells(page, row, values, kinds, self.looks)
            if row < wide:
                _widen(widths, kinds, values)
        return row

    def _name(
        self, page: Worksheet, sheet: Sheet, heads: Sequence[str], top: int, last: int
    ) -> None:
        """The table by a name, with its title for who cannot see it; filters on its heads."""
        from xlsxwriter.utility import xl_range
        from xlsxwriter.utility import xl_range_abs

        self.count += 1
        columns, name = sheet.table.columns, _identifier(self.count, sheet.name)
        right = len(columns) - 1
        if self.many:
            page.autofilter(top, 0, last, right)
            where = f"{_quoted(sheet)}!{xl_range_abs(top, 0, last, right)}"
            self.book.define_name(name, f"={where}")
        else:
            options = {
                "name": name,
                "title": sheet.title,
                "description": " ".join(sheet.head),
                "style": "Table Style Light 1",
                "columns": [
                    {"header": words, "header_format": self.heads[column.kind]}
                    for column, words in zip(columns, heads, strict=True)
                ],
            }
            page.add_table(top, 0, last, right, options)
        words = [
            xl_range(top + 1, place, last + 1, place)
            for place, column in enumerate(columns)
            if column.kind in WORDS
        ]
        if words:
            page.ignore_errors({"number_stored_as_text": " ".join(words)})

    def _print(self, page: Worksheet, top: int, title: str, mark: str) -> None:
        """On landscape pages as wide as the table, with its heads on each."""
        page.set_landscape()
        page.set_paper(9)  # A4
        page.fit_to_pages(1, 0)
        page.repeat_rows(top)
        words = " – ".join(filter(None, (title, mark))).replace("&", "&&")
        page.set_footer(f"&L&8{words[:200]}&R&8&P / &N")


def _heads(columns: Sequence[Column]) -> list[str]:
    """Their titles, with the unit of amounts; a table of Excel has no two alike."""
    money = ("euros", "median", "balance")
    titles = [f"{each.title} (€)" if each.kind in money else each.title for each in columns]
    seen = Counter(title.casefold() for title in titles)
    return [
        title if seen[title.casefold()] == 1 else f"{title} ({each.name})"
        for title, each in zip(titles, columns, strict=True)
    ]


def _head_width(head: str) -> int:
    """Characters that its head alone asks of a column, with the arrow of its filter."""
    return max(*map(len, head.split()), min(len(head), HEAD_WIDTH)) + 2


def _lines(head: str, width: int) -> int:
    return len(textwrap.wrap(head, width - 2)) or 1


def _cells(
    page: Worksheet,
    row: int,
    values: Row,
    kinds: Sequence[Kind],
    looks: Mapping[Kind, Format | None],
) -> None:
    """One row: words as words, whatever they begin with, numbers as numbers."""
    for place, value in enumerate(values):
        if type(value) is str:
            if value:  # a cell of empty words is not an empty cell
                page.write_string(row, place, value, looks[kinds[place]])
        elif value is not None:
            if kinds[place] in WORDS:
                page.write_string(row, place, str(value), looks[kinds[place]])
            else:
                page.write_number(row, place, value, looks[kinds[place]])


def _widen(widths: list[int], kinds: Sequence[Kind], values: Row) -> None:
    for place, (kind, value) in enumerate(zip(kinds, values, strict=True)):
        if value is not None:
            widths[place] = max(widths[place], _width(kind, value))


def _width(kind: Kind, value: Value) -> int:
    """Characters that a cell takes."""
    if kind in ("euros", "median", "balance") and not isinstance(value, str):
        return len(f"{value:+,.0f}")
    return 8 if isinstance(value, float) else len(str(value))


def _side(kind: Kind) -> dict[str, object]:
    """Words to the left, away from the numbers before them; numbers to the right."""
    return {"align": "left", "indent": 1} if kind in WORDS else {"align": "right"}


def _look(kind: Kind) -> dict[str, object]:
    return {"num_format": FORMATS[kind], **_side(kind)}


def _quoted(sheet: Sheet) -> str:
    """Its name where cells are named."""
    return "'{}'".format(sheet.name.replace("'", "''"))


def _identifier(number: int, name: str) -> str:
    """The name of a table: letters, digits and underscores, unlike any cell's."""
    plain = re.sub(r"[\u0300-\u036f]", "", unicodedata.normalize("NFKD", name))
    return f"Tableau_{number}_{re.sub(r'[^A-Za-z0-9]+', '_', plain).strip('_')}"
