"""What a flow diagram is made of: nodes, ribbons, values, and the measures of its two formats."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from tradefiche.charts.labels import Box
from tradefiche.charts.labels import Label
from tradefiche.fiche import Flow
from tradefiche.wording.numbers import NBSP

Side = Literal["left", "right"]
Kind = Literal["others", "half_others", "named", "main"]
HEAD = 20.0
NODE = 7.0


@dataclass(frozen=True, slots=True)
class Format:
    """Measures that differ between the full page and the half page."""

    product_column: float
    country_column: float
    value_column: float
    name_size: float
    value_size: float
    gap: float
    padding: float


FULL = Format(140, 108, 30, 7.8, 7.2, 4, 4)
HALF = Format(142, 110, 34, 7, 6.5, 3, 1.4)


@dataclass(frozen=True, slots=True)
class Node:
    """One product or country; its height is proportional to its value (before LEAST_NODE)."""

    side: Side
    name: str
    value: int
    x: float
    top: float
    height: float
    others: bool

    @property
    def centre(self) -> float:
        """y of the middle."""
        return self.top - self.height / 2


@dataclass(frozen=True, slots=True)
class Ribbon:
    """One flow; ``left_top`` and ``right_top`` are the upper ends."""

    product: int
    country: int
    value: int
    left_top: float
    right_top: float
    thickness: float
    kind: Kind


@dataclass(frozen=True, slots=True)
class Tag:
    """The value of a main flow; ``boxed`` when the ribbon is too thin to carry white text."""

    label: Label
    boxed: bool

    @property
    def box(self) -> Box:
        """(left, bottom, right, top) with the margin of the chip."""
        size, centre = self.label.size, self.label.y + self.label.size * 0.34
        return (
            self.label.left - 2.2,
            centre - size * 0.56,
            self.label.left + self.label.width + 2.2,
            centre + size * 0.56,
        )


def titles(flow: Flow) -> tuple[str, str]:
    """What the products and the countries of a flow are called."""
    if flow == "exports":
        return "Produits exportés", "Pays de destination"
    return "Produits importés", "Pays d’origine"


def nothing(flow: Flow) -> str:
    """In the place of a diagram without flows."""
    what = "Aucune exportation" if flow == "exports" else "Aucune importation"
    return f"{what} enregistrée{NBSP}: il n’y a pas de flux à tracer."
