"""What products and partners weigh here, in the region and in France, and what sets apart.

Exact until each share is made, by one division. Rules and sources: ``docs/methodology.md``.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

from tradefiche.cube.measures import MILLION
from tradefiche.cube.measures import Outline
from tradefiche.cube.tallies import Tally
from tradefiche.fiche import Distinction
from tradefiche.fiche import Exposure
from tradefiche.fiche import PartnerWeight
from tradefiche.fiche import ProductWeight
from tradefiche.fiche import SoldThere
from tradefiche.fiche import Standing
from tradefiche.fiche import Weight
from tradefiche.reference import nomenclature
from tradefiche.reference.zones import UNITED_STATES

FIRST = 5
"""Products and partners named; destinations outside the Union."""
_ABOVE = {"products": FIRST, "partners": 3}
_BELOW = 2
_SOLD_THERE = 4

Euros = Mapping[str, int]
"""By code, the largest first, then by code."""


@dataclass(frozen=True, slots=True)
class Side:
    """One flow of a territory: all of it, and euros by product and by partner."""

    total: int
    products: Euros
    partners: Euros

    def outline(self, union: Collection[str]) -> Outline:
        """The same without names."""
        return Outline(
            total=self.total,
            union=sum(value for code, value in self.partners.items() if code in union),
            united_states=self.partners.get(UNITED_STATES, 0),
            partners=tuple(self.partners.values()),
            products=tuple(self.products.values()),
        )


@dataclass(frozen=True, slots=True)
class Sides:
    """The same flow here, in the region (None: not compared) and in France.

    ``union``: the codes of its members.
    """

    here: Side
    region: Side | None
    france: Side
    union: Collection[str]

    def product(self, code: str) -> ProductWeight:
        """What a product weighs; there is trade here."""
        return ProductWeight(nomenclature.product(code), self._weight(code, "products"))

    def partner(self, code: str) -> PartnerWeight:
        """What a partner weighs; there is trade here."""
        weight = self._weight(code, "partners")
        return PartnerWeight(nomenclature.country(code), weight, code in self.union)

    def _weight(self, code: str, kind: str) -> Weight:
        here, france = (getattr(each, kind).get(code, 0) for each in (self.here, self.france))
        around = self.region
        return Weight(
            value=here,
            here=here / self.here.total,
            region=getattr(around, kind).get(code, 0) / around.total if around else None,
            france=france / self.france.total,
            ratio=self._ratio(here, france),
        )

    def _ratio(self, here: int, france: int) -> float | None:
        """The index of Balassa: 1.5 at least, where the gap is notable and France has 0.1 %."""
        part, whole = here * self.france.total, france * self.here.total
        if 2 * part < 3 * whole or 1000 * france < self.france.total:
            return None
        return part / whole if self._notable(here, france) else None

    def _gap(self, here: int, france: int) -> int:
        """Share here minus share in France, in parts of the product of both totals."""
        return here * self.france.total - france * self.here.total

    def _notable(self, here: int, france: int) -> bool:
        """1 M€, 1 % and half a point above France, at least."""
        if here < MILLION or 100 * here < self.here.total:
            return False
        return 200 * self._gap(here, france) >= self.here.total * self.france.total

    def above(self, kind: str) -> list[str]:
        """Codes that weigh notably more here than in France, the largest gap first."""
        there: Euros = getattr(self.france, kind)
        found = [
            (-self._gap(value, there[code]), -value, code)
            for code, value in getattr(self.here, kind).items()
            if self._notable(value, there[code])
        ]
        return [code for _, _, code in sorted(found)][: _ABOVE[kind]]

    def below(self, kind: str) -> list[str]:
        """Codes that weigh half a point less here than in France, the largest gap first."""
        whole = self.here.total * self.france.total
        here: Euros = getattr(self.here, kind)
        there: Iterable[tuple[str, int]] = getattr(self.france, kind).items()
        large = takewhile(lambda each: 200 * each[1] >= self.france.total, there)
        found = [
            (gap, -here.get(code, 0), code)
            for code, value in large
            if -200 * (gap := self._gap(here.get(code, 0), value)) >= whole
        ]
        return [code for _, _, code in sorted(found)][:_BELOW]


def side(tally: Tally, partners: Mapping[str, str]) -> Side:
    """A tally with its real partners only, codes of one country added up."""
    found: dict[str, int] = {}
    merged = False
    for code, value in tally.countries:
        if (partner := partners.get(code)) is not None:
            merged |= partner != code
            found[partner] = found.get(partner, 0) + value
    if merged:
        found = dict(sorted(found.items(), key=lambda each: (-each[1], each[0])))
    return Side(tally.total, dict(tally.products), found)


def first_products(sides: Sides) -> tuple[ProductWeight, ...]:
    """The first products traded here."""
    return tuple(map(sides.product, [*sides.here.products][:FIRST]))


def first_partners(sides: Sides, always: str | None = None) -> tuple[PartnerWeight, ...]:
    """The first partners; one that is always named comes last when it is not among them."""
    return tuple(map(sides.partner, _first(sides, sides.here.partners, always)))


def first_elsewhere(sides: Sides) -> PartnerWeight | None:
    """The first partner outside the Union."""
    code = next((code for code in sides.here.partners if code not in sides.union), None)
    return None if code is None else sides.partner(code)


def distinction(sides: Sides) -> Distinction:
    """What weighs notably more or less here than in France (methodology §4)."""
    if not sides.here.total:
        return Distinction((), (), (), ())
    return Distinction(
        products_above=tuple(map(sides.product, sides.above("products"))),
        products_below=tuple(map(sides.product, sides.below("products"))),
        partners_above=tuple(map(sides.partner, sides.above("partners"))),
        partners_below=tuple(map(sides.partner, sides.below("partners"))),
    )


def exposure(sides: Sides, sold: Euros, united_states: Standing) -> Exposure:
    """What is sold outside the Union of 27 (methodology §5).

    Args:
        sold: euros by product sold to the United States.
    """
    outside = {
        code: value for code, value in sides.here.partners.items() if code not in sides.union
    }
    large = [
        code
        for code, value in outside.items()
        if value >= MILLION and 100 * value >= sides.here.total
    ]
    named = _first(sides, large, UNITED_STATES)
    return Exposure(
        destinations=tuple(map(sides.partner, named)),
        others=len(outside.keys() - {*named}),
        others_value=sum(value for code, value in outside.items() if code not in named),
        united_states=united_states,
        sold_there=tuple(_sold_there(sides, sold)),
    )


def _first(sides: Sides, codes: Iterable[str], always: str | None) -> list[str]:
    named = [*codes][:FIRST]
    if not sides.here.total or always is None or always in named:
        return named
    return [*named[: FIRST - 1], always]


def _sold_there(sides: Sides, sold: Euros) -> Iterator[SoldThere]:
    first = sorted(sold.items(), key=lambda each: (-each[1], each[0]))[:_SOLD_THERE]
    for code, value in first:
        yield SoldThere(nomenclature.product(code), value, value / sides.here.products[code])
