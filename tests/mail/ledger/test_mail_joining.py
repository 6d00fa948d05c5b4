"""The ledger lives with the fiches, wherever one stands; two that should be one are joined."""

from __future__ import annotations

import shlex
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from command import process
from command import run
from envelopes import envelope
from envelopes import settings
from envelopes import states
from fake_smtp import LOST
from fake_smtp import UNKNOWN
from fake_smtp import Played
from mail_servers import keeping
from mailings import leads
from mailings import publish
from paths import TESTS
from systems import SHOT

from tradefiche.errors import MailError
from tradefiche.mail.delivery import deliver
from tradefiche.mail.ledger import archive as archives
from tradefiche.mail.ledger import joining
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger import suppression
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.records import Bounce
from tradefiche.mail.letter.envelope import Envelope


def sent(folder: Path, *letters: Envelope, **answers: object) -> list[str]:
    played = Played(**answers)  # type: ignore[arg-type]
    with ledgers.open_ledger(folder) as book:
        list(deliver(letters, settings(25), played.connect, book, Archive(folder)))
    return played.had


def known(folder: Path) -> list[tuple[str, str, str, int]]:
    with ledgers.open_ledger(folder, read_only=True) as book:
        return sorted((r.address, r.digest, r.state.value, r.attempts) for r in book.records())


def kept(folder: Path) -> list[bytes]:
    return sorted(archives.read(path) for path in folder.glob("archive/*/*"))


