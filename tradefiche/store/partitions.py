"""What the data store holds, one quarter of one flow at a time, and what a year lacks.

Plain data: it knows neither the files behind it (``tradefiche.store.store`` does) nor the rows, of
which ``tradefiche.store.measures`` tells it what it judges by.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from pathlib import Path

from tradefiche.errors import IncompleteYearError
from tradefiche.fiche import Provenance
from tradefiche.fiche import SourceFile
from tradefiche.messages import _
from tradefiche.reference import territories

QUARTERS = (1, 2, 3, 4)
FLOWS: Mapping[str, str] = {"E": "exports", "I": "imports"}
"""The two flows, by their code in the customs' files."""

Key = tuple[int, int, str]
"""Year, quarter, flow: of each, one partition is used."""

SAMPLE = 1_000
"""Where no quarter has so many rows, somebody made a sample by hand: no region need be there.
The customs' own quarters have some 350,000 a flow.
"""
CERTAIN_EUROS = 10_000_000
"""A département that traded so much, in euros, in a quarter near this one must be there …"""
FEW_ABSENT = 2
"""… or so few of them lack that it may be true."""
LEAST_SHARE = 0.6
"""A quarter below this share of all the others, in rows and in euros, lacks rows."""
ONE_PUBLICATION = timedelta(days=31)
"""Exports and imports whose dates are no farther apart came out together: the customs publish by
the quarter, and a file that bears no date has the day of its download."""
_FIRST_YEAR = {"9E": 2014}
"""Mayotte became a département in March 2011, and is in these statistics from this year on."""


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
class Local:
    """What a partition has of one département, by its customs code; ``value`` in euros."""

    departement: str
    rows: int
    value: int


@dataclass(frozen=True, slots=True)
class Partition:
    """One quarter of one flow: ``value`` in euros, ``mass`` in kilograms, ``file`` in the store.

    Attributes:
        accepted: names the codes kept although the project's tables do not know them.
        departements: what it has of each; empty when nobody measured it.
        repeats: rows that repeat the key of another, and are summed all the same.
        ended: its text did not stop within the last line.
        sha256: of the file; empty when it was stored before there were any.
        accepted_gaps: gaps (``Gap.what``) that somebody looked at, and found right.
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
    departements: tuple[Local, ...] = ()
    repeats: int = 0
    ended: bool = True
    accepted_gaps: tuple[str, ...] = ()

    @property
    def key(self) -> Key:
        """Year, quarter, flow."""
        return (self.year, self.quarter, self.flow)


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that a quarter of a flow should hold, or a place it holds nothing of.

    Attributes:
        what: goes on after « imports of Q4 », without figures that another import would change.
        accepted: somebody looked at it.
        harmless: it may well be right: few places, little trade, a file without a date.
        joined: nothing lacks, but it is of another vintage than what stands beside it.
    """

    flow: str
    quarter: int
    what: str
    accepted: bool = False
    harmless: bool = False
    joined: bool = False


