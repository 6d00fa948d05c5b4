"""Whom not to write to again, and whom to forget; it knows no server and reads no report.

What is kept of a forgotten address is a hash with a key of the ledger: enough to never write to it
again, nor twice, and nothing that gives it away.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.comparison import FORGOTTEN
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.ledger import Record
from tradefiche.mail.ledger.ledger import State

UNSUBSCRIBED = "unsubscribed"


@dataclass(frozen=True, slots=True)
class Bounce:
    """What a report says of one address.

    Attributes:
        id: of the report and of the address in it: the same report counts once.
        status: « 5.1.1 ».
        hard: True when nobody will ever read what is sent there.
        reason: the words of the server that gave up.
    """

    id: str
    address: str
    status: str
    hard: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Noted:
    """A bounce in the ledger, with the key of its letter, or empty; ``time`` when it was noted."""

    key: str
    time: str
    bounce: Bounce


def block(ledger: Ledger, address: str, reason: str) -> None:
    """Never write to an address again."""
    with ledger.transaction() as time:
        ledger.connection.execute(
            "INSERT OR REPLACE INTO blocked VALUES (?, ?, ?)",
            (ledger.address_hash(address), time, reason),
        )


def allow(ledger: Ledger, address: str) -> bool:
    """Write to an address again; False when nothing stood against it."""
    hashes = [(each,) for each in ledger.address_hashes(address)]
    with ledger.transaction():
        done = ledger.connection.executemany("DELETE FROM blocked WHERE hash = ?", hashes)
    return done.rowcount > 0


def note(ledger: Ledger, record: Record | None, bounce: Bounce) -> bool:
    """Keep a report, and never write again where it is hard; False when it was noted before."""
    with ledger.transaction() as time:
        done = ledger.connection.execute(
            "INSERT OR IGNORE INTO bounces VALUES (?, ?, ?, ?, ?, ?, ?)",
            (
                *(bounce.id, time, record.key if record else "", bounce.address),
                *(bounce.status, int(bounce.hard), bounce.reason),
            ),
        )
        if done.rowcount != 1:
            return False
        if bounce.hard and record is not None:
            ledger.connection.execute(
                "INSERT OR IGNORE INTO blocked VALUES (?, ?, ?)",
                (ledger.address_hash(bounce.address), time, f"hard bounce {bounce.status}"),
            )
    return True


def bounces(ledger: Ledger) -> tuple[Noted, ...]:
    """All reports, in the order they came."""
    rows = ledger.connection.execute(
        "SELECT key, time, id, address, status, hard, reason FROM bounces ORDER BY rowid"
    )
    return tuple(
        Noted(row[0], row[1], Bounce(row[2], row[3], row[4], bool(row[5]), row[6])) for row in rows
    )


def forget(ledger: Ledger, archive: Archive, address: str) -> int:
    """Delete an address and what was sent to it, and never write to it again.

    Gives how many letters had it, as recipient or as copy. Doing it twice does no harm.
    """
    wanted = address.strip().casefold()
    about = [
        record
        for record in ledger.records()
        if wanted in {each.casefold() for each in (record.address, *record.copies)}
    ]
    # The archive first: should this be cut short, the ledger still knows what to delete.
    for record in about:
        archive.remove(record)
    block(ledger, wanted, FORGOTTEN)
    blank(ledger, [record for record in about if record.address.casefold() == wanted])
    _strike(ledger, [record for record in about if record.address.casefold() != wanted], wanted)
    with ledger.transaction():
        ledger.connection.execute(
            "UPDATE bounces SET address = '', reason = '' WHERE lower(address) = ?", (wanted,)
        )
    return len(about)


def forget_before(ledger: Ledger, archive: Archive, edition: int) -> int:
    """Delete addresses and archive of the editions before one; gives how many letters.

    Nobody is blocked by it, and what blocks stays.
    """
    old = [each for each in ledger.records() if each.edition < edition and not each.forgotten]
    for record in old:
        archive.remove(record)
    blank(ledger, old)
    return len(old)


def blank(ledger: Ledger, records: Iterable[Record]) -> None:
    """Keep of letters only that there was one; of those that never left, nothing."""
    with ledger.transaction():
        execute = ledger.connection.execute
        for record in records:
            if record.state in (State.ACCEPTED, State.UNCERTAIN):
                hashed = ledger.hashed(record.key)
                execute(
                    "UPDATE letters SET key = ?, address = '', copies = '', message_id = '',"
                    " reply = '', refused_copies = '' WHERE key = ?",
                    (hashed, record.key),
                )
                execute("UPDATE events SET key = ?, reply = '' WHERE key = ?", (hashed, record.key))
            else:
                hashed = ""
                execute("DELETE FROM letters WHERE key = ?", (record.key,))
                execute("DELETE FROM events WHERE key = ?", (record.key,))
            execute(
                "UPDATE bounces SET key = ?, address = '', reason = '' WHERE key = ?",
                (hashed, record.key),
            )


def _strike(ledger: Ledger, records: Iterable[Record], address: str) -> None:
    """Take an address out of the copies of letters to others."""
    with ledger.transaction():
        for record in records:
            kept = [each for each in record.copies if each.casefold() != address]
            refused = [each for each in record.refused_copies if each.casefold() != address]
            ledger.connection.execute(
                "UPDATE letters SET copies = ?, refused_copies = ?, erased = attempts"
                " WHERE key = ?",
                (" ".join(kept), " ".join(refused), record.key),
            )
            for table in ("letters", "events"):
                ledger.connection.execute(
                    f"UPDATE {table} SET reply = '' WHERE key = ? AND instr(lower(reply), ?)",
                    (record.key, address),
                )
