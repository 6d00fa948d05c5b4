"""How words are compared: without case, accents and ligatures; and the nearest of some words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import get_type_hints

from tradefiche.messages import _


def plain(text: str) -> str:
    """Lower case, no accents, « Œ » and « Æ » as two letters; hyphens and spaces stay."""
    expanded = text.casefold().replace("œ", "oe").replace("æ", "ae")
    parts = unicodedata.normalize("NFKD", expanded)
    return "".join(character for character in parts if not unicodedata.combining(character))


def proposal(name: str, known: Iterable[str]) -> str:
    """« Did you mean 'palette'? », where one is near, and all that is known."""
    from difflib import get_close_matches  # only needed on the way to an error

    names = tuple(known)
    by_key = {plain(each): each for each in names}
    close = get_close_matches(plain(name), by_key, n=1, cutoff=0.6)
    listed = ", ".join(names)
    if not close:
        return _("Known ones: {names}.", names=listed)
    near = repr(by_key[close[0]])
    return _("Did you mean {name}? Known ones: {names}.", name=near, names=listed)


def misspelt(message: str, kind: type) -> str:
    """A proposal for the key that msgspec does not know in a struct or in one inside it, or ""."""
    found = re.search(r"unknown field `([^`]*)`(?: - at `\$\.?([^`]*)`)?", message)
    if not found:
        return ""
    for name in filter(None, (found[2] or "").split(".")):
        kind = get_type_hints(kind)[name]
    return proposal(found[1], get_type_hints(kind))
