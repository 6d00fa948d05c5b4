"""One text, two bodies: plain text and HTML with the same words; it knows no letter.

The text has paragraphs between empty lines, titles (``# ``, ``## ``) and lists (``- ``); web and
e-mail addresses become links. Nothing else is markup, so that no value can become any.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Kind = Literal["h1", "h2", "p", "li"]

_LINK = re.compile(
    r"(?P<web>https?://[^\s<>«»\"]*[^\s<>«»\".,;:!?)])"
    r"|(?P<mail>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+)"
)
_EMPTY = re.compile(r"\n[ \t]*\n")
_MARKS: dict[str, Kind] = {"# ": "h1", "## ": "h2", "- ": "li"}


@dataclass(frozen=True, slots=True)
class Block:
    """A title, a paragraph, or one item of a list, on one line."""

    kind: Kind
    text: str


def blocks(text: str) -> tuple[Block, ...]:
    """The blocks of a text; lines that follow each other are one paragraph, or one item."""
    return tuple(block for part in _EMPTY.split(text) for block in _between(part))


@lru_cache(maxsize=4096)  # most of a letter is in others too
def _between(text: str) -> tuple[Block, ...]:
    """The blocks of what stands between two empty lines, where each block ends."""
    return tuple(_blocks(text))


def _blocks(text: str) -> Iterator[Block]:
    kind: Kind = "p"
    words: list[str] = []
    for line in [*text.splitlines(), ""]:
        stripped = line.strip(" \t")
        mark = f"{stripped.partition(' ')[0]} "
        mark = mark if mark in _MARKS and stripped.startswith(mark) else ""
        ends = not stripped or mark or kind in {"h1", "h2"}
        if ends and words:
            yield Block(kind, " ".join(words))
            words = []
        if mark or not words:
            kind = _MARKS.get(mark, "p")
        if stripped:
            words.append(stripped.removeprefix(mark).strip(" \t"))


def plain(found: tuple[Block, ...]) -> str:
    """The plain text: a paragraph a line, since readers wrap it to their own width."""
    lines: list[str] = []
    for index, block in enumerate(found):
        in_list = block.kind == "li" and index and found[index - 1].kind == "li"
        if lines and not in_list:
            lines.append("")
        lines.append(f"- {block.text}" if block.kind == "li" else block.text)
    return "\n".join(lines) + "\n"


def markup(found: tuple[Block, ...]) -> str:
    """The same as HTML: titles, paragraphs, lists, links; every value escaped."""
    lines: list[str] = []
    for index, block in enumerate(found):
        if block.kind == "li" and not (index and found[index - 1].kind == "li"):
            lines.append("<ul>")
        lines.append(f"<{block.kind}>{_linked(block.text)}</{block.kind}>")
        if (
            block.kind == "li"
            and found[index + 1 : index + 2] != ()
            and found[index + 1].kind == "li"
        ):
            continue
        if block.kind == "li":
            lines.append("</ul>")
    return "\n".join(lines)


@lru_cache(maxsize=4096)
def _linked(text: str) -> str:
    parts = []
    end = 0
    for found in _LINK.finditer(text):
        parts.append(html.escape(text[end : found.start()], quote=False))
        address = f"mailto:{found[0]}" if found["mail"] else found[0]
        parts.append(f'<a href="{html.escape(address)}">{html.escape(found[0], quote=False)}</a>')
        end = found.end()
    return "".join([*parts, html.escape(text[end:], quote=False)])
