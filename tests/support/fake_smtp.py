"""A mail server that is only played, with its clock, for the tests of what a run does."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence

from tradefiche.errors import MailError
from tradefiche.mail.letter.envelope import Envelope
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import AnswerClass
from tradefiche.mail.smtp.outcomes import Stage
from tradefiche.mail.smtp.outcomes import judge
from tradefiche.mail.smtp.session import Sent

OK = Answer(Stage.DOT, 250)
UNKNOWN = Answer(Stage.RCPT, 550, "5.1.1")
GREY = Answer(Stage.RCPT, 450, "4.2.0")
LOST = Answer(Stage.DOT, 0)
CLOSED = Answer(Stage.MAIL, 421)
POLICY = Answer(Stage.MAIL, 550, "5.7.1")
DATA_SEEN = (Stage.DATA, Stage.CONTENT, Stage.DOT)


class Played:
    """A server, its clock and its answers; each address has its own, used up one after the other.

    Attributes:
        had: local parts of the addresses whose message the server accepted.
    """

    def __init__(self, **answers: Sequence[Answer]) -> None:
        self.answers = {name: list(given) for name, given in answers.items()}
        self.had: list[str] = []
        self.copies: list[tuple[str, ...]] = []
        self.offered: list[tuple[float, str]] = []
        self.connections = 0
        self.unreachable: set[int] = set()
        self.time = 0.0
        self.waits: list[float] = []
        self.stop_at = 10**9
        self.alive = False

    def connect(self) -> Played:
        self.connections += 1
        if self.connections in self.unreachable:
            raise MailError("smtp.example.org:25 cannot be reached", "")
        self.alive = True
        return self

    def send(self, envelope: Envelope, content: bytes, about_to: Callable[[], None]) -> Sent:
        assert self.alive
        name = envelope.address.split("@")[0]
        self.offered.append((self.time, name))
        left = self.answers.get(name, [])
        answer = left.pop(0) if left else OK
        if answer.stage in DATA_SEEN:
            about_to()
        outcome = judge(answer)
        if outcome.meaning is AnswerClass.ACCEPTED:
            self.had.append(name)
            self.copies.append(envelope.copies)
        self.alive = outcome.meaning not in (
            AnswerClass.RECONNECT,
            AnswerClass.UNCERTAIN,
            AnswerClass.STOP,
        )
        self.time += 0.1
        return Sent(outcome)

    def close(self) -> None:
        self.alive = False

    def wait(self, seconds: float) -> bool:
        self.time += seconds
        if seconds:
            self.waits.append(round(seconds, 3))
        return len(self.offered) >= self.stop_at

    def clock(self) -> float:
        return self.time
