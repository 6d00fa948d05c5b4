"""The page of a fiche: it says what the PDF says, to everyone, and asks nobody for anything."""

from __future__ import annotations

import gzip
import re
import shutil
from dataclasses import replace
from functools import cache
from itertools import pairwise
from pathlib import Path

import hard_fiches
import made_evolutions
import pdf_reading
import pytest
import web_pages
from command import copied
from web_pages import Node
from web_pages import cells
from web_pages import page_of
from web_pages import read

from tradefiche import figures
from tradefiche.fiche import Country
from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.figures import table as tables
from tradefiche.site_address import SiteAddress
from tradefiche.web.look import css_hash
from tradefiche.wording.sentences import DEMONSTRATION

CODES = ("03", "20", "48", "59", "75", "971")
FIGURE_2 = 4
"""The index of its page."""
MOST, MOST_PACKED = 300_000, 60_000
"""Bytes of a page."""


def several_years() -> Fiche:
    return made_evolutions.course(pdf_reading.fiches()["03"])


@cache
def demonstration(code: str) -> Node:
    return read(web_pages.demonstration(code))


@cache
def special() -> dict[str, Node]:
    cases = {**hard_fiches.special(), **made_evolutions.cases(), "years": several_years()}
    return {name: read(page_of(fiche)) for name, fiche in cases.items()}


def everything() -> list[Node]:
    return [*map(demonstration, CODES), *special().values()]


# -- what it says --------------------------------------------------------------------------------

PAPER = {
    # The annexe's first words: pages have a table under each figure instead.
    *("voici", "servi", "tracer", "complets", "euros", "joints", "fichier", "l’annexe", "document"),
    # Where a table goes on, the foot of pages, key figures that cards say in other words.
    *("suite", "suivante", "publication", "composée", "d’exportations", "d’importations"),
}
"""Words that only paper says."""


def words(text: str) -> set[str]:
    return {each.lower() for each in re.findall(r"[^\W\d_]+(?:’[^\W\d_]+)?", text)}


@pytest.mark.parametrize("code", CODES)
def test_it_says_every_word_of_the_pdf(code: str) -> None:
    printed = " ".join(pdf_reading.pages(pdf_reading.pdf(code)))
    fiche = pdf_reading.fiches()[code]
    around = " ".join(place.place.name for place in pdf_reading.fiches().values())
    allowed = PAPER | words(around) | ({"l’outre", "outre"} if fiche.place.abroad_only else set())
    assert words(printed) - words(demonstration(code).text) - allowed == set()


@pytest.mark.parametrize("code", CODES)
def test_it_says_every_number_of_the_pdf(code: str) -> None:
    """But page numbers, and what figure 2 merges, which depends on the room of its words."""
    pages = pdf_reading.pages(pdf_reading.pdf(code))
    folios = {str(n) for n in range(1, len(pages) + 1)}
    printed = _numbers(" ".join(page for n, page in enumerate(pages) if n != FIGURE_2))
    assert printed - _numbers(demonstration(code).text) - folios == set()


def _numbers(text: str) -> set[str]:
    """Bare: lists of the PDF have « % » in their heads."""
    return {pdf_reading.bare(each) for each in pdf_reading.numbers(text)}


def _rows(page: Node, name: str) -> list[list[str]]:
    return cells(page.one("details", id=f"{name}-tableau").all("table")[0])


