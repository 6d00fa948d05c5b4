"""The tables of a year that are taken out: which there are, under which names, in which form.

It knows what is exported and where it goes; how a form is written, ``resource`` and ``workbook``
know.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import polars as pl

from tradefiche import atomic
from tradefiche.cube import indicators as cube
from tradefiche.edition import Edition
from tradefiche.export import data_files
from tradefiche.export import fiche_tables
from tradefiche.export import indicators
from tradefiche.export import package
from tradefiche.export import resource as resources
from tradefiche.export import trade_rows
from tradefiche.export import workbook
from tradefiche.export.about import date_of
from tradefiche.export.resource import Form
from tradefiche.export.resource import NamedTable
from tradefiche.export.resource import WrittenFile
from tradefiche.export.workbook import Properties
from tradefiche.export.workbook import Sheet
from tradefiche.fiche import Fiche
from tradefiche.fiche import Place
from tradefiche.figures.table import Table
from tradefiche.reference import tables
from tradefiche.reference.territories import FRANCE
from tradefiche.reference.territories import file_stem
from tradefiche.store.store import Dataset
from tradefiche.wording.french import typeset
from tradefiche.wording.sentences import figure_mark
from tradefiche.wording.sentences import source

What = Literal["rows", "indicators", "figures"]
Format = Literal["xlsx", "csv", "parquet", "jsonl"]
TOGETHER = 100_000
"""Rows up to which a workbook has one sheet of them, and not one a flow and quarter."""
_QUARTERS = ("1er", "2e", "3e", "4e")
_FLOWS = {"export": "Exportations", "import": "Importations"}


@dataclass(frozen=True, slots=True)
class Order:
    """What is asked for.

    Attributes:
        places: the départements.
        everything: all of them: rows are then all that France has, Monaco included.
        to: a file, or the folder of several; see ``is_folder``.
    """

    what: What
    format: Format
    places: tuple[Place, ...]
    everything: bool
    to: Path

    @property
    def is_folder(self) -> bool:
        """Whether ``to`` is a folder: its name does not end as that of a file of the format."""
        return self.to.suffix.lower() != f".{self.format}" or self.to.is_dir()

    def makes_several(self, years: int) -> bool:
        """Whether so many years take more than one file, descriptions left aside."""
        fiches = len(self.places) if self.what == "figures" else 1
        return fiches * years > 1 or self.in_files

    @property
    def in_files(self) -> bool:
        """Whether each fiche gives several files."""
        return self.what == "figures" and self.format != "xlsx"


def already(order: Order, year: int) -> Iterator[Path]:
    """What lies there of the files that an export of a year writes."""
    if order.what != "figures":
        yield from filter(Path.exists, [_target(order, year)])
        return
    for place in order.places:
        path = _of_fiche(order, place, year)
        if order.in_files:
            yield from sorted(path.glob(f"*.{order.format}"))
        elif path.exists():
            yield path


def write(order: Order, dataset: Dataset, edition: Edition) -> Iterator[WrittenFile]:
    """Write the tables of a year; what is written comes as it is known.

    Raises:
        OutputError: a table has more rows than a sheet, or XlsxWriter is not installed.
        StoreError: the data are damaged.
        OSError: a folder cannot be written, or the disk is full.
    """
    if order.what == "rows":
        yield from _rows(order, dataset, edition)
    else:
        fiches = cube.fiches(dataset, order.places, thresholds=edition.thresholds)
        if order.what == "indicators":
            yield from _indicators(order, dataset, edition, fiches)
        else:
            for fiche in fiches:
                yield from _figures(order, edition, fiche)


# -- rows ------------------------------------------------------------------------------------


def _rows(order: Order, dataset: Dataset, edition: Edition) -> Iterator[WrittenFile]:
    places = None if order.everything else order.places
    frame = trade_rows.rows(dataset, figure_mark(dataset), places)
    title = typeset(f"Échanges par produit et par pays, {dataset.year}")
    path = _target(order, dataset.year)
    if order.format == "xlsx":
        sheets = _row_sheets(frame, dataset, title)
        yield _book(path, sheets, _properties(dataset, title, edition), frame.height)
        return
    made = NamedTable(
        tables.slug(path.stem),
        title,
        source(dataset, "départementales", rounded=False),
        trade_rows.COLUMNS,
        frame,
        ("annee", *trade_rows.KEYS),
    )
    yield from _single(path, made, order.format, dataset)


def _row_sheets(frame: pl.DataFrame, dataset: Dataset, title: str) -> list[Sheet]:
    def sheet(name: str, title: str, part: pl.DataFrame) -> Sheet:
        return Sheet(
            name,
            title,
            Table(FRANCE, trade_rows.COLUMNS, ()),
            source(dataset, "départementales", rounded=False),
            figure_mark(dataset),
            trade_rows.FrameRows(part),
        )

    if frame.height <= TOGETHER:
        return [sheet("Échanges", title, frame)]
    return [
        sheet(
            f"{_FLOWS[flow]} T{quarter}",
            typeset(f"{_FLOWS[flow]}, {_QUARTERS[quarter - 1]} trimestre {dataset.year}"),
            part,
        )
        for (flow, quarter), part in frame.partition_by(
            "flux", "trimestre", maintain_order=True, as_dict=True
        ).items()
    ]


# -- indicators ------------------------------------------------------------------------------


def _indicators(
    order: Order, dataset: Dataset, edition: Edition, fiches: Sequence[Fiche]
) -> Iterator[WrittenFile]:
    title = typeset(f"Indicateurs des départements, {dataset.year}")
    path = _target(order, dataset.year)
    said = source(dataset, "départementales", rounded=False)
    if order.format == "xlsx":
        mark = figure_mark(dataset)
        sheets = [
            Sheet(theme.name, typeset(f"{theme.title}, {dataset.year}"),
                  indicators.table(fiches, [theme]), said, mark)
            for theme in indicators.THEMES
        ]  # fmt: skip
        yield _book(path, sheets, _properties(dataset, title, edition), len(fiches))
        return
    table = indicators.table(fiches)
    keys = ("annee", "code_departement")
    made = NamedTable(tables.slug(path.stem), title, said, table.columns, table, keys)
    yield from _single(path, made, order.format, dataset)


# -- figures ---------------------------------------------------------------------------------


def _figures(order: Order, edition: Edition, fiche: Fiche) -> Iterator[WrittenFile]:
    path = _of_fiche(order, fiche.place, fiche.year)
    if order.format == "xlsx":
        sheets = fiche_tables.sheets(fiche, edition)
        count = sum(len(sheet.body) for sheet in sheets)
        yield _book(path, sheets, fiche_tables.properties(fiche, edition), count)
        return
    found = []
    for each in fiche_tables.of_fiche(fiche, edition):
        table = data_files.whole(each.table, fiche.year, figure_mark(fiche))
        made = NamedTable(each.stem, each.title, each.source, table.columns, table)
        found.append(
            (made, resources.write(path / f"{each.stem}.{order.format}", made, order.format))
        )
    yield from (written for _, written in found)
    if order.format == "csv":
        stem = file_stem(fiche.place)
        title = fiche_tables.properties(fiche, edition).title
        content = package.described(f"figures-{fiche.year}-{stem}", title, fiche, found)
        yield _described(path / package.NAME, content)


# -- files -----------------------------------------------------------------------------------


def _single(path: Path, made: NamedTable, form: Form, dataset: Dataset) -> Iterator[WrittenFile]:
    """A file by itself, and beside a CSV the one that describes it."""
    written = resources.write(path, made, form)
    yield written
    if form == "csv":
        content = package.described(made.name, made.title, dataset, [(made, written)])
        yield _described(path.with_suffix(f".{package.NAME}"), content)


def _described(path: Path, content: bytes) -> WrittenFile:
    atomic.write_bytes(path, content)
    return resources.written(path, 0)


def _book(path: Path, sheets: Sequence[Sheet], about: Properties, rows: int) -> WrittenFile:
    workbook.write_workbook(path, sheets, about)
    return resources.written(path, rows)


def _properties(dataset: Dataset, title: str, edition: Edition) -> Properties:
    return Properties(
        title,
        date_of(dataset),
        author=edition.publisher,
        notes=(source(dataset, "départementales", rounded=False),),
    )


def _target(order: Order, year: int) -> Path:
    """The file of rows or of indicators."""
    return order.to / f"{_stem(order, year)}.{order.format}" if order.is_folder else order.to


def _stem(order: Order, year: int) -> str:
    """« echanges-2024 », « indicateurs-2024-03-allier »."""
    name = "echanges" if order.what == "rows" else "indicateurs"
    one = "" if order.everything or len(order.places) > 1 else f"-{file_stem(order.places[0])}"
    return f"{name}-{year}{one}"


def _of_fiche(order: Order, place: Place, year: int) -> Path:
    """The workbook of a fiche, or the folder of its files."""
    if not order.is_folder:
        return order.to
    path = order.to / f"figures-{year}" / file_stem(place)
    return path if order.in_files else path.with_name(f"{path.name}.xlsx")
