"""Figure « produits », drawn as bands of sectors: every product of both flows, by value."""

from __future__ import annotations

from collections import Counter

from tradefiche.charts import bands
from tradefiche.charts.labels import Pen
from tradefiche.fiche import Fiche
from tradefiche.fiche import ProductValue
from tradefiche.fiche import Trade
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Listed
from tradefiche.figures.figure import Room
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import NOUN
from tradefiche.wording.alternatives import finished
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.alternatives import totals
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import pronoun
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.sentences import part

PRODUCTS = 3
"""Products that the alternative text names, at most."""

# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """Figure 2: the first sector of each flow, where it has others."""
    (sold, exports), (bought, imports) = (_first_sector(trade) for trade in fiche.trades)
    if sold and sold == bought:
        weights = f"{exports} des exportations, {imports} des importations"
        return typeset(f"Premier secteur à l’export comme à l’import : {sold} ({weights}).")
    parts = [f"{sold} ({exports} des exportations)"] if sold else []
    parts += [f"{bought} ({imports} des importations)"] if bought else []
    return typeset(f"Premier secteur : {' ; '.join(parts)}.") if parts else None


def _first_sector(trade: Trade) -> tuple[str, str]:
    """« chimie », and its share; nothing where there is no other, or none is known."""
    found = bands.sectors(trade.products)
    if len(found) < 2 or found[0].name == bands.UNKNOWN:
        return "", ""
    return _lowered(found[0].name), part(found[0].value, trade.total)


def _lowered(name: str) -> str:
    return name[:1].lower() + name[1:]


