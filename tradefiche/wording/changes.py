"""What the atlas says of exports since the year before: their map, the movers, why none is told.

Every sentence must be true whatever the figures: what does not hold is left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import ExportChange
from tradefiche.fiche.evolution import BREAK
from tradefiche.wording.evolution import DOUBLED
from tradefiche.wording.evolution import EXPORTS
from tradefiche.wording.evolution import LEAST
from tradefiche.wording.evolution import growth
from tradefiche.wording.evolution import not_compared
from tradefiche.wording.evolution import times
from tradefiche.wording.evolution import told
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import ordinal
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import NNBSP
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import plural
from tradefiche.wording.numbers import points
from tradefiche.wording.numbers import signed

SECTION = "Variation des exportations"
MOVERS = "Mouvements dans le classement"
BY_PLACES, BY_EUROS = "Places gagnées et perdues", "Contributions à la variation"
NO_MOVE = "Aucun département n’a changé de rang."
NO_CHANGE = "Les exportations d’aucun département n’ont changé."
REST = "Reste de la France"
SAME = "inchangé"
SIDES = {"positive": "▲ Hausse", "negative": "▼ Baisse"}
NOTHING = "–"


def rate(change: ExportChange) -> str:
    """« + 7,8 % », « × 4,0 » from the double; « – » where it is not computed."""
    return NOTHING if change.rate is None else growth(change.rate)


def said(change: ExportChange) -> str:
    """The same in a sentence: « + 7,8 % », « multiplication par 4,0 »."""
    if change.rate is not None and change.rate >= DOUBLED:
        return f"multiplication par {times(change.rate)}"
    return rate(change)


def contribution(change: ExportChange) -> str:
    """Points, « + 1,9 »; what is not nothing is not « 0,0 »."""
    return contribution_of(change.part, change.amount)


def contribution_of(part: float, amount: int) -> str:
    """The same of a part and its euros."""
    words = points(part)
    return words if words != "0,0" or not amount else f"<{NNBSP}0,1"


def places(change: ExportChange) -> str:
    """« + 5 », « − 6 », « 0 »; « – » where nobody can tell."""
    if change.places is None:
        return NOTHING
    return signed(str(abs(change.places)), change.places)


def ranks(change: ExportChange) -> str:
    """« 83 → 78 »."""
    before, now = (str(rank) if rank else "aucun" for rank in (change.rank_before, change.rank))
    return f"{before}{NBSP}→{NBSP}{now}"


def years(atlas: Atlas) -> str:
    """« de 2023 à 2024 »."""
    return f"de {atlas.year - 1} à {atlas.year}"


def whole(change: ExportChange) -> str:
    """That of France, at the head of its parts: « France entière : + 7 506 M€, soit + 1,3 % »."""
    return typeset(f"France entière : {compact_signed(change.amount)}, soit {rate(change)}")


# -- the map -----------------------------------------------------------------------------------


def map_title(atlas: Atlas) -> str:
    """The title of the map."""
    return f"Variation des exportations par département, {years(atlas)}"


def map_finding(atlas: Atlas, ranked: Sequence[Departement]) -> str:
    """What France became, how many rose and fell, both ends."""
    return typeset(" ".join(_map_finding(atlas, ranked)))


def _map_finding(atlas: Atlas, ranked: Sequence[Departement]) -> Iterator[str]:
    assert atlas.change
    yield f"{capitalised(told(EXPORTS, atlas.change, atlas.year))} dans la France entière."
    rates = [each.change.rate for each in ranked if each.change and each.change.rate is not None]
    up, down = (sum(way * each > 0 for each in rates) for way in (1, -1))
    if up or down:
        rise = "est en hausse" if up == 1 else "sont en hausse"
        fall = "est en baisse" if down == 1 else "sont en baisse"
        noun = f"{NBSP}{plural('département', up)}"
        first = f"{up or 'Aucun'}{noun} {rise if up else 'n’est en hausse'}"
        yield f"{first}, {down or 'aucun'} {fall if down else 'n’est en baisse'}."
    if up and down:
        yield f"Plus forte hausse : {_end(ranked)} ; plus forte baisse : {_end(ranked[::-1])}."


def _end(ranked: Sequence[Departement]) -> str:
    first, *others = ranked[:2]
    assert first.change
    aequo = f"{NBSP}ex{NBSP}aequo" if _growths(others) == [first.change.growth] else ""
    return f"{first.place.name}{aequo}, {said(first.change)}"


def _growths(ranked: Sequence[Departement]) -> list[object]:
    return [each.change.growth for each in ranked if each.change]


def map_key(atlas: Atlas) -> str:
    """How the map is read."""
    return (
        "en vert, une hausse ; en rouge hachuré, une baisse ; plus la teinte est foncée, plus elle "
        f"est forte. Une classe contient sa borne la plus proche de zéro. Rien n’est calculé "
        f"au-dessous de {LEAST} d’exportations en {atlas.year - 1}. Euros courants ; en Corse et "
        "outre-mer, les ventes à l’étranger seulement."
    )


# -- the movers --------------------------------------------------------------------------------


def movers_title(atlas: Atlas) -> str:
    """The title of their figure."""
    return f"Places gagnées et perdues, contributions à la variation, {years(atlas)}"


def movers_finding(atlas: Atlas) -> str | None:
    """Who went farthest in the ranking, whose exports rose and fell most."""
    return typeset(" ".join(_movers_finding(atlas))) or None


def _movers_finding(atlas: Atlas) -> Iterator[str]:
    up, down = atlas.places_moved.up, atlas.places_moved.down
    moves = [
        f"{words} : {_climber(found)}"
        for words, found in (
            ("Plus grand nombre de places gagnées", up),
            ("perdues" if up else "Plus grand nombre de places perdues", down),
        )
        if found
    ]
    if moves:
        yield f"{' ; '.join(moves)}."
    up, down = atlas.euros_moved.up, atlas.euros_moved.down
    if up and down:
        yield f"Plus forte hausse en euros : {_euros(up)} ; plus forte baisse : {_euros(down)}."


def _climber(found: Sequence[Departement]) -> str:
    first, *others = found[:2]
    change = first.change
    assert change
    assert change.rank_before
    assert change.rank
    tied = bool(others and others[0].change and others[0].change.places == change.places)
    aequo = f"{NBSP}ex{NBSP}aequo" if tied else ""
    before, now = ordinal(change.rank_before), ordinal(change.rank)
    return f"{first.place.name}{aequo}, du {before} au {now} rang"


def _euros(found: Sequence[Departement]) -> str:
    first = found[0]
    assert first.change
    return f"{first.place.name}, {compact_signed(first.change.amount, sentence=True)}"


def movers_key(atlas: Atlas) -> str:
    """How the figure is read."""
    before = atlas.year - 1
    return typeset(
        f"en haut, le rond vide est le rang de {before} par les exportations, le plein celui de "
        f"{atlas.year} ; vers la droite, des places gagnées. En bas, une barre pleine à droite du "
        "trait est une hausse, une claire à gauche une baisse ; la grise réunit tout le reste, et "
        "la somme est la variation de la France entière. Un point est un centième de ses "
        f"exportations de {before}. Au-dessous de {LEAST} cette année-là, ni taux ni places."
    )


def movers_alternative(atlas: Atlas, where: str) -> str:
    """What the figure shows; its words are tables of the page."""
    return typeset(
        f"Ronds reliés : les départements qui gagnent ou perdent le plus de places {years(atlas)}. "
        f"Barres : ceux dont les exportations varient le plus. Valeurs : deux tableaux ici même, "
        f"et {where}."
    )


# -- key fact, method --------------------------------------------------------------------------


def fact(atlas: Atlas) -> tuple[str, str] | None:
    """What France became in a year, and how many départements sell more."""
    change = atlas.change
    if change is None:
        return None
    amounts = [each.change.amount for each in atlas.departements if each.change]
    up, down = (sum(way * each > 0 for each in amounts) for way in (1, -1))
    head = f"En un an, {told(EXPORTS, change, atlas.year)}."
    if not up or not down:
        return head, ""
    sells = "département vend" if up == 1 else "départements vendent"
    return head, f"{up} {sells} plus qu’en {atlas.year - 1}, {down} moins."


def method(atlas: Atlas) -> tuple[str, ...]:
    """How years are compared, or why they are not; nothing of one year alone."""
    if atlas.evolution is None:
        return ()
    if not atlas.evolution.years[-1].comparable:
        return (not_compared(atlas.year, atlas.evolution.years),)
    before = atlas.year - 1
    if atlas.change is None:
        return (
            f"Les exportations de {before} n’atteignaient pas {LEAST} : aucune variation n’est "
            "calculée.",
        )
    return (
        f"Les exportations de {atlas.year} sont comparées à celles de {before}, en euros courants "
        f"(hausse des prix comprise). Aucun taux n’est calculé au-dessous de {LEAST} en {before}, "
        f"rien n’est comparé à travers janvier {BREAK}, où la collecte a changé. Un rang est un de "
        "plus que le nombre de départements qui exportent davantage ; une contribution, la "
        f"variation rapportée aux exportations de la France entière en {before}.",
    )
