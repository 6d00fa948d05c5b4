"""Who moved in the ranking of exports: ranks before and now on one line, then bars of euros.

Ten départements each, a rise to the right; ranks, places, euros and points stand beside them as
the columns of two tables.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from tradefiche.charts import names
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import disc
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outlined
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.written import Listed
from tradefiche.charts.written import Tabled
from tradefiche.charts.written import TabledCell
from tradefiche.charts.written import Written
from tradefiche.charts.written import WrittenLayout
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import ExportChange
from tradefiche.wording import changes as words
from tradefiche.wording.french import ordinal
from tradefiche.wording.numbers import Unit

TITLE, HEAD, BETWEEN = 17.0, 13.0, 14.0
"""Heights of the title of a panel and of its heads, and between both panels."""
ROW_LEAST, ROW_MOST = 11.5, 22.0
NAME, NUMBERS = 126.0, (52.0, 36.0, 46.0, 54.0, 36.0)
"""Widths of the columns; the drawing takes what they leave."""
THICK, RADIUS = 7.4, 3.1
SIZE = 7.8

Drawn = Callable[["MoverRow", float], Iterator[Shape]]
"""(row, middle) → what is drawn of it."""


@dataclass(frozen=True, slots=True)
class MoverRow:
    """A département; ``rest``: all that is not named."""

    name: str
    change: ExportChange
    rest: bool = False


@dataclass(frozen=True, slots=True)
class MoverTable:
    """A table: its title, what stands at the right of it, and what is said without rows."""

    title: str
    beside: str
    rows: tuple[MoverRow, ...]
    empty: str


def panels(atlas: Atlas) -> tuple[MoverTable, MoverTable]:
    """Who moved by places, who by euros; the second make the change of France with the rest."""
    assert atlas.change
    moved = _rows(atlas.places_moved.all)
    up, down = (_rows(found) for found in (atlas.euros_moved.up, atlas.euros_moved.down[::-1]))
    rest = _rest(atlas.change, [row.change for row in (*up, *down)])
    euros = (*up, *((rest,) if rest.change.amount else ()), *down)
    return (
        MoverTable(words.BY_PLACES, "", moved, words.NO_MOVE),
        MoverTable(words.BY_EUROS, words.whole(atlas.change), euros, words.NO_CHANGE),
    )


def _rows(found: Sequence[Departement]) -> tuple[MoverRow, ...]:
    return tuple(
        MoverRow(f"{each.place.name} ({each.place.code})", each.change)
        for each in found
        if each.change
    )


def _rest(whole: ExportChange, named: Sequence[ExportChange]) -> MoverRow:
    before = whole.before - sum(each.before for each in named)
    now = whole.now - sum(each.now for each in named)
    return MoverRow(words.REST, ExportChange.of(before, now, whole.before), rest=True)


def layout(atlas: Atlas, width: float, height: float, pen: Pen) -> WrittenLayout:
    """Both panels in a frame of ``width`` × ``height`` points, or lower."""
    both = panels(atlas)
    fixed = 2 * (TITLE + HEAD) + BETWEEN
    rows = sum(max(len(panel.rows), 1) for panel in both)
    row = min(max((height - fixed) / rows, ROW_LEAST), ROW_MOST)
    return _Frame(both, (width, fixed + rows * row), row, pen).laid()


class _Frame:
    """The measures of one drawing."""

    def __init__(
        self, both: Sequence[MoverTable], size: tuple[float, float], row: float, pen: Pen
    ) -> None:
        self.panels, self.row, self.pen = both, row, pen
        self.width, self.height = size
        self.left, self.right = NAME, self.width - sum(NUMBERS)
        amounts = [each.change.amount for panel in both for each in panel.rows]
        self.unit = Unit.of(max(map(abs, amounts), default=0))
        amounts = [each.change.amount for each in both[1].rows]
        up, down = max(0, *amounts, 0), max(0, *(-each for each in amounts), 0)
        self.scale = (self.right - self.left) / (up + down) if up + down else 0.0
        self.zero = self.left + down * self.scale
        held = [(each.change.rank_before, each.change.rank) for each in both[0].rows]
        ranks = [rank for pair in held for rank in pair if rank]
        self.first, self.last = min(ranks, default=1), max(ranks, default=2)
        self.shapes: list[Shape] = []

    def laid(self) -> WrittenLayout:
        """The whole."""
        top, written = self.height, []
        for panel, drawn in zip(self.panels, (self.moved, self.bar), strict=True):
            written.append(list(self.panel(panel, top, drawn)))
            top -= TITLE + HEAD + max(len(panel.rows), 1) * self.row + BETWEEN
        everything = tuple(chain.from_iterable(written))
        labels = tuple(label for each in everything for label in each.labels)
        picture = Picture(self.width, self.height, tuple(self.shapes), (*labels, *self.ends()))
        return WrittenLayout(picture, everything)

    def panel(self, panel: MoverTable, top: float, drawn: Drawn) -> Iterator[Written]:
        """One table under its title."""
        pen, y = self.pen, top - 10
        title = [pen.label(panel.title, 0, y, 9.5, "bold", "exports_text")]
        if panel.beside:
            title.append(pen.label(panel.beside, self.width, y, 8.5, "semibold", "ink", "right"))
        under = top - TITLE + 2
        self.shapes.append(line([(0, under), (self.width, under)], "exports", 0.75))
        start = top - TITLE - HEAD
        if not panel.rows:
            nothing = pen.label(panel.empty, 0, start, SIZE, "regular", "text")
            yield Listed((*title, nothing))
            return
        yield Listed(tuple(title))
        ends = start - len(panel.rows) * self.row
        if drawn == self.bar:
            self.shapes.append(line([(self.zero, ends), (self.zero, start)], "ink", 0.75))
        yield Tabled(panel.title, (self.heads(start + 3.5), *self.rows(panel, start, drawn)))

    def heads(self, y: float) -> tuple[TabledCell, ...]:
        """The heads of the columns."""
        heads = ("Rang", "Places", "Variation", self.unit.symbol, "Points")
        first = self.pen.label("Département", 0, y, SIZE - 0.6, "regular", "mute")
        others = [
            self.pen.label(head, x, y, SIZE - 0.6, "regular", "mute", "right")
            for head, x in zip(heads, self.columns(), strict=True)
        ]
        return tuple(TabledCell((label,), "Column") for label in (first, *others))

    def columns(self) -> tuple[float, ...]:
        """The right edges of the columns of numbers."""
        ends = [self.right]
        for wide in NUMBERS:
            ends.append(ends[-1] + wide)
        return tuple(ends[1:])

    def rows(self, panel: MoverTable, top: float, drawn: Drawn) -> Iterator[tuple[TabledCell, ...]]:
        """The rows, with what is drawn beside them."""
        for number, each in enumerate(panel.rows, 1):
            low = top - number * self.row
            middle = low + self.row / 2
            self.shapes.append(line([(0, low), (self.width, low)], "rule", 0.4))
            self.shapes += drawn(each, middle)
            yield self.cells(each, middle)

    def cells(self, each: MoverRow, middle: float) -> tuple[TabledCell, ...]:
        """Name and numbers of a row."""
        change, y = each.change, middle - SIZE * names.LOW
        weight: Weight = "italic" if each.rest else "regular"
        color = "mute" if each.rest else "ink"
        named = names.name(each.name, 0, middle, NAME - 6, self.pen, weight, color)
        ranks = words.NOTHING if each.rest else words.ranks(change)
        rate = words.NOTHING if each.rest else words.rate(change)
        values = (
            ranks, words.places(change), rate, self.amount(change), words.contribution(change)
        )  # fmt: skip
        numbers = [
            self.pen.label(text, x, y, SIZE, "regular", color, "right")
            for text, x in zip(values, self.columns(), strict=True)
        ]
        return (TabledCell(named, "Row"), *(TabledCell((label,)) for label in numbers))

    def amount(self, change: ExportChange) -> str:
        """« + 39 », « − 2 », « < 1 » for what rounds to nothing."""
        text = self.unit.label(abs(change.amount))
        return text if text.startswith("<") else self.unit.signed_label(change.amount)

    def moved(self, each: MoverRow, middle: float) -> Iterator[Shape]:
        """An empty circle where it was, a full one where it is, higher ranks at the right."""
        before, now = (self.place(rank) for rank in (each.change.rank_before, each.change.rank))
        yield line([(self.left, middle), (self.right, middle)], "rule", 0.75)
        yield line([(before, middle), (now, middle)], "exports", 2.0)
        yield disc(before, middle, RADIUS, "paper", "exports", 1.0)
        yield disc(now, middle, RADIUS, "exports", "exports", 1.0)

    def place(self, rank: int | None) -> float:
        """x of a rank."""
        room = self.right - self.left - 2 * RADIUS
        below = self.last - (rank or self.last)
        return self.left + RADIUS + room * below / (self.last - self.first)

    def ends(self) -> tuple[Label, ...]:
        """The ranks at both ends of the line, which are no words of a table."""
        if not self.panels[0].rows:
            return ()
        y = self.height - TITLE - HEAD + 3.5
        return tuple(
            self.pen.label(
                ordinal(rank), self.place(rank), y, SIZE - 0.6, color="mute", align="center"
            )
            for rank in (self.last, self.first)
        )

    def bar(self, each: MoverRow, middle: float) -> Iterator[Shape]:
        """A bar from zero: a rise is solid, a fall pale, the rest grey."""
        amount = each.change.amount
        length = max(abs(amount) * self.scale, 0.4)
        left = self.zero if amount > 0 else self.zero - length
        box = (left, middle - THICK / 2, length, THICK)
        if each.rest:
            yield rectangle(*box, "others")
        elif amount > 0:
            yield rectangle(*box, "exports")
        else:
            yield outlined(*box, "exports_pale", "exports")
