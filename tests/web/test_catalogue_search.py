"""The search of the catalogue, run by node on the records of the page and on all communes."""

from __future__ import annotations

import csv
import json
import subprocess
from functools import cache
from pathlib import Path
from typing import Any

import made_atlases
import pytest
from made_catalogues import Node
from made_catalogues import built
from made_catalogues import catalogue
from made_catalogues import read
from paths import ROOT
from pdf_reading import tool

from tradefiche.reference import industry
from tradefiche.reference import tables
from tradefiche.reference import territories
from tradefiche.web import finder

EVERY = 250
"""One commune in so many is looked for."""
RUN = """
const { index, communes, queries } = JSON.parse(require('fs').readFileSync(0, 'utf8'));
const before = Search.prepared(index), after = Search.withCommunes(before, communes);
const asked = (held, text) => { const found = Search.answers(held, text);
  return { ...found, said: Search.said(found, held === after ? 'held' : 'asked') } };
console.log(JSON.stringify({
  with: queries.map(text => asked(after, text)), without: queries.map(text => asked(before, text)),
  folded: queries.map(Search.fold), missing: Search.said({ total: 0 }, 'missing'),
}));
"""
ASKED = (
    "allier", "3", "03", "2A", "2b", "9a", "971", "97", "Cotes d'armor", "côtes-du-nord",
    "Seine et Oise", "Loire inferieure", "vichy", "RIOM", "Thiers", "st etienne", "l’Haÿ",
    "ti-8416", "8416", "riom vichy", "vichy riom", "63300", "2A004", "20090", "98000", "Rennes",
    "Bretagne", "zzzz", "", "  ", "'", "le", "loire", "la Loire", "saint", "Eu", "<script>",
    "constructor", "__proto__", "a" * 5000, ".*", "\\", "%", "département de l'Ain",
)  # fmt: skip


def records(page: Node) -> dict[str, Any]:
    """What the script reads of the page."""
    rows = page.only("tbody").all("tr")
    return {
        "departements": [
            {
                "code": row.attributes["data-c"],
                "name": row.only("th").text,
                "address": row.only("th").only("a").attributes["href"],
                "told": row.all("td")[1].text,
                "also": [each for each in row.attributes.get("data-also", "").split("|") if each],
            }
            for row in rows
        ],
        "territoires": [
            {
                "id": item.attributes["data-t"],
                "name": item.only("a").text,
                "address": item.only("a").attributes["href"],
                "told": item.only("span").text,
            }
            for item in page.only(class_="az").all("li")
        ],
        "regions": [
            {"name": each.text, "address": f"?region={each.attributes['value']}", "told": ""}
            for each in page.only(id="region").all("option")
            if each.attributes["value"]
        ],
    }


