"""From an edition's sections to flowables: the one place where texts meet figures.

A section is a sequence of pages; a page is a sequence of blocks. Two figures on one page share
its height, its reading key and its source.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field

from reportlab.platypus import Flowable

from tradefiche import figures
from tradefiche.edition import Block
from tradefiche.edition import Edition
from tradefiche.edition import Heading
from tradefiche.edition import Items
from tradefiche.edition import Note
from tradefiche.edition import PageBreak
from tradefiche.edition import Paragraph
from tradefiche.edition import Section
from tradefiche.edition import Slot
from tradefiche.edition import fill
from tradefiche.edition import substitute
from tradefiche.export.data_files import DataFile
from tradefiche.export.data_files import of_figure
from tradefiche.fiche import Fiche
from tradefiche.fiche import Trade
from tradefiche.figures import essentiel
from tradefiche.figures.figure import Figure
from tradefiche.pdf.tags import Element
from tradefiche.report import annexe
from tradefiche.report import drawings
from tradefiche.report import essentiel as essentiel_blocks
from tradefiche.report import fit
from tradefiche.report import grid
from tradefiche.report import pagination
from tradefiche.report.blocks import Foot
from tradefiche.report.blocks import Hanging
from tradefiche.report.blocks import KeyNumbers
from tradefiche.report.blocks import ListItem
from tradefiche.report.blocks import Panel
from tradefiche.report.blocks import RunningHead
from tradefiche.report.blocks import SectionHead
from tradefiche.report.blocks import Stack
from tradefiche.report.blocks import runs
from tradefiche.report.blocks import text
from tradefiche.report.compared_list import ComparedList
from tradefiche.report.figure_block import Caption
from tradefiche.report.figure_block import FigureBlock
from tradefiche.report.figure_block import key_and_source
from tradefiche.report.figure_row import FigureRow
from tradefiche.report.look import Look
from tradefiche.report.look import Role
from tradefiche.report.main_flows import MainFlows
from tradefiche.report.marks import Closing
from tradefiche.wording import panels
from tradefiche.wording import sentences
from tradefiche.wording.alternatives import where
from tradefiche.wording.evolution import in_a_year
from tradefiche.wording.french import capitalised
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import amount_parts
from tradefiche.wording.numbers import share
from tradefiche.wording.placeholders import values

READING_WIDTH = grid.span(10)
HALF_PAGE_GAP = 16.0
SIZED_GAP = 13.0
LEAST_FILLED = 1 / 3
"""Of a last page of tables; with less, they are set tighter if that spares it."""


@dataclass
class Composer:
    """Turns the sections of one fiche into pages, numbering figures on the way.

    Attributes:
        known: what placeholders stand for: the values of the fiche, where no others are given.
        files: the data of its figures.
        shared: the files of the whole document, by figure and content: those that several fiches
            would bring, of a region and of France, keep the name that the first gave.
        first: the page of the cover in the document.
        tight: whether tables have lower rows.
        essentiel: the data of « L’essentiel », once it has its page.
        laid: the tables with their pages, counted from the first of their section.
        table_pages: of the fiche alone, by the place of the table.
    """

    fiche: Fiche
    edition: Edition
    look: Look
    known: dict[str, str] = field(default_factory=dict)
    numbers: dict[str, int] = field(default_factory=dict)
    files: list[DataFile] = field(default_factory=list)
    shared: dict[tuple[str, bytes], DataFile] = field(default_factory=dict)
    first: int = 1
    table_pages: dict[str, int] = field(default_factory=dict)
    tight: bool = field(default=False, init=False)
    laid: list[pagination.Placed] = field(default_factory=list, init=False)
    essentiel: DataFile | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        self.known = self.known or values(self.fiche)

    def pages(self, section: Section) -> list[list[Flowable]]:
        """The flowables of each page of a section: none where the fiche has none of its figures.

        Raises:
            FontError: a text uses a character that the fonts cannot show.
        """
        made = self._pages(section)
        kinds = {block.kind for block in section.blocks if isinstance(block, Slot)}
        if kinds != {"donnees"}:
            return made
        self.laid = list(pagination.placed(made[-1]))
        if pagination.last_filled(self.laid) < LEAST_FILLED:
            tighter = self._pages(section, tight=True)
            laid = list(pagination.placed(tighter[-1]))
            if laid[-1][1] < self.laid[-1][1]:
                made, self.laid = tighter, laid
        return made

    def _pages(self, section: Section, *, tight: bool = False) -> list[list[Flowable]]:
        self.tight = tight
        title = self.title(section)
        beside = substitute(essentiel_blocks.beside(section.blocks), self.known)
        mark = sentences.figure_mark(self.fiche) if beside else ""
        made: list[list[Flowable]] = []
        for blocks in _split_pages(section.blocks[1:]):
            if self._left_out(blocks):
                continue
            head: Flowable = (
                RunningHead(title, self.look, section.color)
                if made
                else SectionHead(title, self.look, section.color, beside=beside, mark=mark)
            )
            made.append(self._finished(blocks, [head, *self._page(section, blocks, head)]))
        return made

    def title(self, section: Section) -> str:
        """The section's title."""
        first = section.blocks[0]
        assert isinstance(first, Heading)  # checked when the edition is loaded
        return substitute("".join(part.text for part in first.text), self.known)

    def _page(self, section: Section, blocks: Sequence[Block], head: Flowable) -> list[Flowable]:
        blocks = [block for block in blocks if not self._absent(block)]
        slots = [b for b in blocks if isinstance(b, Slot) and b.kind == "figure"]
        shown = [figures.named(slot.name) for slot in slots]
        if shown and all(figure.heights for figure in shown):
            last = blocks.index(slots[-1]) + 1
            before = [block for block in blocks[:last] if block not in slots]
            above, below = self._text(section, before), self._text(section, blocks[last:])
            sized = self._sized(section, slots, [head, *above, *below])
            return [*above, *sized, *below]
        alone = len(slots) == 1
        made = self._text(section, blocks if alone else [b for b in blocks if b not in slots])
        return [*made, *self._comparison(section, slots, [head, *made])] if len(slots) > 1 else made

    def _text(self, section: Section, blocks: Sequence[Block]) -> list[Flowable]:
        made: list[Flowable] = []
        hanging: list[Block] = []
        with_titles = any(isinstance(block, Heading) for block in blocks)
        for block in blocks:
            in_margin = hanging and not isinstance(block, Note | Slot)
            if isinstance(block, Heading) or in_margin:
                if isinstance(block, Heading) and hanging:
                    made.append(self._hanging(hanging))
                    hanging = []
                hanging.append(block)
                continue
            if hanging:
                made.append(self._hanging(hanging))
                hanging = []
            made.extend(self._block(section, block, lead=with_titles))
        if hanging:
            made.append(self._hanging(hanging))
        return made

    def _left_out(self, blocks: Sequence[Block]) -> bool:
        """Whether a page is about figures or « L’essentiel », and the fiche has none of them."""
        slots = [b for b in blocks if isinstance(b, Slot) and b.kind in ("figure", "essentiel")]
        return bool(slots) and all(map(self._absent, slots))

    def _absent(self, block: Block) -> bool:
        """A figure, a table, or « L’essentiel », that this fiche does not have."""
        if not isinstance(block, Slot) or block.kind not in ("figure", "donnees", "essentiel"):
            return False
        if essentiel.NAME in (block.kind, block.name):
            return not essentiel.applies(self.fiche)
        return not figures.named(block.name).applies(self.fiche)

    # -- text --------------------------------------------------------------------------------

    def _block(self, section: Section, block: Block, *, lead: bool) -> list[Flowable]:
        if isinstance(block, Paragraph):
            role: Role = "lead_large" if lead else "body"
            after = 20.0 if lead else 14.0
            words = runs(fill(block.text, self.known), self.look)
            return [text(words, self.look, role, most=READING_WIDTH, after=after)]
        if isinstance(block, Note):
            parts = [
                text(runs(fill(words, self.known), self.look), self.look, "small", after=4)
                for words in block.paragraphs
            ]
            return [Foot(Panel(parts, self.look), 10)]
        if isinstance(block, Slot):
            return self._slot(section, block)
        if isinstance(block, Items):
            return [Stack(self._items(block))]
        raise AssertionError(f"a block without a shape: {block}")

    def _slot(self, section: Section, slot: Slot) -> list[Flowable]:
        if slot.kind == "chiffres":
            return [self._key_numbers(slot)]
        if slot.kind == "essentiel":
            return [essentiel_blocks.part(slot.name, self.fiche, self.look)]
        if slot.kind == "marques":
            return [Foot(Closing(self.look))]
        if slot.kind == "donnees":
            title = substitute(slot.title, self.known)
            if slot.name == essentiel.NAME:
                return annexe.essentiel_block(
                    self.fiche, title, self.essentiel, self.look, tight=self.tight
                )
            number = self.numbers.get(slot.name)
            if number is None:
                return []  # an edition that leaves a figure out leaves its table out
            figure = figures.named(slot.name)
            return annexe.block(figure, self.fiche, number, title, self.look, tight=self.tight)
        return [self._figure(section, slot)]

    def _hanging(self, blocks: Sequence[Block]) -> Flowable:
        heading = blocks[0]
        assert isinstance(heading, Heading)
        title = substitute("".join(part.text for part in heading.text), self.known)
        content: list[Flowable] = []
        for block in blocks[1:]:
            if isinstance(block, Paragraph):
                words = fill(block.text, self.known)
                if any(part.text.strip() for part in words):
                    content.append(text(runs(words, self.look), self.look, "body"))
            elif isinstance(block, Items):
                content.extend(self._items(block))
        return Hanging(text(title, self.look, "hanging", tag="H3"), content, self.look, 16)

    def _items(self, block: Items) -> list[Flowable]:
        items = Element("L", numbering="Decimal" if block.ordered else "Disc")
        after = 8.0 if block.ordered else 4.0
        filled = [runs(fill(words, self.known), self.look) for words in block.items]
        return [
            ListItem(number if block.ordered else None, words, self.look, items, after)
            for number, words in enumerate(filled, 1)
        ]

    # -- key numbers and figures -------------------------------------------------------------

    def _trade(self, name: str) -> Trade:
        return self.fiche.exports if name.startswith("exports") else self.fiche.imports

    def _key_numbers(self, slot: Slot) -> Flowable:
        trade, fiche = self._trade(slot.name), self.fiche
        what = "exportations" if trade.flow == "exports" else "importations"
        total = f"Total des {what}, {fiche.year}"
        if change := in_a_year(fiche, trade.flow):
            total += f"\n{change}"
        cells = [(*amount_parts(trade.total), total)]
        if fiche.region and trade.share_of_region is not None:
            label = f"des {what}\n{fiche.region.of}"
            cells.append((*_share_parts(trade.share_of_region), label))
        if trade.share_of_france is not None:
            label = f"des {what}\nde la France entière"
            cells.append((*_share_parts(trade.share_of_france), label))
        return KeyNumbers(cells, self.look, slot.name)

    # -- L'essentiel -------------------------------------------------------------------------

    def _finished(self, blocks: Sequence[Block], page: list[Flowable]) -> list[Flowable]:
        """A page; one of « L’essentiel » with its key and its source, set as large as it can be."""
        if not any(isinstance(b, Slot) and b.kind == "essentiel" for b in blocks):
            return page
        self.essentiel = essentiel_blocks.data_file(self.fiche)
        self.files.append(self.essentiel)
        place = annexe.place_of_table(self.fiche, essentiel.NAME)
        link = [(f"tableau{NBSP}de{NBSP}L’essentiel", place)]
        values = link if essentiel.NAME in self._held() else ()
        source = sentences.source(self.fiche, "départementales")
        foot = key_and_source(panels.key(self.fiche), source, self.look, values)
        return essentiel_blocks.settled([*page, Foot(Stack(foot))])

    def _caption(self, section: Section, slot: Slot) -> Caption:
        """Number the figure, and attach its data."""
        fiche, figure = self.fiche, figures.named(slot.name)
        number = self.numbers[slot.name] = len(self.numbers) + 1
        title = substitute(slot.title, self.known)
        stem = f"{fiche.place.code}-{fiche.year}-figure-{number}-{slot.name}".lower()
        file = of_figure(figure, fiche, stem, f"Données de la figure {number} : {title}")
        file = self.shared.setdefault((slot.name, file.content), file)
        self.files.append(file)
        return Caption(
            number,
            title,
            figure.finding(fiche),
            sentences.figure_mark(fiche),
            figure.color or section.color,
            figure.total(fiche) if figure.total else "",
            lambda: figure.alternative(fiche) + self._where(slot.name, number),
            annexe.place_of_figure(fiche, slot.name),
            file.name,
            sentences.short_mark(fiche),
        )

    def _where(self, name: str, number: int) -> str:
        """Where the values of a figure are, where they are."""
        page = self.table_pages.get(annexe.place_of_table(self.fiche, name))
        return where(number, self.first + page - 1) if page else ""

    def _tables(self, names: Sequence[str]) -> list[tuple[str, str]]:
        """Words and places of the tables that some figures, the next ones, have in the annexe."""
        held = self._held()
        known = list(self.numbers)
        numbers = {name: n for n, name in enumerate(dict.fromkeys([*known, *names]), 1)}
        return [
            (
                f"tableau de la figure {numbers[name]}".replace(" ", NBSP),  # one link, one line
                annexe.place_of_table(self.fiche, name),
            )
            for name in names
            if name in held
        ]

    def _held(self) -> set[str]:
        """What has its table in the annexe."""
        slots = [b for s in self.edition.sections for b in s.blocks if isinstance(b, Slot)]
        return {slot.name for slot in slots if slot.kind == "donnees"}

    def _foot(self, figure: Figure) -> list[Flowable]:
        tables = self._tables([figure.name])
        return key_and_source(figure.key(self.fiche), figure.source(self.fiche), self.look, tables)

    def _figure(self, section: Section, slot: Slot) -> Flowable:
        """A figure that has its page for itself."""
        figure, look = figures.named(slot.name), self.look
        caption = self._caption(section, slot)
        chart = drawings.chart(figure, self.fiche, "page", look)
        room = 0.0
        if figure.highlights:
            room = MainFlows.height_for(figure.highlights(self.fiche)) + 8
        aside = self._aside(figure)
        return FigureBlock(caption, look, chart, self._foot(figure), notes_height=room, aside=aside)

    def _aside(self, figure: Figure) -> Flowable | None:
        flows = figure.beside(self.fiche) if figure.beside else None
        return ComparedList(flows, self.look) if flows else None

    def _sized(
        self, section: Section, slots: Sequence[Slot], around: Sequence[Flowable]
    ) -> list[Flowable]:
        """Figures that know how high they can be: what is left between them is shared."""
        look, shown = self.look, [figures.named(slot.name) for slot in slots]
        foot = Stack(self._shared_foot(shown) if len(shown) > 1 else self._foot(shown[0]))
        made: list[FigureBlock | FigureRow] = []
        more: list[float] = []
        for row in _rows(list(zip(slots, shown, strict=True))):
            blocks, most = [], []
            for slot, figure in row:
                assert figure.heights  # or the page would not be one of these
                least, highest = figure.heights(figure.subject(self.fiche))
                chart = drawings.chart(figure, self.fiche, "page", look)
                caption = self._caption(section, slot)
                blocks.append(
                    FigureBlock(caption, look, chart, gap=8, after=SIZED_GAP, least=least)
                )
                most.append(highest - least)
            columns = [figure.columns for _, figure in row]
            made.append(FigureRow(blocks, columns, SIZED_GAP) if len(row) > 1 else blocks[0])
            more.append(max(most))
        needed = [block.needs(grid.WIDTH) for block in made]
        blocks_ = [*around, *made, foot]
        taken = sum(fit.needs(block) + block.getSpaceAfter() for block in blocks_)
        spare = grid.HEIGHT - taken - 1
        part = min(max(spare / sum(more), 0.0), 1.0) if sum(more) else 0.0
        for block, height, stretch in zip(made, needed, more, strict=True):
            block.fixed = height + part * stretch
        return [*made, foot]

    def _comparison(
        self, section: Section, slots: Sequence[Slot], before: Sequence[Flowable]
    ) -> list[Flowable]:
        """Figures of equal height, then the key and the source they share."""
        look, shown = self.look, [figures.named(slot.name) for slot in slots]
        shared = self._shared_foot(shown)
        foot = Stack(shared) if shared else None
        foot_height = foot.wrap(grid.WIDTH, grid.HEIGHT)[1] if foot else 0.0
        taken = sum(fit.needs(flowable) + flowable.getSpaceAfter() for flowable in before)
        room = grid.HEIGHT - taken - foot_height - HALF_PAGE_GAP * len(slots)
        height = math.floor(room / len(slots))
        made: list[Flowable] = [
            FigureBlock(
                self._caption(section, slot),
                look,
                drawings.chart(figure, self.fiche, "half", look),
                () if foot else self._foot(figure),
                height=height,
                gap=8,
                after=HALF_PAGE_GAP,
                aside=self._aside(figure),
            )
            for slot, figure in zip(slots, shown, strict=True)
        ]
        return [*made, Foot(foot)] if foot else made

    def _shared_foot(self, shown: Sequence[Figure]) -> list[Flowable]:
        """One key and source for figures that are read like others; else none."""
        if not all(figure.comparison_key for figure in shown):
            return []
        tables = self._tables([figure.name for figure in shown])
        return key_and_source(
            self._shared_key(shown), shown[0].source(self.fiche), self.look, tables
        )

    def _shared_key(self, shown: Sequence[Figure]) -> str:
        """One for all figures that are read alike."""
        keys = []
        for model in dict.fromkeys(figure.reads_like for figure in shown):
            alike = [figure for figure in shown if figure.reads_like == model]
            if key := alike[0].comparison_key:
                keys.append(key(self.fiche, alike))
        return " ".join([keys[0], *(capitalised(key) for key in keys[1:])])


def _rows(shown: Sequence[tuple[Slot, Figure]]) -> list[list[tuple[Slot, Figure]]]:
    """Figures in rows of twelve columns at most; one without a neighbour has its row."""
    rows: list[list[tuple[Slot, Figure]]] = []
    free = 0
    for slot, figure in shown:
        if figure.columns > free:
            rows.append([])
            free = 12
        rows[-1].append((slot, figure))
        free -= figure.columns
    return rows


def _share_parts(fraction: float) -> tuple[str, str]:
    value, _, unit = share(fraction).rpartition(NBSP)
    return value, unit


def _split_pages(blocks: Sequence[Block]) -> list[list[Block]]:
    pages: list[list[Block]] = [[]]
    for block in blocks:
        if isinstance(block, PageBreak):
            pages.append([])
        else:
            pages[-1].append(block)
    return pages
