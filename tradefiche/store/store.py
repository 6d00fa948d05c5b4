"""The parquet store by year, quarter and flow: its only reader and writer.

It knows nothing of the customs' own files (``tradefiche.customs`` does) and computes nothing but
totals. The folder holds one parquet file for each (year, quarter, flow) and vintage, beside
``index.json``. A parquet file counts only when the index names it, none is overwritten, and the
index is replaced in one move: whatever interrupts an import, the store is as it was or as it is to
be. Which of the vintages is used, ``tradefiche.store.vintages`` says.
What is read is checked first, once, here: no reader sees a file that is not what was stored.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Callable
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from functools import cached_property
from functools import partial
from pathlib import Path

import polars as pl

from tradefiche import atomic
from tradefiche import folders
from tradefiche.errors import StoreError
from tradefiche.fiche import Marks
from tradefiche.fiche import Provenance
from tradefiche.messages import _
from tradefiche.store import history
from tradefiche.store import index
from tradefiche.store import measures
from tradefiche.store import parquet
from tradefiche.store import vintages
from tradefiche.store.history import HeldYear
from tradefiche.store.parquet import COLUMNS
from tradefiche.store.partitions import FLOWS
from tradefiche.store.partitions import QUARTERS
from tradefiche.store.partitions import Key
from tradefiche.store.partitions import Origin
from tradefiche.store.partitions import Partition
from tradefiche.store.partitions import completeness
from tradefiche.store.partitions import provenance
from tradefiche.store.partitions import usable_quarters

_PARQUET = r"\d{4}-Q[1-4]-(?:exports|imports)-[0-9a-f]{8}\.parquet"
_STORED = re.compile(_PARQUET)


@dataclass(frozen=True)
class Dataset:
    """One year, ready to be summed.

    Attributes:
        rows: one row for each flow, quarter, département, region, A129, CPF4 and country:
            ``flow`` ("E" or "I"), ``quarter`` (Int8), ``departement``, ``region``, ``a129``,
            ``cpf4``, ``country`` (the customs' codes), ``value`` (Int64, euros), ``mass`` (Int64,
            kilograms). ``flow`` and the codes are ``pl.Enum``, except ``cpf4``, which is
            ``pl.Categorical``: group first, cast to ``pl.String`` afterwards.
        provenance: the files behind them.
        marks: what every page must admit.
        value: sum of all euros as it was when the rows were stored; None when nobody noted it.
        remarks: what the operator should know of how they were read.
        history: the last ten years of the store up to this one, in order, as far as they are like
            it, invented or not; empty when there is no other.
        before: the year before, checked and ready when it is asked for; its quarters may lack.
    """

    year: int
    rows: pl.LazyFrame
    provenance: Provenance
    marks: Marks
    value: int | None = None
    remarks: tuple[str, ...] = ()
    history: tuple[HeldYear, ...] = ()
    before: Callable[[], Dataset] | None = None


@dataclass(frozen=True)
class Arrival:
    """One quarter of one flow to be stored; ``rows`` has ``year`` and ``COLUMNS``.

    ``ended`` is false when its text stopped within the last line, or may have.
    """

    year: int
    quarter: int
    flow: str
    rows: pl.DataFrame
    origin: Origin
    accepted: tuple[str, ...] = ()
    ended: bool = True

    @cached_property
    def measured(self) -> measures.Measures:
        """What is measured of the rows, once."""
        return measures.of(self.rows)


@dataclass(frozen=True)
class Change:
    """What an import did to one quarter of one flow.

    Attributes:
        stored: what arrived; None when the quarter changed though nothing of it arrived: all of a
            vintage that waited for the rest of it is used.
        was: what was used before, if anything.
        now: what is used from now on.
        lost: what is no longer kept: it had the date, or the bytes, of what arrived.
    """

    stored: Partition | None
    was: Partition | None
    now: Partition
    lost: Partition | None = None


class Store:
    """The data folder; it need not exist to be read as empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._sound: set[str] = set()

    def partitions(self) -> tuple[Partition, ...]:
        """What is used of what the store holds: one a year, quarter and flow, in this order.

        Raises:
            StoreError: the index cannot be read.
        """
        return vintages.in_use(self.kept())

    def kept(self) -> tuple[Partition, ...]:
        """All that the store holds, every vintage, by year, quarter, flow and vintage.

        Raises:
            StoreError: the index cannot be read.
        """
        held = index.read(self.folder)
        if not held and (lost := self._lost()):
            raise StoreError(
                _(
                    "{folder} holds {file}, and no {index} that names it",
                    folder=self.folder,
                    file=lost,
                    index=index.NAME,
                ),
                _("Restore the index from a copy, or import the customs files again."),
            )
        return held

    def is_there(self) -> bool:
        """Whether the folder is a store, be it an empty one."""
        return (self.folder / index.NAME).exists()

    def size(self, partitions: Iterable[Partition]) -> int:
        """Bytes that the files of partitions take; what is not there takes none."""
        paths = (self.folder / partition.file for partition in partitions)
        return sum(path.stat().st_size for path in paths if path.is_file())

    def years(self) -> tuple[int, ...]:
        """The years of which something was imported.

        Raises:
            StoreError: as ``partitions``.
        """
        return tuple(sorted({partition.year for partition in self.partitions()}))

    def holds(self, sha256: str) -> tuple[Partition, ...]:
        """The partitions of the file of this hash, if all that it gave is still in the store.

        Raises:
            StoreError: the index cannot be read.
        """
        held = [each for each in index.read(self.folder) if each.origin.sha256 == sha256]
        whole = bool(held) and len(held) == held[0].origin.partitions
        known = whole and all(partition.sha256 for partition in held)
        return tuple(held) if known and not parquet.fault(self.folder, held) else ()

    def dataset(
        self, year: int, *, provisional: bool = False, accept_gaps: bool = False
    ) -> Dataset:
        """The rows of one year, read when they are asked for from files that were just checked.

        Files that were stored without checksums must make the sums that were noted with them;
        they get their checksums now, if the folder can be written.

        Args:
            provisional: accept a year that lacks quarters, if both flows lack the same, or whose
                quarters have gaps.
            accept_gaps: accept the latter as if it had none: its marks do not say so.

        Raises:
            IncompleteYearError: quarters are missing, or the year was never imported.
            StoreError: the store is damaged, or of a later version.
        """
        kept = self.kept()
        partitions = vintages.in_use(kept)
        held = _of(year, partitions)
        if fault := parquet.fault(self.folder, held):
            raise fault
        self._sound |= {partition.file for partition in held}
        held, remarks = self._upgraded(year, held)
        known = {partition.key: partition for partition in (*partitions, *held)}
        every = tuple(known.values())
        quarters = usable_quarters(
            year, every, self.folder, provisional=provisional, accept_gaps=accept_gaps
        )
        whole = completeness(year, every)
        gaps = bool(whole.gaps) and not accept_gaps
        remarks = (*remarks, *vintages.told_joined(whole), *vintages.told_waiting(year, kept))
        for other in history.beside(year, every):
            upgraded, told = self._upgraded(other, _of(other, every))
            known |= {partition.key: partition for partition in upgraded}
            remarks += told
        every = tuple(known.values())
        years, told = history.of(year, every, self.folder, accept_gaps=accept_gaps)
        return replace(
            self._scanned(year, held, Marks(_invented(held), quarters, gaps)),
            remarks=(*remarks, *told),
            history=years,
            before=partial(self._before, year, every) if years else None,
        )

    def part(self, held: Sequence[Partition], marks: Marks) -> Dataset:
        """The rows of some partitions of one year, whichever their vintage, checked as all are.

        Raises:
            StoreError: a file is not what was stored.
        """
        if fault := parquet.fault(self.folder, held):
            raise fault
        year = held[0].year
        upgraded, remarks = self._upgraded(year, [*held])
        return replace(self._scanned(year, upgraded, marks), remarks=remarks)

    def revised(self, year: int) -> tuple[Dataset, Dataset] | None:
        """What the vintage before the one in use had of a year, and what is used: of both only the
        quarters that both have. None where no other is kept.

        Raises:
            StoreError: the store is damaged, or of a later version.
        """
        pairs = vintages.with_those_before([each for each in self.kept() if each.year == year])
        if not pairs:
            return None
        before, now = zip(*pairs, strict=True)
        marks = Marks(_invented(now), QUARTERS)
        return self.part(before, marks), self.part(now, marks)

    def replace(self, arrivals: Iterable[Arrival]) -> tuple[Change, ...]:
        """Store what arrives, all of it or nothing, beside the other vintages of the same key.

        What had the same date, or was read from the same bytes, is no longer kept.
        ``arrivals`` may be a generator that reads as it goes: if it raises, or anything happens
        before its end, the store is unchanged.

        Returns:
            What changed, by year, quarter and flow.

        Raises:
            StoreError: the folder cannot be written, the disk is full, another import is under
                way, or two arrivals have the same key.
        """
        with _explained(self.folder, _("imported")), folders.exclusive(self.folder):
            before = index.read(self.folder)
            staged: dict[Key, Partition] = {}
            try:
                for arrival in arrivals:
                    self._stage(arrival, staged)
                lost = {each.file: each for each in before if _yields(each, staged.get(each.key))}
                after = [each for each in before if each.file not in lost] + [*staged.values()]
                if staged:
                    index.write(self.folder, after)
            except BaseException:
                for partition in staged.values():
                    (self.folder / partition.file).unlink(missing_ok=True)
                raise
            self._sweep(after)
        return _changes(before, staged, after, lost.values())

    def remove(self, partitions: Sequence[Partition]) -> None:
        """Remove partitions, all of them or none: first from the index, then their files.

        Raises:
            StoreError: they are no longer what the index names, the folder cannot be written, or
                an import is under way.
        """
        with _explained(self.folder, _("removed")), folders.exclusive(self.folder):
            named = self._named()
            if any(named.pop(partition.file, None) != partition for partition in partitions):
                raise StoreError(
                    _("{folder} has changed meanwhile; nothing was removed", folder=self.folder),
                    _("Run the same command again: it says what is there now."),
                )
            index.write(self.folder, named.values())
            self._sweep(named.values())

    def _before(self, year: int, partitions: Sequence[Partition]) -> Dataset:
        """The year before.

        Raises:
            StoreError: a file of it is not what was stored.
        """
        held = _of(year - 1, partitions)
        unseen = [partition for partition in held if partition.file not in self._sound]
        if fault := parquet.fault(self.folder, unseen):
            raise fault
        return self._scanned(year - 1, held, Marks(_invented(held), QUARTERS))

    def _scanned(self, year: int, held: Sequence[Partition], marks: Marks) -> Dataset:
        with parquet.reading(_("the data of {year} in {folder}", year=year, folder=self.folder)):
            rows = parquet.scan([self.folder / partition.file for partition in held])
        return _dataset(year, rows, held, marks)

    def _upgraded(
        self, year: int, held: list[Partition]
    ) -> tuple[list[Partition], tuple[str, ...]]:
        """The partitions of a year, all with checksums, and what to say of those that got one."""
        bare = {partition.file: partition for partition in held if not partition.sha256}
        if not bare:
            return held, ()
        examined = {file: parquet.examined(self.folder, each) for file, each in bare.items()}
        whole = [examined.get(partition.file, partition) for partition in held]
        values = {"year": year, "folder": self.folder}
        try:
            with folders.exclusive(self.folder):
                named = self._named()
                same = {file: examined[file] for file in bare if named.get(file) == bare[file]}
                index.write(self.folder, {**named, **same}.values())
        except (OSError, StoreError) as error:
            told = _(
                "An earlier version stored the data of {year} in {folder} without checksums: its "
                "sums are right; none could be noted now ({error}).",
                **values,
                error=error,
            )
            return whole, (told,)
        told = _(
            "An earlier version stored the data of {year} in {folder} without checksums: its sums "
            "are right, and checksums are noted now.",
            **values,
        )
        return whole, (told,)

    def _named(self) -> dict[str, Partition]:
        return {partition.file: partition for partition in index.read(self.folder)}

    def _lost(self) -> str:
        """A parquet file of ours beside a missing index; empty when there is none."""
        if (self.folder / index.NAME).exists() or not self.folder.is_dir():
            return ""
        names = (path.name for path in self.folder.iterdir())
        return min(filter(re.compile(_PARQUET).fullmatch, names), default="")

    def accept_gaps(self, sources: Collection[str]) -> tuple[int, ...]:
        """Remember that somebody looked at the gaps of what files brought, by their SHA-256.

        Only the gaps of now: another one, that a later import brings to light, is not accepted.

        Returns:
            The years in which there were any.

        Raises:
            StoreError: the folder cannot be written, or another import is under way.
        """
        with _explained(self.folder, _("noted")), folders.exclusive(self.folder):
            named = self._named()
            held = {partition.key: partition for partition in vintages.in_use(named.values())}
            years = set()
            for year in {partition.year for partition in held.values()}:
                for gap in completeness(year, held.values()).gaps:
                    partition = held[year, gap.quarter, gap.flow]
                    if partition.origin.sha256 in sources:
                        known = (*partition.accepted_gaps, gap.what)
                        looked_at = replace(partition, accepted_gaps=known)
                        held[partition.key] = named[partition.file] = looked_at
                        years.add(year)
            if years:
                index.write(self.folder, named.values())
        return tuple(sorted(years))

    def _stage(self, arrival: Arrival, staged: dict[Key, Partition]) -> None:
        key = (arrival.year, arrival.quarter, arrival.flow)
        label = f"{arrival.year}-Q{arrival.quarter}-{FLOWS[arrival.flow]}"
        if key in staged:
            raise StoreError(
                _("{label} comes twice in one import", label=label),
                _("Import one file after the other."),
            )
        name = f"{label}-{secrets.token_hex(4)}.parquet"
        noted = _partition(arrival, name, parquet.written(self.folder / name, arrival.rows))
        staged[key] = parquet.measured(noted, arrival.measured)

    def _sweep(self, partitions: Iterable[Partition]) -> None:
        """Remove the files of ours that the index no longer names, interrupted imports' too."""
        named = {partition.file for partition in partitions}
        stored = [path for path in self.folder.iterdir() if _STORED.fullmatch(path.name)]
        begun = atomic.drafts(self.folder, rf"{_PARQUET}|{re.escape(index.NAME)}")
        for path in (*(each for each in stored if each.name not in named), *begun):
            # The import has succeeded: a file that cannot be removed yet is for next time.
            with contextlib.suppress(OSError):
                path.unlink()


