"""Purchases concentrated outside the Union: thresholds on exact sums (methodology §6)."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.cube.measures import herfindahl
from tradefiche.fiche import ConcentratedPurchase
from tradefiche.fiche import ConcentratedPurchases
from tradefiche.fiche import Supplier
from tradefiche.reference import nomenclature

Thresholds = tuple[int, int]
"""Tenths: the share from outside the Union, and H among partners outside; both to be exceeded."""

CHOSEN: Thresholds = (5, 4)
SENSITIVITY: tuple[Thresholds, Thresholds, Thresholds] = ((4, 3), CHOSEN, (6, 5))
LOOSEST = SENSITIVITY[0][0]

_ENERGY_OF_PARIS = frozenset({"B06Z", "D35A", "D35B"})
"""Bought by head offices for all of France."""
_PARIS = "75"
_SUPPLIERS = 3


@dataclass(frozen=True, slots=True)
class Bought:
    """Imports of one product: euros from all partners, from those outside the Union, and from
    each of these, the largest first, then by code."""

    product: str
    value: int
    outside: int
    suppliers: tuple[tuple[str, int], ...]


def concentrated(
    code: str, bought: Sequence[Bought], france: Mapping[str, Bought], year: int
) -> ConcentratedPurchases:
    """Those of a département (public code), by euros from outside the Union, then by code.

    Args:
        bought: what it buys of at least 1 M€ and 1 % of its imports.
        france: the purchases of France by product.
        year: the only one at hand: whether other years pass is not known here.
    """
    notable = [each for each in bought if code != _PARIS or each.product not in _ENERGY_OF_PARIS]
    loose, same, strict = (
        sum(passes(each, thresholds) for each in notable) for thresholds in SENSITIVITY
    )
    rows = [_row(each, france, year) for each in notable if passes(each, CHOSEN)]
    rows.sort(key=lambda row: (-row.outside, row.product.code))
    return ConcentratedPurchases(tuple(rows), (loose, same, strict))


def passes(bought: Bought, thresholds: Thresholds) -> bool:
    """Whether share and H are both above the thresholds."""
    share, least = thresholds
    if 10 * bought.outside <= share * bought.value:
        return False
    found = herfindahl([value for _, value in bought.suppliers])
    return found is not None and 10 * found[0] > least * found[1]


def _row(bought: Bought, france: Mapping[str, Bought], year: int) -> ConcentratedPurchase:
    there = france.get(bought.product)
    return ConcentratedPurchase(
        product=nomenclature.product(bought.product),
        value=bought.value,
        outside=bought.outside,
        suppliers=tuple(
            Supplier(nomenclature.country(code), value)
            for code, value in bought.suppliers[:_SUPPLIERS]
        ),
        also_in_france=there is not None and passes(there, CHOSEN),
        years=(year,),
    )
