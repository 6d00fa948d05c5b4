"""The commands about letters that were sent: ``tradefiche mail``.

They parse and print; everything heavy is imported inside the commands.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tradefiche.commands import locations
from tradefiche.commands import options
from tradefiche.commands.console import console_of
from tradefiche.commands.console import echo_json
from tradefiche.commands.ledger_options import ledger as ledger_option
from tradefiche.commands.ledger_options import of_a_ledger
from tradefiche.errors import UsageError
from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.messages import many
from tradefiche.messages import translated

if TYPE_CHECKING:
    from tradefiche.mail.ledger.ledger import Event
    from tradefiche.mail.ledger.ledger import Ledger
    from tradefiche.mail.ledger.ledger import Record
    from tradefiche.mail.ledger.records import Bounce
    from tradefiche.mail.recipients.recipients import Roster


@click.group()
def mail() -> None:
    """The letters that were sent: what became of them, whom not to write to again."""


@mail.command()
@of_a_ledger
@click.option("--year", type=int, metavar="YEAR", help="Only this edition.")
@click.option(
    "--recipients",
    type=locations.FILE,
    metavar="FILE",
    help="Also say which lines of this list have not had their letter; needs --year.",
)
@options.as_json
@click.pass_context
def status(
    context: click.Context, folder: Path, year: int | None, recipients: Path | None, as_json: bool
) -> None:
    """How many letters of each edition are in which state, and who is missing."""
    from tradefiche.mail.ledger import ledger

    if recipients is not None and year is None:
        raise UsageError(_("--recipients without --year"), _("Say of which edition: --year 2024."))
    with ledger.open_ledger(folder, read_only=True) as book:
        records = book.records(year)
        came_back = {noted.key for noted in book.bounces() if noted.key}
        roster = _roster(recipients) if recipients is not None else None
        missing = _missing(book, roster, year) if roster is not None else None
    editions = {record.edition: Counter[str]() for record in records}
    for record in records:
        editions[record.edition][record.state.value] += 1
        editions[record.edition]["bounced"] += record.key in came_back
    if as_json:
        data = {
            "editions": {str(edition): dict(+found) for edition, found in editions.items()},
            **({} if missing is None else {"missing": [line for line, _why in missing]}),
        }
        echo_json(data)
        return
    console = console_of(context)
    for edition, found in editions.items():
        said = ", ".join(_counted(name, count) for name, count in found.items() if count)
        console.result(_("{edition}: {counts}", edition=edition, counts=said))
    if not editions:
        console.result(_("no letter is in the ledger"))
    for line, why in missing or ():
        console.result(_("line {line}: {why}", line=line, why=why))
    if missing == []:
        console.result(_("everybody on the list has had their letter"))


def _counted(name: str, count: int) -> str:
    """So many letters of a state, or that came back."""
    from tradefiche.mail import states
    from tradefiche.mail.ledger.ledger import State

    if name != "bounced":
        return states.counted(State(name), count)
    return _("1 bounced") if count == 1 else _("{count} bounced", count=count)


def _roster(path: Path) -> Roster:
    """A list; who stands on a line that cannot be read would be missing without being missed.

    Raises:
        MailError: it has such lines.
    """
    from tradefiche.mail import preflight
    from tradefiche.mail.recipients import recipients

    roster = recipients.read(path)
    if roster.faults:
        raise preflight.unusable(roster)
    return roster


def _missing(book: Ledger, roster: Roster, year: int | None) -> list[tuple[int, str]]:
    """The first line of each recipient without an accepted letter, and why."""
    from tradefiche.mail import states
    from tradefiche.mail.kept import spoken
    from tradefiche.mail.ledger.ledger import State

    found = []
    for recipient in roster.recipients:
        records = book.records(year, recipient.address)
        if State.ACCEPTED not in {record.state for record in records}:
            last = states.word(records[-1].state) if records else _("no letter")
            found.append((recipient.lines[0], spoken(book.blocked(recipient.address)) or last))
    return found


@mail.command()
@click.argument("recipient", metavar="ADDRESS|MESSAGE-ID")
@of_a_ledger
@options.as_json
@click.pass_context
def log(context: click.Context, recipient: str, folder: Path, as_json: bool) -> None:
    """All that happened to the letters of one recipient."""
    from tradefiche.mail import states
    from tradefiche.mail.kept import spoken
    from tradefiche.mail.ledger import ledger

    with ledger.open_ledger(folder, read_only=True) as book:
        found = [(each, book.events(each.key)) for each in _asked(book, recipient)]
        came_back = {noted.key: noted for noted in book.bounces()}
        blocked = book.blocked(found[0][0].address if found else recipient)
    console = console_of(context)
    if as_json:
        data = [
            {
                "edition": record.edition,
                "message_id": record.message_id,
                "territories": list(record.codes),
                "state": record.state.value,
                "refused_copies": list(record.refused_copies),
                "events": [
                    {name: getattr(event, name) for name in event.__slots__} for event in events
                ],
            }
            for record, events in found
        ]
        echo_json(data)
    else:
        for record, events in found:
            console.result(f"{record.edition} {' '.join(record.codes)} {record.message_id}")
            for event in events:
                answer = (event.stage, str(event.code or ""), event.enhanced, _reply(event))
                said = " ".join(word for word in answer if word)
                console.result(f"  {event.time} {states.word(event.state):<10} {said}".rstrip())
            if noted := came_back.get(record.key):
                bounce = noted.bounce
                said = f"{_kind(bounce)} {bounce.status} {bounce.reason}"
                console.result(f"  {noted.time} {_('bounce'):<10} {said}")
        if blocked:
            console.result(_("not to be written to: {reason}", reason=spoken(blocked)))
    if not found and not blocked:
        console.remark(_("no letter of theirs is in the ledger"))
        context.exit(1)


def _reply(event: Event) -> str:
    """What a server said; or what was noted where none did, in the operator's language."""
    return event.reply if event.code or not event.reply else translated(event.reply)