@pytest.mark.parametrize("code", CODES)
def test_each_figure_has_its_table_to_the_last_cell(code: str) -> None:
    fiche, page = pdf_reading.fiches()[code], demonstration(code)
    shown = page.all("figure")
    numbers = [figure.all("p", class_="fn")[0].one("a").text for figure in shown]
    assert numbers == [f"Figure {n}" for n in range(1, len(shown) + 1)]
    for node in shown:
        figure = figures.named(node.attributes["id"] or "")
        wanted = [figure.table(fiche), *(figure.totals(fiche) if figure.totals else ())]
        unit = tables.unit(wanted)
        found = node.one("details", class_="data").all("table")
        assert len(found) == len(wanted)
        for table, html in zip(wanted, found, strict=True):
            rows = [*table.rows, *([table.total] if table.total else [])]
            assert cells(html) == [
                [tables.cell(c, v, unit) for c, v in zip(table.columns, row, strict=True)]
                for row in rows
            ]
            heads = [head.text for head in html.one("thead").all("th")]
            assert heads == [tables.head(column, unit) for column in table.columns]
            assert html.one("caption").text
        assert node.one("svg", class_="wide").has(role="img", aria_label=figure.alternative(fiche))
        assert node.one("div", class_="narrow").text


def test_a_fiche_of_several_years_has_all_of_them() -> None:
    page = special()["years"]
    names = [figure.attributes["id"] for figure in page.all("figure")]
    assert names[-3:] == ["annees", "trimestres", "contributions"]
    assert "2015" in page.one("figure", id="annees").text


def test_figures_come_first_and_the_method_after() -> None:
    names = [each.attributes["aria-labelledby"] for each in demonstration("03").all("section")]
    assert names == [
        "essentiel", "territoires", "balance", "exportations", "importations", "distinction",
        "exposition", "introduction", "contexte", "pratique",
    ]  # fmt: skip
    contents = demonstration("03").one("nav", id="sommaire")
    targets = [link.attributes["href"] for link in contents.all("a")]
    assert [target for target in targets if target in {f"#{name}" for name in names}] == [
        f"#{name}" for name in names
    ]


def test_an_edition_orders_and_leaves_out_sections_of_its_pages(tmp_path: Path) -> None:
    own = copied("editions/2024", tmp_path / "own")
    settings = own / "edition.toml"
    chosen = ["pratique", "importations", "territoires", "introduction", "essentiel"]
    settings.write_text(f"{settings.read_text('utf-8')}[web]\nsections = {chosen}\n", "utf-8")
    (own / "notes").mkdir()
    (own / "notes" / "03.md").write_text("# Une remarque\n\nDeux mots.\n", "utf-8")
    page = read(page_of(pdf_reading.fiches()["03"], own))
    names = [each.attributes["aria-labelledby"] for each in page.all("section")]
    assert names == [*chosen[:2], "notes-03", *chosen[2:]]
    shown = [each.text for each in page.all("figure")]
    assert [text[:8] for text in shown] == ["Figure 6", "Figure 7", "Figure 8"]  # as in the PDF
    contents = page.one("nav", id="sommaire")
    targets = [link.attributes["href"] for link in contents.all("a")]
    assert [each for each in targets if each[1:] in {*names}] == [f"#{name}" for name in names]
    assert "lire les précautions" not in page.text  # they are not on it


# -- for everyone --------------------------------------------------------------------------------


def test_pages_are_whole_and_lead_somewhere() -> None:
    for page in everything():
        ids = [node.attributes["id"] for node in page.walk() if "id" in node.attributes]
        assert len(ids) == len(set(ids))
        targets = [node.attributes["href"] or "" for node in page.all("a")]
        inside = {target[1:] for target in targets if target.startswith("#")}
        assert inside <= {*ids}
        named = [
            n.attributes["aria-labelledby"]
            for n in page.walk()
            if "aria-labelledby" in n.attributes
        ]
        assert {*named} <= {*ids}
        assert len(page.all("h1")) == len(page.all("main")) == len(page.all("title")) == 1
        assert page.one("html").has(lang="fr")
        levels = [int(n.name[1]) for n in page.walk() if re.fullmatch("h[1-6]", n.name)]
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_they_ask_for_nothing() -> None:
    """No file, no script: what they show is in them."""
    for page in everything():
        assert not page.all("script")
        assert not page.all("iframe") + page.all("img") + page.all("object")
        loaded = [n.attributes["href"] for n in page.all("link")]
        assert loaded == ["data:,"]
        assert not [
            n for n in page.walk() for key in n.attributes if key.startswith("on") or key == "style"
        ]
        (style,) = page.all("style")
        css = str(style.content[0])
        assert not re.search(r"url\(|@import", css)
        (policy,) = (n for n in page.all("meta") if n.attributes.get("http-equiv"))
        assert (policy.attributes["content"] or "").startswith("default-src 'none'")
        assert css_hash(css) in (policy.attributes["content"] or "")


