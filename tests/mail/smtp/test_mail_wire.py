"""Servers that drip, flood, or speak before they are asked: none is waited for, none believed."""

from __future__ import annotations

import time

import pytest
from envelopes import envelope
from envelopes import settings
from hostile_smtp import Caller
from hostile_smtp import Script
from hostile_smtp import answering

from tradefiche.errors import MailError
from tradefiche.mail.settings import Security
from tradefiche.mail.smtp import session
from tradefiche.mail.smtp.outcomes import AnswerClass
from tradefiche.mail.smtp.session import Sent

LARGE = b"0123456789abcdef" * 4 * 500_000
"""More than the buffers of both sides hold: it leaves only as the server reads."""


def opening(script: Script, security: Security = Security.NONE, **values: object) -> str:
    """What is said of a server that does not open."""
    with (
        answering(script) as (port, callers),
        pytest.raises(MailError) as caught,
    ):
        session.open_session(settings(port, security, **values), None)
    assert all(b"MAIL" not in each.heard for each in callers)
    return caught.value.message


def sending(script: Script, content: bytes = b"Subject: x\r\n", **values: object) -> Sent:
    """What becomes of a letter."""
    copies = values.pop("copies", ())
    assert isinstance(copies, tuple)
    with answering(script) as (port, _):
        talk = session.open_session(settings(port, **values), None)
        try:
            sent = talk.send(envelope(copies=copies), content, lambda: None)
            assert talk.alive is (sent.outcome.meaning is AnswerClass.ACCEPTED)
        finally:
            talk.abandon()
    return sent


# -- too much, too slowly --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("piece", "said"),
    [
        (b"250-" + b"x" * 60 + b"\r\n", "a reply of more than 100 lines"),
        (b"250-\r\n", "a reply of more than 100 lines"),
        (b"250-" + b"x" * 2000 + b"\r\n", "a reply of more than 65536 bytes"),
        (b"x" * 1000, "a reply of more than 65536 bytes"),
    ],
)
def test_a_reply_without_end_is_given_up(piece: bytes, said: str) -> None:
    def flood(caller: Caller) -> None:
        caller.say(b"220 mx.example.org")
        caller.hear()
        for _ in range(1000):
            caller.bytes(piece * 100)

    assert said in opening(flood)


def test_the_longest_greeting_that_is_taken() -> None:
    def talkative(caller: Caller) -> None:
        caller.opened(*[b"X-FEATURE%d %s" % (i, b"x" * 600) for i in range(98)])
        caller.hang_on()

    with answering(talkative) as (port, _):
        talk = session.open_session(settings(port), None)
        assert len(talk.facts.extensions) == 99
        talk.abandon()


@pytest.mark.parametrize("security", [Security.NONE, Security.STARTTLS])
def test_a_server_that_drips_is_not_waited_for(security: Security) -> None:
    def drip(caller: Caller) -> None:
        caller.bytes(b"220 ")
        for _ in range(400):
            time.sleep(0.02)
            caller.bytes(b"x")
        caller.say(b"")
        caller.hang_on()

    assert "no reply in time" in opening(drip, security, timeout=0.3)


