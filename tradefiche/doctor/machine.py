"""The machine: Python, libraries and their bounds, fonts, validators, disk, clock, console."""

from __future__ import annotations

import os
import platform
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from datetime import timedelta
from importlib import metadata
from pathlib import Path

from tradefiche import __version__
from tradefiche import resources
from tradefiche.doctor.diagnosis import Diagnosis
from tradefiche.doctor.diagnosis import lacks
from tradefiche.doctor.diagnosis import ok
from tradefiche.doctor.diagnosis import wrong
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.releases import numbers

LEAST_PYTHON = (3, 11)
LEAST_FREE = 500_000_000
"""Bytes: 100 fiches, packs and a site take less."""
LEAST_JAVA = 11
EARLIEST = datetime(2025, 1, 1).astimezone()
LATEST = datetime(2099, 1, 1).astimezone()
SLACK = timedelta(hours=26)
"""What a time zone and a summer time may be wrong by."""
PATIENCE = 60
"""Seconds that a program which is asked may take."""
EXTRAS = ("check", "svg", "xlsx", "review", "serve", "keyring", "dask")
"""The optional parts that somebody at home may want."""
_MODULES = {"email-validator": "email_validator", "page-validation": "page"}
_OPERATORS = {
    ">=": (0, 1), "<=": (-1, 0), "==": (0,), ">": (1,), "<": (-1,), "!=": (-1, 1),
}  # fmt: skip
"""What the comparison of a version with a bound may give."""
_TRY = """
import importlib, sys
for name in sys.argv[1:]:
    print("?", name, flush=True)
    try:
        importlib.import_module(name)
    except BaseException as error:
        print("no", type(error).__name__, *str(error).split(), flush=True)
    else:
        print("ok", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Requirement:
    """A library that is asked for: ``bounds`` as « >=8.2 », for an ``extra`` or for all."""

    name: str
    bounds: tuple[str, ...]
    extra: str = ""

    @property
    def installed(self) -> str:
        """Its version; empty where it is not there."""
        try:
            return metadata.version(self.name) or ""
        except Exception:  # what lies there may be anything
            return ""

    def fault(self) -> str:
        """What is wrong with what is installed; empty where nothing is."""
        version = self.installed
        if not version:
            return _("{name} is not installed", name=self.name)
        if all(_within(version, bound) for bound in self.bounds):
            return ""
        return _(
            "{name} is {version}, and {bounds} is needed",
            name=self.name,
            version=version,
            bounds=",".join(self.bounds),
        )


def requirements() -> tuple[Requirement, ...]:
    """What the installed program asks for, or the checkout that runs without being installed.

    Raises:
        PackageNotFoundError: it is neither.
    """
    found = []
    for line in _asked_for():
        asked, _semicolon, marker = line.partition(";")
        named = re.match(r"\s*([A-Za-z0-9._-]+)(?:\[[^\]]*\])?(.*)", asked)
        extra = re.search(r"extra\s*==\s*['\"]([^'\"]+)", marker)
        if named:
            bounds = tuple(each.strip() for each in named[2].strip(" ()").split(",") if each)
            found.append(Requirement(named[1], bounds, extra[1] if extra else ""))
    return tuple(found)


def _asked_for() -> list[str]:
    try:
        return metadata.requires("tradefiche") or []
    except metadata.PackageNotFoundError:
        checkout = Path(resources.__file__).parents[1] / "pyproject.toml"
        if not checkout.is_file():
            raise
        project = tomllib.loads(checkout.read_text("utf-8"))["project"]
        extras = project["optional-dependencies"].items()
        more = (f'{line}; extra == "{extra}"' for extra, lines in extras for line in lines)
        return [*project["dependencies"], *more]


def _within(version: str, bound: str) -> bool:
    found = re.fullmatch(r"(>=|<=|==|!=|>|<)\s*([0-9][\w.+]*)", bound)
    if not found:
        return True  # of a kind that is not asked for
    here, there = numbers(version), numbers(found[2])
    return (here > there) - (here < there) in _OPERATORS[found[1]]


# -- the program ---------------------------------------------------------------------------------


def python() -> Iterator[Diagnosis]:
    """Python, and this program."""
    said = _(
        "{version}, on {system} {release}, {machine}",
        version=platform.python_version(),
        system=platform.system(),
        release=platform.release(),
        machine=platform.machine(),
    )
    if sys.version_info[:2] < LEAST_PYTHON:
        least = ".".join(map(str, LEAST_PYTHON))
        yield wrong("Python", said, _("Install Python {least} or later.", least=least))
    else:
        yield ok("Python", said)
    folder = Path(resources.__file__).parent
    yield ok("tradefiche", _("{version}, in {folder}", version=__version__, folder=folder))


def libraries() -> Iterator[Diagnosis]:
    """Those that nothing works without: installed, within their bounds, and loadable."""
    try:
        asked = [each for each in requirements() if not each.extra]
    except metadata.PackageNotFoundError:
        yield wrong(
            "libraries",
            _("tradefiche itself is not installed: what it needs cannot be known"),
            _("In its checkout: pip install ."),
        )
        return
    faults = [fault for each in asked if (fault := each.fault())]
    there = [each for each in asked if each.installed]
    faults += imports([_MODULES.get(each.name, each.name) for each in there])
    for fault in faults:
        yield wrong("libraries", fault, _("Install the program again, in a new environment."))
    if not faults:
        count = len(asked)
        yield ok("libraries", _("{count}, all within their bounds, and they load", count=count))


def imports(modules: Sequence[str]) -> list[str]:
    """What does not load, tried in another process: a library may take its process with it.

    One that did is kept from being loaded here.
    """
    faults: list[str] = []
    left = list(modules)
    while left:
        try:
            done = subprocess.run(
                [sys.executable, "-c", _TRY, *left],
                capture_output=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL,
            )  # fmt: skip
        except (OSError, ValueError, subprocess.TimeoutExpired) as error:
            return [*faults, _("cannot be tried ({error})", error=type(error).__name__)]
        answers = done.stdout.decode("utf-8", "replace").split("? ")[1:]
        for answer in answers:
            name, _end, said = answer.strip().partition("\n")
            if not said:
                sys.modules.setdefault(name.strip(), None)  # type: ignore[arg-type] # never again
                said = _("it ends Python (status {status})", status=done.returncode)
            if not said.startswith("ok"):
                why = said.removeprefix("no ")
                faults.append(_("{name} does not load: {why}", name=name.strip(), why=why))
        if not answers:
            said = _("it ends Python (status {status})", status=done.returncode)
            return [*faults, _("cannot be tried ({error})", error=said)]
        left = left[len(answers) :]
    return faults


def extras() -> Iterator[Diagnosis]:
    """The optional parts."""
    try:
        asked = requirements()
    except metadata.PackageNotFoundError:
        return  # told of libraries
    for extra, use in zip(EXTRAS, _uses(), strict=True):
        faults = [fault for each in asked if each.extra == extra and (fault := each.fault())]
        if faults:
            hint = _("It is for: {use}. {install}", use=use, install=resources.install(extra))
            yield lacks(f"[{extra}]", "; ".join(faults), hint)
        else:
            yield ok(f"[{extra}]", use)


def _uses() -> tuple[str, ...]:
    """What each optional part is for."""
    return (
        _("validators of PDF files"),
        _("SVG logos"),
        _("workbooks"),
        _("covers in a review"),
        _("site --serve"),
        _("the mail password in the system's own store"),
        _("drawing on a cluster"),
    )


def fonts() -> Iterator[Diagnosis]:
    """Those of the project's own brand."""
    from tradefiche import brand

    found, faults = brand.tried()
    for fault in faults:
        yield wrong("fonts", fault.message, _("Install the program again, in a new environment."))
    if found:
        count = len(found.fonts)
        yield ok("fonts", _("{count}, of the brand {name}", count=count, name=found.name))


