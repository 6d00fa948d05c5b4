"""From the list to the mailboxes: what a real mail system delivered, compared with the plan."""

from __future__ import annotations

import csv
import io
import re
from hashlib import sha256
from pathlib import Path

import mailings
import pytest
from command import run
from mail_transport import Mailboxes
from mail_transport import delivering

from tradefiche import manifest
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.reference import territories

CODES = [p.code for p in territories.departements() if p.code.isdigit() and len(p.code) == 2]
LEADS = 300
NAMES = (
    "Personne Ébène",
    "Personne « Œuf » Deux",
    "Personne-Trois d’Essai",
    "Łódź Quatre 🐝",
    'Personne "X" B',
)
SETTINGS = """
[mail]
server = "127.0.0.1"
port = {}
security = "none"
from = "Observatoire du commerce extérieur <fiches@example.org>"
reply_to = "etudes@example.org"
envelope_from = "retours@example.org"
per_minute = 0
retries = 0
"""


def wanted() -> dict[str, tuple[str, list[str], str]]:
    """Name, départements and copy of each lead, by address."""
    found = {}
    for number in range(LEADS):
        codes = {CODES[(number * step + step) % len(CODES)] for step in range(1, 2 + number % 3)}
        copy = f"copy{number}@example.org" if number % 50 == 7 else ""
        name = f"{NAMES[number % len(NAMES)]} {number}"
        found[f"lead{number}@example.org"] = (name, sorted(codes), copy)
    return found


def listed(folder: Path, leads: dict[str, tuple[str, list[str], str]]) -> Path:
    """A list of them: a line a département, in an order that separates the lines of one lead."""
    text = io.StringIO()
    writer = csv.writer(text, delimiter=";", lineterminator="\n")
    for turn in range(3):
        for address, (name, codes, copy) in leads.items():
            if turn < len(codes):
                writer.writerow(["", codes[turn], "", name, address, copy, ""])
    return mailings.leads(folder, *text.getvalue().splitlines())


def send(folder: Path, boxes: Mailboxes, people: Path, status: int = 0) -> str:
    settings = folder / "mail.toml"
    settings.write_text(SETTINGS.format(boxes.port), "utf-8")
    words = ["--recipients", people, "--year", 2024, "--output", folder / "output"]
    where = ["--settings", settings, "--ledger", folder / "mail"]
    said = run("send", *words, *where, "--confirm", status=status).output
    boxes.settle()
    return said


@pytest.mark.slow
def test_three_hundred_leads_have_their_own_fiches_once(tmp_path: Path) -> None:
    output = mailings.publish(tmp_path / "output", CODES, size=20_000)
    built = manifest.read(output / "2024", 2024)
    hashes = {entry.code: entry.pdf.sha256 for entry in built.fiches}
    leads = wanted()
    people = listed(tmp_path, leads)
    copies = {copy: address for address, (_, _, copy) in leads.items() if copy}
    with delivering([*leads, *copies]) as boxes:
        said = send(tmp_path, boxes, people)
        assert f"{LEADS} letters: {LEADS} accepted" in said
        assert not re.search(r"(lead|copy)\d+@", said)
        # Once more: nobody is written to a second time.
        assert "nothing to send" in send(tmp_path, boxes, people)
        delivered = boxes.everybody()
    assert set(delivered) == {*leads, *copies}
    assert {len(messages) for messages in delivered.values()} == {1}
    with ledgers.open_ledger(tmp_path / "mail", read_only=True) as book:
        known = {record.address: record.message_id for record in book.records()}
    for box, (message,) in delivered.items():
        address = copies.get(box, box)
        name, codes, copy = leads[address]
        assert message["To"].addresses[0].addr_spec == address
        assert message["To"].addresses[0].display_name == name
        assert (message["Cc"] or "") == copy
        assert message["Message-ID"] == known[address]
        assert message["Return-Path"] == "<retours@example.org>"
        attached = list(message.iter_attachments())
        found = {sha256(part.get_content()).hexdigest() for part in attached}
        assert found == {hashes[code] for code in codes}
        assert len(attached) == len(codes)
        for kind in ("plain", "html"):
            body = message.get_body((kind,))
            assert body is not None
            text = body.get_content()
            assert text.count("(") > 0
            for code in CODES:
                place = territories.departement(code)
                assert (f"{place.name} ({place.code})" in text) is (code in codes), (box, code)


def test_who_does_not_exist_is_refused_or_comes_back(tmp_path: Path) -> None:
    """One address is refused at once; the mail of another is taken, then returned by Postfix."""
    mailings.publish(tmp_path / "output", CODES[:3])
    gone = {"moved@example.org": "nowhere@example.org"}
    lines = [
        f";{code};;Lead;{name}@example.org;;"
        for code, name in zip(CODES, ("here", "moved", "unknown"), strict=False)
    ]
    people = mailings.leads(tmp_path, *lines)
    with delivering(["here@example.org", "retours@example.org"], gone) as boxes:
        said = send(tmp_path, boxes, people, status=1)
        assert "3 letters: 2 accepted, 1 refused" in said
        assert "there is no such address (rcpt: 550 5.1.1" in said
        assert len(boxes.of("here@example.org")) == 1
        assert len(boxes.of("retours@example.org")) == 1
        reports = boxes.folder / "boxes" / "retours@example.org"
        said = run("mail", "bounces", reports, "--ledger", tmp_path / "mail").output
        assert said.endswith("1 message, 1 failure: 1 hard\n")
        with ledgers.open_ledger(tmp_path / "mail", read_only=True) as book:
            assert book.blocked("moved@example.org").startswith("hard bounce 5.1.1 on ")
            assert book.blocked("here@example.org") == ""
        failed = (tmp_path / "mail" / "failed.csv").read_text("utf-8-sig").splitlines()
        assert len(failed) == 2
        assert "unknown@example.org" in failed[1]
        # Rebuilt fiches are another letter: who came back is left out of it.
        mailings.publish(tmp_path / "output", CODES[:3], version="2")
        plan = run(
            "send",
            "--recipients",
            people,
            "--year",
            2024,
            "--output",
            tmp_path / "output",
            "--settings",
            tmp_path / "mail.toml",
            "--ledger",
            tmp_path / "mail",
            "--corrections",
            "--json",
        ).stdout
    assert "hard bounce 5.1.1" in plan
    assert plan.count('"blocked"') >= 1


def test_forty_attachments_arrive_and_what_is_too_large_does_not_leave(tmp_path: Path) -> None:
    mailings.publish(tmp_path / "output", CODES[:40], size=50_000)
    lines = [f";{code};;Lead;lead@example.org;;" for code in CODES[:40]]
    people = mailings.leads(tmp_path, *lines)
    with delivering(["lead@example.org", "other@example.org"]) as boxes:
        send(tmp_path, boxes, people)
        (message,) = boxes.of("lead@example.org")
        mailings.publish(tmp_path / "output", CODES[40:41], size=8_000_000)
        big = f";{CODES[40]};;Lead;other@example.org;;"
        people = mailings.leads(tmp_path, f";{CODES[0]};;Lead;other@example.org;;", big)
        said = send(tmp_path, boxes, people, status=1)
        assert boxes.of("other@example.org") == []
    built = manifest.read(tmp_path / "output" / "2024", 2024)
    found = [sha256(part.get_content()).hexdigest() for part in message.iter_attachments()]
    assert sorted(found) == sorted(entry.pdf.sha256 for entry in built.fiches[:40])
    assert "--attach link" in said
    assert "line 2" in said