@dataclass(frozen=True, slots=True)
class Completeness:
    """The quarters that one year holds of each flow, and what these may lack."""

    year: int
    exports: tuple[int, ...]
    imports: tuple[int, ...]
    found: tuple[Gap, ...] = ()

    @property
    def missing(self) -> dict[str, tuple[int, ...]]:
        """Quarters lacking, by flow; a flow that lacks none is not there."""
        lacking = {
            name: tuple(quarter for quarter in QUARTERS if quarter not in held)
            for name, held in (("exports", self.exports), ("imports", self.imports))
        }
        return {name: quarters for name, quarters in lacking.items() if quarters}

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What makes the year incomplete although the quarters are there."""
        return tuple(gap for gap in self.found if not gap.accepted and not gap.harmless)

    @property
    def complete(self) -> bool:
        """Nothing lacks, or somebody looked at it."""
        return not self.missing and not self.gaps

    def describe(self) -> str:
        """What is lacking: « exports lack Q4, imports of Q3 hold nothing of region 24 »."""
        lacking = [f"{name} lack {listed(held)}" for name, held in self.missing.items()]
        return ", ".join([*lacking, *described(self.gaps)])


def completeness(year: int, partitions: Iterable[Partition]) -> Completeness:
    """What the partitions, one a key, hold of a year; those of years beside it help to judge."""
    by_key = {partition.key: partition for partition in partitions}
    held = sorted(key for key in by_key if key[0] == year)
    return Completeness(
        year,
        exports=tuple(quarter for _, quarter, flow in held if flow == "E"),
        imports=tuple(quarter for _, quarter, flow in held if flow == "I"),
        found=(
            *(gap for key in held for gap in _found(by_key[key], by_key)),
            *_joined_vintages([by_key[key] for key in held]),
        ),
    )


def described(gaps: Iterable[Gap]) -> list[str]:
    """« imports of Q3 and Q4 hold nothing of region 24 », one for each flow and gap."""
    groups: dict[tuple[str, str], list[int]] = {}
    for gap in gaps:
        groups.setdefault((FLOWS[gap.flow], gap.what), []).append(gap.quarter)
    return [f"{flow} of {listed(quarters)} {what}" for (flow, what), quarters in groups.items()]


def _found(one: Partition, by_key: Mapping[Key, Partition]) -> Iterator[Gap]:
    """What one partition may lack, by what is known of the others of its flow."""
    near = [by_key[key] for key in _near(one.key) if key in by_key]
    others = [
        each
        for each in by_key.values()
        if each.flow == one.flow and each is not one and (each.year == one.year or each in near)
    ]
    serious, absent = [], set[str]()
    if not one.ended:
        serious.append("end without a line end, as a cut file does")
    if max(each.rows for each in (one, *others)) >= SAMPLE:
        regions, certain, absent = _absent(one, near)
        if regions:
            serious.append(f"hold nothing of {_named('region', regions)}")
        if len(certain) > FEW_ABSENT:
            serious.append(f"hold nothing of {_named('département', certain)}")
            absent -= certain
        if others and all(_is_far_below(one, each) for each in others):
            serious.append("are more than 40 % below all others, in rows and in euros")
    for what in serious:
        yield Gap(one.flow, one.quarter, what, accepted=what in one.accepted_gaps)
    if absent:
        what = f"hold nothing of {_named('département', absent)}"
        yield Gap(one.flow, one.quarter, what, harmless=True)


def _joined_vintages(held: Sequence[Partition]) -> Iterator[Gap]:
    """What is of a later vintage than the rest of its flow, or than all of the other flow.

    The latter may be right: where one publication has both flows, that is used; here a file may
    merely bear no date.
    """
    flows = {flow: [each for each in held if each.flow == flow] for flow in FLOWS}
    days = {
        flow: sorted({each.origin.vintage for each in here}) for flow, here in flows.items() if here
    }
    for flow, (earliest, *later) in days.items():
        base = [each for each in flows[flow] if each.origin.vintage == earliest]
        if later:
            yield from _later(flows[flow], f"{listed(each.quarter for each in base)} of {earliest}")
    if len(days) == 2 and all(len(each) == 1 for each in days.values()):
        (first, before), (last, _) = sorted(days.items(), key=lambda item: item[1])
        if not are_one_publication(before[0], days[last][0]):
            yield from _later(flows[last], f"{FLOWS[first]} of {before[0]}", harmless=True)


def _later(here: Iterable[Partition], beside: str, *, harmless: bool = False) -> Iterator[Gap]:
    """The gaps of partitions that stand beside something earlier, which ends with its date."""
    for each in here:
        if not beside.endswith(each.origin.vintage):
            what = f"are of {each.origin.vintage}, beside {beside}"
            accepted = what in each.accepted_gaps
            yield Gap(each.flow, each.quarter, what, accepted, harmless, joined=True)


def are_one_publication(one: str, other: str) -> bool:
    """Whether exports and imports of these two days may stand side by side."""
    return abs(date.fromisoformat(one) - date.fromisoformat(other)) <= ONE_PUBLICATION


def _near(key: Key) -> tuple[Key, ...]:
    """What should hold the same départements: the quarters before and after, the same one of the
    years before and after, and its other flow."""
    year, quarter, flow = key
    return (
        (year, quarter - 1, flow) if quarter > 1 else (year - 1, 4, flow),
        (year, quarter + 1, flow) if quarter < 4 else (year + 1, 1, flow),
        (year - 1, quarter, flow),
        (year + 1, quarter, flow),
        (year, quarter, "I" if flow == "E" else "E"),
    )


def _absent(one: Partition, near: Iterable[Partition]) -> tuple[set[str], set[str], set[str]]:
    """Of what a partition has nothing: whole regions, départements of which those near it have
    much, and all départements of other regions."""
    if not one.departements:
        return set(), set(), set()
    home = territories.customs_departements()
    here = {each.departement for each in one.departements}
    regions = set(home.values()) - {home[code] for code in here if code in home}
    absent = {
        code
        for code, region in home.items()
        if code not in here and region not in regions and one.year >= _FIRST_YEAR.get(code, 0)
    }
    traded = {
        each.departement
        for partition in near
        for each in partition.departements
        if each.value >= CERTAIN_EUROS
    }
    return regions, absent & traded, absent


def _is_far_below(one: Partition, other: Partition) -> bool:
    return one.rows < LEAST_SHARE * other.rows and one.value < LEAST_SHARE * other.value


def _named(noun: str, codes: Iterable[str]) -> str:
    """« region 24 », « départements 9C, 9D and 9E »."""
    names = sorted(codes)
    return f"{noun}{'s' if len(names) > 1 else ''} {_joined(names)}"


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


def dated(held: Iterable[Partition]) -> str:
    """The days of the data, each once: « 2025-02-07 and 2025-05-09 »."""
    return _joined(sorted({each.origin.vintage for each in held}))


def spans(held: Iterable[Partition]) -> str:
    """« exports of Q3 and Q4 of 2025-05-09 », one for each vintage and flow."""
    groups: dict[tuple[str, str], list[int]] = {}
    for each in held:
        groups.setdefault((each.origin.vintage, each.flow), []).append(each.quarter)
    return _joined(
        [
            f"{FLOWS[flow]} of {listed(sorted(quarters))} of {vintage}"
            for (vintage, flow), quarters in sorted(groups.items())
        ]
    )


def listed(quarters: Iterable[int]) -> str:
    """Quarters as one reads them: « Q1, Q2 and Q4 »."""
    return _joined([f"Q{quarter}" for quarter in quarters])


def _joined(names: Sequence[str]) -> str:
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def usable_quarters(
    year: int,
    partitions: Sequence[Partition],
    folder: Path,
    *,
    provisional: bool,
    accept_gaps: bool = False,
) -> tuple[int, ...]:
    """The quarters that both flows of the year hold, when they may be published.

    Args:
        folder: of the store, to be named in messages.
        provisional: a year that lacks quarters may be published, if both flows lack the same,
            and so may one whose quarters have gaps.
        accept_gaps: so may the latter, as if it had none.

    Raises:
        IncompleteYearError: they may not.
    """
    held = completeness(year, partitions)
    if not held.exports and not held.imports:
        raise never_imported(year, partitions, folder)
    if held.exports != held.imports:
        raise IncompleteYearError(
            _(
                "{year} is incomplete and its two flows differ: {describe}",
                year=year,
                describe=held.describe(),
            ),
            _(
                "Import the missing quarters; even a provisional fiche needs the "
                "same ones of both.{complete_one}",
                complete_one=_complete_one(partitions),
            ),
        )
    if held.missing and not provisional:
        raise IncompleteYearError(
            _("{year} is incomplete: {describe}", year=year, describe=held.describe()),
            _(
                "Import the missing quarters, or build it as it is with "
                "--provisional: every page will then say « provisoire "
                "».{complete_one}",
                complete_one=_complete_one(partitions),
            ),
        )
    if any(gap.joined for gap in held.gaps) and not accept_gaps:
        raise IncompleteYearError(
            _(
                "{year} would join vintages: {described}",
                year=year,
                described=", ".join(described(gap for gap in held.gaps if gap.joined)),
            ),
            _(
                "Import all its quarters of one publication, of both flows: the "
                "latest that has them all is used. Or build it as it is, for who "
                "has looked and found it right, with --accept-gaps. tradefiche data"
                " vintages --year {year} says what is there.{complete_one}",
                year=year,
                complete_one=_complete_one(partitions),
            ),
        )
    if held.gaps and not provisional and not accept_gaps:
        raise IncompleteYearError(
            _("{year} is incomplete: {describe}", year=year, describe=held.describe()),
            _(
                "A file may have been cut: download and import it again. Or build "
                "it as it is: with --provisional every page says « provisoire »; "
                "with --accept-gaps, for who has looked and found it right, none "
                "does.{complete_one}",
                complete_one=_complete_one(partitions),
            ),
        )
    return held.exports


def _complete_one(partitions: Sequence[Partition]) -> str:
    """« The latest complete year is 2024 (--year 2024). », when there is one."""
    years = sorted({partition.year for partition in partitions}, reverse=True)
    year = next((each for each in years if completeness(each, partitions).complete), None)
    return f" The latest complete year is {year} (--year {year})." if year else ""


def never_imported(year: int, partitions: Sequence[Partition], folder: Path) -> IncompleteYearError:
    """The error of a year that a store does not hold; it says which ones it does."""
    years = sorted({partition.year for partition in partitions})
    there = f"it holds {', '.join(map(str, years))}" if years else "nothing was imported yet"
    return IncompleteYearError(
        _("{year} is not in {folder}: {there}", year=year, folder=folder, there=there),
        _(
            "Run tradefiche data fetch --year {year}, or tradefiche data import with the files.",
            year=year,
        ),
    )
