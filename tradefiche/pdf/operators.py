"""How numbers and strings are written in PDF page content."""

from __future__ import annotations

from functools import lru_cache


@lru_cache(maxsize=65_536)
def number(value: float) -> str:
    """A PDF number with at most three decimals (1/3000 mm)."""
    text = f"{value:.3f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


@lru_cache(maxsize=65_536)
def place(value: float) -> str:
    """A PDF number of seven digits, for what many others are placed by."""
    return f"{value:.7g}" if abs(value) >= 1 else f"{value:.6f}"


_ESCAPES = {code: f"\\{code:03o}" for code in (*range(32), *range(127, 256))}
_ESCAPES |= {ord(character): "\\" + character for character in "\\()"}


def string(data: bytes) -> str:
    """A PDF string in parentheses, in plain ASCII: it survives whatever encodes it next."""
    return "(" + data.decode("latin-1").translate(_ESCAPES) + ")"
