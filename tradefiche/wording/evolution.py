"""What became of a département since the year before, in sentences; true whatever the figures."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from typing import Protocol

from tradefiche.fiche import Evolution
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowChange
from tradefiche.fiche import YearTotals
from tradefiche.fiche.evolution import BREAK
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import equivalent
from tradefiche.wording.numbers import points

STABLE = 0.005
"""A change below it is of the size of a revision."""
NEARLY_ALL = -0.999
"""The largest fall that leaves something, as it is printed."""
DOUBLED = 1.0
"""From it, how many times is said and not how many hundredths."""
EXPORTS, IMPORTS = "exportations", "importations"
IN_A_YEAR = "en un an"
MOVES = ("progressent", "reculent")
LEAST = f"1{NBSP}M€"


class Varied(Protocol):
    """What a flow became; told of one that has a rate."""

    @property
    def now(self) -> int: ...  # noqa: D102 (plain data)
    @property
    def amount(self) -> int: ...  # noqa: D102
    @property
    def rate(self) -> float | None: ...  # noqa: D102


def rate(change: FlowChange) -> str:
    """« + 7,8 % », « − 3,4 % »; « × 4,0 » from the double; « – » where nothing is left."""
    return growth(change.rate) if change.now else "–"


def growth(fraction: float) -> str:
    """« + 7,8 % », « − 3,4 % », « 0,0 % »; « × 4,0 » from the double; all but 100 never « 100 »."""
    if fraction >= DOUBLED:
        return f"×{NBSP}{times(fraction)}"
    return percent(max(fraction, NEARLY_ALL) if fraction > -1 else fraction)


def percent(fraction: float) -> str:
    """« + 7,8 % », « − 3,4 % », « 0,0 % »."""
    return f"{points(fraction)}{NBSP}%"


def times(fraction: float) -> str:
    """How many times as much: « 4,0 », « 14 »."""
    words = equivalent(1 + fraction)
    return words if "," in words or fraction >= 8.95 else f"{words},0"


def period(fiche: Fiche) -> str:
    """The years that the fiche tells of: « 2015–2024 »."""
    if fiche.evolution is None:
        return str(fiche.year)
    return f"{fiche.evolution.years[0].year}–{fiche.year}"


def in_a_year(fiche: Fiche, flow: Flow) -> str:
    """« + 7,8 % en un an »; nothing where the year before may not be compared."""
    evolution = fiche.evolution
    if evolution is None:
        return ""
    change = evolution.exports if flow == "exports" else evolution.imports
    return f"{rate(change)} {IN_A_YEAR}" if change and change.now else ""


def balance_in_a_year(fiche: Fiche) -> str:
    """« − 222,4 M€ en un an »."""
    evolution = fiche.evolution
    if evolution is None or not evolution.years[-1].comparable:
        return ""
    before, now = (_balance(each) for each in evolution.years[-2:])
    return f"{compact_signed(now - before)} {IN_A_YEAR}"


def both_in_a_year(fiche: Fiche) -> str:
    """« En un an : exportations + 7,8 %, importations + 1,0 % »."""
    flows: tuple[tuple[str, Flow], ...] = ((EXPORTS, "exports"), (IMPORTS, "imports"))
    told = [(noun, in_a_year(fiche, flow).removesuffix(f" {IN_A_YEAR}")) for noun, flow in flows]
    parts = ", ".join(f"{noun} {words}" for noun, words in told if words)
    return f"En un an{NBSP}: {parts}" if parts else ""


def sentences(fiche: Fiche) -> str:
    """What became of both flows and of the balance, or why nothing is compared."""
    if fiche.evolution is None:
        return f"L’année {fiche.year} est la seule disponible."
    return " ".join(_sentences(fiche, fiche.evolution))


def _sentences(fiche: Fiche, evolution: Evolution) -> Iterator[str]:
    if not evolution.years[-1].comparable:
        yield not_compared(fiche.year, evolution.years)
        return
    before = fiche.year - 1
    exports, imports = evolution.exports, evolution.imports
    if exports and imports:
        yield f"En un an, {_both(exports, imports, fiche.year)}."
    elif exports or imports:
        noun, small = (EXPORTS, IMPORTS) if exports else (IMPORTS, EXPORTS)
        change = exports or imports
        assert change
        yield f"En un an, {told(noun, change, fiche.year)}."
        yield f"Les {small} de {before} n’atteignaient pas {LEAST} : leur variation n’est pas"
        yield "calculée."
    else:
        yield f"Ni les {EXPORTS} ni les {IMPORTS} de {before} n’atteignaient {LEAST} : aucune"
        yield "variation n’est calculée."
    yield _balances(evolution)


def _both(exports: FlowChange, imports: FlowChange, year: int) -> str:
    """Both flows; a verb that they share is said once."""
    first, second = (_verb(change) for change in (exports, imports))
    if first == second == "ne changent pas":
        return f"ni les {EXPORTS} ni les {IMPORTS} ne changent"
    if first == second == "sont quasi stables":
        amounts = [_amount(change) for change in (exports, imports)]
        return f"les {EXPORTS} ({amounts[0]}) et les {IMPORTS} ({amounts[1]}) {first}"
    one, other = told(EXPORTS, exports, year), told(IMPORTS, imports, year)
    if first == second and first in MOVES:
        return f"{one} et les {IMPORTS} {other.partition(first)[2].strip()}"
    return f"{one} et {other}"


def _verb(change: Varied) -> str:
    assert change.rate is not None
    if not change.now:
        return "sont nulles"
    if not change.amount:
        return "ne changent pas"
    if abs(change.rate) < STABLE:
        return "sont quasi stables"
    if change.rate >= DOUBLED:
        return "sont multipliées par"
    return MOVES[change.rate < 0]


def told(noun: str, change: Varied, year: int) -> str:
    """« les exportations progressent de 7,8 % (+ 138,7 M€) »."""
    assert change.rate is not None
    verb, after = _verb(change), f" ({_amount(change)})"
    if verb == "sont nulles":
        verb += f" en {year}"
    elif verb == "ne changent pas":
        after = ""
    elif verb == "sont multipliées par":
        after = f" {times(change.rate)}{after}"
    elif verb in MOVES:
        after = f" de {points(abs(change.rate))[2:]} %{after}"
    return f"les {noun} {verb}{after}"


def _amount(change: Varied) -> str:
    return compact_signed(change.amount, sentence=True)


def _balances(evolution: Evolution) -> str:
    before, now = (compact_signed(_balance(each), sentence=True) for each in evolution.years[-2:])
    if before == now == f"0{NBSP}€":
        return "Le solde reste nul."
    if before == now:
        return f"Le solde reste de {now}."
    return f"Le solde passe de {before} à {now}."


def _balance(year: YearTotals) -> int:
    return (year.exports or 0) - (year.imports or 0)


def not_compared(year: int, held: Sequence[YearTotals]) -> str:
    """Why a year is compared with no other of those that are held."""
    years = {each.year: each for each in held}
    before = year - 1
    if not years[year].complete:
        return f"L’année {year} est incomplète : elle n’est comparée à aucune autre."
    if year == BREAK:
        return (
            f"La collecte des données a changé en janvier {BREAK} : {BREAK} n’est pas comparée aux "
            "années d’avant."
        )
    if before not in years:
        return f"L’année {before} manque : {year} n’est comparée à aucune autre."
    return f"L’année {before} est incomplète : {year} ne lui est pas comparée."
