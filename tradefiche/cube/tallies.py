"""One pass over a year: euros and ranks of every territory asked for, in codes.

It knows polars and the columns of ``store.Dataset``; it names nothing and builds no fiche.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from typing import Any

import polars as pl

from tradefiche.cube import abroad
from tradefiche.cube.abroad import Purchases
from tradefiche.cube.measures import Outline
from tradefiche.fiche import Flow
from tradefiche.fiche import Level
from tradefiche.fiche.atlas import Totals
from tradefiche.reference.nomenclature import country_codes
from tradefiche.reference.nomenclature import is_country
from tradefiche.reference.nomenclature import product_codes
from tradefiche.reference.territories import FRANCE
from tradefiche.reference.territories import customs_departements
from tradefiche.reference.zones import UNITED_STATES

_FLOWS: Mapping[str, Flow] = {"E": "exports", "I": "imports"}
_CELL = ("flow", "a129", "country")
_TRADE = ("code", "flow")
_EUROS = pl.col("value").sum()

Key = tuple[Level, str, Flow]


@dataclass(frozen=True, slots=True)
class Tally:
    """One flow of one territory over the year, in customs codes and whole euros.

    Attributes:
        total: everything, « autres » and statistical codes included.
        products: every A129 code traded, by value then code.
        countries: every country or territory traded with, by value then code; statistical and
            unknown codes are not here, they never rank.
        partners: how many partner codes, those that never rank included.
        cells: euros by (A129, country) between the first products and the first countries; of a
            département also between those of France and of the regions, and all that is sold to
            the United States.
    """

    total: int = 0
    products: tuple[tuple[str, int], ...] = ()
    countries: tuple[tuple[str, int], ...] = ()
    partners: int = 0
    cells: Mapping[tuple[str, str], int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Tallies:
    """What one pass over a year gives; a territory without trade in a flow has no key.

    Attributes:
        found: the tallies of the départements and regions asked for, and of France.
        outlines: of every customs département, by code and flow.
        bought: what the départements asked for buy outside the Union, and France of the same
            products; see ``abroad``.
    """

    found: Mapping[Key, Tally]
    outlines: Mapping[tuple[str, Flow], Outline]
    bought: Purchases


def tallies(
    rows: pl.LazyFrame,
    *,
    departements: Collection[str],
    regions: Collection[str],
    ranks: int,
    compared: int,
    partners: Mapping[str, str],
    union: Collection[str],
) -> Tallies:
    """The sums of the départements and regions asked for (customs codes), and of France.

    A region is the sum of its customs départements, France of all rows, so that the parts always
    make the whole. A cell that is worth nothing is not trade.

    Args:
        rows: one year, see ``store.Dataset``.
        ranks: how many products and countries ``Tally.cells`` keeps of a département.
        compared: how many of a region and of France.
        partners: codes of foreign countries, and the code each counts as; ``union``: those in it.
    """
    read = {code for code, region in customs_departements().items() if region in regions}
    read |= {*departements}
    cells = rows.group_by("departement", *_CELL).agg(_EUROS).collect()
    local = _of(cells, read)
    france = cells.group_by(pl.lit(FRANCE.customs_code).alias("code"), *_CELL).agg(_EUROS)
    larger = _ranked(pl.concat([_merged(local, regions), france]), compared)
    found: dict[Key, Tally] = {
        ("france" if code == FRANCE.customs_code else "region", code, flow): tally
        for (code, flow), tally in larger.items()
    }
    named = {
        (flow, product, country)
        for (_, _, flow), tally in found.items()
        for product, country in tally.cells
    }
    named |= {("exports", product, UNITED_STATES) for product in product_codes()}
    here = _named(local, departements)
    bought = abroad.purchases(here, partners, union)
    products = {each.product for several in bought.values() for each in several}
    for (code, flow), tally in _ranked(here, ranks, named).items():
        found["departement", code, flow] = tally
    return Tallies(
        found=found,
        outlines={
            (code, _FLOWS[flow]): outline
            for (code, flow), outline in abroad.outlines(cells, partners, union).items()
        },
        bought={**bought, **abroad.purchases_of(products, france, partners, union)},
    )


def outlined(
    rows: pl.LazyFrame, departements: Collection[str] | None = None
) -> tuple[Mapping[Key, Tally], int]:
    """What some départements traded, by product and by country, and the euros of all rows.

    A light pass: no cells, no partners counted.

    Args:
        rows: one year, see ``store.Dataset``.
        departements: customs codes; None for every code that the rows have.
    """
    here = pl.lit(True)
    if departements is not None:
        here = _met(rows.collect_schema()["departement"], departements)
    traded = rows.filter(here, pl.col("value") != 0).rename({"departement": "code"})
    products, partners = (_by_value(traded, column) for column in ("a129", "country"))
    countries = partners.filter(_among("country", _may_rank()))
    *found, whole = pl.collect_all([products, countries, rows.select(_EUROS)])
    by_product, by_country = map(_grouped, found)
    tallied: dict[Key, Tally] = {
        ("departement", *key): Tally(
            total=sum(value for _, value in listed),
            products=tuple(listed),
            countries=tuple(by_country.get(key, ())),
        )
        for key, listed in by_product.items()
    }
    return tallied, int(whole.item())


def totals(rows: pl.LazyFrame) -> dict[str, Totals]:
    """What each customs département sells and buys: of every code that the rows have.

    Args:
        rows: one year, see ``store.Dataset``.
    """
    there = pl.col("country").cast(pl.String) == UNITED_STATES
    sold_there = pl.col("value").filter(there).sum().alias("there")
    sums = rows.group_by("departement", "flow").agg(_EUROS, sold_there).collect()
    found: dict[str, Totals] = {}
    text = sums.cast({"departement": pl.String, "flow": pl.String})
    for code, flow, value, sold in text.iter_rows():
        each = Totals(exports=value, united_states=sold) if flow == "E" else Totals(imports=value)
        found[code] = found.get(code, Totals()) + each
    return found


def _named(local: pl.DataFrame, codes: Collection[str]) -> pl.DataFrame:
    """The cells of some départements, whose code is ``code`` from now on."""
    return _of(local, codes).rename({"departement": "code"})


def _of(cells: pl.DataFrame, codes: Collection[str]) -> pl.DataFrame:
    """The cells of some départements."""
    return cells.filter(_met(cells.schema["departement"], codes))


def _met(kind: pl.DataType, codes: Collection[str]) -> pl.Expr:
    """Rows of these départements; an enumeration refuses codes that the year never met."""
    met = {*kind.categories} if isinstance(kind, pl.Enum) else {*codes}
    return pl.col("departement").is_in(sorted(met & {*codes}))


def _merged(local: pl.DataFrame, regions: Collection[str]) -> pl.DataFrame:
    """The cells of some regions: those of their départements, added up."""
    table = pl.DataFrame(
        [member for member in customs_departements().items() if member[1] in regions],
        schema={"departement": pl.String, "code": pl.String},
        orient="row",
    ).cast({"departement": local.schema["departement"]}, strict=False)  # codes never seen: null
    merged = local.lazy().join(table.lazy(), on="departement").group_by("code", *_CELL)
    return merged.agg(_EUROS).collect()


def _ranked(
    cells: pl.DataFrame, ranks: int, also: Collection[tuple[Flow, str, str]] = ()
) -> dict[tuple[str, Flow], Tally]:
    """The tallies of all the territories that the cells are of, in one ranking.

    Args:
        also: flows, products and countries whose cells are kept, whatever their ranks.
    """
    traded = cells.lazy().filter(pl.col("value") != 0)
    products = _by_value(traded, "a129")
    partners = _by_value(traded, "country")
    countries = partners.filter(_among("country", _may_rank()))
    kept = traded
    for order, column in ((products, "a129"), (countries, "country")):
        # Back to the type of the rows (an enumeration): joining on it costs nothing.
        best = order.group_by(*_TRADE).head(ranks).cast({column: cells.schema[column]})
        kept = kept.join(best.drop("value"), on=[*_TRADE, column], how="semi")
    if also:
        codes = {flow: code for code, flow in _FLOWS.items()}
        rows = [(codes[flow], *ends) for flow, *ends in sorted(also)]
        wanted = pl.DataFrame(rows, schema=list(_CELL), orient="row").cast(
            {column: cells.schema[column] for column in _CELL},
            strict=False,  # codes never met: null
        )
        kept = pl.concat([kept, traded.join(wanted.lazy(), on=list(_CELL), how="semi")])
    found = pl.collect_all([products, countries, partners, kept])
    by_product, by_country, by_partner, by_cell = map(_grouped, found)
    return {
        key: Tally(
            total=sum(value for _, value in listed),
            products=tuple(listed),
            countries=tuple(by_country.get(key, ())),
            partners=len(by_partner[key]),
            cells={(product, country): value for product, country, value in by_cell.get(key, ())},
        )
        for key, listed in by_product.items()
    }


def _by_value(traded: pl.LazyFrame, column: str) -> pl.LazyFrame:
    """Euros by territory, flow and code, the largest first, then in the order of the codes."""
    return (
        traded.group_by(*_TRADE, column)
        .agg(_EUROS)
        .cast({column: pl.String})  # an enumeration would sort in its own order
        .sort(*_TRADE, "value", column, descending=[False, False, True, False])
    )


def _among(column: str, codes: Collection[str]) -> pl.Expr:
    """Rows of these codes. As text: an enumeration refuses codes that the year never met."""
    return pl.col(column).cast(pl.String).is_in(sorted(codes))


def _may_rank() -> list[str]:
    return [code for code in country_codes() if is_country(code)]


def _grouped(frame: pl.DataFrame) -> dict[tuple[str, Flow], list[tuple[Any, ...]]]:
    """The rows of each territory and flow, in order, without these two."""
    text = frame.cast({column: pl.String for column in frame.columns if column != "value"})
    keyed: dict[tuple[str, Flow], list[tuple[Any, ...]]] = {}
    for code, flow, *row in text.select(*_TRADE, pl.exclude(_TRADE)).iter_rows():
        keyed.setdefault((code, _FLOWS[flow]), []).append(tuple(row))
    return keyed
