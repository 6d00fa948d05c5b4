"""The outlines: every place has one, shared borders, plausible areas, the same as the ANCT's."""

from __future__ import annotations

import json
import math
from collections import Counter
from functools import cache
from itertools import pairwise
from typing import Any

import pytest
from paths import SHARED

from tradefiche.reference import geometry
from tradefiche.reference import tables
from tradefiche.reference import territories
from tradefiche.reference.geometry import Ring
from tradefiche.resources import assets

FILE = assets("geo", "territoires.json")
REFERENCE = SHARED / "data" / "anct_territoires_industrie"
KM_PER_DEGREE = 111.32
MOST_BYTES = 300_000
PARTS = [(row["id"], row["departement"]) for row in tables.rows("territoires_departements")]


def area(rings: tuple[Ring, ...]) -> float:
    """Square km; a hole counts against."""
    total = 0.0
    for ring in rings:
        squeeze = math.cos(math.radians(ring[0][1]))
        total += squeeze * sum(x0 * y1 - x1 * y0 for (x0, y0), (x1, y1) in pairwise(ring)) / 2
    return -total * KM_PER_DEGREE**2  # outer rings go clockwise


def test_the_file_is_small_and_says_where_it_is_from() -> None:
    assert FILE.stat().st_size < MOST_BYTES
    assert "IGN" in json.loads(FILE.read_text("utf-8"))["source"]


def test_every_departement_and_every_territoire_has_an_outline() -> None:
    assert geometry.codes() == tuple(sorted(p.code for p in territories.departements()))
    found = [
        (id_, code)
        for id_ in sorted({id_ for id_, _ in PARTS})
        for code in geometry.territoire(id_)
    ]
    assert sorted(found) == sorted(PARTS)


def test_rings_are_closed_finite_and_on_earth() -> None:
    every = [geometry.departement(code) for code in geometry.codes()]
    every += [rings for id_, _ in PARTS for rings in geometry.territoire(id_).values()]
    for rings in every:
        for ring in rings:
            assert ring[0] == ring[-1]
            assert len(set(ring)) >= 3
            assert all(-62 < x < 56 and -22 < y < 52 for x, y in ring)


@pytest.mark.parametrize(
    ("code", "known"),
    [
        ("03", 7_340), ("20", 8_722), ("33", 10_000), ("59", 5_743), ("69", 3_249), ("75", 105),
        ("90", 609), ("92", 176), ("93", 236), ("94", 245), ("971", 1_628), ("972", 1_128),
        ("973", 83_846), ("974", 2_504), ("976", 376),
    ],
)  # fmt: skip
def test_areas_are_those_that_are_known(code: str, known: float) -> None:
    """Known: IGN or Insee, in square km; estuaries and lagoons are counted more or less."""
    assert area(geometry.departement(code)) == pytest.approx(known, rel=0.06)


def test_territoires_fill_a_part_of_their_departement() -> None:
    inside = Counter[str]()
    for id_ in sorted({id_ for id_, _ in PARTS}):
        for code, rings in geometry.territoire(id_).items():
            assert area(rings) > 1, (id_, code)
            inside[code] += area(rings)
    for code, part in inside.items():
        assert part <= area(geometry.departement(code)) * 1.005, code
    assert inside["976"] == pytest.approx(area(geometry.departement("976")), rel=0.005)


def test_neighbours_share_their_border() -> None:
    """Each segment of an outline, but for coasts and frontiers, is that of one neighbour too."""
    owners: dict[frozenset[tuple[float, float]], set[str]] = {}
    for code in geometry.codes():
        for ring in geometry.departement(code):
            for segment in pairwise(ring):
                owners.setdefault(frozenset(segment), set()).add(code)
    assert max(map(len, owners.values())) == 2
    # Landlocked ones have no segment of their own.
    for code in ("03", "15", "23", "36", "43", "45", "63", "75", "92", "93", "94", "95"):
        assert all(len(who) == 2 for who in owners.values() if code in who), code


