"""The options that say where the ledger of the letters is, for ``send`` and ``mail``."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

import click

from tradefiche.commands import locations
from tradefiche.commands import options

ledger = click.option(
    "--ledger",
    type=locations.FOLDER,
    metavar="DIR",
    help="Where sending keeps its ledger and its archive [default: mail in --output].",
)


def located(output: Path, named: Path | None, edition: int | None = None) -> Path:
    """The folder of the ledger: the one that is named, or that of the fiches, wherever one stands.

    Raises:
        MailError: an earlier version kept another one, which knows what this one does not.
    """
    from tradefiche.mail.ledger import joining

    if named is not None:
        return named
    joining.require_joined(output / "mail", edition)
    return output / "mail"


def of_a_ledger(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command the ``folder`` of the ledger."""

    @ledger
    @options.output()
    @wraps(command)
    def located_first(*values: Any, ledger: Path | None, output: Path, **given: Any) -> Any:
        return command(*values, folder=located(output, ledger), **given)

    return located_first
