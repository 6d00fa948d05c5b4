"""A figure as rows of text with bars, for narrow pages, large type and imposed colours.

What a drawing shows at once, rows say one after the other; their words follow the reader's size of
type, which a drawing cannot. Every figure has rows by its table; some say it better in their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.figures import table as tables
from tradefiche.figures.table import Kind
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.figures.table import Value
from tradefiche.web.html import NOTHING
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.paths import number
from tradefiche.wording.french import uncapitalised
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import NNBSP
from tradefiche.wording.numbers import Unit

LEAST_BAR = 0.6
"""Hundredths of the width: what is not nothing is seen."""
TONES = {"import": "imp", "export": "exp"}
"""Classes of the style sheet, by what names of columns begin with."""


@dataclass(frozen=True, slots=True)
class BarPart:
    """A part of a bar: its class and its hundredths of the width."""

    tone: str
    share: float


def bar(parts: Iterable[BarPart], kind: str = "bar", tick: float | None = None) -> Html:
    """A bar: rectangles of an image, which printers and imposed colours keep.

    Args:
        tick: hundredths of the width where what it is compared with ends.
    """
    x, drawn = 0.0, []
    for part in parts:
        if part.share > 0:
            width = max(part.share, LEAST_BAR)
            at = f" x={number(x)}%" if x else ""
            drawn.append(f"<rect class={part.tone}{at} width={number(width)}% />")
            x += width
    if tick is not None:
        drawn.append(f"<rect class=fr x={number(tick)}% width=3 />")
    return element("svg", Html("".join(drawn)), class_=kind, aria_hidden="true")


def hidden(words: str) -> Html:
    """Words that are heard and not seen."""
    return element("span", words, class_="vh")


def signed(words: str, value: float) -> Html:
    """A balance with its mark and its colour; the sign is in its words too."""
    mark, tone = ("▲", "pos") if value > 0 else ("▼", "neg") if value < 0 else ("", "")
    arrow = element("span", f"{mark}{NNBSP}", aria_hidden="true") if mark else None
    return element("span", arrow, words, class_=tone or None)


def listed(rows: Sequence[Html], kind: str = "rows") -> Html:
    """Rows, each a ``li``."""
    return element("ol", *rows, class_=kind) if rows else NOTHING


def swatch(tone: str) -> Html:
    """A square of the colour of a bar, before what it means."""
    return element("i", class_=f"k {tone}")


def legend(*named: tuple[str, str]) -> Html:
    """What the colours of bars mean: classes and words."""
    keys = [element("span", swatch(tone), words) for tone, words in named]
    return element("p", join(keys, " "), class_="leg")


# -- any figure, by its table ----------------------------------------------------------------


def from_table(table: Table, unit: Unit, tone: str) -> Html:
    """Rows of a table: bars of what it measures, all else that it says in words.

    Args:
        tone: class of the bars that are neither imports nor exports.
    """
    barred = _barred(table)
    if not barred or not table.rows:
        return NOTHING
    sizes = [abs(_size(row[n])) for row in table.rows for n in (*barred, *_tick(table))]
    made = _TableRows(table, unit, barred, max(sizes) or 1.0, tone)
    head = (made.legend(), element("p", made.scale(), class_="u"))
    return join((*head, listed([made.row(each) for each in table.rows]), made.total()))


def _barred(table: Table) -> tuple[int, ...]:
    """Both flows; or the change between two amounts; or the first amount, or else share."""
    flows = [n for n in _of_kind(table, "euros") if _flow(table, n)]
    if len(flows) > 1:
        return tuple(flows)
    amounts = _of_kind(table, "euros")
    if len(amounts) > 1 and (changes := _of_kind(table, "balance")):
        return changes[:1]
    return (amounts or _of_kind(table, "share"))[:1]


def _tick(table: Table) -> tuple[int, ...]:
    """The share of France, beside the share that has a bar."""
    if _of_kind(table, "euros"):
        return ()
    return tuple(n for n in _of_kind(table, "share") if table.columns[n].name == "part_france")


def _of_kind(table: Table, kind: Kind) -> tuple[int, ...]:
    return tuple(n for n, each in enumerate(table.columns) if each.kind == kind)


def _flow(table: Table, column: int) -> str:
    """The class of a flow that a column is about."""
    name = table.columns[column].name
    return next((tone for start, tone in TONES.items() if name.startswith(start)), "")


def _size(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


@dataclass(frozen=True, slots=True)
class _TableRows:
    """How the columns of one table become parts of a row; ``most`` fills a bar."""

    table: Table
    unit: Unit
    barred: tuple[int, ...]
    most: float
    tone: str

    @property
    def pairs(self) -> bool:
        """Whether the bars are imports and exports, which a colour each and one legend name."""
        return len(self.barred) > 1

    def legend(self) -> Html:
        """The two flows, or what the stroke over a bar is."""
        columns = self.table.columns
        if self.pairs:
            return legend(*((_flow(self.table, n), columns[n].title) for n in self.barred))
        tick = _tick(self.table)
        return legend(("fr", columns[tick[0]].title)) if tick else NOTHING

    def scale(self) -> str:
        """« En millions d’euros »."""
        if self.table.columns[self.barred[0]].kind in tables.MONEY:
            return f"En {self.unit.words}"
        return self.table.columns[self.barred[0]].title

    def row(self, row: Row) -> Html:
        """Name and what is measured, a bar, what else is known."""
        columns = self.table.columns
        words = [n for n, each in enumerate(columns) if each.kind == "text"]
        name = words[-1] if words else 0
        before = "".join(f"{row[n]}{NBSP}· " for n in words[:-1])
        said = str(row[name])
        title = element("span", before, element("b", said) if before else said)
        measured = None if self.pairs else self._cell(row, self.barred[0])
        balance = self._balance(row) if self.pairs else None
        head = element("b", measured or balance) if measured or balance else None
        bars = [self._pair(row, n) for n in self.barred] if self.pairs else [self._bar(row)]
        rest = self._rest(row, {*words, *_of_kind(self.table, "code")})
        return element("li", element("p", title, " ", head, class_="n"), *bars, rest)

    def total(self) -> Html:
        """What all make together, in words."""
        row = self.table.total
        if not row:
            return NOTHING
        known = [
            f"{uncapitalised(each.title)} {tables.cell(each, value, self.unit)}"
            for each, value in zip(self.table.columns, row, strict=True)
            if each.kind in tables.MONEY and value is not None
        ]
        columns = self.table.columns
        name = next((v for c, v in zip(columns, row, strict=True) if c.kind == "text"), "")
        return element("p", element("b", str(name)), f"{NBSP}: {', '.join(known)}.", class_="rest")

    def _cell(self, row: Row, column: int) -> Html:
        each, value = self.table.columns[column], row[column]
        said = tables.cell(each, value, self.unit)
        if each.kind == "balance" and value is not None:
            return signed(said, _size(value))
        return text(said)

    def _balance(self, row: Row) -> Html | None:
        found = [n for n in _of_kind(self.table, "balance") if row[n] is not None]
        if not found:
            return None
        title = uncapitalised(self.table.columns[found[0]].title)
        return join((hidden(f"{title} "), self._cell(row, found[0])))

    def _pair(self, row: Row, column: int) -> Html:
        """One flow: its bar, its amount, its share."""
        each, tone = self.table.columns[column], _flow(self.table, column)
        said = [hidden(f"{each.title.lower()} "), self._cell(row, column)]
        beside = self._share_of(column)
        if beside is not None and row[beside] is not None:
            said.append(element("small", " ", self._cell(row, beside)))
        drawn = bar([BarPart(tone, 100 * _size(row[column]) / self.most)])
        return element("p", drawn, element("span", *said, class_=f"x {tone}"), class_="v")

    def _bar(self, row: Row) -> Html:
        """What is measured, and the share of France as a stroke."""
        column = self.barred[0]
        size, tone = _size(row[column]), self.tone
        if self.table.columns[column].kind == "balance":
            tone = "up" if size > 0 else "down"
        ticks = [100 * _size(row[n]) / self.most for n in _tick(self.table) if row[n] is not None]
        return bar(
            [BarPart(tone, 100 * abs(size) / self.most)], "bar alone", next(iter(ticks), None)
        )

    def _rest(self, row: Row, words: set[int]) -> Html | None:
        """What has no bar."""
        taken = {*words, *self.barred}
        if self.pairs:
            taken |= {n for n in map(self._share_of, self.barred) if n is not None}
            taken |= {*_of_kind(self.table, "balance")}
        known = [
            f"{each.title} {tables.cell(each, row[n], self.unit)}"
            for n, each in enumerate(self.table.columns)
            if n not in taken and row[n] is not None
        ]
        return element("p", f"{NBSP}· ".join(known), class_="m") if known else None

    def _share_of(self, column: int) -> int | None:
        """The share that stands right after an amount."""
        after, columns = column + 1, self.table.columns
        return after if after < len(columns) and columns[after].kind == "share" else None
