"""The texts of an edition as elements of a page; slots are filled by who knows figures."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence

from tradefiche.edition import Block
from tradefiche.edition import Heading
from tradefiche.edition import Inline
from tradefiche.edition import Items
from tradefiche.edition import Note
from tradefiche.edition import Paragraph
from tradefiche.edition import fill
from tradefiche.edition import substitute
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.html import void


def block(found: Block, known: Mapping[str, str]) -> Html | None:
    """A heading, a paragraph, a list or a note; None for what only paper has."""
    if isinstance(found, Heading):
        return element("h3", inlines(found.text, known))
    if isinstance(found, Paragraph):
        return paragraph(found.text, known)
    if isinstance(found, Items):
        items = [element("li", inlines(words, known)) for words in found.items]
        return element("ol" if found.ordered else "ul", *items, class_="lst")
    if isinstance(found, Note):
        parts = [element("p", inlines(words, known)) for words in found.paragraphs]
        return element("div", *parts, class_="note")
    return None


def paragraph(words: Sequence[Inline], known: Mapping[str, str]) -> Html | None:
    """A paragraph, unless its placeholders leave nothing of it."""
    if not any(part.text.strip() for part in fill(words, known)):
        return None
    return element("p", inlines(words, known))


def inlines(words: Sequence[Inline], known: Mapping[str, str]) -> Html:
    """Running text with its placeholders filled."""
    return join(map(_inline, fill(words, known)))


def title(blocks: Sequence[Block], known: Mapping[str, str]) -> str:
    """The title of a section, which its first block is."""
    first = blocks[0]
    assert isinstance(first, Heading)  # checked when the edition is loaded
    return substitute("".join(part.text for part in first.text), known)


def _inline(part: Inline) -> Html:
    made = Html(void("br").join(map(text, part.text.split("\n"))))
    if part.strong:
        made = element("strong", made)
    if part.emphasis:
        made = element("em", made)
    if part.color:
        made = element("span", made, class_=f"c-{part.color}")
    if part.link:
        made = element("a", made, href=part.link)
    return made
