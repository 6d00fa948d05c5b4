"""Every command line of the guide, typed as it stands there, in the order of its chapters.

What a reader has at hand by then is put there: downloaded files, a mail server, a filled list.
Where the guide says « all », three départements are built: it is the words that are tried.
"""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import mail_servers
import pytest
from command import changed
from command import run
from invented_files import archive
from open_platform import serving
from paths import ROOT

from tradefiche import resources
from tradefiche.batch import request as requests
from tradefiche.commands.cli import main
from tradefiche.validation import engines
from tradefiche.validation import page_validation
from tradefiche.web import serve

GUIDE = ROOT / "docs" / "guide.md"
PAGES = [ROOT / "README.md", *sorted(ROOT.glob("docs/*.md"))]
FLOWS = ("export", "import")
FEW = ("03", "22", "63")
INSTALLING = ("python3 -m venv", ".venv/bin/pip")
"""Lines that ``.ci/run`` tries, and that need a network."""
FINDING = {
    "tradefiche review --year 2024",
    "tradefiche review --year 2024 --html relecture.html",
}
"""A review that finds something says so by its status."""
EMPTY = "territoire;departement;civilite;nom;email;cc;notes\r\n"
LEAD = "ti-8416;;Madame;Personne Une;une@example.org;;\r\n"


def lines_of(page: Path) -> Iterator[str]:
    """What is typed in the blocks of shell of a page, without remarks."""
    for block in re.findall(r"^```sh\n(.*?)^```", page.read_text("utf-8"), re.M | re.S):
        for line in block.replace("\\\n", " ").splitlines():
            if bare := re.sub(r"(^|\s+)#\s.*", "", line):
                yield bare


# -- what a reader has at hand ---------------------------------------------------------------


def download(folder: Path, year: int, *, higher: int = 1) -> list[Path]:
    paths = [folder / f"Regional-{year}-{flow}.zip" for flow in FLOWS]
    folder.mkdir(parents=True, exist_ok=True)
    for path, flow in zip(paths, FLOWS, strict=True):
        path.write_bytes(archive(flow, year, higher=higher))
    return paths


def import_2023() -> None:
    run("data", "import", *download(Path("archives"), 2023))


def import_earlier_vintage() -> None:
    run("data", "import", *download(Path("autres"), 2024, higher=2), "--vintage", "2025-01-10")


def import_later_vintage() -> None:
    run("data", "import", *download(Path("autres"), 2024, higher=3), "--vintage", "2025-05-09")


def copy(source: str, target: str) -> None:
    """As ``cp -r`` from a checkout into a new folder."""
    assert source.startswith("assets/")
    assert not Path(target).exists(), "cp would copy into it"
    shutil.copytree(resources.assets(*source.split("/")[1:]), target)


def make_edition_of_2025() -> None:
    if not Path("editions/2025").exists():
        copy("assets/editions/2024", "editions/2025")
    if "year = 2024" in Path("editions/2025/edition.toml").read_text("utf-8"):
        changed(Path("editions/2025/edition.toml"), "year = 2024", "year = 2025")


def fill_list() -> None:
    Path("responsables.csv").write_text(EMPTY + LEAD, "utf-8-sig", newline="")


def without(name: str) -> Callable[[], None]:
    return lambda: shutil.rmtree(name)


