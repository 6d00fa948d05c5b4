"""One table as a file of data: CSV as the house writes it, Parquet, or JSON by lines.

It knows polars, which writes what is long; a long table is a frame, a short one a ``Table``.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import Literal

import polars as pl

from tradefiche import atomic
from tradefiche.export import data_files
from tradefiche.figures.table import WORDS
from tradefiche.figures.table import Column
from tradefiche.figures.table import Kind
from tradefiche.figures.table import Table

Form = Literal["csv", "parquet", "jsonl"]
WHOLE: tuple[Kind, ...] = ("euros", "balance", "rank")
"""Kinds of columns that hold whole numbers."""


@dataclass(frozen=True, slots=True)
class NamedTable:
    """A table under a name.

    Attributes:
        name: of its file, without its ending.
        title, source: in French.
        columns: of the frame, in order.
        body: all rows, those of the frame in Int64 or narrower, strings or ``pl.Enum``.
        keys: the columns that tell rows apart; empty where nobody promises it.
    """

    name: str
    title: str
    source: str
    columns: tuple[Column, ...]
    body: Table | pl.DataFrame
    keys: tuple[str, ...] = ()

    @property
    def rows(self) -> int:
        """How many there are."""
        return self.body.height if isinstance(self.body, pl.DataFrame) else len(self.body.rows)


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that was written; ``size`` in bytes."""

    path: Path
    rows: int
    size: int
    sha256: str


def write(path: Path, resource: NamedTable, form: Form) -> WrittenFile:
    """Write a table, whole or not at all; the same bytes for the same rows.

    Raises:
        OSError: the folder cannot be written, or the disk is full.
    """
    with atomic.replacing(path) as draft:
        if form == "csv":
            _write_csv(draft, resource.body)
        elif form == "parquet":
            _framed(resource).write_parquet(draft, metadata=_about(resource))
        else:
            _framed(resource).write_ndjson(draft)
        made = written(draft, resource.rows)
    return replace(made, path=path)


def written(path: Path, rows: int) -> WrittenFile:
    """A file that lies there."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return WrittenFile(path, rows, path.stat().st_size, digest)


def _write_csv(path: Path, body: Table | pl.DataFrame) -> None:
    if isinstance(body, Table):
        path.write_bytes(data_files.csv_of(body))
    else:
        body.write_csv(path, include_bom=True, separator=";", line_terminator="\r\n")


def _framed(resource: NamedTable) -> pl.DataFrame:
    if isinstance(resource.body, pl.DataFrame):
        return resource.body
    return frame(resource.body)


def frame(table: Table) -> pl.DataFrame:
    """The rows of a table, its total left out: words and codes are text, euros whole."""
    schema = {column.name: _type(column.kind) for column in table.columns}
    return pl.DataFrame(table.rows, schema=schema, orient="row")


def _type(kind: Kind) -> pl.DataType:
    if kind in WORDS:
        return pl.String()
    return pl.Int64() if kind in WHOLE else pl.Float64()


def _about(resource: NamedTable) -> dict[str, str]:
    """What a Parquet file says of itself."""
    return {"title": resource.title, "source": resource.source}
