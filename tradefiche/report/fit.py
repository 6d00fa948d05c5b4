"""Whether texts fit where they are set, known before anything is drawn: by how much they do not.

Nothing here draws: a page is the sum of the least heights of what stands on it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from reportlab.platypus import CondPageBreak
from reportlab.platypus import Flowable

from tradefiche.errors import EditionError
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.pdf.text import Text
from tradefiche.report import grid
from tradefiche.report.look import Look

LEADING = 14.0
"""Of most texts, to say points as lines."""


@dataclass(frozen=True, slots=True)
class Overfull:
    """A text that is larger than its place.

    Attributes:
        file: of the edition, or of the brand.
        what: the text, as its author calls it, in the operator's language.
        where: the place, as a reader sees it: « on page 2 », « in the header ».
        points: by which it is too high or too wide.
        goes_on: a new page may begin in it.
    """

    file: Path
    what: str
    where: str
    points: float
    way: Literal["high", "wide"]
    goes_on: bool = False

    @property
    def message(self) -> str:
        """One line, with the file and by how much."""
        points = math.ceil(self.points)
        much = (
            _("{points} points too wide", points=points)
            if self.way == "wide"
            else _(
                "{points} points too high (about {lines})",
                points=points,
                lines=many(math.ceil(self.points / LEADING), "line"),
            )
        )
        return _(
            "{file}: {what} does not fit {where}: {much}",
            file=self.file,
            what=self.what,
            where=self.where,
            much=much,
        )

    @property
    def hint(self) -> str:
        """What to do about it."""
        if self.goes_on:
            return _("Shorten it, or begin a new page in it with a line of ---.")
        return _("Shorten it.")


def require(found: Iterable[Overfull]) -> None:
    """Refuse what does not fit.

    Raises:
        EditionError: with the file of each, and by how much.
    """
    if listed := list(dict.fromkeys(found)):
        hints = dict.fromkeys(each.hint for each in listed)
        raise EditionError("\n".join(each.message for each in listed), next(iter(hints)))


def too_wide(file: Path, what: str, where: str, width: float, room: float) -> Iterator[Overfull]:
    """A line that must not be broken."""
    if width > room + 1e-6:
        yield Overfull(file, what, where, width - room, "wide")


def too_high(file: Path, what: str, where: str, height: float, room: float) -> Iterator[Overfull]:
    """A block that must not go on elsewhere."""
    if height > room + 1e-6:
        yield Overfull(file, what, where, height - room, "high")


def _too_long(file: Path, where: str, height: float, room: float) -> Iterator[Overfull]:
    """A text that may go on, on a page of its own."""
    if height > room + 1e-6:
        yield Overfull(file, its_text(), where, height - room, "high", goes_on=True)


def its_text() -> str:
    """What an author calls what stands under a title."""
    return _("its text")


def words(file: Path, where: str, blocks: Iterable[Flowable]) -> Iterator[Overfull]:
    """Words that are wider than their lines, once the blocks are wrapped."""
    for block in blocks:
        if isinstance(block, Text) and block.excess > 1e-6:
            longest = max(block.plain.split(), key=len, default="")
            what = _("the word {word!r}", word=longest[:60])
            yield Overfull(file, what, where, block.excess, "wide")
        yield from words(file, where, getattr(block, "parts", ()))


def titles(file: Path, title: str, look: Look, *, again: bool) -> Iterator[Overfull]:
    """A section's title where it must stay on one line.

    Args:
        again: it is repeated on the next page of the section.
    """
    width = look.typeface.width
    listed = width(title, "regular", 9) + width(" 000", "bold", 9)
    yield from too_wide(file, _("its title"), _("in the contents"), listed, grid.span(5))
    if again:
        repeated = width(title, "semibold", 10) + 3 + width("(suite)", "regular", 10)
        where = _("at the head of its next page")
        yield from too_wide(file, _("its title"), where, repeated, grid.WIDTH)


def page(
    file: Path, where: str, blocks: Sequence[Flowable], room: float = grid.HEIGHT
) -> Iterator[Overfull]:
    """What stands on one page, and must not go on overleaf."""
    total, below, filled = 0.0, 0.0, False
    for index, block in enumerate(blocks):
        height = needs(block)
        height += block.getSpaceAfter() if index + 1 < len(blocks) else 0.0
        total += height
        below += height if filled else 0.0
        filled = filled or _fills(block)
    if total > room + 1e-6:
        yield from _too_long(file, where, total, room)
    elif below:
        what = _("what stands under a figure or a note, which has the rest of the page,")
        yield from too_high(file, what, where, below, 0.0)
    yield from words(file, where, blocks)


def last_pages(file: Path, where: str, blocks: Sequence[Flowable]) -> Iterator[Overfull]:
    """What may go on overleaf: only what cannot be cut must fit on a page."""
    for block in blocks:
        height = needs(block)
        if height > grid.HEIGHT and len(block.split(grid.WIDTH, grid.HEIGHT)) < 2:
            yield from _too_long(file, where, height, grid.HEIGHT)
    yield from words(file, where, blocks)


def _fills(block: Flowable) -> bool:
    return bool(getattr(block, "fills", False))


def needs(block: Flowable) -> float:
    """The least height of a block, in points."""
    if isinstance(block, CondPageBreak):
        return 0.0
    if least := getattr(block, "needs", None):
        return float(least(grid.WIDTH))
    return float(block.wrap(grid.WIDTH, grid.HEIGHT)[1])
