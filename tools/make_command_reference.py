"""Writes docs/commands.md from what the commands say of themselves; it adds no word about them.

python tools/make_command_reference.py           # writes docs/commands.md
python tools/make_command_reference.py --check   # exit status 1 when it is out of date
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click

from tradefiche.atomic import write_text
from tradefiche.commands.cli import main as root

REFERENCE = Path(__file__).parents[1] / "docs" / "commands.md"
HEAD = """\
# Commands

<!-- Written by tools/make_command_reference.py: change the help of the commands, not this page. -->

What every command takes. Anywhere, `-h` or `--help` says the same in the terminal. Results go to
standard output; progress, remarks and errors to standard error. Exit status: 0 done, 1 failed,
2 wrong usage, 130 interrupted. `-q` and `-v` may also stand behind the command.
"""


def reference() -> str:
    """The whole page."""
    commands = list(walk(root, "tradefiche"))
    index = "\n".join(
        f"- [`{context.command_path}`](#{anchor(context)}): {first_sentence(context.command)}"
        for context in commands
    )
    return "\n".join([HEAD, index, *("\n".join(section(each)) for each in commands), ""])


def walk(
    command: click.Command, name: str, parent: click.Context | None = None
) -> Iterator[click.Context]:
    """A context for a command and each one inside it, in the order of the help."""
    context = click.Context(command, parent, name, **command.context_settings)
    yield context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            assert found is not None
            yield from walk(found, inner, context)


def section(context: click.Context) -> Iterator[str]:
    """The lines about one command."""
    yield f"\n## {context.command_path}\n"
    pieces = context.command.collect_usage_pieces(context)
    yield f"```\n{' '.join([context.command_path, *pieces])}\n```\n"
    yield text(context.command)
    yield from options(context)


def options(context: click.Context) -> Iterator[str]:
    """An empty line and one for each option, if there are any; the page has told of --help."""
    listed = []
    for parameter in context.command.params:
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):  # the usage has shown the arguments
            names, words = record
            listed.append(f"- `{names}`: {' '.join(words.split())}")
    if listed:
        yield "\n".join(["", *listed])


def text(command: click.Command) -> str:
    """The help of a command; what click is told not to wrap is a block of code."""
    paragraphs = inspect.cleandoc(command.help or "").split("\n\n")
    return "\n\n".join(
        "\n".join(["```", *paragraph.splitlines()[1:], "```"])
        if paragraph.startswith("\b")
        else paragraph
        for paragraph in paragraphs
    )


def first_sentence(command: click.Command) -> str:
    """What a command is for, on one line."""
    paragraph = inspect.cleandoc(command.help or "").split("\n\n")[0]
    return " ".join(paragraph.split())


def anchor(context: click.Context) -> str:
    """The link to the section of a command."""
    return context.command_path.replace(" ", "-")


def main() -> None:
    """Write the page, or say that it is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="only compare")
    arguments = parser.parse_args()
    if not arguments.check:
        write_text(REFERENCE, reference())
    elif REFERENCE.read_text("utf-8") != reference():
        sys.exit(f"{REFERENCE.name} is out of date: run python tools/make_command_reference.py")


if __name__ == "__main__":
    main()
