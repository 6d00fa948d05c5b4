"""Which of two versions is the later one, and what to say of what a later tradefiche made."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Protocol

from tradefiche import __version__
from tradefiche.messages import _


def numbers(version: str) -> tuple[int, ...]:
    """« 1.10 » as numbers to be compared; none where it begins with none.

    What follows them (« rc1 », « +local ») does not count, nor do zeros at the end.
    """
    found = re.match(r"[0-9]{1,9}(?:\.[0-9]{1,9})*", version)
    parts = [int(part) for part in found[0].split(".")] if found else []
    while parts and not parts[-1]:
        parts.pop()
    return tuple(parts)


def is_later(version: str) -> bool:
    """Whether a version of this program is later than this one."""
    return numbers(version) > numbers(__version__)


def newer(what: str, version: str) -> str:
    """What is to be known of a folder that a later version made; empty where none did."""
    if not is_later(version):
        return ""
    return _(
        "{what} was made with tradefiche {version}, later than this one ({this})",
        what=what,
        version=version,
        this=__version__,
    )


class Copied(Protocol):
    """A folder that was copied from what a version shipped: an edition, a brand."""

    @property
    def folder(self) -> Path:
        """Where it is."""

    @property
    def made_with(self) -> str:
        """The version; empty where it does not say so."""


def remarks(*copies: Copied) -> list[str]:
    """A line for each one that a later version made."""
    said = (newer(str(each.folder), each.made_with) for each in copies)
    return [_("{later}: what is newer in it may not show.", later=each) for each in said if each]
