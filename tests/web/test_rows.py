"""Rows of text with bars: they say the values of the table, and bars are as long as these."""

from __future__ import annotations

import re

import made_evolutions
import own_figure
import pdf_reading
import pytest
from web_pages import Node
from web_pages import read

from tradefiche import figures
from tradefiche.fiche import FlowMatrix
from tradefiche.figures import table as tables
from tradefiche.figures.figure import Figure
from tradefiche.web import flow_rows
from tradefiche.web import sector_rows
from tradefiche.web.rows import BarPart
from tradefiche.web.rows import bar
from tradefiche.web.rows import from_table
from tradefiche.wording.numbers import Unit

CODES = ("03", "20", "59", "971")


def widths(row: Node) -> list[float]:
    """Hundredths of the parts of its bars."""
    parts = [rect for rect in row.all("rect") if "fr" not in (rect.attributes["class"] or "")]
    return [float((rect.attributes["width"] or "").rstrip("%")) for rect in parts]


def rows(figure: Figure, code: str = "03") -> tuple[tables.Table, Unit, list[Node]]:
    fiche = made_evolutions.course(pdf_reading.fiches()[code])
    table = figure.table(fiche)
    unit = tables.unit((table,))
    made = read(from_table(table, unit, "own"))
    return table, unit, [row for row in made.all("li") if row.all("svg")]


@pytest.mark.parametrize("code", CODES)
def test_two_flows_have_two_bars_on_one_scale(code: str) -> None:
    for name in ("pays", "annees", "trimestres"):
        table, unit, made = rows(figures.named(name), code)
        flows = [n for n, each in enumerate(table.columns) if each.kind == "euros"]
        most = max(int(row[n] or 0) for row in table.rows for n in flows)
        assert len(made) == len(table.rows)
        for row, node in zip(table.rows, made, strict=True):
            values = [int(row[n] or 0) for n in flows]
            for value, width in zip([v for v in values if v], widths(node), strict=True):
                assert width == pytest.approx(max(100 * value / most, 0.6), abs=0.051)
            for value, bars in zip(values, node.all("p", class_="v"), strict=True):
                assert unit.label(value) in bars.text


@pytest.mark.parametrize(
    ("name", "measure"),
    [
        ("distinction-exports", "part_departement"),
        ("concentration", "part_departement"),
        ("destinations", "valeur_euros"),
        ("contributions", "variation_euros"),
    ],
)
def test_what_is_measured_has_a_bar_and_all_else_is_said(name: str, measure: str) -> None:
    table, unit, made = rows(figures.named(name))
    place = [each.name for each in table.columns].index(measure)
    sizes = [abs(float(row[place] or 0)) for row in table.rows]
    france = [n for n, each in enumerate(table.columns) if each.name == "part_france"]
    if table.columns[place].kind == "share" and france:
        sizes += [float(row[france[0]] or 0) for row in table.rows]
    for row, node in zip(table.rows, made, strict=True):
        share = 100 * abs(float(row[place] or 0)) / max(sizes)
        assert widths(node) == ([pytest.approx(max(share, 0.6), abs=0.051)] if share else [])
        for column, value in zip(table.columns, row, strict=True):
            if value is not None and column.kind != "code":
                assert tables.cell(column, value, unit) in node.text, column.name


def test_a_figure_that_nobody_knows_has_rows_too() -> None:
    fiche = pdf_reading.fiches()["03"]
    table = own_figure.table(fiche)
    made = read(from_table(table, tables.unit((table,)), "exp"))
    heads = [row.one("p", class_="n").one("span").text for row in made.all("li")]
    assert heads == ["Sorties", "Entrées"]
    assert widths(made) == [100.0, pytest.approx(100 * fiche.imports.total / fiche.exports.total,
                                                 abs=0.051)]  # fmt: skip
    assert "Les deux sens" in made.text


def matrices() -> list[FlowMatrix]:
    found = []
    for code in CODES:
        fiche = pdf_reading.fiches()[code]
        for trade in fiche.trades:
            found += [trade.matrix, trade.france, *([trade.region] if trade.region else [])]
    return found


def test_rows_of_flows_add_up_to_their_product() -> None:
    for matrix in matrices():
        unit = Unit.of(matrix.largest)
        made = read(flow_rows.rows(matrix)).all("ol", class_="fl")[0]
        top = max(matrix.product_totals[:-1])
        reds: list[int] = []
        for node in [row for row in made.content if isinstance(row, Node)]:
            name = node.one("p", class_="n").all("span")[0].text
            place = [product.short for product in matrix.products].index(name)
            total = matrix.product_totals[place]
            assert node.one("p", class_="n").one("b").text == unit.label(total)
            assert sum(widths(node)) == pytest.approx(100 * total / top, abs=3)
            reds += [int(each.one("b", class_="rk").text) for each in node.all("li", class_="r")]
        assert sorted(reds) == list(range(1, len(matrix.main) + 1))


def test_rows_of_sectors_say_their_products() -> None:
    for code in CODES:
        fiche = pdf_reading.fiches()[code]
        made = read(sector_rows.rows(fiche))
        first = fiche.exports.products[0].product
        assert first.short in made.text
        heads = [head.text for head in made.all("p", class_="hd")]
        assert [head.split()[0] for head in heads] == ["Importations", "Exportations"]


def test_a_bar_shows_what_is_not_nothing() -> None:
    (rect,) = read(bar([BarPart("exp", 0.001), BarPart("imp", 0)])).all("rect")
    assert rect.has(class_="exp", width=".6%") or rect.has(class_="exp", width="0.6%")


def test_an_empty_flow_is_said() -> None:
    nothing = pdf_reading.small([])
    assert "Aucune exportation" in flow_rows.rows(nothing.exports.matrix)
    assert re.search("Aucun échange", sector_rows.rows(nothing))
