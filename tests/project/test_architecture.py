"""Who may import whom, read from the sources: data flows one way, heavy libraries stay in place.

Every import counts, also inside a function or for types only: each is a thing one module knows.
Only within a part may a late import close a circle.
"""

from __future__ import annotations

import ast
import re
import subprocess
import sys
import tomllib
from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from functools import cache
from graphlib import CycleError
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest
from paths import ROOT

import tradefiche

PACKAGE = Path(tradefiche.__file__).parent

Graph = Mapping[str, frozenset[str]]

ORDER = (
    *(
        "messages",
        "errors",
        "resources",
        "spelling",
        "printable",
        "console_events",
        "versions",
        "releases",
        "atomic",
        "folders",
        "starters",
        "fiche",
        "reviewed",
        "settings_file",
        "settings",
        "manifest",
        "site_address",
        "site_listing",
    ),
    *("reference", "store", "customs", "cube", "wording", "brand", "charts", "figures", "edition"),
    *("export", "diff", "pdf", "report", "validation", "review", "batch", "mail", "web", "api"),
    *("doctor", "commands", "__main__"),
)
"""The rooms and the modules beside them, as the data go: each may import what stands before it."""

ONLY = {
    "messages": set(),
    "errors": {"messages"},
    "resources": set(),
    "spelling": set(),
    "printable": set(),
    "console_events": set(),
    "versions": set(),
    "releases": set(),
    "atomic": set(),
    "starters": {"atomic", "errors", "resources"},
    "fiche": {"errors", "versions"},
    "reviewed": {"messages", "fiche"},
    "settings_file": {"errors", "printable"},
    "settings": {"errors", "printable", "settings_file", "spelling"},
    "manifest": {"atomic", "errors", "fiche", "reviewed", "versions"},
    "site_address": {"errors", "settings_file"},
    "site_listing": {"atomic", "errors", "versions"},
    "reference": {"errors", "fiche", "resources", "spelling"},
    "store": {"atomic", "errors", "fiche", "folders", "reference", "versions"},
    "customs": {"messages", "errors", "printable", "reference", "resources", "store"},
    "cube": {"errors", "fiche", "reference", "store"},
    "wording": {"fiche", "spelling"},
    "brand": {"errors", "releases", "resources", "spelling"},
    "charts": {"brand", "fiche", "reference", "wording"},
    "figures": {"charts", "fiche", "wording"},
    "edition": {"errors", "fiche", "figures", "releases", "resources", "spelling", "wording"},
    "export": {
        *("atomic", "cube", "edition", "errors", "fiche", "figures", "reference", "resources"),
        *("store", "wording"),
    },
    "diff": {"errors", "fiche", "figures", "manifest", "reference", "versions", "wording"},
    "pdf": set(),
    "report": {
        *("brand", "charts", "messages", "edition", "errors", "export", "fiche", "figures", "pdf"),
        "wording",
    },
    "doctor": {
        *("brand", "edition", "errors", "mail", "manifest", "printable", "releases", "resources"),
        *("settings", "settings_file", "store", "validation"),
    },
    "validation": {"errors", "printable", "resources", "versions"},
    "review": {
        *("atomic", "messages", "cube", "errors", "fiche", "manifest", "printable", "reference"),
        *("resources", "reviewed", "spelling", "store"),
    },
    "web": {
        *("atomic", "brand", "charts", "edition", "errors", "export", "fiche", "figures"),
        *("folders", "manifest", "reference", "reviewed", "site_address", "site_listing"),
        "wording",
    },
}
"""The rooms that may know no more than some of those before them."""

TOLD = "messages"
"""Who raises an error says it in the operator's language."""
MUTE = {"resources", "printable", "console_events", "versions", "atomic", "wording"}
"""Who never speaks to an operator; the words of the publication are ``wording``'s."""

NEVER = {
    "diff": {"customs", "store", "cube", "charts", "export", "pdf", "report", "batch"},
    "mail": {
        *("customs", "store", "cube", "charts", "figures", "export", "pdf", "report", "edition"),
        *("brand", "batch", "review"),
    },
    "web": {
        *("customs", "store", "cube", "pdf", "report", "validation", "review", "batch", "mail"),
    },
}
"""What reads the published files must be able to do without what made them."""

