"""What the commands print, where, and with which exit status; and what they leave on the disk."""

from __future__ import annotations

import errno
import gc
import importlib.util
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import msgspec
import pikepdf
import pytest
from click.testing import CliRunner
from click.testing import Result
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import snapshot
from customs_files import text
from customs_files import write
from customs_files import zipped
from PIL import Image
from printed import flat
from printed import pages

from tradefiche import __version__
from tradefiche import fiche
from tradefiche import resources
from tradefiche.batch import manifest
from tradefiche.batch import request
from tradefiche.cli import main
from tradefiche.console import Console

DEMONSTRATION = "Données de démonstration – chiffres fictifs"


@pytest.fixture(autouse=True)
def _collecting() -> Iterator[None]:
    """A build stops the garbage collector, for its own process: the tests' goes on."""
    yield
    gc.enable()


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, where the command is run."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRADEFICHE_DATA", raising=False)
    return tmp_path


def run(*words: object, status: int = 0, **options: Any) -> Result:
    """The command, which must end with ``status`` and never with a traceback."""
    result = CliRunner().invoke(main, [str(word) for word in words], **options)
    assert "Traceback" not in result.output, result.output
    assert result.exit_code == status, result.output
    return result


def process(*words: object, **options: Any) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tradefiche", *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        check=False,
        **options,
    )


def printed(path: Path) -> str:
    return flat(" ".join(pages(path.read_bytes())))


# -- build ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "file"),
    [
        ("03", "03-allier"),
        ("3", "03-allier"),
        ("allier", "03-allier"),
        ("l'Allier", "03-allier"),
        ("2A", "20-corse"),
        ("haute-corse", "20-corse"),
        ("9A", "971-guadeloupe"),
        ("971", "971-guadeloupe"),
        ("Côtes-d'Armor", "22-cotes-d-armor"),
        ("cotes d armor", "22-cotes-d-armor"),
    ],
)
def test_any_name_of_a_departement_finds_its_place(name: str, file: str) -> None:
    (place,) = request.selection([name])
    assert request.slug(place) == file


@pytest.mark.parametrize("name", ["2A", "Côtes-d'Armor"])
def test_build_writes_the_pdf_and_its_figures(here: Path, name: str) -> None:
    result = run("build", "--dept", name)
    (pdf,) = here.glob("output/2024/*.pdf")
    assert result.stdout == f"{pdf.relative_to(here)}\n"
    made = {path.name for path in (here / "output" / "2024").iterdir()}
    assert made == {pdf.name, pdf.with_suffix(".json").name, "manifest.json", "SHA256SUMS"}
    written = fiche.from_json(pdf.with_suffix(".json").read_bytes())
    assert written.place.name in printed(pdf)
    assert written.marks.demonstration


def test_several_departements_each_once_in_the_order_asked_for(here: Path) -> None:
    names = ("46", "971", "Lot", "9A")
    result = run("build", *(word for name in names for word in ("--dept", name)))
    assert result.stdout == "output/2024/46-lot.pdf\noutput/2024/971-guadeloupe.pdf\n"
    assert len([*here.glob("output/2024/*.pdf")]) == 2


def test_results_and_remarks_go_to_their_own_streams(here: Path) -> None:
    done = process("build", "--dept", "03", cwd=here)
    assert done.returncode == 0
    assert done.stdout == "output/2024/03-allier.pdf\n"
    assert done.stderr == (
        "No customs data in data: using the demonstration data (2024, invented figures, marked on "
        "every page).\n"
        "The edition has no address for: portraits, dossier. Printed as plain words; fill [links] "
        "in edition.toml to make them links.\n"
    )


def test_quiet_says_nothing_but_errors(here: Path) -> None:
    assert run("--quiet", "build", "--dept", "03").output == ""
    assert (here / "output" / "2024" / "03-allier.pdf").is_file()
    assert "Error: " in run("--quiet", "build", "--dept", "03", "--year", "2019", status=1).stderr


def test_verbose_says_how_long_it_took(here: Path) -> None:
    result = run("--verbose", "build", "--dept", "03")
    assert result.stdout == "output/2024/03-allier.pdf\n"
    assert re.search(r"(?m)^preparing +\d+\.\d\d s\ndrawing +\d+\.\d\d s$", result.stderr)