def validators() -> Iterator[Diagnosis]:
    """What ``check`` asks."""
    from tradefiche.validation import engines

    for engine in engines.every():
        if missing := engine.missing():
            yield lacks(engine.NAME, missing.reason, missing.hint)
        else:
            yield ok(engine.NAME, engine.version())


def java() -> Iterator[Diagnosis]:
    """Java, for veraPDF."""
    least = _("tradefiche check needs Java {least} or later for veraPDF.", least=LEAST_JAVA)
    home = os.environ.get("JAVA_HOME")
    command = shutil.which("java", path=str(Path(home, "bin"))) if home else None
    command = command or shutil.which("java")
    if not command:
        yield lacks("Java", _("not installed"), least)
        return
    try:
        done = subprocess.run(
            [command, "-version"],
            capture_output=True, timeout=PATIENCE, check=False, stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        said = _("{command} does not run ({error})", command=command, error=cause(error))
        yield lacks("Java", said, least)
        return
    found = re.search(r'version "(?:1\.)?([0-9]+)', done.stderr.decode("utf-8", "replace"))
    if done.returncode or not found:
        yield lacks("Java", _("{command} does not say its version", command=command), least)
    else:
        said = _("{version}, in {folder}", version=found[1], folder=command)
        yield lacks("Java", said, least) if int(found[1]) < LEAST_JAVA else ok("Java", said)


# -- the system ----------------------------------------------------------------------------------


def disk(folders: Iterable[Path]) -> Iterator[Diagnosis]:
    """Room where the folders are or will be, and leave to write there."""
    for place in dict.fromkeys(_existing(folder) for folder in folders):
        free = shutil.disk_usage(place).free
        said = _("{free} GB free in {folder}", free=decimal(free / 1e9, 1), folder=place)
        if not os.access(place, os.W_OK):
            unwritable = _("{folder} cannot be written", folder=place)
            yield wrong("disk", unwritable, _("Have its permissions changed."))
        elif free < LEAST_FREE:
            least = decimal(LEAST_FREE / 1e9, 1)
            yield wrong("disk", said, _("Free some space: {least} GB at least.", least=least))
        else:
            yield ok("disk", said)


def _existing(folder: Path) -> Path:
    """The folder, or the nearest above it that is there."""
    whole = folder.absolute()
    return next(path for path in (whole, *whole.parents) if path.is_dir())


def clock(moments: Iterable[datetime], now: datetime | None = None) -> Iterator[Diagnosis]:
    """Whether it can be true, and is not before what was done here already."""
    now = now or datetime.now().astimezone()
    shown = f"{now:%Y-%m-%d %H:%M %z}"
    newest = max(moments, default=None)
    hint = _("Set the clock of the machine: letters and certificates go by it.")
    if not EARLIEST < now < LATEST:
        yield wrong("clock", _("{moment} cannot be true", moment=shown), hint)
    elif newest and newest > now + SLACK:
        later = f"{newest:%Y-%m-%d %H:%M}"
        said = _("{moment}, and something here is of {later}", moment=shown, later=later)
        yield wrong("clock", said, hint)
    else:
        yield ok("clock", shown)


def console() -> Iterator[Diagnosis]:
    """What characters are written in, and the language of the system."""
    encoding = getattr(sys.stdout, "encoding", None) or "unknown"
    names = ("LC_ALL", "LC_CTYPE", "LANG")
    language = next((os.environ[name] for name in names if os.environ.get(name)), "-")
    said = _("{encoding}, language {language}", encoding=encoding.lower(), language=language)
    if encoding.lower().replace("-", "") in {"utf8", "utf8sig"}:
        yield ok("console", said)
    else:
        yield lacks(
            "console", said, _("What it lacks is written plainly; PYTHONUTF8=1 makes it UTF-8.")
        )
