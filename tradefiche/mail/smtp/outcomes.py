"""What an answer of a mail server means for a letter and for the run; it sends nothing.

By the stage and the enhanced code (RFC 3463, RFC 5248 and the providers' own), not by the first
digit: « 5.7.1 » about a recipient is theirs, about the sender it is ours.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

from tradefiche.mail.kept import KeptWords
from tradefiche.mail.kept import _
from tradefiche.mail.recipients import addresses
from tradefiche.printable import printable

_ENHANCED = re.compile(r"([245])\.(\d{1,3})\.(\d{1,3})(?=\s|$|[^\d.])")


class Stage(StrEnum):
    """Where a conversation stands; ``content`` is before the final dot, ``dot`` after it."""

    CONNECT = "connect"
    TLS = "tls"
    AUTH = "auth"
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"
    CONTENT = "content"
    DOT = "dot"


class AnswerClass(StrEnum):
    """What an answer means.

    REFUSED and DEFERRED are about this recipient. STOP is about us: no other letter would fare
    better, so the run ends and the letter waits. RECONNECT: the same, over a new connection.
    UNCERTAIN: the server may have it.
    """

    ACCEPTED = "accepted"
    REFUSED = "refused"
    DEFERRED = "deferred"
    UNCERTAIN = "uncertain"
    STOP = "stop"
    RECONNECT = "reconnect"


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said; code 0 when it said nothing.

    Attributes:
        reply: its words, on one line, without the enhanced code.
    """

    stage: Stage
    code: int
    enhanced: str = ""
    reply: str = ""

    @property
    def said(self) -> str:
        """« 550 5.1.1 no such user », without addresses: for logs."""
        codes = " ".join(word for word in (str(self.code or ""), self.enhanced) if word)
        ours = isinstance(self.reply, KeptWords)  # what this side noted: there is no address in it
        words = self.reply if ours else addresses.hidden(self.reply)
        return _("{codes} {words}", codes=codes, words=words) if codes and words else codes or words


@dataclass(frozen=True, slots=True)
class Rule:
    """Answers of some stages (empty: all) whose codes match, and what they mean."""

    stages: tuple[Stage, ...]
    code: str
    enhanced: str
    meaning: AnswerClass
    reason: str

    def matches(self, answer: Answer) -> bool:
        """True when the answer is of this kind."""
        return (
            (not self.stages or answer.stage in self.stages)
            and re.fullmatch(self.code, str(answer.code)) is not None
            and re.fullmatch(self.enhanced, answer.enhanced) is not None
        )


_OPENING = (Stage.CONNECT, Stage.TLS, Stage.AUTH)
_SENDER = (Stage.MAIL,)
_RECIPIENT = (Stage.RCPT,)
_MESSAGE = (Stage.DATA, Stage.CONTENT, Stage.DOT)
_ANY = r".*"
_UNAUTHENTICATED = _("we are not authenticated, or not allowed to send")

