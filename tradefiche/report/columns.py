"""A list of short names in columns, dense, which may go on overleaf; tagged as one list."""

from __future__ import annotations

from collections.abc import Sequence
from copy import copy

from reportlab.platypus import Flowable

from tradefiche.pdf.tags import Element
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.look import Look

COUNT = 4
SIZE, LEADING = 8.0, 10.0
HEAD, AFTER = 13.0, 8.0

Name = tuple[str, ...]
"""A name in lines."""


class Columns(Flowable):
    """Names read down the columns.

    Args:
        title: repeated where the list goes on overleaf, as an artifact: it is read once.
    """

    def __init__(self, names: Sequence[str], title: str, look: Look) -> None:
        super().__init__()
        self.title, self.look, self.again = title, look, False
        self.column = (grid.WIDTH - (COUNT - 1) * grid.GUTTER) / COUNT
        self.names: tuple[Name, ...] = tuple(self._lines(name) for name in names)
        self.element = Element("L", numbering="None")
        self.spaceAfter = AFTER

    def _lines(self, name: str) -> Name:
        """A name too wide is cut after a hyphen; what follows goes to a second line."""
        lines = [""]
        for part in name.replace("-", "-\n").replace(" ", " \n").split("\n"):
            joined = lines[-1] + part
            fits = self.look.typeface.width(joined.rstrip(), "regular", SIZE) <= self.column
            if fits or not lines[-1]:
                lines[-1] = joined
            else:
                lines.append(part)
        return tuple(lines)

    def _filled(self, rows: int) -> tuple[tuple[Name, ...], ...]:
        """The names in columns of at most so many lines: perhaps more columns than there are."""
        columns: list[list[Name]] = [[]]
        used = 0
        for name in self.names:
            if columns[-1] and used + len(name) > rows:
                columns.append([])
                used = 0
            columns[-1].append(name)
            used += len(name)
        return tuple(map(tuple, columns))

    def _rows(self) -> int:
        """The fewest lines with which all columns hold all names."""
        rows = max(-(-sum(map(len, self.names)) // COUNT), 1)
        while len(self._filled(rows)) > COUNT:
            rows += 1
        return rows

    @property
    def _head(self) -> float:
        return HEAD if self.again else 0.0

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """As even as can be."""
        self.rows = self._rows()
        self.width, self.height = available_width, self._head + self.rows * LEADING
        return self.width, self.height

    def split(self, available_width: float, available_height: float) -> list[Flowable]:
        """What fills the room, then the rest, both being one list."""
        rows = int((available_height - self._head) / LEADING)
        if rows < 2 or rows >= self._rows():
            return []
        held = sum(map(len, self._filled(rows)[:COUNT]))
        first, rest = copy(self), copy(self)
        first.names, rest.names = self.names[:held], self.names[held:]
        first.spaceAfter, rest.again = 0.0, True
        return [first, rest]

    def draw(self) -> None:
        """Column after column."""
        canvas = self.canv
        if self.again:
            with canvas.artifact("Header"):
                y = self.height - 8.5
                width = paint.write(canvas, self.look, self.title, 0, y, 8.5, "semibold")
                paint.write(canvas, self.look, "(suite)", width + 3, y, 8.5, "regular", "mute")
        with canvas.container(self.element):
            for index, names in enumerate(self._filled(self.rows)):
                x = index * (self.column + grid.GUTTER)
                y = self.height - self._head - SIZE + 0.4
                for name in names:
                    with canvas.container(Element("LI")), canvas.content(Element("LBody")):
                        for number, line in enumerate(name):
                            indent = 6.0 if number else 0.0
                            last = number == len(name) - 1
                            shown = line + " " if last else line
                            paint.write(
                                canvas, self.look, shown, x + indent, y, SIZE, "regular", "text"
                            )
                            y -= LEADING
