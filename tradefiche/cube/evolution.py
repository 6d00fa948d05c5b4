"""What became of each département over the years: totals, quarters, and what made the last change.

It knows sums, of years in outline and of two years in full; it reads nothing. Rules:
``docs/methodology.md``.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import replace
from typing import TypeVar

from tradefiche.cube import weights
from tradefiche.cube.measures import MILLION
from tradefiche.cube.tallies import Key
from tradefiche.cube.tallies import Tally
from tradefiche.cube.weights import Euros
from tradefiche.cube.weights import Side
from tradefiche.fiche import Evolution
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowChange
from tradefiche.fiche import OtherChanges
from tradefiche.fiche import PartnerChange
from tradefiche.fiche import PartnerChanges
from tradefiche.fiche import Place
from tradefiche.fiche import ProductChange
from tradefiche.fiche import ProductChanges
from tradefiche.fiche import Provenance
from tradefiche.fiche import QuarterTotals
from tradefiche.fiche import SourceFile
from tradefiche.fiche import YearTotals
from tradefiche.fiche.evolution import BREAK
from tradefiche.fiche.evolution import MOST_QUARTERS
from tradefiche.reference import nomenclature
from tradefiche.reference import zones
from tradefiche.reference.territories import FRANCE
from tradefiche.store.history import HeldYear

NAMED = 3
"""Products or partners that rose, and that fell."""
_LEAST = 1000
"""A change that is named is one part in so many of the flow of the year before, at least."""

Tallied = Mapping[Key, Tally]
_Made = TypeVar("_Made")


def evolution(
    place: Place, history: Sequence[HeldYear], before: Tallied, now: Tallied
) -> Evolution | None:
    """That of a département; None without another year.

    Args:
        history: the years in the store, in order, the fiche's own last.
        before, now: tallies of the last two years; ``before`` says nothing where they may not be
            compared.
    """
    if len(history) < 2:
        return None
    year, comparable = history[-1].year, is_comparable(history)

    def change(flow: Flow) -> FlowChange | None:
        key = (place.level, place.customs_code, flow)
        tallies = (each.get(key, Tally()) for each in (before, now))
        return _change(year, *tallies) if comparable else None

    return Evolution(
        years=years(place.customs_code, history),
        quarters=tuple(_quarters(place.customs_code, history)),
        exports=change("exports"),
        imports=change("imports"),
        provenance=provenance(history[:-1]),
    )


def is_comparable(history: Sequence[HeldYear]) -> bool:
    """Whether the last year stands beside the one before: both whole, and collected alike."""
    if len(history) < 2:
        return False
    before, now = history[-2:]
    follows = before.year == now.year - 1 and now.year != BREAK
    return follows and before.complete and now.complete


def years(code: str, history: Sequence[HeldYear]) -> tuple[YearTotals, ...]:
    """The totals of each year of a customs département; of all of them together for « FR »."""
    return tuple(
        YearTotals(
            year.year,
            exports=total(code, year, "E"),
            imports=total(code, year, "I"),
            complete=year.complete,
            comparable=is_comparable(history[:last]),
        )
        for last, year in enumerate(history, 1)
    )


def total(code: str, year: HeldYear, flow: str) -> int | None:
    """Euros of the quarters that are there, of a code as in ``years``; None without any."""
    held = [each.euros for (_, side), each in year.quarters.items() if side == flow]
    whole = code == FRANCE.customs_code
    euros = [sum(each.values()) if whole else each.get(code, 0) for each in held]
    return sum(euros) if euros else None


def _quarters(code: str, history: Sequence[HeldYear]) -> Iterator[QuarterTotals]:
    """The last twelve by the calendar, those that are there."""
    held = sorted({(each.year, quarter) for each in history for quarter, _ in each.quarters})
    by_year = {each.year: each for each in history}
    last = _ordinal(*held[-1])
    for year, quarter in held:
        if last - _ordinal(year, quarter) < MOST_QUARTERS:
            flows = [by_year[year].quarters.get((quarter, flow)) for flow in "EI"]
            exports, imports = (each.euros.get(code, 0) if each else None for each in flows)
            whole = all(each is not None and not each.gaps for each in flows)
            yield QuarterTotals(year, quarter, exports, imports, whole)


def _ordinal(year: int, quarter: int) -> int:
    return 4 * year + quarter


def _change(year: int, before: Tally, now: Tally) -> FlowChange | None:
    """What became of a flow; None of less than 1 M€, of which one contract would make a rate."""
    if before.total < MILLION:
        return None
    one = weights.side(before, zones.partners(year - 1))
    other = weights.side(now, zones.partners(year))

    def product(code: str, first: int, then: int) -> ProductChange:
        return ProductChange(nomenclature.product(code), first, then, (then - first) / one.total)

    def partner(code: str, first: int, then: int) -> PartnerChange:
        return PartnerChange(nomenclature.country(code), first, then, (then - first) / one.total)

    return FlowChange(
        before=one.total,
        now=other.total,
        rate=(other.total - one.total) / one.total,
        products=ProductChanges(*_cut(one, other, one.products, other.products, product)),
        partners=PartnerChanges(*_cut(one, other, one.partners, other.partners, partner)),
    )


def _cut(
    one: Side, other: Side, before: Euros, now: Euros, made: Callable[[str, int, int], _Made]
) -> tuple[tuple[_Made, ...], tuple[_Made, ...], OtherChanges]:
    """What rose and what fell by a tenth of a point, the first of each, and all the rest."""
    euros = {code: (before.get(code, 0), now.get(code, 0)) for code in {*before, *now}}
    changes = {code: then - first for code, (first, then) in euros.items()}
    largest = sorted(changes, key=lambda code: (-abs(changes[code]), code))
    notable = [code for code in largest if _LEAST * abs(changes[code]) >= one.total]
    up = [code for code in notable if changes[code] > 0][:NAMED]
    down = [code for code in notable if changes[code] < 0][:NAMED]
    first = one.total - sum(before.get(code, 0) for code in (*up, *down))
    then = other.total - sum(now.get(code, 0) for code in (*up, *down))
    rest = len(euros) - len(up) - len(down)
    return (
        tuple(made(code, *euros[code]) for code in up),
        tuple(made(code, *euros[code]) for code in down),
        OtherChanges(rest, first, then, (then - first) / one.total),
    )


def provenance(years: Iterable[HeldYear]) -> Provenance:
    """The files behind years; one of several years comes once."""
    found: dict[tuple[str, str], SourceFile] = {}
    for file in (file for year in years for file in year.provenance.files):
        key = (file.name, file.sha256)
        known = found.get(key, replace(file, rows=0))
        rows, vintage = known.rows + file.rows, max(known.vintage, file.vintage)
        found[key] = replace(file, rows=rows, vintage=vintage)
    files = tuple(found[key] for key in sorted(found))
    return Provenance(files, max((file.vintage for file in files), default=""))
