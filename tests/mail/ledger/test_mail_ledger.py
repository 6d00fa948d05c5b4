"""The ledger: what it keeps, through kills and damage, and that there is one sender at a time."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import Any

import filelock
import pytest
from envelopes import envelope
from envelopes import envelopes
from envelopes import mode
from envelopes import states
from paths import TESTS
from systems import SHOT
from systems import not_on_windows

from tradefiche.errors import MailError
from tradefiche.errors import StoreError
from tradefiche.mail.ledger import ledger
from tradefiche.mail.ledger.ledger import State

NOON = datetime(2025, 3, 1, 12, tzinfo=UTC)


class Clock:
    """A time that stands still until it is told."""

    def __init__(self) -> None:
        self.time = NOON

    def __call__(self) -> datetime:
        return self.time


def test_an_absent_ledger_reads_as_empty_and_is_not_made(tmp_path: Path) -> None:
    with ledger.open_ledger(tmp_path / "mail", read_only=True) as found:
        assert found.records() == ()
        assert found.record("x") is None
        assert found.blocked("a@example.org") == ""
    assert not (tmp_path / "mail").exists()


def test_a_letter_is_followed_from_plan_to_answer(tmp_path: Path) -> None:
    clock = Clock()
    one, two = envelope(1, copies=("b@example.org", "c@example.org")), envelope(2)
    with ledger.open_ledger(tmp_path, now=clock) as found:
        found.plan([one, two])
        clock.time += timedelta(minutes=1)
        found.attempting(one.key)
        found.settle(
            one.key, State.ACCEPTED, "dot", 250, "2.0.0", "queued as 1", ("c@example.org",)
        )
    with ledger.open_ledger(tmp_path, read_only=True) as found:
        first, second = found.records()
        assert first == ledger.Record(
            one.key,
            2024,
            "lead1@example.org",
            ("b@example.org", "c@example.org"),
            "d1",
            one.message_id,
            ("03",),
            State.ACCEPTED,
            "dot",
            250,
            "2.0.0",
            "queued as 1",
            ("c@example.org",),
            1,
            "2025-03-01T12:01:00Z",
        )
        assert (second.state, second.attempts) == (State.PLANNED, 0)
        assert [(event.time[11:16], event.state) for event in found.events(one.key)] == [
            ("12:00", State.PLANNED),
            ("12:01", State.ATTEMPTING),
            ("12:01", State.ACCEPTED),
        ]
        assert found.by_message_id(one.message_id) == first
        assert found.records(address="LEAD1@example.org") == (first,)
        assert found.records(edition=2023) == ()


def test_planning_again_changes_nothing_but_what_was_never_begun(tmp_path: Path) -> None:
    with ledger.open_ledger(tmp_path) as found:
        found.plan(envelopes(2))
        found.attempting(envelope(1).key)
        found.settle(envelope(1).key, State.ACCEPTED, "dot", 250)
        found.plan(envelopes(2))
        found.plan(envelopes(2, digest="d2"))
        kept = [(each.address[:5], each.digest, each.state.value) for each in found.records()]
    # The first was sent, so that the new files are another letter to it: a correction.
    assert kept == [
        ("lead1", "d1", "accepted"),
        ("lead1", "d2", "planned"),
        ("lead2", "d2", "planned"),
    ]


def test_what_was_accepted_is_never_attempted_again(tmp_path: Path) -> None:
    with ledger.open_ledger(tmp_path) as found:
        found.plan([envelope()])
        found.attempting(envelope().key)
        found.settle(envelope().key, State.ACCEPTED, "dot", 250)
        with pytest.raises(MailError, match="was accepted before, or was never planned"):
            found.attempting(envelope().key)
        with pytest.raises(MailError, match="was accepted before, or was never planned"):
            found.attempting(envelope(2).key)
        assert found.record(envelope().key).state is State.ACCEPTED  # type: ignore[union-attr]


def test_only_attempts_of_the_last_day_count(tmp_path: Path) -> None:
    clock = Clock()
    with ledger.open_ledger(tmp_path, now=clock) as found:
        found.plan(envelopes(3))
        for number, hours in ((1, 0), (2, 20), (3, 10)):
            clock.time += timedelta(hours=hours)
            found.attempting(envelope(number).key)
        assert found.attempts_since(24) == 2
        assert found.attempts_since(9) == 1


def test_who_reads_may_while_another_sends_and_no_second_one_sends(tmp_path: Path) -> None:
    with ledger.open_ledger(tmp_path) as sender:
        sender.plan([envelope()])
        sender.attempting(envelope().key)
        with ledger.open_ledger(tmp_path, read_only=True) as reader:
            (record,) = reader.records()
            assert record.state is State.ATTEMPTING
            assert record.doubtful
            with pytest.raises(MailError, match="cannot be written"):
                reader.plan([envelope(2)])
        with (
            pytest.raises(StoreError, match="another sending of letters is writing to"),
            ledger.open_ledger(tmp_path),
        ):
            pass
        sender.settle(envelope().key, State.ACCEPTED, "dot", 250)
        assert states(sender) == {"lead1": "accepted"}


KILLED = """
import os, sys
from pathlib import Path
from typing import Any
from envelopes import envelopes
from tradefiche.mail.ledger import ledger
with ledger.open_ledger(Path(sys.argv[1])) as found:
    found.plan(envelopes(3))
    found.attempting(envelopes(1)[0].key)
    if sys.argv[2] == "inside":
        execute = found._tables._connection.execute
        execute("PRAGMA cache_size = 1")
        execute("BEGIN IMMEDIATE")
        execute("UPDATE letters SET state = 'accepted', reply = ?", ["x" * 99999])
        execute("UPDATE events SET reply = ?", ["x" * 99999])
    os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("moment", ["between", "inside"])
