"""What the exports of all départements became since the year before, and their ranks.

It knows sums of years in outline; it reads nothing. Rules: ``docs/methodology.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace

from tradefiche.cube.evolution import is_comparable
from tradefiche.cube.evolution import provenance
from tradefiche.cube.evolution import total
from tradefiche.cube.evolution import years
from tradefiche.fiche.atlas import LEAST_BEFORE
from tradefiche.fiche.atlas import AtlasEvolution
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import ExportChange
from tradefiche.reference.territories import FRANCE
from tradefiche.reference.territories import MONACO
from tradefiche.store.history import HeldYear


def evolution(history: Sequence[HeldYear]) -> AtlasEvolution | None:
    """The years of France; None without another year.

    Args:
        history: the years in the store, in order, the atlas's own last.
    """
    if len(history) < 2:
        return None
    return AtlasEvolution(
        years=years(FRANCE.customs_code, history),
        monaco_before=total(MONACO, history[-2], "E") if is_comparable(history) else None,
        provenance=provenance(history[:-1]),
    )


def compared(
    departements: Sequence[Departement], history: Sequence[HeldYear]
) -> tuple[Departement, ...]:
    """The départements with the change of each, where the last two years may be compared.

    Nothing is computed of a France that exported less than 1 M€.
    """
    if not is_comparable(history):
        return tuple(departements)
    france, *before = (
        total(code, history[-2], "E") or 0
        for code in (FRANCE.customs_code, *(each.place.customs_code for each in departements))
    )
    if france < LEAST_BEFORE:
        return tuple(departements)
    ranks_before, ranks = _ranks(before), _ranks(each.totals.exports for each in departements)

    def changed(each: Departement, first: int) -> Departement:
        change = ExportChange.of(first, each.totals.exports, france)
        ranked = replace(change, rank_before=ranks_before(first), rank=ranks(change.now))
        return replace(each, change=ranked)

    return tuple(map(changed, departements, before))


def _ranks(amounts: Iterable[int]) -> Callable[[int], int | None]:
    """The rank of an amount among others: 1 + how many are above it; none for nothing."""
    ranks: dict[int, int] = {}
    for rank, amount in enumerate(sorted(amounts, reverse=True), 1):
        ranks.setdefault(amount, rank)
    return lambda amount: ranks[amount] if amount else None
