"""How words are compared: without case, accents and ligatures; knows no names."""

from __future__ import annotations

import unicodedata


def plain(text: str) -> str:
    """Lower case, no accents, « Œ » and « Æ » as two letters; hyphens and spaces stay."""
    expanded = text.casefold().replace("œ", "oe").replace("æ", "ae")
    parts = unicodedata.normalize("NFKD", expanded)
    return "".join(character for character in parts if not unicodedata.combining(character))
