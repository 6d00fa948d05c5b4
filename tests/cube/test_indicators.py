"""The figures of a fiche: recomputed by other means, exact, and right in the awkward cases."""

from __future__ import annotations

import csv
import hashlib
import io
import os
import random
import subprocess
import sys
import zipfile
from collections.abc import Iterable
from functools import cache
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from plain_indicators import Row
from plain_indicators import expected

from tradefiche import customs
from tradefiche.cube import indicators
from tradefiche.cube.indicators import fiches
from tradefiche.errors import UnknownTerritoryError
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Marks
from tradefiche.fiche import Provenance
from tradefiche.fiche import SourceFile
from tradefiche.fiche import Trade
from tradefiche.fiche import from_json
from tradefiche.fiche import to_json
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.resources import assets
from tradefiche.store.store import Dataset

PROVENANCE = Provenance((SourceFile("a.zip", "0" * 64, 1, 2, "2025-02-07"),), "2025-02-07")
YEAR = Marks(demonstration=True, quarters=(1, 2, 3, 4))
# In no particular order: the order of an enumeration must not decide between equal values.
ENUMS = {
    "flow": pl.Enum(["I", "E"]),
    "departement": pl.Enum(sorted(territories.customs_departements(), reverse=True)),
    "a129": pl.Enum(sorted(nomenclature.product_codes(), reverse=True)),
    "country": pl.Enum(sorted(nomenclature.country_codes() | {"ZZ"}, reverse=True)),
}
PRODUCTS = sorted(nomenclature.product_codes())
COUNTRIES = ["AT", "BE", "CH", "CN", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GR"]


def dataset(rows: Iterable[Row], marks: Marks = YEAR) -> Dataset:
    columns = {"flow": pl.String, "quarter": pl.Int8, "departement": pl.String}
    columns |= {"a129": pl.String, "country": pl.String, "value": pl.Int64}
    table = [(r.flow, r.quarter, r.departement, r.a129, r.country, r.value) for r in rows]
    frame = pl.DataFrame(table, schema=columns, orient="row").cast(ENUMS)
    return Dataset(2024, frame.lazy(), PROVENANCE, marks)


def fiche_of(rows: Iterable[Row], text: str = "03", marks: Marks = YEAR) -> Fiche:
    (fiche,) = fiches(dataset(rows, marks), [territories.departement(text)])
    return fiche


def sale(country: str, value: int, *, product: str = "C20B", place: str = "03") -> Row:
    return Row("E", 1, place, product, country, value)


@cache
def demonstration() -> tuple[Row, ...]:
    rows: list[Row] = []
    (archive,) = assets("demo").glob("*.zip")
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            if name.startswith("Region"):
                text = io.TextIOWrapper(opened.open(name), "utf-8", newline="")
                rows += [
                    Row(line[0], int(line[1]), line[3], line[5], line[7], int(line[8]))
                    for line in csv.reader(text, delimiter=";")
                ]
    return tuple(rows)


@cache
def demonstration_fiches() -> dict[str, Fiche]:
    return {fiche.place.code: fiche for fiche in fiches(dataset(demonstration()))}


def in_plain(fiche: Fiche) -> dict[str, Any]:
    """What ``expected`` says, read from a fiche."""
    lines = [(line.country.code, line.imports, line.exports) for line in fiche.countries]
    return {trade.flow: trade_in_plain(trade) for trade in fiche.trades} | {"countries": lines}


def trade_in_plain(trade: Trade) -> dict[str, Any]:
    return {
        "flow": trade.flow,
        "total": trade.total,
        "products": [(each.product.code, each.value) for each in trade.products],
        "share_of_region": trade.share_of_region,
        "share_of_france": trade.share_of_france,
        "matrix": matrix_in_plain(trade.matrix),
        "european_union": trade.european_union,
        "region": matrix_in_plain(trade.region) if trade.region else None,
        "france": matrix_in_plain(trade.france),
        "region_here": list(trade.region_here),
        "france_here": list(trade.france_here),
    }


def matrix_in_plain(matrix: FlowMatrix) -> dict[str, Any]:
    return {
        "total": matrix.total,
        "products": [product.code for product in matrix.products],
        "countries": [country.code for country in matrix.countries],
        "cells": [list(row) for row in matrix.cells],
        "main": [(link.product, link.country, link.value) for link in matrix.main],
        "other_products": matrix.other_products,
        "other_countries": matrix.other_countries,
    }


def matrices(fiche: Fiche) -> list[FlowMatrix]:
    each = [(trade.matrix, trade.region, trade.france) for trade in fiche.trades]
    return [matrix for three in each for matrix in three if matrix]


ROWS = st.lists(
    st.builds(
        Row,
        flow=st.sampled_from("EI"),
        quarter=st.integers(1, 4),
        departement=st.sampled_from(["03", "63", "69", "13", "99", "20", "9C", "9E", "75"]),
        a129=st.sampled_from(PRODUCTS[:14]),
        country=st.sampled_from([*COUNTRIES, "XK", "QU", "QP", "ZZ"]),
        # Few small values, so that many are equal; some beyond what a float holds exactly.
        value=st.sampled_from([0, 1, 2, 3, 5, 8, 2**53 + 1]),
    ),
    max_size=120,
)


@given(rows=ROWS, text=st.sampled_from(["03", "69", "13", "20", "9C", "75", "01"]))
@settings(deadline=None, max_examples=60)
def test_a_fiche_is_what_plain_sums_say(rows: list[Row], text: str) -> None:
    place = territories.departement(text)
    assert in_plain(fiche_of(rows, text)) == expected(rows, place)


@pytest.mark.parametrize("text", ["03", "16", "20", "48", "75", "06", "973", "976"])
def test_the_demonstration_is_what_plain_sums_say(text: str) -> None:
    fiche = demonstration_fiches()[text]
    assert in_plain(fiche) == expected(demonstration(), fiche.place)


@given(rows=ROWS, seed=st.integers())
@settings(deadline=None, max_examples=20)
def test_the_order_of_the_rows_changes_nothing(rows: list[Row], seed: int) -> None:
    shuffled = random.Random(seed).sample(rows, len(rows))
    assert fiche_of(shuffled) == fiche_of(rows)


def test_the_number_of_threads_changes_nothing() -> None:
    script = (
        "import hashlib\n"
        "from test_indicators import demonstration_fiches as made, to_json\n"
        "print(hashlib.sha256(b''.join(map(to_json, made().values()))).hexdigest())"
    )
    here = hashlib.sha256(b"".join(map(to_json, demonstration_fiches().values()))).hexdigest()
    environment = os.environ | {"POLARS_MAX_THREADS": "1", "PYTHONPATH": os.pathsep.join(sys.path)}
    run = [sys.executable, "-c", script]
    assert subprocess.check_output(run, env=environment, text=True).strip() == here


def test_there_is_one_fiche_for_each_departement() -> None:
    found = demonstration_fiches()
    assert list(found) == [place.code for place in territories.departements()]
    assert len(found) == 100
    assert {fiche.year for fiche in found.values()} == {2024}
    assert {fiche.provenance for fiche in found.values()} == {PROVENANCE}


def test_the_rows_read_by_the_official_road_give_the_same_figures() -> None:
    for fiche in fiches(customs.demonstration()):
        assert fiche.marks == YEAR
        assert in_plain(fiche) == in_plain(demonstration_fiches()[fiche.place.code])


def test_every_sum_closes() -> None:
    for fiche in demonstration_fiches().values():
        for matrix in matrices(fiche):
            assert sum(map(sum, matrix.cells)) == matrix.total
            assert min(min(row) for row in matrix.cells) >= 0
            assert len(matrix.cells) == len(matrix.products) + 1
            assert {len(row) for row in matrix.cells} == {len(matrix.countries) + 1}
        for trade in fiche.trades:
            assert sum(each.value for each in trade.products) == trade.total


def test_the_departements_and_monaco_make_the_regions_and_france() -> None:
    found = demonstration_fiches().values()
    monaco = [row for row in demonstration() if row.departement == "99"]
    for flow, letter in (("exports", "E"), ("imports", "I")):
        trades: list[tuple[Fiche, Trade]] = [(fiche, getattr(fiche, flow)) for fiche in found]
        there = sum(row.value for row in monaco if row.flow == letter)
        assert there > 0
        assert sum(trade.total for _, trade in trades) + there == trades[0][1].france.total
        for region in territories.regions():
            inside = [trade for fiche, trade in trades if fiche.region == region]
            if region.name != "Corse":
                extra = there if region.customs_code == "21" else 0
                assert inside[0].region
                assert inside[0].region.total == sum(trade.total for trade in inside) + extra


def test_the_allier_shares_are_those_of_the_publication() -> None:
    allier = demonstration_fiches()["03"]
    shares = [
        f"{100 * share:.2g}"
        for trade in allier.trades
        for share in (trade.share_of_region, trade.share_of_france)
        if share is not None
    ]
    assert shares == ["3", "0.37", "1.9", "0.22"]


def test_every_fiche_survives_its_json() -> None:
    for fiche in demonstration_fiches().values():
        assert from_json(to_json(fiche)) == fiche


def test_a_subset_is_the_same_fiches_in_the_order_asked_for() -> None:
    places = [territories.departement(text) for text in ("9C", "20", "03")]
    found = fiches(dataset(demonstration()), places)
    assert found == tuple(demonstration_fiches()[code] for code in ("973", "20", "03"))


def test_nothing_is_made_for_the_territories_not_asked_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    made: list[str] = []

    class Recorded(FlowMatrix):
        def __init__(self, **parts: Any) -> None:
            made.append(parts["place"].name)
            super().__init__(**parts)

    monkeypatch.setattr(indicators, "FlowMatrix", Recorded)
    fiches(dataset(demonstration()), [territories.departement("03")])
    assert sorted(made) == sorted(2 * ["Allier", "Auvergne-Rhône-Alpes", "France entière"])


def test_region_and_france_are_shared_not_copied() -> None:
    found = demonstration_fiches()
    assert found["03"].exports.region is found["69"].exports.region
    assert found["03"].imports.france is found["20"].imports.france


def test_the_corse_is_its_own_region() -> None:
    corse = demonstration_fiches()["20"]
    assert corse.region is None
    assert [trade.region for trade in corse.trades] == [None, None]
    assert [trade.share_of_region for trade in corse.trades] == [None, None]
    assert all(trade.share_of_france for trade in corse.trades)


def test_overseas_is_one_region_of_five() -> None:
    places = ("9A", "9B", "9C", "9D", "9E")
    fiche = fiche_of([sale("US", 10**n, place=code) for n, code in enumerate(places)], "971")
    assert fiche.region
    assert fiche.region.customs_code == "24"
    assert fiche.exports.region
    assert fiche.exports.region.total == 11_111
    assert fiche.exports.share_of_region == 1 / 11_111


def test_monaco_counts_in_its_region_and_in_france_without_a_fiche() -> None:
    fiche = fiche_of([sale("IT", 3, place="06"), sale("IT", 1, place="99")], "06")
    assert fiche.exports.total == 3
    assert fiche.exports.share_of_region == 0.75
    assert fiche.exports.share_of_france == 0.75


def test_only_a_departement_has_a_fiche() -> None:
    with pytest.raises(UnknownTerritoryError, match="Bretagne is not one") as error:
        fiches(dataset([]), [territories.region("07")])
    assert error.value.hint


def test_a_departement_without_trade_has_an_empty_fiche() -> None:
    fiche = fiche_of([sale("DE", 5, place="75")])
    assert [trade.total for trade in fiche.trades] == [0, 0]
    assert fiche.exports.matrix == FlowMatrix(fiche.place, "exports", 0, (), (), ((0,),), (), 0, 0)
    assert fiche.exports.products == fiche.countries == ()
    assert fiche.exports.share_of_region is None  # nobody in the region exports
    assert fiche.exports.share_of_france == 0
    assert fiche.imports.share_of_france is None


def test_one_flow_can_be_missing() -> None:
    fiche = fiche_of([Row("I", 2, "03", "C11Z", "ES", 40)])
    assert fiche.exports.total == 0
    assert fiche.imports.total == 40
    assert [(line.imports, line.exports, line.balance) for line in fiche.countries] == [
        (40, 0, -40)
    ]


def test_one_product_to_one_country_leaves_nothing_to_the_others() -> None:
    matrix = fiche_of([sale("DE", 7), sale("DE", 4)]).exports.matrix
    assert matrix.cells == ((11, 0), (0, 0))
    assert [(link.product, link.country, link.value) for link in matrix.main] == [(0, 0, 11)]
    assert (matrix.other_products, matrix.other_countries) == (0, 0)


def test_what_is_worth_nothing_is_not_trade() -> None:
    matrix = fiche_of([sale("DE", 7), sale("IT", 0), sale("DE", 0, product="C11Z")]).exports.matrix
    assert matrix.cells == ((7, 0), (0, 0))
    assert (matrix.other_products, matrix.other_countries) == (0, 0)


def test_an_empty_cell_is_no_main_flow() -> None:
    matrix = fiche_of([sale("DE", 7), sale("IT", 5, product="C11Z")]).exports.matrix
    assert matrix.cells == ((7, 0, 0), (0, 5, 0), (0, 0, 0))
    assert [link.value for link in matrix.main] == [7, 5]


def test_equal_values_rank_by_code_up_to_the_tenth() -> None:
    crossed = zip(PRODUCTS[:12], COUNTRIES, strict=True)
    fiche = fiche_of([sale(country, 9, product=product) for product, country in crossed])
    matrix = fiche.exports.matrix
    assert [product.code for product in matrix.products] == PRODUCTS[:10]
    assert [country.code for country in matrix.countries] == COUNTRIES[:10]
    assert [(link.product, link.country) for link in matrix.main] == [(n, n) for n in range(5)]
    assert (matrix.other_products, matrix.other_countries) == (2, 2)
    assert matrix.cells[10][10] == 18
    assert [line.country.code for line in fiche.countries] == COUNTRIES[:10]


def test_main_flows_of_equal_value_rank_by_code_not_by_place_in_the_diagram() -> None:
    # C20B outranks A01Z, so that its row comes first; at equal value A01Z still comes first.
    rows = [sale("DE", 5), sale("ES", 5), sale("IT", 1), sale("DE", 5, product="A01Z")]
    matrix = fiche_of(rows).exports.matrix
    ends = [
        (matrix.products[m.product].code, matrix.countries[m.country].code) for m in matrix.main
    ]
    assert ends == [("A01Z", "DE"), ("C20B", "DE"), ("C20B", "ES"), ("C20B", "IT")]


@pytest.mark.parametrize("code", ["QU", "QP", "QR", "QS", "EU", "ZZ"])
def test_what_is_no_country_counts_in_the_others_and_never_ranks(code: str) -> None:
    fiche = fiche_of([sale(code, 1000), sale("DE", 7), sale("FR", 2)])
    matrix = fiche.exports.matrix
    assert [country.code for country in matrix.countries] == ["DE", "FR"]
    assert matrix.cells == ((7, 2, 1000), (0, 0, 0))
    assert matrix.other_countries == 1
    assert [link.value for link in matrix.main] == [7, 2]
    assert [line.country.code for line in fiche.countries] == ["DE", "FR"]


def test_only_codes_that_are_no_country() -> None:
    matrix = fiche_of([sale("QU", 4), sale("QP", 5)]).exports.matrix
    assert matrix.countries == matrix.main == ()
    assert matrix.cells == ((9,), (0,))
    assert matrix.other_countries == 2


def test_countries_are_the_main_ones_of_both_flows_by_total_trade() -> None:
    sold = [sale(country, 100 - n) for n, country in enumerate(COUNTRIES)]
    bought = [Row("I", 1, "03", "C11Z", "US", 95), Row("I", 1, "03", "C11Z", "GR", 7)]
    lines = [(line.country.code, line.balance) for line in fiche_of(sold + bought).countries]
    # GB is the eleventh client and no supplier; GR the twelfth client, but a supplier.
    assert [code for code, _ in lines] == [
        "AT",
        "BE",
        "CH",
        "CN",
        "CZ",
        "GR",
        "DE",
        "US",
        "DK",
        "ES",
        "FI",
        "FR",
    ]
    assert dict(lines)["US"] == -95
    assert dict(lines)["GR"] == 89 - 7


def test_an_incomplete_year_says_so() -> None:
    marks = Marks(demonstration=False, quarters=(1, 2))
    fiche = fiche_of([sale("DE", 7)], marks=marks)
    assert fiche.marks == marks
    assert fiche.marks.provisional


def test_an_unknown_departement_counts_in_france_only() -> None:
    accepted = {"departement": pl.Enum(["03", "ZZ"])}
    frame = dataset([sale("DE", 3), sale("DE", 1, place="75")]).rows.collect()
    renamed = frame.cast({"departement": pl.String}).with_columns(
        pl.col("departement").replace("75", "ZZ")
    )
    odd = Dataset(2024, renamed.cast(accepted).lazy(), PROVENANCE, YEAR)
    (fiche,) = fiches(odd, [territories.departement("03")])
    assert fiche.exports.share_of_region == 1
    assert fiche.exports.share_of_france == 0.75


def test_the_territoires_are_those_of_the_departement() -> None:
    allier = territories.departement("03")
    fiche = demonstration_fiches()["03"]
    assert (fiche.territoires, fiche.territoires_left_out) == territories.territoires(allier)
    assert fiche.territoires
