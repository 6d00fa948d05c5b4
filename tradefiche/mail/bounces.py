"""Reports of mail that could not be delivered (RFC 3464), read from a mailbox; keeps nothing.

A report is believed about an address that the letter it returns was sent to, and about no other.
"""

from __future__ import annotations

import email
import mailbox
import re
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesHeaderParser
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from tradefiche.errors import MailError
from tradefiche.errors import cause
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.ledger import Record
from tradefiche.mail.ledger.records import Bounce
from tradefiche.messages import _
from tradefiche.printable import printable

BYTES = 500_000
"""Of a message that are read: what failed comes first, and the head of the letter after it."""
PARTS = 100
"""Of a message at most; a report has three, and a letter of ours that it returns some more."""
_HARD = re.compile(r"5\.1\.([0-46]|10)|5\.2\.1|5\.4\.4")
"""No such address, mailbox or domain. A full mailbox or a policy may pass."""
_STATUS = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_MESSAGE_ID = re.compile(r"<[^<>\s]+>")
_LIVING = {"failed", "delayed", ""}


@dataclass(frozen=True, slots=True)
class Report:
    """One message of the mailbox.

    Attributes:
        subject: empty for a delivery report; else what to call a message that is none.
        message_id: of the letter that comes back, or empty.
    """

    id: str
    subject: str
    message_id: str
    failures: tuple[Bounce, ...]


def read(path: Path) -> tuple[Report, ...]:
    """The messages of an mbox, of a Maildir folder, or of one file with a single message.

    Raises:
        MailError: it cannot be read as any of these.
    """
    try:
        if path.is_dir():
            _require_files(*path.glob("new/*"), *path.glob("cur/*"))
            with closing(mailbox.Maildir(path, factory=_message, create=False)) as folder:  # type: ignore[arg-type]
                return tuple(map(_report, folder))
        _require_files(path)
        with path.open("rb") as file:
            start = file.read(5)
            file.seek(0)
            found = _message(file)
        if start == b"From ":
            with closing(mailbox.mbox(path, factory=_message, create=False)) as box:  # type: ignore[arg-type]
                return tuple(map(_report, box))
        if not start.strip():
            return ()
    except (OSError, mailbox.Error) as error:
        raise MailError(
            _("{path}: the mailbox cannot be read ({error})", path=path, error=cause(error)),
            _("Save the reports as an mbox file, or each as a message (.eml)."),
        ) from error
    if not found.keys():
        raise MailError(
            _("{path} is neither a mailbox nor a message", path=path),
            _("Save the reports as an mbox file, or each as a message (.eml)."),
        )
    return (_report(found),)


def _require_files(*paths: Path) -> None:
    """A pipe would be waited for, for ever."""
    for each in paths:
        if each.exists() and not each.is_file():
            raise OSError(_("{file} is not a file", file=each.name))


def _message(file: BinaryIO) -> Message:
    """A message up to ``BYTES``; of one in too many others only the head, which is no report."""
    content = file.read(BYTES)
    deep = sum(map(content.lower().count, (b"multipart/", b"message/"))) > PARTS
    if deep:
        return BytesHeaderParser().parsebytes(content)
    return email.message_from_bytes(content)


def matched(ledger: Ledger, report: Report, bounce: Bounce) -> tuple[Record, Bounce] | None:
    """The letter that a failure is about, and the failure with the address as we wrote it.

    By the letter that comes back, and by nothing else: who knows an address only, and no letter to
    it, must not keep it from being written to.
    """
    record = ledger.by_message_id(report.message_id)
    if record is None:
        return None
    ours = {each.casefold(): each for each in (record.address, *record.copies) if each}
    if found := ours.get(bounce.address.casefold()):
        return record, _about(bounce, found)
    if len(ours) == 1:  # forwarded by its owner to an address that we do not know
        return record, _about(bounce, record.address)
    return None


def _about(bounce: Bounce, address: str) -> Bounce:
    return Bounce(bounce.id, address, bounce.status, bounce.hard, bounce.reason)


def _report(message: Message) -> Report:
    identity = _identity(message)
    status = next(
        (part for part in message.walk() if part.get_content_type() == "message/delivery-status"),
        None,
    )
    subject = "" if status is not None else _plain(message.get("Subject", "")) or _("no subject")
    failures = tuple(_failures(identity, status)) if status is not None else ()
    return Report(identity, subject, _returned(message, status), failures)


def _identity(message: Message) -> str:
    """The same for the same message, in whichever mailbox it stands."""
    given = _plain(message.get("Message-ID", "")).encode("utf-8", "replace")
    return sha256(given or _content(message)).hexdigest()


def _content(message: Message) -> bytes:
    """What a message says, as it was read; the email package cannot write all that it reads."""
    heads = [f"{name}: {value}" for name, value in message.items()]
    texts = [str(_payload(part)) for part in message.walk() if not part.is_multipart()]
    return "\n".join([*heads, *texts]).encode("utf-8", "replace")


def _payload(part: Message, *, decode: bool = False) -> object:
    """Of a part, whatever it says its charset is."""
    try:
        return part.get_payload(decode=True) if decode else part.get_payload()
    except (TypeError, ValueError):
        part.replace_header("Content-Type", part.get_content_type())
        return part.get_payload(decode=True) if decode else part.get_payload()


def _failures(identity: str, status: Message) -> Iterator[Bounce]:
    """One for each recipient that the report is about; successes are none."""
    blocks = status.get_payload()
    for block in blocks[1:] if isinstance(blocks, list) else ():
        if not isinstance(block, Message):
            continue
        action = _plain(block.get("Action", "")).casefold()
        if action not in _LIVING:
            continue
        found = _STATUS.search(_plain(block.get("Status", "")))
        code = found.group() if found else ""
        # What the sender was asked for, rather than where a forwarding led.
        address = _address(block.get("Original-Recipient") or block.get("Final-Recipient") or "")
        reason = _plain(block.get("Diagnostic-Code", "")).partition(";")[2].strip()
        hard = action == "failed" and _HARD.fullmatch(code) is not None
        unique = sha256(f"{identity}\n{address}\n{action}".encode()).hexdigest()
        yield Bounce(unique, address, code, hard, reason[:500])


def _returned(message: Message, status: Message | None) -> str:
    """Message-ID of the letter in a report, whole or only its head."""
    if status is None:
        return ""
    for part in message.walk():
        kind = part.get_content_type()
        inner: Message | None = None
        if kind == "message/rfc822":
            payload = part.get_payload()
            inner = payload[0] if isinstance(payload, list) and payload else None  # type: ignore[assignment]
        elif kind in {"text/rfc822-headers", "message/rfc822-headers"}:
            content = _payload(part, decode=True)
            inner = email.message_from_bytes(content) if isinstance(content, bytes) else None
        if inner is not None and (found := _MESSAGE_ID.search(_plain(inner.get("Message-ID", "")))):
            return found.group()
    return ""


def _address(field: object) -> str:
    """« a@example.org » of « rfc822; <a@example.org> »; its domain in lower case."""
    text = _plain(field)
    bare = text.partition(";")[2] if ";" in text else text
    local, _at, domain = bare.strip().strip("<>").rpartition("@")
    return f"{local}@{domain.casefold()}" if local and domain else ""


def _plain(text: object) -> str:
    """On one line, printable."""
    return printable(str(text), 1000)


def failures(reports: Iterable[Report]) -> int:
    """How many addresses the reports are about."""
    return sum(len(report.failures) for report in reports)
