"""Figure « annees »: exports, imports and balance over the years that may stand beside each other.

With two years it has pairs of bars; three on one side of January 2022 make lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from tradefiche.charts import years as charts
from tradefiche.charts.labels import Pen
from tradefiche.charts.shapes import Picture
from tradefiche.charts.year_pairs import Pair
from tradefiche.charts.year_pairs import Pairs
from tradefiche.charts.years import FLOWS
from tradefiche.charts.years import NAMES
from tradefiche.charts.years import Year
from tradefiche.charts.years import Years
from tradefiche.fiche import Evolution
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import YearTotals
from tradefiche.fiche.evolution import BREAK
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.figure import alone
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.evolution import STABLE
from tradefiche.wording.evolution import percent
from tradefiche.wording.evolution import rate
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import MILLION
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import amount

LINES = 3
"""Whole years on one side of ``BREAK`` that make a line."""


def evolution_of(fiche: Fiche) -> Evolution:
    """What a figure of this section is about; they do not apply without it."""
    if fiche.evolution is None:
        raise ValueError(f"{fiche.place.name} has no figure of several years")
    return fiche.evolution


def _whole(fiche: Fiche) -> tuple[Year, ...]:
    """The years that are drawn: those that lack nothing."""
    return tuple(
        Year(each.year, each.exports, each.imports, each.comparable)
        for each in evolution_of(fiche).years
        if each.complete and each.exports is not None and each.imports is not None
    )


def _has_lines(years: Sequence[Year]) -> bool:
    old = sum(each.year < BREAK for each in years)
    return max(old, len(years) - old) >= LINES


def _run(years: Sequence[Year]) -> list[Year]:
    """The last of them that are joined, one after the other."""
    run: list[Year] = []
    for each in reversed(years):
        run.insert(0, each)
        if not each.joined:
            break
    return run


# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """« Depuis 2022 : exportations + 11,0 %, importations + 6,3 %. »; never across the break."""
    years = _whole(fiche)
    if not years or years[-1].year != fiche.year:
        return None
    run = _run(years)
    if len(run) < LINES:
        return _short(fiche, run, len(years))
    first, last = run[0], run[-1]
    parts = [
        f"{NAMES[flow].lower()} {_since((last.of(flow) - first.of(flow)) / first.of(flow))}"
        for flow in FLOWS
        if first.of(flow) >= MILLION
    ]
    return typeset(f"Depuis {first.year} : {', '.join(parts)}.") if parts else None


def _since(fraction: float) -> str:
    return "quasi stables" if abs(fraction) < STABLE else percent(fraction)


def _short(fiche: Fiche, run: Sequence[Year], whole: int) -> str | None:
    """Why there is no trend."""
    if len(evolution_of(fiche).years) == len(run) == 2:
        return typeset("Deux années seulement sont disponibles : pas de tendance.")
    if fiche.year == BREAK:
        return typeset(f"{BREAK} est la première année de la nouvelle collecte.")
    if len(run) == 2 and run[0].year == BREAK:
        return typeset("Deux années seulement depuis la nouvelle collecte : pas de tendance.")
    return None


def key(fiche: Fiche) -> str:
    """How lines or bars are read, and which years are not there."""
    subject_ = subject(fiche)
    if subject_ is None or subject_.empty:
        return typeset("aucune année ne peut être comparée à une autre, rien n’est tracé.")
    if subject_.pairs:
        return typeset("la barre claire est l’année d’avant, la barre pleine celle de la fiche.")
    said = ["chaque point est une année entière"]
    if subject_.new:
        said.append("d’un côté à l’autre du trait pointillé, rien ne se compare")
    if missing := _missing(fiche, subject_):
        said.append(missing)
    return typeset(f"{' ; '.join(said)}.")


def _missing(fiche: Fiche, years: Years) -> str:
    """Which years of the axis are not drawn."""
    drawn = {each.year for each in years.drawn}
    gaps = [str(year) for year in range(years.first, years.last + 1) if year not in drawn]
    if not gaps:
        return ""
    if len(gaps) == 1:
        return f"l’année {gaps[0]}, absente ou incomplète, n’est pas tracée"
    return f"les années {', '.join(gaps)}, absentes ou incomplètes, ne sont pas tracées"


def alternative(fiche: Fiche) -> str:
    """First, last, highest and lowest, and where the lines are cut."""
    subject_, place = subject(fiche), fiche.place
    if subject_ is None or subject_.empty:
        return typeset(
            f"Figure vide : aucune année ne se compare à {fiche.year} pour les échanges {place.of}."
        )
    if subject_.pairs:
        first, last = subject_.drawn[-2:]
        said = [f"{NAMES[f].lower()}, de {_in_words(first.of(f))} à {_in_words(last.of(f))}"
                for f in FLOWS]  # fmt: skip
        what = f"Barres : échanges {place.of} en {first.year} et {last.year}"
        return first_that_fits(((f"{what} ; {' ; '.join(said)}.",), (f"{what}.",)))
    years = subject_.drawn
    cut = f", coupées en janvier {BREAK}" if subject_.new else ""
    what = f"Courbes : échanges {place.of} de {years[0].year} à {years[-1].year}{cut}."
    said = [_extremes(years, flow) for flow in FLOWS]
    return first_that_fits(((what, *said), (what, said[0]), (what,)))


def _extremes(years: Sequence[Year], flow: Flow) -> str:
    high = max(years, key=lambda each: each.of(flow))
    low = min(years, key=lambda each: each.of(flow))
    most, least = _in_words(high.of(flow)), _in_words(low.of(flow))
    if most == least:
        return f"{NAMES[flow]} : {most} chaque année."
    said = f"{NAMES[flow]} : au plus haut {most} en {high.year}"
    return f"{said}, au plus bas {least} en {low.year}."


def _in_words(euros: int) -> str:
    return amount(euros, sentence=True)


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche) -> Table:
    """A row a year: both flows, the balance, and the change since the year before."""
    columns = (
        Column("annee", "Année", "text"),
        Column("exportations_euros", "Exportations", "euros", 92),
        Column("variation_exportations", "Var. export, en %", "gap", 78),
        Column("importations_euros", "Importations", "euros", 92),
        Column("variation_importations", "Var. import, en %", "gap", 78),
        Column("solde_euros", "Solde", "balance", 66),
    )
    rows = tuple(
        (str(each.year) if each.complete else f"{each.year} (incomplète)", *_values(each, before))
        for before, each in _with_before(evolution_of(fiche).years)
    )
    return Table(fiche.place, columns, rows)


def data(fiche: Fiche) -> Table:
    """The same in euros, with what is whole and what may be compared."""
    columns = (
        Column("annee_serie", "Année", "code"),
        Column("annee_complete", "Complète", "text"),
        Column("comparable_precedente", "Comparable", "text"),
        Column("exportations_euros", "Exportations", "euros"),
        Column("variation_exportations", "Variation des exportations", "gap"),
        Column("importations_euros", "Importations", "euros"),
        Column("variation_importations", "Variation des importations", "gap"),
        Column("solde_euros", "Solde", "balance"),
    )
    rows = tuple(
        (str(each.year), _yes(each.complete), _yes(each.comparable), *_values(each, before))
        for before, each in _with_before(evolution_of(fiche).years)
    )
    return Table(fiche.place, columns, rows)


def _yes(holds: bool) -> str:
    return "oui" if holds else "non"


def _with_before(
    years: Sequence[YearTotals],
) -> list[tuple[YearTotals | None, YearTotals]]:
    return [(None, years[0]), *pairwise(years)]


def _values(year: YearTotals, before: YearTotals | None) -> Row:
    """Exports, their change, imports, their change, balance; None for what is not known."""
    known = year.exports is not None and year.imports is not None
    balance = (year.exports or 0) - (year.imports or 0) if known else None
    base = before if before and year.comparable else None
    changes = [_change(getattr(base, flow, None), getattr(year, flow)) for flow in FLOWS]
    return (year.exports, changes[0], year.imports, changes[1], balance)


def _change(before: int | None, now: int | None) -> float | None:
    if before is None or now is None or before < MILLION:
        return None
    return (now - before) / before


# -- drawing ---------------------------------------------------------------------------------


def subject(fiche: Fiche) -> Years | None:
    """What the drawing shows; None when the store holds one year."""
    if fiche.evolution is None:
        return None
    evolution, drawn = fiche.evolution, _whole(fiche)
    first, last = evolution.years[0].year, evolution.years[-1].year
    lines = _has_lines(drawn)
    sides = {each.year < BREAK for each in drawn}
    pairs = None if lines else _pairs(fiche, evolution)
    empty = "" if lines or pairs else f"Aucune année ne se compare à {fiche.year}."
    return Years(drawn, first, last, BREAK if len(sides) == 2 and lines else 0, pairs, empty)


def _pairs(fiche: Fiche, evolution: Evolution) -> Pairs | None:
    """The last two years, if they may be compared."""
    if not evolution.years[-1].comparable:
        return None
    before, now = _whole(fiche)[-2:]
    changes = (evolution.exports, evolution.imports)
    flows = tuple(
        Pair(flow, NAMES[flow], before.of(flow), now.of(flow), rate(each) if each else "–")
        for flow, each in zip(FLOWS, changes, strict=True)
    )
    unit = Pairs(fiche.year, flows, "").unit
    moved = unit.signed_label(now.balance - before.balance)
    return Pairs(fiche.year, flows, f"{moved}{NBSP}{unit.symbol}")


def _layout(years: Years, width: float, height: float, pen: Pen, room: Room) -> Picture:
    return charts.layout(years, width, height, pen)


def total(fiche: Fiche) -> str:
    """The unit of the drawing."""
    found = subject(fiche)
    return found.unit.symbol if found and not found.empty else ""


FIGURE = Figure(
    "annees",
    subject=subject,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    data=data,
    total=total,
    heights=charts.heights,
    reads_like="annees",
    comparison_key=alone(key),
    columns=8,
    several_years=True,
)
