"""The doctor: each look by itself, whatever is broken; what is optional fails nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC
from datetime import datetime
from datetime import timedelta
from importlib import metadata
from pathlib import Path
from typing import Any

import pytest
from command import process
from command import run
from customs_files import write
from systems import not_on_windows
from systems import stand_in

from tradefiche import settings_file
from tradefiche.doctor import checkup
from tradefiche.doctor import diagnosis
from tradefiche.doctor import machine
from tradefiche.doctor import work
from tradefiche.doctor.diagnosis import Condition
from tradefiche.doctor.diagnosis import Diagnosis
from tradefiche.errors import StoreError
from tradefiche.mail.ledger import ledger as ledgers
from tradefiche.releases import numbers

SECRETS = ("hunter2-secret", "smtp.secret.example.org", "boss@secret.example.org")
MAIL = f"""\
[mail]
server = "{SECRETS[1]}"
from = "Chef <{SECRETS[2]}>"
user = "login-of-somebody"
token_command = ["touch", "ran", "--key={SECRETS[0]}"]
"""


@pytest.fixture
def quick(here: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder; no other process is started to try libraries and Java."""
    monkeypatch.setattr(machine, "imports", lambda _: [])
    monkeypatch.setenv("PATH", str(here))
    monkeypatch.delenv("JAVA_HOME", raising=False)
    return here


def said(*words: object, status: int = 0) -> dict[str, list[tuple[str, str]]]:
    """What is found of each thing: its condition, and all that is said."""
    found: dict[str, list[tuple[str, str]]] = {}
    told = json.loads(run("doctor", "--json", *words, status=status).stdout)
    assert told["works"] is (status == 0)
    for each in told["checks"]:
        words_of = f"{each['said']} {each['hint']}"
        found.setdefault(each["name"], []).append((each["condition"], words_of))
    return found


# -- as a whole ------------------------------------------------------------------------------


def test_on_a_machine_where_nothing_was_done_all_that_is_needed_works(quick: Path) -> None:
    found = said()
    assert [*found][:4] == ["Python", "tradefiche", "libraries", "fonts"]
    for name in ("Python", "libraries", "fonts", "disk", "clock", "settings"):
        assert {condition for condition, _ in found[name]} == {"ok"}, name
    for name in ("data", "output", "ledger", "mail", "Java"):
        assert found[name][0][0] == "lacks", name
    assert not [*quick.iterdir()]


def test_lines_are_short_and_aligned(quick: Path) -> None:
    done = run("doctor")
    lines = done.stdout.splitlines()
    assert max(map(len, lines)) <= 80
    assert {line[:7].strip() for line in lines} == {"", "ok", "lacks"}
    assert all(line[:24].rstrip() == line[:24].rstrip()[:23] and line[24] != " " for line in lines)
    assert "All that is needed works; " in done.stderr
    assert run("-q", "doctor").output == ""


def test_in_french_all_but_names_of_their_own_is_french(quick: Path) -> None:
    shown = run("doctor", "--lang", "fr").stdout
    names = {line[7:24].strip() for line in shown.splitlines()} - {""}
    assert {"bibliothèques", "disque", "données", "registre"} <= names
    assert not names & {"libraries", "disk", "data", "ledger", "fonts"}
    assert {"libraries", "disk", "data", "ledger"} <= {*said()}


def test_what_is_wrong_is_said_though_nothing_else_is(quick: Path) -> None:
    write(quick / "tradefiche.toml", b"[build]\nbrnad = 'x'\n")
    done = run("-q", "doctor", status=1)
    assert done.stdout == ""
    assert done.stderr.startswith("wrong  settings         tradefiche.toml: wrong build settings:")
    assert "Did you mean 'brand'?" in done.stderr
    assert said(status=1)["settings"][0][0] == "wrong"


def test_what_the_settings_name_is_looked_at(quick: Path) -> None:
    run("init", "brand", "look")
    run("init", "edition", "texts")
    text = '[data]\nfolder = "d"\n[build]\noutput = "o"\nbrand = "look"\nedition = "texts"\n'
    write(quick / "tradefiche.toml", text.encode())
    found = said()
    assert "sets data.folder, build.output" in found["settings"][0][1]
    assert found["brand"][0][0] == found["edition"][0][0] == "ok"
    assert "none in d" in found["data"][0][1]
    assert "nothing built in o" in found["output"][0][1]
    write(quick / "look/brand.toml", b"[palette]\nred = 'x'\n")
    other = quick / "nowhere"
    assert said("--edition", other, status=1)["edition"][0][0] == "wrong"


