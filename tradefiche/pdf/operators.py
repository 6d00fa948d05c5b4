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


_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))}
_ESCAPES |= {ord(character): "\\" + character for character in "\\()"}


def string(data: bytes) -> str:
    """A PDF string in parentheses, in plain ASCII: it survives whatever encodes it next."""
    return "(" + data.decode("latin-1").translate(_ESCAPES) + ")"
