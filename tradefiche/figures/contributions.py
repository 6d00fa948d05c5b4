"""Figure « contributions »: the products and the partners that made the change of the last year."""

from __future__ import annotations

from collections.abc import Iterator

from tradefiche.charts import contributions as charts
from tradefiche.charts.contributions import ChangeCut
from tradefiche.charts.contributions import ChangeRow
from tradefiche.charts.contributions import ChangeSide
from tradefiche.charts.contributions import Contributions
from tradefiche.charts.labels import Pen
from tradefiche.charts.written import WrittenLayout
from tradefiche.charts.written import written
from tradefiche.charts.years import FLOWS
from tradefiche.charts.years import NAMES
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowChange
from tradefiche.fiche import OtherChanges
from tradefiche.fiche import PartnerChange
from tradefiche.fiche import PartnerChanges
from tradefiche.fiche import ProductChange
from tradefiche.fiche import ProductChanges
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.figure import alone
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.evolution import LEAST
from tradefiche.wording.evolution import rate
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import others

PARTNERS: dict[Flow, str] = {"exports": "client", "imports": "fournisseur"}
EXPORTED: dict[Flow, str] = {"exports": "export", "imports": "import"}
WAYS = ("hausse", "baisse")
UNNAMED = "Retours, pays non déterminés"
"""What is left when all partners have a name."""

Changed = ProductChange | PartnerChange | OtherChanges
Changes = ProductChanges | PartnerChanges


def _changes(fiche: Fiche) -> dict[Flow, FlowChange]:
    """Those that may be computed."""
    evolution = fiche.evolution
    if evolution is None:
        return {}
    found: tuple[tuple[Flow, FlowChange | None], ...] = (
        ("exports", evolution.exports),
        ("imports", evolution.imports),
    )
    return {flow: change for flow, change in found if change}


def _rows(changes: Changes) -> tuple[Changed, ...]:
    """Rises, the rest, falls: the largest fall is the last; nothing that did not change."""
    rest = (changes.others,) if changes.others.amount else ()
    return (*changes.up, *rest, *changes.down[::-1])


def _name(changed: Changed, kind: str) -> str:
    if isinstance(changed, ProductChange):
        return changed.product.short
    if isinstance(changed, PartnerChange):
        return changed.country.name
    if not changed.count:
        return UNNAMED
    return others(changed.count, "produit" if kind == "produit" else "pays")


def _cuts(flow: Flow, change: FlowChange) -> Iterator[tuple[str, Changes]]:
    yield "produit", change.products
    yield PARTNERS[flow], change.partners


# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """« À l’export, première hausse : cosmétiques (+ 38,5 M€) ; par pays, Espagne (+ 60,8 M€). »"""
    flow = _foremost(fiche)
    if flow is None:
        return None
    change = _changes(fiche)[flow]
    product, partner = _first(change.products, change), _first(change.partners, change)
    assert isinstance(product, ProductChange)
    assert isinstance(partner, PartnerChange)
    which = WAYS[change.amount < 0]
    return typeset(
        f"À l’{EXPORTED[flow]}, première {which} : {_low(product.product.short)} "
        f"({_amount(product)}) ; par pays, {partner.country.name} ({_amount(partner)})."
    )


def _foremost(fiche: Fiche) -> Flow | None:
    """The first flow with a product and a partner that went its way."""
    for flow, change in _changes(fiche).items():
        if _first(change.products, change) and _first(change.partners, change):
            return flow
    return None


def _first(changes: Changes, change: FlowChange) -> ProductChange | PartnerChange | None:
    """The largest that went the way of the whole."""
    found = changes.up if change.amount >= 0 else changes.down
    return found[0] if found else None


def _amount(changed: Changed) -> str:
    return compact_signed(changed.amount, sentence=True)


def _low(name: str) -> str:
    """A name of a product inside a sentence."""
    return name[:1].lower() + name[1:]


def key(fiche: Fiche) -> str:
    """How the bars are read, and that both cuts make one whole."""
    return typeset(
        "une barre pleine à droite du trait est une hausse, une barre claire à gauche une baisse ; "
        "la grise réunit tout le reste. Produits et pays sont deux découpages d’une même "
        f"variation : chacun en donne le total. Un point est un centième du total de "
        f"{fiche.year - 1}."
    )


def alternative(fiche: Fiche) -> str:
    """What is shown, and the first rise and fall of which the finding does not tell."""
    what = f"Barres : ce qui fait la variation des échanges {fiche.place.of} en {fiche.year}"
    said = list(_untold(fiche))
    wordings = [(f"{what}. {'. '.join(said[:many])}.",) for many in range(len(said), 0, -1)]
    kinds = "par produit, par client et par fournisseur"
    return first_that_fits((*wordings, (f"{what}, {kinds}.",)))


