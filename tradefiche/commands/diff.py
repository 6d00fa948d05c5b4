"""``tradefiche diff``: what moved between two years, two vintages of one, or two output folders."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradefiche.commands import completion
from tradefiche.commands import locations
from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.errors import cause
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.diff import Comparison


@dataclass(frozen=True, slots=True)
class Telling:
    """What a difference reaches to be told, as far as the operator says it."""

    percent: float | None
    at_least: int | None
    points: float | None
    places: int | None


TELLING = (
    click.option(
        "--percent", type=click.FloatRange(min=0), metavar="PERCENT",
        help="Totals that moved by so much of the earlier one, at least [default: 25; of one "
        "year 1, and 5 of a product or partner].",
    ),
    click.option(
        "--at-least", type=click.IntRange(min=0), metavar="EUROS",
        help="What moved by so many euros, at least [default: totals 20000000, products and "
        "partners 5000000; of one year 0 and 1000000].",
    ),
    click.option(
        "--points", type=click.FloatRange(min=0), metavar="POINTS",
        help="Products and partners whose share of the flow moved by so much, or that came or "
        "went with so many percent of the earlier total, at least [default: 5].",
    ),
    click.option(
        "--places", type=click.IntRange(min=1), metavar="PLACES",
        help="Ranks that moved by so much, at least [default: 5; of one year 1].",
    ),
)  # fmt: skip


def _workbook(
    _context: click.Context, _parameter: click.Parameter, path: Path | None
) -> Path | None:
    """A file that spreadsheets open.

    Raises:
        UsageError: it has another suffix.
    """
    if path and path.suffix.lower() != ".xlsx":
        raise UsageError(
            _("{path}: a workbook is a file in .xlsx", path=path),
            _("Spreadsheets open it by this suffix."),
        )
    return path


@click.command()
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="AFTER")
@click.option(
    "--dept", "names", multiple=True, metavar="CODE|NAME",
    shell_complete=completion.departements, help="Only this département; repeat for several.",
)  # fmt: skip
@click.option(
    "--region", "regions", multiple=True, metavar="CODE|NAME", shell_complete=completion.regions,
    help="Only this region and its départements.",
)  # fmt: skip
@options.gathered(options.OptionGroup("telling", Telling, TELLING))
@options.data_store("data")
@options.as_json
@click.option(
    "--xlsx",
    "workbook",
    type=locations.FILE,
    metavar="FILE",
    callback=_workbook,
    help="Also as a workbook, in French.",
)
@click.pass_context
def diff(
    context: click.Context,
    /,
    before: str,
    after: str,
    names: tuple[str, ...],
    regions: tuple[str, ...],
    telling: Telling,
    data: Path,
    as_json: bool,
    workbook: Path | None,
) -> None:
    """Say what moved between two years, two vintages of one, or two folders of fiches.

    \b
    tradefiche diff 2023 2024                  two years of the data store
    tradefiche diff 2024@2025-02-07 2024       what a later vintage changed of a year
    tradefiche diff old/2024 output/2024       what two builds say: no store is needed
    tradefiche diff output/2024 2024           what a build would change now

    Totals, balance and ranks, coverage, products and partners that came, went or weigh otherwise,
    who is first: of France, regions and départements, where they moved enough to be told. Of
    years that lack quarters those are counted that both have. Exit status 0 whether something
    moved or not.
    """
    from tradefiche import diff as diffs
    from tradefiche.commands import compared
    from tradefiche.commands import diff_report
    from tradefiche.reference import territories

    chosen = [territories.departement(name) for name in names]
    for region in map(territories.region, regions):
        chosen += [region, *territories.departements_of(region)]
    console = console_of(context)
    one, other, remarks = compared.sides(compared.named(before), compared.named(after), data)
    least = diffs.thresholds(
        one_year=one.year == other.year,
        percent=telling.percent,
        euros=telling.at_least,
        points=telling.points,
        places=telling.places,
    )
    found = diffs.compare(one, other, least, chosen)
    for line in remarks:
        console.remark(line)
    if as_json:
        echo_json(diffs.to_data(found))
    else:
        for line in diff_report.lines(found):
            console.result(line)
    if workbook:
        _write(workbook, found)
        console.remark(f"{workbook}")


def _write(path: Path, found: Comparison) -> None:
    """What moved as a workbook.

    Raises:
        OutputError: it cannot be written.
    """
    from tradefiche.diff import tables
    from tradefiche.export.workbook import Properties
    from tradefiche.export.workbook import Sheet
    from tradefiche.export.workbook import write_workbook

    source, mark = tables.source(found), tables.mark(found)
    sheets = [
        Sheet(each.name, each.title, each.table, source, mark) for each in tables.tables(found)
    ]
    days = [side.updated for side in (found.before, found.after) if side.updated]
    last = date.fromisoformat(max(days)) if days else date(found.after.year, 12, 31)
    try:
        write_workbook(
            path, sheets, Properties(tables.title(found), last, notes=tables.notes(found))
        )
    except OSError as error:
        raise OutputError(
            _("{path}: cannot be written ({error})", path=path, error=cause(error)),
            _(
                "Check the folder, its permissions and the room on the disk; a "
                "spreadsheet that has the file open keeps it from being replaced."
            ),
        ) from error
