"""The eight figures as numbered blocks: title, finding, chart, reading key, source.

A block is laid out from the top (number, title, finding) and from the bottom (source, key,
lists); the chart takes the height that is left.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from reportlab.platypus import Flowable

from tradefiche.charts import bars
from tradefiche.charts import fan
from tradefiche.charts import flow_diagram
from tradefiche.charts import treemap
from tradefiche.charts.drawing import draw
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.drawing import place
from tradefiche.pdf.renderer import record
from tradefiche.pdf.tags import Element
from tradefiche.pdf.text import Run
from tradefiche.pdf.text import Text
from tradefiche.report import paint
from tradefiche.report.blocks import Stack
from tradefiche.report.blocks import text
from tradefiche.report.look import Look
from tradefiche.report.main_flows import MainFlows
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a chart.

    Attributes:
        mark: the demonstration or provisional mark, which a cropped figure keeps.
        total: set at the right of the number, on comparisons.
        alt: alternative text.
        data: name of the attached file that holds the figure's data.
    """

    number: int
    title: str
    finding: str | None
    mark: str
    color: str
    total: str = ""
    alt: str = ""
    data: str = ""


NOTE_LINES = 4
KEPT = 256
"""Drawings of a kind that a process keeps: about 10 kB each."""
NOTES_GAP = 8.0
LEFT_EMPTY = 8.0
"""Points that a chart may leave under its notes before it is laid out again."""
NAMED_WHEN_THIN = 8
"""Products named under a half that is one bar."""

Chart = Callable[[float, float], tuple[Drawing, Sequence[Flowable]]]
"""(width, height) → the drawing, and what stands between it and the key."""


