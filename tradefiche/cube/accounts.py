"""The accounts of all territories over some quarters of a year, in one light pass over the rows.

It knows sums and ranks; what two of them say of each other, ``tradefiche.diff`` knows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping

from tradefiche.cube import measures
from tradefiche.cube import weights
from tradefiche.cube.indicators import require_all
from tradefiche.cube.standings import Ranking
from tradefiche.cube.standings import ranking
from tradefiche.cube.tallies import outlined
from tradefiche.cube.weights import Side
from tradefiche.fiche import Flow
from tradefiche.fiche import Place
from tradefiche.fiche.account import Account
from tradefiche.fiche.account import Accounts
from tradefiche.fiche.account import Amounts
from tradefiche.fiche.account import FlowAccount
from tradefiche.messages import _
from tradefiche.reference import territories
from tradefiche.reference import zones
from tradefiche.store.parquet import reading
from tradefiche.store.store import Dataset

FLOWS: tuple[Flow, Flow] = ("exports", "imports")

_Sides = Mapping[tuple[str, Flow], Side]


def accounts(dataset: Dataset, name: str) -> Accounts:
    """Those of France, the regions and the 100 départements, all they trade.

    Corse is its own region, and comes once.

    Raises:
        StoreError: the rows are no longer those that were stored.
    """
    with reading(_("the data of {year}", year=dataset.year)):
        found, euros = outlined(dataset.rows)
    require_all(dataset, [euros])
    partners = zones.partners(dataset.year)
    sides = {(code, flow): weights.side(each, partners) for (_, code, flow), each in found.items()}
    ranks = {flow: _ranks(sides, flow, provisional=dataset.marks.provisional) for flow in FLOWS}
    home = territories.customs_departements()
    inside = {region: territories.departements_of(region) for region in territories.regions()}

    def account(place: Place, codes: Iterable[str]) -> Account:
        own = {*codes}
        flows = (
            _flow(
                [side for (code, each), side in sides.items() if each == flow and code in own],
                ranks[flow].ranks.get(place.customs_code, (None,))[0]
                if place.level == "departement"
                else None,
            )
            for flow in FLOWS
        )
        return Account(place, *flows)

    return Accounts(
        name,
        dataset.year,
        dataset.provenance.updated,
        dataset.marks,
        (
            account(territories.FRANCE, {code for code, _ in sides}),
            *(
                account(region, (code for code in home if home[code] == region.customs_code))
                for region, held in inside.items()
                if len(held) > 1
            ),
            *(account(place, [place.customs_code]) for place in territories.departements()),
        ),
    )


def _ranks(sides: _Sides, flow: Flow, *, provisional: bool) -> Ranking:
    """Of the départements that trade, by euros; none in a provisional year."""
    if provisional:
        return Ranking()
    held = ((place.customs_code, flow) for place in territories.departements())
    return ranking((key[0], measures.fraction(sides[key].total, 1)) for key in held if key in sides)


def _flow(sides: list[Side], rank: int | None) -> FlowAccount:
    return FlowAccount(
        total=sum(side.total for side in sides),
        products=_listed(side.products for side in sides),
        partners=_listed(side.partners for side in sides),
        rank=rank,
    )


def _listed(several: Iterable[Mapping[str, int]]) -> Amounts:
    sums: Counter[str] = Counter()
    for each in several:
        sums.update(each)
    return Amounts(tuple(sorted(sums.items(), key=lambda item: (-item[1], item[0]))))
