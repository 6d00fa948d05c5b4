"""Who was written to, and what became of it, for all editions; it knows no server and no words.

A letter is ``attempting``, on the disk, before a server can have it. What is found so by the next
run is ``uncertain``: the server may have accepted it. So is a letter whose message is in the
archive, and of which this ledger, an older copy or without its last lines, knows nothing.

With ``blocklist`` it says what is one change, all or nothing; ``tables`` knows the SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from contextlib import ExitStack
from contextlib import closing
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from pathlib import Path

from tradefiche.errors import MailError
from tradefiche.mail.ledger import comparison
from tradefiche.mail.ledger import database
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.blocklist import FORGOTTEN
from tradefiche.mail.ledger.blocklist import Blocklist
from tradefiche.mail.ledger.records import INTERRUPTED
from tradefiche.mail.ledger.records import UNKNOWN
from tradefiche.mail.ledger.records import Event
from tradefiche.mail.ledger.records import Record
from tradefiche.mail.ledger.records import State
from tradefiche.mail.ledger.records import stamp
from tradefiche.mail.ledger.tables import Tables
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.letter.letter import KEY_LENGTH
from tradefiche.messages import _

__all__ = [
    "FOLDER",
    "INTERRUPTED",
    "UNKNOWN",
    "Event",
    "Ledger",
    "Record",
    "State",
    "open_ledger",
    "stamp",
    "utc_now",
]

FOLDER = Path("output", "mail")


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


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
        ledger = Ledger(Tables(connection), now)
        if not read_only:
            ledger.recover()
        found = comparison.compare(ledger, archive)
        if found.doubtful and read_only:
            copy = stack.enter_context(closing(database.copied(connection)))
            ledger = Ledger(Tables(copy), now)
            ledger.doubt(found.doubtful)
            database.only_read(copy)
        if not read_only:
            ledger.doubt(found.doubtful)
            archive.clear(found.to_delete)
        yield ledger


class Ledger(Blocklist):
    """An open ledger; made by ``open_ledger``.

    What changes it raises a ``MailError`` when that cannot be written, or a part of it: then
    nothing of the change is there.
    """

    # -- reading -----------------------------------------------------------------------------

    def records(self, edition: int | None = None, address: str | None = None) -> tuple[Record, ...]:
        """The letters of an edition, of an address, or all of them, in the order of planning.

        Those of an address are found also once it is forgotten: who has had them is asked again.
        """
        return self._tables.letters(
            edition, () if address is None else self.address_hashes(address)
        )

    def record(self, key: str) -> Record | None:
        """The letter of a key, also when its recipient is forgotten."""
        return self._tables.letter(self.names(key))

    def by_message_id(self, message_id: str) -> Record | None:
        """The letter of a Message-ID, in its angle brackets."""
        return self._tables.letter_by_message_id(message_id)

    def events(self, key: str) -> tuple[Event, ...]:
        """What happened to a letter, in order."""
        return self._tables.events(self.names(key))

    def attempts_since(self, hours: int = 24) -> int:
        """How many messages a server was about to have in the last hours, in all runs."""
        since = stamp(self._now() - timedelta(hours=hours))
        return self._tables.count_events(State.ATTEMPTING, since)

    def lacks(self, other: Ledger, edition: int | None = None) -> bool:
        """Whether somebody would be written to whom another ledger keeps from it."""
        if not set(other.secrets) <= set(self.secrets) and other._tables.blocks():
            return True
        sent = [record for record in other.records(edition) if record.sent]
        return any((here := self.record(each.key)) is None or not here.sent for each in sent)

    # -- sending -----------------------------------------------------------------------------

    def recover(self) -> int:
        """Call uncertain what a run that was killed left on its way; how many there are.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction() as time:
            left = self._tables.keys(State.ATTEMPTING)
            for key in left:
                self._tables.set_state(key, Event(time, State.UNCERTAIN, "dot", reply=INTERRUPTED))
        return len(left)

    def doubt(self, traces: Iterable[comparison.Trace]) -> None:
        """Call uncertain the letters of messages of which nothing is known but that they exist.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction() as time:
            for each in traces:
                key = each.known or each.key
                if not each.known:
                    stranger = Record(
                        key=key,
                        edition=each.edition,
                        address=each.address,
                        copies=each.copies,
                        message_id=each.message_id,
                        time=time,
                    )
                    self._tables.add_letter(stranger, self.address_hash(each.address))
                self._tables.raise_attempts(key, each.attempt, each.erased)
                self._tables.set_state(key, Event(time, State.UNCERTAIN, "dot", reply=UNKNOWN))

    def forgo(self, edition: int, stands: Callable[[Record], bool]) -> None:
        """Plan no more the letters of an edition that were never begun, and do not stand.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction():
            for record in self.records(edition):
                idle = record.state is State.PLANNED and not record.attempts
                if idle and not stands(record):
                    self._tables.delete_letter(record.key)

    def plan(self, envelopes: Iterable[Envelope]) -> None:
        """Know letters that are to be sent; those already known stay what they are.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction() as time:
            for each in envelopes:
                if known := self.record(each.key):
                    if known.key == each.key[:KEY_LENGTH]:  # from the archive: now known whole
                        self._tables.name_letter(known.key, each, self.address_hash(each.address))
                    continue
                who = self.address_hash(each.address)
                # Planned earlier with other files, and never begun: this one takes its place.
                self._tables.delete_unbegun(each.edition, who)
                letter = Record(
                    key=each.key,
                    edition=each.edition,
                    address=each.address,
                    copies=each.copies,
                    digest=each.digest,
                    message_id=each.message_id,
                    codes=each.codes,
                    time=time,
                )
                self._tables.add_letter(letter, who)
                self._tables.add_event(each.key, Event(time, State.PLANNED))

    def attempting(self, key: str) -> None:
        """The server is about to have it: on the disk before this returns.

        Raises:
            MailError: the letter was accepted already, or was never planned; or it cannot be
                written.
        """
        with self._transaction() as time:
            if not self._tables.begin_attempt(key, time):
                raise MailError(
                    _("letter {key} was accepted before, or was never planned", key=key[:12]),
                    _("It is not sent. Run the same command again: it plans anew."),
                )
            self._tables.add_event(key, Event(time, State.ATTEMPTING))

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
        """What became of a letter; on the disk before this returns.

        Raises:
            MailError: it cannot be written.
        """
        with self._transaction() as time:
            event = Event(time, state, stage, code, enhanced, reply)
            self._tables.set_state(key, event, refused_copies)

    # -- another ledger ----------------------------------------------------------------------

    def merge(
        self,
        other: Ledger,
        take: Callable[[Record], int],
        remove: Callable[[Record], object],
        forget: Callable[[str], object],
    ) -> int:
        """Have all that another ledger knows, all of it or nothing; it stays as it is.

        Gives how many letters were new. Doing it twice does no harm.

        Args:
            take: has the messages of a letter of the other one kept here too; gives the number
                of the last attempt of which one is.
            remove: deletes those of a letter of this one.
            forget: deletes an address, and what was sent to it.

        Raises:
            MailError: it cannot be written; or what the three raise.
        """
        with self._transaction():
            self._learn(other)
            here = {name: each for each in self.records() for name in self.names(each.key)}
            new = 0
            for theirs in other.records():
                ours = next((here[n] for n in self.names(theirs.key) if n in here), None)
                if ours is None:
                    new += 1
                    ours = self._adopted(other, theirs)
                kept = 0 if ours.forgotten or theirs.forgotten else take(theirs)
                self._tables.change_letter(ours.merged(theirs, kept))
                self._tell(other, ours, theirs)
                if theirs.forgotten and not ours.forgotten:
                    remove(ours)
                    self.forget(filter(None, [self.record(ours.key)]))
            for address in self._addresses():
                if self.blocked(address).startswith(FORGOTTEN):
                    forget(address)
        return new

    # -- the inside --------------------------------------------------------------------------

    def _learn(self, other: Ledger) -> None:
        """Tell what another ledger hashed with its keys, and block whom it blocks."""
        for each in other.secrets:
            if each not in self.secrets:
                self._tables.add_secret(each)
                self.secrets += (each,)
        for who, time, reason in other._tables.blocks():
            self._tables.add_block(who, time, reason)

    def _adopted(self, other: Ledger, record: Record) -> Record:
        """A letter that this ledger did not know, as the other one has it."""
        who = other._tables.who(record.key) if record.forgotten else None
        self._tables.add_letter(record, who or self.address_hash(record.address))
        return record

    def _tell(self, other: Ledger, ours: Record, theirs: Record) -> None:
        """What happened to a letter in the other ledger happened here, once."""
        known = {replace(each, reply="") for each in self._tables.events([ours.key])}
        for event in other._tables.events([theirs.key]):
            mute = replace(event, reply="")
            if mute not in known:
                self._tables.add_event(ours.key, mute if ours.forgotten else event)
        for noted in other._tables.bounces(theirs.key):
            blank = replace(noted.bounce, address="", reason="")
            bounce = blank if ours.forgotten else noted.bounce
            self._tables.add_bounce(replace(noted, key=ours.key, bounce=bounce))

    def _addresses(self) -> dict[str, None]:
        """All that are not forgotten, copies too."""
        known = self.records()
        return dict.fromkeys(a for each in known for a in (each.address, *each.copies) if a)
