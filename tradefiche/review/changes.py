"""What moved since the year before, or since an earlier vintage of the same year."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from fractions import Fraction

from tradefiche.cube.measures import MILLION
from tradefiche.cube.year_sums import FlowSums
from tradefiche.fiche import Flow
from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.reference import nomenclature
from tradefiche.reference import zones
from tradefiche.reference.territories import FRANCE
from tradefiche.review.findings import Finding
from tradefiche.review.findings import euros
from tradefiche.review.findings import in_percent
from tradefiche.review.findings import key
from tradefiche.review.findings import percent
from tradefiche.review.findings import ratio
from tradefiche.review.findings import signed
from tradefiche.review.findings import subject
from tradefiche.review.material import FLOWS
from tradefiche.review.material import NOTHING
from tradefiche.review.material import Material

LARGE_RATE, LARGE_CHANGE = Fraction(25, 100), 20 * MILLION
LARGEST_Z = Fraction(35, 10)
CONSISTENCY = Fraction(6745, 10_000)
"""Makes a MAD comparable with a standard deviation (Iglewicz and Hoaglin, 1993)."""
PRODUCT_WEIGHT = Fraction(5, 100)
SHARE_MOVE, PARTNER_CHANGE = Fraction(5, 100), 5 * MILLION
TOTAL_REVISED, PRODUCT_REVISED = Fraction(1, 100), Fraction(5, 100)


def rates(material: Material, flow: Flow) -> Mapping[str, Fraction]:
    """The growth of every département, by customs code; none on less than 1 M€."""
    return {
        code: ratio(material.of(code, flow).total - then.total, then.total)
        for code in material.departements
        if (then := material.then(code, flow)).total >= MILLION
    }


def scores(found: Mapping[str, Fraction]) -> Mapping[str, Fraction]:
    """The robust z of each: its distance from the median in MADs; none where the MAD is nothing."""
    if not found:
        return {}
    middle = median([*found.values()])
    spread = median([abs(each - middle) for each in found.values()])
    if not spread:
        return {}
    return {code: CONSISTENCY * (each - middle) / spread for code, each in found.items()}


def median(values: Sequence[Fraction]) -> Fraction:
    """Of an even count, the mean of the middle two."""
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def growth(material: Material) -> Iterator[Finding]:
    """A total that moved much, by itself or beside those of all others."""
    for flow in FLOWS:
        apart = scores(rates(material, flow))
        for code in (FRANCE.customs_code, *material.departements):
            now, then = material.of(code, flow).total, material.then(code, flow).total
            if then < MILLION:
                continue
            rate, score = ratio(now - then, then), apart.get(code, Fraction())
            large = abs(rate) > LARGE_RATE and abs(now - then) > LARGE_CHANGE
            if not large and abs(score) <= LARGEST_Z:
                continue
            where = subject(code, flow)
            moved = _moved(then, now)
            yield Finding(
                key(material.year, "growth", where),
                where,
                percent(rate),
                "%",
                _("{moved}; robust z {score}", moved=moved, score=_signed(score))
                if code in apart
                else moved,
                bars=_bars(material.year, then, now),
            )


def products(material: Material) -> Iterator[Finding]:
    """A product that came or went, of a weight that a firm seldom has."""
    for code, flow, where in material.sides(france=True):
        now, then = material.of(code, flow), material.then(code, flow)
        if then.total < MILLION:
            continue
        for product in sorted({*now.products} ^ {*then.products}):
            first, last = then.products.get(product, 0), now.products.get(product, 0)
            share = ratio(last - first, then.total)
            if abs(share) >= PRODUCT_WEIGHT:
                yield Finding(
                    key(material.year, "product", where, product),
                    where,
                    percent(share),
                    "%",
                    _(
                        "{before} → {now}, {share} of the total of {year}",
                        before=euros(first),
                        now=euros(last),
                        share=in_percent(abs(share)),
                        year=material.year - 1,
                    ),
                    f"{product} {nomenclature.product(product).short}",
                    _bars(material.year, first, last),
                )


def partners(material: Material) -> Iterator[Finding]:
    """A partner whose part of the flow moved."""
    for code, flow, where in material.sides(france=True):
        now, then = material.of(code, flow), material.then(code, flow)
        if min(now.total, then.total) < MILLION:
            continue
        sold = _by_partner(now, material.year)
        before = _by_partner(then, material.year - 1)
        for partner in sorted({*sold, *before}):
            first, last = before[partner], sold[partner]
            one, other = ratio(first, then.total), ratio(last, now.total)
            if abs(other - one) >= SHARE_MOVE and abs(last - first) >= PARTNER_CHANGE:
                yield Finding(
                    key(material.year, "partner", where, partner),
                    where,
                    percent(other - one),
                    "points",
                    _(
                        "{before} → {now} of the flow; {moved}",
                        before=in_percent(one),
                        now=in_percent(other),
                        moved=_moved(first, last),
                    ),
                    nomenclature.country(partner).name,
                    _bars(material.year, first, last),
                )


def revision(material: Material) -> Iterator[Finding]:
    """What a new vintage changed of the one before, in the quarters that both have."""
    if not (held := material.revision):
        return
    for code, flow, where in material.sides(france=True):
        then, now = (each.get((code, flow), NOTHING) for each in (held.before, held.now))
        if _is_revised(then.total, now.total, TOTAL_REVISED):
            yield Finding(
                key(material.year, "revision", where, held.day),
                where,
                percent(ratio(now.total - then.total, then.total)),
                "%",
                _("{moved} since {day}", moved=_moved(then.total, now.total), day=held.earlier),
                bars=((held.earlier, then.total), (held.day, now.total)),
            )
        if code != FRANCE.customs_code:
            continue
        for product in sorted({*then.products, *now.products}):
            first, last = then.products.get(product, 0), now.products.get(product, 0)
            if _is_revised(first, last, PRODUCT_REVISED):
                yield Finding(
                    key(material.year, "revision", where, product, held.day),
                    where,
                    percent(ratio(last - first, first)),
                    "%",
                    _("{moved} since {day}", moved=_moved(first, last), day=held.earlier),
                    f"{product} {nomenclature.product(product).short}",
                    ((held.earlier, first), (held.day, last)),
                )


def _is_revised(before: int, now: int, least: Fraction) -> bool:
    """Whether an amount of 1 M€ moved by so much."""
    return before >= MILLION and abs(ratio(now - before, before)) >= least


def _by_partner(found: FlowSums, year: int) -> Counter[str]:
    """Euros by real foreign partner."""
    known = zones.partners(year)
    sums: Counter[str] = Counter()
    for code, value in found.countries.items():
        if code in known:
            sums[known[code]] += value
    return sums


def _moved(before: int, now: int) -> str:
    """« 12.0 M€ → 16.0 M€ (+33.3 %) »; without a rate on less than 1 M€."""
    rate = f" ({signed(ratio(now - before, before))})" if before >= MILLION else ""
    return f"{euros(before)} → {euros(now)}{rate}"


def _signed(score: Fraction) -> str:
    """« +4.2 »."""
    rounded = percent(score / 100)
    return f"{'+' if rounded >= 0 else ''}{decimal(rounded, 1)}"


def _bars(year: int, before: int, now: int) -> tuple[tuple[str, int], ...]:
    return (str(year - 1), before), (str(year), now)
