"""Invented rows are known by themselves, whatever became of their file; real ones never are."""

from __future__ import annotations

import json
import random
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import polars as pl
import pytest
from command import printed
from command import run
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import text
from customs_files import write
from customs_files import zipped
from demo_tool import archive
from demo_tool import members
from demo_tool import tool
from hypothesis import HealthCheck
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from mailings import leads

from tradefiche import customs
from tradefiche import fiche
from tradefiche import manifest
from tradefiche.customs import codes
from tradefiche.customs import containers
from tradefiche.customs import importer
from tradefiche.customs import invented
from tradefiche.reference import nomenclature
from tradefiche.reference import territories
from tradefiche.store.store import Store

Rows = list[str]
DATA = ("Region_2024_Export.txt", "Region_2024_Import.txt")


@cache
def shipped() -> Rows:
    return [row for name in DATA for row in members()[name].decode("ascii").splitlines()]


@cache
def made_later() -> Rows:
    """What the tool makes of another size and seed: nothing of it was ever shipped."""
    made = tool()
    made.SEED = 7
    return [row for each in made.texts(9_000).values() for row in each.decode("ascii").splitlines()]


def marked(tmp_path: Path, content: bytes, name: str = "a.txt") -> bool:
    """Whether an import of the file marks what it stores."""
    store = Store(tmp_path / "data")
    importer.run(store, containers.find([write(tmp_path / "in" / name, content)]))
    (mark,) = {partition.origin.demonstration for partition in store.partitions()}
    return mark


# -- whatever became of the file ---------------------------------------------------------------


def other_masses(rows: Rows) -> Rows:
    """As in the archive that was shipped first, whose masses met no relation."""
    chance = random.Random(1)
    return [f"{row.rpartition(';')[0]};{chance.randrange(10**6)}" for row in rows]


def a_tenth_changed(rows: Rows) -> Rows:
    """Values that are no longer what they were, on one line of ten."""
    return [
        line(*row.split(";")[:-2], value=12_345 + number, mass=7) if number % 10 == 3 else row
        for number, row in enumerate(rows)
    ]


def shuffled(rows: Rows) -> Rows:
    return random.Random(2).sample(rows, len(rows))


HARMS: dict[str, Callable[[Rows], bytes]] = {
    "LF line ends": text,
    "CRLF line ends": lambda rows: text(rows, "\r\n"),
    "a newline added": lambda rows: text(rows) + b"\n",
    "a line dropped": lambda rows: text(rows[1:]),
    "a tenth of the lines changed": lambda rows: text(a_tenth_changed(rows)),
    "another year": lambda rows: text(rows).replace(b";2024;", b";2023;"),
    "shuffled": lambda rows: text(shuffled(rows)),
    "one département": lambda rows: text(row for row in rows if ";2024;48;" in row),
    "one quarter": lambda rows: text(row for row in rows if row[2] == "3"),
    "beside real years": lambda rows: text([*rows, *lines("E", 2019), *lines("I", 2019)]),
}


@pytest.mark.parametrize("harm", HARMS)
@pytest.mark.parametrize("rows", [shipped, made_later])
def test_a_copy_is_known_by_its_rows(tmp_path: Path, rows: Callable[[], Rows], harm: str) -> None:
    content = HARMS[harm](rows())
    assert marked(tmp_path, content)
    assert marked(tmp_path / "zip", zipped({"Statistiques.txt": content}), "REGIONAL.zip")


@pytest.mark.parametrize("harm", HARMS)
def test_a_copy_of_what_was_shipped_first_is_known_too(tmp_path: Path, harm: str) -> None:
    rows = other_masses(shipped())
    assert not marked(tmp_path / "control", text(other_masses(made_later())))
    assert marked(tmp_path, HARMS[harm](rows))


def test_every_row_of_the_demonstration_meets_the_relation() -> None:
    rows = customs.demonstration().rows.collect()
    assert rows.select((invented.remainder(rows.schema) == 0).all()).item()
    assert rows.select(pl.col("mass").min() >= 0).item()


def test_the_order_of_codes_is_not_part_of_the_relation() -> None:
    types = codes.enumerations()
    frame = pl.DataFrame({"departement": ["03"], "a129": ["C30C"], "country": ["US"]})
    frame = frame.with_columns(value=pl.lit(1_000), mass=pl.lit(17))
    seen = set()
    for turn in (1, -1):
        kinds = {each: pl.Enum(types[each].categories[::turn]) for each in invented.CODES}
        rows = frame.cast(kinds)
        seen.add(rows.select(invented.remainder(rows.schema)).item())
    assert len(seen) == 1


# -- real files ----------------------------------------------------------------------------------

places = st.sampled_from(sorted(territories.customs_departements().items()))
products = st.sampled_from(sorted(nomenclature.product_codes()))
countries = st.sampled_from(sorted(nomenclature.country_codes()))
amounts = st.integers(0, 10**9)
row = st.tuples(places, products, countries, amounts, st.just(0) | amounts)


@given(st.lists(row, min_size=1, max_size=200, unique_by=lambda each: each[:3]))
@settings(suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_real_rows_are_never_taken_for_invented(found: list[tuple[object, ...]]) -> None:
    types = {name: codes.enumerations()[name] for name in ("departement", "a129", "country")}
    rows = pl.DataFrame(
        [("E", 1, place[0], product, "0111", *rest) for place, product, *rest in found],
        schema=["flow", "quarter", "departement", "a129", "cpf4", "country", "value", "mass"],
        orient="row",
    ).cast(types)
    assert not invented.are(rows)


def test_files_in_real_shapes_are_not(tmp_path: Path) -> None:
    assert not marked(tmp_path, both())


def test_a_few_rows_may_meet_the_relation_by_chance(tmp_path: Path) -> None:
    few = random.Random(3).sample(made_later(), 9)
    assert not marked(tmp_path, text(few))


# -- to the end ----------------------------------------------------------------------------------


def test_pages_manifest_json_and_letters_carry_the_mark(here: Path) -> None:
    with zipfile.ZipFile(archive()) as opened:
        texts = {name: opened.read(name).replace(b"\r\n", b"\n") for name in DATA}
    write(here / "Regional-2024.zip", zipped(texts))
    run("data", "import", "Regional-2024.zip")
    run("build", "--dept", "03")
    folder = here / "output" / "2024"
    assert "Données de démonstration – chiffres fictifs" in printed(folder / "03-allier.pdf")
    assert fiche.from_json((folder / "03-allier.json").read_bytes()).marks.demonstration
    (entry,) = manifest.read(folder, 2024).fiches
    assert entry.marks.demonstration
    assert json.loads((folder / manifest.NAME).read_text())["fiches"][0]["marks"]["demonstration"]
    leads(here, ";03;;Personne Un;un@example.org;;")
    (here / "tradefiche.toml").write_text(
        '[mail]\nserver = "127.0.0.1"\nport = 9\nsecurity = "none"\n'
        'from = "Fiches <fiches@example.org>"\nunsubscribe = "stop@example.org"\n'
        'base_url = "https://example.org/f"\n'
    )
    asked = ("send", "--recipients", "leads.csv", "--year", "2024")
    refused = run(*asked, status=1)
    assert "demonstration data, invented figures: --allow-demo" in refused.stderr
    run(*asked, "--allow-demo")
