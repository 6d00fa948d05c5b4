"""What became of a département, with dicts and fractions: what ``cube.evolution`` must equal.

Written from ``docs/methodology.md`` and on purpose with none of the code under test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from plain_indicators import Row
from plain_profile import KINGDOM
from plain_profile import NOT_FOREIGN

from tradefiche.fiche import Evolution
from tradefiche.fiche import FlowChange
from tradefiche.fiche import PartnerChanges
from tradefiche.fiche import ProductChanges

Years = Mapping[int, Sequence[Row]]
FLOWS = {"exports": "E", "imports": "I"}


@dataclass(frozen=True)
class Held:
    """A year as it was imported: rows, and the quarters of each flow; all of them by default."""

    rows: Sequence[Row]
    exports: tuple[int, ...] = (1, 2, 3, 4)
    imports: tuple[int, ...] = (1, 2, 3, 4)

    @property
    def whole(self) -> bool:
        return self.exports == self.imports == (1, 2, 3, 4)

    def quarters(self, flow: str) -> tuple[int, ...]:
        return self.exports if flow == "E" else self.imports

    def kept(self, code: str) -> list[Row]:
        return [
            row
            for row in self.rows
            if row.departement == code and row.quarter in self.quarters(row.flow)
        ]


def expected(code: str, store: Mapping[int, Held], own: int) -> dict[str, Any] | None:
    """The evolution of a département (customs code) in the fiche of a year."""
    years = [year for year in sorted(store) if own - 9 <= year <= own]
    if len(years) == 1:
        return None
    rows = {year: store[year].kept(code) for year in years}
    comparable = {
        year: year - 1 in years
        and store[year].whole
        and store[year - 1].whole
        and (year <= 2021 or year - 1 >= 2022)
        for year in years
    }

    def euros(year: int, flow: str, quarter: int | None = None) -> int | None:
        held = store[year].quarters(flow)
        if not held or quarter not in {None, *held}:
            return None
        here = [row for row in rows[year] if row.flow == flow and quarter in {None, row.quarter}]
        return sum(row.value for row in here)

    last = max((own, quarter) for flow in "EI" for quarter in store[own].quarters(flow))
    window = [(last[0] - back // 4, last[1] - back % 4) for back in range(11, -1, -1)]
    calendar = [
        (year, quarter) if quarter > 0 else (year - 1, quarter + 4) for year, quarter in window
    ]
    return {
        "years": [
            (year, euros(year, "E"), euros(year, "I"), store[year].whole, comparable[year])
            for year in years
        ],
        "quarters": [
            (year, quarter, *found, None not in found)
            for year, quarter in calendar
            if year in years
            and (found := [euros(year, flow, quarter) for flow in "EI"]) != [None, None]
        ],
        **{
            name: _change(rows[own - 1], rows[own], flow) if comparable[own] else None
            for name, flow in FLOWS.items()
        },
    }


def _change(before: Sequence[Row], now: Sequence[Row], flow: str) -> dict[str, Any] | None:
    one, other = ([row for row in rows if row.flow == flow] for rows in (before, now))
    first, then = (sum(row.value for row in rows) for rows in (one, other))
    if first < 1_000_000:
        return None

    def cut(column: str) -> dict[str, Any]:
        sums = [_sums(rows, column) for rows in (one, other)]
        codes = {*sums[0], *sums[1]}
        pairs = {code: (sums[0][code], sums[1][code]) for code in codes}
        shown = {
            code: Fraction(pair[1] - pair[0], first)
            for code, pair in pairs.items()
            if abs(Fraction(pair[1] - pair[0], first)) >= Fraction(1, 1000)
        }
        up = sorted((-part, code) for code, part in shown.items() if part > 0)[:3]
        down = sorted((part, code) for code, part in shown.items() if part < 0)[:3]
        named = [code for _, code in (*up, *down)]
        rest = [
            total - sum(pairs[code][place] for code in named)
            for place, total in enumerate((first, then))
        ]
        return {
            "up": [(code, *pairs[code], float(-part)) for part, code in up],
            "down": [(code, *pairs[code], float(part)) for part, code in down],
            "others": (len(codes) - len(named), *rest, float(Fraction(rest[1] - rest[0], first))),
        }

    return {
        "before": first,
        "now": then,
        "rate": float(Fraction(then - first, first)),
        "products": cut("a129"),
        "partners": cut("country"),
    }


def _sums(rows: Sequence[Row], column: str) -> Counter[str]:
    found: Counter[str] = Counter()
    for row in rows:
        code = getattr(row, column)
        if row.value and (column == "a129" or code not in NOT_FOREIGN):
            found[KINGDOM.get(code, code)] += row.value
    return found


def in_plain(evolution: Evolution | None) -> dict[str, Any] | None:
    """An ``Evolution`` as tuples of codes and numbers; its files are left out."""
    if evolution is None:
        return None
    return {
        "years": [
            (each.year, each.exports, each.imports, each.complete, each.comparable)
            for each in evolution.years
        ],
        "quarters": [
            (each.year, each.quarter, each.exports, each.imports, each.complete)
            for each in evolution.quarters
        ],
        **{name: _plain_change(getattr(evolution, name)) for name in FLOWS},
    }


def _plain_change(change: FlowChange | None) -> dict[str, Any] | None:
    if change is None:
        return None
    return {
        "before": change.before,
        "now": change.now,
        "rate": change.rate,
        "products": _plain_cut(change.products),
        "partners": _plain_cut(change.partners),
    }


def _plain_cut(changes: ProductChanges | PartnerChanges) -> dict[str, Any]:
    def named(each: Any) -> tuple[str, int, int, float]:
        code = each.product.code if isinstance(changes, ProductChanges) else each.country.code
        return (code, each.before, each.now, each.part)

    rest = changes.others
    return {
        "up": list(map(named, changes.up)),
        "down": list(map(named, changes.down)),
        "others": (rest.count, rest.before, rest.now, rest.part),
    }
