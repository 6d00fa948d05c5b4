"""The sentences of « L’essentiel »: chosen by conditions, each true whatever the figures.

What does not hold is left out: no rank nor median in a provisional year, no rate where trade with
the rest of France is not counted. Rules of what is measured: ``docs/methodology.md``.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import PartnerWeight
from tradefiche.fiche import Profile
from tradefiche.fiche import SoldThere
from tradefiche.fiche import Standing
from tradefiche.fiche import Weight
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import enumerated
from tradefiche.wording.french import ordinal
from tradefiche.wording.french import typeset
from tradefiche.wording.french import uncapitalised
from tradefiche.wording.french import verb
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import in_words
from tradefiche.wording.numbers import number
from tradefiche.wording.numbers import share_in_sentence
from tradefiche.wording.sentences import not_counted

UNITED_STATES = "US"
NAMED = 3
"""Products and partners that a sentence names."""
BALANCED = Fraction(1, 200)
"""Of the larger flow: less apart, both are the same."""


@dataclass(frozen=True, slots=True)
class Point:
    """What is set in strong, then what goes on with it."""

    head: str
    rest: str = ""

    @property
    def text(self) -> str:
        """All of it."""
        return f"{self.head}{self.rest}"


def points(fiche: Fiche) -> tuple[Point, ...]:
    """Six at most, with French spaces; none in a fiche without profile."""
    if not fiche.profile:
        return ()
    if not fiche.exports.total and not fiche.imports.total:
        return (Point(f"Aucun échange n’est enregistré en {fiche.year}."),)
    return tuple(Point(typeset(each.head), typeset(each.rest)) for each in _points(fiche))


def _points(fiche: Fiche) -> Iterator[Point]:
    profile = fiche.profile
    assert profile  # or nothing would be asked for
    if fiche.place.abroad_only:
        head, rest = not_counted(fiche.place).split(",", 1)
        yield Point(head, f",{rest}")
    if not fiche.exports.total:
        bought = compact(fiche.imports.total, sentence=True)
        yield Point(
            f"Aucune exportation n’est enregistrée en {fiche.year}.",
            f" Les importations s’élèvent à {bought}.",
        )
    elif not fiche.imports.total:
        sold = compact(fiche.exports.total, sentence=True)
        yield Point(
            f"Aucune importation n’est enregistrée en {fiche.year}.",
            f" Les exportations s’élèvent à {sold}.",
        )
    elif not fiche.place.abroad_only:
        yield _balance(fiche, profile.coverage)
    if profile.exports.products:
        yield _products(profile.exports)
    yield from _distinction(fiche, profile)
    yield from _clients(profile.exports)
    if profile.exports.exposure and fiche.exports.total:
        yield _united_states(profile.exports, profile.exports.exposure.sold_there)
    yield from _suppliers(profile.imports)


# -- exports and imports ---------------------------------------------------------------------


def _balance(fiche: Fiche, coverage: Standing) -> Point:
    place, sold, bought = fiche.place, fiche.exports.total, fiche.imports.total
    the = capitalised(place.the)
    if abs(sold - bought) < BALANCED * max(sold, bought):
        sells, buys = verb(place, "vend", "vendent"), verb(place, "achète", "achètent")
        amounts = [compact(each, sentence=True) for each in (sold, bought)]
        return Point(
            "Les échanges sont à l’équilibre.",
            f" {the} {sells} pour {amounts[0]} et {buys} pour {amounts[1]}.",
        )
    more = "ventes dépassent les achats" if sold > bought else "achats dépassent les ventes"
    exports = verb(place, "exporte", "exportent")
    for_a_hundred = euros_for_a_hundred(Fraction(sold, bought))
    median = ""
    if coverage.median is not None:
        median = f" La médiane des départements est de {median_for_a_hundred(coverage)}."
    return Point(
        f"Les {more}.",
        f" Pour 100 € de biens importés, {place.the} en {exports} {for_a_hundred}.{median}",
    )


def euros_for_a_hundred(rate: Fraction) -> str:
    """Euros sold for a hundred bought: « 146 € », « plus de 1 200 € », « moins d’un euro »."""
    euros = 100 * rate
    if not rate:
        return "0 €"
    if euros < 1:
        return "moins d’un euro"
    if rate >= 10:
        whole = math.floor(rate) * 100
        return f"{'' if euros == whole else 'plus de '}{number(whole)} €"
    rounded = math.floor(euros + Fraction(1, 2))
    if rate < 1:
        rounded = min(rounded, 99)
    elif rate > 1:
        rounded = max(rounded, 101)
    return f"{number(rounded)} €"


def median_for_a_hundred(coverage: Standing) -> str:
    """The same of the département in the middle."""
    return euros_for_a_hundred(Fraction(repr(float(coverage.median or 0))))


# -- products --------------------------------------------------------------------------------


def _products(flow: FlowProfile) -> Point:
    shares = [each.weight.here for each in flow.products[:NAMED]]
    names = [each.product.short for each in flow.products[:NAMED]]
    if flow.product_count == 1:
        return Point("Un seul produit représente toutes les exportations.", f" {names[0]}.")
    listed = [names[0], *map(uncapitalised, names[1:])]
    named = enumerated(
        [f"{n} ({share_in_sentence(s)})" for n, s in zip(listed, shares, strict=True)]
    )
    if flow.product_count <= NAMED:
        many = capitalised(count(flow.product_count))
        return Point(f"{many} produits représentent toutes les exportations.", f" {named}.")
    sold = sum(each.weight.value for each in flow.products[:NAMED])
    whole = share_in_sentence(float(Fraction(sold, int(flow.total.value or sold))))
    median = flow.concentration.three_products
    beside = ""
    if median.value is not None and median.median is not None:
        beside = f" La médiane des départements est de {share_in_sentence(float(median.median))}."
    return Point(f"Trois produits représentent {whole} des exportations.", f" {named}.{beside}")


def _distinction(fiche: Fiche, profile: Profile) -> Iterator[Point]:
    """What weighs more than in France, by the largest gap; nothing in a provisional year."""
    sold, bought = profile.exports.distinction, profile.imports.distinction
    if sold is None or bought is None:
        return
    first = next(iter(sold.products_above), None)
    other = next(iter(bought.products_above), None)
    if first:
        here, there = against(first.weight)
        rest = f" Ce produit représente {here} des exportations, contre {there} en France"
        if other and other.product == first.product:
            here, there = against(other.weight)
            rest += f", et {here} des importations, contre {there}"
        elif other:
            here, there = against(other.weight)
            name = uncapitalised(other.product.short)
            rest += f" ; premier écart à l’import : {name} ({here}, contre {there})"
        name = uncapitalised(first.product.short)
        yield Point(f"Ce qui distingue {fiche.place.the} : {name}.", f"{rest}.")
    elif other:
        here, there = against(other.weight)
        name = uncapitalised(other.product.short)
        yield Point(
            f"Ce qui distingue {fiche.place.the}, à l’import : {name}.",
            f" Ce produit représente {here} des importations, contre {there} en France.",
        )
    else:
        yield Point("Aucun produit d’au moins 1 M€ ne pèse nettement plus qu’en France.")


def against(weight: Weight) -> tuple[str, str]:
    """A share and that of France, as precise as it takes to tell them apart."""
    here, there = share_in_sentence(weight.here), share_in_sentence(weight.france)
    if here != there:
        return here, there
    return in_words(column_share(weight.here)), in_words(column_share(weight.france))


# -- partners --------------------------------------------------------------------------------


def _clients(flow: FlowProfile) -> Iterator[Point]:
    if not flow.partner_count:
        return
    head = "L’Union européenne reçoit "
    if not flow.union:
        head = "Aucune exportation ne va dans l’Union européenne"
    elif flow.union == flow.total.value:
        head += "toutes les exportations"
    else:
        head += f"{share_in_sentence(float(flow.union_share.value or 0))} des exportations"
    yield Point(head, f"{_than_france(flow)}. {_firsts(flow, 'client')}.")


def _suppliers(flow: FlowProfile) -> Iterator[Point]:
    if not flow.partner_count:
        return
    head = "importations sont originaires de l’Union européenne"
    if not flow.union:
        head = "Aucune importation n’est originaire de l’Union européenne"
    elif flow.union == flow.total.value:
        head = f"Toutes les {head}"
    else:
        part = capitalised(share_in_sentence(float(flow.union_share.value or 0)))
        head = f"{part} des {head}"
    yield Point(head, f"{_than_france(flow)}. {_firsts(flow, 'fournisseur')}{_outside(flow)}.")


def _than_france(flow: FlowProfile) -> str:
    """« , contre 57 % en France », « , comme en France »; nothing where it says nothing."""
    here, there = flow.union_share.value, flow.union_share.france
    if here is None or there is None:
        return ""
    if share_in_sentence(float(here)) == share_in_sentence(float(there)):
        return ", comme en France"
    return f", contre {share_in_sentence(float(there))} en France"


def _firsts(flow: FlowProfile, noun: str) -> str:
    """« Premiers clients : l’Italie (17 %) et l’Espagne (16 %) », « Seul client : l’Italie »."""
    named = _named(flow)
    alone = flow.partner_count == 1
    if alone and not flow.unspecified:
        return f"Seul {noun} : {named[0].country.the}"
    which = "Seul" if flow.partner_count < NAMED and not flow.unspecified else "Premier"
    parts = [f"{each.country.the} ({share_in_sentence(each.weight.here)})" for each in named]
    s = "s" if len(parts) > 1 else ""
    return f"{which}{s} {noun}{s} : {enumerated(parts)}"


def _named(flow: FlowProfile) -> Sequence[PartnerWeight]:
    return [each for each in flow.partners if each.weight.value][:NAMED]


def _outside(flow: FlowProfile) -> str:
    """The first partner outside the Union, where the first ones are all in it."""
    first = flow.first_elsewhere
    if first is None or not all(each.union for each in _named(flow)):
        return ""
    return f" ; hors Union, {first.country.the} ({share_in_sentence(first.weight.here)})"


def _united_states(flow: FlowProfile, sold_there: Sequence[SoldThere]) -> Point:
    exposure = flow.exposure
    assert exposure  # of exports
    standing = exposure.united_states
    median = ""
    if standing.median is not None:
        median = share_in_sentence(float(standing.median))
    value = next(
        (each.weight.value for each in flow.partners if each.country.code == UNITED_STATES), 0
    )
    if not value:
        beside = f" La part médiane des départements est de {median}." if median else ""
        return Point("Aucune exportation vers les États-Unis n’est enregistrée.", beside)
    part = f"{share_in_sentence(float(Fraction(value, int(flow.total.value or value))))} des"
    if value == flow.total.value:
        part = "toutes les"
    beside = f" {place_among(standing)} ; la médiane est de {median}." if standing.rank else ""
    product = ""
    if sold_there:
        which = "Seul" if len(sold_there) == 1 else "Premier"
        name, amount = sold_there[0].product.short, compact(sold_there[0].value, sentence=True)
        name = uncapitalised(name)
        product = f" {which} produit : {name}" + ("." if which == "Seul" else f" ({amount}).")
    return Point(
        f"Les États-Unis reçoivent {part} exportations, soit {compact(value, sentence=True)}.",
        f"{beside}{product}",
    )


def place_among(standing: Standing) -> str:
    """« C’est la 8e part la plus élevée sur 97 départements », or the lowest, or the rank."""
    rank, of = int(standing.rank or 0), standing.population
    tied = ", ex æquo," if standing.tied else ""
    if 3 * rank <= of or rank == 1:
        which, order = "élevée", rank
    elif 3 * rank > 2 * of:
        lower = sum(each < (standing.value or 0) for each in standing.values)
        which, order = "faible", 1 + lower
    else:
        return f"Cette part est au {ordinal(rank)} rang{tied} sur {of} départements"
    if order == 1:
        if of == 1:
            return "C’est le seul département comparé"
        end = f"{tied} des {of} départements"
        return f"C’est la part la plus {which}{end}"
    nth = ordinal(order, feminine=True)
    return f"C’est la {nth} part la plus {which}{tied} sur {of} départements"
