"""One thing that was looked at, and how a look that fails becomes one, whatever was broken."""

from __future__ import annotations

import re
from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from enum import StrEnum
from getpass import getuser
from pathlib import Path

from tradefiche.errors import TradeficheError
from tradefiche.messages import _
from tradefiche.printable import printable

_LONGEST = 600


class Condition(StrEnum):
    """``lacks`` is no failure: a part that one may do without is not there."""

    OK = "ok"
    LACKS = "lacks"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found of one thing.

    Attributes:
        name: what was looked at.
        said: what it is like.
        hint: what to do about it; empty where nothing is.
    """

    name: str
    condition: Condition
    said: str
    hint: str = ""


Look = Callable[[], Iterable[Diagnosis]]


def ok(name: str, said: str) -> Diagnosis:
    """It works."""
    return Diagnosis(name, Condition.OK, said)


def lacks(name: str, said: str, hint: str = "") -> Diagnosis:
    """It is not there, and need not be."""
    return Diagnosis(name, Condition.LACKS, said, hint)


def wrong(name: str, said: str, hint: str = "") -> Diagnosis:
    """It does not work, and has to."""
    return Diagnosis(name, Condition.WRONG, said, hint)


def looked(name: str, look: Look) -> tuple[Diagnosis, ...]:
    """What a look finds; what it raises is a finding too, even a panic of a library."""
    try:
        return tuple(look())
    except (KeyboardInterrupt, SystemExit):
        raise
    except TradeficheError as error:
        return (wrong(name, error.message, error.hint),)
    except ImportError as error:
        said = _("cannot be looked at: {error}", error=error.name or error)
        return (wrong(name, said, _("Mend what is said of libraries first.")),)
    except BaseException as error:
        kind = type(error).__name__
        return (wrong(name, _("cannot be looked at ({kind}: {error})", kind=kind, error=error)),)


def discreet(finding: Diagnosis, secrets: Iterable[str] = ()) -> Diagnosis:
    """The finding without secrets and without who is working here, on one line."""

    def shown(words: str) -> str:
        for secret in secrets:
            words = words.replace(secret, "…")
        for home in dict.fromkeys(_homes()):
            words = re.sub(rf"{re.escape(home)}(?![\w.-])", "~", words)
        if user := _user():
            words = re.sub(rf"(?<=[/\\]){re.escape(user)}(?![\w.-])", "USER", words)
        return printable(words, _LONGEST)

    return replace(finding, said=shown(finding.said), hint=shown(finding.hint))


def _homes() -> Iterable[str]:
    try:
        home = Path.home()
        found = (str(home), str(home.resolve()))
    except (OSError, RuntimeError):
        return ()
    return (each for each in found if len(each) > 1)


def _user() -> str:
    try:
        return getuser()
    except (OSError, KeyError, ImportError):  # an account without a name
        return ""
