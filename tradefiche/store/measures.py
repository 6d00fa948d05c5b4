"""What is measured of the rows of one quarter of one flow, so that gaps can be seen later.

It counts and sums; what is too little is for ``tradefiche.store.partitions`` to judge.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from math import prod

import polars as pl

from tradefiche.store.partitions import Local

KEY = ("departement", "region", "a129", "cpf4", "country")
"""With flow, quarter and year, what one row is about: no two rows of a file should share it."""


@dataclass(frozen=True, slots=True)
class Measures:
    """What each département has, by customs code, and how many rows repeat the key of another."""

    departements: tuple[Local, ...]
    repeats: int


def of(rows: pl.DataFrame) -> Measures:
    """The measures of the rows of one quarter of one flow.

    Args:
        rows: with the columns of ``store.COLUMNS``.
    """
    places = (
        rows.lazy()
        .group_by("departement")
        .agg(pl.len(), pl.col("value").sum())
        .with_columns(pl.col("departement").cast(pl.String))
        .sort("departement")
        .collect()
    )
    departements = tuple(Local(*place) for place in places.iter_rows())
    return Measures(departements, rows.height - _distinct(rows))


def _distinct(rows: pl.DataFrame) -> int:
    """How many keys there are. One number a key is thrice as quick as five columns."""
    physical = rows.select(pl.col(*KEY).to_physical())
    sizes = [(highest or 0) + 1 for highest in physical.max().row(0)]
    if prod(sizes) >= 2**63:  # more codes than any table has: somebody's invention
        return rows.select(KEY).n_unique()
    key = reduce(
        lambda packed, column: packed * sizes[KEY.index(column)] + pl.col(column),
        KEY[1:],
        pl.col(KEY[0]).cast(pl.Int64),
    )
    return int(physical.select(key.n_unique()).item())
