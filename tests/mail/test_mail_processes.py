"""Runs of sending in processes of their own: killed, interrupted, two at once."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from pathlib import Path

import fuzz_mailing
import pytest
from envelopes import envelopes
from envelopes import states
from killed_runs import PATIENCE
from killed_runs import recording
from killed_runs import sending
from systems import KILLED
from systems import not_on_windows

from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger.archive import Archive

KILLS = 20
LETTERS = 300


@pytest.mark.slow
def test_twenty_kills_send_nothing_twice_and_lose_nothing(tmp_path: Path) -> None:
    """By what the server wrote down: each letter once, or the ledger says it is uncertain."""
    chance = random.Random("twenty kills")
    folder = tmp_path / "mail"
    wanted = {each.message_id for each in envelopes(LETTERS)}
    killed = 0
    with recording(tmp_path) as server:
        for _ in range(KILLS):
            with sending(folder, server.port, LETTERS) as run:
                server.until(len(server.accepted()) + chance.randint(1, 13), run)
                time.sleep(chance.random() / 50)
                run.kill()
                killed += run.wait() == KILLED
        with sending(folder, server.port, LETTERS) as run:
            said, _ = run.communicate(timeout=PATIENCE)
            assert run.returncode in (0, 1)
    counted = Counter(server.accepted())
    assert killed == KILLS
    with ledgers.open_ledger(folder, read_only=True) as book:
        records = book.records()
        assert {record.message_id for record in records} == wanted
        assert set(states(book).values()) <= {"accepted", "uncertain"}
        accepted = {each.message_id for each in records if each.state == "accepted"}
        uncertain = {each.message_id for each in records if each.state == "uncertain"}
        # What was sent is in the archive, to the letter and nothing else.
        kept = {each.message_id for each in records if Archive(folder).of(each)}
    assert max(counted.values()) == 1
    assert accepted <= set(counted) <= accepted | uncertain == wanted == kept
    assert len(uncertain) <= KILLS
    assert (f"{len(uncertain)} uncertain" in said) is bool(uncertain)


def test_kills_that_lose_lines_of_the_ledger_send_nothing_twice(tmp_path: Path) -> None:
    """The short form of ``fuzz_mailing``."""
    told = fuzz_mailing.mailing(tmp_path, letters=100, kills=8, seed="short")
    assert (told.kills, told.logs_lost) == (8, 2)
    assert (told.twice, told.lost) == (0, 0)
    assert told.accepted + told.uncertain == told.letters


def test_of_two_at_once_one_refuses(tmp_path: Path) -> None:
    """The first takes its time, or it would have ended before the second begins."""
    with recording(tmp_path) as server:
        with sending(tmp_path / "mail", server.port, 60, "per_minute=6") as first:
            server.until(1, first)
            with sending(tmp_path / "mail", server.port, 60) as second:
                _, said = second.communicate(timeout=PATIENCE)
                assert second.returncode == 1
                assert "another sending of letters is writing to" in said
            assert first.poll() is None
            first.kill()
            first.wait()
        with sending(tmp_path / "mail", server.port, 60) as third:
            third.communicate(timeout=PATIENCE)
        counted = Counter(server.accepted())
    assert set(counted.values()) == {1}
    assert len(counted) in (59, 60)  # the killed one may have left one uncertain


CTRL_BREAK = "no process can send Ctrl-C to one other; test_console_events sends Ctrl-Break"


@not_on_windows(CTRL_BREAK)
def test_an_interrupted_run_ends_between_two_letters_and_says_so(tmp_path: Path) -> None:
    with recording(tmp_path) as server:
        for number in (signal.SIGINT, signal.SIGTERM):
            had = len(server.accepted())
            with sending(tmp_path / "mail", server.port, 200) as run:
                server.until(had + 3, run)
                run.send_signal(number)
                said, told = run.communicate(timeout=PATIENCE)
            assert run.returncode == 1
            assert "Traceback" not in told
            assert "Ending after the letter in hand" in told
            assert "not tried: run the same command again" in said
            assert "@" not in said + told
            with ledgers.open_ledger(tmp_path / "mail", read_only=True) as book:
                found = Counter(states(book).values())
            assert set(found) == {"accepted", "planned"}
            assert found["accepted"] == len(server.accepted()) < 200
        failed = (tmp_path / "mail" / "failed.csv").read_text("utf-8-sig").splitlines()
        assert failed[0] == "email;nom;state;reason;stage;code;reply"
        assert len(failed) == 1 + found["planned"]
        assert failed[-1] == "lead200@example.org;Lead;not tried;not tried: interrupted;;;"
        with sending(tmp_path / "mail", server.port, 200) as run:
            said, _ = run.communicate(timeout=PATIENCE)
        assert said == "200 letters: 200 accepted\n"
    assert set(Counter(server.accepted()).values()) == {1}
    assert not (tmp_path / "mail" / "failed.csv").exists()


@not_on_windows(CTRL_BREAK)
def test_a_run_that_is_interrupted_twice_leaves_its_letter_uncertain(tmp_path: Path) -> None:
    """The server has the message and never says so: who waits no longer cannot know."""
    from mail_servers import sink

    with sink("-W", ".:30") as port, sending(tmp_path / "mail", port, 3) as run:
        end = time.monotonic() + PATIENCE
        while "attempting" not in states_of(tmp_path / "mail").values():
            assert time.monotonic() < end
            time.sleep(0.02)
        run.send_signal(signal.SIGINT)
        time.sleep(0.3)
        run.send_signal(signal.SIGINT)
        _, told = run.communicate(timeout=PATIENCE)
        assert "KeyboardInterrupt" in told  # the command line has its own words for it
    failed = (tmp_path / "mail" / "failed.csv").read_text("utf-8-sig").splitlines()
    assert len(failed) == 1 + 3
    assert failed[1].startswith(
        "lead1@example.org;Lead;not tried;the run ended before it was known"
    )
    with ledgers.open_ledger(tmp_path / "mail") as book:
        assert states(book) == {"lead1": "uncertain", "lead2": "planned", "lead3": "planned"}


def states_of(folder: Path) -> dict[str, str]:
    with ledgers.open_ledger(folder, read_only=True) as book:
        return states(book)
