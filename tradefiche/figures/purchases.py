"""Figure « achats-concentres »: products bought mostly from few countries outside the Union of 27.

It never stands without its caveat, nor without how many rows other thresholds would give.
"""

from __future__ import annotations

from tradefiche.charts import purchases
from tradefiche.charts.labels import Pen
from tradefiche.charts.purchases import Purchase
from tradefiche.charts.purchases import Purchases
from tradefiche.charts.written import WrittenLayout
from tradefiche.charts.written import written
from tradefiche.fiche import ConcentratedPurchase
from tradefiche.fiche import ConcentratedPurchases
from tradefiche.fiche import Fiche
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.figure import alone
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import is_plural
from tradefiche.wording.french import listed
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import compact
from tradefiche.wording.sentences import part

CAVEAT = (
    "Un groupe de produits large peut cacher une concentration plus fine, ou en suggérer une qui "
    "n’existe pas : ni la production locale, ni les stocks, ni les autres fournisseurs possibles "
    "ne sont connus."
)
NONE = "Aucun groupe ne remplit ces critères ; cela n’exclut pas des concentrations plus fines."
SUPPLIERS = 3


def _found(fiche: Fiche) -> ConcentratedPurchases | None:
    return fiche.profile.imports.concentrated if fiche.profile else None


def _purchases(fiche: Fiche) -> ConcentratedPurchases:
    found = _found(fiche)
    if found is None:
        raise ValueError(f"{fiche.place.name} has no figure achats-concentres")
    return found


# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """« Deux groupes … Sidérurgie : 14 M€ sur 20 M€ viennent de pays hors Union ; la Chine … »"""
    rows = _purchases(fiche).rows
    if not rows:
        return None
    one = len(rows) == 1
    head = f"{capitalised(count(len(rows)))} groupe{'' if one else 's'} de produits "
    head += "vient" if one else "viennent"
    first = rows[0]
    return typeset(
        f"{head} surtout d’un petit nombre de pays hors Union. {first.product.short} : "
        f"{_of_which(first)}."
    )


def _of_which(row: ConcentratedPurchase) -> str:
    """« 14 M€ sur 20 M€ viennent de pays hors Union ; la Chine en fournit 12 M€, soit 60 % … »"""
    outside, value = (compact(each, sentence=True) for each in (row.outside, row.value))
    amounts = f"{outside} sur {value} viennent de pays hors Union"
    if row.outside == row.value:
        amounts = f"{value}, tous de pays hors Union"
    first = row.suppliers[0]
    gives = "fournissent" if is_plural(first.country) else "fournit"
    much = compact(first.value, sentence=True)
    if first.value == row.value:
        return f"{value}, tous d’un seul pays hors Union, {first.country.the}"
    return (
        f"{amounts} ; {first.country.the} en {gives} {much}, soit {part(first.value, row.value)} "
        "du total"
    )


def key(fiche: Fiche) -> str:
    """What the criteria are, what others would give, what is not known."""
    found = _purchases(fiche)
    loose, _, strict = found.sensitivity
    years = [str(year) for year in sorted({year for row in found.rows for year in row.years})]
    when = f", en {years[0]} seulement" if len(years) == 1 else f", en {listed(years)}"
    bars = (
        "en plein, le premier pays hors de l’Union ; en clair, les autres ; en blanc, l’Union ; "
        "« en France » : si elle remplit aussi les critères. "
        if found.rows
        else ""
    )
    return typeset(
        f"{bars}Critères : au moins 1 M€ et 1 % des importations, plus de la moitié hors de "
        "l’Union à 27, un indice de Herfindahl-Hirschman de plus de 0,4 entre les pays hors "
        f"Union{when if years else ''}. Avec 40 % et 0,3, il y aurait {_groups(loose)} ; avec "
        f"60 % et 0,5, {_groups(strict)}. Un petit territoire paraît concentré parce que peu de "
        f"flux y entrent, un grand par ce qu’il achète. {CAVEAT}"
    )


def _groups(number: int) -> str:
    if not number:
        return "aucun groupe"
    return f"{count(number)} groupe{'s' if number > 1 else ''}"


