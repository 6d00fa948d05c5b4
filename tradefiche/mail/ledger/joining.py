"""Two ledgers that should have been one: whether one lacks what the other knows, and their union.

Of two words about a letter the one that sends less is believed; who is forgotten or blocked in one
of them is so in both. A hash is kept as its own ledger made it, with the key that tells it again.
"""

from __future__ import annotations

import shlex
from pathlib import Path

from tradefiche import folders
from tradefiche.errors import MailError
from tradefiche.mail.ledger import database
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger import suppression
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.comparison import FORGOTTEN
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.records import Record
from tradefiche.mail.ledger.records import State

_EVENTS = "SELECT time, state, stage, code, enhanced, reply FROM events"


def require_joined(folder: Path, edition: int | None = None, older: Path | None = None) -> None:
    """See that nobody is written to twice because an earlier version kept its ledger elsewhere.

    Args:
        edition: the one to be sent; None for all.
        older: where that version kept it: ``output/mail`` of where one stands.

    Raises:
        MailError: that ledger knows who was written to, or who wants no letter, and this one not.
    """
    older = ledgers.FOLDER if older is None else older
    if not (older / database.NAME).exists() or older.resolve() == folder.resolve():
        return
    with (
        ledgers.open_ledger(older, read_only=True) as other,
        ledgers.open_ledger(folder, read_only=True) as book,
    ):
        if not _lacks(book, other, edition):
            return
    command = f"tradefiche mail join {shlex.quote(str(older.absolute()))}"
    raise MailError(
        f"{older.absolute()} knows of letters or wishes that {folder.absolute()} does not",
        "An earlier version kept its ledger where one stood. This makes one of the two: "
        f"{command} --ledger {shlex.quote(str(folder.absolute()))}. "
        "If they have nothing to do with each other, name one with --ledger.",
    )


def join_folder(folder: Path, other: Path) -> int:
    """See ``join``; neither ledger is written to by anybody else meanwhile.

    Raises:
        MailError: one of them is missing, damaged or the other one, or cannot be written.
        StoreError: another process sends.
    """
    if not (other / database.NAME).exists() or other.resolve() == folder.resolve():
        raise MailError(
            f"{other}: holds no other ledger",
            "Name the folder of the ledger that is to be read, with its ledger.sqlite.",
        )
    with (
        folders.exclusive(other, "another sending of letters"),
        ledgers.open_ledger(folder) as book,
        ledgers.open_ledger(other, read_only=True) as theirs,
    ):
        return join(book, Archive(folder), theirs, Archive(other))


def _lacks(book: Ledger, other: Ledger, edition: int | None) -> bool:
    """Whether somebody would be written to whom the other ledger keeps from it."""
    known = set(other.secrets) <= set(book.secrets)
    if not known and other.connection.execute("SELECT 1 FROM blocked").fetchone():
        return True
    for record in other.records(edition):
        if record.sent:
            here = book.record(record.key)
            if here is None or not here.sent:
                return True
    return False


def join(book: Ledger, archive: Archive, other: Ledger, others: Archive) -> int:
    """Have all that another ledger and its archive know, all of it or nothing; these stay as they
    are. Gives how many letters were new. Doing it twice does no harm.

    Raises:
        MailError: the archive or the ledger cannot be written.
    """
    with book.transaction():
        book.learn(other.secrets)
        blocked = other.connection.execute("SELECT hash, time, reason FROM blocked")
        book.connection.executemany("INSERT OR IGNORE INTO blocked VALUES (?, ?, ?)", blocked)
        here = {name: each for each in book.records() for name in book.names(each.key)}
        new = 0
        for theirs in other.records():
            ours = next((here[n] for n in book.names(theirs.key) if n in here), None)
            if ours is None:
                new += 1
                ours = _inserted(book, other, theirs)
            kept = 0 if ours.forgotten or theirs.forgotten else archive.take(theirs, others)
            _believe(book, ours, theirs, kept)
            _tell(book, other, ours, theirs)
            if theirs.forgotten and not ours.forgotten:
                archive.remove(ours)
                suppression.blank(book, filter(None, [book.record(ours.key)]))
        for address in _addresses(book):
            if book.blocked(address).startswith(FORGOTTEN):
                suppression.forget(book, archive, address)
    return new


def _inserted(book: Ledger, other: Ledger, record: Record) -> Record:
    """A letter that this ledger did not know, as the other one has it."""
    (who,) = other.connection.execute(
        "SELECT who FROM letters WHERE key = ?", (record.key,)
    ).fetchone()
    values = (
        *(record.key, record.edition),
        who if record.forgotten else book.address_hash(record.address),
        *(record.address, " ".join(record.copies), record.digest, record.message_id),
        *(" ".join(record.codes), record.state, record.time, record.attempts, record.erased),
    )
    book.connection.execute(
        "INSERT INTO letters (key, edition, who, address, copies, digest, message_id, codes, state,"
        " time, attempts, erased) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values,
    )
    return record


def _believe(book: Ledger, ours: Record, theirs: Record, kept: int) -> None:
    """Of two words about a letter, keep the one that sends less."""
    best = theirs if theirs.state.certainty >= ours.state.certainty else ours
    copies = () if ours.forgotten else dict.fromkeys((*ours.copies, *theirs.copies))
    values = (
        State.UNCERTAIN if best.doubtful else best.state,
        *(best.stage, best.code, best.enhanced, "" if ours.forgotten else best.reply),
        *(" ".join(copies), "" if ours.forgotten else " ".join(best.refused_copies)),
        *(max(ours.attempts, theirs.attempts, kept), best.time, ours.key),
    )
    book.connection.execute(
        "UPDATE letters SET state = ?, stage = ?, code = ?, enhanced = ?, reply = ?, copies = ?,"
        " refused_copies = ?, attempts = ?, time = ? WHERE key = ?",
        values,
    )


def _tell(book: Ledger, other: Ledger, ours: Record, theirs: Record) -> None:
    """What happened to a letter in the other ledger happened here, once."""
    known = {
        row[:-1]
        for row in book.connection.execute(f"{_EVENTS} WHERE key = ? ORDER BY id", (ours.key,))
    }
    for row in other.connection.execute(f"{_EVENTS} WHERE key = ? ORDER BY id", (theirs.key,)):
        if row[:-1] not in known:
            book.connection.execute(
                "INSERT INTO events (key, time, state, stage, code, enhanced, reply)"
                " VALUES (?, ?, ?, ?, ?, ?, ?)",
                (ours.key, *row[:-1], "" if ours.forgotten else row[-1]),
            )
    came_back = other.connection.execute(
        "SELECT id, time, address, status, hard, reason FROM bounces WHERE key = ?", (theirs.key,)
    )
    for bounce_id, time, address, status, hard, reason in came_back:
        words = ("", status, hard, "") if ours.forgotten else (address, status, hard, reason)
        book.connection.execute(
            "INSERT OR IGNORE INTO bounces VALUES (?, ?, ?, ?, ?, ?, ?)",
            (bounce_id, time, ours.key, *words),
        )


def _addresses(book: Ledger) -> dict[str, None]:
    """All that are not forgotten, copies too."""
    known = book.records()
    return dict.fromkeys(a for each in known for a in (each.address, *each.copies) if a)
