"""What sets each département apart, as the ``Profile`` of its fiche: sums in, names and ranks out.

It knows which département is measured, ranked and compared, and on what; the formulas are in
``measures``, ``standings``, ``weights`` and ``purchases``.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from tradefiche.cube import measures
from tradefiche.cube import purchases
from tradefiche.cube import weights
from tradefiche.cube.measures import Fraction
from tradefiche.cube.measures import Outline
from tradefiche.cube.standings import Ranking
from tradefiche.cube.standings import ranking
from tradefiche.cube.tallies import Tallies
from tradefiche.cube.tallies import Tally
from tradefiche.cube.weights import Side
from tradefiche.cube.weights import Sides
from tradefiche.fiche import ConcentratedPurchases
from tradefiche.fiche import Concentration
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import Place
from tradefiche.fiche import Profile
from tradefiche.fiche import Standing
from tradefiche.reference import territories
from tradefiche.reference import zones

FLOWS: tuple[Flow, Flow] = ("exports", "imports")

Measure = Callable[[Outline], Fraction | None]


class Profiles:
    """The profiles of a year; what all départements share is worked out once, when asked for."""

    def __init__(self, sums: Tallies, year: int, *, provisional: bool) -> None:
        self._sums = sums
        self._year = year
        self._provisional = provisional
        self._partners = zones.partners(year)
        self._union = zones.union()
        self._bought_by_france = {
            each.product: each for each in sums.bought.get(territories.FRANCE.customs_code, ())
        }
        self._side = cache(self._make_side)
        self._outlines = {**sums.outlines}
        for flow in FLOWS:
            france = self._side(territories.FRANCE, flow)
            self._outlines[territories.FRANCE.customs_code, flow] = france.outline(self._union)
        self._ranking = cache(self._rank)
        self._coverages = cache(self._rank_coverage)

    def of(self, place: Place, region: Place | None) -> Profile:
        """That of a département and its region."""
        return Profile(
            exports=self._flow(place, region, "exports"),
            imports=self._flow(place, region, "imports"),
            coverage=self._coverage(place),
        )

    def _flow(self, place: Place, region: Place | None, flow: Flow) -> FlowProfile:
        code = place.customs_code
        outline = self._outline(code, flow)
        sides = self._sides(place, region, flow)
        exports = flow == "exports"

        def standing(measure: Measure) -> Standing:
            return self._standing(code, flow, measure)

        return FlowProfile(
            total=standing(measures.total),
            union=outline.union,
            elsewhere=outline.foreign - outline.union,
            unspecified=outline.total - outline.foreign,
            union_share=standing(measures.union_share),
            partners=weights.first_partners(sides, zones.UNITED_STATES if exports else None),
            products=weights.first_products(sides),
            partner_count=len(outline.partners),
            product_count=len(outline.products),
            distinction=None if self._provisional else weights.distinction(sides),
            concentration=Concentration(
                first_partner=standing(measures.first_partner),
                three_partners=standing(measures.three_partners),
                three_products=standing(measures.three_products),
                partners_equivalent=standing(measures.partners_equivalent),
                products_equivalent=standing(measures.products_equivalent),
            ),
            exposure=weights.exposure(
                sides, self._sold(place), standing(measures.united_states_share)
            )
            if exports
            else None,
            concentrated=None if exports else self._concentrated(place),
            first_elsewhere=weights.first_elsewhere(sides),
        )

    def _concentrated(self, place: Place) -> ConcentratedPurchases | None:
        if self._provisional or place.abroad_only:
            return None
        bought = self._sums.bought.get(place.customs_code, ())
        return purchases.concentrated(place.code, bought, self._bought_by_france, self._year)

    def _sold(self, place: Place) -> dict[str, int]:
        """Euros by product sold to the United States."""
        cells = self._tally(place, "exports").cells
        return {
            product: value for (product, to), value in cells.items() if to == zones.UNITED_STATES
        }

    def _coverage(self, place: Place) -> Standing:
        """Exports over imports; nothing for Corse and overseas."""
        if place.abroad_only:
            return Standing()
        code = place.customs_code
        france = self._covered(territories.FRANCE.customs_code)
        return self._coverages().standing(code, self._covered(code), france)

    def _rank_coverage(self) -> Ranking:
        if self._provisional:
            return Ranking()
        places = (place for place in territories.departements() if not place.abroad_only)
        return ranking((place.customs_code, self._covered(place.customs_code)) for place in places)

    def _covered(self, code: str) -> Fraction | None:
        exports, imports = self._outline(code, "exports"), self._outline(code, "imports")
        return measures.fraction(exports.total, imports.total)

    def _standing(self, code: str, flow: Flow, measure: Measure) -> Standing:
        here, france = (
            measure(self._outline(each, flow)) for each in (code, territories.FRANCE.customs_code)
        )
        return self._ranking(flow, measure).standing(code, here, france)

    def _rank(self, flow: Flow, measure: Measure) -> Ranking:
        """All the départements by a measure: those that trade by totals, the others by shares."""
        if self._provisional:
            return Ranking()
        codes = [place.customs_code for place in territories.departements()]
        outlines = {code: self._outline(code, flow) for code in codes}
        return ranking(
            (code, measure(outline))
            for code, outline in outlines.items()
            if (outline.total if measure is measures.total else outline.ranked)
        )

    def _sides(self, place: Place, region: Place | None, flow: Flow) -> Sides:
        here, france = self._side(place, flow), self._side(territories.FRANCE, flow)
        around = None if region is None or place.abroad_only else self._side(region, flow)
        if around and 2 * here.total > around.total:
            around = None  # it would be compared with itself
        return Sides(here, around, france, self._union)

    def _make_side(self, place: Place, flow: Flow) -> Side:
        return weights.side(self._tally(place, flow), self._partners)

    def _tally(self, place: Place, flow: Flow) -> Tally:
        return self._sums.found.get((place.level, place.customs_code, flow), Tally())

    def _outline(self, code: str, flow: Flow) -> Outline:
        return self._outlines.get((code, flow), Outline())
