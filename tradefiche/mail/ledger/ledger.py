"""Who was written to, and what became of it, for all editions; it knows no server and no words.

A letter is ``attempting``, on the disk, before a server can have it. What is found so by the next
run is ``uncertain``: the server may have accepted it. So is a letter whose message is in the
archive, and of which this ledger, an older copy or without its last lines, knows nothing.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import closing
from contextlib import contextmanager
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path
from typing import Any

from tradefiche.errors import MailError
from tradefiche.mail.ledger import comparison
from tradefiche.mail.ledger import database
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.pseudonyms import Pseudonyms
from tradefiche.mail.ledger.records import Event
from tradefiche.mail.ledger.records import Record
from tradefiche.mail.ledger.records import State
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.letter.letter import KEY_LENGTH

__all__ = ["FOLDER", "Event", "Ledger", "Record", "State", "open_ledger", "stamp", "utc_now"]

FOLDER = Path("output", "mail")
INTERRUPTED = "the run ended before the server had answered"
UNKNOWN = "its message is in the archive, and the ledger did not know of it"

_COLUMNS = ", ".join(Record.__slots__)


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def stamp(moment: datetime) -> str:
    """« 2025-03-01T08:30:00Z »."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


@contextmanager
def open_ledger(
    folder: Path = FOLDER, *, read_only: bool = False, now: Callable[[], datetime] = utc_now
) -> Iterator[Ledger]:
    """The ledger of a folder; an absent one reads as empty.

    Who writes has it alone, and first says which letters the last run left uncertain. Who only
    reads may do so while another sends.

    Raises:
        MailError: it is damaged, missing though letters were sent, or of another version.
        StoreError: another process sends.
    """
    archive = Archive(folder)
    with ExitStack() as stack:
        connection = stack.enter_context(database.open_database(folder, read_only=read_only))
        try:
            ledger = Ledger(connection, now)
            if not read_only:
                ledger.recover()
            found = comparison.compare(ledger, archive)
            if found.doubtful and read_only:
                copy = stack.enter_context(closing(database.copied(connection)))
                ledger = Ledger(copy, now)
                ledger.doubt(found.doubtful)
                copy.execute("PRAGMA query_only = ON")
            if not read_only:
                ledger.doubt(found.doubtful)
                archive.clear(found.to_delete)
            yield ledger
        except sqlite3.Error as error:
            raise database.unreadable(folder / database.NAME, error) from error


class Ledger(Pseudonyms):
    """An open ledger; made by ``open_ledger``."""

    def __init__(self, connection: sqlite3.Connection, now: Callable[[], datetime]) -> None:
        rows = connection.execute("SELECT key FROM secret ORDER BY rowid")
        super().__init__(tuple(key for (key,) in rows))
        self.connection = connection
        self._now = now

    # -- reading -----------------------------------------------------------------------------

    def records(self, edition: int | None = None, address: str | None = None) -> tuple[Record, ...]:
        """The letters of an edition, of an address, or all of them, in the order of planning.

        Those of an address are found also once it is forgotten: who has had them is asked again.
        """
        who = () if address is None else self.address_hashes(address)
        given = [f"who IN ({_marks(who)})"] if who else []
        given += ["edition = ?"] if edition is not None else []
        rows = self.connection.execute(
            f"SELECT {_COLUMNS} FROM letters WHERE {' AND '.join(given) or 'true'}"
            " ORDER BY edition, rowid",
            (*who, *([] if edition is None else [edition])),
        )
        return tuple(map(_record, rows))

    def record(self, key: str) -> Record | None:
        """The letter of a key, also when its recipient is forgotten."""
        names = self.names(key)
        row = self.connection.execute(
            f"SELECT {_COLUMNS} FROM letters WHERE key IN ({_marks(names)})", names
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
        names = self.names(key)
        rows = self.connection.execute(
            "SELECT time, state, stage, code, enhanced, reply FROM events"
            f" WHERE key IN ({_marks(names)}) ORDER BY time, id",
            names,
        )
        return tuple(Event(row[0], State(row[1]), *row[2:]) for row in rows)

    def blocked(self, address: str) -> str:
        """Why never to write to an address again: « unsubscribed on 2025-03-01 »; or empty."""
        who = self.address_hashes(address)
        row = self.connection.execute(
            f"SELECT reason, time FROM blocked WHERE hash IN ({_marks(who)}) ORDER BY time", who
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

    def doubt(self, traces: Iterable[comparison.Trace]) -> None:
        """Call uncertain the letters of messages of which nothing is known but that they exist."""
        with self.transaction() as time:
            for each in traces:
                key = each.known or each.key
                if not each.known:
                    values = (
                        *(key, each.edition, self.address_hash(each.address), each.address),
                        *(" ".join(each.copies), each.message_id, State.PLANNED, time),
                    )
                    self.connection.execute(
                        "INSERT INTO letters (key, edition, who, address, copies, message_id,"
                        " state, time, digest, codes) VALUES (?, ?, ?, ?, ?, ?, ?, ?, '', '')",
                        values,
                    )
                self.connection.execute(
                    "UPDATE letters SET attempts = max(attempts, ?), erased = max(erased, ?)"
                    " WHERE key = ?",
                    (each.attempt, each.erased, key),
                )
                self._set(key, time, State.UNCERTAIN, "dot", reply=UNKNOWN)

    def forgo(self, edition: int, stands: Callable[[Record], bool]) -> None:
        """Plan no more the letters of an edition that were never begun, and do not stand."""
        with self.transaction():
            for record in self.records(edition):
                idle = record.state is State.PLANNED and not record.attempts
                if idle and not stands(record):
                    for table in ("letters", "events"):
                        self.connection.execute(f"DELETE FROM {table} WHERE key = ?", (record.key,))

    def plan(self, envelopes: Iterable[Envelope]) -> None:
        """Know letters that are to be sent; those already known stay what they are."""
        with self.transaction() as time:
            for each in envelopes:
                if known := self.record(each.key):
                    if known.key == each.key[:KEY_LENGTH]:  # from the archive: now known whole
                        self._name(known, each)
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
        """All of it or nothing; gives the time to be written. One within another is part of it."""
        if self.connection.in_transaction:
            yield stamp(self._now())
            return
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

    def _name(self, known: Record, envelope: Envelope) -> None:
        """Give a letter from the archive its whole key and what is in it."""
        values = (envelope.key, envelope.digest, " ".join(envelope.codes), envelope.address)
        self.connection.execute(
            "UPDATE letters SET key = ?, digest = ?, codes = ?, address = ?, who = ? WHERE key = ?",
            (*values, self.address_hash(envelope.address), known.key),
        )
        for table in ("events", "bounces"):
            self.connection.execute(
                f"UPDATE {table} SET key = ? WHERE key = ?", (envelope.key, known.key)
            )

    def learn(self, secrets: Iterable[bytes]) -> None:
        """Tell what other ledgers hashed with these keys."""
        for each in secrets:
            if each not in self.secrets:
                self.connection.execute("INSERT INTO secret VALUES (?)", (each,))
                self.secrets += (each,)


def _marks(values: tuple[str, ...]) -> str:
    """« ?, ? »."""
    return ", ".join("?" * len(values))


def _record(row: tuple[Any, ...]) -> Record:
    named = dict(zip(Record.__slots__, row, strict=True))
    for name in ("copies", "codes", "refused_copies"):
        named[name] = tuple(named[name].split())
    return Record(**{**named, "state": State(named["state"])})
