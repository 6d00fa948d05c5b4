"""The indicators again, with plain lists and dicts: what ``tradefiche.cube.indicators`` must equal.

Written from the contract of ``tradefiche.fiche`` and on purpose with none of the code under test;
slow, but nothing in it can be wrong for reasons of polars.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from tradefiche.fiche import Place
from tradefiche.reference import nomenclature
from tradefiche.reference import territories

UNION = frozenset(
    {
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "GR", "HR", "HU", "IE", "IT",
        "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK",
    }
)  # fmt: skip
"""The 26 others of the European Union, in the codes of the customs."""


@dataclass(frozen=True)
class Row:
    """One row of a customs file, the fields that count."""

    flow: str
    quarter: int
    departement: str
    a129: str
    country: str
    value: int


def expected(rows: Iterable[Row], place: Place) -> dict[str, Any]:
    """The computed parts of the fiche of ``place``, by the names of ``tradefiche.fiche``."""
    rows = list(rows)
    region = None if place.code == "20" else _region_code(place)
    members = {c for c, around in territories.customs_departements().items() if around == region}
    scopes = {
        "matrix": [row for row in rows if row.departement == place.customs_code],
        "region": [row for row in rows if row.departement in members],
        "france": rows,
    }
    found: dict[str, Any] = {}
    for flow, letter in (("exports", "E"), ("imports", "I")):
        here = {name: [r for r in scope if r.flow == letter] for name, scope in scopes.items()}
        total = _euros(here["matrix"])
        around, france = _euros(here["region"]), _euros(here["france"])
        found[flow] = {
            "flow": flow,
            "total": total,
            "products": _order(here["matrix"], "a129"),
            "share_of_region": total / around if region and around else None,
            "share_of_france": total / france if france else None,
            "matrix": _matrix(here["matrix"]),
            "region": _matrix(here["region"], 6) if region else None,
            "france": _matrix(here["france"], 6),
            "european_union": _euros([r for r in here["matrix"] if r.country in UNION]),
        }
        for larger in ("region", "france"):
            found[flow][f"{larger}_here"] = _here(here["matrix"], found[flow][larger])
    found["countries"] = _balances(scopes["matrix"])
    return found


def _region_code(place: Place) -> str:
    return territories.customs_departements()[place.customs_code]


def _euros(rows: list[Row]) -> int:
    return sum(row.value for row in rows)


def _order(rows: list[Row], column: str) -> list[tuple[str, int]]:
    sums: Counter[str] = Counter()
    for row in rows:
        sums[getattr(row, column)] += row.value
    traded = [(code, value) for code, value in sums.items() if value]
    return sorted(traded, key=lambda pair: (-pair[1], pair[0]))


def _countries(rows: list[Row]) -> list[tuple[str, int]]:
    return [pair for pair in _order(rows, "country") if nomenclature.is_country(pair[0])]


def _here(rows: list[Row], larger: dict[str, Any] | None) -> list[int]:
    if larger is None:
        return []
    ends = [(larger["products"][i], larger["countries"][j]) for i, j, _ in larger["main"]]
    return [_euros([r for r in rows if (r.a129, r.country) == pair]) for pair in ends]


def _matrix(rows: list[Row], ranks: int = 10) -> dict[str, Any]:
    products = [code for code, _ in _order(rows, "a129")[:ranks]]
    countries = [code for code, _ in _countries(rows)[:ranks]]
    cells = [[0] * (len(countries) + 1) for _ in range(len(products) + 1)]
    for row in rows:
        i = products.index(row.a129) if row.a129 in products else len(products)
        j = countries.index(row.country) if row.country in countries else len(countries)
        cells[i][j] += row.value
    links = [
        (-cells[i][j], product, country, i, j)
        for i, product in enumerate(products)
        for j, country in enumerate(countries)
        if cells[i][j] > 0
    ]
    return {
        "total": _euros(rows),
        "products": products,
        "countries": countries,
        "cells": cells,
        "main": [(i, j, -value) for value, _, _, i, j in sorted(links)[:5]],
        "other_products": len(_order(rows, "a129")) - len(products),
        "other_countries": len(_order(rows, "country")) - len(countries),
    }


def _balances(rows: list[Row]) -> list[tuple[str, int, int]]:
    bought = _countries([row for row in rows if row.flow == "I"])
    sold = _countries([row for row in rows if row.flow == "E"])
    imports, exports = dict(bought), dict(sold)
    union = {code for code, _ in bought[:10]} | {code for code, _ in sold[:10]}
    lines = [(code, imports.get(code, 0), exports.get(code, 0)) for code in union]
    return sorted(lines, key=lambda line: (-(line[1] + line[2]), line[0]))
