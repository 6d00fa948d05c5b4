"""The ``Pack``: what the pack of a Territoire d'industrie says before and after its fiches.

Plain data, as the ``Fiche`` is: it knows neither tables nor pages.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.fiche import Fiche
from tradefiche.fiche import Marks
from tradefiche.fiche import Place


@dataclass(frozen=True, slots=True)
class Share:
    """What of a Territoire lies in one département; its fiche is in the pack when it is kept."""

    departement: Place
    communes: int
    kept: bool


@dataclass(frozen=True, slots=True)
class Commune:
    """A commune: INSEE code, name, public code of its département."""

    code: str
    name: str
    departement: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """A grouping of communes (EPCI, EPT) of a Territoire, or a commune that joined alone.

    Attributes:
        nature: CA, CC, CU, METRO, EPT or COM.
        communes: by code.
    """

    siren: str
    nature: str
    name: str
    communes: tuple[Commune, ...]


@dataclass(frozen=True, slots=True)
class Pack:
    """A Territoire d'industrie with the fiches of its kept départements, in the order of these.

    Attributes:
        shares: by falling number of communes, then code.
        groupings: by falling number of communes, then name.
        entire: it is all of one département, whose figures are then its own.
        fewest: communes below which a département is left out; whatever an edition says of fiches.
    """

    id: str
    name: str
    shares: tuple[Share, ...]
    groupings: tuple[Grouping, ...]
    fiches: tuple[Fiche, ...]
    entire: bool = False
    fewest: int = 0

    @property
    def communes(self) -> int:
        """How many, in all départements."""
        return sum(share.communes for share in self.shares)

    @property
    def kept(self) -> tuple[Share, ...]:
        """The départements whose fiches are in the pack."""
        return tuple(share for share in self.shares if share.kept)

    @property
    def left_out(self) -> tuple[Share, ...]:
        """Those with too few of its communes."""
        return tuple(share for share in self.shares if not share.kept)

    @property
    def year(self) -> int:
        """Of the figures."""
        return self.fiches[0].year

    @property
    def marks(self) -> Marks:
        """What every page must admit: all fiches of a pack are of one year and one store."""
        return self.fiches[0].marks