def test_building_again_changes_nothing_even_by_force(here: Path) -> None:
    run("build", "--dept", "03")
    before = snapshot(here)
    again = run("build", "--dept", "allier")
    assert again.stdout == "output/2024/03-allier.pdf (unchanged)\n"
    forced = run("build", "--dept", "allier", "--force")
    assert forced.stdout == "output/2024/03-allier.pdf\n"
    assert snapshot(here) == before


def test_open_shows_each_pdf(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(click, "launch", shown.append)
    run("build", "--dept", "46", "--open")
    assert shown == ["output/2024/46-lot.pdf"]


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("alier", "Hint: Did you mean Allier (03)?"),
        ("Haute-Garone", "Haute-Garonne (31)"),
        ("999", "Hint: Give a code (03, 971) or a name (Allier)."),
    ],
)
def test_an_unknown_departement_is_wrong_usage(here: Path, name: str, said: str) -> None:
    result = run("build", "--dept", "03", "--dept", name, status=2)
    assert f"Error: “{name}” is not a département" in result.stderr
    assert said in result.stderr
    assert not snapshot(here)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["frobnicate"], "No such command 'frobnicate'"),
        (["build"], "Hint: Name one (--dept 03)"),
        (["build", "--dept", "03", "--year", "1789"], "'1789' is not a year"),
        (["build", "--dept", "03", "--year", "soon"], "Hint: Write --year 2024"),
        (["build", "--dept", "03", "--colour"], "No such option '--colour'"),
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


# -- years ---------------------------------------------------------------------------------------


def test_a_year_without_data_says_how_to_get_it(here: Path) -> None:
    result = run("build", "--dept", "03", "--year", "2019", status=1)
    assert result.stderr == (
        "Error: no customs data for 2019 in data\n"
        "Hint: Import the official files with tradefiche data import, or get them with tradefiche "
        "data fetch --year 2019. The demonstration data are of 2024.\n"
    )
    assert not snapshot(here)


@pytest.fixture
def imported(here: Path) -> Path:
    """A store with the whole of 2024, and three quarters of 2025."""
    write(here / "Regional-2024.zip", zipped({"Region_2024.txt": both()}))
    latest = both(2025, (1, 2, 4))
    write(here / "latest.zip", zipped({"REGIONAL.txt": latest}, made=(2026, 3, 1)))
    run("data", "import", "Regional-2024.zip", "latest.zip")
    return here


def test_an_imported_year_gives_a_fiche_with_its_true_source(imported: Path) -> None:
    result = run("build", "--dept", "03", "--year", "2024")
    assert "demonstration" not in result.stderr
    pdf = imported / "output" / "2024" / "03-allier.pdf"
    words = printed(pdf)
    assert "démonstration" not in words
    assert "fictif" not in words
    assert "Direction générale des Douanes et Droits indirects" in words
    assert "mises à jour le 7 février 2025" in words
    written = fiche.from_json(pdf.with_suffix(".json").read_bytes())
    # By hand from customs_files: four quarters of three trades of the second place.
    assert written.exports.total == sum(
        10_000 * quarter + 100 + trade for quarter in (1, 2, 3, 4) for trade in (0, 1, 2)
    )
    assert written.provenance.updated == "2025-02-07"
    assert [file.name for file in written.provenance.files] == ["Regional-2024.zip"]
    with pikepdf.open(pdf) as opened:
        assert "démonstration" not in str(opened.docinfo.Subject)


def test_the_latest_year_is_built_and_refused_when_incomplete(imported: Path) -> None:
    result = run("build", "--dept", "03", status=1)
    assert result.stderr == (
        "Error: 2025 is incomplete: exports lack Q3, imports lack Q3\n"
        "Hint: Import the missing quarters, or build it as it is with --provisional: every page "
        "will then say « provisoire ».\n"
    )
    assert not (imported / "output").exists()


