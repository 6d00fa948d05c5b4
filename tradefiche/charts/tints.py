"""Tints of a brand's colours, by how light they are to the eye: what maps are coloured with.

A tint is written « exports:76 »: the colour of the token ``exports``, mixed with paper or ink
until its lightness (L* of CIELAB) is 76. So the classes of a map darken evenly in any brand, and
also on a grey printer. What has no « : » is a token of the palette.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tradefiche.brand import Palette
from tradefiche.brand import contrast
from tradefiche.charts.shapes import RGBA

BETWEEN = 51.5
"""Words on what is lighter than this are in ink, on the rest in paper."""
UNREADABLE = (49.0, 54.0)
"""On what is between, neither ink nor paper reaches 4.5 to 1."""
PALEST, PALE, DARKEST = 90.0, 88.0, 27.0
_STEPS = 30


@dataclass(frozen=True)
class Tints:
    """The colours of a palette, and all their tints."""

    palette: Palette

    def rgba(self, token: str, opacity: float = 1.0) -> RGBA:
        """The colour of a token or a tint."""
        return (*self.rgb(token), opacity)

    def rgb(self, token: str) -> contrast.RGB:
        """The same, red, green and blue."""
        name, _, wanted = token.partition(":")
        color = self.palette.rgb(name)
        if not wanted:
            return color
        return _mixed(color, self.palette.rgb("paper"), self.palette.rgb("ink"), float(wanted))


def steps(count: int, light: float = PALEST, dark: float = DARKEST) -> tuple[float, ...]:
    """Lightnesses at equal distances, from ``light`` to ``dark``, all good to write on."""
    if count == 1:
        return ((light + PALEST) / 2,)
    even = [light + (dark - light) * index / (count - 1) for index in range(count)]
    return tuple(_readable(value) for value in even)


def _readable(lightness: float) -> float:
    low, high = UNREADABLE
    if low < lightness < high:
        return high if lightness >= BETWEEN else low
    return lightness


def words_on(token: str) -> str:
    """The colour of words on a tint."""
    _, _, lightness = token.partition(":")
    return "paper" if lightness and float(lightness) < BETWEEN else "ink"


def is_pale(token: str) -> bool:
    """True for a tint that hardly differs from paper, and for what is not tinted at all."""
    _, _, lightness = token.partition(":")
    return not lightness or float(lightness) > PALE


def lightness(color: contrast.RGB) -> float:
    """L* of CIELAB, from 0 (black) to 100 (white)."""
    luminance = (contrast.ratio(color, (0.0, 0.0, 0.0))) * 0.05 - 0.05
    root = float(luminance ** (1 / 3))
    return 116 * root - 16 if luminance > 0.008_856 else 903.3 * luminance


@lru_cache(maxsize=256)
def _mixed(
    color: contrast.RGB, paper: contrast.RGB, ink: contrast.RGB, wanted: float
) -> contrast.RGB:
    """``color`` with as much paper (or ink) as gives it a lightness, as near as there is."""
    other = paper if wanted > lightness(color) else ink
    low, high = 0.0, 1.0
    for _ in range(_STEPS):
        middle = (low + high) / 2
        too_little = (lightness(contrast.over(other, middle, color)) < wanted) == (other is paper)
        low, high = (middle, high) if too_little else (low, middle)
    return contrast.over(other, (low + high) / 2, color)
