"""``tradefiche send`` against a server with TLS and passwords: what it says, and never says."""

from __future__ import annotations

import base64
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import mailings
import pytest
from aiosmtpd.smtp import AuthResult
from click.testing import CliRunner
from click.testing import Result
from mail_servers import PASSWORD
from mail_servers import TOKEN
from mail_servers import USER
from mail_servers import Kept
from mail_servers import Server
from mail_servers import keeping

from tradefiche.commands import transmission
from tradefiche.commands.cli import main
from tradefiche.errors import MailError
from tradefiche.mail import settings
from tradefiche.mail.smtp import session

SETTINGS = """
[mail]
server = "localhost"
port = {port}
security = "starttls"
user = "fiches"
from = "Fiches <fiches@example.org>"
envelope_from = "retours@example.org"
ca_file = '{ca}'
per_minute = 0
per_day = 500
retries = 0
{more}
"""


class Sending:
    """A published edition, a list of three, a server."""

    def __init__(self, folder: Path, server: Server, more: str = "") -> None:
        self.folder, self.server = folder, server
        mailings.publish(folder / "output", ["03", "63", "15"])
        lines = [f";{code};;Lead;lead{code}@example.org;;" for code in ("03", "63", "15")]
        self.leads = mailings.leads(folder, *lines)
        self.settings = folder / "mail.toml"
        self.settings.write_text(
            SETTINGS.format(port=server.port, ca=server.ca_file, more=more), "utf-8"
        )

    def send(self, *words: str, status: int = 0, verbose: bool = False, **env: str) -> Result:
        command = ["--verbose"] * verbose + ["send", "--recipients", str(self.leads)]
        command += ["--year", "2024", "--output", str(self.folder / "output")]
        command += ["--settings", str(self.settings), "--ledger", str(self.folder / "mail")]
        environment = {"TRADEFICHE_MAIL_PASSWORD": PASSWORD, **env}
        result = CliRunner(env=environment).invoke(main, [*command, *words])
        assert result.exit_code == status, result.output
        return result

    @property
    def written(self) -> bytes:
        """All that was written anywhere."""
        return b"".join(path.read_bytes() for path in self.folder.rglob("*") if path.is_file())


@contextmanager
def sending(
    folder: Path, kept: Kept | None = None, more: str = "", tls: str = "good"
) -> Iterator[Sending]:
    with keeping(kept, tls=tls, folder=folder, auth=True) as server:
        yield Sending(folder, server, more)


def hidden(secret: str, *places: Any) -> bool:
    """True when a secret is nowhere, neither as it is nor as servers are told it."""
    forms = [secret.encode()]
    for text in (secret, f"\0{USER}\0{secret}", f"user={USER}\1auth=Bearer {secret}\1\1"):
        forms.append(base64.b64encode(text.encode()))
    said = b"\n".join(
        place if isinstance(place, bytes) else str(place).encode() for place in places
    )
    return not any(form in said for form in forms)


def test_check_says_all_and_sends_nothing(tmp_path: Path) -> None:
    with sending(tmp_path) as them:
        said = them.send("--check").output
        assert them.server.kept.messages == []
        assert them.server.kept.logins == [("PLAIN", True)]
    lines = dict(line.split(maxsplit=1) for line in said.splitlines() if len(line.split()) > 1)
    assert lines["server"] == f"localhost:{them.server.port}, starttls"
    assert lines["protection"] in {"TLSv1.2", "TLSv1.3"}
    assert "Testing cert" in lines["certificate"]
    assert lines["until"] == "3000-01-01"
    assert lines["user"] == "fiches (password)"
    assert lines["mechanisms"] == "LOGIN PLAIN XOAUTH2"
    assert lines["from"] == "Fiches <fiches@example.org>"
    assert lines["envelope"] == "retours@example.org"
    assert lines["pace"] == "no limit a minute, 500 in 24 hours"
    assert "33554432 bytes" in said
    assert not (tmp_path / "mail").exists()
    assert hidden(PASSWORD, said, them.written)


@pytest.mark.parametrize("verbose", [False, True])
def test_neither_password_nor_addresses_are_said(tmp_path: Path, verbose: bool) -> None:
    kept = Kept()
    refusal = "550 5.1.1 <lead63@example.org> is unknown"
    kept.answers["RCPT"] = lambda to: refusal if to.startswith("lead63") else None
    with sending(tmp_path, kept) as them:
        said = them.send("--confirm", verbose=verbose, status=1).output
    assert kept.recipients == ["lead03@example.org", "lead15@example.org"]
    assert "3 letters: 2 accepted, 1 refused" in said
    assert "line 3, 63: refused: there is no such address (rcpt: 550 5.1.1 <…> is unknown)" in said
    assert ("lead63@example.org" in said) is verbose
    assert hidden(PASSWORD, said, them.written)
    again = them.folder / "mail" / "failed.csv"
    assert "lead63@example.org" in again.read_text("utf-8-sig")


