"""A figure as rows of text with bars, for narrow pages, large type and imposed colours.

What a drawing shows at once, rows say one after the other; their words follow the reader's size of
type, which a drawing cannot. Every figure has rows by its table; some say it better in their own.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.figures import table as tables
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.figures.table import Value
from tradefiche.web.html import NOTHING
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.svg import number
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
            at = f' x="{number(x)}%"' if x else ""
            drawn.append(f'<rect class="{part.tone}"{at} width="{number(width)}%" height="100%"/>')
            x += width
    if tick is not None:
        drawn.append(f'<rect class="fr" x="{number(tick)}%" width="3" height="100%"/>')
    return Html(f'<svg class="{kind}" aria-hidden="true">{"".join(drawn)}</svg>')


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
    """Rows of a table: a bar for each amount, or else for each share; the rest in words.

    Args:
        tone: class of the bars that are neither imports nor exports.
    """
    money = [n for n, each in enumerate(table.columns) if each.kind == "euros"]
    barred = money or [n for n, each in enumerate(table.columns) if each.kind == "share"]
    if not barred or not table.rows:
        return NOTHING
    most = max((_size(row[n]) for row in table.rows for n in barred), default=0.0) or 1.0
    made = _TableRows(table, unit, tuple(barred), most, tone)
    head = [made.legend(), element("p", made.unit_line(), class_="u")]
    return join((*head, listed([made.row(each) for each in table.rows]), made.total()))


def _size(value: Value) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


@dataclass(frozen=True, slots=True)
class _TableRows:
    """How the columns of one table become parts of a row."""

    table: Table
    unit: Unit
    barred: tuple[int, ...]
    most: float
    tone: str

    @property
    def pairs(self) -> bool:
        """Whether the bars are imports and exports, which a colour each and one legend name."""
        return all(self._flow(n) for n in self.barred) and len(self.barred) > 1

    def legend(self) -> Html:
        """The two flows, where bars are these."""
        if not self.pairs:
            return NOTHING
        columns = [self.table.columns[n] for n in self.barred]
        return legend(
            *((self._tone(n, 0), c.title) for n, c in zip(self.barred, columns, strict=True))
        )

    def unit_line(self) -> str:
        """« En millions d’euros »."""
        money = any(each.kind in tables.MONEY for each in self.table.columns)
        return f"En {self.unit.words}" if money else "Une même échelle pour toutes les barres"

    def row(self, row: Row) -> Html:
        """Name and balance, bars, what else is known."""
        columns = self.table.columns
        words = [n for n, each in enumerate(columns) if each.kind == "text"]
        name = words[-1] if words else 0
        before = [f"{row[n]}{NBSP}· " for n in words[:-1]]
        title = element("span", *before, element("b", str(row[name])))
        return element(
            "li",
            element("p", title, " ", self._balance(row), class_="n"),
            *(self._bar(row, n, place) for place, n in enumerate(self.barred)),
            self._rest(row, {*words, *self._codes()}),
        )

    def total(self) -> Html:
        """What all make together, in words."""
        row = self.table.total
        if not row:
            return NOTHING
        columns = self.table.columns
        known = [
            f"{uncapitalised(each.title)} {tables.cell(each, value, self.unit)}"
            for each, value in zip(columns, row, strict=True)
            if each.kind in tables.MONEY and value is not None
        ]
        name = next((v for c, v in zip(columns, row, strict=True) if c.kind == "text"), "")
        return element("p", element("b", str(name)), f"{NBSP}: {', '.join(known)}.", class_="rest")

    def _balance(self, row: Row) -> Html | None:
        for each, value in zip(self.table.columns, row, strict=True):
            if each.kind == "balance" and value is not None:
                said = signed(tables.cell(each, value, self.unit), _size(value))
                return element("b", hidden(f"{uncapitalised(each.title)} "), said)
        return None

    def _bar(self, row: Row, column: int, place: int) -> Html:
        each, value = self.table.columns[column], row[column]
        said = [text(tables.cell(each, value, self.unit))]
        beside = self._share_of(column)
        if beside is not None and row[beside] is not None:
            share = tables.cell(self.table.columns[beside], row[beside], self.unit)
            said.append(element("small", f" {share}"))
        tone = self._tone(column, place)
        drawn = bar([BarPart(tone, 100 * _size(value) / self.most)])
        several = len(self.barred) > 1
        label = f"{each.title} " if several else ""
        if self.pairs:
            heard = hidden(label.lower())
            return element(
                "p", drawn, element("span", heard, *said, class_=f"x {tone}"), class_="v"
            )
        named = element("span", label, class_="l") if label else None
        kind = "v l3" if named else "v"
        return element("p", named, drawn, element("span", *said, class_="x"), class_=kind)

    def _rest(self, row: Row, words: set[int]) -> Html | None:
        taken = {*words, *self.barred, *(self._share_of(n) for n in self.barred)}
        known = [
            f"{each.title} {tables.cell(each, row[n], self.unit)}"
            for n, each in enumerate(self.table.columns)
            if n not in taken and each.kind != "balance" and row[n] is not None
        ]
        return element("p", f"{NBSP}· ".join(known), class_="m") if known else None

    def _codes(self) -> Iterator[int]:
        return (n for n, each in enumerate(self.table.columns) if each.kind == "code")

    def _share_of(self, column: int) -> int | None:
        """The share that stands right after an amount."""
        after = column + 1
        columns = self.table.columns
        if columns[column].kind != "euros" or after >= len(columns):
            return None
        return after if columns[after].kind == "share" else None

    def _flow(self, column: int) -> str:
        name = self.table.columns[column].name
        return next((tone for start, tone in TONES.items() if name.startswith(start)), "")

    def _tone(self, column: int, place: int) -> str:
        """Of the flow, else the figure's for the first bar, and grey for what it is beside."""
        return self._flow(column) or (self.tone if not place else "oth")
