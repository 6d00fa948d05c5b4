"""``tradefiche settings``: what holds here, and which file, variable or option says it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

import click
from click.core import ParameterSource

from tradefiche.commands import options
from tradefiche.commands.configured import Configuration
from tradefiche.commands.configured import SettingOption
from tradefiche.commands.configured import in_force
from tradefiche.commands.configured import setting
from tradefiche.commands.configured import settings_option
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.errors import TradeficheError
from tradefiche.messages import _


class Row(NamedTuple):
    """A setting; ``source`` is default, file, environment or option, ``where`` which of them."""

    table: str
    key: str
    value: Any
    source: str
    where: str = ""

    def cells(self) -> tuple[str, str, str]:
        """As it is shown."""
        from tradefiche.mail import settings as mail_settings  # help needs none of it

        value = _unset().get(self.key, "-") if self.value is None else self.value
        hidden = _("(not shown)") if value == mail_settings.HIDDEN else str(value)
        return f"[{self.table}] {self.key}", hidden, self.where or _("default")


def _unset() -> dict[str, str]:
    """What a command takes where nothing is set."""
    return {
        "brand": _("(the project's)"),
        "edition": _("(that of the year)"),
        "workers": _("(as it pays)"),
    }


@click.command()
@options.data_store("data")
@options.output()
@options.brand()
@options.edition()
@options.workers
@options.site_folder("--site", "Where the pages of the web are written.")
@setting(
    "--base-url",
    key="site.url",
    metavar="URL",
    envvar="TRADEFICHE_SITE_URL",
    show_envvar=True,
    help="Where the site is published.",
)
@settings_option()
@options.as_json
@click.pass_context
def settings(context: click.Context, /, settings: Path | None, as_json: bool, **_rest: Any) -> None:
    """Say what is set, and where: an option, a variable, tradefiche.toml, or the default.

    tradefiche.toml is looked for in the working folder, then above it, where it is your own. Its
    [mail] is read in the working folder alone, or in the file that --settings names. No secret is
    shown.
    """
    from tradefiche.mail import settings as mail_settings

    configuration = in_force(context) or Configuration()
    rows = [*_options(context, configuration), _review(configuration)]
    mail, fault = _mail(settings)
    overlooked = None if settings else mail_settings.overlooked()
    where = configuration.whereabouts
    if as_json:
        echo_json(
            {
                "file": str(where.path) if where.path else None,
                "passed": [{"file": str(file), "reason": reason} for file, reason in where.passed],
                "mail_not_read": str(overlooked) if overlooked else None,
                "settings": [row._asdict() for row in (*rows, *mail)],
            }
        )
    else:
        console = console_of(context)
        told = where.path.absolute() if where.path else _("no tradefiche.toml here")
        console.result(_("Settings: {file}", file=told))
        for line in _lines([*rows, *mail]):
            console.result(line)
        output, site = (context.params[name].absolute() for name in ("output", "site"))
        console.result(_("Documents are written in {folder}", folder=output))
        console.result(_("Pages of the web are written in {folder}", folder=site))
        if overlooked:
            console.remark(mail_settings.not_read(overlooked))
    if fault:
        raise fault


def _options(context: click.Context, configuration: Configuration) -> Iterator[Row]:
    for parameter in context.command.params:
        if isinstance(parameter, SettingOption) and parameter.name:
            table, key = parameter.key.split(".")
            value = context.params[parameter.name]
            value = str(value) if isinstance(value, Path) else value
            source = context.get_parameter_source(parameter.name)
            if source is ParameterSource.COMMANDLINE:
                yield Row(table, key, value, "option", parameter.opts[0])
            elif source is ParameterSource.ENVIRONMENT:
                yield Row(table, key, value, "environment", str(parameter.envvar))
            elif source is ParameterSource.DEFAULT_MAP:
                yield Row(table, key, value, "file", _line(configuration, parameter.key))
            else:
                yield Row(table, key, value, "default")


def _line(configuration: Configuration, key: str) -> str:
    """« tradefiche.toml, line 3 »."""
    said = configuration.values[key]
    return _at(said.file, said.line)


def _at(file: Path, line: int | None) -> str:
    return _("{file}, line {line}", file=file.name, line=line) if line else file.name


def _review(configuration: Configuration) -> Row:
    """``[publish] review``, which has no option."""
    from tradefiche import settings as publishing

    if publishing.requires_review(configuration.whereabouts.path):
        if "publish.review" in configuration.values:
            where = _line(configuration, "publish.review")
            return Row("publish", "review", "required", "file", where)
        return Row("publish", "review", "required", "environment", publishing.REVIEW)
    return Row("publish", "review", None, "default")


def _mail(named: Path | None) -> tuple[list[Row], TradeficheError | None]:
    """``[mail]`` without its secrets, and what is wrong with it."""
    from tradefiche import settings_file
    from tradefiche.mail import settings as mail_settings

    file = named or Path(settings_file.NAME)
    rows = []
    try:
        for key, (value, variable) in mail_settings.told(named).items():
            line = None if variable else settings_file.line(file, "mail", key)
            where = variable or _at(file, line)
            rows.append(Row("mail", key, value, "environment" if variable else "file", where))
    except TradeficheError as error:
        return rows, error
    if mail_settings.PASSWORD in os.environ:
        hidden = mail_settings.HIDDEN
        rows.append(Row("mail", "password", hidden, "environment", mail_settings.PASSWORD))
    return rows, None


def _lines(rows: list[Row]) -> Iterator[str]:
    cells = [row.cells() for row in rows]
    wide = [max(len(row[column]) for row in cells) for column in (0, 1)]
    for key, value, where in cells:
        yield f"{key:<{wide[0]}}  {value:<{wide[1]}}  {where}"
