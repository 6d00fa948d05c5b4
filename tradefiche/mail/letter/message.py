"""A letter as the bytes that leave: headers, two bodies, PDFs; it knows no server and no template.

The head and the bodies are made for each letter; the PDFs, encoded once and kept while there is
room, are put in between only when the bytes are asked for.
"""

from __future__ import annotations

import base64
import binascii
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from functools import lru_cache

from tradefiche.mail import published
from tradefiche.mail.letter import headers
from tradefiche.mail.letter.headers import Head
from tradefiche.mail.letter.letter import Enclosure
from tradefiche.mail.letter.words import Written

LINE = 57
"""Bytes that make one line of 76 characters in base64."""
ROOM = 64_000_000
"""Bytes of encoded PDFs that are kept; all those of an edition, as a rule."""


@dataclass(slots=True)
class Encoded:
    """PDFs in base64: each read, checked and encoded once, while there is room for it."""

    room: int = ROOM
    _kept: OrderedDict[str, bytes] = field(default_factory=OrderedDict)

    def of(self, enclosure: Enclosure) -> bytes:
        """Lines of 76 characters, without the last line's end.

        Raises:
            MailError: the file is not what it was when the plan was made.
        """
        if enclosure.sha256 in self._kept:
            self._kept.move_to_end(enclosure.sha256)
            return self._kept[enclosure.sha256]
        lines = base64.encodebytes(published.content(enclosure)).rstrip(b"\n")
        found = lines.replace(b"\n", b"\r\n")
        self._kept[enclosure.sha256] = found
        while sum(map(len, self._kept.values())) > self.room:
            self._kept.popitem(last=False)
        return found


@dataclass(frozen=True, slots=True)
class Message:
    """The bytes around the PDFs, one more piece than there are of these."""

    pieces: tuple[bytes, ...]
    enclosures: tuple[Enclosure, ...]

    @property
    def size(self) -> int:
        """Bytes in all, without reading a PDF."""
        return sum(map(len, self.pieces)) + sum(encoded_size(e.size) for e in self.enclosures)

    def content(self, encoded: Encoded) -> bytes:
        """The whole message, its lines ending in CRLF.

        Raises:
            MailError: a file is not what it was when the plan was made.
        """
        made = [self.pieces[0]]
        for enclosure, piece in zip(self.enclosures, self.pieces[1:], strict=True):
            made += [encoded.of(enclosure), piece]
        return b"".join(made)


def compose(
    head: Head, written: Written, enclosures: Sequence[Enclosure], when: datetime
) -> Message:
    """The message of a letter; the same arguments give the same bytes.

    Args:
        enclosures: what is attached; none when the letter has links.
        when: its « Date », with a time zone.
    """
    boundary = f"=_{head.message_id[1:].partition('@')[0]}"  # no quoted-printable text has « =_ »
    outer, inner = f"{boundary}.a", f"{boundary}.b"
    bodies = (
        f'Content-Type: multipart/alternative;\r\n boundary="{inner}"\r\n\r\n--{inner}\r\n'.encode()
        + _body("plain", written.text)
        + f"\r\n--{inner}\r\n".encode()
        + _body("html", written.html)
        + f"\r\n--{inner}--\r\n".encode()
    )
    start = headers.head(head, written.subject, when) + b"MIME-Version: 1.0\r\n"
    if not enclosures:
        return Message((start + bodies,), ())
    mixed = f'Content-Type: multipart/mixed;\r\n boundary="{outer}"\r\n\r\n--{outer}\r\n'
    next_one = f"\r\n--{outer}\r\n".encode()
    first, *others = (_part(each.name) for each in enclosures)
    pieces = [start + mixed.encode() + bodies + next_one + first]
    pieces += [next_one + other for other in others]
    return Message((*pieces, f"\r\n--{outer}--\r\n".encode()), tuple(enclosures))


def encoded_size(size: int) -> int:
    """Bytes of a file of ``size`` bytes once it is attached."""
    lines = -(-size // LINE)
    return 4 * -(-size // 3) + 2 * max(0, lines - 1)


def _body(kind: str, text: str) -> bytes:
    """A part of words, its lines ending in CRLF."""
    head = (
        f'Content-Type: text/{kind}; charset="utf-8"\r\n'
        "Content-Transfer-Encoding: quoted-printable\r\n\r\n"
    )
    lines = b"".join(line + b"\r\n" for line in text.encode().splitlines())
    return head.encode() + binascii.b2a_qp(lines)


@lru_cache(maxsize=1024)
def _part(name: str) -> bytes:
    """The headers of an attachment, with the empty line after them."""
    part = EmailMessage(policy=SMTP)
    part.add_header("Content-Type", "application/pdf", name=name)
    part.add_header("Content-Disposition", "attachment", filename=name)
    part["Content-Transfer-Encoding"] = "base64"
    return part.as_bytes()
