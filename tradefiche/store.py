"""The parquet store by year, quarter and flow: its only reader and writer.

It knows nothing of the customs' own files (``tradefiche.customs`` does) and computes nothing but
totals. The folder holds one parquet file for each (year, quarter, flow), and ``index.json``. A
parquet file counts only when the index names it, none is ever overwritten, and the index is
replaced in one move: whatever interrupts an import, the store is as it was or as it is to be.
"""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from functools import cached_property
from pathlib import Path

import msgspec
import polars as pl

from tradefiche import atomic
from tradefiche import folders
from tradefiche import measures
from tradefiche.errors import StoreError
from tradefiche.fiche import Marks
from tradefiche.fiche import Provenance
from tradefiche.partitions import FLOWS
from tradefiche.partitions import QUARTERS
from tradefiche.partitions import Key
from tradefiche.partitions import Origin
from tradefiche.partitions import Partition
from tradefiche.partitions import completeness
from tradefiche.partitions import provenance
from tradefiche.partitions import usable_quarters

SCHEMA_VERSION = 1
INDEX = "index.json"
#: Columns of ``Dataset.rows``, in order.
COLUMNS = (
    "flow",
    "quarter",
    "departement",
    "region",
    "a129",
    "cpf4",
    "country",
    "value",
    "mass",
)
_PARQUET = r"\d{4}-Q[1-4]-(?:exports|imports)-[0-9a-f]{8}\.parquet"
# Our files, and the drafts that a killed import leaves (see ``atomic``).
_OURS = re.compile(rf"{_PARQUET}|\.(?:{_PARQUET}|index\.json)\.[0-9a-f]+\.tmp")


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
    """

    year: int
    rows: pl.LazyFrame
    provenance: Provenance
    marks: Marks
    value: int | None = None


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
    """A partition that was stored, and the one it took the place of."""

    stored: Partition
    replaced: Partition | None


@dataclass(frozen=True)
class _Index:
    schema_version: int
    partitions: tuple[Partition, ...]


class Store:
    """The data folder; it need not exist to be read as empty."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def partitions(self) -> tuple[Partition, ...]:
        """What the store holds, by year, quarter and flow.

        Raises:
            StoreError: the index cannot be read.
        """
        path = self.folder / INDEX
        try:
            index = msgspec.json.decode(path.read_bytes(), type=_Index)
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise StoreError(
                f"{path} cannot be read: {error.strerror or error}",
                "Check the folder and its permissions, or choose another one with --data.",
            ) from error
        except (msgspec.MsgspecError, UnicodeDecodeError) as error:
            raise StoreError(
                f"{path} is not the index of a store: {error}",
                "Restore the folder from a copy, or import the customs files into a new one.",
            ) from error
        if index.schema_version != SCHEMA_VERSION:
            raise StoreError(
                f"{path} has schema {index.schema_version}; this program reads {SCHEMA_VERSION}",
                "Import the customs files into a new folder.",
            )
        return index.partitions

    def years(self) -> tuple[int, ...]:
        """The years of which something was imported."""
        return tuple(sorted({partition.year for partition in self.partitions()}))

    def holds(self, sha256: str) -> tuple[Partition, ...]:
        """The partitions of the file of this hash, if all that it gave is still in the store."""
        held = [partition for partition in self.partitions() if partition.origin.sha256 == sha256]
        whole = (
            bool(held)
            and len(held) == held[0].origin.partitions
            and all((self.folder / partition.file).is_file() for partition in held)
        )
        return tuple(held) if whole else ()

    def dataset(
        self, year: int, *, provisional: bool = False, accept_gaps: bool = False
    ) -> Dataset:
        """The rows of one year, read when they are asked for.

        Args:
            provisional: accept a year that lacks quarters, if both flows lack the same, or whose
                quarters have gaps.
            accept_gaps: accept the latter as if it had none: its marks do not say so.

        Raises:
            IncompleteYearError: quarters are missing, or the year was never imported.
            StoreError: the store is damaged.
        """
        partitions = self.partitions()
        held = [partition for partition in partitions if partition.year == year]
        quarters = usable_quarters(
            year, partitions, self.folder, provisional=provisional, accept_gaps=accept_gaps
        )
        gaps = bool(completeness(year, partitions).gaps) and not accept_gaps
        with _readable(self.folder, year):
            rows = _scan([self._existing(partition) for partition in held])
        return _dataset(year, rows, held, Marks(_invented(held), quarters, gaps))

    def replace(self, arrivals: Iterable[Arrival]) -> tuple[Change, ...]:
        """Store what arrives, all of it or nothing, in the place of what has the same key.

        ``arrivals`` may be a generator that reads as it goes: if it raises, or anything happens
        before its end, the store is unchanged.

        Returns:
            What changed, by year, quarter and flow.

        Raises:
            StoreError: the folder cannot be written, the disk is full, another import is under
                way, or two arrivals have the same key.
        """
        with _explained(self.folder), folders.owned(self.folder):
            before = {partition.key: partition for partition in self.partitions()}
            staged: dict[Key, Partition] = {}
            try:
                for arrival in arrivals:
                    self._stage(arrival, staged)
                if staged:
                    self._commit({**before, **staged})
            except BaseException:
                for partition in staged.values():
                    (self.folder / partition.file).unlink(missing_ok=True)
                raise
            self._sweep({**before, **staged})
        return tuple(Change(staged[key], before.get(key)) for key in sorted(staged))

    def accept_gaps(self, sources: Collection[str]) -> tuple[int, ...]:
        """Remember that somebody looked at the gaps of what files brought, by their SHA-256.

        Only the gaps of now: another one, that a later import brings to light, is not accepted.

        Returns:
            The years in which there were any.

        Raises:
            StoreError: the folder cannot be written, or another import is under way.
        """
        with _explained(self.folder), folders.owned(self.folder):
            held = {partition.key: partition for partition in self.partitions()}
            years = set()
            for year in {partition.year for partition in held.values()}:
                for gap in completeness(year, held.values()).gaps:
                    partition = held[year, gap.quarter, gap.flow]
                    if partition.origin.sha256 in sources:
                        known = (*partition.accepted_gaps, gap.what)
                        held[partition.key] = replace(partition, accepted_gaps=known)
                        years.add(year)
            if years:
                self._commit(held)
        return tuple(sorted(years))

    def _stage(self, arrival: Arrival, staged: dict[Key, Partition]) -> None:
        key = (arrival.year, arrival.quarter, arrival.flow)
        label = f"{arrival.year}-Q{arrival.quarter}-{FLOWS[arrival.flow]}"
        if key in staged:
            raise StoreError(
                f"{label} comes twice in one import", "Import one file after the other."
            )
        name = f"{label}-{secrets.token_hex(4)}.parquet"
        with atomic.replacing(self.folder / name) as draft:
            # Statistics would only help filters, and nothing later filters: it sums everything.
            arrival.rows.write_parquet(draft, compression="lz4", statistics=False)
        staged[key] = replace(
            _partition(arrival, name),
            departements=arrival.measured.departements,
            repeats=arrival.measured.repeats,
        )

    def _commit(self, partitions: dict[Key, Partition]) -> None:
        index = _Index(SCHEMA_VERSION, tuple(partitions[key] for key in sorted(partitions)))
        content = msgspec.json.format(msgspec.json.encode(index), indent=2) + b"\n"
        atomic.write_bytes(self.folder / INDEX, content)

    def _sweep(self, partitions: dict[Key, Partition]) -> None:
        """Remove the files of ours that the index no longer names, interrupted imports' too."""
        named = {partition.file for partition in partitions.values()}
        for path in self.folder.iterdir():
            if _OURS.fullmatch(path.name) and path.name not in named:
                # The import has succeeded: a file that cannot be removed yet is for next time.
                with contextlib.suppress(OSError):
                    path.unlink()

    def _existing(self, partition: Partition) -> Path:
        path = self.folder / partition.file
        if not path.is_file():
            raise StoreError(
                f"{path} is missing, though the index names it",
                f"Import {partition.origin.name} again.",
            )
        return path


