"""What pictures say to who cannot see them: how such a text is made, and that of the cover's map.

It says kind, subject and one finding, never what the paragraph beside it or its mark says already;
where the values are is added when their page is known (``where``). ``MOST`` characters at most with
that, since nobody can pause inside an alternative text: of several wordings, from the fullest to
the shortest, the first that fits is kept. Each figure knows its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import Territoire
from tradefiche.wording.french import count
from tradefiche.wording.french import typeset
from tradefiche.wording.placeholders import CORSE
from tradefiche.wording.territoires import extent
from tradefiche.wording.territoires import none

MOST = 250
"""Characters in an alternative text."""
WHERE = 50
"""Of these, what ``where`` may take."""

NOUN: dict[Flow, str] = {"exports": "exportation", "imports": "importation"}


# -- the map of the cover ----------------------------------------------------------------------


def territoires(fiche: Fiche) -> str:
    """The map: each Territoire d'industrie and how much of it is here, those left out and why.

    It shows no figures of trade: no mark of invented or missing ones.
    """
    place, shown = fiche.place, fiche.territoires
    alone = place.code == CORSE or place.code.startswith("97")
    what = f"Carte {place.of}" + ("" if alone else " et des départements voisins")
    if not shown:
        wordings: list[tuple[str, ...]] = [
            (f"{what}. {none(place)} Seuls sont dessinés le contour {place.of}, sur fond blanc, "
             "l’échelle et la place de ce territoire en France.",)
        ]  # fmt: skip
    else:
        head = f"{what}, {_colored(len(shown))}"
        full = " ; ".join(f"{each.name}, {_whole(each)}" for each in shown)
        bare = ", ".join(each.name for each in shown)
        wordings = [
            (f"{head} : {full}.",),
            (f"{head} : {bare}.",),
            (f"{head} ; la liste les nomme.",),
        ]
    return fitting(typeset(" ".join(filter(None, parts))) for parts in wordings)


def _colored(number: int) -> str:
    if number == 1:
        return "où un seul Territoire d’industrie est coloré"
    return f"où {count(number)} Territoires d’industrie ont chacun leur couleur"


def _whole(territoire: Territoire) -> str:
    """How much of it is here, and where the rest is."""
    if territoire.communes_here < territoire.communes:
        return f"{extent(territoire)}, les autres au-delà de la limite, en clair"
    return f"{extent(territoire)}, en entier"


def where(number: int, page: int) -> str:
    """What ends the text of a figure: where its values are."""
    return typeset(f" Valeurs : tableau de la figure {number}, page {page}.")


def first_that_fits(wordings: Iterable[Sequence[str]], most: int = MOST - WHERE) -> str:
    """Of several wordings, from the fullest to the shortest, the first that is short enough."""
    return fitting((typeset(" ".join(filter(None, parts))) for parts in wordings), most)


def fitting(texts: Iterable[str], most: int = MOST) -> str:
    """The first that is short enough, else the last; what comes after it is not made."""
    text = ""
    for text in texts:
        if len(text) <= most:
            break
    return text
