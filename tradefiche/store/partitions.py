"""What the data store holds, one quarter of one flow at a time, and what a year lacks.

Plain data: it knows neither the files behind it (``tradefiche.store.store`` does) nor the rows, of
which ``tradefiche.store.measures`` tells it what it judges by.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from datetime import timedelta
from functools import partial
from pathlib import Path

from tradefiche.errors import IncompleteYearError
from tradefiche.fiche import Provenance
from tradefiche.fiche import SourceFile
from tradefiche.messages import _
from tradefiche.reference import territories

QUARTERS = (1, 2, 3, 4)
FLOWS: Mapping[str, str] = {"E": "exports", "I": "imports"}
"""The two flows, by their code in the customs' files, as files and programs have them."""
Say = Callable[..., str]
"""``messages._``, or what says the same in English."""

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
        what: goes on after « imports of Q4 », without figures that another import would change;
            in English, since the index keeps it of what was accepted.
        said: the same in the operator's language.
        accepted: somebody looked at it.
        harmless: it may well be right: few places, little trade, a file without a date.
        joined: nothing lacks, but it is of another vintage than what stands beside it.
    """

    flow: str
    quarter: int
    what: str
    said: str
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
        lacking = [
            _("{flow} lack {quarters}", flow=flow_name(name), quarters=listed(held))
            for name, held in self.missing.items()
        ]
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
        groups.setdefault((gap.flow, gap.said), []).append(gap.quarter)
    return [
        _("{flow} of {quarters} {what}", flow=flow_name(flow), quarters=listed(quarters), what=said)
        for (flow, said), quarters in groups.items()
    ]


def _found(one: Partition, by_key: Mapping[Key, Partition]) -> Iterator[Gap]:
    """What one partition may lack, by what is known of the others of its flow."""
    near = [by_key[key] for key in _near(one.key) if key in by_key]
    others = [
        each
        for each in by_key.values()
        if each.flow == one.flow and each is not one and (each.year == one.year or each in near)
    ]
    serious: list[Callable[[Say], str]] = []
    absent = set[str]()
    if not one.ended:
        serious.append(lambda _: _("end without a line end, as a cut file does"))
    if max(each.rows for each in (one, *others)) >= SAMPLE:
        regions, certain, absent = _absent(one, near)
        if regions:
            serious.append(lambda say: _without_regions(regions, say))
        if len(certain) > FEW_ABSENT:
            serious.append(lambda say: _without_departements(certain, say))
            absent -= certain
        if others and all(_is_far_below(one, each) for each in others):
            serious.append(lambda _: _("are more than 40 % below all others, in rows and in euros"))
    for words in serious:
        yield _gap(one, words)
    if absent:
        yield _gap(one, lambda say: _without_departements(absent, say), harmless=True)


def _gap(
    one: Partition, words: Callable[[Say], str], *, harmless: bool = False, joined: bool = False
) -> Gap:
    """A gap of a partition, in the words that are kept and in those that are said."""
    what = words(_english)
    accepted = what in one.accepted_gaps
    return Gap(one.flow, one.quarter, what, words(_), accepted, harmless, joined)


def _english(message: str, /, **values: object) -> str:
    return message.format(**values)


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
            yield from _later(flows[flow], base)
    if len(days) == 2 and all(len(each) == 1 for each in days.values()):
        first, last = sorted(days, key=lambda flow: days[flow])
        if not are_one_publication(days[first][0], days[last][0]):
            yield from _later(flows[last], flows[first], harmless=True)


def _later(
    here: Iterable[Partition], beside: Sequence[Partition], *, harmless: bool = False
) -> Iterator[Gap]:
    """The gaps of partitions that stand beside earlier ones, which are of one flow and date."""
    for each in here:
        if each.origin.vintage != beside[0].origin.vintage:
            words = partial(_beside, each, beside)
            yield _gap(each, words, harmless=harmless, joined=True)


def _beside(one: Partition, others: Sequence[Partition], _: Say) -> str:
    earlier = others[0].origin.vintage
    if others[0].flow == one.flow:
        return _(
            "are of {vintage}, beside {quarters} of {earlier}",
            vintage=one.origin.vintage,
            quarters=listed((each.quarter for each in others), _),
            earlier=earlier,
        )
    return _(
        "are of {vintage}, beside {flow} of {earlier}",
        vintage=one.origin.vintage,
        flow=flow_name(others[0].flow, _),
        earlier=earlier,
    )


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


def _without_regions(codes: Collection[str], _: Say) -> str:
    named = _joined(sorted(codes), _)
    if len(codes) == 1:
        return _("hold nothing of region {codes}", codes=named)
    return _("hold nothing of regions {codes}", codes=named)


def _without_departements(codes: Collection[str], _: Say) -> str:
    named = _joined(sorted(codes), _)
    if len(codes) == 1:
        return _("hold nothing of département {codes}", codes=named)
    return _("hold nothing of départements {codes}", codes=named)


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
            _(
                "{flow} of {quarters} of {vintage}",
                flow=flow_name(flow),
                quarters=listed(sorted(quarters)),
                vintage=vintage,
            )
            for (vintage, flow), quarters in sorted(groups.items())
        ]
    )


def flow_name(flow: str, _: Say = _) -> str:
    """« exports », of « E » or « exports », in the operator's language."""
    return _("exports") if flow in {"E", FLOWS["E"]} else _("imports")


