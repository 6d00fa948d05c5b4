"""Products and countries: what their customs codes are called; it knows no figures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from tradefiche.fiche import Country
from tradefiche.fiche import Product
from tradefiche.reference.tables import rows

Nature = Literal["country", "territory", "statistical"]
Kind = Literal["a129", "country"]

_TABLES: Mapping[Kind, str] = {"a129": "produits", "country": "pays"}


@dataclass(frozen=True, slots=True)
class CountryInfo:
    """What is known of a partner code beyond its name.

    Attributes:
        iso2, iso3: ISO 3166-1 codes; None for closed and statistical codes, Ceuta and Melilla.
        eu: member of the European Union of 27.
        nature: ``country``, ``territory``, or ``statistical`` (no place stands behind the code).
        closed: the customs use the code no longer.
        start, end: first and last month of validity, ``YYYYMM``; ``999912`` is « still valid ».
    """

    country: Country
    iso2: str | None
    iso3: str | None
    eu: bool
    nature: Nature
    closed: bool
    start: str
    end: str


def product(code: str) -> Product:
    """The A129 group of products; a code unknown to the tables is its own name."""
    return _products().get(code) or Product(code, code, code)


def country(code: str) -> Country:
    """The partner country; a code unknown to the tables is its own name."""
    info = _countries().get(code)
    return info.country if info else Country(code, code, code)


def product_codes() -> frozenset[str]:
    """The 76 A129 codes of goods."""
    return frozenset(_products())


def country_codes() -> frozenset[str]:
    """Every partner code of the customs: countries, territories, statistical codes, closed."""
    return frozenset(_countries())


def is_european(code: str) -> bool:
    """Whether the code is a partner in the European Union: returned goods (FR) have none."""
    info = _countries().get(code)
    return info is not None and info.eu and code != "FR"


def is_country(code: str) -> bool:
    """Whether the code may rank among countries: a country or territory, even if since closed.

    Statistical codes (undetermined, high seas, stores and bunkers…) and unknown codes may not.
    """
    info = _countries().get(code)
    return info is not None and info.nature != "statistical"


def country_info(code: str) -> CountryInfo | None:
    """ISO codes, membership and validity of a partner code; None when it is unknown."""
    return _countries().get(code)


def customs_label(kind: Kind, code: str) -> str | None:
    """The label the customs give to a code, as in their label files; None when it is unknown.

    Compare labels folded (``tables.fold``): the customs' apostrophes and accents vary.
    """
    return _labels(kind).get(code)


@cache
def _products() -> Mapping[str, Product]:
    sectors = {row["code"]: row["name"] for row in rows("secteurs")}
    return MappingProxyType(
        {
            row["code"]: Product(row["code"], row["label"], row["short"], sectors[row["sector"]])
            for row in rows("produits")
        }
    )


@cache
def _countries() -> Mapping[str, CountryInfo]:
    return MappingProxyType({row["code"]: _info(row) for row in _latest_last("pays")})


@cache
def _labels(kind: Kind) -> Mapping[str, str]:
    labelled = (row for row in _latest_last(_TABLES[kind]) if row["customs_label"])
    return MappingProxyType({row["code"]: row["customs_label"] for row in labelled})


def _latest_last(table: str) -> list[dict[str, str]]:
    """Rows by end of validity, so that the current meaning of a reused code wins."""
    return sorted(rows(table), key=lambda row: row["end"])


def _info(row: dict[str, str]) -> CountryInfo:
    nature: Nature = "statistical"
    if row["nature"] == "country":
        nature = "country"
    elif row["nature"] == "territory":
        nature = "territory"
    return CountryInfo(
        country=Country(row["code"], row["name"], row["the"]),
        iso2=row["iso2"] or None,
        iso3=row["iso3"] or None,
        eu=row["eu27"] == "1",
        nature=nature,
        closed=row["closed"] == "1",
        start=row["start"],
        end=row["end"],
    )
