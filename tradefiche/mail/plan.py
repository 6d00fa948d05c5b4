"""What is sent to whom, what is not and why; it writes and sends nothing."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import datetime

from tradefiche.errors import MailError
from tradefiche.mail import preflight
from tradefiche.mail.ledger.decisions import Decision
from tradefiche.mail.ledger.decisions import Judge
from tradefiche.mail.ledger.decisions import Judgement
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.ledger import Record
from tradefiche.mail.letter.composer import Writer
from tradefiche.mail.letter.composer import label
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.letter.letter import Letter
from tradefiche.mail.letter.message import Message
from tradefiche.mail.letter.template_context import size as in_words
from tradefiche.mail.preflight import MailingRequest
from tradefiche.mail.preflight import refusal
from tradefiche.mail.recipients import addresses
from tradefiche.messages import _
from tradefiche.messages import language
from tradefiche.wording.numbers import NBSP


@dataclass(frozen=True, slots=True)
class Planned:
    """One letter with its verdict.

    Attributes:
        reason: of the verdict, in English, which ``kept.spoken`` says.
        sends: it leaves when the plan is confirmed.
        copies: addresses of the « cc » that may be written to; ``without`` those that may not.
        size: of the message in bytes.
    """

    letter: Letter
    verdict: Decision
    reason: str
    sends: bool
    copies: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    size: int = 0


@dataclass(frozen=True, slots=True)
class Plan:
    """The letters asked for, in the order of the list.

    Attributes:
        others: who of the list was not asked for, by ``addresses.identity``.
    """

    letters: tuple[Planned, ...]
    writer: Writer
    others: frozenset[str] = frozenset()

    @property
    def to_send(self) -> tuple[Planned, ...]:
        """Those that leave."""
        return tuple(each for each in self.letters if each.sends)

    def envelopes(self) -> tuple[Envelope, ...]:
        """Those that leave, to be handed over; their bytes are made when they are asked for.

        Raises:
            MailError: the settings have no address for an address.
        """
        return tuple(
            self.writer.envelope(
                p.letter, p.copies, p.size, correction=p.verdict is Decision.CORRECTION
            )
            for p in self.to_send
        )

    def columns(self) -> dict[str, tuple[tuple[str, str], ...]]:
        """The list's own columns of those that leave, by key."""
        return {self.writer.key(p.letter): p.letter.recipient.columns for p in self.to_send}

    def stands(self) -> Callable[[Record], bool]:
        """Whether a letter that an earlier run planned is one of the list still."""
        keys = {self.writer.key(p.letter) for p in self.letters if p.verdict != Decision.BLOCKED}
        return lambda each: each.key in keys or addresses.identity(each.address) in self.others

    @property
    def wanting(self) -> bool:
        """True when somebody is left without what the list gives them, and may yet get it."""
        open_ends = {Decision.CORRECTION, Decision.UNCERTAIN, Decision.REFUSED_BEFORE}
        return any(each.verdict in open_ends and not each.sends for each in self.letters)

    def require_fit(self, limit: int) -> None:
        """See that no message is larger than a server takes, in bytes; 0 is no limit.

        Raises:
            MailError: names all that are.
        """
        if faults := list(_too_large(self.letters, limit)):
            raise refusal(faults)


def make(
    request: MailingRequest,
    ledger: Ledger,
    when: datetime,
    *,
    keep: Callable[[Planned, Message], None] | None = None,
    watch: Callable[[Sequence[Planned]], Iterable[Planned]] = iter,
) -> Plan:
    """The plan of a request; all letters are written once, to find what is wrong with any.

    Args:
        ledger: only read.
        when: the date that messages would bear.
        keep: is given each message that leaves, until a fault is found.
        watch: gives the letters again, and shows how many are done.

    Raises:
        MailError: anything is wrong; all of it is said, by line and file.
        UsageError: a name of a territory or the test address is wrong.
    """
    batch = preflight.check(request)
    judge = Judge(ledger, request.year, request.allowed)
    judged = [_judged(letter, judge, batch.writer) for letter in batch.letters]
    faults: dict[str, None] = {}
    letters = []
    for each in watch(list(_limited(judged, request.limit))):
        try:
            message = batch.writer.message(each.letter, each.copies, when)
        except MailError as error:
            faults[error.message] = None
        else:
            letters.append(replace(each, size=message.size))
            if keep and each.sends and not faults:
                keep(each, message)
    faults |= dict.fromkeys(_too_large(letters, batch.writer.settings.size_limit))
    if faults:
        raise refusal(list(faults))
    return Plan(tuple(letters), batch.writer, batch.others)


def in_bytes(count: int) -> str:
    """« 1.4 MB », « 1,4 Mo »: as letters say it, in the operator's language."""
    said = in_words(count)
    if language() == "fr":
        return said
    return said.replace(",", ".").replace("o", "B").replace(NBSP, " ")


def _judged(letter: Letter, judge: Judge, writer: Writer) -> Planned:
    """A letter with its verdict; a test goes to its own address, whatever the ledger says."""
    recipient = letter.recipient
    found = Judgement(Decision.SEND, "", sends=True)
    if not writer.only_to:
        found = judge.judge(recipient.address, letter.key)
    without = tuple(copy for copy in recipient.copies if judge.blocked(copy))
    copies = tuple(copy for copy in recipient.copies if copy not in without)
    return Planned(letter, found.verdict, found.reason, found.sends, copies, without)


def _limited(letters: Iterable[Planned], limit: int) -> Iterator[Planned]:
    """The letters; of those that leave, only so many do."""
    left = limit
    for each in letters:
        if not (each.sends and limit):
            yield each
        elif left:
            left -= 1
            yield each
        else:
            yield replace(each, verdict=Decision.LATER, reason=f"--limit {limit}", sends=False)


def _too_large(letters: Iterable[Planned], limit: int) -> Iterator[str]:
    for each in letters:
        if each.sends and 0 < limit < each.size:
            yield _(
                "{letter}: a message of {size}, and the server takes {limit}: "
                "--attach link names the documents by their address",
                letter=label(each.letter),
                size=in_bytes(each.size),
                limit=in_bytes(limit),
            )
