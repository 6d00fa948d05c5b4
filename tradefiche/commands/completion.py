"""The values that a shell completes: départements, regions, Territoires d'industrie.

Names are proposed as they need no quotes, ``cotes-d-armor``, and go on as they were begun: shells
drop what does not start with the very letters that were typed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem

_SEPARATORS = " '’–-"


def departements(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Codes, and names once one is begun."""
    return _matching("departements", "code", typed)


def regions(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Names, and the customs' codes, which few know, once one is begun."""
    return _matching("regions", "code", typed, names=True)


def territoires(
    _context: click.Context, _parameter: click.Parameter, typed: str
) -> list[CompletionItem]:
    """Ids, and names once one is begun."""
    return _matching("territoires", "id", typed)


def _matching(table: str, code: str, typed: str, *, names: bool = False) -> list[CompletionItem]:
    """What goes on from what was typed; from nothing, the names or the codes."""
    from click.shell_completion import CompletionItem  # a build needs none

    from tradefiche.reference import tables

    begun = typed.rstrip(_SEPARATORS)
    key = _bare(begun)
    wanted = f"{key}-" if begun != typed else key
    bare = tables.slug if key.isascii() else _bare  # who types accents means them

    def going_on(words: Iterable[tuple[str, str]]) -> list[CompletionItem]:
        return [
            CompletionItem(begun + word[len(key) :], help=told)
            for word, told in words
            if word.startswith(wanted)
        ]

    rows = tables.rows(table)
    by_code = going_on((row[code], row["name"]) for row in rows)
    by_name = going_on((bare(row["name"]), f"{row['name']} ({row[code]})") for row in rows)
    if not typed:
        return by_name if names else by_code
    return [*by_code, *by_name]


def _bare(name: str) -> str:
    """In small letters, with hyphens between its words: « côtes-d-armor »."""
    return re.sub(rf"[{_SEPARATORS}]+", "-", name.lower())
