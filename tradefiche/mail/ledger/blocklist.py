"""The half of the ledger that is about persons: who is blocked, what came back, who is forgotten.

It says what is one change, all or nothing; it knows no letter's way and no archive, and leaves the
SQL to ``tables``.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from tradefiche.mail.kept import _
from tradefiche.mail.ledger.pseudonyms import Pseudonyms
from tradefiche.mail.ledger.records import Bounce
from tradefiche.mail.ledger.records import Noted
from tradefiche.mail.ledger.records import Record
from tradefiche.mail.ledger.records import State
from tradefiche.mail.ledger.records import stamp
from tradefiche.mail.ledger.tables import Tables

UNSUBSCRIBED = "unsubscribed"
FORGOTTEN = "forgotten"
"""Why an address is blocked that must not be known any more."""
HARD_BOUNCE = "hard bounce "
"""Before the code of what came back."""


class Blocklist(Pseudonyms):
    """What a ``Ledger`` is, but for the sending of letters."""

    def __init__(self, tables: Tables, now: Callable[[], datetime]) -> None:
        super().__init__(tables.secrets())
        self._tables = tables
        self._now = now

    @contextmanager
    def _transaction(self) -> Iterator[str]:
        """All of it or nothing; gives the time to be written."""
        with self._tables.transaction():
            yield stamp(self._now())

    def blocked(self, address: str) -> str:
        """Why never to write to an address again: « unsubscribed on 2025-03-01 »; or empty.

        In English, which ``kept.spoken`` says.
        """
        found = self._tables.block(self.address_hashes(address))
        return _dated(found[0], found[1][:10]) if found else ""

    def bounces(self) -> tuple[Noted, ...]:
        """All reports, in the order they came."""
        return self._tables.bounces()

    def block(self, address: str, reason: str) -> None:
        """Never write to an address again.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction() as time:
            self._tables.add_block(self.address_hash(address), time, reason, replace=True)

    def unblock(self, address: str) -> bool:
        """Write to an address again; False when nothing stood against it.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction():
            return self._tables.delete_blocks(self.address_hashes(address))

    def note(self, record: Record | None, bounce: Bounce) -> bool:
        """Keep a report, and never write again where it is hard; False when it was noted before.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction() as time:
            if not self._tables.add_bounce(Noted(record.key if record else "", time, bounce)):
                return False
            if bounce.hard and record is not None:
                who = self.address_hash(bounce.address)
                self._tables.add_block(who, time, f"{HARD_BOUNCE}{bounce.status}")
        return True

    def forget(self, records: Iterable[Record]) -> None:
        """Keep of letters only that there was one; of those that never left, nothing.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction():
            for record in records:
                sent = record.state in (State.ACCEPTED, State.UNCERTAIN)
                new = self.hashed(record.key) if sent else ""
                if sent:
                    self._tables.blank_letter(record.key, new)
                else:
                    self._tables.delete_letter(record.key)
                self._tables.blank_bounces(record.key, new)

    def strike(self, address: str, records: Iterable[Record]) -> None:
        """Take an address, in lower case, out of letters to others and out of all bounces.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction():
            for record in records:
                kept = [each for each in record.copies if each.casefold() != address]
                refused = [each for each in record.refused_copies if each.casefold() != address]
                self._tables.set_copies(record.key, kept, refused)
                self._tables.blank_replies(record.key, address)
            self._tables.blank_bounces_of(address)


def _dated(reason: str, date: str) -> str:
    """A reason as the ledger has it, with its day."""
    if reason == UNSUBSCRIBED:
        return _("unsubscribed on {date}", date=date)
    if reason == FORGOTTEN:
        return _("forgotten on {date}", date=date)
    if reason.startswith(HARD_BOUNCE):
        status = reason.removeprefix(HARD_BOUNCE)
        return _("hard bounce {status} on {date}", status=status, date=date)
    return _("{reason} on {date}", reason=reason, date=date)
