"""What the maps of the atlas say: keys, findings, alternative texts. Draws and classes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from tradefiche.fiche import Place
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import Totals
from tradefiche.wording import changes
from tradefiche.wording import spoken
from tradefiche.wording.alternatives import fitting
from tradefiche.wording.french import count
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import coverage
from tradefiche.wording.numbers import in_words
from tradefiche.wording.numbers import plural
from tradefiche.wording.sentences import part

Measure = Literal["exports", "imports", "balance", "coverage", "united_states", "change"]
MEASURES: tuple[Measure, ...] = ("exports", "imports", "balance", "coverage", "united_states")
EXPOSURE: Measure = "united_states"
"""What is sold there as a part of exports: mapped where the edition tells of destinations."""
CHANGE: Measure = "change"
"""What exports became since the year before: mapped where it may be compared, after the others."""

FIRST = 10
"""Départements whose weight the finding of a map gives."""
COUNT = "départements"
BALANCES: Mapping[str, str] = {"positive": "▲ Excédent", "negative": "▼ Déficit"}
RATIOS: Mapping[str, str] = {"positive": "▲ 100 % et plus", "negative": "▼ moins de 100 %"}
EVEN = "solde nul"
NO_PART = f"0{NBSP}%"
NO_IMPORTS = "aucune importation"
ABROAD_ONLY = "non calculé (voir la clé)"
FEW_EXPORTS = "moins de 10 M€ vendus"
NOTHING: Mapping[Measure, str] = {
    "exports": "aucune exportation",
    "imports": "aucune importation",
    "balance": "aucun échange",
    "coverage": "aucun échange",
    "united_states": "aucune exportation",
}
NOT_COMPUTED = ABROAD_ONLY

EMPTY: Mapping[Measure, str] = {
    "exports": "Aucune exportation n’y est enregistrée",
    "imports": "Aucune importation n’y est enregistrée",
    "balance": "Aucun département n’y a d’excédent ni de déficit",
    "coverage": "Aucun département n’y a de taux supérieur à zéro",
    "united_states": "Aucune exportation vers les États-Unis n’y est enregistrée",
    "change": "Aucune variation n’y est calculée, ou toutes sont nulles",
}


def heading(measure: Measure, unit: Unit) -> str:
    """« Exportations (M€) », the head of a key."""
    names = {"exports": "Exportations", "imports": "Importations", "balance": "Solde"}
    if measure == "coverage":
        return "Taux de couverture"
    if measure == EXPOSURE:
        return "Part des exportations"
    if measure == CHANGE:
        return "Variation"
    return f"{names[measure]} ({unit.symbol})"


def amounts(low: int | Fraction | None, high: int | Fraction | None, unit: Unit) -> str:
    """The limits of a class in a unit: « 1 000 à 2 000 »."""
    return _between(*(None if end is None else _in_unit(int(end), unit) for end in (low, high)))


def _in_unit(euros: int, unit: Unit) -> str:
    return unit.tick(Decimal(euros).scaleb(-unit.power))


def ratios(low: int | Fraction | None, high: int | Fraction | None) -> str:
    """The limits of a class of ratios: « 50 à 80 % »."""
    text = _between(*(None if end is None else str(int(end * 100)) for end in (low, high)))
    last, space, more = text.partition(" et plus")
    return f"{last}{NBSP}%{space}{more}"


def _between(low: str | None, high: str | None) -> str:
    if low is None:
        return "tous" if high is None else f"moins de {high}"
    return f"{low} et plus" if high is None else f"{low} à {high}"


# -- around a map ----------------------------------------------------------------------------


def title(atlas: Atlas, measure: Measure) -> str:
    """The title of a map."""
    if measure == CHANGE:
        return changes.map_title(atlas)
    what = {
        "exports": "Exportations",
        "imports": "Importations",
        "balance": "Solde des échanges",
        "coverage": "Taux de couverture des importations par les exportations",
        "united_states": "Part des exportations vers les États-Unis",
    }[measure]
    return f"{what} par département, {atlas.year}"


def finding(atlas: Atlas, measure: Measure) -> str | None:
    """What a map shows first; None where nothing is traded."""
    if measure in ("exports", "imports"):
        return _amounts_finding(atlas, measure)
    if measure == "balance":
        return _balance_finding(atlas)
    if measure == EXPOSURE:
        return _exposure_finding(atlas)
    if measure == CHANGE:
        return changes.map_finding(atlas, ranking(atlas, CHANGE))
    return _coverage_finding(atlas)


def _amounts_finding(atlas: Atlas, measure: Measure) -> str | None:
    ranked, total = ranking(atlas, measure), value(atlas.france, measure)
    if not total or len(ranked) <= FIRST:
        return None
    weight = part(sum(int(measured(each, measure) or 0) for each in ranked[:FIRST]), int(total))
    noun = "exportations" if measure == "exports" else "importations"
    ends = f"Premier : {first_of(ranked, measure)} ; dernier : {first_of(ranked[::-1], measure)}."
    if measured(ranked[0], measure) == measured(ranked[-1], measure):
        ends = f"Tous sont à égalité : {said(ranked[0].totals, measure)}."
    head = f"Les {count(FIRST)} premiers départements représentent {weight} des {noun}."
    return typeset(f"{head} {ends}")


def _balance_finding(atlas: Atlas) -> str | None:
    ranked = ranking(atlas, "balance")
    above = sum(each.totals.balance > 0 for each in ranked)
    below = sum(each.totals.balance < 0 for each in ranked)
    if not above and not below:
        return None
    sides = [f"{_departements(above)} en excédent", f"{_departements(below, bare=True)} en déficit"]
    if above:
        sides[0] += f" (premier : {first_of(ranked, 'balance')})"
    if below:
        sides[1] += f" (premier : {first_of(ranked[::-1], 'balance')})"
    return typeset(", ".join(sides) + ".")


def _coverage_finding(atlas: Atlas) -> str | None:
    ranked = ranking(atlas, "coverage")
    if not ranked:
        return None
    over = sum(each.coverage >= 1 for each in ranked if each.coverage is not None)
    does = "vendent au moins autant qu’ils achètent"
    if over < 2:
        does = "ne vend autant qu’il achète" if not over else "vend au moins autant qu’il achète"
    text = f"{_departements(over)} {does}."
    if ranked[0].coverage != ranked[-1].coverage:
        high, low = first_of(ranked, "coverage"), first_of(ranked[::-1], "coverage")
        text += f" Taux le plus haut : {high} ; le plus bas : {low}."
    return typeset(text)


def _exposure_finding(atlas: Atlas) -> str | None:
    ranked, france = ranking(atlas, EXPOSURE), atlas.france
    if not ranked or not france.united_states:
        return None
    text = f"Les États-Unis reçoivent {part(france.united_states, france.exports)} des exportations"
    if ranked[0].exposure == ranked[-1].exposure:
        return typeset(f"{text} de la France.")
    high, low = first_of(ranked, EXPOSURE), first_of(ranked[::-1], EXPOSURE)
    return typeset(f"{text} de la France. Part la plus haute : {high} ; la plus basse : {low}.")


def _departements(number: int, *, bare: bool = False) -> str:
    """« 54 départements », « Aucun département »; bare: « 46 », « aucun »."""
    if bare:
        return str(number) if number else "aucun"
    if not number:
        return "Aucun département"
    return f"{number}{NBSP}{plural('département', number)}"


def first_of(ranked: Sequence[Departement], measure: Measure) -> str:
    """« Nord, 28 343 M€ », « Paris, − 24 877 M€ », « Gers ex aequo, 368 % »."""
    first = ranked[0]
    return f"{first.place.name}{ex_aequo(ranked, measure)}, {_said(first, measure)}"


def ex_aequo(ranked: Sequence[Departement], measure: Measure) -> str:
    """What must be said of the first when the second has the same value."""
    first, *others = (measured(each, measure) for each in ranked[:2])
    return f"{NBSP}ex{NBSP}aequo" if first in others else ""


def said(totals: Totals, measure: Measure) -> str:
    """A value in a sentence."""
    if measure == "coverage":
        assert totals.coverage is not None
        return in_words(coverage(totals.coverage))
    if measure == EXPOSURE:
        return part(totals.united_states, totals.exports) if totals.united_states else NO_PART
    amount = int(value(totals, measure) or 0)
    write = compact_signed if measure == "balance" else compact
    return write(amount, sentence=True)


def _said(each: Departement, measure: Measure) -> str:
    if measure == CHANGE:
        assert each.change
        return changes.said(each.change)
    return said(each.totals, measure)


def value(totals: Totals, measure: Measure) -> int | Fraction | None:
    """What a map shows of a territory."""
    return {
        "exports": totals.exports,
        "imports": totals.imports,
        "balance": totals.balance,
        "coverage": totals.coverage,
        "united_states": totals.exposure,
    }[measure]


def measured(each: Departement, measure: Measure) -> int | Fraction | None:
    """What a map shows of a département, which may have no rate of coverage, nor a part."""
    if measure == CHANGE:
        return each.change.growth if each.change else None
    if measure == EXPOSURE:
        return each.exposure
    return each.coverage if measure == "coverage" else value(each.totals, measure)


def ranking(atlas: Atlas, measure: Measure) -> list[Departement]:
    """The départements that have a value, the highest first, then by code."""
    held = [
        (found, each)
        for each in atlas.departements
        if (found := measured(each, measure)) is not None
        and (measure == CHANGE or not each.totals.nothing)
    ]
    return [each for _, each in sorted(held, key=lambda pair: (-pair[0], pair[1].place.code))]


def key(atlas: Atlas, measure: Measure) -> str:
    """« Clé de lecture »."""
    if measure in ("exports", "imports"):
        noun = "exportations" if measure == "exports" else "importations"
        head = (
            f"plus la teinte est foncée, plus les {noun} sont élevées. Une classe contient sa "
            "borne inférieure ; les limites sont les mêmes à l’export et à l’import."
        )
    elif measure == "balance":
        head = (
            "le solde est la différence entre exportations et importations. En vert, un excédent ; "
            "en rouge hachuré, un déficit ; plus la teinte est foncée, plus il est élevé."
        )
    elif measure == EXPOSURE:
        head = (
            "plus la teinte est foncée, plus la part des exportations vendue aux États-Unis est "
            "élevée. Une classe contient sa borne inférieure. Aucune part n’est donnée au-dessous "
            "de 10 M€ d’exportations. Le pays est celui que l’exportateur déclare."
        )
    elif measure == CHANGE:
        head = changes.map_key(atlas)
    else:
        head = (
            "le taux de couverture rapporte les exportations aux importations. En vert, 100 % et "
            "plus ; en rouge hachuré, moins de 100 %. Il n’est calculé ni en Corse ni outre-mer : "
            "les échanges avec le reste du pays n’y sont pas comptés."
        )
    return typeset(f"{head} Les cartouches ne sont pas à l’échelle de la carte.")


# -- alternative texts -------------------------------------------------------------------------


MAPPED: Mapping[Measure, str] = {
    "exports": "des exportations",
    "imports": "des importations",
    "balance": "du solde, exportations moins importations",
    "coverage": "du taux de couverture des importations par les exportations",
    "united_states": "de la part des exportations vendue aux États-Unis",
    "change": "de la variation en un an des exportations",
}


def alternative(atlas: Atlas, measure: Measure, where: str) -> str:
    """What a map says to who cannot see it: what is mapped, its extremes, where the values are.

    Of several wordings the first that fits is kept.

    Args:
        where: « tableau « Classement des départements », page 6 ».
    """
    ranked = ranking(atlas, measure)
    head = f"Carte {MAPPED[measure]} par département en {atlas.year}, outre-mer compris."
    tail = f"Valeurs : {where}."
    if not any(measured(each, measure) for each in ranked):
        return _heard(f"{head} {EMPTY[measure]}. {tail}")
    return fitting(_heard(f"{head} {_extremes(ranked, measure, n)} {tail}") for n in (2, 1))


def _heard(text: str) -> str:
    return spoken.said(typeset(text)) or typeset(text)


def _extremes(ranked: list[Departement], measure: Measure, many: int) -> str:
    """The highest and the lowest values."""
    many = min(many, max(1, len(ranked) // 2))
    high = ", ".join(_valued(each, measure) for each in ranked[:many])
    low = ", ".join(_valued(each, measure) for each in reversed(ranked[-many:]))
    if len(ranked) == 1:
        return f"Une seule valeur : {high}."
    return f"Au plus haut : {high} ; au plus bas : {low}."


def _valued(each: Departement, measure: Measure) -> str:
    return f"{each.place.name} {_said(each, measure)}"


def regions(atlas: Atlas, measure: Measure) -> list[tuple[Place, int]]:
    """The regions (Corse is one) by what their départements trade, the largest first."""
    sums: Counter[Place] = Counter()
    for each in atlas.departements:
        sums[each.region or each.place] += int(measured(each, measure) or 0)
    return sorted(sums.items(), key=lambda item: (-item[1], item[0].code))
