"""Which of the vintages that a store keeps of a year is used, and what one changed of another.

Plain data, as ``tradefiche.store.partitions``: a vintage of a year is what bears one date. Never
are two joined within a flow as long as one of them has all the quarters that there are.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

from tradefiche.messages import _
from tradefiche.store.partitions import FLOWS
from tradefiche.store.partitions import Completeness
from tradefiche.store.partitions import Key
from tradefiche.store.partitions import Partition
from tradefiche.store.partitions import are_one_publication
from tradefiche.store.partitions import dated
from tradefiche.store.partitions import described
from tradefiche.store.partitions import spans

Rank = tuple[bool, str]
"""What goes before what: real figures before invented ones, then the later vintage."""
LEAST_MOVE = 100
"""A département moved when its euros changed by one part of so many, or more: 1 %."""


@dataclass(frozen=True, slots=True)
class Move:
    """Euros of one quarter, or of one département (customs code), in two vintages."""

    what: str
    before: int
    after: int


@dataclass(frozen=True, slots=True)
class Revision:
    """What one vintage changed of another, for a flow of a year.

    Attributes:
        before, after: the dates of both; of what is joined, all of them.
        total: euros of all quarters that both have.
        quarters: those whose euros moved (« Q1 »).
        departements: those that moved by 1 % or more over all quarters that both have, the
            largest move first.
        measured: both say what each département has.
    """

    year: int
    flow: str
    before: str
    after: str
    total: Move
    quarters: tuple[Move, ...]
    departements: tuple[Move, ...]
    measured: bool = True


def rank(partition: Partition) -> Rank:
    """What a partition goes by against others of its key."""
    return (not partition.origin.demonstration, partition.origin.vintage)


def in_use(kept: Iterable[Partition]) -> tuple[Partition, ...]:
    """One partition a key, by key, out of all that are kept.

    Of each year the latest vintage that has all its quarters is used, of both flows if one
    publication has both. Where none has, each quarter is the latest there is, and
    ``partitions.completeness`` finds what is joined.
    """
    years: dict[int, list[Partition]] = {}
    for partition in kept:
        years.setdefault(partition.year, []).append(partition)
    used = {each.key: each for held in years.values() for each in _used_of_year(held)}
    return tuple(used[key] for key in sorted(used))


def waiting(kept: Sequence[Partition], used: Iterable[Partition]) -> tuple[Partition, ...]:
    """What is kept and goes before what is used, but has not the whole year."""
    by_key = {each.key: each for each in used}
    return tuple(
        each for each in kept if each.key in by_key and rank(each) > rank(by_key[each.key])
    )


def told_joined(held: Completeness) -> tuple[str, ...]:
    """One sentence on the vintages that a year joins, be it accepted; none when it joins none."""
    joined = described(gap for gap in held.found if gap.joined)
    if not joined:
        return ()
    return (_("{year} joins vintages: {vintages}.", year=held.year, vintages=", ".join(joined)),)


def told_waiting(year: int, kept: Sequence[Partition]) -> tuple[str, ...]:
    """One sentence on the later vintages of a year that are not used; none when there are none."""
    held = [each for each in kept if each.year == year]
    used = in_use(held)
    later = waiting(held, used)
    if not later:
        return ()
    values = {"year": year, "day": dated(used), "later": spans(later)}
    if len(later) == 1:
        told = _(
            "{year} stays as of {day}: {later} is kept, and not used before the rest of that "
            "vintage is there.",
            **values,
        )
    else:
        told = _(
            "{year} stays as of {day}: {later} are kept, and not used before the rest of that "
            "vintage is there.",
            **values,
        )
    return (told,)


def of_year(year: int, kept: Iterable[Partition]) -> dict[str, tuple[Partition, ...]]:
    """What is kept of a year, by vintage, the earliest first."""
    found: dict[str, list[Partition]] = {}
    for partition in sorted(kept, key=lambda each: (rank(each), each.key)):
        if partition.year == year:
            found.setdefault(partition.origin.vintage, []).append(partition)
    return {vintage: tuple(held) for vintage, held in found.items()}


def with_those_before(kept: Sequence[Partition]) -> tuple[tuple[Partition, Partition], ...]:
    """What is used, each after the latest that it took the place of; none of what stands alone.

    Invented figures are no earlier vintage of true ones.
    """
    pairs = []
    for now in in_use(kept):
        before = [
            each
            for each in kept
            if each.key == now.key
            and each.origin.demonstration == now.origin.demonstration
            and rank(each) < rank(now)
        ]
        if before:
            pairs.append((max(before, key=rank), now))
    return tuple(pairs)


def revisions(before: Iterable[Partition], after: Iterable[Partition]) -> tuple[Revision, ...]:
    """What ``after`` changed of ``before``, by year and flow, in the quarters that both have.

    Flows of which both have the same partitions are left out.
    """
    old = {each.key: each for each in before}
    new = {each.key: each for each in after}
    both = sorted(old.keys() & new.keys())
    flows = dict.fromkeys((year, flow) for year, _, flow in both)
    pairs = {
        (year, flow): [(old[key], new[key]) for key in both if (key[0], key[2]) == (year, flow)]
        for year, flow in flows
    }
    return tuple(
        _revision(key, held) for key, held in pairs.items() if any(was != now for was, now in held)
    )


def _used_of_year(held: Sequence[Partition]) -> list[Partition]:
    flows = {flow: [each for each in held if each.flow == flow] for flow in FLOWS}
    whole = {flow: _whole(here) for flow, here in flows.items()}
    couples = [
        (exports, imports)
        for exports, imports in product(whole["E"], whole["I"])
        if exports[0] == imports[0] and are_one_publication(exports[1], imports[1])
    ]
    if couples:
        exports, imports = max(couples, key=lambda couple: (min(couple), max(couple)))
        chosen: Mapping[str, Rank | None] = {"E": exports, "I": imports}
    else:
        chosen = {flow: max(ranks, default=None) for flow, ranks in whole.items()}
    return [
        each
        for flow, here in flows.items()
        for each in _latest(here).values()
        if chosen[flow] is None
    ] + [each for each in held if rank(each) == chosen[each.flow]]


def _whole(here: Iterable[Partition]) -> set[Rank]:
    """The vintages of a flow that have every quarter that one of them has."""
    quarters: dict[Rank, set[int]] = {}
    for each in here:
        quarters.setdefault(rank(each), set()).add(each.quarter)
    every = set().union(*quarters.values())
    return {vintage for vintage, held in quarters.items() if held == every}


def _latest(here: Iterable[Partition]) -> dict[Key, Partition]:
    return {each.key: each for each in sorted(here, key=rank)}


def _revision(key: tuple[int, str], held: Sequence[tuple[Partition, Partition]]) -> Revision:
    old, new = zip(*held, strict=True)
    moved = [
        Move(f"Q{was.quarter}", was.value, now.value) for was, now in held if was.value != now.value
    ]
    return Revision(
        *key,
        before=dated(old),
        after=dated(new),
        total=Move("", sum(each.value for each in old), sum(each.value for each in new)),
        quarters=tuple(moved),
        departements=_moved(old, new),
        measured=all(each.departements for each in (*old, *new)),
    )


def _moved(old: Sequence[Partition], new: Sequence[Partition]) -> tuple[Move, ...]:
    before, after = _by_departement(old), _by_departement(new)
    moves = [Move(code, before[code], after[code]) for code in sorted(before.keys() | after.keys())]
    large = [
        move
        for move in moves
        if move.before != move.after
        and LEAST_MOVE * abs(move.after - move.before) >= abs(move.before)
    ]
    return tuple(sorted(large, key=lambda move: -abs(move.after - move.before)))


def _by_departement(held: Iterable[Partition]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for partition in held:
        for local in partition.departements:
            sums[local.departement] += local.value
    return sums
