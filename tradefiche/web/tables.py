"""Tables of figures as tables of a page: captions, heads, one unit; wide ones scroll."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from itertools import takewhile

from tradefiche.figures import table as tables
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.wording.numbers import Unit

KEPT = 64
"""Tables that are kept: fiches of a region share its own."""


def scrolled(name: str, caption: str, table: Html) -> Html:
    """A table that scrolls where it is wider than the page, by keyboard too.

    Args:
        name: of the caption, unique on the page.
        table: its rows, without caption.
    """
    titled = element("caption", element("span", caption, class_="cap"), id=name)
    whole = element("table", titled, table)
    return element("div", whole, class_="scroll", role="region", tabindex=0, aria_labelledby=name)


@lru_cache(maxsize=KEPT)
def rows_of(table: Table, unit: Unit) -> Html:
    """Heads and rows of a table, its total last."""
    heads = [
        element("th", tables.head(each, unit), scope="col", class_=_side(each))
        for each in table.columns
    ]
    names = _names(table)
    body = [_row(table, row, unit, names) for row in table.rows]
    if table.total:
        body.append(_row(table, table.total, unit, names, "tot"))
    return join((element("thead", element("tr", *heads)), element("tbody", *body)))


def plain_rows(heads: Sequence[str], rows: Sequence[Sequence[str]], side: str = "") -> Html:
    """Heads and rows of words, the first of each its name; ``side``: class of the others."""
    top = [
        element("th", each, scope="col", class_=(side or None) if place else "w")
        for place, each in enumerate(heads)
    ]
    body = [
        element(
            "tr",
            element("th", row[0], scope="row"),
            *(element("td", each, class_=side or None) for each in row[1:]),
        )
        for row in rows
    ]
    return join((element("thead", element("tr", *top)), element("tbody", *body)))


def _names(table: Table) -> int:
    """How many first columns say whose row it is: all words before the first number."""
    found = sum(1 for _ in takewhile(lambda each: each.kind in tables.WORDS, table.columns))
    return max(found, 1)


def _side(column: Column) -> str | None:
    return "w" if column.kind in tables.WORDS else None


def _row(table: Table, row: Row, unit: Unit, names: int, kind: str = "") -> Html:
    cells = []
    for place, (column, value) in enumerate(zip(table.columns, row, strict=True)):
        words = text(tables.cell(column, value, unit))
        if place < names:
            cells.append(f"<th scope=row>{words}")
        elif column.kind == "balance" and value is not None and int(value) < 0:
            cells.append(f"<td class=neg>{words}")
        elif column.kind in tables.WORDS:
            cells.append(f"<td class=w>{words}")
        else:
            cells.append(f"<td>{words}")
    return element("tr", Html("".join(cells)), class_=kind or None)
