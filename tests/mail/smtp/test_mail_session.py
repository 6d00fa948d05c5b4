"""Conversations with real servers: protected or not at all, authenticated, and what they carry."""

from __future__ import annotations

import os
import pickle
import re
import sys
from datetime import UTC
from datetime import datetime
from pathlib import Path
from types import ModuleType

import mail_servers
import pytest
from envelopes import envelope
from envelopes import settings
from hypothesis import given
from hypothesis import strategies
from mail_servers import PASSWORD
from mail_servers import TOKEN
from mail_servers import USER
from mail_servers import Kept
from mail_servers import Server
from mail_servers import keeping

from tradefiche.errors import MailError
from tradefiche.mail.settings import Security
from tradefiche.mail.settings import Settings
from tradefiche.mail.smtp import handshake
from tradefiche.mail.smtp import secrets
from tradefiche.mail.smtp import session
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import AnswerClass
from tradefiche.mail.smtp.outcomes import Stage
from tradefiche.mail.smtp.secrets import Credential
from tradefiche.mail.smtp.secrets import Secret
from tradefiche.mail.smtp.session import Session

HIM = Credential(USER, Secret(PASSWORD))
PROTECTIONS = [(Security.STARTTLS, False), (Security.TLS, True)]


def about() -> None:
    """Nothing to be done before DATA."""


def plain(server: Server, **values: object) -> Session:
    return session.open_session(settings(server.port, **values), None)  # type: ignore[arg-type]


def protected(server: Server, security: Security, **values: object) -> Settings:
    return settings(server.port, security, user=USER, ca_file=server.ca_file, **values)


# -- protection ------------------------------------------------------------------------------


@pytest.mark.parametrize(("security", "implicit"), PROTECTIONS)
def test_a_protected_connection_carries_password_and_letter(
    tmp_path: Path, security: Security, implicit: bool
) -> None:
    with keeping(tls="good", implicit=implicit, folder=tmp_path, auth=True) as server:
        talk = session.open_session(protected(server, security), HIM)
        sent = talk.send(envelope(), envelope().content(), about)
        facts = talk.facts
        talk.close()
    assert sent.outcome.meaning is AnswerClass.ACCEPTED
    assert server.kept.logins == [("PLAIN", True)]
    assert server.kept.recipients == ["lead1@example.org"]
    assert facts.tls in {"TLSv1.2", "TLSv1.3"}
    assert facts.size == 33554432
    assert "PLAIN" in facts.mechanisms
    assert facts.certificate is not None
    assert "Testing cert" in facts.certificate.subject
    assert "Testing CA" in facts.certificate.issuer
    assert facts.certificate.expires > datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize(("security", "implicit"), PROTECTIONS)
@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("expired", "certificate has expired"),
        ("wrong host", "Hostname mismatch"),
        ("self-signed", "unable to get (local )?issuer certificate|self.signed"),
    ],
)
def test_a_wrong_certificate_ends_it_before_a_password_leaves(
    tmp_path: Path, security: Security, implicit: bool, kind: str, said: str
) -> None:
    with (
        keeping(tls=kind, implicit=implicit, folder=tmp_path, auth=True) as server,
        pytest.raises(MailError, match=f"the connection cannot be protected: .*({said})"),
    ):
        session.open_session(protected(server, security), HIM)
    assert server.kept.logins == []
    assert server.kept.messages == []


def test_the_system_alone_does_not_trust_our_authority(tmp_path: Path) -> None:
    with (
        keeping(tls="good", folder=tmp_path) as server,
        pytest.raises(MailError, match="cannot be protected"),
    ):
        session.open_session(settings(server.port, Security.STARTTLS), None)


def test_old_tls_is_refused(tmp_path: Path) -> None:
    found = handshake.context_of(settings(25, Security.TLS))
    assert found.minimum_version.name == "TLSv1_2"
    assert found.check_hostname
    assert found.verify_mode.name == "CERT_REQUIRED"
    (tmp_path / "ca.pem").write_text("no certificate", "utf-8")
    with pytest.raises(MailError, match="ca_file cannot be read"):
        handshake.context_of(settings(25, Security.TLS, ca_file=tmp_path / "ca.pem"))


def test_a_server_without_starttls_gets_nothing() -> None:
    """Also when somebody on the way took the word out."""
    with keeping() as server, pytest.raises(MailError, match="does not offer STARTTLS"):
        session.open_session(settings(server.port, Security.STARTTLS, user=USER), HIM)
    assert server.kept.messages == []


