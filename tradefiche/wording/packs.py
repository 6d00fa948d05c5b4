"""What the pack of a Territoire d'industrie says beside its fiches; it draws nothing."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from fractions import Fraction

from tradefiche.fiche import Fiche
from tradefiche.fiche import Profile
from tradefiche.fiche import Standing
from tradefiche.fiche import Trade
from tradefiche.fiche.pack import Pack
from tradefiche.fiche.pack import Share
from tradefiche.spelling import plain
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import listed
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import coverage
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import plural
from tradefiche.wording.numbers import share as percent
from tradefiche.wording.placeholders import is_overseas
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import first_partner
from tradefiche.wording.sentences import marked
from tradefiche.wording.sentences import not_counted
from tradefiche.wording.territoires import communes as in_communes

ALONE = "COM"
"""Nature of a commune that joined without its grouping."""
NOTHING = "–"


def title(dossier: Pack) -> str:
    """« Le commerce extérieur de ses deux départements – Riom – Vichy (ti-8416), 2024 »."""
    return f"{subtitle(dossier)} – {dossier.name} ({dossier.id}), {dossier.year}"


def subtitle(dossier: Pack) -> str:
    """What the document is about."""
    fiches = len(dossier.kept)
    if fiches > 1:
        all_of_them = fiches == len(dossier.shares)
        those = f"ses {count(fiches)}" if all_of_them else f"{count(fiches)} de ses"
        return f"Le commerce extérieur de {those} départements"
    return f"Le commerce extérieur {dossier.kept[0].departement.of}"


def subject(dossier: Pack) -> str:
    """What the document is, and what its figures are when they are not the real ones."""
    places = listed([f"{fiche.place.name} ({fiche.place.code})" for fiche in dossier.fiches])
    words = (
        f"Territoire d’industrie {dossier.name} : fiches de commerce extérieur "
        f"{dossier.year}, {places}, données des Douanes"
    )
    if dossier.marks.demonstration:
        words = (
            f"{DEMONSTRATION}. Territoire d’industrie {dossier.name} : fiches de commerce "
            f"extérieur {dossier.year}, {places}"
        )
    return typeset(marked(words, dossier.fiches[0]))


# -- cover -------------------------------------------------------------------------------------


def lead(dossier: Pack) -> str:
    """How many communes, in which départements."""
    shares = dossier.shares
    communes = in_communes(dossier.communes)
    if len(shares) == 1:
        where = shares[0].departement.within
        if dossier.entire:
            of = shares[0].departement.of
            return typeset(f"Ce Territoire d’industrie réunit les {communes} {of}.")
        verb = "réunit" if dossier.communes > 1 else "compte"
        return typeset(f"Ce Territoire d’industrie {verb} {communes} {where}.")
    parts = [f"{number(share.communes)} {share.departement.within}" for share in shares]
    return typeset(
        f"Ce Territoire d’industrie réunit {communes} dans {count(len(shares))} départements : "
        f"{listed(parts)}."
    )


def scope(dossier: Pack) -> str:
    """The reminder: no data of the customs below the département."""
    if dossier.entire:
        return typeset(
            "Les Douanes ne publient rien en dessous du département ; ce Territoire d’industrie "
            f"est {_whole(dossier)} : les montants de la fiche que contient ce dossier sont aussi "
            "les siens."
        )
    fiches = len(dossier.kept)
    if fiches > 1:
        document = f"Ce dossier réunit les fiches de {count(fiches)} départements ; leurs montants "
        document += "portent sur des départements entiers."
    else:
        document = f"Ce dossier contient la fiche {dossier.kept[0].departement.of} ; ses montants "
        document += f"portent sur {_whole(dossier)}."
    return typeset(
        "Les Douanes ne publient rien en dessous du département : le commerce extérieur propre à "
        f"ce Territoire d’industrie n’est pas connu. {document}"
    )


def _whole(dossier: Pack) -> str:
    place = dossier.kept[0].departement
    entire = ("entière" if place.feminine else "entier") + "s" * place.plural
    return f"{place.the} tout {entire}"


def left_out(dossier: Pack) -> str:
    """The départements whose fiches are not in the pack, and why; nothing when all are."""
    out = dossier.left_out
    if not out:
        return ""
    named = listed([f"{s.departement.of} ({in_communes(s.communes)})" for s in out])
    subject = f"La fiche {named} n’est pas" if len(out) == 1 else f"Les fiches {named} ne sont pas"
    communes = f"moins de {count(dossier.fewest)} communes"
    rule = f"y a {communes}" if len(out) == 1 else f"a {communes} dans chacun de ces départements"
    return typeset(f"{subject} dans ce dossier : ce Territoire d’industrie {rule}.")


def sizes(dossier: Pack) -> list[tuple[str, str]]:
    """Large numbers and their labels: communes, groupings, départements when there are several."""
    groups = sum(grouping.nature != ALONE for grouping in dossier.groupings)
    without = len(dossier.groupings) - groups
    label = plural("groupement", groups)
    label += f" et {without} {alone(without).lower()}" if without else " de communes"
    made = [
        (number(dossier.communes), plural("commune", dossier.communes)),
        (number(groups), label),
    ]
    if len(dossier.shares) > 1:
        made.append((number(len(dossier.shares)), "départements"))
    return made


def extent(share: Share, dossier: Pack) -> str:
    """« 113 des 198 communes », « 3 communes »."""
    if share.communes < dossier.communes:
        return f"{number(share.communes)} des {number(dossier.communes)}{NBSP}communes"
    return in_communes(share.communes)


def map_title(dossier: Pack) -> str:
    """« Riom – Vichy dans ses départements », « Savanes en Guyane », « Mayotte »."""
    if len(dossier.shares) > 1:
        return f"{dossier.name} dans ses départements"
    place = dossier.shares[0].departement
    return dossier.name if dossier.name == place.name else f"{dossier.name} {place.within}"


def map_note(dossier: Pack, seats: bool) -> str:
    """What outlines, fills and marks mean, and the sources.

    Args:
        seats: whether the Territoire holds a sub-prefecture.
    """
    several = len(dossier.kept) > 1
    only = dossier.kept[0].departement.the
    outline = "les départements de ce dossier" if several else only
    parts = [f"Contour épais : {outline}.", "Aplat : le Territoire d’industrie."]
    if dossier.left_out:
        parts.append("Aplat clair : sa partie dans un département dont la fiche n’est pas ici.")
    parts.append("Carré : préfecture." + " Rond : sous-préfecture." * seats)
    parts.append("Sources : ANCT ; Insee ; IGN, Admin Express ; GeoNames.")
    return typeset(" ".join(parts))


def map_alternative(dossier: Pack) -> str:
    """The map, for who cannot see it; it shows no figures of trade, so it carries no mark."""
    shares = [
        f"{share.departement.name}, {extent(share, dossier)}"
        + ("" if share.kept else ", d’une teinte plus pâle")
        for share in dossier.shares
    ]
    kept = [share.departement.of for share in dossier.kept]
    return typeset(
        f"Carte {listed([*kept, 'des environs'])}. Le Territoire d’industrie "
        f"{dossier.name} y est rempli de couleur : {' ; '.join(shares)}."
    )


# -- the départements side by side -------------------------------------------------------------


def comparison_title(dossier: Pack) -> str:
    """« La Corse en chiffres »: the customs' only département there is none in law."""
    if len(dossier.kept) > 1:
        return "Les départements côte à côte"
    return f"{capitalised(dossier.kept[0].departement.the)} en chiffres"


