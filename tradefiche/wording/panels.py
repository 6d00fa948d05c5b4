"""The words of the three panels and of the four lists of « L’essentiel », and how they are read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import PartnerWeight
from tradefiche.fiche import Profile
from tradefiche.fiche import Standing
from tradefiche.fiche import Trade
from tradefiche.wording.essentiel import euros_for_a_hundred
from tradefiche.wording.essentiel import median_for_a_hundred
from tradefiche.wording.evolution import balance_in_a_year
from tradefiche.wording.evolution import in_a_year
from tradefiche.wording.french import ordinal
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_parts
from tradefiche.wording.numbers import share
from tradefiche.wording.numbers import signed
from tradefiche.wording.placeholders import is_overseas

LEAST_UNSPECIFIED = Fraction(1, 200)
"""Of a flow: from there on, what is in neither group of countries is shown beside them."""
NOUNS: dict[Flow, str] = {"exports": "exportations", "imports": "importations"}
UNSPECIFIED = "non précisé"
ABROAD = "échanges avec l’étranger seulement"

Tone = Literal["exports", "imports", "positive", "negative", "ink"]


@dataclass(frozen=True, slots=True)
class KeyPanel:
    """One panel.

    Attributes:
        mark: ▲, ▼ or nothing, before the number.
        beside: what the number is beside others; the first wording that fits is set.
        rank, median: where the département stands, or nothing.
        standing: what the strip shows; None for none.
        rate: the strip is that of a rate, which 1 divides, and not of amounts.
        change: what the number became since the year before, or nothing.
    """

    name: str
    tone: Tone
    number: str
    unit: str
    mark: str = ""
    beside: tuple[str, ...] = ()
    rank: str = ""
    median: str = ""
    standing: Standing | None = None
    rate: bool = False
    change: str = ""


def panels(fiche: Fiche) -> tuple[KeyPanel, ...]:
    """Exports, imports, balance; none in a fiche without profile."""
    profile = fiche.profile
    if not profile:
        return ()
    return (
        _flow("Exportations", fiche, fiche.exports, profile.exports.total),
        _flow("Importations", fiche, fiche.imports, profile.imports.total),
        _balance(fiche, profile),
    )


def _flow(name: str, fiche: Fiche, trade: Trade, standing: Standing) -> KeyPanel:
    number, unit = compact_parts(trade.total)
    return KeyPanel(
        name,
        trade.flow,
        number,
        unit,
        beside=tuple(map(typeset, _shares(fiche, trade))),
        rank=_rank(standing),
        median=_median(standing, compact(int(standing.median or 0))),
        standing=standing if standing.values else None,
        change=in_a_year(fiche, trade.flow),
    )


def _shares(fiche: Fiche, trade: Trade) -> Iterator[str]:
    """« 3 % de la région, 0,37 % de la France », then shorter."""
    if not trade.total:
        yield f"aucune {NOUNS[trade.flow][:-1]} enregistrée"
    if not trade.total or trade.share_of_france is None:
        return
    france = f"{share(trade.share_of_france)} de la France"
    if trade.share_of_region is not None:
        region = share(trade.share_of_region)
        if is_overseas(fiche):
            yield f"{region} des départements d’outre-mer, {france}"
            yield f"{region} de l’outre-mer, {france}"
        else:
            yield f"{region} de la région, {france}"
    yield france


def _rank(standing: Standing) -> str:
    """« 60e sur 100 », « 12e ex æquo sur 100 »; nothing outside the population."""
    if not standing.rank:
        return ""
    tied = " ex æquo" if standing.tied else ""
    return f"{ordinal(standing.rank)}{tied} sur {standing.population}"


def _median(standing: Standing, words: str) -> str:
    return "" if standing.median is None else typeset(f"médiane {words}")


def _balance(fiche: Fiche, profile: Profile) -> KeyPanel:
    balance, coverage = fiche.balance, profile.coverage
    tone: Tone = "positive" if balance > 0 else "negative" if balance < 0 else "ink"
    number, unit = compact_parts(abs(balance))
    away = fiche.place.abroad_only
    return KeyPanel(
        "Solde",
        tone,
        signed(number, balance),
        unit,
        mark="▲" if balance > 0 else "▼" if balance < 0 else "",
        beside=(ABROAD,) if away else tuple(map(typeset, _for_a_hundred(fiche))),
        rank=_rank(coverage),
        median=_median(coverage, median_for_a_hundred(coverage)),
        standing=coverage if coverage.values and coverage.value is not None else None,
        rate=True,
        change=balance_in_a_year(fiche),
    )


def _for_a_hundred(fiche: Fiche) -> Iterator[str]:
    """« 146 € vendus pour 100 € achetés »."""
    sold, bought = fiche.exports.total, fiche.imports.total
    if not bought:
        if sold:
            yield "aucun achat enregistré"
        return
    if not sold:
        yield "aucune vente enregistrée"
        return
    euros = euros_for_a_hundred(Fraction(sold, bought))
    s = "" if euros in ("1 €", "moins d’un euro") else "s"
    yield f"{euros} vendu{s} pour 100 € achetés"


# -- lists -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ListRow:
    """A partner or a product; ``pale``: a partner outside the Union."""

    name: str
    here: float
    france: float
    pale: bool = False


@dataclass(frozen=True, slots=True)
class SplitPart:
    """A part of a flow, by group of partners: the wordings that may be set in it, the fullest
    first, and its share."""

    kind: Literal["union", "elsewhere", "unspecified"]
    name: str
    share: float

    @property
    def wordings(self) -> tuple[str, str]:
        """« Union européenne 58 % », « 58 % »."""
        return (f"{self.name} {share(self.share)}", share(self.share))


@dataclass(frozen=True, slots=True)
class FirstOnes:
    """A list of first ones.

    Attributes:
        head: of the names.
        split: the groups of partners that make the flow, over a list of partners.
    """

    title: str
    head: str
    rows: tuple[ListRow, ...]
    split: tuple[SplitPart, ...] = ()


@dataclass(frozen=True, slots=True)
class FlowLists:
    """Partners and products of one flow; ``nothing`` says so where it has none."""

    flow: Flow
    part_of: str
    lists: tuple[FirstOnes, ...]
    nothing: str = ""


def lists(fiche: Fiche) -> tuple[FlowLists, ...]:
    """Those of both flows; none in a fiche without profile."""
    profile = fiche.profile
    if not profile:
        return ()
    return (
        _lists(fiche.exports, profile.exports, ("Destinations", "Produits exportés"), fiche.year),
        _lists(fiche.imports, profile.imports, ("Origines", "Produits importés"), fiche.year),
    )


def _lists(trade: Trade, flow: FlowProfile, titles: tuple[str, str], year: int) -> FlowLists:
    noun = NOUNS[trade.flow]
    if not trade.total:
        nothing = f"Aucune {noun[:-1]} n’est enregistrée en {year}."
        titled = FirstOnes(titles[0], "", ())
        return FlowLists(trade.flow, "", (titled,), nothing)
    partners = tuple(map(_partner, flow.partners))
    products = tuple(
        ListRow(each.product.short, each.weight.here, each.weight.france) for each in flow.products
    )
    return FlowLists(
        trade.flow,
        f"part des {noun}",
        (
            FirstOnes(titles[0], "Pays", partners, tuple(_split(trade.total, flow))),
            FirstOnes(titles[1], "Produit", products),
        ),
    )


def _partner(each: PartnerWeight) -> ListRow:
    return ListRow(each.country.name, each.weight.here, each.weight.france, pale=not each.union)


def _split(total: int, flow: FlowProfile) -> Iterator[SplitPart]:
    yield SplitPart("union", "Union européenne", float(Fraction(flow.union, total)))
    yield SplitPart("elsewhere", "hors Union", float(Fraction(flow.elsewhere, total)))
    if says_unspecified(total, flow):
        yield SplitPart("unspecified", UNSPECIFIED, float(Fraction(flow.unspecified, total)))


def says_unspecified(total: int, flow: FlowProfile) -> bool:
    """Whether what no country stands behind is shown beside the groups."""
    return flow.unspecified >= LEAST_UNSPECIFIED * total and flow.unspecified > 0


def key(fiche: Fiche) -> str:
    """How the page is read."""
    profile, place = fiche.profile, fiche.place
    if not profile or not (fiche.exports.total or fiche.imports.total):
        return ""
    parts = []
    if any(panel.standing for panel in panels(fiche)):
        rate = ""
        if panels(fiche)[2].standing:
            rate = " Solde : rang des ventes pour 100 € achetés."
        parts.append(
            "en haut, chaque trait fin est un département, le trait noir épais la médiane, le "
            f"point {place.the} (échelle logarithmique).{rate}"
        )
    if any(panel.change for panel in panels(fiche)):
        start = "En un an" if parts else "en un an"
        parts.append(f"{start} : depuis {fiche.year - 1}, en euros courants.")
    dans = "Dans" if parts else "dans"
    parts.append(
        f"{dans} les listes, la barre est la part {place.of}, le trait noir celle de la France ; "
        "barre pleine : Union européenne ou produit ; barre claire : hors Union ; échelle "
        "commune aux quatre listes."
    )
    flows = ((fiche.exports, profile.exports), (fiche.imports, profile.imports))
    if any(says_unspecified(trade.total, flow) for trade, flow in flows if trade.total):
        parts.append("Non précisé : retours de marchandises et pays non déterminés.")
    if any(flow.union_share.median is not None for _, flow in flows):
        parts.append("Médianes et rangs des parts : départements d’au moins 10 M€.")
    return typeset(" ".join(parts))
