"""Which rows are invented: by the relation that our generator gives them, or as those we shipped.

A copy that was packed, sorted, cut, dated anew or changed here and there keeps its rows, so that
it never passes as real, whatever its name and whatever lies beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import polars as pl

from tradefiche.customs import containers
from tradefiche.customs import reading
from tradefiche.resources import assets

CODES = ("departement", "a129", "country")
"""The codes that the relation ties to value and mass; neither year nor order is part of it."""
_PRIME = 997
"""Chance meets the relation once in so many rows; to meet it moves a mass by less than a tonne."""
_SHARE = 0.1
"""A hundred times what chance gives, and what a copy keeps with nine lines of ten changed."""
_LEAST = 10
"""Rows that must meet it: those of a file of a few lines might all do so by chance."""
_SHIPPED_ROWS = 30_000
"""More than any quarter of a flow that was shipped has; those of the customs have ten times more,
so that comparing the rows one by one costs them nothing."""
_KEY = ("flow", "quarter", "departement", "a129", "cpf4", "country", "value")


def remainder(types: Mapping[str, pl.DataType]) -> pl.Expr:
    """By how many kilograms the mass of a row is above the relation: 0 where it is met.

    Args:
        types: of the columns; ``CODES`` are ``pl.Enum``, of any codes in any order.
    """
    numbers = (_number(column, types[column]) for column in CODES)
    return pl.sum_horizontal("value", "mass", *numbers) % _PRIME


def mass(types: Mapping[str, pl.DataType]) -> pl.Expr:
    """The least mass from that of the row on that meets the relation; see ``remainder``."""
    return pl.col("mass") + (_PRIME - remainder(types)) % _PRIME


def are(rows: pl.DataFrame) -> bool:
    """Whether rows are invented: a tenth of them or more meet the relation, or are shipped ones.

    Args:
        rows: one quarter of one flow, tidy; of a file of several years some may be real.
    """
    return _tells(rows, _meeting(rows)) or (
        _LEAST <= rows.height <= _SHIPPED_ROWS and _tells(rows, _shipped_among(rows))
    )


def _tells(rows: pl.DataFrame, found: int) -> bool:
    return found >= max(_LEAST, _SHARE * rows.height)


def _meeting(rows: pl.DataFrame) -> int:
    return int(rows.lazy().select((remainder(rows.schema) == 0).sum()).collect().item())


def _number(column: str, kind: pl.DataType) -> pl.Expr:
    """A number for each row from the letters and digits of its code, made once a code."""
    assert isinstance(kind, pl.Enum)
    numbers = [int.from_bytes(code.encode()) % _PRIME for code in kind.categories]
    return pl.lit(pl.Series(numbers, dtype=pl.Int64)).gather(pl.col(column).to_physical())


def _shipped_among(rows: pl.DataFrame) -> int:
    """How many rows have a key of the demonstration and its value.

    Its values have never changed; the masses that were shipped first meet no relation.
    """
    return sum(each in _shipped() for each in _fingerprints(rows))


@cache
def _shipped() -> frozenset[int]:
    sources = containers.find(sorted(assets("demo").glob("*.zip")))
    tables = (table for source in sources for table in reading.read(source).tables)
    return frozenset(each for table in tables for each in _fingerprints(table.rows))


def _fingerprints(rows: pl.DataFrame) -> list[int]:
    """A number for the key and value of each row, whatever codes a table knows; in this process."""
    return rows.select(pl.col(_KEY).cast(pl.String)).hash_rows().to_list()
