"""Shares here, in the region and in France on one axis, a row each; their numbers are a table.

A filled dot and a thick line: more here than in France; a pale dot and a thin line: less. Rows
stand in groups, each under its title.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.charts import names
from tradefiche.charts import notes
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Point
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import disc
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import lines
from tradefiche.charts.shapes import polygon
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.written import Tabled
from tradefiche.charts.written import TabledCell
from tradefiche.charts.written import WrittenLayout
from tradefiche.fiche import Flow
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import column_number
from tradefiche.wording.numbers import ratio

HEAD = 17.0
FIRST, NEXT = 13.0, 11.5
"""Points of the title of a group: of one that begins a kind, and of the one after it."""
ROW_LEAST, ROW_MOST = 10.4, 14.6
NAMES = (150.0, 176.0)
"""The least and the most points that names take."""
COLUMN, AIR = 42.0, 12.0
SIZE, SMALL, TICK = 8.0, 7.5, 7.0
DOT, PALE, RING, STROKE = 3.8, 3.3, 2.3, 4.6
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2, 0.25, 0.5)
LONGEST_NAME = 12
"""Letters of a place's name at the head of a column."""


@dataclass(frozen=True, slots=True)
class Compared:
    """A row: shares here, in the region if it is compared with, and in France."""

    name: str
    here: float
    region: float | None
    france: float
    ratio: float | None


@dataclass(frozen=True, slots=True)
class ShareGroup:
    """Rows that weigh more than in France (``above``), or less; ``kind`` is what they are.

    ``none`` goes on after the title, when there is no row.
    """

    kind: str
    title: str
    above: bool
    rows: tuple[Compared, ...]
    none: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """What one figure compares.

    Attributes:
        title: of its table, for who cannot see it.
        place: whose shares they are.
        empty: what stands there instead when nothing is traded.
    """

    flow: Flow
    title: str
    place: str
    groups: tuple[ShareGroup, ...]
    empty: str = ""

    @property
    def region(self) -> bool:
        """Whether the region has its column."""
        return any(row.region is not None for group in self.groups for row in group.rows)


def _shown(shares: Shares) -> list[ShareGroup]:
    return [group for group in shares.groups if group.rows or group.none]


def _titles(groups: Sequence[ShareGroup]) -> float:
    """Points that the titles of groups take."""
    return sum(FIRST if group.above else NEXT for group in groups)


def heights(shares: Shares) -> tuple[float, float]:
    """The least and the most points."""
    if shares.empty:
        return notes.HEIGHT, notes.HEIGHT
    groups = _shown(shares)
    rows = sum(len(group.rows) for group in groups)
    fixed = HEAD + _titles(groups) + 1
    return fixed + rows * ROW_LEAST, fixed + rows * ROW_MOST


def layout(shares: Shares, width: float, height: float, pen: Pen) -> WrittenLayout:
    """Place rows, axis, marks and numbers."""
    if shares.empty:
        return WrittenLayout(notes.note(shares.empty, width, pen))
    return _Frame(shares, width, height, pen).laid()


Line = tuple[Point, Point]


