"""``tradefiche demo``: invented years as files of the customs, to try what several years give."""

from __future__ import annotations

from pathlib import Path

import click

from tradefiche import atomic
from tradefiche.commands import locations
from tradefiche.commands.console import console_of
from tradefiche.messages import _


@click.command()
@click.option(
    "--years",
    metavar="YEAR|FIRST-LAST",
    default="2015-2024",
    show_default=True,
    help="Years from 2015 to 2025.",
)
@click.option("--to", "folder", type=locations.FOLDER, required=True, help="Where to write them.")
@click.pass_context
def demo(context: click.Context, /, years: str, folder: Path) -> None:
    """Write invented years as the customs publish theirs: an archive a year, to be imported.

    The figures are made up, and marked on every page as those of build --demo, which are its year
    2024. The same bytes on every run.

    \b
    tradefiche demo --to demo-years
    tradefiche data import demo-years --data demo-data
    tradefiche build --dept 03 --data demo-data
    """
    from tradefiche.batch import output
    from tradefiche.batch import request as requests
    from tradefiche.customs import demo_years

    console = console_of(context)
    asked = requests.years(years, "--years")
    for name, content in console.progress(demo_years.archives(asked), len(asked), _("Writing")):
        path = folder / name
        try:
            atomic.write_bytes(path, content)
        except OSError as error:
            raise output.unwritable(path, error, "--to") from error
        console.result(f"{path}")
    console.remark(
        _(
            "Their figures are invented, and every page made of them says so. "
            "Import them into a data folder of their own: tradefiche data "
            "import {folder} --data demo-data.",
            folder=folder,
        )
    )
