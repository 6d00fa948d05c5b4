"""Who would get what, what stays and why, and what refuses the whole batch at once."""

from __future__ import annotations

import csv
import email
import io
import re
from collections.abc import Callable
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from email import policy
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import event
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from mailings import DEMONSTRATION
from mailings import LACKING
from mailings import PROVISIONAL
from mailings import leads
from mailings import publish
from systems import not_on_windows

from tradefiche import atomic
from tradefiche.errors import MailError
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.mail import plan as plans
from tradefiche.mail import plan_report
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger import suppression
from tradefiche.mail.ledger.decisions import Allowed
from tradefiche.mail.ledger.decisions import Decision
from tradefiche.mail.ledger.ledger import Ledger
from tradefiche.mail.ledger.ledger import State
from tradefiche.mail.letter import drafts
from tradefiche.mail.plan import Plan
from tradefiche.mail.preflight import MailingRequest
from tradefiche.reference import tables

WHEN = datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
RIOM = "ti-8416"
SETTINGS = """[mail]
server = "smtp.example.org"
from = "Fiches <fiches@example.org>"
base_url = "https://example.org/fiches/2024/"
"""
LINES = (
    f"{RIOM};;;Personne Un;un@example.org;copie@example.org;",
    ";03;;Personne Deux;deux@example.org;;",
    ";63;;Personne Trois;trois@example.org;;",
)


