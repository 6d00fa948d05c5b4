"""What a fiche says, page by page, as plain data that any other tool can set.

Words, tables and attached files are those of tradefiche itself (its edition, its wording, its
annexe); only how they are set is left to the tool.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from pictures import Picture

from tradefiche import figures
from tradefiche.edition import Edition
from tradefiche.edition import Heading
from tradefiche.edition import Inline
from tradefiche.edition import Items
from tradefiche.edition import Note
from tradefiche.edition import PageBreak
from tradefiche.edition import Paragraph
from tradefiche.edition import Section
from tradefiche.edition import Slot
from tradefiche.edition import fill
from tradefiche.edition import substitute
from tradefiche.export import data_files
from tradefiche.fiche import Fiche
from tradefiche.fiche import to_json
from tradefiche.figures import table as tables
from tradefiche.figures.figure import Highlights
from tradefiche.figures.table import Table
from tradefiche.report import annexe
from tradefiche.report import document
from tradefiche.report import grid
from tradefiche.report.look import Look
from tradefiche.wording import alternatives
from tradefiche.wording import sentences
from tradefiche.wording import territoires
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import amount_parts
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import share
from tradefiche.wording.placeholders import values

Block = dict[str, Any]


class Content:
    """The blocks of one fiche, figures numbered and their data attached on the way."""

    def __init__(
        self, fiche: Fiche, edition: Edition, look: Look, pictures: dict[str, Picture]
    ) -> None:
        self.fiche, self.edition, self.look, self.pictures = fiche, edition, look, pictures
        self.known = values(fiche)
        self.numbers: dict[str, int] = {}
        self.files: list[data_files.DataFile] = []

    def whole(self) -> Block:
        """Everything, ready for JSON."""
        fiche, edition = self.fiche, self.edition
        sections = [self._section(section) for section in edition.sections]
        name = f"{fiche.place.code}-{fiche.year}-fiche.json".lower()
        about = f"Toutes les données de la fiche : {fiche.place.name}, {fiche.year}"
        attached = [
            *self.files,
            data_files.DataFile(name, to_json(fiche), about, "application/json"),
        ]
        return {
            "title": document.title(fiche, edition),
            "author": edition.publisher,
            "subject": document.subject(fiche),
            "keywords": [*edition.keywords, fiche.place.name, str(fiche.year)],
            "program": edition.program,
            "place": f"{fiche.place.name} ({fiche.place.code})",
            "mark": sentences.DEMONSTRATION if fiche.marks.demonstration else "",
            "footer": f"{substitute(edition.title, self.known)} · données {fiche.year}",
            "cover": self._cover(),
            "sections": sections,
            "files": [
                {
                    "name": file.name,
                    "text": file.content.decode(),
                    "about": file.description,
                    "mime": file.mime,
                }
                for file in attached
            ],
        }

    def _cover(self) -> Block:
        fiche = self.fiche
        return {
            "title": substitute(self.edition.title, self.known),
            "territory": f"{self.edition.program} – {fiche.place.name}",
            "state": self.look.brand.state_words,
            "agency": self.look.brand.agency_words,
            "fan": self._picture("fan") if "fan" in self.pictures else None,
            "shape": self._picture("shape"),
            "heading": self._plain(self.edition.introduction.blocks[0].text),
            "paragraphs": [
                self._runs(block.text)
                for block in self.edition.introduction.blocks
                if isinstance(block, Paragraph)
            ],
            "numbers": [
                (compact(fiche.exports.total), "d’exportations"),
                (compact(fiche.imports.total), "d’importations"),
                (compact_signed(fiche.balance), "de solde"),
            ],
            "map": self._picture("map") | {"alt": alternatives.territoires(fiche)},
            "map_heading": territoires.heading(fiche.place, self.edition.program),
            "territoires": [(each.name, territoires.extent(each)) for each in fiche.territoires],
            "map_note": territoires.note(fiche, True),
        }

    def _picture(self, name: str) -> Block:
        return {"file": self.pictures[name].file, "width": self.pictures[name].width}

    def _plain(self, text: Sequence[Inline]) -> str:
        return substitute("".join(part.text for part in text), self.known)

    def _runs(self, text: Sequence[Inline]) -> list[Block]:
        palette = self.look.palette
        return [
            {
                "text": part.text,
                "strong": part.strong,
                "emphasis": part.emphasis,
                "color": _hex(palette.rgb(part.color)) if part.color else "",
                "link": part.link,
            }
            for part in fill(text, self.known)
            if part.text
        ]

    def _section(self, section: Section) -> Block:
        pages: list[list[Block]] = [[]]
        for block in section.blocks[1:]:
            if isinstance(block, PageBreak):
                pages.append([])
            else:
                pages[-1].extend(self._block(section, block))
        title = section.blocks[0]
        assert isinstance(title, Heading)
        return {"title": self._plain(title.text), "color": section.color, "pages": pages}

    def _block(self, section: Section, block: Any) -> list[Block]:
        if isinstance(block, Heading):
            return [{"kind": "heading", "text": self._plain(block.text)}]
        if isinstance(block, Paragraph):
            return [{"kind": "text", "runs": self._runs(block.text)}]
        if isinstance(block, Items):
            return [{"kind": "items", "items": [self._runs(item) for item in block.items]}]
        if isinstance(block, Note):
            return [{"kind": "note", "texts": [self._runs(text) for text in block.paragraphs]}]
        assert isinstance(block, Slot)
        if block.name.endswith("-region") and not self.fiche.region:
            return []
        if block.kind == "figure":
            return [self._figure(block)]
        if block.kind == "donnees":
            return self._tables(block)
        if block.kind == "chiffres":
            return [self._numbers(section, block)]
        return [{"kind": "closing"}]

    def _numbers(self, section: Section, slot: Slot) -> Block:
        fiche = self.fiche
        trade = fiche.exports if slot.name == "exports" else fiche.imports
        what = "exportations" if trade.flow == "exports" else "importations"
        cells = [(" ".join(amount_parts(trade.total)), f"Total des {what}, {fiche.year}")]
        if fiche.region and trade.share_of_region is not None:
            cells.append((share(trade.share_of_region), f"des {what} {fiche.region.of}"))
        if trade.share_of_france is not None:
            cells.append((share(trade.share_of_france), f"des {what} de la France entière"))
        return {"kind": "numbers", "cells": cells, "color": section.color}

    def _figure(self, slot: Slot) -> Block:
        fiche, figure = self.fiche, figures.named(slot.name)
        number = self.numbers[slot.name] = len(self.numbers) + 1
        title = substitute(slot.title, self.known)
        stem = f"{fiche.place.code}-{fiche.year}-figure-{number}-{slot.name}".lower()
        about = f"Données de la figure {number} : {title}"
        self.files.append(data_files.of_figure(figure, fiche, stem, about))
        made: Block = {
            "kind": "figure",
            "number": number,
            "title": title,
            "mark": sentences.figure_mark(fiche),
            "notes": list(self.pictures[slot.name].notes),
            "main": [],
            "total": figure.total(fiche) if figure.total else "",
            "source": sentences.source(fiche, figure.level),
            "alt": figure.alternative(fiche),
            "finding": figure.finding(fiche),
            "key": figure.key(fiche),
            **self._picture(slot.name),
        }
        if figure.comparison_key is None:
            highlights = figure.highlights(fiche) if figure.highlights else None
            return made | {"main": _main_flows(highlights) if highlights else []}
        if not slot.name.endswith("-france"):  # two figures of a page share their key and source
            return made | {"key": "", "source": ""}
        return made | {"key": figure.comparison_key(fiche, [figure])}

    def _tables(self, slot: Slot) -> list[Block]:
        """That of a figure, and its totals, whose words the tool breaks into lines."""
        number = self.numbers[slot.name]
        title = substitute(slot.title, self.known)
        figure = figures.named(slot.name)
        first = figure.table(self.fiche)
        under = figure.totals(self.fiche) if figure.totals else ()
        unit = tables.unit((first, *under))
        made = [self._table(first, unit, f"Figure {number} · {title}")]
        for each in under:
            made.append(self._table(each, unit, f"Figure {number} · {each.columns[0].title}"))
        return made

    def _table(self, table: Table, unit: Unit, title: str) -> Block:
        rest = grid.WIDTH - sum(each.width for each in table.columns)
        columns = [annexe._column(each, unit, rest) for each in table.columns]
        rows = [table.total, *table.rows] if table.total else table.rows
        return {
            "kind": "table",
            "title": title,
            "summary": f"Données : {title}",
            "columns": [[column.title, column.width, column.align] for column in columns],
            "rows": [
                [
                    annexe._cell(head, value, unit, self.look).text
                    for head, value in zip(table.columns, row, strict=True)
                ]
                for row in rows
            ],
        }


def _main_flows(highlights: Highlights) -> list[tuple[str, str, str]]:
    """The list of the main flows: head, then flow, share and value."""
    rows = [("Les principaux flux", "part du total", highlights.unit.symbol)]
    for flow in highlights.rows:
        words = f"{flow.start} → {flow.end}"
        rows.append((words, column_share(flow.share), highlights.unit.label(flow.value)))
    return rows


def _hex(color: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in color)