def test_nothing_goes_unprotected_to_another_machine_unless_told() -> None:
    far = settings(mail_servers.free_port(), server="192.0.2.1", timeout=1)
    with pytest.raises(MailError, match="towards another machine") as caught:
        session.open_session(far, None)
    assert "--allow-plain" in caught.value.hint
    with pytest.raises(MailError, match=r"192\.0\.2\.1:\d+ cannot be reached"):
        session.open_session(far, None, allow_plain=True)


def test_a_password_never_goes_unprotected_whatever_is_allowed() -> None:
    with keeping() as server, pytest.raises(MailError, match="a password never goes unprotected"):
        session.open_session(settings(server.port), HIM, allow_plain=True)
    assert server.kept.logins == []


def test_a_server_that_is_not_there_or_not_willing_is_said() -> None:
    with pytest.raises(MailError, match=r"cannot be reached: .*refused"):
        session.open_session(settings(mail_servers.free_port()), None)
    with pytest.raises(MailError, match="cannot be reached"):
        session.open_session(settings(25, server="mail.invalid", timeout=5), None, allow_plain=True)


# -- who we are ------------------------------------------------------------------------------


def test_a_wrong_password_is_said_and_not_repeated(tmp_path: Path) -> None:
    wrong = Credential(USER, Secret("geheim-hunter2"))
    with (
        keeping(tls="good", folder=tmp_path, auth=True) as server,
        pytest.raises(MailError, match=r"does not let fiches in: .*535 5\.7\.8") as caught,
    ):
        session.open_session(protected(server, Security.STARTTLS), wrong)
    assert "hunter2" not in f"{caught.value!r} {caught.value.hint} {caught.value.__context__!r}"
    assert server.kept.logins == [("PLAIN", False)]


def test_where_plain_is_not_offered_login_does(tmp_path: Path) -> None:
    with keeping(
        tls="good", folder=tmp_path, auth=True, auth_exclude_mechanism=["PLAIN"]
    ) as server:
        session.open_session(protected(server, Security.STARTTLS), HIM).close()
    assert server.kept.logins == [("LOGIN", True)]


def test_without_a_way_to_say_who_we_are_nothing_is_said(tmp_path: Path) -> None:
    with (
        keeping(
            tls="good", folder=tmp_path, auth=True, auth_exclude_mechanism=["PLAIN", "LOGIN"]
        ) as server,
        pytest.raises(MailError, match="does not offer PLAIN or LOGIN, but XOAUTH2"),
    ):
        session.open_session(protected(server, Security.STARTTLS), HIM)


@pytest.mark.parametrize("token", [TOKEN, "ya29.expired"])
def test_a_token_opens_hosted_mail(tmp_path: Path, token: str) -> None:
    them = Credential(USER, Secret(token), token=True)
    with keeping(tls="good", folder=tmp_path, auth=True) as server:
        chosen = protected(server, Security.STARTTLS)
        if token == TOKEN:
            session.open_session(chosen, them).close()
        else:
            with pytest.raises(MailError, match="does not let fiches in") as caught:
                session.open_session(chosen, them)
            assert token not in str(caught.value)
    assert server.kept.logins == [("XOAUTH2", token == TOKEN)]


# -- where secrets come from -----------------------------------------------------------------


def asked(text: str) -> str:
    assert text == "Password of fiches at localhost"
    return "from the terminal"


def found(environment: dict[str, str], ask: secrets.Ask | None = None, **values: object) -> str:
    chosen = settings(25, Security.TLS, **{"user": USER, **values})
    credential = secrets.finder(chosen, ask, environment)()
    assert credential is not None
    return credential.secret.reveal()


@pytest.fixture
def no_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)


@pytest.mark.usefixtures("no_keyring")
def test_a_password_comes_from_the_environment_or_the_terminal() -> None:
    assert found({"TRADEFICHE_MAIL_PASSWORD": "from the variable"}, asked) == "from the variable"
    assert found({}, asked) == "from the terminal"
    with pytest.raises(MailError, match="no password for fiches at localhost"):
        found({})
    with pytest.raises(MailError, match="no password for fiches at localhost"):
        found({}, lambda _: "")
    assert secrets.finder(settings(25), asked, {})() is None


