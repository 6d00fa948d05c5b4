"""The command line: parses, calls one function a command, turns errors into exit statuses.

Exit status: 0 done, 1 failed, 2 wrong usage, 130 interrupted. Heavy imports happen inside the
commands, so that help is instant.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Sequence
from dataclasses import replace
from difflib import get_close_matches
from importlib import import_module
from typing import Any

import click

from tradefiche import __version__
from tradefiche import console_events
from tradefiche import messages
from tradefiche.commands import characters
from tradefiche.commands import completion
from tradefiche.commands import configured
from tradefiche.commands import options
from tradefiche.commands import spoken_help
from tradefiche.commands.console import Console
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.console import is_unread
from tradefiche.commands.console import steady
from tradefiche.commands.spoken_help import speaking
from tradefiche.errors import TradeficheError
from tradefiche.errors import UsageError
from tradefiche.messages import _

CONTEXT = {"help_option_names": ["-h", "--help"], "max_content_width": 100}
LAZY = (
    *("atlas", "build", "check", "clean", "data", "demo", "diff", "doctor", "edition", "export"),
    *("init", "mail", "review", "send", "settings", "site"),
)
"""Commands that have a module of their own, of the same name."""
INTERRUPTED = 130
"""128 and the number of SIGINT: a shell's loop then stops too."""


