"""Who is a foreign partner, and where, by date."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tradefiche.reference import nomenclature
from tradefiche.reference import tables
from tradefiche.reference import zones

NAMES = {
    "Union européenne",
    "Europe hors UE",
    "Amérique",
    "Asie",
    "Afrique",
    "Proche et Moyen-Orient",
    "Océanie et autres",
    "France",
    "non ventilé",
}


def rows() -> tuple[dict[str, str], ...]:
    return tables.rows("zones")


def test_every_code_in_use_has_its_zone() -> None:
    for code in nomenclature.country_codes():
        info = nomenclature.country_info(code)
        assert info is not None
        if not info.closed:
            assert zones.zone(code, 2024) in NAMES, code


def test_a_code_has_one_zone_at_a_time() -> None:
    spans: dict[str, list[tuple[str, str]]] = {}
    for row in rows():
        assert row["code"] in nomenclature.country_codes()
        assert row["zone"] in NAMES
        assert row["start"] < row["end"]
        spans.setdefault(row["code"], []).append((row["start"], row["end"]))
    for code, of_it in spans.items():
        ordered = sorted(of_it)
        assert all(before[1] < after[0] for before, after in pairwise(ordered)), code


def test_the_zone_of_the_union_is_the_union_of_27() -> None:
    named = {row["code"] for row in rows() if row["zone"] == "Union européenne"}
    assert named == zones.union()
    assert len(named) == 26  # France is the one that reports
    assert not {"FR", "GB", "XI", "XU"} & zones.union()


def test_the_union_of_27_is_the_same_every_year() -> None:
    for year in (2012, 2019, 2024):
        assert zones.union() <= zones.partners(year).keys()
        assert zones.zone("GB", year) == "Europe hors UE"
        assert zones.zone("HR", year) == "Union européenne"  # member from July 2013


@pytest.mark.parametrize(
    ("year", "members", "euro"),
    [
        *((2004, 25, 12), (2012, 27, 17), (2014, 28, 18), (2019, 28, 19)),
        *((2021, 27, 19), (2024, 27, 20), (2026, 27, 21)),
    ],
)
def test_dates_of_the_union_and_of_the_euro(year: int, members: int, euro: int) -> None:
    """At the end of the year."""
    month = f"{year}12"
    within = [row for row in rows() if row["eu_entry"] and row["eu_entry"] <= month]
    assert sum(row["eu_last"] >= month for row in within) == members
    assert sum(bool(row["euro_entry"]) and row["euro_entry"] <= month for row in rows()) == euro


def test_returned_goods_the_overseas_and_statistical_codes_are_no_partners() -> None:
    for code in ("FR", "GP", "MQ", "GF", "RE", "YT", "QU", "QP", "QR", "QS", "QQ", "EU"):
        assert code not in zones.partners(2024), code
    # Countries and territories with statistics of their own: they are.
    for code in ("PF", "NC", "PM", "BL", "XK", "HK", "GL"):
        assert zones.partners(2024)[code] == code


def test_mayotte_was_foreign_before_2014() -> None:
    assert zones.partners(2013)["YT"] == "YT"
    assert "YT" not in zones.partners(2014)
    assert (zones.zone("YT", 2013), zones.zone("YT", 2014)) == ("Afrique", "France")


def test_the_kingdom_has_three_codes_since_2021() -> None:
    for code in ("GB", "XI", "XU"):
        assert zones.partners(2021)[code] == "GB"
        assert zones.zone(code, 2021) == "Europe hors UE"
    assert zones.partners(2020)["GB"] == "GB"
    assert zones.zone("XI", 2020) is None


def test_an_unknown_code_is_nowhere() -> None:
    assert zones.zone("ZZ", 2024) is None
    assert "ZZ" not in zones.partners(2024)


def test_the_others_count_as_themselves() -> None:
    others = {code: to for code, to in zones.partners(2024).items() if code != to}
    assert others == {"XI": "GB", "XU": "GB"}
