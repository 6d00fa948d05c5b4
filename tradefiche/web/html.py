"""Markup that cannot be broken by what stands in it: every text is escaped, every tag is closed."""

from __future__ import annotations

import re
from collections.abc import Iterable

_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Controls, and what turns the direction of a text: a name could hide others with them."""

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
    return Html(text(between).join([text(part) for part in parts if part]))


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
    return "".join([_attribute(name, value) for name, value in given.items()])


def _attribute(name: str, value: Attribute) -> str:
    if value is None or value is False:
        return ""
    name = name.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{_escaped(str(value))}"'


def _escaped(words: str) -> str:
    if not words.isprintable():
        words = _UNSEEN.sub("", words)
    for sign, name in _SIGNS:
        if sign in words:
            words = words.replace(sign, name)
    return words


_SIGNS = (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;"))
