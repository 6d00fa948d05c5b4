"""``tradefiche send`` as operators type it: plans, files, contradictions, and a real server."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from command import run
from mail_servers import Kept
from mail_servers import keeping
from mailings import leads
from mailings import publish
from systems import WINDOWS
from systems import not_on_windows

LINES = (
    "ti-8416;;Madame;Personne Un;un@example.org;copie@example.org;",
    ";03;;Personne Deux;deux@example.org;;",
)
ASKED = ("send", "--recipients", "leads.csv", "--year", "2024")


@pytest.fixture
def folder(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where two leads and two fiches are, and settings of a server that nobody asks."""
    for name in ("PASSWORD", "SERVER"):
        monkeypatch.delenv(f"TRADEFICHE_MAIL_{name}", raising=False)
    leads(here, *LINES)
    publish(here / "output")
    _settings(here, 9)
    return here


@pytest.fixture
def inbox(folder: Path) -> Iterator[Kept]:
    """A server of this machine for the settings."""
    with keeping(data_size_limit=100_000) as server:
        _settings(folder, server.port)
        yield server.kept


def _settings(folder: Path, port: int) -> None:
    lines = (
        "[mail]",
        'server = "127.0.0.1"',
        f"port = {port}",
        'security = "none"',
        'from = "Fiches <fiches@example.org>"',
        'unsubscribe = "stop@example.org"',
        'base_url = "https://example.org/f"',
        "per_minute = 0",
        "retries = 0",
    )
    (folder / "tradefiche.toml").write_text("\n".join(lines), "utf-8")


# -- without --confirm -----------------------------------------------------------------------


def test_a_plan_writes_messages_and_sends_nothing(folder: Path) -> None:
    done = run(*ASKED)
    where = Path("output/mail/plan-2024")
    assert done.stderr == (
        f"The messages are in {where.as_posix()}. Nothing was sent: --confirm sends.\n"
    )
    assert done.stdout.startswith("2 letters to send for 2024, 2 documents, ")
    assert "un@example.org" not in done.output
    assert len(list(where.glob("*.eml"))) == 2
    assert WINDOWS or oct(where.parent.stat().st_mode & 0o777) == "0o700"
    assert not (where.parent / "ledger.sqlite").exists()
    assert "un@example.org" in run("--verbose", *ASKED).stdout
    assert run("--quiet", *ASKED).output == ""


def test_a_plan_as_json(folder: Path) -> None:
    found = json.loads(run(*ASKED, "--json", "--eml", "messages").stdout)
    assert (found["year"], found["to_send"], found["test"]) == (2024, 2, None)
    assert found["letters"][0]["documents"][0]["file"] == "output/2024/03-allier.pdf"
    assert len(list(Path("messages").glob("*.eml"))) == 2


def test_an_empty_list_is_written_once(folder: Path) -> None:
    header = "territoire;departement;civilite;nom;email;cc;notes\r\n"
    written = run("send", "--template-csv").stdout_bytes
    assert written.decode().startswith(f"{header}# ")
    assert run("send", "--template-csv", "new.csv").stdout == "new.csv\n"
    assert Path("new.csv").read_bytes() == "\ufeff".encode() + written
    done = run("send", "--template-csv", "new.csv", status=1)
    assert "new.csv: is there already" in done.stderr
    Path("new.csv").write_bytes(Path("new.csv").read_bytes() + b";03;;Un;un@example.org;;\r\n")
    assert run("send", "--recipients", "new.csv", "--year", "2024").stdout.startswith("1 letter ")


