"""What a file of the site is: its place, its bytes, and what they depend on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from tradefiche import __version__


class Page(Protocol):
    """One file of the site, HTML or any other."""

    @property
    def path(self) -> str:
        """From the top of the site, with « / »."""

    @property
    def made_from(self) -> str:
        """The hash of all that its bytes depend on: it is written anew when this changes."""

    def content(self) -> bytes:
        """Its bytes; the same for the same ``made_from``."""


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A file whose bytes a function gives: data, a copy, a page that leads elsewhere."""

    path: str
    made_from: str
    make: Callable[[], bytes]

    def content(self) -> bytes:
        """What the function gives."""
        return self.make()


def depends(*parts: object) -> str:
    """The hash of what a page depends on; this version of the program is a part of it."""
    return sha256("\n".join([__version__, *map(str, parts)]).encode()).hexdigest()
