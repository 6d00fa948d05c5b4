"""``tradefiche build``: one fiche or a hundred, for one year or several."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from contextlib import ExitStack
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradefiche.batch import memory
from tradefiche.commands import completion
from tradefiche.commands import options
from tradefiche.commands.console import Console
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.console import open_file
from tradefiche.commands.options import Publishing
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.batch.request import Job
    from tradefiche.batch.request import Request as BuildRequest
    from tradefiche.batch.stopwatch import Stopwatch
    from tradefiche.batch.summary import Summary

FEW = 4
"""Up to this many fiches, starting workers takes longer than drawing."""


@dataclass(frozen=True, slots=True)
class Selection:
    """Which documents are asked for, in the words of the operator."""

    names: tuple[str, ...]
    regions: tuple[str, ...]
    everything: bool
    lists: tuple[Path, ...]
    territoires: tuple[str, ...]
    all_territoires: bool
    separate: bool
    essentiel: bool
    xlsx: bool
    without: tuple[str, ...]


SELECTING = (
    *options.NAMING,
    click.option(
        "--territoire", "territoires", multiple=True, metavar="ID|NAME",
        shell_complete=completion.territoires,
        help="A Territoire d'industrie: the fiches of its départements, and all of them as one "
        "PDF.",
    ),
    click.option("--all-territoires", is_flag=True, help="All 183 Territoires d'industrie."),
    click.option("--separate", is_flag=True, help="Of Territoires, the fiches alone: no pack."),
    click.option(
        "--essentiel", is_flag=True,
        help="With each fiche, its page L'essentiel also alone, to hand out.",
    ),
    click.option("--xlsx", is_flag=True, help="With each fiche, its tables as a workbook."),
    options.leaving_out,
)  # fmt: skip


@click.command(context_settings=options.STRAY)
@options.gathered(
    options.OptionGroup("selection", Selection, SELECTING),
    options.publishing("Where fiches are written."),
)
@click.option("--force", is_flag=True, help="Build also what has not changed.")
@options.workers
@click.option("--cluster", metavar="ADDRESS", help="Draw on a Dask cluster: tcp://HOST:8786.")
@click.option("--zip", "archives", is_flag=True, help="Also one archive a region, and one of all.")
@options.as_json
@options.show
@click.pass_context
@memory.rarely_collected()  # while libraries are loaded, too: a seventh of their time
def build(
    context: click.Context,
    /,
    selection: Selection,
    publishing: Publishing,
    force: bool,
    workers: int | None,
    cluster: str | None,
    archives: bool,
    as_json: bool,
    show: bool,
) -> None:
    """Write fiches: each a PDF, with its figures as JSON beside it.

    For a Territoire d'industrie also a pack: one PDF with a cover, its communes and the fiches of
    all its départements, in the folder territoires/ of the year. With --essentiel, or where the
    edition says so, also the page L'essentiel alone: 03-allier-essentiel.pdf. Likewise --xlsx and
    the tables of its figures: 03-allier.xlsx.

    What has not changed since an earlier run is left as it is. One département that fails does
    not stop the others: the failures are listed at the end, and the exit status is 1.
    """
    from tradefiche.batch import executors
    from tradefiche.batch import request as requests
    from tradefiche.batch import reviewing
    from tradefiche.batch import summary
    from tradefiche.batch.documents import fiches_and_packs
    from tradefiche.batch.run import run
    from tradefiche.batch.stopwatch import Stopwatch

    options.refuse_words(context)
    console = console_of(context)
    stopwatch = Stopwatch()
    with stopwatch.stage("preparing"):
        request = _request(context, selection, publishing)
        each = len(request.places) * request.each + len(request.packs)
        documents = each * max(1, len(request.years))
        if workers is None:
            few = documents <= FEW
            workers = 1 if few else min(executors.cores(), executors.MOST_WORKERS)
    with ExitStack() as stack:
        with stopwatch.stage("preparing"):
            pool = stack.enter_context(executors.worker_pool(workers, cluster or ""))
            jobs = requests.prepare(request)
        said = (line for job in jobs for line in job.remarks(verbose=console.verbose))
        for line in dict.fromkeys(said):
            console.remark(line)
        for line in reviewing.left_open(jobs):
            console.remark(line)
        count = sum(job.count for job in jobs)
        silent = as_json or (console.shows_progress(count) and sys.stdout.isatty())
        outcomes = []
        done = stack.enter_context(console.progress_bar(count, _("Building"), rate=True))
        for job in jobs:
            made = run(job, fiches_and_packs, pool, force=force, stopwatch=stopwatch)
            for outcome in stack.enter_context(closing(made)):
                outcomes.append(outcome)
                if not silent and not outcome.failure:
                    console.result(summary.written(outcome))
                if show and not outcome.failure and outcome.kind != "workbook":
                    open_file(outcome.pdf, console)
                done()
    packed = _pack(jobs, stopwatch) if archives else ()
    for path in packed:
        console.remark(f"{path}")
    _report(
        console,
        summary.Summary(tuple(outcomes), stopwatch.seconds, stopwatch.elapsed(), packed),
        as_json=as_json,
    )


def _request(context: click.Context, selection: Selection, publishing: Publishing) -> BuildRequest:
    """What is asked for, by codes.

    Raises:
        UnknownTerritoryError: nothing answers to a name.
        UsageError: nothing is left to build, or options contradict each other.
    """
    from tradefiche.batch import request as requests

    asked = requests.packs(selection.territoires, everything=selection.all_territoires)
    if selection.separate and not asked:
        raise UsageError(
            _("--separate without a Territoire d’industrie"),
            _(
                'Name one (--territoire "Riom - Vichy"), or leave --separate out: '
                "départements asked for by themselves have no pack."
            ),
        )
    places = requests.selection(
        selection.names,
        regions=selection.regions,
        everything=selection.everything,
        without=selection.without,
        lists=selection.lists,
        territoires=asked,
    )
    packs = [] if selection.separate else [whole.id for whole in asked]
    whole = requests.packs(packs, places=places)
    return publishing.request(
        context, places, whole, essentiel=selection.essentiel, xlsx=selection.xlsx
    )


def _pack(jobs: Sequence[Job], stopwatch: Stopwatch) -> tuple[Path, ...]:
    from tradefiche.batch import archive

    with stopwatch.stage("packing"):
        return tuple(path for job in jobs for path in archive.write(job.folder, job.dataset.year))


def _report(console: Console, made: Summary, *, as_json: bool) -> None:
    """Say what was done.

    Raises:
        OutputError: fiches failed.
    """
    if as_json:
        echo_json(made.as_dict())
    elif len(made.outcomes) > 1:
        for line in made.lines():
            console.remark(line)
    for line in made.timings():
        console.detail(line)
    if made.failures:
        raise OutputError(
            _(
                "{failures} of {documents} failed:",
                failures=len(made.failures),
                documents=made.count,
            )
            + f"\n{made.reasons()}",
            _(
                "Mend what is said, then run the same command again: it builds only"
                " what is missing."
            ),
        )