def listed(quarters: Iterable[int], _: Say = _) -> str:
    """Quarters as one reads them: « Q1, Q2 and Q4 », « T1, T2 et T4 »."""
    return _joined([_("Q{quarter}", quarter=quarter) for quarter in quarters], _)


def _joined(names: Sequence[str], _: Say = _) -> str:
    if len(names) < 2:
        return "".join(names)
    return _("{several} and {last}", several=", ".join(names[:-1]), last=names[-1])


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
                "{year} is incomplete and its two flows differ: {lacking}",
                year=year,
                lacking=held.describe(),
            ),
            _("Import the missing quarters; even a provisional fiche needs the same ones of both.")
            + _complete_one(partitions),
        )
    if held.missing and not provisional:
        raise IncompleteYearError(
            _("{year} is incomplete: {lacking}", year=year, lacking=held.describe()),
            _(
                "Import the missing quarters, or build it as it is with "
                "--provisional: every page will then say « provisoire »."
            )
            + _complete_one(partitions),
        )
    if any(gap.joined for gap in held.gaps) and not accept_gaps:
        raise IncompleteYearError(
            _(
                "{year} would join vintages: {vintages}",
                year=year,
                vintages=", ".join(described(gap for gap in held.gaps if gap.joined)),
            ),
            _(
                "Import all its quarters of one publication, of both flows: the "
                "latest that has them all is used. Or build it as it is, for who "
                "has looked and found it right, with --accept-gaps. tradefiche data"
                " vintages --year {year} says what is there.",
                year=year,
            )
            + _complete_one(partitions),
        )
    if held.gaps and not provisional and not accept_gaps:
        raise IncompleteYearError(
            _("{year} is incomplete: {lacking}", year=year, lacking=held.describe()),
            _(
                "A file may have been cut: download and import it again. Or build "
                "it as it is: with --provisional every page says « provisoire »; "
                "with --accept-gaps, for who has looked and found it right, none "
                "does."
            )
            + _complete_one(partitions),
        )
    return held.exports


def _complete_one(partitions: Sequence[Partition]) -> str:
    """« The latest complete year is 2024 (--year 2024). », when there is one."""
    years = sorted({partition.year for partition in partitions}, reverse=True)
    year = next((each for each in years if completeness(each, partitions).complete), None)
    return " " + _("The latest complete year is {year} (--year {year}).", year=year) if year else ""


def never_imported(year: int, partitions: Sequence[Partition], folder: Path) -> IncompleteYearError:
    """The error of a year that a store does not hold; it says which ones it does."""
    years = sorted({partition.year for partition in partitions})
    if years:
        told = _(
            "{year} is not in {folder}: it holds {years}",
            year=year,
            folder=folder,
            years=", ".join(map(str, years)),
        )
    else:
        told = _("{year} is not in {folder}: nothing was imported yet", year=year, folder=folder)
    return IncompleteYearError(
        told,
        _(
            "Run tradefiche data fetch --year {year}, or tradefiche data import with the files.",
            year=year,
        ),
    )
