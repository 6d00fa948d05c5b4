"""The totals of the atlas, to the euro, and the sentences made of them."""

from __future__ import annotations

import json
import re
from collections import Counter
from dataclasses import replace
from fractions import Fraction

import made_atlases
import pdf_reading
import polars as pl
import pytest
from made_atlases import MILLION
from made_atlases import made

from tradefiche.cube import indicators
from tradefiche.export import data_files
from tradefiche.fiche import atlas as atlases
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Totals
from tradefiche.reference import territories
from tradefiche.wording import atlas as words
from tradefiche.wording import maps
from tradefiche.wording.alternatives import MOST
from tradefiche.wording.french import typeset
from tradefiche.wording.maps import MEASURES

CASES = made_atlases.everything()
every_case = pytest.mark.parametrize("name", CASES)


# -- totals ----------------------------------------------------------------------------------


def test_totals_are_those_of_the_fiches_to_the_euro() -> None:
    atlas, fiches = made_atlases.demonstration(), pdf_reading.fiches()
    sold = sold_to_the_united_states()
    assert [each.place for each in atlas.departements] == [*territories.departements()]
    for each in atlas.departements:
        fiche, there = fiches[each.place.code], sold[each.place.customs_code]
        expected = Totals(fiche.exports.total, fiche.imports.total, there)
        assert each.totals == expected, each.place.name
        assert each.totals.balance == fiche.balance
        assert each.region == fiche.region
    france = fiches["03"]
    totals = (france.exports.france.total, france.imports.france.total)
    assert atlas.france == Totals(*totals, sum(sold.values()))
    assert (atlas.provenance, atlas.marks) == (france.provenance, france.marks)


def sold_to_the_united_states() -> Counter[str]:
    """Euros by customs département."""
    rows = pdf_reading.demonstration().rows.filter(pl.col("flow") == "E").collect()
    sold: Counter[str] = Counter()
    for row in rows.iter_rows(named=True):
        sold[row["departement"]] += row["value"] * (row["country"] == "US")
    return sold


def test_a_part_is_given_from_ten_millions_of_exports() -> None:
    enough = made(lambda code: Totals(10 * MILLION - (code == "03"), 0, 2 * MILLION))
    parts = {each.place.code: each.exposure for each in enough.departements}
    assert parts.pop("03") is None
    assert set(parts.values()) == {Fraction(1, 5)}
    assert "03" not in {each.place.code for each in maps.ranking(enough, "united_states")}
    assert Totals(0, 3).exposure is None


def test_corse_and_overseas_are_regions_without_a_rate_of_coverage() -> None:
    without = [each for each in made_atlases.demonstration().regions if each.coverage is None]
    codes = {each.departements[0].place.code[:2]: len(each.departements) for each in without}
    assert codes == {"20": 1, "97": 5}


def test_parts_make_the_whole() -> None:
    rows = pdf_reading.demonstration().rows
    atlas = made_atlases.demonstration()
    found = rows.filter(pl.col("departement") == "99").group_by("flow").agg(pl.col("value").sum())
    monaco = dict(found.collect().cast({"flow": pl.String}).iter_rows())
    assert atlas.monaco == Totals(monaco["E"], monaco["I"], sold_to_the_united_states()["99"])
    assert sum((each.totals for each in atlas.regions), Totals()) == atlas.placed
    assert len(atlas.regions) == 14
    assert atlas.placed + atlas.monaco == atlas.france
    assert atlas.unplaced.nothing


def test_what_no_departement_has_is_not_lost() -> None:
    rows = [
        ("E", "03", "US", 4),
        ("E", "03", "DE", 3),
        ("I", "03", "US", 5),
        ("E", "99", "DE", 11),
        ("I", "XX", "DE", 13),
        ("E", "9A", "DE", 2),
    ]
    frame = pl.DataFrame(
        rows,
        schema=dict.fromkeys(("flow", "departement", "country"), pl.String) | {"value": pl.Int64},
        orient="row",
    )
    dataset = replace(pdf_reading.demonstration(), rows=frame.lazy(), value=None)
    atlas = indicators.atlas(dataset)
    held = {each.place.code: each.totals for each in atlas.departements if not each.totals.nothing}
    assert held == {"03": Totals(7, 5, 4), "971": Totals(2, 0)}
    assert (atlas.monaco, atlas.unplaced) == (Totals(11, 0), Totals(0, 13))
    assert atlas.france == Totals(20, 18, 4)
    said = pdf_reading.flat(words.difference(atlas))
    assert "Monaco (11 euros à l’export, 0 euro à l’import)" in said
    assert "sans département (0 euro à l’export, 13 euros à l’import)" in said


def test_coverage_is_exact_and_undefined_without_imports() -> None:
    assert Totals(1, 3).coverage == Fraction(1, 3)
    assert Totals(0, 3).coverage == 0
    assert Totals(3, 0).coverage is None
    assert Totals().nothing
    assert not Totals(0, 1).nothing


def test_the_ranking_is_by_exports_then_imports_then_code() -> None:
    atlas = made(lambda code: Totals(10 if code < "10" else 20, 5 if code == "75" else 1))
    codes = [each.place.code for each in atlas.ranking]
    assert codes[0] == "75"
    assert codes[1:91] == sorted(code for code in codes if code >= "10" and code != "75")
    assert codes[91:] == [f"0{digit}" for digit in range(1, 10)]