def assembled(arrivals: Sequence[Arrival]) -> Dataset:
    """One whole year that never sees a store.

    Raises:
        StoreError: the arrivals are not one year with its four quarters.
    """
    held = tuple(_partition(arrival, "") for arrival in arrivals)
    years = {partition.year for partition in held}
    if len(years) != 1 or completeness(min(years), held).missing:
        raise StoreError("the files are not one whole year", "Install tradefiche again.")
    rows = pl.concat([arrival.rows for arrival in arrivals]).lazy()
    return _dataset(years.pop(), rows, held, Marks(_invented(held), QUARTERS))


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


def _partition(arrival: Arrival, file: str) -> Partition:
    return Partition(
        year=arrival.year,
        quarter=arrival.quarter,
        flow=arrival.flow,
        rows=arrival.rows.height,
        value=int(arrival.rows["value"].sum()),
        mass=int(arrival.rows["mass"].sum()),
        file=file,
        origin=arrival.origin,
        accepted=arrival.accepted,
        ended=arrival.ended,
    )


@contextlib.contextmanager
def _readable(folder: Path, year: int) -> Iterator[None]:
    try:
        yield
    except pl.exceptions.PolarsError as error:
        raise damaged(f"the data of {year} in {folder} cannot be read: {error}") from error


def damaged(message: str) -> StoreError:
    """The error of rows that are no longer what was imported."""
    return StoreError(message, "A file of the store is damaged: import the customs files again.")


def _scan(files: list[Path]) -> pl.LazyFrame:
    """The files as one frame, whatever codes each knows."""
    scans = [pl.scan_parquet(file, glob=False) for file in files]  # names may have brackets
    schemas = [scan.collect_schema() for scan in scans]
    if all(schema == schemas[0] for schema in schemas):
        return pl.scan_parquet(files, glob=False)
    # Accepted codes, or tables of another version: the enumerations differ, so widen them all.
    widest = [
        pl.col(column).cast(_union(schema[column] for schema in schemas))
        for column, kind in schemas[0].items()
        if isinstance(kind, pl.Enum)
    ]
    return pl.concat([scan.with_columns(widest) for scan in scans])


def _union(kinds: Iterable[pl.DataType]) -> pl.Enum:
    return pl.Enum(
        sorted({code for kind in kinds if isinstance(kind, pl.Enum) for code in kind.categories})
    )


@contextlib.contextmanager
def _explained(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, pl.exceptions.PolarsError) as error:
        # Polars reports a full disk by its text only.
        if "No space left" in str(error):
            raise StoreError(
                f"no space left on the disk of {folder}; nothing was imported",
                "Free some space (a year takes about 30 MB), or choose another disk with --data.",
            ) from error
        raise StoreError(
            f"{folder} cannot be written: {error}; nothing was imported",
            "Check the folder and its permissions, or choose another one with --data.",
        ) from error
