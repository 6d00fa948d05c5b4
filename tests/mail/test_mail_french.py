"""Mailing in French: what is said is French, and what is kept stays English in every language."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from pathlib import Path

import pytest
from command import run
from envelopes import envelopes
from envelopes import settings
from fake_smtp import LOST
from fake_smtp import UNKNOWN
from fake_smtp import Played
from mailings import leads
from mailings import publish

from tradefiche import messages
from tradefiche.commands import transmission
from tradefiche.commands.console import Console
from tradefiche.errors import MailError
from tradefiche.mail import run_report
from tradefiche.mail import states
from tradefiche.mail.delivery import Result
from tradefiche.mail.delivery import deliver
from tradefiche.mail.kept import KeptError
from tradefiche.mail.kept import KeptWords
from tradefiche.mail.kept import spoken
from tradefiche.mail.kept import why
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger import suppression
from tradefiche.mail.ledger.archive import Archive
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.ledger import State
from tradefiche.mail.recipients import addresses
from tradefiche.mail.settings import Mailbox
from tradefiche.mail.smtp.handshake import Certificate
from tradefiche.mail.smtp.handshake import ServerFacts
from tradefiche.mail.smtp.outcomes import Answer
from tradefiche.mail.smtp.outcomes import Stage
from tradefiche.mail.smtp.wire import Wire

NBSP = "\u00a0"


@pytest.fixture(autouse=True)
def french(monkeypatch: pytest.MonkeyPatch) -> None:
    """The operator's language."""
    monkeypatch.setenv(messages.VARIABLE, "fr")


def test_what_is_kept_is_english_and_said_in_french() -> None:
    inner = KeptWords("the mailbox is full")
    outer = KeptWords(
        "{reason} ({stage}: {answer})", reason=inner, stage=Stage.RCPT, answer="452 {}"
    )
    assert outer == "the mailbox is full (rcpt: 452 {})"
    assert spoken(outer) == f"la boîte est pleine (rcpt{NBSP}: 452 {{}})"
    assert isinstance(str(outer), KeptWords)  # also as the only word of an exception
    assert spoken("what a server said") == "what a server said"


def test_an_error_of_the_server_is_french_and_kept_in_english() -> None:
    error = KeptError(KeptWords("the connection is closed"), KeptWords("Use starttls or tls."))
    assert (error.message, error.hint) == ("la connexion est fermée", "Choisissez starttls ou tls.")
    assert error.kept == str(error.kept) == "the connection is closed"


def test_what_the_system_says_of_a_connection_is_kept_and_said_without_its_number() -> None:
    refused = why(ConnectionRefusedError(111, "Connection refused"))
    assert (refused, spoken(refused)) == ("Connection refused", "connexion refusée")
    odd = why(OSError(-2, "Name {or} service not known"))
    assert (odd, spoken(odd)) == ("Name {or} service not known", "Name {or} service not known")


def test_the_failure_list_and_the_ledger_are_english(tmp_path: Path) -> None:
    silent = Answer(Stage.DOT, 0, reply=KeptWords("no reply in time"))
    played = Played(lead1=[UNKNOWN], lead2=[silent])
    results = _delivered(tmp_path, played)
    assert [run_report.line(each).partition(f"{NBSP}: ")[2] for each in results] == [
        f"refusée{NBSP}: cette adresse n’existe pas (rcpt{NBSP}: 550 5.1.1)",
        f"incertaine{NBSP}: le serveur n’a pas dit s’il l’a (dot{NBSP}: pas de réponse à temps)",
    ]
    path = run_report.write_failed(tmp_path, results, {})
    assert path is not None
    rows = path.read_text("utf-8-sig").splitlines()[1:]
    assert rows == [
        "lead1@example.org;refused;there is no such address (rcpt: 550 5.1.1);rcpt;550 5.1.1;",
        "lead2@example.org;uncertain;the server did not say whether it has it "
        "(dot: no reply in time);dot;;no reply in time",
    ]
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as written:
        found = {*written.execute("SELECT state, reply FROM letters")}
    assert found == {("refused", ""), ("uncertain", "no reply in time")}
    assert (
        "pas de réponse à temps"
        in run("mail", "log", "lead2@example.org", "--ledger", tmp_path).stdout
    )


def test_a_server_that_is_lost_on_the_way_is_kept_in_english(tmp_path: Path) -> None:
    class Lost(Played):
        def connect(self) -> Played:
            if self.connections:
                raise KeptError(
                    KeptWords("{where} does not offer STARTTLS", where="a:25"), KeptWords("")
                )
            return super().connect()

    results = _delivered(tmp_path, Lost(lead1=[LOST]), messages_a_connection=1, retries=0)
    assert results[-1].reason == "a:25 does not offer STARTTLS"
    assert spoken(results[-1].reason) == "a:25 ne propose pas STARTTLS"


