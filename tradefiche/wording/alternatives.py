"""What pictures say to who cannot see them: how such a text is made, and that of the cover's map.

It completes the caption and never repeats it. Its unit is named once. ``MOST`` characters at most,
since nobody can pause inside an alternative text: of several wordings, from the fullest to the
shortest, the first that fits is kept. Each figure knows its own.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Sequence

from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import Territoire
from tradefiche.fiche import Trade
from tradefiche.wording.french import count
from tradefiche.wording.french import lacking
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import in_words
from tradefiche.wording.numbers import scaled
from tradefiche.wording.placeholders import CORSE
from tradefiche.wording.territoires import extent
from tradefiche.wording.territoires import none

MOST = 600
"""Characters in an alternative text."""
NEARLY_NOTHING = "presque 0"

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
        brief = " ; ".join(f"{each.name}, {extent(each)}" for each in shown)
        bare = ", ".join(each.name for each in shown)
        rest = _left_out(fiche, named=True), _left_out(fiche, named=False)
        wordings = [(f"{head} : {names}.", last) for last in rest for names in (full, brief)] + [
            (f"{head} : {bare}.",)
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


def _left_out(fiche: Fiche, *, named: bool) -> str:
    """The rule for adjacent Territoires, and the names of those it leaves out."""
    fewest = fiche.thresholds.communes
    if fewest <= 1:
        return ""
    rule = f"N’y figurent pas les Territoires adjacents de moins de {count(fewest)} communes ici"
    names = ", ".join(each.name for each in fiche.territoires_left_out)
    return f"{rule} : {names}." if named and names else f"{rule}."


def totals(fiche: Fiche) -> str:
    """Both totals, and what is between them."""
    if not fiche.imports.total and not fiche.exports.total:
        return "Aucun échange n’y est enregistré."
    gap = f"un excédent de {amount(fiche.balance, sentence=True)}"
    if fiche.balance <= 0:
        gap = (
            f"un déficit de {amount(-fiche.balance, sentence=True)}"
            if fiche.balance
            else "un solde nul"
        )
    return f"Au total, {_total(fiche.imports)} et {_total(fiche.exports)}, soit {gap}."


def _total(trade: Trade) -> str:
    """« 2 152 millions d’euros d’exportations », « aucune exportation »."""
    noun = NOUN[trade.flow]
    return f"{amount(trade.total, sentence=True)} d’{noun}s" if trade.total else f"aucune {noun}"


# -- words -----------------------------------------------------------------------------------


def said(unit: Unit, euros: int) -> str:
    """An amount as it is heard, without its unit."""
    return in_words(unit.label(euros))


def said_signed(unit: Unit, euros: int) -> str:
    """A balance; what rounds to nothing is not said to be nothing."""
    if euros and not scaled(euros, unit.power, unit.places):
        return NEARLY_NOTHING
    return unit.signed_label(euros)


def first_that_fits(fiche: Fiche, wordings: Iterable[Sequence[str]]) -> str:
    """Of several wordings, from the fullest to the shortest, the first that is short enough."""
    return fitting(finished(fiche, " ".join(filter(None, parts))) for parts in wordings)


def fitting(texts: Iterable[str]) -> str:
    """The first that is short enough, else the last; what comes after it is not made."""
    text = ""
    for text in texts:
        if len(text) <= MOST:
            break
    return text


def finished(fiche: Fiche, text: str) -> str:
    """With the marks first: they must be heard before any number."""
    marks = []
    if fiche.marks.demonstration:
        marks.append("Données de démonstration, chiffres fictifs.")
    if fiche.marks.provisional:
        marks.append(lacking(fiche.marks, fiche.year))
    return typeset(" ".join((*marks, text)))
