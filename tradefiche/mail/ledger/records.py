"""A letter as the ledger knows it, its states, history and bounces, as data; it reads no file."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from enum import StrEnum

from tradefiche.mail.kept import _
from tradefiche.mail.letter.letter import KEY_LENGTH

INTERRUPTED = _("the run ended before the server had answered")
UNKNOWN = _("its message is in the archive, and the ledger did not know of it")
"""What is noted as the reply where no server's is known."""


class State(StrEnum):
    """What became of a letter."""

    PLANNED = "planned"
    ATTEMPTING = "attempting"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"

    @property
    def certainty(self) -> int:
        """Of two words about one letter the greater is believed: it sends less."""
        return _BELIEVED.index(self)


@dataclass(frozen=True, slots=True)
class Record:
    """A letter and its last state.

    Attributes:
        key: as in ``letter.letter_key``, or as much of it as stands in the Message-ID when only
            the archive knew the letter; once forgotten, a keyed hash of it.
        address, copies, message_id: empty once forgotten, or when only a damaged message tells of
            the letter.
        codes: the territories whose fiches are in it.
        stage, code, enhanced, reply: the server's last answer, and to what.
        refused_copies: addresses of the « cc » that the server did not take.
        attempts: how often the server was about to have it.
        time: of the last change, ISO 8601 in UTC.
        erased: the messages of so many attempts, from the first, were deleted from the archive for
            an address in copy that is forgotten.
    """

    key: str
    edition: int
    address: str
    copies: tuple[str, ...] = ()
    digest: str = ""
    message_id: str = ""
    codes: tuple[str, ...] = ()
    state: State = State.PLANNED
    stage: str = ""
    code: int = 0
    enhanced: str = ""
    reply: str = ""
    refused_copies: tuple[str, ...] = ()
    attempts: int = 0
    time: str = ""
    erased: int = 0

    @property
    def forgotten(self) -> bool:
        """Only that there was a letter is known, and nothing of whom it was to."""
        return not self.address and len(self.key) > KEY_LENGTH

    @property
    def sent(self) -> bool:
        """The server has it, or may have it."""
        return self.state is State.ACCEPTED or self.doubtful

    @property
    def doubtful(self) -> bool:
        """The server may have it: nobody may send it again without an explicit word."""
        return self.state in (State.ATTEMPTING, State.UNCERTAIN)

    def merged(self, other: Record, kept: int) -> Record:
        """This letter once another ledger's word about it is heard: what sends less is believed.

        Args:
            kept: the number of the last attempt of which a message is kept here.
        """
        best = other if other.state.certainty >= self.state.certainty else self
        merged = replace(
            self,
            state=State.UNCERTAIN if best.doubtful else best.state,
            stage=best.stage,
            code=best.code,
            enhanced=best.enhanced,
            reply=best.reply,
            copies=tuple(dict.fromkeys((*self.copies, *other.copies))),
            refused_copies=best.refused_copies,
            attempts=max(self.attempts, other.attempts, kept),
            time=best.time,
        )
        if not self.forgotten:
            return merged
        return replace(merged, reply="", copies=(), refused_copies=())


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a letter."""

    time: str
    state: State
    stage: str = ""
    code: int = 0
    enhanced: str = ""
    reply: str = ""


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


def stamp(moment: datetime) -> str:
    """« 2025-03-01T08:30:00Z »."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


_BELIEVED = (
    State.PLANNED,
    State.DEFERRED,
    State.REFUSED,
    State.ATTEMPTING,
    State.UNCERTAIN,
    State.ACCEPTED,
)