def test_who_would_get_what_is_a_table(folder: Path) -> None:
    assert run(*ASKED, "--export-recipients", "who.csv").stdout == "who.csv\n"
    text = Path("who.csv").read_bytes().decode("utf-8-sig")
    assert [row["departements"] for row in csv.DictReader(text.splitlines(), delimiter=";")] == [
        "03 63",
        "03",
    ]
    assert WINDOWS or oct(Path("who.csv").stat().st_mode & 0o777) == "0o600"
    assert run(*ASKED, "--export-recipients").stdout == text.replace("\r\n", "\n")
    assert not Path("output/mail").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["send"], "send needs --recipients and --year"),
        (["send", "--year", "2024"], "send needs --recipients"),
        (["send", "--recipients", "leads.csv", "--check"], "send needs --year"),
        ([*ASKED, "--confirm", "--check"], "--confirm and --check cannot go together"),
        ([*ASKED, "--confirm", "--export-recipients", "x"], "cannot go together"),
        ([*ASKED, "--confirm", "--eml", "x"], "--eml and --confirm cannot go together"),
        ([*ASKED, "--only-to", "a@example.org", "--corrections"], "--only-to and --corrections"),
        ([*ASKED, "--only-to", "me"], "--only-to is not an address"),
        ([*ASKED, "--dept", "Alier"], "is not a département"),
        ([*ASKED, "--limit", "0"], "Invalid value for '--limit'"),
        ([*ASKED, "--attach", "zip"], "Invalid value for '--attach'"),
    ],
)
def test_contradictions_are_wrong_usage(folder: Path, words: list[str], said: str) -> None:
    assert said in run(*words, status=2).stderr


def test_faults_refuse_the_batch_before_the_server_is_asked(folder: Path) -> None:
    leads(folder, *LINES, ";03;;Personne Trois;trois;;")
    for words in ([], ["--confirm"]):
        done = run(*ASKED, *words, status=1)  # there is no server
        assert "1 fault found, and nothing is sent:\n  leads.csv, line 4: " in done.stderr
    assert not Path("output/mail").exists()


# -- with --confirm --------------------------------------------------------------------------


def test_what_is_confirmed_arrives_once(folder: Path, inbox: Kept) -> None:
    plan = json.loads(run(*ASKED, "--json").stdout)
    done = run(*ASKED, "--confirm")
    assert done.stdout == "2 letters: 2 accepted\n"
    assert [to for _, to, _ in inbox.messages] == [
        ("un@example.org", "copie@example.org"),
        ("deux@example.org",),
    ]
    planned = sorted(Path("output/mail/plan-2024").glob("*.eml"))
    sent = [content for _, _, content in inbox.messages]
    for content, letter, path in zip(sent, plan["letters"], planned, strict=True):
        assert _undated(content) == _undated(path.read_bytes())
        assert len(path.read_bytes()) == letter["size"]
    assert run(*ASKED).stderr == "No message is left to be written or sent.\n"
    again = run(*ASKED, "--confirm")
    assert again.stdout == "0 letters: nothing to send\n"
    assert len(inbox.messages) == 2


def _undated(content: bytes) -> list[bytes]:
    lines = content.splitlines()
    assert lines[0].startswith(b"Date: ")
    return lines[1:]


def test_a_test_is_remembered_nowhere(folder: Path, inbox: Kept) -> None:
    run(*ASKED, "--confirm", "--only-to", "moi@example.org")
    assert inbox.recipients == ["moi@example.org"] * 2
    assert not Path("output/mail/ledger.sqlite").exists()
    run(*ASKED, "--confirm", "--limit", "1")
    assert inbox.recipients[2:] == ["un@example.org"]


def test_who_is_refused_is_told_and_listed(folder: Path, inbox: Kept) -> None:
    inbox.answers["RCPT"] = lambda to: "550 5.1.1 who?" if to == "deux@example.org" else None
    done = run(*ASKED, "--confirm", status=1)
    assert done.stdout.startswith("2 letters: 1 accepted, 1 refused\n")
    assert "line 3, 03: refused" in done.stderr
    assert "deux@example.org" not in done.output
    (row,) = csv.DictReader(
        Path("output/mail/failed.csv").read_text("utf-8-sig").splitlines(), delimiter=";"
    )
    assert (row["nom"], row["email"], row["departement"]) == (
        "Personne Deux",
        "deux@example.org",
        "03",
    )
    again = run(*ASKED, "--confirm", status=1)  # somebody is still without
    assert "1 letter not sent: refused before" in again.stderr
    inbox.answers.clear()
    assert run(*ASKED, "--confirm", "--retry-refused").stdout == "1 letter: 1 accepted\n"


def test_a_correction_needs_its_word(folder: Path, inbox: Kept) -> None:
    run(*ASKED, "--confirm")
    publish(folder / "output", ["63"], version="built anew")
    done = run(*ASKED, "--confirm", status=1)
    assert "1 letter not sent: correction (--corrections sends them)" in done.stderr
    assert run(*ASKED, "--confirm", "--corrections").stdout == "1 letter: 1 accepted\n"
    assert [to.partition("@")[0] for to in inbox.recipients] == ["un", "deux", "un"]


