"""From the files that the operator names to the store: all of them, or nothing.

It knows the order of the steps; each step is a module of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC
from datetime import datetime
from pathlib import Path

import polars as pl

from tradefiche.customs import codes
from tradefiche.customs import containers
from tradefiche.customs import faults
from tradefiche.customs import invented
from tradefiche.customs import reading
from tradefiche.customs import recognise
from tradefiche.customs.codes import Unknown
from tradefiche.customs.containers import Member
from tradefiche.customs.containers import Source
from tradefiche.customs.reading import Aside
from tradefiche.customs.reading import RegionalTable
from tradefiche.customs.recognise import Kind
from tradefiche.errors import CustomsFileError
from tradefiche.messages import _
from tradefiche.resources import assets
from tradefiche.store import store as storing
from tradefiche.store.partitions import Key
from tradefiche.store.partitions import Origin
from tradefiche.store.partitions import flow_name
from tradefiche.store.store import Arrival
from tradefiche.store.store import Change
from tradefiche.store.store import Dataset
from tradefiche.store.store import Store

MOST_REPEATS = 0.01
"""The largest share of the rows of a quarter that may repeat the key of another row."""


@dataclass(frozen=True)
class ImportOutcome:
    """What an import did.

    Attributes:
        changes: what was stored, and what it replaced.
        known: sources that the store already held, left alone.
        news: what label files say that the project's tables do not, in sentences.
        aside: files that are neither data nor labels.
        accepted: codes kept although the tables do not know them.
        undated: files that bear no date: the day they were last written is taken.
        looked_at: years whose gaps, those that these sources left, were accepted.
    """

    changes: tuple[Change, ...]
    known: tuple[Source, ...]
    news: tuple[str, ...]
    aside: tuple[Aside, ...]
    accepted: tuple[Unknown, ...]
    undated: tuple[Member, ...] = ()
    looked_at: tuple[int, ...] = ()


def run(
    store: Store,
    sources: Sequence[Source],
    *,
    accept_unknown: bool = False,
    accept_repeats: bool = False,
    accept_gaps: bool = False,
    year: int | None = None,
    now: datetime | None = None,
    progress: Callable[[Sequence[Source]], Iterable[Source]] = iter,
) -> ImportOutcome:
    """Import sources into the store, all of them or nothing.

    Args:
        accept_unknown: keep unknown codes under their bare code.
        accept_repeats: sum rows that repeat the key of another, however many.
        accept_gaps: remember that somebody looked at the gaps of these sources.
        year: what each source must hold some of; None when anything is welcome.
        now: time to record; the present by default.
        progress: gives back the sources to be read, one by one, and may tell somebody.

    Raises:
        CustomsFileError: a file is wrong; see the modules of ``tradefiche.customs``.
        UnknownCodesError: codes that the tables do not know, of all the sources.
        StoreError: the store cannot be written.
    """
    known = tuple(source for source in sources if _is_known(store, source))
    done = {source.given for source in known}
    work = _Import(
        now=now or datetime.now(UTC),
        accept_unknown=accept_unknown,
        accept_repeats=accept_repeats,
        year=year,
    )
    fresh = [source for source in sources if source not in known]
    changes = store.replace(work.arrivals(fresh, done, progress)) if fresh else ()
    looked_at = store.accept_gaps({each.sha256 for each in sources}) if accept_gaps else ()
    return ImportOutcome(
        changes,
        known,
        tuple(work.news),
        tuple(work.aside),
        codes.merged(work.unknown),
        tuple(work.undated),
        looked_at,
    )


def demonstration() -> Dataset:
    """The year of invented figures, in memory; see ``tradefiche.customs.demonstration``.

    Raises:
        CustomsFileError: the demonstration files are missing or damaged.
        StoreError: they are not one whole year.
    """
    sources = containers.find(sorted(assets("demo").glob("*.zip")))
    work = _Import(now=datetime.now(UTC), accept_repeats=True)  # a test knows that there are none
    return storing.assembled(list(work.arrivals(sources)))


class _Import:
    """One import under way: what it has met so far."""

    def __init__(
        self,
        *,
        now: datetime,
        accept_unknown: bool = False,
        accept_repeats: bool = False,
        year: int | None = None,
    ) -> None:
        self.now = now.astimezone(UTC).isoformat(timespec="seconds")
        self.accept_unknown = accept_unknown
        self.accept_repeats = accept_repeats
        self.year = year
        self.unknown: list[Unknown] = []
        self.news: list[str] = []
        self.aside: list[Aside] = []
        self.undated: list[Member] = []
        self._members: dict[Key, str] = {}

    def arrivals(
        self,
        sources: Sequence[Source],
        done: Collection[Path] = (),
        progress: Callable[[Sequence[Source]], Iterable[Source]] = iter,
    ) -> Iterator[Arrival]:
        """The partitions of the sources, as they are read.

        Args:
            done: given paths of which the store already holds something.

        Raises:
            CustomsFileError, UnknownCodesError: at the latest when all were read.
        """
        asides: dict[Path, list[Aside]] = {source.given: [] for source in sources}
        useful = set(done)
        for source in progress(sources):
            found = reading.read(source)
            self.news += found.news
            asides[source.given] += found.aside
            self.undated += [each.member for each in found.tables if not each.member.dated]
            if found.tables or found.labelled:
                useful.add(source.given)
            yield from self._split(source, found.tables)
        for given in asides:
            if given not in useful:
                raise _nothing_in(given, asides[given])
            self.aside += asides[given]
        if self.unknown and not self.accept_unknown:
            raise codes.refusal(self.unknown)

    def _split(self, source: Source, tables: Sequence[RegionalTable]) -> Iterator[Arrival]:
        """The partitions of one source; none once an unknown code dooms the import."""
        met = [codes.unknown(table.rows) for table in tables]
        self.unknown += [each for unknown in met for each in unknown]
        parts = [_partitions(table) for table in tables]
        for table, keys in zip(tables, parts, strict=True):
            for key in keys:
                self._claim(key, str(table.member))
        self._check_year(source, {key[0] for keys in parts for key in keys})
        if self.unknown and not self.accept_unknown:
            return
        count = sum(len(keys) for keys in parts)
        for table, unknown, keys in zip(tables, met, parts, strict=True):
            demonstration = table.warned or any(map(invented.are, keys.values()))
            origin = self._origin(source, table, count, demonstration=demonstration)
            last = None if table.member.is_ended() else table.rows.row(-1, named=True)
            for key, rows in keys.items():
                arrival = Arrival(
                    *key,
                    rows=rows,
                    origin=origin,
                    accepted=_accepted(table, key) if unknown else (),
                    ended=not last or key != (last["year"], last["quarter"], last["flow"]),
                )
                self._check_repeats(table, arrival)
                yield arrival

    def _origin(
        self, source: Source, table: RegionalTable, partitions: int, *, demonstration: bool
    ) -> Origin:
        return Origin(
            name=source.name,
            member=table.member.name,
            sha256=source.sha256,
            size=source.size,
            vintage=table.member.vintage.isoformat(),
            imported=self.now,
            partitions=partitions,
            demonstration=demonstration,
        )

    def _claim(self, key: Key, member: str) -> None:
        other = self._members.setdefault(key, member)
        if other != member:
            year, quarter, flow = key
            raise CustomsFileError(
                _(
                    "{flow} of {year} Q{quarter} are in two files: {other} and {file}",
                    flow=flow_name(flow),
                    year=year,
                    quarter=quarter,
                    other=other,
                    file=member,
                ),
                _("Import one file after the other, the one to keep last: it replaces the first."),
            )

    def _check_repeats(self, table: RegionalTable, arrival: Arrival) -> None:
        if self.accept_repeats:
            return
        if arrival.measured.repeats > MOST_REPEATS * arrival.rows.height:
            raise faults.repeats(table.member, (arrival.year, arrival.quarter, arrival.flow))

    def _check_year(self, source: Source, years: set[int]) -> None:
        if self.year and years and self.year not in years:
            raise CustomsFileError(
                _(
                    "{path} holds {years}, not {year}",
                    path=source.path,
                    years=", ".join(map(str, sorted(years))),
                    year=self.year,
                ),
                _("The platform may have misnamed it; import it by hand if it is what you want."),
            )


def _partitions(table: RegionalTable) -> dict[Key, pl.DataFrame]:
    """The rows of each year, quarter and flow, tidy."""
    groups = codes.tidy(table.rows).partition_by("year", "quarter", "flow", as_dict=True)
    return {(year, quarter, flow): rows for (year, quarter, flow), rows in groups.items()}


def _accepted(table: RegionalTable, key: Key) -> tuple[str, ...]:
    year, quarter, flow = key
    here = (pl.col("year") == year) & (pl.col("quarter") == quarter) & (pl.col("flow") == flow)
    return tuple(each.what for each in codes.unknown(table.rows.filter(here)))


def _nothing_in(given: Path, aside: Sequence[Aside]) -> CustomsFileError:
    """Why a path that was given brings nothing: what it holds that comes nearest to data."""
    order = (Kind.NATIONAL, Kind.WORKBOOK, Kind.ARCHIVE, Kind.DOCUMENT)
    nearest = min(aside, key=lambda each: order.index(each.kind), default=None)
    if nearest is None:
        return CustomsFileError(_("{path} holds no file", path=given), _("Download it again."))
    return recognise.refusal(nearest.member, nearest.kind)


def _is_known(store: Store, source: Source) -> bool:
    held = store.holds(source.sha256)
    dates = {partition.origin.vintage for partition in held}
    return bool(held) and (source.vintage is None or dates == {source.vintage.isoformat()})
