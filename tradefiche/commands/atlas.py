"""``tradefiche atlas``: the national pages, maps of all départements and their ranking."""

from __future__ import annotations

import click

from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.console import open_file
from tradefiche.commands.options import Publishing
from tradefiche.errors import OutputError


@click.command()
@options.gathered(options.publishing("Where it is written."))
@click.option("--force", is_flag=True, help="Write it also when nothing has changed.")
@options.as_json
@options.show
@click.pass_context
def atlas(
    context: click.Context, /, publishing: Publishing, force: bool, as_json: bool, show: bool
) -> None:
    """Write the atlas: maps of all départements, their ranking, key facts, for the press.

    Exports, imports, balance and coverage ratio, as one PDF with its data as CSV and JSON inside,
    and the JSON beside it; beside an earlier year that compares, what changed since. What has not
    changed since an earlier run is left as it is.
    """
    from tradefiche.batch import documents
    from tradefiche.batch import memory
    from tradefiche.batch import request as requests
    from tradefiche.batch import reviewing
    from tradefiche.batch import summary
    from tradefiche.batch.executors import InlineExecutor
    from tradefiche.batch.run import run

    console = console_of(context)
    jobs = requests.prepare(publishing.request(context))
    for line in dict.fromkeys(line for job in jobs for line in job.remarks(links=False)):
        console.remark(line)
    for line in reviewing.left_open(jobs):
        console.remark(line)
    made = []
    for job in jobs:
        with memory.rarely_collected():
            (outcome,) = run(job, documents.atlas, InlineExecutor(), force=force)
        if outcome.failure:
            raise OutputError(outcome.failure, outcome.hint)
        made.append(outcome)
        if not as_json:
            console.result(summary.written(outcome))
        if show:
            open_file(outcome.pdf, console)
    if as_json:
        rows = [
            {
                "year": each.year,
                "demonstration": each.demonstration,
                "pdf": str(each.pdf),
                "json": str(each.json),
                "pages": each.pages,
                "bytes": each.size,
                "unchanged": each.skipped,
            }
            for each in made
        ]
        echo_json(rows)
