"""What is written in the place of characters that a console's code page lacks; knows no words.

Windows writes to files and pipes in cp1252 or cp850, and a Linux without a locale in ASCII: a dash
or a narrow blank that is not in there must neither stop a command nor be lost.
"""

from __future__ import annotations

import codecs
import sys
from io import TextIOWrapper

PLAIN = "tradefiche.plain"
"""Name of the error handler."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("–—‐‑−", "-"),
        **dict.fromkeys("‘’", "'"),
        **dict.fromkeys("“”«»", '"'),
        "→": "->",
        "←": "<-",
        "≥": ">=",
        "≤": "<=",
        "×": "x",
        "·": ".",
        "•": "*",
        "œ": "oe",
        "Œ": "OE",
        "æ": "ae",
        "Æ": "AE",
        "€": "EUR",
    }
)


def plain(words: str) -> str:
    """The same in ASCII, as near as it gets: « – » is "-", « é » is "e", what is unknown "?"."""
    from unicodedata import normalize

    parts = (normalize("NFKD", each) for each in words.translate(_PLAIN))
    return "".join(each.encode("ascii", "ignore").decode() or "?" for each in parts)


def _replaced(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    return plain(error.object[error.start : error.end]), error.end


def settle() -> None:
    """From here on, standard output and standard error write plainly what they cannot encode."""
    codecs.register_error(PLAIN, _replaced)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors=PLAIN)


def is_utf8() -> bool:
    """Whether standard output can hold every character."""
    encoding = getattr(sys.stdout, "encoding", None)
    return encoding is not None and codecs.lookup(encoding).name == "utf-8"
