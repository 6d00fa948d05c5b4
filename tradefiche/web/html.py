"""Markup that cannot be broken by what stands in it: every text is escaped, every tag is closed."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Controls, and what turns the direction of a text: a name could hide others with them."""
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_SPECIAL = re.compile(f"[&<>\"'{_UNSEEN}]")
_is_special = _SPECIAL.search

Attribute = str | int | bool | None


class Html(str):
    """Markup, which is not escaped again."""

    __slots__ = ()


NOTHING = Html("")


def text(words: str) -> Html:
    """Words as markup; markup as it is."""
    if isinstance(words, Html):
        return words
    return Html(_escaped(words))


def join(parts: Iterable[str | None], between: str = "") -> Html:
    """Words and markup, one after the other; None is nothing."""
    made = [part if isinstance(part, Html) else text(part) for part in parts if part]
    return Html(text(between).join(made))


def element(name: str, /, *content: str | None, **attributes: Attribute) -> Html:
    """An element with its end tag: ``element("p", "1 < 2", class_="u")``.

    Args:
        content: words and markup; None is nothing.
        attributes: ``class_`` and ``for_`` for Python's words, ``aria_label`` for « aria-label »;
            None and False leave one out, True gives it no value.
    """
    return Html(f"<{name}{_attributes(attributes)}>{join(content)}</{name}>")


def void(name: str, /, **attributes: Attribute) -> Html:
    """An element that holds nothing, as HTML or as SVG writes it."""
    end = ">" if name in _VOID else "/>"
    return Html(f"<{name}{_attributes(attributes)}{end}")


_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})


def _attributes(given: dict[str, Attribute]) -> str:
    return "".join([_attribute(*each) for each in given.items()]) if given else ""


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    known = _NAMES.get(name) or _NAMES.setdefault(name, name.rstrip("_").replace("_", "-"))
    return f" {known}" if value is True else f' {known}="{_escaped(str(value))}"'


_NAMES: dict[str, str] = {}
"""Names of attributes as Python and as HTML write them, as they are met."""


def _escaped(words: str) -> str:
    """What is not special is as it was: most words are."""
    if not _is_special(words):
        return words
    return _SPECIAL.sub(lambda found: _SIGNS.get(found[0], ""), words)