def test_a_file_that_is_passed_over_is_told(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = write(quick / "tradefiche.toml", b"")
    (quick / "a").mkdir()
    monkeypatch.chdir(quick / "a")
    monkeypatch.setattr(settings_file, "_foreign", lambda _: "it belongs to somebody else")
    (first, _) = said()["settings"]
    assert first[0] == "lacks"
    assert f"{file.name} is ignored: it belongs to somebody else" in first[1]


# -- when half of it is broken ---------------------------------------------------------------


def test_half_an_installation_is_looked_at(
    here: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """A library that is not there for Python, one that raises, and one that kills its process."""
    broken = tmp_path_factory.mktemp("broken")
    write(broken / "msgspec.py", b"raise ImportError('no msgspec')\n")
    write(broken / "reportlab.py", b"raise ValueError('broken')\n")
    write(broken / "polars.py", b"import os\nos._exit(7)\n")
    write(here / "tradefiche.toml", b"[build]\noutput = 'o'\n")
    first = os.pathsep.join(filter(None, (str(broken), os.environ.get("PYTHONPATH"))))
    environment = {**os.environ, "PYTHONPATH": first, "PYTHONIOENCODING": "utf-8"}
    done = process("doctor", env=environment)
    assert done.returncode == 1
    assert "Traceback" not in done.stdout + done.stderr
    text = " ".join(done.stdout.split())
    assert "msgspec does not load: ImportError no msgspec" in text
    assert "reportlab does not load: ValueError broken" in text
    assert "polars does not load: it ends Python (status 7)" in text
    assert "wrong fonts cannot be looked at: no msgspec" in text
    assert "ok Python " in text
    assert "ok disk " in text
    found = json.loads(process("doctor", "--json", env=environment).stdout)
    assert found["works"] is False
    assert len({each["name"] for each in found["checks"]}) > 10


@pytest.mark.parametrize("kind", [OSError, ValueError, MemoryError, RecursionError, BaseException])
def test_a_look_that_fails_is_a_finding(kind: type[BaseException]) -> None:
    def look() -> Iterator[Diagnosis]:
        yield diagnosis.ok("x", "y")
        raise kind("so")

    (found,) = diagnosis.looked("x", look)
    assert (found.condition, found.name) == (Condition.WRONG, "x")
    assert kind.__name__ in found.said


def test_ctrl_c_ends_it() -> None:
    def look() -> Iterator[Diagnosis]:
        raise KeyboardInterrupt
        yield

    with pytest.raises(KeyboardInterrupt):
        diagnosis.looked("x", look)


def test_our_own_errors_say_what_to_do() -> None:
    def look() -> Iterator[Diagnosis]:
        raise StoreError("broken", "Mend it.")
        yield

    assert diagnosis.looked("data", look) == (diagnosis.wrong("data", "broken", "Mend it."),)


# -- libraries -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("version", "bound", "within"),
    [
        ("8.2", ">=8.2", True), ("8.2.0", ">=8.2", True), ("8.10", ">=8.2", True),
        ("8.1.9", ">=8.2", False), ("2.5.16", "==2.5.16", True), ("2.5.17", "==2.5.16", False),
        ("3", "<3", False), ("2.9", "<3", True), ("3.0", "!=3", False), ("3", "~=3", True),
        ("1.0rc1", ">=1.0", True), ("", ">=1", False),
    ],
)  # fmt: skip
def test_bounds(version: str, bound: str, within: bool) -> None:
    assert machine._within(version, bound) is within


def test_versions_are_compared_as_numbers() -> None:
    assert numbers("1.10") > numbers("1.9.9") > numbers("1.9") == numbers("1.9.0")
    assert numbers("soon") == numbers("") == ()


def test_what_is_asked_for_is_read_of_the_installation() -> None:
    asked = {(each.extra, each.name): each for each in machine.requirements()}
    assert asked["", "click"].bounds == (">=8.2",)
    assert asked["keyring", "keyring"].bounds == (">=25",)
    assert {extra for extra, _ in asked} >= {*machine.EXTRAS}


def test_a_checkout_that_runs_without_being_installed_knows_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def missing(name: str) -> None:
        raise metadata.PackageNotFoundError(name)

    installed = {*machine.requirements()}
    monkeypatch.setattr(machine.metadata, "requires", missing)
    assert {*machine.requirements()} == installed


def test_old_missing_and_unknown_libraries(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lines = ["click>=99", "nowhere-to-be-found>=1", 'svglib<0.1; extra == "svg"']
    monkeypatch.setattr(machine.metadata, "requires", lambda _: lines)
    found = [each.said for each in machine.libraries()]
    assert found[0].startswith("click is 8.")
    assert found[0].endswith(", and >=99 is needed")
    assert found[1] == "nowhere-to-be-found is not installed"
    (svg,) = [each for each in machine.extras() if each.name == "[svg]"]
    assert svg.condition is Condition.LACKS
    assert "pip install" in svg.hint

    def nothing(_: str) -> list[str]:
        raise metadata.PackageNotFoundError("tradefiche")

    monkeypatch.setattr(machine.metadata, "requires", nothing)
    monkeypatch.setattr(machine.resources, "__file__", str(quick / "tradefiche" / "resources.py"))
    (only,) = machine.libraries()
    assert "tradefiche itself is not installed" in only.said
    assert [*machine.extras()] == []


def test_a_python_that_cannot_be_started(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", "")
    assert machine.imports(["json"])
    monkeypatch.setattr(sys, "executable", "/nowhere/python")
    assert machine.imports(["json"]) == ["cannot be tried (FileNotFoundError)"]


# -- the system ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("program", "condition", "words"),
    [
        ("import sys; print('openjdk version \"21.0.1\"', file=sys.stderr)", "ok", "21, in "),
        ("import sys; print('java version \"1.8.0_1\"', file=sys.stderr)", "lacks", "8, in "),
        ("raise SystemExit(1)", "lacks", "does not say its version"),
        ("print('hello')", "lacks", "does not say its version"),
    ],
)
def test_java(quick: Path, program: str, condition: str, words: str) -> None:
    stand_in(quick, "java", program)
    (found,) = machine.java()
    assert (found.condition, words in found.said) == (condition, True)


def test_the_clock() -> None:
    now = datetime(2026, 6, 1, 12, tzinfo=UTC)

    def condition(moment: datetime, *done: datetime) -> Condition:
        (found,) = machine.clock(done, moment)
        return found.condition

    assert condition(now) is Condition.OK
    assert condition(now, now - timedelta(days=3), now + timedelta(hours=3)) is Condition.OK
    assert condition(now, now + timedelta(days=3)) is Condition.WRONG
    assert condition(datetime(1970, 1, 1, tzinfo=UTC)) is Condition.WRONG
    assert condition(datetime(2150, 1, 1, tzinfo=UTC)) is Condition.WRONG


def test_a_full_disk(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (found,) = machine.disk((here / "not" / "yet", here / "nor"))
    assert found.condition is Condition.OK
    assert str(here) in found.said
    monkeypatch.setattr(machine, "LEAST_FREE", 10**18)
    (found,) = machine.disk((here,))
    assert (found.condition, "Free some space" in found.hint) == (Condition.WRONG, True)
    monkeypatch.setattr(os, "access", lambda *_: False)
    (found,) = machine.disk((here,))
    assert "cannot be written" in found.said


def test_a_console_in_a_code_page(here: Path) -> None:
    environment = {**os.environ, "PYTHONIOENCODING": "cp1252", "PYTHONUTF8": "0"}
    script = "from tradefiche.doctor import machine; print(*machine.console())"
    done = subprocess.run(
        [sys.executable, "-c", script], env=environment, capture_output=True, check=True
    )
    assert b"cp1252" in done.stdout
    assert b"lacks" in done.stdout


# -- what is worked on -----------------------------------------------------------------------


def test_data_and_output_and_what_is_lost_of_them(quick: Path) -> None:
    run("demo", "--years", "2022-2023", "--to", "d")
    run("data", "import", "d")
    run("build", "--dept", "03", "--year", "2023")
    found = said()
    assert found["data"] == [("ok", "2022-2023, in data ")]
    ((condition, words),) = found["output"]
    assert (condition, words.replace(os.sep, "/")) == ("ok", "2 files in output/2023 ")
    (quick / "output/2023/03-allier.pdf").unlink()
    next(iter((quick / "data").rglob("*.parquet"))).unlink()
    found = said(status=1)
    assert "03-allier.pdf" in found["output"][0][1]
    assert "files are not in data" in found["data"][0][1]
    write(quick / "output/2023/manifest.json", b"{")
    write(quick / "data/index.json", b"{")
    found = said(status=1)
    assert found["output"][0][0] == found["data"][0][0] == "wrong"


def test_a_clock_before_what_was_done_here(quick: Path) -> None:
    run("build", "--dept", "03")
    later = datetime.now(UTC).timestamp() + 10 * 86400
    os.utime(quick / "output/2024/manifest.json", (later, later))
    assert said(status=1)["clock"][0][0] == "wrong"


def test_spans_of_years() -> None:
    assert work._spans([2021, 2015, 2016, 2017]) == "2015-2017, 2021"


def test_the_ledger(quick: Path) -> None:
    with ledgers.open_ledger(quick / "mail"):
        pass
    assert said("--ledger", "mail")["ledger"] == [("ok", "0 letters, in mail ")]
    (path,) = [each for each in (quick / "mail").iterdir() if each.suffix in {".db", ".sqlite"}]
    path.write_bytes(b"no database" * 1000)
    assert said("--ledger", "mail", status=1)["ledger"][0][0] == "wrong"


# -- no secret, no name ----------------------------------------------------------------------


def everything(status: int) -> str:
    return run("doctor", status=status).output + run("doctor", "--json", status=status).output


def require_discreet(text: str) -> None:
    for secret in (*SECRETS, "login-of-somebody"):
        assert secret not in text


def test_mail_is_told_without_its_secrets_and_its_command_is_not_run(
    quick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(quick / "tradefiche.toml", MAIL.encode())
    monkeypatch.setenv("TRADEFICHE_MAIL_PASSWORD", SECRETS[0])
    assert "a command gives the token" in said()["mail"][0][1]
    require_discreet(everything(0))
    assert not (quick / "ran").exists()
    write(quick / "tradefiche.toml", MAIL.partition("token_command")[0].encode())
    assert "the password is in TRADEFICHE_MAIL_PASSWORD" in said()["mail"][0][1]
    require_discreet(everything(0))


@pytest.mark.parametrize(
    "more",
    [
        f'password = "{SECRETS[0]}"',
        f'security = "{SECRETS[0]}"',
        f'port = "{SECRETS[0]}"',
        f'reply_to = "{SECRETS[0]}"',
        f'unknown = "{SECRETS[0]}"',
        f'base_url = "http://x:{SECRETS[0]}@example.org"',
        f'contact = "a\\n{SECRETS[0]}"',
        f'"{SECRETS[0]}',
    ],
)
def test_what_is_wrong_of_mail_is_told_without_its_values(quick: Path, more: str) -> None:
    write(quick / "tradefiche.toml", f"{MAIL}{more}\n".encode())
    require_discreet(everything(1))


def test_variables_of_mail_are_not_told(quick: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRADEFICHE_MAIL_SERVER", SECRETS[1])
    monkeypatch.setenv("TRADEFICHE_MAIL_FROM", SECRETS[2])
    monkeypatch.setenv("TRADEFICHE_MAIL_SECURITY", SECRETS[0])
    require_discreet(everything(1))
    monkeypatch.setenv("TRADEFICHE_MAIL_SECURITY", "tls")
    monkeypatch.setenv("TRADEFICHE_DATA", f"data-{SECRETS[0]}")
    monkeypatch.setenv("TRADEFICHE_MAIL_PASSWORD", SECRETS[0])
    require_discreet(everything(0))


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        ("/home/claire/x and /home/claire", "~/x and ~"),
        ("/home/claire2/x", "/home/claire2/x"),
        ("/srv/claire/x, /srv/claire-b/x", "/srv/USER/x, /srv/claire-b/x"),
        (r"D:\claire\x", r"D:\USER\x"),
        ("claire said", "claire said"),
        ("a\nb\x1b[31m", "a b [31m"),
    ],
)
def test_who_works_here_is_not_told(
    monkeypatch: pytest.MonkeyPatch, words: str, shown: str
) -> None:
    monkeypatch.setattr(diagnosis, "_homes", lambda: ("/home/claire",))
    monkeypatch.setattr(diagnosis, "_user", lambda: "claire")
    found = diagnosis.discreet(diagnosis.ok("x", words))
    assert found.said == shown


def test_an_account_without_a_name_or_a_home(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> Any:
        raise KeyError("uid not found")

    def homeless() -> Path:
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.setattr(diagnosis, "getuser", nobody)
    monkeypatch.setattr(Path, "home", homeless)
    assert diagnosis.discreet(diagnosis.ok("x", "/srv/y")).said == "/srv/y"


@not_on_windows("links to where one is at home")
def test_home_by_either_name(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (here / "real").mkdir()
    (here / "home").symlink_to(here / "real")
    monkeypatch.setattr(Path, "home", lambda: here / "home")
    assert diagnosis.discreet(diagnosis.ok("x", f"{here}/real/a {here}/home/b")).said == "~/a ~/b"


def test_what_is_said_is_bounded() -> None:
    assert len(diagnosis.discreet(diagnosis.ok("x", "a " * 10_000)).said) <= 600
    lines = [*checkup.lines(diagnosis.wrong("x", "a" * 500, "b " * 200))]
    assert max(map(len, lines)) <= 80
