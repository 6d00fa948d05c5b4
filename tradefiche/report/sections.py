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

from tradefiche.charts import flows
from tradefiche.datafiles import DataFile
from tradefiche.datafiles import for_figure
from tradefiche.datafiles import matrix_of
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
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Trade
from tradefiche.pdf.tags import Element
from tradefiche.report import annexe
from tradefiche.report import figures
from tradefiche.report import grid
from tradefiche.report.blocks import Foot
from tradefiche.report.blocks import Hanging
from tradefiche.report.blocks import KeyNumbers
from tradefiche.report.blocks import Numbered
from tradefiche.report.blocks import Panel
from tradefiche.report.blocks import RunningHead
from tradefiche.report.blocks import SectionHead
from tradefiche.report.blocks import Stack
from tradefiche.report.blocks import runs
from tradefiche.report.blocks import text
from tradefiche.report.figures import Caption
from tradefiche.report.figures import FigureBlock
from tradefiche.report.look import Look
from tradefiche.report.look import Role
from tradefiche.report.mainflows import MainFlows
from tradefiche.report.marks import Closing
from tradefiche.wording import alternatives
from tradefiche.wording import sentences
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import amount_parts
from tradefiche.wording.numbers import share
from tradefiche.wording.placeholders import values

READING_WIDTH = grid.span(10)
HALF_PAGE_GAP = 16.0


