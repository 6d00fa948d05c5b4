"""Figure 2: both flows as bands of sectors on one scale, each divided into its products.

Imports above, exports below; one area is one amount everywhere. Sectors are named in the margin,
products in their cells (``treemap``). A half too low for words is drawn to scale, and said beside.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.charts import treemap
from tradefiche.charts.labels import Label
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.shapes import Shape
from tradefiche.charts.shapes import line
from tradefiche.charts.shapes import rectangle
from tradefiche.charts.treemap import Cell
from tradefiche.charts.treemap import Item
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import Product
from tradefiche.fiche import ProductValue
from tradefiche.fiche import Trade
from tradefiche.wording.evolution import in_a_year
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import share

HEAD, HALF_GAP, MARGIN = 21.0, 16.0, 118.0
LOWEST_BAND = 10.6
"""A lower band joins « autres secteurs »."""
LOWEST_HALF = 26.0
"""A lower half is a thread, said in words."""
LEAST_DRAWN = 0.8
"""Least height drawn, in points: a flow that exists is seen."""
WORDS, WORDS_LEADING, WORDS_GAP = 8.0, 10.5, 5.0
WORDS_LINES = 3
NAMED_IN_WORDS = 5
SECTOR_LEADING = 9.3
UNKNOWN, ALL = "Hors nomenclature", "Tous secteurs"


@dataclass(frozen=True, slots=True)
class Sector:
    """The products of one sector, or several small sectors: ``count``; by falling value."""

    name: str
    items: tuple[Item, ...]
    count: int = 1

    @property
    def value(self) -> int:
        """Euros."""
        return sum(item.value for item in self.items)


@dataclass(frozen=True, slots=True)
class Band:
    """One sector: its name and amount in the margin, its cells; ``top`` of both."""

    sector: Sector
    top: float
    height: float
    labels: tuple[Label, ...]
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Half:
    """One flow: ``height`` points for its euros, from ``top`` down; bands, or else words."""

    flow: Flow
    total: int
    top: float
    height: float
    heads: tuple[Label, ...]
    bands: tuple[Band, ...]
    words: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class BandsLayout:
    """Both halves, imports first; none without any trade, and a sentence says so."""

    width: float
    height: float
    halves: tuple[Half, ...]
    labels: tuple[Label, ...] = ()

    @property
    def picture(self) -> Picture:
        """What is painted, and in which order."""
        return _picture(self)


def layout(fiche: Fiche, width: float, height: float, pen: Pen) -> BandsLayout:
    """Place both halves, imports above.

    Args:
        width, height: room in points, headings included.
    """
    trades = (fiche.imports, fiche.exports)
    total = sum(trade.total for trade in trades)
    if not total:
        text = f"Aucun échange enregistré{NBSP}: il n’y a pas de produit à tracer."
        note = pen.label(text, width / 2, height / 2, 10, "regular", "mute", "center")
        return BandsLayout(width, height, (), (note,))
    room = height - 2 * HEAD - HALF_GAP
    lower = min(trades, key=lambda trade: trade.total)
    words: list[str] = []
    if lower.total * room < LOWEST_HALF * total:
        words = _words(lower, fiche.year, width - MARGIN, pen)
        room -= WORDS_GAP + WORDS_LEADING * len(words)
    unit = unit_of(fiche)
    halves: list[Half] = []
    top = height
    for trade in trades:
        high = room * trade.total / total
        heads = _heads(fiche, trade, top, width, pen)
        said = words if trade is lower else []
        half = _half(trade, heads, top - HEAD, width, high, unit, said, pen)
        halves.append(half)
        top -= HEAD + high + HALF_GAP
        top -= WORDS_GAP + WORDS_LEADING * len(said) if said else 0.0
    return BandsLayout(width, height, tuple(halves))


def unit_of(fiche: Fiche) -> Unit:
    """One unit for both halves, by the largest sector; a thread has its own."""
    return Unit.of(max(s.value for trade in fiche.trades for s in sectors(trade.products)))


def sectors(products: Sequence[ProductValue]) -> tuple[Sector, ...]:
    """The sectors of a flow by falling value, then name; products as they come."""
    grouped: dict[str, list[Item]] = {}
    for entry in products:
        if entry.value > 0:
            grouped.setdefault(sector_of(entry.product), []).append(_item(entry))
    found = [Sector(name, tuple(items)) for name, items in grouped.items()]
    return tuple(sorted(found, key=lambda sector: (-sector.value, sector.name)))


def sector_of(product: Product) -> str:
    """The sector of a product, also of one that no nomenclature has."""
    return product.sector or UNKNOWN


def _item(entry: ProductValue) -> Item:
    return Item(entry.product.label, entry.product.short, entry.value)


# -- one half ------------------------------------------------------------------------------------


def _half(
    trade: Trade, heads: tuple[Label, ...], top: float, width: float, height: float, unit: Unit,
    words: Sequence[str], pen: Pen,
) -> Half:  # fmt: skip
    if words:
        y = top - height - WORDS_GAP - WORDS * 0.72
        said = tuple(
            pen.label(text, MARGIN, y - n * WORDS_LEADING, WORDS, "regular", "text")
            for n, text in enumerate(words)
        )
        return Half(trade.flow, trade.total, top, height, heads, (), said)
    bands: list[Band] = []
    y = top
    for sector in _shown(sectors(trade.products), height / trade.total):
        high = height * sector.value / trade.total
        bands.append(_band(sector, trade, y, high, width, unit, pen))
        y -= high
    return Half(trade.flow, trade.total, top, height, heads, tuple(bands))


def _shown(found: Sequence[Sector], scale: float) -> list[Sector]:
    """The sectors high enough for a line of words, and the others as one, last."""
    large = [sector for sector in found if sector.value * scale >= LOWEST_BAND]
    small = list(found[len(large) :])
    while large and small and sum(s.value for s in small) * scale < LOWEST_BAND:
        small.insert(0, large.pop())
    if len(small) <= 1:
        return [*large, *small]
    if not large:
        items = sorted((item for s in small for item in s.items), key=lambda item: -item.value)
        return [Sector(ALL, tuple(items))]
    merged = tuple(Item(sector.name, sector.name, sector.value) for sector in small)
    return [*large, Sector(f"{len(small)} autres secteurs", merged, len(small))]


def _band(
    sector: Sector, trade: Trade, top: float, height: float, width: float, unit: Unit, pen: Pen
) -> Band:
    merged = sector.count > 1
    style = treemap.CellStyle(
        unit, trade.total, "ink" if merged else "paper", 8.0 if merged else treemap.LADDER[0],
        "secteur" if merged else "produit",
    )  # fmt: skip
    box = (MARGIN, top - height, width - MARGIN, height)
    labels = _margin(sector, trade, top, height, unit, pen)
    return Band(sector, top, height, labels, treemap.cells(sector.items, box, style, pen))


def _margin(
    sector: Sector, trade: Trade, top: float, height: float, unit: Unit, pen: Pen
) -> tuple[Label, ...]:
    """The sector, with amount and share under it or, in a low band, its amount on the right."""
    color = "mute" if sector.count > 1 else f"{trade.flow}_text"
    amount = unit.label(sector.value)
    lines = pen.wrap(sector.name, 8, MARGIN - 8, "semibold")
    last = top - SECTOR_LEADING * (len(lines) + 1)
    if last - 2.6 >= top - height and pen.fits(lines, 8, MARGIN - 8, "semibold"):
        under = f"{amount} · {share(sector.value / trade.total)}"
        names = [
            pen.label(text, 0, top - SECTOR_LEADING * n, 8, "semibold", color)
            for n, text in enumerate(lines, 1)
        ]
        return (*names, pen.label(under, 0, last, 7.5, "regular", "text"))
    middle = top - height / 2 - 2.6
    value = pen.label(amount, MARGIN - 6, middle, 7.5, "regular", "text", "right")
    room = MARGIN - 12 - value.width
    for size in (8.0, 7.75, 7.5, 7.25, 7.0, 6.75, 6.5):
        if pen.width(sector.name, size, "semibold") <= room:
            break
    # Cut only where a name is not the project's own, or a typeface is very wide.
    name = pen.shorten(sector.name, size, room, "semibold")
    return (pen.label(name, 0, middle, size, "semibold", color), value)


def _words(trade: Trade, year: int, width: float, pen: Pen) -> list[str]:
    """What a thread is made of, in as many products as three lines hold."""
    if not trade.total:
        noun = "importation" if trade.flow == "imports" else "exportation"
        text = typeset(f"Aucune {noun} n’est enregistrée en {year}.")
        return pen.wrap(text, WORDS, width)
    products = [entry for entry in trade.products if entry.value > 0]
    unit = Unit.of(products[0].value)
    lines: list[str] = []
    for named in range(min(NAMED_IN_WORDS, len(products)), 0, -1):
        lines = pen.wrap(_said(products, named, unit), WORDS, width)
        if len(lines) <= WORDS_LINES:
            break
    return lines


def _said(products: Sequence[ProductValue], named: int, unit: Unit) -> str:
    them = " ; ".join(f"{p.product.short} {unit.amount(p.value)}" for p in products[:named])
    rest = products[named:]
    if rest:
        s = "s" if len(rest) > 1 else ""
        amount = unit.amount(sum(entry.value for entry in rest))
        them += f" ; {len(rest)} autre{s} produit{s} {amount}"
    return typeset(f"À cette échelle, tout tient dans ce trait : {them}.")


def _heads(fiche: Fiche, trade: Trade, top: float, width: float, pen: Pen) -> tuple[Label, ...]:
    """The name of the flow on the left, its total on the right, what it became in a year."""
    title = "Importations" if trade.flow == "imports" else "Exportations"
    color, y = f"{trade.flow}_text", top - 10
    total = pen.label(compact(trade.total), width, y, 11, "semibold", color, "right")
    change = in_a_year(fiche, trade.flow)
    x = width - total.width - 8
    beside = (pen.label(change, x, y, 8, "regular", "text", "right"),) if change else ()
    return (pen.label(title, 0, y, 11, "bold", color), *beside, total)


# -- what is painted -----------------------------------------------------------------------------


def _picture(chart: BandsLayout) -> Picture:
    shapes: list[Shape] = []
    labels = list(chart.labels)
    for half in chart.halves:
        shapes.append(rectangle(0, half.top + HEAD - 17, chart.width, 2.2, half.flow))
        labels += half.heads
        for band in half.bands:
            shapes.append(line([(0, band.top), (MARGIN - 3, band.top)], "rule", 0.4))
            labels += band.labels
            for cell in band.cells:
                pale = not cell.named or band.sector.count > 1
                shapes += _painted(cell, f"{half.flow}_pale" if pale else half.flow)
                labels += cell.labels
        if half.bands:
            bottom = half.top - half.height
            shapes.append(line([(0, bottom), (MARGIN - 3, bottom)], "rule", 0.4))
        elif half.total:
            high = max(half.height, LEAST_DRAWN)
            across = chart.width - MARGIN - 2 * treemap.INSET
            left = MARGIN + treemap.INSET
            shapes.append(rectangle(left, half.top - high, across, high, half.flow))
        labels += half.words
    return Picture(chart.width, chart.height, tuple(shapes), tuple(labels))


def _painted(cell: Cell, fill: str) -> list[Shape]:
    left, bottom, width, height = cell.box
    inset = treemap.INSET
    wide, high = width - 2 * inset, height - 2 * inset
    return (
        [rectangle(left + inset, bottom + inset, wide, high, fill)] if min(wide, high) > 0 else []
    )
