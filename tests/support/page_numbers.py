"""Every number that a fiche yields, page by page, and what is printed instead, for the tests."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from decimal import Decimal

import pdf_reading
from pdf_reading import numbers
from pdf_reading import pages

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import Standing
from tradefiche.fiche import Trade
from tradefiche.resources import assets
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import share
from tradefiche.wording.numbers import share_in_sentence


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
    """The twelve pages, by number."""
    made = {page: Page() for page in range(1, 13)}
    sections = ("introduction", "essentiel", "contexte", "balance", "balance", "exportations")
    sections += ("exportations", "importations", "importations", "distinction", "exposition")
    sections += ("pratique",)
    for (folio, page), section in zip(made.items(), sections, strict=True):
        page.needs(str(folio), str(fiche.year), fiche.place.code)
        page.allows(*_written_by_hand(section), str(fiche.year), fiche.place.code)
    _cover(made[1], fiche)
    for trade in fiche.trades:
        made[3].needs(compact(trade.france.total, sentence=True))
    _essentiel(made[2], fiche)
    _countries(made[4], fiche)
    _products(made[5], fiche)
    figure = 3
    for folio, trade in ((6, fiche.exports), (8, fiche.imports)):
        whole, compared = made[folio], made[folio + 1]
        whole.needs(str(figure), amount(trade.total))
        for fraction in (trade.share_of_region, trade.share_of_france):
            if fraction is not None:
                whole.needs(share(fraction))
        _flows(whole, trade.matrix)
        _listed(whole, trade.matrix)
        compared.needs(f"0,4{NBSP}%", "0")  # what is drawn, and what is none, in the key
        for matrix, here in ((trade.region, trade.region_here), (trade.france, trade.france_here)):
            if matrix:
                figure += 1
                compared.needs(str(figure), amount(matrix.total))
                _compared(compared, matrix, here, trade.total)
        figure += 1
    for flow in ("exports", "imports"):
        made[10].needs(str(figure))
        _distinction(made[10], getattr(fiche.profile, flow))
        figure += 1
    made[11].needs(str(figure), str(figure + 1))
    _destinations(made[11], fiche)
    _concentration(made[11], fiche)
    made[10].allows(str(figure - 2), str(figure - 1))  # the tables named in the source line
    return made


def _distinction(page: Page, profile: FlowProfile) -> None:
    """Rows that weigh more or less than in France; the axis is drawn."""
    found = profile.distinction
    assert found
    groups = (found.products_above, found.products_below)
    weighed = [each.weight for group in groups for each in group]
    weighed += [each.weight for each in (*found.partners_above, *found.partners_below)]
    for each in weighed:
        for part in known(each.here, each.region, each.france):
            page.needs(_bare(part) if part else "0")
        if each.ratio is not None:
            times = "20" if each.ratio > 20 else french(each.ratio, 1 if each.ratio < 9.95 else 0)
            page.needs(times)
            page.allows(times, f"plus de {times}")
        page.allows(share(each.here), share(each.france), f"0,1{NBSP}%")  # finding, key
    page.allows(*(str(tick) for tick in range(101)), f"0{NBSP}%", f"1{NBSP}M€")


def _destinations(page: Page, fiche: Fiche) -> None:
    """Exports outside the Union: the bar, destinations, what the United States buy."""
    profile, total = fiche.profile and fiche.profile.exports, fiche.exports.total
    assert profile
    assert profile.exposure
    exposure = profile.exposure
    page.needs(amount(total))
    values = [each.weight.value for each in exposure.destinations]
    values += [each.value for each in exposure.sold_there]
    unit = Unit.of(max(*values, exposure.others_value))
    for each in exposure.destinations:
        page.needs(unit.label(each.weight.value), share(each.weight.here))
        page.needs(share(each.weight.france))
    page.needs(str(exposure.others), unit.label(exposure.others_value))
    page.needs(share(exposure.others_value / total))
    for sold in exposure.sold_there:
        page.needs(unit.label(sold.value), share(sold.part))
    standing = exposure.united_states
    assert standing.median is not None
    page.needs(share(standing.median), share(standing.values[0]))
    if standing.rank:
        page.needs(str(standing.population))
        page.allows(f"{standing.rank}", str(standing.population))
    us = next(e.weight.value for e in exposure.destinations if e.country.code == "US")
    for value in (us, profile.elsewhere, profile.elsewhere - us, profile.union):
        page.allows(share(value / total))
    page.allows(share(profile.unspecified / total), f"0,1{NBSP}%", str(fiche.year))
    page.allows(f"1{NBSP}M€", f"1{NBSP}%", f"10{NBSP}M€", "27", f"0{NBSP}%", "25 50 75")


def _concentration(page: Page, fiche: Fiche) -> None:
    """Six measures here, their medians, and those of France."""
    for profile in (fiche.profile.exports, fiche.profile.imports):  # type: ignore[union-attr]
        found = profile.concentration
        for each in (found.first_partner, found.three_partners, found.three_products):
            for value in known(each.value, each.median, each.france):
                page.needs(share(value))
        alike = found.partners_equivalent
        for value in known(alike.value, alike.france):
            page.allows(french(value, 1 if value < 9.95 else 0).removesuffix(",0"))
    page.allows(f"100{NBSP}%")


def known(*values: float | None) -> list[float]:
    """Those that are not None."""
    return [value for value in values if value is not None]


def french(value: float, places: int) -> str:
    """A number as it is printed, half up."""
    exact = Decimal(repr(value)).quantize(Decimal(1).scaleb(-places), "ROUND_HALF_UP")
    return str(exact).replace(".", ",")


def _written_by_hand(section: str) -> Iterator[str]:
    """The text of an edition's section, without what the program fills in."""
    text = assets("editions", "2024", f"{section}.md").read_text("utf-8")
    yield typeset(re.sub(r"\{[^}]*\}|\]\([^)]*\)", " … ", text))


