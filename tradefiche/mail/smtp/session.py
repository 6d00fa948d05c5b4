"""One conversation with a mail server, once it has begun: one message after the other.

It knows stages and answers (``outcomes`` says what they mean), and neither ledger nor pace.
"""

from __future__ import annotations

import math
import re
import smtplib
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from tradefiche.mail.kept import _
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.settings import Settings
from tradefiche.mail.smtp import handshake
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import AnswerClass
from tradefiche.mail.smtp.outcomes import AnswerOutcome
from tradefiche.mail.smtp.outcomes import Stage
from tradefiche.mail.smtp.outcomes import answered
from tradefiche.mail.smtp.outcomes import judge
from tradefiche.mail.smtp.secrets import Credential
from tradefiche.mail.smtp.wire import UnaskedError
from tradefiche.mail.smtp.wire import Wire

CHUNK = 1 << 16
DOT_PATIENCE = 10
"""How many times longer the answer to the final dot may take (RFC 5321: ten minutes)."""
PATIENCE = 60
"""How many times longer all that comes before that dot may take: an hour."""
_EOL = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of one message; ``refused_copies`` with the answer to each."""

    outcome: AnswerOutcome
    refused_copies: tuple[tuple[str, AnswerOutcome], ...] = ()


class Connection(Protocol):
    """What delivery needs of a session."""

    @property
    def alive(self) -> bool:
        """False when it broke, or when its state is not known."""

    def send(self, envelope: Envelope, content: bytes, about_to: Callable[[], None]) -> Sent:
        """Offer one message."""

    def close(self) -> None:
        """Say good-bye when there is somebody to say it to."""


def open_session(
    settings: Settings, credential: Credential | None, *, allow_plain: bool = False
) -> Session:
    """A session that may send.

    Raises:
        MailError: the server cannot be reached, protected or told who we are.
    """
    return Session(handshake.begin(settings, credential, allow_plain=allow_plain), settings)


class Session:
    """An open connection; made by ``open_session``."""

    def __init__(self, smtp: Wire, settings: Settings) -> None:
        self._smtp = smtp
        self._timeout = settings.timeout
        self._smtp.command_encoding = "utf-8"
        self.alive = True
        self.facts = handshake.facts_of(smtp)
        if smtp.sock:
            # The last bytes of a message do not wait for those before them to be confirmed.
            smtp.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, envelope: Envelope, content: bytes, about_to: Callable[[], None]) -> Sent:
        """Offer one message, to its recipient and the copies.

        Args:
            about_to: called when only the message itself is left to be sent; what it raises ends
                the session, and the server has nothing.
        """
        try:
            return self._send(envelope, content, about_to)
        except BaseException:
            self.abandon()
            raise

    def _send(self, envelope: Envelope, content: bytes, about_to: Callable[[], None]) -> Sent:
        self._smtp.end = time.monotonic() + self._timeout * PATIENCE
        options, lacking = self._options(envelope, content)
        if lacking:
            return Sent(lacking)
        answer = self._ask(Stage.MAIL, f"MAIL FROM:<{envelope.sender}>{options}")
        if answer.code // 100 == 2:
            answer = self._ask(Stage.RCPT, f"RCPT TO:<{envelope.address}>")
        if answer.code // 100 != 2:
            return self._over(answer)
        refused = []
        for copy in envelope.copies:
            answer = self._ask(Stage.RCPT, f"RCPT TO:<{copy}>")
            if answer.code // 100 != 2:
                outcome = judge(answer)
                if outcome.meaning in (AnswerClass.STOP, AnswerClass.RECONNECT):
                    return self._over(answer)
                refused.append((copy, outcome))
        about_to()
        answer = self._ask(Stage.DATA, "DATA")
        if answer.code != 354:
            return self._over(answer)
        return Sent(self._content(content), tuple(refused))

    def _options(self, envelope: Envelope, content: bytes) -> tuple[str, AnswerOutcome | None]:
        """Of MAIL; or what the server cannot do, which spares us sending it all in vain."""
        has = self._smtp.has_extn
        options = f" SIZE={len(content)}" if has("size") else ""
        addresses = (envelope.sender, envelope.address, *envelope.copies)
        if 0 < self.facts.size < len(content):
            said = _(
                "{size} bytes; the server takes {limit}", size=len(content), limit=self.facts.size
            )
            return "", judge(Answer(Stage.MAIL, 552, "5.3.4", said))
        if not all(address.isascii() for address in addresses):
            if not has("smtputf8"):
                said = _("the server takes no addresses with accents")
                return "", judge(Answer(Stage.RCPT, 553, "5.6.7", said))
            options += " SMTPUTF8"
        if not content.isascii():
            if not has("8bitmime"):
                said = _("the server takes no accents that are not encoded")
                return "", judge(Answer(Stage.DATA, 554, "5.6.3", said))
            options += " BODY=8BITMIME"
        return options, None

    def _ask(self, stage: Stage, line: str) -> Answer:
        try:
            return answered(stage, *self._smtp.docmd(line))
        except (OSError, smtplib.SMTPException) as error:
            return self._broken(stage, error)

    def _content(self, content: bytes) -> AnswerOutcome:
        """Send the message, then ask for the answer that counts."""
        ended = stuffed(content)
        try:
            for start in range(0, len(ended), CHUNK):
                self._smtp.send(ended[start : start + CHUNK])
            self._smtp.require_silence()
        except UnaskedError:
            return self._interrupted()
        except (OSError, smtplib.SMTPException) as error:
            return judge(self._broken(Stage.CONTENT, error))
        # From the final dot on the server may have it all, and what it says is worth waiting for.
        self._smtp.end = math.inf
        try:
            self._smtp.send(b".\r\n")
            answer = answered(Stage.DOT, *self._smtp.reply_within(self._timeout * DOT_PATIENCE))
        except (OSError, smtplib.SMTPException) as error:
            answer = self._broken(Stage.DOT, error)
        outcome = judge(answer)
        if outcome.meaning in (AnswerClass.UNCERTAIN, AnswerClass.RECONNECT):
            self.abandon()
        return outcome

    def _interrupted(self) -> AnswerOutcome:
        """What a server says while the message is being sent: a refusal, or what is none."""
        try:
            answer = answered(Stage.CONTENT, *self._smtp.getreply())
        except (OSError, smtplib.SMTPException) as error:
            answer = self._broken(Stage.CONTENT, error)
        self.abandon()
        return judge(answer)

    def _over(self, answer: Answer) -> Sent:
        """The message is not taken; the connection is for another one when it can be."""
        outcome = judge(answer)
        if self.alive and outcome.meaning in (AnswerClass.REFUSED, AnswerClass.DEFERRED):
            self.alive = self._ask(Stage.MAIL, "RSET").code // 100 == 2
        else:
            self.abandon()
        return Sent(outcome)

    def _broken(self, stage: Stage, error: Exception) -> Answer:
        self.abandon()
        return Answer(stage, 0, reply=str(error))

    def abandon(self) -> None:
        """Hang up without a word."""
        self.alive = False
        self._smtp.close()

    def close(self) -> None:
        """Say good-bye when there is somebody to say it to."""
        try:
            if self.alive:
                self._ask(Stage.MAIL, "QUIT")
        finally:
            self.abandon()


def stuffed(content: bytes) -> bytes:
    """As it goes over the wire: lines end in CRLF, and none is a dot alone (RFC 5321, 4.5.2)."""
    # Messages come as they should be; only what does not is worth looking at piece by piece.
    if not content.count(b"\r\n") == content.count(b"\n") == content.count(b"\r"):
        content = _EOL.sub(b"\r\n", content)
    if not content.endswith(b"\r\n"):
        content += b"\r\n"
    doubled = content.replace(b"\n.", b"\n..")
    return b"." + doubled if doubled.startswith(b".") else doubled
