"""The drawings of figures, recorded once a process for every document that they are in.

The fiches of a region share its figures, and a pack those of its départements.
"""

from __future__ import annotations

from collections.abc import Hashable
from collections.abc import Sequence
from functools import lru_cache

from reportlab.platypus import Flowable

from tradefiche.charts import fan
from tradefiche.charts.drawing import draw
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Layout
from tradefiche.figures.figure import Room
from tradefiche.figures.figure import Unnamed
from tradefiche.figures.figure import UnnamedProduct
from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.lines import Run
from tradefiche.pdf.renderer import record
from tradefiche.pdf.text import Text
from tradefiche.report.blocks import text
from tradefiche.report.figure_block import Chart
from tradefiche.report.look import Look
from tradefiche.report.main_flows import MainFlows
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import plural

NOTE_LINES = 4
KEPT = 256
"""Drawings that a process keeps of each kind: about 10 kB each."""
NOTES_GAP = 8.0
LEFT_EMPTY = 8.0
"""Points that a drawing may leave under its notes before it is laid out again."""

Words = tuple[Run, ...]


def chart(figure: Figure, fiche: Fiche, room: Room, look: Look) -> Chart:
    """What draws a figure at the size that it is given, and says what goes with it.

    Raises:
        FontError: when it draws; a text uses a character that the fonts cannot show.
    """
    subject = figure.subject(fiche)
    highlights = figure.highlights(fiche) if figure.highlights and room == "page" else None

    def made(width: float, height: float) -> tuple[Drawing, Sequence[Flowable]]:
        # A tenth of a point more or less would be another drawing for each fiche of a region.
        rounded = height if subject is fiche else round(height, 1)
        drawing, notes = recorded(figure, subject, width, rounded, room, look)
        beside: list[Flowable] = [text(words, look, "cells", after=1) for words in notes]
        return drawing, [*beside, *([MainFlows(highlights, look)] if highlights else [])]

    return made


@lru_cache(maxsize=KEPT)
def recorded(
    figure: Figure, subject: Hashable, width: float, height: float, room: Room, look: Look
) -> tuple[Drawing, tuple[Words, ...]]:
    """The drawing of a figure, and the words for what it has no room to name; they share it.

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """

    def laid_out(high: float) -> tuple[Layout, list[Text], float]:
        layout = figure.layout(subject, width, high, look.pen, room)
        unnamed = figure.unnamed(subject, layout) if figure.unnamed else ()
        notes = [_note(each, width, look) for each in unnamed]
        taken = sum(note.wrap(width, height)[1] + note.getSpaceAfter() for note in notes)
        return layout, notes, taken

    if not figure.unnamed:
        layout, notes, _ = laid_out(height)
    else:
        most = 2 * (NOTE_LINES * look.style("cells").leading + 1)
        # Nearly all have this much to name.
        layout, notes, taken = laid_out(height - NOTES_GAP - most)
        if most - taken > LEFT_EMPTY:
            larger, fewer, still = laid_out(height - NOTES_GAP - taken)
            if still <= taken:  # a larger drawing names more itself; else keep the first
                layout, notes = larger, fewer
    drawing = record(draw(layout.picture, look.palette), look.typeface)
    return drawing, tuple(note.runs for note in notes)


@lru_cache(maxsize=KEPT)
def fan_drawing(
    matrix: FlowMatrix,
    size: tuple[float, float],
    start: float,
    lift: float,
    look: Look,
    edge: tuple[float, float] | None = None,
) -> Drawing | None:
    """The decoration of a cover, or None where nothing is exported.

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    layout = fan.layout(matrix, *size, start, lift, edge)
    return record(draw(layout.picture, look.palette), look.typeface) if layout.strands else None


# -- what a drawing has no room to name --------------------------------------------------------


def _note(unnamed: Unnamed, width: float, look: Look) -> Text:
    """One paragraph."""
    head = Run(unnamed.title, "semibold", look.color(unnamed.color))
    return _shortened(head, unnamed.entries, unnamed.unit, width, look)


def _shortened(
    head: Run, entries: Sequence[UnnamedProduct], unit: Unit, width: float, look: Look
) -> Text:
    """The list in at most ``NOTE_LINES`` lines; what is left is in the annexe."""
    shown = len(entries)
    while True:
        note = _cell_note(head, entries, shown, unit, look)
        note.wrap(width, 1000)
        lines = note.lines or ()
        if len(lines) <= NOTE_LINES or not shown:
            return note
        # as many as the lines kept have room for: at most a few tries
        kept = sum(len(piece.run.text) for line in lines[:NOTE_LINES] for piece in line)
        shown = min(shown - 1, _count_within(head, entries, unit, kept))


def _count_within(
    head: Run, entries: Sequence[UnnamedProduct], unit: Unit, letters_kept: int
) -> int:
    """How many entries a text of so many letters holds."""
    used = len(head.text)
    for count, entry in enumerate(entries):
        used += len(_number(entry)) + len(entry.name) + len(unit.label(entry.value)) + 4
        if used > letters_kept:
            return count
    return len(entries)


def _cell_note(
    head: Run, entries: Sequence[UnnamedProduct], shown: int, unit: Unit, look: Look
) -> Text:
    ink = look.color("ink")
    words = [head]
    for index, entry in enumerate(entries[:shown]):
        words.append(Run(typeset(" ; ") if index else ""))
        words.append(Run(_number(entry), "semibold", ink))
        words.append(Run(f"{entry.name}{NBSP}"))
        words.append(Run(unit.label(entry.value), None, ink))
    rest = len(entries) - shown
    more = f" ; {rest} {plural('autre', rest)} en annexe."
    words.append(Run(typeset(more) if rest else "."))
    return text(words, look, "cells", after=1)


def _number(entry: UnnamedProduct) -> str:
    return f"{entry.number}{NBSP}" if entry.number else ""
