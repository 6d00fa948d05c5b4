"""The years of a store in outline: what each département sold and bought, by quarter.

It reads no rows: an import noted these sums, and the index that holds them is sealed.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tradefiche.fiche import Provenance
from tradefiche.fiche.evolution import MOST_YEARS
from tradefiche.messages import _
from tradefiche.store.partitions import Partition
from tradefiche.store.partitions import completeness
from tradefiche.store.partitions import provenance


@dataclass(frozen=True, slots=True)
class HeldQuarter:
    """One quarter of one flow: euros by customs département, and whether it has gaps."""

    euros: Mapping[str, int]
    gaps: bool


@dataclass(frozen=True, slots=True)
class HeldYear:
    """A year of which something was imported.

    Attributes:
        quarters: those that are there, by quarter and flow ("E" or "I").
        complete: four quarters of both flows, without gaps that nobody accepted.
        demonstration: some of its figures are invented.
        provenance: the files behind it.
    """

    year: int
    quarters: Mapping[tuple[int, str], HeldQuarter]
    complete: bool
    demonstration: bool
    provenance: Provenance


def beside(year: int, partitions: Iterable[Partition]) -> list[int]:
    """The years that stand before one: nine at most, never a later one."""
    return sorted({each.year for each in partitions if year - MOST_YEARS < each.year < year})


def of(
    year: int, partitions: Sequence[Partition], folder: Path, *, accept_gaps: bool = False
) -> tuple[tuple[HeldYear, ...], tuple[str, ...]]:
    """A year and those before it, in order, and what to say of those that are left out.

    True figures never stand beside invented ones. Without another year there is none.

    Args:
        folder: of the store, to be named.
        accept_gaps: of the year itself: as if it had none.
    """
    own = held_year(year, partitions, accept_gaps=accept_gaps)
    others = [held_year(other, partitions) for other in beside(year, partitions)]
    alike = [other for other in others if other.demonstration == own.demonstration]
    if len(alike) == len(others):
        return (*alike, own) if alike else (), ()
    unlike = ", ".join(str(other.year) for other in others if other not in alike)
    values = {"year": year, "others": unlike, "folder": folder}
    if own.demonstration:
        told = _(
            "{year} is not compared with {others} in {folder}: those figures are true.", **values
        )
    else:
        told = _(
            "{year} is not compared with {others} in {folder}: those figures are invented.",
            **values,
        )
    return (*alike, own) if alike else (), (told,)


def held_year(year: int, partitions: Iterable[Partition], *, accept_gaps: bool = False) -> HeldYear:
    """What the partitions hold of one year; those of the years beside it help to judge.

    Args:
        accept_gaps: as if it had none.
    """
    every = tuple(partitions)
    found = completeness(year, every)
    doubtful = set() if accept_gaps else {(gap.quarter, gap.flow) for gap in found.gaps}
    here = [partition for partition in every if partition.year == year]
    return HeldYear(
        year,
        quarters={
            (each.quarter, each.flow): HeldQuarter(
                {local.departement: local.value for local in each.departements},
                (each.quarter, each.flow) in doubtful,
            )
            for each in here
        },
        complete=not found.missing and not doubtful,
        demonstration=any(each.origin.demonstration for each in here),
        provenance=provenance(here),
    )
