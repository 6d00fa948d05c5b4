"""One year of a store, or one of its vintages, chosen to be compared with another, whole or not.

Plain data, as ``tradefiche.store.partitions``: nothing is read but the index.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tradefiche.errors import UsageError
from tradefiche.fiche import Marks
from tradefiche.messages import _
from tradefiche.store import vintages
from tradefiche.store.partitions import QUARTERS
from tradefiche.store.partitions import Partition
from tradefiche.store.partitions import completeness
from tradefiche.store.partitions import never_imported


@dataclass(frozen=True, slots=True)
class Selected:
    """The partitions of a year that are compared.

    Attributes:
        doubtful: quarters that seem to lack rows, or join vintages, which nobody accepted.
    """

    year: int
    held: tuple[Partition, ...]
    doubtful: frozenset[int]

    @property
    def quarters(self) -> tuple[int, ...]:
        """Those that both flows have."""
        flows = [{each.quarter for each in self.held if each.flow == flow} for flow in "EI"]
        return tuple(quarter for quarter in QUARTERS if all(quarter in each for each in flows))

    def of(self, quarters: Collection[int]) -> tuple[Partition, ...]:
        """The partitions of some quarters."""
        return tuple(each for each in self.held if each.quarter in quarters)

    def marks(self, quarters: Sequence[int]) -> Marks:
        """What must be admitted of these quarters."""
        held = self.of(quarters)
        return Marks(
            any(each.origin.demonstration for each in held),
            tuple(quarters),
            not self.doubtful.isdisjoint(quarters),
        )


def select(year: int, vintage: str, kept: Sequence[Partition], folder: Path) -> Selected:
    """What is used of a year, or all that is kept of one of its vintages (ISO date).

    Args:
        kept: all that the store holds.
        folder: of the store, to be named.

    Raises:
        IncompleteYearError: the year was never imported.
        UsageError: no such vintage of it is kept.
    """
    used = vintages.in_use(kept)
    held = tuple(each for each in used if each.year == year)
    if not held:
        raise never_imported(year, used, folder)
    if vintage:
        days = vintages.of_year(year, kept)
        if vintage not in days:
            raise UsageError(
                _(
                    "{folder} keeps no vintage {vintage} of {year}: {days}",
                    folder=folder,
                    vintage=vintage,
                    year=year,
                    days=", ".join(days),
                ),
                _(
                    "Name one as {year}@{vintage}; tradefiche data vintages --year {year}"
                    " says what each holds.",
                    year=year,
                    vintage=[*days][-1],
                ),
            )
        held = days[vintage]
    others = [each for each in used if each.year != year]
    found = completeness(year, [*others, *held])
    return Selected(year, held, frozenset(gap.quarter for gap in found.gaps))
