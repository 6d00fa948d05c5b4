"""What the years of the départements of a pack say side by side; each is that of its fiche.

Figure « annees » of each fiche, smaller: which years are drawn, joined and compared is said there.
It is no figure of a fiche: a pack has it, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import replace

from tradefiche.charts import year_panels as charts
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.year_panels import YearPanel
from tradefiche.charts.year_panels import YearPanels
from tradefiche.charts.years import FLOWS
from tradefiche.charts.years import NAMES
from tradefiche.fiche import Fiche
from tradefiche.figures import years
from tradefiche.figures.table import Column
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.evolution import IN_A_YEAR
from tradefiche.wording.evolution import in_a_year
from tradefiche.wording.evolution import not_compared
from tradefiche.wording.evolution import period
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import amount

WIDTHS = (66.0, 70.0, 64.0, 70.0, 64.0, 58.0)
"""Points of the columns of the table after the name."""


def applies(fiches: Sequence[Fiche]) -> bool:
    """Whether there are other years than that of the fiches, which are of one store.

    A single fiche says the same on its own page.
    """
    return len(fiches) > 1 and all(fiche.evolution for fiche in fiches)


def subject(fiches: Sequence[Fiche]) -> YearPanels:
    """What the drawing shows.

    Raises:
        ValueError: a fiche has no other year.
    """
    panels = []
    for fiche in fiches:
        found = years.subject(fiche)
        if found is None:
            raise ValueError(f"{fiche.place.name} has no figure of several years")
        panels.append(YearPanel(f"{fiche.place.name} ({fiche.place.code})", found))
    return YearPanels(tuple(panels))


def height(fiches: Sequence[Fiche]) -> float:
    """Points of the drawing."""
    return charts.height(subject(fiches))


def layout(fiches: Sequence[Fiche], width: float, pen: Pen) -> Picture:
    """The drawing."""
    return charts.layout(subject(fiches), width, pen)


# -- words -----------------------------------------------------------------------------------


def title(fiches: Sequence[Fiche]) -> str:
    """« Échanges des départements (2015–2024) »."""
    return typeset(f"Échanges des départements ({period(fiches[0])})")


LEAD = typeset("Valeurs en euros courants : la hausse des prix y est comprise.")
"""What the euros are. Corse and overseas, which sell to France uncounted, are alone in a pack."""


def finding(fiches: Sequence[Fiche]) -> str:
    """« En un an, exportations : Allier + 7,8 %, … »; or why the year is compared with no other.

    Of two years that is drawn: there is no trend, as the figure of each says.
    """
    if subject(fiches).each[0].years.pairs:
        return years.finding(fiches[0]) or ""
    evolutions = [years.evolution_of(fiche) for fiche in fiches]
    if not all(evolution.years[-1].comparable for evolution in evolutions):
        return typeset(not_compared(fiches[0].year, evolutions[0].years))
    told = []
    for flow in FLOWS:
        rates = [(f.place.name, in_a_year(f, flow).removesuffix(f" {IN_A_YEAR}")) for f in fiches]
        if said := ", ".join(f"{name} {words}" for name, words in rates if words):
            told.append(f"{NAMES[flow].lower()} : {said}")
    return typeset(f"En un an, {' ; '.join(told)}.") if told else ""


def key(fiches: Sequence[Fiche]) -> str:
    """As that of each fiche, and which scale holds."""
    shown = subject(fiches)
    said = [years.key(fiches[0])]
    if any(panel.years.new for panel in shown.each):
        said.append("Ce trait marque janvier 2022 : nouvelle collecte.")
    if not shown.empty:
        alike = "les rapports" if shown.each[0].years.pairs else "les formes"
        sizes = "les longueurs" if shown.each[0].years.pairs else "les hauteurs"
        said.append(
            "Chaque département a son échelle, qui part de zéro : d’un cadre à l’autre, "
            f"{alike} se comparent, et non {sizes}."
        )
    return typeset(" ".join(said))


def alternative(fiches: Sequence[Fiche]) -> str:
    """What is drawn, and the first and the last amounts of each where there is room for them."""
    shown = subject(fiches)
    if shown.empty:
        return years.alternative(fiches[0])
    names = ", ".join(fiche.place.name for fiche in fiches)
    kind = "Barres" if shown.each[0].years.pairs else "Courbes"
    cut = ", coupées en janvier 2022" if shown.each[0].years.new else ""
    span = shown.each[0].years.drawn[0].year, shown.each[0].years.drawn[-1].year
    if shown.each[0].years.pairs:
        span = (span[1] - 1, span[1])
    apart = ", un cadre par département" if len(fiches) > 1 else ""
    what = f"{kind}{apart} ({names}) : échanges de {span[0]} à {span[1]}{cut}."
    full = " ".join(_ends(shown))
    return first_that_fits(((what, full), (what,), (f"{kind}{apart}{cut}.",)))


def _ends(shown: YearPanels) -> Iterator[str]:
    """« Allier : exportations 2 152 M€ en 2024, importations 1 477 M€. »"""
    for panel in shown.each:
        last = panel.years.drawn[-1]
        exports, imports = (amount(last.of(flow), sentence=True) for flow in FLOWS)
        name = panel.name.rpartition(" (")[0]
        yield f"{name} : exportations {exports} en {last.year}, importations {imports}."


# -- tables ----------------------------------------------------------------------------------


def table(fiches: Sequence[Fiche]) -> Table:
    """A row a département and a year: both flows, their change, the balance."""
    made = [years.table(fiche) for fiche in fiches]
    columns = [
        replace(column, width=width) for column, width in zip(made[0].columns, WIDTHS, strict=True)
    ]
    rows = [
        (f"{fiche.place.name} ({fiche.place.code})", *row)
        for fiche, each in zip(fiches, made, strict=True)
        for row in each.rows
    ]
    first = Column("territoire", "Département", "text")
    return Table(fiches[0].place, (first, *columns), tuple(rows))


def data(fiches: Sequence[Fiche]) -> tuple[Table, ...]:
    """The whole, a table a département: what its own fiche says."""
    return tuple(map(years.data, fiches))