def comparison(fiches: Sequence[Fiche], *, exposed: bool) -> Iterator[tuple[str, list[str]]]:
    """Label and one value a département, for each line of the table.

    Args:
        exposed: with the rows of exposure and concentration.
    """
    unit = Unit.of_column(v for f in fiches for v in (f.exports.total, f.imports.total))
    symbol = f" ({unit.symbol})"
    yield f"Exportations{symbol}", [unit.label(f.exports.total) for f in fiches]
    yield f"Importations{symbol}", [unit.label(f.imports.total) for f in fiches]
    yield f"Solde{symbol}", [unit.signed_label(f.balance) for f in fiches]
    if not all(f.place.abroad_only for f in fiches):
        yield "Taux de couverture", [_coverage(f) for f in fiches]
    for label, flow in (("exportations", "exports"), ("importations", "imports")):
        trades: list[Trade] = [getattr(f, flow) for f in fiches]
        if any(f.region for f in fiches):
            # The customs' region of the départements overseas is no region: the five together.
            around = "de l’outre-mer" if all(map(is_overseas, fiches)) else "de la région"
            yield f"Part des {label} {around}", [_part(t.share_of_region) for t in trades]
        yield f"Part des {label} de la France", [_part(t.share_of_france) for t in trades]
    for label, flow, partner in (
        ("exporté", "exports", "Premier client"),
        ("importé", "imports", "Premier fournisseur"),
    ):
        trades = [getattr(f, flow) for f in fiches]
        yield f"Premier produit {label}", [_first_product(t) for t in trades]
        yield partner, [_first_country(t) for t in trades]
    profiles = [f.profile for f in fiches if f.profile]
    if exposed and len(profiles) == len(fiches):
        yield from _exposure(profiles)


