"""What the archive has and the ledger does not know is never sent again unasked."""

from __future__ import annotations

import gzip
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from command import run
from envelopes import envelope
from envelopes import envelopes
from envelopes import settings
from envelopes import states
from fake_smtp import CLOSED
from fake_smtp import LOST
from fake_smtp import OK
from fake_smtp import UNKNOWN
from fake_smtp import Played
from paths import TESTS

from tradefiche.mail.delivery import Result
from tradefiche.mail.delivery import deliver
from tradefiche.mail.ledger import archive as archives
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger import suppression
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.decisions import Allowed
from tradefiche.mail.ledger.decisions import Judge
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import Stage

SPAM = Answer(Stage.DOT, 451, "4.3.0")


def sent(
    folder: Path, letters: list[Envelope], *, again: bool = False, **answers: list[Answer]
) -> tuple[Played, list[Result]]:
    """A run of sending, as the command does it."""
    played = Played(**answers)
    with ledgers.open_ledger(folder) as book:
        options = settings(25, retries=0)
        run = deliver(
            letters, options, played.connect, book, Archive(folder), retry_uncertain=again
        )
        return played, list(run)


def states_of(folder: Path, *, read_only: bool = True) -> dict[str, str]:
    with ledgers.open_ledger(folder, read_only=read_only) as book:
        return states(book)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("archive/*/*"))


def rows_removed(folder: Path) -> None:
    with ledgers.open_ledger(folder) as book:
        book._tables._connection.execute("DELETE FROM letters WHERE address LIKE 'lead2%'")
        book._tables._connection.execute("DELETE FROM events")


def restored_of_before(folder: Path) -> None:
    shutil.copyfile(folder.parent / "before", folder / "ledger.sqlite")


@pytest.mark.parametrize("loss", [rows_removed, restored_of_before])
def test_what_only_the_archive_knows_is_uncertain(
    tmp_path: Path, loss: Callable[[Path], None]
) -> None:
    folder = tmp_path / "mail"
    sent(folder, envelopes(1))
    shutil.copyfile(folder / "ledger.sqlite", tmp_path / "before")
    sent(folder, [envelope(number, copies=("copy@example.org",)) for number in (1, 2)])
    loss(folder)
    letters = envelopes(3)
    expected = {"lead1": "accepted", "lead2": "uncertain"}
    assert states_of(folder) == expected  # who reads sees what who writes is going to note
    with ledgers.open_ledger(folder, read_only=True) as book:
        judge = Judge(book, 2024, Allowed())
        said = [judge.judge(each.address, each.key).verdict.value for each in letters]
    assert said == ["already sent", "uncertain", "to send"]
    server, _ = sent(folder, letters)
    assert server.had == ["lead3"]
    with ledgers.open_ledger(folder, read_only=True) as book:
        record = book.record(letters[1].key)
        assert record is not None
        assert (record.address, record.attempts, record.edition) == ("lead2@example.org", 1, 2024)
        assert record.message_id == letters[1].message_id
        assert record.reply == ledgers.UNKNOWN
        assert book.records(address="lead2@example.org") == (record,)
    server, _ = sent(folder, letters, again=True)
    assert server.had == ["lead2"]
    with ledgers.open_ledger(folder, read_only=True) as book:
        record = book.record(letters[1].key)
        assert record is not None
        assert (record.key, record.digest, record.codes, record.state, record.attempts) == (
            letters[1].key,
            "d1",
            ("03",),
            "accepted",
            2,
        )
        assert [each.state for each in book.events(record.key)] == [
            "uncertain",
            "attempting",
            "accepted",
        ]
        assert len(Archive(folder).of(record)) == 2
    assert sent(folder, letters, again=True)[0].had == []


@pytest.mark.parametrize(
    ("before", "later"), [([UNKNOWN], [OK]), ([CLOSED], [OK]), ([SPAM], [LOST])]
)
def test_a_later_attempt_than_the_ledger_knows_is_uncertain(
    tmp_path: Path, before: list[Answer], later: list[Answer]
) -> None:
    """A database of yesterday, when the letter was refused or put off."""
    folder = tmp_path / "mail"
    sent(folder, [envelope()], lead1=before)
    shutil.copyfile(folder / "ledger.sqlite", tmp_path / "before")
    sent(folder, [envelope()], lead1=later)
    restored_of_before(folder)
    assert states_of(folder) == {"lead1": "uncertain"}
    assert sent(folder, [envelope()])[0].had == []
    assert states_of(folder) == {"lead1": "uncertain"}


def test_all_attempts_that_the_ledger_does_not_know_are_kept(tmp_path: Path) -> None:
    """The next one must not be written over one of them."""
    folder = tmp_path / "mail"
    with ledgers.open_ledger(folder) as book:
        book.plan([envelope()])
    shutil.copyfile(folder / "ledger.sqlite", tmp_path / "before")
    for _ in range(3):
        sent(folder, [envelope()], again=True, lead1=[LOST])
    restored_of_before(folder)
    assert sent(folder, [envelope()], again=True)[0].had == ["lead1"]
    with ledgers.open_ledger(folder) as book:
        (record,) = book.records()
        assert (record.state, record.attempts, len(kept(folder))) == ("accepted", 4, 4)
        told = [each.state for each in book.events(record.key)]
        assert told == ["planned", "uncertain", "attempting", "accepted"]


