"""What moved between two years, with dicts and fractions: what ``tradefiche.diff`` must equal.

Written from ``docs/methodology.md`` and on purpose with none of the code under test.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from plain_indicators import Row
from plain_profile import AWAY
from plain_profile import KINGDOM
from plain_profile import NOT_FOREIGN

from tradefiche.reference import territories

M = 1_000_000
FLOWS = {"exports": "E", "imports": "I"}


@dataclass(frozen=True)
class Limits:
    """The thresholds, in the words of the methodology; of two years by default."""

    percent: int = 25
    euros: int = 20 * M
    points: int = 5
    code_euros: int = 5 * M
    code_percent: int | None = None
    places: int = 5


ONE_YEAR = Limits(percent=1, euros=0, code_euros=M, code_percent=5, places=1)


class Flow:
    """One flow of a territory: a total, and euros by product and by partner."""

    def __init__(self, rows: Iterable[Row]) -> None:
        products: Counter[str] = Counter()
        partners: Counter[str] = Counter()
        for row in rows:
            products[row.a129] += row.value
            if row.country not in NOT_FOREIGN:
                partners[KINGDOM.get(row.country, row.country)] += row.value
        self.total = sum(products.values())
        self.products = {code: value for code, value in products.items() if value}
        self.partners = {code: value for code, value in partners.items() if value}


def expected(
    before: Sequence[Row],
    after: Sequence[Row],
    limits: Limits,
    *,
    earlier: str = "before",
    rates: bool = True,
    ranked: bool = True,
) -> list[dict[str, Any]]:
    """France, and what of regions and départements is to be told, without names."""
    told = []
    for level, code, members in _places():
        sides = [[row for row in rows if members is None or row.departement in members]
                 for rows in (before, after)]  # fmt: skip
        flows = {
            name: [Flow(row for row in rows if row.flow == letter) for rows in sides]
            for name, letter in FLOWS.items()
        }
        ranks = {
            name: [_rank(code, rows, letter) for rows in (before, after)]
            if level == "departement" and ranked
            else [None, None]
            for name, letter in FLOWS.items()
        }
        place = _place(level, code, flows, ranks, limits, earlier, rates)
        if level == "france" or place.pop("told"):
            place.pop("told", None)
            told.append(place)
    return told


def _places() -> Iterable[tuple[str, str, set[str] | None]]:
    home = territories.customs_departements()
    yield "france", "FR", None
    for region in sorted({*home.values()}):
        inside = {code for code, around in home.items() if around == region}
        if inside != {"20"}:
            yield "region", region, inside
    for place in territories.departements():
        yield "departement", place.code, {place.customs_code}


def _rank(code: str, rows: Sequence[Row], letter: str) -> int | None:
    sums: Counter[str] = Counter()
    for row in rows:
        if row.flow == letter and row.departement != "99":
            sums[row.departement] += row.value
    own = sums[next(p.customs_code for p in territories.departements() if p.code == code)]
    return 1 + sum(value > own for value in sums.values()) if own else None


def _place(
    level: str,
    code: str,
    flows: dict[str, list[Flow]],
    ranks: dict[str, list[int | None]],
    limits: Limits,
    earlier: str,
    rates: bool,
) -> dict[str, Any]:
    balances = [flows["exports"][i].total - flows["imports"][i].total for i in (0, 1)]
    largest = max(flow.total for both in flows.values() for flow in both)
    signs = {balance > 0 for balance in balances}
    turned = (
        0 not in balances
        and len(signs) == 2
        and abs(balances[1] - balances[0]) >= limits.euros
        and largest >= M
    )
    away = code in AWAY if level == "departement" else (level, code) == ("region", "24")
    found = {
        name: _flow(level, *flows[name], ranks[name], limits, earlier, rates) for name in FLOWS
    }
    covers = [
        None
        if away or not flows["imports"][i].total
        else float(Fraction(flows["exports"][i].total, flows["imports"][i].total))
        for i in (0, 1)
    ]
    told = turned or any(
        each["total_moved"]
        or each["rank_moved"]
        or each["products"]
        or each["partners"]
        or each["first_products"]
        or each["first_partners"]
        for each in found.values()
    )
    return {
        "level": level,
        "code": code,
        **found,
        "balance_before": balances[0],
        "balance_after": balances[1],
        "coverage_before": covers[0],
        "coverage_after": covers[1],
        "turned": turned,
        "told": told,
    }


def _base(one: int, other: int, earlier: str) -> int:
    return {"before": one, "after": other, "neither": min(one, other)}[earlier]


def _flow(
    level: str,
    was: Flow,
    now: Flow,
    ranks: list[int | None],
    limits: Limits,
    earlier: str,
    rates: bool,
) -> dict[str, Any]:
    base = _base(was.total, now.total, earlier)
    change = now.total - was.total
    counts = max(was.total, now.total) >= M
    moved = (
        counts
        and change != 0
        and abs(change) >= limits.euros
        and Fraction(100 * abs(change)) >= limits.percent * base
    )
    rank_moved = (
        counts
        and ranks[0] is not None
        and ranks[1] is not None
        and abs(ranks[0] - ranks[1]) >= limits.places
    )
    found = {
        "before": was.total,
        "after": now.total,
        "rate": float(Fraction(change, was.total)) if rates and was.total >= M else None,
        "rank_before": ranks[0],
        "rank_after": ranks[1],
        "total_moved": moved,
        "rank_moved": rank_moved,
    }
    for kind in ("products", "partners"):
        one, other = getattr(was, kind), getattr(now, kind)
        rows = []
        if counts and was.total and now.total:
            for code in {*one, *other}:
                what = _what(
                    level, one.get(code, 0), other.get(code, 0), was, now, base, limits, earlier
                )
                if what:
                    rows.append((code, what, one.get(code, 0), other.get(code, 0)))
        found[kind] = [
            {
                "code": code,
                "what": what,
                "before": first,
                "after": then,
                "share_before": float(Fraction(first, was.total)),
                "share_after": float(Fraction(then, now.total)),
                "at_most": None,
            }
            for code, what, first, then in sorted(
                rows, key=lambda row: (-abs(row[3] - row[2]), row[0])
            )
        ]
    for kind in ("products", "partners"):
        one, other = getattr(was, kind), getattr(now, kind)
        found[f"first_{kind}"] = _first(one, other, was, now, limits)
    return found


def _what(
    level: str,
    first: int,
    then: int,
    was: Flow,
    now: Flow,
    base: int,
    limits: Limits,
    earlier: str,
) -> str | None:
    change = abs(then - first)
    if not change:
        return None
    gap = abs(Fraction(then, now.total) - Fraction(first, was.total))
    shared = 100 * gap >= limits.points and change >= limits.code_euros
    gone = first == 0 or then == 0
    worth = gone and (level == "france" or 100 * change >= limits.points * base)
    revised = (
        limits.code_percent is not None
        and change >= limits.code_euros
        and 100 * change >= limits.code_percent * _base(first, then, earlier)
    )
    if not (shared or worth or revised):
        return None
    if first == 0:
        return "came"
    if then == 0:
        return "went"
    return "share" if shared else "revised"


def _first(
    one: dict[str, int], other: dict[str, int], was: Flow, now: Flow, limits: Limits
) -> dict[str, Any] | None:
    if min(was.total, now.total) < 10 * M:
        return None
    lists = [sorted(each, key=lambda code: (-each[code], code))[:5] for each in (one, other)]

    def much(codes: Iterable[str]) -> list[str]:
        return [
            code
            for code in codes
            if one.get(code, 0) != other.get(code, 0)
            and abs(other.get(code, 0) - one.get(code, 0)) >= limits.code_euros
        ]

    entered = much(code for code in lists[1] if code not in lists[0])
    left = much(code for code in lists[0] if code not in lists[1])
    if lists[0][:1] == lists[1][:1] and not entered and not left:
        return None
    return {"before": lists[0], "after": lists[1], "entered": entered, "left": left}


def in_plain(places: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The places of a comparison's JSON without names."""
    return [
        {
            **{name: value for name, value in place.items() if name != "name"},
            **{flow: _nameless(place[flow]) for flow in FLOWS},
        }
        for place in places
    ]


