"""One year as checks look at it: what every place traded, summed by quarter, product and country.

Each sum is made of the rows by itself, so that one can be held against the other. It knows polars
and the columns of ``store.Dataset``; it judges nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import polars as pl

from tradefiche.fiche import Flow
from tradefiche.messages import _
from tradefiche.reference.territories import FRANCE
from tradefiche.store.parquet import reading
from tradefiche.store.store import Dataset

_FLOWS: Mapping[str, Flow] = {"E": "exports", "I": "imports"}
_SIDE = ("departement", "flow")
_EUROS = pl.col("value").sum()

PlaceFlow = tuple[str, Flow]
"""A place, by its customs code (that of France for all rows), and a flow."""


@dataclass(frozen=True, slots=True)
class FlowSums:
    """One flow of one place over the year, in customs codes and whole euros.

    Attributes:
        quarters: those in which it traded.
        products, countries: every code that the rows have; none of them is worth nothing.
        largest: product, country and euros of the largest cell; None of France and of nothing.
    """

    total: int = 0
    quarters: Mapping[int, int] = field(default_factory=dict)
    products: Mapping[str, int] = field(default_factory=dict)
    countries: Mapping[str, int] = field(default_factory=dict)
    largest: tuple[str, str, int] | None = None


YearSums = Mapping[PlaceFlow, FlowSums]
"""A place without trade in a flow is not there."""


def year_sums(dataset: Dataset) -> YearSums:
    """The sums of every département code that the rows have, and of France.

    Raises:
        StoreError: the rows cannot be read.
    """
    with reading(_("the data of {year}", year=dataset.year)):
        local = _of(dataset.rows, _SIDE)
        whole = _of(dataset.rows, _SIDE[1:])
        largest = _largest(dataset.rows)
    return {
        side: FlowSums(**sums, largest=largest.get(side))
        for side, sums in {**local, **whole}.items()
    }


def _of(rows: pl.LazyFrame, side: tuple[str, ...]) -> dict[PlaceFlow, dict[str, Any]]:
    """What makes an account, each part summed on its own."""
    traded = rows.filter(pl.col("value") != 0)
    totals, *parts = pl.collect_all(
        [
            traded.group_by(*side).agg(_EUROS),
            *(traded.group_by(*side, by).agg(_EUROS) for by in ("quarter", "a129", "country")),
        ]
    )
    found: dict[PlaceFlow, dict[str, Any]] = {
        _side(*keys): {"total": value, "quarters": {}, "products": {}, "countries": {}}
        for *keys, value in _plain(totals).iter_rows()
    }
    for name, part in zip(("quarters", "products", "countries"), parts, strict=True):
        for *keys, code, value in _plain(part).sort(part.columns).iter_rows():
            found[_side(*keys)][name][int(code) if name == "quarters" else code] = value
    return found


def _largest(rows: pl.LazyFrame) -> dict[PlaceFlow, tuple[str, str, int]]:
    """The largest cell of every place and flow; of equal ones, the first by code."""
    cells = rows.group_by(*_SIDE, "a129", "country").agg(_EUROS)
    largest = cells.filter(pl.col("value") == pl.col("value").max().over(*_SIDE)).collect()
    first = _plain(largest).sort("a129", "country").group_by(_SIDE, maintain_order=True).first()
    return {
        _side(code, flow): (product, country, value)
        for code, flow, product, country, value in first.iter_rows()
    }


def _side(*keys: str) -> PlaceFlow:
    """« 03 » and « E », or « E » alone of France."""
    code, flow = keys if len(keys) == len(_SIDE) else (FRANCE.customs_code, *keys)
    return code, _FLOWS[flow]


def _plain(frame: pl.DataFrame) -> pl.DataFrame:
    """Codes as text: an enumeration would sort in its own order."""
    return frame.cast({name: pl.String for name in frame.columns if name != "value"})
