"""The page's measures, in points: A4, margins, twelve columns. Knows nothing else."""

from __future__ import annotations

MM = 72 / 25.4
PAGE_WIDTH, PAGE_HEIGHT = 210 * MM, 297 * MM
MARGIN = 18 * MM
GUTTER = 4 * MM
WIDTH = PAGE_WIDTH - 2 * MARGIN
COLUMN = (WIDTH - 11 * GUTTER) / 12
LEFT, RIGHT = MARGIN, PAGE_WIDTH - MARGIN
TOP = PAGE_HEIGHT - 25 * MM
BOTTOM = 20 * MM
HEIGHT = TOP - BOTTOM
STRIP = 2.5 * MM
HEADER_BASELINE = PAGE_HEIGHT - 13 * MM
FOOTER_BASELINE = 11 * MM


def span(columns: int) -> float:
    """Width of ``columns`` columns with the gutters between them."""
    return columns * COLUMN + (columns - 1) * GUTTER


def offset(column: int) -> float:
    """Distance from the left margin to the ``column``-th column (from 0)."""
    return column * (COLUMN + GUTTER)
