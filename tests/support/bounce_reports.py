"""Reports of letters that came back, as mail servers write them, for the tests."""

from __future__ import annotations

import mailbox
from email.message import EmailMessage
from pathlib import Path


def report(
    address: str,
    status: str = "5.1.1",
    *,
    message_id: str = "",
    action: str = "failed",
    original: str = "",
    reason: str = "550 5.1.1 user unknown",
    number: int = 1,
    whole: bool = False,
) -> bytes:
    """A multipart/report; ``whole`` returns the letter itself rather than its head."""
    fields = [f"Final-Recipient: rfc822; {address}", f"Action: {action}", f"Status: {status}"]
    if original:
        fields.append(f"Original-Recipient: rfc822;{original}")
    fields.append(f"Diagnostic-Code: smtp; {reason}")
    head = f"From: fiches@example.org\nTo: {address}\nMessage-ID: {message_id}\n"
    back = ("message/rfc822", f"{head}\nBonjour.\n") if whole else ("text/rfc822-headers", head)
    parts = [
        ("text/plain", "I'm sorry to have to inform you that your message could not be delivered."),
        ("message/delivery-status", "Reporting-MTA: dns; mx.example.org\n\n" + "\n".join(fields)),
        *([back] if message_id else []),
    ]
    lines = [
        "From: MAILER-DAEMON@mx.example.org",
        "To: retours@example.org",
        "Subject: Undelivered Mail Returned to Sender",
        f"Message-ID: <report-{number}@mx.example.org>",
        "MIME-Version: 1.0",
        'Content-Type: multipart/report; report-type=delivery-status; boundary="=b="',
        "",
    ]
    for kind, text in parts:
        lines += ["--=b=", f"Content-Type: {kind}", "", text, ""]
    lines.append("--=b=--")
    return "\n".join(lines).encode()


def reply(subject: str = "Absence du bureau") -> bytes:
    """What comes back and is no report."""
    found = EmailMessage()
    found["From"] = "lead1@example.org"
    found["Subject"] = subject
    found["Message-ID"] = "<reply@example.org>"
    found.set_content("Je suis en congé.")
    return bytes(found)


def box(path: Path, *messages: bytes) -> Path:
    """They as an mbox file."""
    kept = mailbox.mbox(path)
    for message in messages:
        kept.add(message)
    kept.close()
    return path