def _cover(page: Page, fiche: Fiche) -> None:
    page.needs(compact(fiche.exports.total), compact(fiche.imports.total))
    page.needs(compact_signed(fiche.balance))
    page.needs("2 3 4 6 8 10 11 12 13")  # the contents
    page.allows("1 2 5 10 20 50", " ".join(map(str, range(1, len(fiche.territoires) + 1))))  # map
    for territoire in fiche.territoires:
        page.needs(number(territoire.communes_here))
        if territoire.communes_here < territoire.communes:
            page.needs(number(territoire.communes))


def _essentiel(page: Page, fiche: Fiche) -> None:
    """Panels and lists must be there whole; of sentences, what can be told from the profile."""
    profile = fiche.profile
    assert profile
    page.needs(*(compact(trade.total) for trade in fiche.trades), compact_signed(fiche.balance))
    page.allows("100 € 10 M€")
    for trade, flow in ((fiche.exports, profile.exports), (fiche.imports, profile.imports)):
        for row in (*flow.partners, *flow.products):
            page.needs(share(row.weight.here), share(row.weight.france))
            page.allows(share_in_sentence(row.weight.here), share_in_sentence(row.weight.france))
        page.allows(compact(trade.total, sentence=True))
        for fraction in (trade.share_of_region, trade.share_of_france):
            page.allows(share(fraction) if fraction is not None else "")
        if trade.total:
            parts = (flow.union, flow.elsewhere, flow.unspecified)
            page.allows(*(share(part / trade.total) for part in parts))
        for weight in (*(flow.distinction.products_above if flow.distinction else ()),):
            shares = (weight.weight.here, weight.weight.france)
            page.allows(*map(share_in_sentence, shares), *map(column_share, shares))
        if flow.first_elsewhere:
            page.allows(share_in_sentence(flow.first_elsewhere.weight.here))
        _standing(page, flow.total)
        for standing in (flow.union_share, flow.concentration.three_products):
            _standing(page, standing)
        if flow.exposure:
            _standing(page, flow.exposure.united_states)
            for sold in flow.exposure.sold_there:
                page.allows(compact(sold.value, sentence=True))
        for partner in flow.partners:
            page.allows(compact(partner.weight.value, sentence=True))
    if fiche.exports.total:
        first = sum(each.weight.value for each in profile.exports.products[:3])
        page.allows(share_in_sentence(first / fiche.exports.total))
    _standing(page, profile.coverage)
    for rate in (profile.coverage.value, profile.coverage.median):
        page.allows(f"{round(100 * (rate or 0))} €", f"{int(100 * (rate or 0))} €")
        page.allows(f"{round(100 * (rate or 0))}{NBSP}€", f"{int(100 * (rate or 0))}{NBSP}€")


def _standing(page: Page, standing: Standing) -> None:
    """Its population; its median, as an amount or as a share."""
    page.allows(str(standing.population))
    median = standing.median
    if median is not None and median > 10:
        page.allows(compact(int(median)))
    elif median is not None:
        page.allows(share_in_sentence(median))
    if standing.france is not None and standing.france < 1:
        page.allows(share_in_sentence(standing.france))


def unit_of_countries(fiche: Fiche) -> Unit:
    """Of figure 1: by its largest row, that of all the others included."""
    rows = [(e.imports, e.exports) for e in fiche.countries]
    bought, sold = (sum(each) for each in zip(*rows, strict=True)) if rows else (0, 0)
    rows.append((fiche.imports.total - bought, fiche.exports.total - sold))
    return Unit.of(max(max(*row, abs(row[1] - row[0])) for row in rows))