def alternative(fiche: Fiche) -> str:
    """How many there are, and the last of them: the finding tells the first."""
    rows, place = _purchases(fiche).rows, fiche.place
    if not rows:
        return typeset(
            f"Figure vide : aucun groupe de produits importés {place.of} ne remplit les critères "
            f"en {fiche.year}."
        )
    head = (
        f"Barres pour {count(len(rows))} groupe{'s' if len(rows) > 1 else ''} de produits importés "
        f"{place.of} en {fiche.year}, par part du premier pays hors Union, des autres, de l’Union."
    )
    most = max(rows, key=lambda row: row.suppliers[0].value / row.value)
    first = most.suppliers[0]
    share = part(first.value, most.value)
    said = f"Le plus concentré : {most.product.short}, {share} pour un pays."
    return first_that_fits(((head, said), (head,)))


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche) -> Table:
    """All rows, with the first country of each."""
    columns = (
        Column("produit", "Produit", "text"),
        Column("valeur_euros", "Achats", "euros", 66),
        Column("hors_union_euros", "Hors Union", "euros", 76),
        Column("pays_1", "Premier pays hors Union", "text", 96),
        Column("part_1", "Sa part", "share", 46),
        Column("en_france", "En France", "text", 50),
    )

    def row(each: ConcentratedPurchase) -> Row:
        first = each.suppliers[0]
        about = (each.product.short, each.value, each.outside, first.country.name)
        return (*about, first.value / each.value, _in_france(each))

    rows = tuple(map(row, _purchases(fiche).rows))
    none: Row = ("Aucun groupe", *[None] * (len(columns) - 1))
    return Table(fiche.place, columns, rows or (none,))


def data(fiche: Fiche) -> Table:
    """The same with codes and the first three countries."""
    columns = [
        Column("code_a129", "Code A129", "code"),
        Column("produit", "Produit", "text"),
        Column("valeur_euros", "Achats", "euros"),
        Column("hors_union_euros", "Hors Union", "euros"),
    ]
    for rank in range(1, SUPPLIERS + 1):
        columns.append(Column(f"pays_{rank}", f"Pays {rank}", "text"))
        columns.append(Column(f"pays_{rank}_euros", f"Valeur {rank}", "euros"))
    columns.append(Column("en_france", "En France", "text"))
    columns.append(Column("annees", "Années", "text"))

    def row(each: ConcentratedPurchase) -> Row:
        suppliers: list[str | int | None] = []
        for supplier in each.suppliers:
            suppliers += [supplier.country.name, supplier.value]
        suppliers += [None] * (2 * SUPPLIERS - len(suppliers))
        about = (each.product.code, each.product.label, each.value, each.outside)
        return (*about, *suppliers, _in_france(each), " ".join(map(str, each.years)))

    return Table(fiche.place, tuple(columns), tuple(map(row, _purchases(fiche).rows)))


def _in_france(each: ConcentratedPurchase) -> str:
    return "aussi" if each.also_in_france else "non"


# -- drawing ---------------------------------------------------------------------------------


def subject(fiche: Fiche) -> Purchases | None:
    """What the drawing shows; None in an incomplete year, in Corse and overseas."""
    found = _found(fiche)
    if found is None:
        return None
    title = f"Achats concentrés hors de l’Union européenne, {fiche.place.name}"
    rows = tuple(
        Purchase(
            each.product.short,
            each.value,
            each.outside,
            each.suppliers[0].country.name,
            each.suppliers[0].value,
            each.also_in_france,
        )
        for each in found.rows
    )
    return Purchases(title, rows, "" if rows else typeset(NONE))


def _layout(found: Purchases, width: float, height: float, pen: Pen, room: Room) -> WrittenLayout:
    return purchases.layout(found, width, height, pen)


FIGURE = Figure(
    "achats-concentres",
    subject=subject,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    data=data,
    listed=written,
    heights=purchases.heights,
    reads_like="achats-concentres",
    comparison_key=alone(key),
    color="imports",
)
