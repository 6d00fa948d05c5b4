"""The commands about what the data store keeps: ``data vintages`` and ``data remove``."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.console import steady
from tradefiche.errors import UsageError
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.store.partitions import Partition
    from tradefiche.store.store import Store

YEAR = click.IntRange(1990, 2099)
DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command()
@click.option("--year", type=YEAR, required=True, help="The year.")
@options.data_store("folder")
@options.as_json
@click.pass_context
def vintages(context: click.Context, /, year: int, folder: Path, as_json: bool) -> None:
    """Say which vintages of a year are kept, which is used, and what each changed.

    Départements are named that moved by 1 % or more over the quarters that both vintages have.
    """
    from tradefiche.commands import vintages_report
    from tradefiche.store.store import Store
    from tradefiche.store.vintages import of_year

    store = Store(folder)
    held = _kept(store, year)
    if as_json:
        echo_json({"year": year, "vintages": vintages_report.year_json(year, held, store.size)})
        return
    for line in vintages_report.year_lines(year, held, store.size):
        click.echo(steady(line))
    if len(days := [*of_year(year, held)]) > 1:
        console_of(context).remark(
            _(
                "What moved, by territory, product and partner: tradefiche diff "
                "{year}@{before} {year}@{after}",
                year=year,
                before=days[-2],
                after=days[-1],
            )
        )


def _kept(store: Store, year: int) -> tuple[Partition, ...]:
    """All that is kept, if something is of the year.

    Raises:
        UsageError: nothing is.
    """
    kept = store.kept()
    if not any(partition.year == year for partition in kept):
        raise UsageError(
            _("{year} is not in {folder}", year=year, folder=store.folder),
            _("tradefiche data status lists the years that are there."),
        )
    return kept


@click.command()
@click.option("--year", type=YEAR, help="The year to remove; all years with --unused.")
@click.option(
    "--vintage",
    type=DAY,
    metavar="DATE",
    help="Only the vintage of this date; the one before it is used again.",
)
@click.option(
    "--unused",
    is_flag=True,
    help="Only what is not in use: earlier vintages, and later ones that wait for the rest.",
)
@options.data_store("folder")
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_context
def remove(
    ctx: click.Context,
    /,
    year: int | None,
    vintage: datetime | None,
    unused: bool,
    folder: Path,
    yes: bool,
) -> None:
    """Remove a year from the data store, all its vintages or some: both flows, all quarters.

    It says what goes, and asks. Fiches that were built are left as they are.
    """
    from tradefiche.commands import data_report
    from tradefiche.store.store import Store

    if (unused and vintage) or not (unused or year):
        raise UsageError(
            _("data remove needs --year, --year and --vintage, or --unused"),
            _(
                "tradefiche data status lists the years, tradefiche data vintages "
                "--year 2024 what is kept of one."
            ),
        )
    store, console = Store(folder), console_of(ctx)
    kept = store.kept()
    chosen = data_report.Chosen(year, f"{vintage:%Y-%m-%d}" if vintage else "", unused)
    held = chosen.of(kept)
    left = [partition for partition in kept if partition not in held]
    if not held:
        raise UsageError(
            _("all that {folder} keeps is in use: nothing to remove", folder=folder)
            if unused
            else _("{what} is not in {folder}: nothing to remove", what=chosen, folder=folder),
            _(
                "tradefiche data status lists the years that are there, tradefiche "
                "data vintages --year 2024 what is kept of one."
            ),
        )
    for line in data_report.leaving_lines(folder, chosen, kept, store.size):
        console.result(line)
    if not yes:
        _agreed(_("Remove {what} from {folder}?", what=chosen, folder=folder))
    store.remove(held)
    for line in data_report.removed_lines(folder, chosen, left):
        console.result(line)


def _agreed(question: str) -> None:
    """Ask on the terminal; a « no » ends the command.

    Raises:
        UsageError: nobody answers.
    """
    nobody = UsageError(
        _("data remove asks first, and there is nobody to ask"),
        _("Add --yes when the year may go; nothing was removed."),
    )
    if not _somebody():
        raise nobody
    try:
        click.confirm(question, abort=True, err=True)
    except click.Abort as error:
        if isinstance(error.__context__, EOFError):  # the NUL of Windows passes for a terminal
            raise nobody from error
        raise


def _somebody() -> bool:
    """Whether there is somebody to answer."""
    return sys.stdin.isatty()
