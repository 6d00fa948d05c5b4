"""What goes to a mail server and comes back, within bounds of time and size; knows no meaning.

smtplib waits as long as a server drips, keeps all that it says, and takes what lies ready for the
answer to whatever is asked next. Here nothing is said to a server that spoke unasked.
"""

from __future__ import annotations

import math
import re
import smtplib
import ssl
import time

from tradefiche.mail.kept import _

LINES, BYTES = 100, 1 << 16
"""The longest reply; that of a large server to EHLO has twenty lines."""
_LINE = re.compile(rb"(?P<code>\d{3})(?P<more>[ -]?)")


class UnaskedError(smtplib.SMTPException):
    """The server spoke before it was asked; what it said is still to be read."""


class Wire(smtplib.SMTP):
    """A connection with deadlines: ``timeout`` seconds for each reply, ``end`` for all of them.

    Attributes:
        end: of ``time.monotonic``; what is not said by then is given up.
    """

    end = math.inf
    _unread = b""

    def getreply(self) -> tuple[int, bytes]:
        """The next reply: its code, -1 when it has none, and its words."""
        return self.reply_within(self.timeout)

    def reply_within(self, seconds: float) -> tuple[int, bytes]:
        """The next reply, if it comes whole in that time.

        Raises:
            smtplib.SMTPException: it does not, is too long, or more follows where nothing may.
        """
        end = time.monotonic() + seconds
        words: list[bytes] = []
        left = BYTES
        while len(words) < LINES:
            line = self._line(end, left)
            left -= len(line) + 1
            found = _LINE.match(line)
            words.append(line[4:].strip())
            if found and found["more"] == b"-":
                continue
            if found and found["code"] == b"220" and self._unread:
                # Said in the clear, and to be believed as if it came over TLS.
                raise self._given_up(_("the server said more than its greeting"))
            if self.sock:
                self.sock.settimeout(self.timeout)  # of a handshake that follows
            return int(found["code"]) if found else -1, b"\n".join(words)
        raise self._given_up(_("a reply of more than {count} lines", count=LINES))

    def send(self, s: bytes | str) -> None:  # type: ignore[override] # of smtplib's name
        """Send, unless the server spoke unasked.

        Raises:
            UnaskedError: it did; nothing was sent.
            smtplib.SMTPException: the connection broke.
        """
        self.require_silence()
        self._wait_until(time.monotonic() + self.timeout)
        super().send(s)

    def require_silence(self) -> None:
        """Nothing lies ready to be read.

        Raises:
            UnaskedError: something does.
            smtplib.SMTPException: the connection broke.
        """
        if self.sock and not self._unread:
            self.sock.settimeout(0)
            try:
                self._hear()
            except (BlockingIOError, ssl.SSLWantReadError):
                return
        if self._unread:
            raise UnaskedError(_("the server spoke before it was asked"))

    def _line(self, end: float, longest: int) -> bytes:
        """Of a reply, without its end."""
        while b"\n" not in self._unread[:longest]:
            if len(self._unread) >= longest:
                raise self._given_up(_("a reply of more than {count} bytes", count=BYTES))
            self._wait_until(end)
            self._hear()
        line, _end, self._unread = self._unread.partition(b"\n")
        return line

    def _hear(self) -> None:
        """Read what came."""
        if not self.sock:
            raise smtplib.SMTPServerDisconnected(_("the connection is closed"))
        try:
            more = self.sock.recv(4096)
        except (BlockingIOError, ssl.SSLWantReadError):
            raise
        except TimeoutError as error:
            raise self._given_up(_("no reply in time")) from error
        except OSError as error:
            raise self._given_up(_("the connection broke: {error}", error=error)) from error
        if not more:
            raise self._given_up(_("the server closed the connection"))
        self._unread += more

    def _wait_until(self, end: float) -> None:
        """Let the socket wait no longer than that, nor beyond ``end``."""
        left = min(end, self.end) - time.monotonic()
        if left <= 0:
            raise self._given_up(_("no reply in time"))
        if self.sock:
            self.sock.settimeout(left)

    def _given_up(self, reason: str) -> smtplib.SMTPException:
        self.close()
        return smtplib.SMTPServerDisconnected(reason)


class TlsWire(Wire, smtplib.SMTP_SSL):
    """The same, over TLS from the first byte."""
