"""What a figure is, whichever the medium: its words, its tables, its drawing as data."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from typing import Literal
from typing import Protocol

from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.written import Written
from tradefiche.fiche import Fiche
from tradefiche.figures.table import Table
from tradefiche.wording import sentences
from tradefiche.wording.numbers import Unit

Level = Literal["départementales", "régionales"]
"""The customs' data that a figure is made of, as its source line names them."""
Room = Literal["page", "half"]
"""What a medium has for a drawing: a page, or half of one beside another figure."""


class Layout(Protocol):
    """A laid-out drawing: what is painted, and whatever else its chart knows of it."""

    @property
    def width(self) -> float:
        """Points."""

    @property
    def height(self) -> float:
        """Points; at most what was given."""

    @property
    def picture(self) -> Picture:
        """What is painted."""


@dataclass(frozen=True, slots=True)
class Highlight:
    """One flow in words: where it starts and ends, its part of the total, euros."""

    start: str
    end: str
    share: float
    value: int


@dataclass(frozen=True, slots=True)
class Highlights:
    """The flows that a drawing has in red, in words, the largest first."""

    title: str
    unit: Unit
    rows: tuple[Highlight, ...]


@dataclass(frozen=True, slots=True)
class ComparedFlow:
    """One main flow of a larger territory: its part of the trade there, and of that here."""

    start: str
    end: str
    there: float
    here: float


@dataclass(frozen=True, slots=True)
class ComparedFlows:
    """The numbered flows of a drawing in words, beside it; ``there`` and ``here`` head columns."""

    title: str
    there: str
    here: str
    rows: tuple[ComparedFlow, ...]


@dataclass(frozen=True)
class Figure:
    """One figure of a fiche. All that is asked of it is a function of the ``Fiche``.

    Attributes:
        name: in editions, file names and anchors.
        subject: all that the drawing depends on; None for a fiche that has no such figure. What
            several fiches share (the flows of their region) is drawn once for all of them.
        layout: subject, width and height in points, pen, room → the drawing; it may be lower.
        finding: the sentence over the drawing; None when it would add nothing.
        key: how it is read.
        alternative: what it says to who cannot see it.
        table: what the annexe prints.
        totals: tables that it prints under it, side by side.
        data: the whole, for who computes; ``table`` when there is no more than that.
        level: of the data behind it.
        total: set beside its number; empty for nothing.
        highlights: what stands under it where it has a page for itself.
        beside: what stands at its right.
        listed: layout → those of its words that read well in their order; a medium with text of
            its own writes them over the drawing as that, and not as a part of it.
        heights: subject → the least and the most points that the drawing can use, where it does
            not take all that a page has.
        reads_like: what figures with the same key have in common.
        color: of its number, where that is not the colour of its section.
        comparison_key: the key that such figures share on a page, from the fiche and the figures.
        columns: of twelve, what it takes where figures share a page; two that fill them, or less,
            stand side by side.
        several_years: whether its data are of other years too.
    """

    name: str
    subject: Callable[[Fiche], Any]
    layout: Callable[[Any, float, float, Pen, Room], Layout]
    finding: Callable[[Fiche], str | None]
    key: Callable[[Fiche], str]
    alternative: Callable[[Fiche], str]
    table: Callable[[Fiche], Table]
    data: Callable[[Fiche], Table]
    level: Level = "départementales"
    totals: Callable[[Fiche], tuple[Table, ...]] | None = None
    total: Callable[[Fiche], str] | None = None
    highlights: Callable[[Fiche], Highlights | None] | None = None
    beside: Callable[[Fiche], ComparedFlows | None] | None = None
    listed: Callable[[Any], tuple[Written, ...]] | None = None
    heights: Callable[[Any], tuple[float, float]] | None = None
    reads_like: str = ""
    comparison_key: Callable[[Fiche, Sequence[Figure]], str] | None = None
    color: str = ""
    columns: int = 12
    several_years: bool = False

    def applies(self, fiche: Fiche) -> bool:
        """Whether the fiche has this figure: Corse has no region beside itself."""
        return self.subject(fiche) is not None

    def source(self, fiche: Fiche, *, rounded: bool = True) -> str:
        """The line that says where its figures come from; ``rounded``: as on every page."""
        if self.several_years:
            return sentences.source_of_years(fiche, rounded=rounded)
        return sentences.source(fiche, self.level, rounded=rounded)


def alone(key: Callable[[Fiche], str]) -> Callable[[Fiche, Sequence[Figure]], str]:
    """The key, on a page with others, of a figure that no other reads like."""
    return lambda fiche, _: key(fiche)
