"""The sentences computed from a ``Fiche``: findings, reading keys, sources, marks.

Every sentence must be true whatever the figures: what does not hold is left out, and a finding
that would add nothing is None. Alternative texts are in ``alternatives``.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from fractions import Fraction
from typing import Protocol

from tradefiche.fiche import CountryBalance
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Marks
from tradefiche.fiche import Provenance
from tradefiche.fiche import Trade
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import day
from tradefiche.wording.french import incomplete
from tradefiche.wording.french import is_plural
from tradefiche.wording.french import pronoun
from tradefiche.wording.french import to
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import in_words
from tradefiche.wording.numbers import share
from tradefiche.wording.numbers import signed

DEMONSTRATION = "Données de démonstration – chiffres fictifs"
CUSTOMS = "Direction générale des Douanes et Droits indirects"
RETURNED = "FR"
"""France as its own partner: returned goods. In its figures, but neither a first partner nor an
example in a sentence, while there is another."""
FIRST_PRODUCTS = 3


class Published(Protocol):
    """What has a year, sources and marks: a fiche, an atlas."""

    @property
    def year(self) -> int: ...  # noqa: D102 (plain data)
    @property
    def provenance(self) -> Provenance: ...  # noqa: D102
    @property
    def marks(self) -> Marks: ...  # noqa: D102


def part(value: int, total: int) -> str:
    """``value`` as a share of ``total``, two significant digits: « 16 % »."""
    return in_words(share(float(Fraction(value, total))))


# -- findings --------------------------------------------------------------------------------


def balance_finding(fiche: Fiche) -> str | None:
    """Figure 1: with how many of its countries the balance is positive, and the extremes."""
    entries = fiche.countries
    if len(entries) < 2:
        return None
    unit = balance_unit(fiche)
    surpluses = [entry for entry in entries if entry.balance > 0]
    deficits = [entry for entry in entries if entry.balance < 0]
    parts = []
    if len(surpluses) > 1:
        aside, best = _aside(surpluses, best_balance)
        parts.append(f"premier excédent{aside} : {_balance_of(best, unit)}")
    if deficits:
        rank = "premier" if len(deficits) > 1 else "seul"
        aside, worst = _aside(deficits, worst_balance)
        parts.append(f"{rank} déficit{aside} : {_balance_of(worst, unit)}")
    head = _surpluses(len(surpluses), len(deficits), len(entries))
    if len(surpluses) == 1:
        head += f" : {_balance_of(surpluses[0], unit)}"
    return typeset(". ".join(filter(None, (head, capitalised(" ; ".join(parts))))) + ".")


def _aside(
    entries: Sequence[CountryBalance], first: Callable[[Sequence[CountryBalance]], CountryBalance]
) -> tuple[str, CountryBalance]:
    """The first of the entries, with « hors retours » when returned goods come before it."""
    foreign = [entry for entry in entries if entry.country.code != RETURNED]
    if foreign and first(entries).country.code == RETURNED:
        return " hors retours", first(foreign)
    return "", first(entries)


def _surpluses(surpluses: int, deficits: int, countries: int) -> str:
    these = f"ces {count(countries)} pays"
    if not surpluses:
        return f"{'Aucun solde positif avec' if deficits else 'Solde nul avec chacun de'} {these}"
    if surpluses == countries:
        return f"Solde positif avec chacun de {these}"
    who = "un seul" if surpluses == 1 else count(surpluses)
    return f"Solde positif avec {who} de {these}"


def best_balance(entries: Sequence[CountryBalance]) -> CountryBalance:
    """The largest surplus (or smallest deficit); equal ones by country code."""
    return min(entries, key=lambda entry: (-entry.balance, entry.country.code))


def worst_balance(entries: Sequence[CountryBalance]) -> CountryBalance:
    """The largest deficit (or smallest surplus); equal ones by country code."""
    return min(entries, key=lambda entry: (entry.balance, entry.country.code))


def balance_unit(fiche: Fiche) -> Unit:
    """The unit of figure 1, one for both sides."""
    return Unit.of(max(fiche.imports.total, fiche.exports.total))


def _balance_of(entry: CountryBalance, unit: Unit) -> str:
    """« Chine, − 20,2 M€ »; what rounds to nothing in the figure has no sign."""
    size = unit.amount(abs(entry.balance))
    return f"{entry.country.name}, {signed(size, entry.balance) if size[0].isdigit() else size}"


def products_finding(fiche: Fiche) -> str | None:
    """Figure 2: the weight of the three first products of each flow."""
    exports, imports = (_first_products(trade) for trade in fiche.trades)
    if not exports and not imports:
        return None
    kind = "exportés" if exports else "importés"
    text = f"Les trois premiers produits {kind} représentent {exports or imports} du total"
    if exports and imports:
        text += f" ; les trois premiers importés, {imports}"
    return typeset(f"{text}.")


def _first_products(trade: Trade) -> str | None:
    """The share of the three first products, where there are others."""
    if len(trade.products) <= FIRST_PRODUCTS:
        return None
    return part(sum(each.value for each in trade.products[:FIRST_PRODUCTS]), trade.total)


def flows_finding(matrix: FlowMatrix) -> str | None:
    """Figures 3 to 8: the weight of the red flows, and the first partner."""
    if not matrix.main or (len(matrix.products) < 2 and len(matrix.countries) < 2):
        return None
    weight = sum(link.value for link in matrix.main)
    if len(matrix.main) == 1:
        head = "Le flux en rouge représente"
    else:
        head = f"Les {count(len(matrix.main))} flux en rouge représentent"
    whole = "l’ensemble" if weight == matrix.total else part(weight, matrix.total)
    flow = "exportations" if matrix.flow == "exports" else "importations"
    return typeset(f"{head} {whole} des {flow}. {_first_partner(matrix)}.")


def _first_partner(matrix: FlowMatrix) -> str:
    """« Premier client : Allemagne, 15 % », « Seul fournisseur : Italie »."""
    partner = "client" if matrix.flow == "exports" else "fournisseur"
    rank = first_partner(matrix)
    first, value = matrix.countries[rank], matrix.country_totals[rank]
    if value == matrix.total:
        return f"Seul {partner} : {first.name}"
    without = " hors retours" if rank else ""
    return f"Premier {partner}{without} : {first.name}, {part(value, matrix.total)}"


def first_partner(matrix: FlowMatrix) -> int:
    """The rank of the first country: 1 when returned goods come before it, else 0."""
    return int(matrix.countries[0].code == RETURNED and len(matrix.countries) > 1)


# -- reading keys ----------------------------------------------------------------------------


def balance_key(fiche: Fiche) -> str:
    """Figure 1, with an example where there is one."""
    if not fiche.countries:
        return typeset(f"aucun échange avec un pays n’est enregistré en {fiche.year}.")
    text = (
        "les importations sont à gauche, les exportations à droite, à la même échelle. Le solde, "
        "exportations moins importations, porte la marque ▲ en vert s’il est positif, ▼ en rouge "
        "s’il est négatif. Les pays sont classés selon la somme des deux flux."
    )
    return typeset(" ".join(filter(None, (text, _balance_example(fiche)))))


def _balance_example(fiche: Fiche) -> str | None:
    unit, place = balance_unit(fiche), fiche.place
    for entry in fiche.countries:
        if entry.imports and entry.exports and entry.country.code != RETURNED:
            buys, sells = verb(place, "achète", "achètent"), verb(place, "vend", "vendent")
            them = "leur" if is_plural(entry.country) else "lui"
            return (
                f"Ainsi, {place.the} {buys} pour {unit.amount(entry.imports)} "
                f"{to(entry.country)} et {them} {sells} pour {unit.amount(entry.exports)}."
            )
    return None


def products_key(fiche: Fiche) -> str:
    """Figure 2, closing on the balance."""
    if not fiche.exports.total and not fiche.imports.total:
        return typeset(f"aucun échange n’est enregistré en {fiche.year}.")
    both = fiche.exports.total and fiche.imports.total
    scale = ", à la même échelle pour les deux moitiés" if both else ""
    return typeset(
        f"l’aire d’une case est proportionnelle à la valeur échangée{scale}. Une case plus claire "
        "réunit, le cas échéant, les produits trop petits pour être dessinés séparément. "
        f"{balance_sentence(fiche)}"
    )


def balance_sentence(fiche: Fiche) -> str:
    """« L’Allier exporte plus qu’il n’importe : solde de + 675,1 M€. »"""
    place, balance = fiche.place, fiche.balance
    the, exports = capitalised(place.the), verb(place, "exporte", "exportent")
    imports = verb(place, "importe", "importent")
    if not fiche.exports.total and not fiche.imports.total:
        return typeset(f"Aucun échange n’est enregistré {place.within} en {fiche.year}.")
    if not balance:
        return typeset(f"{the} {exports} autant qu’{pronoun(place)} {imports}.")
    if not fiche.exports.total:
        what = f"{imports} sans exporter"
    elif not fiche.imports.total:
        what = f"{exports} sans importer"
    else:
        than = "plus" if balance > 0 else "moins"
        what = f"{exports} {than} qu’{pronoun(place)} n’{imports}"
    return typeset(f"{the} {what} : solde de {compact_signed(balance)}.")


def flows_key(matrix: FlowMatrix) -> str:
    """Figures 3 and 6."""
    exports = matrix.flow == "exports"
    if not matrix.total:
        flow = "exportation" if exports else "importation"
        return typeset(f"aucune {flow} n’est enregistrée, la figure est vide.")
    sides = (
        "les biens exportés sont à gauche, les pays de destination à droite"
        if exports
        else "les pays d’origine sont à gauche, les biens importés à droite"
    )
    unit = Unit.of(matrix.total)
    width = f"L’épaisseur d’un ruban est proportionnelle au montant, en {unit.words}"
    return typeset(f"{sides}. {width} ({unit.symbol}).{_others_in_grey(matrix)}")


def _others_in_grey(matrix: FlowMatrix) -> str:
    """What « autres » stand there and that they are never red; nothing without them."""
    others = [
        words
        for words, value in (
            ("produits", matrix.product_totals[-1]),
            ("pays", matrix.country_totals[-1]),
        )
        if value
    ]
    if not others:
        return ""
    names = " et ".join(f"des « autres {words} »" for words in others)
    return f" Les flux {names}, en gris, ne sont jamais en rouge."


def comparison_key(trade: Trade, number: int) -> str:
    """Figures that share one key, and send back to figure ``number``."""
    shown = [matrix for matrix in (trade.region, trade.france) if matrix and matrix.total]
    text = f"lecture identique à celle de la figure{NBSP}{number}"
    numbers = {len(matrix.main) for matrix in shown if matrix.main}
    if numbers:
        text += f" ; en rouge, {_largest_flows(numbers)} entre un produit et un pays nommés"
    units = {Unit.of(matrix.total).symbol for matrix in shown}
    amounts = f" Montants en {units.pop()}." if len(units) == 1 else ""
    return typeset(f"{text}.{amounts}")


def _largest_flows(numbers: set[int]) -> str:
    if numbers == {1}:
        return "le flux le plus élevé"
    how_many = f"{count(numbers.pop())} " if len(numbers) == 1 else ""
    return f"les {how_many}flux les plus élevés"


# -- sources and marks -----------------------------------------------------------------------


def source(fiche: Published, level: str) -> str:
    """The source line; a false figure never carries a true source alone.

    Args:
        level: « départementales » or « régionales ».
    """
    data = f"données {level} {fiche.year}"
    note = "" if level == "départementales" else " (France entière : somme des régions)"
    provisional = f" ; {provisional_mark(fiche)}" if fiche.marks.provisional else ""
    if fiche.marks.demonstration:
        return typeset(
            "Source : jeu de démonstration, chiffres fictifs, au format des "
            f"{data} des Douanes{note}{provisional}."
        )
    updated = (
        f", mises à jour le {day(fiche.provenance.updated)}" if fiche.provenance.updated else ""
    )
    return typeset(f"Source : {CUSTOMS}, {data}{updated}{note}{provisional}.")


def provisional_mark(fiche: Published) -> str:
    """« provisoire, T1, T2 et T4 2025 », « provisoire, données incomplètes », or nothing."""
    if not fiche.marks.provisional:
        return ""
    return f"provisoire, {incomplete(fiche.marks, fiche.year)}"


def figure_mark(fiche: Published) -> str:
    """What each figure carries: the demonstration mark, the provisional one, or nothing."""
    marks = [DEMONSTRATION] if fiche.marks.demonstration else []
    marks += [capitalised(provisional_mark(fiche))] if fiche.marks.provisional else []
    return " · ".join(marks)
