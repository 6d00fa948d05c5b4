"""The page of a Territoire d'industrie, the statement, the table of all."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pdf_reading
import web_pages
from web_pages import Node
from web_pages import cells
from web_pages import read

from tradefiche.reference import industry
from tradefiche.web.edition_pages import pages
from tradefiche.wording import packs as words

RIOM = "2024/territoires/ti-8416-riom-vichy.html"


@cache
def edition() -> dict[str, bytes]:
    """An edition of the Allier and its neighbours in a Territoire."""
    with TemporaryDirectory() as folder:
        found = [pdf_reading.fiches()[code] for code in ("03", "63", "20")]
        made = web_pages.ready(Path(folder), *found)
        return {page.path: page.content() for page in pages(made)}


def riom() -> Node:
    return read(edition()[RIOM])


def test_territoires_whose_fiches_are_all_there_have_a_page() -> None:
    made = {path for path in edition() if path.startswith("2024/territoires/")}
    here = {"03", "63", "20"}
    wanted = {
        f"2024/territoires/{industry.file_stem(whole)}.html"
        for whole in industry.everything()
        if whole.kept and {place.code for place in whole.kept} <= here
    }
    assert RIOM in wanted
    assert made == wanted


def test_it_has_its_départements_side_by_side() -> None:
    fiches = [pdf_reading.fiches()[code] for code in ("03", "63")]
    table = riom().one("section", aria_labelledby="chiffres").one("table")
    assert cells(table) == [
        [label, *values] for label, values in words.comparison(fiches, exposed=True)
    ]
    assert riom().one("h1").text == "Riom – Vichy"
    assert len(riom().all("h1")) == 1
    assert [n.attributes["content"] for n in riom().all("meta") if n.has(name="robots")]


def test_it_names_its_communes_and_gives_them() -> None:
    pack = industry.pack(
        industry.only("Riom - Vichy"), [pdf_reading.fiches()[code] for code in ("03", "63")]
    )
    text = riom().one("section", aria_labelledby="communes").text
    for grouping in pack.groupings:
        assert grouping.name in text or grouping.nature == words.ALONE
        for commune in grouping.communes:
            assert commune.name in text
    assert edition()["2024/csv/ti-8416-communes.csv"].count(b"\r\n") == pack.communes + 1


def test_fiches_and_their_territoires_lead_to_each_other() -> None:
    fiche = read(edition()["2024/03-allier.html"])
    targets = {link.attributes["href"] for link in fiche.all("a")}
    assert {"territoires/ti-8416-riom-vichy.html", "63-puy-de-dome.html"} <= targets
    assert "../03-allier.html" in {link.attributes["href"] for link in riom().all("a")}


def test_the_statement_says_what_the_law_wants() -> None:
    page = read(edition()["2024/accessibilite.html"])
    assert "non conforme" in page.text
    for part in ("État de conformité", "Retour d’information et contact", "Voies de recours"):
        assert part in [head.text for head in page.all("h2")]
    assert {link.attributes["href"] for link in page.all("a")} >= {
        "mailto:territoires-industrie@anct.gouv.fr",
        "https://formulaire.defenseurdesdroits.fr/",
    }
    for path, content in edition().items():
        if path.endswith(".html"):
            up = "../" if path.startswith("2024/territoires/") else ""
            links = {link.attributes["href"] for link in read(content).all("a")}
            assert f"{up}accessibilite.html" in links, path


def test_the_table_has_all_in_millions() -> None:
    page = read(edition()["2024/index.html"])
    rows = cells(page.one("section", aria_labelledby="departements").one("table"))
    assert [row[:2] for row in rows] == [["03", "Allier"], ["20", "Corse"], ["63", "Puy-de-Dôme"]]
    assert rows[0][3:6] == ["2\u202f152", "1\u202f477", "▲\u202f+\u202f675"]