def test_what_the_server_would_not_take_is_known_before(folder: Path, inbox: Kept) -> None:
    publish(folder / "output", size=60_000)
    for words in (["--confirm"], ["--check"]):
        done = run(*ASKED, *words, status=1)
        assert "line 2, 03 63: a message of" in done.stderr
        assert "--attach link" in done.stderr
    assert inbox.messages == []
    run(*ASKED, "--confirm", "--attach", "link")
    assert len(inbox.messages) == 2


def test_the_server_is_asked_who_it_is(folder: Path, inbox: Kept) -> None:
    said = run("send", "--check").stdout
    assert "size limit   100000 bytes" in said
    assert "from         Fiches <fiches@example.org>" in said
    assert run(*ASKED, "--check").stdout == said
    assert inbox.messages == []


def test_a_run_as_json(folder: Path, inbox: Kept) -> None:
    found = json.loads(run(*ASKED, "--confirm", "--json").stdout)
    assert found["plan"]["to_send"] == found["sent"]["letters"] == 2
    assert found["sent"]["states"] == {"accepted": 2}


def test_the_year_that_is_there_is_proposed_and_never_taken(folder: Path) -> None:
    said = run("send", "--recipients", "leads.csv", status=2).stderr
    assert "--year 2024;" in said
    publish(folder / "output", year=2025)
    said = run("send", "--recipients", "leads.csv", status=2).stderr
    assert "send needs --year" in said
    assert "--year 2025;" in said


def test_who_has_left_the_list_is_planned_no_more(inbox: Kept) -> None:
    """Whatever the run: with letters, of a part of the list, or without any."""
    where = Path("output/mail")
    gone = (";03;;Personne Trois;trois@example.org;;", ";63;;Personne Quatre;quatre@example.org;;")
    leads(Path(), *LINES, *gone)
    run(*ASKED, "--confirm", "--limit", "1")
    from envelopes import envelope

    from tradefiche.mail.ledger import ledger

    with ledger.open_ledger(where) as book:  # as a run that was interrupted leaves them
        book.plan(envelope(address=f"{name}@example.org") for name in ("trois", "quatre", "deux"))
    assert run("mail", "status").stdout == "2024: 1 accepted, 3 planned\n"
    leads(Path(), *LINES, gone[1])
    run(*ASKED)
    assert run("mail", "status").stdout == "2024: 1 accepted, 3 planned\n"  # nothing was sent
    run(*ASKED, "--confirm", "--dept", "03")
    # Who was not asked for now stays planned; the other has left.
    assert run("mail", "status").stdout == "2024: 2 accepted, 1 planned\n"
    leads(Path(), *LINES)
    run(*ASKED, "--confirm")
    assert run("mail", "status").stdout == "2024: 2 accepted\n"
    with ledger.open_ledger(where) as book:
        assert (
            len(book._tables._connection.execute("SELECT DISTINCT key FROM events").fetchall()) == 2
        )


@not_on_windows("it has no modes of files")
def test_a_named_ledger_is_used_as_it_is(inbox: Kept) -> None:
    Path("mine").mkdir(mode=0o755)
    run(*ASKED, "--confirm", "--ledger", "mine")
    assert oct(Path("mine").stat().st_mode & 0o777) == "0o755"
    assert oct((Path("mine") / "ledger.sqlite").stat().st_mode & 0o777) == "0o600"
    assert oct((Path("mine") / "archive").stat().st_mode & 0o777) == "0o700"
    assert not Path("output/mail").exists()


def test_messages_of_a_plan_take_nobody_elses_place(folder: Path) -> None:
    run(*ASKED, "--eml", "messages")
    run(*ASKED, "--eml", "messages")  # its own
    Path("messages/letter.eml").write_bytes(b"mine")
    done = run(*ASKED, "--eml", "messages", status=1)
    assert "messages: holds 'letter.eml', which no plan wrote there" in done.stderr
    assert Path("messages/letter.eml").read_bytes() == b"mine"
    if WINDOWS:  # where links are for administrators
        return
    Path("link").symlink_to("messages")
    assert "link: is a link" in run(*ASKED, "--eml", "link", status=1).stderr