def test_a_provisional_year_says_so_on_every_page(imported: Path) -> None:
    result = run("build", "--dept", "03", "--provisional")
    assert result.stderr.startswith(
        "2025 is incomplete (Q1, Q2, Q4): every page says so.\n"
        "No edition of 2025: using the texts of 2024.\n"
    )
    pdf = imported / "output" / "2025" / "03-allier.pdf"
    for number, page in enumerate(pages(pdf.read_bytes()), 1):
        assert "provisoire, T1, T2 et T4 2025" in flat(page), f"page {number}"


def test_a_year_that_was_never_imported(imported: Path) -> None:
    result = run("build", "--dept", "03", "--year", "2023", status=1)
    assert "Error: 2023 is not in data: it holds 2024, 2025\n" in result.stderr


def test_two_flows_with_other_quarters_are_refused_even_as_provisional(here: Path) -> None:
    rows = [*lines("E", 2025, (1, 2)), *lines("I", 2025, (1,))]
    write(here / "latest.txt", text(rows))
    run("data", "import", "latest.txt")
    result = run("build", "--dept", "03", "--provisional", status=1)
    assert "its two flows differ" in result.stderr


def test_the_store_may_be_named_by_the_environment(imported: Path) -> None:
    environment = {"TRADEFICHE_DATA": str(imported / "data")}
    result = run("build", "--dept", "03", "--year", "2024", "--output", "o", env=environment)
    assert "demonstration" not in result.stderr


def test_a_departement_without_trade_still_has_its_fiche(here: Path) -> None:
    rows = [line("E", quarter) for quarter in (1, 2, 3, 4)]
    rows += [line("I", quarter) for quarter in (1, 2, 3, 4)]
    write(here / "a.txt", text(rows))
    run("data", "import", "a.txt")
    run("build", "--dept", "971", "--dept", "03")
    assert "Aucune exportation" in printed(here / "output" / "2024" / "971-guadeloupe.pdf")


# -- what goes wrong on the disk -----------------------------------------------------------------


def test_an_output_that_cannot_be_written(here: Path) -> None:
    write(here / "file", b"")
    result = run("build", "--dept", "03", "--output", "file/inside", status=1)
    assert "Error: file/inside/2024: cannot be written (Not a directory)" in result.stderr
    assert "choose another folder with --output" in result.stderr


