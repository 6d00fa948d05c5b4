"""The words of a drawing that read well as they stand there: lists, tables, each word in its place.

A medium with text of its own writes them over the drawing as text, others as a part of it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tradefiche.charts.labels import Label
from tradefiche.charts.shapes import Picture


@dataclass(frozen=True, slots=True)
class Listed:
    """A paragraph, and a list under it; either may be empty."""

    heading: tuple[Label, ...]
    items: tuple[tuple[Label, ...], ...] = ()

    @property
    def labels(self) -> tuple[Label, ...]:
        """All its words."""
        return (*self.heading, *(label for words in self.items for label in words))


@dataclass(frozen=True, slots=True)
class TabledCell:
    """One cell: its words, what it is the head of, how many columns it takes."""

    words: tuple[Label, ...]
    head: Literal["", "Column", "Row"] = ""
    columns: int = 1


@dataclass(frozen=True, slots=True)
class Tabled:
    """A table; ``title`` says what it holds to who cannot see it."""

    title: str
    rows: tuple[tuple[TabledCell, ...], ...]

    @property
    def labels(self) -> tuple[Label, ...]:
        """All its words."""
        return tuple(label for row in self.rows for cell in row for label in cell.words)


Written = Listed | Tabled


@dataclass(frozen=True, slots=True)
class WrittenLayout:
    """A laid-out drawing, and the words of it that are text; none where it is but a note."""

    picture: Picture
    written: tuple[Written, ...] = ()

    @property
    def width(self) -> float:
        """Points."""
        return self.picture.width

    @property
    def height(self) -> float:
        """Points."""
        return self.picture.height


def written(layout: WrittenLayout) -> tuple[Written, ...]:
    """Its words, for a medium that asks."""
    return layout.written
