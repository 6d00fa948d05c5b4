"""``tradefiche doctor``: what works here, what lacks, what to do."""

from __future__ import annotations

from pathlib import Path

import click

from tradefiche.commands import options
from tradefiche.commands.configured import Configuration
from tradefiche.commands.configured import ForgivingCommand
from tradefiche.commands.configured import in_force
from tradefiche.commands.configured import settings_option
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.ledger_options import ledger as ledger_option


@click.command(cls=ForgivingCommand)
@options.data_store("data")
@options.output()
@ledger_option
@options.brand("The brand folder to look at.")
@options.edition("The edition folder to look at.")
@settings_option()
@options.as_json
@click.pass_context
def doctor(
    context: click.Context,
    /,
    data: Path,
    output: Path,
    ledger: Path | None,
    brand: Path | None,
    edition: Path | None,
    settings: Path | None,
    as_json: bool,
) -> None:
    """Say what works here, what lacks and what to do: libraries, fonts, data, output, mail.

    Nothing is changed, nothing connects anywhere. What is optional and lacks is no failure: exit
    status 1 when something is wrong that is needed. --json is for a fault report: it has no
    secret, no address, and no name of yours in paths.
    """
    from tradefiche.doctor import checkup

    console = console_of(context)
    where = (in_force(context) or Configuration(settings)).whereabouts
    here = checkup.Surroundings(
        data, output, ledger or output / "mail", brand, edition, where, settings
    )
    findings = []
    for finding in checkup.examined(here):
        findings.append(finding)
        for line in () if as_json else checkup.lines(finding):
            (console.failure if finding.condition == "wrong" else console.result)(line)
    if as_json:
        echo_json(checkup.as_data(findings))
    else:
        console.remark(checkup.summary(findings))
    context.exit(0 if checkup.works(findings) else 1)
