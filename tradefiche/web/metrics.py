"""How wide words are in the typeface that a reader's system has, which no page knows.

Drawings are laid out for Arial: Helvetica and Liberation Sans are as wide, the typefaces of
Windows, macOS and Android no wider but for some letters, which ``AIR`` allows for.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from dataclasses import field
from functools import lru_cache

from tradefiche.charts.labels import Weight

FONTS = '"Source Sans 3","Segoe UI",Roboto,"Helvetica Neue",Arial,"Liberation Sans",sans-serif'
"""Typefaces of drawings, the first that the reader has: none is wider than what is measured."""
AIR = 1.02
_FIRST = 0x20
_REGULAR = (
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,
    1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,
    333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,
    556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
)  # fmt: skip
"""Thousandths of the size, from the space to « ~ »: Adobe's metrics of Helvetica."""
_BOLD = (
    278, 333, 474, 556, 556, 889, 722, 238, 333, 333, 389, 584, 278, 333, 278, 278,
    556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 333, 333, 584, 584, 584, 611,
    975, 722, 722, 722, 722, 667, 611, 778, 722, 278, 556, 722, 611, 833, 722, 778,
    667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 333, 278, 333, 584, 556,
    333, 556, 611, 556, 611, 556, 333, 611, 611, 278, 278, 556, 278, 889, 611, 611,
    611, 611, 389, 556, 333, 611, 556, 778, 556, 556, 500, 389, 280, 389, 584,
)  # fmt: skip
_OTHERS = {
    "\u00a0": 278, "\u202f": 200, "–": 556, "—": 1000, "’": 278, "…": 1000, "€": 556, "−": 584,
    "«": 556, "»": 556, "·": 333, "×": 584, "œ": 944, "Œ": 1000, "æ": 889, "Æ": 1000, "→": 1000,
    "▲": 990, "▼": 990, "ᵉ": 400,
}  # fmt: skip
_WIDEST = 1000
"""What is in no table: no letter of ours is wider."""


@dataclass(frozen=True)
class SystemTypeface:
    """Widths in a reader's own typeface."""

    name: str = field(default="system")

    def width(self, text: str, weight: Weight, size: float) -> float:
        """Width of ``text`` in points; semi-bold as bold, where a system has no other."""
        return _thousandths(text, weight in ("semibold", "bold")) * size * AIR / 1000


@lru_cache(maxsize=32_768)
def _thousandths(text: str, bold: bool) -> int:
    return sum([_letter(letter, bold) for letter in text])


@lru_cache(maxsize=1_024)
def _letter(letter: str, bold: bool) -> int:
    if (other := _OTHERS.get(letter)) is not None:
        return other
    plain = unicodedata.normalize("NFKD", letter)[0]
    place = ord(plain) - _FIRST
    table = _BOLD if bold else _REGULAR
    return table[place] if 0 <= place < len(table) else _WIDEST
