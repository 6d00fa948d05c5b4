"""The pages of the atlas, read back: what they say, in which order, and the file they make."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from itertools import pairwise

import made_atlases
import pdf_reading
import pytest
import tag_tree
from pdf_reading import NARROW
from pdf_reading import flat
from pdf_reading import pages
from structure_checks import glued
from structure_checks import out_of_order
from structure_checks import outline

from tradefiche import brand
from tradefiche.cube import indicators
from tradefiche.export import data_files
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche.atlas import Departement
from tradefiche.report.atlas import compose
from tradefiche.report.atlas_tables import unit_of
from tradefiche.wording import atlas as words
from tradefiche.wording import maps
from tradefiche.wording.french import capitalised
from tradefiche.wording.maps import MEASURES
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import compact_parts
from tradefiche.wording.numbers import coverage

CASES = made_atlases.everything()
NAMES = ("demonstration", "nothing", "no imports", "far apart", "provisional", "true figures")
every_case = pytest.mark.parametrize("name", NAMES)
PAGES = 9
FIRST_MAP = 2
STARTS = (2, 3, 4, 5, 6, 7, 9)
"""Pages of the five maps, the rankings, the method."""
RANKING = (7, 8)
MOST_BYTES = 700_000


def row_of(atlas: atlases.Atlas, rank: int, each: Departement) -> str:
    """A row of the ranking, cell by cell, as it should be printed."""
    unit, totals = unit_of(atlas), each.totals

    def share(part: int, whole: int) -> str:
        return column_share(part / whole) if part and whole else "–"

    rate = "–" if each.coverage is None else coverage(each.coverage)
    cells = (
        str(rank),
        f"{each.place.name} ({each.place.code})",
        unit.label(totals.exports),
        share(totals.exports, atlas.france.exports),
        unit.label(totals.imports),
        share(totals.imports, atlas.france.imports),
        unit.signed_label(totals.balance),
        rate,
    )
    return flat(" ".join(cells))


# -- what is said ----------------------------------------------------------------------------


@every_case
def test_the_ranking_has_every_number_in_order(name: str) -> None:
    atlas = CASES[name]
    (table,) = (
        node for node in tag_tree.tree(made_atlases.pdf(name)).all("Table") if len(node.nodes) > 90
    )
    read = [flat(" ".join(cell.text.strip() for cell in row.nodes)) for row in table.nodes]
    rows = [
        row_of(atlas, rank, each).replace(NARROW, " ") for rank, each in enumerate(atlas.ranking, 1)
    ]
    assert read[2:102] == rows
    assert read[1].startswith("– France entière ")
    closing = {"Monaco": atlas.monaco, words.UNPLACED: atlas.unplaced}
    expected = [title for title, totals in closing.items() if not totals.nothing]
    assert len(read) == 102 + len(expected)
    for line, title in zip(read[102:], expected, strict=True):
        assert line.startswith(f"– {title} ")


@every_case
def test_the_regions_close_the_sum_of_their_departements(name: str) -> None:
    atlas = CASES[name]
    (table,) = (
        node
        for node in tag_tree.tree(made_atlases.pdf(name)).all("Table")
        if "régions" in node.attributes["Summary"]
    )
    head, whole, *rows = [[cell.text.strip() for cell in row.nodes] for row in table.nodes]
    assert head[1] == "Région"
    assert whole[1] == "France entière"
    unit = unit_of(atlas)
    assert [row[1] for row in rows] == [capitalised(each.place.name) for each in atlas.regions]
    for row, each in zip(rows, atlas.regions, strict=True):
        here = [own for own in atlas.departements if (own.region or own.place) == each.place]
        sold = sum(own.totals.exports for own in here)
        there = sum(own.totals.united_states for own in here)
        assert row[2] == unit.label(sold).replace(NARROW, " ")
        assert flat(row[4]) in {flat(column_share(there / sold)) if there else "–", "sans objet"}


def test_an_edition_without_destinations_has_the_maps_that_it_had() -> None:
    edition = pdf_reading.edition_2024()
    kept = tuple(each for each in edition.sections if each.name != "exposition")
    older = compose(made_atlases.demonstration(), replace(edition, sections=kept), brand.load())
    text = pages(older.content)
    assert len(text) == PAGES - 1
    assert not any("Classement des régions" in page for page in text)
    assert flat("Quatre cartes, puis") in flat(text[0])


def test_the_ranking_repeats_its_head_and_fills_two_pages() -> None:
    text = pages(made_atlases.pdf("demonstration"))
    for page in RANKING:
        assert "Export. (M€)" in flat(text[page - 1])
    assert "Suite du tableau" in flat(text[RANKING[0] - 1])
    first, second = (re.findall(r"\(\d{2,3}\) ", flat(text[page - 1])) for page in RANKING)
    assert len(first) + len(second) >= 100
    assert min(len(first), len(second)) > 40


def test_the_cover_gives_the_totals_and_the_facts() -> None:
    atlas = made_atlases.demonstration()
    cover = flat(pages(made_atlases.pdf("demonstration"))[0])
    for euros, label in (
        (atlas.france.exports, "d’exportations"),
        (atlas.france.imports, "d’importations"),
        (-atlas.france.balance, "de solde"),
    ):
        number, unit = compact_parts(euros)
        assert flat(f"{number} {unit} {label}") in cover
    for head, rest in words.facts(atlas):
        assert flat(f"{head} {rest}").strip() in cover


@every_case
def test_each_map_has_its_number_title_finding_and_key(name: str) -> None:
    atlas, text = CASES[name], pages(made_atlases.pdf(name))
    assert len(text) == PAGES
    for number, measure in enumerate(MEASURES, 1):
        page = flat(text[FIRST_MAP + number - 2])
        assert f"Figure {number} " in page
        assert flat(maps.title(atlas, measure)) in page
        assert flat(maps.finding(atlas, measure) or "") in page
        assert flat(maps.key(atlas, measure)) in page


@every_case
def test_marks_are_on_every_page_and_figure(name: str) -> None:
    marks, text = CASES[name].marks, [flat(page) for page in pages(made_atlases.pdf(name))]
    for page in text:
        assert ("chiffres fictifs" in page) is marks.demonstration
        assert ("provisoire, T1 et T2 2024" in page) is marks.provisional
    for page in text[1:6]:
        assert page.count("Données de démonstration") == (2 if marks.demonstration else 0)


# -- structure -------------------------------------------------------------------------------


@every_case
def test_headings_and_bookmarks_and_contents_agree(name: str) -> None:
    content = made_atlases.pdf(name)
    root = tag_tree.tree(content)
    levels = [int(node.role[1]) for node in root.all(*tag_tree.HEADINGS)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    sections = [*(words.SECTIONS[measure] for measure in MEASURES), words.RANKING, words.METHOD]
    (contents,) = root.all("TOC")
    listed = [entry.text.strip() for entry in contents.nodes]
    expected = [f"{title} {page}" for title, page in zip(sections, STARTS, strict=True)]
    assert listed == expected
    with pdf_reading.opened(content) as pdf:
        marks = outline(pdf)
    assert set(zip(sections, STARTS, strict=True)) <= set(marks)
    figures = {
        (f"Figure {page - 1} – {maps.title(CASES[name], measure)}", page)
        for page, measure in enumerate(MEASURES, 2)
    }
    assert figures <= {(title.strip(), page) for title, page in marks}


@every_case
def test_figures_are_described_and_hold_their_data(name: str) -> None:
    atlas = CASES[name]
    figures = [
        node
        for node in tag_tree.tree(made_atlases.pdf(name)).all("Figure")
        if "AF" in node.attributes
    ]
    where = "tableau « Classement des départements », page 7"
    assert [node.attributes["Alt"] for node in figures] == [
        maps.alternative(atlas, measure, where).replace(NARROW, " ") for measure in MEASURES
    ]
    assert {node.attributes["AF"] for node in figures} == {"atlas-2024-departements.csv"}
    with pdf_reading.opened(made_atlases.pdf(name)) as pdf:
        held = {key: spec.get_file().read_bytes() for key, spec in pdf.attachments.items()}
    assert held["atlas-2024.json"].rstrip() == atlases.to_json(atlas).rstrip()
    table = data_files.atlas(atlas, "", "").content
    assert held["atlas-2024-departements.csv"].rstrip() == table.rstrip()


@every_case
def test_tables_have_headers_with_a_scope(name: str) -> None:
    for table in tag_tree.tree(made_atlases.pdf(name)).all("Table"):
        assert table.attributes["Summary"]
        head, *rows = [[cell.role for cell in row.nodes] for row in table.nodes]
        assert set(head) == {"TH"}
        named = 1 if len(rows) > 12 else 0  # in a ranking a row is named after its territory
        for row in rows:
            assert row == ["TH" if index == named else "TD" for index in range(len(head))]


@every_case
def test_all_that_is_drawn_is_told_in_order_and_apart(name: str) -> None:
    content = made_atlases.pdf(name)
    assert [d for d in tag_tree.drawn(content) if (d.mcid is None) is not d.artifact] == []
    assert out_of_order(content) == []
    assert glued(content) == []


def test_no_letter_hides_another_and_none_is_too_small() -> None:
    content = made_atlases.pdf("demonstration")
    assert pdf_reading.colliding(content, {*range(1, PAGES + 1)}) == []
    letters = pdf_reading.letters(content)
    assert min(size for _, letter, size, _ in letters if letter.strip()) > 5.99


# -- the file --------------------------------------------------------------------------------


def test_the_same_data_make_the_same_bytes() -> None:
    def digest(content: bytes) -> str:
        return hashlib.sha256(content).hexdigest()

    dataset = pdf_reading.demonstration()
    rows = dataset.rows.collect().sample(fraction=1, shuffle=True, seed=1).lazy()
    atlas = indicators.atlas(replace(dataset, rows=rows))
    assert atlas == made_atlases.demonstration()
    again = compose(atlas, pdf_reading.edition_2024(), brand.load()).content
    assert digest(again) == digest(made_atlases.pdf("demonstration"))
    assert len(again) < MOST_BYTES


def test_the_file_says_what_it_is() -> None:
    with pdf_reading.opened(made_atlases.pdf("provisional")) as pdf:
        title, subject = str(pdf.docinfo.Title), str(pdf.docinfo.Subject)
        assert str(pdf.Root.Lang) == "fr-FR"
    assert title == "Atlas du commerce extérieur – les départements français, 2024"
    assert subject.startswith("Données de démonstration")
    assert "provisoire, T1 et T2 2024" in subject
