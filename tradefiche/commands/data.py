"""The commands that bring the customs' data in and say what is there: ``tradefiche data``.

It parses and prints; everything heavy is imported inside the commands.
"""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from tradefiche.commands import kept
from tradefiche.commands import locations
from tradefiche.commands import options
from tradefiche.commands.console import Console
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.console import steady
from tradefiche.errors import NotListedError
from tradefiche.errors import UsageError
from tradefiche.messages import _
from tradefiche.messages import whole

if TYPE_CHECKING:
    from tradefiche.customs.containers import Source
    from tradefiche.customs.fetch import Progress
    from tradefiche.customs.listing import Resource


@dataclass(frozen=True, slots=True)
class Accepted:
    """What an import takes although it is odd: the operator has looked."""

    accept_unknown: bool
    accept_repeats: bool
    accept_gaps: bool


ACCEPTING = (
    click.option(
        "--accept-unknown",
        is_flag=True,
        help="Keep the codes that the tables do not know, under their bare code.",
    ),
    click.option(
        "--accept-repeats",
        is_flag=True,
        help="Add up rows that repeat what another is about, however many: you have looked.",
    ),
    click.option(
        "--accept-gaps",
        is_flag=True,
        help="Remember that you have looked at what seems to lack, and that it is right.",
    ),
)


def _past(
    _context: click.Context, _parameter: click.Parameter, day: datetime | None
) -> datetime | None:
    """A day that the data can have been made on.

    Raises:
        UsageError: it is still to come.
    """
    if day and day.date() > datetime.now(UTC).astimezone().date():
        raise UsageError(
            _("--vintage {day} is in the future", day=f"{day:%Y-%m-%d}"),
            _("Give the day the data were made, as data.gouv.fr says it: every page prints it."),
        )
    return day


@click.group()
def data() -> None:
    """The customs' figures: bring them in, see what is there."""


data.add_command(kept.vintages)
data.add_command(kept.remove)


@data.command("import")
@click.argument("paths", nargs=-1, required=True, type=locations.EITHER, metavar="PATH…")
@options.data_store("folder")
@options.gathered(options.OptionGroup("accepted", Accepted, ACCEPTING))
@click.option(
    "--vintage",
    type=kept.DAY,
    callback=_past,
    metavar="DATE",
    help="Day the data were made (2025-02-07), when it is not that of the files.",
)
@click.pass_context
def import_(
    ctx: click.Context,
    /,
    paths: tuple[Path, ...],
    folder: Path,
    accepted: Accepted,
    vintage: datetime | None,
) -> None:
    """Import the customs' files: zip archives, text files, or folders of them.

    All of them are imported, or nothing. A later vintage of a year is used instead of what was
    there, once all of it is there; the earlier ones are kept.
    """
    from tradefiche.customs import containers

    sources = containers.find(paths, vintage.date() if vintage else None)
    _import(ctx, folder, sources, accepted)


@data.command()
@options.data_store("folder")
@options.as_json
@click.pass_context
def status(ctx: click.Context, folder: Path, as_json: bool) -> None:
    """Say which years are there, from which files, and what they lack."""
    from tradefiche.commands import data_report
    from tradefiche.store import store

    held = store.Store(folder)
    partitions = held.kept()
    named = ctx.get_parameter_source("folder") is not ParameterSource.DEFAULT
    if named and not held.is_there():
        raise store.empty(folder)
    if as_json:
        report = data_report.status_json(folder, partitions, held.size)
        echo_json(report)
        return
    for line in data_report.status_lines(folder, partitions, held.size):
        click.echo(steady(line))


@data.command()
@click.option("--year", type=kept.YEAR, required=True, help="The year to fetch.")
@options.data_store("folder")
@options.gathered(options.OptionGroup("accepted", Accepted, ACCEPTING))
@click.option(
    "--if-listed",
    is_flag=True,
    help="Do nothing, and do not fail, when the platform does not list that year yet.",
)
@click.option(
    "--keep",
    type=locations.FOLDER,
    metavar="DIR",
    help="Keep the downloaded files there.",
)
@click.option(
    "--url",
    default="https://www.data.gouv.fr",
    show_default=True,
    envvar="TRADEFICHE_PLATFORM",
    show_envvar=True,
    metavar="BASE",
    help="The open-data platform.",
)
@click.option(
    "--timeout", type=click.FloatRange(min=0.1), default=30, metavar="SECONDS", hidden=True
)
@click.pass_context
def fetch(
    ctx: click.Context,
    /,
    year: int,
    folder: Path,
    accepted: Accepted,
    if_listed: bool,
    keep: Path | None,
    url: str,
    timeout: float,
) -> None:
    """Download the files of one year from data.gouv.fr, and import them.

    A download that was cut goes on from where it stopped.
    """
    from tradefiche.customs import containers
    from tradefiche.customs import fetch as fetching

    downloads = keep or folder / "downloads"
    try:
        chosen = fetching.resources(year, url, timeout)
    except NotListedError:
        if not if_listed:
            raise
        console_of(ctx).remark(_("{year} is not listed yet: nothing to do", year=year))
        return
    with _downloading(console_of(ctx)) as on_start:
        paths = fetching.download_all(
            chosen, downloads, platform=url, timeout=timeout, on_start=on_start
        )
    sources = [
        source
        for path, resource in zip(paths, chosen, strict=True)
        for source in containers.find([path], resource.modified)
    ]
    _import(ctx, folder, sources, accepted, year=year)
    if keep is None:
        fetching.discard(paths, downloads)


def _import(
    ctx: click.Context,
    folder: Path,
    sources: Sequence[Source],
    accepted: Accepted,
    *,
    year: int | None = None,
) -> None:
    from tradefiche.commands import data_report
    from tradefiche.customs import importer
    from tradefiche.store.store import Store

    store, console = Store(folder), console_of(ctx)
    outcome = importer.run(
        store,
        sources,
        accept_unknown=accepted.accept_unknown,
        accept_repeats=accepted.accept_repeats,
        accept_gaps=accepted.accept_gaps,
        year=year,
        progress=lambda fresh: _announced(console, fresh),
    )
    for line in data_report.outcome_lines(outcome, store.kept()):
        console.result(line)


def _announced(console: Console, sources: Sequence[Source]) -> Iterator[Source]:
    """The sources, each told before it is read: by a bar on a terminal, by a line elsewhere."""
    for source in console.progress(sources, len(sources), _("Reading")):
        if not sys.stderr.isatty():
            console.remark(
                _("reading {file} ({size} bytes)", file=source.name, size=whole(source.size))
            )
        yield source


@contextlib.contextmanager
def _downloading(console: Console) -> Iterator[Callable[[Resource], Progress]]:
    """What to call before each download; it gives what follows its progress."""
    with contextlib.ExitStack() as bars:

        def start(resource: Resource) -> Progress:
            if console.quiet or resource.filesize is None or not sys.stderr.isatty():
                console.remark(
                    _(
                        "downloading {file} ({size} bytes)",
                        file=resource.name,
                        size=whole(resource.filesize),
                    )
                    if resource.filesize
                    else _("downloading {file}", file=resource.name)
                )
                return lambda _done, _total: None
            bars.close()  # one bar at a time
            bar = bars.enter_context(
                click.progressbar(length=resource.filesize, label=resource.name, file=sys.stderr)
            )
            return lambda done, _total: bar.update(done - bar.pos)

        yield start
