"""``tradefiche review``: the checks before publication, as one report."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradefiche.commands import locations
from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.console import steady
from tradefiche.errors import UsageError
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.review.review import Review
    from tradefiche.store.store import Dataset
    from tradefiche.store.store import Store


@dataclass(frozen=True, slots=True)
class Reviewing:
    """Of what the review is, and where what belongs to it lies."""

    year: int | None
    data: Path
    demo: bool
    output: Path
    edition: Path | None
    provisional: bool
    accept_gaps: bool


REVIEWING = (
    click.option(
        "--year", type=click.IntRange(1990, 2099), metavar="YEAR",
        help="The year [default: the latest imported].",
    ),
    options.data_store("data"),
    click.option("--demo", is_flag=True, help="Take the demonstration data: invented figures."),
    options.output("Where the fiches are, or will be; its manifest keeps what is open."),
    options.edition(
        "The edition folder with review.toml [default: editions/YEAR].", metavar="DIR"
    ),
    click.option(
        "--provisional", is_flag=True,
        help="An incomplete year, to be published as such: no check that only a whole year can "
        "pass.",
    ),
    click.option(
        "--accept-gaps", is_flag=True,
        help="Accept quarters that seem to lack rows: you have looked.",
    ),
)  # fmt: skip


@click.command()
@options.gathered(options.OptionGroup("reviewing", Reviewing, REVIEWING))
@click.option("--explain", is_flag=True, help="Ask why, for each finding that wants a reason.")
@click.option(
    "--html",
    type=locations.FILE,
    metavar="FILE",
    help="Also as one page to look at, with figures and the covers of the fiches.",
)
@options.as_json
@click.pass_context
def review(
    context: click.Context,
    /,
    reviewing: Reviewing,
    explain: bool,
    html: Path | None,
    as_json: bool,
) -> None:
    """Check the figures of a year before they are published: sums, jumps, codes, revisions.

    A check blocks, or asks a person to explain what it found, or only tells. Explanations are kept
    in review.toml; --explain asks for each one and writes it there, and Enter skips it. With
    [publish] review = "required" in tradefiche.toml, build and send refuse while something is open.
    Exit status 1 while something is.
    """
    from tradefiche.batch import reviewing as kept
    from tradefiche.review import explanations
    from tradefiche.review import material
    from tradefiche.review import page
    from tradefiche.review import review as reviews
    from tradefiche.review import text

    if explain and as_json:
        raise UsageError(_("--explain and --json cannot go together"), _("Choose one of them."))
    console = console_of(context)
    dataset, store = _read(context, reviewing)
    for line in dataset.remarks:
        console.remark(line)
    file = explanations.path(dataset.year, reviewing.edition)
    looked_at = material.gathered(dataset, store, provisional=reviewing.provisional)
    data = kept.data_of(dataset)
    made = reviews.review(looked_at, explanations.read(file, dataset.year), data)
    if explain:
        _ask(made, file)
        made = reviews.review(looked_at, explanations.read(file, dataset.year), data)
    folder = reviewing.output / str(dataset.year)
    if html:
        for line in page.write(html, made, file, folder):
            console.remark(line)
    if as_json:
        echo_json(text.as_data(made, file))
    else:
        for line in text.lines(made, file, verbose=console.verbose):
            console.result(line)
        console.remark(text.summary(made))
    kept.note(folder, dataset.year, made.reviewed())  # last: the report is read all the same
    context.exit(1 if made.open else 0)


def _read(context: click.Context, reviewing: Reviewing) -> tuple[Dataset, Store | None]:
    """The year, and the store that it is in; none of the project's own demonstration.

    An incomplete year is read as it is: a check tells what it lacks.

    Raises:
        StoreError: it is not there, its two flows differ, or it is damaged.
        UsageError: options contradict each other.
    """
    from tradefiche.batch import request as requests
    from tradefiche.store import store

    request = requests.Request(
        (),
        (reviewing.year,) if reviewing.year else (),
        reviewing.data,
        reviewing.output,
        provisional=True,
        accept_gaps=reviewing.accept_gaps,
        named=options.data_is_named(context),
        demo=reviewing.demo,
    )
    (dataset,), shipped = requests.datasets_of(request)
    return dataset, None if shipped else store.Store(reviewing.data)


def _ask(made: Review, file: Path) -> None:
    """Ask for the reason of each finding that wants one; each is kept as soon as it is given.

    Raises:
        ReviewError: the file cannot be written.
    """
    from tradefiche.review import explanations
    from tradefiche.review.findings import Severity

    wanting = [each for each in made.open if each.severity is Severity.EXPLAIN]
    asked = None
    for number, judged in enumerate(wanting, 1):
        found, check = judged.finding, judged.check
        if check is not asked:
            click.echo(steady(f"\n{check.title} ({check.threshold}). {check.todo}"), err=True)
            asked = check
        about = f", {found.about}" if found.about else ""
        said = _(
            "{number}/{count} {place}: {finding}",
            number=number,
            count=len(wanting),
            place=f"{found.where}{about}",
            finding=found.said,
        )
        click.echo(steady(said), err=True)
        if judged.explanation and judged.explanation.text:
            before = _("  written before: {text}", text=judged.explanation.text)
            click.echo(steady(before), err=True)
        why = click.prompt(_("  Why (Enter skips)"), default="", show_default=False, err=True)
        if why.strip():
            explanations.add(file, [(found, why)])
