"""The sentences computed from a ``Fiche``: findings, reading keys, sources, marks.

Every sentence must be true whatever the figures: what does not hold is left out, and a finding
that would add nothing is None.
"""

from __future__ import annotations

from fractions import Fraction

from tradefiche.fiche import Country
from tradefiche.fiche import CountryBalance
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Trade
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import day
from tradefiche.wording.french import pronoun
from tradefiche.wording.french import quarters
from tradefiche.wording.french import to
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import share
from tradefiche.wording.numbers import signed

DEMONSTRATION = "Données de démonstration – chiffres fictifs"
CUSTOMS = "Direction générale des Douanes et Droits indirects"
RETURNED = "FR"
"""France as its own partner: returned goods, a poor example for a reading key."""


def part(value: int, total: int) -> str:
    """``value`` as a share of ``total``, two significant digits."""
    return share(float(Fraction(value, total)))


# -- findings --------------------------------------------------------------------------------


def balance_finding(fiche: Fiche) -> str | None:
    """Figure 1: with how many countries the balance is positive; the extremes."""
    entries = fiche.countries
    if len(entries) < 2:
        return None
    unit = Unit.of(max(fiche.imports.total, fiche.exports.total))
    positive = sum(entry.balance > 0 for entry in entries)
    head = f"Solde positif avec {positive} pays sur {len(entries)}."
    if not positive:
        head = f"Aucun solde positif parmi ces {count(len(entries))} pays."
    best = max(entries, key=lambda e: (e.balance, e.country.code))
    worst = min(entries, key=lambda e: (e.balance, e.country.code))
    extremes = []
    if best.balance > 0:
        extremes.append(f"premier excédent : {_balance_of(best, unit)}")
    if worst.balance < 0:
        extremes.append(f"premier déficit : {_balance_of(worst, unit)}")
    tail = capitalised(" ; ".join(extremes)) + "." if extremes else ""
    return typeset(f"{head} {tail}".strip())


def _balance_of(entry: CountryBalance, unit: Unit) -> str:
    label = signed(unit.label(abs(entry.balance)), entry.balance)
    return f"{entry.country.name}, {label}{NBSP}{unit.symbol}"


def products_finding(fiche: Fiche) -> str | None:
    """Figure 2: the weight of the three first products of each flow."""
    parts = []
    for trade, words in ((fiche.exports, "des exportations"), (fiche.imports, "des importations")):
        if len(trade.products) > 3:
            weight = sum(p.value for p in trade.products[:3])
            parts.append(f"{part(weight, trade.total)} {words}")
    if not parts:
        return None
    return typeset(f"Les trois premiers produits font {' et '.join(parts)}.")


def flows_finding(matrix: FlowMatrix) -> str | None:
    """Figures 3 to 8: the weight of the red flows, and the first partner."""
    if not matrix.main or (len(matrix.products) < 2 and len(matrix.countries) < 2):
        return None
    weight = sum(link.value for link in matrix.main)
    if len(matrix.main) == 1:
        head = "Le flux en rouge fait"
    else:
        head = f"Les {count(len(matrix.main))} flux en rouge font"
    whole = "la totalité" if weight == matrix.total else part(weight, matrix.total)
    partner = "client" if matrix.flow == "exports" else "fournisseur"
    first = matrix.countries[0]
    size = part(matrix.country_totals[0], matrix.total)
    return typeset(f"{head} {whole} du total. Premier {partner} : {first.name}, {size}.")


# -- reading keys ----------------------------------------------------------------------------


def balance_key(fiche: Fiche) -> str:
    """Figure 1, with an example where there is one."""
    text = (
        "les importations sont à gauche, les exportations à droite, à la même échelle. Le solde "
        "est la différence : ▲ vert s’il est positif, ▼ rouge s’il est négatif. "
        "Les pays sont classés par somme des deux."
    )
    return typeset(" ".join(filter(None, (text, _balance_example(fiche)))))