HOMES = {
    "polars": {
        *("api", "customs", "cube", "store.measures", "store.parquet", "store.store"),
        *("export.resource", "export.tables", "export.trade_rows"),
    },
    "matplotlib": {"charts.drawing", "pdf"},
    "numpy": {"charts.maps", "pdf"},
    "reportlab": {"pdf", "report"},
    "svglib": {"pdf.logos"},
    "xlsxwriter": {"export.workbook"},
    "pikepdf": {"pdf", "validation"},
    "PIL": {"pdf", "web.preview"},
    "pypdfium2": {"review.covers"},
    "squarify": {"charts.treemap"},
    "filelock": {"folders"},
    "mistune": {"edition"},
    "page": {"validation"},
    "distributed": {"batch.cluster"},
    "smtplib": {"mail.smtp"},
    "sqlite3": {"mail.ledger"},
    "keyring": {"mail.smtp"},
    "jinja2": {"mail.letter"},
    "email_validator": {"mail.recipients"},
    "click": {"commands"},
    "tornado": {"web.serve"},
    "watchfiles": {"web.serve"},
}
"""The only rooms, or modules of them, where a library may be imported."""

MEDIA = ("matplotlib", "reportlab", "pikepdf", "polars", "numpy")
"""What a figure must not even load by way of what it imports."""

#: What a module is installed with, when it is not a distribution of its own name.
COMES_WITH = {
    "numpy": "matplotlib",
    "PIL": "reportlab",
    "page": "page-validation",
    "email_validator": "email-validator",
    "markupsafe": "jinja2",
}


def imported(source: str, module: str, *, late: bool = True) -> frozenset[str]:
    """The dotted names that a module imports, wherever the statement stands.

    ``late`` counts those that are not simply made when the module is imported.
    """
    found: set[str] = set()
    tree = ast.parse(source)
    for node in ast.walk(tree) if late else tree.body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module} has a relative import"
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return frozenset(found - {"__future__"})


@cache
def sources() -> Mapping[str, str]:
    """Dotted name and text of every module."""
    named = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        parts = path.relative_to(PACKAGE.parent).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
        named[name] = path.read_text("utf-8")
    return named


def graph(texts: Mapping[str, str], *, late: bool = True) -> Graph:
    """Each module with what it imports: modules of ours by their name, libraries by theirs."""

    def resolved(name: str) -> str:
        if not name.startswith("tradefiche"):
            return name.partition(".")[0]
        return name if name in texts else name.rpartition(".")[0]

    return {
        module: frozenset(map(resolved, imported(text, module, late=late))) - {module}
        for module, text in texts.items()
    }


def part(module: str) -> str:
    """« charts » of « tradefiche.charts.treemap »; empty for the root, which holds the version."""
    return module.partition(".")[2].partition(".")[0]


def misdirected(modules: Graph) -> Iterator[str]:
    """The imports of our own modules that no rule allows."""
    rank = {room: place for place, room in enumerate(ORDER)}
    for module, names in modules.items():
        here = part(module)
        for name in sorted(names):
            there = part(name)
            if not name.startswith("tradefiche") or there in {"", here}:
                continue
            before = rank.get(there, -1) < rank.get(here, len(rank))
            allowed = there in ONLY.get(here, {there}) or (there == TOLD and here not in MUTE)
            if not before or not allowed or there in NEVER.get(here, ()):
                yield f"{module} imports {name}"


def misplaced(modules: Graph) -> Iterator[str]:
    """The imports of libraries outside the rooms where they belong."""
    for module, names in modules.items():
        within = f"{module.partition('.')[2]}."
        for name in sorted(names):
            homes = HOMES.get(name, {within[:-1]})
            if not any(within.startswith(f"{home}.") for home in homes):
                yield f"{module} imports {name}"


def circle(texts: Mapping[str, str]) -> list[str]:
    """Modules that import each other in a circle, the first one met; empty when there is none."""
    every, early = graph(texts), graph(texts, late=False)
    # A package and its own modules may know each other: it is how a package gives itself a face.
    ours = {
        module: {
            name
            for name in names
            if name in texts and not module.startswith(f"{name}.")
            if name in early[module] or part(name) != part(module)
        }
        for module, names in every.items()
    }
    try:
        TopologicalSorter(ours).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_parts_import_only_what_they_may() -> None:
    assert list(misdirected(graph(sources()))) == []


def test_libraries_stay_where_they_belong() -> None:
    assert list(misplaced(graph(sources()))) == []


