"""Sends letters one after the other, at the pace that was asked for; ends rather than harms.

It knows what answers mean, the ledger and the archive, and neither words nor sockets. Time is
given to it, so that tests need none.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace

from tradefiche.errors import MailError
from tradefiche.mail.kept import KeptError
from tradefiche.mail.kept import _
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.ledger import State
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.settings import Settings
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import AnswerClass
from tradefiche.mail.smtp.outcomes import AnswerOutcome
from tradefiche.mail.smtp.outcomes import Stage
from tradefiche.mail.smtp.session import Connection
from tradefiche.mail.smtp.session import Sent

__all__ = ["Envelope", "Result", "deliver", "unknown"]

IDLE = 45.0
"""Seconds after which a connection that nobody used is made anew: servers hang up on them."""
_STATES = {
    AnswerClass.ACCEPTED: State.ACCEPTED,
    AnswerClass.REFUSED: State.REFUSED,
    AnswerClass.DEFERRED: State.DEFERRED,
    AnswerClass.UNCERTAIN: State.UNCERTAIN,
    # The letter is as good as before; the trouble is ours.
    AnswerClass.STOP: State.DEFERRED,
    AnswerClass.RECONNECT: State.DEFERRED,
}

Wait = Callable[[float], bool]


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one letter in this run.

    Attributes:
        state: planned when it was not tried.
        outcome: the last answer to it; None when there is none.
        reason: why, without addresses; English, which ``kept.spoken`` says.
        refused_copies: addresses of the « cc » that the server did not take.
    """

    envelope: Envelope
    state: State
    outcome: AnswerOutcome | None
    reason: str
    refused_copies: tuple[str, ...] = ()


def pause(seconds: float) -> bool:
    """Wait, without anybody who could ask to stop."""
    if seconds > 0:
        time.sleep(seconds)
    return False


def deliver(
    envelopes: Sequence[Envelope],
    settings: Settings,
    connect: Callable[[], Connection],
    ledger: Ledger | None,
    archive: Archive | None = None,
    *,
    retry_uncertain: bool = False,
    wait: Wait = pause,
    clock: Callable[[], float] = time.monotonic,
) -> Iterator[Result]:
    """Send letters; gives one result for each, as soon as it is final.

    The ledger has the last word: what it says was accepted, or may have been, or is not to be
    written to, is not sent, whatever was planned before it was opened.

    Deferred ones are tried again within the run, later and later. When the run must end, the
    letters that are left are given as they are, with the reason.

    Args:
        connect: makes a connection, or raises MailError.
        ledger: None for letters that are only a test: nothing is remembered.
        retry_uncertain: send also what a server may have.
        wait: waits for so many seconds; True when the run is asked to end.
        clock: seconds that only grow.

    Raises:
        MailError: the first connection fails, or the ledger or the archive cannot be written.
    """
    run = _Delivery(settings, connect, ledger, archive, wait, clock)
    leaving = list(envelopes)
    if ledger is not None:
        against = {each.key: _against(ledger, each, retry_uncertain) for each in envelopes}
        yield from filter(None, against.values())
        leaving = [_spared(ledger, each) for each in envelopes if against[each.key] is None]
        ledger.plan(leaving)
    try:
        yield from run.through(leaving)
    finally:
        run.hang_up()


def _against(ledger: Ledger, envelope: Envelope, retry_uncertain: bool) -> Result | None:
    """Why a letter is not sent after all."""
    record = ledger.record(envelope.key)
    if record and record.sent and not (record.doubtful and retry_uncertain):
        return Result(envelope, record.state, None, _("by an earlier run"))
    reason = ledger.blocked(envelope.address)
    if not reason and not envelope.correction and _had_others(ledger, envelope):
        reason = _("other files were sent since the plan was made")
    return Result(envelope, State.PLANNED, None, _not_tried(reason)) if reason else None


def _not_tried(reason: str) -> str:
    return _("not tried: {reason}", reason=reason)


