"""Figure « trimestres »: the last twelve quarters of both flows, raw."""

from __future__ import annotations

from collections.abc import Sequence

from tradefiche.charts import quarters as charts
from tradefiche.charts.labels import Pen
from tradefiche.charts.quarters import Quarters
from tradefiche.charts.shapes import Picture
from tradefiche.charts.years import FLOWS
from tradefiche.charts.years import NAMES
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import QuarterTotals
from tradefiche.fiche.evolution import BREAK
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.figure import alone
from tradefiche.figures.table import Column
from tradefiche.figures.table import Table
from tradefiche.figures.years import evolution_of
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.french import ordinal
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import amount


def _value(quarter: QuarterTotals, flow: Flow) -> int | None:
    return quarter.exports if flow == "exports" else quarter.imports


def _name(quarter: QuarterTotals) -> str:
    return f"T{quarter.quarter} {quarter.year}"


def _in_words(quarter: QuarterTotals) -> str:
    return f"{ordinal(quarter.quarter)} trimestre {quarter.year}"


def finding(fiche: Fiche) -> str | None:
    """Its unit, and what is solid."""
    return typeset(f"En{NBSP}{_subject(fiche).unit.symbol} ; {fiche.year} en couleur pleine.")


def key(fiche: Fiche) -> str:
    """What the bars are."""
    said = ["chaque barre est un trimestre, en données brutes"]
    if any(not each.complete for each in _subject(fiche).held):
        said.append("une barre blanche, un trimestre incomplet")
    if _subject(fiche).new:
        said.append(f"le trait pointillé, la nouvelle collecte de janvier {BREAK}")
    return typeset(f"{' ; '.join(said)}.")


def alternative(fiche: Fiche) -> str:
    """From when to when, and the highest of each flow."""
    held = _subject(fiche).held
    first, last = _in_words(held[0]), _in_words(held[-1])
    what = f"Barres : échanges {fiche.place.of} par trimestre, du {first} au {last}."
    said = [_highest(held, flow) for flow in FLOWS]
    return first_that_fits(((what, *said), (what, said[0]), (what,)))


def _highest(held: Sequence[QuarterTotals], flow: Flow) -> str:
    high = max(held, key=lambda each: _value(each, flow) or 0)
    euros = _value(high, flow) or 0
    if not euros:
        return ""
    return f"{NAMES[flow]} : au plus haut {amount(euros, sentence=True)}, {_in_words(high)}."


def table(fiche: Fiche) -> Table:
    """A row a quarter."""
    columns = (
        Column("trimestre", "Trimestre", "text"),
        Column("exportations_euros", "Exportations", "euros", 90),
        Column("importations_euros", "Importations", "euros", 90),
    )
    rows = tuple(
        (_name(each) if each.complete else f"{_name(each)} (incomplet)", each.exports, each.imports)
        for each in evolution_of(fiche).quarters
    )
    return Table(fiche.place, columns, rows)


def data(fiche: Fiche) -> Table:
    """The same with the year and the quarter apart."""
    columns = (
        Column("annee_serie", "Année", "code"),
        Column("trimestre", "Trimestre", "code"),
        Column("trimestre_complet", "Complet", "text"),
        Column("exportations_euros", "Exportations", "euros"),
        Column("importations_euros", "Importations", "euros"),
    )
    rows = tuple(
        (
            str(each.year),
            str(each.quarter),
            "oui" if each.complete else "non",
            each.exports,
            each.imports,
        )
        for each in evolution_of(fiche).quarters
    )
    return Table(fiche.place, columns, rows)


def subject(fiche: Fiche) -> Quarters | None:
    """What the drawing shows; None when the store holds one year."""
    if fiche.evolution is None or not fiche.evolution.quarters:
        return None
    held = fiche.evolution.quarters
    old = held[0].year < BREAK <= held[-1].year
    return Quarters(held, fiche.year, BREAK if old else 0)


def _subject(fiche: Fiche) -> Quarters:
    found = subject(fiche)
    if found is None:
        raise ValueError(f"{fiche.place.name} has no figure trimestres")
    return found


def _layout(quarters: Quarters, width: float, height: float, pen: Pen, room: Room) -> Picture:
    return charts.layout(quarters, width, height, pen)


FIGURE = Figure(
    "trimestres",
    subject=subject,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    data=data,
    heights=charts.heights,
    reads_like="trimestres",
    comparison_key=alone(key),
    columns=4,
    several_years=True,
)
