"""The rows of the ledger, one method a question or a change; it knows not what they mean.

Only this module and ``database`` know SQL, and only they touch the connection to the file.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import contextmanager
from typing import Any

from tradefiche.errors import MailError
from tradefiche.mail.ledger.records import Bounce
from tradefiche.mail.ledger.records import Event
from tradefiche.mail.ledger.records import Noted
from tradefiche.mail.ledger.records import Record
from tradefiche.mail.ledger.records import State
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.messages import _

_LETTER = ", ".join(Record.__slots__)
_EVENT = ", ".join(Event.__slots__)


class Tables:
    """Those of an open ledger.

    What cannot be written is told by ``transaction``, what cannot be read by ``open_ledger``.
    """

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All of it, on the disk, or nothing. One within another is part of it.

        Raises:
            MailError: the ledger cannot be written.
        """
        if self._connection.in_transaction:
            yield
            return
        try:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")
        except sqlite3.Error as error:
            raise MailError(
                _("the ledger cannot be written: {error}", error=error),
                _("Nothing more is sent. Free some space, then run the same command again."),
            ) from error

    # -- the keys of the hashes --------------------------------------------------------------

    def secrets(self) -> tuple[bytes, ...]:
        """The ledger's own key, then those it learned.

        Raises:
            sqlite3.DatabaseError: there is none, or one that is none: nobody would be known again.
        """
        rows = self._connection.execute("SELECT key FROM secret ORDER BY rowid")
        keys = tuple(key for (key,) in rows)
        if not keys or not all(isinstance(key, bytes) and key for key in keys):
            raise sqlite3.DatabaseError(_("the key of its hashes is gone"))
        return keys

    def add_secret(self, secret: bytes) -> None:
        """Learn a key."""
        self._connection.execute("INSERT INTO secret VALUES (?)", (secret,))

    # -- letters -----------------------------------------------------------------------------

    def letters(self, edition: int | None, who: Sequence[str]) -> tuple[Record, ...]:
        """Those of an edition, or all; to one of these hashes, or to anybody; as planned."""
        given = [f"who IN ({_marks(who)})"] if who else []
        given += ["edition = ?"] if edition is not None else []
        rows = self._connection.execute(
            f"SELECT {_LETTER} FROM letters WHERE {' AND '.join(given) or 'true'}"
            " ORDER BY edition, rowid",
            (*who, edition) if edition is not None else tuple(who),
        )
        return tuple(map(_record, rows))

    def letter(self, names: Sequence[str]) -> Record | None:
        """The one with one of these keys."""
        row = self._connection.execute(
            f"SELECT {_LETTER} FROM letters WHERE key IN ({_marks(names)})", names
        ).fetchone()
        return _record(row) if row else None

    def letter_by_message_id(self, message_id: str) -> Record | None:
        """The one of a Message-ID."""
        row = self._connection.execute(
            f"SELECT {_LETTER} FROM letters WHERE message_id = ? AND message_id <> ''",
            (message_id,),
        ).fetchone()
        return _record(row) if row else None

    def who(self, key: str) -> str:
        """The hash of the recipient of a letter."""
        (found,) = self._connection.execute(
            "SELECT who FROM letters WHERE key = ?", (key,)
        ).fetchone()
        return str(found)

    def keys(self, state: State) -> tuple[str, ...]:
        """Of all letters in that state."""
        rows = self._connection.execute("SELECT key FROM letters WHERE state = ?", (state,))
        return tuple(key for (key,) in rows.fetchall())

    def add_letter(self, record: Record, who: str) -> None:
        """A letter more, to the address of that hash."""
        columns = f"{_LETTER}, who"
        marks = _marks((*Record.__slots__, "who"))
        self._connection.execute(
            f"INSERT INTO letters ({columns}) VALUES ({marks})", (*_row(record), who)
        )

    def change_letter(self, record: Record) -> None:
        """Have the letter of that key be as the record says, its recipient's hash apart."""
        changes = ", ".join(f"{name} = ?" for name in Record.__slots__)
        self._connection.execute(
            f"UPDATE letters SET {changes} WHERE key = ?", (*_row(record), record.key)
        )

    def name_letter(self, key: str, envelope: Envelope, who: str) -> None:
        """Give a letter its whole key and what is in it, and its history the key."""
        self._connection.execute(
            "UPDATE letters SET key = ?, digest = ?, codes = ?, address = ?, who = ? WHERE key = ?",
            (envelope.key, envelope.digest, " ".join(envelope.codes), envelope.address, who, key),
        )
        for table in ("events", "bounces"):
            self._connection.execute(
                f"UPDATE {table} SET key = ? WHERE key = ?", (envelope.key, key)
            )

    def raise_attempts(self, key: str, attempts: int, erased: int) -> None:
        """Have a letter's attempts, and those erased, be at least so many."""
        self._connection.execute(
            "UPDATE letters SET attempts = max(attempts, ?), erased = max(erased, ?) WHERE key = ?",
            (attempts, erased, key),
        )

    def set_copies(self, key: str, copies: Iterable[str], refused: Iterable[str]) -> None:
        """Who has a copy of a letter, all of whose messages are erased."""
        self._connection.execute(
            "UPDATE letters SET copies = ?, refused_copies = ?, erased = attempts WHERE key = ?",
            (" ".join(copies), " ".join(refused), key),
        )

    def begin_attempt(self, key: str, time: str) -> bool:
        """Count an attempt at a letter; False when it was accepted, or is not there."""
        done = self._connection.execute(
            "UPDATE letters SET state = ?, time = ?, attempts = attempts + 1"
            " WHERE key = ? AND state <> ?",
            (State.ATTEMPTING, time, key, State.ACCEPTED),
        )
        return done.rowcount == 1

    def set_state(self, key: str, event: Event, refused_copies: Iterable[str] = ()) -> None:
        """What became of a letter, also to its history."""
        self._connection.execute(
            "UPDATE letters SET state = ?, stage = ?, code = ?, enhanced = ?, reply = ?,"
            " refused_copies = ?, time = ? WHERE key = ?",
            (
                event.state,
                event.stage,
                event.code,
                event.enhanced,
                event.reply,
                " ".join(refused_copies),
                event.time,
                key,
            ),
        )
        self.add_event(key, event)

    def delete_letter(self, key: str) -> None:
        """A letter less, and its history."""
        for table in ("letters", "events"):
            self._connection.execute(f"DELETE FROM {table} WHERE key = ?", (key,))

    def delete_unbegun(self, edition: int, who: str) -> None:
        """Without the letters to somebody that were planned, and never begun."""
        self._connection.execute(
            "DELETE FROM letters WHERE edition = ? AND who = ? AND state = ? AND attempts = 0",
            (edition, who, State.PLANNED),
        )

    def blank_letter(self, key: str, new: str) -> None:
        """A letter and its history under a new key, with nothing of whom it was to."""
        self._connection.execute(
            "UPDATE letters SET key = ?, address = '', copies = '', message_id = '',"
            " reply = '', refused_copies = '' WHERE key = ?",
            (new, key),
        )
        self._connection.execute("UPDATE events SET key = ?, reply = '' WHERE key = ?", (new, key))

    def blank_replies(self, key: str, address: str) -> None:
        """Without the words of a server, about a letter, that hold an address in lower case."""
        for table in ("letters", "events"):
            self._connection.execute(
                f"UPDATE {table} SET reply = '' WHERE key = ? AND instr(lower(reply), ?)",
                (key, address),
            )

    # -- their history -----------------------------------------------------------------------

    def events(self, names: Sequence[str]) -> tuple[Event, ...]:
        """What happened to the letter with one of these keys, in order."""
        rows = self._connection.execute(
            f"SELECT {_EVENT} FROM events WHERE key IN ({_marks(names)}) ORDER BY time, id", names
        )
        return tuple(Event(row[0], State(row[1]), *row[2:]) for row in rows)

    def add_event(self, key: str, event: Event) -> None:
        """One more."""
        self._connection.execute(
            f"INSERT INTO events (key, {_EVENT}) VALUES (?, {_marks(Event.__slots__)})",
            (key, event.time, event.state, event.stage, event.code, event.enhanced, event.reply),
        )

    def count_events(self, state: State, since: str) -> int:
        """How many letters became so, after that time."""
        (found,) = self._connection.execute(
            "SELECT count(*) FROM events WHERE state = ? AND time > ?", (state, since)
        ).fetchone()
        return int(found)

    # -- bounces -----------------------------------------------------------------------------

    def bounces(self, key: str | None = None) -> tuple[Noted, ...]:
        """Those of a letter, or all, in the order they came."""
        rows = self._connection.execute(
            "SELECT key, time, id, address, status, hard, reason FROM bounces"
            f" WHERE {'true' if key is None else 'key = ?'} ORDER BY rowid",
            () if key is None else (key,),
        )
        return tuple(
            Noted(row[0], row[1], Bounce(row[2], row[3], row[4], bool(row[5]), row[6]))
            for row in rows
        )

    def add_bounce(self, noted: Noted) -> bool:
        """One more; False when its report was there before."""
        bounce = noted.bounce
        done = self._connection.execute(
            "INSERT OR IGNORE INTO bounces VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                bounce.id,
                noted.time,
                noted.key,
                bounce.address,
                bounce.status,
                int(bounce.hard),
                bounce.reason,
            ),
        )
        return done.rowcount == 1

    def blank_bounces(self, key: str, new: str) -> None:
        """Those of a letter: under its new key, without address and words."""
        self._connection.execute(
            "UPDATE bounces SET key = ?, address = '', reason = '' WHERE key = ?", (new, key)
        )

    def blank_bounces_of(self, address: str) -> None:
        """Those of an address in lower case: without it, and without words."""
        self._connection.execute(
            "UPDATE bounces SET address = '', reason = '' WHERE lower(address) = ?", (address,)
        )

    # -- who is blocked ----------------------------------------------------------------------

    def blocks(self) -> tuple[tuple[str, str, str], ...]:
        """Hash, time and reason of each."""
        return tuple(self._connection.execute("SELECT hash, time, reason FROM blocked"))

    def block(self, who: Sequence[str]) -> tuple[str, str] | None:
        """Reason and time of the first of these hashes to be blocked."""
        row = self._connection.execute(
            f"SELECT reason, time FROM blocked WHERE hash IN ({_marks(who)}) ORDER BY time", who
        ).fetchone()
        return (row[0], row[1]) if row else None

    def add_block(self, who: str, time: str, reason: str, *, replace: bool = False) -> None:
        """One more; one that is there stays what it is, unless replaced."""
        otherwise = "REPLACE" if replace else "IGNORE"
        self._connection.execute(
            f"INSERT OR {otherwise} INTO blocked VALUES (?, ?, ?)", (who, time, reason)
        )

    def delete_blocks(self, who: Sequence[str]) -> bool:
        """Without these hashes; False when none was there."""
        done = self._connection.execute(f"DELETE FROM blocked WHERE hash IN ({_marks(who)})", who)
        return done.rowcount > 0


def _marks(values: Sequence[str]) -> str:
    """« ?, ? »."""
    return ", ".join("?" * len(values))


def _row(record: Record) -> tuple[Any, ...]:
    values = (getattr(record, name) for name in Record.__slots__)
    return tuple(" ".join(value) if isinstance(value, tuple) else value for value in values)


def _record(row: tuple[Any, ...]) -> Record:
    named = dict(zip(Record.__slots__, row, strict=True))
    for name in ("copies", "codes", "refused_copies"):
        named[name] = tuple(named[name].split())
    return Record(**{**named, "state": State(named["state"])})
