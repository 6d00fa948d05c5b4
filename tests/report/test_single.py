"""« L’essentiel », in the fiche and alone: one page that fits, told as it is seen, for all."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

import hard_fiches
import made_profiles
import pdf_reading
import pikepdf
import pytest
import tag_tree
from attachments import attached
from pdf_reading import flat
from structure_checks import glued
from structure_checks import out_of_order

from tradefiche import brand
from tradefiche.errors import EditionError
from tradefiche.fiche import Fiche
from tradefiche.report import document
from tradefiche.report import fit
from tradefiche.report import single
from tradefiche.report.essentiel import Points
from tradefiche.report.look import prepare
from tradefiche.report.sections import Composer
from tradefiche.wording import essentiel
from tradefiche.wording import panels

CODES = ("03", "04", "13", "20", "48", "59", "75", "92", "971", "976")
every = pytest.mark.parametrize("name", [*CODES, *hard_fiches.SPECIAL])


@cache
def pdf(name: str) -> bytes:
    """The single page of a fiche."""
    made = single.compose(hard_fiches.fiche(name), pdf_reading.edition_2024(), brand.load())
    assert made.pages == 1
    return made.content


def plain(text: str) -> str:
    return " ".join(text.replace(pdf_reading.NARROW, " ").split())


# -- what it says --------------------------------------------------------------------------------


def words(fiche: Fiche) -> Iterator[str]:
    """All that the page must say."""
    for panel in panels.panels(fiche):
        yield from filter(None, (panel.name, panel.number, panel.unit, panel.rank, panel.median))
    for point in essentiel.points(fiche):
        yield point.text
    for flow in panels.lists(fiche):
        for each in flow.lists:
            yield each.title
            for row in each.rows:
                yield row.name


@every
def test_all_is_text_on_the_page_and_alone(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    for content, folio in ((hard_fiches.pdf(name) if name in hard_fiches.SPECIAL
                            else pdf_reading.pdf(name), 2), (pdf(name), 1)):  # fmt: skip
        text = plain(pdf_reading.pages(content)[folio - 1])
        missing = [each for each in words(fiche) if plain(flat(each)) not in text]
        assert missing == []


@every
def test_the_single_page_says_who_publishes_what_and_when(name: str) -> None:
    fiche = hard_fiches.fiche(name)
    text = plain(pdf_reading.pages(pdf(name))[0])
    for said in (
        "Gouvernement",
        "agence nationale",
        "Agence nationale de la cohésion des territoires",
        f"{fiche.place.name} ({fiche.place.code})",
        f"Le commerce extérieur {fiche.place.of} en 2024",
        "Données de démonstration – chiffres fictifs",
        "Source : jeu de démonstration",
        "RGAA",
        "Licence Ouverte 2.0",
    ):
        assert said in text, said
    assert ("provisoire" in text) is fiche.marks.provisional


@every
def test_its_metadata_and_data_travel_with_it(name: str) -> None:
    fiche, content = hard_fiches.fiche(name), pdf(name)
    with pikepdf.open(io.BytesIO(content)) as opened:
        title = f"L’essentiel – Le commerce extérieur {fiche.place.of} en 2024"
        assert str(opened.docinfo.Title) == title
        assert str(opened.Root.Lang) == "fr-FR"
    assert list(attached(content)) == [f"{fiche.place.code}-2024-essentiel.csv"]


# -- how it is told ------------------------------------------------------------------------------


@every
def test_it_is_read_as_it_is_seen(name: str) -> None:
    content = pdf(name)
    assert out_of_order(content) == []
    assert glued(content) == []
    loose = [each for each in tag_tree.drawn(content) if (each.mcid is None) is not each.artifact]
    assert loose == []
    root = tag_tree.tree(content)
    levels = [int(node.role[1]) for node in root.all(*tag_tree.HEADINGS)]
    assert levels == [1] + [2] * (len(levels) - 1)
    for table in root.all("Table"):
        heads = [cell.heard.strip() for cell in table.nodes[0].nodes]
        assert heads[1:] == ["Part", "France"]
        assert table.attributes["Summary"]


@every
def test_what_is_short_is_heard_in_full(name: str) -> None:
    said = tag_tree.linear(pdf(name))
    assert "M€" not in said
    assert "<" not in said


# -- whether it fits -----------------------------------------------------------------------------


def test_it_fits_for_all_departements_and_extremes() -> None:
    edition_2024 = pdf_reading.edition_2024()
    look = prepare(brand.load())
    sections = [s for s in edition_2024.sections if s.name == "essentiel"]
    for fiche in pdf_reading.fiches().values():
        own = [fiche]
        if fiche.place.code in hard_fiches.CODES:
            own += made_profiles.cases(fiche).values()
        for case in own:
            assert list(single.overfull(case, edition_2024, look)) == []
            composer = Composer(case, edition_2024, look)
            (page,) = composer.pages(sections[0])
            assert list(fit.page(edition_2024.settings, "here", page)) == []


def test_sentences_are_as_large_as_they_can_be() -> None:
    edition_2024 = pdf_reading.edition_2024()
    look = prepare(brand.load())
    sizes = set()
    for fiche in pdf_reading.fiches().values():
        page = single.story(fiche, edition_2024, look)
        (points,) = [block for block in page if isinstance(block, Points)]
        points.wrap(493.2, 800)
        sizes.add(points.size)
    assert min(sizes) >= 9.2
    assert max(sizes) > 10


# -- editions made earlier -----------------------------------------------------------------------


def test_an_edition_without_it_has_none() -> None:
    edition_2024 = pdf_reading.edition_2024()
    earlier = replace(edition_2024, single=None)
    with pytest.raises(EditionError, match=r"has no essentiel-seul\.md") as caught:
        single.compose(hard_fiches.fiche("03"), earlier, brand.load())
    assert "assets/editions/2024/essentiel-seul.md" in caught.value.hint


def test_a_fiche_without_profile_has_no_page_of_it() -> None:
    edition_2024 = pdf_reading.edition_2024()
    bare = replace(hard_fiches.fiche("03"), profile=None)
    without = replace(
        edition_2024, sections=tuple(s for s in edition_2024.sections if s.name != "essentiel")
    )
    look = brand.load()
    texts = pdf_reading.pages(document.build(bare, edition_2024, look))
    assert texts == pdf_reading.pages(document.build(bare, without, look))
    assert "L’essentiel" not in " ".join(texts)
