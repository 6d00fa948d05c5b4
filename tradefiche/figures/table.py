"""A table of figures as data: typed columns, rows in whole euros; how they read is each medium's.

The annexe, the attached CSV, and later a page or a workbook show the same table in their own way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tradefiche.fiche import Flow
from tradefiche.fiche import Place
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import equivalent
from tradefiche.wording.numbers import points
from tradefiche.wording.numbers import ratio

Kind = Literal[
    "text", "code", "euros", "median", "balance", "share", "gap", "ratio", "number", "rank", "mixed"
]
"""What a column holds: words, a code (also in figures: never a number), whole euros, these or half
of one more, whole euros with their sign, a part of one, a difference of two of these, a quotient
of them, a number with decimals, a place in an order, or in each row what that row is about."""
Value = str | int | float | None
"""A cell; None where nothing can be said."""
Row = tuple[Value, ...]
WORDS: tuple[Kind, ...] = ("text", "code")
"""Columns whose cells say what the numbers beside them are."""
MONEY: tuple[Kind, ...] = ("euros", "balance")
NONE = "–"
"""What stands where nothing can be said."""
FLOW_CODES: dict[Flow, str] = {"exports": "export", "imports": "import"}
"""How data files call the flows."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    Attributes:
        name: in data files, without accents: « importations_euros ».
        title: as people read it, without its unit: « Importations ».
        width: points that a printed page gives it; nothing takes what the others leave.
    """

    name: str
    title: str
    kind: Kind
    width: float = 0.0


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of one kind about one place.

    Attributes:
        place: whose figures they are.
        total: what all rows make together, if that means something.
        mixed: of each row, what its « mixed » columns hold; nothing without such columns.
    """

    place: Place
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    total: Row | None = None
    mixed: tuple[Kind, ...] = ()

    def kinds(self, row: int = 0) -> tuple[Kind, ...]:
        """What the cells of a row hold, by its place."""
        own: Kind = self.mixed[row] if self.mixed else "mixed"
        return tuple(own if each.kind == "mixed" else each.kind for each in self.columns)


def unit(tables: Iterable[Table]) -> Unit:
    """The one unit in which tables that are read together print their amounts."""
    return Unit.of_column(
        int(value)
        for table in tables
        for row in table.rows
        for column, value in zip(table.columns, row, strict=True)
        if column.kind in MONEY and value is not None
    )


def head(column: Column, unit: Unit) -> str:
    """What people read over a column: « Importations (M€) »."""
    return f"{column.title} ({unit.symbol})" if column.kind in MONEY else column.title


def cell(column: Column, value: Value, unit: Unit) -> str:
    """What people read in a cell: amounts in ``unit``, « – » where nothing can be said."""
    if value is None:
        return NONE
    if column.kind == "share":
        return column_share(float(value))
    if column.kind == "gap":
        return points(float(value))
    if column.kind == "ratio":
        return ratio(float(value))
    if column.kind == "number":
        return equivalent(float(value))
    if column.kind == "euros":
        return unit.label(int(value))
    if column.kind == "balance":
        return unit.signed_label(int(value))
    return str(value)
