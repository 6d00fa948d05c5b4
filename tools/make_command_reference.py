"""Writes docs/commands.md and the manual page from what the commands say of themselves.

python tools/make_command_reference.py           # writes docs/commands.md and docs/tradefiche.1
python tools/make_command_reference.py --check   # exit status 1 when it is out of date
"""

from __future__ import annotations

import argparse
import inspect
import sys
from collections.abc import Iterator
from pathlib import Path

import click
from roff import Page

import tradefiche
from tradefiche.atomic import write_text
from tradefiche.commands.cli import main as root

DOCS = Path(__file__).parents[1] / "docs"
RULES = """\
Results go to
standard output; progress, remarks and errors to standard error. Exit status: 0 done, 1 failed,
2 wrong usage, 130 interrupted. `-q` and `-v` may also stand behind the command.
"""
HEAD = f"""\
# Commands

<!-- Written by tools/make_command_reference.py: change the help of the commands, not this page. -->

What every command takes. Anywhere, `-h` or `--help` says the same in the terminal. {RULES}"""


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
    yield f"```\n{usage(context)}\n```\n"
    yield text(context.command)
    yield from options(context)


def options(context: click.Context) -> Iterator[str]:
    """An empty line and one for each option, if there are any; the page has told of --help."""
    listed = [f"- `{names}`: {words}" for names, words in records(context)]
    if listed:
        yield "\n".join(["", *listed])


def records(context: click.Context) -> Iterator[tuple[str, str]]:
    """Each option as it is typed, and what it is for; the usage has shown the arguments."""
    for parameter in context.command.params:
        record = parameter.get_help_record(context)
        if record and isinstance(parameter, click.Option):
            names, words = record
            yield names, " ".join(words.split())


def text(command: click.Command) -> str:
    """The help of a command; what click is told not to wrap is a block of code."""
    return "\n\n".join(
        "\n".join(["```", *lines, "```"] if as_typed else lines)
        for lines, as_typed in paragraphs(command)
    )


def paragraphs(command: click.Command) -> Iterator[tuple[list[str], bool]]:
    """The lines of each paragraph of a help, and whether they are to stay as they are typed."""
    for paragraph in inspect.cleandoc(command.help or "").split("\n\n"):
        lines = paragraph.splitlines()
        as_typed = paragraph.startswith("\b")
        yield lines[as_typed:], as_typed


def manual() -> str:
    """The whole page for ``man``."""
    whole, *commands = walk(root, "tradefiche")
    page = Page("tradefiche", f"tradefiche {tradefiche.__version__}", first_sentence(whole.command))
    page.section("SYNOPSIS")
    page.line(usage(whole))
    page.section("DESCRIPTION")
    described(page, whole)
    page.section("COMMANDS")
    for context in commands:
        page.subsection(usage(context))
        described(page, context)
    page.section("OUTPUT AND EXIT STATUS")
    page.text(RULES.replace("`", ""))
    page.section("ENVIRONMENT")
    for name, commands_that_read in sorted(variables(commands).items()):
        page.entry(name, f"As {', '.join(commands_that_read)}.")
    return page.written()


def described(page: Page, context: click.Context) -> None:
    """What a command says of itself, and its options."""
    for lines, as_typed in paragraphs(context.command):
        page.code(lines) if as_typed else page.text(" ".join(lines))
    for names, words in records(context):
        page.entry(names, words)


def variables(commands: list[click.Context]) -> dict[str, list[str]]:
    """The variables of the environment that options name, and those options, each once."""
    found: dict[str, list[str]] = {}
    for context in commands:
        for option in context.command.params:
            if isinstance(option, click.Option) and option.show_envvar:
                options = found.setdefault(str(option.envvar), [])
                options += [] if option.opts[0] in options else [option.opts[0]]
    return found


def usage(context: click.Context) -> str:
    """How a command is typed."""
    return " ".join([context.command_path, *context.command.collect_usage_pieces(context)])


def first_sentence(command: click.Command) -> str:
    """What a command is for, on one line."""
    paragraph = inspect.cleandoc(command.help or "").split("\n\n")[0]
    return " ".join(paragraph.split())


def anchor(context: click.Context) -> str:
    """The link to the section of a command."""
    return context.command_path.replace(" ", "-")


WRITTEN = {DOCS / "commands.md": reference, DOCS / "tradefiche.1": manual}


def main() -> None:
    """Write the pages, or say which is out of date."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--check", action="store_true", help="only compare")
    arguments = parser.parse_args()
    for path, made in WRITTEN.items():
        if not arguments.check:
            write_text(path, made())
        elif path.read_text("utf-8") != made():
            sys.exit(f"{path.name} is out of date: run python tools/make_command_reference.py")


if __name__ == "__main__":
    main()
