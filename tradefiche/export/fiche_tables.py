"""The tables of a fiche's figures, numbered and titled as its pages have them.

It knows the edition, which says which figures there are and in what order, and no page.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tradefiche import figures
from tradefiche.edition import Edition
from tradefiche.edition import Slot
from tradefiche.edition import substitute
from tradefiche.export.about import date_of
from tradefiche.export.about import subject
from tradefiche.export.about import title
from tradefiche.export.workbook import Properties
from tradefiche.export.workbook import Sheet
from tradefiche.export.workbook import tab
from tradefiche.export.workbook import workbook
from tradefiche.fiche import Fiche
from tradefiche.figures import essentiel
from tradefiche.figures.table import Table
from tradefiche.wording import sentences
from tradefiche.wording.french import typeset
from tradefiche.wording.placeholders import values


@dataclass(frozen=True, slots=True)
class FicheTable:
    """All the data of one figure, or of « L’essentiel ».

    Attributes:
        name: as editions call the figure.
        number: of the figure; None for « L’essentiel », which has none.
        title: as the page has it.
        source: likewise.
    """

    name: str
    number: int | None
    title: str
    table: Table
    source: str

    @property
    def stem(self) -> str:
        """« figure-1-pays », « essentiel »: how files are called."""
        return self.name if self.number is None else f"figure-{self.number}-{self.name}"


@dataclass(frozen=True, slots=True)
class Book:
    """A finished workbook; ``pages`` are its sheets."""

    content: bytes
    pages: int


def compose(fiche: Fiche, edition: Edition, _: object = None) -> Book:
    """The workbook of a fiche; the same bytes for the same fiche, edition and version.

    Raises:
        OutputError: XlsxWriter is not installed.
    """
    made = sheets(fiche, edition)
    return Book(workbook(made, properties(fiche, edition)), len(made))


def of_fiche(fiche: Fiche, edition: Edition) -> tuple[FicheTable, ...]:
    """The tables of the figures that the fiche has, in the order of its pages."""
    return tuple(_found(fiche, edition))


def _found(fiche: Fiche, edition: Edition) -> Iterator[FicheTable]:
    known = values(fiche)
    slots = [
        block
        for section in edition.sections_of(fiche.place.code)
        for block in section.blocks
        if isinstance(block, Slot)
    ]
    if any(slot.kind == "essentiel" for slot in slots) and essentiel.applies(fiche):
        source = sentences.source(fiche, "départementales", rounded=False)
        yield FicheTable(essentiel.NAME, None, "L’essentiel", essentiel.data(fiche), source)
    shown = [figures.named(slot.name) for slot in slots if slot.kind == "figure"]
    titles = {slot.name: slot.title for slot in slots if slot.kind == "figure"}
    for number, figure in enumerate((each for each in shown if each.applies(fiche)), 1):
        words = substitute(titles[figure.name], known)
        source = figure.source(fiche, rounded=False)
        yield FicheTable(figure.name, number, words, figure.data(fiche), source)


def sheets(fiche: Fiche, edition: Edition) -> tuple[Sheet, ...]:
    """The same, each as a sheet with its source and its mark."""
    mark = sentences.figure_mark(fiche)
    return tuple(
        Sheet(
            tab(each.title if each.number is None else f"{each.number} {each.name}"),
            each.title if each.number is None else typeset(f"Figure {each.number} : {each.title}"),
            each.table,
            each.source,
            mark,
        )
        for each in of_fiche(fiche, edition)
    )


def properties(fiche: Fiche, edition: Edition) -> Properties:
    """What the workbook of a fiche says of itself, as its PDF does."""
    return Properties(
        title(fiche, edition),
        date_of(fiche),
        subject(fiche),
        edition.publisher,
        (*edition.keywords, fiche.place.name, str(fiche.year)),
        (sentences.source(fiche, "départementales", rounded=False),),
    )
