"""``tradefiche edition check``: try an edition on all départements before anything is built."""

from __future__ import annotations

from pathlib import Path

import click

from tradefiche.commands import locations
from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.messages import _
from tradefiche.messages import many


@click.group()
def edition() -> None:
    """The texts of a year."""


@edition.command()
@click.argument("folder", type=locations.FOLDER, metavar="DIR")
@options.brand("A brand folder of your own, tried with it.")
@click.option("--allow-low-contrast", is_flag=True, help="Accept colours that read badly.")
@options.as_json
@click.pass_context
def check(
    context: click.Context, /, folder: Path, brand: Path | None, allow_low_contrast: bool,
    as_json: bool,
) -> None:  # fmt: skip
    """Try the edition in DIR on all 100 départements, all packs and the atlas, in seconds.

    Says all that is wrong at once, one line each with its file and what to do next: what cannot
    be read, unknown names, links, characters that the fonts lack, texts that do not fit, where and
    by how much; of a brand also colours, fonts and logos. Nothing is written, and no data store is
    needed. Exit status 1 when something is wrong.
    """
    from tradefiche.batch import trial as trials

    console = console_of(context)
    trial = trials.run(folder, brand, allow_low_contrast=allow_low_contrast)
    if as_json:
        echo_json(trial.as_dict())
        context.exit(1 if trial.faults else 0)
    for remark in trial.remarks:
        console.remark(remark)
    for fault in trial.faults:
        console.failure(fault.line)
    told = {"folder": folder, "faults": many(len(trial.faults), "fault")}
    console.remark(
        _(
            "{folder}: {faults}; tried on {fiches} départements, {packs} packs and the atlas.",
            **told,
            fiches=trial.fiches,
            packs=trial.packs,
        )
        if trial.fiches
        else _("{folder}: {faults}; not tried on départements until this is mended.", **told)
    )
    context.exit(1 if trial.faults else 0)
