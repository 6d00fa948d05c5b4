"""What a run did, for people and for scripts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from tradefiche.batch.run import Outcome


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcomes of a run, and the seconds its stages took.

    Attributes:
        preparing: selection, data, edition, brand; ``drawing``: summing, drawing, writing.
        packing: archives.
    """

    outcomes: tuple[Outcome, ...]
    preparing: float
    drawing: float
    packing: float

    @property
    def built(self) -> tuple[Outcome, ...]:
        """What was drawn and written."""
        return tuple(o for o in self.outcomes if not o.failure and not o.skipped)

    @property
    def unchanged(self) -> tuple[Outcome, ...]:
        """What an earlier run had already written."""
        return tuple(o for o in self.outcomes if o.skipped)

    @property
    def failures(self) -> tuple[Outcome, ...]:
        """What could not be built."""
        return tuple(o for o in self.outcomes if o.failure)

    @property
    def seconds(self) -> float:
        """The whole run."""
        return self.preparing + self.drawing + self.packing

    def lines(self) -> list[str]:
        """One line for each year, then one for the whole."""
        rows = []
        for year in sorted({outcome.year for outcome in self.outcomes}):
            rows.append(f"{year}: {self._counts(year)}")
        rate = len(self.built) / self.drawing if self.drawing else 0.0
        rows.append(f"{len(self.outcomes)} fiches in {self.seconds:.1f} s ({rate:.0f} a second)")
        return rows

    def _counts(self, year: int) -> str:
        groups = (("built", self.built), ("unchanged", self.unchanged), ("failed", self.failures))
        counts = [(name, sum(o.year == year for o in found)) for name, found in groups]
        size = sum(o.size for o in self.outcomes if o.year == year)
        words = ", ".join(f"{count} {name}" for name, count in counts if count or name == "built")
        return f"{words}; {size / 1e6:.1f} MB of PDF"

    def timings(self) -> list[str]:
        """Seconds by stage."""
        stages = (
            ("preparing", self.preparing),
            ("drawing", self.drawing),
            ("packing", self.packing),
        )
        return [f"{name:<10}{seconds:7.2f} s" for name, seconds in stages]

    def reasons(self) -> str:
        """One line a failure."""
        return "\n".join(
            f"  {o.place.code} {o.place.name} ({o.year}): {o.failure} {o.hint}".rstrip()
            for o in self.failures
        )

    def as_dict(self) -> dict[str, Any]:
        """The summary as plain data."""
        return {
            "built": len(self.built),
            "unchanged": len(self.unchanged),
            "failed": len(self.failures),
            "seconds": {
                "preparing": round(self.preparing, 3),
                "drawing": round(self.drawing, 3),
                "packing": round(self.packing, 3),
            },
            "fiches": [
                {
                    "year": outcome.year,
                    "code": outcome.place.code,
                    "name": outcome.place.name,
                    "pdf": None if outcome.failure else str(outcome.pdf),
                    "state": (
                        "failed" if outcome.failure else "unchanged" if outcome.skipped else "built"
                    ),
                    "reason": outcome.failure,
                    "size": outcome.size,
                }
                for outcome in self.outcomes
            ],
        }
