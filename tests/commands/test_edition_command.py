"""``tradefiche edition check``: all that is wrong at once, and what the build finds by itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from command import changed
from command import copied
from command import printed
from command import run

from tradefiche import resources


@pytest.fixture
def mine(here: Path) -> Path:
    return copied("editions/2024", here / "mine")


def faults(folder: Path, *options: object) -> list[dict[str, Any]]:
    """What is wrong, as data."""
    found = json.loads(run("edition", "check", folder, "--json", *options, status=1).stdout)
    return list(found["faults"])


def test_the_shipped_edition_has_no_fault(here: Path) -> None:
    result = run("edition", "check", resources.assets("editions", "2024"))
    assert result.stdout == ""
    assert "0 faults; tried on 100 départements, 183 packs and the atlas." in result.stderr
    assert "no address for the link 'dossier': printed as plain words." in result.stderr
    assert not [*here.iterdir()]


def test_all_faults_are_told_at_once_one_line_each(here: Path, mine: Path) -> None:
    changed(mine / "edition.toml", 'portraits = ""', 'portraits = "nowhere"')
    changed(mine / "introduction.md", "# Introduction", "# Introduction\n\n" + "Un {mot}. " * 3)
    changed(mine / "contexte.md", "## Contexte", "## Contexte\n\n" + "Un mot de plus. " * 60)
    changed(mine / "balance.md", "Elle montre", "Elle montre ☃")
    (mine / "pratique.md").write_bytes(b"\xff")
    brand = copied("brand/default", here / "look")
    changed(brand / "brand.toml", 'mute = "#666666"', 'mute = "#AAAAAA"')
    changed(brand / "brand.toml", 'state = ""', 'state = "logo.png"')
    lines = run("edition", "check", mine, "--brand", brand, status=1).stdout.splitlines()
    starts = [
        f"{mine / 'edition.toml'}: [links] portraits = 'nowhere' is not an address. Begin it with",
        f"{mine / 'introduction.md'}:3: unknown placeholder {{mot}}. ",
        f"{mine / 'pratique.md'}: cannot be read (not UTF-8). ",
        f"{brand / 'brand.toml'}: too little contrast: mute on paper 2.32:1 (needs 4.5:1). ",
        f"{brand / 'brand.toml'}: no logo file {brand / 'logo.png'}. ",
        f"{mine / 'balance.md'}:3: the fonts have no place for U+2603 (☃). Write it without",
        f"{mine / 'contexte.md'}: its text does not fit on page 3: ",
    ]
    assert len(lines) == len(starts)
    for line, start in zip(lines, starts, strict=True):
        assert line.startswith(start), line
    assert "points too high (about " in lines[-1]
    assert "more. Shorten it, or begin a new page" in lines[-1]


def test_what_fits_in_some_departements_only_names_the_others(here: Path, mine: Path) -> None:
    """The longest names are those that do not fit."""
    title = "Les indicateurs {de_departement} : commerce extérieur"
    changed(mine / "edition.toml", "Les indicateurs clés : commerce extérieur", title)
    found = json.loads(run("edition", "check", mine, "--json", status=1).stdout)
    fault, *wide = found["faults"]
    assert [each["places"] for each in wide] == [["04"], ["64"], ["66"]]
    assert "title does not fit in the band of the cover" in fault["message"]
    assert "04" in fault["places"]
    assert 0 < len(fault["places"]) < 50
    for code in fault["places"][:2]:
        said = run("build", "--dept", code, "--edition", mine, status=1).stderr
        assert "title does not fit in the band of the cover" in said
    fitting = next(c for c in ("01", "03", "11") if c not in fault["places"])
    run("build", "--dept", fitting, "--edition", mine)


def test_packs_and_the_atlas_are_tried_too(here: Path, mine: Path) -> None:
    program = "Territoires d’industrie et bassins d’emploi du programme"
    changed(mine / "edition.toml", "Territoires d’industrie", program)
    by_message = {each["message"].partition(":")[2]: each for each in faults(mine)}
    places = {place for each in by_message.values() for place in each["places"]}
    assert any(place.startswith("ti-") for place in places)
    changed(mine / "edition.toml", program, program * 3)
    assert any("atlas" in each["places"] for each in faults(mine))


def test_a_settings_file_that_cannot_be_read(here: Path) -> None:
    result = run("edition", "check", "nowhere", status=1)
    assert result.stdout.startswith("nowhere/edition.toml: cannot be read (")
    assert "1 fault; not tried on départements until this is mended." in result.stderr


def test_a_copy_whose_year_was_forgotten(here: Path) -> None:
    own = copied("editions/2024", here / "editions" / "2025")
    (fault,) = faults(own)
    assert fault["message"] == f"{own / 'edition.toml'}: is of 2024, in a folder named 2025"


def test_what_an_author_may_have_forgotten_is_no_fault(here: Path, mine: Path) -> None:
    changed(mine / "edition.toml", 'dossier = ""', 'dossier = ""\nautre = "https://example.org"')
    (mine / "notes.md").write_text("# Notes\n", "utf-8")
    said = run("edition", "check", mine).stderr
    assert "no text uses the link 'autre'" in said
    assert "notes.md: is no section of edition.toml, and is not printed." in said


# -- found where one stands ------------------------------------------------------------------------


def test_an_edition_where_one_stands_is_found_and_named(here: Path) -> None:
    own = copied("editions/2024", here / "editions" / "2024")
    changed(own / "introduction.md", "# Introduction", "# Ouverture")
    said = run("build", "--dept", "03").stderr
    assert "Using the edition in editions/2024." in said
    assert "Ouverture" in printed(here / "output" / "2024" / "03-allier.pdf")


def test_an_edition_of_a_later_year_leaves_this_one_to_the_project(here: Path) -> None:
    copied("editions/2024", here / "editions" / "2025")
    assert "Using the edition" not in run("build", "--dept", "03").stderr
