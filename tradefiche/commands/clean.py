"""``tradefiche clean``: what lies beside the fiches that are published, and may go."""

from __future__ import annotations

from pathlib import Path

import click

from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.errors import UsageError
from tradefiche.messages import _
from tradefiche.messages import many


@click.command()
@options.output("The folder to clean.")
@click.option("--year", metavar="YEAR|FIRST-LAST", help="Year, or years [default: all].")
@click.option("--confirm", is_flag=True, help="Remove them; without it they are only named.")
@click.pass_context
def clean(context: click.Context, /, output: Path, year: str | None, confirm: bool) -> None:
    """Name the fiches, packs and archives that no manifest lists, or remove them.

    What an earlier run or version left: files of ours alone, in the folders of years. Mail,
    editions and files of yours are never touched.
    """
    from tradefiche.batch import leftovers
    from tradefiche.batch import request as requests

    asked = requests.years(year)
    years = [each for each in leftovers.years(output) if not asked or each in asked]
    if not years:
        raise UsageError(
            _(
                "{folder} holds no manifest of {year}: nothing says what belongs there",
                folder=output,
                year=year,
            )
            if year
            else _(
                "{folder} holds no manifest of a year: nothing says what belongs there",
                folder=output,
            ),
            _("Name the folder where fiches were built (--output); a build writes the manifest."),
        )
    console = console_of(context)
    plan = {each: leftovers.found(output / str(each), each) for each in years}
    paths = [path for found in plan.values() for path in found]
    sizes = {path: path.stat().st_size for path in paths}
    gone = paths
    if confirm:
        gone = [
            path
            for each, found in plan.items()
            if found
            for path in leftovers.remove(output / str(each), each, found)
        ]
    for path in gone:
        console.result(_("{file} removed", file=path) if confirm else f"{path}")
    told = {
        "files": many(len(gone), "file"),
        "size": many(sum(sizes[path] for path in gone), "byte", grouped=True),
    }
    if not gone:
        console.remark(
            _("All that was built in {folder} is listed: nothing to clean.", folder=output)
        )
    elif confirm:
        console.remark(_("{files} that no manifest lists, {size}: removed.", **told))
    else:
        console.remark(_("{files} that no manifest lists, {size}: --confirm removes them.", **told))