def test_no_module_imports_itself_through_others() -> None:
    assert circle(sources()) == []


def test_libraries_are_declared_and_used() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]

    def names(lines: Iterable[str]) -> set[str]:
        return {re.split(r"[^A-Za-z0-9_-]", line)[0] for line in lines}

    always = names(project["dependencies"])
    optional = names(chain.from_iterable(project["optional-dependencies"].values()))
    used = {
        COMES_WITH.get(name, name)
        for imports in graph(sources()).values()
        for name in imports
        if not name.startswith("tradefiche") and name not in sys.stdlib_module_names
    }
    assert always <= used <= always | optional


def test_the_ledger_owns_its_sql() -> None:
    room = "tradefiche.mail.ledger"
    homes = {
        r"execute\w*\(|sqlite3": {f"{room}.database", f"{room}.tables"},
        r"transaction\(": {f"{room}.tables", f"{room}.ledger", f"{room}.blocklist"},
    }
    for words, home in homes.items():
        found = {module for module, text in sources().items() if re.search(words, text)}
        assert found == home, words


def test_rules_are_about_rooms_that_exist() -> None:
    parts = {part(module) for module in sources()} - {""}
    assert parts == {*ORDER}
    ruled = {*ONLY, *chain.from_iterable((*ONLY.values(), *NEVER.values())), *NEVER}
    assert ruled <= parts


def test_the_package_tells_its_rooms_in_this_order() -> None:
    told = re.findall(r"^    (\w+)  +\S", tradefiche.__doc__ or "", re.MULTILINE)
    rooms = {path.name for path in PACKAGE.iterdir() if (path / "__init__.py").exists()} | {"api"}
    assert {*told} == rooms
    assert [room for room in ORDER if room in rooms and room != "fiche"] == [
        room for room in told if room != "fiche"
    ]


def test_figures_know_no_medium() -> None:
    code = f"import sys, tradefiche.figures; print([m for m in {MEDIA!r} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert done.stdout.strip() == "[]"


def test_no_two_public_classes_have_one_name() -> None:
    found = Counter(
        node.name
        for text in sources().values()
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_")
    )
    assert [name for name, count in found.items() if count > 1] == []


def planted(module: str, line: str) -> dict[str, str]:
    """A module with one import more."""
    return {module: f"{sources().get(module, '')}\n{line}\n"}


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("tradefiche.fiche", "from tradefiche.store.store import Store"),
        ("tradefiche.pdf.tags", "from tradefiche import fiche"),
        ("tradefiche.charts.bars", "import tradefiche.cube.indicators"),
        ("tradefiche.charts.bars", "def late() -> None:\n    from tradefiche import store"),
        (
            "tradefiche.report.look",
            "if TYPE_CHECKING:\n    from tradefiche.store.store import Dataset",
        ),
        ("tradefiche.mail.sender", "from tradefiche.report.document import build"),
    ],
)
def test_a_wrong_import_is_seen(module: str, line: str) -> None:
    before, after = (graph({**sources(), **more}) for more in ({}, planted(module, line)))
    assert len({*misdirected(after)} - {*misdirected(before)}) == 1


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("tradefiche.batch", "def run() -> None:\n    import polars as pl"),
        ("tradefiche.commands.cli", "from matplotlib.figure import Figure"),
        ("tradefiche.mail.sender", "import polars"),
        ("tradefiche.store.partitions", "import polars"),
        ("tradefiche.figures.balance", "import matplotlib"),
        ("tradefiche.reference.territories", "import click"),
    ],
)
def test_a_misplaced_library_is_seen(module: str, line: str) -> None:
    before, after = (graph({**sources(), **more}) for more in ({}, planted(module, line)))
    assert len({*misplaced(after)} - {*misplaced(before)}) == 1


@pytest.mark.parametrize(
    ("module", "line", "seen"),
    [
        ("tradefiche.errors", "from tradefiche.fiche import Fiche", True),
        ("tradefiche.errors", "def late() -> None:\n    from tradefiche import fiche", True),
        ("tradefiche.pdf.fonts", "from tradefiche.pdf import tags, text", True),
        ("tradefiche.pdf.fonts", "def late() -> None:\n    from tradefiche.pdf import text", False),
    ],
)
def test_a_circle_is_seen(module: str, line: str, seen: bool) -> None:
    assert (module in circle({**sources(), **planted(module, line)})) is seen