def test_what_a_killed_run_left_of_a_letter_that_nobody_has_is_deleted(tmp_path: Path) -> None:
    """It ended between the answer and the deletion; the answer was that it was not taken."""
    sent(tmp_path, [envelope()], lead1=[SPAM])
    assert kept(tmp_path) == []
    archive = Archive(tmp_path)
    path = archive.keep(2024, envelope().key, 1, b"To: lead1@example.org\r\n\r\nx")
    (path.parent / f".{path.name}.1234abcd.tmp").write_bytes(b"half")
    assert states_of(tmp_path) == {"lead1": "deferred"}
    assert len(kept(tmp_path)) == 2  # who reads deletes nothing
    assert states_of(tmp_path, read_only=False) == {"lead1": "deferred"}
    assert kept(tmp_path) == []
    assert sent(tmp_path, [envelope()])[0].had == ["lead1"]


def test_a_damaged_message_without_a_line_is_uncertain_too(tmp_path: Path) -> None:
    sent(tmp_path, envelopes(1))
    (path,) = tmp_path.glob("archive/2024/*")
    with ledgers.open_ledger(tmp_path) as book:
        book._tables._connection.execute("DELETE FROM letters")
        path.write_bytes(b"zeros")
    assert states_of(tmp_path) == {"": "uncertain"}
    assert sent(tmp_path, envelopes(1))[0].had == []
    assert sent(tmp_path, envelopes(1), again=True)[0].had == ["lead1"]
    assert states_of(tmp_path) == {"lead1": "accepted"}


def restored(folder: Path, saved: Path) -> None:
    """The archive of before somebody was forgotten."""
    shutil.copytree(saved, folder / "archive", dirs_exist_ok=True)


@pytest.mark.parametrize("words", [["lead1@example.org"], ["--before", "2025"]])
@pytest.mark.parametrize("allowed", [False, True])
def test_who_is_forgotten_goes_from_a_restored_archive_and_is_not_listed(
    tmp_path: Path, words: list[str], allowed: bool
) -> None:
    folder = tmp_path / "mail"
    sent(folder, envelopes(1))
    shutil.copytree(folder / "archive", tmp_path / "saved")
    run("mail", "forget", *words, "--ledger", folder)
    if allowed:
        run("mail", "allow", "lead1@example.org", "--ledger", folder)
    assert kept(folder) == []
    restored(folder, tmp_path / "saved")
    assert "lead1" not in states_of(folder)
    said = run("mail", "status", "--ledger", folder).output
    assert said == "2024: 1 accepted\n"
    assert states_of(folder, read_only=False) == {"": "accepted"}
    assert kept(folder) == []
    assert sent(folder, envelopes(1))[0].had == []


def test_what_was_forgotten_by_the_version_before_goes_too(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(TESTS / "earlier_versions/ledgers/schema-1", tmp_path / "m"))
    for edition, number in ((2023, 1), (2024, 7)):
        letter = envelope(number, edition=edition)
        Archive(folder).keep(edition, letter.key, 1, letter.content())
    assert states_of(folder)[""] == "accepted"
    with ledgers.open_ledger(folder) as book:
        assert len(book.records()) == 11
    assert len(kept(folder)) == 5


def test_a_forgotten_copy_goes_from_a_restored_archive(tmp_path: Path) -> None:
    folder = tmp_path / "mail"
    content = (
        b'To: lead1@example.org\r\nCc: b@example.org, "C" <copy@example.org>\r\n'
        b"Message-ID: <x@example.org>\r\n\r\nx"
    )
    letter = envelope(copies=("b@example.org", "copy@example.org"), content=content)
    sent(folder, [letter])
    shutil.copytree(folder / "archive", tmp_path / "saved")
    run("mail", "forget", "copy@example.org", "--ledger", folder)
    for lost in (False, True):
        restored(folder, tmp_path / "saved")
        with ledgers.open_ledger(folder) as book:
            if lost:
                book._tables._connection.execute("DELETE FROM letters")
                restored(folder, tmp_path / "saved")
        with ledgers.open_ledger(folder) as book:
            (record,) = book.records()
            assert record.copies == ("b@example.org",)
            assert record.state == ("uncertain" if lost else "accepted")
        assert kept(folder) == []
    assert sent(folder, [letter])[0].had == []


def test_no_message_of_a_known_letter_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ten thousand are compared by their names."""
    sent(tmp_path, envelopes(30))
    opened: list[Path] = []
    real = archives.head
    monkeypatch.setattr(archives, "head", lambda path: (opened.append(path), real(path))[1])
    states_of(tmp_path, read_only=False)
    assert opened == []
    with ledgers.open_ledger(tmp_path) as book:
        book._tables._connection.execute("DELETE FROM letters WHERE address = 'lead3@example.org'")
    states_of(tmp_path, read_only=False)
    states_of(tmp_path, read_only=False)
    assert len(opened) == 1


def test_only_the_head_of_a_message_is_read(tmp_path: Path) -> None:
    path = tmp_path / "x.eml.gz"
    path.write_bytes(gzip.compress(b"To: a@example.org\r\n\r\n" + b"x" * 50_000)[:-9])
    assert archives.head(path)["To"] == "a@example.org"
    assert len(archives.head(path).keys()) == 1


def test_forgetting_and_finding_do_not_list_the_folder_for_each_letter(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent(tmp_path, envelopes(20))
    listed: list[object] = []
    for name in ("glob", "iterdir"):
        real = getattr(Path, name)
        monkeypatch.setattr(
            Path, name, lambda *words, real=real: (listed.append(words), real(*words))[1]
        )
    with ledgers.open_ledger(tmp_path) as book:
        before = len(listed)
        assert suppression.forget_before(book, Archive(tmp_path), 2025) == 20
    assert len(listed) == before
    assert kept(tmp_path) == []