@pytest.mark.parametrize("full", [".pdf", ".json"])
def test_a_full_disk_leaves_what_was_there(
    here: Path, monkeypatch: pytest.MonkeyPatch, full: str
) -> None:
    run("build", "--dept", "03")
    before = snapshot(here)
    write_bytes = Path.write_bytes

    def written(path: Path, content: bytes) -> int:
        if full in path.name:
            write_bytes(path, content[: len(content) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write_bytes(path, content)

    monkeypatch.setattr(Path, "write_bytes", written)
    result = run("build", "--dept", "46", status=1)
    assert "46-lot.pdf: cannot be written (No space left on device)" in result.stderr
    assert "Hint: Free some space" in result.stderr
    assert snapshot(here) == before


@pytest.mark.parametrize("content", ["{", "[]", '{"schema_version": 99, "partitions": []}'])
def test_a_damaged_store_is_named(here: Path, content: str) -> None:
    write(here / "data" / "index.json", content.encode())
    result = run("build", "--dept", "03", status=1)
    assert "Error: data/index.json " in result.stderr
    assert "Hint: " in result.stderr


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


def test_an_interruption_leaves_whole_files_and_is_made_good(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    replace = Path.replace
    moved: list[str] = []

    def interrupted(path: Path, target: Path) -> Path:
        moved.append(target.name)
        if len(moved) == 4:
            raise KeyboardInterrupt
        return replace(path, target)

    command = ("build", "--dept", "46", "--dept", "03")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", interrupted)
        result = run(*command, status=1)
    assert result.stderr.endswith("Run the same command again to finish.\n")
    folder = here / "output" / "2024"
    left = {path.name for path in folder.iterdir()}
    assert left == {*moved[:3], "SHA256SUMS", "manifest.json"}  # and no draft
    (entry,) = manifest.read(folder, 2024).fiches
    assert manifest.describes(folder, entry)
    again = run(*command).stdout.splitlines()
    assert [line.endswith(" (unchanged)") for line in again] == [True, False]
    entries = manifest.read(folder, 2024).fiches
    assert [entry.code for entry in entries] == ["03", "46"]
    assert all(manifest.describes(folder, entry) for entry in entries)


def test_a_closed_pipe_is_no_error(here: Path) -> None:
    command = f'"{sys.executable}" -m tradefiche list departements | true'
    done = subprocess.run(["sh", "-c", command], capture_output=True, encoding="utf-8", check=False)
    assert "Traceback" not in done.stderr


# -- editions and brands of one's own ------------------------------------------------------------


@pytest.fixture
def own_edition(here: Path) -> Path:
    return copied("editions/2024", here / "mine")


@pytest.fixture
def own_brand(here: Path) -> Path:
    return copied("brand/default", here / "mine")


def copied(name: str, folder: Path) -> Path:
    for path in resources.assets(*name.split("/")).iterdir():
        write(folder / path.name, path.read_bytes())
    return folder


def changed(path: Path, old: str, new: str) -> None:
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new, 1), "utf-8")


def test_an_edition_of_ones_own(here: Path, own_edition: Path) -> None:
    changed(
        own_edition / "pratique.md", "# Informations pratiques", "# Bon à savoir {de_departement}"
    )
    changed(own_edition / "edition.toml", 'portraits = ""', 'portraits = "https://example.org/p"')
    result = run("build", "--dept", "03", "--edition", own_edition)
    assert "no address for: dossier." in result.stderr
    pdf = here / "output" / "2024" / "03-allier.pdf"
    assert "Bon à savoir de l’Allier" in printed(pdf)
    with pikepdf.open(pdf) as opened:
        addresses = {
            str(link.A.URI)
            for page in opened.pages
            for link in page.get("/Annots", [])
            if "/A" in link
        }
    assert "https://example.org/p" in addresses


def test_an_unknown_placeholder_is_told_with_its_line(here: Path, own_edition: Path) -> None:
    path = own_edition / "exportations.md"
    count = len(path.read_text("utf-8").splitlines())
    path.write_text(path.read_text("utf-8") + "\nLe {truc} de l'année.\n", "utf-8")
    result = run("build", "--dept", "03", "--edition", own_edition, status=1)
    assert f"{path}:{count + 2}: unknown placeholder {{truc}}\n" in result.stderr
    assert "Hint: Known ones: annee, " in result.stderr
    assert not (here / "output").exists()


def test_a_missing_edition(here: Path) -> None:
    result = run("build", "--dept", "03", "--edition", "nowhere", status=1)
    assert (
        "Error: nowhere/edition.toml: cannot be read (No such file or directory)" in result.stderr
    )


def test_a_letter_that_the_fonts_lack_is_named(here: Path, own_edition: Path) -> None:
    changed(own_edition / "pratique.md", "# Informations pratiques", "# Informations Ω")
    result = run("build", "--dept", "03", "--edition", own_edition, status=1)
    assert "U+03A9" in result.stderr
    assert "Write the edition's text without that character" in result.stderr
    assert not [*here.glob("output/2024/*.pdf")]


def _png(path: Path) -> None:
    Image.new("RGBA", (300, 100), (0, 0, 145, 128)).save(path)


def _pdf(path: Path) -> None:
    with pikepdf.new() as made:
        page = made.add_blank_page(page_size=(300, 100))
        page.contents_add(made.make_stream(b"0 0 0.6 rg 10 10 280 80 re f"))
        made.save(path)


def _svg(path: Path) -> None:
    path.write_text(
        '<svg xmlns="http://www.w3.org/2000/svg" width="300" height="100">'
        '<rect x="10" y="10" width="280" height="80" fill="#000091"/></svg>',
        "utf-8",
    )


@pytest.mark.parametrize(
    ("name", "make"), [("logo.png", _png), ("logo.pdf", _pdf), ("logo.svg", _svg)]
)
def test_a_logo_takes_the_place_of_the_words(
    here: Path, own_brand: Path, name: str, make: Any
) -> None:
    if name.endswith("svg") and importlib.util.find_spec("svglib") is None:
        pytest.skip("svglib is not installed")
    make(own_brand / name)
    changed(own_brand / "brand.toml", 'state = ""', f'state = "{name}"')
    run("build", "--dept", "03", "--brand", own_brand)
    path = here / "output" / "2024" / "03-allier.pdf"
    words = printed(path)
    assert "Fraternité" not in words
    assert "agence nationale" in words
    with pikepdf.open(path) as opened:
        assert opened.check_pdf_syntax() == []


@pytest.mark.parametrize("name", ["logo.png", "logo.pdf", "logo.svg", "logo.gif"])
def test_a_logo_that_is_not_there_or_not_a_picture(here: Path, own_brand: Path, name: str) -> None:
    changed(own_brand / "brand.toml", 'state = ""', f'state = "{name}"')
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert name in result.stderr
    assert "Hint: " in result.stderr
    assert "unexpected" not in result.stderr


def test_colours_that_read_badly_are_refused_unless_accepted(here: Path, own_brand: Path) -> None:
    changed(own_brand / "brand.toml", 'mute = "#666666"', 'mute = "#AAAAAA"')
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert (
        f"Error: {own_brand}/brand.toml: too little contrast: mute on paper 2.32:1 (needs 4.5:1)\n"
        in (result.stderr)
    )
    assert not (here / "output").exists()
    run("build", "--dept", "03", "--brand", own_brand, "--allow-low-contrast")
    assert (here / "output" / "2024" / "03-allier.pdf").is_file()


def test_a_missing_font(here: Path, own_brand: Path) -> None:
    changed(own_brand / "brand.toml", "SourceSans3_700Bold.ttf", "Ours.ttf")
    result = run("build", "--dept", "03", "--brand", own_brand, status=1)
    assert f"font file Ours.ttf is neither in {own_brand} nor among " in result.stderr


# -- list, schema --------------------------------------------------------------------------------


def test_list_in_full() -> None:
    listed = run("list", "departements").stdout
    path = Path(__file__).parent / "snapshots" / "list-departements.txt"
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
    assert written.keys() == top["properties"].keys()
    for name, definition in schema["$defs"].items():
        assert definition["type"] == "object", name
        assert set(definition["required"]) <= definition["properties"].keys()
    assert fits(written, schema, schema) == []
    assert msgspec.json.decode(content, type=fiche.Fiche) == fiche.from_json(content)
    del written["exports"]["total"]
    assert fits(written, schema, schema) == ["exports: total is missing"]


def fits(value: Any, rule: dict[str, Any], schema: dict[str, Any], where: str = "") -> list[str]:
    """Where ``value`` departs from the part of JSON Schema that msgspec writes."""
    if "$ref" in rule:
        return fits(value, schema["$defs"][rule["$ref"].rpartition("/")[2]], schema, where)
    if "anyOf" in rule:
        tries = [fits(value, each, schema, where) for each in rule["anyOf"]]
        return [] if [] in tries else tries[0]
    if "enum" in rule:
        return [] if value in rule["enum"] else [f"{where}: {value!r}"]
    kinds = {
        "object": dict, "array": list, "string": str, "integer": int, "number": (int, float),
        "boolean": bool, "null": type(None),
    }  # fmt: skip
    if not isinstance(value, kinds[rule["type"]]):  # type: ignore[arg-type]
        return [f"{where}: {value!r} is not {rule['type']}"]
    wrong: list[str] = []
    if rule["type"] == "object":
        wrong += [f"{where}: {key} is missing" for key in rule["required"] if key not in value]
        for key, inner in value.items():
            if key not in rule["properties"]:
                wrong.append(f"{where}: {key} is unknown")
            else:
                wrong += fits(inner, rule["properties"][key], schema, f"{where}.{key}".strip("."))
    if rule["type"] == "array":
        for inner in value:
            wrong += fits(inner, rule["items"], schema, where) if rule.get("items") else []
    return wrong


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


def test_no_bar_in_a_file(here: Path) -> None:
    done = process("build", "--dept", "46", "--dept", "03", cwd=here)
    assert done.stdout.splitlines() == ["output/2024/46-lot.pdf", "output/2024/03-allier.pdf"]
    assert "Building" not in done.stderr
    assert "\r" not in done.stderr
