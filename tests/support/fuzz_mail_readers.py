"""Foreign bytes for the readers of the mailing, by the thousand: read, or refused in words.

``fuzz_mailing`` calls it: ``python tests/support/fuzz_mailing.py --cases 50000``.
"""

from __future__ import annotations

import contextlib
import random
import tempfile
import warnings
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

from bounce_reports import reply
from bounce_reports import report
from envelopes import envelope
from envelopes import settings as usual
from fuzz_stores import DAMAGES

from tradefiche.errors import TradeficheError
from tradefiche.mail import bounces
from tradefiche.mail import settings
from tradefiche.mail.letter import words
from tradefiche.mail.letter.words import DepartementWords
from tradefiche.mail.letter.words import Fichier
from tradefiche.mail.letter.words import Values
from tradefiche.mail.recipients import recipients
from tradefiche.mail.smtp import session
from tradefiche.mail.smtp import wire
from tradefiche.resources import assets

MARKS = "\x00\x1b\x7f\x85\ud800\u2028\u202e\u2066\ufeff²٣é🐝\"'<>;,|@=\\\r\n\t "
NESTED = ("[" * 3000, "(" * 3000, "{" * 3000, "a." * 3000, "not " * 3000, "- " * 3000)
LONG = ("x" * 200_000, "9" * 5000, "é" * 5000, ";" * 5000, "\n" * 5000, '"' * 4999)
DEEP = b"".join(
    b'Content-Type: multipart/mixed; boundary="b%d"\n\n--b%d\n' % (n, n) for n in range(2000)
)
MESSAGES = (
    b"Content-Type: message/rfc822\n\n" * 3000,
    DEEP,
    b"Subject: " + b"x" * 1_000_000 + b"\n\n",
    b"X: y\n" * 50_000,
    b"Subject: =?no-such?b?4pyT?= =?utf-8?b?!!!?=\n"
    b"Content-Type: text/plain; charset=no-such\n\n\xff",
    b"Content-Type: message/delivery-status; charset*0*=x'y'%ff\n\n\xff: \xff\n\n: x\n",
    report("a@example.org", "5.1.1\x1b[2J", reason="smtp;\x1b]0;x\x07\u202e"),
)
LIST = (
    "territoire;departement;civilite;nom;email;cc;notes\n"
    ";03;Madame;Un;a@example.org;b@example.org;\n"
)
TOML = '[mail]\nserver = "mail.example.org"\nfrom = "A <a@example.org>"\nport = 25\ntimeout = 5\n'
REPLIES = (
    b"220 mx.example.org\r\n",
    b"250-mx.example.org\r\n250-SIZE 1000000\r\n250-AUTH PLAIN\r\n250 8BITMIME\r\n",
    *(b"250 OK\r\n", b"250 OK\r\n", b"354 go on\r\n", b"250 2.0.0 accepted\r\n"),
)
DEPARTEMENT = DepartementWords(*DepartementWords.__slots__)
VALUES = Values(
    2024, "1er mars", "Un", "", ("T",), (DEPARTEMENT,) * 3, (Fichier("t", "n", "1 ko", ""),), (),
    False, "a@example.org", "b@example.org", "C",
)  # fmt: skip


@dataclass
class Bytes:
    """Bytes, damaged and swollen by chance."""

    chance: random.Random

    def of(self, content: bytes) -> bytes:
        for _ in range(self.chance.randint(0, 3)):
            if content and self.chance.random() < 0.6:
                content = self.chance.choice(DAMAGES)(content, self.chance) or b""
            else:
                place = self.chance.randint(0, len(content))
                content = content[:place] + self._grown() + content[place:]
        return content

    def _grown(self) -> bytes:
        kind = self.chance.random()
        if kind < 0.6:
            more = "".join(self.chance.choices(MARKS, k=self.chance.randint(1, 5)))
        elif kind < 0.8:
            more = self.chance.choice(LONG)
        else:
            more = self.chance.choice(NESTED)
        return more.encode("utf-8", "surrogatepass")


def reports(some: Bytes, folder: Path) -> None:
    """An mbox, or a single message."""
    known = (reply(), report("a@example.org", message_id="<a@example.org>", whole=True), *MESSAGES)
    message = some.of(some.chance.choice(known))
    head = b"From a@example.org Thu Jan  1 00:00:00 1970\n" * (some.chance.random() < 0.5)
    (folder / "reports").write_bytes(head + message)
    for each in bounces.read(folder / "reports"):
        _require_tame(each.subject, *(bounce.reason + bounce.address for bounce in each.failures))


