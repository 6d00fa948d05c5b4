"""Figure « produits », drawn as a treemap: every product of both flows, by value."""

from __future__ import annotations

from tradefiche.charts import treemap
from tradefiche.charts.labels import Pen
from tradefiche.fiche import Fiche
from tradefiche.fiche import ProductValue
from tradefiche.fiche import Trade
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.figure import Unnamed
from tradefiche.figures.figure import UnnamedProduct
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
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.sentences import part

FIRST = 3
"""Products whose weight the finding gives."""
NAMED_WHEN_THIN = 8
"""Products named under a half that is one bar."""

# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """Figure 2: the weight of the three first products of each flow."""
    exports, imports = (_weight_of_first(trade) for trade in fiche.trades)
    if not exports and not imports:
        return None
    kind = "exportés" if exports else "importés"
    text = f"Les trois premiers produits {kind} représentent {exports or imports} du total"
    if exports and imports:
        text += f" ; les trois premiers importés, {imports}"
    return typeset(f"{text}.")


def _weight_of_first(trade: Trade) -> str | None:
    """The share of the three first products, where there are others."""
    if len(trade.products) <= FIRST:
        return None
    return part(sum(each.value for each in trade.products[:FIRST]), trade.total)


def key(fiche: Fiche) -> str:
    """Figure 2, closing on the balance."""
    if not fiche.exports.total and not fiche.imports.total:
        return typeset(f"aucun échange n’est enregistré en {fiche.year}.")
    both = fiche.exports.total and fiche.imports.total
    scale = ", à la même échelle pour les deux moitiés" if both else ""
    return typeset(
        f"l’aire d’une case est proportionnelle à la valeur échangée{scale}. Une case plus claire "
        "réunit les produits trop petits pour être dessinés séparément. "
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
    return typeset(f"{the} {what} : solde de {compact_signed(balance, sentence=True)}.")


def alternative(fiche: Fiche) -> str:
    """Figure 2: what it shows, how many products, the first of each flow."""
    whose = f"{fiche.place.of} en {fiche.year}"
    traded = [trade for trade in (fiche.imports, fiche.exports) if trade.total]
    if not traded:
        where = f"{fiche.place.within} en {fiche.year}"
        return typeset(f"Figure sans case : aucun produit échangé n’est enregistré {where}.")
    flows = " et ".join(f"{NOUN[trade.flow]}s" for trade in traded)
    head = f"Cases à la mesure des montants : {flows} {whose}."
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


def unnamed(fiche: Fiche, layout: treemap.TreemapLayout) -> tuple[Unnamed, ...]:
    """The products whose cell has no room for their name, one list a half."""
    return tuple(filter(None, (_unnamed(fiche, half) for half in layout.halves)))


def _unnamed(fiche: Fiche, half: treemap.Half) -> Unnamed | None:
    trade = fiche.imports if half.flow == "imports" else fiche.exports
    unit = Unit.of(trade.products[0].value)
    if half.thin:
        what = "premiers produits"
        entries = [
            UnnamedProduct(0, p.product.short, p.value) for p in trade.products[:NAMED_WHEN_THIN]
        ]
    else:
        what = "cases numérotées"
        entries = [UnnamedProduct(cell.number, cell.name, cell.value) for cell in half.numbered]
    if not entries:
        return None
    title = typeset(f"{capitalised(NOUN[half.flow])}s, {what} ({unit.symbol}) : ")
    return Unnamed(title, f"{half.flow}_text", unit, tuple(entries))


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche) -> Table:
    """Every product, with its value and share in each flow; the most traded first."""
    imports, exports = _by_code(fiche.imports), _by_code(fiche.exports)
    products = {p.product.code: p.product for t in fiche.trades for p in t.products}

    def row(name: str, imported: int, exported: int) -> Row:
        shares = (_share(imported, fiche.imports.total), _share(exported, fiche.exports.total))
        return (name, imported, shares[0], exported, shares[1])

    order = sorted(
        products, key=lambda code: (-_value(imports, code) - _value(exports, code), code)
    )
    return Table(
        fiche.place,
        (
            Column("produit", "Produit (A129)", "text"),
            Column("importations_euros", "Import.", "euros", 62),
            Column("part_importations", "Part import.", "share", 56),
            Column("exportations_euros", "Export.", "euros", 62),
            Column("part_exportations", "Part export.", "share", 56),
        ),
        tuple(row(products[c].label, _value(imports, c), _value(exports, c)) for c in order),
        row("Ensemble des produits", fiche.imports.total, fiche.exports.total),
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
            Column("valeur_euros", "Valeur", "euros"),
            Column("part", "Part", "share"),
        ),
        tuple(
            (
                FLOW_CODES[trade.flow],
                rank,
                entry.product.code,
                entry.product.label,
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


def _layout(
    fiche: Fiche, width: float, height: float, pen: Pen, room: Room
) -> treemap.TreemapLayout:
    return treemap.layout(fiche, width, height, pen)


FIGURE = Figure(
    "produits",
    subject=lambda fiche: fiche,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    data=data,
    unnamed=unnamed,
)
