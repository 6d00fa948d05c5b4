"""How a command line of this system quotes words: on Windows, a backslash only parts folders."""

from __future__ import annotations

import os
import shlex

WINDOWS = os.name == "nt"


def quoted(word: str) -> str:
    """One word as the shells of the system take it: on Windows, PowerShell and cmd."""
    return f'"{word}"' if WINDOWS else shlex.quote(word)


def split(line: str) -> list[str]:
    """The words of a line.

    Raises:
        ValueError: a quote stays open.
    """
    lexer = shlex.shlex(line, posix=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    if WINDOWS:
        lexer.escape = ""
    return list(lexer)
