"""The veraPDF engine as it is installed on its own: a ``verapdf`` command on the PATH.

Its options and its report are those of veraPDF 1.24 and later: https://docs.verapdf.org/cli/.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

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

NAME = "veraPDF"
COMMAND = "verapdf"
OPTIONS = ("--format", "json", "--maxfailuresdisplayed", "1")
PATIENCE = 300.0
"""Seconds one document may take for one profile; the largest fiche takes two."""


class _Reported(msgspec.Struct, frozen=True, rename="camel"):
    """What is read of a report; it says more."""


class _Check(_Reported, frozen=True):
    error_message: str | None = None


class _Rule(_Reported, frozen=True):
    clause: str
    test_number: int
    failed_checks: int
    description: str
    checks: tuple[_Check, ...] | None = None


class _Details(_Reported, frozen=True):
    passed_rules: int
    failed_rules: int
    passed_checks: int
    failed_checks: int
    rule_summaries: tuple[_Rule, ...]


class _Result(_Reported, frozen=True):
    profile_name: str
    compliant: bool
    details: _Details


class _Trouble(_Reported, frozen=True):
    exception_message: str = ""


class _Job(_Reported, frozen=True):
    """One document: a result (not in a list when veraPDF is older), or why there is none."""

    validation_result: tuple[_Result, ...] | _Result = ()
    task_exception: _Trouble | None = None


class _Jobs(_Reported, frozen=True):
    jobs: tuple[_Job, ...]


class _Report(_Reported, frozen=True):
    report: _Jobs


def version() -> str:
    """Of veraPDF, as the command says it.

    Raises:
        EngineError: there is no such command, or it does not say it.
    """
    return _("{version}, the command {command}", version=_version(_required()), command=COMMAND)


def missing() -> Missing | None:
    """Why it cannot run here, or None when it can."""
    if shutil.which(COMMAND) is None:
        return Missing(NAME, _("there is no command {command}", command=COMMAND), install())
    return None


@contextmanager
def session() -> Iterator[Judge]:
    """The command, asked once a document and profile; nothing of it stays running.

    Raises:
        EngineError: it does not start, or does not answer; also when judging.
    """
    command = _required()
    _version(command)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "document.pdf")

        def judge(document: bytes) -> tuple[Verdict, ...]:
            path.write_bytes(document)
            return tuple(_verdict(command, path, profile) for profile in PROFILES)

        yield judge


def _required() -> str:
    command = shutil.which(COMMAND)
    if command is None:
        raise EngineError(_("{engine} is not installed", engine=NAME), install())
    return command


@cache
def _version(command: str) -> str:
    """« 1.28.2 » of « veraPDF 1.28.2 », the first of the lines that it writes."""
    said = _said(command, "--version")
    name, _, number = said.partition("\n")[0].strip().partition(" ")
    if name.casefold() != NAME.casefold() or not number:
        raise _no_answer(command, said)
    return number


def _verdict(command: str, path: Path, profile: str) -> Verdict:
    said = _said(command, "--flavour", profile, *OPTIONS, str(path))
    try:
        (job,) = msgspec.json.decode(said, type=_Report).report.jobs
    except (ValueError, msgspec.MsgspecError) as error:  # or not one job
        raise _no_answer(command, said) from error
    results = job.validation_result
    if isinstance(results, _Result):
        results = (results,)
    if job.task_exception and not results:
        failure = Failure(
            "unreadable", job.task_exception.exception_message or _("no reason given")
        )
        return Verdict(NAME, profile, compliant=False, failures=(failure,))
    if len(results) != 1 or not _about(results[0], profile):
        raise EngineError(
            _(
                "{engine} has checked nothing for {standard}",
                engine=NAME,
                standard=PROFILES[profile],
            ),
            _hint(command),
        )
    (result,) = results
    failures = tuple(map(_failure, result.details.rule_summaries))
    return Verdict(NAME, profile, compliant=result.compliant and not failures, failures=failures)


def _about(result: _Result, profile: str) -> bool:
    """Whether something was checked, and for this profile."""
    details = result.details
    rules = details.passed_rules + details.failed_rules
    checks = details.passed_checks + details.failed_checks
    named = result.profile_name.casefold().startswith(PROFILES[profile].casefold())
    return named and rules > 0 and checks > 0


def _failure(rule: _Rule) -> Failure:
    shown = (check.error_message for check in rule.checks or ())
    message = next(filter(None, shown), rule.description)
    return Failure(f"{rule.clause}-{rule.test_number}", message, rule.failed_checks)


def _said(command: str, *words: str) -> str:
    """What it writes; its exit status is 1 for a document that does not conform, and no more."""
    try:
        done = subprocess.run(
            [command, *words],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            errors="replace",
            timeout=PATIENCE,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise _no_answer(command, str(error)) from error
    if not done.stdout.strip():
        raise _no_answer(command, done.stderr)
    return done.stdout


def _no_answer(command: str, said: str) -> EngineError:
    return EngineError(no_answer(NAME, " ".join(said.split())[-300:]), _hint(command))


def _hint(command: str) -> str:
    return _(
        "See that {command} --version works and says 1.24 or later; without that command on the "
        "PATH, the engine that comes with tradefiche[check] is asked.",
        command=command,
    )
