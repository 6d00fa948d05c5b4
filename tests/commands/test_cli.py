"""What the commands print, on which stream and with which exit status; wrong usage, faults."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from pathlib import Path

import click
import msgspec
import pytest
from click.testing import CliRunner
from command import process
from command import run
from customs_files import write
from filled_stores import WHOLE
from filled_stores import filled
from paths import SNAPSHOTS
from terminal import fits

from tradefiche import __version__
from tradefiche import fiche
from tradefiche.batch import request
from tradefiche.commands.cli import main
from tradefiche.commands.console import Console

# -- usage and faults ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["buidl"], "Hint: Did you mean tradefiche build?"),
        (["import", "x.zip"], "Hint: Did you mean tradefiche data import?"),
        (["status"], "Hint: Did you mean tradefiche data status, tradefiche mail status?"),
        (["help"], "Hint: tradefiche --help names all commands."),
        (["build"], "Hint: Name one (--dept 03)"),
        (["build", "03"], "Hint: A département is named by --dept: --dept 03."),
        (["export", "--dept", "03", "cotes d armor"], "--dept: --dept 'cotes d armor'."),
        (["build", "--dept", "03", "--year", "1789"], "'1789' is not a year"),
        (["build", "--dept", "03", "--year", "soon"], "Hint: Write --year 2024"),
        (["build", "--dept", "03", "--colour"], "--colour"),
        (["build", "--dept", "03", "--output", "file"], "Directory 'file' is a file"),
        (["list", "communes"], "No such command 'communes'"),
        (["data", "import"], "Missing argument 'PATH…'"),
    ],
)
def test_wrong_usage(here: Path, words: list[str], said: str) -> None:
    write(here / "file", b"")
    result = run(*words, status=2)
    assert said in result.stderr
    assert result.stdout == ""


def test_help_and_version() -> None:
    assert run("--version").output == f"tradefiche, version {__version__}\n"
    for words in ([], ["build"], ["list"], ["list", "departements"], ["schema"], ["data"]):
        assert run(*words, "--help").output.startswith("Usage: ")


def test_a_command_is_imported_when_it_is_asked_for() -> None:
    loaded = (
        "import sys, tradefiche.commands.cli; "
        "print([n for n in sys.modules if n.endswith(('.build', '.send', '.mail'))])"
    )
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True)
    assert done.stdout.strip() == b"[]"
    listed = run("--help").output.partition("Commands:\n")[2].splitlines()
    names = [line.split()[0] for line in listed if not line.startswith("   ")]
    assert names == [
        *(
            "atlas",
            "build",
            "check",
            "clean",
            "data",
            "demo",
            "diff",
            "doctor",
            "edition",
            "export",
            "init",
            "list",
            "mail",
            "review",
            "schema",
            "send",
            "settings",
            "site",
        ),
    ]


def test_a_fault_of_the_program_is_one_line_and_verbose_tells_all(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr(request, "prepare", broken)
    result = run("build", "--dept", "03", status=1)
    assert result.stderr == (
        "Error: unexpected ZeroDivisionError: by nought\n"
        "Hint: This is a fault of tradefiche. Run it again as tradefiche --verbose …, and report "
        "what it prints.\n"
    )
    told = CliRunner().invoke(main, ["--verbose", "build", "--dept", "03"])
    assert told.exit_code == 1
    assert "in broken" in told.stderr


def test_a_panic_of_polars_is_a_fault_like_another(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from polars.exceptions import PanicException

    def broken(_: object) -> None:
        raise PanicException("index out of bounds")

    assert not issubclass(PanicException, Exception)
    monkeypatch.setattr(request, "prepare", broken)
    result = run("build", "--dept", "03", status=1)
    assert result.stderr.startswith("Error: unexpected PanicException: index out of bounds\nHint: ")


def test_a_closed_pipe_is_no_error(here: Path) -> None:
    command = [sys.executable, "-m", "tradefiche", "list", "departements"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as run:
        assert run.stdout
        assert run.stderr
        run.stdout.close()  # as « head » does, or a pager that is left
        assert run.stderr.read() == b""


# -- list, schema --------------------------------------------------------------------------------


def test_list_in_full() -> None:
    listed = run("list", "departements").stdout
    path = SNAPSHOTS / "list-departements.txt"
    assert listed == path.read_text("utf-8")
    assert len(listed.splitlines()) == 101


def test_list_as_json_says_the_same() -> None:
    rows = json.loads(run("list", "departements", "--json").stdout)
    shown = [
        f"{row['code']:<6}{row['customs_code']:<9}{row['name']:<26}{row['region'] or '-'}"
        for row in rows
    ]
    assert shown == run("list", "departements").stdout.splitlines()[1:]
    files = {row["name"]: row["file"] for row in rows}
    assert files["Côtes-d’Armor"] == "22-cotes-d-armor"
    assert len(set(files.values())) == 100


def test_the_schema_is_that_of_the_file_beside_the_pdf(here: Path) -> None:
    schema = json.loads(run("schema").stdout)
    run("build", "--dept", "03")
    content = (here / "output" / "2024" / "03-allier.json").read_bytes()
    written = json.loads(content)
    top = schema["$defs"][schema["$ref"].rpartition("/")[2]]
    assert written.keys() == top["properties"].keys() - {"evolution"}  # there is no other year
    for name, definition in schema["$defs"].items():
        assert definition["type"] == "object", name
        assert set(definition["required"]) <= definition["properties"].keys()
    assert fits(written, schema, schema) == []
    assert msgspec.json.decode(content, type=fiche.Fiche) == fiche.from_json(content)
    del written["exports"]["total"]
    assert fits(written, schema, schema) == ["exports: total is missing"]


def test_the_schema_is_that_of_a_fiche_with_other_years(here: Path) -> None:
    schema = json.loads(run("schema").stdout)
    for year in (2023, 2024):
        filled(here / "data", WHOLE, year)
    run("build", "--dept", "03", "--year", "2024")
    written = json.loads((here / "output" / "2024" / "03-allier.json").read_bytes())
    assert [each["year"] for each in written["evolution"]["years"]] == [2023, 2024]
    assert fits(written, schema, schema) == []
    del written["evolution"]["years"][0]["complete"]
    assert fits(written, schema, schema) != []


# -- nothing found -------------------------------------------------------------------------------


def test_a_departement_without_any_territoire_is_told_so() -> None:
    result = CliRunner().invoke(main, ["list", "territoires", "--dept", "75"])
    assert (result.exit_code, len(result.stdout.splitlines())) == (0, 1)  # the head
    assert result.stderr == "None of the 183 Territoires d'industrie answers to that.\n"


def test_separate_needs_a_territoire() -> None:
    result = CliRunner().invoke(main, ["build", "--dept", "03", "--separate"])
    assert result.exit_code == 2
    assert "--separate without a Territoire d’industrie" in result.stderr


# -- progress ------------------------------------------------------------------------------------


class Terminal(io.StringIO):
    """A standard error that somebody looks at."""

    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("console", "stream", "count", "shown"),
    [
        (Console(), Terminal(), 3, True),
        (Console(quiet=True), Terminal(), 3, False),
        (Console(), Terminal(), 1, False),
        (Console(), io.StringIO(), 3, False),
    ],
)
def test_a_bar_is_for_a_terminal_and_for_many(
    monkeypatch: pytest.MonkeyPatch, console: Console, stream: io.StringIO, count: int, shown: bool
) -> None:
    monkeypatch.setattr(sys, "stderr", stream)
    assert list(console.progress(range(count), count, "Building")) == list(range(count))
    assert ("Building" in stream.getvalue()) is shown
    assert (f"{count}/{count}" in stream.getvalue()) is shown


@pytest.mark.parametrize("columns", [20, 40, 63, 64, 80, 99, 100, 200])
def test_a_bar_stays_on_its_line(monkeypatch: pytest.MonkeyPatch, columns: int) -> None:
    stream = Terminal()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setenv("COLUMNS", str(columns))
    list(Console().progress(range(1000), 1000, "Building", rate=True))
    lines = [click.unstyle(line).rstrip() for line in stream.getvalue().split("\r")]
    assert max(map(len, lines)) < columns  # a Windows console begins a line after the last
    assert "1000/1000" in stream.getvalue()
    assert ("a second" in stream.getvalue()) is (columns >= 64)


def test_how_much_is_said_may_stand_behind_the_command() -> None:
    assert run("list", "departements", "-v").exit_code == 0
    assert run("list", "territoires", "--dept", "75", "-q").stderr == ""
    assert run("list", "territoires", "--dept", "75").stderr
    asked = run("build", "--dept", "03", "-v", "--help").stdout
    assert "--verbose" not in asked  # said once, by the root


def test_no_bar_in_a_file(here: Path) -> None:
    done = process("build", "--dept", "46", "--dept", "03", cwd=here)
    assert done.stdout.splitlines() == ["output/2024/46-lot.pdf", "output/2024/03-allier.pdf"]
    assert "Building" not in done.stderr
    assert "\r" not in done.stderr


def test_two_schemas_at_once_are_wrong_usage() -> None:
    said = run("schema", "--manifest", "--atlas", status=2).stderr
    assert "Error: --manifest and --atlas are the schemas of two files" in said