def _delivered(folder: Path, played: Played, **values: object) -> list[Result]:
    with ledgers.open_ledger(folder) as book:
        chosen = settings(25, retry_after=0, **values)  # type: ignore[arg-type]
        given = (envelopes(2), chosen, played.connect, book, Archive(folder))
        return list(deliver(*given, wait=played.wait, clock=played.clock))


def test_who_is_forgotten_in_french_is_forgotten(tmp_path: Path) -> None:
    _delivered(tmp_path, Played())
    with ledgers.open_ledger(tmp_path) as book:
        suppression.forget(book, Archive(tmp_path), "lead1@example.org")
        book.block("lead2@example.org", suppression.UNSUBSCRIBED)
        kept = [book.blocked(f"lead{number}@example.org") for number in (1, 2)]
    assert [each[:-10] for each in kept] == ["forgotten on ", "unsubscribed on "]
    assert [spoken(each)[:-10] for each in kept] == ["adresse effacée le ", "désinscription du "]
    with ledgers.open_ledger(tmp_path) as again:  # whose archive knows of nobody any more
        assert _addresses(again) == ["", "lead2@example.org"]


def _addresses(book: Ledger) -> list[str]:
    return sorted(record.address for record in book.records())


def test_the_table_of_a_plan_is_the_same_in_every_language(here: Path) -> None:
    leads(here, ";03;;Personne Un;un@example.org;;", ";63;;Personne Deux;deux@example.org;;")
    publish(here / "output")
    (here / "tradefiche.toml").write_text(
        '[mail]\nserver = "localhost"\nfrom = "Fiches <fiches@example.org>"\n', "utf-8"
    )
    with ledgers.open_ledger(here / "output" / "mail") as book:
        book.block("un@example.org", suppression.UNSUBSCRIBED)
    asked = ("send", "--recipients", "leads.csv", "--year", "2024")
    french, english = (
        run("--lang", language, *asked, "--export-recipients").stdout for language in ("fr", "en")
    )
    assert french == english
    assert "blocked;unsubscribed on " in english
    said = run("--lang", "fr", *asked).stdout
    assert said.startswith("1 lettre à envoyer pour 2024, 1 document, ")
    assert f"{NBSP}ko en tout\n" in said
    assert f"1 lettre ne part pas{NBSP}: adresse bloquée" in said


def test_letters_agree_with_their_number() -> None:
    assert states.counted(State.ACCEPTED, 1) == "1 acceptée"
    assert states.counted(State.ACCEPTED, 2) == "2 acceptées"
    assert all(states.word(each) and states.counted(each, 3).startswith("3 ") for each in State)


@pytest.mark.parametrize("language", messages.LANGUAGES)
def test_what_a_server_is_stands_in_columns(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(messages.VARIABLE, language)
    certificate = Certificate("SUBJECT", "ISSUER", datetime(2030, 1, 1, tzinfo=UTC))
    facts = ServerFacts("TLSv1.3", certificate, 5, ("PLAIN",), ("size",))
    chosen = replace(settings(25), sender=Mailbox("", "a@example.org"), user="fiches")
    for line in run_report.check_lines(chosen, facts):
        assert line[12] == " " != line[13], line


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("lead", "il lui manque un @"),
        ("lead@", "il n’y a rien après le @"),
        ("le ad@example.org", f"caractères interdits avant le @{NBSP}: SPACE"),
        ("lead@localhost", "ce qui suit le @ n’a pas de point"),
        ("lead@example..org", "il y a deux points de suite"),
    ],
)
def test_the_usual_slips_of_addresses_are_said_in_french(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=r"@|points") as caught:
        addresses.normalised(text)
    assert str(caught.value) == said


@pytest.mark.parametrize("kept", addresses._USUAL)
def test_each_of_them_has_its_french(kept: KeptWords) -> None:
    assert kept.spoken() != kept


def test_what_ends_a_reply_is_kept() -> None:
    error = Wire()._given_up(KeptWords("no reply in time"))
    assert (error.args[0], spoken(str(error))) == ("no reply in time", "pas de réponse à temps")


def test_a_run_that_is_cut_short_is_listed_in_english(tmp_path: Path) -> None:
    def broken() -> Played:
        raise MailError("no", "")

    with pytest.raises(MailError):
        transmission.transmit(
            Console(quiet=True),
            envelopes(1),
            broken,  # type: ignore[arg-type]
            settings(25),
            tmp_path,
            {},
        )
    assert "not tried;the run ended before it was known" in (tmp_path / "failed.csv").read_text(
        "utf-8-sig"
    )