def test_what_a_killed_run_left_on_its_way_is_uncertain(tmp_path: Path, moment: str) -> None:
    """Also in the middle of a transaction, whose half is undone, by who reads too."""
    folder = tmp_path / "mail"
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    command = [sys.executable, "-c", KILLED, str(folder), moment]
    assert subprocess.run(command, env=environment, check=False).returncode == SHOT
    assert (folder / "ledger.sqlite-wal").stat().st_size > 0
    with ledger.open_ledger(folder, read_only=True) as found:
        assert states(found) == {"lead1": "attempting", "lead2": "planned", "lead3": "planned"}
    with ledger.open_ledger(folder) as found:
        assert states(found) == {"lead1": "uncertain", "lead2": "planned", "lead3": "planned"}
        last = found.events(envelope(1).key)[-1]
        assert (last.state, last.stage, last.reply) == ("uncertain", "dot", ledger.INTERRUPTED)
        assert found.recover() == 0


def test_what_cannot_be_finished_is_undone(tmp_path: Path) -> None:
    with ledger.open_ledger(tmp_path) as found:
        broken = [envelope(1), None]
        with pytest.raises(AttributeError):
            found.plan(broken)  # type: ignore[arg-type]
        assert found.records() == ()


@not_on_windows("it has no modes of files")
def test_only_the_owner_may_look(tmp_path: Path) -> None:
    folder = tmp_path / "output" / "mail"
    with ledger.open_ledger(folder) as found:
        found.plan([envelope()])
    assert mode(folder) == "0o700"
    assert mode(folder / "ledger.sqlite") == "0o600"
    assert {path.name for path in folder.iterdir()} == {"LISEZ-MOI.txt", "ledger.sqlite"}


@not_on_windows("it has no modes of files")
def test_a_folder_that_is_there_keeps_its_mode_and_its_note(tmp_path: Path) -> None:
    """It may be anything that was named with --ledger."""
    tmp_path.chmod(0o755)
    for words in ("NE PAS LE SUPPRIMER", "Le mien."):
        with ledger.open_ledger(tmp_path):
            assert words in (tmp_path / "LISEZ-MOI.txt").read_text("utf-8")
        (tmp_path / "LISEZ-MOI.txt").write_text("Le mien.", "utf-8")
    assert mode(tmp_path) == "0o755"


