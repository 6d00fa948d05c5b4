"""The headers of a letter as bytes, one recipient in « To » whatever the name; no bodies.

The email package folds a long name so that its commas, out of their quotes, become addresses, and
puts spaces into words. Here a text that is not short and plain is encoded words, which can hold
neither.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.header import Header
from email.utils import format_datetime
from email.utils import quote as escaped
from functools import lru_cache
from urllib.parse import quote

from tradefiche.mail.recipients import addresses
from tradefiche.mail.settings import Mailbox

UNSUBSCRIBE = "Désinscription"
"""Subject of the message that a reader's program writes by itself: an empty one says nothing."""
SHORT = 60
"""Characters of a plain text that fits on the line of its header."""


@dataclass(frozen=True, slots=True)
class Head:
    """Who writes to whom.

    Attributes:
        message_id: in its angle brackets.
        unsubscribe: address or https address; where to say that one wants no more.
    """

    sender: Mailbox
    to: Mailbox
    copies: tuple[str, ...]
    reply_to: Mailbox | None
    message_id: str
    unsubscribe: str


def head(found: Head, subject: str, when: datetime) -> bytes:
    """The headers, each line ending in CRLF, without the empty line after them.

    Args:
        when: the « Date », with a time zone.
    """
    copies = [Mailbox("", each) for each in found.copies]
    lines = {
        "Date": format_datetime(when),
        "From": _mailboxes("From", [found.sender]),
        "To": _mailboxes("To", [found.to]),
        "Cc": _mailboxes("Cc", copies),
        "Reply-To": _mailboxes("Reply-To", [found.reply_to] if found.reply_to else []),
        "Subject": _text("Subject", subject),
        "Message-ID": found.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": "fr",
        "List-Unsubscribe": f"<{_address_of(found.unsubscribe)}>",
    }
    for value in lines.values():  # what came so far is checked: this is the last door
        unfolded = value.replace("\r\n ", "")
        if not unfolded.isascii() or (unfolded and not unfolded.isprintable()):
            raise ValueError("a header of several lines, or not of plain ASCII")
    return "".join(f"{name}: {value}\r\n" for name, value in lines.items() if value).encode()


def _mailboxes(name: str, mailboxes: Iterable[Mailbox]) -> str:
    """« "Personne Un" <un@example.org> », one a line."""
    return ",\r\n ".join(_mailbox(name, each) for each in mailboxes)


def _mailbox(header: str, mailbox: Mailbox) -> str:
    if not mailbox.name:
        return mailbox.address
    quoted = f'"{escaped(mailbox.name)}"'
    if not _is_plain(quoted):
        return f"{_encoded(header, mailbox.name)}\r\n <{mailbox.address}>"
    fold = "" if len(quoted) + len(mailbox.address) <= SHORT else "\r\n"
    return f"{quoted}{fold} <{mailbox.address}>"


def _text(header: str, text: str) -> str:
    return text if _is_plain(text) else _encoded(header, text)


def _is_plain(text: str) -> bool:
    """Nothing to encode, to fold, or to take for an encoded word."""
    return text.isascii() and text.isprintable() and len(text) <= SHORT and "=?" not in text


@lru_cache(maxsize=4096)  # the senders and subjects of a mailing are few
def _encoded(header: str, text: str) -> str:
    if addresses.unprintable(text):
        raise ValueError("a header of several lines, or not of plain ASCII")
    made = Header(text, "utf-8", maxlinelen=76, header_name=header)
    return made.encode(linesep="\r\n")


def _address_of(unsubscribe: str) -> str:
    if unsubscribe.startswith("https://"):
        return quote(unsubscribe, safe=":/?#[]@!$&'()*+,;=%~")
    return f"mailto:{quote(unsubscribe, safe='@')}?subject={quote(UNSUBSCRIBE)}"
