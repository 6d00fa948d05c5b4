"""What ``tradefiche atlas`` prints, and what it leaves on the disk."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

from command import changed
from command import copied
from command import printed
from command import run

from tradefiche import customs
from tradefiche import manifest
from tradefiche.cube import indicators
from tradefiche.fiche import atlas as atlases
from tradefiche.validation.hashes import built_hashes

SHIPPED = (
    "No customs data in data: using the demonstration data (2024, invented figures, marked on "
    "every page).\n"
)


def test_the_atlas_is_written_with_its_figures(here: Path) -> None:
    result = run("atlas")
    assert result.stdout == "output/2024/atlas.pdf\n"
    assert result.stderr == SHIPPED  # of the edition's links it prints none
    folder = here / "output" / "2024"
    assert {path.name for path in folder.iterdir()} == {
        "atlas.pdf",
        "atlas.json",
        manifest.NAME,
        manifest.SUMS,
    }
    expected = atlases.to_json(indicators.atlas(customs.demonstration()))
    assert (folder / "atlas.json").read_bytes() == expected
    assert "Classement des départements" in printed(folder / "atlas.pdf")


def test_its_json_has_a_schema(here: Path) -> None:
    schema = json.loads(run("schema", "--atlas").stdout)
    assert schema["title"] == "tradefiche atlas, schema 3"
    assert {*schema["$defs"]["Atlas"]["properties"]} == {
        *(
            "schema_version",
            "year",
            "departements",
            "monaco",
            "france",
            "provenance",
            "marks",
            "evolution",
        ),
    }


def test_it_is_listed_beside_the_fiches_and_stays_there(here: Path) -> None:
    folder = here / "output" / "2024"
    run("build", "--dept", "03")
    run("atlas")
    first = manifest.read(folder, 2024)
    assert [entry.code for entry in first.fiches] == ["03"]
    assert first.atlas is not None
    assert first.atlas.pages == 9
    assert first.atlas.pdf.sha256 == manifest.digest((folder / "atlas.pdf").read_bytes())
    assert built_hashes(folder)["atlas.pdf"] == first.atlas.pdf.sha256
    run("build", "--dept", "48")
    second = manifest.read(folder, 2024)
    assert second.atlas == first.atlas
    assert [entry.code for entry in second.fiches] == ["03", "48"]
    sums = (folder / manifest.SUMS).read_text().splitlines()
    for line in sums:
        digest, name = line.split("  ")
        assert manifest.digest((folder / name).read_bytes()) == digest
    assert len(sums) == 6


def test_what_has_not_changed_is_left_alone(here: Path) -> None:
    pdf = here / "output" / "2024" / "atlas.pdf"
    run("atlas")
    content, time = pdf.read_bytes(), pdf.stat().st_mtime_ns
    assert run("atlas").stdout == "output/2024/atlas.pdf (unchanged)\n"
    assert pdf.stat().st_mtime_ns == time
    assert run("atlas", "--force").stdout == "output/2024/atlas.pdf\n"
    assert pdf.stat().st_mtime_ns != time
    assert pdf.read_bytes() == content
    pdf.write_bytes(content + b"\n")  # somebody touched it
    assert run("atlas").stdout == "output/2024/atlas.pdf\n"
    assert pdf.read_bytes() == content


def test_a_summary_for_programs(here: Path) -> None:
    (told,) = json.loads(run("atlas", "--json").stdout)
    pdf = here / told["pdf"]
    assert told == {
        "year": 2024,
        "demonstration": True,
        "pdf": "output/2024/atlas.pdf",
        "json": "output/2024/atlas.json",
        "pages": 9,
        "bytes": pdf.stat().st_size,
        "unchanged": False,
    }
    (again,) = json.loads(run("atlas", "--json").stdout)
    assert again == {**told, "unchanged": True}


def test_a_brand_of_ones_own_colours_the_maps(here: Path) -> None:
    own = copied("brand/default", here / "mine")
    run("atlas")
    before = (here / "output" / "2024" / "atlas.pdf").read_bytes()
    for token, old, new in (
        ("exports = ", "#5A1F77", "#7A3B00"),
        ("positive = ", "#00735C", "#1B4F9C"),
    ):
        changed(own / "brand.toml", f'{token}"{old}"', f'{token}"{new}"')
    assert run("atlas", "--brand", own).stdout == "output/2024/atlas.pdf\n"
    assert (here / "output" / "2024" / "atlas.pdf").read_bytes() != before
    pale = copied("brand/default", here / "pale")
    changed(pale / "brand.toml", 'positive = "#00735C"', 'positive = "#BBDDFF"')
    refused = run("atlas", "--brand", pale, status=1)
    assert "too little contrast: positive on paper" in refused.stderr
    run("atlas", "--brand", pale, "--allow-low-contrast")


def test_a_year_that_is_not_there(here: Path) -> None:
    result = run("atlas", "--year", "2019", status=1)
    assert "no customs data for 2019 in data" in result.stderr
    assert run("atlas", "--year", "last", status=2).stderr.startswith("Error: 'last' is not a year")
    assert not (here / "output").exists()


def test_a_folder_that_cannot_be_written(here: Path) -> None:
    (here / "output").mkdir()
    (here / "output" / "2024").write_text("a file")
    result = run("atlas", status=1)
    assert "output/2024: cannot be written" in result.stderr
    assert "Hint: " in result.stderr


def test_an_unusable_character_is_told(here: Path) -> None:
    own = copied("editions/2024", here / "mine")
    changed(own / "edition.toml", "Territoires d’industrie", "漢字")
    result = run("atlas", "--edition", own, status=1)
    (told,) = (line for line in result.stderr.splitlines() if "U+6F22" in line)
    assert re.fullmatch(r"Error: Atlas: font \S+ has no place for U\+6F22 in '漢字'", told)
    assert not (here / "output" / "2024" / "atlas.pdf").exists()


def test_its_help_loads_nothing_heavy() -> None:
    code = (
        "import sys, runpy; sys.argv = ['tradefiche', 'atlas', '--help']\n"
        "try: runpy.run_module('tradefiche', run_name='__main__')\n"
        "except SystemExit: print(*sys.modules, sep=chr(10), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert "Usage: tradefiche atlas" in done.stdout
    assert not {"polars", "matplotlib", "numpy", "reportlab"} & {*done.stderr.splitlines()}
