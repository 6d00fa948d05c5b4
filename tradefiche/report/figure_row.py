"""Figures side by side, each with its caption, on the columns of the page."""

from __future__ import annotations

from collections.abc import Sequence

from reportlab.platypus import Flowable

from tradefiche.report import grid
from tradefiche.report.figure_block import FigureBlock


class FigureRow(Flowable):
    """Blocks of one height, from the left.

    Args:
        columns: of the page, how many each has.
    """

    def __init__(self, blocks: Sequence[FigureBlock], columns: Sequence[int], after: float) -> None:
        super().__init__()
        self.parts, self.columns = tuple(blocks), tuple(columns)
        self.spaceAfter = after

    @property
    def fixed(self) -> float | None:
        """The height of all of them."""
        return self.parts[0].fixed

    @fixed.setter
    def fixed(self, height: float) -> None:
        for block in self.parts:
            block.fixed = height

    def needs(self, width: float) -> float:
        """The least height that they can be given."""
        pairs = zip(self.parts, self.columns, strict=True)
        return max(block.needs(grid.span(columns)) for block, columns in pairs)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The highest of them; Platypus' hook."""
        pairs = zip(self.parts, self.columns, strict=True)
        sizes = [block.wrap(grid.span(columns), available_height) for block, columns in pairs]
        self.width, self.height = available_width, max(height for _, height in sizes)
        return self.width, self.height

    def draw(self) -> None:
        """From the left, under one line; Platypus' hook."""
        first = 0
        for block, columns in zip(self.parts, self.columns, strict=True):
            block.drawOn(self.canv, grid.offset(first), self.height - block.height)
            first += columns
