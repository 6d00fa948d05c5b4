"""Cells and heads of tables as they are printed, and how they are heard where that differs."""

from __future__ import annotations

from tradefiche.pdf.table import Align
from tradefiche.pdf.table import TableCell
from tradefiche.pdf.table import TableColumn
from tradefiche.pdf.tags import RGB
from tradefiche.wording.spoken import said


def cell(text: str, color: RGB | None = None, page: int = 0) -> TableCell:
    """A cell: « < 0,1 % » is heard as « moins de 0,1 % », « – » as « sans objet »."""
    return TableCell(text, color, page, said(text))


def column(title: str, width: float, align: Align = "left", heard: str = "") -> TableColumn:
    """A column; ``heard``: its whole title, where no room lets it be printed."""
    return TableColumn(title, width, align, said(heard) or heard or said(title))
