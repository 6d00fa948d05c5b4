"""The command that mails the fiches: ``tradefiche send``; without --confirm it only plans.

It parses and prints; everything heavy is imported inside the command.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradefiche.commands import completion
from tradefiche.commands import locations
from tradefiche.commands import options
from tradefiche.commands.configured import settings_option
from tradefiche.commands.console import Console
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.console import echo_table
from tradefiche.commands.ledger_options import ledger as ledger_option
from tradefiche.commands.ledger_options import located
from tradefiche.errors import UsageError
from tradefiche.messages import _

if TYPE_CHECKING:
    from tradefiche.mail.delivery import Result
    from tradefiche.mail.letter.message import Message
    from tradefiche.mail.plan import Plan
    from tradefiche.mail.plan import Planned
    from tradefiche.mail.preflight import MailingRequest
    from tradefiche.mail.settings import Settings

_SCREEN = "-"


@dataclass(frozen=True, slots=True)
class Mailing:
    """Who is to get what, in the words of the operator."""

    recipients: Path | None
    year: int | None
    output: Path
    only_to: str | None
    limit: int | None
    territoires: tuple[str, ...]
    departements: tuple[str, ...]
    pack: bool
    attach: str
    site: Path
    message: Path | None
    corrections: bool
    retry_uncertain: bool
    retry_refused: bool
    allow_demo: bool
    allow_draft: bool
    settings: Path | None


MAILING = (
    click.option(
        "--recipients", type=locations.FILE, metavar="FILE", help="The list: a CSV in UTF-8."
    ),
    click.option(
        "--year", type=click.IntRange(2000, 2100), metavar="YEAR",
        help="The edition: year of the data.",
    ),
    options.output(),
    click.option(
        "--only-to", metavar="ADDRESS",
        help="A test: send all to this address, and remember nothing.",
    ),
    click.option("--limit", type=click.IntRange(1), metavar="N", help="Send N letters at most."),
    click.option(
        "--territoire", "territoires", multiple=True, metavar="ID|NAME",
        shell_complete=completion.territoires,
        help="Only to those who follow this Territoire d'industrie; repeat for several.",
    ),
    click.option(
        "--dept", "departements", multiple=True, metavar="CODE|NAME",
        shell_complete=completion.departements,
        help="Only to those who get the fiche of this département; repeat for several.",
    ),
    click.option("--pack", is_flag=True, help="One PDF a Territoire, not one a département."),
    click.option(
        "--attach", type=click.Choice(["pdf", "link", "page"]), default="pdf", show_default=True,
        help="Attach the PDFs, name them by their address under base_url, or link to their pages.",
    ),
    options.site_folder("--site", "The site whose pages --attach page links to."),
    click.option(
        "--message", type=locations.FOLDER, metavar="DIR", help="Templates of your own."
    ),
    click.option(
        "--corrections", is_flag=True,
        help="Send also to those who had other files of this edition.",
    ),
    click.option(
        "--retry-uncertain", is_flag=True,
        help="Send again what a server may have: somebody may get it twice.",
    ),
    click.option("--retry-refused", is_flag=True, help="Try again what was refused for good."),
    click.option("--allow-demo", is_flag=True, help="Accept demonstration data: invented figures."),
    click.option("--allow-draft", is_flag=True, help="Accept provisional fiches."),
    settings_option("Settings, those of mail too"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Mode:
    """What the command is to do with its plan."""

    confirm: bool
    check: bool
    template: str | None
    export: str | None
    eml: Path | None
    as_json: bool
    allow_plain: bool

    @property
    def chosen(self) -> list[str]:
        """The options of which there may be one."""
        given = {
            "--confirm": self.confirm,
            "--check": self.check,
            "--template-csv": self.template is not None,
            "--export-recipients": self.export is not None,
        }
        return [name for name, is_given in given.items() if is_given]


MODE = (
    click.option("--confirm", is_flag=True, help="Send. Without it, nothing leaves."),
    click.option(
        "--allow-plain", is_flag=True, help="Accept an unprotected connection to another machine."
    ),
    click.option(
        "--eml", type=locations.FOLDER, metavar="DIR",
        help="Where the plan's messages are written [default: plan-YEAR in the ledger's folder].",
    ),
    options.as_json,
    click.option(
        "--check", is_flag=True, help="Connect to the server, say what it is, send nothing."
    ),
    click.option(
        "--template-csv", "template", is_flag=False, flag_value=_SCREEN, metavar="[FILE]",
        help="Write an empty list of recipients, as tradefiche init leads does.",
    ),
    click.option(
        "--export-recipients", "export", is_flag=False, flag_value=_SCREEN, metavar="[FILE]",
        help="Write who would get what, as a CSV.",
    ),
)  # fmt: skip


@click.command()
@options.gathered(
    options.OptionGroup("mailing", Mailing, MAILING), options.OptionGroup("mode", Mode, MODE)
)
@ledger_option
@click.pass_context
def send(context: click.Context, /, mailing: Mailing, mode: Mode, ledger: Path | None) -> None:
    """Mail each territory lead their own fiches, once. Without --confirm: only plan.

    The plan says who gets what, and writes every message as a file. What was accepted is never
    sent again: running the same command again finishes what was interrupted. Exit status 1 unless
    every letter was accepted.
    """
    console = console_of(context)
    _require_sense(mode, mailing)
    if not mailing.settings:
        _tell_overlooked(console)
    if mode.template is not None:
        _write_template(console, mode.template)
        return
    if mailing.recipients is None or mailing.year is None:
        _check(console, _settings(mailing.settings), mode)  # nothing else needs neither of them
        return
    folder = located(mailing.output, ledger, mailing.year)
    request = _request(mailing, mailing.recipients, mailing.year)
    if not mode.chosen:
        _tell(console, request, folder, mode)
        return
    plan = _plan(console, request, folder)
    if mode.check:
        plan.require_fit(_check(console, plan.writer.settings, mode))
    elif mode.export is not None:
        _export(console, plan, mode.export)
    else:
        context.exit(0 if _send(console, plan, folder, mode, mailing) else 1)


def _require_sense(mode: Mode, mailing: Mailing) -> None:
    """Refuse what contradicts itself.

    Raises:
        UsageError: options cannot go together, or one is missing.
    """
    if len(mode.chosen) > 1:
        raise UsageError(
            _(
                "{first} and {second} cannot go together",
                first=mode.chosen[0],
                second=mode.chosen[1],
            ),
            _("Choose one of them."),
        )
    if mode.eml and mode.chosen:
        raise UsageError(
            _("{first} and {second} cannot go together", first="--eml", second=mode.chosen[0]),
            _(
                "Messages are written by a plan; tradefiche mail archive gives "
                "those that were sent."
            ),
        )
    again = {
        "--corrections": mailing.corrections,
        "--retry-uncertain": mailing.retry_uncertain,
        "--retry-refused": mailing.retry_refused,
    }
    words = [name for name, given in again.items() if given]
    if mailing.only_to and words:
        raise UsageError(
            _("{first} and {second} cannot go together", first="--only-to", second=words[0]),
            _("A test sends all letters, whatever was sent before."),
        )
    asked = {"--recipients": mailing.recipients, "--year": mailing.year}
    needed = [name for name, given in asked.items() if not given]
    free = mode.template is not None or (mode.check and len(needed) == len(asked))
    if needed and not free:
        raise UsageError(
            _("send needs --recipients and --year")
            if len(needed) > 1
            else _("send needs {option}", option=needed[0]),
            _(
                "tradefiche send --recipients leads.csv --year {year}; "
                "--template-csv writes an empty list.",
                year=_year(mailing.output),
            ),
        )


def _year(output: Path) -> str:
    """The latest year that could be sent. It is said, not taken: who mails last year's fiches by
    mistake cannot call them back."""
    found = (path.parent.name for path in output.glob("[0-9]*/manifest.json"))
    return max(found, default="2024")


def _request(mailing: Mailing, recipients: Path, year: int) -> MailingRequest:
    from tradefiche import settings
    from tradefiche.mail.ledger.decisions import Allowed
    from tradefiche.mail.preflight import MailingRequest

    return MailingRequest(
        recipients,
        year,
        mailing.output,
        settings=mailing.settings,
        message=mailing.message,
        pack=mailing.pack,
        links=mailing.attach == "link",
        site=mailing.site if mailing.attach == "page" else None,
        only_to=mailing.only_to or "",
        limit=mailing.limit or 0,
        territoires=mailing.territoires,
        departements=mailing.departements,
        allowed=Allowed(mailing.corrections, mailing.retry_uncertain, mailing.retry_refused),
        allow_demo=mailing.allow_demo,
        allow_draft=mailing.allow_draft,
        # In either file: who asks for a review must not be overheard.
        reviewed=settings.requires_review(mailing.settings),
    )


def _plan(
    console: Console,
    request: MailingRequest,
    folder: Path,
    keep: Callable[[Planned, Message], None] | None = None,
) -> Plan:
    from tradefiche.mail import plan
    from tradefiche.mail.ledger import ledger

    def watch(letters: Sequence[Planned]) -> Iterable[Planned]:
        return console.progress(letters, len(letters), _("Planning"))

    with ledger.open_ledger(folder, read_only=True) as book:
        return plan.make(request, book, _now(), keep=keep, watch=watch)


def _tell_overlooked(console: Console) -> None:
    """A ``[mail]`` further up is no setting: it may say a command that is run."""
    from tradefiche.mail import settings

    if file := settings.overlooked():
        console.remark(settings.not_read(file))


def _settings(path: Path | None) -> Settings:
    from tradefiche.mail import settings

    return settings.load(path)


def _check(console: Console, settings: Settings, mode: Mode) -> int:
    from tradefiche.commands import transmission

    return transmission.check(console, settings, allow_plain=mode.allow_plain)


def _write_template(console: Console, target: str) -> None:
    from tradefiche.mail import plan_report
    from tradefiche.mail.recipients import recipients_csv

    if target == _SCREEN:
        echo_table(recipients_csv.template())
        return
    plan_report.write_template(Path(target))
    console.result(target)


def _export(console: Console, plan: Plan, target: str) -> None:
    from tradefiche.mail import plan_report

    if target == _SCREEN:
        echo_table(plan_report.table(plan))
        return
    plan_report.write_private(Path(target), plan_report.table(plan).encode("utf-8-sig"))
    console.result(target)


def _tell(console: Console, request: MailingRequest, folder: Path, mode: Mode) -> None:
    """Make a plan and say it, its messages in files."""
    from tradefiche.mail import plan_report
    from tradefiche.mail.letter import drafts

    where = mode.eml or folder / f"plan-{request.year}"
    with drafts.open_drafts(where, ours=mode.eml is None) as made:
        plan = _plan(console, request, folder, made.add)
    if mode.as_json:
        echo_json(plan_report.as_data(plan))
    else:
        for line in plan_report.lines(plan, verbose=console.verbose):
            console.result(line)
    if plan.to_send:
        console.remark(
            _("The messages are in {folder}. Nothing was sent: --confirm sends.", folder=where)
        )
    else:
        console.remark(_("No message is left to be written or sent."))


def _send(console: Console, plan: Plan, folder: Path, mode: Mode, mailing: Mailing) -> bool:
    """Send the plan; true when nobody is left without their letter."""
    from tradefiche.commands import transmission
    from tradefiche.mail import plan_report
    from tradefiche.mail import run_report

    if not plan.writer.only_to:
        transmission.forgo(folder, plan.writer.published.year, plan.stands())
    if not mode.as_json:
        for line in plan_report.lines(plan, verbose=console.verbose):
            console.remark(line)
    results: tuple[Result, ...] = ()
    if plan.to_send:
        settings = plan.writer.settings
        connect = transmission.connector(settings, allow_plain=mode.allow_plain)
        talk = connect()
        talk.close()
        plan.require_fit(talk.facts.size)
        results = transmission.transmit(
            console,
            plan.envelopes(),
            connect,
            settings,
            folder,
            plan.columns(),
            test=bool(plan.writer.only_to),
            retry_uncertain=mailing.retry_uncertain,
        )
    if mode.as_json:
        made = {"plan": plan_report.as_data(plan), "sent": run_report.as_data(results)}
        echo_json(made)
    else:
        for line in run_report.summary(results):
            console.result(line)
    return run_report.succeeded(results) and not plan.wanting


def _now() -> datetime:
    return datetime.now().astimezone()
