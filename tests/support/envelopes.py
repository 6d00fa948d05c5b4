"""Letters that nobody wrote, to be sent to servers of this machine, for the tests."""

from __future__ import annotations

from pathlib import Path

from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.letter.letter import letter_key
from tradefiche.mail.letter.letter import message_id
from tradefiche.mail.settings import Mailbox
from tradefiche.mail.settings import Security
from tradefiche.mail.settings import Settings

SENDER = Mailbox("Fiches", "fiches@example.org")


def envelope(
    number: int = 1,
    *,
    address: str = "",
    digest: str = "d1",
    copies: tuple[str, ...] = (),
    edition: int = 2024,
    body: str = "Bonjour.",
    content: bytes | None = None,
) -> Envelope:
    """A letter to « lead1@example.org », and so on."""
    to = address or f"lead{number}@example.org"
    key = letter_key(edition, to, digest)
    identity = message_id(key, "example.org")
    lines = [f"From: {SENDER}", f"To: {to}", "Subject: Fiche", f"Message-ID: {identity}", "", body]
    made = content if content is not None else ("\r\n".join(lines) + "\r\n").encode()
    return Envelope(
        key,
        edition,
        digest,
        identity,
        "retours@example.org",
        to,
        copies,
        ("03",),
        f"line {number + 1}, 03",
        len(made),
        lambda: made,
    )


def envelopes(count: int, **values: object) -> list[Envelope]:
    return [envelope(number, **values) for number in range(1, count + 1)]  # type: ignore[arg-type]


def settings(port: int, security: Security = Security.NONE, **values: object) -> Settings:
    """Of a server on this machine; as fast as it can."""
    return Settings(
        **{  # type: ignore[arg-type]
            "server": "localhost" if security is not Security.NONE else "127.0.0.1",
            "port": port,
            "security": security,
            "user": "",
            "sender": SENDER,
            "reply_to": None,
            "envelope_from": "retours@example.org",
            "per_minute": 0,
            "retry_after": 0,
            "timeout": 20,
            **values,
        }
    )


def states(ledger: Ledger) -> dict[str, str]:
    """State by local part of the address."""
    return {each.address.split("@")[0]: each.state.value for each in ledger.records()}


def mode(path: Path) -> str:
    return oct(path.stat().st_mode & 0o777)
