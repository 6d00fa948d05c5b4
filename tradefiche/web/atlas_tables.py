"""The tables of the atlas on its page: both rankings, the ends of each map, who moved.

They say what those of the PDF say, in its units and its words.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from fractions import Fraction

from tradefiche.charts import movers
from tradefiche.charts.movers import MoverTable
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import ExportChange
from tradefiche.fiche.atlas import Totals
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.rows import hidden
from tradefiche.web.rows import signed
from tradefiche.web.tables import scrolled
from tradefiche.wording import atlas as words
from tradefiche.wording import changes
from tradefiche.wording.french import capitalised
from tradefiche.wording.maps import CHANGE
from tradefiche.wording.maps import EXPOSURE
from tradefiche.wording.maps import Measure
from tradefiche.wording.maps import measured
from tradefiche.wording.maps import ranking as ranked_by
from tradefiche.wording.maps import value
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import coverage

ENDS = 5
"""Départements at each end of a ranking, under its map."""
NONE = "–"
PART_EXPORTS, PART_IMPORTS = "Part des exportations", "Part des importations"

Cells = Sequence[str]


def unit_of(atlas: Atlas) -> Unit:
    """The unit of all tables."""
    return Unit.of_column(
        euros for each in atlas.departements for euros in (each.totals.exports, each.totals.imports)
    )


def ranking(atlas: Atlas, pages: Mapping[str, str]) -> Html:
    """All the départements by exports, what closes their sums, France.

    Args:
        pages: addresses of fiches, by public code.
    """
    unit, france = unit_of(atlas), atlas.france
    heads = [
        "Rang", "Département", _money("Exportations", unit), PART_EXPORTS,
        _money("Importations", unit), PART_IMPORTS, _money("Solde", unit), "Couverture",
    ]  # fmt: skip
    if atlas.change:
        before = atlas.year - 1
        heads += [f"Rang {before}", f"Variation des exportations depuis {before}"]

    def row(
        rank: str, name: str, totals: Totals, rate: Fraction | None, change: ExportChange | None
    ) -> list[str]:
        cells = [
            rank, name,
            unit.label(totals.exports), _part(totals.exports, france.exports),
            unit.label(totals.imports), _part(totals.imports, france.imports),
            signed(unit.signed_label(totals.balance), totals.balance), _rate(rate),
        ]  # fmt: skip
        return [*cells, *_changed(change)] if atlas.change else cells

    rows = [
        row(str(n), _linked(each, pages), each.totals, each.coverage, each.change)
        for n, each in enumerate(atlas.ranking, 1)
    ]
    for name, totals, change in (
        (words.MONACO, atlas.monaco, atlas.monaco_change),
        (words.UNPLACED, atlas.unplaced, atlas.unplaced_change),
    ):
        if not totals.nothing:
            rows.append(row(NONE, name, totals, totals.coverage, change))
    total = row(NONE, words.FRANCE, france, france.coverage, atlas.change)
    return _table("classement-c", f"{words.RANKING}, {atlas.year}", heads, rows, total, names=1)


def regions(atlas: Atlas) -> Html:
    """The regions by exports, with the part that they sell to the United States; France."""
    unit, france = unit_of(atlas), atlas.france
    heads = [
        "Rang", "Région", _money("Exportations", unit), PART_EXPORTS,
        "Part des exportations vers les États-Unis", _money("Importations", unit),
        _money("Solde", unit), "Couverture",
    ]  # fmt: skip

    def row(rank: str, name: str, totals: Totals, rate: Fraction | None) -> list[str]:
        return [
            rank, name,
            unit.label(totals.exports), _part(totals.exports, france.exports),
            _part(totals.united_states, totals.exports), unit.label(totals.imports),
            signed(unit.signed_label(totals.balance), totals.balance), _rate(rate),
        ]  # fmt: skip

    rows = [
        row(str(n), capitalised(each.place.name), each.totals, each.coverage)
        for n, each in enumerate(atlas.regions, 1)
    ]
    total = row(NONE, words.FRANCE, france, france.coverage)
    return _table("regions-c", f"{words.REGIONS}, {atlas.year}", heads, rows, total, names=1)


def ends(atlas: Atlas, measure: Measure, pages: Mapping[str, str]) -> Html | None:
    """The highest and the lowest values of a map; None where all are one."""
    ranked = ranked_by(atlas, measure)
    differ = len({measured(each, measure) for each in ranked}) > 1
    many = min(ENDS, len(ranked) // 2) if differ else 0
    if not many:
        return None
    unit, name = unit_of(atlas), measure.replace("_", "-")
    heads = {"balance": _money("Solde", unit), "coverage": "Taux"}
    heads |= {EXPOSURE: "Part", CHANGE: "Variation"}
    amounts = measure in ("exports", "imports")
    last = [heads.get(measure, f"Montant ({unit.symbol})"), *(["Part"] if amounts else [])]
    made = []
    for place, (some, title) in enumerate(
        zip((ranked[:many], ranked[::-1][:many]), words.ends(measure, many), strict=True)
    ):
        rows = [[_linked(each, pages), *_valued(atlas, each, measure, unit)] for each in some]
        heard = join((title, hidden(f" ({words.SECTIONS[measure]})")))  # or several are called so
        made.append(_table(f"{name}-c{place}", heard, ["Département", *last], rows))
    return element("div", *made, class_="ends")


def _valued(atlas: Atlas, each: Departement, measure: Measure, unit: Unit) -> list[str]:
    if measure == "coverage":
        return [_rate(each.coverage)]
    if measure == CHANGE:
        return [changes.rate(each.change) if each.change else NONE]
    if measure == EXPOSURE:
        return [_part(each.totals.united_states, each.totals.exports)]
    euros = int(measured(each, measure) or 0)
    if measure == "balance":
        return [signed(unit.signed_label(euros), euros)]
    return [unit.label(euros), _part(euros, int(value(atlas.france, measure) or 0))]


def moved(atlas: Atlas) -> Iterator[Html]:
    """Who moved by places, then by euros."""
    both = movers.panels(atlas)
    amounts = [each.change.amount for panel in both for each in panel.rows]
    unit = Unit.of(max(map(abs, amounts), default=0))
    for place, panel in enumerate(both):
        title = f"{panel.title} ({panel.beside})" if panel.beside else panel.title
        if panel.rows:
            yield _moved(f"mouvements-c{place}", title, panel, unit)
        else:
            yield element("p", element("b", title), f" {panel.empty}")


def _moved(name: str, title: str, panel: MoverTable, unit: Unit) -> Html:
    heads = ["Département", "Rang", "Places", "Variation", unit.symbol, "Points"]
    rows = []
    for each in panel.rows:
        change = each.change
        amount = unit.label(abs(change.amount))
        if not amount.startswith("<"):
            amount = unit.signed_label(change.amount)
        rank, rate = changes.ranks(change), changes.rate(change)
        rows.append([
            each.name, NONE if each.rest else rank, changes.places(change),
            NONE if each.rest else rate, amount, changes.contribution(change),
        ])  # fmt: skip
    return _table(name, title, heads, rows)


# -- cells -----------------------------------------------------------------------------------


def _table(
    name: str,
    caption: str,
    heads: Cells,
    rows: Sequence[Cells],
    total: Cells | None = None,
    names: int = 0,
) -> Html:
    """A table whose rows are named by the cell at ``names``; the ranks before it are numbers."""

    def row(cells: Cells, kind: str | None = None) -> Html:
        made = [
            element("th", each, scope="row") if place == names else element("td", each)
            for place, each in enumerate(cells)
        ]
        return element("tr", *made, class_=kind)

    top = [
        element("th", each, scope="col", class_="w" if place == names else None)
        for place, each in enumerate(heads)
    ]
    body = [*map(row, rows), *([row(total, "tot")] if total else [])]
    whole = join((element("thead", element("tr", *top)), element("tbody", *body)))
    return scrolled(name, caption, whole)


def _money(title: str, unit: Unit) -> str:
    return f"{title} ({unit.symbol})"


def _linked(each: Departement, pages: Mapping[str, str]) -> Html:
    """« Allier (03) », which leads to its fiche where there is one."""
    place, address = each.place, pages.get(each.place.code)
    name = element("a", place.name, href=address) if address else place.name
    return join((name, f" ({place.code})"))


def _changed(change: ExportChange | None) -> list[str]:
    """The rank in the year before, and the rate."""
    if change is None:
        return [NONE, NONE]
    return [str(change.rank_before or NONE), changes.rate(change)]


def _part(part: int, whole: int) -> str:
    return column_share(part / whole) if part and whole else NONE


def _rate(rate: Fraction | None) -> str:
    return NONE if rate is None else coverage(rate)