def test_a_password_comes_from_the_keyring(monkeypatch: pytest.MonkeyPatch) -> None:
    """Played: where it is installed, tests have no business in somebody's keyring."""
    keyring, errors = ModuleType("keyring"), ModuleType("keyring.errors")
    errors.KeyringError = type("KeyringError", (Exception,), {})  # type: ignore[attr-defined]
    kept = {("tradefiche:localhost", USER): "from the keyring"}
    keyring.get_password = lambda *words: kept.get(words)  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "keyring", keyring)
    monkeypatch.setitem(sys.modules, "keyring.errors", errors)
    assert found({}, asked) == "from the keyring"
    assert found({"TRADEFICHE_MAIL_PASSWORD": "x"}, asked) == "x"
    kept.clear()
    assert found({}, asked) == "from the terminal"

    def locked(*_: str) -> str:
        raise errors.KeyringError("it is locked")

    keyring.get_password = locked  # type: ignore[attr-defined]
    assert found({}, asked) == "from the terminal"


def printing(tmp_path: Path, body: str) -> tuple[str, ...]:
    path = tmp_path / "token-command"
    path.write_text(f"import sys, time\n{body}\n", "utf-8")
    return (sys.executable, str(path), "a b; echo $HOME")


def test_a_token_comes_from_a_command_without_a_shell(tmp_path: Path) -> None:
    command = printing(tmp_path, f"assert sys.argv[1] == 'a b; echo $HOME'\nprint({TOKEN!r})")
    assert found({}, token_command=command) == TOKEN
    credential = secrets.finder(settings(25, user=USER, token_command=command))()
    assert credential is not None
    assert credential.token


