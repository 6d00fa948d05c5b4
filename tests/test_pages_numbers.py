"""Every number on a page is one that the fiche yields, and every number of the fiche is printed.

What a page may and must print is written from the contract of the publication, with the fiche
and ``wording.numbers`` alone: neither charts nor report have a say.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from decimal import Decimal
from pathlib import Path

import printed
import pytest
from printed import beside
from printed import flat
from printed import numbers
from printed import pages

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.resources import assets
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import share

CODES = ("03", "04", "13", "20", "40", "48", "75", "92", "971", "976")


@dataclass
class Page:
    """The numbers that a page must print, as often as they are here, and those it may print."""

    must: list[str] = field(default_factory=list)
    may: set[str] = field(default_factory=set)

    def needs(self, *texts: str) -> None:
        self.must += [each for text in texts for each in numbers(text)]

    def allows(self, *texts: str) -> None:
        self.may |= {each for text in texts for each in numbers(text)}

    def faults(self, text: str) -> Iterator[str]:
        found = numbers(text)
        for each in found:
            if each not in self.may and each not in self.must:
                yield f"{each} is not of the fiche"
        for each, times in (Counter(self.must) - Counter(found)).items():
            yield f"{each} is missing {times} time(s)"


def expected(fiche: Fiche) -> dict[int, Page]:
    """The nine pages, by number."""
    made = {page: Page() for page in range(1, 10)}
    sections = ("introduction", "contexte", "balance", "balance", "exportations", "exportations")
    sections += ("importations", "importations", "pratique")
    for (folio, page), section in zip(made.items(), sections, strict=True):
        page.needs(str(folio), str(fiche.year), fiche.place.code)
        page.allows(*_written_by_hand(section), str(fiche.year), fiche.place.code)
    _cover(made[1], fiche)
    for trade in fiche.trades:
        made[2].needs(compact(trade.france.total))
    _countries(made[3], fiche)
    _products(made[4], fiche)
    figure = 3
    for folio, trade in ((5, fiche.exports), (7, fiche.imports)):
        whole, compared = made[folio], made[folio + 1]
        whole.needs(str(figure), amount(trade.total))
        for fraction in (trade.share_of_region, trade.share_of_france):
            if fraction is not None:
                whole.needs(share(fraction))
        _flows(whole, trade.matrix)
        _listed(whole, trade.matrix)
        compared.allows(str(figure))
        if not trade.region:  # the only figure of its page lists its main flows too
            _listed(compared, trade.france)
        for matrix in filter(None, (trade.region, trade.france)):
            figure += 1
            compared.needs(str(figure), amount(matrix.total))
            _flows(compared, matrix)
        figure += 1
    return made


def _written_by_hand(section: str) -> Iterator[str]:
    """The text of an edition's section, without what the program fills in."""
    text = assets("editions", "2024", f"{section}.md").read_text("utf-8")
    yield typeset(re.sub(r"\{[^}]*\}|\]\([^)]*\)", " … ", text))


def _cover(page: Page, fiche: Fiche) -> None:
    page.needs(compact(fiche.exports.total), compact(fiche.imports.total))
    page.needs(compact_signed(fiche.balance))
    page.needs("2 3 5 7 9 10")  # the contents
    page.allows("1 2 5 10 20 50", " ".join(map(str, range(1, len(fiche.territoires) + 1))))  # map
    for territoire in fiche.territoires:
        page.needs(number(territoire.communes_here))
        if territoire.communes_here < territoire.communes:
            page.needs(number(territoire.communes))


def _countries(page: Page, fiche: Fiche) -> None:
    unit = Unit.of(max(fiche.imports.total, fiche.exports.total))
    page.needs("1", compact(fiche.imports.total), compact(fiche.exports.total))
    page.needs(compact_signed(fiche.balance))
    page.allows(str(len(fiche.countries)), str(sum(e.balance > 0 for e in fiche.countries)))
    for entry in fiche.countries:
        page.needs(unit.label(entry.imports), unit.label(entry.exports))
        page.needs(unit.signed_label(entry.balance))
        for value in (entry.imports, entry.exports, abs(entry.balance)):
            page.allows(unit.amount(value))
        page.allows(f"{unit.signed_label(entry.balance)} {unit.symbol}")
    for tick in _ticks(max(max(e.imports, e.exports) for e in fiche.countries)):
        label = unit.tick(tick.scaleb(-unit.power))
        page.allows(label, f"{label} {unit.symbol}")


