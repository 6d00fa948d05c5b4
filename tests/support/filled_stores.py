"""Stores with something in them, for the tests."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl

from tradefiche.store.partitions import Origin
from tradefiche.store.store import Arrival
from tradefiche.store.store import Store

ORIGIN = Origin(
    name="Regional-2024.zip",
    member="Region_2024.txt",
    sha256="a" * 64,
    size=1000,
    vintage="2025-02-07",
    imported="2025-03-01T12:00:00+00:00",
    partitions=8,
)


def arrival(year: int, quarter: int, flow: str, value: int = 100, **origin: object) -> Arrival:
    rows = pl.DataFrame(
        {
            "flow": [flow, flow],
            "quarter": [quarter, quarter],
            "year": [year, year],
            "departement": ["03", "9A"],
            "region": ["18", "24"],
            "a129": ["A01Z", "C30C"],
            "cpf4": ["0111", "3030"],
            "country": ["DE", "US"],
            "value": [value, 1],
            "mass": [7, 8],
        },
        schema={
            "flow": pl.Enum(["E", "I"]),
            "quarter": pl.Int8,
            "year": pl.Int16,
            "departement": pl.Enum(["03", "9A"]),
            "region": pl.Enum(["18", "24"]),
            "a129": pl.Enum(["A01Z", "C30C"]),
            "cpf4": pl.Categorical,
            "country": pl.Enum(["DE", "US"]),
            "value": pl.Int64,
            "mass": pl.Int64,
        },
    )
    return Arrival(year, quarter, flow, rows, replace(ORIGIN, **origin))  # type: ignore[arg-type]


def filled(folder: Path, held: dict[str, tuple[int, ...]], year: int = 2024) -> Store:
    store = Store(folder)
    store.replace([arrival(year, q, flow) for flow, quarters in held.items() for q in quarters])
    return store


WHOLE = {"E": (1, 2, 3, 4), "I": (1, 2, 3, 4)}
