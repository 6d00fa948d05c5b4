"""Letters sent to Postfix's bench of faults: what each makes of letters and of the run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from envelopes import envelopes
from envelopes import settings
from mail_servers import sink

from tradefiche.errors import MailError
from tradefiche.mail.delivery import Result
from tradefiche.mail.delivery import deliver
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.smtp import session


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with ledgers.open_ledger(tmp_path) as found:
        yield found


def run(
    book: Ledger, port: int, *, letters: int = 4, edition: int = 2024, **values: object
) -> list[Result]:
    chosen = settings(port, **{"retries": 0, "failures_in_a_row": 2, **values})  # type: ignore[arg-type]
    sent = envelopes(letters, edition=edition)
    archive = Archive(
        Path(book._tables._connection.execute("PRAGMA database_list").fetchone()[2]).parent
    )
    return list(deliver(sent, chosen, lambda: session.open_session(chosen, None), book, archive))


def counted(results: list[Result]) -> dict[str, int]:
    return dict(Counter(each.state.value for each in results))


@pytest.mark.parametrize(
    ("options", "states", "said"),
    [
        ([], {"accepted": 4}, ""),
        # After the final dot: the server hangs up, and may have the message.
        (["-q", "."], {"uncertain": 2, "planned": 2}, "did not say whether it has it"),
        (["-Q", "."], {"deferred": 2, "planned": 2}, "closed the connection (dot: 421"),
        (["-r", "."], {"deferred": 2, "planned": 2}, "the message is put off (dot: 450"),
        (["-f", "."], {"refused": 2, "planned": 2}, "the message is refused (dot: 500"),
        # About the recipient.
        (["-r", "RCPT"], {"deferred": 2, "planned": 2}, "the recipient is put off (rcpt: 450"),
        (["-f", "RCPT"], {"refused": 2, "planned": 2}, "the recipient is refused (rcpt: 500"),
        (["-q", "RCPT"], {"deferred": 2, "planned": 2}, "the connection broke (rcpt:"),
        (["-Q", "RCPT"], {"deferred": 2, "planned": 2}, "closed the connection (rcpt: 421"),
        # About us: the first one ends the run.
        (["-f", "MAIL"], {"deferred": 1, "planned": 3}, "our sender is refused (mail: 500"),
        (["-r", "MAIL"], {"deferred": 2, "planned": 2}, "a passing trouble (mail: 450"),
        (["-q", "MAIL"], {"deferred": 2, "planned": 2}, "the connection broke (mail:"),
        # Before the message itself.
        (["-f", "DATA"], {"refused": 2, "planned": 2}, "the message is refused (data: 500"),
        (["-r", "DATA"], {"deferred": 2, "planned": 2}, "the message is put off (data: 450"),
        (["-q", "DATA"], {"deferred": 2, "planned": 2}, "the connection broke (data:"),
        (["-Q", "DATA"], {"deferred": 2, "planned": 2}, "closed the connection (data: 421"),
    ],
    ids=lambda value: "".join(value) if isinstance(value, list) else "",
)
def test_each_fault_has_its_outcome(
    book: Ledger, options: list[str], states: dict[str, int], said: str
) -> None:
    with sink(*options) as port:
        results = run(book, port)
    assert counted(results) == states
    assert dict(Counter(each.state.value for each in book.records())) == states
    assert said in results[0].reason
    if "planned" in states:
        assert said in results[-1].reason
        assert results[-1].reason.startswith("not tried: ")


@pytest.mark.parametrize("verb", ["CONNECT", "EHLO"])
def test_a_server_that_does_not_open_gets_nothing(book: Ledger, verb: str) -> None:
    for fault in ("-q", "-Q", "-f", "-r"):
        with sink(fault, verb) as port, pytest.raises(MailError) as caught:
            run(book, port)
        assert "127.0.0.1" in caught.value.message
    assert {each.attempts for each in book.records()} == {0}


def test_a_slow_answer_to_the_final_dot_is_waited_for(
    book: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten times longer than any other answer; after that, nobody knows."""
    with sink("-W", ".:2") as port:
        assert counted(run(book, port, letters=1, timeout=1)) == {"accepted": 1}
    monkeypatch.setattr(session, "DOT_PATIENCE", 1)
    with sink("-W", ".:2") as port:
        assert counted(run(book, port, letters=1, edition=2023, timeout=1)) == {"uncertain": 1}
