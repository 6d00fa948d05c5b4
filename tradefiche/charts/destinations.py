"""Where exports go outside the Union: a bar of the whole, destinations, what the United States buy.

Solid is the United States, pale the other countries outside the Union, in one colour.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.charts import names
from tradefiche.charts import notes
from tradefiche.charts.labels import Align
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.labels import Weight
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import outlined
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.strips import strip
from tradefiche.charts.written import Listed
from tradefiche.charts.written import Tabled
from tradefiche.charts.written import TabledCell
from tradefiche.charts.written import Written
from tradefiche.charts.written import WrittenLayout
from tradefiche.fiche import Standing
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import share

BAR, UNDER_BAR = 15.0, 15.0
GUTTER = 22.7
HEAD = 14.0
ROW_LEAST, ROW_MOST = 14.6, 17.6
"""A row holds a name of two small lines."""
STRIP = 52.0
"""A title, the line of départements, a sentence, and the air over them."""
THICK = 8.0
SIZE, SMALL = 8.0, 7.5
AMOUNT, SHARE, FRANCE = 30.0, 32.0, 38.0
"""Widths of columns."""
NAME, PRODUCT = 80.0, 138.0


@dataclass(frozen=True, slots=True)
class DestinationRow:
    """A country outside the Union: euros, its share here and in France."""

    name: str
    value: int
    here: float
    france: float
    first: bool
    """Whether it is the United States."""


@dataclass(frozen=True, slots=True)
class Sold:
    """A product sold to the United States: euros, and what part of its sales that is."""

    name: str
    value: int
    part: float


@dataclass(frozen=True, slots=True)
class Exports:
    """What the figure shows.

    Attributes:
        parts: of the whole, by name, from left to right: share and colour.
        others: words and euros of the destinations without a row; no euros for none.
        standing: the share of the United States; ``said``: in words, empty for no strip.
        empty: what stands there instead when nothing is exported.
    """

    total: int
    parts: tuple[tuple[str, float, str], ...]
    destinations: tuple[DestinationRow, ...]
    others: tuple[str, int]
    sold: tuple[Sold, ...]
    none: str
    standing: Standing
    said: str
    empty: str = ""

    @property
    def unit(self) -> Unit:
        """The one unit of its amounts."""
        named = [each.value for each in self.destinations]
        return Unit.of(max([*named, *(each.value for each in self.sold), self.others[1]]))


def _lines(exports: Exports) -> tuple[int, int]:
    """Rows at the left and at the right."""
    left = len(exports.destinations) + bool(exports.others[1])
    return max(left, 1), max(len(exports.sold), 1)


def heights(exports: Exports) -> tuple[float, float]:
    """The least and the most points."""
    if exports.empty:
        return notes.HEIGHT, notes.HEIGHT
    return _height(exports, ROW_LEAST), _height(exports, ROW_MOST)


def _height(exports: Exports, row: float) -> float:
    left, right = _lines(exports)
    below = STRIP if exports.said else 0.0
    return BAR + UNDER_BAR + HEAD + max(left * row, right * row + below) + 1


def layout(exports: Exports, width: float, height: float, pen: Pen) -> WrittenLayout:
    """Place bar, lists and strip."""
    if exports.empty:
        return WrittenLayout(notes.note(exports.empty, width, pen))
    low, high = heights(exports)
    part = min(max((height - low) / (high - low), 0.0), 1.0) if high > low else 0.0
    row = ROW_LEAST + part * (ROW_MOST - ROW_LEAST)
    return _Frame(exports, width, _height(exports, row), row, pen).laid()


class _Frame:
    """The measures of one drawing."""

    def __init__(self, exports: Exports, width: float, height: float, row: float, pen: Pen) -> None:
        self.exports, self.width, self.height = exports, width, height
        self.row, self.pen, self.unit = row, pen, exports.unit
        self.column = (width - GUTTER) / 2
        self.top = height - BAR - UNDER_BAR
        self.shapes: list[Shape] = []

    def laid(self) -> WrittenLayout:
        """The whole."""
        written: list[Written] = [Listed((), tuple((label,) for label in self.bar()))]
        written.append(self.left())
        right = self.width - self.column
        y = self.top - HEAD - self.row * max(len(self.exports.sold), 1)
        written.append(self.right(right))
        if self.exports.said:
            written += self.strip(right, y)
        labels = tuple(label for each in written for label in each.labels)
        picture = Picture(self.width, self.height, tuple(self.shapes), labels)
        return WrittenLayout(picture, tuple(each for each in written if each.labels))

    def bar(self) -> Iterator[Label]:
        """The parts of the whole; a name where it fits, else its share, else nothing."""
        x, y = 0.0, self.height - BAR
        for name, part, color in self.exports.parts:
            if not part:
                continue
            width = part * self.width
            solid = color == "exports"
            if solid:
                self.shapes.append(rectangle(x, y, width, BAR, color))
            else:
                edge = "exports" if color == "exports_pale" else "rule"
                self.shapes.append(outlined(x, y, width, BAR, color, edge))
            for words in (f"{name} {share(part)}", share(part)):
                if self.pen.width(words, SIZE, "semibold") <= width - 9:
                    token = "paper" if solid else "ink"
                    yield self.pen.label(words, x + 5, y + 4.8, SIZE, "semibold", token)
                    break
            x += width

    def left(self) -> Tabled:
        """Destinations, each with its bar."""
        exports, x1 = self.exports, self.column
        edges = (x1 - SHARE - FRANCE, x1 - FRANCE, x1)
        rows = [self.head("Premières destinations hors Union", 0, edges, ("part", "en France"))]
        longest = max((each.value for each in exports.destinations), default=0)
        room = edges[0] - AMOUNT - NAME - 4
        y = self.top - HEAD
        for each in exports.destinations:
            y -= self.row
            middle, length = y + self.row / 2, room * each.value / longest if longest else 0.0
            box = (NAME, middle - THICK / 2, length, THICK)
            if each.first and length:
                self.shapes.append(rectangle(*box, "exports"))
            elif length:
                self.shapes.append(outlined(*box, "exports_pale", "exports"))
            weight: Weight = "semibold" if each.first else "regular"
            named = names.name(each.name, 0, middle, NAME - 5, self.pen, weight)
            numbers = (self.unit.label(each.value), share(each.here), share(each.france))
            rows.append((TabledCell(named, "Row"), *self.numbers(numbers, edges, middle)))
        if exports.others[1]:
            y -= self.row
            middle = y + self.row / 2
            words, value = exports.others
            named = names.name(words, 0, middle, edges[0] - AMOUNT, self.pen, "italic", "mute")
            numbers = (self.unit.label(value), share(value / exports.total), "–")
            cells = self.numbers(numbers, edges, middle, color="mute")
            rows.append((TabledCell(named, "Row"), *cells))
        return Tabled("Premières destinations hors de l’Union européenne", tuple(rows))

    def right(self, x: float) -> Tabled | Listed:
        """The first products sold to the United States, and what part of their sales that is."""
        exports, y = self.exports, self.top - HEAD
        title = "Ce qui part aux États-Unis"
        if not exports.sold:
            head = self.label(title, x, self.top - 9, 9, "semibold", "exports_text")
            self.rule(x)
            none = self.label(exports.none, x, y - self.row / 2 - 2.7, SIZE, "regular", "text")
            return Listed((head, none))
        edges = (x + PRODUCT + AMOUNT, self.width)
        rows = [self.head(title, x, edges, ("part de ses ventes",))]
        bar = self.width - SHARE - edges[0] - 5
        for each in exports.sold:
            y -= self.row
            middle = y + self.row / 2
            box = (edges[0] + 5, middle - THICK / 2, bar, THICK)
            self.shapes.append(outlined(*box, "paper", "rule"))
            self.shapes.append(rectangle(*box[:2], bar * each.part, THICK, "exports"))
            named = names.name(each.name, x, middle, PRODUCT, self.pen)
            numbers = (self.unit.label(each.value), share(each.part))
            rows.append((TabledCell(named, "Row"), *self.numbers(numbers, edges, middle)))
        return Tabled("Premiers produits vendus aux États-Unis", tuple(rows))

    def strip(self, x: float, y: float) -> tuple[Listed, Listed]:
        """The share of the United States in the exports of all départements."""
        standing = self.exports.standing
        title = "Part des États-Unis dans les exportations, un trait par département"
        size = self.fitted(title, self.column, (SIZE, 7.5, 7.0, 6.5))
        head = self.label(title, x, y - 17, size, "semibold", "ink")
        most = max((*standing.values, standing.value or 0.0))
        self.shapes += strip(standing, x + 4, y - 31, self.column - 8, most, "exports")
        said = names.name(self.exports.said, x, y - 45.3, self.column, self.pen, color="text")
        return Listed((head,)), Listed(said)

    def head(
        self, title: str, x: float, edges: Sequence[float], others: Sequence[str]
    ) -> tuple[TabledCell, ...]:
        """Of a list: its title and the heads of its numbers, over a line."""
        self.rule(x)
        y = self.top - 9
        room = edges[0] - x - self.pen.width(self.unit.symbol, SMALL) - 2
        size = self.fitted(title, room, (9.0, 8.5, 8.0, 7.5, 7.0))
        cells = [self.label(title, x, y, size, "semibold", "exports_text")]
        for words, edge in zip((self.unit.symbol, *others), edges, strict=True):
            cells.append(self.label(words, edge, y, SMALL, "regular", "mute", "right"))
        return tuple(TabledCell((label,), "Column") for label in cells)

    def fitted(self, title: str, room: float, sizes: Sequence[float]) -> float:
        """The first size at which a title fits, which a wide typeface may need; else the last."""
        fitting = (each for each in sizes if self.pen.width(title, each, "semibold") <= room)
        return next(fitting, sizes[-1])

    def rule(self, x: float) -> None:
        """Under the head of a list."""
        y = self.top - HEAD + 1
        self.shapes.append(line([(x, y), (x + self.column, y)], "rule", 0.5))

    def numbers(
        self, texts: Sequence[str], edges: Sequence[float], middle: float, *, color: str = ""
    ) -> Iterator[TabledCell]:
        """The numbers of a row; the amount is what counts."""
        for index, (text, edge) in enumerate(zip(texts, edges, strict=True)):
            weight: Weight = "regular" if index or color else "semibold"
            token = color or ("text" if index else "ink")
            y = middle - SIZE * names.LOW
            yield TabledCell((self.label(text, edge, y, SIZE, weight, token, "right"),))

    def label(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        weight: Weight,
        color: str,
        align: Align = "left",
    ) -> Label:
        """A measured label."""
        return self.pen.label(text, x, y, size, weight, color, align)