@dataclass
class Composer:
    """Turns the sections of one fiche into pages, numbering figures on the way.

    Attributes:
        files: the data of its figures.
        shared: the files of the whole document, by figure and content: those that several fiches
            would bring, of a region and of France, keep the name that the first gave.
    """

    fiche: Fiche
    edition: Edition
    look: Look
    known: dict[str, str] = field(init=False)
    numbers: dict[str, int] = field(default_factory=dict)
    files: list[DataFile] = field(default_factory=list)
    shared: dict[tuple[str, bytes], DataFile] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.known = values(self.fiche)

    def pages(self, section: Section) -> list[list[Flowable]]:
        """The flowables of each page of a section."""
        title = self.title(section)
        made: list[list[Flowable]] = []
        for blocks in _split_pages(section.blocks[1:]):
            head: Flowable = (
                RunningHead(title, self.look, section.color)
                if made
                else SectionHead(title, self.look, section.color)
            )
            made.append([head, *self._page(section, blocks)])
        return made

    def title(self, section: Section) -> str:
        """The section's title."""
        first = section.blocks[0]
        assert isinstance(first, Heading)  # checked when the edition is loaded
        return substitute("".join(part.text for part in first.text), self.known)

    def _page(self, section: Section, blocks: Sequence[Block]) -> list[Flowable]:
        blocks = [block for block in blocks if not self._absent(block)]
        slots = [b for b in blocks if isinstance(b, Slot) and b.kind == "figure"]
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
            if isinstance(block, Slot) and block.kind == "figure" and len(slots) > 1:
                continue
            made.extend(self._block(section, block, lead=with_titles))
        if hanging:
            made.append(self._hanging(hanging))
        if len(slots) > 1:
            made.extend(self._comparison(section, slots, made))
        return made

    def _absent(self, block: Block) -> bool:
        return isinstance(block, Slot) and block.name.endswith("-region") and not self.fiche.region

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
        if slot.kind == "marques":
            return [Foot(Closing(self.look))]
        if slot.kind == "donnees":
            title = substitute(slot.title, self.known)
            number = self.numbers.get(slot.name)
            if number is None:
                return []  # an edition that leaves a figure out leaves its table out
            return annexe.block(self.fiche, slot.name, number, title, self.look)
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
        return [
            Numbered(number, runs(fill(words, self.known), self.look), self.look, items, 8)
            for number, words in enumerate(block.items, 1)
        ]

    # -- key numbers and figures -------------------------------------------------------------

    def _trade(self, name: str) -> Trade:
        return self.fiche.exports if name.startswith("exports") else self.fiche.imports

    def _key_numbers(self, slot: Slot) -> Flowable:
        trade, fiche = self._trade(slot.name), self.fiche
        what = "exportations" if trade.flow == "exports" else "importations"
        cells = [(*amount_parts(trade.total), f"Total des {what}, {fiche.year}")]
        if fiche.region and trade.share_of_region is not None:
            label = f"des {what}\n{fiche.region.of}"
            cells.append((*_share_parts(trade.share_of_region), label))
        if trade.share_of_france is not None:
            label = f"des {what}\nde la France entière"
            cells.append((*_share_parts(trade.share_of_france), label))
        return KeyNumbers(cells, self.look, slot.name)

    def _caption(
        self, section: Section, slot: Slot, finding: str | None, alt: str, total: str = ""
    ) -> Caption:
        """Number the figure, and attach its data."""
        number = self.numbers[slot.name] = len(self.numbers) + 1
        title = substitute(slot.title, self.known)
        stem = f"{self.fiche.place.code}-{self.fiche.year}-figure-{number}-{slot.name}".lower()
        file = for_figure(self.fiche, slot.name, stem, f"Données de la figure {number} : {title}")
        file = self.shared.setdefault((slot.name, file.content), file)
        self.files.append(file)
        return Caption(
            number,
            title,
            finding,
            sentences.figure_mark(self.fiche),
            section.color,
            total,
            alt,
            file.name,
        )

    def _figure(self, section: Section, slot: Slot) -> Flowable:
        """A figure that has its page for itself."""
        fiche, look = self.fiche, self.look
        level = "régionales" if "-" in slot.name else "départementales"
        source = sentences.source(fiche, level)
        if slot.name == "pays":
            finding, key = sentences.balance_finding(fiche), sentences.balance_key(fiche)
            alt = alternatives.balance(fiche)
            chart = figures.balance_chart(fiche, look)
        elif slot.name == "produits":
            finding, key = sentences.products_finding(fiche), sentences.products_key(fiche)
            alt = alternatives.products(fiche)
            chart = figures.products_chart(fiche, look)
        else:
            matrix = self._matrix(slot)
            finding, key = sentences.flows_finding(matrix), sentences.flows_key(matrix)
            alt = alternatives.flows(fiche, matrix)
            caption = self._caption(section, slot, finding, alt, self._total(slot))
            return FigureBlock(
                caption,
                look,
                figures.flow_chart(matrix, look, flows.FULL),
                figures.key_and_source(key, source, look),
                notes_height=MainFlows.height_for(matrix) + 8,
            )
        caption = self._caption(section, slot, finding, alt)
        foot = figures.key_and_source(key, source, look)
        return FigureBlock(caption, look, chart, foot)

    def _matrix(self, slot: Slot) -> FlowMatrix:
        matrix = matrix_of(self.fiche, slot.name)
        assert matrix is not None  # slots of a region that does not exist are absent
        return matrix

    def _total(self, slot: Slot) -> str:
        """The total, on comparison figures only: the département's is in its panel."""
        if "-" not in slot.name:
            return ""
        what = "exportations" if slot.name.startswith("exports") else "importations"
        return f"Total des {what}{NBSP}: {amount(self._matrix(slot).total)}"

    def _comparison(
        self, section: Section, slots: Sequence[Slot], before: Sequence[Flowable]
    ) -> list[Flowable]:
        """Two figures of equal height, then the key and the source they share."""
        look, fiche = self.look, self.fiche
        source = sentences.source(fiche, "régionales")
        foot = Stack(figures.key_and_source(self._shared_key(slots), source, look))
        _, foot_height = foot.wrap(grid.WIDTH, grid.HEIGHT)
        head = RunningHead("", look, section.color)
        taken = sum(
            flowable.wrap(grid.WIDTH, grid.HEIGHT)[1] + flowable.getSpaceAfter()
            for flowable in (head, *before)
        )
        room = grid.HEIGHT - taken - foot_height - HALF_PAGE_GAP * len(slots)
        height = math.floor(room / len(slots))
        made: list[Flowable] = []
        for slot in slots:
            matrix = self._matrix(slot)
            caption = self._caption(
                section,
                slot,
                sentences.flows_finding(matrix),
                alternatives.flows(fiche, matrix),
                self._total(slot),
            )
            chart = figures.flow_chart(matrix, look, flows.HALF)
            made.append(
                FigureBlock(caption, look, chart, height=height, gap=8, after=HALF_PAGE_GAP)
            )
        made.append(Foot(foot))
        return made

    def _shared_key(self, slots: Sequence[Slot]) -> str:
        """Of one flow, back to the département's own figure; all is said when none came before."""
        matrices = [self._matrix(slot) for slot in slots]
        shown = list(dict.fromkeys(matrix.flow for matrix in matrices))
        number = self.numbers.get(shown[0])
        if number and len(shown) == 1:
            return sentences.comparison_key(self._trade(shown[0]), number)
        keys = [sentences.shared_key([m for m in matrices if m.flow == flow]) for flow in shown]
        return " ".join([keys[0], *(key[0].upper() + key[1:] for key in keys[1:])])


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
