"""What the pages of documentation promise: complete, up to date, no dead link, French spaces."""

from __future__ import annotations

import ast
import dataclasses
import gettext
import re
import string
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import click
import made_evolutions
import pytest
import roff
from click.shell_completion import get_completion_class
from click.testing import CliRunner
from paths import ROOT
from PIL import Image

import tradefiche
from tools import tool
from tradefiche import customs
from tradefiche import errors
from tradefiche import messages as told
from tradefiche.commands.cli import main
from tradefiche.cube import indicators
from tradefiche.export import data_files
from tradefiche.export import indicators as exported
from tradefiche.export import trade_rows
from tradefiche.fiche import ConcentratedPurchase
from tradefiche.fiche import ConcentratedPurchases
from tradefiche.fiche import Concentration
from tradefiche.fiche import Distinction
from tradefiche.fiche import Evolution
from tradefiche.fiche import Exposure
from tradefiche.fiche import FlowChange
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import Profile
from tradefiche.fiche import Standing
from tradefiche.fiche import Weight
from tradefiche.fiche.atlas import AtlasEvolution
from tradefiche.fiche.atlas import ExportChange
from tradefiche.figures import FIGURES
from tradefiche.figures import essentiel
from tradefiche.reference import industry
from tradefiche.reference import territories
from tradefiche.resources import assets
from tradefiche.wording.french import typeset
from tradefiche.wording.placeholders import PACK_VALUES
from tradefiche.wording.placeholders import VALUES
from tradefiche.wording.placeholders import values
from tradefiche.wording.placeholders import values_of_pack

PACKAGE = Path(tradefiche.__file__).parent
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md")])
GUIDE = ROOT / "docs" / "guide.md"
DATA_FILES = ROOT / "docs" / "data-files.md"
METHODOLOGY = ROOT / "docs" / "methodology.md"
PYTHON = ROOT / "docs" / "python.md"
FRENCH = [GUIDE, DATA_FILES, METHODOLOGY, PYTHON]

_LINK = re.compile(r"\]\(([^)\s]+)\)")
_CODE = re.compile(r"(`[^`]*`|\]\([^)]*\))")
_FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
FAMILY = {
    name
    for name, kind in vars(errors).items()
    if isinstance(kind, type) and issubclass(kind, errors.TradeficheError)
}
LARGEST_PICTURE = 300_000  # bytes


@cache
def text(path: Path) -> str:
    return path.read_text("utf-8")


def prose(path: Path) -> str:
    """A page without its blocks of code."""
    return _FENCED.sub("", text(path))


def spans(path: Path) -> set[str]:
    """What a page quotes as code in its sentences."""
    return set(re.findall(r"`([^`\n]+)`", prose(path)))


def rows(path: Path, start: str) -> list[list[str]]:
    """The cells of the table rows that begin with a code span of that start."""
    lines = [line for line in text(path).splitlines() if line.startswith(f"| `{start}")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]


def leaves(command: click.Command, words: tuple[str, ...] = ()) -> Iterator[str]:
    """Every command that does something, as it is typed."""
    if not isinstance(command, click.Group):
        yield " ".join(("tradefiche", *words))
        return
    context = click.Context(command)
    for name in command.list_commands(context):
        inner = command.get_command(context, name)
        assert inner is not None
        yield from leaves(inner, (*words, name))


def commands(command: click.Command) -> Iterator[click.Command]:
    """A command, and each one inside it."""
    yield command
    if isinstance(command, click.Group):
        for name in command.list_commands(context := click.Context(command)):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from commands(inner)


