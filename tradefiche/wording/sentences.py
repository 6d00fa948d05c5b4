"""What all figures say alike: shares in words, sources, marks; each figure knows its own sentences.

Every sentence must be true whatever the figures: what does not hold is left out.
"""

from __future__ import annotations

from fractions import Fraction
from typing import Protocol

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Marks
from tradefiche.fiche import Place
from tradefiche.fiche import Provenance
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import day
from tradefiche.wording.french import incomplete
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import share_in_sentence

DEMONSTRATION = "Données de démonstration – chiffres fictifs"
CUSTOMS = "Direction générale des Douanes et Droits indirects"
ROUNDED = "Montants arrondis."
"""Printed terms may not add up to their printed sum."""
RETURNED = "FR"
"""France as its own partner: returned goods. In its figures, but neither a first partner nor an
example in a sentence, while there is another."""


class Publication(Protocol):
    """What has a year, sources and marks: a fiche, an atlas."""

    @property
    def year(self) -> int: ...  # noqa: D102 (plain data)
    @property
    def provenance(self) -> Provenance: ...  # noqa: D102
    @property
    def marks(self) -> Marks: ...  # noqa: D102


def part(value: int, total: int) -> str:
    """``value`` as a share of ``total``, two significant digits: « 16 % »."""
    return share_in_sentence(float(Fraction(value, total)))


def not_counted(place: Place) -> str:
    """Overseas and in Corse, the trade that no figure counts; else nothing."""
    if not place.abroad_only:
        return ""
    others = "ceux avec l’Hexagone ni ceux avec les autres territoires français"
    if place.code == "20":
        others = "ceux avec le continent"
    return f"Seuls les échanges avec l’étranger sont comptés, ni {others}."


def first_partner(matrix: FlowMatrix) -> int:
    """The rank of the first country: 1 when returned goods come before it, else 0."""
    return int(matrix.countries[0].code == RETURNED and len(matrix.countries) > 1)


# -- sources and marks -----------------------------------------------------------------------


def source(
    fiche: Publication, level: str, first: int = 0, updated: str = "", *, rounded: bool = True
) -> str:
    """The source line; a false figure never carries a true source alone.

    Args:
        level: « départementales » or « régionales ».
        first: the earliest year of the data, where there are several.
        updated: the day of the latest files, where it is not that of the publication.
        rounded: whether amounts are, as on every page.
    """
    closing = f" {ROUNDED}" if rounded else ""
    years = f"{first} à {fiche.year}" if first else str(fiche.year)
    data = f"données {level} {years}"
    note = "" if level == "départementales" else " (France entière : somme des régions)"
    provisional = f" ; {provisional_mark(fiche)}" if fiche.marks.provisional else ""
    if fiche.marks.demonstration:
        return typeset(
            "Source : jeu de démonstration, chiffres fictifs, au format des "
            f"{data} des Douanes{note}{provisional}.{closing}"
        )
    updated = max(updated, fiche.provenance.updated)
    day_ = f", mises à jour le {day(updated)}" if updated else ""
    return typeset(f"Source : {CUSTOMS}, {data}{day_}{note}{provisional}.{closing}")


def source_of_years(fiche: Fiche, *, rounded: bool = True) -> str:
    """The same for figures of several years."""
    if fiche.evolution is None:
        return source(fiche, "départementales", rounded=rounded)
    first, updated = fiche.evolution.years[0].year, fiche.evolution.provenance.updated
    return source(fiche, "départementales", first, updated, rounded=rounded)


def provisional_mark(fiche: Publication) -> str:
    """« provisoire, T1, T2 et T4 2025 », « provisoire, données incomplètes », or nothing."""
    if not fiche.marks.provisional:
        return ""
    return f"provisoire, {incomplete(fiche.marks, fiche.year)}"


def marked(words: str, fiche: Publication) -> str:
    """``words`` with the mark of an incomplete year behind them, where it is one."""
    mark = provisional_mark(fiche)
    return f"{words} ({mark})" if mark else words


def figure_mark(fiche: Publication) -> str:
    """What each figure carries: the demonstration mark, the provisional one, or nothing."""
    marks = [DEMONSTRATION] if fiche.marks.demonstration else []
    marks += [capitalised(provisional_mark(fiche))] if fiche.marks.provisional else []
    return " · ".join(marks)


def short_mark(fiche: Publication) -> str:
    """The same where a figure is narrow."""
    marks = ["Chiffres fictifs"] if fiche.marks.demonstration else []
    marks += ["Provisoire"] if fiche.marks.provisional else []
    return " · ".join(marks)
