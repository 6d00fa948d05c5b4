"""Markup that cannot be broken by what stands in it: every text is escaped, every element ended.

What HTML does not need is not written: quotes of plain values, end tags of rows and items.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
"""Controls, and what turns the direction of a text: a name could hide others with them."""
_SIGNS = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_SPECIAL = re.compile(f"[&<>\"'{_UNSEEN}]")
_is_special = _SPECIAL.search
_is_bare = re.compile(r"[\w.:/#%-]+", re.ASCII).fullmatch
"""Values that need no quotes."""
_UNENDED = frozenset({"li", "tbody", "td", "th", "thead", "tr"})
"""What the next of its kind ends, or the end of what holds it: HTML asks for no end tag."""

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
    """An element: ``element("p", "1 < 2", class_="u")``.

    Args:
        content: words and markup; None is nothing.
        attributes: ``class_`` and ``for_`` for Python's words, ``aria_label`` for « aria-label »;
            None and False leave one out, True gives it no value.
    """
    end = "" if name in _UNENDED else f"</{name}>"
    return Html(f"<{name}{_attributes(attributes)}>{join(content)}{end}")


def xml(name: str, /, *content: str | None, **attributes: Attribute) -> Html:
    """An element as XML asks for it, with all its quotes and its end tag."""
    return Html(f"<{name}{_attributes(attributes, quoted=True)}>{join(content)}</{name}>")


def void(name: str, /, **attributes: Attribute) -> Html:
    """An element that holds nothing, as HTML or as SVG writes it."""
    end = ">" if name in _VOID else " />"
    return Html(f"<{name}{_attributes(attributes)}{end}")


_VOID = frozenset({"br", "col", "hr", "img", "input", "link", "meta"})


def _attributes(given: dict[str, Attribute], *, quoted: bool = False) -> str:
    return "".join([_attribute(*each, quoted) for each in given.items()]) if given else ""


def _attribute(name: str, value: Attribute, quoted: bool) -> str:
    if value is None or value is False:
        return ""
    known = _NAMES.get(name) or _NAMES.setdefault(name, name.rstrip("_").replace("_", "-"))
    if value is True:
        return f" {known}"
    said = str(value)
    bare = not quoted and _is_bare(said)
    return f" {known}={said}" if bare else f' {known}="{_escaped(said)}"'


_NAMES: dict[str, str] = {}
"""Names of attributes as Python and as HTML write them, as they are met."""


def _escaped(words: str) -> str:
    """What is not special is as it was: most words are."""
    if not _is_special(words):
        return words
    return _SPECIAL.sub(lambda found: _SIGNS.get(found[0], ""), words)