def _yields(old: Partition, new: Partition | None) -> bool:
    """Whether one partition is not kept beside another of its key."""
    if new is None:
        return False
    return old.origin.vintage == new.origin.vintage or old.origin.sha256 == new.origin.sha256


def _changes(
    before: Iterable[Partition],
    staged: Mapping[Key, Partition],
    after: Iterable[Partition],
    lost: Iterable[Partition],
) -> tuple[Change, ...]:
    was = {each.key: each for each in vintages.in_use(before)}
    now = {each.key: each for each in vintages.in_use(after)}
    gone = {each.key: each for each in sorted(lost, key=vintages.rank)}
    return tuple(
        Change(staged.get(key), was.get(key), now[key], gone.get(key))
        for key in sorted(now)
        if key in staged or was.get(key) != now[key]
    )


def assembled(arrivals: Sequence[Arrival]) -> Dataset:
    """One whole year that never sees a store.

    Raises:
        StoreError: the arrivals are not one year with its four quarters.
    """
    held = tuple(_partition(arrival) for arrival in arrivals)
    years = {partition.year for partition in held}
    if len(years) != 1 or completeness(min(years), held).missing:
        raise StoreError(_("the files are not one whole year"), _("Install tradefiche again."))
    rows = pl.concat([arrival.rows for arrival in arrivals]).lazy()
    return _dataset(years.pop(), rows, held, Marks(_invented(held), QUARTERS))


