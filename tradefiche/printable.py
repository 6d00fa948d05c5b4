"""Words from outside, fit for a line of a terminal, a log or a report; knows no source of them."""

from __future__ import annotations

STEERING = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
"""Characters that steer what shows them, or are none, for a class of a regular expression; tabs and
line ends are not among them."""


def printable(words: str, limit: int = 200) -> str:
    """The words on one line of so many characters at most, cut with « … ».

    Characters that steer a terminal, turn the direction of writing, end a line or are none
    (surrogates) become a space, and so does what cannot be seen; runs of spaces become one.
    """
    seen = "".join(character if character.isprintable() else " " for character in words)
    line = " ".join(seen.split())
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"