PREPARED: dict[str, Callable[[], object]] = {
    "tradefiche send --recipients responsables.csv --year 2024": fill_list,
    "tradefiche init leads responsables.csv": lambda: Path("responsables.csv").unlink(),
    "tradefiche edition check editions/2025": make_edition_of_2025,
    "tradefiche data remove --year 2024 --vintage 2025-05-09": import_later_vintage,
    "tradefiche data remove --unused": import_earlier_vintage,
    "tradefiche diff 2023 2024": import_2023,
    "tradefiche diff 2024@2025-02-07 2024": import_later_vintage,
    "tradefiche diff anciennes/2024 output/2024": lambda: shutil.copytree("output", "anciennes"),
    "tradefiche edition check editions/2025 --brand ma-marque": lambda: (
        make_edition_of_2025(),
        copy("assets/brand/default", "ma-marque"),
    ),
    "tradefiche site --base-url https://example.org/fiches/": without("site"),
    "tradefiche site --serve --edition mon-edition": lambda: copy(
        "assets/editions/2024", "mon-edition"
    ),
    "tradefiche init edition mon-edition": without("mon-edition"),
    "tradefiche init edition editions/2025": without("editions/2025"),
    "tradefiche init brand ma-marque": without("ma-marque"),
}
"""What is there before a line, that no line before it has made."""


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder, with the files of two years downloaded, and a platform and a mail server."""
    for name in ("HOME", "USERPROFILE"):
        monkeypatch.setenv(name, str(tmp_path / "home"))
    for year in (2024, 2025):
        download(tmp_path / "home" / "Téléchargements", year)
    folder = tmp_path / "fiches"
    folder.mkdir()
    monkeypatch.chdir(folder)
    whole = requests.selection, requests.packs

    def few(names: Any = (), *, everything: bool = False, **more: Any) -> Any:
        return whole[0]([*names, *(FEW if everything else ())], **more)

    def one(names: Any = (), *, everything: bool = False, **more: Any) -> Any:
        return whole[1]([*names, *(["ti-8416"] if everything else ())], **more)

    monkeypatch.setattr(requests, "selection", few)
    monkeypatch.setattr(requests, "packs", one)
    monkeypatch.setattr(engines, "every", lambda: (page_validation,))  # the quick one
    monkeypatch.setattr(click, "launch", lambda _: 0)
    monkeypatch.setattr(serve, "serve", lambda _site, port, ready: ready(f"http://:{port}"))
    with serving() as platform, mail_servers.keeping() as mail:
        monkeypatch.setenv("TRADEFICHE_PLATFORM", platform.base)
        dated = {"last_modified": "2025-02-07T09:00:00"}
        files = ((f"Regional-2024-{flow}.zip", archive(flow), f"{flow} 2024") for flow in FLOWS)
        platform.lists(*(platform.resource(*file, **dated) for file in files))
        settings = f'server = "127.0.0.1"\nport = {mail.port}\nsecurity = "none"\n'
        (folder / "tradefiche.toml").write_text(
            f'[mail]\n{settings}from = "Observatoire <fiches@example.org>"\n', "utf-8"
        )
        yield folder


def type_in(line: str) -> None:
    """Do what a shell does with a line of the guide."""
    program, *words = shlex.split(line)
    if program == "tradefiche":
        answers = ["--yes"] if words[:2] == ["data", "remove"] else []  # it asks terminals only
        two_years = {"demo": {"years": "2023-2024"}}
        run(
            *words,
            *answers,
            status=int(line in FINDING),
            input="Un contrat.\n" * 30,
            default_map=two_years,
        )
    elif program == "cp":
        copy(*words[1:])
    else:
        assert program == "python3", line
        said = subprocess.run([sys.executable, *words], capture_output=True, check=True, text=True)
        assert re.fullmatch(r"\d+ \d+\n", said.stdout)


def test_a_reader_types_the_whole_guide(desk: Path) -> None:
    lines = [line for line in lines_of(GUIDE) if not line.startswith(INSTALLING)]
    assert {*PREPARED, *FINDING} <= {*lines}
    for line in lines:
        if line in PREPARED:
            PREPARED[line]()
        type_in(line)


# -- what stands elsewhere -------------------------------------------------------------------


def quoted() -> Iterator[tuple[Path, str]]:
    """What pages tell to type: lines of shell, and commands in their sentences."""
    for page in PAGES:
        yield from ((page, line) for line in lines_of(page) if "tradefiche " in line)
        prose = re.sub(r"^```.*?^```$", "", page.read_text("utf-8"), flags=re.M | re.S)
        yield from ((page, span) for span in re.findall(r"`(tradefiche [^`]+)`", prose))


def unknown(words: list[str]) -> Iterator[str]:
    """Those behind « tradefiche » that are neither a command nor an option of it."""
    command: click.Command = main
    options = {"-h", "--help", *(name for each in main.params for name in each.opts)}
    for word in words:
        if re.match(r"--?[a-z]", word):
            known = {name for each in command.params for name in each.opts} | options
            yield from {word.partition("=")[0]} - known
        elif isinstance(command, click.Group) and word != "…":
            found = command.get_command(click.Context(command), word)
            if found is None:
                yield word
                return
            command = found


def test_words_that_do_not_exist_are_seen() -> None:
    assert [*unknown(["--quiet", "build", "--depth", "03"])] == ["--depth"]
    assert [*unknown(["data", "fech", "--year"])] == ["fech"]
    assert [*unknown(["mail", "…"])] == []


def test_pages_name_commands_and_options_that_exist() -> None:
    seen = 0
    for page, line in quoted():
        for typed in re.split(r" && |; ", line):
            before, found, rest = typed.partition("tradefiche ")
            if not found or not re.fullmatch(r"(\S*/|sudo .*)?", before):
                continue
            seen += 1
            assert [*unknown(shlex.split(rest))] == [], f"{page.name}: {typed}"
    assert seen > 150
