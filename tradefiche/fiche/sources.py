"""The files behind published figures, as frozen plain data."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SourceFile:
    """One file the figures were read from; ``vintage`` is the day it was made (ISO date)."""

    name: str
    sha256: str
    size: int
    rows: int
    vintage: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """The files behind the figures; ``updated`` is the latest vintage, the date to cite."""

    files: tuple[SourceFile, ...]
    updated: str
