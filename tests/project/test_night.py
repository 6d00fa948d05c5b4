"""The night service: run whole, twice over, against a platform of our own; it mails nothing."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from invented_files import archive
from open_platform import LISTING
from open_platform import Platform
from open_platform import serving
from paths import ROOT
from systems import not_on_windows

from tradefiche.resources import assets

NIGHT = ROOT / "docs" / "night"
TRADEFICHE = Path(sys.executable).with_name("tradefiche")
NEEDED = ("cat", "cmp", "cp", "cut", "grep", "mkdir", "mv", "rm", "sha256sum", "wc")
FILES = ("Containerfile", "night.sh", "tradefiche-night.service", "tradefiche-night.timer")

pytestmark = not_on_windows("the night service is a shell script")


@pytest.fixture
def platform() -> Iterator[Platform]:
    with serving() as answering:
        yield answering


def publish(platform: Platform) -> None:
    """The platform has 2024."""
    flows = ("export", "import")
    files = ((f"Regional-2024-{flow}.zip", archive(flow), f"{flow} 2024") for flow in flows)
    platform.lists(*(platform.resource(*file) for file in files))


def night(
    folder: Path, base: str, *years: str, tradefiche: Path = TRADEFICHE
) -> subprocess.CompletedProcess[str]:
    """A night in a folder; on its path is nothing else: no Java, whose validator takes its time."""
    commands = folder.with_name(f"{folder.name}-commands")
    if not commands.exists():
        commands.mkdir()
        (commands / "tradefiche").symlink_to(tradefiche)
        for name in NEEDED:
            (commands / name).symlink_to(str(shutil.which(name)))
    return subprocess.run(
        [str(shutil.which("sh")), str(NIGHT / "night.sh"), *years],
        cwd=folder,
        env={
            **{name: value for name, value in os.environ.items() if name != "JAVA_HOME"},
            "PATH": str(commands),
            "TRADEFICHE_PLATFORM": base,
            "BUILD": "--dept 03",
        },
        capture_output=True,
        text=True,
        check=False,
    )


def snapshot(folder: Path) -> dict[str, tuple[bytes, int]]:
    """Bytes and time of every file; the manifest, which a review writes again, by its bytes."""
    return {
        str(path.relative_to(folder)): (
            path.read_bytes(),
            0 if path.name in {"manifest.json", "SHA256SUMS"} else path.stat().st_mtime_ns,
        )
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_night_does_what_is_new_and_the_next_does_nothing(
    platform: Platform, tmp_path: Path
) -> None:
    publish(platform)
    (tmp_path / "leads.csv").write_text(
        "territoire;departement;civilite;nom;email;cc;notes\n;03;;Personne Un;un@example.org;;\n"
    )
    with socket.create_server(("127.0.0.1", 0)) as mail_server:
        mail_server.setblocking(False)
        port = mail_server.getsockname()[1]
        (tmp_path / "tradefiche.toml").write_text(
            f'[mail]\nserver = "127.0.0.1"\nport = {port}\nfrom = "fiches@example.org"\n', "utf-8"
        )
        first = night(tmp_path, platform.base, "2024")
        paper = (tmp_path / "night" / "2024.txt").read_text("utf-8")
        assert first.returncode == 10, first.stderr
        assert "2024-code-973-exports-unnamed" in paper
        assert "Nothing new of 2024 is built or published while this is open" in paper
        assert paper in first.stdout
        assert not (tmp_path / "site").exists()
        assert not list(tmp_path.rglob("*.pdf"))

        explain(tmp_path, "2024-code-973-exports-unnamed", 6.0)
        second = night(tmp_path, platform.base, "2024")
        paper = (tmp_path / "night" / "2024.txt").read_text("utf-8")
        assert second.returncode == 10, second.stderr
        assert re.search(r"Built and checked: output/2024, \d+ files", paper)
        assert "1 to send: tradefiche send" in paper
        assert "@" not in paper, "addresses stay in the list"
        assert list((tmp_path / "site" / "2024").rglob("*allier*.html"))
        assert (tmp_path / "output" / "2024" / "atlas.pdf").is_file()

        (tmp_path / "night" / "2024.txt").rename(tmp_path / "night" / "2024.read")
        before = snapshot(tmp_path)
        platform.asked.clear()
        third = night(tmp_path, platform.base, "2024")
        assert (third.returncode, third.stdout.splitlines()[-1]) == (0, "2024: nothing new.")
        assert {path for path, _ in platform.asked} == {LISTING}
        after = snapshot(tmp_path)
        changed = {name for name in before | after if before.get(name) != after.get(name)}
        assert changed <= {str(Path("night", "2024-letters.csv"))}
        with pytest.raises(BlockingIOError):
            mail_server.accept()


def explain(folder: Path, key: str, value: float) -> None:
    target = folder / "editions" / "2024"
    shutil.copytree(assets("editions") / "2024", target)
    (target / "review.toml").write_text(
        f'[[explanation]]\nkey = "{key}"\nvalue = {value}\ntext = "Ravitaillement."\n', "utf-8"
    )


def test_a_year_that_comes_is_told_and_not_published(platform: Platform, tmp_path: Path) -> None:
    publish(platform)
    done = night(tmp_path, platform.base, "2023")
    assert done.returncode == 1, "the year that was asked for is not there"
    assert "the platform lists no exports and no imports of 2023" in done.stderr
    paper = (tmp_path / "night" / "2024.txt").read_text("utf-8")
    assert "2024 is there, and not published" in paper
    assert not (tmp_path / "output").exists()


def test_a_platform_that_is_silent_fails_the_night(tmp_path: Path) -> None:
    done = night(tmp_path, "http://127.0.0.1:9", "2024")
    assert done.returncode == 1
    assert "cannot be reached" in done.stderr
    assert "Traceback" not in done.stderr


STAND_IN = """\
#!/bin/sh
echo "$*" >>asked
case "$*" in
  *"data vintages --year 2025") exit 1 ;;
  review*) echo all is well ;;
  *build*) mkdir -p output/2024 && echo sum >output/2024/SHA256SUMS ;;
  check*) [ ! -f broken ] ;;
