"""Figure « pays », drawn as bars: imports, exports and balance with each of the first partners."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence

from tradefiche.charts import bars
from tradefiche.charts.labels import Pen
from tradefiche.fiche import CountryBalance
from tradefiche.fiche import Fiche
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import NEARLY_NOTHING
from tradefiche.wording.alternatives import finished
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.alternatives import said
from tradefiche.wording.alternatives import said_signed
from tradefiche.wording.alternatives import totals
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import is_plural
from tradefiche.wording.french import to
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import signed
from tradefiche.wording.sentences import RETURNED

PARTNERS = 3
"""Countries that the alternative text names, at most."""

# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """Figure 1: with how many of its countries the balance is positive, and the extremes."""
    entries = fiche.countries
    if len(entries) < 2:
        return None
    unit = unit_of(fiche)
    surpluses = [entry for entry in entries if entry.balance > 0]
    deficits = [entry for entry in entries if entry.balance < 0]
    parts = []
    if len(surpluses) > 1:
        aside, best = _aside(surpluses, best_balance)
        parts.append(f"premier excédent{aside} : {_balance_of(best, unit)}")
    if deficits:
        rank = "premier" if len(deficits) > 1 else "seul"
        aside, worst = _aside(deficits, worst_balance)
        parts.append(f"{rank} déficit{aside} : {_balance_of(worst, unit)}")
    head = _surpluses(len(surpluses), len(deficits), len(entries))
    if len(surpluses) == 1:
        head += f" : {_balance_of(surpluses[0], unit)}"
    return typeset(". ".join(filter(None, (head, capitalised(" ; ".join(parts))))) + ".")


def _aside(
    entries: Sequence[CountryBalance], first: Callable[[Sequence[CountryBalance]], CountryBalance]
) -> tuple[str, CountryBalance]:
    """The first of the entries, with « hors retours » when returned goods come before it."""
    foreign = [entry for entry in entries if entry.country.code != RETURNED]
    if foreign and first(entries).country.code == RETURNED:
        return " hors retours", first(foreign)
    return "", first(entries)


def _surpluses(surpluses: int, deficits: int, countries: int) -> str:
    these = f"ces {count(countries)} pays"
    if not surpluses:
        return f"{'Aucun solde positif avec' if deficits else 'Solde nul avec chacun de'} {these}"
    if surpluses == countries:
        return f"Solde positif avec chacun de {these}"
    who = "un seul" if surpluses == 1 else count(surpluses)
    return f"Solde positif avec {who} de {these}"


def best_balance(entries: Sequence[CountryBalance]) -> CountryBalance:
    """The largest surplus (or smallest deficit); equal ones by country code."""
    return min(entries, key=lambda entry: (-entry.balance, entry.country.code))


def worst_balance(entries: Sequence[CountryBalance]) -> CountryBalance:
    """The largest deficit (or smallest surplus); equal ones by country code."""
    return min(entries, key=lambda entry: (entry.balance, entry.country.code))


def unit_of(fiche: Fiche) -> Unit:
    """One unit for both sides."""
    return Unit.of(max(fiche.imports.total, fiche.exports.total))


def _balance_of(entry: CountryBalance, unit: Unit) -> str:
    """« Chine, − 20,2 M€ »; what rounds to nothing in the figure has no sign."""
    size = unit.amount(abs(entry.balance))
    return f"{entry.country.name}, {signed(size, entry.balance) if size[0].isdigit() else size}"


def key(fiche: Fiche) -> str:
    """Figure 1, with an example where there is one."""
    if not fiche.countries:
        return typeset(f"aucun échange avec un pays n’est enregistré en {fiche.year}.")
    text = (
        "les importations sont à gauche, les exportations à droite, à la même échelle. Le solde, "
        "exportations moins importations, porte la marque ▲ en vert s’il est positif, ▼ en rouge "
        "s’il est négatif. Les pays sont classés selon la somme des deux flux ; la part est celle "
        "du total de chaque flux, que « Autres pays » complète."
    )
    return typeset(" ".join(filter(None, (text, _example(fiche)))))


def _example(fiche: Fiche) -> str | None:
    unit, place = unit_of(fiche), fiche.place
    for entry in fiche.countries:
        if entry.imports and entry.exports and entry.country.code != RETURNED:
            buys, sells = verb(place, "achète", "achètent"), verb(place, "vend", "vendent")
            them = "leur" if is_plural(entry.country) else "lui"
            return (
                f"Ainsi, {place.the} {buys} pour {unit.amount(entry.imports)} "
                f"{to(entry.country)} et {them} {sells} pour {unit.amount(entry.exports)}."
            )
    return None


def alternative(fiche: Fiche) -> str:
    """Figure 1: totals, first partners, the two ends of the balances."""
    place, entries = fiche.place, fiche.countries
    if not entries:
        return finished(
            fiche,
            f"Figure sans barre : les statistiques des Douanes pour {fiche.year} ne donnent aucun "
            f"pays partenaire {place.of}, à l’import comme à l’export. {totals(fiche)}",
        )
    countries = f"{count(len(entries))} pays" if len(entries) > 1 else "un seul pays"
    bars = (
        f"Barres de part et d’autre d’une ligne de zéro, pour {countries} : importations "
        f"{place.of} en {fiche.year} à gauche, exportations à droite."
    )
    unit = unit_of(fiche)
    head, ends = f"{bars} {totals(fiche)}", _ends(entries, unit)
    partners = [_partners(entries, n, unit) for n in range(min(PARTNERS, len(entries)), 0, -1)]
    wordings = [(head, named, ends) for named in partners]
    return first_that_fits(fiche, (*wordings, (head, partners[-1])))


def _partners(entries: Sequence[CountryBalance], shown: int, unit: Unit) -> str:
    """What is bought from and sold to the first countries, in the unit of the figure."""
    who = "Premiers partenaires" if shown > 1 else "Premier partenaire"
    if shown == len(entries):
        who = "Partenaires" if shown > 1 else "Seul partenaire"
    named = " ; ".join(
        f"{entry.country.name}, {said(unit, entry.imports)} et {said(unit, entry.exports)}"
        for entry in entries[:shown]
    )
    return f"{who}, importations puis exportations en {unit.words} : {named}."


def _ends(entries: Sequence[CountryBalance], unit: Unit) -> str:
    """The range of the balances, when they differ to the eye."""
    best, worst = best_balance(entries), worst_balance(entries)
    least, most = said_signed(unit, worst.balance), said_signed(unit, best.balance)
    if best.balance != worst.balance and {least, most} <= {"0", NEARLY_NOTHING}:
        return "Tous les soldes sont presque nuls."
    if least == most:
        return ""
    return f"Les soldes vont de {least} avec {worst.country.the} à {most} avec {best.country.the}."


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche) -> Table:
    """Country, imports, exports, balance, shares; all countries together close it."""
    return Table(
        fiche.place, _AMOUNTS, tuple(row[1:] for row in _rows(fiche)), _largest(fiche),
        _all_countries(fiche)[1:],
    )  # fmt: skip


def data(fiche: Fiche) -> Table:
    """The same, with the code of each country."""
    columns = (Column("code_pays", "Code", "code"), *_AMOUNTS)
    return Table(fiche.place, columns, _rows(fiche), _largest(fiche), _all_countries(fiche))


_AMOUNTS = (
    Column("pays", "Pays", "text"),
    Column("importations_euros", "Importations", "euros", 82),
    Column("part_importations", "Part des imp.", "share", 58),
    Column("exportations_euros", "Exportations", "euros", 82),
    Column("part_exportations", "Part des exp.", "share", 58),
    Column("solde_euros", "Solde", "balance", 72),
)


def _rows(fiche: Fiche) -> tuple[Row, ...]:
    """The countries, all the others, and what of the whole is with the European Union."""
    codes = [entry.country.code for entry in fiche.countries]
    rows = [
        _row(code, each.name, each.imports, each.exports, fiche)
        for code, each in zip((*codes, "AUTRES"), bars.partners(fiche), strict=False)
    ]
    imports, exports = fiche.imports.european_union, fiche.exports.european_union
    if imports is not None and exports is not None:
        rows.append(_row("UE", "Union européenne, comprise ci-dessus", imports, exports, fiche))
    return tuple(rows)


def _row(code: str, name: str, imports: int, exports: int, fiche: Fiche) -> Row:
    return (
        code, name, imports, _share(imports, fiche.imports.total),
        exports, _share(exports, fiche.exports.total), exports - imports,
    )  # fmt: skip


def _share(value: int, total: int) -> float | None:
    return value / total if value else None


def _all_countries(fiche: Fiche) -> Row:
    return _row("TOUS", "Ensemble des pays", fiche.imports.total, fiche.exports.total, fiche)


def _largest(fiche: Fiche) -> int:
    return max(fiche.imports.total, fiche.exports.total)


# -- drawing ---------------------------------------------------------------------------------


def _layout(fiche: Fiche, width: float, height: float, pen: Pen, room: Room) -> bars.BalanceLayout:
    return bars.layout(fiche, width, height, pen)


FIGURE = Figure(
    "pays",
    subject=lambda fiche: fiche,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    data=data,
)
