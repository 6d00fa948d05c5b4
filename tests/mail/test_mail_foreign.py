"""Foreign bytes that the mailing reads: whatever they are, they are read or refused in words."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from bounce_reports import box
from bounce_reports import report
from fuzz_mail_readers import DEEP
from fuzz_mail_readers import LIST
from fuzz_mail_readers import MESSAGES
from fuzz_mail_readers import TOML
from fuzz_mail_readers import faults
from systems import not_on_windows

from tradefiche.errors import MailError
from tradefiche.mail import bounces
from tradefiche.mail import settings
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.recipients import recipients
from tradefiche.mail.recipients import recipients_csv


def test_a_hundred_foreign_inputs_are_read_or_refused_in_words() -> None:
    """``fuzz_mailing --cases 50000`` is the long form."""
    assert list(faults(100, "short")) == []


# -- reports ---------------------------------------------------------------------------------


@pytest.mark.parametrize("alone", [True, False])
@pytest.mark.parametrize("message", MESSAGES, ids=range(len(MESSAGES)))
def test_a_report_that_is_hostile_keeps_no_other_from_being_read(
    tmp_path: Path, message: bytes, alone: bool
) -> None:
    path = tmp_path / "reports"
    if alone:
        path.write_bytes(message)
        assert len(bounces.read(path)) == 1
    else:
        _, found = bounces.read(box(path, message, report("a@example.org")))
        assert [each.address for each in found.failures] == ["a@example.org"]


def test_a_report_in_a_thousand_others_is_none(tmp_path: Path) -> None:
    (tmp_path / "reports").write_bytes(b"Subject: deep\x1b[2J\n" + DEEP)
    (found,) = bounces.read(tmp_path / "reports")
    assert found.subject == "deep [2J"
    assert found.failures == ()


def test_the_end_of_a_long_message_does_not_hide_its_failures(tmp_path: Path) -> None:
    long = report("a@example.org", message_id="<a@example.org>", whole=True)
    (tmp_path / "reports").write_bytes(long.replace(b"Bonjour.", b"Bonjour.\n" * 1_000_000))
    (found,) = bounces.read(tmp_path / "reports")
    assert found.message_id == "<a@example.org>"
    assert [each.address for each in found.failures] == ["a@example.org"]


@pytest.mark.parametrize("charset", ["charset*0*=x'y'%ff", 'charset="a\0b"', "charset=no-such"])
def test_a_charset_that_is_none_is_read_all_the_same(tmp_path: Path, charset: str) -> None:
    head = f"Subject: x\nContent-Type: text/plain; {charset}\n\n"
    (tmp_path / "reports").write_bytes(head.encode() + b"\xff\n")
    (found,) = bounces.read(tmp_path / "reports")
    assert found.subject == "x"


def test_words_of_a_report_steer_no_terminal(tmp_path: Path) -> None:
    content = report(
        "a@example.org", reason="x; \x1b]0;title\x07 \u202etxt.exe\x9b31m" + "é" * 5000
    )
    (tmp_path / "reports").write_bytes(content)
    ((failure,),) = (each.failures for each in bounces.read(tmp_path / "reports"))
    assert failure.reason.isprintable()
    assert len(failure.reason) <= 500


@not_on_windows("it has no named pipes among its files")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(MailError, match="the mailbox cannot be read \\(pipe is not a file\\)"):
        bounces.read(tmp_path / "pipe")
    for name in ("cur", "new", "tmp"):
        (tmp_path / "box" / name).mkdir(parents=True)
    os.mkfifo(tmp_path / "box" / "new" / "pipe")
    with pytest.raises(MailError, match="the mailbox cannot be read \\(pipe is not a file\\)"):
        bounces.read(tmp_path / "box")


# -- the list --------------------------------------------------------------------------------


def reasons(folder: Path, content: str | bytes) -> str:
    path = folder / "leads.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return "\n".join(map(str, recipients.read(path).faults))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (";03;;a\0b;a@example.org;;", "nom has a control character (U+0000)"),
        (";03;;" + "x" * 131_073 + ";a@example.org;;", "field larger than field limit"),
        ("x" * 5_000 + ";;;Un;a@example.org;;", "territoire has 5000 characters"),
        (";" + "9" * 5_000 + ";;Un;a@example.org;;", "departement has 5000 characters"),
    ],
)
def test_a_hostile_cell_is_told(tmp_path: Path, line: str, said: str) -> None:
    found = reasons(tmp_path, f"{LIST}{line}\n")
    assert said in found
    assert all(each.isprintable() for each in found.splitlines())
    assert len(found) < 1_100


def test_a_hostile_header_is_told_shortly(tmp_path: Path) -> None:
    for header in ("x" * 100_000, ";".join("x" * 9_999), "\x1b[2J\u202e;nom;email", "\0" * 999):
        with pytest.raises(MailError, match="its header is not that of a list") as caught:
            reasons(tmp_path, f"{header}\n")
        assert len(caught.value.message) < 1_200 + len(str(tmp_path))
        assert caught.value.message.isprintable()


def test_a_list_without_end_is_not_read(tmp_path: Path) -> None:
    with (tmp_path / "leads.csv").open("wb") as file:
        file.truncate(recipients_csv.LARGEST + 1)
    with pytest.raises(MailError, match="which is no list of recipients"):
        recipients.read(tmp_path / "leads.csv")


# -- the settings ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("a = " + "[" * 10_000, "nested too deeply"),
        ("a = " + "{b=" * 3_000, "nested too deeply"),
        (TOML + "per_minute = " + "9" * 5_000, "Exceeds the limit"),
        (TOML + "contact = '" + "x" * 5_000 + "'", "contact has more than 2000 characters"),
        (TOML + "x" * 5_000 + " = 1", "unknown key 'xxx"),
        (TOML + "# " + "x" * 1_000_000, "more than 1000000 bytes"),
        (TOML + 'security = "' + "\\u001b" * 900 + '"', "Invalid enum value"),
    ],
)
def test_hostile_settings_are_refused_shortly(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "mail.toml").write_text(text, "utf-8")
    with pytest.raises(MailError) as caught:
        settings.load(tmp_path / "mail.toml", {})
    assert said in caught.value.message
    assert len(caught.value.message) < 600 + len(str(tmp_path))
    assert caught.value.message.isprintable()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("TOKEN_COMMAND", "pass 'mail", "TRADEFICHE_MAIL_TOKEN_COMMAND is no command"),
        ("CONTACT", "\udce9", "contact has a line break or a control character"),
        ("PORT", "9" * 5_000, "wrong mail settings"),
    ],
)
def test_hostile_variables_are_refused(tmp_path: Path, name: str, value: str, said: str) -> None:
    (tmp_path / "mail.toml").write_text(TOML, "utf-8")
    with pytest.raises(MailError, match=said):
        settings.load(tmp_path / "mail.toml", {f"TRADEFICHE_MAIL_{name}": value})


# -- the ledger ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "damage",
    ["DELETE FROM secret", "UPDATE secret SET key = ''", "UPDATE secret SET key = x''"],
)
@pytest.mark.parametrize("read_only", [True, False])
def test_a_ledger_without_its_key_is_damaged(tmp_path: Path, damage: str, read_only: bool) -> None:
    with ledgers.open_ledger(tmp_path) as book:
        book._tables._connection.execute(damage)
    with (
        pytest.raises(MailError, match="the ledger is damaged \\(the key of its hashes is gone\\)"),
        ledgers.open_ledger(tmp_path, read_only=read_only),
    ):
        pass
