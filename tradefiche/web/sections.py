"""The sections of a fiche on its page: in which order, with which figures, in which words.

Figures come first and the method after, unless the edition orders them otherwise: on a phone,
screens of text would come before the first figure. Numbers of figures are those of the PDF.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from tradefiche import figures
from tradefiche.edition import Block
from tradefiche.edition import Edition
from tradefiche.edition import Section
from tradefiche.edition import Slot
from tradefiche.edition import substitute
from tradefiche.edition.page_texts import INTRODUCTION
from tradefiche.edition.page_texts import MAP
from tradefiche.export.data_files import DataFile
from tradefiche.export.data_files import of_figure
from tradefiche.export.data_files import of_table
from tradefiche.fiche import Fiche
from tradefiche.figures import essentiel
from tradefiche.web.figure import Numbered
from tradefiche.wording.placeholders import values

TONES = {"exports": "exports", "imports": "imports"}


@dataclass(frozen=True)
class Composition:
    """The sections of one fiche, its figures numbered, their data made.

    Attributes:
        known: the values of placeholders.
        shown: figures by name.
        essentiel: the data of « L'essentiel », where the edition has that page.
    """

    fiche: Fiche
    edition: Edition
    known: dict[str, str]
    shown: dict[str, Numbered]
    essentiel: DataFile | None

    @property
    def files(self) -> tuple[DataFile, ...]:
        """All data of its figures."""
        first = (self.essentiel,) if self.essentiel else ()
        return (*first, *(each.file for each in self.shown.values()))

    @cached_property
    def parts(self) -> tuple[Section | str, ...]:
        """Sections, the map and the introduction by their names, in the order of the page.

        None whose every figure the fiche lacks, and no annexe. The note of a département follows
        the last figure.
        """
        own, place = self.edition.web, self.fiche.place
        found = [own.get(each.name, each) for each in self.edition.sections_of(place.code)]
        shown = [*filter(self._is_shown, found)]
        return tuple(_chosen(shown, self.edition.web_sections) or _usual(shown))

    def tells(self, name: str) -> bool:
        """Whether a section is on the page."""
        return any(isinstance(each, Section) and each.name == name for each in self.parts)

    def has(self, block: Block) -> bool:
        """Whether the fiche has what a block stands for."""
        if not isinstance(block, Slot):
            return True
        if block.kind == "figure":
            return block.name in self.shown
        if block.kind == "essentiel":
            return essentiel.applies(self.fiche)
        return block.kind == "chiffres"

    def table_title(self, name: str) -> str:
        """What the annexe of the PDF calls a table; nothing where it has none."""
        found = (b for b in _slots(self.edition.sections) if b.kind == "donnees" and b.name == name)
        return next((substitute(block.title, self.known) for block in found), "")

    def _is_shown(self, section: Section) -> bool:
        slots = [b for b in section.blocks if isinstance(b, Slot) and b.kind != "marques"]
        if slots and all(slot.kind == "donnees" for slot in slots):
            return False  # each figure has its own table
        needed = [slot for slot in slots if slot.kind in ("figure", "essentiel")]
        return not needed or any(map(self.has, needed))


def compose(fiche: Fiche, edition: Edition) -> Composition:
    """The figures of a fiche, numbered as in its PDF."""
    known = values(fiche)
    made = Composition(fiche, edition, known, {}, _essentiel(fiche, edition))
    for section in edition.sections:
        for slot in _slots([section]):
            if slot.kind == "figure" and figures.named(slot.name).applies(fiche):
                number = len(made.shown) + 1
                made.shown[slot.name] = _numbered(made, section, slot, number)
    return made


def _numbered(made: Composition, section: Section, slot: Slot, number: int) -> Numbered:
    fiche, figure = made.fiche, figures.named(slot.name)
    title = substitute(slot.title, made.known)
    stem = f"{fiche.place.code}-{fiche.year}-figure-{number}-{slot.name}".lower()
    file = of_figure(figure, fiche, stem, f"Données de la figure {number} : {title}")
    table = made.table_title(slot.name) or title
    return Numbered(figure, number, title, table, file, TONES.get(section.color, ""))


def _essentiel(fiche: Fiche, edition: Edition) -> DataFile | None:
    """As the PDF attaches it."""
    if not essentiel.applies(fiche):
        return None
    if not any(slot.kind == "essentiel" for slot in _slots(edition.sections)):
        return None
    stem = f"{fiche.place.code}-{fiche.year}-{essentiel.NAME}".lower()
    title = f"L’essentiel : {fiche.place.name}, {fiche.year}"
    return of_table(essentiel.data(fiche), fiche, stem, title)


def _slots(sections: Sequence[Section]) -> Iterator[Slot]:
    return (b for section in sections for b in section.blocks if isinstance(b, Slot))


def _usual(shown: Sequence[Section]) -> list[Section | str]:
    """The first section, the map, other figures; the introduction, and what explains figures."""
    drawn = [each for each in shown if not _is_method(each)]
    made: list[Section | str] = [*drawn, INTRODUCTION, *filter(_is_method, shown)]
    made.insert(1 if drawn else 2, MAP)
    return made


def _chosen(shown: Sequence[Section], names: Sequence[str]) -> list[Section | str]:
    """What an edition names, and the note of the département; nothing where it names nothing."""
    held = {each.name: each for each in shown}
    made = [held.get(name, name) for name in names if name in held or name in (MAP, INTRODUCTION)]
    drawn = [n for n, each in enumerate(made, 1) if isinstance(each, Section) and _is_drawn(each)]
    notes = [each for each in shown if each.name.startswith("notes/")]
    place = max(drawn, default=0)
    return [*made[:place], *notes, *made[place:]] if names else []


def _is_drawn(section: Section) -> bool:
    return any(slot.kind == "figure" for slot in _slots([section]))


def _is_method(section: Section) -> bool:
    """Whether it has text alone, and is not the note of a département."""
    kinds = {b.kind for b in section.blocks if isinstance(b, Slot)} - {"marques"}
    return not kinds and not section.name.startswith("notes/")
