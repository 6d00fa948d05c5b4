"""The file of one partition: written, hashed, checked before it is read, and what its rows make.

It knows neither the index nor years (``tradefiche.store.store`` does).
"""

from __future__ import annotations

import contextlib
import io
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from hashlib import file_digest
from hashlib import sha256
from pathlib import Path

import polars as pl

from tradefiche import atomic
from tradefiche.errors import StoreError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.store import measures
from tradefiche.store.measures import Measures
from tradefiche.store.partitions import Partition

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
"""Columns of ``store.Dataset.rows``, in order; the files also have ``year``."""
FAILURES = (pl.exceptions.PolarsError, pl.exceptions.PanicException)
"""What polars raises when it cannot read or write; a panic of its own is not even an Exception."""


@contextlib.contextmanager
def reading(what: str) -> Iterator[None]:
    """Around all that makes polars read files of the store, which it may do late.

    Raises:
        StoreError: whatever polars raised.
    """
    try:
        yield
    except (*FAILURES, OSError) as error:
        raise damaged(_("{what} cannot be read: {error}", what=what, error=error)) from error


def damaged(message: str) -> StoreError:
    """The error of rows that are no longer what was imported."""
    return StoreError(message, _("A file of the store is damaged: import the customs files again."))


def summed(partition: Partition, rows: pl.DataFrame) -> Partition:
    """A partition with the sums of its rows."""
    return replace(
        partition,
        rows=rows.height,
        value=int(rows["value"].sum()),
        mass=int(rows["mass"].sum()),
    )


def measured(partition: Partition, found: Measures) -> Partition:
    """A partition with what its rows tell of gaps: an import and an upgrade note the same."""
    return replace(partition, departements=found.departements, repeats=found.repeats)


def written(path: Path, rows: pl.DataFrame) -> str:
    """Write the rows, whole or not at all; gives the SHA-256 of the file.

    Raises:
        OSError, or one of ``FAILURES``: the folder cannot be written, or the disk is full.
    """
    with atomic.replacing(path) as draft:
        # Statistics would only help filters, and nothing later filters: it sums everything.
        rows.write_parquet(draft, compression="lz4", statistics=False)
        return _digest(draft)


def fault(folder: Path, partitions: Sequence[Partition]) -> StoreError | None:
    """Why a file is not what was stored, the first one; None when all are.

    Of a partition without a checksum only the file can be missing; see ``examined``.
    """
    with ThreadPoolExecutor() as pool:  # hashing lets other threads run
        found = pool.map(lambda partition: _fault(folder, partition), partitions)
        return next(filter(None, found), None)


def examined(folder: Path, partition: Partition) -> Partition:
    """A partition that was stored without a checksum, with one: its rows must make its sums.

    Raises:
        StoreError: the file is not there or cannot be read, or its rows make others.
    """
    path = folder / partition.file
    with reading(str(path)):
        content = path.read_bytes()
        rows = pl.read_parquet(io.BytesIO(content)).select("year", *COLUMNS)
        keys = rows.select("year", "quarter", "flow").cast({"flow": pl.String}).unique().rows()
        found = measured(summed(partition, rows), measures.of(rows))
    if keys != [partition.key] or _sums(found) != _sums(partition):
        raise _spoilt(path, partition, _("its rows make other sums"))
    return replace(found, sha256=sha256(content).hexdigest())


def scan(files: Sequence[Path]) -> pl.LazyFrame:
    """The files as one frame, whatever codes each knows."""
    scans = [pl.scan_parquet(file, glob=False) for file in files]  # names may have brackets
    schemas = [scan.collect_schema() for scan in scans]
    if all(schema == schemas[0] for schema in schemas):
        return pl.scan_parquet(list(files), glob=False)
    # Accepted codes, or tables of another version: the enumerations differ, so widen them all.
    widest = [
        pl.col(column).cast(_union(schema[column] for schema in schemas))
        for column, kind in schemas[0].items()
        if isinstance(kind, pl.Enum)
    ]
    return pl.concat([scan.with_columns(widest) for scan in scans])


def _sums(partition: Partition) -> tuple[int, int, int]:
    return partition.rows, partition.value, partition.mass


def _fault(folder: Path, partition: Partition) -> StoreError | None:
    path = folder / partition.file
    try:
        digest = _digest(path)
    except FileNotFoundError:
        return StoreError(
            _("{path} is missing, though the index names it", path=path),
            _("Import {origin} again.", origin=partition.origin.name),
        )
    except OSError as error:
        return damaged(_("{path} cannot be read: {error}", path=path, error=cause(error)))
    if partition.sha256 not in {"", digest}:
        return _spoilt(path, partition, _("its checksum differs"))
    return None


def _spoilt(path: Path, partition: Partition, why: str) -> StoreError:
    return StoreError(
        _("{path} is no longer what was stored: {why}", path=path, why=why),
        _("The disk or a program changed it. Import {origin} again.", origin=partition.origin.name),
    )


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()


def _union(kinds: Iterable[pl.DataType]) -> pl.Enum:
    return pl.Enum(
        sorted({code for kind in kinds if isinstance(kind, pl.Enum) for code in kind.categories})
    )
