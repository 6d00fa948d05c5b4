"""What the atlas says of a year beside the one before: its map, the movers, tables, data."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from decimal import ROUND_HALF_UP
from decimal import Decimal
from fractions import Fraction

import french_lint
import made_atlases
import pdf_reading
import pytest
import tag_tree
from figure_checks import pen
from made_atlases import MILLION
from made_atlases import held
from made_atlases import made
from made_atlases import moved
from pdf_reading import NARROW
from pdf_reading import flat
from pdf_reading import pages
from structure_checks import glued
from structure_checks import out_of_order

from tradefiche import brand
from tradefiche.charts import movers
from tradefiche.charts.maps import classes
from tradefiche.export import data_files
from tradefiche.fiche import Marks
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import Totals
from tradefiche.report.atlas import compose
from tradefiche.report.grid import WIDTH
from tradefiche.wording import atlas as words
from tradefiche.wording import changes
from tradefiche.wording import maps
from tradefiche.wording.alternatives import MOST
from tradefiche.wording.french import typeset
from tradefiche.wording.maps import CHANGE

CASES = made_atlases.several()
every_case = pytest.mark.parametrize("name", CASES)
PRINTED = ("ten years", "nothing changed", "out of nothing", "ties", "true figures")
every_printed = pytest.mark.parametrize("name", PRINTED)
MAP, MOVED, RANKING, METHOD, PAGES = 7, 8, 9, 11, 11
WHERE = "tableau «\u00a0Classement des départements\u00a0», page\u00a09"


def rates(atlas: Atlas) -> dict[str, Fraction | None]:
    """Of each département, from its euros."""
    found = {}
    for each in atlas.departements:
        assert each.change
        first, then = each.change.before, each.change.now
        found[each.place.code] = Fraction(then - first, first) if first >= MILLION else None
    return found


# -- the map -----------------------------------------------------------------------------------


@every_case
def test_every_departement_is_in_the_class_of_its_rate(name: str) -> None:
    atlas = CASES[name]
    scheme = classes.scheme(atlas, CHANGE)
    counted = Counter(code for each in scheme.classes for code in each.codes)
    assert {*counted.values()} == {1}
    for code, rate in rates(atlas).items():
        (group,) = (g for g in scheme.groups if any(code in c.codes for c in g.classes))
        here = scheme.of(code)
        if rate is None:
            assert here.words == "non calculé (voir la clé)"
            continue
        if not rate:
            assert here.words == "inchangé"
            continue
        assert group.heading == ("▲ Hausse" if rate > 0 else "▼ Baisse")
        assert bool(here.hatch) is (rate < 0)
        size = abs(rate) * 100
        expected = (
            "20 % et plus" if size >= 20 else "10 à 20 %" if size >= 10 else "5 à 10 %"
        ) if size >= 5 else "moins de 5 %"  # fmt: skip
        assert here.words.replace("\u00a0", " ") == expected


def test_limits_are_in_the_class_farther_from_zero() -> None:
    base = {"01": 95, "02": 105, "03": 104, "04": 110, "05": 90, "06": 80, "07": 120, "08": 119}
    now = made(lambda code: Totals(base.get(code, 100) * MILLION, MILLION))
    atlas = moved(now, lambda _: 100 * MILLION)
    said = {code: classes.scheme(atlas, CHANGE).of(code).words for code in base}
    assert {code: text.replace("\u00a0", " ") for code, text in said.items()} == {
        "01": "5 à 10 %", "02": "5 à 10 %", "03": "moins de 5 %", "04": "10 à 20 %",
        "05": "10 à 20 %", "06": "20 % et plus", "07": "20 % et plus", "08": "10 à 20 %",
    }  # fmt: skip


# -- the movers --------------------------------------------------------------------------------


@every_case
def test_the_rows_of_euros_make_the_change_of_france(name: str) -> None:
    atlas = CASES[name]
    assert atlas.change
    places, euros = movers.panels(atlas)
    assert sum(row.change.amount for row in euros.rows) == atlas.change.amount
    assert len(places.rows) <= 10
    assert len(euros.rows) <= 11
    for row in places.rows:
        assert row.change.rank_before
        assert row.change.rank
        assert row.change.places == row.change.rank_before - row.change.rank != 0


@every_case
@pytest.mark.parametrize("height", [340.0, 520.0])
def test_all_is_inside_and_nothing_overlaps(name: str, height: float) -> None:
    layout = movers.layout(CASES[name], WIDTH, height, pen())
    boxes = [label.box for label in layout.picture.labels]
    assert layout.height <= height
    for index, one in enumerate(boxes):
        assert one[0] >= -0.01
        assert one[2] <= WIDTH + 0.01
        assert one[1] >= -0.01
        for other in boxes[index + 1 :]:
            apart = one[2] <= other[0] or other[2] <= one[0]
            assert apart or one[1] >= other[3] or other[1] >= one[3], (one, other)
    for shape in layout.picture.shapes:
        for x, y in shape.vertices:
            assert -0.01 <= x <= WIDTH + 0.01
            assert -1 <= y <= layout.height


def test_a_move_up_goes_to_the_right() -> None:
    """A rank that is won is nearer to the first, and that one is at the right."""
    frame_rows = movers.panels(CASES["ten years"])[0].rows
    layout = movers.layout(CASES["ten years"], WIDTH, 520, pen())
    discs = [shape for shape in layout.picture.shapes if len(shape.vertices) == 14]
    assert len(discs) == 2 * len(frame_rows)
    for row, before, now in zip(frame_rows, discs[::2], discs[1::2], strict=True):
        assert (before.fill, now.fill) == ("paper", "exports")
        right = now.vertices[0][0] - before.vertices[0][0]
        assert row.change.places
        assert (right > 0) is (row.change.places > 0)


# -- sentences ---------------------------------------------------------------------------------


def sentences(atlas: Atlas) -> list[str]:
    fact = changes.fact(atlas)
    assert fact
    found = [
        *fact,
        changes.map_finding(atlas, maps.ranking(atlas, CHANGE)),
        maps.key(atlas, CHANGE).partition(" ; ")[2].capitalize(),
        changes.movers_finding(atlas) or "",
        maps.alternative(atlas, CHANGE, WHERE),
        changes.movers_alternative(atlas, WHERE),
        *changes.method(atlas),
        *words.introduction(atlas, (*maps.MEASURES, CHANGE)),
    ]
    return [typeset(text) for text in found if text]


@every_case
def test_sentences_are_french_and_whole(name: str) -> None:
    for text in sentences(CASES[name]):
        faults = [f for f in french_lint.faults(text) if not f.startswith("a number without")]
        assert faults == [], text
        assert "<" not in text
        assert "×" not in text


@every_case
def test_alternatives_are_short(name: str) -> None:
    atlas = CASES[name]
    for text in (maps.alternative(atlas, CHANGE, WHERE), changes.movers_alternative(atlas, WHERE)):
        assert len(text) <= MOST
        assert text.endswith(f"{WHERE}.")
        assert not re.search(r"[Mk]€|Md€", text)


def said(atlas: Atlas) -> str:
    return flat(" ".join(sentences(atlas))).replace(NARROW, " ")


def test_the_findings_of_a_small_world() -> None:
    now = {"31": 600, "75": 300, "03": 90, "59": 0}
    before = {"31": 500, "75": 400, "03": 30, "59": 20}
    atlas = moved(
        made(lambda code: Totals(now.get(code, 10) * MILLION, MILLION)),
        lambda code: before.get(code, 10) * MILLION,
    )
    text = said(atlas)
    assert "Les exportations progressent de 2,1 % (+ 40 M€) dans la France entière." in text
    assert "2 départements sont en hausse, 2 sont en baisse." in text
    assert "Plus forte hausse : Allier, multiplication par 3,0 ; plus forte baisse : Nord, " in text
    assert "plus forte baisse : Nord, − 100,0 %." in text
    assert "Plus forte hausse en euros : Haute-Garonne, + 100 M€" in text
    assert "plus forte baisse : Paris, − 100 M€." in text
    assert "2 départements vendent plus qu’en 2023, 2 moins." in text


def test_equals_are_not_told_apart() -> None:
    atlas = moved(
        made(lambda code: Totals((20 if code in ("03", "75") else 10) * MILLION, MILLION)),
        lambda code: (10 if code != "31" else 40) * MILLION,
    )
    text = said(atlas)
    assert "Plus forte hausse : Allier ex aequo, multiplication par 2,0" in text
    assert "perdues : Haute-Garonne, du 1er au 3e rang" in text
    assert "places gagnées : Allier ex aequo, du 2e au 1er rang" in text


def test_what_did_not_change_is_not_said() -> None:
    text = said(CASES["nothing changed"])
    assert "les exportations ne changent pas" in text
    assert "Plus " not in text
    assert movers.panels(CASES["nothing changed"])[0].rows == ()
    assert "Plus forte baisse" not in said(CASES["all rose"])
    assert "99 départements" in said(CASES["upside down"]) or "départements sont" in said(
        CASES["upside down"]
    )


def test_all_but_a_hundredth_of_a_fall_is_not_all() -> None:
    atlas = moved(
        made(lambda code: Totals(1 if code == "03" else 9 * MILLION, 1)), lambda _: 9 * MILLION
    )
    (allier,) = (each.change for each in atlas.departements if each.place.code == "03")
    assert allier
    assert changes.rate(allier).replace(NARROW, " ") == "− 99,9\u00a0%"


def test_why_nothing_is_compared_is_told() -> None:
    base = made_atlases.demonstration()
    lacking = made_atlases.after(base, held(2023, {"03": 5 * MILLION}, complete=False))
    assert "L’année 2023 est incomplète : 2024 ne lui est pas comparée." in method(lacking)
    hole = made_atlases.after(base, held(2022, {"03": 5 * MILLION}))
    assert "L’année 2023 manque : 2024 n’est comparée à aucune autre." in method(hole)
    marks = Marks(demonstration=True, quarters=(1, 2))
    provisional = made_atlases.after(replace(base, marks=marks), held(2023, {"03": 5 * MILLION}))
    assert "L’année 2024 est incomplète : elle n’est comparée à aucune autre." in method(
        provisional
    )
    crossing = made_atlases.after(replace(base, year=2022), held(2021, {"03": 5 * MILLION}))
    assert "janvier 2022 : 2022 n’est pas comparée" in method(crossing)
    small = moved(base, lambda _: 9)
    assert "Les exportations de 2023 n’atteignaient pas 1 M€" in method(small)
    for each in (lacking, hole, provisional, crossing, small):
        assert each.change is None
        assert changes.fact(each) is None
    assert "Évolution" not in method(base)


def method(atlas: Atlas) -> str:
    return flat(" ".join(f"{title} {' '.join(texts)}" for title, texts in words.method(atlas)))


# -- data --------------------------------------------------------------------------------------


@every_case
def test_the_csv_closes_its_sums_and_has_every_rate(name: str) -> None:
    atlas = CASES[name]
    head, *lines = data_files.atlas(atlas, "s", "T").content.decode("utf-8-sig").split("\r\n")[:-1]
    columns = head.split(";")
    assert columns == [*data_files.atlas_columns(atlas)]
    assert columns[-1] == "mention"
    rows = [dict(zip(columns, line.split(";"), strict=True)) for line in lines]
    for column in ("exportations_precedentes_euros", "variation_exportations_euros"):
        *parts, whole = (int(row[column]) for row in rows)
        assert sum(parts) == whole, column
    by_code = {row["code_territoire"]: row for row in rows}
    known = rates(atlas)
    for each in atlas.departements:
        assert each.change
        row, rate = by_code[each.place.code], known[each.place.code]
        assert int(row["exportations_precedentes_euros"]) == each.change.before
        assert row["variation_exportations"] == ("" if rate is None else decimals(rate))
        ranks = (each.change.rank_before, each.change.places)
        assert (row["rang_precedent"], row["places"]) == tuple(
            "" if rank is None else str(rank) for rank in ranks
        )
    assert all(by_code[code]["rang_precedent"] == "" for code in ("99", "FR"))


def decimals(rate: Fraction) -> str:
    return f"{float(rate):.6f}".replace(".", ",")


@every_case
def test_the_json_is_read_back_and_meets_its_schema(name: str) -> None:
    atlas = CASES[name]
    read = json.loads(atlases.to_json(atlas))
    assert read["schema_version"] == 3
    assert atlases.from_json(atlases.to_json(atlas)) == atlas
    properties = atlases.schema()["$defs"]["ExportChange"]["properties"]
    for each in read["departements"]:
        assert {*each["change"]} == {*properties}


# -- pages -------------------------------------------------------------------------------------


@every_printed
def test_both_pages_are_there_with_their_words(name: str) -> None:
    atlas, text = CASES[name], pages(made_atlases.pdf_of_several(name))
    assert len(text) == PAGES
    map_page, moved_page = flat(text[MAP - 1]), flat(text[MOVED - 1])
    assert flat(f"Figure 6 {maps.title(atlas, CHANGE)}")[9:] in map_page
    assert flat(maps.finding(atlas, CHANGE) or "") in map_page
    assert flat(maps.key(atlas, CHANGE)) in map_page
    assert flat(changes.movers_title(atlas)) in moved_page
    assert flat(changes.movers_finding(atlas) or "") in moved_page
    assert flat(changes.movers_key(atlas)) in moved_page
    assert flat("Les exportations de 2024 sont comparées à celles de 2023") in flat(
        text[METHOD - 1]
    )
    demonstration = atlas.marks.demonstration
    for page in (map_page, moved_page):
        assert page.count("Données de démonstration") == (2 if demonstration else 0)
        assert ("chiffres fictifs, au format" in page) is demonstration
        assert "départementales 2023 à 2024" in page


@every_printed
def test_each_rate_is_in_the_ranking(name: str) -> None:
    atlas = CASES[name]
    (table,) = (
        node
        for node in tag_tree.tree(made_atlases.pdf_of_several(name)).all("Table")
        if len(node.nodes) > 90
    )
    head, _, *rows = [[cell.heard.strip() for cell in row.nodes] for row in table.nodes]
    assert head[-2:] == ["Rang 2023", "Variation des exportations depuis 2023"]
    known = rates(atlas)
    for row, each in zip(rows, atlas.ranking, strict=False):
        assert each.change
        rank, rate = row[-2:]
        assert rank == (str(each.change.rank_before or "sans objet"))
        assert flat(rate) == printed(known[each.place.code])


def printed(rate: Fraction | None) -> str:
    if rate is None:
        return "sans objet"
    if rate >= 1:
        times = Decimal(repr(float(1 + rate)))
        places = "0.1" if times < Decimal("9.95") else "1"
        return (
            f"{times.quantize(Decimal(places), ROUND_HALF_UP):,}".replace(",", " ").replace(
                ".", ","
            )
            + " fois"
        )
    tenths = Decimal(repr(float(rate))).scaleb(2).quantize(Decimal("0.1"), ROUND_HALF_UP)
    sign = "+ " if tenths > 0 else "− " if tenths < 0 else ""
    return f"{sign}{abs(tenths)} %".replace(".", ",")


@every_printed
def test_the_movers_are_two_tables(name: str) -> None:
    atlas = CASES[name]
    tables = {
        node.attributes["Summary"]: [
            [cell.heard.strip() for cell in row.nodes] for row in node.nodes
        ]
        for node in tag_tree.tree(made_atlases.pdf_of_several(name)).all("Table")
    }
    found = {changes.BY_PLACES: atlas.places_moved, changes.BY_EUROS: atlas.euros_moved}
    for title, moves in found.items():
        if not moves.all:
            assert title not in tables
            continue
        head, *rows = tables[title]
        assert head[:4] == ["Département", "Rang", "Places", "Variation"]
        named = [row for row in rows if row[0] != changes.REST]
        assert [row[0] for row in named] == [labelled(each) for each in moves.all]
        for row, each in zip(named, moves.all, strict=True):
            assert each.change
            before, now = (rank or "aucun" for rank in (each.change.rank_before, each.change.rank))
            assert flat(row[1]) == f"{before} vers {now}"


def labelled(each: Departement) -> str:
    return f"{each.place.name} ({each.place.code})"


@every_printed
def test_figures_are_described_and_hold_their_data(name: str) -> None:
    atlas = CASES[name]
    content = made_atlases.pdf_of_several(name)
    *_, on_map, figure = [
        node for node in tag_tree.tree(content).all("Figure") if "AF" in node.attributes
    ]
    where = "tableau « Classement des départements », page 9"
    expected = maps.alternative(atlas, CHANGE, where), changes.movers_alternative(atlas, where)
    for node, text in zip((on_map, figure), expected, strict=True):
        assert node.attributes["Alt"] == text.replace(NARROW, " ")
        assert node.attributes["AF"] == "atlas-2024-departements.csv"
    with pdf_reading.opened(content) as pdf:
        files = {key: spec.get_file().read_bytes() for key, spec in pdf.attachments.items()}
    assert files["atlas-2024.json"].rstrip() == atlases.to_json(atlas).rstrip()
    table = data_files.atlas(atlas, "", "").content
    assert files["atlas-2024-departements.csv"].rstrip() == table.rstrip()


@every_printed
def test_all_that_is_drawn_is_told_in_order_and_apart(name: str) -> None:
    content = made_atlases.pdf_of_several(name)
    assert [d for d in tag_tree.drawn(content) if (d.mcid is None) is not d.artifact] == []
    assert out_of_order(content) == []
    assert glued(content) == []
    assert pdf_reading.colliding(content, {*range(1, PAGES + 1)}) == []
    letters = pdf_reading.letters(content)
    assert min(size for _, letter, size, _ in letters if letter.strip()) > 5.99


def test_an_edition_without_contributions_has_the_atlas_that_it_had() -> None:
    edition = pdf_reading.edition_2024()
    kept = tuple(each for each in edition.sections if each.name != "evolution")
    older = replace(edition, sections=kept)
    among, alone = (
        pages(compose(each, older, brand.load()).content)
        for each in (CASES["ten years"], made_atlases.demonstration())
    )
    assert among == alone


def test_one_year_has_the_pages_that_it_had() -> None:
    content = made_atlases.pdf("demonstration")
    text = flat(" ".join(pages(content)))
    for words_ in ("Variation", "Mouvements", "Évolution", "2023", "en baisse"):
        assert words_ not in text
    head = data_files.atlas(made_atlases.demonstration(), "", "").content.split(b"\r\n")[0]
    assert head.decode("utf-8-sig") == ";".join(data_files.ATLAS_COLUMNS)
