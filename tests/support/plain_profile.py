"""What sets a département apart, with dicts and fractions: what ``cube.profile`` must equal.

Written from ``docs/methodology.md`` and on purpose with none of the code under test, nor its
tables: only the codes and regions of territories. One object holds the sums of a year.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from collections.abc import Iterable
from fractions import Fraction
from statistics import median
from typing import Any

from plain_indicators import UNION
from plain_indicators import Row

from tradefiche.fiche import Place
from tradefiche.reference import territories

NOT_FOREIGN = frozenset(["FR", "GP", "MQ", "GF", "RE", "YT"]) | frozenset(
    ["QU", "QP", "QR", "QS", "QQ", "EU", "ZZ"]
)
"""Returned goods, French overseas, statistical codes; ZZ stands for an unknown code."""
KINGDOM = {"XI": "GB", "XU": "GB"}
AWAY = frozenset(["20", "971", "972", "973", "974", "976"])
NO_ENERGY = {"75": {"B06Z", "D35A", "D35B"}}
M = 1_000_000

Sums = dict[str, int]


class Side:
    """One flow of a territory."""

    def __init__(self) -> None:
        self.cells: Counter[tuple[str, str]] = Counter()

    def add(self, row: Row) -> None:
        self.cells[row.a129, row.country] += row.value

    def close(self) -> None:
        products: Counter[str] = Counter()
        partners: Counter[str] = Counter()
        for (product, country), value in self.cells.items():
            products[product] += value
            if country not in NOT_FOREIGN:
                partners[KINGDOM.get(country, country)] += value
        self.total = sum(products.values())
        self.products = {code: value for code, value in products.items() if value}
        self.partners = {code: value for code, value in partners.items() if value}
        self.foreign = sum(partners.values())
        self.union = sum(value for code, value in partners.items() if code in UNION)

    def share(self, part: int) -> Fraction | None:
        return Fraction(part, self.total) if self.total else None


class Year:
    """All the territories of a year, from its rows."""

    def __init__(self, rows: Iterable[Row], year: int = 2024, *, provisional: bool = False) -> None:
        self.year, self.provisional = year, provisional
        regions = territories.customs_departements()
        self.sides: dict[tuple[str, str], Side] = {}
        for row in rows:
            around = f"region {regions.get(row.departement)}"
            for territory in (row.departement, around, "France"):
                self.sides.setdefault((territory, row.flow), Side()).add(row)
        for side in self.sides.values():
            side.close()
        self.known: dict[tuple[str, str], dict[str, Fraction]] = {}

    def side(self, territory: str, flow: str) -> Side:
        if (territory, flow) not in self.sides:
            self.sides[territory, flow] = side = Side()
            side.close()
        return self.sides[territory, flow]

    def profile(self, place: Place) -> dict[str, Any]:
        return {
            "exports": self.flow(place, "E"),
            "imports": self.flow(place, "I"),
            "coverage": self.coverage(place),
        }

    def coverage(self, place: Place) -> dict[str, Any]:
        if place.code in AWAY:
            return self.standing(place, "", lambda _: None, None)

        def covered(code: str) -> Fraction | None:
            bought = self.side(code, "I").total
            return Fraction(self.side(code, "E").total, bought) if bought else None

        mainland = {p.customs_code for p in territories.departements() if p.code not in AWAY}
        found = {code: value for code in mainland if (value := covered(code)) is not None}
        return self.standing(place, "", covered, found)

    def flow(self, place: Place, flow: str) -> dict[str, Any]:
        here, france = self.side(place.customs_code, flow), self.side("France", flow)
        around = self.around(place, flow)
        codes = [each.customs_code for each in territories.departements()]

        def standing(measure: str) -> dict[str, Any]:
            def of(code: str) -> Fraction | None:
                return MEASURES[measure](self.side(code, flow))

            if (measure, flow) not in self.known:
                least = 1 if measure == "total" else 10 * M
                self.known[measure, flow] = {
                    code: value
                    for code in codes
                    if self.side(code, flow).total >= least and (value := of(code)) is not None
                }
            return self.standing(place, flow, of, self.known[measure, flow])

        def weight(kind: str, code: str) -> dict[str, Any]:
            mine, theirs = getattr(here, kind), getattr(france, kind)
            value = mine.get(code, 0)
            share, there = Fraction(value, here.total), Fraction(theirs.get(code, 0), france.total)
            notable = notably(value, share, there)
            index = share / there if there else Fraction(0)
            seen = notable and index >= Fraction(3, 2) and there >= Fraction(1, 1000)
            region = Fraction(getattr(around, kind).get(code, 0), around.total) if around else None
            return {
                "code": code,
                "value": value,
                "here": float(share),
                "region": None if region is None else float(region),
                "france": float(there),
                "ratio": float(index) if seen else None,
            }

        def gaps(kind: str, above: int, below: int) -> tuple[list[Any], list[Any]]:
            mine, theirs = getattr(here, kind), getattr(france, kind)
            up, down = [], []
            for code in {*mine, *theirs}:
                value = mine.get(code, 0)
                share = Fraction(value, here.total)
                there = Fraction(theirs.get(code, 0), france.total)
                if notably(value, share, there):
                    up.append((there - share, -value, code))
                if share - there <= Fraction(-1, 200):
                    down.append((share - there, -value, code))
            return (
                [weight(kind, code) for _, _, code in sorted(up)[:above]],
                [weight(kind, code) for _, _, code in sorted(down)[:below]],
            )

        def first(values: Sums, always: str | None = None) -> list[str]:
            names = in_order(values)[:5]
            if always and here.total and always not in names:
                names = [*names[:4], always]
            return names

        export = flow == "E"
        distinction = None
        if not self.provisional:
            products = gaps("products", 5, 2) if here.total else ([], [])
            partners = gaps("partners", 3, 2) if here.total else ([], [])
            distinction = (*products, *partners)
        outside = {code: value for code, value in here.partners.items() if code not in UNION}
        large = {c: v for c, v in outside.items() if v >= M and 100 * v >= here.total}
        named = first(large, "US")
        sold = {p: v for (p, c), v in here.cells.items() if c == "US" and v}
        return {
            "total": standing("total"),
            "union": here.union,
            "elsewhere": here.foreign - here.union,
            "unspecified": here.total - here.foreign,
            "union_share": standing("union_share"),
            "partners": [
                weight("partners", c) for c in first(here.partners, "US" if export else None)
            ],
            "products": [weight("products", code) for code in first(here.products)],
            "partner_count": len(here.partners),
            "product_count": len(here.products),
            "distinction": distinction,
            "concentration": {name: standing(name) for name in CONCENTRATION},
            "exposure": {
                "destinations": [weight("partners", code) for code in named],
                "others": len({*outside} - {*named}),
                "others_value": sum(v for c, v in outside.items() if c not in named),
                "united_states": standing("united_states"),
                "sold_there": [
                    (p, sold[p], sold[p] / here.products[p]) for p in in_order(sold)[:4]
                ],
            }
            if export
            else None,
            "concentrated": None if export else self.concentrated(place),
        }

    def around(self, place: Place, flow: str) -> Side | None:
        """The region where it is compared with it."""
        region = territories.customs_departements()[place.customs_code]
        side = self.side(f"region {region}", flow)
        mine = self.side(place.customs_code, flow).total
        return None if place.code in AWAY or mine > Fraction(side.total, 2) else side

    def standing(
        self,
        place: Place,
        flow: str,
        of: Callable[[str], Fraction | None],
        found: dict[str, Fraction] | None,
    ) -> dict[str, Any]:
        """Without ``found`` nothing at all is said."""
        code = place.customs_code
        if found is None:
            return plain_standing(None, None, False, 0, None, None, [])
        france = of("France")
        if self.provisional:
            return plain_standing(of(code), None, False, 0, None, france, [])
        values = sorted(found.values(), reverse=True)
        mine = found.get(code)
        return plain_standing(
            of(code),
            None if mine is None else 1 + sum(value > mine for value in values),
            mine is not None and values.count(mine) > 1,
            len(values),
            median(values) if values else None,
            france,
            values,
        )

    def concentrated(self, place: Place) -> dict[str, Any] | None:
        if self.provisional or place.code in AWAY:
            return None
        side = self.side(place.customs_code, "I")
        found = []
        for product in side.products:
            whole, outside = far(side, product)
            if product in NO_ENERGY.get(place.code, ()) or whole < M or 100 * whole < side.total:
                continue
            found.append((product, whole, outside))
        rows = [each for each in found if dense(each[1], each[2], 5, 4)]
        rows.sort(key=lambda each: (-sum(each[2].values()), each[0]))
        france = self.side("France", "I")
        return {
            "rows": [
                {
                    "product": product,
                    "value": whole,
                    "outside": sum(outside.values()),
                    "suppliers": [(c, outside[c]) for c in in_order(outside)[:3]],
                    "also_in_france": dense(*far(france, product), 5, 4),
                    "years": [self.year],
                }
                for product, whole, outside in rows
            ],
            "sensitivity": [
                sum(dense(whole, outside, *limits) for _, whole, outside in found)
                for limits in ((4, 3), (5, 4), (6, 5))
            ],
        }


def in_order(values: Sums) -> list[str]:
    return sorted(values, key=lambda code: (-values[code], code))


def notably(value: int, share: Fraction, there: Fraction) -> bool:
    return value >= M and share >= Fraction(1, 100) and share - there >= Fraction(1, 200)


def far(side: Side, product: str) -> tuple[int, Sums]:
    """Euros of a product from partners, and from each outside the Union."""
    whole, outside = 0, Counter[str]()
    for (bought, country), value in side.cells.items():
        if bought == product and country not in NOT_FOREIGN and value:
            whole += value
            if country not in UNION:
                outside[KINGDOM.get(country, country)] += value
    return whole, dict(outside)


def dense(whole: int, outside: Sums, share: int, least: int) -> bool:
    there = sum(outside.values())
    if not there or Fraction(there, whole) <= Fraction(share, 10):
        return False
    return sum(Fraction(v, there) ** 2 for v in outside.values()) > Fraction(least, 10)


def plain_standing(
    value: Fraction | None,
    rank: int | None,
    tied: bool,
    population: int,
    middle: Fraction | None,
    france: Fraction | None,
    values: list[Fraction],
) -> dict[str, Any]:
    return {
        "value": None if value is None else float(value),
        "rank": rank,
        "tied": tied,
        "population": population,
        "median": None if middle is None else float(middle),
        "france": None if france is None else float(france),
        "values": [float(value) for value in values],
    }


def first_ones(count: int, kind: str) -> Callable[[Side], Fraction | None]:
    def measure(side: Side) -> Fraction | None:
        values: Sums = getattr(side, kind)
        if not measurable(side) or len(values) <= count:
            return None
        return Fraction(sum(sorted(values.values())[-count:]), side.total)

    return measure


def equivalent(kind: str) -> Callable[[Side], Fraction | None]:
    def measure(side: Side) -> Fraction | None:
        values: Sums = getattr(side, kind)
        if not measurable(side) or not values:
            return None
        whole = sum(values.values())
        return 1 / sum(Fraction(value, whole) ** 2 for value in values.values())

    return measure


def measurable(side: Side) -> bool:
    return side.total >= 10 * M and Fraction(side.foreign, side.total) >= Fraction(9, 10)


CONCENTRATION: dict[str, Callable[[Side], Fraction | None]] = {
    "first_partner": first_ones(1, "partners"),
    "three_partners": first_ones(3, "partners"),
    "three_products": first_ones(3, "products"),
    "partners_equivalent": equivalent("partners"),
    "products_equivalent": equivalent("products"),
}
MEASURES: dict[str, Callable[[Side], Fraction | None]] = {
    "total": lambda side: Fraction(side.total),
    "union_share": lambda side: side.share(side.union),
    "united_states": lambda side: side.share(side.partners.get("US", 0)),
    **CONCENTRATION,
}