def test_the_json_is_the_atlas_field_for_field() -> None:
    atlas = made_atlases.demonstration()
    read = json.loads(atlases.to_json(atlas))
    assert read["schema_version"] == atlases.ALONE
    assert read["france"] == {
        "exports": atlas.france.exports,
        "imports": atlas.france.imports,
        "united_states": atlas.france.united_states,
    }
    assert len(read["departements"]) == 100
    allier = next(each for each in read["departements"] if each["place"]["code"] == "03")
    assert allier["totals"]["exports"] == pdf_reading.fiches()["03"].exports.total
    assert {*read} <= {*atlases.schema()["$defs"]["Atlas"]["properties"]}


# -- the data file ---------------------------------------------------------------------------


@every_case
def test_the_csv_closes_its_sums(name: str) -> None:
    atlas = CASES[name]
    file = data_files.atlas(atlas, "stem", "Titre")
    head, *lines = file.content.decode("utf-8-sig").split("\r\n")[:-1]
    assert tuple(head.split(";")) == data_files.ATLAS_COLUMNS
    rows = [dict(zip(data_files.ATLAS_COLUMNS, line.split(";"), strict=True)) for line in lines]
    assert [row["rang"] for row in rows[:100]] == [str(rank) for rank in range(1, 101)]
    assert rows[-1]["code_territoire"] == "FR"
    for column in ("exportations_euros", "importations_euros", "solde_euros"):
        *parts, whole = (int(row[column]) for row in rows)
        assert sum(parts) == whole, column
    for row in rows[:100]:
        bought = int(row["importations_euros"])
        rate = row["taux_couverture"]
        abroad = row["code_territoire"] == "20" or row["code_territoire"].startswith("97")
        assert (rate == "") is (bought == 0 or abroad)
        if rate:
            found = float(rate.replace(",", "."))
            assert found == pytest.approx(int(row["exportations_euros"]) / bought, abs=1e-6)


# -- sentences -------------------------------------------------------------------------------


WHERE = "tableau «\u00a0Classement\u00a0», page\u00a06"


def sentences(atlas: Atlas) -> list[str]:
    """All that is computed."""
    found = [part for fact in words.facts(atlas) for part in fact]
    found += [maps.finding(atlas, measure) or "" for measure in MEASURES]
    found += [maps.alternative(atlas, measure, WHERE) for measure in MEASURES]
    found += [words.ranking_note(atlas), words.sources(atlas), *words.introduction(atlas, MEASURES)]
    return found + [text for _, texts in words.method(atlas) for text in texts]


@every_case
def test_sentences_are_french_and_whole(name: str) -> None:
    for text in filter(None, sentences(CASES[name])):
        assert typeset(text) == text
        assert text.endswith(".")
        assert "None" not in text
        assert "  " not in text
        assert "<" not in text  # numbers are in words


@every_case
def test_alternatives_are_short_and_name_what_is_mapped(name: str) -> None:
    atlas = CASES[name]
    for measure in MEASURES:
        text = maps.alternative(atlas, measure, WHERE)
        assert len(text) <= MOST
        assert text.startswith(f"Carte {maps.MAPPED[measure]} par département en 2024")
        assert text.endswith(f"Valeurs\u00a0: {WHERE}.")
        assert "fictifs" not in text  # the mark is read just before
        assert not re.search(r"[Mk]€|Md€|<", text)


def said(atlas: Atlas) -> str:
    return pdf_reading.flat(" ".join(sentences(atlas))).replace("\u202f", " ")


def test_the_facts_of_a_small_world() -> None:
    trade = {"31": (600, 100), "75": (300, 900), "971": (0, 40), "2": (0, 0)}
    atlas = made(lambda code: Totals(*(value * MILLION for value in trade.get(code, (1, 1)))))
    text = said(atlas)
    assert f"{600 + 300 + 97}" == str(atlas.france.exports // MILLION)
    assert "Un département" not in text
    assert "La Haute-Garonne représente 60 % des exportations." in text
    assert "Paris représente 79 % des importations." in text
    assert "Un seul département vend plus qu’il n’achète." in text
    assert "Premier excédent : Haute-Garonne, + 500 M€ ; premier déficit : Paris, − 600 M€." in text
    assert "Le taux de couverture va de 33 % à 600 %." in text
    assert "Le plus haut est en Haute-Garonne, le plus bas à Paris." in text
    assert "1 département en excédent (premier : Haute-Garonne, + 500 M€), 2 en déficit" in text
    assert "Premier : Haute-Garonne, 600 M€ ; dernier : Guadeloupe, 0 €." in text


def test_equals_are_not_told_apart() -> None:
    text = said(CASES["all equal"])
    assert "Tous sont à égalité : 1 000 M€." in text
    assert "excédent (premier" not in text
    assert "Le taux de couverture va" not in text
    assert "La France vend autant qu’elle achète." in text
    two = made(lambda code: Totals(9 if code in ("03", "31") else 1, 2))
    assert "Premier : Allier ex aequo, 9 €" in said(two)


def test_what_does_not_exist_is_not_said() -> None:
    nothing = said(CASES["nothing"])
    assert "Aucun échange n’est enregistré en 2024." in nothing
    assert "Premier" not in nothing
    assert "Aucune importation n’y est enregistrée" in said(CASES["no imports"])
    assert "Le taux de couverture va" not in said(CASES["no imports"])
    assert "des exportations." not in " ".join(
        text for fact in words.facts(CASES["no exports"]) for text in fact
    )


def test_a_false_figure_never_carries_a_true_source() -> None:
    assert "fictifs" in words.sources(CASES["demonstration"])
    assert "Direction générale" not in words.sources(CASES["demonstration"])
    assert "Direction générale" in words.sources(CASES["true figures"])
    assert "fictifs" not in words.subject(CASES["true figures"])
    assert "provisoire, T1 et T2 2024" in words.subject(CASES["provisional"])
