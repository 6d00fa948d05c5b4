"""``tradefiche clean``: what lies beside the fiches that are published, and may go."""

from __future__ import annotations

from pathlib import Path

import click

from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.counting import many
from tradefiche.errors import UsageError


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
            f"{output} holds no manifest of {year or 'a year'}: nothing says what belongs there",
            "Name the folder where fiches were built (--output); a build writes the manifest.",
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
        console.result(f"{path}{' removed' if confirm else ''}")
    size = many(sum(sizes[path] for path in gone), "byte", grouped=True)
    told = f"{many(len(gone), 'file')} that no manifest lists, {size}"
    if not gone:
        console.remark(f"All that was built in {output} is listed: nothing to clean.")
    elif confirm:
        console.remark(f"{told}: removed.")
    else:
        console.remark(f"{told}: --confirm removes them.")