def leads(some: Bytes, folder: Path) -> None:
    """The list of recipients."""
    (folder / "leads.csv").write_bytes(some.of(LIST.encode()))
    for fault in recipients.read(folder / "leads.csv").faults:
        _require_tame(str(fault))


def toml(some: Bytes, folder: Path) -> None:
    """The settings, and one variable."""
    (folder / "mail.toml").write_bytes(some.of(TOML.encode()))
    name = some.chance.choice(["PORT", "TOKEN_COMMAND", "FROM", "SECURITY", "REPLY_TO"])
    given = some.of(b"25").decode("utf-8", "surrogateescape").replace("\0", "")
    settings.load(
        folder / "mail.toml", {f"TRADEFICHE_MAIL_{name}": given} if len(given) % 2 else {}
    )


def templates(some: Bytes, folder: Path) -> None:
    """One of the three, with pieces that would grow if they could."""
    name = some.chance.choice([words.SUBJECT, words.BODY, words.LAYOUT])
    content = (assets("mail") / name).read_bytes()
    if some.chance.random() < 0.5:
        content = b"{{ " + some.of(some.chance.choice(PIECES)) + b" }}"
    (folder / name).write_bytes(some.of(content))
    try:
        words.load(folder).write(VALUES)
    finally:
        (folder / name).unlink()


PIECES = (
    *(b'"a" * 3000000000', b"9 ** 9 ** 9", b"nom.__class__", b'nom|center(10**9)', b"range(10**9)"),
    *(b'"%1000000000s" % nom', b'departements|map(attribute="de")|liste', b"annee - 1", b"self"),
    *(b'nom|join(nom)|join(nom)', b"departements[0].de ~ nom", b"nom[::-1]", b"fichiers|list"),
)  # fmt: skip


class _Played:
    """A socket that says what it was given, in pieces, and hears all."""

    def __init__(self, some: Bytes, replies: tuple[bytes, ...]) -> None:
        self._chance = some.chance
        self._left = b""
        self._replies = [some.of(each) if some.chance.random() < 0.3 else each for each in replies]
        self._waits = True
        self._next()

    def _next(self) -> None:
        self._left += self._replies.pop(0) if self._replies else b""

    def settimeout(self, seconds: float | None) -> None:
        self._waits = seconds != 0

    def recv(self, most: int) -> bytes:
        if not self._left:
            raise TimeoutError if self._waits else BlockingIOError
        size = self._chance.randint(1, most)
        piece, self._left = self._left[:size], self._left[size:]
        return piece

    def sendall(self, content: bytes) -> None:
        if content.endswith((b".\r\n", b"\r\n")) and not content.startswith(b"From:"):
            self._next()

    def setsockopt(self, *_: object) -> None:
        pass

    def close(self) -> None:
        pass


def replies(some: Bytes, folder: Path) -> None:
    """A conversation with a server."""
    played = _Played(some, REPLIES)
    with mock.patch.object(wire.Wire, "_get_socket", return_value=played):
        talk = session.open_session(usual(25), None)
    letter = envelope()
    sent = talk.send(letter, letter.content(), lambda: None)
    talk.close()
    _require_tame(sent.outcome.words, *talk.facts.mechanisms)


READERS: tuple[Callable[[Bytes, Path], None], ...] = (reports, leads, toml, templates, replies)


def _require_tame(*said: str) -> None:
    for each in said:
        assert each.isprintable() or "\u00a0" in each or "\u202f" in each, repr(each[:200])


def faults(cases: int, seed: str) -> Iterator[str]:
    """What readers raised that is no error in words: the reader, its seed, what it was."""
    with tempfile.TemporaryDirectory() as name, warnings.catch_warnings():
        warnings.simplefilter("error")
        for number in range(cases):
            reader = READERS[number % len(READERS)]
            some = Bytes(random.Random(f"{seed}-{number}"))
            try:
                with contextlib.suppress(TradeficheError):
                    reader(some, Path(name))
            except Exception as error:
                yield f"{reader.__name__} {seed}-{number}: {error!r:.300}"