def key(fiche: Fiche) -> str:
    """Figure 2, closing on the balance."""
    if not fiche.exports.total and not fiche.imports.total:
        return typeset(f"aucun échange n’est enregistré en {fiche.year}.")
    both = fiche.exports.total and fiche.imports.total
    scale = ", à la même échelle pour les deux flux" if both else ""
    return typeset(
        "une bande réunit un secteur (nomenclature A38), une case est un produit (A129), et son "
        f"aire est proportionnelle à sa valeur{scale}. Une case pâle réunit ce qui est trop petit "
        f"pour être nommé ; l’annexe donne tous les produits. {balance_sentence(fiche)} Montants "
        "arrondis."
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


def alternative(fiche: Fiche) -> str:
    """Figure 2: both totals, how many products, the first of each flow."""
    whose = f"{fiche.place.of} en {fiche.year}"
    traded = [trade for trade in (fiche.imports, fiche.exports) if trade.total]
    if not traded:
        return finished(
            fiche,
            "Figure sans bande : les statistiques des Douanes n’enregistrent aucun produit importé "
            f"ni exporté pour le commerce extérieur {whose}. {totals(fiche)}",
        )
    flows = " et ".join(f"{NOUN[trade.flow]}s" for trade in traded)
    missing = [NOUN[trade.flow] for trade in fiche.trades if not trade.total]
    cells = (
        "Bandes de secteurs, divisées en produits d’aire proportionnelle à la valeur : "
        f"{flows} {whose}{f', sans aucune {missing[0]}' if missing else ''}."
    )
    return first_that_fits(
        fiche,
        (
            (cells, *(_first_products(trade, shown) for trade in traded))
            for shown in range(PRODUCTS, 0, -1)
        ),
    )


def _first_products(trade: Trade, shown: int) -> str:
    """« Exportations : 2 152 millions d’euros, 40 produits, d’abord Boissons (19 %) … »"""
    head = f"{capitalised(NOUN[trade.flow])}s : {amount(trade.total)}"
    if len(trade.products) == 1:
        return f"{head}, un seul produit, {trade.products[0].product.short}."
    named = " ; ".join(
        f"{entry.product.short} ({part(entry.value, trade.total)})"
        for entry in trade.products[:shown]
    )
    first = "d’abord" if shown < len(trade.products) else "soit"
    return f"{head}, {count(len(trade.products))} produits, {first} {named}."


def total(fiche: Fiche) -> str:
    """Beside the number of the figure: the unit of its amounts."""
    if not fiche.exports.total and not fiche.imports.total:
        return ""
    unit = bands.unit_of(fiche)
    return f"En {unit.words} ({unit.symbol})" if unit.power else "En euros"


def listed(layout: bands.BandsLayout) -> tuple[Listed, ...]:
    """Both flows: each sector with the products that its cells name."""
    return tuple(
        Listed(
            half.heads,
            tuple(
                (*band.labels, *(label for cell in band.cells for label in cell.labels))
                for band in half.bands
            )
            or (half.words,),
        )
        for half in layout.halves
    )


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche) -> Table:
    """Every product by sector, with its value and share in each flow; the most traded first."""
    imports, exports = _by_code(fiche.imports), _by_code(fiche.exports)
    products = {p.product.code: p.product for t in fiche.trades for p in t.products}

    def row(name: str, sector: str, imported: int, exported: int) -> Row:
        shares = (_share(imported, fiche.imports.total), _share(exported, fiche.exports.total))
        return (name, sector, imported, shares[0], exported, shares[1])

    def traded(code: str) -> int:
        return _value(imports, code) + _value(exports, code)

    of_sector: Counter[str] = Counter()
    for code, product in products.items():
        of_sector[bands.sector_of(product)] += traded(code)

    def rank(code: str) -> tuple[int, str, int, str]:
        sector = bands.sector_of(products[code])
        return (-of_sector[sector], sector, -traded(code), code)

    return Table(
        fiche.place,
        (
            Column("produit", "Produit (A129)", "text"),
            Column("secteur", "Secteur (A38)", "text", 100),
            Column("importations_euros", "Import.", "euros", 62),
            Column("part_importations", "part", "share", 44),
            Column("exportations_euros", "Export.", "euros", 62),
            Column("part_exportations", "part", "share", 44),
        ),
        tuple(
            row(
                products[c].label,
                bands.sector_of(products[c]),
                _value(imports, c),
                _value(exports, c),
            )
            for c in sorted(products, key=rank)
        ),
        max(fiche.imports.total, fiche.exports.total),
        row("Ensemble des produits", bands.ALL, fiche.imports.total, fiche.exports.total),
    )


def data(fiche: Fiche) -> Table:
    """Every product of both flows, with its rank in its own."""
    return Table(
        fiche.place,
        (
            Column("flux", "Flux", "code"),
            Column("rang", "Rang", "rank"),
            Column("code_a129", "Code A129", "code"),
            Column("produit", "Produit", "text"),
            Column("secteur", "Secteur", "text"),
            Column("valeur_euros", "Valeur", "euros"),
            Column("part", "Part", "share"),
        ),
        tuple(
            (
                FLOW_CODES[trade.flow],
                rank,
                entry.product.code,
                entry.product.label,
                bands.sector_of(entry.product),
                entry.value,
                entry.value / trade.total,
            )
            for trade in (fiche.imports, fiche.exports)
            for rank, entry in enumerate(trade.products, 1)
        ),
        max(fiche.imports.total, fiche.exports.total),
    )


def _by_code(trade: Trade) -> dict[str, ProductValue]:
    return {entry.product.code: entry for entry in trade.products}


def _value(entries: dict[str, ProductValue], code: str) -> int:
    return entries[code].value if code in entries else 0


def _share(value: int, total: int) -> float | None:
    return value / total if value else None


# -- drawing ---------------------------------------------------------------------------------


def _layout(fiche: Fiche, width: float, height: float, pen: Pen, room: Room) -> bands.BandsLayout:
    return bands.layout(fiche, width, height, pen)


FIGURE = Figure(
    "produits",
    subject=lambda fiche: fiche,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    data=data,
    total=total,
    listed=listed,
)
