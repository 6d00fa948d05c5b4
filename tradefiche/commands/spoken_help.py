"""The help of the commands in the operator's language: written in English, translated when shown.

The texts stay plain where options are declared; ``tools/make_catalogue.py`` gathers them here.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from typing import Any

import click

from tradefiche import messages

Text = tuple[Any, str, str | None]
"""A text of the help: whose it is, the name of its attribute, itself."""
_NAMED = (click.Path, click.types.IntParamType, click.types.FloatParamType)
"""Types of values whose name stands in the help where an option has no other word for them."""


def texts(command: click.Command) -> Iterator[Text]:
    """What the help of one command says, of itself and of its options."""
    for name in ("help", "short_help", "epilog", "options_metavar", "subcommand_metavar"):
        yield command, name, getattr(command, name, None)
    for parameter in command.params:
        for name in ("help", "metavar"):
            yield parameter, name, getattr(parameter, name, None)
        if parameter.metavar is None and isinstance(parameter.type, _NAMED):
            yield parameter.type, "name", parameter.type.name


@contextmanager
def spoken(command: click.Command) -> Iterator[None]:
    """While it lasts, the texts of a command are in the operator's language."""
    written = [(owner, name, text) for owner, name, text in texts(command) if text]
    try:
        for owner, name, text in written:
            setattr(owner, name, messages.translated(text))
        yield
    finally:
        for owner, name, text in written:
            setattr(owner, name, text)


def speaking(command: click.Command) -> click.Command:
    """The command, whose help is said in the operator's language."""
    plain_help, plain_line = command.format_help, command.get_short_help_str
    plain_usage = command.get_usage

    def format_help(context: click.Context, formatter: click.HelpFormatter) -> None:
        if shown := command.get_help_option(context):  # made once, maybe in another language
            shown.help = messages.translated("Show this message and exit.")
        with spoken(command):
            plain_help(context, formatter)

    def get_short_help_str(limit: int = 45) -> str:
        with spoken(command):
            return plain_line(limit)

    def get_usage(context: click.Context) -> str:
        with spoken(command):
            return plain_usage(context)

    vars(command).update(
        format_help=format_help, get_short_help_str=get_short_help_str, get_usage=get_usage
    )
    return command


def asked(words: list[str]) -> str:
    """The language that a command line asks for; « » for that of the environment.

    Before click reads the line: it shows help, and refuses what is wrong, while it reads. What
    ``--json`` writes is for a program, and the same in every language.
    """
    if "--json" in words:
        return "en"
    for word, following in pairwise([*words, ""]):
        if word == "--lang" or word.startswith("--lang="):
            said = following if word == "--lang" else word.partition("=")[2]
            return said if said in messages.LANGUAGES else ""
    return ""