def anchors(path: Path) -> set[str]:
    """The anchors of the titles of a page, as code hosts make them."""
    titles = re.findall(r"^#+ (.+)$", prose(path), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


# -- commands --------------------------------------------------------------------------------


def test_the_command_reference_is_up_to_date() -> None:
    made = tool("make_command_reference").reference()
    assert text(ROOT / "docs" / "commands.md") == made, "run tools/make_command_reference.py"


def test_the_manual_page_is_up_to_date_and_of_this_version() -> None:
    made = tool("make_command_reference").manual()
    assert text(ROOT / "docs" / "tradefiche.1") == made, "run tools/make_command_reference.py"
    assert made.splitlines()[1] == f'.TH TRADEFICHE 1 "" "tradefiche {tradefiche.__version__}"'


def test_the_manual_page_tells_of_every_command_and_option() -> None:
    def told(command: click.Command) -> Iterator[str]:
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                yield parameter.opts[-1]

    page = text(ROOT / "docs" / "tradefiche.1").replace("\\-", "-")
    for words in leaves(main):
        assert f'.SS "{words} ' in page, words
    for command in commands(main):
        for option in told(command):
            assert re.search(rf"^\\fB.*{re.escape(option)}\b", page, re.M), option


def test_a_manual_page_takes_no_word_for_roff() -> None:
    page = roff.Page("name", "name 1", "What it is")
    page.text(r"'Tis .TH, C:\new and --force; x")
    page.code([".TH it's", r"a\b ~ `c` ^"])
    page.entry("-q, --quiet FILE", ".PP")
    assert page.written().splitlines()[7:] == [
        r"\&'Tis .TH, C:\enew and \-\-force; x",
        ".PP",
        ".RS 4",
        ".EX",
        r"\&.TH it\(aqs",
        r"a\eb \(ti \(gac\(ga \(ha",
        ".EE",
        ".RE",
        ".TP",
        r"\fB\-q\fR, \fB\-\-quiet\fR FILE",
        r"\&.PP",
    ]


def test_every_command_and_option_says_what_it_is_for() -> None:
    def silent(command: click.Command, path: str) -> Iterator[str]:
        if not (command.help or "").strip():
            yield path
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.help:
                yield f"{path} {parameter.opts[0]}"
        for name, inner in getattr(command, "commands", {}).items():
            yield from silent(inner, f"{path} {name}")

    assert [each for each in silent(main, "tradefiche") if "--timeout" not in each] == []


def test_the_readme_lists_every_command() -> None:
    (table,) = re.findall(r"^## Commands\n(.*?)^## ", text(ROOT / "README.md"), re.M | re.S)
    listed = re.findall(r"^\| `(tradefiche [^`]+)` \|", table, re.MULTILINE)
    assert sorted(listed) == sorted(leaves(main))


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_complete_as_the_readme_says(shell: str) -> None:
    readme = text(ROOT / "README.md")
    assert f"_TRADEFICHE_COMPLETE={shell}_source tradefiche" in readme
    runner = CliRunner(env={"_TRADEFICHE_COMPLETE": f"{shell}_source"})
    answer = runner.invoke(main, prog_name="tradefiche")
    assert answer.exit_code == 0
    assert f"_TRADEFICHE_COMPLETE={shell}_complete" in answer.stdout


def test_powershell_completes_as_the_readme_says_where_click_can() -> None:
    assert '$env:_TRADEFICHE_COMPLETE = "powershell_source"; tradefiche' in text(ROOT / "README.md")
    if get_completion_class("powershell") is None:
        pytest.skip("this click completes nothing in PowerShell")
    runner = CliRunner(env={"_TRADEFICHE_COMPLETE": "powershell_source"})
    answer = runner.invoke(main, prog_name="tradefiche")
    assert answer.exit_code == 0
    assert "Register-ArgumentCompleter -Native -CommandName tradefiche" in answer.stdout


def test_python_is_installed_from_the_checkout_as_it_is_on_no_index() -> None:
    installs = re.findall(r"pip install (.+)", text(PYTHON))
    assert installs
    assert all(what.split()[0] == "." for what in installs)


# -- the guide -------------------------------------------------------------------------------


def test_the_guide_lists_its_chapters_in_their_order() -> None:
    listed = re.findall(r"^(\d+)\. \[(.+)\]\(#", text(GUIDE).partition("\n## ")[0], re.M)
    chapters = re.findall(r"^## (.+)$", prose(GUIDE), re.M)
    assert listed == [(str(place), title) for place, title in enumerate(chapters, 1)]


def test_the_guide_describes_every_placeholder_with_a_true_example() -> None:
    table = rows(GUIDE, "{")
    assert [row[0] for row in table] == [f"`{{{name}}}`" for name in VALUES]
    allier = territories.departement("03")
    (fiche,) = indicators.fiches(customs.demonstration(), [allier])
    known = values(fiche)
    for name, meaning, example in table:
        value = known[name.strip("`{}")]
        assert len(meaning) > 10, name
        # What is empty, or a whole sentence, is described and not quoted.
        assert example == (value if 0 < len(value) < 45 else "–"), name


def test_the_guide_names_the_placeholders_of_packs_with_true_examples() -> None:
    (told,) = [line for line in text(GUIDE).splitlines() if "`notes/ti-8416.md`. " in line]
    listed = told[told.index("les siennes sont") :]
    assert re.findall(r"`\{(\w+)\}`", listed) == list(PACK_VALUES)
    whole = industry.only("ti-8416")
    fiches = indicators.fiches(customs.demonstration(), whole.kept)
    known = values_of_pack(industry.pack(whole, fiches))
    for name, example in re.findall(r"`\{(\w+)\}` \(([^)]+)\)", listed):
        assert example == known[name]


def test_the_guide_shows_what_status_says(tmp_path: Path) -> None:
    runner = CliRunner(env={"TRADEFICHE_DATA": str(tmp_path / "data"), told.VARIABLE: "fr"})
    demonstration = [str(path) for path in assets("demo").glob("*.zip")]
    assert runner.invoke(main, ["data", "import", *demonstration]).exit_code == 0
    said = runner.invoke(main, ["data", "status"]).stdout
    said = re.sub(r"importées le \S+,", "importées le 2025-03-01,", said)
    said = re.sub(r"(sha256 \w{8})\w+", r"\1…", said)
    assert f"```\n{said}```\n" in text(GUIDE)


def test_the_guide_offers_windows_what_powershell_takes() -> None:
    """Comments, ``cp -r``, ``$HOME`` and ``;`` fail in the command prompt."""
    (windows,) = re.findall(r"^### Sous Windows\n(.*?)^## ", text(GUIDE), re.M | re.S)
    assert "- **Le terminal.** PowerShell, ouvert dans" in windows
    assert "pas l’invite de commandes" in windows
    assert "Get-FileHash" in windows
    assert "sha256sum" in windows
    assert "mkdir -p" not in text(GUIDE), "in PowerShell a second time fails"


def messages() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Where each error is made, and a pattern of its French; those without words are left out."""
    french = gettext.translation(told.DOMAIN, told.FOLDER, ["fr"])
    for path in sorted(PACKAGE.rglob("*.py")):
        for node in ast.walk(ast.parse(text(path))):
            is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
            if not (is_call and node.func.id in FAMILY and node.args):
                continue
            for message in written(node.args[0]):
                pattern, letters = skeleton(french.gettext(message))
                if letters >= 5:
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", re.compile(pattern)


def written(node: ast.AST) -> Iterator[str]:
    """The messages in an expression, as they are written; not those that are values of others."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "_":
        yield ast.literal_eval(node.args[0])
        return
    for inner in ast.iter_child_nodes(node):
        yield from written(inner)


def skeleton(message: str) -> tuple[str, int]:
    """A pattern of a message, anything in the place of its values; how many letters are certain."""
    parts = [(part, name) for part, name, *_rest in string.Formatter().parse(message)]
    letters = sum(character.isalpha() for part, _name in parts for character in part)
    # A message may go on with a list, on the lines that follow.
    found = (re.escape(part.strip("\n")) + ".+?" * (name is not None) for part, name in parts)
    return "".join(found), letters


def test_the_guide_explains_every_error() -> None:
    quoted = spans(GUIDE)
    missing = [
        f"{where}: {pattern.pattern}"
        for where, pattern in messages()
        if not any(pattern.fullmatch(span) for span in quoted)
    ]
    assert missing == [], "say in docs/guide.md what to do about these"


def test_errors_are_found_to_be_explained() -> None:
    assert len(list(messages())) > 250
    example = 'StoreError(_("{path} has schema {n}; it reads {m}", path=p, n=1, m=2))'
    (message,) = written(ast.parse(example, mode="eval").body)
    pattern, letters = skeleton(message)
    assert letters == 16
    assert re.fullmatch(pattern, "a/b has schema 2; it reads 1")
    assert not re.fullmatch(pattern, "a/b has schema 2")


def test_every_column_of_the_data_files_is_described() -> None:
    fiche = made_evolutions.everywhere()[0]
    columns = {
        *(name for figure in FIGURES for name in data_files.columns(figure.data(fiche))),
        *data_files.columns(essentiel.data(fiche)),
        *data_files.ATLAS_COLUMNS,
        *data_files.CHANGE_COLUMNS,
        *data_files.COMMUNE_COLUMNS,
        *(column.name for column in trade_rows.COLUMNS),
    }
    (table,) = re.findall(r"^## Les colonnes\n(.*)", text(DATA_FILES), re.M | re.S)
    assert sorted(columns) == sorted(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE))


