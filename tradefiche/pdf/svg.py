"""Whether an SVG file is a plain drawing: no entities, nothing from elsewhere, no endless copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field
from xml.parsers import expat

from tradefiche.messages import _
from tradefiche.messages import whole

MOST_ELEMENTS = 20_000
"""Drawn, copies by ``use`` counted: ten times what a coat of arms has."""
MOST_DEPTH = 60
NEVER = frozenset(("script", "foreignObject", "image", "iframe", "audio", "video"))
_ELSEWHERE = re.compile(r"url\((?!\s*['\"]?\s*#)|@import", re.IGNORECASE)


@dataclass(slots=True)
class _Element:
    """How much an element draws: itself, and what it holds or copies."""

    own: int = 0
    copies: list[str] = field(default_factory=list)


def require_plain(content: bytes) -> None:
    """Refuse what a logo has no need of, before anything follows or unpacks it.

    Raises:
        ValueError: it is not XML, or not a plain drawing.
    """
    reader = _Reader()
    parser = expat.ParserCreate()
    parser.EntityDeclHandler = reader.entity
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    try:
        parser.Parse(content, True)
    except expat.ExpatError as error:
        raise ValueError(str(error)) from error
    reader.require_few()


class _Reader:
    """Follows the elements of a file."""

    def __init__(self) -> None:
        self.open: list[list[str]] = []  # the ids that each open element is under
        self.whole = _Element()
        self.named: dict[str, _Element] = {}

    def entity(self, *_arguments: object) -> None:
        """Entities can unfold without end, or read other files."""
        raise ValueError(_("it declares entities"))

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Count an element for all that it is in."""
        plain = name.rpartition(":")[2]
        if plain in NEVER:
            raise ValueError(_("it has an element {name!r}", name=plain))
        under = [*(self.open[-1] if self.open else [])]
        if own := attributes.get("id"):
            under.append(own)
        self.open.append(under)
        if len(self.open) > MOST_DEPTH:
            raise ValueError(_("its elements lie more than {most} deep", most=MOST_DEPTH))
        target = attributes.get("href") or attributes.get("xlink:href") or ""
        if plain != "a" and target and not target.startswith("#"):
            raise ValueError(_("it refers to {target!r}", target=target[:60]))
        for value in attributes.values():
            self.text(value)
        for element in (self.whole, *(self.named.setdefault(each, _Element()) for each in under)):
            element.own += 1
            if plain == "use" and target:
                element.copies.append(target[1:])

    def end(self, _name: str) -> None:
        """The element is closed."""
        self.open.pop()

    def text(self, words: str) -> None:
        """Styles stand in attributes and between tags."""
        if _ELSEWHERE.search(words):
            raise ValueError(_("its style refers to another file"))

    def require_few(self) -> None:
        """Refuse more elements than a drawing has, copies of copies counted."""
        if self._drawn(self.whole, ()) > MOST_ELEMENTS:
            raise ValueError(_("it draws more than {most} elements", most=whole(MOST_ELEMENTS)))

    def _drawn(self, element: _Element, within: tuple[str, ...]) -> int:
        total = element.own
        for name in element.copies:
            if name in within:
                raise ValueError(_("{name!r} in it copies itself", name=name))
            if total > MOST_ELEMENTS or len(within) > MOST_DEPTH:
                return MOST_ELEMENTS + 1
            total += self._drawn(self.named.get(name, _Element()), (*within, name))
        return total