class LazyGroup(click.Group):
    """The root group: a command's module is imported when it is asked for, as click's guide has it.

    Every error of ours ends as one message, one hint, one exit status.
    """

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All of them, by name."""
        return sorted([*super().list_commands(ctx), *LAZY])

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of a name."""
        if cmd_name in LAZY:
            module = import_module(f"tradefiche.commands.{cmd_name}")
            return _common(getattr(module, cmd_name))
        command = super().get_command(ctx, cmd_name)
        return command and _common(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command that is asked for.

        Raises:
            UsageError: there is none of that name; click would propose of those that are loaded.
        """
        name = args[0]
        if not name.startswith("-") and self.get_command(ctx, name) is None:
            raise UsageError(_("No such command {name!r}.", name=name), self._meant(ctx, name))
        return super().resolve_command(ctx, args)

    def _meant(self, ctx: click.Context, name: str) -> str:
        """What to type for a command that there is not: ``import`` is one of ``data``."""
        names = self.list_commands(ctx)
        groups = {each: self.get_command(ctx, each) for each in names}
        inner = [
            f"{each} {name}"
            for each, group in groups.items()
            if isinstance(group, click.Group) and name in group.commands
        ]
        if near := inner or get_close_matches(name, names):
            typed = ", ".join(f"tradefiche {each}" for each in near)
            return _("Did you mean {typed}?", typed=typed)
        return _("tradefiche --help names all commands.")

    def main(self, *args: Any, **extra: Any) -> Any:
        """The program, in whatever console it was started."""
        characters.settle()
        console_events.heed()
        self._speak(args[0] if args else extra.get("args"))
        return super().main(*args, **extra)

    @staticmethod
    def _speak(words: Sequence[str] | None) -> None:
        """Choose the language; one that the environment names wrongly is left for click to tell."""
        chosen = spoken_help.asked([*(sys.argv[1:] if words is None else words)])
        if chosen or os.environ.get(messages.VARIABLE, "en") in messages.LANGUAGES:
            messages.speak(chosen or messages.language())

    def invoke(self, context: click.Context) -> Any:
        """Run the command; what it raises ends as a message."""
        try:
            return super().invoke(context)
        except TradeficheError as error:
            click.secho(_("Error: {what}", what=steady(error.message)), fg="red", err=True)
            if error.hint:
                click.echo(_("Hint: {what}", what=steady(error.hint)), err=True)
            context.exit(2 if isinstance(error, UsageError) else 1)
        except KeyboardInterrupt:
            click.echo(
                _(
                    "Interrupted: every file already written is whole. Run the same "
                    "command again to finish."
                ),
                err=True,
            )
            context.exit(INTERRUPTED)
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise  # click's own
        except BaseException as error:
            if getattr(error, "errno", None) == errno.EINVAL and is_unread():
                context.exit(1)  # as click does where the system says « Broken pipe »
            # A panic of polars is no Exception; the others that are not are no faults.
            if not isinstance(error, Exception) and type(error).__name__ != "PanicException":
                raise
            _confess(error, verbose=console_of(context).verbose)
            context.exit(1)


def _common(command: click.Command) -> click.Command:
    """A command that takes what the root takes as well, since many put it at the end."""
    if "format_help" in vars(command):
        return command  # has been here
    speaking(command)
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _common(inner)
    else:
        for names in (("-q", "--quiet"), ("-v", "--verbose")):
            command.params.append(
                click.Option(
                    names,
                    is_flag=True,
                    hidden=True,
                    expose_value=False,
                    callback=_louder,
                    help="As before the command.",
                )
            )
    command.params.append(_lang(hidden=True))
    return command


def _lang(*, hidden: bool = False) -> click.Option:
    """``--lang``, which is heeded before anything else is read: here it is checked and told."""
    return configured.VariableOption(
        ("--lang",),
        type=click.Choice(messages.LANGUAGES),
        envvar=messages.VARIABLE,
        show_envvar=True,
        hidden=hidden,
        expose_value=False,
        help="Language of messages and help [default: the system's].",
    )


def _louder(context: click.Context, parameter: click.Parameter, asked: bool) -> None:
    """Note it where the command looks, and where its errors are told."""
    if asked and parameter.name:
        console = replace(console_of(context), **{parameter.name: True})
        context.obj = context.find_root().obj = console


def _confess(error: BaseException, *, verbose: bool) -> None:
    """Say that the program is at fault; the traceback is for those who ask for more."""
    said = _("Error: unexpected {kind}: {error}", kind=type(error).__name__, error=error)
    click.secho(steady(said), fg="red", err=True)
    if verbose:
        import traceback

        click.echo("".join(traceback.format_exception(error)), err=True, nl=False)
    click.echo(
        _(
            "Hint: This is a fault of tradefiche. Run it again as tradefiche "
            "--verbose …, and report what it prints."
        ),
        err=True,
    )


@click.group(cls=LazyGroup, context_settings=CONTEXT)
@click.version_option(__version__, prog_name="tradefiche")
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@click.option("-v", "--verbose", is_flag=True, help="Say more.")
@click.pass_context
def main(context: click.Context, quiet: bool, verbose: bool) -> None:
    """Foreign-trade fact sheets of the French départements, from the customs' open data.

    \b
    tradefiche build --dept 03          write the fiche of the Allier
    tradefiche data import FILES        read the official customs files
    tradefiche list departements        codes and names
    """
    context.obj = Console(quiet, verbose)
    configured.begin(context)


main.params.append(_lang())
speaking(main)


@main.group(name="list")
def list_() -> None:
    """What can be asked for, by code and name."""


@list_.command()
@options.as_json
def departements(as_json: bool) -> None:
    """The 100 départements that have a fiche."""
    from tradefiche.reference import territories

    rows = [
        {
            "code": place.code,
            "customs_code": place.customs_code,
            "name": place.name,
            "region": region.name if (region := territories.region_of(place)) else None,
            "file": territories.file_stem(place),
        }
        for place in territories.departements()
    ]
    if as_json:
        echo_json(rows)
        return
    click.echo(f"{'code':<6}{_('customs'):<9}{_('name'):<26}{_('region')}")
    for row in rows:
        click.echo(
            f"{row['code']:<6}{row['customs_code']:<9}{row['name']:<26}{row['region'] or '-'}"
        )


@list_.command()
@options.as_json
def regions(as_json: bool) -> None:
    """The 14 customs regions, which --region names, and their départements."""
    from tradefiche.reference import territories

    home = territories.customs_departements()
    rows = [
        {
            "code": region.code,
            "name": region.name,
            "departements": [
                place.code
                for place in territories.departements()
                if home[place.customs_code] == region.customs_code
            ],
        }
        for region in territories.regions()
    ]
    if as_json:
        echo_json(rows)
        return
    click.echo(f"{'code':<6}{_('name'):<28}départements")
    for row in rows:
        click.echo(f"{row['code']:<6}{row['name']:<28}{' '.join(row['departements'])}")


@list_.command()
@click.argument("name", required=False, metavar="[NAME]")
@click.option(
    "--dept",
    metavar="CODE|NAME",
    shell_complete=completion.departements,
    help="Those with communes in this département.",
)
@options.as_json
@click.pass_context
def territoires(
    context: click.Context, /, name: str | None, dept: str | None, as_json: bool
) -> None:
    """The 183 Territoires d'industrie, or those whose NAME has these words.

    After each département, how many communes lie there; in brackets where the fiche leaves the
    Territoire out, since too few do.
    """
    from tradefiche.reference import industry
    from tradefiche.reference import territories

    found = industry.search(name) if name is not None else industry.everything()
    if dept is not None:
        here = industry.of(territories.departement(dept))
        found = tuple(whole for whole in found if whole in here)
    if as_json:
        rows = [industry.summary(whole) for whole in found]
        echo_json(rows)
        return
    wide = max(len("départements"), *(len(industry.extent(whole)) for whole in found), 0) + 2
    click.echo(f"{'id':<9}{'communes':<10}{'départements':<{wide}}{_('name')}")
    if not found:
        console_of(context).remark(_("None of the 183 Territoires d'industrie answers to that."))
    for whole in found:
        click.echo(f"{whole.id:<9}{whole.communes:<10}{industry.extent(whole):<{wide}}{whole.name}")


@main.command()
@click.option("--manifest", "of_manifest", is_flag=True, help="That of manifest.json instead.")
@click.option("--atlas", "of_atlas", is_flag=True, help="That of atlas.json instead.")
@click.option("--diff", "of_diff", is_flag=True, help="That of tradefiche diff --json instead.")
def schema(of_manifest: bool, of_atlas: bool, of_diff: bool) -> None:
    """The JSON Schema of the file written beside each PDF."""
    from tradefiche import diff
    from tradefiche import fiche
    from tradefiche import manifest
    from tradefiche.fiche import atlas

    kinds = {"--manifest": of_manifest, "--atlas": of_atlas, "--diff": of_diff}
    asked = [name for name, wanted in kinds.items() if wanted]
    if len(asked) > 1:
        raise UsageError(
            _("{one} and {other} are the schemas of two files", one=asked[0], other=asked[1]),
            _("Ask for one at a time."),
        )
    made = {"--manifest": manifest.schema, "--atlas": atlas.schema, "--diff": diff.schema}
    echo_json(made[asked[0]]() if asked else fiche.schema())


if __name__ == "__main__":
    sys.exit(main())
