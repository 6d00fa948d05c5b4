"""Sizes of files in words."""

from __future__ import annotations

from tradefiche.wording.numbers import NBSP


def size(octets: int) -> str:
    """« 15 ko », « 1,2 Mo »."""
    if octets >= 1_000_000:
        return f"{octets / 1e6:.1f}".replace(".", ",") + f"{NBSP}Mo"
    return f"{max(1, round(octets / 1000))}{NBSP}ko"
