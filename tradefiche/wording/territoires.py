"""What the cover says of the Territoires d'industrie of a département; it draws nothing."""

from __future__ import annotations

from tradefiche.fiche import Fiche
from tradefiche.fiche import Place
from tradefiche.fiche import Territoire
from tradefiche.wording.french import count
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import plural
from tradefiche.wording.placeholders import CORSE


def heading(place: Place, program: str) -> str:
    """« Les Territoires d’industrie de l’Allier »."""
    return f"Les {program} {place.of}"


def none(place: Place) -> str:
    """What stands where a département has none."""
    return f"Aucun Territoire d’industrie n’est retenu {place.within}."


def extent(territoire: Territoire) -> str:
    """« 54 communes », « 1 commune », « 113 de ses 198 communes »."""
    here, whole = territoire.communes_here, territoire.communes
    if here < whole:
        return f"{number(here)} de ses {number(whole)}{NBSP}communes"
    return communes(here)


def communes(value: int) -> str:
    """« 54 communes », « 1 commune »."""
    return f"{number(value)}{NBSP}{plural('commune', value)}"


def note(fiche: Fiche, seats: bool) -> str:
    """What outlines, tints and marks mean, which territoires are shown, and the sources.

    Args:
        seats: whether the département has sub-prefectures.
    """
    corse = fiche.place.code == CORSE
    parts = [f"Contour épais : {'la Corse' if corse else 'le département'}."]
    if any(each.communes_here < each.communes for each in fiche.territoires):
        parts.append("Aplat clair : partie d’un territoire située dans un département voisin.")
    fewest = fiche.thresholds.communes
    if fewest > 1:
        here = "en Corse" if corse else "dans le département"
        parts.append(
            f"Les Territoires d’industrie adjacents qui comptent moins de {count(fewest)} communes "
            f"{here} ne figurent pas sur la carte."
        )
    parts.append("Carré : préfecture." + " Rond : sous-préfecture." * seats)
    parts.append("Sources : ANCT ; Insee ; IGN, Admin Express ; GeoNames.")
    return typeset(" ".join(parts))