def _in_a_row(count: int, reason: str) -> str:
    """The failures that end a run."""
    if count == 1:
        return _("1 failure: {reason}", reason=reason)
    return _("{count} failures in a row, the last one: {reason}", count=count, reason=reason)


def unknown(envelope: Envelope) -> Result:
    """What is told of a letter when a run is cut short before its end is known."""
    return Result(envelope, State.PLANNED, None, _("the run ended before it was known"))


def _had_others(ledger: Ledger, envelope: Envelope) -> bool:
    """Another run may have ended between this one's plan and its first letter."""
    names = ledger.names(envelope.key)
    return any(
        each.sent and each.key not in names
        for each in ledger.records(envelope.edition, envelope.address)
    )


def _spared(ledger: Ledger, envelope: Envelope) -> Envelope:
    """Without the copies to those who are not to be written to."""
    kept = tuple(each for each in envelope.copies if not ledger.blocked(each))
    return envelope if kept == envelope.copies else replace(envelope, copies=kept)


class _Delivery:
    """One run: its connection, its pace, and why it ends."""

    def __init__(
        self,
        settings: Settings,
        connect: Callable[[], Connection],
        ledger: Ledger | None,
        archive: Archive | None,
        wait: Wait,
        clock: Callable[[], float],
    ) -> None:
        self._settings, self._connect = settings, connect
        self._ledger, self._archive = ledger, archive
        self._wait, self._clock = wait, clock
        self._connection: Connection | None = None
        self._used = 0
        self._last = clock()
        self._next = self._last
        self._failures = 0
        self._doubtful: set[str] = set()
        """Letters that a server may have had before this run."""
        self._ended = ""
        """Why no further letter is tried."""

    def through(self, envelopes: Iterable[Envelope]) -> Iterator[Result]:
        """All letters, then again those that were deferred."""
        pending: list[tuple[Envelope, Sent | None]] = [(each, None) for each in envelopes]
        if pending:
            self._connected(tries=1)
        for turn in range(self._settings.retries + 1):
            if turn and pending and not self._ended:
                self._pause(self._settings.retry_after * 2.0 ** (turn - 1))
            again: list[tuple[Envelope, Sent | None]] = []
            for envelope, before in pending:
                if not self._may_go_on():
                    yield self._left(envelope, before)
                    continue
                sent = self._tried(envelope)
                passing = sent.outcome.meaning in (AnswerClass.DEFERRED, AnswerClass.RECONNECT)
                if passing and turn < self._settings.retries:
                    again.append((envelope, sent))
                else:
                    yield self._result(envelope, sent)
            pending = again

    def hang_up(self) -> None:
        """Leave the server, if there is one."""
        if self._connection is not None:
            self._connection.close()
        self._connection = None

    # -- whether and when --------------------------------------------------------------------

    def _may_go_on(self) -> bool:
        """Wait for the pace; False when the run is over."""
        if not self._ended:
            self._pause(self._next - self._clock())
        per_day = self._settings.per_day
        tried = self._ledger.attempts_since(24) if per_day and self._ledger is not None else 0
        if not self._ended and per_day and tried >= per_day:
            self._ended = _(
                "the limit of {count} in 24 hours is reached; run it again tomorrow", count=per_day
            )
        return not self._ended

    def _pause(self, seconds: float) -> None:
        if self._wait(max(0.0, seconds)):
            self._ended = _("interrupted")

    def _count(self, outcome: AnswerOutcome) -> None:
        """End the run when it concerns us, or when nothing gets through any more."""
        if outcome.meaning is AnswerClass.STOP:
            self._ended = outcome.words
        elif outcome.meaning is AnswerClass.ACCEPTED:
            self._failures = 0
        else:
            self._failures += 1
            if self._failures >= self._settings.failures_in_a_row:
                self._ended = _in_a_row(self._failures, outcome.words)

    # -- one letter --------------------------------------------------------------------------

    def _tried(self, envelope: Envelope) -> Sent:
        """Offer a letter once; twice when the connection proves to be dead before it."""
        if self._settings.per_minute:
            self._next = max(self._next, self._clock()) + 60 / self._settings.per_minute
        content = envelope.content()
        sent = self._offered(envelope, content)
        stale = self._used > 1 and sent.outcome.answer.stage is Stage.MAIL
        if sent.outcome.meaning is AnswerClass.RECONNECT and stale:
            sent = self._offered(envelope, content)
        self._count(sent.outcome)
        return sent

    def _offered(self, envelope: Envelope, content: bytes) -> Sent:
        """Offer a letter over a living connection, and remember what became of it."""
        attempt = self._attempt(envelope)
        try:
            connection = self._connected(tries=self._settings.retries + 1)
        except MailError as error:
            why = error.kept if isinstance(error, KeptError) else error.message
            sent = Sent(AnswerOutcome(Answer(Stage.CONNECT, 0), AnswerClass.STOP, why))
            self._remember(envelope, sent)
            return sent
        kept = False

        def about_to() -> None:
            nonlocal kept
            if self._ledger is None:
                return
            if self._archive is not None:
                self._archive.keep(envelope.edition, envelope.key, attempt, content)
            kept = True
            self._ledger.attempting(envelope.key)

        self._used += 1
        sent = connection.send(envelope, content, about_to)
        self._last = self._clock()
        self._remember(envelope, sent)
        sure = sent.outcome.meaning not in (AnswerClass.ACCEPTED, AnswerClass.UNCERTAIN)
        if kept and sure and self._archive is not None:
            path = self._archive.path(envelope.edition, envelope.key, attempt)
            path.unlink(missing_ok=True)  # the server has it not: it was never sent
        return sent

    def _attempt(self, envelope: Envelope) -> int:
        record = self._ledger.record(envelope.key) if self._ledger is not None else None
        if record and record.doubtful:
            self._doubtful.add(envelope.key)
        return record.attempts + 1 if record else 1

    def _remember(self, envelope: Envelope, sent: Sent) -> None:
        if self._ledger is None:
            return
        answer = sent.outcome.answer
        copies = tuple(copy for copy, _answer in sent.refused_copies)
        words = (answer.stage, answer.code, answer.enhanced, answer.reply)
        self._ledger.settle(envelope.key, self._state(envelope, sent.outcome), *words, copies)

    def _connected(self, tries: int) -> Connection:
        """The connection, made anew when it is dead, worn or has long been idle."""
        worn = 0 < self._settings.messages_a_connection <= self._used
        idle = self._clock() - self._last > IDLE
        if self._connection is not None and (worn or idle or not self._connection.alive):
            self.hang_up()
        for number in range(tries):
            if self._connection is not None:
                break
            try:
                self._connection = self._connect()
            except MailError:
                last = number == tries - 1
                if last or self._wait(self._settings.retry_after * 2.0**number):
                    raise
            self._used, self._last = 0, self._clock()
        assert self._connection is not None
        return self._connection

    def _left(self, envelope: Envelope, before: Sent | None) -> Result:
        """A letter that the run leaves as it is."""
        if before is None:
            return Result(envelope, State.PLANNED, None, _not_tried(self._ended))
        return self._result(envelope, before)

    def _result(self, envelope: Envelope, sent: Sent) -> Result:
        copies = tuple(copy for copy, _answer in sent.refused_copies)
        state = self._state(envelope, sent.outcome)
        return Result(envelope, state, sent.outcome, sent.outcome.words, copies)

    def _state(self, envelope: Envelope, outcome: AnswerOutcome) -> State:
        """What an outcome makes of a letter: only an acceptance ends an older uncertainty."""
        if outcome.meaning is not AnswerClass.ACCEPTED and envelope.key in self._doubtful:
            return State.UNCERTAIN
        return _STATES[outcome.meaning]
