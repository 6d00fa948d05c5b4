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
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.evolution import both_in_a_year
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import is_plural
from tradefiche.wording.french import to
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.sentences import RETURNED
from tradefiche.wording.sentences import not_counted

# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """Figure 1: with how many of its countries the balance is positive, and the extremes."""
    entries = fiche.countries
    if len(entries) < 2:
        return None
    surpluses = [entry for entry in entries if entry.balance > 0]
    deficits = [entry for entry in entries if entry.balance < 0]
    parts = []
    if len(surpluses) > 1:
        aside, best = _aside(surpluses, best_balance)
        parts.append(f"premier excédent{aside} : {_balance_of(best)}")
    if deficits:
        rank = "premier" if len(deficits) > 1 else "seul"
        aside, worst = _aside(deficits, worst_balance)
        parts.append(f"{rank} déficit{aside} : {_balance_of(worst)}")
    head = _surpluses(len(surpluses), len(deficits), len(entries))
    if len(surpluses) == 1:
        head += f" : {_balance_of(surpluses[0])}"
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


def _balance_of(entry: CountryBalance) -> str:
    """« Chine, − 20,2 M€ »."""
    return f"{entry.country.name}, {compact_signed(entry.balance, sentence=True)}"


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
    return typeset(" ".join(filter(None, (text, _example(fiche), not_counted(fiche.place)))))


def _example(fiche: Fiche) -> str | None:
    place = fiche.place
    for entry in fiche.countries:
        if entry.imports and entry.exports and entry.country.code != RETURNED:
            buys, sells = verb(place, "achète", "achètent"), verb(place, "vend", "vendent")
            them = "leur" if is_plural(entry.country) else "lui"
            bought, sold = (compact(v, sentence=True) for v in (entry.imports, entry.exports))
            return (
                f"Ainsi, {place.the} {buys} pour {bought} {to(entry.country)} et {them} {sells} "
                f"pour {sold}."
            )
    return None


def alternative(fiche: Fiche) -> str:
    """Figure 1: its countries, the first partner."""
    place, entries = fiche.place, fiche.countries
    if not entries:
        return typeset(
            f"Figure sans barre : aucun pays partenaire {place.of} n’est enregistré en "
            f"{fiche.year}, à l’import comme à l’export."
        )
    countries = f"{count(len(entries))} pays" if len(entries) > 1 else "un seul pays"
    head = (
        f"Barres pour {countries} : importations {place.of} en {fiche.year} à gauche, "
        "exportations à droite."
    )
    first = entries[0]
    bought, sold = (amount(value, sentence=True) for value in (first.imports, first.exports))
    who = "Premier partenaire" if len(entries) > 1 else "Seul partenaire"
    named = f"{who} : {first.country.name}"
    return first_that_fits(((head, f"{named}, {bought} et {sold}."), (head, f"{named}."), (head,)))


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche) -> Table:
    """Country, imports, exports, balance, shares; all countries together close it."""
    rows = tuple(row[1:] for row in _rows(fiche))
    return Table(fiche.place, _AMOUNTS, rows, _all_countries(fiche)[1:])


def data(fiche: Fiche) -> Table:
    """The same, with the code of each country."""
    columns = (Column("code_pays", "Code", "code"), *_AMOUNTS)
    return Table(fiche.place, columns, _rows(fiche), _all_countries(fiche))


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
    total=both_in_a_year,
)
