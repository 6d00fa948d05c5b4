"""The commands about letters: what they say, to whom no address is shown, and what they delete."""

from __future__ import annotations

import json
import mailbox
from pathlib import Path

import pytest
from bounce_reports import box
from bounce_reports import reply
from bounce_reports import report
from command import run
from envelopes import envelope
from envelopes import settings
from envelopes import states
from fake_smtp import GREY
from fake_smtp import LOST
from fake_smtp import UNKNOWN
from fake_smtp import Played
from systems import WINDOWS

from tradefiche.errors import MailError
from tradefiche.mail import bounces
from tradefiche.mail.delivery import deliver
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.decisions import Allowed
from tradefiche.mail.ledger.decisions import Decision
from tradefiche.mail.ledger.decisions import Judge

LETTERS = [
    envelope(1, copies=("copy@example.org",)),
    *(envelope(number) for number in (2, 3, 4)),
    envelope(1, edition=2023),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A ledger of two editions: of 2024 two accepted, one refused, one uncertain."""
    played = Played(lead3=[UNKNOWN], lead4=[LOST])
    with ledgers.open_ledger(tmp_path) as book:
        chosen = settings(25)
        list(deliver(LETTERS, chosen, played.connect, book, Archive(tmp_path)))
    return tmp_path


def everything(folder: Path) -> bytes:
    """All bytes of the folder, also those that SQLite has freed."""
    return b"".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


# -- status and log --------------------------------------------------------------------------


def test_status_counts_by_edition_and_shows_no_address(folder: Path) -> None:
    said = run("mail", "status", "--ledger", folder)
    assert said.output == ("2023: 1 accepted\n2024: 2 accepted, 1 refused, 1 uncertain\n")
    found = json.loads(run("mail", "status", "--json", "--year", 2024, "--ledger", folder).output)
    assert found == {"editions": {"2024": {"accepted": 2, "refused": 1, "uncertain": 1}}}
    assert run("mail", "status", "--ledger", folder / "x").output == "no letter is in the ledger\n"


def test_status_says_who_of_a_list_is_missing(folder: Path) -> None:
    people = folder / "leads.csv"
    lines = [f"03;Lead {n};lead{n}@example.org" for n in (1, 2, 3, 4, 5)]
    people.write_text("\n".join(["departement;nom;email", *lines]) + "\n", "utf-8")
    options = ["--ledger", folder, "--recipients", people]
    said = run("mail", "status", "--year", 2024, *options).output
    assert said.splitlines()[1:] == ["line 4: refused", "line 5: uncertain", "line 6: no letter"]
    found = json.loads(run("mail", "status", "--year", 2024, "--json", *options).output)
    assert found["missing"] == [4, 5, 6]
    people.write_text("\n".join(["departement;nom;email", *lines[:2]]) + "\n", "utf-8")
    said = run("mail", "status", "--year", 2024, *options).output
    assert said.endswith("everybody on the list has had their letter\n")
    assert "--recipients without --year" in run("mail", "status", *options, status=2).output


def test_log_tells_all_that_happened_to_a_letter(folder: Path) -> None:
    said = run("mail", "log", "LEAD3@example.org", "--ledger", folder).output.splitlines()
    assert said[0] == f"2024 03 {LETTERS[2].message_id}"
    assert [line.split()[1] for line in said[1:]] == ["planned", "refused"]
    assert said[2].endswith("rcpt 550 5.1.1")
    (data,) = json.loads(
        run("mail", "log", LETTERS[3].message_id, "--json", "--ledger", folder).output
    )
    assert data["state"] == "uncertain"
    assert [event["state"] for event in data["events"]] == ["planned", "attempting", "uncertain"]
    said = run("mail", "log", "nobody@example.org", "--ledger", folder, status=1).output
    assert "no letter of theirs" in said


# -- bounces ---------------------------------------------------------------------------------


def test_who_asks_for_more_is_told_addresses_too(folder: Path) -> None:
    ours = report("lead1@example.org", message_id=LETTERS[0].message_id)
    path = box(folder / "r.mbox", ours, report("who@example.org"), reply())
    said = run("--verbose", "mail", "bounces", path, "--ledger", folder).output
    assert "lead1@example.org: hard 5.1.1 03" in said
    assert "unknown letter: who@example.org 5.1.1" in said
    assert "no delivery report: Absence du bureau" in said


def test_reports_are_matched_noted_once_and_heeded(folder: Path) -> None:
    first, second = LETTERS[0].message_id, LETTERS[1].message_id
    path = box(
        folder / "reports.mbox",
        report("lead1@EXAMPLE.org", message_id=first, number=1, whole=True),
        report("lead2@example.org", "4.2.2", message_id=second, number=2, action="delayed"),
        report("lead2@example.org", "5.2.2", message_id=second, number=3),
        report("lead2@example.org", "2.0.0", message_id=second, number=4, action="delivered"),
        report("stranger@example.org", number=5),
        reply(),
    )
    said = run("mail", "bounces", path, "--ledger", folder).output
    assert "stranger" not in said
    assert "@" not in said
    assert "Absence" not in said
    assert said.splitlines()[-1] == (
        "6 messages, 4 failures: 1 hard, 2 soft, 1 of letters unknown here, 1 not about delivery"
    )
    again = run("mail", "bounces", path, "--ledger", folder).output
    assert again.splitlines()[-1] == (
        "6 messages, 4 failures: 3 known already, 1 of letters unknown here, 1 not about delivery"
    )
    with ledgers.open_ledger(folder, read_only=True) as book:
        assert book.blocked("lead1@example.org").startswith("hard bounce 5.1.1 on ")
        assert book.blocked("lead2@example.org") == ""
        assert book.blocked("stranger@example.org") == ""
        assert len(book.bounces()) == 3
    assert "2024: 2 accepted, 2 bounced" in run("mail", "status", "--ledger", folder).output
    assert "bounce     hard 5.1.1 550 5.1.1 user unknown" in (
        run("mail", "log", "lead1@example.org", "--ledger", folder).output
    )
    assert run("mail", "allow", "lead1@example.org", "--ledger", folder).output == (
        "may be written to again\n"
    )
    # Read once more, the report is an old one: it does not block again.
    run("mail", "bounces", path, "--ledger", folder)
    with ledgers.open_ledger(folder, read_only=True) as book:
        assert book.blocked("lead1@example.org") == ""


@pytest.mark.parametrize(
    ("address", "values", "whom"),
    [
        ("copy@example.org", {}, "copy@example.org"),  # only the cc came back
        ("moved@elsewhere.example.org", {"original": "lead1@example.org"}, "lead1@example.org"),
        ("moved@elsewhere.example.org", {}, None),  # which of the two was forwarded?
        ("lead2@example.org", {}, None),  # another letter's recipient: not what was sent
    ],
)
def test_a_report_is_about_whom_the_letter_was_sent_to(
    folder: Path, address: str, values: dict[str, str], whom: str | None
) -> None:
    path = folder / "one.eml"
    path.write_bytes(report(address, message_id=LETTERS[0].message_id, **values))  # type: ignore[arg-type]
    (found,) = bounces.read(path)
    with ledgers.open_ledger(folder, read_only=True) as book:
        match = bounces.matched(book, found, found.failures[0])
        assert (match[1].address if match else None) == whom


@pytest.mark.parametrize("message_id", ["", "<tradefiche.0000@example.org>", "<x@evil.example>"])
def test_a_report_without_a_letter_of_ours_counts_as_nothing(folder: Path, message_id: str) -> None:
    """Who knows an address could otherwise keep it from being written to."""
    path = folder / "one.eml"
    path.write_bytes(report("LEAD2@Example.org", message_id=message_id))
    said = run("mail", "bounces", path, "--ledger", folder).output
    assert said.endswith("1 message, 1 failure: 1 of letters unknown here\n")
    with ledgers.open_ledger(folder, read_only=True) as book:
        assert book.blocked("lead2@example.org") == ""
        assert book.bounces() == ()


@pytest.mark.parametrize(
    ("status", "action", "hard"),
    [
        *[(code, "failed", True) for code in ("5.1.0", "5.1.1", "5.1.2", "5.1.10", "5.2.1")],
        *[(code, "failed", False) for code in ("5.0.0", "5.2.2", "5.7.1", "5.1.8", "4.4.7", "")],
        ("5.1.1", "delayed", False),
    ],
)
def test_only_addresses_that_are_gone_are_hard(
    tmp_path: Path, status: str, action: str, hard: bool
) -> None:
    path = tmp_path / "one.eml"
    path.write_bytes(report("a@example.org", status, action=action))
    ((failure,),) = [each.failures for each in bounces.read(path)]
    assert failure.hard is hard
    assert failure.status == status


def test_mailboxes_of_all_kinds_are_read(tmp_path: Path) -> None:
    maildir = mailbox.Maildir(tmp_path / "box", create=True)
    maildir.add(report("a@example.org"))
    maildir.close()
    (one,) = bounces.read(tmp_path / "box")
    (two,) = bounces.read(box(tmp_path / "a.mbox", report("a@example.org")))
    assert one.failures[0].id == two.failures[0].id
    (tmp_path / "empty").write_bytes(b"")
    assert bounces.read(tmp_path / "empty") == ()
    with pytest.raises(MailError, match=r"mailbox cannot be read \(No such file or directory\)"):
        bounces.read(tmp_path / "missing")
    (tmp_path / "text").write_text("\nnothing\n", "utf-8")
    with pytest.raises(MailError, match="is neither a mailbox nor a message"):
        bounces.read(tmp_path / "text")


@pytest.mark.parametrize("cut", [*range(0, 1200, 97)])
def test_damaged_reports_do_no_harm(tmp_path: Path, cut: int) -> None:
    whole = report("a@example.org\x00\xff", message_id="<x@example.org>", whole=True)
    path = box(tmp_path / "a.mbox", whole[:cut], whole[cut:])
    for each in bounces.read(path):
        assert all(character.isprintable() for character in each.subject)
        for failure in each.failures:
            assert "\x00" not in failure.address + failure.reason


# -- archive ---------------------------------------------------------------------------------


def test_the_archive_gives_back_what_was_sent(folder: Path) -> None:
    said = run("mail", "archive", "--ledger", folder).output
    assert said.startswith("4 messages, 0.0 MB in ")
    given = run("mail", "archive", LETTERS[1].message_id, "--ledger", folder)
    assert given.stdout_bytes == LETTERS[1].content()
    assert "there are 2 messages" in (
        run("mail", "archive", "lead1@example.org", "--ledger", folder, status=2).output
    )
    out = folder / "out"
    run("mail", "archive", "lead1@example.org", "--to", out, "--ledger", folder)
    written = {path.read_bytes() for path in out.iterdir()}
    assert written == {LETTERS[0].content(), LETTERS[4].content()}
    assert WINDOWS or {oct(path.stat().st_mode & 0o777) for path in out.iterdir()} == {"0o600"}
    said = run("mail", "archive", "lead3@example.org", "--ledger", folder, status=1).output
    assert "no message of theirs" in said


# -- whom not to write to --------------------------------------------------------------------


def test_who_unsubscribed_gets_nothing_until_allowed(folder: Path) -> None:
    run("mail", "unsubscribe", "Lead2@Example.org", "--ledger", folder)
    with ledgers.open_ledger(folder, read_only=True) as book:
        assert book.blocked("lead2@example.org").startswith("unsubscribed on 20")
        assert len(book.records(address="lead2@example.org")) == 1
    said = run("mail", "log", "lead2@example.org", "--ledger", folder).output
    assert "not to be written to: unsubscribed on" in said
    run("mail", "allow", "lead2@example.org", "--ledger", folder)
    said = run("mail", "allow", "lead2@example.org", "--ledger", folder).output
    assert said == "nothing stood against it\n"


def test_a_forgotten_address_is_nowhere_and_still_never_written_to(folder: Path) -> None:
    (folder / "failed.csv").write_text("lead1@example.org", "utf-8")
    path = box(
        folder.parent / "r.mbox", report("lead1@example.org", message_id=LETTERS[0].message_id)
    )
    run("mail", "bounces", path, "--ledger", folder)
    path.unlink()
    assert b"lead1@example.org" in everything(folder)
    said = run("mail", "forget", "LEAD1@example.org", "--ledger", folder).output
    assert said == "forgotten: 2 letters; they are never written to again\n"
    left = everything(folder)
    for trace in (b"lead1@", LETTERS[0].key[:40].encode(), LETTERS[0].key.encode()):
        assert trace not in left
    assert Archive(folder).weight()[0] == 2
    said = run("mail", "status", "--ledger", folder).output
    assert said.startswith("2023: 1 accepted\n2024: 2 accepted,")
    with ledgers.open_ledger(folder) as book:
        assert book.blocked("lead1@example.org").startswith("forgotten on 20")
        # Not twice, even when they come back and the same files would be sent.
        book.unblock("lead1@example.org")
        known = book.record(LETTERS[0].key)
        assert known is not None
        assert (known.state, known.address, known.message_id) == ("accepted", "", "")
        assert len(book.events(LETTERS[0].key)) == 3
        played = Played()
        list(deliver(LETTERS[:1], settings(25), played.connect, book, Archive(folder)))
        assert played.had == []


def test_forgetting_a_copy_leaves_the_letter_to_its_recipient(folder: Path) -> None:
    assert run("mail", "forget", "copy@example.org", "--ledger", folder).output == (
        "forgotten: 1 letter; they are never written to again\n"
    )
    assert b"copy@example.org" not in everything(folder)
    with ledgers.open_ledger(folder, read_only=True) as book:
        record = book.record(LETTERS[0].key)
        assert record is not None
        assert (record.address, record.copies) == ("lead1@example.org", ())


def test_what_never_left_is_forgotten_entirely(folder: Path) -> None:
    run("mail", "forget", "lead3@example.org", "--ledger", folder)
    with ledgers.open_ledger(folder, read_only=True) as book:
        assert book.record(LETTERS[2].key) is None
        assert book.blocked("lead3@example.org")


def test_old_editions_are_forgotten_without_blocking_anybody(folder: Path) -> None:
    said = run("mail", "forget", "--before", 2024, "--ledger", folder).output
    assert said == "forgotten: 1 letter\n"
    assert Archive(folder).weight()[0] == 3
    with ledgers.open_ledger(folder, read_only=True) as book:
        assert book.blocked("lead1@example.org") == ""
        known = book.records(address="lead1@example.org")
        assert [(each.edition, each.address) for each in known] == [
            (2023, ""),
            (2024, "lead1@example.org"),
        ]
        assert book.record(LETTERS[4].key).state == "accepted"  # type: ignore[union-attr]
    for words in ([], ["a@example.org", "--before", 2024]):
        assert "forget whom?" in run("mail", "forget", *words, "--ledger", folder, status=2).output


def test_a_stolen_ledger_does_not_tell_who_was_forgotten(folder: Path) -> None:
    """Two ledgers hash the same address differently: a table made elsewhere is of no use."""
    with ledgers.open_ledger(folder) as one, ledgers.open_ledger(folder / "other") as two:
        assert one.address_hash("a@example.org") != two.address_hash("a@example.org")
        assert one.address_hash("A@Example.org ") == one.address_hash("a@example.org")
        assert states(two) == {}


def test_who_is_put_off_is_still_there(folder: Path) -> None:
    with ledgers.open_ledger(folder) as book:
        played = Played(lead9=[GREY])
        list(deliver([envelope(9)], settings(25, retries=0), played.connect, book))
    assert "1 deferred" in run("mail", "status", "--ledger", folder).output


def test_an_address_is_known_in_any_spelling_and_a_slip_is_none(folder: Path) -> None:
    with ledgers.open_ledger(folder) as book:
        letter = envelope(address="lead@xn--exmple-cua.org")
        list(deliver([letter], settings(25), Played().connect, book, Archive(folder)))
    assert "accepted" in run("mail", "log", "lead@exämple.org", "--ledger", folder).output
    run("mail", "unsubscribe", "Lead@EXÄMPLE.org", "--ledger", folder)
    with ledgers.open_ledger(folder, read_only=True) as book:
        assert book.blocked("lead@xn--exmple-cua.org")
    for command in ("forget", "unsubscribe", "allow"):
        said = run("mail", command, "lead", "--ledger", folder, status=2).output
        assert "'lead' is not an address" in said


def test_plans_are_forgotten_too(folder: Path) -> None:
    """All of them: a test's are to its own address, and say whom they are meant for."""
    for year in (2023, 2024):
        for path in (
            folder / f"plan-{year}" / "1.eml",
            folder / f".plan-{year}.0123abcd.tmp" / "1.eml",
        ):
            path.parent.mkdir()
            path.write_text("To: me@example.org\n\nBonjour Lead 1", "utf-8")
    (folder / "plan-2024" / "mine.txt").write_text("kept", "utf-8")
    run("mail", "forget", "--before", 2024, "--ledger", folder)
    left = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*plan-*/*"))]
    assert left == ["plan-2024/1.eml", "plan-2024/mine.txt"]
    run("mail", "forget", "lead1@example.org", "--ledger", folder)
    left = [path.relative_to(folder).as_posix() for path in sorted(folder.rglob("*plan-*/*"))]
    assert left == ["plan-2024/mine.txt"]


def test_what_a_killed_run_began_to_keep_is_forgotten_too(folder: Path) -> None:
    draft = folder / "archive" / "2024" / f".{LETTERS[0].key[:40]}.eml.gz.0123abcd.tmp"
    draft.write_bytes(LETTERS[0].content())
    run("mail", "forget", "lead1@example.org", "--ledger", folder)
    assert not draft.exists()


def test_who_was_forgotten_with_an_edition_has_had_their_letter(folder: Path) -> None:
    """Nobody is missing, and other files stay a correction, though no address is left."""
    run("mail", "forget", "--before", 2025, "--ledger", folder)
    assert b"lead1@" not in everything(folder)
    people = folder / "leads.csv"
    people.write_text("departement;nom;email\n03;Lead 1;LEAD1@example.org\n", "utf-8")
    said = run("mail", "status", "--year", 2024, "--recipients", people, "--ledger", folder).output
    assert said.endswith("everybody on the list has had their letter\n")
    with ledgers.open_ledger(folder, read_only=True) as book:
        found = Judge(book, 2024, Allowed()).judge("lead1@example.org", "another key")
    assert (found.verdict, found.sends) == (Decision.CORRECTION, False)


def test_a_list_with_wrong_lines_says_nothing_of_who_is_missing(folder: Path) -> None:
    people = folder / "leads.csv"
    lines = ["departement;nom;email", "03;Lead 1;lead1@example.org", "lead9@example.org;L;l@x.org"]
    people.write_text("\n".join(lines), "utf-8")
    options = ("--year", 2024, "--recipients", people, "--ledger", folder)
    said = run("mail", "status", *options, status=1).output
    assert f"1 fault found, and nothing is said of its recipients:\n  {people}, line 3: “…” is" in (
        said
    )
    assert "everybody" not in said


@pytest.mark.parametrize(
    "head",
    [
        b"Content-Type: text/plain; charset=foo\nContent-Transfer-Encoding: 8bit",
        b'Content-Type: text/plain; charset="\xe9"\nContent-Transfer-Encoding: 8bit',
        b'Content-Type: multipart/mixed; boundary="\xe9"',
    ],
)
def test_messages_that_cannot_be_written_again_are_read(tmp_path: Path, head: bytes) -> None:
    paths = [tmp_path / f"{number}.eml" for number in range(2)]
    for path, word in zip(paths, (b"\xe9 one", b"\xe9 two"), strict=True):
        path.write_bytes(b"Subject: x\n" + head + b"\n\n--\xe9\n\n" + word + b"\n")
    one, two, same = (bounces.read(path)[0] for path in (*paths, paths[0]))
    assert one.id == same.id != two.id
