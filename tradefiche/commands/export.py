"""``tradefiche export``: tables out, for a spreadsheet, a notebook, another program."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import cast

import click

from tradefiche.commands import locations
from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.messages import _
from tradefiche.messages import many

if TYPE_CHECKING:
    from tradefiche.batch.request import Job
    from tradefiche.batch.request import Request
    from tradefiche.export.resource import WrittenFile
    from tradefiche.export.tables import Format
    from tradefiche.export.tables import Order
    from tradefiche.export.tables import What

FORMATS = ("xlsx", "csv", "parquet", "jsonl")
WHATS = ("rows", "indicators", "figures")
TO = Path("tables")


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose tables are asked for, in the words of the operator."""

    names: tuple[str, ...]
    regions: tuple[str, ...]
    everything: bool
    lists: tuple[Path, ...]
    without: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MadeOf:
    """What they are made of."""

    year: str | None
    data: Path
    demo: bool
    edition: Path | None
    provisional: bool
    accept_gaps: bool


CHOOSING = (*options.NAMING, options.leaving_out)
READING = (
    click.option(
        "--year", metavar="YEAR|FIRST-LAST",
        help="Year, or years [default: the latest imported].",
    ),
    options.data_store("data"),
    click.option("--demo", is_flag=True, help="Take the demonstration data: invented figures."),
    options.edition(),
    click.option("--provisional", is_flag=True, help="Accept an incomplete year; tables say so."),
    click.option(
        "--accept-gaps", is_flag=True,
        help="Accept quarters that seem to lack rows: you have looked, and no table says so.",
    ),
)  # fmt: skip


@click.command(context_settings=options.STRAY)
@options.gathered(
    options.OptionGroup("chosen", Whose, CHOOSING), options.OptionGroup("origin", MadeOf, READING)
)
@click.option(
    "--what", type=click.Choice(WHATS), default="figures", show_default=True,
    help="The rows of the data, by département, product, country and quarter; the indicators, one "
    "row a fiche; or the tables of the figures of each fiche.",
)  # fmt: skip
@click.option(
    "--format", "form", type=click.Choice(FORMATS),
    help="[default: as --to ends, else xlsx]",
)  # fmt: skip
@click.option(
    "--to", type=locations.EITHER, default=TO, show_default=True, metavar="PATH",
    help="A file that ends as its format does, or a folder.",
)  # fmt: skip
@click.option("--force", is_flag=True, help="Replace files that are there already.")
@options.as_json
@click.pass_context
def export(
    context: click.Context,
    /,
    chosen: Whose,
    origin: MadeOf,
    what: str,
    form: str | None,
    to: Path,
    force: bool,
    as_json: bool,
) -> None:
    """Write tables: the rows of the data, the indicators, or what the figures show.

    A workbook is made for people: a sheet a table, with titles, sources and filters. The other
    formats are for programs; a CSV has its description beside it, as a Frictionless data package.
    Demonstration figures say so in a column.

    \b
    tradefiche export --dept 03                 writes tables/figures-2024/03-allier.xlsx
    tradefiche export --all --what indicators --to indicators.csv
    tradefiche export --all --what rows --to rows.parquet
    """
    from tradefiche.batch import request as requests

    options.refuse_words(context)
    console = console_of(context)
    jobs = requests.prepare(_request(context, chosen, origin))
    for line in dict.fromkeys(line for job in jobs for line in job.remarks(links=False)):
        console.remark(line)
    order = _order(jobs, what, form, to, everything=chosen.everything and not chosen.without)
    if not force:
        _require_new(order, jobs)
    made = []
    for job in jobs:
        for each in _written(order, job):
            made.append(each)
            if not as_json:
                rows = many(each.rows, "row")
                console.result(
                    _("{file} ({rows})", file=each.path, rows=rows) if each.rows else f"{each.path}"
                )
    if as_json:
        echo_json(
            [
                {"path": str(e.path), "rows": e.rows, "bytes": e.size, "sha256": e.sha256}
                for e in made
            ]
        )


def _request(context: click.Context, chosen: Whose, origin: MadeOf) -> Request:
    """What is asked for, by codes; nothing is published.

    Raises:
        UnknownTerritoryError: nothing answers to a name.
        UsageError: nothing is left, or options contradict each other.
    """
    from tradefiche.batch import request as requests

    return requests.Request(
        requests.selection(
            chosen.names,
            regions=chosen.regions,
            everything=chosen.everything,
            without=chosen.without,
            lists=chosen.lists,
        ),
        requests.years(origin.year),
        origin.data,
        TO,
        edition=origin.edition,
        provisional=origin.provisional,
        accept_gaps=origin.accept_gaps,
        named=options.data_is_named(context),
        demo=origin.demo,
    )


def _order(
    jobs: Sequence[Job], what: str, form: str | None, to: Path, *, everything: bool
) -> Order:
    """The same with its format, which the name of the file tells where nobody else does.

    Raises:
        UsageError: the two contradict each other, several files are asked for under one name, or
            the name ends as a file of another kind.
    """
    from tradefiche.export.tables import Order

    ending = to.suffix.lower().removeprefix(".")
    known = ending in FORMATS and not to.is_dir()
    if ending.isalpha() and not known and not to.is_dir():
        raise UsageError(
            _("{path} is neither a folder nor a file in .xlsx, .csv, .parquet or .jsonl", path=to),
            _("Give the file one of these endings, or name a folder without an ending."),
        )
    if form and known and form != ending:
        raise UsageError(
            _("--to {path} and --format {format} contradict each other", path=to, format=form),
            _("Leave --format out: the ending of the file tells it."),
        )
    order = Order(
        cast("What", what),
        cast("Format", form or (ending if known else "xlsx")),
        jobs[0].request.places,
        everything,
        to,
    )
    if order.makes_several(len(jobs)) and not order.is_folder:
        raise UsageError(
            _("{path} is one file, and this export makes several", path=to),
            _("Name a folder with --to."),
        )
    return order


def _require_new(order: Order, jobs: Sequence[Job]) -> None:
    """See that nothing is replaced.

    Raises:
        OutputError: something is there already.
    """
    from tradefiche.export import tables

    for job in jobs:
        for path in tables.already(order, job.dataset.year):
            raise OutputError(
                _("{path}: is there already", path=path),
                _("Replace it with --force, or name another file or folder with --to."),
            )


def _written(order: Order, job: Job) -> Iterator[WrittenFile]:
    """Write the tables of a year.

    Raises:
        OutputError: a file cannot be written, or its format takes no such table.
        StoreError: the data are damaged.
    """
    from tradefiche.batch import output
    from tradefiche.export import tables

    try:
        yield from tables.write(order, job.dataset, job.edition)
    except OSError as error:
        raise output.unwritable(Path(error.filename or order.to), error, "--to") from error
