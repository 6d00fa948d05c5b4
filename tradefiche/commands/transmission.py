"""Sending as the operator sees it: the password asked for, progress, Ctrl-C, what became of it.

It joins server, ledger and archive for ``tradefiche send``, and knows neither lists nor words.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import nullcontext
from contextlib import suppress
from pathlib import Path

from tradefiche.commands.console import Console
from tradefiche.errors import MailError
from tradefiche.mail import interruption
from tradefiche.mail import run_report
from tradefiche.mail.delivery import Result
from tradefiche.mail.delivery import deliver
from tradefiche.mail.delivery import unknown
from tradefiche.mail.ledger import database
from tradefiche.mail.ledger import ledger
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.ledger import Record
from tradefiche.mail.ledger.ledger import State
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.run_report import Columns
from tradefiche.mail.settings import Settings
from tradefiche.mail.smtp import secrets
from tradefiche.mail.smtp import session
from tradefiche.mail.smtp.session import Session
from tradefiche.messages import _


def connector(settings: Settings, *, allow_plain: bool = False) -> Callable[[], Session]:
    """Makes connections; the password is asked for once, on a terminal only.

    Raises:
        MailError: there is no password.
    """
    ask = (
        (lambda question: getpass.getpass(_("{question}: ", question=question)))
        if sys.stdin.isatty()
        else None
    )
    find = secrets.finder(settings, ask)
    return lambda: session.open_session(settings, find(), allow_plain=allow_plain)


def check(console: Console, settings: Settings, *, allow_plain: bool = False) -> int:
    """Connect, say what is found, send nothing; gives the server's limit in bytes, or 0.

    Raises:
        MailError: the server cannot be reached, protected or told who we are.
    """
    talk = connector(settings, allow_plain=allow_plain)()
    try:
        for line in run_report.check_lines(settings, talk.facts):
            console.result(line)
    finally:
        talk.close()
    return talk.facts.size


def forgo(folder: Path, edition: int, stands: Callable[[Record], bool]) -> None:
    """Plan no more, in the ledger of a folder, what no longer stands of an edition.

    Raises:
        MailError: the ledger is damaged, or cannot be written.
        StoreError: another process sends.
    """
    if (folder / database.NAME).exists():
        with ledger.open_ledger(folder) as book:
            book.forgo(edition, stands)


def transmit(
    console: Console,
    envelopes: Sequence[Envelope],
    connect: Callable[[], Session],
    settings: Settings,
    folder: Path,
    columns: Mapping[str, Columns],
    *,
    test: bool = False,
    retry_uncertain: bool = False,
) -> tuple[Result, ...]:
    """Send the letters of a plan; says what fails as it does, and writes ``failed.csv``.

    Args:
        connect: see ``connector``.
        folder: of the ledger.
        columns: of the input, by the key of the letter, for ``failed.csv``.
        test: the ledger and the archive stay as they are.
        retry_uncertain: send also what a server may have.

    Raises:
        MailError: nothing, or nothing more, can be sent.
        StoreError: another process sends.
    """
    results = []
    ending = _("Ending after the letter in hand; once more to end at once.")
    notice = f"\n{ending}\n".encode(os.device_encoding(2) or sys.stderr.encoding, "replace")

    def told() -> None:
        if not console.quiet:
            os.write(2, notice)

    with (
        nullcontext() if test else ledger.open_ledger(folder) as book,
        interruption.listening(told) as wait,
    ):
        archive = None if test else Archive(folder)
        run = deliver(
            *(envelopes, settings, connect, book, archive),
            retry_uncertain=retry_uncertain,
            wait=wait,
        )
        try:
            for result in console.progress(run, len(envelopes), _("Sending")):
                results.append(result)
                _tell(console, result)
        except BaseException:
            with suppress(MailError):  # what cut the run short is what must be said
                if not test:
                    run_report.write_failed(folder, _all(envelopes, results), columns)
            raise
        failed = None if test else run_report.write_failed(folder, results, columns)
    if failed is not None:
        console.remark(_("{file} lists what was not accepted", file=failed))
    return tuple(results)


def _all(envelopes: Sequence[Envelope], results: Sequence[Result]) -> list[Result]:
    """The results, and the letters that have none when a run is cut short."""
    done = {result.envelope.key for result in results}
    return [*results, *(unknown(each) for each in envelopes if each.key not in done)]


def _tell(console: Console, result: Result) -> None:
    """Say what failed; with --verbose all, and to whom."""
    line = run_report.line(result)
    if console.verbose:
        console.detail(f"{line} <{result.envelope.address}>")
    elif result.state is not State.ACCEPTED or result.refused_copies:
        console.remark(line)
