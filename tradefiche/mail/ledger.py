"""Who was written to, and what became of it, for all editions; it knows no server and no words.

A letter is ``attempting``, on the disk, before a server can have it. What is found so by the next
run is ``uncertain``: the server may have accepted it. No letter is ever sent on the word of
anything but this ledger.
"""

from __future__ import annotations

import hmac
import sqlite3
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from tradefiche.errors import MailError
from tradefiche.mail import database
from tradefiche.mail.envelope import Envelope

FOLDER = Path("output", "mail")
INTERRUPTED = "the run ended before the server had answered"


class State(StrEnum):
    """What became of a letter."""

    PLANNED = "planned"
    ATTEMPTING = "attempting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"


@dataclass(frozen=True, slots=True)
class Record:
    """A letter and its last state.

    Attributes:
        key: as in ``letter.letter_key``; once forgotten, a keyed hash of it.
        address, copies, message_id: empty once forgotten.
        codes: the territories whose fiches are in it.
        stage, code, enhanced, reply: the server's last answer, and to what.
        refused_copies: addresses of the « cc » that the server did not take.
        attempts: how often the server was about to have it.
        time: of the last change, ISO 8601 in UTC.
    """

    key: str
    edition: int
    address: str
    copies: tuple[str, ...]
    digest: str
    message_id: str
    codes: tuple[str, ...]
    state: State
    stage: str
    code: int
    enhanced: str
    reply: str
    refused_copies: tuple[str, ...]
    attempts: int
    time: str

    @property
    def doubtful(self) -> bool:
        """The server may have it: nobody may send it again without an explicit word."""
        return self.state in (State.ATTEMPTING, State.UNCERTAIN)


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a letter."""

    time: str
    state: State
    stage: str
    code: int
    enhanced: str
    reply: str


_COLUMNS = ", ".join(Record.__slots__)


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """« 2025-03-01T08:30:00Z »."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def opened(
    folder: Path = FOLDER, *, read_only: bool = False, now: Callable[[], datetime] = utc_now
) -> Iterator[Ledger]:
    """The ledger of a folder; an absent one reads as empty.

    Who writes has it alone, and first says which letters the last run left uncertain. Who only
    reads may do so while another sends.

    Raises:
        MailError: it is damaged, missing though letters were sent, or of another version.
        StoreError: another process sends.
    """
    with database.opened(folder, read_only=read_only) as connection:
        try:
            ledger = Ledger(connection, now)
            if not read_only:
                ledger.recover()
            yield ledger
        except sqlite3.Error as error:
            raise database.unreadable(folder / database.NAME, error) from error


