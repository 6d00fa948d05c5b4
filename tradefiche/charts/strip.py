"""One département among the hundred, on a line: where all of them stand, as data; draws nothing."""

from __future__ import annotations

import math
from dataclasses import dataclass

from tradefiche.fiche import Standing


@dataclass(frozen=True, slots=True)
class Strip:
    """Places along a line, in points from its left end.

    Attributes:
        ticks: of the départements.
        median, here: None where there is none, or none of this département.
    """

    ticks: tuple[float, ...]
    median: float | None
    here: float | None


def logarithmic(
    standing: Standing, width: float, bounds: tuple[float, float] | None = None
) -> Strip:
    """What equal ratios part equally; what is beyond the bounds stands at the end.

    Args:
        standing: its values are positive, or at the low end.
        bounds: the least and the most; those of the values for None.
    """
    known = [value for value in standing.values if value > 0]
    least, most = bounds or (min(known, default=1), max(known, default=1))
    span = math.log(most / least) or 1.0

    def place(value: float | None) -> float | None:
        if value is None:
            return None
        held = min(max(value, least), most)
        return width * math.log(held / least) / span

    ticks = [place(value) for value in standing.values]
    here = place(standing.value) if standing.rank else None
    return Strip(tuple(tick for tick in ticks if tick is not None), place(standing.median), here)