class FigureBlock(Flowable):
    """One figure, filling the frame or a given height.

    Args:
        chart: draws at the size it is given; may answer with a smaller height.
        notes_height: room kept under the chart for its lists.
        foot: key and source, or nothing when two figures share theirs.
        height: of the whole block; None takes what is left in the frame.
    """

    def __init__(
        self,
        caption: Caption,
        look: Look,
        chart: Chart,
        foot: Sequence[Flowable] = (),
        *,
        notes_height: float = 0.0,
        height: float | None = None,
        gap: float = 14.0,
        after: float = 0.0,
    ) -> None:
        super().__init__()
        self.caption, self.look, self.chart = caption, look, chart
        self.foot, self.notes_height, self.fixed, self.gap = foot, notes_height, height, gap
        self.spaceAfter = after

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Give the chart the height that captions and feet leave."""
        look, caption = self.look, self.caption
        self.width = available_width
        total = self.fixed or available_height - 1e-3
        self.title = text(caption.title, look, "figure_title", tag="H3", bookmark=1)
        _, self.title_height = self.title.wrap(available_width, total)
        self.finding = None
        self.finding_height = 0.0
        if caption.finding:
            self.finding = text(caption.finding, look, "finding")
            _, self.finding_height = self.finding.wrap(available_width, total)
        self.bottom = Stack(self.foot) if self.foot else None
        self.bottom_height = 0.0
        if self.bottom:
            self.bottom_height = self.bottom.wrap(available_width, total)[1] + 8
        head = 16.5 + self.title_height + self.finding_height + self.gap
        room = total - head - self.bottom_height - self.notes_height
        self.drawing, notes = self.chart(available_width, room)
        self.notes = Stack(notes) if notes else None
        self.notes_size = self.notes.wrap(available_width, total)[1] + 8 if self.notes else 0.0
        self.height = head + self.drawing.height + self.notes_size + self.bottom_height
        if self.fixed:
            self.height = max(self.height, self.fixed)
        return self.width, self.height

    def draw(self) -> None:
        """From the top down."""
        canvas, look = self.canv, self.look
        with canvas.artifact():
            paint.rule(canvas, look, "ink", 0, self.height, self.width, 0.75)
        self._number_line(self.height - 13)
        y = self.height - 16.5 - self.title_height
        self.title.drawOn(canvas, 0, y)
        if self.finding:
            y -= self.finding_height
            self.finding.drawOn(canvas, 0, y)
        y -= self.gap + self.drawing.height
        x0, y0 = canvas.absolutePosition(0, y)
        box = (x0, y0, x0 + self.drawing.width, y0 + self.drawing.height)
        files = (self.caption.data,) if self.caption.data else ()
        figure = Element("Figure", alt=self.caption.alt, bbox=box, attachments=files)
        with canvas.content(figure):
            place(canvas, self.drawing, 0, y)
        if self.notes:
            y -= self.notes_size
            self.notes.drawOn(canvas, 0, y)
        if self.bottom:
            self.bottom.drawOn(canvas, 0, y - self.bottom_height)

    def _number_line(self, y: float) -> None:
        """« Figure 3 », the mark that a cropped figure keeps, the total of a comparison."""
        canvas, look, caption = self.canv, self.look, self.caption
        color = "state" if caption.color == "state" else f"{caption.color}_text"
        with canvas.content(self.title.element):
            width = paint.write(
                canvas, look, f"Figure{NBSP}{caption.number} ", 0, y, 8.5, "bold", color
            )
        if caption.mark:
            with canvas.artifact():
                paint.fill(canvas, look, "demo", width + 7, y, 5.6, 5.6)
            with canvas.content(Element("P")):
                paint.write(canvas, look, caption.mark + " ", width + 16, y, 7)
        if caption.total:
            with canvas.content(Element("P")):
                paint.write(
                    canvas, look, caption.total, self.width, y, 8.5, "semibold", color, "right"
                )


def key_and_source(key: str, source: str, look: Look) -> list[Flowable]:
    """« Clé de lecture », then where the figures come from."""
    head = Run(f"Clé de lecture{NBSP}: ", "semibold", look.color("ink"))
    return [text((head, Run(key)), look, "key", after=3), text(source, look, "source")]


# -- charts --------------------------------------------------------------------------------


def balance_chart(fiche: Fiche, look: Look) -> Chart:
    """Figure 1."""

    def chart(width: float, height: float) -> tuple[Drawing, Sequence[Flowable]]:
        return balance_drawing(fiche, width, height, look), ()

    return chart


@lru_cache(maxsize=KEPT)
def balance_drawing(fiche: Fiche, width: float, height: float, look: Look) -> Drawing:
    """Figure 1; drawn once for the fiche and for every pack that it is in, as all figures are."""
    layout = bars.layout(fiche, width, height, look.pen)
    return record(draw(layout.picture, look.palette), look.typeface)


def products_chart(fiche: Fiche, look: Look) -> Chart:
    """Figure 2, with the names of its numbered cells; both share the room given."""

    def chart(width: float, height: float) -> tuple[Drawing, Sequence[Flowable]]:
        drawing, notes = products_drawing(fiche, width, height, look)
        return drawing, [text(words, look, "cells", after=1) for words in notes]

    return chart


@lru_cache(maxsize=KEPT)
def products_drawing(
    fiche: Fiche, width: float, height: float, look: Look
) -> tuple[Drawing, tuple[tuple[Run, ...], ...]]:
    """The treemap of figure 2, and the words under it."""

    def beside(notes_height: float) -> tuple[treemap.TreemapLayout, list[Text], float]:
        room = height - NOTES_GAP - notes_height
        layout = treemap.layout(fiche, width, room, look.pen)
        notes = _cell_names(layout, fiche, width, look)
        taken = sum(note.wrap(width, height)[1] + note.getSpaceAfter() for note in notes)
        return layout, notes, taken

    most = 2 * (NOTE_LINES * look.style("cells").leading + 1)
    layout, notes, taken = beside(most)  # nearly all fiches have this much to name
    if most - taken > LEFT_EMPTY:
        larger, fewer, still = beside(taken)
        if still <= taken:  # a larger chart names more itself; should it not, keep the first
            layout, notes = larger, fewer
    drawing = record(draw(layout.picture, look.palette), look.typeface)
    return drawing, tuple(note.runs for note in notes)


def _cell_names(
    layout: treemap.TreemapLayout, fiche: Fiche, width: float, look: Look
) -> list[Text]:
    """What the chart has no room to name, one paragraph a half."""
    notes = []
    for half in layout.halves:
        trade = fiche.imports if half.flow == "imports" else fiche.exports
        title = "Importations" if half.flow == "imports" else "Exportations"
        what = "premiers produits" if half.thin else "cases numérotées"
        if half.thin:
            named = [("", p.product.short, p.value) for p in trade.products[:NAMED_WHEN_THIN]]
        else:
            named = [(f"{c.number}{NBSP}", c.name, c.value) for c in half.numbered]
        if named:
            unit = Unit.of(half.total)
            head = typeset(f"{title}, {what} ({unit.symbol}) : ")
            color = look.color(f"{half.flow}_text")
            notes.append(_shortened(Run(head, "semibold", color), named, unit, width, look))
    return notes


def _shortened(
    head: Run, named: Sequence[tuple[str, str, int]], unit: Unit, width: float, look: Look
) -> Text:
    """The list in at most ``NOTE_LINES`` lines; what is left is in the annexe."""
    shown = len(named)
    while True:
        note = _cell_note(head, named, shown, unit, look)
        note.wrap(width, 1000)
        lines = note.lines or ()
        if len(lines) <= NOTE_LINES or not shown:
            return note
        # as many as the lines kept have room for: at most a few tries
        kept = sum(len(piece.run.text) for line in lines[:NOTE_LINES] for piece in line)
        shown = min(shown - 1, _count_within(head, named, unit, kept))


def _count_within(
    head: Run, named: Sequence[tuple[str, str, int]], unit: Unit, letters_kept: int
) -> int:
    """How many entries a text of so many letters holds."""
    used = len(head.text)
    for count, (number, name, value) in enumerate(named):
        used += len(number) + len(name) + len(unit.label(value)) + 4
        if used > letters_kept:
            return count
    return len(named)


def _cell_note(
    head: Run, named: Sequence[tuple[str, str, int]], shown: int, unit: Unit, look: Look
) -> Text:
    ink = look.color("ink")
    words = [head]
    for index, (number, name, value) in enumerate(named[:shown]):
        words.append(Run(typeset(" ; ") if index else ""))
        words.append(Run(number, "semibold", ink))
        words.append(Run(f"{name}{NBSP}"))
        words.append(Run(unit.label(value), None, ink))
    rest = len(named) - shown
    more = f" ; {rest} autre{'s' * (rest > 1)} en annexe."
    words.append(Run(typeset(more) if rest else "."))
    return text(words, look, "cells", after=1)


@lru_cache(maxsize=KEPT)
def fan_drawing(
    matrix: FlowMatrix,
    size: tuple[float, float],
    start: float,
    lift: float,
    look: Look,
    edge: tuple[float, float] | None = None,
) -> Drawing | None:
    """The decoration of a cover, or None where nothing is exported."""
    layout = fan.layout(matrix, *size, start, lift, edge)
    return record(draw(layout.picture, look.palette), look.typeface) if layout.strands else None


@lru_cache(maxsize=KEPT)
def flow_drawing(
    matrix: FlowMatrix, width: float, height: float, form: flow_diagram.Format, look: Look
) -> Drawing:
    """A flow diagram; those of a region or of France are drawn once for all their fiches."""
    layout = flow_diagram.layout(matrix, width, height, look.pen, form)
    return record(draw(layout.picture, look.palette), look.typeface)


def flow_chart(matrix: FlowMatrix, look: Look, form: flow_diagram.Format) -> Chart:
    """Figures 3 to 8; the full page adds the main flows in words."""

    def chart(width: float, height: float) -> tuple[Drawing, Sequence[Flowable]]:
        drawing = flow_drawing(matrix, width, round(height, 1), form, look)
        notes = [MainFlows(matrix, look)] if form is flow_diagram.FULL and matrix.main else []
        return drawing, notes

    return chart