def test_an_answer_to_the_final_dot_that_drips_leaves_the_letter_uncertain(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(session, "DOT_PATIENCE", 0.01)

    def drip(caller: Caller) -> None:
        caller.data()
        caller.say(b"354 go on")
        caller.hear(b"\r\n.\r\n")
        for each in b"250 2.0.0 accepted" + b"." * 400:
            time.sleep(0.02)
            caller.bytes(bytes([each]))
        caller.say(b"")

    sent = sending(drip)
    assert sent.outcome.meaning is AnswerClass.UNCERTAIN
    assert "no reply in time" in sent.outcome.words


def test_a_letter_has_a_deadline_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each answer comes in time, and there would be a thousand."""
    monkeypatch.setattr(session, "PATIENCE", 0.02)

    def slow(caller: Caller) -> None:
        caller.opened()
        while True:
            caller.hear()
            time.sleep(0.02)
            caller.say(b"250 OK")

    copies = tuple(f"copy{number}@example.org" for number in range(1000))
    sent = sending(slow, copies=copies)
    assert sent.outcome.meaning is AnswerClass.RECONNECT
    assert sent.outcome.answer.stage == "rcpt"


def test_a_server_that_does_not_read_is_not_waited_for() -> None:
    def deaf(caller: Caller) -> None:
        caller.data()
        caller.say(b"354 go on")
        stop.wait(30)

    import threading

    stop = threading.Event()
    with answering(deaf) as (port, _):
        talk = session.open_session(settings(port, timeout=0.3), None)
        sent = talk.send(envelope(), LARGE, lambda: None)
        stop.set()
    assert sent.outcome.meaning is AnswerClass.RECONNECT
    assert sent.outcome.answer.stage == "content"


# -- before it is asked ----------------------------------------------------------------------


def test_what_is_said_with_the_leave_for_tls_is_refused() -> None:
    """Somebody on the way would speak in the server's name, over TLS."""

    def inject(caller: Caller) -> None:
        caller.opened(b"STARTTLS")
        caller.hear()
        caller.say(b"220 go on", b"250-mx.example.org", b"250 AUTH PLAIN")
        caller.hang_on()

    said = opening(inject, Security.STARTTLS)
    assert "the server said more than its greeting" in said


def test_what_is_said_with_the_greeting_is_refused() -> None:
    def inject(caller: Caller) -> None:
        caller.say(b"220 mx.example.org", b"250 STARTTLS")
        caller.hang_on()

    assert "the server said more than its greeting" in opening(inject)


def test_an_acceptance_before_the_message_is_none() -> None:
    heard = []

    def early(caller: Caller) -> None:
        caller.data()
        caller.say(b"354 go on", b"250 2.0.0 accepted")
        caller.hang_on()
        heard.append(caller.heard.partition(b"DATA\r\n")[2])

    sent = sending(early)
    assert sent.outcome.meaning is AnswerClass.UNCERTAIN
    assert "took the message before it had it all (content: 250 2.0.0 accepted)" in (
        sent.outcome.words
    )
    assert heard == [b""]


@pytest.mark.parametrize(
    ("reply", "meaning"),
    [
        (b"250 2.0.0 accepted", AnswerClass.UNCERTAIN),
        (b"552 5.3.4 too large", AnswerClass.REFUSED),
        (b"421 4.4.2 closing", AnswerClass.RECONNECT),
        (b"what", AnswerClass.RECONNECT),
    ],
)
def test_what_is_said_in_the_midst_of_a_message_ends_it(reply: bytes, meaning: AnswerClass) -> None:
    heard = []

    def interrupt(caller: Caller) -> None:
        caller.data()
        caller.say(b"354 go on")
        caller.hear(b"0123456789")
        caller.say(reply)
        caller.hang_on()
        heard.append(caller.heard)

    sent = sending(interrupt, LARGE)
    assert sent.outcome.meaning is meaning
    assert sent.outcome.answer.stage == "content"
    assert not heard[0].endswith(b"\r\n.\r\n")


def test_nothing_is_asked_of_a_server_that_has_already_answered() -> None:
    def ahead(caller: Caller) -> None:
        caller.say(b"220 mx.example.org")
        caller.hear()
        caller.say(b"250 mx.example.org", *[b"250 OK"] * 2, b"354 go on", b"250 accepted")
        caller.hang_on()

    sent = sending(ahead)
    assert sent.outcome.meaning is AnswerClass.RECONNECT
    assert "the server spoke before it was asked" in sent.outcome.words


def test_an_answer_cut_in_its_midst_is_none() -> None:
    def cut(caller: Caller) -> None:
        caller.data()
        caller.say(b"354 go on")
        caller.hear(b"\r\n.\r\n")
        caller.bytes(b"250 2.0.0 acc")

    sent = sending(cut)
    assert sent.outcome.meaning is AnswerClass.UNCERTAIN
    assert "the server closed the connection" in sent.outcome.words


@pytest.mark.parametrize("size", ["²", "9" * 5000, "-1", "1_000", "x"])
def test_a_size_that_is_no_number_is_no_size(size: str) -> None:
    def greet(caller: Caller) -> None:
        caller.opened(b"SIZE " + size.encode("latin-1"), b"AUTH PLAIN \x1b[2J\xad")
        caller.hang_on()

    with answering(greet) as (port, _):
        talk = session.open_session(settings(port), None)
        assert talk.facts.size == 0
        assert talk.facts.mechanisms == ("PLAIN", "[2J")
        talk.abandon()


@pytest.mark.parametrize("server", ["a" * 70 + ".example.org", ".example.org", "é..example.org"])
@pytest.mark.parametrize("security", list(Security))
def test_a_server_of_an_impossible_name_is_said(server: str, security: Security) -> None:
    chosen = settings(9, security, server=server, timeout=1)
    with pytest.raises(MailError, match="cannot be reached"):
        session.open_session(chosen, None, allow_plain=True)
