"""Whether a letter leaves, on the word of the ledger alone; it changes nothing there."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from tradefiche.mail.kept import _
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.ledger import Record
from tradefiche.mail.ledger.ledger import State
from tradefiche.mail.smtp.outcomes import Stage


class Decision(StrEnum):
    """What is to be done with a letter."""

    SEND = "to send"
    CORRECTION = "correction"
    ALREADY_SENT = "already sent"
    UNCERTAIN = "uncertain"
    BLOCKED = "blocked"
    REFUSED_BEFORE = "refused before"
    LATER = "beyond the limit"


@dataclass(frozen=True, slots=True)
class Allowed:
    """The explicit words of the operator."""

    corrections: bool = False
    retry_uncertain: bool = False
    retry_refused: bool = False


@dataclass(frozen=True, slots=True)
class Judgement:
    """A verdict with its reason, which ``kept.spoken`` says; ``sends`` when the letter leaves."""

    verdict: Decision
    reason: str
    sends: bool


class Judge:
    """What the ledger says of the letters of one edition."""

    def __init__(self, ledger: Ledger, edition: int, allowed: Allowed) -> None:
        self._ledger, self._edition, self._allowed = ledger, edition, allowed

    def blocked(self, address: str) -> str:
        """Why never to write to an address again, or nothing."""
        return self._ledger.blocked(address)

    def judge(self, address: str, key: str) -> Judgement:
        """What is to be done with the letter of that key to that address."""
        if reason := self.blocked(address):
            return Judgement(Decision.BLOCKED, reason, sends=False)
        if known := self._known(self._ledger.record(key)):
            return known
        found = self._ledger.records(self._edition, address)
        others = [each for each in found if each.key != key]
        before = [each for each in others if each.sent]
        if before:
            when = before[-1].time[:10]
            if before[-1].state is State.ACCEPTED:
                reason = _("other files were sent on {date}", date=when)
            else:
                reason = _("other files may have been sent on {date}", date=when)
            return Judgement(Decision.CORRECTION, reason, self._allowed.corrections)
        for each in others:  # an address that does not exist takes no other files either
            if each.state is State.REFUSED and each.stage == Stage.RCPT:
                return self._refused(each)
        return Judgement(Decision.SEND, "", sends=True)

    def _known(self, record: Record | None) -> Judgement | None:
        """What an earlier attempt at this very letter says; None when it may simply leave."""
        if record is None:
            return None
        when = record.time[:10]
        if record.state is State.ACCEPTED:
            return Judgement(Decision.ALREADY_SENT, _("accepted on {date}", date=when), sends=False)
        if record.doubtful:
            return Judgement(
                Decision.UNCERTAIN,
                _("the server may have it since {date}", date=when),
                self._allowed.retry_uncertain,
            )
        return self._refused(record) if record.state is State.REFUSED else None

    def _refused(self, record: Record) -> Judgement:
        code, when = record.enhanced or str(record.code or ""), record.time[:10]
        if code:
            reason = _("refused {code} on {date}", code=code, date=when)
        else:
            reason = _("refused on {date}", date=when)
        return Judgement(Decision.REFUSED_BEFORE, reason, self._allowed.retry_refused)
