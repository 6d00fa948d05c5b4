"""The catalogue says the customs' totals, leads to all there is, runs no script of others."""

from __future__ import annotations

from dataclasses import replace
from decimal import ROUND_HALF_UP
from decimal import Decimal
from pathlib import Path

import made_atlases
import pytest
from made_catalogues import CSV
from made_catalogues import Node
from made_catalogues import built
from made_catalogues import catalogue
from made_catalogues import is_inside
from made_catalogues import lost_links
from made_catalogues import read
from made_catalogues import repeated_names

from tradefiche.edition.page_texts import NEWS
from tradefiche.fiche.atlas import Atlas
from tradefiche.reference import industry
from tradefiche.web import finder

MOST_BYTES = 200_000
HOSTILE = "</title><script>alert('x')</script>\" onload=\"y\u202e&amp;<b>"
SOME = ("03", "63", "20", "75")


@pytest.fixture(scope="module")
def atlas() -> Atlas:
    return made_atlases.demonstration()


@pytest.fixture(scope="module")
def content(atlas: Atlas, tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return catalogue(built(tmp_path_factory.mktemp("whole"), atlas)).content()


@pytest.fixture(scope="module")
def page(content: bytes) -> Node:
    return read(content)


def millions(euros: int) -> str:
    """Whole millions, thousands apart, without a sign."""
    value = (Decimal(abs(euros)) / 1_000_000).quantize(Decimal(1), ROUND_HALF_UP)
    if euros and not value:
        return "<\u202f1"
    return f"{value:,}".replace(",", "\u202f")


def balance(euros: int) -> str:
    rounded = millions(euros).replace("<\u202f1", "0")
    sign = "" if rounded == "0" else "+\u202f" if euros > 0 else "\u2212\u202f"
    return f"{sign}{rounded}"


def amounts(row: Node) -> list[str]:
    """Exports, imports and balance, without the mark that no one hears."""
    cells = row.all("td")
    found = [cell.text for cell in cells if cell.attributes.get("class") not in ("co", "re", "fi")]
    return [text.replace("▲\u202f", "").replace("▼\u202f", "") for text in found]


def said(exports: int, imports: int) -> list[str]:
    return [millions(exports), millions(imports), balance(exports - imports)]


# -- the table -------------------------------------------------------------------------------


def test_each_departement_has_its_row_by_code(page: Node, atlas: Atlas) -> None:
    rows = page.only("tbody").all("tr")
    assert [row.all("td")[0].text for row in rows] == sorted(
        each.place.code for each in atlas.departements
    )
    held = {each.place.code: each for each in atlas.departements}
    for row in rows:
        each = held[row.attributes["data-c"]]
        assert row.only("th").text == each.place.name
        assert amounts(row) == said(each.totals.exports, each.totals.imports)
        exact = [cell.attributes["data-v"] for cell in row.all("td") if "data-v" in cell.attributes]
        totals = each.totals
        assert [*map(int, exact)] == [
            totals.exports,
            totals.imports,
            totals.exports - totals.imports,
        ]


def test_all_of_them_each_region_and_france_have_their_sums(page: Node, atlas: Atlas) -> None:
    rows = page.only("tfoot").all("tr")
    held: dict[str, list[int]] = {}
    for each in atlas.departements:
        name = each.region.name if each.region else each.place.name
        sums = held.setdefault(name, [0, 0, 0])
        for place, euros in enumerate((each.totals.exports, each.totals.imports, 1)):
            sums[place] += euros
    exports, imports, many = (sum(column) for column in zip(*held.values(), strict=True))
    assert rows[0].only("th").text == f"{many} départements"
    assert amounts(rows[0]) == said(exports, imports)
    by_name = {row.only("th").text.rpartition(", ")[0]: row for row in rows[1:]}
    for name, (sold, bought, count) in held.items():
        row = by_name[name]
        assert "hidden" in row.attributes
        assert row.only("th").text.endswith(f", {count} département{'s' * (count > 1)}")
        assert amounts(row) == said(sold, bought)
    assert amounts(rows[-1]) == said(atlas.france.exports, atlas.france.imports)


def test_a_choice_of_region_shows_a_sum_that_is_there(page: Node) -> None:
    chosen = [each.attributes["value"] for each in page.only(id="region").all("option")]
    regions = {row.attributes["data-r"] for row in page.only("tbody").all("tr")}
    sums = [row.attributes.get("data-total") for row in page.only("tfoot").all("tr")]
    assert {*chosen} == {"", *regions}
    assert [each for each in sums if each is not None] == chosen


# -- where it leads --------------------------------------------------------------------------


def test_all_links_lead_to_what_an_edition_has(page: Node, atlas: Atlas) -> None:
    links = {each.attributes["href"] for each in page.all("a")}
    files = {each for each in links if each[0] not in "#." and ":" not in each}
    stems = {row.only("th").only("a").attributes["href"][:-5] for row in page.all("tr", id="d-03")}
    assert stems == {"03-allier"}
    for row in page.only("tbody").all("tr"):
        address = row.only("th").only("a").attributes["href"]
        assert {address, address[:-4] + "pdf", address[:-4] + "json"} <= files
    wholes = {f"territoires/{industry.file_stem(w)}.html" for w in industry.everything()}
    rest = {"atlas.html", "atlas.pdf", "atlas.json", CSV, "SHA256SUMS", "accessibilite.html"}
    assert wholes | rest <= files
    assert len(files) == 3 * len(atlas.departements) + len(wholes) + len(rest)
    assert not lost_links(page)


def test_every_territoire_stands_under_its_letter(page: Node) -> None:
    letters = page.all("div", class_="lt")
    assert [each.only("h3").text for each in letters] == sorted(
        {each.only("h3").text for each in letters}
    )
    assert sum(len(each.all("li")) for each in letters) == len(industry.everything())
    under = {
        item.only("a").text: letter.only("h3").text
        for letter in letters
        for item in letter.all("li")
    }
    assert under["Épinal – Rambervillers"] == "E"


def test_the_map_is_for_pointers_and_says_what_the_table_says(page: Node) -> None:
    drawn = page.only("svg", class_="fr")
    assert drawn.attributes["aria-hidden"] == "true"
    links = drawn.all("a")
    assert {each.attributes["tabindex"] for each in links} == {"-1"}
    by_code = {each.attributes["data-c"]: each.attributes["href"] for each in links}
    assert by_code == {
        row.attributes["data-c"]: row.only("th").only("a").attributes["href"]
        for row in page.only("tbody").all("tr")
    }
    assert {each.only("title").text for each in links} >= {"Allier (03)", "La Réunion (974)"}


# -- without a script of others ----------------------------------------------------------------


def test_the_page_runs_its_own_script_alone(page: Node, content: bytes) -> None:
    assert [each.attributes for each in page.all("script")] == [{"src": finder.SCRIPT}]
    (policy,) = page.all("meta", http_equiv="Content-Security-Policy")
    assert "default-src 'none'" in policy.attributes["content"]
    assert policy.attributes["content"].endswith("; script-src 'self'")
    for each in page.all():
        assert not {name for name in each.attributes if name.startswith("on") or name == "style"}
        for name in ("src", "action", "srcset"):
            assert is_inside(each.attributes.get(name, ""))
    assert b"@import" not in content
    assert b"url(http" not in content


def test_the_page_is_light_and_its_names_unique(page: Node, content: bytes) -> None:
    assert len(content) <= MOST_BYTES
    assert repeated_names(page) == []


def test_the_same_edition_gives_the_same_bytes(
    atlas: Atlas, content: bytes, tmp_path: Path
) -> None:
    assert catalogue(built(tmp_path, atlas)).content() == content


def test_a_hostile_name_is_a_name(atlas: Atlas, tmp_path: Path) -> None:
    made = read(catalogue(built(tmp_path, atlas, names={"03": HOSTILE})).content())
    assert len(made.all("script")) == 1
    shown = made.only("tr", id="d-03").only("th").text
    assert shown == HOSTILE.replace("\u202e", "")
    assert not [each for each in made.all() if "onload" in each.attributes]


# -- editions of other kinds -------------------------------------------------------------------


def test_some_fiches_without_an_atlas_have_a_plain_map(atlas: Atlas, tmp_path: Path) -> None:
    made = read(catalogue(built(tmp_path, atlas, codes=SOME, mapped=False)).content())
    assert len(made.only("tbody").all("tr")) == len(SOME)
    drawn = made.only("svg", class_="fr")
    assert {each.attributes["data-c"] for each in drawn.all("a")} == {*SOME}
    areas = [each for each in drawn.all() if "ar" in each.attributes.get("class", "").split()]
    assert len({each.attributes["fill"] for each in areas}) == 1
    assert not made.all(class_="mkey")
    assert not made.all(id="atlas")
    assert {each.text for each in made.only(class_="chips2").all("a")} == {"Paris"}
    assert made.only("tfoot").all("tr")[0].only("th").text == "4 départements"
    kept = {each.attributes["data-t"] for each in made.only(class_="az").all("li")}
    for whole in industry.everything():
        assert (whole.id in kept) is ({place.code for place in whole.kept} <= {*SOME})
    assert not lost_links(made)


@pytest.mark.parametrize("name", ["true figures", "nothing", "provisional"])
def test_only_invented_figures_are_left_out_by_search_engines(name: str, tmp_path: Path) -> None:
    atlas = made_atlases.everything()[name]
    made = read(catalogue(built(tmp_path, atlas)).content())
    hidden = bool(made.all("meta", name="robots"))
    assert hidden is atlas.marks.demonstration
    assert repeated_names(made) == []


def test_what_is_new_is_told_by_the_edition_alone(page: Node, atlas: Atlas, tmp_path: Path) -> None:
    news = page.only(id=NEWS)
    assert news.name == "h2"
    held = built(tmp_path, atlas)
    texts = {name: text for name, text in held.edition.web.items() if name != NEWS}
    without = replace(held, edition=replace(held.edition, web=texts))
    assert not read(catalogue(without).content()).all(id=NEWS)


def test_the_page_depends_on_what_it_says(atlas: Atlas, tmp_path: Path) -> None:
    first = catalogue(built(tmp_path / "a", atlas))
    assert first.made_from == catalogue(built(tmp_path / "b", atlas)).made_from
    for changed in (
        built(tmp_path / "c", atlas, codes=SOME),
        built(tmp_path / "d", atlas, mapped=False),
        built(tmp_path / "e", atlas, names={"03": "Bourbonnais"}),
        built(tmp_path / "f", made_atlases.hard()["far apart"]),
    ):
        assert catalogue(changed).made_from != first.made_from
