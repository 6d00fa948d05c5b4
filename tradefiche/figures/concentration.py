"""Figure « concentration »: what the first partners and products weigh, here and elsewhere."""

from __future__ import annotations

from collections.abc import Iterator

from tradefiche.charts import concentration
from tradefiche.charts.concentration import ConcentrationRow
from tradefiche.charts.concentration import ConcentrationRows
from tradefiche.charts.labels import Pen
from tradefiche.charts.written import WrittenLayout
from tradefiche.charts.written import written
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import Standing
from tradefiche.figures.distinction import NOUN
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.figure import alone
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Kind
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.french import count
from tradefiche.wording.french import typeset
from tradefiche.wording.french import verb
from tradefiche.wording.numbers import equivalent
from tradefiche.wording.numbers import share_in_sentence

FLOWS: tuple[Flow, ...] = ("exports", "imports")
NAMES: dict[Flow, tuple[str, str, str]] = {
    "exports": ("Premier client", "Trois premiers clients", "Trois premiers produits exportés"),
    "imports": (
        "Premier fournisseur", "Trois premiers fournisseurs", "Trois premiers produits importés",
    ),
}  # fmt: skip
"""What is measured of each flow."""


def _profiles(fiche: Fiche) -> tuple[FlowProfile, FlowProfile]:
    if fiche.profile is None:
        raise ValueError(f"{fiche.place.name} has no figure concentration")
    return fiche.profile.exports, fiche.profile.imports


def _measured(fiche: Fiche) -> Iterator[ConcentrationRow]:
    """The six measures, in the order of the figure."""
    for flow, profile in zip(FLOWS, _profiles(fiche), strict=True):
        found = profile.concentration
        first = profile.partners[0].country.name if profile.partner_count else ""
        total = (fiche.exports if flow == "exports" else fiche.imports).total
        none = "" if total else f"aucune {NOUN[flow].removesuffix('s')}"
        standings = (found.first_partner, found.three_partners, found.three_products)
        for index, (name, standing) in enumerate(zip(NAMES[flow], standings, strict=True)):
            yield ConcentrationRow(flow, name, "" if index else first, standing, none)


# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """« Sur trois mesures de six, l’Allier est au-dessus de la médiane. … »; in ranked years."""
    said = [each for each in (_above(fiche), _as_if(fiche)) if each]
    return typeset(" ".join(said)) if said and _above(fiche) else None


def _above(fiche: Fiche) -> str:
    ranked = [
        (each.standing.value, each.standing.median)
        for each in _measured(fiche)
        if each.standing.value is not None
        and each.standing.rank is not None
        and each.standing.median is not None
    ]
    if not ranked:
        return ""
    place = fiche.place
    above, of = sum(value > median for value, median in ranked), len(ranked)
    are, not_ = verb(place, "est", "sont"), verb(place, "n’est", "ne sont")
    if of == 1:
        is_ = are if above else f"{not_} pas"
        return f"Pour la seule mesure possible, {place.the} {is_} au-dessus de la médiane."
    if not above:
        return f"Pour aucune des {count(of)} mesures, {place.the} {not_} au-dessus de la médiane."
    which = f"les {count(of)} mesures" if above == of else f"{_measures(above)} de {count(of)}"
    return f"Sur {which}, {place.the} {are} au-dessus de la médiane."


def _measures(number: int) -> str:
    return "une mesure" if number == 1 else f"{count(number)} mesures"


def _as_if(fiche: Fiche) -> str:
    """« Trois pays achètent 52 % des exportations, autant que si 8,6 pays … »"""
    found = _profiles(fiche)[0].concentration
    three, alike = found.three_partners.value, found.partners_equivalent
    if three is None or alike.value is None or alike.value < 2:
        return ""
    france = f" (France : {equivalent(float(alike.france))})" if alike.france else ""
    return (
        f"Trois pays achètent {share_in_sentence(float(three))} des exportations : c’est aussi "
        f"concentré que si {equivalent(float(alike.value))} pays achetaient à parts égales{france}."
    )


def key(fiche: Fiche) -> str:
    """What the marks are, and who is compared."""
    if not fiche.exports.total and not fiche.imports.total:
        return typeset("aucun échange n’est enregistré, la figure est vide.")
    if not any(each.standing.median is not None for each in _measured(fiche)):
        return typeset(
            f"le point est la part que représentent les premiers, {fiche.place.within} ; l’année "
            "étant incomplète, elle n’est pas comparée à celle des autres départements."
            if fiche.marks.provisional
            else "aucun département n’a les montants qu’il faut pour une comparaison."
        )
    return typeset(
        f"le point est la part des premiers {fiche.place.within}, chaque trait fin celle d’un "
        "département d’au moins 10 M€ dans ce sens d’échange, le trait noir la médiane. Plus le "
        "point est à droite, plus les échanges tiennent à peu de pays ou de produits."
    )