RULES = (
    Rule((), "0", _ANY, AnswerClass.RECONNECT, _("the connection broke")),
    Rule((Stage.DOT,), "2..", _ANY, AnswerClass.ACCEPTED, _("accepted")),
    Rule(
        (Stage.CONTENT,),
        "2..",
        _ANY,
        AnswerClass.UNCERTAIN,
        _("the server took the message before it had it all"),
    ),
    # What is about us, wherever it is said.
    Rule((), "5(30|34|35|38)", _ANY, AnswerClass.STOP, _UNAUTHENTICATED),
    Rule((), "5..", r"5\.7\.(8|9|11|14|57|60)", AnswerClass.STOP, _UNAUTHENTICATED),
    Rule(
        (),
        "[45]..",
        r"[45]\.7\.(2[0-9]|3[0-2])",
        AnswerClass.STOP,
        _("our domain or address fails SPF, DKIM, DMARC or its reputation"),
    ),
    Rule(
        (),
        "[45]..",
        r"[45]\.7\.(50[0-9]|51[0-3]|6\d\d|7\d\d|23\d)",
        AnswerClass.STOP,
        _("our server or account is blocked or over its limit"),
    ),
    Rule((), "[45]..", r"[45]\.4\.5", AnswerClass.STOP, _("our sending quota is used up")),
    Rule(
        (),
        "[45]..",
        r"[45]\.3\.[12]",
        AnswerClass.STOP,
        _("the server takes no mail at the moment"),
    ),
    Rule(_OPENING, "4..", _ANY, AnswerClass.RECONNECT, _("the server is not ready")),
    Rule(_OPENING, "[25]..", _ANY, AnswerClass.STOP, _("the server does not let us in")),
    # After what is about us: a quota may be said with 421 too.
    Rule((), "421", _ANY, AnswerClass.RECONNECT, _("the server closed the connection")),
    Rule((), "5..", r"5\.3\.4", AnswerClass.REFUSED, _("the message is too large for the server")),
    Rule(_SENDER, "552", _ANY, AnswerClass.REFUSED, _("the message is too large for the server")),
    Rule(_SENDER, "4..", r"4\.7\.\d+", AnswerClass.STOP, _("our sender is held back by a policy")),
    Rule(_SENDER, "4..", _ANY, AnswerClass.DEFERRED, _("the server has a passing trouble")),
    Rule(_SENDER, "5..", _ANY, AnswerClass.STOP, _("our sender is refused")),
    Rule(_RECIPIENT, "5..", r"5\.1\.\d+", AnswerClass.REFUSED, _("there is no such address")),
    Rule(_RECIPIENT, "5..", r"5\.2\.2", AnswerClass.REFUSED, _("the mailbox is full")),
    Rule(_RECIPIENT, "5..", r"5\.2\.\d+", AnswerClass.REFUSED, _("the mailbox takes no mail")),
    Rule(_RECIPIENT, "5..", r"5\.7\.\d+", AnswerClass.REFUSED, _("their policy refuses us")),
    Rule(_RECIPIENT, "5..", _ANY, AnswerClass.REFUSED, _("the recipient is refused")),
    Rule(_RECIPIENT, "4..", r"4\.2\.2", AnswerClass.DEFERRED, _("the mailbox is full")),
    Rule(_RECIPIENT, "4..", r"4\.7\.\d+", AnswerClass.DEFERRED, _("put off, often by greylisting")),
    Rule(_RECIPIENT, "4..", _ANY, AnswerClass.DEFERRED, _("the recipient is put off")),
    Rule(
        _MESSAGE,
        "552",
        r"(5\.2\.\d+)?",
        AnswerClass.REFUSED,
        _("the message is too large, or the box full"),
    ),
    Rule(
        _MESSAGE,
        "5..",
        r"5\.7\.\d+",
        AnswerClass.STOP,
        _("the content is refused, as others' would be"),
    ),
    Rule(_MESSAGE, "5..", _ANY, AnswerClass.REFUSED, _("the message is refused")),
    Rule(_MESSAGE, "4..", _ANY, AnswerClass.DEFERRED, _("the message is put off")),
)
"""The first one that matches; a test has real answers for each."""


@dataclass(frozen=True, slots=True)
class AnswerOutcome:
    """An answer, what it means, and why."""

    answer: Answer
    meaning: AnswerClass
    reason: str

    @property
    def words(self) -> str:
        """« the mailbox is full (rcpt: 452 4.2.2 over quota) », without addresses."""
        said = self.answer.said
        if not said:
            return self.reason
        return _(
            "{reason} ({stage}: {answer})", reason=self.reason, stage=self.answer.stage, answer=said
        )


def judge(answer: Answer) -> AnswerOutcome:
    """What an answer means for the letter and for the run."""
    # Without an answer to the final dot, nobody knows; so does an answer that is none.
    if answer.stage is Stage.DOT and not 200 <= answer.code <= 599:
        return AnswerOutcome(
            answer, AnswerClass.UNCERTAIN, _("the server did not say whether it has it")
        )
    for rule in RULES:
        if rule.matches(answer):
            return AnswerOutcome(answer, rule.meaning, rule.reason)
    if answer.stage is Stage.DOT:
        return AnswerOutcome(
            answer, AnswerClass.UNCERTAIN, _("the server did not say whether it has it")
        )
    return AnswerOutcome(
        answer, AnswerClass.STOP, _("the server does not speak as a mail server does")
    )


def answered(stage: Stage, code: int, text: bytes | str) -> Answer:
    """An answer as it came: several lines become one, the enhanced code stands apart."""
    plain = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    found = _ENHANCED.match(plain.strip())
    enhanced = found.group() if found else ""
    lines = (line.strip().removeprefix(enhanced).strip() for line in plain.splitlines())
    return Answer(stage, max(code, 0), enhanced, printable(" ".join(lines), 500))
