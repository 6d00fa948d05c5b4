"""What is installed: the wheel has all that runs, nothing else, and its help is instant."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from collections.abc import Iterator
from email import message_from_bytes
from pathlib import Path

import pytest
from hatchling.builders.sdist import SdistBuilder
from hatchling.builders.wheel import WheelBuilder
from packaging.requirements import Requirement
from paths import ROOT

import tradefiche

LOCK = ROOT / "requirements.lock"

INFO = f"tradefiche-{tradefiche.__version__}.dist-info"
MANUAL = f"tradefiche-{tradefiche.__version__}.data/data/share/man/man1/tradefiche.1"
LICENCES = ("LICENSE", "NOTICE.md", "fonts/OFL.txt")

HEAVY = (
    "polars",
    "matplotlib",
    "numpy",
    "reportlab",
    "pikepdf",
    "squarify",
    "mistune",
    "PIL",
    "page",
)
#: Asks every command for its help, then says which heavy modules that has imported.
ASK_FOR_HELP = f"""
import sys
from tradefiche.commands.cli import main

def ask(command, words):
    main.main([*words, "--help"], standalone_mode=False)
    for name, inner in getattr(command, "commands", {{}}).items():
        ask(inner, [*words, name])

ask(main, [])
print("heavy:", *sorted(set({HEAVY}) & set(sys.modules)))
"""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build_wheel(ROOT, tmp_path_factory.mktemp("wheel"), "standard")


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that holds what the wheel holds, as pip would unpack it."""
    folder = tmp_path_factory.mktemp("site")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder)
    return folder


def build_wheel(source: Path, folder: Path, version: str) -> Path:
    (made,) = WheelBuilder(str(source)).build(directory=str(folder), versions=[version])
    return Path(made)


def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files(folder: str) -> Iterator[str]:
    for path in (ROOT / folder).rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            yield path.relative_to(ROOT).as_posix()


def python(*words: str, site: Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Python where the unpacked wheel comes before all else; its warnings are errors."""
    path = os.pathsep.join(filter(None, (str(site), os.environ.get("PYTHONPATH"))))
    return subprocess.run(
        [sys.executable, "-W", "error", *words],
        env={**os.environ, "PYTHONPATH": path, "PYTHONIOENCODING": "utf-8"},
        cwd=cwd,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


def test_wheel_holds_the_package_its_assets_and_its_licences(wheel: Path) -> None:
    code = set(files("tradefiche"))
    assert "tradefiche/py.typed" in code
    data = {f"tradefiche/{name}" for folder in ("assets", "fonts") for name in files(folder)}
    about = {"METADATA", "WHEEL", "RECORD", "entry_points.txt"}
    about |= {f"licenses/{name}" for name in LICENCES}
    assert names(wheel) == code | data | {MANUAL} | {f"{INFO}/{name}" for name in about}


def test_wheel_says_what_it_is(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        metadata = message_from_bytes(archive.read(f"{INFO}/METADATA"))
        scripts = archive.read(f"{INFO}/entry_points.txt").decode()
    assert metadata["Version"] == tradefiche.__version__
    assert metadata["License-Expression"] == "MIT"
    assert metadata.get_all("License-File") == [*LICENCES]
    assert scripts == "[console_scripts]\ntradefiche = tradefiche.commands.cli:main\n"


def test_wheel_of_the_source_archive_is_the_same(
    wheel: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("sdist")
    (made,) = SdistBuilder(str(ROOT)).build(directory=str(folder))
    with tarfile.open(made) as archive:
        archive.extractall(folder, filter="data")
    again = build_wheel(folder / f"tradefiche-{tradefiche.__version__}", folder, "standard")
    assert again.read_bytes() == wheel.read_bytes()


def test_an_editable_install_copies_no_module(tmp_path: Path) -> None:
    found = names(build_wheel(ROOT, tmp_path, "editable"))
    assert {name for name in found if not name.startswith(INFO)} == {"_tradefiche.pth", MANUAL}


def test_the_installed_package_makes_a_fiche_from_an_empty_folder(
    installed: Path, tmp_path: Path
) -> None:
    script = "import tradefiche; print(tradefiche.__file__)"
    assert python("-c", script, site=installed, cwd=tmp_path).stdout.startswith(str(installed))
    done = python("-m", "tradefiche", "build", "--dept", "03", site=installed, cwd=tmp_path)
    assert done.stdout == f"{Path('output/2024/03-allier.pdf')}\n", done.stderr
    assert done.returncode == 0
    made = sorted(path.name for path in tmp_path.rglob("*") if path.is_file())
    assert made == ["03-allier.json", "03-allier.pdf", "SHA256SUMS", "manifest.json"]
    fiche = json.loads((tmp_path / "output/2024/03-allier.json").read_text("utf-8"))
    assert fiche["place"]["name"] == "Allier"


def test_the_installed_package_begins_what_one_copies_and_looks_at_itself(
    installed: Path, tmp_path: Path
) -> None:
    def tradefiche_(*words: str) -> subprocess.CompletedProcess[str]:
        return python("-m", "tradefiche", *words, site=installed, cwd=tmp_path)

    made = {"edition": "editions/2025", "brand": "look", "leads": "l.csv", "settings": "s.toml"}
    for what, path in made.items():
        done = tradefiche_("init", what, path)
        assert (done.returncode, done.stdout) == (0, f"{Path(path)}\n"), done.stderr
    text = (tmp_path / "editions/2025/edition.toml").read_text("utf-8")
    assert f'made_with = "{tradefiche.__version__}"' in text
    said = json.loads(tradefiche_("doctor", "--brand", "look", "--json").stdout)
    assert {each["name"]: each["condition"] for each in said["checks"]}["brand"] == "ok"


def test_help_imports_nothing_heavy(installed: Path, tmp_path: Path) -> None:
    done = python("-c", ASK_FOR_HELP, site=installed, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1] == "heavy:"
    assert "Usage: " in done.stdout


def test_heavy_imports_would_be_seen(installed: Path, tmp_path: Path) -> None:
    done = python(
        "-c", "import tradefiche.store.store\n" + ASK_FOR_HELP, site=installed, cwd=tmp_path
    )
    assert done.stdout.splitlines()[-1] == "heavy: polars"


def test_the_lock_file_is_within_the_bounds_and_has_hashes() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    asked = [Requirement(line) for line in project["dependencies"]]
    for extra in ("check", "keyring", "svg"):
        asked += [Requirement(line) for line in project["optional-dependencies"][extra]]
    pins = re.findall(
        r"(?m)^([\w.-]+)==(\S+)(.*\\\n(?: +--hash=sha256:\w{64}.*\n)+)", LOCK.read_text()
    )
    assert len(pins) == len(re.findall(r"(?m)^[\w.-]+==", LOCK.read_text()))
    locked = {name: version for name, version, _ in pins}
    for requirement in asked:
        assert locked[requirement.name] in requirement.specifier