class _Frame:
    """The measures of one drawing, and what is gathered for it: straight lines by their look."""

    def __init__(self, shares: Shares, width: float, height: float, pen: Pen) -> None:
        self.shares, self.width, self.pen = shares, width, pen
        self.groups = _shown(shares)
        rows = [row for group in self.groups for row in group.rows]
        fixed = HEAD + _titles(self.groups) + 1
        self.row = min((height - fixed) / max(len(rows), 1), ROW_MOST)
        self.height = fixed + len(rows) * self.row
        self.top = self.height - HEAD
        longest = max((pen.width(row.name, SIZE) for row in rows), default=0.0)
        self.left = min(max(longest + 11, NAMES[0]), NAMES[1])
        here = shares.place if len(shares.place) <= LONGEST_NAME else "Département"
        self.heads = [here, *(["Région"] if shares.region else []), "France", "Rapport"]
        first = max(pen.width(here, SMALL, "semibold") + 14, COLUMN)
        after = COLUMN * (len(self.heads) - 1)
        self.columns = [width - after + COLUMN * index for index in range(len(self.heads))]
        self.right = self.columns[0] - first - AIR
        most = max((share for row in rows for share in (row.here, row.france)), default=0.0)
        self.most = most * 1.04 or 1.0
        self.scale = (self.right - self.left) / self.most
        self.labels: list[Label] = []
        self.panels: list[Shape] = []
        self.marks: list[Shape] = []
        self.between: list[Line] = []
        self.more: list[Line] = []
        self.less: list[Line] = []
        self.france: list[Line] = []

    def x(self, share: float) -> float:
        """Where a share stands on the axis."""
        return self.left + share * self.scale

    def label(self, *args: object, **options: object) -> Label:
        """A label of the drawing."""
        made = self.pen.label(*args, **options)  # type: ignore[arg-type]
        self.labels.append(made)
        return made

    def laid(self) -> WrittenLayout:
        """The whole."""
        table = [self.head()]
        y = self.top
        for group in self.groups:
            high = FIRST if group.above else NEXT
            self.panels.append(rectangle(0, y - high, self.width, high, "panel"))
            table.append((self.title(group, y - high + (high - SIZE) / 2 + 1.2),))
            y -= high
            for index, row in enumerate(group.rows):
                if index:
                    self.between.append(((0, y), (self.width, y)))
                y -= self.row
                middle = y + self.row / 2
                table.append(self.words(row, middle))
                self.mark(row, middle, above=group.above)
        flow = self.shares.flow
        shapes = [
            lines(self.grid(y), "hair", 0.5),
            *self.panels,
            lines(self.between, "hair", 0.4),
            lines(self.more, flow, 2.4),
            lines(self.less, "others", 1.2),
            *self.legend(),
            lines(self.france, "ink", 1.5),
            *self.marks,
            line([(0, self.top), (self.width, self.top)], "ink", 0.75),
            line([(0, y), (self.width, y)], "rule", 0.5),
        ]
        shapes = [shape for shape in shapes if shape.vertices]
        picture = Picture(self.width, self.height, tuple(shapes), tuple(self.labels))
        return WrittenLayout(picture, (Tabled(self.shares.title, tuple(table)),))

    def head(self) -> tuple[TabledCell, ...]:
        """What is compared, then whose shares."""
        y = self.top + 7
        flow = self.shares.flow
        noun = "exportations" if flow == "exports" else "importations"
        words = f"Part des {noun}, en{NBSP}%"
        cells = [self.label(words, 0, y, TICK, "regular", "mute")]
        for index, (name, x) in enumerate(zip(self.heads, self.columns, strict=True)):
            color = "ink" if index else f"{flow}_text"
            cells.append(self.label(name, x, y, SMALL, "semibold", color, "right"))
        return tuple(TabledCell((label,), "Column") for label in cells)

    def title(self, group: ShareGroup, y: float) -> TabledCell:
        """« Produits qui pèsent plus qu’en France »."""
        color = f"{self.shares.flow}_text"
        kind = self.label(group.kind, 4, y, SIZE, "semibold", color)
        words = group.title if group.rows else f"{group.title}{NBSP}: {group.none}"
        rest = self.label(words, 4 + kind.width + 2.5, y, SIZE, "regular", "text")
        return TabledCell((kind, rest), "Column", len(self.heads) + 1)

    def words(self, row: Compared, middle: float) -> tuple[TabledCell, ...]:
        """The name and the numbers of a row."""
        name = names.name(row.name, 4, middle, self.left - 10, self.pen)
        self.labels += name
        y = middle - SIZE * names.LOW
        shares = [row.here, *([row.region] if self.shares.region else []), row.france]
        numbers = ["–" if share is None else column_number(share) for share in shares]
        numbers.append("–" if row.ratio is None else ratio(row.ratio))
        cells = [TabledCell(name, "Row")]
        for index, (text, x) in enumerate(zip(numbers, self.columns, strict=True)):
            weight, color = ("regular", "text") if index else ("semibold", "ink")
            cells.append(TabledCell((self.label(text, x, y, SIZE, weight, color, "right"),)))
        return tuple(cells)

    def mark(self, row: Compared, y: float, *, above: bool) -> None:
        """The line between here and France, then the three marks."""
        flow, here, france = self.shares.flow, self.x(row.here), self.x(row.france)
        (self.more if above else self.less).append(((here, y), (france, y)))
        self.france.append(((france, y - STROKE), (france, y + STROKE)))
        if above:
            self.marks.append(disc(here, y, DOT, flow, "paper", 0.8))
        else:
            self.marks.append(disc(here, y, PALE, f"{flow}_pale", flow, 1.1))
        if row.region is None:
            return
        if row.region <= self.most:
            self.marks.append(disc(self.x(row.region), y, RING, "paper", "ink", 0.8))
        else:
            end = self.right + 9
            tip = ((end, y), (end - 4, y + 2.2), (end - 4, y - 2.2))
            self.marks.append(line([(self.right, y), (end - 3, y)], "ink", 0.8))
            self.marks.append(polygon(tip, "ink"))

    def legend(self) -> Iterator[Shape]:
        """The marks, each at the head of its column."""
        y = self.top + 7 + SMALL * names.LOW
        lefts = [label.left - 6 for label in self.labels[1 : len(self.heads) + 1]]
        yield disc(lefts[0], y, PALE, self.shares.flow, "paper", 0.0)
        if self.shares.region:
            yield disc(lefts[1], y, RING, "paper", "ink", 0.8)
        x = lefts[-2] + 1
        self.france.append(((x, y - STROKE + 0.6), (x, y + STROKE - 0.6)))

    def grid(self, bottom: float) -> Iterator[Line]:
        """Round shares, each with its number over the axis."""
        step = next((step for step in STEPS if self.most / step <= 5.2), STEPS[-1])
        for index in range(int(self.most / step) + 1):
            x = self.x(step * index)
            number = f"{round(step * index * 100)}" + ("" if index else f"{NBSP}%")
            self.label(number, x, self.top + 7, TICK, "regular", "mute", "center")
            yield (x, bottom), (x, self.top)