def _ticks(largest: int) -> list[Decimal]:
    """Multiples of the least of 1, 2, 2.5, 5 × 10ⁿ of which at most four reach ``largest``."""
    steps = (Decimal(nice).scaleb(n) for n in range(13) for nice in ("1", "2", "2.5", "5"))
    step = next(step for step in steps if largest / step <= 4)
    return [step * count for count in range(5)]


def _products(page: Page, fiche: Fiche) -> None:
    page.needs("2", compact(fiche.imports.total), compact(fiche.exports.total))
    page.allows(compact_signed(fiche.balance), compact(abs(fiche.balance)))
    count = sum(len(trade.products) for trade in fiche.trades)
    page.allows(*map(str, range(1, count + 1)))  # numbered cells, products in « Autres »
    for trade in fiche.trades:
        unit = Unit.of(trade.total)
        values = [entry.value for entry in trade.products]
        if len(values) > 3:
            page.needs(share(sum(values[:3]) / trade.total))
        for value in (*values, *(sum(values[start:]) for start in range(len(values)))):
            page.allows(unit.label(value), unit.amount(value), share(value / trade.total))


def _flows(page: Page, matrix: FlowMatrix) -> None:
    """What a flow diagram and its caption say."""
    unit = Unit.of(matrix.total)
    for totals in (matrix.product_totals, matrix.country_totals):
        page.needs(*(unit.label(value) for value in totals if value))
    page.needs(*(unit.label(link.value) for link in matrix.main))
    if len(matrix.main) > 1:
        page.needs(share(sum(link.value for link in matrix.main) / matrix.total))
        first = next(  # returned goods have no client and no supplier
            value
            for country, value in zip(matrix.countries, matrix.country_totals, strict=False)
            if country.code != "FR"
        )
        page.needs(share(first / matrix.total))


def _listed(page: Page, matrix: FlowMatrix) -> None:
    """The main flows in words, under a diagram."""
    unit = Unit.of(matrix.total)
    for rank, link in enumerate(matrix.main, 1):
        page.needs(str(rank), unit.label(link.value), column_share(link.value / matrix.total))


def faults(code: str) -> list[str]:
    """What is wrong with the numbers of the nine pages of a fiche."""
    texts = pages(printed.pdf(code))
    return [
        f"{code}, page {folio}: {fault}"
        for folio, page in expected(printed.fiches()[code]).items()
        for fault in page.faults(texts[folio - 1])
    ]


@pytest.mark.parametrize("code", CODES)
def test_each_number_is_of_the_fiche_and_each_of_the_fiche_is_printed(code: str) -> None:
    assert faults(code) == []


def test_a_number_more_or_less_is_seen() -> None:
    text = pages(printed.pdf("03"))[4]
    page = expected(printed.fiches()["03"])[5]
    changed = text.replace("409,7", "409,8", 1)
    assert list(page.faults(text)) == []
    assert list(page.faults(changed)) == [
        "409,8 is not of the fiche",
        "409,7 is missing 1 time(s)",
    ]


# -- with their names ----------------------------------------------------------------------------


def named_values(matrix: FlowMatrix) -> Iterable[tuple[str, str]]:
    """Each node of a flow diagram with its value."""
    unit = Unit.of(matrix.total)
    names = [product.short for product in matrix.products], [c.name for c in matrix.countries]
    for named, totals in zip(names, (matrix.product_totals, matrix.country_totals), strict=True):
        yield from zip(named, map(unit.label, totals), strict=False)
    if matrix.product_totals[-1]:
        yield "Autres produits", unit.label(matrix.product_totals[-1])
    if matrix.country_totals[-1]:
        yield "Autres pays", unit.label(matrix.country_totals[-1])


@pytest.mark.parametrize("code", CODES)
def test_values_stand_beside_their_names_in_the_flow_figures(code: str) -> None:
    fiche, texts = printed.fiches()[code], pages(printed.pdf(code))
    for folio, trade in ((5, fiche.exports), (7, fiche.imports)):
        matrices = [(folio, trade.matrix), (folio + 1, trade.region), (folio + 1, trade.france)]
        apart = [
            (page, name, value)
            for page, matrix in matrices
            if matrix
            for name, value in named_values(matrix)
            if not beside(name, value, texts[page - 1])
        ]
        assert apart == []