@cache
def communes() -> tuple[tuple[str, str], ...]:
    """(code of the département, name) of all, read from the tables of the checkout."""
    folder = ROOT / "assets" / "reference"
    found = set()
    with (folder / "territoires_communes.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            pairs = zip(row["communes"].split(), row["names"].split("|"), strict=True)
            found |= {(_departement(code), name) for code, name in pairs}
    with (folder / "chefs_lieux.csv").open(encoding="utf-8", newline="") as file:
        found |= {(row["departement"], row["name"]) for row in csv.DictReader(file)}
    return tuple(sorted(found))


def _departement(commune: str) -> str:
    code = commune[: 3 if commune.startswith("97") else 2]
    return "20" if code in ("2A", "2B") else code


@pytest.fixture(scope="module")
def queries() -> list[str]:
    places = territories.departements()
    own = [text for place in places for text in (place.code, place.name, place.customs_code)]
    wholes = [text for each in industry.everything() for text in (each.id, each.name)]
    return [*ASKED, *own, *wholes, *(name for _, name in communes()[::EVERY])]


@pytest.fixture(scope="module")
def found(queries: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    node = tool("node")
    folder = tmp_path_factory.mktemp("search")
    page = read(catalogue(built(folder, made_atlases.demonstration())).content())
    script = (Path(finder.__file__).parent / "js" / "search.js").read_text("utf-8")
    given = {"index": records(page), "communes": [*finder.groups()], "queries": queries}
    done = subprocess.run(
        [node, "-e", script + RUN], input=json.dumps(given), capture_output=True, check=True,
        text=True, encoding="utf-8",
    )  # fmt: skip
    made = json.loads(done.stdout)
    return {
        **{kind: dict(zip(queries, made[kind], strict=True)) for kind in ("with", "without")},
        "folded": dict(zip(queries, made["folded"], strict=True)),
        "missing": made["missing"],
    }


def first(found: dict[str, Any], text: str) -> list[str]:
    """The names of the answers."""
    return [each["name"] for each in found["with"][text]["first"]]


def test_all_communes_of_the_tables_are_there() -> None:
    held = [(code, name) for _, code, names in finder.groups() for name in names.split("|")]
    assert {*held} == {*communes()}
    assert len(held) >= len(communes()) > 18_700


def test_a_commune_leads_to_its_territoire() -> None:
    addresses = {address for address, _, _ in finder.groups()} - {""}
    assert addresses == {
        f"territoires/{industry.file_stem(each)}.html" for each in industry.everything()
    }
    towns = [each for each in finder.groups() if not each[0]]
    assert ("", "75", "Paris") in towns


def test_the_scripts_are_bytes_that_stay_the_same_and_small() -> None:
    assert finder.communes() == finder.communes()
    assert finder.communes().startswith(b"var COMMUNES=[")
    assert len(finder.communes()) <= 300_000
    assert len(finder.script()) <= 16_000
    assert [each.path for each in finder.files(2024)] == ["2024/catalogue.js", "2024/communes.js"]
    for danger in (b"http", b"eval(", b"innerHTML", b"document.write", b"Function("):
        assert danger not in finder.script()


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("allier", ["Allier (03)"]),
        ("3", ["Allier (03)"]),
        ("03", ["Allier (03)"]),
        ("2A", ["Corse (20)"]),
        ("2b", ["Corse (20)"]),
        ("9a", ["Guadeloupe (971)"]),
        ("Cotes d'armor", ["Côtes-d’Armor (22)"]),
        ("côtes-du-nord", ["Côtes-d’Armor (22)"]),
        ("Seine et Oise", ["Yvelines (78)", "Essonne (91)", "Val-d’Oise (95)"]),
        ("Loire inferieure", ["Loire-Atlantique (44)"]),
        ("vichy", ["Vichy", "Riom – Vichy"]),
        ("RIOM", ["Riom", "Riom – Vichy"]),
        ("Thiers", ["Thiers", "Lezoux – Thiers – Ambert – Montbrison"]),
        ("st etienne", ["Saint-Étienne"]),
        ("l’Haÿ", ["L’Haÿ-les-Roses"]),
        ("ti-8416", ["Riom – Vichy"]),
        ("8416", ["Riom – Vichy"]),
        ("riom vichy", ["Riom – Vichy"]),
        ("vichy riom", ["Riom – Vichy"]),
        ("63300", ["Puy-de-Dôme (63)"]),
        ("2A004", ["Corse (20)"]),
        ("20090", ["Corse (20)"]),
        ("Rennes", ["Rennes"]),
        ("Bretagne", ["Bretagne"]),
        ("loire", ["Loire (42)", "Loire-Atlantique (44)"]),
        ("la Loire", ["Loire (42)"]),
        ("département de l'Ain", ["Ain (01)"]),
        ("Eu", ["Eure (27)", "Eure-et-Loir (28)", "Eu"]),
    ],
)
def test_words_find_a_place(found: dict[str, Any], text: str, names: list[str]) -> None:
    assert first(found, text)[: len(names)] == names


@pytest.mark.parametrize(
    "text", ["zzzz", "98000", "<script>", "constructor", "__proto__", "a" * 5000]
)
def test_what_is_nowhere_is_said_to_be_so(found: dict[str, Any], text: str) -> None:
    answer = found["with"][text]
    assert answer["first"] == []
    assert "hors Territoire d’industrie, ou inconnue" in answer["said"]
    assert found["without"][text]["said"] == "Recherche parmi les communes…"
    assert "n’a pas pu être lue" in found["missing"]


@pytest.mark.parametrize("text", ["", "  ", "'", ".*", "\\", "%"])
def test_nothing_asks_for_nothing(found: dict[str, Any], text: str) -> None:
    assert found["with"][text]["total"] == 0


def test_twelve_answers_are_shown_of_many(found: dict[str, Any]) -> None:
    many = found["with"]["saint"]
    assert len(many["first"]) == 12
    assert many["total"] > 1000
    assert many["said"] == f"{many['total']} réponses, les 12 premières"
    assert found["with"]["ti-8416"]["said"] == "1 réponse"
    assert found["with"]["vichy"]["said"] == "2 réponses"


def test_a_town_of_no_territoire_leads_to_its_departement(found: dict[str, Any]) -> None:
    answer = found["with"]["Rennes"]["first"][0]
    assert answer["address"] == "35-ille-et-vilaine.html"
    assert "hors Territoire d’industrie" in answer["told"]


def test_every_departement_answers_to_its_codes_and_its_name(found: dict[str, Any]) -> None:
    for place in territories.departements():
        named = f"{place.name} ({place.code})"
        for text in (place.code, place.customs_code, place.name):
            assert first(found, text)[0] == named, text


def test_every_territoire_answers_to_its_id_and_its_name(found: dict[str, Any]) -> None:
    for each in industry.everything():
        assert first(found, each.id) == [each.name]
        assert each.name in first(found, each.name)


def test_a_commune_leads_to_its_departement(found: dict[str, Any]) -> None:
    stems = {place.code: tables.slug(place.name) for place in territories.departements()}
    for code, name in communes()[::EVERY]:
        answer = found["with"][name]
        same = [each for each in answer["first"] if each["name"] == name]
        assert answer["total"] > 12 or any(
            each["address"] == f"{code}-{stems[code]}.html" for each in same
        ), name


def test_the_search_folds_as_the_tables_do(found: dict[str, Any]) -> None:
    for text, folded in found["folded"].items():
        words = tables.fold(text).split()
        longer = {"st": "saint", "ste": "sainte"}
        assert folded.split() == [longer.get(word, word) for word in words], text
