"""What servers' answers mean: real ones, stage by stage."""

from __future__ import annotations

import pytest

from tradefiche.mail.smtp.outcomes import RULES
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import AnswerClass
from tradefiche.mail.smtp.outcomes import Stage
from tradefiche.mail.smtp.outcomes import answered
from tradefiche.mail.smtp.outcomes import judge

ACCEPTED, REFUSED, DEFERRED = AnswerClass.ACCEPTED, AnswerClass.REFUSED, AnswerClass.DEFERRED
UNCERTAIN, STOP, RECONNECT = AnswerClass.UNCERTAIN, AnswerClass.STOP, AnswerClass.RECONNECT

ANSWERS = [
    # Postfix, Exim, Dovecot
    ("dot", "250 2.0.0 Ok: queued as 4F1C2A", ACCEPTED),
    ("dot", "250 OK id=1tXyZ-0001", ACCEPTED),
    ("rcpt", "550 5.1.1 <a@example.org>: Recipient address rejected: User unknown", REFUSED),
    ("rcpt", "550 5.1.2 Domain not found", REFUSED),
    ("rcpt", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", REFUSED),
    ("rcpt", "550 Unrouteable address", REFUSED),
    ("rcpt", "553 mailbox name not allowed", REFUSED),
    ("rcpt", "552 5.2.2 Mailbox full", REFUSED),
    ("rcpt", "554 5.2.1 Mailbox disabled", REFUSED),
    ("rcpt", "550 5.7.1 Recipient refuses mail from outside", REFUSED),
    ("rcpt", "554 5.7.1 <a@example.org>: Relay access denied", REFUSED),
    ("rcpt", "452 4.2.2 The email account that you tried to reach is over quota", DEFERRED),
    ("rcpt", "450 4.2.0 <a@example.org>: Recipient address rejected: Greylisted", DEFERRED),
    ("rcpt", "451 4.7.1 Greylisting in action, please come back later", DEFERRED),
    ("rcpt", "450 4.2.1 The user is receiving mail at a rate that prevents more", DEFERRED),
    ("rcpt", "452 4.5.3 Too many recipients", DEFERRED),
    ("rcpt", "451 Temporary local problem", DEFERRED),
    ("dot", "451 4.7.1 Greylisting in action, please come back later", DEFERRED),
    ("dot", "451 4.3.0 Error: queue file write error", DEFERRED),
    ("dot", "554 5.6.0 Message content is not valid", REFUSED),
    ("dot", "550 administrative prohibition", REFUSED),
    ("data", "554 no valid recipients", REFUSED),
    # The message
    ("mail", "552 5.3.4 Message size exceeds fixed limit", REFUSED),
    ("mail", "552 Message size exceeds fixed maximum message size", REFUSED),
    ("dot", "552 5.3.4 Message too big for system", REFUSED),
    ("dot", "552 5.2.3 Message exceeds local size limit", REFUSED),
    ("rcpt", "550 5.3.4 Message too large for this recipient", REFUSED),
    # The sender is ours
    ("mail", "553 5.1.8 <fiches@example.org>: Sender address rejected", STOP),
    ("mail", "550 5.7.1 Sender not owned by user", STOP),
    ("mail", "501 5.1.7 Bad sender address syntax", STOP),
    ("mail", "451 4.7.1 Sender temporarily restricted", STOP),
    ("mail", "452 4.3.1 Insufficient system storage", STOP),
    ("rcpt", "452 4.3.1 Insufficient system storage", STOP),
    ("dot", "452 4.3.1 Insufficient system storage", STOP),
    ("mail", "451 4.3.0 Temporary lookup failure", DEFERRED),
    ("mail", "530 5.7.0 Must issue a STARTTLS command first", STOP),
    ("rcpt", "530 5.7.1 Authentication required", STOP),
    ("rcpt", "550 5.7.60 Client does not have permissions to send as this sender", STOP),
    ("auth", "535 5.7.8 Authentication credentials invalid", STOP),
    ("auth", "534 5.7.9 Application-specific password required", STOP),
    ("auth", "454 4.7.0 Temporary authentication failure", RECONNECT),
    ("connect", "554 5.7.1 Your IP is on a list", STOP),
    ("connect", "554 No SMTP service here", STOP),
    ("connect", "421 4.7.0 Try again later", RECONNECT),
    ("tls", "454 4.7.0 TLS not available due to local problem", RECONNECT),
    ("tls", "501 5.5.4 Syntax error", STOP),
    # Gmail
    ("dot", "550 5.7.26 This mail has been blocked: the sender is unauthenticated", STOP),
    ("dot", "421 4.7.28 Unusual rate of unsolicited mail from your IP address", STOP),
    ("dot", "550 5.7.1 Our system has detected that this message is likely spam", STOP),
    ("rcpt", "550 5.4.5 Daily user sending limit exceeded", STOP),
    ("mail", "421 4.7.0 Try again later, closing connection", RECONNECT),
    ("rcpt", "550 5.7.25 The IP address sending this message has no PTR record", STOP),
    ("rcpt", "421 4.7.32 Our From header fails alignment", STOP),
    # Outlook
    ("rcpt", "550 5.7.708 Service unavailable. Access denied, traffic not accepted", STOP),
    ("rcpt", "550 5.7.606 Access denied, banned sending IP", STOP),
    ("dot", "550 5.7.501 Service unavailable. Spam abuse detected", STOP),
    ("mail", "530 5.7.57 Client not authenticated to send anonymous mail", STOP),
    ("dot", "550 5.7.705 Access denied, tenant has exceeded its threshold", STOP),
    ("rcpt", "451 4.7.500 Server busy. Please try again later", STOP),
    ("rcpt", "550 5.7.133 Sender is not in the list of allowed senders", REFUSED),
    ("rcpt", "550 5.4.1 Recipient address rejected: Access denied", REFUSED),
    # Hosts and relays (OVH, Brevo, Mailjet and their like)
    ("mail", "550 5.7.1 Spam account blocked", STOP),
    ("mail", "525 5.7.1 Unauthorized IP address", STOP),
    ("mail", "502 5.7.0 Your SMTP account is not yet activated", STOP),
    ("dot", "554 5.7.1 Message refused as spam", STOP),
    # Connections
    ("mail", "421 4.4.2 Error: timeout exceeded", RECONNECT),
    ("rcpt", "421 Service not available", RECONNECT),
    ("dot", "421 4.3.0 closing transmission channel", RECONNECT),
    ("mail", "", RECONNECT),
    ("rcpt", "", RECONNECT),
    ("data", "", RECONNECT),
    ("content", "", RECONNECT),
    ("dot", "", UNCERTAIN),
    # Before the message is complete
    ("content", "250 2.0.0 Ok: queued as 4F1C2A", UNCERTAIN),
    ("content", "552 5.3.4 Message too big for system", REFUSED),
    ("content", "421 4.4.2 Error: timeout exceeded", RECONNECT),
    # Nonsense
    ("dot", "xyz what", UNCERTAIN),
    ("dot", "354 go ahead", UNCERTAIN),
    ("dot", "100 wait", UNCERTAIN),
    ("data", "250 thanks", STOP),
    ("mail", "354 go ahead", STOP),
]


def read(stage: str, line: str) -> Answer:
    head, _, text = line.partition(" ")
    code = int(head) if head.isdigit() else -1 if head else 0
    return answered(Stage(stage), code, text)


@pytest.mark.parametrize(("stage", "line", "meaning"), ANSWERS)
def test_answers_mean_what_they_should(stage: str, line: str, meaning: AnswerClass) -> None:
    outcome = judge(read(stage, line))
    assert outcome.meaning is meaning, outcome.words
    assert outcome.reason


def test_every_rule_has_a_real_answer() -> None:
    used = set()
    for stage, line, _ in ANSWERS:
        answer = read(stage, line)
        used |= {next((i for i, rule in enumerate(RULES) if rule.matches(answer)), None)}
    assert set(range(len(RULES))) - used == set()


@pytest.mark.parametrize("stage", list(Stage))
def test_only_a_good_answer_to_the_final_dot_is_an_acceptance(stage: Stage) -> None:
    for code in (0, *range(200, 600)):
        meaning = judge(Answer(stage, code)).meaning
        assert (meaning is ACCEPTED) == (stage is Stage.DOT and 200 <= code < 300), code
        silent = stage is Stage.DOT and (code == 0 or 300 <= code < 400)
        early = stage is Stage.CONTENT and 200 <= code < 300
        assert (meaning is UNCERTAIN) == (silent or early), code


def test_answers_of_several_lines_are_one_and_hold_no_address_in_logs() -> None:
    text = (
        b"5.1.1 The account <Ann@example.org> does\n5.1.1 not exist. \x1b[31m\xe9\n5.1.1 See help"
    )
    answer = answered(Stage.RCPT, 550, text)
    assert answer.enhanced == "5.1.1"
    assert answer.reply == "The account <Ann@example.org> does not exist. [31m� See help"
    assert "Ann@" not in answer.said
    assert answer.said.startswith("550 5.1.1 The account <…> does not exist.")
    assert "Ann@" not in judge(answer).words


@pytest.mark.parametrize("text", ["5.1.1.2 x", "version 5.1.1", "9.9.9 x", "5.1 x", ""])
def test_other_numbers_are_no_enhanced_codes(text: str) -> None:
    assert answered(Stage.RCPT, 550, text).enhanced == ""
