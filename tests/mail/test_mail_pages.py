"""Letters that link to pages: which addresses, what a site must have, and what stays the same."""

from __future__ import annotations

import email
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC
from datetime import datetime
from email import policy
from pathlib import Path
from typing import Any

import pytest
from command import run
from mailings import leads
from mailings import publish
from shared_sites import ADDRESS
from shared_sites import output
from shared_sites import ready
from shared_sites import real

from tradefiche import manifest as manifests
from tradefiche import site_listing
from tradefiche.errors import MailError
from tradefiche.mail import plan as plans
from tradefiche.mail import plan_report
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.mail.ledger.decisions import Decision
from tradefiche.mail.plan import Plan
from tradefiche.mail.preflight import MailingRequest
from tradefiche.site_listing import Listing
from tradefiche.site_listing import SiteFile
from tradefiche.web import site as sites

WHEN = datetime(2025, 3, 1, 8, 30, tzinfo=UTC)
RIOM = "ti-8416"
URL = "https://example.org/fiches/"
SETTINGS = f"""[mail]
server = "smtp.example.org"
from = "Fiches <fiches@example.org>"
[site]
url = "{URL}"
"""
LINES = (f"{RIOM};;;Personne Un;un@example.org;;", ";03;;Personne Deux;deux@example.org;;")


def listed(folder: Path, request: MailingRequest, url: str = URL, without: str = "") -> Path:
    """A site of what was published, as its list tells it."""
    found = manifests.read(request.output / "2024", 2024)
    pdfs = [entry.pdf for entry in (*found.fiches, *found.packs)]
    files = [SiteFile(f"2024/{file.name}", file.sha256, file.size, "m") for file in pdfs]
    files += [
        replace(file, path=file.path.replace(".pdf", ".html"), sha256="0" * 64) for file in files
    ]
    kept = [file for file in files if file.path != without]
    folder.mkdir(exist_ok=True)
    made = Listing().with_edition(2024, demonstration=False, url=url).with_files(kept)
    site_listing.write(folder, made)
    return folder