def _exposure(profiles: Sequence[Profile]) -> Iterator[tuple[str, list[str]]]:
    """To whom exports go, and on how few partners each flow rests; see docs/methodology.md."""
    sold = [profile.exports for profile in profiles]
    bought = [profile.imports for profile in profiles]
    yield "Part vendue dans l’Union européenne", [_standing(s.union_share) for s in sold]
    there = [s.exposure.united_states if s.exposure else Standing() for s in sold]
    yield "Part vendue aux États-Unis", [_standing(each) for each in there]
    yield (
        "Part des trois premiers clients",
        [_standing(s.concentration.three_partners) for s in sold],
    )
    yield "Part originaire de l’Union européenne", [_standing(b.union_share) for b in bought]
    yield (
        "Part des trois premiers fournisseurs",
        [_standing(b.concentration.three_partners) for b in bought],
    )


def _standing(standing: Standing) -> str:
    return _part(None if standing.value is None else float(standing.value))


def comparison_note(dossier: Pack, *, exposed: bool) -> str:
    """What the columns are, and are not."""
    if len(dossier.kept) > 1:
        column = (
            "Chaque colonne porte sur un département entier, et non sur la seule partie du "
            "Territoire d’industrie qui s’y trouve ; les additionner n’aurait pas de sens pour lui."
        )
    elif dossier.entire:
        column = f"La colonne porte sur {_whole(dossier)}, comme le Territoire d’industrie."
    else:
        column = (
            f"La colonne porte sur {_whole(dossier)}, et non sur le seul Territoire d’industrie."
        )
    places = [fiche.place for fiche in dossier.fiches]
    notes = dict.fromkeys(filter(None, map(not_counted, places)))
    if not all(place.abroad_only for place in places):
        notes["Taux de couverture : exportations rapportées aux importations."] = None
    if exposed:
        notes[
            "Union européenne à 27. Les premiers clients et fournisseurs sont des pays étrangers."
        ] = None
    return typeset(" ".join((column, *notes)))


def _coverage(fiche: Fiche) -> str:
    if not fiche.imports.total or fiche.place.abroad_only:
        return NOTHING
    return coverage(Fraction(fiche.exports.total, fiche.imports.total))


def _part(fraction: float | None) -> str:
    return NOTHING if fraction is None else percent(fraction)


def _first_product(trade: Trade) -> str:
    if not trade.products:
        return NOTHING
    first = trade.products[0]
    return f"{first.product.short}, {percent(first.value / trade.total)}"


def _first_country(trade: Trade) -> str:
    if not trade.matrix.countries:
        return NOTHING
    rank = first_partner(trade.matrix)
    value = trade.matrix.country_totals[rank]
    without = " (hors retours)" if rank else ""
    return f"{trade.matrix.countries[rank].name}, {percent(value / trade.total)}{without}"


# -- groupings and communes --------------------------------------------------------------------


def groupings_note() -> str:
    """How many, and of which year."""
    return typeset(
        "Groupements de la liste de l’ANCT (Territoires d’industrie, 2023-2027) et leurs communes "
        "en 2024, jointes à ce document avec leurs codes. Sources : ANCT ; Insee, Code officiel "
        "géographique."
    )


def list_title(grouping: str, place: str, communes: int) -> str:
    """« CA Vichy Communauté (Allier) · 39 communes »."""
    where = f" ({place})" if place else ""
    return f"{grouping}{where} · {in_communes(communes)}"


def alone(communes: int) -> str:
    """What stands over those that joined without their grouping."""
    return "Commune seule" if communes == 1 else "Communes seules"


def sorting(name: str) -> str:
    """What names are sorted by: no accents, « Œ » as two letters."""
    return "".join(letter for letter in plain(name) if letter.isalnum() or letter in " -")


def departement_label(share: Share) -> str:
    """« Allier (03) »."""
    return f"{capitalised(share.departement.name)} ({share.departement.code})"
