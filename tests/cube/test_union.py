"""Which partners are in the Union of 27, and the first one outside it, recomputed from the rows."""

from __future__ import annotations

from collections import Counter
from collections import defaultdict

import pdf_reading
import polars as pl

UNION = {
    "AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "DE", "GR", "HU", "IE", "IT", "LV", "LT",
    "LU", "MT", "NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE",
}  # fmt: skip
"""The Union of 27 but France, which is no partner of itself."""
NEVER = ("FR", "GP", "MQ", "GF", "RE", "YT")


def test_partners_of_the_union_and_the_first_outside() -> None:
    sums: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    rows = pdf_reading.demonstration().rows.group_by("flow", "departement", "country")
    for flow, place, country, value in rows.agg(pl.col("value").sum()).collect().iter_rows():
        if not country.startswith("Q") and country not in NEVER:
            partner = "GB" if country == "XI" else country
            sums[flow, place][partner] += value
    for fiche in pdf_reading.fiches().values():
        assert fiche.profile
        for flow, profile in (("E", fiche.profile.exports), ("I", fiche.profile.imports)):
            euros = sums[flow, fiche.place.customs_code]
            outside = [
                (-value, code) for code, value in euros.items() if value and code not in UNION
            ]
            first = profile.first_elsewhere
            assert (first and (-first.weight.value, first.country.code)) == min(
                outside, default=None
            )
            assert first is None or not first.union
            for each in profile.partners:
                assert each.union is (each.country.code in UNION)
            assert profile.union == sum(v for code, v in euros.items() if code in UNION)