@pytest.fixture
def request_(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MailingRequest:
    """Three leads, two fiches, all well."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "tradefiche.toml").write_text(SETTINGS, "utf-8")
    return MailingRequest(leads(tmp_path, *LINES), 2024, publish(tmp_path / "output"))


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    with ledgers.open_ledger(tmp_path / "mail", now=lambda: WHEN) as book:
        yield book


def made(request: MailingRequest, book: Ledger | None = None, **changes: Any) -> Plan:
    asked = replace(request, **changes)
    if book is not None:
        return plans.make(asked, book, WHEN)
    with ledgers.open_ledger(request.output / "mail", read_only=True) as empty:
        return plans.make(asked, empty, WHEN)


def make_into(into: drafts.Drafts, request: MailingRequest) -> Plan:
    with ledgers.open_ledger(request.output / "mail", read_only=True) as empty:
        return plans.make(request, empty, WHEN, keep=into.add)


def interrupted(into: drafts.Drafts, request: MailingRequest) -> None:
    make_into(into, request)
    raise KeyboardInterrupt


def drafted(request: MailingRequest, folder: Path, *, ours: bool = False, **changes: Any) -> Plan:
    """A plan whose messages are in a folder."""
    with drafts.open_drafts(folder, ours=ours) as into:
        return make_into(into, replace(request, **changes))


def refused(request: MailingRequest, **changes: Any) -> list[str]:
    with pytest.raises(MailError) as caught:
        made(request, **changes)
    head, *faults = caught.value.message.splitlines()
    assert head == f"{len(faults)} fault{'s' * (len(faults) > 1)} found, and nothing is sent:"
    return [fault.strip() for fault in faults]


def verdicts(plan: Plan) -> dict[str, tuple[str, bool]]:
    return {
        each.letter.recipient.address.partition("@")[0]: (each.verdict.value, each.sends)
        for each in plan.letters
    }


def settled(plan: Plan, book: Ledger, state: State, *, of: int = 0) -> None:
    """Give the letters of a plan, or one of them, a state."""
    envelopes = plan.envelopes()[of - 1 : of] if of else plan.envelopes()
    book.plan(envelopes)
    for each in envelopes:
        book.attempting(each.key)
        book.settle(each.key, state, "rcpt", 550, "5.1.1", "no such user")


# -- who gets what ---------------------------------------------------------------------------


def test_each_lead_gets_their_own(request_: MailingRequest) -> None:
    plan = made(request_)
    assert [
        (p.letter.recipient.name, [e.code for e in p.letter.enclosures]) for p in plan.to_send
    ] == [("Personne Un", ["03", "63"]), ("Personne Deux", ["03"]), ("Personne Trois", ["63"])]
    assert {each.verdict for each in plan.letters} == {Decision.SEND}
    for envelope in plan.envelopes():
        content = envelope.content()
        assert len(content) == envelope.size
        found = email.message_from_bytes(content, policy=policy.default)
        assert found["Message-ID"] == envelope.message_id
        assert [each.addr_spec for each in found["To"].addresses] == [envelope.address]
    assert [envelope.label for envelope in plan.envelopes()] == [
        "line 2, 03 63",
        "line 3, 03",
        "line 4, 63",
    ]


TERRITOIRES = [row["id"] for row in tables.rows("territoires")]
CODES = [row["code"] for row in tables.rows("departements")]
ASKED = st.tuples(st.sampled_from([*TERRITOIRES[::7], ""]), st.sampled_from([*CODES[::9], ""]))


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All 100 fiches."""
    return publish(tmp_path_factory.mktemp("everywhere"), CODES, size=200)


@given(st.lists(st.tuples(st.integers(1, 6), ASKED), min_size=1, max_size=12, unique=True))
@hypothesis_settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_letters_are_exactly_what_list_and_tables_say(
    everywhere: Path, tmp_path: Path, asked: list[tuple[int, tuple[str, str]]]
) -> None:
    """Recomputed plainly: every (address, fiche) pair of the list, once, and no other."""
    kept: dict[str, set[str]] = {}
    for row in tables.rows("territoires_departements"):
        if row["kept"] == "1":
            kept.setdefault(row["id"], set()).add(row["departement"])
    wanted = set()
    lines = []
    for who, (territoire, departement) in asked:
        address = f"lead{who}@example.org"
        if territoire:
            lines.append(f"{territoire};;;Personne {who};{address};;")
            wanted |= {(address, code) for code in kept[territoire]}
        if departement:
            lines.append(f";{departement};;Personne {who};{address.upper()};;")
            wanted.add((address, departement))
    lines = list(dict.fromkeys(lines))
    if not lines:
        return
    settings = tmp_path / "mail.toml"
    settings.write_text(SETTINGS, "utf-8")
    plan = made(MailingRequest(leads(tmp_path, *lines), 2024, everywhere, settings))
    pairs = []
    for envelope in plan.envelopes():
        found = email.message_from_bytes(envelope.content(), policy=policy.default)
        (to,) = found["To"].addresses
        names = [str(part.get_filename()) for part in found.iter_attachments()]
        pairs += [(to.addr_spec.lower(), name.partition("-")[0]) for name in names]
        assert envelope.codes == tuple(name.partition("-")[0] for name in names)
    assert sorted(pairs) == sorted(wanted)
    addresses = [envelope.address.lower() for envelope in plan.envelopes()]
    assert len(addresses) == len({*addresses})


def test_a_pack_may_take_the_place_of_fiches(request_: MailingRequest) -> None:
    assert refused(request_, pack=True) == [
        f"Riom – Vichy ({RIOM}): no pack of 2024: tradefiche build --territoire {RIOM} --year 2024"
    ]
    publish(request_.output, packs=[RIOM])
    plan = made(request_, pack=True)
    names = [[each.name for each in p.letter.enclosures] for p in plan.letters]
    assert names == [[f"{RIOM}.pdf"], ["03-allier.pdf"], ["63-puy-de-dome.pdf"]]
    assert plan.envelopes()[0].codes == ("03", "63")


def test_only_some_may_be_asked_for(request_: MailingRequest) -> None:
    def names(**asked: Any) -> list[str]:
        plan = made(request_, **asked)
        assert len(plan.letters) + len(plan.others) == 3
        return [each.letter.recipient.name for each in plan.to_send]

    assert names(territoires=("Riom – Vichy",)) == ["Personne Un"]
    assert names(departements=("Allier",)) == ["Personne Un", "Personne Deux"]
    assert names(territoires=(RIOM,), departements=("63",)) == ["Personne Un", "Personne Trois"]
    with pytest.raises(UsageError, match="is not a département"):
        names(departements=("Alier",))


def test_what_others_get_need_not_be_built(request_: MailingRequest) -> None:
    leads(request_.recipients.parent, *LINES, ";15;;Personne Quatre;quatre@example.org;;")
    assert refused(request_)
    assert len(made(request_, departements=("03",)).to_send) == 2


def test_a_limit_leaves_the_rest_for_later(request_: MailingRequest, ledger: Ledger) -> None:
    plan = made(request_, ledger, limit=1)
    assert list(verdicts(plan).values()) == [
        ("to send", True),
        ("beyond the limit", False),
        ("beyond the limit", False),
    ]
    settled(plan, ledger, State.ACCEPTED)
    assert [each.letter.recipient.name for each in made(request_, ledger, limit=1).to_send] == [
        "Personne Deux"
    ]


# -- what the ledger says --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "verdict", "word"),
    [
        (State.ACCEPTED, "already sent", ""),
        (State.UNCERTAIN, "uncertain", "retry_uncertain"),
        (State.ATTEMPTING, "uncertain", "retry_uncertain"),
        (State.REFUSED, "refused before", "retry_refused"),
        (State.DEFERRED, "to send", "sent"),
    ],
)
def test_what_was_tried_is_tried_again_only_on_a_word(
    request_: MailingRequest, ledger: Ledger, state: State, verdict: str, word: str
) -> None:
    settled(made(request_), ledger, state, of=2)
    plan = made(request_, ledger)
    assert verdicts(plan)["deux"] == (verdict, word == "sent")
    assert verdicts(plan)["un"] == ("to send", True)
    for name in ("corrections", "retry_uncertain", "retry_refused"):
        again = made(request_, ledger, allowed=Allowed(**{name: True}))
        assert verdicts(again)["deux"] == (verdict, word in ("sent", name))


