"""One thing that a check found, with its value, and how such values are said."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from tradefiche.fiche import Flow
from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.messages import whole
from tradefiche.reference.territories import FRANCE
from tradefiche.reference.territories import MONACO
from tradefiche.reference.territories import departements

_MILLION = 1_000_000
_PLAIN = re.compile(r"[^0-9a-z]+")


class Severity(StrEnum):
    """What a finding asks for: mending, a reason that a person writes, or nothing."""

    BLOCKS = "blocks"
    EXPLAIN = "explain"
    TOLD = "told"


@dataclass(frozen=True, slots=True)
class Subject:
    """Where something was found.

    Attributes:
        code: the public code of a département; that of France; a bare code that has no fiche.
        flow: None of both flows.
    """

    code: str
    name: str
    flow: Flow | None = None

    @property
    def place(self) -> str:
        """« 03 Allier », « France »."""
        alone = self.code in {FRANCE.code, self.name}
        return self.name if alone else f"{self.code} {self.name}"

    def __str__(self) -> str:
        return f"{self.place}, {flow_name(self.flow)}" if self.flow else self.place


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found.

    Attributes:
        key: the same in every run that finds it; its words are of letters, digits and hyphens.
        about: the product or the country, in the words of the fiche; empty of the whole flow.
        value: in ``unit``: « % », « points » or « € »; what an explanation is held against.
        said: what is wrong, in words and to the euro or the tenth.
        bars: euros to be drawn side by side, each with its label.
    """

    key: str
    where: Subject
    value: float
    unit: str
    said: str
    about: str = ""
    bars: tuple[tuple[str, int], ...] = ()


def subject(customs_code: str, flow: Flow | None = None) -> Subject:
    """A place by its customs code; one that has no fiche goes by it."""
    if customs_code == FRANCE.customs_code:
        return Subject(FRANCE.code, "France", flow)
    if customs_code == MONACO:
        return Subject(MONACO, "Monaco", flow)
    for place in departements():
        if place.customs_code == customs_code:
            return Subject(place.code, place.name, flow)
    return Subject(customs_code, customs_code, flow)


def flow_name(flow: Flow) -> str:
    """« exports », « imports », as the operator calls them."""
    return _("exports") if flow == "exports" else _("imports")


def key(year: int, check: str, where: Subject, *codes: str) -> str:
    """« 2024-growth-03-exports », « 2024-partner-03-exports-de »."""
    words = (str(year), check, where.code, where.flow or "", *codes)
    return "-".join(filter(None, (_PLAIN.sub("-", word.lower()).strip("-") for word in words)))


def ratio(part: int, total: int) -> Fraction:
    """An exact share or rate."""
    return Fraction(part, total)


def percent(share: Fraction) -> float:
    """A share in percent, to the tenth, half away from zero."""
    return _tenths(1000 * share) / 10


def in_percent(share: Fraction) -> str:
    """« 25.1 % »."""
    return _("{share} %", share=decimal(percent(share), 1))


def signed(share: Fraction) -> str:
    """« +25.1 % »; « 0.0 » has no sign."""
    return f"+{in_percent(share)}" if percent(share) > 0 else in_percent(share)


def euros(value: int) -> str:
    """« 12.3 M€ »; below a million to the euro."""
    if abs(value) < _MILLION:
        return to_the_euro(value)
    return _("{amount} M€", amount=decimal(_tenths(Fraction(10 * value, _MILLION)) / 10, 1))


def to_the_euro(value: int) -> str:
    """« 12,345,678 € »."""
    return _("{amount} €", amount=whole(value))


def _tenths(value: Fraction) -> int:
    """Half away from zero."""
    found = int(abs(value) + Fraction(1, 2))
    return found if value >= 0 else -found
