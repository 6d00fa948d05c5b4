"""How numbers and strings are written in PDF page content."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence
from functools import lru_cache

Ring = Sequence[tuple[float, float]]
"""Points around an area; the last is the first."""


@lru_cache(maxsize=65_536)
def number(value: float) -> str:
    """A PDF number with at most three decimals (1/3000 mm)."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=65_536)
def place(value: float) -> str:
    """A PDF number of seven digits, for what many others are placed by."""
    return f"{value:.7g}" if abs(value) >= 1 else f"{value:.6f}"


def closed(rings: Iterable[Ring]) -> str:
    """The operators of closed rings, each of which ends where it starts; hundredths of a point."""
    paths = (" l ".join(f"{x:.2f} {y:.2f}" for x, y in ring[:-1]) for ring in rings)
    return " ".join(f"{path.replace(' l ', ' m ', 1)} l h" for path in paths)


@lru_cache(maxsize=1024)
def ink(color: tuple[float, float, float]) -> str:
    """The operands of a colour."""
    return " ".join(map(number, color))


_ROUND = 1 - 0.5523
"""How near to its corner a cubic that stands for a quarter of a circle bends, in radii."""


@lru_cache(maxsize=1024)
def rectangle(width: float, height: float, radius: float = 0.0) -> str:
    """The operators of a rectangle with round corners, its lower left corner at the origin."""
    if not radius:
        return f"0 0 {number(width)} {number(height)} re"
    r, k, right, top = radius, radius * _ROUND, width, height
    points = (
        (r, 0, "m"), (right - r, 0, "l"), (right - k, 0, right, k, right, r, "c"),
        (right, top - r, "l"), (right, top - k, right - k, top, right - r, top, "c"),
        (r, top, "l"), (k, top, 0, top - k, 0, top - r, "c"),
        (0, r, "l"), (0, k, k, 0, r, 0, "c"),
    )  # fmt: skip
    drawn = (" ".join([*map(number, numbers), letter]) for *numbers, letter in points)
    return f"{' '.join(drawn)} h"


_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))}
_ESCAPES |= {ord(character): "\\" + character for character in "\\()"}


def string(data: bytes) -> str:
    """A PDF string in parentheses, in plain ASCII: it survives whatever encodes it next."""
    return "(" + data.decode("latin-1").translate(_ESCAPES) + ")"