def _of(year: int, partitions: Iterable[Partition]) -> list[Partition]:
    return [partition for partition in partitions if partition.year == year]


def _invented(held: Iterable[Partition]) -> bool:
    return any(partition.origin.demonstration for partition in held)


def _dataset(year: int, rows: pl.LazyFrame, held: Sequence[Partition], marks: Marks) -> Dataset:
    return Dataset(
        year=year,
        rows=rows.select(COLUMNS),
        provenance=provenance(held),
        marks=marks,
        value=sum(partition.value for partition in held),
    )


def _partition(arrival: Arrival, file: str = "", sha256: str = "") -> Partition:
    """What is noted of an arrival without looking for gaps."""
    unsummed = Partition(
        year=arrival.year,
        quarter=arrival.quarter,
        flow=arrival.flow,
        rows=0,
        value=0,
        mass=0,
        file=file,
        origin=arrival.origin,
        accepted=arrival.accepted,
        ended=arrival.ended,
        sha256=sha256,
    )
    return parquet.summed(unsummed, arrival.rows)


def empty(folder: Path) -> StoreError:
    """The error of a folder that should be a store, and holds nothing or is not there."""
    if Store(folder).is_there():
        reason = _("it holds nothing yet")
    elif folder.exists():
        reason = _("it holds no store")
    else:
        reason = _("the folder does not exist")
    return StoreError(
        _("no customs data in {folder}: {reason}", folder=folder, reason=reason),
        _(
            "Check what --data or TRADEFICHE_DATA names, or bring data there "
            "with tradefiche data fetch or tradefiche data import. Invented "
            "figures are only for tradefiche build --demo."
        ),
    )


@contextlib.contextmanager
def _explained(folder: Path, done: str) -> Iterator[None]:
    """Around all that writes; ``done`` is what then is not."""
    try:
        yield
    except (OSError, *parquet.FAILURES) as error:
        # Polars reports a full disk by its text only.
        if "No space left" in str(error):
            raise StoreError(
                _(
                    "no space left on the disk of {folder}; nothing was {done}",
                    folder=folder,
                    done=done,
                ),
                _(
                    "Free some space (a vintage of a year takes about 30 MB; tradefiche"
                    " data remove --unused takes those that are not in use), or choose "
                    "another disk with --data."
                ),
            ) from error
        raise StoreError(
            _(
                "{folder} cannot be written: {error}; nothing was {done}",
                folder=folder,
                error=error,
                done=done,
            ),
            _("Check the folder and its permissions, or choose another one with --data."),
        ) from error
