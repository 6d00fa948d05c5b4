"""The heads over figure 1: whose bars they are, both totals, and the part of the European Union."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace

from tradefiche.charts.labels import Align
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.fiche import Fiche
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import NEARLY_A_MILLION
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import share

IN_MILLIONS = Unit("M€", 6, 1)
LINE = 11.0
UNION = "dont Union européenne"


def color_of(balance: int) -> str:
    """Green over zero, red below."""
    return "positive" if balance > 0 else "negative" if balance < 0 else "mute"


@dataclass(frozen=True, slots=True)
class BarHead:
    """The lines over one side of the chart; ``offset`` is measured from the zero line."""

    lines: tuple[Label, ...]
    offset: float | None

    @property
    def width(self) -> float:
        """Of the longest line."""
        return max(label.width for label in self.lines)

    def at(self, zero: float, height: float) -> list[Label]:
        """The lines, from the top of the chart down."""
        return [
            replace(
                label,
                x=label.x if self.offset is None else zero + self.offset,
                y=height - 9 - LINE * line,
            )
            for line, label in enumerate(self.lines)
        ]


def heads(fiche: Fiche, pen: Pen, width: float) -> dict[str, BarHead]:
    """Titles, totals, and what of them is with the European Union, where that is known."""
    imports, exports = fiche.imports, fiche.exports
    totals = ["Ensemble", compact(imports.total), compact(exports.total)]
    rows = [[*totals, compact_signed(fiche.balance)]]
    tokens = ["mute", "imports_text", "exports_text", color_of(fiche.balance)]
    bought, sold = imports.european_union, exports.european_union
    if bought is not None and sold is not None:
        union = [_of_which(bought, imports.total), _of_which(sold, exports.total)]
        rows.append([UNION, *union, compact_signed(sold - bought)])

    def head(column: int, title: str, token: str, x: float, align: Align) -> tuple[Label, ...]:
        first = pen.label(title, x, 0, 9, "semibold", token, align)
        colors = [tokens[column]] * len(rows)
        if column == 3 and len(rows) > 1 and bought is not None and sold is not None:
            colors[1] = color_of(sold - bought)
        rest = zip((row[column] for row in rows), colors, strict=True)
        return (first, *(pen.label(t, x, 0, 8, "regular", c, align) for t, c in rest))

    return {
        "names": BarHead(head(0, "Pays", "ink", 0, "left"), None),
        "imports": BarHead(head(1, "Importations", "imports_text", 0, "right"), -6),
        "exports": BarHead(head(2, "Exportations", "exports_text", 0, "left"), 6),
        "balance": BarHead(head(3, "Solde", "ink", width, "right"), None),
    }


def _of_which(value: int, total: int) -> str:
    """A part in the unit of its whole, as the table of the figure tells it."""
    if not value:
        return compact(value)
    part = f"{IN_MILLIONS.label(value)}{NBSP}M€" if _small(value, total) else compact(value)
    return f"{part} · {share(value / total)}"


def _small(value: int, total: int) -> bool:
    return value < NEARLY_A_MILLION <= total
