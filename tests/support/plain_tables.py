"""The exported tables again, with plain lists and dicts: what ``tradefiche.export`` must equal."""

from __future__ import annotations

import csv
import io
import zipfile
from collections import Counter
from collections.abc import Iterable
from functools import cache
from typing import Any

from plain_indicators import UNION
from plain_indicators import Row
from plain_profile import Side
from plain_profile import Year

from tradefiche.fiche import Place
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.resources import assets

FLOWS = {"E": "export", "I": "import"}
MARK = "Données de démonstration – chiffres fictifs"
CONCENTRATION = {
    "part_premier_pays": "first_partner",
    "part_trois_pays": "three_partners",
    "part_trois_produits": "three_products",
    "equivalent_pays": "partners_equivalent",
    "equivalent_produits": "products_equivalent",
}


@cache
def demonstration() -> tuple[Row, ...]:
    """The rows of the shipped archive, as they stand in its files."""
    rows: list[Row] = []
    (archive,) = assets("demo").glob("*.zip")
    with zipfile.ZipFile(archive) as opened:
        for name in opened.namelist():
            if name.startswith("Region"):
                text = io.StringIO(opened.read(name).decode(), newline="")
                rows += [
                    Row(line[0], int(line[1]), line[3], line[5], line[7], int(line[8]))
                    for line in csv.reader(text, delimiter=";")
                ]
    return tuple(rows)


def trade_rows(
    rows: Iterable[Row], place: Place | None = None, *, mark: str | None = MARK
) -> list[tuple[Any, ...]]:
    """The tidy rows of a département, or of all that there is, in their order."""
    names = {each.customs_code: (each.code, each.name) for each in territories.departements()}
    names["99"] = ("99", "Monaco")
    sums: Counter[tuple[Any, ...]] = Counter()
    for row in rows:
        if place is None or row.departement == place.customs_code:
            code, name = names.get(row.departement, ("", "Sans département"))
            key = (FLOWS[row.flow], row.quarter, code, row.a129, row.country)
            sums[*key, name] += row.value
    return [
        (2024, quarter, flow, code, name, a129, nomenclature.product(a129).label,
         country, nomenclature.country(country).name, value, mark)
        for (flow, quarter, code, a129, country, name), value in sorted(sums.items())
        if value
    ]  # fmt: skip


def indicators(year: Year, place: Place) -> dict[str, Any]:
    """All columns of a département but those of its region and of other years."""
    profile = year.profile(place)
    exports, imports = year.side(place.customs_code, "E"), year.side(place.customs_code, "I")
    found: dict[str, Any] = {
        "annee": year.year,
        "code_departement": place.code,
        "departement": place.name,
        "solde_euros": exports.total - imports.total,
        "mention": MARK,
    }
    standing(found, "taux_couverture", profile["coverage"])
    for noun, flow, side in (
        ("exportations", profile["exports"], exports),
        ("importations", profile["imports"], imports),
    ):
        standing(found, f"{noun}_euros", flow["total"])
        standing(found, f"{noun}_part_union", flow["union_share"])
        for name, measure in CONCENTRATION.items():
            standing(found, f"{noun}_{name}", flow["concentration"][measure])
        found[f"{noun}_union_euros"] = flow["union"]
        found[f"{noun}_hors_union_euros"] = flow["elsewhere"]
        found[f"{noun}_non_precise_euros"] = flow["unspecified"]
        found[f"{noun}_pays"] = flow["partner_count"]
        found[f"{noun}_produits"] = flow["product_count"]
        outside = {code: euros for code, euros in side.partners.items() if code not in UNION}
        first(found, f"{noun}_premier_pays", side.partners, side, _country)
        first(found, f"{noun}_premier_hors_union", outside, side, _country)
        first(found, f"{noun}_premier_produit", side.products, side, _product)
    standing(found, "exportations_part_etats_unis", profile["exports"]["exposure"]["united_states"])
    bought = profile["imports"]["concentrated"]
    rows = None if bought is None else bought["rows"]
    found["achats_concentres_nombre"] = None if rows is None else len(rows)
    found["achats_concentres_hors_union_euros"] = (
        None if rows is None else sum(row["outside"] for row in rows)
    )
    return found


def standing(found: dict[str, Any], name: str, said: dict[str, Any]) -> None:
    ranked = said["rank"] is not None
    found[name] = said["value"]
    found[f"{name}_rang"] = said["rank"]
    found[f"{name}_ex_aequo"] = ("oui" if said["tied"] else "non") if ranked else None
    found[f"{name}_sur"] = said["population"] if ranked else None
    found[f"{name}_mediane"] = said["median"]
    found[f"{name}_france"] = said["france"]


def first(found: dict[str, Any], name: str, sums: dict[str, int], side: Side, words: Any) -> None:
    code = min(sums, key=lambda code: (-sums[code], code), default=None)
    found[f"{name}_code"] = code
    found[name] = code and words(code)
    found[f"{name}_part"] = code and sums[code] / side.total


def _country(code: str) -> str:
    return nomenclature.country(code).name


def _product(code: str) -> str:
    return nomenclature.product(code).label