def test_capitals_do_not_send_it_twice(request_: MailingRequest, ledger: Ledger) -> None:
    settled(made(request_), ledger, State.ACCEPTED)
    leads(request_.recipients.parent, ";03;;Personne Deux;DEUX@Example.org;;")
    assert verdicts(made(request_, ledger)) == {"DEUX": ("already sent", False)}


@pytest.mark.parametrize("state", [State.ACCEPTED, State.UNCERTAIN])
def test_other_files_for_who_had_some_are_a_correction(
    request_: MailingRequest, ledger: Ledger, state: State
) -> None:
    settled(made(request_), ledger, state, of=2)
    publish(request_.output, ["03"], version="built anew")
    assert verdicts(made(request_, ledger)) == {
        "un": ("to send", True),
        "deux": ("correction", False),
        "trois": ("to send", True),
    }
    sent = made(request_, ledger, allowed=Allowed(corrections=True))
    assert verdicts(sent)["deux"] == ("correction", True)
    settled(sent, ledger, State.ACCEPTED, of=2)
    assert verdicts(made(request_, ledger))["deux"] == ("already sent", False)


def test_an_address_that_was_refused_is_refused_other_files_too(
    request_: MailingRequest, ledger: Ledger
) -> None:
    settled(made(request_), ledger, State.REFUSED, of=2)
    publish(request_.output, ["03"], version="built anew")
    plan = made(request_, ledger)
    assert verdicts(plan)["deux"] == ("refused before", False)
    assert plan.letters[1].reason == "refused 5.1.1 on 2025-03-01"
    again = made(request_, ledger, allowed=Allowed(retry_refused=True))
    assert verdicts(again)["deux"] == ("refused before", True)


def test_another_edition_is_another_letter(request_: MailingRequest, ledger: Ledger) -> None:
    settled(made(request_), ledger, State.ACCEPTED)
    publish(request_.output, year=2025)
    assert len(made(request_, ledger, year=2025).to_send) == 3


