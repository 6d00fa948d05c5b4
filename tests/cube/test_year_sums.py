"""The sums of a year against sums in plain Python, and those of two vintages."""

from __future__ import annotations

import random
from collections import Counter
from pathlib import Path
from typing import Any

import polars as pl
from filled_stores import WHOLE
from filled_stores import arrival
from filled_stores import filled
from plain_indicators import Row

from tradefiche import customs
from tradefiche.cube.year_sums import year_sums
from tradefiche.fiche import Marks
from tradefiche.fiche import Provenance
from tradefiche.store.store import Dataset
from tradefiche.store.store import Store

FLOWS = {"E": "exports", "I": "imports"}
MAY = {"vintage": "2025-05-09", "sha256": "b" * 64, "name": "may.zip"}


def dataset(rows: list[Row]) -> Dataset:
    columns = ("flow", "quarter", "departement", "a129", "country", "value")
    made = [[getattr(row, name) for name in columns] for row in rows]
    frame = pl.DataFrame(made, schema=list(columns), orient="row").cast({"quarter": pl.Int8})
    return Dataset(2024, frame.lazy(), Provenance((), ""), Marks(False, (1, 2, 3, 4)))


def plain(rows: list[Row], code: str) -> dict[str, Any]:
    """What one flow of a place is, with dicts; code "FR" is all of them."""
    here = [row for row in rows if code in {row.departement, "FR"} and row.value]
    sums: dict[str, Counter[Any]] = {"quarter": Counter(), "a129": Counter(), "country": Counter()}
    cells: Counter[tuple[str, str]] = Counter()
    for row in here:
        for name, found in sums.items():
            found[getattr(row, name)] += row.value
        cells[row.a129, row.country] += row.value
    first = min(cells, key=lambda cell: (-cells[cell], cell), default=None)
    return {
        "total": sum(row.value for row in here),
        "quarters": dict(sums["quarter"]),
        "products": dict(sums["a129"]),
        "countries": dict(sums["country"]),
        "largest": (*first, cells[first]) if first and code != "FR" else None,
    }


def test_sums_are_the_sums_of_plain_python() -> None:
    chance = random.Random(18)
    for _ in range(20):
        rows = [
            Row(
                chance.choice("EI"),
                chance.randint(1, 4),
                chance.choice(["03", "9A", "99", "XX"]),
                chance.choice(["C10H", "C20B", "C29B"]),
                chance.choice(["DE", "US", "FR", "QU", "ZZ"]),
                chance.choice([0, 1, chance.randint(1, 10**12)]),
            )
            for _ in range(chance.randint(0, 60))
        ]
        found = year_sums(dataset(rows))
        for letter, flow in FLOWS.items():
            of_flow = [row for row in rows if row.flow == letter]
            for code in ("03", "9A", "99", "XX", "FR"):
                expected = plain(of_flow, code)
                account = found.get((code, flow))  # type: ignore[call-overload]
                assert (account is not None) is bool(expected["total"])
                if account:
                    assert {name: getattr(account, name) for name in expected} == expected


def test_sums_of_the_demonstration_close() -> None:
    found = year_sums(customs.demonstration())
    assert found["FR", "exports"].total == 580_354_471_309
    assert found["FR", "imports"].total == 684_776_318_552
    for (code, flow), each in found.items():
        assert each.total == sum(each.products.values()) == sum(each.quarters.values())
        assert each.largest or code == "FR", (code, flow)


def test_two_vintages_in_the_quarters_that_both_have(tmp_path: Path) -> None:
    store = filled(tmp_path, {"E": (1, 2, 3), "I": (1, 2, 3, 4)})
    assert store.revised(2024) is None
    store.replace([arrival(2024, q, flow, 300, **MAY) for flow in "EI" for q in (1, 2, 3, 4)])
    revised = store.revised(2024)
    assert revised is not None
    before, now = map(year_sums, revised)
    assert before["FR", "exports"].quarters == {1: 101, 2: 101, 3: 101}
    assert now["FR", "exports"].quarters == {1: 301, 2: 301, 3: 301}  # Q4 is in one alone
    assert set(now["FR", "imports"].quarters) == {1, 2, 3, 4}
    assert [each.provenance.updated for each in revised] == ["2025-02-07", "2025-05-09"]


def test_invented_figures_are_no_earlier_vintage(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.replace([arrival(2024, q, f, demonstration=True) for f in "EI" for q in (1, 2, 3, 4)])
    store.replace([arrival(2024, q, f, 300, **MAY) for f in "EI" for q in (1, 2, 3, 4)])
    assert store.revised(2024) is None


def test_what_waits_for_the_rest_of_its_vintage_is_no_revision(tmp_path: Path) -> None:
    store = filled(tmp_path, WHOLE)
    store.replace([arrival(2024, 1, "E", 300, **MAY)])
    assert store.revised(2024) is None