def test_the_result_is_there_for_programs_without_addresses(tmp_path: Path) -> None:
    with sending(tmp_path) as them:
        result = them.send("--confirm", "--json")
    sent = json.loads(result.stdout)["sent"]
    assert sent["states"] == {"accepted": 3}
    assert sent["results"][0]["letter"] == "line 2, 03"
    assert "@example.org" not in json.dumps([each["reason"] for each in sent["results"]])


def printing(token: str, status: int = 0) -> str:
    """The setting of a command that prints it; strings of JSON are strings of TOML."""
    words = [sys.executable, "-c", f"print({token!r}); raise SystemExit({status})"]
    return f"token_command = {json.dumps(words)}"


def echo(server: Any, session: Any, envelope: Any, mechanism: str, data: Any) -> AuthResult:
    """A server that repeats what it was told, as it is and in base64."""
    password = data.password.decode()
    coded = base64.b64encode(data.password).decode()
    whole = base64.b64encode(f"\0{USER}\0{password}".encode()).decode()
    said = f"535 5.7.8 no: {password} {coded} {whole}"
    return AuthResult(success=False, handled=False, message=said)


@pytest.mark.parametrize("what", ["wrong", "echo", "certificate", "token", "broken token"])
def test_no_failure_shows_a_secret(
    tmp_path: Path, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    more, secret, kept = "", "geheim-hunter2", Kept()
    if what == "echo":
        monkeypatch.setattr(kept, "login", echo)
    if "token" in what:
        secret = "ya29.hunter2"
        more = printing(secret, status=3 if what == "broken token" else 0)
    with sending(tmp_path, kept, more, "expired" if what == "certificate" else "good") as them:
        for words in (["--check"], ["--confirm"]):
            result = them.send(*words, verbose=True, status=1, TRADEFICHE_MAIL_PASSWORD=secret)
            assert "Traceback" not in result.output
            them.settings.rename(tmp_path / "away")  # it may hold the token's command
            assert hidden(
                secret,
                result.output,
                repr(result.exception),
                them.written.replace((tmp_path / "away").read_bytes(), b""),
            )
            (tmp_path / "away").rename(them.settings)
    assert kept.messages == []


@pytest.mark.parametrize("where", ["_ask", "_content"])
def test_no_traceback_shows_a_secret(
    tmp_path: Path, where: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of ours, in the middle of a conversation."""

    def fail(*_: object) -> None:
        raise RuntimeError("a fault of ours")

    monkeypatch.setattr(session.Session, where, fail)
    with sending(tmp_path) as them:
        result = them.send("--confirm", verbose=True, status=1)
    assert "Traceback" in result.output
    assert "a fault of ours" in result.output
    assert hidden(PASSWORD, result.output, repr(result.exception), them.written)
    assert them.server.kept.messages == []


def test_a_token_sends(tmp_path: Path) -> None:
    more = printing(TOKEN)
    with sending(tmp_path, more=more) as them:
        said = them.send("--confirm", verbose=True).output
    assert "3 letters: 3 accepted" in said
    assert {name for name, good in them.server.kept.logins if good} == {"XOAUTH2"}
    assert hidden(TOKEN, said, *[p.read_bytes() for p in (tmp_path / "mail").rglob("*.*")])


def test_a_test_sending_goes_to_one_address_and_is_not_remembered(tmp_path: Path) -> None:
    with sending(tmp_path) as them:
        them.send("--confirm", "--only-to", "me@example.org")
        assert set(them.server.kept.recipients) == {"me@example.org"}
        assert not (tmp_path / "mail" / "ledger.sqlite").exists()
        them.send("--confirm")
        assert them.server.kept.recipients[3:] == [
            *(f"lead{code}@example.org" for code in ("03", "63", "15")),
        ]


def test_a_password_is_asked_for_once_on_a_terminal_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = []

    def answer(question: str) -> str:
        asked.append(question)
        return PASSWORD

    monkeypatch.setattr(transmission.getpass, "getpass", answer)
    monkeypatch.setitem(sys.modules, "keyring", None)
    monkeypatch.delenv("TRADEFICHE_MAIL_PASSWORD", raising=False)
    with sending(tmp_path) as them:
        chosen = settings.load(them.settings, {})
        for terminal in (True, False):
            monkeypatch.setattr(sys.stdin, "isatty", lambda found=terminal: found)
            if terminal:
                connect = transmission.connector(chosen)
                connect().close()
                connect().close()
            else:
                with pytest.raises(MailError, match="no password for fiches at localhost"):
                    transmission.connector(chosen)
    assert asked == ["Password of fiches at localhost: "]


def test_what_cuts_a_run_short_is_what_is_said(tmp_path: Path) -> None:
    """On a full disk the list of failures cannot be written either; that is not the news."""
    (tmp_path / "mail" / "failed.csv" / "in the way").mkdir(parents=True)
    (tmp_path / "mail" / "archive").write_text("no folder", "utf-8")
    with sending(tmp_path) as here:
        said = here.send("--confirm", status=1).output
        assert "the archive cannot be written" in said
        assert "failed.csv" not in said
        assert here.server.kept.messages == []