def test_who_wants_none_gets_none_not_even_a_copy(request_: MailingRequest, ledger: Ledger) -> None:
    ledger.block("deux@example.org", suppression.UNSUBSCRIBED)
    ledger.block("Copie@example.org", suppression.UNSUBSCRIBED)
    plan = made(request_, ledger, allowed=Allowed(True, True, True))
    assert verdicts(plan)["deux"] == ("blocked", False)
    assert plan.letters[1].reason == "unsubscribed on 2025-03-01"
    assert (plan.letters[0].copies, plan.letters[0].without) == ((), ("copie@example.org",))
    assert b"copie@" not in plan.envelopes()[0].content()
    assert "1 in cc left out: blocked" in list(plan_report.lines(plan))


def test_planning_changes_nothing(request_: MailingRequest, tmp_path: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")}
    made(request_)
    assert {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*")} == before


# -- tests and links -------------------------------------------------------------------------


def test_a_test_goes_to_one_address_and_says_so(request_: MailingRequest, ledger: Ledger) -> None:
    settled(made(request_), ledger, State.ACCEPTED)
    real = {each.key for each in made(request_).envelopes()}
    plan = made(request_, ledger, only_to="moi@example.org")
    assert len(plan.to_send) == 3
    for planned, envelope in zip(plan.letters, plan.envelopes(), strict=True):
        assert (envelope.address, envelope.copies) == ("moi@example.org", ())
        assert envelope.key not in real
        found = email.message_from_bytes(envelope.content(), policy=policy.default)
        assert str(found["Subject"]).startswith("[TEST] Commerce")
        assert found["Cc"] is None
        assert [each.addr_spec for each in found["To"].addresses] == ["moi@example.org"]
        assert planned.letter.recipient.address.encode() not in envelope.content()
        body = found.get_body(("plain",))
        assert body is not None
        first = body.get_content().splitlines()[0]
        assert planned.letter.recipient.name in first
        assert first.startswith("Message d’essai\u00a0: ")
    with pytest.raises(UsageError, match="--only-to is not an address"):
        made(request_, only_to="moi")


def test_links_lead_to_the_files(request_: MailingRequest) -> None:
    publish(request_.output, packs=[RIOM])
    plan = made(request_, links=True, pack=True)
    found = email.message_from_bytes(plan.envelopes()[0].content(), policy=policy.default)
    assert list(found.iter_attachments()) == []
    for kind in ("plain", "html"):
        body = found.get_body((kind,))
        assert body is not None
        assert f"https://example.org/fiches/2024/territoires/{RIOM}.pdf" in body.get_content()
    attached = made(request_, pack=True).envelopes()
    assert [each.key for each in attached] == [each.key for each in plan.envelopes()]


# -- what refuses the batch ------------------------------------------------------------------


def test_all_faults_are_told_at_once(request_: MailingRequest, tmp_path: Path) -> None:
    leads(
        tmp_path,
        *LINES,
        ";15;;Personne Quatre;quatre@example.org;;",
        ";03;;Personne Cinq;cinq;;",
        "Riom;;;Personne Six;six@example.org;;",
    )
    publish(request_.output, ["63"], marks=DEMONSTRATION)
    publish(request_.output, ["03"], marks=PROVISIONAL)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "subject.txt").write_text("{{ titre }}", "utf-8")
    (tmp_path / "tradefiche.toml").write_text("[mail]\nserver = 'x'\n", "utf-8")
    faults = refused(request_, message=tmp_path / "mine")
    assert [re.sub(r"^\S*[/\\]", "", fault).partition(". ")[0] for fault in faults] == [
        "tradefiche.toml: [mail] lacks from",
        "subject.txt, line 1: unknown variable 'titre'",
        "leads.csv, line 6: the address is not one: an email address must have an @-sign",
        "leads.csv, line 7: “Riom” is only part of a name: write Riom – Vichy (ti-8416)",
        "Cantal (15): no fiche of 2024: tradefiche build --dept 15 --year 2024",
        "the fiche of 63: demonstration data, invented figures: --allow-demo",
        "the fiche of 03: provisional figures: --allow-draft",
    ]


@pytest.mark.parametrize(
    ("marks", "word", "head"),
    [
        (DEMONSTRATION, "allow_demo", "[Démonstration] "),
        (PROVISIONAL, "allow_draft", "[Provisoire] "),
        (LACKING, "allow_draft", "[Provisoire] "),
    ],
)
def test_marked_figures_leave_only_on_a_word_and_marked(
    request_: MailingRequest, marks: Any, word: str, head: str
) -> None:
    publish(request_.output, marks=marks)
    (fault,) = refused(request_)
    assert f"--{word.replace('_', '-')}" in fault
    for envelope in made(request_, **{word: True}).envelopes():
        found = email.message_from_bytes(envelope.content(), policy=policy.default)
        assert str(found["Subject"]).startswith(head)
        body = found.get_body(("plain",))
        assert body is not None
        dated = "mises à jour le 7\u00a0février 2025" in body.get_content()
        assert dated is (word != "allow_demo")  # invented figures are of no date


def test_a_message_that_is_too_large_names_the_way_out(request_: MailingRequest) -> None:
    plan = made(request_)
    sizes = [each.size for each in plan.letters]
    assert sizes[0] > max(sizes[1:])
    plan.require_fit(sizes[0])
    plan.require_fit(0)
    with pytest.raises(MailError) as caught:
        plan.require_fit(sizes[0] - 1)
    assert "line 2, 03 63: a message of" in caught.value.message
    assert "--attach link" in caught.value.message
    settings = SETTINGS + f"size_limit = {min(sizes) - 1}\n"
    Path("tradefiche.toml").write_text(settings, "utf-8")
    assert len(refused(request_)) == 3
    assert len(made(request_, links=True).to_send) == 3  # without their PDFs they fit


def test_links_need_an_address_of_the_documents(request_: MailingRequest) -> None:
    Path("tradefiche.toml").write_text(SETTINGS.replace("base_url", "contact"), "utf-8")
    (fault,) = refused(request_, links=True)
    assert fault.startswith("--attach link, and [mail] base_url does not say")


def test_a_template_that_fails_for_one_letter_refuses_all(
    request_: MailingRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "subject.txt").write_text("{{ departements[1].nom }}", "utf-8")
    (fault,) = refused(request_, message=folder)  # the first letter has two of them
    assert fault == f"{folder / 'subject.txt'}, line 1: unknown variable 1"


def test_settings_with_a_wrong_address_are_refused(request_: MailingRequest) -> None:
    Path("tradefiche.toml").write_text(SETTINGS.replace("fiches@", "fi ches@"), "utf-8")
    assert len(refused(request_)) == 1
    Path("tradefiche.toml").write_text(SETTINGS + "unsubscribe = 'à nous'\n", "utf-8")
    (fault,) = refused(request_)
    assert fault.startswith("the settings have 'à nous' for an address")


# -- a plan as it is told --------------------------------------------------------------------


def test_a_plan_names_no_address_unless_asked(request_: MailingRequest, ledger: Ledger) -> None:
    settled(made(request_), ledger, State.UNCERTAIN, of=3)
    plan = made(request_, ledger)
    said = list(plan_report.lines(plan))
    assert said == [
        f"2 letters to send for 2024, 2 documents, {said[0].rpartition(', ')[2]}",
        f"  line 2, u…@example.org, cc 1: 03-allier.pdf, 63-puy-de-dome.pdf, {_size(said[1])}",
        f"  line 3, d…@example.org: 03-allier.pdf, {_size(said[2])}",
        "1 letter not sent: uncertain (--retry-uncertain sends them again, at the risk of twice)",
        "  line 4, 63: the server may have it since 2025-03-01",
    ]
    verbose = "\n".join(plan_report.lines(plan, verbose=True))
    assert all(f"{name}@example.org" in verbose for name in ("un", "deux", "trois"))


def _size(line: str) -> str:
    return line.rpartition(", ")[2]


def test_a_plan_says_when_nothing_is_left_and_when_it_is_a_test(
    request_: MailingRequest, ledger: Ledger
) -> None:
    settled(made(request_), ledger, State.ACCEPTED)
    said = list(plan_report.lines(made(request_, ledger)))
    assert said[:2] == ["0 letters to send for 2024", "3 letters not sent: already sent"]
    said = list(plan_report.lines(made(request_, ledger, only_to="me@example.org")))
    assert said[0].startswith("3 letters to send for 2024, 2 documents, ")
    assert (
        said[1] == "A test: all of them go to the address of --only-to, and nothing is remembered"
    )


def test_no_cell_of_a_table_is_a_formula(request_: MailingRequest) -> None:
    leads(
        request_.recipients.parent, ";03;;=1+1;+a@example.org;@b@example.org;".replace("@b", "-b")
    )
    (row,) = csv.DictReader(io.StringIO(plan_report.table(made(request_))), delimiter=";")
    assert (row["nom"], row["email"], row["cc"]) == ("'=1+1", "'+a@example.org", "'-b@example.org")
    assert row["size"].isdigit()


def test_long_plans_are_told_by_their_ends(everywhere: Path, tmp_path: Path) -> None:
    lines = [f";{code};;Personne {code};p{code}@example.org;;" for code in CODES]
    settings = tmp_path / "mail.toml"
    settings.write_text(SETTINGS, "utf-8")
    plan = made(MailingRequest(leads(tmp_path, *lines), 2024, everywhere, settings))
    said = list(plan_report.lines(plan))
    assert len(said) == 1 + 3 + 1 + 3
    assert said[4] == "  … 94 more (--verbose lists all)"
    assert said[-1].startswith("  line 101, ")
    assert len(list(plan_report.lines(plan, verbose=True))) == 101


def test_the_table_says_all(request_: MailingRequest) -> None:
    plan = made(request_)
    rows = list(csv.DictReader(io.StringIO(plan_report.table(plan)), delimiter=";"))
    assert [row["email"] for row in rows] == [p.letter.recipient.address for p in plan.letters]
    assert rows[0] == {
        "lines": "2", "nom": "Personne Un", "email": "un@example.org", "cc": "copie@example.org",
        "verdict": "to send", "reason": "", "territoires": RIOM, "departements": "03 63",
        "left_out": "", "documents": "03-allier.pdf 63-puy-de-dome.pdf",
        "size": str(plan.letters[0].size),
    }  # fmt: skip
    data = plan_report.as_data(plan)
    assert data["verdicts"] == {"to send": 3}
    assert [each["email"] for each in data["letters"]] == [row["email"] for row in rows]


@not_on_windows("it has no modes of files")
def test_messages_are_written_for_their_owner_only(
    request_: MailingRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "plan"
    plan = drafted(request_, folder)
    paths = sorted(folder.glob("[!.]*"))
    assert [path.name for path in paths] == [
        "0001-line-2.eml",
        "0002-line-3.eml",
        "0003-line-4.eml",
    ]
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    for path, planned in zip(paths, plan.letters, strict=True):
        assert oct(path.stat().st_mode & 0o777) == "0o600"
        assert path.read_bytes() == plan.writer.content(planned.letter, planned.copies, WHEN)


def test_messages_take_the_place_of_an_earlier_plan_at_once(
    request_: MailingRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "plan"
    drafted(request_, folder)
    before = sorted(folder.iterdir())
    with pytest.raises(KeyboardInterrupt), drafts.open_drafts(folder) as half:
        interrupted(half, request_)
    assert sorted(folder.iterdir()) == before
    killed = tmp_path / ".plan.00000000.tmp"
    killed.mkdir()
    (killed / "0001-line-2.eml").touch()
    drafted(request_, folder, limit=2)
    assert len(list(folder.glob("[!.]*"))) == 2
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".")] == []


@pytest.mark.parametrize("put", [Path.mkdir, Path.touch])
def test_a_folder_of_other_things_is_left_alone(
    request_: MailingRequest, tmp_path: Path, put: Callable[[Path], None]
) -> None:
    folder = tmp_path / "plan"
    folder.mkdir()
    put(folder / "thesis")
    with pytest.raises(OutputError, match="holds 'thesis', which no plan wrote"):
        drafted(request_, folder)
    assert (folder / "thesis").exists()


@pytest.mark.parametrize("listed", [False, True])
def test_a_message_that_no_plan_wrote_is_not_taken_for_one(
    request_: MailingRequest, tmp_path: Path, *, listed: bool
) -> None:
    """Somebody's mail, saved there; or a message of the plan that was changed since."""
    folder = tmp_path / "mine"
    if listed:
        drafted(request_, folder)
    else:
        folder.mkdir()
    mine = folder / "0001-line-2.eml"
    mine.write_bytes(b"To: me\r\n\r\nDear me")
    before = sorted(folder.iterdir())
    with pytest.raises(OutputError, match=r"holds '0001-line-2\.eml', which no plan wrote there"):
        drafted(request_, folder)
    assert mine.read_bytes().endswith(b"Dear me")
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("name", [".", "..", "/", "plan/.."])
def test_a_folder_without_a_name_is_no_place_of_a_plan(name: str) -> None:
    with (
        pytest.raises(OutputError, match="has no name of its own") as caught,
        drafts.open_drafts(Path(name)),
    ):
        pytest.fail("nothing is planned")
    assert caught.value.hint == "Name a folder with --eml."


@not_on_windows("a link needs a right there that few have")
@pytest.mark.parametrize("of", ["folder", "message", "list"])
def test_no_plan_follows_a_link(request_: MailingRequest, tmp_path: Path, of: str) -> None:
    folder, elsewhere = tmp_path / "plan", tmp_path / "elsewhere"
    drafted(request_, elsewhere)
    if of == "folder":
        folder.symlink_to(elsewhere)
    else:
        drafted(request_, folder)
        name = "0001-line-2.eml" if of == "message" else drafts.LIST
        (folder / name).unlink()
        (folder / name).symlink_to(elsewhere / name)
    before = {path: path.read_bytes() for path in elsewhere.iterdir()}
    with pytest.raises(OutputError, match=r"is a link|which no plan wrote there"):
        drafted(request_, folder)
    assert {path: path.read_bytes() for path in elsewhere.iterdir()} == before


def test_the_ledgers_own_folder_may_hold_a_plan_of_the_version_before(
    request_: MailingRequest, tmp_path: Path
) -> None:
    folder = tmp_path / "plan-2024"
    drafted(request_, folder)
    (folder / drafts.LIST).unlink()
    with pytest.raises(OutputError, match="which no plan wrote there"):
        drafted(request_, folder)
    assert len(drafted(request_, folder, ours=True).letters) == 3
    (folder / "notes.eml").touch()
    with pytest.raises(OutputError, match=r"holds 'notes\.eml'"):
        drafted(request_, folder, ours=True)


# -- from any cell to the wire ---------------------------------------------------------------

BREAKS = ("\r\n", "\n", "\r", "\t", "\0", "\u2028", "\u202e")
PIECES = (
    " ", "\u00a0", ",", ";", '"', "\\", "<", ">", "@", "|", ".", "é", "😀", "{{ annee }}", "<b>",
    "Bcc: x@evil.example", "evil@evil.example", "=?utf-8?q?=0ABcc:?=", "un@example.org",
    "Personne", "(x)", ":", "- ", "## ",
)  # fmt: skip
NASTY = st.lists(st.sampled_from(PIECES), min_size=1, max_size=6).map("".join)
BROKEN = st.lists(st.sampled_from((*PIECES, *BREAKS)), min_size=1, max_size=4).map("".join)
BASE = {"departement": "03", "civilite": "", "nom": "Personne Un", "email": "un@example.org"}
CELLS = st.tuples(
    st.sampled_from(("nom", "nom", "civilite", "notes", "email", "cc", "departement")),
    NASTY | NASTY | BROKEN | st.text(max_size=20),
)


@given(st.lists(CELLS, min_size=1, max_size=2))
@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_no_cell_adds_a_header_or_a_recipient(
    everywhere: Path, tmp_path: Path, changes: list[tuple[str, str]]
) -> None:
    rows = [{**BASE, "cc": "", "notes": "", **dict(changes)}]
    path = tmp_path / "leads.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)
    settings = tmp_path / "mail.toml"
    settings.write_text(SETTINGS, "utf-8")
    try:
        plan = made(MailingRequest(path, 2024, everywhere, settings))
    except MailError:
        event("refused")
        return
    event("planned")
    usual = {"Date", "From", "To", "Subject", "Message-ID", "Auto-Submitted", "Content-Language"}
    usual |= {"List-Unsubscribe", "MIME-Version", "Content-Type"}
    for envelope in plan.envelopes():
        cells = " ".join(f"{row['email']} {row['cc']}" for row in rows).lower()
        for address in (envelope.address, *envelope.copies):
            local, _, domain = address.lower().rpartition("@")
            assert f"{local}@{domain.encode().decode('idna')}" in cells
        content = envelope.content()
        head = content.partition(b"\r\n\r\n")[0].decode("ascii")
        names = re.findall(r"^([^\s:]+):", head, re.MULTILINE)
        assert sorted(names) == sorted(usual | ({"Cc"} if envelope.copies else set()))
        found = email.message_from_bytes(content, policy=policy.default)
        assert [each.addr_spec for each in found["To"].addresses] == [envelope.address]
        if envelope.copies:
            assert [each.addr_spec for each in found["Cc"].addresses] == [*envelope.copies]
        parts = list(found.walk())
        assert len(parts) == 4 + len(envelope.codes)  # mixed, alternative, text, html, PDFs


def test_the_work_of_a_plan_grows_with_its_letters_and_no_faster(
    request_: MailingRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each letter is composed once, each address read once, also when messages are written."""
    from tradefiche.mail.letter import message
    from tradefiche.mail.letter import templates
    from tradefiche.mail.recipients import addresses

    counts: dict[str, int] = {}
    places = {"compose": message, "normalised": addresses, "typeset": templates}
    for name, module in places.items():
        real = getattr(module, name)

        def counted(*given: Any, name: str = name, real: Any = real, **more: Any) -> Any:
            counts[name] = counts.get(name, 0) + 1
            return real(*given, **more)

        monkeypatch.setattr(module, name, counted)
    asked: list[str] = []
    found = []
    for size in (1, 20, 40):  # the first one reads the addresses of the settings, once a process
        lines = [f";03;Madame;Lead {n};lead{n}@example.org;;" for n in range(size)]
        list_ = leads(tmp_path, *lines)
        counts.clear()
        asked.clear()
        with (
            ledgers.open_ledger(tmp_path / "mail") as book,
            drafts.open_drafts(tmp_path / "plan") as into,
        ):
            book._tables._connection.set_trace_callback(asked.append)
            plans.make(replace(request_, recipients=list_), book, WHEN, keep=into.add)
        found.append((counts["compose"], counts["normalised"], len(asked)))
    _, (one, addresses_one, queries_one), (two, addresses_two, queries_two) = found
    assert (one, two) == (20, 40)
    assert addresses_two - addresses_one == 20
    assert queries_two - queries_one == 3 * 20


def test_a_plan_that_a_spreadsheet_holds_is_to_be_closed() -> None:
    held = atomic.HeldError(13, "another program has it open, or it is read-only", "plan.csv")
    assert plan_report.unwritable(Path("plan.csv"), held).hint == atomic.CLOSE_IT