@pytest.mark.parametrize(
    "body",
    [
        f"print({TOKEN!r}); sys.exit(3)",
        f"print({TOKEN!r}, file=sys.stderr)",
        f"print('error:', {TOKEN!r})",
        f"sys.stdout.write({TOKEN!r} + '\\n' + {TOKEN!r})",
        f"print({TOKEN!r}, flush=True); time.sleep(60)",
        "sys.stdout.buffer.write(b'\\xff\\xfe')",
    ],
)
def test_a_command_that_fails_never_shows_what_it_printed(
    tmp_path: Path, body: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(secrets, "TOKEN_TIMEOUT", 2)
    with pytest.raises(MailError, match=r"the token command .*(gave no token|took too long)") as e:
        found({}, token_command=printing(tmp_path, body))
    assert TOKEN not in f"{e.value!r} {e.value.hint} {e.value.__cause__!r} {e.getrepr()}"


def test_a_command_that_does_not_exist_is_said() -> None:
    with pytest.raises(MailError, match="the token command nowhere-to-be-found cannot run"):
        found({}, token_command=("nowhere-to-be-found",))


def test_a_secret_shows_itself_to_nobody() -> None:
    secret = Secret("hunter2")
    assert "hunter2" not in f"{secret} {secret!r} {Credential('a', secret)} {[secret]}"
    with pytest.raises(TypeError):
        pickle.dumps(secret)


# -- what is carried -------------------------------------------------------------------------


def test_bytes_arrive_as_they_left() -> None:
    body = b"".join(
        [
            b"Subject: x\r\n\r\n",
            b".\r\n..\r\n.a\r\n",
            (b"x" * 900 + b"\r\n") * 200,
            b"\r\n.",
            b"\r\nend",
        ]
    )
    letter = envelope(content=body)
    with keeping() as server:
        talk = plain(server)
        assert talk.send(letter, body, about).outcome.meaning is AnswerClass.ACCEPTED
        assert talk.send(letter, b"", about).outcome.meaning is AnswerClass.ACCEPTED
        talk.close()
    (_, _, first), (_, _, second) = server.kept.messages
    assert first == body + b"\r\n"
    assert second == b"\r\n"


@pytest.mark.parametrize("end", [b"\n", b"\r", b"\r\n"])
def test_no_line_ending_smuggles_a_second_message(end: bytes) -> None:
    crafted = (
        b"Subject: x" + end + end + b"a" + end + b"." + end + b"MAIL FROM:<b@example.org>" + end
    )
    with keeping() as server:
        talk = plain(server)
        talk.send(envelope(content=crafted), crafted, about)
        talk.close()
    ((_, _, content),) = server.kept.messages
    assert content == b"Subject: x\r\n\r\na\r\n.\r\nMAIL FROM:<b@example.org>\r\n"


def test_an_address_with_a_line_break_is_never_a_command() -> None:
    letter = envelope(address="a@example.org>\r\nRCPT TO:<b@example.org")
    with keeping() as server:
        talk = plain(server)
        with pytest.raises(ValueError, match="newline"):
            talk.send(letter, b"x", about)
        assert not talk.alive
    assert server.kept.messages == []


def test_a_refused_copy_does_not_keep_the_letter_from_its_recipient() -> None:
    kept = Kept()
    kept.answers["RCPT"] = lambda to: "550 5.1.1 unknown" if to.startswith("gone") else None
    letter = envelope(copies=("gone@example.org", "copy@example.org"))
    with keeping(kept) as server:
        talk = plain(server)
        sent = talk.send(letter, letter.content(), about)
        talk.close()
    assert sent.outcome.meaning is AnswerClass.ACCEPTED
    assert [(to, why.meaning) for to, why in sent.refused_copies] == [
        ("gone@example.org", AnswerClass.REFUSED)
    ]
    assert kept.messages[0][1] == ("lead1@example.org", "copy@example.org")


def test_a_refused_recipient_leaves_the_connection_for_the_next() -> None:
    kept = Kept()
    kept.answers["RCPT"] = lambda to: "550 5.1.1 unknown" if to.startswith("lead1@") else None
    begun = []
    with keeping(kept) as server:
        talk = plain(server)
        first = talk.send(envelope(1), b"x", lambda: begun.append(1))
        second = talk.send(envelope(2), b"x", lambda: begun.append(2))
        talk.close()
    assert (first.outcome.meaning, second.outcome.meaning) == (
        AnswerClass.REFUSED,
        AnswerClass.ACCEPTED,
    )
    assert begun == [2]
    assert len(kept.peers) == 1


def test_what_fails_before_data_leaves_the_server_without_the_letter() -> None:
    def full() -> None:
        raise MailError("no space left", "")

    with keeping() as server:
        talk = plain(server)
        with pytest.raises(MailError, match="no space left"):
            talk.send(envelope(), b"x", full)
        assert not talk.alive
    assert server.kept.messages == []


def test_a_30_megabyte_pack_is_not_sent_in_vain_to_a_10_megabyte_server() -> None:
    content = os.urandom(1000) * 30_000
    begun: list[int] = []
    with keeping(data_size_limit=10_000_000) as server:
        talk = plain(server)
        sent = talk.send(envelope(), content, lambda: begun.append(1))
        assert talk.alive
        talk.close()
    assert sent.outcome.meaning is AnswerClass.REFUSED
    assert sent.outcome.words == (
        "the message is too large for the server "
        "(mail: 552 5.3.4 30000000 bytes; the server takes 10000000)"
    )
    assert begun == []


def test_a_pack_of_30_megabytes_arrives_whole() -> None:
    content = b"Subject: x\r\n\r\n" + (b"0123456789abcdef" * 4 + b"\r\n") * 460_000
    with keeping(data_size_limit=40_000_000) as server:
        talk = plain(server)
        assert talk.send(envelope(), content, about).outcome.meaning is AnswerClass.ACCEPTED
        talk.close()
    assert server.kept.messages[0][2] == content


@pytest.mark.parametrize("able", [True, False])
def test_an_address_with_accents_needs_a_server_that_knows_them(able: bool) -> None:
    letter = envelope(address="rené@example.org")
    with keeping(enable_SMTPUTF8=able) as server:
        talk = plain(server)
        sent = talk.send(letter, letter.content(), about)
        talk.close()
    assert (sent.outcome.meaning is AnswerClass.ACCEPTED) is able
    assert len(server.kept.messages) == able
    if not able:
        assert "takes no addresses with accents" in sent.outcome.words


@given(
    strategies.lists(
        strategies.sampled_from([b"\r\n", b"\n", b"\r", b".", b"..", b"a", b"\r\n.\r\n"])
    )
)
def test_nothing_inside_a_message_ends_it(parts: list[bytes]) -> None:
    """What a server makes of it is the message with its line ends mended, and no more."""
    content = b"".join(parts)
    wire = session.stuffed(content)
    lines = wire.removesuffix(b"\r\n").split(b"\r\n")
    assert b"." not in lines
    assert not any(end in line for line in lines for end in (b"\r", b"\n"))
    read = b"".join(line.removeprefix(b".") + b"\r\n" for line in lines)
    mended = re.sub(rb"\r\n|\r|\n", b"\r\n", content)
    assert read == (mended if mended.endswith(b"\r\n") else mended + b"\r\n")


def test_the_ledger_is_told_before_the_server_is_asked_to_take_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    said: list[str] = []
    ask = Session._ask

    def noted(self: Session, stage: Stage, line: str) -> Answer:
        said.append(line.partition(" ")[0])
        return ask(self, stage, line)

    monkeypatch.setattr(Session, "_ask", noted)
    with keeping() as server:
        letter = envelope()
        talk = plain(server)
        sent = talk.send(letter, letter.content(), lambda: said.append("the ledger"))
        talk.close()
    assert sent.outcome.meaning is AnswerClass.ACCEPTED
    assert said == ["MAIL", "RCPT", "the ledger", "DATA", "QUIT"]