def alternative(fiche: Fiche) -> str:
    """What the strips are, and the measure that is highest here."""
    place = fiche.place
    if not fiche.exports.total and not fiche.imports.total:
        return typeset(f"Figure vide : pas d’échanges {place.of} en {fiche.year}, rien à mesurer.")
    head = (
        f"Six lignes de 0 à 100 % : ce que pèsent les premiers partenaires et produits {place.of} "
        f"en {fiche.year}, parmi les départements."
    )
    ranked = [each for each in _measured(fiche) if each.standing.rank is not None]
    if not ranked:
        return first_that_fits(((head,),))
    best = min(ranked, key=lambda each: each.standing.rank or 0)
    named = best.name[:1].lower() + best.name[1:]
    said = f"Au plus haut rang : {named}, {best.standing.rank} sur {best.standing.population}."
    return first_that_fits(((head, said), (head,)))


# -- tables ----------------------------------------------------------------------------------

_STANDING = (
    Column("rang", "Rang", "rank", 44),
    Column("population", "Sur", "rank", 44),
)


def table(fiche: Fiche) -> Table:
    """The six shares with their ranks."""
    columns = (
        Column("mesure", "Mesure", "text"),
        Column("part_departement", f"Part {fiche.place.within}", "share", 90),
        *_STANDING,
        Column("mediane", "Médiane", "share", 60),
        Column("part_france", "En France", "share", 60),
    )
    rows = tuple(
        (f"{each.name} : {each.first}" if each.first else each.name, *_standing(each.standing))
        for each in _measured(fiche)
    )
    return Table(fiche.place, columns, tuple((typeset(row[0]), *row[1:]) for row in rows))


def totals(fiche: Fiche) -> tuple[Table, ...]:
    """How many equal ones would be as concentrated, by flow."""
    made = []
    for (flow, partners), profile in zip(
        (("exports", "Clients"), ("imports", "Fournisseurs")), _profiles(fiche), strict=True
    ):
        found = profile.concentration
        kind = "exportés" if flow == "exports" else "importés"
        columns = (
            Column("mesure", "Nombre équivalent", "text"),
            Column("valeur", "Ici", "number", 40),
            Column("mediane", "Médiane", "number", 46),
            Column("france", "France", "number", 46),
        )
        rows = tuple(
            (name, each.value, each.median, each.france)
            for name, each in (
                (partners, found.partners_equivalent),
                (f"Produits {kind}", found.products_equivalent),
            )
        )
        made.append(Table(fiche.place, columns, rows))
    return tuple(made)


def data(fiche: Fiche) -> Table:
    """All measures, with codes for their flows."""
    columns = (
        Column("flux", "Flux", "code"),
        Column("mesure", "Mesure", "text"),
        Column("premier", "Premier", "text"),
        Column("valeur", "Valeur", "mixed"),
        *_STANDING,
        Column("mediane", "Médiane", "mixed"),
        Column("france", "France", "mixed"),
    )
    rows: list[Row] = [
        (FLOW_CODES[each.flow], each.name.lower(), each.first, *_standing(each.standing))
        for each in _measured(fiche)
    ]
    mixed: list[Kind] = ["share"] * len(rows)
    for flow, profile in zip(FLOWS, _profiles(fiche), strict=True):
        found = profile.concentration
        for name, standing in (
            ("nombre équivalent de pays", found.partners_equivalent),
            ("nombre équivalent de produits", found.products_equivalent),
        ):
            rows.append((FLOW_CODES[flow], name, "", *_standing(standing)))
            mixed.append("number")
    return Table(fiche.place, columns, tuple(rows), mixed=tuple(mixed))


def _standing(each: Standing) -> Row:
    sized = each.population if each.rank is not None else None
    return (each.value, each.rank, sized, each.median, each.france)


# -- drawing ---------------------------------------------------------------------------------


def subject(fiche: Fiche) -> ConcentrationRows | None:
    """What the drawing shows."""
    if fiche.profile is None:
        return None
    title = f"Part des premiers partenaires et produits {fiche.place.of}, médiane et France"
    nothing = "" if fiche.exports.total or fiche.imports.total else _no_trade(fiche)
    return ConcentrationRows(title, fiche.place.name, tuple(_measured(fiche)), nothing)


def _no_trade(fiche: Fiche) -> str:
    return typeset(f"Aucun échange n’est enregistré en {fiche.year}.")


def _layout(
    measures: ConcentrationRows, width: float, height: float, pen: Pen, room: Room
) -> WrittenLayout:
    return concentration.layout(measures, width, height, pen)


FIGURE = Figure(
    "concentration",
    subject=subject,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    totals=totals,
    data=data,
    listed=written,
    heights=concentration.heights,
    reads_like="concentration",
    comparison_key=alone(key),
)
