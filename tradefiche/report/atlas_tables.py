"""The tables of the atlas: the ranking of all départements, the two ends of each map."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import ExportChange
from tradefiche.fiche.atlas import Totals
from tradefiche.pdf.table import DataTable
from tradefiche.pdf.table import SideBySide
from tradefiche.pdf.table import TableColumn
from tradefiche.pdf.table import TableLook
from tradefiche.pdf.table import TableRow
from tradefiche.pdf.table import set_rows
from tradefiche.report import grid
from tradefiche.report.annexe import CONTINUED
from tradefiche.report.annexe import GAP
from tradefiche.report.annexe import table_look
from tradefiche.report.cells import cell
from tradefiche.report.cells import column
from tradefiche.report.look import Look
from tradefiche.wording import atlas as words
from tradefiche.wording import changes
from tradefiche.wording.french import capitalised
from tradefiche.wording.maps import CHANGE
from tradefiche.wording.maps import EXPOSURE
from tradefiche.wording.maps import Measure
from tradefiche.wording.maps import measured
from tradefiche.wording.maps import ranking
from tradefiche.wording.maps import value
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import coverage

ENDS = 5
"""Départements at each end of a ranking, under its map."""
NONE = "–"
PART_EXPORTS, PART_IMPORTS = "Part des exportations", "Part des importations"
DENSE, DENSER = 10.5, 10.3
"""Height of a row, and of one of a year that is compared: both rankings then have two pages."""


def unit_of(atlas: Atlas) -> Unit:
    """The unit of all tables."""
    return Unit.of_column(
        value for each in atlas.departements for value in (each.totals.exports, each.totals.imports)
    )


def ranking_table(atlas: Atlas, look: Look) -> DataTable:
    """All the départements by exports; France first, what closes its sums last."""
    unit = unit_of(atlas)
    number, share, rated = (50.0, 36.0, 46.0) if atlas.change else (62.0, 38.0, 52.0)
    fixed = 3 * number + 2 * share + 26.0 + rated
    before = atlas.year - 1
    more: list[TableColumn] = []
    if atlas.change:
        more = [
            column(f"Rang {before}", 44.0, "right"),
            column("Variation", 43.0, "right", f"Variation des exportations depuis {before}"),
        ]
    fixed += sum(each.width for each in more)
    columns = (
        column("Rang", 26.0),
        column("Département", grid.WIDTH - fixed),
        column(f"Export. ({unit.symbol})", number, "right", f"Exportations ({unit.symbol})"),
        column("Part", share, "right", PART_EXPORTS),
        column(f"Import. ({unit.symbol})", number, "right", f"Importations ({unit.symbol})"),
        column("Part", share, "right", PART_IMPORTS),
        column(f"Solde ({unit.symbol})", number, "right"),
        column("Couverture", rated, "right"),
        *more,
    )

    def row(
        rank: str, name: str, totals: Totals, rate: Fraction | None, change: ExportChange | None
    ) -> TableRow:
        color = look.color("negative") if totals.balance < 0 else None
        return (
            cell(rank),
            cell(name),
            cell(unit.label(totals.exports)),
            cell(_part(totals.exports, atlas.france.exports)),
            cell(unit.label(totals.imports)),
            cell(_part(totals.imports, atlas.france.imports)),
            cell(unit.signed_label(totals.balance), color),
            cell(_rate(rate)),
            *(_changed(change) if atlas.change else ()),
        )

    rows = [
        row(
            str(rank), f"{each.place.name} ({each.place.code})", each.totals, each.coverage,
            each.change,
        )
        for rank, each in enumerate(atlas.ranking, 1)
    ]  # fmt: skip
    for name, totals, change in (
        (words.MONACO, atlas.monaco, atlas.monaco_change),
        (words.UNPLACED, atlas.unplaced, atlas.unplaced_change),
    ):
        if not totals.nothing:
            rows.append(row(NONE, name, totals, totals.coverage, change))
    total = row(NONE, words.FRANCE, atlas.france, atlas.france.coverage, atlas.change)
    dense = _look(look, DENSER if atlas.change else DENSE)
    return DataTable(
        set_rows(columns, rows, dense, look.typeface, total), dense, look.typeface,
        continued=CONTINUED, summary=f"{words.RANKING}, {atlas.year}", headers=(1,),
    )  # fmt: skip


def regions_table(atlas: Atlas, look: Look) -> DataTable:
    """The regions by exports, with the part that they sell to the United States; France first."""
    unit, number, share = unit_of(atlas), 62.0, 40.0
    columns = (
        column("Rang", 26.0),
        column("Région", grid.WIDTH - 3 * number - 2 * share - 26.0 - 52.0),
        column(f"Export. ({unit.symbol})", number, "right", f"Exportations ({unit.symbol})"),
        column("Part", share, "right", PART_EXPORTS),
        column("É.-U.", share, "right", "Part des exportations vers les États-Unis"),
        column(f"Import. ({unit.symbol})", number, "right", f"Importations ({unit.symbol})"),
        column(f"Solde ({unit.symbol})", number, "right"),
        column("Couverture", 52.0, "right"),
    )

    def row(rank: str, name: str, totals: Totals, rate: Fraction | None) -> TableRow:
        color = look.color("negative") if totals.balance < 0 else None
        return (
            cell(rank),
            cell(name),
            cell(unit.label(totals.exports)),
            cell(_part(totals.exports, atlas.france.exports)),
            cell(_part(totals.united_states, totals.exports)),
            cell(unit.label(totals.imports)),
            cell(unit.signed_label(totals.balance), color),
            cell(_rate(rate)),
        )

    rows = [
        row(str(rank), capitalised(each.place.name), each.totals, each.coverage)
        for rank, each in enumerate(atlas.regions, 1)
    ]
    total = row(NONE, words.FRANCE, atlas.france, atlas.france.coverage)
    dense = _look(look, DENSER if atlas.change else DENSE)
    return DataTable(
        set_rows(columns, rows, dense, look.typeface, total), dense, look.typeface,
        continued=CONTINUED, summary=f"{words.REGIONS}, {atlas.year}", headers=(1,),
    )  # fmt: skip


def _look(look: Look, row: float) -> TableLook:
    return replace(table_look(look), row=row)


def _changed(change: ExportChange | None) -> TableRow:
    """The rank in the year before, and the rate."""
    if change is None:
        return (cell(NONE), cell(NONE))
    return (cell(str(change.rank_before or NONE)), cell(changes.rate(change)))


def _part(part: int, whole: int) -> str:
    return column_share(part / whole) if part and whole else NONE


def _rate(rate: Fraction | None) -> str:
    return NONE if rate is None else coverage(rate)


def ends(atlas: Atlas, measure: Measure, look: Look) -> SideBySide:
    """The highest and the lowest values of a map, in two tables side by side."""
    ranked = ranking(atlas, measure)
    differ = len({measured(each, measure) for each in ranked}) > 1
    many = min(ENDS, len(ranked) // 2) if differ else 0
    width = (grid.WIDTH - GAP) / 2
    chosen = (ranked[:many], ranked[::-1][:many]) if many else ()
    tables = [
        _end(some, title, measure, width, atlas, look)
        for some, title in zip(chosen, words.ends(measure, many), strict=False)
    ]
    return SideBySide(tables, GAP)


def _end(
    chosen: Sequence[Departement],
    title: str,
    measure: Measure,
    width: float,
    atlas: Atlas,
    look: Look,
) -> DataTable:
    unit = unit_of(atlas)
    amounts = measure in ("exports", "imports")
    heads = {"balance": f"Solde ({unit.symbol})", "coverage": "Taux"}
    heads |= {EXPOSURE: "Part", CHANGE: "Variation"}
    last = heads.get(measure, unit.symbol)
    columns = [
        column(title, width - 64 - (44 if amounts else 0)),
        column(last, 64, "right", f"Montant ({last})" if amounts else ""),
    ]
    if amounts:
        columns.append(column("Part", 44, "right"))
    total = int(value(atlas.france, measure) or 0) if amounts else 0

    def row(each: Departement) -> TableRow:
        name = cell(f"{each.place.name} ({each.place.code})")
        if measure == "coverage":
            return (name, cell(_rate(each.coverage)))
        if measure == CHANGE:
            return (name, cell(changes.rate(each.change) if each.change else NONE))
        if measure == EXPOSURE:
            return (name, cell(_part(each.totals.united_states, each.totals.exports)))
        euros = int(measured(each, measure) or 0)
        if measure == "balance":
            color = look.color("negative") if euros < 0 else None
            return (name, cell(unit.signed_label(euros), color))
        return (name, cell(unit.label(euros)), cell(_part(euros, total)))

    dense = _look(look, 11.8)
    rows = set_rows(columns, map(row, chosen), dense, look.typeface)
    return DataTable(rows, dense, look.typeface, summary=title)
