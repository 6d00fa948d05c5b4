"""What moved as tables, in French, for a workbook: one row a flow, a product, a partner.

It knows what is said in which column, no medium.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass

from tradefiche.diff.comparison import CodeDifference
from tradefiche.diff.comparison import CodeName
from tradefiche.diff.comparison import ComparedSide
from tradefiche.diff.comparison import Comparison
from tradefiche.diff.comparison import FirstFive
from tradefiche.diff.comparison import Happened
from tradefiche.diff.comparison import PlaceDifference
from tradefiche.fiche import Flow
from tradefiche.fiche.evolution import BREAK
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.reference.territories import FRANCE
from tradefiche.wording.french import day
from tradefiche.wording.sentences import DEMONSTRATION

FLOWS: tuple[Flow, Flow] = ("exports", "imports")
LEVELS = {"france": "France", "region": "région", "departement": "département"}
HAPPENED: dict[Happened, str] = {
    "came": "venu",
    "went": "parti",
    "share": "autre part",
    "revised": "révisé",
}

_PLACE = (
    Column("niveau", "Niveau", "text"),
    Column("code_territoire", "Code", "code"),
    Column("territoire", "Territoire", "text"),
)
_FLOW = (*_PLACE, Column("flux", "Flux", "text"))
_EUROS = (
    Column("avant_euros", "Avant", "euros"),
    Column("apres_euros", "Après", "euros"),
    Column("variation_euros", "Variation", "balance"),
)
_TOTALS = (
    *_FLOW,
    *_EUROS,
    Column("taux_variation", "Taux de variation", "gap"),
    Column("total_dit", "Total à expliquer", "text"),
    Column("rang_avant", "Rang avant", "rank"),
    Column("rang_apres", "Rang après", "rank"),
    Column("rang_dit", "Rang à expliquer", "text"),
)
_BALANCES = (
    *_PLACE,
    Column("solde_avant_euros", "Solde avant", "balance"),
    Column("solde_apres_euros", "Solde après", "balance"),
    Column("variation_euros", "Variation", "balance"),
    Column("change_de_signe", "Change de signe", "text"),
    Column("couverture_avant", "Taux de couverture avant", "share"),
    Column("couverture_apres", "Taux de couverture après", "share"),
)
_CODES = (
    *_FLOW,
    Column("code", "Code", "code"),
    Column("libelle", "Libellé", "text"),
    Column("evenement", "Ce qui a changé", "text"),
    *_EUROS,
    Column("au_plus_euros", "Au plus, où rien n’est nommé", "euros"),
    Column("part_avant", "Part avant", "share"),
    Column("part_apres", "Part après", "share"),
    Column("ecart", "Écart des parts", "gap"),
)
_FIRST = (
    *_FLOW,
    Column("liste", "Liste", "text"),
    Column("premier_avant", "Premier avant", "text"),
    Column("premier_apres", "Premier après", "text"),
    Column("entres", "Entrés dans les cinq premiers", "text"),
    Column("sortis", "Sortis des cinq premiers", "text"),
)


@dataclass(frozen=True, slots=True)
class TitledTable:
    """A table, its short name and its title."""

    name: str
    title: str
    table: Table


def tables(found: Comparison) -> tuple[TitledTable, ...]:
    """All that is told; of totals and balances every territory of which something is."""
    said = f"de {found.before.name} à {found.after.name}"

    def made(name: str, columns: tuple[Column, ...], rows: Iterable[Row]) -> TitledTable:
        return TitledTable(name, f"{name}, {said}", Table(FRANCE, columns, tuple(rows)))

    return (
        made("Totaux", _TOTALS, _totals(found)),
        made("Soldes", _BALANCES, map(_balance, found.places)),
        made("Produits", _CODES, _codes(found, "products")),
        made("Partenaires", _CODES, _codes(found, "partners")),
        made("Premiers", _FIRST, _firsts(found)),
    )


def title(found: Comparison) -> str:
    """Of all of them."""
    return f"Ce qui a changé de {found.before.name} à {found.after.name}"


def source(found: Comparison) -> str:
    """Whose figures they are; invented ones have no source."""
    sides = ", ".join(map(_dated, (found.before, found.after)))
    return sides if mark(found) else f"Source : Douanes (DGDDI). {sides}"


def mark(found: Comparison) -> str:
    """What must be admitted of each table: both sides are invented, or none is."""
    return DEMONSTRATION if found.before.demonstration else ""


def notes(found: Comparison) -> tuple[str, ...]:
    """What to know before reading, a sentence each."""
    return tuple(_notes(found))


def _notes(found: Comparison) -> Iterator[str]:
    before, after = found.before, found.after
    if (before.year < BREAK) != (after.year < BREAK):
        yield (
            f"Les Douanes comptent autrement depuis janvier {BREAK} : {before.name} et "
            f"{after.name} font deux séries, et ce qui diffère n’est qu’une indication."
        )
    if len(before.quarters) < 4:
        quarters = ", ".join(f"T{quarter}" for quarter in before.quarters)
        yield f"Provisoire : trimestres comptés des deux côtés, {quarters} ; rien n’est classé."
    for side in dict.fromkeys((before, after)):
        if side.gaps:
            yield f"Des lignes semblent manquer à {side.name} : aucun taux n’est donné."
    yield (
        "Les seuils et ce que dit chaque colonne sont dans la méthode, « Comparer deux années, "
        "deux millésimes »."
    )


def _dated(side: ComparedSide) -> str:
    return f"{side.name} : données du {day(side.updated)}" if side.updated else side.name


def _totals(found: Comparison) -> Iterator[Row]:
    for place in found.places:
        for flow in FLOWS:
            each = place.flow(flow)
            yield (
                *_about(place, flow), each.before, each.after, each.amount, each.rate,
                _yes(each.total_moved), each.rank_before, each.rank_after, _yes(each.rank_moved),
            )  # fmt: skip


def _balance(place: PlaceDifference) -> Row:
    before, after = place.balance_before, place.balance_after
    covered = place.coverage_before, place.coverage_after
    return (*_about(place), before, after, after - before, _yes(place.turned), *covered)


def _codes(found: Comparison, kind: str) -> Iterator[Row]:
    for place in found.places:
        for flow in FLOWS:
            codes: tuple[CodeDifference, ...] = getattr(place.flow(flow), kind)
            for each in codes:
                known = None if each.at_most is not None else each.amount
                shares = each.share_before, each.share_after
                yield (
                    *_about(place, flow), each.code, each.name, HAPPENED[each.what],
                    each.before, each.after, known, each.at_most, *shares,
                    _gap(*shares) if found.rates else None,
                )  # fmt: skip


def _firsts(found: Comparison) -> Iterator[Row]:
    for place in found.places:
        for flow in FLOWS:
            each = place.flow(flow)
            lists = (("produits", each.first_products), ("partenaires", each.first_partners))
            for name, first in lists:
                if first:
                    yield (*_about(place, flow), name, *_first(first))


def _first(first: FirstFive) -> Row:
    sides = (first.before[:1], first.after[:1], first.entered, first.left)
    return tuple(_listed(each) for each in sides)


def _listed(several: Iterable[CodeName]) -> str:
    return ", ".join(f"{each.code} {each.name}" for each in several)


def _about(place: PlaceDifference, flow: Flow | None = None) -> Row:
    about = (LEVELS[place.level], place.code, place.name)
    return (*about, FLOW_CODES[flow]) if flow else about


def _gap(before: float | None, after: float | None) -> float | None:
    return None if before is None or after is None else after - before


def _yes(said: bool) -> str:
    return "oui" if said else ""