def test_departements_around() -> None:
    near = {"18", "23", "42", "58", "63", "71"}
    assert near < set(geometry.around(geometry.bounds(geometry.departement("03"))))
    assert geometry.around(geometry.bounds(geometry.departement("974"))) == ("974",)
    assert geometry.around((-30.0, 40.0, -20.0, 45.0)) == ()


def test_a_sketch_is_coarser_and_as_wide() -> None:
    fine, coarse = geometry.departement("48"), geometry.sketch("48", 0.2)
    assert sum(map(len, coarse)) < sum(map(len, fine)) / 3
    assert geometry.bounds(coarse) == pytest.approx(geometry.bounds(fine), abs=0.2)


def test_unknown_places_have_none() -> None:
    for unknown in ("2A", "99", "3"):
        with pytest.raises(KeyError):
            geometry.departement(unknown)
    with pytest.raises(KeyError):
        geometry.territoire("ti-9999")


def test_communes_are_in_one_territoire_and_counted_as_the_fiches_say() -> None:
    table = tables.rows("territoires_communes")
    groupings = {(row["id"], row["siren"]) for row in tables.rows("territoires_groupements")}
    assert {(row["id"], row["siren"]) for row in table} == groupings
    communes = [(row["id"], commune) for row in table for commune in row["communes"].split()]
    assert len({commune for _, commune in communes}) == len(communes)
    counts = Counter((id_, _departement(commune)) for id_, commune in communes)
    kept = {(r["id"], r["departement"]): int(r["communes_here"]) for r in _pairs()}
    assert counts == kept
    for row in table:
        assert len(row["names"].split("|")) == len(row["communes"].split())


def _pairs() -> tuple[dict[str, str], ...]:
    return tables.rows("territoires_departements")


def _departement(commune: str) -> str:
    if commune.startswith("97"):
        return commune[:3]
    return {"2A": "20", "2B": "20"}.get(commune[:2], commune[:2])


# -- against the ANCT's own polygons -------------------------------------------------------------


@pytest.mark.skipif(not REFERENCE.is_dir(), reason="the ANCT's polygons are not beside the project")
def test_territoires_overlap_those_of_the_anct() -> None:
    """By sampling: the cells of a raster that both, or either, cover."""
    wanted = json.loads((REFERENCE / "ti_geom_2024-09-16.geojson").read_text("utf-8"))["features"]
    overlaps = {f["properties"]["id_territoire"]: _overlap(f) for f in wanted}
    assert len(overlaps) == 183
    good = [id_ for id_, found in overlaps.items() if found >= 0.95]
    assert len(good) >= 0.95 * len(overlaps)
    assert min(overlaps.values()) > 0.9, min(overlaps.items(), key=lambda item: item[1])


def _overlap(feature: dict[str, Any]) -> float:
    np = pytest.importorskip("numpy")
    from tradefiche.charts.maps.label_fit import _filled

    shape = feature["geometry"]
    polygons = shape["coordinates"] if shape["type"] == "MultiPolygon" else [shape["coordinates"]]
    theirs = [np.array(ring)[:, :2] for polygon in polygons for ring in polygon]
    parts = geometry.territoire(feature["properties"]["id_territoire"])
    ours = [np.array(ring) for rings in parts.values() for ring in rings]
    both = np.vstack([*theirs, *ours])
    (west, south), (east, north) = both.min(axis=0), both.max(axis=0)
    xs, ys = np.linspace(west, east, 400), np.linspace(south, north, 400)
    a, b = (_filled(_edges(np, rings), xs, ys) for rings in (theirs, ours))
    return float((a & b).sum() / (a | b).sum())


def _edges(np: Any, rings: list[Any]) -> Any:
    return np.vstack([np.hstack([ring[:-1], ring[1:]]) for ring in rings])


@cache
def _grid() -> float:
    return float(json.loads(FILE.read_text("utf-8"))["grid"])


def test_coordinates_are_on_the_grid() -> None:
    for x, y in (point for ring in geometry.departement("93") for point in ring):
        assert x / _grid() == pytest.approx(round(x / _grid()), abs=1e-6)
        assert y / _grid() == pytest.approx(round(y / _grid()), abs=1e-6)
