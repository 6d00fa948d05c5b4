"""Counts in words for the operator, in English: « 1 letter », « 2 letters »."""

from __future__ import annotations


def many(count: int, noun: str, *, grouped: bool = False) -> str:
    """« 1 letter », « 2 letters »; ``grouped`` gives « 3,000,000 rows »."""
    number = f"{count:,}" if grouped else str(count)
    return f"{number} {noun}" + "s" * (count != 1)
