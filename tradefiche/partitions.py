"""What the data store holds, one quarter of one flow at a time, and what a year lacks.

Plain data: it knows neither the files behind it (``tradefiche.store`` does) nor the rows.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tradefiche.errors import IncompleteYearError
from tradefiche.fiche import Provenance
from tradefiche.fiche import SourceFile

QUARTERS = (1, 2, 3, 4)
#: The two flows, by their code in the customs' files.
FLOWS: Mapping[str, str] = {"E": "exports", "I": "imports"}

#: Year, quarter, flow: what a second import replaces.
Key = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Origin:
    """The file that a partition was read from.

    Attributes:
        name: the file the operator gave, without its folder.
        member: the file inside it when it is an archive, else empty.
        sha256, size: of the file the operator gave.
        vintage: day the data were made, ISO.
        imported: when, ISO, UTC.
        partitions: how many partitions the file gave in all.
        demonstration: the figures are invented.
    """

    name: str
    member: str
    sha256: str
    size: int
    vintage: str
    imported: str
    partitions: int
    demonstration: bool = False


@dataclass(frozen=True, slots=True)
class Partition:
    """One quarter of one flow: ``value`` in euros, ``mass`` in kilograms, ``file`` in the store.

    ``accepted`` names the codes kept although the project's tables do not know them. ``sha256`` is
    that of the file; empty when it was stored before there were any.
    """

    year: int
    quarter: int
    flow: str
    rows: int
    value: int
    mass: int
    file: str
    origin: Origin
    accepted: tuple[str, ...] = ()
    sha256: str = ""

    @property
    def key(self) -> Key:
        """Year, quarter, flow."""
        return (self.year, self.quarter, self.flow)


@dataclass(frozen=True, slots=True)
class Completeness:
    """The quarters that one year holds of each flow."""

    year: int
    exports: tuple[int, ...]
    imports: tuple[int, ...]

    @property
    def missing(self) -> dict[str, tuple[int, ...]]:
        """Quarters lacking, by flow; a flow that lacks none is not there."""
        lacking = {
            name: tuple(quarter for quarter in QUARTERS if quarter not in held)
            for name, held in (("exports", self.exports), ("imports", self.imports))
        }
        return {name: quarters for name, quarters in lacking.items() if quarters}

    def describe(self) -> str:
        """What is lacking: « exports lack Q4, imports lack Q3 and Q4 »; empty when nothing is."""
        return ", ".join(f"{name} lack {listed(held)}" for name, held in self.missing.items())


def completeness(year: int, partitions: Iterable[Partition]) -> Completeness:
    """What the partitions hold of one year."""
    held = sorted(partition.key for partition in partitions if partition.year == year)
    return Completeness(
        year,
        exports=tuple(quarter for _, quarter, flow in held if flow == "E"),
        imports=tuple(quarter for _, quarter, flow in held if flow == "I"),
    )


def provenance(partitions: Iterable[Partition]) -> Provenance:
    """The files the partitions were read from, by name; rows are those of these partitions."""
    groups: dict[tuple[str, str], list[Partition]] = {}
    for partition in partitions:
        groups.setdefault((partition.origin.name, partition.origin.sha256), []).append(partition)
    files = tuple(
        SourceFile(
            name=name,
            sha256=sha256,
            size=group[0].origin.size,
            rows=sum(partition.rows for partition in group),
            vintage=max(partition.origin.vintage for partition in group),
        )
        for (name, sha256), group in sorted(groups.items())
    )
    return Provenance(files=files, updated=max((file.vintage for file in files), default=""))


def listed(quarters: Iterable[int]) -> str:
    """Quarters as one reads them: « Q1, Q2 and Q4 »."""
    names = [f"Q{quarter}" for quarter in quarters]
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def usable_quarters(
    year: int, partitions: Sequence[Partition], folder: Path, *, provisional: bool
) -> tuple[int, ...]:
    """The quarters that both flows of the year hold, when they may be published.

    Args:
        folder: of the store, to be named in messages.
        provisional: a year that lacks quarters may be published, if both flows lack the same.

    Raises:
        IncompleteYearError: they may not.
    """
    held = completeness(year, partitions)
    if not held.exports and not held.imports:
        raise _never_imported(year, partitions, folder)
    if not held.missing:
        return held.exports
    if held.exports != held.imports:
        raise IncompleteYearError(
            f"{year} is incomplete and its two flows differ: {held.describe()}",
            "Import the missing quarters; even a provisional fiche needs the same ones of both."
            f"{_complete_one(partitions)}",
        )
    if not provisional:
        raise IncompleteYearError(
            f"{year} is incomplete: {held.describe()}",
            "Import the missing quarters, or build it as it is with --provisional: "
            f"every page will then say « provisoire ».{_complete_one(partitions)}",
        )
    return held.exports


def _complete_one(partitions: Sequence[Partition]) -> str:
    """« The latest complete year is 2024 (--year 2024). », when there is one."""
    years = sorted({partition.year for partition in partitions}, reverse=True)
    year = next((each for each in years if not completeness(each, partitions).missing), None)
    return f" The latest complete year is {year} (--year {year})." if year else ""


def _never_imported(
    year: int, partitions: Sequence[Partition], folder: Path
) -> IncompleteYearError:
    years = sorted({partition.year for partition in partitions})
    there = f"it holds {', '.join(map(str, years))}" if years else "nothing was imported yet"
    return IncompleteYearError(
        f"{year} is not in {folder}: {there}",
        f"Run tradefiche data fetch --year {year}, or tradefiche data import with the files.",
    )
