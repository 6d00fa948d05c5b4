"""What became of a département since the year before, in sentences; true whatever the figures."""

from __future__ import annotations

from collections.abc import Iterator

from tradefiche.fiche import Evolution
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowChange
from tradefiche.fiche.evolution import BREAK
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import equivalent
from tradefiche.wording.numbers import points

STABLE = 0.005
"""A change below it is of the size of a revision."""
DOUBLED = 1.0
"""From it, how many times is said and not how many hundredths."""
LEAST = f"1{NBSP}M€"


def rate(fraction: float) -> str:
    """« + 7,8 % », « − 3,4 % »; « × 4,0 » from the double."""
    if fraction >= DOUBLED:
        return f"×{NBSP}{_times(fraction)}"
    return f"{points(fraction)}{NBSP}%"


def _times(fraction: float) -> str:
    words = equivalent(1 + fraction)
    return words if "," in words or fraction >= 8.95 else f"{words},0"


def period(fiche: Fiche) -> str:
    """The years that the fiche tells of: « 2015–2024 »."""
    if fiche.evolution is None:
        return str(fiche.year)
    return f"{fiche.evolution.years[0].year}–{fiche.year}"


def sentences(fiche: Fiche) -> str:
    """What became of both flows and of the balance, or why nothing is compared."""
    if fiche.evolution is None:
        return ""
    return " ".join(_sentences(fiche, fiche.evolution))


def _sentences(fiche: Fiche, evolution: Evolution) -> Iterator[str]:
    if not evolution.years[-1].comparable:
        yield not_compared(fiche)
        return
    before = fiche.year - 1
    pairs = (("exportations", evolution.exports), ("importations", evolution.imports))
    told = [_told(noun, change) for noun, change in pairs if change]
    small = [noun for noun, change in pairs if not change]
    if len(small) == len(pairs):
        yield f"Ni les exportations ni les importations de {before} n’atteignaient {LEAST} : "
        yield "aucune variation n’est calculée."
    else:
        yield f"En un an, {' et '.join(told)}."
    if told and small:
        yield f"Les {small[0]} de {before} n’atteignaient pas {LEAST} : "
        yield "leur variation n’est pas calculée."
    yield _balances(evolution)


def _told(noun: str, change: FlowChange) -> str:
    amount = compact_signed(change.amount, sentence=True)
    if not change.now:
        return f"les {noun} tombent à zéro ({amount})"
    if not change.amount:
        return f"les {noun} ne changent pas"
    if abs(change.rate) < STABLE:
        return f"les {noun} sont quasi stables ({amount})"
    if change.rate >= DOUBLED:
        return f"les {noun} sont multipliées par {_times(change.rate)} ({amount})"
    verb = "progressent" if change.rate > 0 else "reculent"
    return f"les {noun} {verb} de {points(abs(change.rate))[2:]} % ({amount})"


def _balances(evolution: Evolution) -> str:
    before, now = (
        compact_signed((each.exports or 0) - (each.imports or 0), sentence=True)
        for each in evolution.years[-2:]
    )
    if before == now:
        return f"Le solde reste de {now}."
    return f"Le solde passe de {before} à {now}."


def not_compared(fiche: Fiche) -> str:
    """Why the year of a fiche is compared with no other."""
    assert fiche.evolution  # or there is nothing to compare with
    years = {each.year: each for each in fiche.evolution.years}
    before = fiche.year - 1
    if not years[fiche.year].complete:
        return f"L’année {fiche.year} est incomplète : elle n’est comparée à aucune autre."
    if fiche.year == BREAK:
        return (
            f"La collecte des données a changé en janvier {BREAK} : {BREAK} n’est pas comparée aux "
            "années d’avant."
        )
    if before not in years:
        return f"Sans l’année {before}, {fiche.year} n’est comparée à aucune autre."
    return f"L’année {before} est incomplète : {fiche.year} ne lui est pas comparée."
