"""Stores of plain rows, whole years or some quarters of a vintage, for the tests."""

from __future__ import annotations

import random
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
from filled_stores import ORIGIN
from plain_indicators import Row

from tradefiche.customs import codes
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.store.store import Arrival
from tradefiche.store.store import Store

PLACES = [place.customs_code for place in territories.departements()]
PRODUCTS = sorted(nomenclature.product_codes())[::4]
PARTNERS = ("DE", "US", "IT", "ES", "GB", "XI", "BE", "CN", "CH", "PL", "FR", "QU", "NL", "JP")


def store(
    folder: Path,
    year: int,
    rows: Sequence[Row],
    *,
    vintage: str = "",
    quarters: Iterable[int] = (1, 2, 3, 4),
    **origin: Any,
) -> Store:
    """The store, which has these rows of a year as well, imported as one vintage."""
    held = Store(folder)
    made = replace(
        ORIGIN,
        name=f"{year}-{vintage}.zip",
        sha256=f"{year}{vintage}".ljust(64, "0"),
        vintage=vintage or f"{year + 1}-02-07",
        **origin,
    )
    held.replace(
        Arrival(year, quarter, flow, _frame(year, rows, quarter, flow), made)
        for flow in "EI"
        for quarter in quarters
    )
    return held


def _frame(year: int, rows: Iterable[Row], quarter: int, flow: str) -> pl.DataFrame:
    regions = territories.customs_departements()
    table = [
        (r.flow, r.quarter, year, r.departement, regions[r.departement], r.a129, "0111", r.country,
         r.value, 1)
        for r in rows
        if (r.quarter, r.flow) == (quarter, flow)
    ]  # fmt: skip
    texts = ("flow", "departement", "region", "a129", "cpf4", "country")
    columns: dict[str, Any] = {
        "flow": pl.String, "quarter": pl.Int8, "year": pl.Int16,
        **dict.fromkeys(texts[1:], pl.String), "value": pl.Int64, "mass": pl.Int64,
    }  # fmt: skip
    found = pl.DataFrame(table, schema=columns, orient="row")
    return found.cast({**codes.enumerations(), "cpf4": pl.Categorical})


def year(seed: int, size: int = 4000) -> list[Row]:
    """Rows of a year, of some départements more than of others, and of Monaco."""
    chance = random.Random(seed)
    favoured = [*PLACES, "99", *chance.choices(PLACES, k=100)]
    amounts = (0, 1, 40_000, 999_999, 1_000_000, 3_000_000, 9_000_001, 27_000_000)
    return [
        Row(
            chance.choice("EI"),
            chance.randint(1, 4),
            chance.choice(favoured),
            PRODUCTS[int(len(PRODUCTS) * chance.random() ** 2)],
            PARTNERS[int(len(PARTNERS) * chance.random() ** 1.5)],
            chance.choice(amounts),
        )
        for _ in range(size)
    ]


def moved(rows: Sequence[Row], seed: int, part: float = 0.2) -> list[Row]:
    """The same with some rows gone, some worth more or less, some that are new."""
    chance = random.Random(seed)
    kept = [
        replace(row, value=chance.choice((0, row.value * 2, row.value * 3 // 4, row.value + 1)))
        if chance.random() < part
        else row
        for row in rows
    ]
    return [*kept, *year(seed, int(part * len(rows) / 2))]


def sold(departement: str, product: str, country: str, value: int, **other: Any) -> Row:
    """One row of exports."""
    return Row(**{"flow": "E", "quarter": 1, "departement": departement, "a129": product,
                  "country": country, "value": value, **other})  # fmt: skip