def _balance_example(fiche: Fiche) -> str | None:
    unit = Unit.of(max(fiche.imports.total, fiche.exports.total))
    for entry in fiche.countries:
        if entry.imports and entry.exports and entry.country.code != RETURNED:
            bought, sold = (
                f"{unit.label(value)}{NBSP}{unit.symbol}"
                for value in (entry.imports, entry.exports)
            )
            buys = verb(fiche.place, "achète", "achètent")
            sells = verb(fiche.place, "vend", "vendent")
            them = "leur" if _is_plural(entry.country) else "lui"
            return (
                f"Ainsi, {fiche.place.the} {buys} pour {bought} {to(entry.country)} "
                f"et {them} {sells} pour {sold}."
            )
    return None


def _is_plural(country: Country) -> bool:
    return country.the.startswith("les ")


def products_key(fiche: Fiche) -> str:
    """Figure 2, closing on the balance."""
    return typeset(
        "l’aire d’une case est proportionnelle à la valeur échangée, avec une seule échelle pour "
        "les deux moitiés. Les cases les plus claires regroupent les produits trop petits pour "
        f"être dessinés. {balance_sentence(fiche)}"
    )


def balance_sentence(fiche: Fiche) -> str:
    """« L’Allier exporte plus qu’il n’importe : solde de + 675,1 M€. »"""
    place, balance = fiche.place, fiche.balance
    the, exports = capitalised(place.the), verb(place, "exporte", "exportent")
    imports = verb(place, "importe", "importent")
    if not balance:
        return f"{the} {exports} autant qu’{pronoun(place)} {imports}."
    than = "plus" if balance > 0 else "moins"
    amount = compact_signed(balance)
    return f"{the} {exports} {than} qu’{pronoun(place)} n’{imports} : solde de {amount}."


def flows_key(matrix: FlowMatrix) -> str:
    """Figures 3 and 6."""
    sides = (
        "à gauche les biens exportés, à droite les pays de destination"
        if matrix.flow == "exports"
        else "à gauche les pays d’origine, à droite les biens importés"
    )
    unit = Unit.of(matrix.total)
    return typeset(
        f"{sides}. L’épaisseur d’un ruban est proportionnelle à sa valeur, en {unit.words} "
        f"({unit.symbol}). Les flux vers ou depuis « autres », en gris, ne sont jamais en rouge."
    )


def comparison_key(trade: Trade, number: int) -> str:
    """Figures that share one key, and send back to figure ``number``."""
    unit = Unit.of(trade.france.total)
    return typeset(
        f"lecture identique à la figure {number} ; en rouge, les cinq premiers flux entre un "
        f"produit et un pays nommés ({unit.symbol})."
    )


# -- sources and marks -----------------------------------------------------------------------


def source(fiche: Fiche, level: str) -> str:
    """The source line; a false figure never carries a true source alone.

    Args:
        level: « départementales » or « régionales ».
    """
    true = f"{CUSTOMS}, données {level} {fiche.year}"
    note = "" if level == "départementales" else " (France entière : leur somme)"
    if fiche.marks.demonstration:
        return typeset(
            f"Source : jeu de démonstration, chiffres fictifs. En production : {true}{note}."
        )
    updated = (
        f", mises à jour le {day(fiche.provenance.updated)}" if fiche.provenance.updated else ""
    )
    provisional = f" ; {provisional_mark(fiche)}" if fiche.marks.provisional else ""
    return typeset(f"Source : {true}{updated}{note}{provisional}.")


def provisional_mark(fiche: Fiche) -> str:
    """« provisoire, T1, T2 et T4 2025 » when quarters are missing, else nothing."""
    if not fiche.marks.provisional:
        return ""
    return f"provisoire, {quarters(fiche.marks, fiche.year)}"


def figure_mark(fiche: Fiche) -> str:
    """What each figure carries: the demonstration mark, the provisional one, or nothing."""
    marks = [DEMONSTRATION] if fiche.marks.demonstration else []
    marks += [capitalised(provisional_mark(fiche))] if fiche.marks.provisional else []
    return " · ".join(marks)
