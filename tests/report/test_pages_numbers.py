"""Every number on a page is one that the fiche yields, and every number of the fiche is printed.

What a page may and must print is written from the contract of the publication, with the fiche
and ``wording.numbers`` alone: neither charts nor report have a say.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path

import pdf_reading
import pytest
from page_numbers import expected
from page_numbers import faults
from page_numbers import unit_of_countries
from pdf_reading import beside
from pdf_reading import flat
from pdf_reading import numbers
from pdf_reading import pages

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share

CODES = ("03", "04", "13", "20", "40", "48", "75", "92", "971", "976")


@pytest.mark.parametrize("code", CODES)
def test_each_number_is_of_the_fiche_and_each_of_the_fiche_is_printed(code: str) -> None:
    assert faults(code) == []


def test_a_number_more_or_less_is_seen() -> None:
    text = pages(pdf_reading.pdf("03"))[5]
    page = expected(pdf_reading.fiches()["03"])[6]
    changed = text.replace("\n410", "\n411", 1)
    assert list(page.faults(text)) == []
    assert list(page.faults(changed)) == [
        "411 is not of the fiche",
        "410 is missing 1 time(s)",
    ]


# -- with their names ----------------------------------------------------------------------------


def named_values(matrix: FlowMatrix) -> Iterable[tuple[str, str]]:
    """Each node of a flow diagram with its value."""
    unit = Unit.of(matrix.largest)
    names = [product.short for product in matrix.products], [c.name for c in matrix.countries]
    for named, totals in zip(names, (matrix.product_totals, matrix.country_totals), strict=True):
        yield from zip(named, map(unit.label, totals), strict=False)
    if matrix.product_totals[-1]:
        yield "Autres produits", unit.label(matrix.product_totals[-1])
    if matrix.country_totals[-1]:
        yield "Autres pays", unit.label(matrix.country_totals[-1])


@pytest.mark.parametrize("code", CODES)
def test_values_stand_beside_their_names_in_the_flow_figures(code: str) -> None:
    fiche, texts = pdf_reading.fiches()[code], pages(pdf_reading.pdf(code))
    for folio, trade in ((6, fiche.exports), (8, fiche.imports)):
        apart = [
            (name, value)
            for name, value in named_values(trade.matrix)
            if not beside(name, value, texts[folio - 1])
        ]
        assert apart == []


@pytest.mark.parametrize("code", CODES)
def test_the_main_flows_are_listed_in_words(code: str) -> None:
    fiche, texts = pdf_reading.fiches()[code], pages(pdf_reading.pdf(code))
    for folio, trade in ((6, fiche.exports), (8, fiche.imports)):
        matrix, unit = trade.matrix, Unit.of(trade.matrix.largest)
        for rank, link in enumerate(matrix.main, 1):
            ends = [matrix.products[link.product].short, matrix.countries[link.country].name]
            start, end = ends if trade.flow == "exports" else ends[::-1]
            part = column_share(link.value / matrix.total)
            row = f"{rank} {start} → {end} {part} {unit.label(link.value)}"
            assert flat(row) in flat(texts[folio - 1])


@pytest.mark.parametrize("code", CODES)
def test_each_country_has_its_row_as_another_reader_lays_it_out(code: str, tmp_path: Path) -> None:
    fiche = pdf_reading.fiches()[code]
    unit = unit_of_countries(fiche)
    page = pdf_reading.rows(pdf_reading.pdf(code), tmp_path)[3]
    position = 0
    for entry in fiche.countries:
        cells = (
            f"{unit.label(value)} · {column_share(value / trade.total)}" if value else "0"
            for value, trade in ((entry.imports, fiche.imports), (entry.exports, fiche.exports))
        )
        row = (entry.country.name, *cells, unit.signed_label(entry.balance))
        pattern = re.sub("\\\\?[\u00a0\u202f]", r"\\s?", r"\s+".join(map(re.escape, row)))
        found = re.compile(pattern).search(page, position)
        assert found, f"no row {row}, in its order"
        position = found.end()


@pytest.mark.parametrize("code", CODES)
def test_products_are_named_and_none_is_numbered(code: str) -> None:
    text = flat(pages(pdf_reading.pdf(code))[4]).replace(pdf_reading.NARROW, " ")
    assert "numérotée" not in text
    for trade in pdf_reading.fiches()[code].trades:
        first = trade.products[0].product
        assert any(
            flat(name).replace(pdf_reading.NARROW, " ") in text
            for name in (first.label, first.short)
        )


# -- the annexe ----------------------------------------------------------------------------------


def annexe_rows(fiche: Fiche) -> Iterator[str]:
    """The rows of its tables."""
    unit = Unit.of_column(v for e in fiche.countries for v in (e.imports, e.exports, e.balance))
    for entry in fiche.countries:
        cells = []
        for value, trade in ((entry.imports, fiche.imports), (entry.exports, fiche.exports)):
            cells += [unit.label(value), column_share(value / trade.total) if value else "–"]
        yield " ".join((entry.country.name, *cells, unit.signed_label(entry.balance)))
    traded = [{e.product.code: e.value for e in t.products} for t in (fiche.imports, fiche.exports)]
    unit = Unit.of_column(value for values in traded for value in values.values())
    named = {e.product.code: e.product for t in fiche.trades for e in t.products}
    for code, product_ in named.items():
        cells_ = []
        for values, trade in zip(traded, (fiche.imports, fiche.exports), strict=True):
            value = values.get(code, 0)
            cells_ += [unit.label(value), column_share(value / trade.total) if value else "–"]
        yield " ".join((product_.label, product_.sector, *cells_))
    for trade in fiche.trades:
        for matrix in filter(None, (trade.matrix, trade.region, trade.france)):
            yield from _flow_rows(matrix, {"departement": 10}.get(matrix.place.level, 5))


def _others(many: int, noun: str) -> str:
    return f"{many} autre {noun}" if many == 1 else f"{many} autres {noun.removesuffix('s')}s"


def _flow_rows(matrix: FlowMatrix, listed: int) -> Iterator[str]:
    """The largest flows, then both ends with their totals."""
    flows = sorted(
        (
            (value, product.label, country.name)
            for line, product in zip(matrix.cells, matrix.products, strict=False)
            for value, country in zip(line, matrix.countries, strict=False)
            if value
        ),
        reverse=True,
    )[:listed]
    names = [*(p.short for p in matrix.products), _others(matrix.other_products, "produit")]
    ends = [*zip(names, matrix.product_totals, strict=True)]
    names = [*(c.name for c in matrix.countries), _others(matrix.other_countries, "pays")]
    ends += zip(names, matrix.country_totals, strict=True)
    values = [value for value, *_ in flows] + [value for _, value in ends]
    unit = Unit.of_column([*values, matrix.total - sum(value for value, *_ in flows)])
    for name, value in (*((f"{p} {c}", v) for v, p, c in flows), *ends):
        if value:
            yield f"{name} {unit.label(value)} {column_share(value / matrix.total)}"


@pytest.mark.parametrize("code", CODES)
def test_the_annexe_gives_what_the_figures_show(code: str) -> None:
    text = flat("\n".join(pages(pdf_reading.pdf(code))[11:]))
    assert [row for row in annexe_rows(pdf_reading.fiches()[code]) if flat(row) not in text] == []


# -- two readers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["03", "976"])
def test_another_reader_finds_the_same_numbers(code: str, tmp_path: Path) -> None:
    """Poppler gives the narrow no-break space back as a space, before one digit as nothing."""
    content = pdf_reading.pdf(code)
    for folio, (text, laid_out) in enumerate(
        zip(pages(content), pdf_reading.rows(content, tmp_path), strict=True), 1
    ):
        for each in set(map(pdf_reading.bare, numbers(text))):
            found = re.escape(each).replace(pdf_reading.NARROW, f"[ {pdf_reading.NARROW}]?")
            assert re.search(rf"(?<!\d){found}(?!\d)", laid_out), f"{each} on page {folio}"
