"""Figure « produits », drawn as bands of sectors: every product of both flows, by value."""

from __future__ import annotations

from collections import Counter

from tradefiche.charts import bands
from tradefiche.charts.labels import Pen
from tradefiche.charts.written import Listed
from tradefiche.fiche import Fiche
from tradefiche.fiche import ProductValue
from tradefiche.fiche import Trade
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import NOUN
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import pronoun
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.sentences import part

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
        f"pour être nommé ; le tableau donne tous les produits. {balance_sentence(fiche)} Montants "
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
    return typeset(f"{the} {what} : solde de {compact_signed(balance, sentence=True)}.")


def alternative(fiche: Fiche) -> str:
    """Figure 2: what it shows, how many products, the first of each flow."""
    whose = f"{fiche.place.of} en {fiche.year}"
    traded = [trade for trade in (fiche.imports, fiche.exports) if trade.total]
    if not traded:
        where = f"{fiche.place.within} en {fiche.year}"
        return typeset(f"Figure sans bande : aucun produit échangé n’est enregistré {where}.")
    flows = " et ".join(f"{NOUN[trade.flow]}s" for trade in traded)
    head = f"Bandes de secteurs à la mesure des montants : {flows} {whose}."
    firsts = [_first_product(trade) for trade in traded]
    bare = [_first_product(trade, weighed=False) for trade in traded]
    return first_that_fits(((head, *firsts), (head, *bare), (head, firsts[-1]), (head,)))


def _first_product(trade: Trade, *, weighed: bool = True) -> str:
    """« Premier produit exporté : Boissons (19 %). »"""
    kind = "exporté" if trade.flow == "exports" else "importé"
    first = trade.products[0]
    if len(trade.products) == 1:
        return f"Un seul produit {kind} : {first.product.short}."
    weight = f" ({part(first.value, trade.total)})" if weighed else ""
    return f"Premier produit {kind} : {first.product.short}{weight}."


def total(fiche: Fiche) -> str:
    """Beside the number of the figure: the unit of its amounts."""
    if not fiche.exports.total and not fiche.imports.total:
        return ""
    return f"En {bands.unit_of(fiche).words}"


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
            Column("part_importations", "Part import.", "share", 56),
            Column("exportations_euros", "Export.", "euros", 62),
            Column("part_exportations", "Part export.", "share", 56),
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