def test_links_lead_out_only_where_the_edition_says() -> None:
    known = {address for address in pdf_reading.edition_2024().links.values() if address}
    for page in everything():
        outside = {
            a.attributes["href"] for a in page.all("a") if ":" in (a.attributes["href"] or "")
        }
        assert outside <= known


def test_demonstration_is_said_everywhere_and_found_nowhere() -> None:
    fiche = pdf_reading.fiches()["03"]
    real = replace(fiche, marks=Marks(False, (1, 2, 3, 4)))
    for made, invented in ((fiche, True), (real, False)):
        page = read(page_of(made))
        robots = [n for n in page.all("meta") if n.has(name="robots", content="noindex")]
        assert bool(robots) is invented
        marks = [node for node in page.all("span", class_="demo") if node.text == DEMONSTRATION]
        assert len(marks) == (len(page.all("figure")) if invented else 0)
        assert (DEMONSTRATION in page.one("header").text) is invented
        assert (DEMONSTRATION in page.text) is invented


@pytest.mark.parametrize("code", ["54", "62", "77"])
def test_pages_are_light(code: str) -> None:
    """The heaviest of all, of ten years, with all that an address brings into their heads."""
    address = SiteAddress("https://www.commerce-exterieur.example.org/fiches/")
    fiche = made_evolutions.course(pdf_reading.fiches()[code])
    content = page_of(fiche, address=address).encode()
    assert len(content) <= MOST
    assert len(gzip.compress(content, 9)) <= MOST_PACKED


def test_the_same_fiche_gives_the_same_bytes() -> None:
    fiche = pdf_reading.fiches()["48"]
    assert page_of(fiche) == page_of(fiche) == web_pages.demonstration("48")


def test_a_hostile_name_is_only_a_name() -> None:
    hostile = "<script>alert('x')</script>\"><img src=x onerror=y>&amp;\u202egnp.exe"
    fiche = pdf_reading.fiches()["03"]
    first = fiche.countries[0]
    country = Country(first.country.code, hostile, hostile)
    balance = (replace(first, country=country), *fiche.countries[1:])
    matrix = fiche.exports.matrix
    products = (replace(matrix.products[0], short=hostile, label=hostile), *matrix.products[1:])
    place = replace(fiche.place, name=hostile, of=hostile, the=hostile, within=hostile)
    made = replace(
        fiche,
        place=place,
        countries=balance,
        exports=replace(fiche.exports, matrix=replace(matrix, products=products)),
    )
    content = page_of(made)
    page = read(content)
    assert not page.all("script") + page.all("img")
    assert hostile.replace("\u202e", "") in page.one("figure", id="pays").text
    assert "\u202e" not in content


def test_a_text_of_the_web_stands_in_the_place_of_that_of_the_pdf() -> None:
    page = demonstration("03")
    assert "Cette page est non conforme" in page.text
    assert "Ce document est non conforme" not in page.text


def test_an_edition_without_texts_of_the_web_has_those_of_its_pdf(tmp_path: Path) -> None:
    from tradefiche.web import built
    from tradefiche.web.edition_pages import pages

    own = copied("editions/2024", tmp_path / "own")
    shutil.rmtree(own / "web")
    fiche = pdf_reading.fiches()["48"]
    out = web_pages.published(tmp_path / "output", [fiche], own)
    made = {page.path: page for page in pages(built.read(out, 2024, edition=own))}
    assert "Ce document est non conforme" in read(made["2024/48-lozere.html"].content()).text
    assert "non conforme" in read(made["2024/accessibilite.html"].content()).text