class Ledger:
    """An open ledger; made by ``opened``."""

    def __init__(self, connection: sqlite3.Connection, now: Callable[[], datetime]) -> None:
        self.connection = connection
        self._now = now
        (self._secret,) = connection.execute("SELECT key FROM secret").fetchone()

    # -- reading -----------------------------------------------------------------------------

    def records(self, edition: int | None = None, address: str | None = None) -> tuple[Record, ...]:
        """The letters of an edition, of an address, or all of them, in the order of planning.

        Those of an address are found also once it is forgotten: who has had them is asked again.
        """
        who = None if address is None else self.address_hash(address)
        asked = {"edition": edition, "who": who}
        given = [f"{name} = :{name}" for name, value in asked.items() if value is not None]
        rows = self.connection.execute(
            f"SELECT {_COLUMNS} FROM letters WHERE {' AND '.join(given) or 'true'}"
            " ORDER BY edition, rowid",
            asked,
        )
        return tuple(map(_record, rows))

    def record(self, key: str) -> Record | None:
        """The letter of a key, also when its recipient is forgotten."""
        row = self.connection.execute(
            f"SELECT {_COLUMNS} FROM letters WHERE key IN (?, ?)",
            (key, self.hashed(key)),
        ).fetchone()
        return _record(row) if row else None

    def by_message_id(self, message_id: str) -> Record | None:
        """The letter of a Message-ID, in its angle brackets."""
        row = self.connection.execute(
            f"SELECT {_COLUMNS} FROM letters WHERE message_id = ? AND message_id <> ''",
            (message_id,),
        ).fetchone()
        return _record(row) if row else None

    def events(self, key: str) -> tuple[Event, ...]:
        """What happened to a letter, in order."""
        rows = self.connection.execute(
            "SELECT time, state, stage, code, enhanced, reply FROM events"
            " WHERE key IN (?, ?) ORDER BY id",
            (key, self.hashed(key)),
        )
        return tuple(Event(row[0], State(row[1]), *row[2:]) for row in rows)

    def blocked(self, address: str) -> str:
        """Why never to write to an address again: « unsubscribed on 2025-03-01 »; or empty."""
        row = self.connection.execute(
            "SELECT reason, time FROM blocked WHERE hash = ?", (self.address_hash(address),)
        ).fetchone()
        return f"{row[0]} on {row[1][:10]}" if row else ""

    def attempts_since(self, hours: int = 24) -> int:
        """How many messages a server was about to have in the last hours, in all runs."""
        (found,) = self.connection.execute(
            "SELECT count(*) FROM events WHERE state = ? AND time > ?",
            (State.ATTEMPTING, stamp(self._now() - timedelta(hours=hours))),
        ).fetchone()
        return int(found)

    # -- sending -----------------------------------------------------------------------------

    def recover(self) -> int:
        """Call uncertain what a run that was killed left on its way; how many there are."""
        with self.transaction() as time:
            rows = self.connection.execute(
                "SELECT key FROM letters WHERE state = ?", (State.ATTEMPTING,)
            ).fetchall()
            for (key,) in rows:
                self._set(key, time, State.UNCERTAIN, "dot", reply=INTERRUPTED)
        return len(rows)

    def plan(self, envelopes: Iterable[Envelope]) -> None:
        """Know letters that are to be sent; those already known stay what they are."""
        with self.transaction() as time:
            for each in envelopes:
                if self.record(each.key):
                    continue
                # Planned earlier with other files, and never begun: this one takes its place.
                self.connection.execute(
                    "DELETE FROM letters WHERE edition = ? AND who = ? AND state = ?"
                    " AND attempts = 0",
                    (each.edition, self.address_hash(each.address), State.PLANNED),
                )
                values = (
                    *(each.key, each.edition, self.address_hash(each.address), each.address),
                    *(" ".join(each.copies), each.digest, each.message_id),
                    *(" ".join(each.codes), State.PLANNED, time),
                )
                self.connection.execute(
                    "INSERT INTO letters (key, edition, who, address, copies, digest, message_id,"
                    " codes, state, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    values,
                )
                self._happened(each.key, time, State.PLANNED)

    def attempting(self, key: str) -> None:
        """The server is about to have it: on the disk before this returns.

        Raises:
            MailError: the letter was accepted already, or was never planned.
        """
        with self.transaction() as time:
            done = self.connection.execute(
                "UPDATE letters SET state = ?, time = ?, attempts = attempts + 1"
                " WHERE key = ? AND state <> ?",
                (State.ATTEMPTING, time, key, State.ACCEPTED),
            )
            if done.rowcount != 1:
                raise MailError(
                    f"letter {key[:12]} was accepted before, or was never planned",
                    "It is not sent. Run the same command again: it plans anew.",
                )
            self._happened(key, time, State.ATTEMPTING)

    def settle(
        self,
        key: str,
        state: State,
        stage: str,
        code: int = 0,
        enhanced: str = "",
        reply: str = "",
        refused_copies: Iterable[str] = (),
    ) -> None:
        """What became of a letter; on the disk before this returns."""
        with self.transaction() as time:
            self._set(key, time, state, stage, code, enhanced, reply, tuple(refused_copies))

    # -- the inside --------------------------------------------------------------------------

    @contextmanager
    def transaction(self) -> Iterator[str]:
        """All of it or nothing; gives the time to be written."""
        try:
            self.connection.execute("BEGIN IMMEDIATE")
            try:
                yield stamp(self._now())
            except BaseException:
                self.connection.execute("ROLLBACK")
                raise
            self.connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise MailError(
                f"the ledger cannot be written: {error}",
                "Nothing more is sent. Free some space, then run the same command again.",
            ) from error

    def _set(
        self,
        key: str,
        time: str,
        state: State,
        stage: str,
        code: int = 0,
        enhanced: str = "",
        reply: str = "",
        refused_copies: tuple[str, ...] = (),
    ) -> None:
        values: tuple[Any, ...] = (state, stage, code, enhanced, reply, " ".join(refused_copies))
        self.connection.execute(
            "UPDATE letters SET state = ?, stage = ?, code = ?, enhanced = ?, reply = ?,"
            " refused_copies = ?, time = ? WHERE key = ?",
            (*values, time, key),
        )
        self._happened(key, time, state, stage, code, enhanced, reply)

    def _happened(
        self,
        key: str,
        time: str,
        state: State,
        stage: str = "",
        code: int = 0,
        enhanced: str = "",
        reply: str = "",
    ) -> None:
        self.connection.execute(
            "INSERT INTO events (key, time, state, stage, code, enhanced, reply)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (key, time, state, stage, code, enhanced, reply),
        )

    def hashed(self, text: str) -> str:
        """Tells a text again without holding it: nobody can try texts without the ledger's key."""
        return hmac.new(self._secret, text.encode(), sha256).hexdigest()

    def address_hash(self, address: str) -> str:
        """Of an address in any case: to not write to somebody is the safer side."""
        return self.hashed(address.strip().casefold())


def _record(row: tuple[Any, ...]) -> Record:
    named = dict(zip(Record.__slots__, row, strict=True))
    for name in ("copies", "codes", "refused_copies"):
        named[name] = tuple(named[name].split())
    return Record(**{**named, "state": State(named["state"])})