def _kind(bounce: Bounce) -> str:
    return _("hard") if bounce.hard else _("soft")


def _asked(book: Ledger, text: str) -> tuple[Record, ...]:
    from tradefiche.mail.ledger import archive

    is_address = "@" in text and not text.startswith("<")
    found = archive.matching(book.records(), _address(text)) if is_address else ()
    return found or archive.matching(book.records(), text)


def _address(text: str) -> str:
    """An address as the ledger knows it.

    Raises:
        UsageError: it is none.
    """
    from tradefiche.mail.recipients import addresses

    try:
        return addresses.normalised(text)
    except ValueError as error:
        raise UsageError(
            _("{text!r} is not an address: {error}", text=text, error=error),
            _("Give the whole address, as lead@example.org."),
        ) from error


@mail.command()
@click.argument("files", nargs=-1, required=True, type=locations.EITHER, metavar="FILE…")
@of_a_ledger
@click.pass_context
def bounces(context: click.Context, files: tuple[Path, ...], folder: Path) -> None:
    """Note the reports of letters that came back: mbox files, Maildir folders, messages.

    Who cannot be reached any more is skipped, and listed, by the next sending. The same report
    counts once.
    """
    from tradefiche.mail import bounces as reports
    from tradefiche.mail.ledger import ledger

    console = console_of(context)
    found = [run_report for path in files for run_report in reports.read(path)]
    counted = Counter[str]()
    with ledger.open_ledger(folder) as book:
        for run_report in found:
            if run_report.subject:
                counted["other"] += 1
                console.detail(_("no delivery report: {subject}", subject=run_report.subject))
            for bounce in run_report.failures:
                match = reports.matched(book, run_report, bounce)
                if match is None:
                    counted["unknown"] += 1
                    shown = bounce.address if console.verbose else run_report.id[:12]
                    console.remark(
                        _("unknown letter: {which} {status}", which=shown, status=bounce.status)
                    )
                    continue
                record, ours = match
                new = book.note(record, ours)
                counted[("hard" if ours.hard else "soft") if new else "known"] += 1
                who = ours.address if console.verbose else f"{record.edition} {record.key[:12]}"
                if new:
                    told = f"{_kind(ours)} {ours.status} {' '.join(record.codes)}"
                    console.result(_("{letter}: {bounce}", letter=who, bounce=told))
    console.result(
        _(
            "{messages}, {failures}: {counts}",
            messages=many(len(found), "message"),
            failures=many(reports.failures(found), "failure"),
            counts=", ".join(_came_back(*each) for each in counted.items()) or _("nothing to note"),
        )
    )


def _came_back(kind: str, count: int) -> str:
    """So many reports of a kind."""
    one = count == 1
    return {
        "hard": _("1 hard") if one else _("{count} hard", count=count),
        "soft": _("1 soft") if one else _("{count} soft", count=count),
        "known": _("{count} known already", count=count),
        "unknown": _("{count} of letters unknown here", count=count),
        "other": _("{count} not about delivery", count=count),
    }[kind]


