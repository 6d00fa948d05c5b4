"""All looks one after the other, each by itself; as lines of a terminal, and as data."""

from __future__ import annotations

import os
import textwrap
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradefiche import __version__
from tradefiche.doctor import machine
from tradefiche.doctor import work
from tradefiche.doctor.diagnosis import Condition
from tradefiche.doctor.diagnosis import Diagnosis
from tradefiche.doctor.diagnosis import discreet
from tradefiche.doctor.diagnosis import looked
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.settings_file import Whereabouts

COLUMNS = 80
_MARK, _NAME = 7, 17
PASSWORD = "TRADEFICHE_MAIL_PASSWORD"


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where to look: folders, the file of settings, and the one that was named with --settings."""

    data: Path
    output: Path
    ledger: Path
    brand: Path | None
    edition: Path | None
    whereabouts: Whereabouts
    settings: Path | None = None


def examined(here: Surroundings) -> Iterator[Diagnosis]:
    """What is found of everything; nothing that is broken keeps from looking at the rest."""
    looks = (
        ("Python", machine.python),
        ("libraries", machine.libraries),
        ("fonts", machine.fonts),
        ("disk", lambda: machine.disk((here.output, here.data))),
        ("clock", lambda: machine.clock(work.moments(here.data, here.output))),
        ("console", machine.console),
        ("settings", lambda: work.settings(here.whereabouts)),
        ("brand", lambda: work.look(here.brand, None)),
        ("edition", lambda: work.look(None, here.edition)),
        ("data", lambda: work.store(here.data)),
        ("output", lambda: work.outputs(here.output)),
        ("ledger", lambda: work.ledger(here.ledger)),
        ("mail", lambda: work.mail(here.settings)),
        ("validators", machine.validators),
        ("Java", machine.java),
        ("extras", machine.extras),
    )
    password = os.environ.get(PASSWORD, "")
    secrets = [password] if len(password) > 1 else []
    for name, look in looks:
        for finding in looked(name, look):
            yield discreet(finding, secrets)


def works(findings: Iterable[Diagnosis]) -> bool:
    """Whether all is there that is needed."""
    return all(each.condition is not Condition.WRONG for each in findings)


def lines(finding: Diagnosis) -> Iterator[str]:
    """A finding in a terminal of 80 columns: its condition, its name, then what is said of it."""
    head = f"{_condition(finding.condition):<{_MARK}}{_name(finding.name):<{_NAME}}"
    indent = " " * (_MARK + _NAME)
    for words in filter(None, (finding.said, finding.hint)):
        yield from textwrap.wrap(
            words, COLUMNS - 1, initial_indent=head, subsequent_indent=indent,
            break_on_hyphens=False,
        )  # fmt: skip
        head = indent


def _name(name: str) -> str:
    """What was looked at, as it is said; in a fault report it has one name in every language."""
    said = {
        "libraries": _("libraries"),
        "fonts": _("fonts"),
        "disk": _("disk"),
        "clock": _("clock"),
        "settings": _("settings"),
        "data": _("data"),
        "output": _("output"),
        "brand": _("brand"),
        "edition": _("edition"),
        "ledger": _("ledger"),
        "mail": _("mail"),
        "validators": _("validators"),
    }
    return said.get(name, name)


def _condition(condition: Condition) -> str:
    if condition is Condition.OK:
        return "ok"
    return _("lacks") if condition is Condition.LACKS else _("wrong")


def summary(findings: Sequence[Diagnosis]) -> str:
    """One sentence about all of them."""
    wrong = sum(each.condition is Condition.WRONG for each in findings)
    lacking = sum(each.condition is Condition.LACKS for each in findings)
    optional = many(lacking, "optional part")
    if not wrong:
        return _("All that is needed works; not there: {optional}.", optional=optional)
    faults = many(wrong, "fault")
    return _("Found {faults}; not there: {optional}.", faults=faults, optional=optional)


def as_data(findings: Sequence[Diagnosis]) -> dict[str, Any]:
    """All of it for a fault report."""
    return {
        "program": f"tradefiche {__version__}",
        "works": works(findings),
        "checks": [
            {
                "name": each.name,
                "condition": str(each.condition),
                "said": each.said,
                "hint": each.hint,
            }
            for each in findings
        ],
    }
