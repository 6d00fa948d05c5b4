"""Text in figures: measuring, wrapping on whole words, fitting, and spreading without overlap.

Sizes and positions are points; y grows upwards. Knows no chart.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import Literal
from typing import Protocol

Weight = Literal["regular", "italic", "semibold", "bold"]
Align = Literal["left", "right", "center"]
Box = tuple[float, float, float, float]
"""(left, bottom, right, top)."""

ASCENT, DESCENT = 0.72, 0.22
"""Height above and depth below the baseline that a line of text needs, in parts of its size."""

_SMALL_WORDS = re.compile(
    r"\b(de|du|des|d’une?|et|ou|en|à|aux?|la|les?|pour|par|sur|sous|sans)\s", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Label:
    """One line of text.

    Attributes:
        x, y: the anchor on the baseline, by ``align``.
        width: measured width.
        color: a palette token.
    """

    text: str
    x: float
    y: float
    size: float
    width: float
    weight: Weight = "regular"
    color: str = "ink"
    align: Align = "left"

    @property
    def left(self) -> float:
        """x of the first glyph."""
        return self.x - {"left": 0.0, "right": self.width, "center": self.width / 2}[self.align]

    @property
    def box(self) -> Box:
        """What the line takes, from ascent to descent."""
        return (
            self.left,
            self.y - DESCENT * self.size,
            self.left + self.width,
            self.y + ASCENT * self.size,
        )


class Metrics(Protocol):
    """Whoever knows how wide a typeface is: the fonts of a PDF, or others elsewhere."""

    def width(self, text: str, weight: Weight, size: float) -> float:
        """Width of ``text`` in points."""


@dataclass(frozen=True, slots=True)
class Pen:
    """Makes labels with the metrics of one typeface."""

    typeface: Metrics

    def width(self, text: str, size: float, weight: Weight = "regular") -> float:
        """Width of ``text`` in points."""
        return self.typeface.width(text, weight, size)

    def label(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        weight: Weight = "regular",
        color: str = "ink",
        align: Align = "left",
    ) -> Label:
        """A measured label."""
        return Label(text, x, y, size, self.width(text, size, weight), weight, color, align)

    def wrap(self, text: str, size: float, width: float, weight: Weight = "regular") -> list[str]:
        """``text`` in lines of at most ``width``, broken between words only.

        A small word (« de », « et »…) goes to the next line with the word it announces, where
        that fits. A word wider than ``width`` keeps a line of its own: ``fits`` tells.
        """
        lines = self._fill(glue(text).split(" "), size, width, weight)
        if self.fits(lines, size, width, weight):
            return lines
        return self._fill(text.split(" "), size, width, weight)

    def _fill(self, words: list[str], size: float, width: float, weight: Weight) -> list[str]:
        lines = words[:1]
        for word in words[1:]:
            joined = f"{lines[-1]} {word}"
            if self.width(joined, size, weight) <= width:
                lines[-1] = joined
            else:
                lines.append(word)
        return lines

    def fits(self, lines: Sequence[str], size: float, width: float, weight: Weight) -> bool:
        """True when no line is wider than ``width``."""
        return all(self.width(line, size, weight) <= width + 1e-9 for line in lines)

    def shorten(self, text: str, size: float, width: float, weight: Weight = "regular") -> str:
        """``text``, cut with « … » after a whole word when it is too wide (a letter if need be)."""
        if self.width(text, size, weight) <= width:
            return text
        words = re.split(r"[ \u00a0]", text)
        for count in range(len(words) - 1, 0, -1):
            cut = " ".join(words[:count]).rstrip(" ,;’") + "…"
            if words[count - 1] not in _LINKS and self.width(cut, size, weight) <= width:
                return cut
        for count in range(len(words[0]) - 1, 0, -1):
            cut = words[0][:count] + "…"
            if self.width(cut, size, weight) <= width:
                return cut
        return "…"


class Writing:
    """What writes many labels with one pen, and keeps them."""

    pen: Pen
    labels: list[Label]

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        weight: Weight = "regular",
        color: str = "ink",
        align: Align = "left",
    ) -> None:
        """One label more."""
        self.labels.append(self.pen.label(text, x, y, size, weight, color, align))


def overlap(a: Box, b: Box, air: float = 0.0) -> bool:
    """True when two boxes share some area, or come nearer than ``air``."""
    return a[0] < b[2] + air and b[0] < a[2] + air and a[1] < b[3] + air and b[1] < a[3] + air


_LINKS = frozenset(
    {
        "de", "du", "des", "d’un", "d’une", "et", "ou", "en", "à", "au", "aux", "la", "le", "les",
        "pour", "par", "sur", "sous", "sans",
    }
)  # fmt: skip


@lru_cache(maxsize=4_096)
def glue(text: str) -> str:
    """``text`` with its small words tied to the next one by a no-break space.

    Kept: a name is tried at many sizes, and is in many fiches.
    """
    return _SMALL_WORDS.sub(lambda match: match.group(1) + "\u00a0", text)


def spread(
    centres: Sequence[float], heights: Sequence[float], low: float, high: float
) -> list[float]:
    """Centres nearest to ``centres`` (least squares) for blocks of ``heights`` without overlap.

    Pool adjacent violators on the centres less their stacked offsets, then a clamp to
    [``low``, ``high``]. Both sequences go the same way (increasing centres).

    Returns:
        The new centres; when the blocks do not fit between the bounds, they start at ``low``.
    """
    if not centres:
        return []
    offsets = [0.0]
    for previous, height in pairwise(heights):
        offsets.append(offsets[-1] + (previous + height) / 2)
    pools: list[tuple[float, int]] = []
    for centre, offset in zip(centres, offsets, strict=True):
        pools.append((centre - offset, 1))
        while len(pools) > 1 and pools[-2][0] > pools[-1][0]:
            (mean_b, count_b), (mean_a, count_a) = pools.pop(), pools.pop()
            count = count_a + count_b
            pools.append(((mean_a * count_a + mean_b * count_b) / count, count))
    lowest = low + heights[0] / 2
    highest = high - heights[-1] / 2 - offsets[-1]
    starts = [mean for mean, count in pools for _ in range(count)]
    if highest < lowest:
        return [lowest + offset for offset in offsets]
    return [
        min(max(start, lowest), highest) + offset
        for start, offset in zip(starts, offsets, strict=True)
    ]
