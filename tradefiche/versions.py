"""Which schema a JSON document of this program has, and which version wrote it: nothing else of it.

A document of a later version may have any shape: this is asked before it is read for what it says.
And which of two versions is the later one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

from tradefiche import __version__

UNREADABLE = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)
"""What comes of reading JSON that is none, is in no encoding, or is nested without end."""
_PROGRAM = re.compile(rb'"program"\s*:\s*"([\w.+-]{1,40})"')


@dataclass(frozen=True, slots=True)
class _Head:
    schema_version: int


def schema(document: bytes) -> int | None:
    """The schema of a document; None when it does not say one, or is no JSON."""
    try:
        return msgspec.json.decode(document, type=_Head).schema_version
    except UNREADABLE:
        return None


def writer(document: bytes) -> str:
    """Who wrote a document of a later schema: « tradefiche 0.3.0 », or « a later tradefiche »."""
    found = _PROGRAM.search(document)
    return f"tradefiche {found[1].decode()}" if found else "a later tradefiche"


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
    return f"{what} was made with tradefiche {version}, later than this one ({__version__})"
