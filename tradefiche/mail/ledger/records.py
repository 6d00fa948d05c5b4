"""A letter as the ledger knows it, its states and its history, as data; it reads no file."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tradefiche.mail.letter.letter import KEY_LENGTH


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


@dataclass(frozen=True, slots=True)
class Event:
    """One change of a letter."""

    time: str
    state: State
    stage: str
    code: int
    enhanced: str
    reply: str


_BELIEVED = (
    *(State.PLANNED, State.DEFERRED, State.REFUSED),
    *(State.ATTEMPTING, State.UNCERTAIN, State.ACCEPTED),
)