esac
"""
ORDER = ["data fetch", "data vintages", "review", "build", "atlas", "check", "site"]


def asked(folder: Path) -> list[str]:
    """The commands that were given, in their order, up to the year that comes."""
    lines = (folder / "asked").read_text("utf-8").replace("--quiet ", "").splitlines()
    return [line.split(" --")[0].split(" output")[0] for line in lines if "2025" not in line]


@pytest.fixture
def stand_in(tmp_path: Path) -> Path:
    """Another ``tradefiche``, which notes what it was asked."""
    path = tmp_path / "stand-in"
    path.write_text(STAND_IN, "utf-8")
    path.chmod(0o755)
    return path


def test_what_does_not_pass_the_check_is_not_on_the_site(stand_in: Path, tmp_path: Path) -> None:
    (tmp_path / "broken").touch()
    assert night(tmp_path, "", "2024", tradefiche=stand_in).returncode == 1
    assert asked(tmp_path) == ORDER[:-1]
    assert not (tmp_path / "night" / "2024.txt").exists()
    (tmp_path / "broken").unlink()
    (tmp_path / "asked").unlink()
    assert night(tmp_path, "", "2024", tradefiche=stand_in).returncode == 10
    assert asked(tmp_path) == ORDER, "what was not found good is checked again"


def test_what_is_new_waits_until_a_person_has_read_it(stand_in: Path, tmp_path: Path) -> None:
    assert night(tmp_path, "", "2024", tradefiche=stand_in).returncode == 10
    (tmp_path / "asked").unlink()
    again = night(tmp_path, "", "2024", tradefiche=stand_in)
    assert again.returncode == 10
    assert again.stdout.splitlines()[-1] == "2024: nothing new; night/2024.txt waits to be read."
    assert asked(tmp_path) == [command for command in ORDER if command != "check"]
    (tmp_path / "night" / "2024.txt").rename(tmp_path / "night" / "2024.read")
    read = night(tmp_path, "", "2024", tradefiche=stand_in)
    assert (read.returncode, read.stdout.splitlines()[-1]) == (0, "2024: nothing new.")


def test_a_night_mails_nothing(stand_in: Path, tmp_path: Path) -> None:
    (tmp_path / "leads.csv").touch()
    night(tmp_path, "", "2024", tradefiche=stand_in)
    (sending,) = [line for line in (tmp_path / "asked").read_text().splitlines() if "send" in line]
    assert sending == (
        "send --recipients leads.csv --year 2024 --export-recipients night/2024-letters.csv"
    )
    for name in FILES:
        commands = re.sub(r"^\s*(#|say |\").*$", "", (NIGHT / name).read_text("utf-8"), flags=re.M)
        assert "--confirm" not in commands, name
        assert not re.search(r"tradefiche (.*)mail", commands), name


def test_a_night_of_no_year_is_a_wrong_usage(tmp_path: Path) -> None:
    done = night(tmp_path, "")
    assert (done.returncode, done.stderr) == (2, "usage: night.sh YEAR…\n")


@pytest.mark.parametrize("name", FILES)
def test_the_page_shows_the_file(name: str) -> None:
    page = (ROOT / "docs" / "batch.md").read_text("utf-8")
    shown = re.findall(
        rf"^`docs/night/{re.escape(name)}`:\n\n```\w+\n(.*?)^```$", page, re.M | re.S
    )
    assert shown == [(NIGHT / name).read_text("utf-8")]


def test_the_script_can_be_started() -> None:
    assert os.access(NIGHT / "night.sh", os.X_OK)


def test_the_container_copies_all_that_the_wheel_is_made_of() -> None:
    lines = (NIGHT / "Containerfile").read_text("utf-8").splitlines()
    copied = {word for line in lines if line.startswith("COPY") for word in line.split()[1:-1]}
    assert {"assets", "fonts", "tradefiche", "pyproject.toml", "README.md"} <= copied
    assert {"LICENSE", "NOTICE.md", "requirements.lock", "docs/night/night.sh"} <= copied
    assert all((ROOT / name).exists() for name in copied - {"--from=java", "/opt/java/openjdk"})
