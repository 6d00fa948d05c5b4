"""Years as the checks of a review look at them, made by hand to the euro."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tradefiche.cube.year_sums import FlowSums
from tradefiche.cube.year_sums import PlaceFlow
from tradefiche.fiche import Flow
from tradefiche.fiche import Marks
from tradefiche.review.checks import checks
from tradefiche.review.findings import Finding
from tradefiche.review.material import Material

M = 1_000_000
WHOLE = Marks(demonstration=False, quarters=(1, 2, 3, 4))
FRANCE = 580_000 * M


def account(
    total: int,
    *,
    quarters: Mapping[int, int] | None = None,
    products: Mapping[str, int] | None = None,
    countries: Mapping[str, int] | None = None,
    largest: tuple[str, str, int] | None = None,
) -> FlowSums:
    """What is not said closes: one product, one country, four quarters that are nearly alike."""
    quarter = total // 4
    return FlowSums(
        total,
        quarters or {1: quarter, 2: quarter, 3: quarter, 4: total - 3 * quarter},
        products or {"C10H": total},
        countries or {"DE": total},
        largest,
    )


def year(
    local: Mapping[PlaceFlow, FlowSums], *, exports: int = FRANCE, imports: int = FRANCE
) -> dict[PlaceFlow, FlowSums]:
    """Some places, what closes France under the code of Monaco, and France."""
    found = dict(local)
    totals: dict[Flow, int] = {"exports": exports, "imports": imports}
    for flow, total in totals.items():
        here = [each for (_, side), each in local.items() if side == flow]
        rest = total - sum(each.total for each in here)
        found["99", flow] = account(rest)
        every = [*here, found["99", flow]]
        found["FR", flow] = FlowSums(
            total, *(_merged(every, name) for name in ("quarters", "products", "countries"))
        )
    return found


def _merged(parts: list[FlowSums], name: str) -> Any:
    sums: dict[Any, int] = {}
    for each in parts:
        for code, value in getattr(each, name).items():
            sums[code] = sums.get(code, 0) + value
    return sums


def material(
    now: Mapping[PlaceFlow, FlowSums],
    before: Mapping[PlaceFlow, FlowSums] | None = None,
    **more: Any,
) -> Material:
    known: dict[str, Any] = {"year": 2024, "marks": WHOLE}
    return Material(now=now, before=before, **{**known, **more})


def found(name: str, of: Material) -> list[Finding]:
    """What one check finds, if it is made."""
    (check,) = (each for each in checks() if each.name == name)
    return [] if check.undone(of) else [*check.judge(of)]
