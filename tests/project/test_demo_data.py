"""The demonstration extract: official in form, invented in content, true in six totals."""

from __future__ import annotations

import re
import zipfile
from collections import defaultdict
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from demo_tool import archive
from demo_tool import members
from demo_tool import tool

from tradefiche.reference import nomenclature
from tradefiche.reference import territories

FIELDS = ["flow", "quarter", "year", "departement", "region", "a129", "cpf4", "country"]
STATISTICAL = {"QU", "QP", "QR", "QS"}


@cache
def table() -> pl.DataFrame:
    text = dict.fromkeys(FIELDS, pl.String)
    schema = text | {"quarter": pl.Int64, "year": pl.Int64, "value": pl.Int64, "mass": pl.Int64}
    return pl.concat(
        pl.read_csv(content, separator=";", has_header=False, schema=schema)
        for name, content in members().items()
        if name.startswith("Region")
    )


def euros(flow: str, where: pl.Expr) -> int:
    return int(table().filter((pl.col("flow") == flow) & where)["value"].sum())


def millions(flow: str, where: pl.Expr) -> float:
    return round(euros(flow, where) / 1e6, 1)


ALLIER, REGION, FRANCE = (
    pl.col("departement") == "03",
    pl.col("region") == "18",
    pl.lit(True),
)


@pytest.mark.parametrize(
    ("flow", "where", "printed"),
    [
        ("E", ALLIER, 2152.0),
        ("I", ALLIER, 1476.9),
        ("E", REGION, 71307.5),
        ("I", REGION, 76304.6),
        ("E", FRANCE, 580354.5),
        ("I", FRANCE, 684776.3),
    ],
)
def test_totals_are_those_printed(flow: str, where: pl.Expr, printed: float) -> None:
    assert millions(flow, where) == printed


@pytest.mark.parametrize(
    ("flow", "around", "printed"),
    [("E", REGION, "3"), ("I", REGION, "1.9"), ("E", FRANCE, "0.37"), ("I", FRANCE, "0.22")],
)
def test_shares_are_those_printed(flow: str, around: pl.Expr, printed: str) -> None:
    assert f"{100 * euros(flow, ALLIER) / euros(flow, around):.2g}" == printed


def test_the_archive_is_small_dated_and_says_that_it_is_invented() -> None:
    assert archive().stat().st_size < 3_000_000
    with zipfile.ZipFile(archive()) as opened:
        assert {entry.date_time[:3] for entry in opened.infolist()} == {(2025, 2, 7)}
    assert sorted(members()) == [
        "LISEZ-MOI.txt",
        "Region_2024_Export.txt",
        "Region_2024_Import.txt",
    ]
    readme = members()["LISEZ-MOI.txt"].decode()
    assert "chiffres fictifs" in readme
    assert "invented figures" in readme


@pytest.mark.parametrize(("name", "letter"), [("Export", "E"), ("Import", "I")])
def test_every_line_has_the_official_form(name: str, letter: str) -> None:
    content = members()[f"Region_2024_{name}.txt"].decode("ascii")
    line = rf"{letter};[1-4];2024;[0-9][0-9A-E];\d\d;[A-Z]\d\d[A-Z];\d{{4}};[A-Z]{{2}};[1-9]\d*;\d+"
    lines = content.split("\r\n")
    assert lines.pop() == ""
    assert [text for text in lines if not re.fullmatch(line, text)] == []


def test_no_row_comes_twice() -> None:
    assert not table().select(FIELDS).is_duplicated().any()


def test_codes_are_official() -> None:
    pairs = set(table().select("departement", "region").unique().rows())
    assert pairs == set(territories.customs_departements().items())
    assert set(table()["a129"]) <= nomenclature.product_codes()
    assert set(table()["country"]) <= nomenclature.country_codes()
    divisions = table().select("a129", "cpf4").unique().rows()
    assert [pair for pair in divisions if pair[0][1:3] != pair[1][:2]] == []


def test_every_departement_trades_every_quarter() -> None:
    present = table().group_by("flow", "departement").agg(pl.col("quarter").n_unique())
    assert present.height == 2 * 101
    assert present["quarter"].min() == 4


def test_the_allier_follows_the_published_treemap() -> None:
    allier = tool().profile()["allier"]
    shown: set[str] = set()
    for flow, letter in (("exports", "E"), ("imports", "I")):
        values = (
            table()
            .filter(ALLIER & (pl.col("flow") == letter))
            .group_by("a129")
            .agg(pl.col("value").sum())
            .sort("value", descending=True)
        )
        order = allier[flow].split()[::2]
        assert values["a129"].to_list() == order
        shown |= set(order[:30])
    assert len(shown) >= 31


def test_profiles_are_as_different_as_territories_are() -> None:
    def total(code: str, flow: str) -> float:
        return euros(flow, pl.col("departement") == code) / 1e6

    def dominant(code: str) -> tuple[str, float]:
        sums: dict[str, int] = defaultdict(int)
        here = table().filter((pl.col("departement") == code) & (pl.col("flow") == "E"))
        for product, value in here.select("a129", "value").iter_rows():
            sums[product] += value
        best = max(sums, key=lambda product: sums[product])
        return best, sums[best] / sum(sums.values())

    assert 1 < total("9E", "E") < 20  # shown in thousands of euros
    assert 500 < total("9E", "I") < 700
    assert total("48", "E") < 50
    assert total("20", "E") < 100
    assert total("93", "E") - total("93", "I") < -20_000
    assert dominant("16")[0] == "C11Z"
    assert 0.65 < dominant("16")[1] < 0.78
    assert dominant("9C") == ("C30C", pytest.approx(0.77, abs=0.05))


def test_codes_that_are_no_country_appear_and_can_weigh() -> None:
    countries = set(table()["country"])
    assert STATISTICAL | {"FR", "XS", "XK"} <= countries
    guyane = table().filter((pl.col("departement") == "9C") & (pl.col("flow") == "E"))
    ranked = guyane.group_by("country").agg(pl.col("value").sum()).sort("value", descending=True)
    assert "QU" in ranked["country"].head(10).to_list()


def test_some_products_are_not_traded_somewhere() -> None:
    traded = table().select("departement", "flow", "a129").unique()
    assert traded["a129"].n_unique() == 76
    assert traded.height < 2 * 101 * 76


def test_the_tool_makes_the_committed_figures() -> None:
    made = tool()
    assert made.texts(made.DEMONSTRATION_ROWS) == {
        name: content for name, content in members().items() if name != "LISEZ-MOI.txt"
    }


def test_the_tool_writes_the_same_bytes_each_time(tmp_path: Path) -> None:
    first = tool().write_archive(tmp_path / "first", 20_000)
    again = tool().write_archive(tmp_path / "again", 20_000)
    assert first.read_bytes() == again.read_bytes()


def test_the_tool_follows_the_size_asked_for() -> None:
    made = tool()
    lines = sum(content.count(b"\r\n") for content in made.texts(60_000).values())
    assert lines == pytest.approx(60_000, rel=0.01)
    assert made.texts(60_000) != made.texts(50_000)
