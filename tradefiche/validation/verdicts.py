"""What a validator answers, whichever it is."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Mapping
from dataclasses import dataclass

from tradefiche import resources
from tradefiche.messages import _

PROFILES: Mapping[str, str] = {"ua1": "PDF/UA-1", "3a": "PDF/A-3a"}
"""The standards that every fiche follows, under the names that both engines give them."""


@dataclass(frozen=True, slots=True)
class Failure:
    """A rule that a document breaks, ``count`` times; ``rule`` is the engine's own number."""

    rule: str
    message: str
    count: int = 1


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one engine says of one document for one profile."""

    engine: str
    profile: str
    compliant: bool
    failures: tuple[Failure, ...] = ()


@dataclass(frozen=True, slots=True)
class Missing:
    """An engine that cannot run here: why, and what to do."""

    engine: str
    reason: str
    hint: str


def install() -> str:
    """What to do where there is no validator."""
    return _("Install the validators: {install}.", install=resources.install("check"))


def not_installed(package: str) -> str:
    """Why an engine cannot run."""
    return _("the package {package} is not installed", package=package)


def no_answer(engine: str, reason: str) -> str:
    """What is said of an engine that is there and does not answer, with its last words if any."""
    if not reason:
        return _("{engine} does not answer", engine=engine)
    return _("{engine} does not answer: {reason}", engine=engine, reason=reason)


Judge = Callable[[bytes], tuple[Verdict, ...]]
"""A document → its verdicts, one a profile, in the order of ``PROFILES``."""
