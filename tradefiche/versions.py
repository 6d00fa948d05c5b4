"""Which schema a JSON document of this program has, and which version wrote it: nothing else of it.

A document of a later version may have any shape: this is asked before it is read for what it says.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import msgspec

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


def writer(document: bytes, unnamed: str = "a later tradefiche") -> str:
    """Who wrote a document of a later schema: « tradefiche 0.3.0 », or what is unnamed."""
    found = _PROGRAM.search(document)
    return f"tradefiche {found[1].decode()}" if found else unnamed
