"""A letter as the bytes that leave: headers, two bodies, PDFs; it knows no server and no template.

The head and the bodies are made for each letter; the PDFs, encoded once and kept while there is
room, are put in between only when the bytes are asked for.
"""

from __future__ import annotations

import base64
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP

from tradefiche.mail import headers
from tradefiche.mail import published
from tradefiche.mail.headers import Head
from tradefiche.mail.letter import Enclosure
from tradefiche.mail.words import Written

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
    message = EmailMessage(policy=SMTP)
    message.set_content(written.text, cte="quoted-printable")
    message.add_alternative(written.html, subtype="html", cte="quoted-printable")
    boundary = f"=_{head.message_id[1:].partition('@')[0]}"  # no quoted-printable text has « =_ »
    message.set_boundary(f"{boundary}.b")
    if enclosures:
        message.make_mixed(f"{boundary}.a")
    for index, enclosure in enumerate(enclosures):
        message.attach(_part(enclosure, _placeholder(index)))
    content = headers.head(head, written.subject, when) + message.as_bytes()
    pieces = []
    for index in range(len(enclosures)):
        # a header cannot hold an empty line, nor a body a bare « = »: this is found only once
        before, _, content = content.partition(f"\r\n\r\n{_placeholder(index)}".encode())
        pieces.append(before + b"\r\n\r\n")
    return Message((*pieces, content), tuple(enclosures))


def encoded_size(size: int) -> int:
    """Bytes of a file of ``size`` bytes once it is attached."""
    lines = -(-size // LINE)
    return 4 * -(-size // 3) + 2 * max(0, lines - 1)


def _part(enclosure: Enclosure, placeholder: str) -> EmailMessage:
    part = EmailMessage(policy=SMTP)
    part.add_header("Content-Type", "application/pdf", name=enclosure.name)
    part.add_header("Content-Disposition", "attachment", filename=enclosure.name)
    part["Content-Transfer-Encoding"] = "base64"
    part.set_payload(placeholder)
    return part


def _placeholder(index: int) -> str:
    return f"=enclosure-{index}="
