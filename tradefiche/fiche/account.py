"""What a territory sold and bought, product by product and partner by partner, as plain data.

It is what two years, two vintages or two output folders are compared by. Codes are the customs',
amounts whole euros.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.fiche.fiche import Marks
from tradefiche.fiche.trade import Flow
from tradefiche.fiche.trade import Place


@dataclass(frozen=True, slots=True)
class Amounts:
    """Euros by product or by partner.

    Attributes:
        named: codes and euros, the largest first, then by code.
        rest: euros that one which is not named has at most; 0 where all are named.
        sure: how many of the named are the first for certain, though others are not named.
    """

    named: tuple[tuple[str, int], ...] = ()
    rest: int = 0
    sure: int = 0

    def first(self, count: int) -> tuple[tuple[str, ...], bool]:
        """The first ones, as far as they are certain, and whether these are all asked for."""
        found = tuple(code for code, value in self.named if value)[:count]
        if not self.rest:
            return found, True
        above = sum(value > self.rest for _, value in self.named)
        certain = found[: max(self.sure, above)]
        return certain, len(certain) == count


@dataclass(frozen=True, slots=True)
class FlowAccount:
    """One flow of a territory.

    Attributes:
        total: returned goods and undetermined countries included.
        partners: foreign countries and territories, Northern Ireland in the United Kingdom.
        rank: of a département among those that trade; None in a provisional year.
    """

    total: int = 0
    products: Amounts = Amounts()
    partners: Amounts = Amounts()
    rank: int | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """Both flows of a département, a customs region or France."""

    place: Place
    exports: FlowAccount
    imports: FlowAccount

    def flow(self, flow: Flow) -> FlowAccount:
        """One of them."""
        return self.exports if flow == "exports" else self.imports

    @property
    def balance(self) -> int:
        """Exports minus imports, in euros."""
        return self.exports.total - self.imports.total


@dataclass(frozen=True, slots=True)
class Accounts:
    """The accounts of several territories over the same quarters of a year.

    Attributes:
        name: as the operator calls it: « 2024 », « 2024@2025-02-07 », « output/2024 ».
        updated: the latest day of its data, ISO.
        marks: what must be admitted of them; ``quarters`` are those that are counted.
        accounts: France, regions and départements, as far as they are known.
    """

    name: str
    year: int
    updated: str
    marks: Marks
    accounts: tuple[Account, ...]