def _countries(page: Page, fiche: Fiche) -> None:
    unit = unit_of_countries(fiche)
    page.needs("1", compact(fiche.imports.total), compact(fiche.exports.total))
    page.needs(compact_signed(fiche.balance))
    page.allows(str(len(fiche.countries)), str(sum(e.balance > 0 for e in fiche.countries)))
    rest = [trade.total for trade in (fiche.imports, fiche.exports)]
    for entry in fiche.countries:
        rest = [rest[0] - entry.imports, rest[1] - entry.exports]
        page.needs(unit.label(entry.imports), unit.label(entry.exports))
        page.needs(unit.signed_label(entry.balance))
        for value, trade in ((entry.imports, fiche.imports), (entry.exports, fiche.exports)):
            if value:
                page.needs(column_share(value / trade.total))
        for value in (entry.imports, entry.exports, abs(entry.balance)):
            page.allows(compact(value, sentence=True))
        page.allows(compact_signed(entry.balance, sentence=True))
    for value, trade in zip(rest, (fiche.imports, fiche.exports), strict=True):
        page.allows(unit.label(value), column_share(value / trade.total) if value else "")
        union = trade.european_union or 0
        small = union and union < 999_500 <= trade.total
        told = f"{Unit('M€', 6, 1).label(union)}{NBSP}M€" if small else compact(union)
        page.needs(told, *([share(union / trade.total)] if union else []))
    page.allows(unit.signed_label(rest[1] - rest[0]))
    unions = [trade.european_union or 0 for trade in (fiche.imports, fiche.exports)]
    page.needs(compact_signed(unions[1] - unions[0]))
    for tick in ticks(max(*rest, *(max(e.imports, e.exports) for e in fiche.countries))):
        label = unit.tick(tick.scaleb(-unit.power))
        page.allows(label, f"{label} {unit.symbol}")


def ticks(largest: int) -> list[Decimal]:
    """Multiples of the least of 1, 2, 2.5, 5 × 10ⁿ of which at most four reach ``largest``."""
    steps = (Decimal(nice).scaleb(n) for n in range(13) for nice in ("1", "2", "2.5", "5"))
    step = next(step for step in steps if largest / step <= 4)
    return [step * count for count in range(5)]


def _products(page: Page, fiche: Fiche) -> None:
    page.needs("2", compact(fiche.imports.total), compact(fiche.exports.total))
    page.allows(compact_signed(fiche.balance, sentence=True), compact(abs(fiche.balance)))
    count = max(len(trade.products) for trade in fiche.trades)
    page.allows("A38 A129", *map(str, range(1, count + 1)))  # products and sectors in a pale cell
    sectors = [_by_sector(trade) for trade in fiche.trades]
    largest = max(sum(values) for each in sectors for values in each)
    for trade, found in zip(fiche.trades, sectors, strict=True):
        sums = sorted((sum(values) for values in found), reverse=True)
        if len(sums) > 1:
            page.needs(share(sums[0] / trade.total))
        tails = [sum(values[n:]) for values in (*found, sums) for n in range(len(values))]
        # in a half too low for cells, amounts are in the unit of its own largest product
        units = (Unit.of(largest), Unit.of(trade.products[0].value)) if trade.products else ()
        values = [entry.value for entry in trade.products]
        tails += [sum(values[n:]) for n in range(len(values))]
        for value in (*values, *sums, *tails):
            for unit in units:
                page.allows(unit.label(value), unit.amount(value), share(value / trade.total))


def _by_sector(trade: Trade) -> list[list[int]]:
    """The euros of the products of each sector, the largest first."""
    found: dict[str, list[int]] = {}
    for entry in trade.products:
        found.setdefault(entry.product.sector, []).append(entry.value)
    return list(found.values())


def _flows(page: Page, matrix: FlowMatrix) -> None:
    """What a flow diagram and its caption say."""
    unit = Unit.of(matrix.largest)
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


def _compared(page: Page, matrix: FlowMatrix, here: Sequence[int], total: int) -> None:
    """A larger territory: shares of its ends, its main flows and what they are here."""
    page.needs(str(matrix.other_products), str(matrix.other_countries))
    for value in (*matrix.product_totals, *matrix.country_totals):
        page.needs(share(value / matrix.total))
    page.needs(share(sum(link.value for link in matrix.main) / matrix.total))
    if sum(here):
        page.needs(share(sum(here) / total))
    for rank, (link, value) in enumerate(zip(matrix.main, here, strict=True), 1):
        page.needs(str(rank), _bare(link.value / matrix.total))
        page.needs(_bare(value / total) if value else "0")


def _bare(fraction: float) -> str:
    return column_share(fraction).removesuffix(f"{NBSP}%")


def _listed(page: Page, matrix: FlowMatrix) -> None:
    """The main flows in words, under a diagram."""
    unit = Unit.of(matrix.largest)
    for rank, link in enumerate(matrix.main, 1):
        page.needs(str(rank), unit.label(link.value), column_share(link.value / matrix.total))


def faults(code: str) -> list[str]:
    """What is wrong with the numbers of the twelve pages of a fiche."""
    texts = pages(pdf_reading.pdf(code))
    return [
        f"{code}, page {folio}: {fault}"
        for folio, page in expected(pdf_reading.fiches()[code]).items()
        for fault in page.faults(texts[folio - 1])
    ]
