"""What each figure says to who cannot see it: its shape, its main facts, its numbers.

Written from the ``Fiche``, whatever its figures; it completes the caption and never repeats it.
Its unit is named once. ``MOST`` characters at most, since nobody can pause inside an alternative
text: of several wordings, from the fullest to the shortest, the first that fits is kept.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence

from tradefiche.fiche import CountryBalance
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowMatrix
from tradefiche.fiche import Link
from tradefiche.fiche import Territoire
from tradefiche.fiche import Trade
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import lacking
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import in_words
from tradefiche.wording.numbers import scaled
from tradefiche.wording.placeholders import CORSE
from tradefiche.wording.sentences import balance_unit
from tradefiche.wording.sentences import best_balance
from tradefiche.wording.sentences import part
from tradefiche.wording.sentences import worst_balance
from tradefiche.wording.territoires import extent
from tradefiche.wording.territoires import none

MOST = 600
"""Characters in an alternative text."""
PARTNERS = 3
PRODUCTS = 5

NEARLY_NOTHING = "presque 0"

_NOUN: dict[Flow, str] = {"exports": "exportation", "imports": "importation"}


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
    texts = [typeset(" ".join(filter(None, parts))) for parts in wordings]
    return next((text for text in texts if len(text) <= MOST), texts[-1])


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


# -- figure 1 --------------------------------------------------------------------------------


def balance(fiche: Fiche) -> str:
    """Figure 1: totals, first partners, the two ends of the balances."""
    place, entries = fiche.place, fiche.countries
    if not entries:
        return _finished(
            fiche,
            f"Figure sans barre : les statistiques des Douanes pour {fiche.year} ne donnent aucun "
            f"pays partenaire {place.of}, à l’import comme à l’export. {_totals(fiche)}",
        )
    countries = f"{count(len(entries))} pays" if len(entries) > 1 else "un seul pays"
    bars = (
        f"Barres de part et d’autre d’une ligne de zéro, pour {countries} : importations "
        f"{place.of} en {fiche.year} à gauche, exportations à droite."
    )
    unit = balance_unit(fiche)
    head, ends = f"{bars} {_totals(fiche)}", _ends(entries, unit)
    partners = [_partners(entries, n, unit) for n in range(min(PARTNERS, len(entries)), 0, -1)]
    wordings = [(head, named, ends) for named in partners]
    return _first_that_fits(fiche, (*wordings, (head, partners[-1])))


def _totals(fiche: Fiche) -> str:
    if not fiche.imports.total and not fiche.exports.total:
        return "Aucun échange n’y est enregistré."
    gap = f"un excédent de {amount(fiche.balance)}"
    if fiche.balance <= 0:
        gap = f"un déficit de {amount(-fiche.balance)}" if fiche.balance else "un solde nul"
    return f"Au total, {_total(fiche.imports)} et {_total(fiche.exports)}, soit {gap}."


def _total(trade: Trade) -> str:
    """« 2 152 millions d’euros d’exportations », « aucune exportation »."""
    noun = _NOUN[trade.flow]
    return f"{amount(trade.total)} d’{noun}s" if trade.total else f"aucune {noun}"


def _partners(entries: Sequence[CountryBalance], shown: int, unit: Unit) -> str:
    """What is bought from and sold to the first countries, in the unit of the figure."""
    who = "Premiers partenaires" if shown > 1 else "Premier partenaire"
    if shown == len(entries):
        who = "Partenaires" if shown > 1 else "Seul partenaire"
    named = " ; ".join(
        f"{entry.country.name}, {_value(unit, entry.imports)} et {_value(unit, entry.exports)}"
        for entry in entries[:shown]
    )
    return f"{who}, importations puis exportations en {unit.words} : {named}."


def _ends(entries: Sequence[CountryBalance], unit: Unit) -> str:
    """The range of the balances, when they differ to the eye."""
    best, worst = best_balance(entries), worst_balance(entries)
    least, most = _signed(unit, worst.balance), _signed(unit, best.balance)
    if best.balance != worst.balance and {least, most} <= {"0", NEARLY_NOTHING}:
        return "Tous les soldes sont presque nuls."
    if least == most:
        return ""
    return f"Les soldes vont de {least} avec {worst.country.the} à {most} avec {best.country.the}."


# -- figure 2 --------------------------------------------------------------------------------


def products(fiche: Fiche) -> str:
    """Figure 2: both totals, how many products, the first of each flow."""
    whose = f"{fiche.place.of} en {fiche.year}"
    traded = [trade for trade in (fiche.imports, fiche.exports) if trade.total]
    if not traded:
        return _finished(
            fiche,
            "Figure sans case : les statistiques des Douanes n’enregistrent aucun produit importé "
            f"ni exporté pour le commerce extérieur {whose}. {_totals(fiche)}",
        )
    if len(traded) == 1:
        (trade,) = traded
        missing = "importation" if trade.flow == "exports" else "exportation"
        cells = (
            f"Cases d’autant plus grandes que la valeur est élevée : {_NOUN[trade.flow]}s {whose}, "
            f"sans aucune {missing}."
        )
    else:
        cells = (
            "Deux ensembles de cases d’autant plus grandes que la valeur est élevée : "
            f"importations et exportations {whose}."
        )
    return _first_that_fits(
        fiche,
        (
            (cells, *(_first_products(trade, shown) for trade in traded))
            for shown in range(PRODUCTS, 0, -1)
        ),
    )


def _first_products(trade: Trade, shown: int) -> str:
    """« Exportations : 2 152 millions d’euros, 40 produits, d’abord Boissons (19 %) … »"""
    head = f"{capitalised(_NOUN[trade.flow])}s : {amount(trade.total)}"
    if len(trade.products) == 1:
        return f"{head}, un seul produit, {trade.products[0].product.short}."
    named = " ; ".join(
        f"{entry.product.short} ({part(entry.value, trade.total)})"
        for entry in trade.products[:shown]
    )
    first = "d’abord" if shown < len(trade.products) else "soit"
    return f"{head}, {count(len(trade.products))} produits, {first} {named}."


# -- figures 3 to 8 --------------------------------------------------------------------------


def flows(fiche: Fiche, matrix: FlowMatrix) -> str:
    """Figures 3 to 8: the total, the first partners and each of the main flows."""
    whose = f"{_NOUN[matrix.flow]}s {matrix.place.of} en {fiche.year}"
    if not matrix.total:
        return _finished(
            fiche,
            f"Figure sans ruban : les statistiques des Douanes n’enregistrent pas d’{whose}. Les "
            "colonnes des produits et des pays sont vides.",
        )
    ends = (
        ("des produits", "aux pays") if matrix.flow == "exports" else ("des pays", "aux produits")
    )
    ribbons = f"Rubans {ends[0]}, à gauche, {ends[1]}, à droite : {whose}, {amount(matrix.total)}."
    return _first_that_fits(
        fiche,
        (
            (ribbons, _first_partners(matrix, partners), _main_flows(matrix, flows_named))
            for flows_named in range(len(matrix.main), -1, -1)
            for partners in (PARTNERS, 2, 0)
        ),
    )


def _first_partners(matrix: FlowMatrix, shown: int) -> str:
    """« Premiers clients : Italie, 17 % ; Espagne, 16 %. » The caption names one by itself."""
    if not matrix.countries:
        return "Aucun pays n’y est nommé."
    if shown < 2 or len(matrix.countries) < 2:
        return ""
    who = "clients" if matrix.flow == "exports" else "fournisseurs"
    values = list(zip(matrix.countries, matrix.country_totals, strict=False))[:shown]
    named = " ; ".join(f"{country.name}, {part(value, matrix.total)}" for country, value in values)
    return f"Premiers {who} : {named}."


def _main_flows(matrix: FlowMatrix, shown: int) -> str:
    """« Flux en rouge, en millions d’euros : Boissons vers l’Italie, 70,3 ; … »"""
    links = matrix.main[:shown]
    if not links:
        return ""
    unit = Unit.of(matrix.total)
    who = "Flux en rouge" if len(links) == len(matrix.main) else "Premiers flux en rouge"
    named = " ; ".join(_flow(matrix, link, unit) for link in links)
    return f"{who}, en {unit.words} : {named}."


def _flow(matrix: FlowMatrix, link: Link, unit: Unit) -> str:
    way = "vers" if matrix.flow == "exports" else "depuis"
    product, country = matrix.products[link.product], matrix.countries[link.country]
    return f"{product.short} {way} {country.the}, {_value(unit, link.value)}"


# -- words -----------------------------------------------------------------------------------


def _value(unit: Unit, euros: int) -> str:
    return in_words(unit.label(euros))


def _signed(unit: Unit, euros: int) -> str:
    """A balance; what rounds to nothing is not said to be nothing."""
    if euros and not scaled(euros, unit.power, unit.places):
        return NEARLY_NOTHING
    return unit.signed_label(euros)


def _first_that_fits(fiche: Fiche, wordings: Iterable[Sequence[str]]) -> str:
    texts = _joined(fiche, wordings)
    text = next(texts)
    while len(text) > MOST:
        shorter = next(texts, None)
        if shorter is None:
            break
        text = shorter
    return text


def _joined(fiche: Fiche, wordings: Iterable[Sequence[str]]) -> Iterator[str]:
    return (_finished(fiche, " ".join(filter(None, parts))) for parts in wordings)


def _finished(fiche: Fiche, text: str) -> str:
    """With the marks first: they must be heard before any number."""
    marks = []
    if fiche.marks.demonstration:
        marks.append("Données de démonstration, chiffres fictifs.")
    if fiche.marks.provisional:
        marks.append(lacking(fiche.marks, fiche.year))
    return typeset(" ".join((*marks, text)))