def _untold(fiche: Fiche) -> Iterator[str]:
    foremost = _foremost(fiche)
    for flow, change in _changes(fiche).items():
        told = WAYS[change.amount < 0] if flow == foremost else ""
        for which, found in zip(WAYS, (change.products.up, change.products.down), strict=True):
            if found and which != told:
                euros = amount(abs(found[0].amount), sentence=True)
                name = _low(found[0].product.short)
                yield f"Première {which} à l’{EXPORTED[flow]} : {name}, {euros}"


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche) -> Table:
    """The rows of the four panels, each with both years."""
    columns = (
        Column("flux", "Flux", "text", 66),
        Column("type", "Par", "text", 58),
        Column("nom", "Nom", "text"),
        Column("valeur_avant_euros", str(fiche.year - 1), "euros", 62),
        Column("valeur_euros", str(fiche.year), "euros", 62),
        Column("variation_euros", "Variation", "balance", 72),
        Column("points", "Points", "gap", 40),
    )

    def row(flow: Flow, kind: str, each: Changed) -> Row:
        name = _name(each, kind)
        values = (each.before, each.now, each.amount, each.part)
        return (NAMES[flow], kind.capitalize(), name, *values)

    return Table(fiche.place, columns, tuple(row(*each) for each in _all(fiche)))


def data(fiche: Fiche) -> Table:
    """The same with codes; what is not named has none."""
    columns = (
        Column("flux", "Flux", "code"),
        Column("type", "Type", "text"),
        Column("code", "Code", "code"),
        Column("nom", "Nom", "text"),
        Column("valeur_precedente_euros", "Avant", "euros"),
        Column("valeur_euros", "Valeur", "euros"),
        Column("variation_euros", "Variation", "balance"),
        Column("contribution", "Contribution", "gap"),
    )

    def row(flow: Flow, kind: str, each: Changed) -> Row:
        code, name = "", _name(each, kind)
        if isinstance(each, ProductChange):
            code, name = each.product.code, each.product.label
        elif isinstance(each, PartnerChange):
            code = each.country.code
        return (FLOW_CODES[flow], kind, code, name, each.before, each.now, each.amount, each.part)

    return Table(fiche.place, columns, tuple(row(*each) for each in _all(fiche)))


def _all(fiche: Fiche) -> Iterator[tuple[Flow, str, Changed]]:
    for flow, change in _changes(fiche).items():
        for kind, changes in _cuts(flow, change):
            for each in _rows(changes):
                yield flow, kind, each


# -- drawing ---------------------------------------------------------------------------------


def subject(fiche: Fiche) -> Contributions | None:
    """What the drawing shows; None when neither flow may be compared with the year before."""
    changes = _changes(fiche)
    if not any(change.amount for change in changes.values()):
        return None
    exports, imports = (_side(fiche, flow, changes.get(flow)) for flow in FLOWS)
    return Contributions((exports, imports))


def _side(fiche: Fiche, flow: Flow, change: FlowChange | None) -> ChangeSide:
    if change is None:
        none = f"Moins de {LEAST} en {fiche.year - 1} : aucune variation n’est calculée."
        return ChangeSide(flow, NAMES[flow], typeset(none), ())
    said = compact_signed(change.amount)
    if change.now:
        said += f", soit {rate(change)}"
    cuts = tuple(
        ChangeCut(
            f"Par {kind}",
            typeset(f"Variation des {NAMES[flow].lower()} par {kind}"),
            tuple(
                ChangeRow(_name(e, kind), e.amount, e.part, isinstance(e, OtherChanges))
                for e in _rows(changes)
            ),
        )
        for kind, changes in _cuts(flow, change)
    )
    return ChangeSide(flow, NAMES[flow], typeset(said), cuts)


def total(fiche: Fiche) -> str:
    """The unit of the drawing."""
    found = subject(fiche)
    return typeset(f"En {found.unit.words} ({found.unit.symbol})") if found else ""


def _layout(
    contributions: Contributions, width: float, height: float, pen: Pen, room: Room
) -> WrittenLayout:
    return charts.layout(contributions, width, height, pen)


FIGURE = Figure(
    "contributions",
    subject=subject,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    data=data,
    total=total,
    listed=written,
    heights=charts.heights,
    reads_like="contributions",
    comparison_key=alone(key),
    several_years=True,
)
