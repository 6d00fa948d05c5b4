"""A ``Profile`` as dicts of codes and floats, by the names of ``tradefiche.fiche.profile``."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from tradefiche.fiche import ConcentratedPurchases
from tradefiche.fiche import Distinction
from tradefiche.fiche import Exposure
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import PartnerWeight
from tradefiche.fiche import ProductWeight
from tradefiche.fiche import Profile
from tradefiche.fiche import Standing

Weighed = Iterable[ProductWeight] | Iterable[PartnerWeight]


def profile_in_plain(profile: Profile) -> dict[str, Any]:
    """All that it says."""
    return {
        "exports": flow_in_plain(profile.exports),
        "imports": flow_in_plain(profile.imports),
        "coverage": standing_in_plain(profile.coverage),
    }


def flow_in_plain(flow: FlowProfile) -> dict[str, Any]:
    """All that is said of a flow."""
    measures = [field.name for field in fields(flow.concentration)]
    return {
        "total": standing_in_plain(flow.total),
        "union": flow.union,
        "elsewhere": flow.elsewhere,
        "unspecified": flow.unspecified,
        "union_share": standing_in_plain(flow.union_share),
        "partners": weights_in_plain(flow.partners),
        "products": weights_in_plain(flow.products),
        "partner_count": flow.partner_count,
        "product_count": flow.product_count,
        "distinction": distinction_in_plain(flow.distinction),
        "concentration": {
            name: standing_in_plain(getattr(flow.concentration, name)) for name in measures
        },
        "exposure": exposure_in_plain(flow.exposure),
        "concentrated": purchases_in_plain(flow.concentrated),
    }


def standing_in_plain(standing: Standing) -> dict[str, Any]:
    """Numbers as floats: whole euros beyond 2⁵³ are rounded on both sides alike."""

    def plain(value: int | float | None) -> float | None:
        return None if value is None else float(value)

    return {
        "value": plain(standing.value),
        "rank": standing.rank,
        "tied": standing.tied,
        "population": standing.population,
        "median": plain(standing.median),
        "france": plain(standing.france),
        "values": [float(value) for value in standing.values],
    }


def weights_in_plain(weighed: Weighed) -> list[dict[str, Any]]:
    """Weights by the code of the product or partner."""
    return [
        {
            "code": each.product.code if isinstance(each, ProductWeight) else each.country.code,
            **{field.name: getattr(each.weight, field.name) for field in fields(each.weight)},
        }
        for each in weighed
    ]


def distinction_in_plain(distinction: Distinction | None) -> tuple[Any, ...] | None:
    """Products above and below, then partners."""
    if distinction is None:
        return None
    names = [field.name for field in fields(distinction)]
    return tuple(weights_in_plain(getattr(distinction, name)) for name in names)


def exposure_in_plain(exposure: Exposure | None) -> dict[str, Any] | None:
    """What is sold outside the Union."""
    if exposure is None:
        return None
    return {
        "destinations": weights_in_plain(exposure.destinations),
        "others": exposure.others,
        "others_value": exposure.others_value,
        "united_states": standing_in_plain(exposure.united_states),
        "sold_there": [(each.product.code, each.value, each.part) for each in exposure.sold_there],
    }


def purchases_in_plain(concentrated: ConcentratedPurchases | None) -> dict[str, Any] | None:
    """Concentrated purchases."""
    if concentrated is None:
        return None
    return {
        "rows": [
            {
                "product": row.product.code,
                "value": row.value,
                "outside": row.outside,
                "suppliers": [(each.country.code, each.value) for each in row.suppliers],
                "also_in_france": row.also_in_france,
                "years": [*row.years],
            }
            for row in concentrated.rows
        ],
        "sensitivity": [*concentrated.sensitivity],
    }