@mail.command()
@click.argument("asked", required=False, metavar="[ADDRESS|MESSAGE-ID]")
@click.option(
    "--to",
    "target",
    type=locations.FOLDER,
    metavar="DIR",
    help="Write the messages there, as .eml.",
)
@of_a_ledger
@click.pass_context
def archive(context: click.Context, asked: str | None, target: Path | None, folder: Path) -> None:
    """The exact bytes of what was sent: to one recipient, or how many there are and their size.

    Without --to, a single message goes to standard output.
    """
    from tradefiche import atomic
    from tradefiche.mail.ledger import archive as archives
    from tradefiche.mail.ledger import ledger

    console = console_of(context)
    kept = archives.Archive(folder)
    if asked is None:
        count, size = kept.weight()
        console.result(
            _(
                "{messages}, {size} MB in {folder}",
                messages=many(count, "message"),
                size=decimal(size / 1e6, 1),
                folder=kept.folder,
            )
        )
        return
    with ledger.open_ledger(folder, read_only=True) as book:
        paths = [path for record in _asked(book, asked) for path in kept.of(record)]
    if not paths:
        console.remark(_("no message of theirs is in the archive"))
        context.exit(1)
    if target is None and len(paths) > 1:
        raise UsageError(
            _("there are {count} messages", count=len(paths)),
            _("Name a folder with --to, or a Message-ID."),
        )
    for path in paths:
        if target is None:
            sys.stdout.buffer.write(archives.read(path))
            return
        out = target / path.name.removesuffix(".gz")
        with atomic.replacing(out) as draft:
            draft.touch(mode=0o600)
            draft.write_bytes(archives.read(path))
        console.result(str(out))


@mail.command()
@click.argument("address", required=False, metavar="[ADDRESS]")
@click.option(
    "--before",
    "edition",
    type=int,
    metavar="YEAR",
    help="Instead: the addresses and the archive of all editions before this one.",
)
@of_a_ledger
@click.pass_context
def forget(context: click.Context, address: str | None, edition: int | None, folder: Path) -> None:
    """Delete an address and what was sent to it, and never write to it again.

    A keyed hash stays: it cannot be read back, and keeps the address from being written to. With
    --before, nobody is kept from being written to. The messages of plans and failed.csv go too:
    running the plan again makes them anew.
    """
    from tradefiche.mail import run_report
    from tradefiche.mail.ledger import archive as archives
    from tradefiche.mail.ledger import ledger
    from tradefiche.mail.ledger import suppression

    if (address is None) == (edition is None):
        raise UsageError(_("forget whom?"), _("Give one address, or --before YEAR."))
    with ledger.open_ledger(folder) as book:
        kept = archives.Archive(folder)
        if address is not None:
            count = suppression.forget(book, kept, _address(address))
        else:
            count = suppression.forget_before(book, kept, edition or 0)
        (folder / run_report.FAILED).unlink(missing_ok=True)
        archives.remove_plans(folder, edition or 0)
    letters = many(count, "letter")
    console_of(context).result(
        _("forgotten: {letters}", letters=letters)
        if address is None
        else _("forgotten: {letters}; they are never written to again", letters=letters)
    )


@mail.command()
@click.argument("address", metavar="ADDRESS")
@of_a_ledger
@click.pass_context
def unsubscribe(context: click.Context, address: str, folder: Path) -> None:
    """Send no further edition to an address; what was sent stays in the ledger."""
    from tradefiche.mail.ledger import ledger
    from tradefiche.mail.ledger import suppression

    with ledger.open_ledger(folder) as book:
        book.block(_address(address), suppression.UNSUBSCRIBED)
    console_of(context).result(_("no further edition goes there"))


@mail.command()
@click.argument("address", metavar="ADDRESS")
@of_a_ledger
@click.pass_context
def allow(context: click.Context, address: str, folder: Path) -> None:
    """Write to an address again: one that came back, unsubscribed or was forgotten."""
    from tradefiche.mail.ledger import ledger

    with ledger.open_ledger(folder) as book:
        stood = book.unblock(_address(address))
    console_of(context).result(
        _("may be written to again") if stood else _("nothing stood against it")
    )


@mail.command()
@click.argument("other", type=locations.PathOption(exists=True, file_okay=False), metavar="FOLDER")
@ledger_option
@options.output()
@click.pass_context
def join(context: click.Context, other: Path, ledger: Path | None, output: Path) -> None:
    """Have all that another ledger knows, with its archive; that one stays as it is.

    Of two words about a letter the one that sends less is believed, and who is blocked or forgotten
    in one of them stays so. Doing it twice does no harm.
    """
    from tradefiche.mail.ledger import joining

    new = joining.join_folder(ledger or output / "mail", other)
    console_of(context).result(
        _(
            "{letters} of {other} now in {ledger} too",
            letters=many(new, "letter"),
            other=other,
            ledger=ledger or output / "mail",
        )
    )