def test_every_column_of_the_exported_indicators_is_described() -> None:
    (table,) = re.findall(r"^### Les indicateurs\n(.*?)^## ", text(DATA_FILES), re.M | re.S)
    described = re.findall(r"^\| `([^`]+)` \|.*\| (R?) ?\|$", table, re.MULTILINE)
    columns = {"annee", "code_departement", "departement", "code_region", "region", "mention"}
    for name, ranked in described:
        for flow in ("exportations", "importations"):
            behind = ["", *(f"_{each}" for each in exported.STANDING)] if ranked else [""]
            columns |= {name.replace("FLUX", flow) + each for each in behind}
    table_of = exported.table([made_evolutions.everywhere()[0]])
    assert {column.name for column in table_of.columns} == columns


def test_every_indicator_is_defined() -> None:
    quoted = {name for span in spans(METHODOLOGY) | spans(DATA_FILES) for name in span.split(".")}
    kinds = (Profile, FlowProfile, Distinction, Concentration, Exposure, Standing, Weight)
    moved = (Evolution, FlowChange, AtlasEvolution, ExportChange)
    for kind in (*kinds, ConcentratedPurchase, ConcentratedPurchases, *moved):
        for field in dataclasses.fields(kind):
            assert field.name in quoted, f"{kind.__name__}.{field.name}"


