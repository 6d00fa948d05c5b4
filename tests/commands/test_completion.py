"""What shells complete: values that the command then takes, as they were begun; and the regions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable

import pytest
from click.shell_completion import ShellComplete
from command import run

from tradefiche.commands.cli import main
from tradefiche.reference import industry
from tradefiche.reference import territories


def completed(*words: str, typed: str = "") -> list[str]:
    """The values proposed after these words."""
    shell = ShellComplete(main, {}, "tradefiche", "_TRADEFICHE_COMPLETE")
    return [item.value for item in shell.get_completions(list(words), typed)]


@pytest.mark.parametrize("words", [("build", "--dept"), ("build", "--except"), ("send", "--dept")])
def test_departements_are_completed_by_code(words: tuple[str, ...]) -> None:
    assert completed(*words) == [place.code for place in territories.departements()]
    assert completed(*words, typed="97") == ["971", "972", "973", "974", "976"]


@pytest.mark.parametrize(
    ("typed", "values"),
    [
        ("all", ["allier"]),
        ("All", ["Allier"]),
        ("AIN", ["AIN"]),
        ("Cot", ["Cote-d-or", "Cotes-d-armor"]),
        ("Cô", ["Côte-d-or", "Côtes-d-armor"]),
        ("la-", ["la-reunion"]),
        ("Val de ", ["Val de-marne"]),
        ("x", []),
        ("*", []),
    ],
)
def test_names_go_on_as_they_were_begun(typed: str, values: list[str]) -> None:
    assert completed("list", "territoires", "--dept", typed=typed) == values


def test_regions_are_completed_by_name() -> None:
    names = completed("build", "--region")
    assert [territories.region(name) for name in names] == list(territories.regions())
    assert completed("build", "--region", typed="1") == ["12", "13", "16", "18"]


@pytest.mark.parametrize("command", ["build", "send"])
def test_territoires_are_completed_by_id_and_name(command: str) -> None:
    assert completed(command, "--territoire") == [each.id for each in industry.everything()]
    assert completed(command, "--territoire", typed="TI-841") == [
        f"TI-841{number}" for number in range(10) if f"ti-841{number}" in _ids()
    ]
    assert completed(command, "--territoire", typed="rio") == ["riom-vichy"]


def _ids() -> set[str]:
    return {each.id for each in industry.everything()}


@pytest.mark.parametrize(
    ("option", "find", "everything"),
    [
        ("--dept", territories.departement, territories.departements),
        ("--region", territories.region, territories.regions),
        ("--territoire", industry.only, industry.everything),
    ],
)
def test_each_name_that_is_completed_is_taken(
    option: str, find: Callable[[str], object], everything: Callable[[], tuple[object, ...]]
) -> None:
    letters = "abcdefghijklmnopqrstuvwxyzé"
    values = [value for letter in letters for value in completed("build", option, typed=letter)]
    found = [find(value) for value in values]
    assert set(found) == set(everything())
    assert not [value for value in values if set(value) & set(" '’\"$&()")]


def test_a_completion_loads_no_library_of_the_figures() -> None:
    program = (
        "import sys\n"
        "from tradefiche.commands.cli import main\n"
        "try: main(prog_name='tradefiche')\n"
        "except SystemExit: pass\n"
        "assert not {'polars', 'matplotlib', 'reportlab', 'msgspec'} & {*sys.modules}\n"
    )
    asked = {
        "_TRADEFICHE_COMPLETE": "bash_complete",
        "COMP_WORDS": "tradefiche build --territoire rio",
        "COMP_CWORD": "3",
        "PYTHONIOENCODING": "utf-8",
    }
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={**os.environ, **asked},
        check=True,
        capture_output=True,
        encoding="utf-8",
    )
    assert done.stdout == "plain,riom-vichy\n"


def test_regions_are_listed_with_their_departements() -> None:
    shown = run("list", "regions").stdout.splitlines()
    assert shown[0].split() == ["code", "name", "départements"]
    assert "07    Bretagne                    22 29 35 56" in shown
    listed = json.loads(run("list", "regions", "--json").stdout)
    assert len(listed) == 14
    codes = [code for region in listed for code in region["departements"]]
    assert sorted(codes) == sorted(place.code for place in territories.departements())
    for region in listed:
        assert territories.region(region["code"]).name == region["name"]
