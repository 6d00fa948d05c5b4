"""How much is enough to be told: in euros, in percent, in points, in places; exact, inclusive.

The defaults are those of the checks before publication, see ``docs/methodology.md``.
"""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace
from fractions import Fraction
from typing import Any

MILLION = 1_000_000
LEAST_BASE = MILLION
"""Euros below which, on both sides, nothing of a flow is told, and no rate is given."""
LEAST_SHARED = 10 * MILLION
"""Euros below which, on either side, its first ones say nothing: one contract makes them."""


@dataclass(frozen=True, slots=True)
class Least:
    """What a difference reaches to be told, the threshold included.

    Attributes:
        percent, euros: of a total, both; percent is of the earlier one.
        points: of the share of a product or partner; also the percent of the earlier total that
            one which came or went is worth.
        code_euros: of a product or partner whose share moved, that moved itself, or that entered
            or left the first five.
        code_percent: of its own euros, for two vintages of one year; None: no matter.
        places: in the order of the départements.
    """

    percent: float = 25
    euros: int = 20 * MILLION
    points: float = 5
    code_euros: int = 5 * MILLION
    code_percent: float | None = None
    places: int = 5

    def is_large(self, amount: int, base: int) -> bool:
        """Whether a total moved enough, by so many euros from so many."""
        return bool(amount) and abs(amount) >= self.euros and reaches(amount, base, self.percent)


YEARS = Least()
REVISION = Least(percent=1, euros=0, code_euros=MILLION, code_percent=5, places=1)


def thresholds(
    *,
    one_year: bool,
    percent: float | None = None,
    euros: int | None = None,
    points: float | None = None,
    places: int | None = None,
) -> Least:
    """The defaults for two years, or for one year twice, and what the operator says instead."""
    given: dict[str, Any] = {
        "percent": percent,
        "euros": euros,
        "code_euros": euros,
        "points": points,
        "places": places,
        "code_percent": percent if one_year else None,
    }
    said = {name: value for name, value in given.items() if value is not None}
    return replace(REVISION if one_year else YEARS, **said)


def reaches(amount: int, base: int, percent: float) -> bool:
    """Whether an amount is so many percent of a base; of nothing, anything is."""
    return 100 * abs(amount) >= Fraction(str(percent)) * base