def everything(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


@pytest.fixture
def two(tmp_path: Path) -> tuple[Path, Path]:
    """Ledgers of one edition that know nothing of each other."""
    one, other = tmp_path / "one", tmp_path / "other"
    sent(one, *(envelope(n) for n in (1, 2, 3)), lead2=[LOST], lead3=[UNKNOWN])
    sent(other, *(envelope(n) for n in (2, 3, 4, 5)), lead4=[LOST], lead5=[UNKNOWN])
    return one, other


# -- joining ---------------------------------------------------------------------------------


def test_of_two_words_about_a_letter_the_safer_is_believed(two: tuple[Path, Path]) -> None:
    one, other = two
    before = known(other)
    assert joining.join_folder(one, other) == 2
    expected = [
        ("lead1@example.org", "d1", "accepted", 1),
        ("lead2@example.org", "d1", "accepted", 2),  # uncertain here, accepted there
        ("lead3@example.org", "d1", "accepted", 1),  # refused here
        ("lead4@example.org", "d1", "uncertain", 1),
        ("lead5@example.org", "d1", "refused", 0),
    ]
    for _ in range(2):
        assert [each[:3] for each in known(one)] == [each[:3] for each in expected]
        with ledgers.open_ledger(one, read_only=True) as book:
            found = book.record(envelope(2).key)
            assert found is not None
            told = {event.state.value for event in book.events(found.key)}
            assert told == {"planned", "attempting", "uncertain", "accepted"}
        messages = kept(one)
        assert len(messages) == len(set(messages)) == 4
        assert joining.join_folder(one, other) == 0  # twice does no harm
    assert known(other) == before
    assert sent(one, *(envelope(n) for n in (1, 2, 3, 4, 6))) == ["lead6"]


def test_two_messages_of_one_letter_are_both_kept(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        sent(folder, envelope(body=folder.name))
    for _ in range(2):
        joining.join_folder(one, other)
        assert len(kept(one)) == 2
    with ledgers.open_ledger(one) as book:
        (record,) = book.records()
        assert (record.state, record.attempts, len(Archive(one).of(record))) == ("accepted", 2, 2)
    run("mail", "forget", "lead1@example.org", "--ledger", one)
    assert kept(one) == []


def test_who_is_blocked_in_one_stays_so_under_its_own_hash(two: tuple[Path, Path]) -> None:
    one, other = two
    with ledgers.open_ledger(other) as book:
        book.block("lead8@example.org", suppression.UNSUBSCRIBED)
        record = book.record(envelope(4).key)
        book.note(record, Bounce("r", "lead4@example.org", "5.1.1", True, "gone"))
    joining.join_folder(one, other)
    assert sent(one, envelope(8)) == []
    with ledgers.open_ledger(one) as book:
        assert book.blocked("LEAD8@example.org").startswith("unsubscribed on ")
        assert book.blocked("lead4@example.org").startswith("hard bounce")
        assert [noted.key for noted in book.bounces()] == [envelope(4).key]
        assert book.unblock("lead8@example.org")
        assert not book.unblock("lead8@example.org")
    assert sent(one, envelope(8)) == ["lead8"]


@pytest.mark.parametrize("where", ["here", "there"])
@pytest.mark.parametrize("words", [["lead2@example.org"], ["--before", "2025"]])
def test_who_is_forgotten_in_one_is_so_in_both(
    two: tuple[Path, Path], where: str, words: list[str]
) -> None:
    one, other = two
    run("mail", "forget", *words, "--ledger", one if where == "here" else other)
    for _ in range(2):
        joining.join_folder(one, other)
        assert b"lead2" not in b"".join(kept(one))
        assert b"lead2" not in everything(one)
        with ledgers.open_ledger(one) as book:
            found = book.record(envelope(2).key)
            assert found is not None
            assert found.forgotten
            assert found.sent
    assert sent(one, envelope(2)) == []


def test_a_forgotten_copy_is_so_in_both(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    content = b"To: lead1@example.org\r\nCc: copy@example.org\r\n\r\nx"
    letter = envelope(copies=("copy@example.org",), content=content)
    sent(one, envelope(9))
    sent(other, letter)
    run("mail", "forget", "copy@example.org", "--ledger", one)
    joining.join_folder(one, other)
    assert b"copy@" not in everything(one) + b"".join(kept(one))
    assert sent(one, letter) == []


def test_a_ledger_of_the_version_before_is_joined(tmp_path: Path) -> None:
    other = Path(shutil.copytree(TESTS / "earlier_versions/ledgers/schema-1", tmp_path / "old"))
    assert joining.join_folder(tmp_path / "new", other) == 11
    assert sent(tmp_path / "new", *(envelope(n) for n in (1, 2, 4, 6, 7, 8))) == []
    assert sent(tmp_path / "new", *(envelope(n, edition=2023) for n in (1, 7))) == []


KILLED = """
import os, sys
from pathlib import Path
from tradefiche.mail.ledger import joining
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.ledger import Ledger
step = int(sys.argv[1])
def mortal(real):
    def called(*words, **options):
        global step
        step -= 1
        if step < 0:
            os.kill(os.getpid(), 9)
        return real(*words, **options)
    return called
Archive.take = mortal(Archive.take)
Ledger._tell = mortal(Ledger._tell)
Ledger._addresses = mortal(Ledger._addresses)
joining.join_folder(Path("one"), Path("other"))
os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("step", [0, 2, 5, 8, 99])
def test_a_join_that_is_killed_is_whole_or_has_not_been(two: tuple[Path, Path], step: int) -> None:
    """What it had copied already is in the archive without a line, and uncertain: safe."""
    one, other = two
    command = [sys.executable, "-c", KILLED, str(step)]
    assert subprocess.run(command, cwd=one.parent, check=False).returncode == SHOT
    with ledgers.open_ledger(one) as book:
        found = states(book)
    assert found.items() >= {"lead1": "accepted"}.items()
    assert set(found.values()) <= {"accepted", "uncertain", "refused"}
    joining.join_folder(one, other)
    assert [each[2] for each in known(one)] == [
        "accepted",
        "accepted",
        "accepted",
        "uncertain",
        "refused",
    ]
    assert sent(one, *(envelope(n) for n in range(1, 5))) == []


def test_a_ledger_where_nothing_can_be_locked_is_not_joined(
    two: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody may be sending from it."""
    one, other = two

    def forbidden(path: Path, flags: int, mode: int = 0) -> int:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr("tradefiche.folders.os.open", forbidden)
    with pytest.raises(MailError, match="the ledger cannot be locked") as told:
        joining.join_folder(one, other)
    assert str(other) in told.value.message
    assert "Copy its folder" in told.value.hint


def test_a_folder_without_another_ledger_is_refused(two: tuple[Path, Path]) -> None:
    one, _ = two
    for folder in (one, one / "archive"):
        done = run("mail", "join", folder, "--ledger", one, status=1)
        assert "holds no other ledger" in done.stderr


# -- where it lives --------------------------------------------------------------------------

LINES = tuple(f";03;Madame;Lead {n};lead{n}@example.org;;" for n in range(1, 6))


def mailing(folder: Path, port: int) -> list[str]:
    """Five people, and the words to write to them from anywhere."""
    leads(folder, *LINES)
    publish(folder / "output")
    lines = (
        "[mail]",
        'server = "127.0.0.1"',
        f"port = {port}",
        'security = "none"',
        'from = "Fiches <fiches@example.org>"',
        "per_minute = 0",
        "retries = 0",
    )
    (folder / "tradefiche.toml").write_text("\n".join(lines), "utf-8")
    return [
        "send",
        "--recipients",
        str(folder / "leads.csv"),
        "--year",
        "2024",
        "--output",
        str(folder / "output"),
        "--settings",
        str(folder / "tradefiche.toml"),
    ]


def test_from_two_folders_everybody_is_written_to_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    with keeping() as server:
        words = mailing(tmp_path, server.port)
        for name in ("one", "two"):
            monkeypatch.chdir(tmp_path / name)
            run(*words, "--confirm")
            said = run("mail", "status", "--output", tmp_path / "output").output
            assert said == "2024: 5 accepted\n"
            assert list(Path().iterdir()) == []
        assert len(server.kept.messages) == 5
    assert run("mail", "log", "lead1@example.org", "--output", tmp_path / "output").output
    run("mail", "unsubscribe", "lead1@example.org", "--output", tmp_path / "output")
    run("mail", "forget", "lead2@example.org", "--output", tmp_path / "output")
    run("mail", "allow", "lead1@example.org", "--output", tmp_path / "output")
    assert "4 messages" in run("mail", "archive", "--output", tmp_path / "output").output


def test_an_older_ledger_where_one_stands_is_refused_until_it_is_joined(
    here: Path, tmp_path: Path
) -> None:
    sent(here / "output" / "mail", envelope())
    elsewhere = tmp_path / "else where"
    elsewhere.mkdir()
    with keeping() as server:
        words = mailing(elsewhere, server.port)
        for asked in (words, [*words, "--confirm"], ["mail", "status", *words[5:7]]):
            done = run(*asked, status=1)
            old, new = here / "output" / "mail", elsewhere / "output" / "mail"
            said = f"{old} knows of letters or wishes that {new} does not"
            assert said.replace("\\", "/") in done.stderr.replace("\\", "/")
        assert server.kept.messages == []
        assert run("mail", "status", "--ledger", elsewhere / "output" / "mail").output
        command = next(part for part in done.stderr.split(": ") if part.startswith("tradefiche "))
        joined = shlex.split(command.partition(". If")[0].replace("\n", " "))
        assert process(*joined[1:]).stdout.startswith("1 letter of ")
        assert run(*words[:5], "--dept", "63", *words[5:], status=0)
        assert run("mail", "status", *words[5:7]).output == "2024: 1 accepted\n"


@pytest.mark.parametrize("what", ["another edition", "only planned", "known here", "itself"])
def test_an_older_ledger_that_changes_nothing_is_passed_over(here: Path, what: str) -> None:
    old, new = Path("output/mail"), here / "elsewhere" / "mail"
    if what == "only planned":
        with ledgers.open_ledger(old) as book:
            book.plan([envelope()])
    else:
        sent(old, envelope(edition=2023 if what == "another edition" else 2024))
    if what == "known here":
        sent(new, envelope())
    joining.require_joined(old.absolute() if what == "itself" else new, 2024)


def test_an_older_ledger_of_wishes_is_not_passed_over(here: Path) -> None:
    """Who unsubscribed last year would get this year's."""
    with ledgers.open_ledger(Path("output/mail")) as book:
        book.block("lead1@example.org", suppression.UNSUBSCRIBED)
    with pytest.raises(MailError, match="letters or wishes"):
        joining.require_joined(here / "new", 2024)
    joining.join_folder(here / "new", Path("output/mail"))
    joining.require_joined(here / "new", 2024)
    with ledgers.open_ledger(here / "new") as book:
        book.unblock("lead1@example.org")
    joining.require_joined(here / "new", 2024)


# -- what is published leaves it alone -------------------------------------------------------


def test_nothing_that_is_published_holds_anything_of_the_ledger(here: Path) -> None:
    from tradefiche.batch import archive as zips
    from tradefiche.validation import checks

    publish(Path("output"))
    sent(Path("output/mail"), envelope())
    (Path("output/mail") / "failed.csv").write_text("lead1@example.org", "utf-8")
    (Path("output/mail") / "stray.pdf").write_bytes(b"%PDF-1.7 lead1@example.org")
    for path in zips.write(Path("output/2024"), 2024):
        names = zipfile.ZipFile(path).namelist()
        assert names
        assert all(name.endswith(".pdf") and "mail" not in name for name in names)
    found = checks.find([Path("output")])
    assert found
    assert all(path.parts[1] == "2024" for path in found)