@pytest.mark.parametrize("page", FRENCH, ids=lambda path: path.name)
def test_french_pages_have_french_typography(page: Path) -> None:
    wrong = [
        part
        for line in prose(page).splitlines()
        for part in _CODE.split(line)[::2]
        if typeset(part) != part
    ]
    assert wrong == []


# -- links, pictures, versions ---------------------------------------------------------------


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.name)
def test_links_lead_somewhere(page: Path) -> None:
    for target in _LINK.findall(re.sub(r"`[^`\n]*`", "", prose(page))):
        if target.startswith(("https://", "http://", "mailto:")):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        assert path.is_relative_to(ROOT), target
        assert path.exists(), target
        assert not anchor or anchor in anchors(path), target


def test_pictures_are_light_sharp_and_shown() -> None:
    pictures = sorted((ROOT / "docs" / "images").iterdir())
    assert pictures
    for path in pictures:
        assert path.stat().st_size <= LARGEST_PICTURE, path.name
        assert f"(docs/images/{path.name})" in text(ROOT / "README.md")
        with Image.open(path) as picture:
            assert picture.width >= 1600, path.name


def test_the_changelog_knows_this_version() -> None:
    headings = re.findall(r"^## \[(.+?)\]", text(ROOT / "CHANGELOG.md"), re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert tradefiche.__version__ in headings


def test_every_dependency_is_justified() -> None:
    project = tomllib.loads(text(ROOT / "pyproject.toml"))["project"]
    extras = project["optional-dependencies"]
    asked = [*project["dependencies"], *(line for lines in extras.values() for line in lines)]
    names = {re.split(r"[^A-Za-z0-9_-]", line)[0] for line in asked}
    (table,) = re.findall(
        r"^## Dependencies\n(.*?)^## ", text(ROOT / "CONTRIBUTING.md"), re.M | re.S
    )
    assert sorted(re.findall(r"^\| `([^`]+)` \|", table, re.MULTILINE)) == sorted(names)


def test_every_part_of_the_program_has_its_line() -> None:
    (table,) = re.findall(r"^## The house\n(.*?)^## ", text(ROOT / "CONTRIBUTING.md"), re.M | re.S)
    quoted = re.findall(r"`([a-z_]+)/?`", table)
    parts = {
        path.stem
        for path in PACKAGE.iterdir()
        if (path.suffix == ".py" or (path / "__init__.py").is_file())
        and not path.name.startswith("__")
    }
    assert parts <= set(quoted), "say in CONTRIBUTING.md what these know"


def test_pages_speak_of_the_project_only() -> None:
    for page in PAGES:
        assert not re.search(r"/(work|tmp|root|home)/", text(page)), page.name
