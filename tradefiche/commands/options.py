"""The options that several commands share, declared once, and how groups of them become one value.

A command is then a function of typed values, not of a bag of words.
"""

from __future__ import annotations

import dataclasses
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

import click
from click.core import ParameterSource

from tradefiche.commands import completion
from tradefiche.commands.configured import setting
from tradefiche.commands.locations import FILE
from tradefiche.commands.locations import FOLDER
from tradefiche.errors import UsageError
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.batch.request import Request
    from tradefiche.fiche import Place
    from tradefiche.reference.industry import TerritoireIndustrie

Command = Callable[..., Any]
Decorator = Callable[[Command], Command]

as_json = click.option("--json", "as_json", is_flag=True, help="As JSON, for a program.")
show = click.option("--open", "show", is_flag=True, help="Open the PDF when it is written.")


NAMING = (
    click.option(
        "--dept", "names", multiple=True, metavar="CODE|NAME",
        shell_complete=completion.departements,
        help="A département, by INSEE code, customs code or name; repeat for several.",
    ),
    click.option(
        "--region", "regions", multiple=True, metavar="CODE|NAME",
        shell_complete=completion.regions, help="All départements of a region.",
    ),
    click.option("--all", "everything", is_flag=True, help="All 100 départements."),
    click.option(
        "--from-file", "lists", multiple=True, type=FILE,
        help="A text file, one département a line.",
    ),
)  # fmt: skip
"""Which départements are asked for."""
STRAY = {"allow_extra_args": True}
"""Settings of a command that answers words without an option itself: see ``refuse_words``."""
leaving_out = click.option(
    "--except", "without", multiple=True, metavar="CODE|NAME",
    shell_complete=completion.departements, help="Leave one out.",
)  # fmt: skip


def refuse_words(context: click.Context) -> None:
    """Refuse ``build 03``, which click answers without saying how a département is named.

    Raises:
        UsageError: there are words that no option takes.
    """
    if context.args:
        word = context.args[0]
        raise UsageError(
            _("{word!r} stands there without an option", word=word),
            _("A département is named by --dept: --dept {word}.", word=shlex.quote(word)),
        )


def data_store(name: str) -> Decorator:
    """``--data``, the store, which a command gets under this name."""
    return setting(
        "--data", name, key="data.folder", type=FOLDER, default="data", show_default=True,
        envvar="TRADEFICHE_DATA", show_envvar=True, metavar="DIR", help="The data store.",
    )  # fmt: skip


def output(what: str = "Where the fiches are.") -> Decorator:
    """``--output``, the folder of what is published, with the help that says what of it."""
    return setting(
        "--output", key="build.output", type=FOLDER, default="output", show_default=True,
        envvar="TRADEFICHE_OUTPUT", show_envvar=True, help=what,
    )  # fmt: skip


def brand(what: str = "A brand folder of your own.") -> Decorator:
    """``--brand``, with the help that says what for."""
    return setting(
        "--brand", key="build.brand", type=FOLDER, show_default=True,
        envvar="TRADEFICHE_BRAND", show_envvar=True, help=what,
    )  # fmt: skip


def edition(what: str = "An edition folder of your own.", **declared: Any) -> Decorator:
    """``--edition``, likewise."""
    return setting(
        "--edition", key="build.edition", type=FOLDER, show_default=True,
        envvar="TRADEFICHE_EDITION", show_envvar=True, help=what, **declared,
    )  # fmt: skip


workers = setting(
    "--workers", key="build.workers", type=click.IntRange(1), show_default=True,
    envvar="TRADEFICHE_WORKERS", show_envvar=True,
    help="Processes [default: one a core, at most 6, when it pays].",
)  # fmt: skip


def site_folder(option: str, what: str) -> Decorator:
    """The folder of the site, by the option that a command has for it."""
    return setting(
        option, key="site.folder", type=FOLDER, default="site", show_default=True,
        envvar="TRADEFICHE_SITE", show_envvar=True, metavar="DIR", help=what,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class OptionGroup:
    """Options whose values a command gets as one, called ``name``.

    Attributes:
        kind: a dataclass with a field for each option.
    """

    name: str
    kind: type[Any]
    options: tuple[Decorator, ...]

    def taken(self, given: dict[str, Any]) -> Any:
        """Their values as one, taken out of all that was given."""
        return self.kind(
            **{each.name: given.pop(each.name) for each in dataclasses.fields(self.kind)}
        )


def gathered(*groups: OptionGroup) -> Decorator:
    """Declare the options of the groups, and give each group to the command as one value."""

    def decorate(command: Command) -> Command:
        @wraps(command)
        def with_groups(*values: Any, **given: Any) -> Any:
            ones = {group.name: group.taken(given) for group in groups}
            return command(*values, **ones, **given)

        made: Command = with_groups
        for option in reversed([option for group in groups for option in group.options]):
            made = option(made)  # as stacked decorators do
        return made

    return decorate


@dataclass(frozen=True, slots=True)
class Publishing:
    """What documents are made of, and where they go.

    Attributes:
        year: « 2024 » or « 2020-2024 »; None for the latest one imported.
        brand, edition: folders of one's own.
    """

    year: str | None
    output: Path
    data: Path
    demo: bool
    brand: Path | None
    edition: Path | None
    provisional: bool
    accept_gaps: bool
    allow_low_contrast: bool

    def request(
        self,
        context: click.Context,
        places: tuple[Place, ...] = (),
        packs: tuple[TerritoireIndustrie, ...] = (),
        *,
        essentiel: bool = False,
        xlsx: bool = False,
    ) -> Request:
        """The same, for documents of these places and packs.

        Raises:
            UsageError: the year is none, or ``--demo`` and ``--data`` contradict each other.
        """
        from tradefiche.batch import request as requests

        return requests.Request(
            places,
            requests.years(self.year),
            self.data,
            self.output,
            brand=self.brand,
            edition=self.edition,
            provisional=self.provisional,
            accept_gaps=self.accept_gaps,
            allow_low_contrast=self.allow_low_contrast,
            packs=packs,
            named=data_is_named(context),
            demo=self.demo,
            essentiel=essentiel,
            xlsx=xlsx,
        )


def publishing(written: str) -> OptionGroup:
    """The options of what is made of data, an edition and a brand, as ``publishing``.

    Args:
        written: the help of ``--output``.
    """
    return OptionGroup(
        "publishing",
        Publishing,
        (
            click.option(
                "--year", metavar="YEAR|FIRST-LAST",
                help="Year, or years [default: the latest imported].",
            ),
            output(written),
            data_store("data"),
            click.option(
                "--demo", is_flag=True, help="Take the demonstration data: invented figures."
            ),
            brand(),
            edition(),
            click.option(
                "--provisional", is_flag=True, help="Accept an incomplete year; every page says so."
            ),
            click.option(
                "--accept-gaps", is_flag=True,
                help="Accept quarters that seem to lack rows: you have looked, and no page says "
                "so.",
            ),
            click.option(
                "--allow-low-contrast", is_flag=True, help="Accept colours that read badly."
            ),
        ),
    )  # fmt: skip


def data_is_named(context: click.Context) -> bool:
    """Whether the operator named the data store, by option, environment or settings.

    Raises:
        UsageError: beside ``--demo``, by option.
    """
    source = context.get_parameter_source("data")
    if context.params.get("demo") and source is ParameterSource.COMMANDLINE:
        raise UsageError(
            _("--demo and --data contradict each other"),
            _("--demo takes the demonstration data, whose figures are invented: leave one out."),
        )
    return source is not ParameterSource.DEFAULT