def _nameless(flow: dict[str, Any]) -> dict[str, Any]:
    found = dict(flow)
    for kind in ("products", "partners"):
        found[kind] = [
            {name: value for name, value in each.items() if name != "name"} for each in flow[kind]
        ]
        first = flow[f"first_{kind}"]
        found[f"first_{kind}"] = first and {
            name: [each["code"] for each in several] for name, several in first.items()
        }
    return found


def mirrored(places: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Places without names, read backwards: before is after, what came went; no rates."""

    def swapped(found: dict[str, Any]) -> dict[str, Any]:
        names = {"before": "after", "after": "before", "entered": "left", "left": "entered"}
        turned = {}
        for name, value in found.items():
            other = names.get(name) or (
                name.replace("before", "after") if "before" in name else
                name.replace("after", "before")
            )  # fmt: skip
            turned[other] = value
        return turned

    def flow(found: dict[str, Any]) -> dict[str, Any]:
        made = swapped(found)
        made.pop("rate")
        for kind in ("products", "partners"):
            swap = {"came": "went", "went": "came"}
            made[kind] = [
                {**swapped(each), "what": swap.get(each["what"], each["what"])}
                for each in found[kind]
            ]
            first = found[f"first_{kind}"]
            made[f"first_{kind}"] = first and swapped(first)
        return made

    return [{**swapped(each), **{name: flow(each[name]) for name in FLOWS}} for each in places]


def without_rates(places: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The same without rates, which are of what stands first."""
    return [
        {
            **each,
            **{
                name: {key: value for key, value in each[name].items() if key != "rate"}
                for name in FLOWS
            },
        }
        for each in places
    ]
