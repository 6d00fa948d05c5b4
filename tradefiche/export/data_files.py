"""The data of each figure as CSV, for who wants to compute: codes, labels, whole euros.

Files are UTF-8 with a byte order mark and semicolons, as French spreadsheets open them.
``docs/data-files.md`` describes the columns. Knows the ``Fiche``, not its pages.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from tradefiche.fiche import Fiche
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import ExportChange
from tradefiche.fiche.atlas import Totals
from tradefiche.fiche.pack import Pack
from tradefiche.figures.figure import Figure
from tradefiche.figures.table import Column
from tradefiche.figures.table import Kind
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.figures.table import Value
from tradefiche.wording.sentences import figure_mark

ABOUT = (
    Column("annee", "Année", "rank"),
    Column("code_territoire", "Code du territoire", "code"),
    Column("territoire", "Territoire", "text"),
)
"""What each row of a figure's data begins with; ``MENTION`` ends it."""
MENTION = Column("mention", "Mention", "text")
COMMUNE_COLUMNS = (
    "id_territoire", "territoire_industrie", "siren_groupement", "groupement",
    "code_commune", "commune", "code_departement", "fiche_jointe",
)  # fmt: skip
ATLAS_COLUMNS = (
    "annee", "code_territoire", "territoire", "region", "rang",
    "exportations_euros", "part_exportations", "importations_euros", "part_importations",
    "solde_euros", "taux_couverture", "exportations_etats_unis_euros", "part_etats_unis",
    "mention",
)  # fmt: skip
CHANGE_COLUMNS = (
    "exportations_precedentes_euros", "variation_exportations_euros", "variation_exportations",
    "contribution", "rang_precedent", "places",
)  # fmt: skip
"""Those of an atlas that is compared with the year before, before ``mention``."""
FRACTIONS = ("share", "gap", "ratio", "number")
"""Kinds of columns that are not whole numbers."""
KEPT = 64
"""Files that are kept: the fiches of a region share theirs."""


@dataclass(frozen=True, slots=True)
class DataFile:
    """One file: its name, its bytes and what it holds, in French."""

    name: str
    content: bytes
    description: str
    mime: str = "text/csv"


def of_figure(figure: Figure, fiche: Fiche, stem: str, title: str) -> DataFile:
    """All the data of a figure, whole euros, with the mark that the figure has."""
    return of_table(figure.data(fiche), fiche, stem, title)


def of_table(table: Table, fiche: Fiche, stem: str, title: str) -> DataFile:
    """The rows of a table about a fiche, with the mark that its pages have."""
    return DataFile(f"{stem}.csv", _content(table, fiche.year, figure_mark(fiche)), title)


def of_tables(tables: Sequence[Table], first: Fiche, stem: str, title: str) -> DataFile:
    """The rows of tables of one form about several fiches, of which all have the mark of one."""
    mark = figure_mark(first)
    content = csv_of(*(whole(table, first.year, mark) for table in tables))
    return DataFile(f"{stem}.csv", content, title)


def columns(table: Table) -> tuple[str, ...]:
    """The heads of a figure's file."""
    return tuple(column.name for column in (*ABOUT, *table.columns, MENTION))


def whole(table: Table, year: int, mark: str) -> Table:
    """A figure's table with what each row of its file says too; the total is the last row."""
    about = (year, table.place.code, table.place.name)
    rows = (*table.rows, *([table.total] if table.total else []))
    return Table(
        table.place,
        (*ABOUT, *table.columns, MENTION),
        tuple((*about, *row, mark or None) for row in rows),
        mixed=table.mixed,
    )


def csv_of(*tables: Table) -> bytes:
    """Tables of one form as they are, without more, one under the other, as all our files are."""
    rows = (_written(table.kinds(n), row) for table in tables for n, row in enumerate(table.rows))
    return _csv([column.name for column in tables[0].columns], rows)


@lru_cache(maxsize=KEPT)
def _content(table: Table, year: int, mark: str) -> bytes:
    return csv_of(whole(table, year, mark))


def _written(kinds: Sequence[Kind], row: Row) -> list[Value]:
    """Fractions with a decimal comma, as French spreadsheets expect; nothing for None."""
    return [_cell(kind, value) for kind, value in zip(kinds, row, strict=True)]


def _cell(kind: Kind, value: Value) -> Value:
    if value is None:
        return ""
    if kind in FRACTIONS:
        return _decimals(float(value))
    if isinstance(value, float):  # a median lies half a euro between two
        return str(int(value)) if value.is_integer() else f"{value:.1f}".replace(".", ",")
    return value


def atlas(whole: Atlas, stem: str, title: str) -> DataFile:
    """The maps of the atlas and its table: one row a département, then what closes the sums."""
    mark = figure_mark(whole)

    def row(
        code: str,
        name: str,
        region: str,
        rank: int | str,
        totals: Totals,
        change: ExportChange | None,
        *,
        covered: bool = True,
    ) -> tuple[Any, ...]:
        return (
            whole.year, code, name, region, rank,
            totals.exports, _part_of(totals.exports, whole.france.exports),
            totals.imports, _part_of(totals.imports, whole.france.imports),
            totals.balance, _part_of(totals.exports, totals.imports) if covered else "",
            totals.united_states, _part_of(totals.united_states, totals.exports),
            *(_changed(change) if change else ()), mark,
        )  # fmt: skip

    rows = [
        row(
            each.place.code,
            each.place.name,
            (each.region or each.place).name,
            rank,
            each.totals,
            each.change,
            covered=not each.place.abroad_only,
        )
        for rank, each in enumerate(whole.ranking, 1)
    ]
    rows.append(row("99", "Monaco", "", "", whole.monaco, whole.monaco_change))
    lost = whole.unplaced_change
    if not whole.unplaced.nothing or (lost and lost.amount):
        rows.append(row("", "Sans département", "", "", whole.unplaced, lost))
    rows.append(row("FR", "France entière", "", "", whole.france, whole.change))
    return DataFile(f"{stem}.csv", _csv(atlas_columns(whole), rows), title)


def atlas_columns(whole: Atlas) -> tuple[str, ...]:
    """The heads of the file of an atlas."""
    *alone, mark = ATLAS_COLUMNS
    return (*alone, *CHANGE_COLUMNS, mark) if whole.change else ATLAS_COLUMNS


def _changed(change: ExportChange) -> tuple[int | str, ...]:
    ranked = ("" if each is None else each for each in (change.rank_before, change.places))
    rate = "" if change.rate is None else _decimals(change.rate)
    return (change.before, change.amount, rate, _decimals(change.part), *ranked)


def communes(dossier: Pack) -> DataFile:
    """The communes of a Territoire d'industrie; it holds no figures, so it has no mark."""
    kept = {share.departement.code for share in dossier.kept}
    rows = [
        (
            dossier.id,
            dossier.name,
            grouping.siren,
            grouping.name,
            commune.code,
            commune.name,
            commune.departement,
            "oui" if commune.departement in kept else "non",
        )
        for grouping in dossier.groupings
        for commune in grouping.communes
    ]
    title = f"Communes du Territoire d’industrie {dossier.name}"
    return DataFile(f"{dossier.id}-communes.csv", _csv(COMMUNE_COLUMNS, rows), title)


def _decimals(share: float) -> str:
    """A fraction of one, six decimals, decimal comma."""
    return f"{share:.6f}".replace(".", ",")


def _part_of(part: int, whole: int) -> str:
    """The same; empty where there is nothing to compare with."""
    return _decimals(part / whole) if whole else ""


def _csv(columns: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return buffer.getvalue().encode("utf-8-sig")
