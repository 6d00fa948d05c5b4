"""The page of the atlas says what its PDF says, with maps that show the same classes."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import made_atlases
import pytest
from made_catalogues import CSV
from made_catalogues import Node
from made_catalogues import atlas_page
from made_catalogues import built
from made_catalogues import is_inside
from made_catalogues import lost_links
from made_catalogues import read
from made_catalogues import repeated_names
from pdf_reading import bare
from pdf_reading import flat
from pdf_reading import numbers
from pdf_reading import pages

from tradefiche.charts.maps import classes
from tradefiche.fiche.atlas import Atlas
from tradefiche.reference.tables import fold
from tradefiche.web import svg
from tradefiche.wording import maps

MOST_BYTES = 300_000
ALONE = ("demonstration", "far apart", "nothing", "true figures", "provisional", "all equal")
COMPARED = ("ten years", "out of nothing", "ties")
PAPER = {
    *("page", "suite", "tableau", "fiche", "export", "import"),
    *("publication", "composee", "partir", "ouvertes", "introduction", "suivante"),
}
"""Words of pages of paper: running heads, heads of narrow columns."""


def atlas_of(name: str) -> Atlas:
    return (
        {**made_atlases.several(), **made_atlases.everything()}[name]
        if (name in ALONE)
        else made_atlases.several()[name]
    )


@cache
def content(name: str) -> bytes:
    with TemporaryDirectory() as folder:
        return atlas_page(built(Path(folder), atlas_of(name))).content()


@cache
def page(name: str) -> Node:
    return read(content(name))


every_case = pytest.mark.parametrize("name", [*ALONE, *COMPARED])


@pytest.mark.parametrize("name", ["demonstration", "ten years", "provisional"])
def test_all_words_and_numbers_of_the_pdf_are_on_the_page(name: str) -> None:
    made = made_atlases.pdf if name in ALONE else made_atlases.pdf_of_several
    shown = flat(page(name).shown)
    shown += "".join(f" {each.text} " for each in page(name).all("text"))  # ends of an axis
    words, values = {*fold(shown).split()}, {bare(each) for each in numbers(shown)}
    for printed in pages(made(name)):
        text = flat(printed.replace("\u0002", "").replace("-\n", "-"))
        told = {each for each in fold(text).split() if len(each) > 2 and not each.isdecimal()}
        assert told - words <= PAPER
        missing = {bare(each) for each in numbers(text)} - values
        assert not [each for each in missing if len(each) > 2]


@every_case
def test_the_page_is_whole_and_light(name: str) -> None:
    whole = page(name)
    assert len(content(name)) <= MOST_BYTES
    assert repeated_names(whole) == []
    assert lost_links(whole) == []
    assert len(whole.all("h1")) == 1
    assert not whole.all("script")
    for each in whole.all():
        assert not {key for key in each.attributes if key.startswith("on") or key == "style"}
        assert is_inside(each.attributes.get("src", ""))


@every_case
def test_each_area_has_the_colour_of_its_class(name: str) -> None:
    atlas, look = atlas_of(name), built_look()
    measures = [*maps.MEASURES, *([maps.CHANGE] if atlas.change else [])]
    drawn = page(name).all("svg", class_="fr")
    assert len(drawn) == len(measures)
    for measure, each in zip(measures, drawn, strict=True):
        scheme = classes.scheme(atlas, measure)
        patterns = {
            f"url(#{pattern.attributes['id']})": pattern.only("rect").attributes["fill"]
            for pattern in each.all("pattern")
        }
        seen = set()
        for area in each.all(class_="ar"):
            outline = next(child for child in area.children if isinstance(child, Node))
            code = (outline.attributes.get("id") or outline.attributes["href"]).split("-")[1]
            code = code.rstrip("b")
            seen.add(code)
            fill = area.attributes["fill"]
            made = scheme.of(code)
            assert fill.startswith("url(") is bool(made.hatch)
            assert patterns.get(fill, fill) == svg.hexadecimal(look.colors.rgba(made.fill))
        assert seen == {place.place.code for place in atlas.departements}


def built_look():  # type: ignore[no-untyped-def]
    with TemporaryDirectory() as folder:
        return built(Path(folder), made_atlases.demonstration()).look


@every_case
def test_each_key_counts_all_departements(name: str) -> None:
    atlas = atlas_of(name)
    for key in page(name).all(class_="mkey"):
        counts = re.findall(r"\((\d+)\)", key.text)
        assert sum(map(int, counts)) == len(atlas.departements)


@every_case
def test_the_ranking_leads_to_every_fiche(name: str) -> None:
    atlas = atlas_of(name)
    table = page(name).only("caption", id="classement-c")
    assert table
    region = next(
        each for each in page(name).all("div") if each.attributes.get("aria-labelledby") ==
        "classement-c"
    )  # fmt: skip
    rows = region.only("tbody").all("tr")
    links = [row.all("a")[0].text for row in rows if row.all("a")]
    assert links == [each.place.name for each in atlas.ranking]
    assert [row.all("td")[0].text for row in rows[: len(links)]] == [
        str(rank) for rank in range(1, len(links) + 1)
    ]


@every_case
def test_no_two_tables_are_called_the_same(name: str) -> None:
    captions = [each.text for each in page(name).all("caption")]
    assert len({*captions}) == len(captions)


@every_case
def test_each_map_is_told_to_who_cannot_see_it(name: str) -> None:
    atlas = atlas_of(name)
    for drawn, measure in zip(page(name).all("svg", class_="fr"), maps.MEASURES, strict=False):
        said = drawn.attributes["aria-label"]
        assert drawn.attributes["role"] == "img"
        assert f"en {atlas.year}" in said
        assert "Classement des départements" in said
        assert said == maps.alternative(atlas, measure, "tableau « Classement des départements »")


@every_case
def test_marks_are_those_of_the_atlas(name: str) -> None:
    atlas, whole = atlas_of(name), page(name)
    assert bool(whole.all("meta", name="robots")) is atlas.marks.demonstration
    figures = whole.all("figure")
    marked = [each for each in figures if each.all("span", class_="demo")]
    plain = not atlas.marks.demonstration and not atlas.marks.provisional
    assert marked == ([] if plain else figures)


def test_an_edition_made_before_has_the_maps_that_it_had(tmp_path: Path) -> None:
    held = built(tmp_path, atlas_of("ten years"))
    for without, kinds in (("exposition", 5), ("evolution", 5)):
        sections = tuple(each for each in held.edition.sections if each.name != without)
        older = replace(held, edition=replace(held.edition, sections=sections))
        made = read(atlas_page(older).content())
        assert len(made.all("svg", class_="fr")) == kinds
        assert bool(made.all(id="regions-c")) is (without != "exposition")
        assert bool(made.all(id="mouvements")) is (without != "evolution")


def test_the_same_atlas_gives_the_same_bytes(tmp_path: Path) -> None:
    again = atlas_page(built(tmp_path, atlas_of("demonstration")))
    assert again.content() == content("demonstration")
    assert again.made_from == atlas_page(built(tmp_path, atlas_of("demonstration"))).made_from
    changed = atlas_page(built(tmp_path / "b", atlas_of("far apart")))
    assert changed.made_from != again.made_from
    assert CSV in {each.attributes["href"] for each in page("demonstration").all("a")}