@pytest.fixture
def asked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> MailingRequest:
    """Two leads, two fiches, a pack, and a site of them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRADEFICHE_SITE_URL", raising=False)
    (tmp_path / "tradefiche.toml").write_text(SETTINGS, "utf-8")
    request = MailingRequest(
        leads(tmp_path, *LINES), 2024, publish(tmp_path / "output", packs=[RIOM])
    )
    return replace(request, site=listed(tmp_path / "site", request))


def made(request: MailingRequest, **changes: Any) -> Plan:
    with ledgers.open_ledger(request.output / "mail", read_only=True) as empty:
        return plans.make(replace(request, **changes), empty, WHEN)


def refused(request: MailingRequest, **changes: Any) -> list[str]:
    with pytest.raises(MailError) as caught:
        made(request, **changes)
    return [line.strip() for line in caught.value.message.splitlines()[1:]]


def bodies(plan: Plan) -> Iterator[str]:
    """Both of each letter that leaves."""
    for envelope in plan.envelopes():
        found = email.message_from_bytes(envelope.content(), policy=policy.default)
        assert list(found.iter_attachments()) == []
        for kind in ("plain", "html"):
            body = found.get_body((kind,))
            assert body is not None
            yield body.get_content()


def linked(text: str) -> set[str]:
    return set(re.findall(rf"{re.escape(URL)}[^\s\"<]*", text))


def test_letters_link_to_the_pages_of_their_year(asked: MailingRequest) -> None:
    one, two = f"{URL}2024/03-allier.html", f"{URL}2024/63-puy-de-dome.html"
    texts = [*bodies(made(asked))]
    assert [linked(text) for text in texts] == [{one, two}, {one, two}, {one}, {one}]
    assert not any("latest" in text or ".pdf" in text for text in texts)
    assert "Ces pages se lisent" in texts[0]
    assert "Cette page se lit" in texts[2]
    assert "À lire en ligne" in texts[2]


def test_a_pack_is_the_page_of_its_territoire(asked: MailingRequest) -> None:
    texts = [*bodies(made(asked, pack=True))]
    assert linked(texts[0]) == {f"{URL}2024/territoires/{RIOM}.html"}
    assert "réunies dans un document" not in texts[0]


def test_the_key_is_that_of_the_pdf(asked: MailingRequest) -> None:
    attached = made(asked, site=None).envelopes()
    online = made(asked).envelopes()
    assert [each.key for each in attached] == [each.key for each in online]
    assert online[0].size < attached[0].size


def test_a_site_written_anew_is_no_correction(asked: MailingRequest, tmp_path: Path) -> None:
    with ledgers.open_ledger(tmp_path / "mail", now=lambda: WHEN) as book:
        first = plans.make(asked, book, WHEN).envelopes()
        book.plan(first)
        for envelope in first:
            book.attempting(envelope.key)
            book.settle(envelope.key, ledgers.State.ACCEPTED, "data", 250, "", "ok")
        assert asked.site
        listing = site_listing.read(asked.site)
        pages = [
            replace(file, sha256="1" * 64) if file.path.endswith(".html") else file
            for file in listing.files
        ]
        site_listing.write(asked.site, listing.with_files(pages))
        again = plans.make(asked, book, WHEN)
        assert {each.verdict for each in again.letters} == {Decision.ALREADY_SENT}
        publish(asked.output, ["63"], version="%other")
        listed(asked.site, asked)
        assert plans.make(asked, book, WHEN).letters[0].verdict is Decision.CORRECTION


def test_the_plan_shows_the_addresses(asked: MailingRequest) -> None:
    plan = made(asked)
    lines = [*plan_report.lines(plan)]
    assert lines[0].startswith("2 letters to send for 2024, 2 pages, ")
    assert f"{URL}2024/03-allier.html" in lines[2]
    data = plan_report.as_data(plan)
    assert data["letters"][1]["documents"][0]["page"] == f"{URL}2024/03-allier.html"
    assert f"{URL}2024/03-allier.html" in plan_report.table(plan)
    plain = plan_report.as_data(made(asked, site=None))
    assert "page" not in plain["letters"][0]["documents"][0]


# -- what is refused -------------------------------------------------------------------------


def test_a_page_that_the_site_lacks_is_a_fault(asked: MailingRequest, tmp_path: Path) -> None:
    site = listed(tmp_path / "site", asked, without="2024/63-puy-de-dome.html")
    assert refused(asked) == [
        f"Puy-de-Dôme (63): {site} has no page of it: tradefiche site --year 2024 --to {site}"
    ]


def test_a_page_that_was_never_finished_is_a_fault(asked: MailingRequest, tmp_path: Path) -> None:
    listing = site_listing.read(tmp_path / "site")
    planned = [
        replace(file, sha256="") if file.path == "2024/03-allier.html" else file
        for file in listing.files
    ]
    site_listing.write(tmp_path / "site", listing.with_files(planned))
    (fault,) = refused(asked)
    assert fault.startswith("Allier (03): ")
    assert "has no page of it" in fault


def test_a_page_of_another_build_is_a_fault(asked: MailingRequest) -> None:
    publish(asked.output, ["03"], version="%drawn anew")
    (fault,) = refused(asked)
    assert fault.startswith("Allier (03): its page in ")
    assert "is of another build: tradefiche site --year 2024" in fault


@pytest.mark.parametrize("there", [True, False])
def test_without_a_site_there_are_no_pages(asked: MailingRequest, there: bool) -> None:
    site = Path("other")
    if there:
        site.mkdir()
    (fault,) = refused(asked, site=site)
    assert fault.startswith("other: no page of 2024 is there (site.json has none). Write them")


def test_a_damaged_list_is_a_fault(asked: MailingRequest, tmp_path: Path) -> None:
    (tmp_path / "site" / site_listing.NAME).write_text("[]", "utf-8")
    (fault,) = refused(asked)
    assert "not the list of a site" in fault


def test_a_list_that_leads_outside_is_refused(asked: MailingRequest, tmp_path: Path) -> None:
    path = tmp_path / "site" / site_listing.NAME
    path.write_text(path.read_text("utf-8").replace("2024/03-allier.html", "../a.html"), "utf-8")
    (fault,) = refused(asked)
    assert "which is not inside the site" in fault


def test_somebody_must_say_where_the_site_is(asked: MailingRequest, tmp_path: Path) -> None:
    text = SETTINGS.partition("[site]")[0]
    (tmp_path / "tradefiche.toml").write_text(text, "utf-8")
    assert linked([*bodies(made(asked))][2]) == {f"{URL}2024/03-allier.html"}  # the site does
    listed(tmp_path / "site", asked, url="")
    (fault,) = refused(asked)
    assert fault.startswith("--attach page, and nothing says where the site is published. Write")


def test_two_addresses_are_a_fault(asked: MailingRequest, tmp_path: Path) -> None:
    listed(tmp_path / "site", asked, url="https://autre.example.org/")
    (fault,) = refused(asked)
    assert "are written for https://autre.example.org/, and the settings say" in fault


def test_a_wrong_address_is_a_fault_among_the_others(
    asked: MailingRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRADEFICHE_SITE_URL", "http://example.org")
    (fault,) = refused(asked)
    assert fault.startswith("TRADEFICHE_SITE_URL: the address of the site does not begin")


# -- with a real site ------------------------------------------------------------------------


def test_every_address_of_a_letter_is_a_page_of_the_site(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRADEFICHE_SITE_URL", raising=False)
    output(tmp_path / "output", [real(code) for code in ("03", "63")])
    sites.write(tmp_path / "site", [ready(tmp_path / "output", address=ADDRESS)])
    (tmp_path / "tradefiche.toml").write_text(SETTINGS.replace(URL, ADDRESS.url), "utf-8")
    leads(tmp_path, *LINES)
    asking = ("send", "--recipients", "leads.csv", "--year", "2024", "--attach", "page")
    told = json.loads(run(*asking, "--json").stdout)
    found = {each["page"] for letter in told["letters"] for each in letter["documents"]}
    assert len(found) == 2
    files = {file.path for file in site_listing.read(tmp_path / "site").files}
    for address in found:
        path = address.removeprefix(ADDRESS.url)
        assert path in files
        assert (tmp_path / "site" / path).is_file()
    done = run(*asking, "--site", "elsewhere", status=1)
    assert "elsewhere: no page of 2024 is there" in done.stderr
