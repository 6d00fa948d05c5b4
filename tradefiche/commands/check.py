"""The command that checks finished documents: ``tradefiche check``.

It parses and prints; everything heavy is imported inside the command.
"""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradefiche.commands import locations
from tradefiche.commands import options
from tradefiche.commands.console import Console
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.validation.checks import Checked


@click.command()
@click.argument("paths", nargs=-1, required=True, type=locations.EITHER, metavar="PATH…")
@options.as_json
@click.pass_context
def check(context: click.Context, paths: tuple[Path, ...], as_json: bool) -> None:
    """Check finished PDF files, or folders of them: PDF/UA-1, PDF/A-3a, fonts, as built or not.

    Exit status 1 when a file does not conform, is not what was built, or cannot be read, or when
    a folder holds real figures beside invented ones.
    """
    from tradefiche.validation import checks
    from tradefiche.validation import engines
    from tradefiche.validation import report

    console = console_of(context)
    found = checks.find(paths)
    asked, missing = engines.here()
    for each in missing:
        console.remark(
            _(
                "{engine} is not asked: {reason}. {hint}",
                engine=each.engine,
                reason=each.reason,
                hint=each.hint,
            )
        )
    results = checks.run(found, asked)
    if as_json:
        done = list(console.progress(results, len(found), _("Checking")))
        echo_json(report.as_data(done, asked, missing))
    else:
        done = _told(console, results, [str(path) for path in found])
        for line in checks.mixed(done):
            console.failure(line)
        console.remark(report.summary(done, asked, missing))
    conform = all(checked.conforms for checked in done)
    context.exit(0 if conform and not checks.mixed(done) else 1)


def _told(console: Console, results: Iterable[Checked], names: Sequence[str]) -> list[Checked]:
    """Say each result as it comes: in a table on a terminal, on plain lines elsewhere."""
    from tradefiche.validation import report

    done = []
    table = None
    if sys.stdout.isatty():
        table = report.CheckTable(names, shutil.get_terminal_size().columns)
        console.result(table.head())
    else:
        results = console.progress(results, len(names), _("Checking"))
    for checked in results:
        done.append(checked)
        for line in table.rows(checked) if table else report.lines(checked):
            (console.result if checked.conforms else console.failure)(line)
    return done
