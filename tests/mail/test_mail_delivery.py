"""The run: pace, retries, when it ends, what it remembers; with a server that is only played."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from envelopes import envelope
from envelopes import envelopes
from envelopes import mode
from envelopes import settings
from envelopes import states
from fake_smtp import CLOSED
from fake_smtp import GREY
from fake_smtp import LOST
from fake_smtp import OK
from fake_smtp import POLICY
from fake_smtp import UNKNOWN
from fake_smtp import Played
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies
from systems import WINDOWS

from tradefiche.errors import MailError
from tradefiche.mail.delivery import Envelope
from tradefiche.mail.delivery import Result
from tradefiche.mail.delivery import deliver
from tradefiche.mail.ledger import archive as archives
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger import suppression
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.ledger import State
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import Stage
from tradefiche.mail.smtp.session import Sent


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Ledger]:
    with ledgers.open_ledger(tmp_path) as found:
        yield found


def sent(
    played: Played,
    book: Ledger | None,
    letters: Sequence[Envelope],
    archive: Archive | None = None,
    *,
    retry_uncertain: bool = False,
    **values: object,
) -> list[Result]:
    chosen = settings(25, **{"retry_after": 60, **values})  # type: ignore[arg-type]
    return list(
        deliver(
            letters,
            chosen,
            played.connect,
            book,
            archive,
            retry_uncertain=retry_uncertain,
            wait=played.wait,
            clock=played.clock,
        )
    )


def result_states(results: Sequence[Result]) -> dict[str, str]:
    return {each.envelope.address.split("@")[0]: each.state.value for each in results}


def test_each_letter_is_sent_once_over_one_connection(book: Ledger) -> None:
    played = Played()
    results = sent(played, book, envelopes(5))
    assert played.had == ["lead1", "lead2", "lead3", "lead4", "lead5"]
    assert played.connections == 1
    assert {each.state for each in results} == {State.ACCEPTED}
    assert states(book) == result_states(results)


def test_what_concerns_one_recipient_lets_the_others_go_on(book: Ledger) -> None:
    played = Played(lead2=[UNKNOWN], lead4=[LOST])
    results = sent(played, book, envelopes(5))
    wanted = {
        "lead1": "accepted",
        "lead2": "refused",
        "lead3": "accepted",
        "lead4": "uncertain",
        "lead5": "accepted",
    }
    assert result_states(results) == states(book) == wanted
    assert [each.reason for each in results if each.state is State.REFUSED] == [
        "there is no such address (rcpt: 550 5.1.1)"
    ]
    assert played.connections == 2  # after the lost answer


def test_what_concerns_us_ends_the_run_and_spares_the_rest(book: Ledger) -> None:
    played = Played(lead2=[POLICY])
    results = sent(played, book, envelopes(4))
    assert played.had == ["lead1"]
    assert len(played.offered) == 2
    assert states(book) == {
        "lead1": "accepted",
        "lead2": "deferred",
        "lead3": "planned",
        "lead4": "planned",
    }
    assert results[-1].reason == "not tried: our sender is refused (mail: 550 5.7.1)"
    assert results[-1].outcome is None


def test_deferred_letters_are_tried_again_later_and_later(book: Ledger) -> None:
    played = Played(lead1=[GREY, GREY], lead2=[GREY] * 9)
    results = sent(played, book, envelopes(3), retries=2)
    assert played.waits == [60, 120]
    assert [name for _, name in played.offered] == [
        "lead1",
        "lead2",
        "lead3",
        "lead1",
        "lead2",
        "lead1",
        "lead2",
    ]
    wanted = {"lead1": "accepted", "lead2": "deferred", "lead3": "accepted"}
    assert result_states(results) == states(book) == wanted
    assert len(results) == 3


def test_a_deferred_letter_is_sent_by_the_next_run(book: Ledger) -> None:
    sent(Played(lead1=[GREY]), book, envelopes(1), retries=0)
    assert states(book) == {"lead1": "deferred"}
    sent(Played(), book, envelopes(1))
    assert states(book) == {"lead1": "accepted"}


def test_too_many_failures_in_a_row_end_the_run(book: Ledger) -> None:
    played = Played(**{f"lead{number}": [UNKNOWN] for number in (1, 2, 4, 5, 6, 7)})
    results = sent(played, book, envelopes(9), failures_in_a_row=3)
    assert [name for _, name in played.offered] == [f"lead{number}" for number in range(1, 7)]
    assert results[-1].reason == (
        "not tried: 3 failures in a row, the last one: there is no such address (rcpt: 550 5.1.1)"
    )
    assert states(book)["lead7"] == "planned"


def test_a_closed_connection_is_made_anew_at_once(book: Ledger) -> None:
    played = Played(lead3=[CLOSED])
    sent(played, book, envelopes(4))
    assert played.had == ["lead1", "lead2", "lead3", "lead4"]
    assert played.connections == 2
    assert played.waits == []


def test_a_letter_that_always_breaks_the_connection_is_put_off(book: Ledger) -> None:
    played = Played(lead2=[CLOSED] * 99)
    results = sent(played, book, envelopes(4), retries=2)
    assert played.had == ["lead1", "lead3", "lead4"]
    assert result_states(results)["lead2"] == "deferred"
    assert len(played.offered) <= 3 + 2 * 3


def test_a_worn_or_idle_connection_is_made_anew(book: Ledger) -> None:
    worn = Played()
    sent(worn, book, envelopes(7), messages_a_connection=3)
    assert worn.connections == 3
    idle = Played()
    sent(idle, book, envelopes(3, edition=2023), per_minute=1)
    assert idle.connections == 3


def test_the_pace_is_kept(book: Ledger) -> None:
    played = Played()
    sent(played, book, envelopes(40), per_minute=30)
    times = [time for time, _ in played.offered]
    gaps = [later - sooner for sooner, later in pairwise(times)]
    assert min(gaps) == pytest.approx(2)
    assert max(gaps) == pytest.approx(2)


def test_a_slow_server_is_not_made_up_for(book: Ledger) -> None:
    """After a pause of the server, no burst follows."""
    played = Played(lead2=[GREY])
    sent(played, book, envelopes(3), per_minute=60, retries=1)
    times = [time for time, _ in played.offered]
    assert all(b - a >= 0.999 for a, b in pairwise(times))


def test_the_limit_of_a_day_counts_all_runs(book: Ledger) -> None:
    results = sent(Played(), book, envelopes(5), per_day=3)
    assert list(states(book).values()) == ["accepted"] * 3 + ["planned"] * 2
    assert "the limit of 3 in 24 hours is reached" in results[-1].reason
    again = Played()
    results = sent(again, book, envelopes(5)[3:], per_day=3)
    assert again.offered == []
    assert [each.state for each in results] == [State.PLANNED] * 2


def test_the_run_ends_between_two_letters_when_asked(book: Ledger) -> None:
    played = Played()
    played.stop_at = 2
    results = sent(played, book, envelopes(4))
    assert played.had == ["lead1", "lead2"]
    assert [each.reason for each in results[2:]] == ["not tried: interrupted"] * 2
    assert list(states(book).values()) == ["accepted", "accepted", "planned", "planned"]


def test_the_run_ends_while_waiting_to_try_again(book: Ledger) -> None:
    played = Played(lead1=[GREY])
    played.stop_at = 2
    results = sent(played, book, envelopes(2))
    assert result_states(results) == {"lead2": "accepted", "lead1": "deferred"}


def test_without_a_first_connection_nothing_is_tried(book: Ledger) -> None:
    played = Played()
    played.unreachable = {1}
    with pytest.raises(MailError, match="cannot be reached"):
        sent(played, book, envelopes(2))
    assert played.offered == []
    assert set(states(book).values()) == {"planned"}


def test_a_server_that_goes_away_is_asked_again_then_left(book: Ledger) -> None:
    played = Played(lead2=[LOST])
    played.unreachable = {2, 3, 4}
    results = sent(played, book, envelopes(4), retries=2)
    assert played.had == ["lead1"]
    assert played.waits == [60, 120]
    assert [each.state.value for each in results] == [
        "accepted",
        "uncertain",
        "deferred",
        "planned",
    ]
    assert results[-1].reason == "not tried: smtp.example.org:25 cannot be reached"
    back = Played(lead2=[LOST])
    back.unreachable = {2}
    sent(back, book, envelopes(4, edition=2023))
    assert back.had == ["lead1", "lead3", "lead4"]


def test_an_uncertainty_is_only_ended_by_an_acceptance(book: Ledger) -> None:
    """Else the next run would send it a second time without being told to."""
    sent(Played(lead1=[LOST]), book, envelopes(1))
    for answer in (UNKNOWN, GREY, POLICY, CLOSED, LOST):
        (result,) = sent(Played(lead1=[answer] * 9), book, envelopes(1), retry_uncertain=True)
        assert (result.state, states(book)["lead1"]) == (State.UNCERTAIN, "uncertain"), answer
    sent(Played(), book, envelopes(1), retry_uncertain=True)
    assert states(book) == {"lead1": "accepted"}


def test_the_ledger_has_the_last_word_whatever_was_planned(book: Ledger) -> None:
    """Another run may have ended between the plan and the sending."""
    sent(Played(lead2=[LOST]), book, envelopes(2))
    book.block("LEAD3@example.org", suppression.UNSUBSCRIBED)
    book.block("copy@example.org", suppression.UNSUBSCRIBED)
    letters = [*envelopes(3), envelope(4, copies=("copy@example.org", "other@example.org"))]
    played = Played()
    results = sent(played, book, letters)
    assert played.had == ["lead4"]
    assert played.copies == [("other@example.org",)]
    assert [each.state.value for each in results] == [
        "accepted",
        "uncertain",
        "planned",
        "accepted",
    ]
    assert results[2].reason.startswith("not tried: unsubscribed on 20")
    assert states(book) == {"lead1": "accepted", "lead2": "uncertain", "lead4": "accepted"}
    sent(played, book, letters, retry_uncertain=True)
    assert played.had == ["lead4", "lead2"]


# -- archive ---------------------------------------------------------------------------------


def test_the_exact_bytes_are_kept_before_they_leave(tmp_path: Path, book: Ledger) -> None:
    kept = Archive(tmp_path)
    letter = envelope(1)

    class Looking(Played):
        def send(self, envelope: Envelope, content: bytes, about_to: Callable[[], None]) -> Sent:
            assert book.record(envelope.key).state is State.PLANNED  # type: ignore[union-attr]
            about_to()
            (path,) = tmp_path.glob("archive/2024/*.eml.gz")
            assert archives.read(path) == content
            assert book.record(envelope.key).state is State.ATTEMPTING  # type: ignore[union-attr]
            return super().send(envelope, content, lambda: None)

    sent(Looking(), book, [letter], kept)
    (record,) = book.records()
    (path,) = kept.of(record)
    assert path.name.removesuffix(".eml.gz") in letter.message_id
    assert archives.read(path) == letter.content()
    if not WINDOWS:  # which has no modes
        assert mode(path) == "0o600"
        assert {mode(folder) for folder in (path.parent, kept.folder)} == {"0o700"}
    assert kept.weight() == (1, path.stat().st_size)
    assert archives.matching(book.records(), letter.message_id) == (record,)
    assert archives.matching(book.records(), "LEAD1@example.org") == (record,)
    assert archives.matching(book.records(), "") == ()


def test_what_no_server_has_is_not_kept(tmp_path: Path, book: Ledger) -> None:
    played = Played(lead1=[Answer(Stage.DOT, 554)], lead2=[LOST], lead3=[UNKNOWN])
    sent(played, book, envelopes(4), Archive(tmp_path))
    kept = [len(Archive(tmp_path).of(record)) for record in book.records()]
    assert kept == [0, 1, 0, 1]
    sent(Played(), book, envelopes(2)[1:], Archive(tmp_path), retry_uncertain=True)
    names = [path.name for path in Archive(tmp_path).of(book.records()[1])]
    assert [name[40:] for name in names] == [".eml.gz", "-2.eml.gz"]


def test_without_room_for_the_archive_nothing_leaves(tmp_path: Path, book: Ledger) -> None:
    (tmp_path / "archive").write_text("a file in its place", "utf-8")
    played = Played()
    with pytest.raises(MailError, match=r"the archive cannot be written \((?!\[Errno)"):
        sent(played, book, envelopes(2), Archive(tmp_path))
    assert played.had == []
    assert set(states(book).values()) == {"planned"}


def test_a_test_sending_leaves_no_trace(tmp_path: Path) -> None:
    played = Played(lead2=[UNKNOWN])
    results = sent(played, None, envelopes(3), Archive(tmp_path), per_day=1)
    assert [each.state.value for each in results] == ["accepted", "refused", "accepted"]
    assert list(tmp_path.iterdir()) == []


def test_a_damaged_archive_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.eml.gz"
    for content in (b"", b"text", b"\x1f\x8b\x08"):
        path.write_bytes(content)
        with pytest.raises(MailError, match="the archived message cannot be read"):
            archives.read(path)


# -- any server ------------------------------------------------------------------------------

_ANSWERS = strategies.sampled_from(
    [
        OK,
        UNKNOWN,
        GREY,
        LOST,
        CLOSED,
        POLICY,
        Answer(Stage.DOT, 451),
        Answer(Stage.RCPT, 0),
        Answer(Stage.DATA, 421),
        Answer(Stage.CONTENT, 0),
        Answer(Stage.DOT, 550, "5.7.26"),
    ]
)


@hypothesis_settings(deadline=None, max_examples=30)
@given(
    runs=strategies.lists(
        strategies.dictionaries(
            strategies.sampled_from(["lead1", "lead2", "lead3", "lead4"]),
            strategies.lists(_ANSWERS, max_size=4),
        ),
        min_size=1,
        max_size=4,
    ),
    failures=strategies.integers(1, 5),
)
def test_whatever_servers_answer_nobody_is_written_to_twice(
    tmp_path_factory: pytest.TempPathFactory, runs: list[dict[str, list[Answer]]], failures: int
) -> None:
    """Over several runs, each as the plan makes it: neither the accepted nor the uncertain."""
    had: list[str] = []
    lost: set[str] = set()
    with ledgers.open_ledger(tmp_path_factory.mktemp("mail")) as book:
        for answers in runs:
            known = {each.key: each for each in book.records()}
            wanted = [
                each
                for each in envelopes(4)
                if each.key not in known
                or known[each.key].state in (State.PLANNED, State.DEFERRED, State.REFUSED)
            ]
            played = Played(**answers)
            results = sent(played, book, wanted, failures_in_a_row=failures)
            assert sorted(each.envelope.key for each in results) == sorted(
                each.key for each in wanted
            )
            tried = [each for each in results if each.outcome is not None]
            assert result_states(tried).items() <= states(book).items()
            had += played.had
            lost |= {name for name, state in states(book).items() if state == "uncertain"}
        assert sorted(had) == sorted(set(had))
        accepted = {name for name, state in states(book).items() if state == "accepted"}
        assert set(had) == accepted
        assert accepted.isdisjoint(lost)


@pytest.mark.parametrize("answer", [[], [LOST]])
def test_who_had_other_files_since_the_plan_gets_no_second_letter(
    book: Ledger, answer: list[Answer]
) -> None:
    """Two plans made at once, of two builds: only the first one to open the ledger writes."""
    sent(Played(lead1=answer), book, [envelope(1, address="Lead1@example.org")])
    second = Played()
    late = envelope(1, digest="d2")
    (result,) = sent(second, book, [late])
    assert (second.had, result.state) == ([], State.PLANNED)
    assert result.reason == "not tried: other files were sent since the plan was made"
    sent(second, book, [replace(late, correction=True)])
    assert second.had == ["lead1"]
