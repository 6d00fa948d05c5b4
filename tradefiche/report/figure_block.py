"""One figure as a numbered block: title, finding, drawing, what goes with it, reading key, source.

A block is laid out from the top (number, title, finding) and from the bottom (source, key,
lists); the drawing takes the height that is left.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.platypus import Flowable

from tradefiche.charts.labels import Label
from tradefiche.charts.written import Tabled
from tradefiche.charts.written import Written
from tradefiche.pdf.drawing import Drawing
from tradefiche.pdf.drawing import place
from tradefiche.pdf.lines import Run
from tradefiche.pdf.tags import Element
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.blocks import Stack
from tradefiche.report.blocks import text
from tradefiche.report.look import Look
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import NNBSP
from tradefiche.wording.spoken import said


@dataclass(frozen=True, slots=True)
class Caption:
    """What stands around a chart.

    Attributes:
        mark: the demonstration or provisional mark, which a cropped figure keeps.
        short_mark: what is kept of it where the figure is narrow.
        total: set at the right of the number, on comparisons.
        alt: alternative text; asked for when the pages of all tables are known.
        place: the name by which links lead here.
        data: name of the attached file that holds the figure's data.
    """

    number: int
    title: str
    finding: str | None
    mark: str
    color: str
    total: str = ""
    alt: Callable[[], str] = str
    place: str = ""
    data: str = ""
    short_mark: str = ""


LEAST_CHART, LEAST_HALF = 240.0, 150.0
"""Points below which a chart cannot be drawn: alone on its page, and beside another."""

ASIDE_GAP = 16.0


@dataclass(frozen=True, slots=True)
class DrawnChart:
    """A chart at its size.

    Attributes:
        listed: those of its words that the page writes over the drawing, as text, lists, tables.
        beside: what stands between it and the key.
    """

    drawing: Drawing
    listed: Sequence[Written] = ()
    beside: Sequence[Flowable] = ()


Chart = Callable[[float, float], DrawnChart]
"""(width, height) → the chart."""


class FigureBlock(Flowable):
    """One figure, filling the frame or a given height.

    Args:
        chart: draws at the size it is given; may answer with a smaller height.
        notes_height: room kept under the chart for its lists.
        aside: what stands at the right of the chart, which is narrower then.
        foot: key and source, or nothing when two figures share theirs.
        height: of the whole block; None takes what is left in the frame.
        least: points below which the chart cannot be drawn, where it is not as others.
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
        least: float | None = None,
        gap: float = 14.0,
        after: float = 0.0,
        aside: Flowable | None = None,
    ) -> None:
        super().__init__()
        self.aside = aside
        self.caption, self.look, self.chart = caption, look, chart
        self.notes_height, self.fixed, self.gap = notes_height, height, gap
        self.least = least
        label = f"Figure {caption.number} – {caption.title}"
        self.title = text(
            caption.title, look, "figure_title", tag="H3", bookmark=1, label=label,
            place=caption.place,
        )  # fmt: skip
        self.finding = text(caption.finding, look, "finding") if caption.finding else None
        self.bottom = Stack(foot) if foot else None
        self.spaceAfter = after

    @property
    def fills(self) -> bool:
        """Whether it takes all the height that is left."""
        return self.fixed is None

    @property
    def parts(self) -> Sequence[Flowable]:
        """What it is made of, its drawing left out."""
        return [part for part in (self.title, self.finding, self.bottom) if part]

    def _around(self, width: float) -> float:
        """Points that all but the chart takes."""
        _, self.title_height = self.title.wrap(width, grid.HEIGHT)
        self.finding_height = self.finding.wrap(width, grid.HEIGHT)[1] if self.finding else 0.0
        self.bottom_height = self.bottom.wrap(width, grid.HEIGHT)[1] + 8 if self.bottom else 0.0
        self.head = 16.5 + self.title_height + self.finding_height + self.gap
        return self.head + self.bottom_height + self.notes_height

    def needs(self, width: float) -> float:
        """The least height that it can be given."""
        usual = LEAST_CHART if self.fills else LEAST_HALF
        least = usual if self.least is None else self.least
        return max(self._around(width) + least, self.fixed or 0.0)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Give the chart the height that captions and feet leave."""
        self.width = available_width
        needed = self.needs(available_width)
        if needed > available_height:  # nothing is drawn that cannot stand here
            self.height = needed
            return self.width, self.height
        total = self.fixed or available_height - 1e-3
        head, room = self.head, total - self.head - self.bottom_height - self.notes_height
        beside = self.aside.wrap(available_width, room)[0] + ASIDE_GAP if self.aside else 0.0
        drawn = self.chart(available_width - beside, room)
        self.drawing, self.listed = drawn.drawing, drawn.listed
        self.notes = Stack(drawn.beside) if drawn.beside else None
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
        figure = Element("Figure", alt=self.caption.alt(), bbox=box, attachments=files)
        with canvas.content(figure):
            place(canvas, self.drawing, 0, y)
        if self.aside:
            width, height = self.aside.wrap(self.width, self.drawing.height)
            self.aside.drawOn(canvas, self.width - width, y + self.drawing.height - height)
        for listed in self.listed:
            self._write(listed, y)
        if self.notes:
            y -= self.notes_size
            self.notes.drawOn(canvas, 0, y)
        if self.bottom:
            self.bottom.drawOn(canvas, 0, y - self.bottom_height)

    def _write(self, written: Written, y: float) -> None:
        """Words of the chart, as a paragraph and a list under it, or as a table."""
        canvas = self.canv
        if isinstance(written, Tabled):
            self._table(written, y)
            return
        if written.heading:
            self._labels(Element("P"), written.heading, y)
        if written.items:
            with canvas.container(Element("L")):
                for words in written.items:
                    with canvas.container(Element("LI")):
                        self._labels(Element("LBody"), words, y)

    def _table(self, table: Tabled, y: float) -> None:
        canvas = self.canv
        with canvas.container(Element("Table", summary=table.title)):
            for row in table.rows:
                with canvas.container(Element("TR")):
                    for cell in row:
                        role = "TH" if cell.head else "TD"
                        heard = said(" ".join([each.text for each in cell.words]))
                        element = Element(role, scope=cell.head, columns=cell.columns, actual=heard)
                        with canvas.content(element):
                            self._show(cell.words, y)

    def _labels(self, element: Element, labels: Sequence[Label], y: float) -> None:
        """Labels of one element; what is printed short is a span that is heard in full."""
        canvas = self.canv
        with canvas.container(element):
            for each in labels:
                heard = said(each.text)
                with canvas.content(Element("Span", actual=heard) if heard else element):
                    self._show((each,), y)

    def _show(self, labels: Sequence[Label], y: float) -> None:
        """Labels where they stand, each with a space after it."""
        look = self.look
        for each in labels:
            font, color = look.typeface.font(each.weight), look.color(each.color)
            self.canv.show(f"{each.text} ", each.left, y + each.y, font, each.size, color)

    def _mark(self, x: float) -> str:
        """The mark, or what is kept of it beside a total or in a narrow figure."""
        caption, width = self.caption, self.look.pen.width
        total = width(caption.total, 8.5, "semibold") + 8 if caption.total else 0.0
        fits = x + width(caption.mark, 7) + total <= self.width
        return caption.mark if fits else caption.short_mark or caption.mark

    def _number_line(self, y: float) -> None:
        """« Figure 3 », the mark that a cropped figure keeps, the total of a comparison."""
        canvas, look, caption = self.canv, self.look, self.caption
        color = "state" if caption.color == "state" else f"{caption.color}_text"
        with canvas.content(self.title.element):
            width = paint.write(
                canvas, look, f"Figure{NBSP}{caption.number} ", 0, y, 8.5, "bold", color
            )
        if mark := self._mark(width + 16):
            with canvas.artifact():
                paint.fill(canvas, look, "demo", width + 7, y, 5.6, 5.6)
            with canvas.content(Element("P")):
                paint.write(canvas, look, mark + " ", width + 16, y, 7)
        if caption.total:
            with canvas.content(Element("P", actual=said(caption.total))):
                paint.write(
                    canvas, look, caption.total, self.width, y, 8.5, "semibold", color, "right"
                )


def key_and_source(
    key: str, source: str, look: Look, values: Sequence[tuple[str, str]] = ()
) -> list[Flowable]:
    """« Clé de lecture », where there is something to read, then where the figures come from.

    Args:
        values: words and place of each table that holds the values.
    """
    head = Run(f"Clé de lecture{NBSP}: ", "semibold", look.color("ink"))
    words = [Run(source)]
    for index, (name, place_) in enumerate(values):
        words.append(Run(f"{NNBSP}; " if index else f" Valeurs{NBSP}: "))
        words.append(Run(name, None, look.color("state"), f"#{place_}"))
    if values:
        words.append(Run("."))
    made = [text((head, Run(key)), look, "key", after=3)] if key else []
    return [*made, text(words, look, "source")]
