"""Fiches of any département whose figures are extreme, with the profile that these have.

Plain Python: sums, shares and ranks are worked out here, and share no code with the cube. Names
of products and countries are real ones, for their articles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from tradefiche.fiche import Concentration
from tradefiche.fiche import Distinction
from tradefiche.fiche import Exposure
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import Marks
from tradefiche.fiche import PartnerWeight
from tradefiche.fiche import ProductWeight
from tradefiche.fiche import Profile
from tradefiche.fiche import SoldThere
from tradefiche.fiche import Standing
from tradefiche.fiche import Trade
from tradefiche.fiche import Weight
from tradefiche.reference import nomenclature

Cells = Mapping[tuple[str, str], int]
"""(product, country) → euros."""
M = 1_000_000
UNION = frozenset(("DE", "IT", "ES", "BE", "NL", "PL", "IE"))
NOWHERE = "QU"
"""A code behind which no country stands."""
FRANCE = {"C20B": 0.043, "C24A": 0.03, "C30C": 0.6, "US": 0.083, "DE": 0.133, "CN": 0.04}
USUAL = 0.0125
OTHERS = tuple(10 * M * n for n in range(1, 100))
RATES = tuple(n / 47 for n in range(1, 94))
SHARES = tuple(n / 130 for n in range(1, 97))


def standing(value: float | None, others: Sequence[float], *, ranked: bool = True) -> Standing:
    """A value among others; without a rank it is alone."""
    if value is None or not ranked:
        return Standing(value)
    values = sorted((value, *others), reverse=True)
    return Standing(
        value,
        1 + sum(each > value for each in values),
        values.count(value) > 1,
        len(values),
        median(values),
        None,
        tuple(values),
    )


def _weight(value: int, total: int, code: str) -> Weight:
    return Weight(value, value / total, None, FRANCE.get(code, USUAL))


def _falling(sums: Counter[str]) -> list[tuple[str, int]]:
    return sorted(sums.items(), key=lambda each: (-each[1], each[0]))


def _partner(code: str, value: int, total: int) -> PartnerWeight:
    return PartnerWeight(nomenclature.country(code), _weight(value, total, code), code in UNION)


def _product(code: str, value: int, total: int) -> ProductWeight:
    return ProductWeight(nomenclature.product(code), _weight(value, total, code))


def flow(cells: Cells, *, exports: bool, provisional: bool = False) -> FlowProfile:
    """The profile of one flow."""
    total = sum(cells.values())
    products, partners = Counter[str](), Counter[str]()
    for (product, country), value in cells.items():
        products[product] += value
        if country != NOWHERE:
            partners[country] += value
    ranked = not provisional and total > 0
    large = ranked and total >= 10 * M
    union = sum(value for code, value in partners.items() if code in UNION)
    first = [_partner(code, value, total) for code, value in _falling(partners)]
    weights = [_product(code, value, total) for code, value in _falling(products)]
    named = first[:5]
    if exports and total and all(each.country.code != "US" for each in named):
        named = [*first[:4], _partner("US", partners["US"], total)]
    three = sum(value for _, value in _falling(products)[:3]) / total if len(products) > 3 else None
    none = Standing()

    def share(value: float | None) -> Standing:
        return standing(value, SHARES, ranked=large)

    united_states = share(partners["US"] / total if total else None)
    sold = Counter({p: v for (p, c), v in cells.items() if c == "US"})
    return FlowProfile(
        total=standing(total, OTHERS, ranked=ranked),
        union=union,
        elsewhere=sum(partners.values()) - union,
        unspecified=total - sum(partners.values()),
        union_share=replace(share(union / total if total else None), france=0.57),
        partners=tuple(named),
        products=tuple(weights[:5]),
        partner_count=len(partners),
        product_count=len(products),
        distinction=None if provisional else _distinction(weights, total),
        concentration=Concentration(none, none, share(three), none, none),
        exposure=Exposure(
            (), 0, 0, united_states,
            tuple(
                SoldThere(nomenclature.product(code), value, value / products[code])
                for code, value in _falling(sold)[:4]
            ),
        )
        if exports
        else None,
        first_elsewhere=next((each for each in first if not each.union), None),
    )  # fmt: skip


def _distinction(weights: Sequence[ProductWeight], total: int) -> Distinction:
    above = [
        each
        for each in weights
        if each.weight.value >= M and each.weight.here >= 0.01 and each.weight.gap >= 0.005
    ]
    above.sort(key=lambda each: -each.weight.gap)
    return Distinction(tuple(above[:5]), (), (), ())


def made(fiche: Fiche, exports: Cells, imports: Cells, *, provisional: bool = False) -> Fiche:
    """The same département with this trade."""
    sold, bought = sum(exports.values()), sum(imports.values())
    rate = None if fiche.place.abroad_only or not bought else sold / bought
    profile = Profile(
        flow(exports, exports=True, provisional=provisional),
        flow(imports, exports=False, provisional=provisional),
        standing(rate, RATES, ranked=not provisional and bool(sold)),
    )
    marks = Marks(demonstration=True, quarters=(1, 2)) if provisional else fiche.marks
    return replace(
        fiche,
        exports=_trade(fiche.exports, sold),
        imports=_trade(fiche.imports, bought),
        profile=profile,
        marks=marks,
    )


def _trade(trade: Trade, total: int) -> Trade:
    region = trade.share_of_region
    return replace(
        trade,
        total=total,
        share_of_region=None if region is None else min(total / 10**12, 1.0),
        share_of_france=total / 10**13,
    )


SOME: Cells = {
    ("C20B", "US"): 91 * M, ("C20B", "DE"): 60 * M, ("C24A", "IT"): 55 * M,
    ("C10K", "ES"): 40 * M, ("C21Z", "BE"): 30 * M, ("C20A", "CN"): 20 * M, ("A01Z", "GB"): M,
}  # fmt: skip
BOUGHT: Cells = {
    ("C20A", "DE"): 70 * M, ("C20B", "ES"): 60 * M, ("C22B", "IT"): 50 * M,
    ("C28D", "BE"): 20 * M, ("C26A", "CN"): 14 * M,
}  # fmt: skip
NOTHING: Cells = {}


def _times(cells: Cells, factor: float) -> Cells:
    return {key: max(int(value * factor), 1) for key, value in cells.items()}


def _all_to(country: str) -> Cells:
    return {("C20B", country): 5 * M, ("C24A", country): 9 * M, ("A01Z", country): 3 * M}


_ALIKE: Cells = {
    ("C20A", "DE"): 4 * M, ("C20B", "IT"): 4 * M, ("C24A", "US"): 4 * M, ("A01Z", "CN"): 4 * M,
}  # fmt: skip
_EQUAL = sum(SOME.values())
CASES: dict[str, tuple[Cells, Cells, bool]] = {
    "nothing": (NOTHING, NOTHING, False),
    "no exports": (NOTHING, BOUGHT, False),
    "no imports": (SOME, NOTHING, False),
    "provisional": (SOME, BOUGHT, True),
    "nothing provisional": (NOTHING, NOTHING, True),
    "equal flows": (SOME, {("C20A", "DE"): _EQUAL}, False),
    "nearly equal flows": (SOME, {("C20A", "DE"): _EQUAL + _EQUAL // 300}, False),
    "half a point apart": (SOME, {("C20A", "DE"): _EQUAL + _EQUAL // 180}, False),
    "exports twelve times imports": (SOME, {("C20A", "DE"): _EQUAL // 12 - 5}, False),
    "exports just ten times imports": ({("C20A", "IT"): 10 * M}, {("C20A", "DE"): M}, False),
    "exports a hundredth": (_times(SOME, 1 / 80), _times(BOUGHT, 1), False),
    "exports a thousandth": (_times(SOME, 1 / 9000), BOUGHT, False),
    "one euro": ({("C20B", "DE"): 1}, {("C20B", "CN"): 1}, False),
    "one product, one country": ({("C20B", "IT"): 30 * M}, {("C24A", "CN"): 21 * M}, False),
    "two products, two countries": (
        {("C20B", "IT"): 30 * M, ("C24A", "CN"): 20 * M},
        {("C20B", "IT"): 30 * M, ("C24A", "ES"): 20 * M},
        False,
    ),
    "three products": (_all_to("PL"), _all_to("NL"), False),
    "all to the United States": (_all_to("US"), _all_to("US"), False),
    "one product to the United States": ({**BOUGHT, ("C20B", "US"): 2 * M}, BOUGHT, False),
    "none to the United States": (BOUGHT, SOME, False),
    "none to the Union": (
        {("C20A", "CN"): 5 * M, ("C24A", "GB"): 4 * M}, {("C20A", "CN"): 7 * M}, False,
    ),
    "hardly any to the Union": (
        {("C20A", "CN"): 5 * M, ("C24A", "DE"): 400}, {("C20A", "CN"): 7 * M, ("C24A", "DE"): 9},
        False,
    ),
    "all but nothing to the Union": (
        {("C20A", "DE"): 5 * M, ("C24A", "CN"): 400}, {("C20A", "DE"): 7 * M, ("C24A", "CN"): 9},
        False,
    ),
    "the share of France": (
        {("C20A", "DE"): 57 * M, ("C24A", "CN"): 43 * M},
        {("C20A", "DE"): 57 * M, ("C24A", "CN"): 43 * M}, False,
    ),
    "nowhere known": ({("C20A", NOWHERE): 5 * M}, {("C20A", NOWHERE): 7 * M}, False),
    "partly nowhere": (
        {("C20A", NOWHERE): 5 * M, ("C20B", "DE"): 4 * M},
        {("C20A", NOWHERE): 7 * M, ("C20B", "GB"): 4 * M}, False,
    ),
    "equal shares": (_ALIKE, _ALIKE, False),
    "as in France": (
        {("C30C", "DE"): 60_600_000, **{(p, "IT"): 490_000 for p in ("A01Z", "C10K", "C20A")}},
        {("C30C", "DE"): 60_900_000, **{(p, "US"): 390_000 for p in ("A01Z", "C10K", "C20A")}},
        False,
    ),
    "nothing apart": (
        {("C30C", "DE"): 5 * M, ("A01Z", "IT"): 900_000, ("C10K", "IT"): 900_000},
        {("C30C", "DE"): 5 * M, ("A01Z", "IT"): 900_000}, False,
    ),
    "thousands of millions": (_times(SOME, 9000), _times(BOUGHT, 50), False),
}  # fmt: skip
"""Exports, imports, and whether the year is incomplete."""


def cases(fiche: Fiche) -> dict[str, Fiche]:
    """All the extremes of a département, by name."""
    return {
        name: made(fiche, exports, imports, provisional=provisional)
        for name, (exports, imports, provisional) in CASES.items()
    }
