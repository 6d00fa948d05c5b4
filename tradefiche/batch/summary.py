"""What a run did, for people and for scripts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tradefiche.batch.run import Outcome
from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.messages import many


@dataclass(frozen=True, slots=True)
class Summary:
    """The outcomes of a run.

    Attributes:
        stages: seconds by stage; ``seconds`` for the whole run, which is more than their sum.
        archives: those written.
    """

    outcomes: tuple[Outcome, ...]
    stages: Mapping[str, float]
    seconds: float
    archives: tuple[Path, ...] = ()

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

    def lines(self) -> list[str]:
        """A table, one line a year, then one line for the whole."""
        heads = (_("built"), _("unchanged"), _("failed"), _("MB of PDF"))
        widths = [
            max(least, len(head) + 2) for head, least in zip(heads, (7, 11, 8, 11), strict=True)
        ]
        rows = [_table_row(_("year"), heads, widths)]
        for year in sorted({outcome.year for outcome in self.outcomes}):
            groups = (self.built, self.unchanged, self.failures)
            counts = [str(sum(o.year == year for o in found)) for found in groups]
            size = sum(o.size for o in self.outcomes if o.year == year) / 1e6
            rows.append(_table_row(str(year), [*counts, decimal(size, 1)], widths))
        seconds = decimal(self.seconds, 1)
        if self.built:
            rate = decimal(len(self.built) / self.seconds, 1)
            told = _(
                "{documents} in {seconds} s ({rate} a second)",
                documents=self.what,
                seconds=seconds,
                rate=rate,
            )
        else:
            told = _("{documents} in {seconds} s", documents=self.what, seconds=seconds)
        return [*rows, told]

    @property
    def what(self) -> str:
        """« 3 fiches », « 2 fiches and 1 pack »: all that was asked for."""
        kinds = Counter(outcome.kind for outcome in self.outcomes)
        parts = [many(kinds.get("fiche", 0), "fiche")]
        if single := kinds.get("essentiel", 0):
            parts.append(many(single, "single page"))
        if books := kinds.get("workbook", 0):
            parts.append(many(books, "workbook"))
        if packs := kinds.get("pack", 0):
            parts.append(many(packs, "pack"))
        if len(parts) == 1:
            return parts[0]
        return _("{several} and {last}", several=", ".join(parts[:-1]), last=parts[-1])

    @property
    def count(self) -> str:
        """« 4 fiches », « 3 documents » when others are among them."""
        others = any(outcome.kind != "fiche" for outcome in self.outcomes)
        return many(len(self.outcomes), "document" if others else "fiche")

    def timings(self) -> list[str]:
        """Seconds by stage, one a line."""
        names = {
            "preparing": _("preparing"),
            "summing": _("summing"),
            "drawing": _("drawing"),
            "writing": _("writing"),
            "packing": _("packing"),
            "total": _("total"),
        }
        wide = max(10, *(len(name) + 1 for name in names.values()))
        return [
            f"{names.get(name, name):<{wide}}{decimal(seconds, 2):>7} s"
            for name, seconds in self._timed()
        ]

    def _timed(self) -> list[tuple[str, float]]:
        return [*self.stages.items(), ("total", self.seconds)]

    def reasons(self) -> str:
        """One line a failure."""
        return "\n".join(
            _(
                "  {code} {name} ({year}): {failure}. {hint}",
                code=o.code,
                name=o.name,
                year=o.year,
                failure=o.failure,
                hint=o.hint,
            ).rstrip()
            for o in _in_order(self.failures)
        )

    def as_dict(self) -> dict[str, Any]:
        """The summary as plain data."""
        return {
            "built": len(self.built),
            "unchanged": len(self.unchanged),
            "failed": len(self.failures),
            "demonstration": any(outcome.demonstration for outcome in self.outcomes),
            "seconds": {name: round(seconds, 3) for name, seconds in self._timed()},
            "archives": [str(path) for path in self.archives],
            "fiches": [_row(o) for o in _in_order(self.outcomes) if o.kind == "fiche"],
            "essentiels": [_row(o) for o in _in_order(self.outcomes) if o.kind == "essentiel"],
            "workbooks": [_row(o) for o in _in_order(self.outcomes) if o.kind == "workbook"],
            "packs": [_row(o) for o in _in_order(self.outcomes) if o.kind == "pack"],
        }


def written(outcome: Outcome) -> str:
    """Where a document is."""
    if outcome.skipped:
        return _("{file} (unchanged)", file=outcome.pdf)
    return str(outcome.pdf)


def _in_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """By year and code, packs last: they came as workers ended."""
    return sorted(
        outcomes, key=lambda outcome: (outcome.year, outcome.kind == "pack", outcome.code)
    )


def _table_row(first: str, others: Sequence[str], widths: Sequence[int]) -> str:
    cells = (f"{cell:>{width}}" for cell, width in zip(others, widths, strict=True))
    return f"{first:<6}{''.join(cells)}"


def _row(outcome: Outcome) -> dict[str, Any]:
    return {
        "year": outcome.year,
        ("id" if outcome.kind == "pack" else "code"): outcome.code,
        "name": outcome.name,
        ("xlsx" if outcome.kind == "workbook" else "pdf"): (
            None if outcome.failure else str(outcome.pdf)
        ),
        "state": "failed" if outcome.failure else "unchanged" if outcome.skipped else "built",
        "reason": outcome.failure,
        "hint": outcome.hint,
        "size": outcome.size,
        "demonstration": outcome.demonstration,
    }
