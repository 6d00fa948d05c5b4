"""Years beside that of a fiche, for the trial of an edition: as many words as there may be.

Nothing of it is printed; only what room it takes is of interest.
"""

from __future__ import annotations

from dataclasses import replace

from tradefiche.fiche import Evolution
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowChange
from tradefiche.fiche import OtherChanges
from tradefiche.fiche import PartnerChange
from tradefiche.fiche import PartnerChanges
from tradefiche.fiche import ProductChange
from tradefiche.fiche import ProductChanges
from tradefiche.fiche import QuarterTotals
from tradefiche.fiche import Trade
from tradefiche.fiche import YearTotals
from tradefiche.fiche.evolution import BREAK
from tradefiche.fiche.evolution import MOST_YEARS

FELL = 0.9
"""The year before, as a part of what is lost since."""


def with_years(fiche: Fiche) -> Fiche:
    """The fiche with ten years, its totals in each, and changes of its first products."""
    exports, imports = (trade.total for trade in fiche.trades)
    first = fiche.year - MOST_YEARS + 1
    years = tuple(
        YearTotals(year, exports, imports, complete=True, comparable=year not in (first, BREAK))
        for year in range(first, fiche.year + 1)
    )
    quarters = tuple(
        QuarterTotals(year, quarter, exports // 4, imports // 4, complete=True)
        for year in range(fiche.year - 2, fiche.year + 1)
        for quarter in range(1, 5)
    )
    changes = [_change(trade) for trade in fiche.trades]
    found = Evolution(years, quarters, changes[0], changes[1], fiche.provenance)
    return replace(fiche, evolution=found)


def _change(trade: Trade) -> FlowChange | None:
    """Three rises, three falls, and all the rest."""
    if not trade.total:
        return None
    before, now = trade.total, int(trade.total * FELL)
    part = before // 20
    up, down = (0, part, part / before), (part, 0, -part / before)
    products = [each.product for each in trade.products]
    countries = list(trade.matrix.countries)
    rest = OtherChanges(9, before, now, now / before - 1)
    return FlowChange(
        before,
        now,
        now / before - 1,
        ProductChanges(
            tuple(ProductChange(each, *up) for each in products[:3]),
            tuple(ProductChange(each, *down) for each in products[3:6]),
            rest,
        ),
        PartnerChanges(
            tuple(PartnerChange(each, *up) for each in countries[:3]),
            tuple(PartnerChange(each, *down) for each in countries[3:6]),
            rest,
        ),
    )