@pytest.mark.parametrize("code", CODES)
def test_the_main_flows_are_listed_in_words(code: str) -> None:
    fiche, texts = printed.fiches()[code], pages(printed.pdf(code))
    for folio, trade in ((5, fiche.exports), (7, fiche.imports)):
        matrix, unit = trade.matrix, Unit.of(trade.total)
        for rank, link in enumerate(matrix.main, 1):
            ends = [matrix.products[link.product].short, matrix.countries[link.country].name]
            start, end = ends if trade.flow == "exports" else ends[::-1]
            part = column_share(link.value / matrix.total)
            row = f"{rank} {start} → {end} {part} {unit.label(link.value)}"
            assert flat(row) in flat(texts[folio - 1])


@pytest.mark.parametrize("code", CODES)
def test_each_country_has_its_row_as_another_reader_lays_it_out(code: str, tmp_path: Path) -> None:
    fiche = printed.fiches()[code]
    unit = Unit.of(max(fiche.imports.total, fiche.exports.total))
    page = printed.rows(printed.pdf(code), tmp_path)[2]
    position = 0
    for entry in fiche.countries:
        cells = (unit.label(entry.imports), unit.label(entry.exports))
        row = (entry.country.name, *cells, unit.signed_label(entry.balance))
        pattern = r"\s+".join(map(re.escape, row)).replace(printed.NARROW, r"\s")
        found = re.compile(pattern).search(page, position)
        assert found, f"no row {row}, in its order"
        position = found.end()


@pytest.mark.parametrize("code", CODES)
def test_products_are_named_counted_or_sent_to_the_annexe(code: str) -> None:
    text = flat(pages(printed.pdf(code))[3]).replace(printed.NARROW, " ")
    merged = [int(count) for count in re.findall(r"Autres produits \((\d+)\)", text)]
    for trade in printed.fiches()[code].trades:
        named = [
            any(flat(name).replace(printed.NARROW, " ") in text for name in (p.label, p.short))
            for p in (entry.product for entry in trade.products)
        ]
        assert all(named[:8])
        if " en annexe." not in text:
            assert named.count(False) <= max(merged, default=0)


# -- the annexe ----------------------------------------------------------------------------------


def annexe_rows(fiche: Fiche) -> Iterator[str]:
    """The rows of its tables."""
    unit = Unit.of(max(fiche.imports.total, fiche.exports.total))
    for entry in fiche.countries:
        cells = (unit.label(entry.imports), unit.label(entry.exports))
        yield " ".join((entry.country.name, *cells, unit.signed_label(entry.balance)))
    traded = [{e.product.code: e.value for e in t.products} for t in (fiche.imports, fiche.exports)]
    labels = {e.product.code: e.product.label for t in fiche.trades for e in t.products}
    for code, label in labels.items():
        cells_ = []
        for values, trade in zip(traded, (fiche.imports, fiche.exports), strict=True):
            value = values.get(code, 0)
            cells_ += [unit.label(value), column_share(value / trade.total) if value else "–"]
        yield " ".join((label, *cells_))
    for trade in fiche.trades:
        for matrix in filter(None, (trade.matrix, trade.region, trade.france)):
            unit = Unit.of(matrix.total)
            for link in matrix.main:
                product, country = matrix.products[link.product], matrix.countries[link.country]
                part = column_share(link.value / matrix.total)
                yield f"{product.label} {country.name} {unit.label(link.value)} {part}"


@pytest.mark.parametrize("code", CODES)
def test_the_annexe_gives_what_the_figures_show(code: str) -> None:
    text = flat("\n".join(pages(printed.pdf(code))[9:]))
    assert [row for row in annexe_rows(printed.fiches()[code]) if flat(row) not in text] == []


# -- two readers ---------------------------------------------------------------------------------


@pytest.mark.parametrize("code", ["03", "976"])
def test_another_reader_finds_the_same_numbers(code: str, tmp_path: Path) -> None:
    """Poppler gives the narrow no-break space back as a space, not as a break nor as nothing."""
    content = printed.pdf(code)
    for folio, (text, laid_out) in enumerate(
        zip(pages(content), printed.rows(content, tmp_path), strict=True), 1
    ):
        for each in set(map(printed.bare, numbers(text))):
            found = re.escape(each).replace(printed.NARROW, f"[ {printed.NARROW}]")
            assert re.search(rf"(?<!\d){found}(?!\d)", laid_out), f"{each} on page {folio}"
