"""Figure 2 as rows: a sector, its bar cut into its products, the first of them in words."""

from __future__ import annotations

from tradefiche.charts import bands
from tradefiche.charts.bands import Sector
from tradefiche.fiche import Fiche
from tradefiche.fiche import Trade
from tradefiche.web.html import NOTHING
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.rows import BarPart
from tradefiche.web.rows import bar
from tradefiche.web.rows import listed
from tradefiche.wording.evolution import in_a_year
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import others
from tradefiche.wording.numbers import share

FIGURE = "produits"
"""Which it is."""
SHOWN = 8
"""First sectors that have a row."""
NAMED = 2
"""Products said in words."""
CUT = 6
"""Products that have a part of the bar."""
NAMES = {"imports": "Importations", "exports": "Exportations"}
TONES = {"imports": "imp", "exports": "exp"}


def rows(fiche: Fiche) -> Html:
    """Imports, then exports, on one scale."""
    if not fiche.exports.total and not fiche.imports.total:
        return element("p", f"Aucun échange enregistré{NBSP}: il n’y a pas de produit à tracer.")
    trades = (fiche.imports, fiche.exports)
    sectors = [bands.sectors(trade.products) for trade in trades]
    most = max(sector.value for found in sectors for sector in found)
    unit = Unit.of(most)  # as bands have it
    head = element("p", f"Par secteur, en {unit.words}", class_="u")
    pairs = zip(trades, sectors, strict=True)
    return join((head, *(_half(fiche, trade, found, unit, most) for trade, found in pairs)))


def _half(fiche: Fiche, trade: Trade, found: tuple[Sector, ...], unit: Unit, most: int) -> Html:
    tone = TONES[trade.flow]
    change = in_a_year(fiche, trade.flow)
    head = element(
        "p",
        element("b", NAMES[trade.flow]),
        " ",
        element("span", change) if change else None,
        " ",
        element("b", compact(trade.total)),
        class_=f"hd {tone}",
    )
    if not trade.total:
        noun = "importation" if trade.flow == "imports" else "exportation"
        none = typeset(f"Aucune {noun} n’est enregistrée en {fiche.year}.")
        return join((head, element("p", none)))
    shown = found if len(found) <= SHOWN + 1 else found[:SHOWN]
    made = [_row(each, trade.total, unit, most, tone) for each in shown]
    return join((head, listed(made), _rest(found[len(shown) :], trade.total, unit)))


def _row(sector: Sector, total: int, unit: Unit, most: int, tone: str) -> Html:
    items = sector.items
    cut = items if len(items) <= CUT + 1 else items[:CUT]
    parts = [BarPart(tone, 100 * item.value / most) for item in cut]
    parts.append(BarPart(f"{tone}p", 100 * sum(i.value for i in items[len(cut) :]) / most))
    said = f"{unit.label(sector.value)} · {share(sector.value / total)}"
    chips = [
        element("li", f"{item.short}{NBSP}", element("b", unit.label(item.value)))
        for item in items[:NAMED]
    ]
    if rest := items[NAMED:]:
        amount = unit.label(sum(item.value for item in rest))
        s = "s" if len(rest) > 1 else ""
        chips.append(element("li", f"{len(rest)} autre{s}{NBSP}{amount}", class_="o"))
    name = element("p", element("span", sector.name), " ", element("b", said), class_="n")
    return element("li", name, bar(parts, "bar one"), element("ul", *chips, class_="chips"))


def _rest(sectors: tuple[Sector, ...], total: int, unit: Unit) -> Html:
    if not sectors:
        return NOTHING
    value = sum(each.value for each in sectors)
    said = f"{unit.label(value)} · {share(value / total)}"
    return element("p", f"{others(len(sectors), 'secteur')}{NBSP}: ", element("b", said),
                   ". Tous les produits sont dans le tableau.", class_="rest")  # fmt: skip