# -- damage ----------------------------------------------------------------------------------


def kept(tmp_path: Path) -> Path:
    with ledger.open_ledger(tmp_path) as found:
        found.plan(envelopes(300))
    return tmp_path / "ledger.sqlite"


def complaint(folder: Path) -> str:
    """What both who reads and who writes are told."""
    said = set()
    for read_only in (True, False):
        with pytest.raises(MailError) as caught, ledger.open_ledger(folder, read_only=read_only):
            pass
        assert re.search("do not delete it|must not be deleted|version", caught.value.hint)
        said.add(caught.value.message)
    (message,) = said
    return message


@pytest.mark.parametrize("damage", ["zeros", "cut", "empty", "text"])
def test_a_damaged_ledger_is_not_taken_for_an_empty_one(tmp_path: Path, damage: str) -> None:
    path = kept(tmp_path)
    whole = path.read_bytes()
    content = {
        "zeros": whole[: len(whole) // 2] + bytes(8192) + whole[len(whole) // 2 + 8192 :],
        "cut": whole[: len(whole) // 3],
        "empty": b"",
        "text": b"edition;address;state\n" * 100,
    }[damage]
    path.write_bytes(content)
    said = complaint(tmp_path)
    assert "the ledger is damaged" in said or "is not a ledger of letters" in said
    assert path.read_bytes() == content


def test_a_ledger_of_another_version_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(kept(tmp_path))
    connection.execute("PRAGMA user_version = 3")
    connection.close()
    assert "ledger of schema 3; this program reads 2 and earlier" in complaint(tmp_path)


# -- of the version before -------------------------------------------------------------------

OLD = TESTS / "earlier_versions" / "ledgers" / "schema-1"


def old(tmp_path: Path) -> Path:
    """A ledger of schema 1 with its archive, to be changed."""
    return Path(shutil.copytree(OLD, tmp_path / "old"))


def version(folder: Path) -> int:
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def test_an_old_ledger_is_read_as_it_is_and_upgraded_by_who_writes(tmp_path: Path) -> None:
    folder = old(tmp_path)
    expected = {
        **{f"lead{number}": "accepted" for number in (1, 2, 6, 8)},
        "lead3": "refused",
        "lead4": "uncertain",
        "lead5": "deferred",
        "lead9": "planned",
        "": "accepted",  # those that are forgotten
    }
    for read_only, found in ((True, 1), (False, 2), (True, 2)):
        with ledger.open_ledger(folder, read_only=read_only) as book:
            assert states(book) == expected
            assert len(book.records()) == 11
            assert book.record(envelope(7).key).state == "accepted"  # type: ignore[union-attr]
            assert book.record(envelope(1, edition=2023).key) is not None
            assert book.blocked("lead6@example.org") == "hard bounce 5.1.1 on 2025-03-01"
            assert book.blocked("lead7@example.org") == "forgotten on 2025-03-01"
            assert book.blocked("lead8@example.org") == "unsubscribed on 2025-03-01"
            assert [each.state for each in book.events(envelope(4).key)] == [
                "planned",
                "attempting",
                "uncertain",
            ]
        assert version(folder) == found


UPGRADED = """
import os, sqlite3, sys
from pathlib import Path
from tradefiche.mail.ledger import ledger
step, folder = int(sys.argv[1]), Path(sys.argv[2])
class Mortal(sqlite3.Connection):
    left = step
    def execute(self, *words):
        if words[0].startswith(("BEGIN", "ALTER", "PRAGMA user_version =", "COMMIT")):
            Mortal.left -= 1
            if Mortal.left < 0:
                os.kill(os.getpid(), 9)
        return super().execute(*words)
connect = sqlite3.connect
sqlite3.connect = lambda *words, **options: connect(*words, factory=Mortal, **options)
with ledger.open_ledger(folder):
    os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("step", range(5))
def test_an_upgrade_that_is_killed_leaves_the_old_or_the_new(tmp_path: Path, step: int) -> None:
    folder = old(tmp_path)
    command = [sys.executable, "-c", UPGRADED, str(step), str(folder)]
    assert subprocess.run(command, check=False).returncode == SHOT
    with closing(sqlite3.connect(folder / "ledger.sqlite")) as found:
        columns = [row[1] for row in found.execute("PRAGMA table_info(letters)")]
        assert len(found.execute("SELECT 1 FROM letters").fetchall()) == 11
    assert version(folder) == 1 + ("erased" in columns) == (2 if step == 4 else 1)
    with ledger.open_ledger(folder) as book:
        assert len(book.records()) == 11
    assert version(folder) == 2


def test_the_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "ledger.sqlite")
    connection.execute("CREATE TABLE letters (a)")
    connection.close()
    assert "is not a ledger of letters" in complaint(tmp_path)


def test_a_lost_ledger_is_not_begun_anew_beside_what_was_sent(tmp_path: Path) -> None:
    (tmp_path / "archive" / "2024").mkdir(parents=True)
    (tmp_path / "archive" / "2024" / "a.eml.gz").write_bytes(b"x")
    for read_only in (True, False):
        with (
            pytest.raises(MailError, match="is missing, though letters were sent"),
            ledger.open_ledger(tmp_path, read_only=read_only),
        ):
            pass


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    (tmp_path / "mail").write_text("a file", "utf-8")
    with (
        pytest.raises(MailError, match="the ledger cannot be written"),
        ledger.open_ledger(tmp_path / "mail"),
    ):
        pass


def test_a_share_without_locks_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def unable(descriptor: int, *, blocking: bool) -> bool:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(filelock, "lock_descriptor", unable)
    with pytest.raises(MailError, match="No locks available"), ledger.open_ledger(tmp_path):
        pass


def test_a_ledger_that_cannot_be_read_now_is_not_called_damaged(tmp_path: Path) -> None:
    """On a full disk, or for another user: what is put in its place would be an older one."""
    (tmp_path / "ledger.sqlite").mkdir()
    said = complaint(tmp_path)
    assert "the ledger cannot be read (unable to open database file)" in said


def test_a_ledger_that_fails_later_is_told_as_well(tmp_path: Path) -> None:
    path = kept(tmp_path)
    with (
        pytest.raises(MailError, match=re.escape(f"{path}: the ledger is damaged")),
        ledger.open_ledger(tmp_path, read_only=True) as book,
    ):
        book._tables._connection.execute("SELECT nothing FROM nowhere")


@not_on_windows("a link needs a right there that few have")
def test_a_ledger_on_a_disk_that_is_away_is_missing(tmp_path: Path) -> None:
    (tmp_path / "ledger.sqlite").symlink_to(tmp_path / "away" / "ledger.sqlite")
    for read_only in (True, False):
        with (
            pytest.raises(MailError, match="is missing, though letters were sent"),
            ledger.open_ledger(tmp_path, read_only=read_only),
        ):
            pass


def test_a_ledger_waits_for_the_disk_and_wipes_what_it_frees(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever the SQLite of a system does unasked: a kill of ours cannot show a power cut."""
    connect = sqlite3.connect

    def careless(*values: Any, **options: Any) -> sqlite3.Connection:
        made = connect(*values, **options)
        made.execute("PRAGMA secure_delete = OFF")
        made.execute("PRAGMA synchronous = OFF")
        return made

    monkeypatch.setattr(sqlite3, "connect", careless)
    with ledger.open_ledger(tmp_path) as book:
        found = {
            name: book._tables._connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("secure_delete", "synchronous", "journal_mode")
        }
    assert found == {"secure_delete": 1, "synchronous": 2, "journal_mode": "wal"}
