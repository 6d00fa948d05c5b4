"""Sums by real foreign partner: all départements in outline, and what is bought far away.

It knows polars and the cells of a year (département or territory, flow, A129, country, euros);
returned goods and codes behind which no country stands are in totals only.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Mapping

import polars as pl

from tradefiche.cube.measures import MILLION
from tradefiche.cube.measures import Outline
from tradefiche.cube.purchases import LOOSEST
from tradefiche.cube.purchases import Bought
from tradefiche.reference.zones import UNITED_STATES

_VALUE, _PARTNER = pl.col("value"), pl.col("partner")
_KNOWN = _PARTNER.is_not_null()

Purchases = Mapping[str, tuple[Bought, ...]]
"""Notable ones by code of the territory, by product."""


def outlines(
    cells: pl.DataFrame, partners: Mapping[str, str], union: Collection[str]
) -> dict[tuple[str, str], Outline]:
    """Of every département that the cells have, by its code and the letter of the flow.

    Args:
        partners: codes of foreign countries, and the code each counts as; ``union``: those in it.
    """
    side = ("departement", "flow")
    by_country = cells.lazy().group_by(*side, "country").agg(_VALUE.sum())
    by_partner = _by_partner(by_country, side, partners)
    by_product = cells.lazy().group_by(*side, "a129").agg(_VALUE.sum())
    sums, products = pl.collect_all(
        [
            by_partner.group_by(*side).agg(
                _VALUE.sum(),
                _VALUE.filter(_PARTNER.is_in(sorted(union))).sum().alias("union"),
                _VALUE.filter(_PARTNER == UNITED_STATES).sum().alias("united_states"),
                _largest_first(_KNOWN & (_VALUE != 0)).alias("partners"),
            ),
            by_product.group_by(*side).agg(_largest_first(_VALUE != 0).alias("products")),
        ]
    )
    frame = sums.join(products, on=side).cast(dict.fromkeys(side, pl.String))
    return {
        (code, flow): Outline(total, inside, there, tuple(values), tuple(made))
        for code, flow, total, inside, there, values, made in frame.iter_rows()
    }


def purchases(
    cells: pl.DataFrame, partners: Mapping[str, str], union: Collection[str]
) -> Purchases:
    """Products of 1 M€ and 1 % of the imports of a territory (``code``) at least, more than the
    loosest of thresholds from outside the Union."""
    imports = _imports(cells)
    whole = imports.group_by("code").agg(_VALUE.sum().alias("whole"))
    products = _by_product(imports, partners, union).join(whole, on="code")
    # Divided, not multiplied: whole numbers of the rows end at 2⁶³.
    one_percent = (pl.col("whole") + 99) // 100
    far = pl.col("outside") > LOOSEST * _VALUE // 10
    return _bought(products.filter(far, _VALUE >= MILLION, one_percent <= _VALUE))


def purchases_of(
    products: Collection[str],
    cells: pl.DataFrame,
    partners: Mapping[str, str],
    union: Collection[str],
) -> Purchases:
    """Some products as a territory buys them, of whatever amount."""
    if not products:
        return {}
    imports = _imports(cells).filter(pl.col("a129").is_in(sorted(products)))
    return _bought(_by_product(imports, partners, union))


def _largest_first(which: pl.Expr) -> pl.Expr:
    return _VALUE.filter(which).sort(descending=True)


def _by_partner(
    cells: pl.LazyFrame, by: Collection[str], partners: Mapping[str, str]
) -> pl.LazyFrame:
    """Euros by partner, null where none stands behind the code."""
    country = pl.col("country").cast(pl.String)
    partner = country.replace_strict(list(partners), list(partners.values()), default=None)
    return cells.group_by(*by, partner.alias("partner")).agg(_VALUE.sum())


def _imports(cells: pl.DataFrame) -> pl.LazyFrame:
    return cells.filter(pl.col("flow").cast(pl.String) == "I", _VALUE != 0).lazy()


def _by_product(
    imports: pl.LazyFrame, partners: Mapping[str, str], union: Collection[str]
) -> pl.LazyFrame:
    """Euros by territory and product: from partners, from outside the Union, and from whom."""
    outside = _KNOWN & ~_PARTNER.is_in(sorted(union))
    ordered = _by_partner(imports, ("code", "a129"), partners).sort(
        "value", "partner", descending=[True, False]
    )
    return ordered.group_by("code", "a129", maintain_order=True).agg(
        _VALUE.filter(_KNOWN).sum(),
        _VALUE.filter(outside).sum().alias("outside"),
        _PARTNER.filter(outside).alias("names"),
        _VALUE.filter(outside).alias("values"),
    )


def _bought(products: pl.LazyFrame) -> dict[str, tuple[Bought, ...]]:
    columns = ("code", "a129", "value", "outside", "names", "values")
    frame = products.select(columns).cast({"code": pl.String, "a129": pl.String}).collect()
    found: dict[str, list[Bought]] = {}
    for code, product, value, outside, names, values in frame.iter_rows():
        suppliers = tuple(zip(names, values, strict=True))
        found.setdefault(code, []).append(Bought(product, value, outside, suppliers))
    return {code: tuple(bought) for code, bought in found.items()}
