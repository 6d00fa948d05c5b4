"""Options whose default ``tradefiche.toml`` may say, and how a command finds that file.

The file is read when the first such option is: help that is not asked for costs nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click
from click.core import ParameterSource

from tradefiche.commands.console import console_of
from tradefiche.commands.locations import FILE
from tradefiche.errors import TradeficheError
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.settings import Said
    from tradefiche.settings_file import Whereabouts

Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]
KEY = "tradefiche.settings"
"""Where a context keeps what is in force; not there, nothing is (completion, documentation)."""


class Configuration:
    """The file that holds for a command: the one it is given, or the one that is found."""

    def __init__(self, named: Path | None = None, *, forgiving: bool = False) -> None:
        self._named = named
        self._told = False
        self.forgiving = forgiving

    @cached_property
    def whereabouts(self) -> Whereabouts:
        """Which file it is."""
        from tradefiche import settings_file  # a list of the commands needs none

        return settings_file.Whereabouts(self._named) if self._named else settings_file.find()

    @cached_property
    def values(self) -> Mapping[str, Said]:
        """What it says, by « build.output » and the like; nothing where that is forgiven.

        Raises:
            SettingsError: it cannot be read, or is wrong.
        """
        if not self.whereabouts.path:
            return {}
        try:
            from tradefiche import settings  # most commands find no file

            return settings.read(self.whereabouts.path)
        except (TradeficheError, ImportError):
            if self.forgiving:
                return {}
            raise

    def tell(self, context: click.Context) -> None:
        """Say once which files were passed over."""
        if not self._told and not self.forgiving:
            self._told = True
            for line in self.whereabouts.remarks:
                console_of(context).remark(line)


def in_force(context: click.Context) -> Configuration | None:
    """What holds for a command."""
    found: Configuration | None = context.meta.get(KEY)
    return found


def begin(context: click.Context) -> None:
    """From here on, commands look for the file."""
    context.meta[KEY] = Configuration()


class VariableOption(click.Option):
    """An option with a variable of the environment, which a wrong value is said to be of."""

    def get_error_hint(self, ctx: click.Context | None) -> str:
        """Its names and its variable, in the operator's language: click has English here."""
        named = click.Parameter.get_error_hint(self, ctx)  # type: ignore[arg-type, unused-ignore]
        return f"{named} ({_('env var: {var}', var=repr(self.envvar))})" if self.envvar else named


class SettingOption(VariableOption):
    """An option with a key of ``tradefiche.toml``: what the file says is its default."""

    def __init__(self, *names: Any, key: str, **declared: Any) -> None:
        super().__init__(*names, **declared)
        self.key = key

    def get_default(self, ctx: click.Context, call: bool = True) -> Any:
        """What the file says, or what was declared; also where the file is wrong, for the help."""
        configuration = in_force(ctx)
        try:
            said = configuration.values.get(self.key) if configuration else None
        except TradeficheError:
            said = None
        return said.value if said else super().get_default(ctx, call)

    def consume_value(self, ctx: click.Context, opts: Mapping[str, Any]) -> Any:
        """The value and where it comes from.

        Raises:
            SettingsError: the file cannot be read, or is wrong.
        """
        said = None
        if configuration := in_force(ctx):
            configuration.tell(ctx)
            said = configuration.values.get(self.key)
        value, source = super().consume_value(ctx, opts)
        if said and source is ParameterSource.DEFAULT:
            source = ParameterSource.DEFAULT_MAP
        return value, source


class ForgivingCommand(click.Command):
    """A command that runs with a file of settings that is wrong, to say what is wrong."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """The values, with those of the file where it can be read."""
        if configuration := in_force(ctx):
            configuration.forgiving = True
        return super().parse_args(ctx, args)


def setting(*names: Any, key: str, **declared: Any) -> Decorator:
    """Declare an option that the file may set; a variable comes before the file."""
    return click.option(*names, cls=SettingOption, key=key, **declared)


def _named(context: click.Context, _: click.Parameter, file: Path | None) -> Path | None:
    if file and (before := in_force(context)):
        context.meta[KEY] = Configuration(file, forgiving=before.forgiving)
    return file


def settings_option(what: str = "Settings") -> Decorator:
    """``--settings``, a file to be read in the place of the one that would be found."""
    return click.option(
        "--settings", type=FILE, metavar="FILE", is_eager=True, callback=_named,
        help=f"{what} [default: tradefiche.toml].",
    )  # fmt: skip
