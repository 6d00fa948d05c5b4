"""Figure « destinations »: exports outside the Union of 27, and what the United States buy."""

from __future__ import annotations

from tradefiche.charts import destinations
from tradefiche.charts.destinations import DestinationRow
from tradefiche.charts.destinations import Exports
from tradefiche.charts.destinations import Sold
from tradefiche.charts.labels import Pen
from tradefiche.charts.written import WrittenLayout
from tradefiche.charts.written import written
from tradefiche.fiche import Exposure
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import Standing
from tradefiche.figures.distinction import nothing
from tradefiche.figures.distinction import profile_of
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.figure import alone
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import ordinal
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import amount
from tradefiche.wording.numbers import others
from tradefiche.wording.numbers import share_in_sentence
from tradefiche.wording.sentences import not_counted
from tradefiche.wording.sentences import part

UNITED_STATES = "US"
LEAST_COMPARED = 2
"""Départements without which there is nothing to stand among."""
NOT_SOLD = "Aucune exportation vers les États-Unis n’est enregistrée."
LEAST_UNSPECIFIED = 0.005
"""From this share on, returns and undetermined countries are a part of their own."""


def _exports(fiche: Fiche) -> FlowProfile:
    profile = profile_of(fiche, "exports")
    if profile is None:
        raise ValueError(f"{fiche.place.name} has no figure destinations")
    return profile


def _exposure(fiche: Fiche) -> Exposure:
    exposure = _exports(fiche).exposure
    if exposure is None:
        raise ValueError(f"{fiche.place.name} has no figure destinations")
    return exposure


def _sold(fiche: Fiche) -> int:
    """Euros sold to the United States."""
    named = _exposure(fiche).destinations
    return sum(each.weight.value for each in named if each.country.code == UNITED_STATES)


def _unspecified(profile: FlowProfile, total: int) -> bool:
    return bool(total) and profile.unspecified / total >= LEAST_UNSPECIFIED


# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche) -> str | None:
    """« 42 % des exportations vont hors de l’Union européenne ; 19 % vont aux États-Unis, … »"""
    total, outside = fiche.exports.total, _exports(fiche).elsewhere
    if not total:
        return None
    if not outside:
        return typeset("Aucune exportation ne va hors de l’Union européenne.")
    if outside == total:
        head = "Toutes les exportations vont hors de l’Union européenne"
    else:
        head = f"{part(outside, total)} des exportations vont hors de l’Union européenne"
    return typeset(f"{head} ; {_to_united_states(fiche)}.")


def _to_united_states(fiche: Fiche) -> str:
    sold, total = _sold(fiche), fiche.exports.total
    if not sold:
        return "aucune ne va aux États-Unis"
    ours = "toutes" if sold == total else part(sold, total)
    france = _exposure(fiche).united_states.france
    if france is None:
        return f"{ours} vont aux États-Unis"
    there = share_in_sentence(float(france))
    beside = "comme en France" if there == ours else f"contre {there} en France"
    return f"{ours} vont aux États-Unis, {beside}"


def standing_in_words(standing: Standing) -> str:
    """« 8e part la plus élevée sur 99. Médiane : 8,9 % ; … »; nothing in an incomplete year."""
    if standing.median is None or standing.population < LEAST_COMPARED:
        return ""
    if not standing.value:
        head = ""
    elif standing.rank is None:
        head = "Non classée : moins de 10 M€"
    else:
        rank = "" if standing.rank == 1 else f"{ordinal(standing.rank, feminine=True)} "
        tied = ", ex æquo" if standing.tied else ""
        head = capitalised(f"{rank}part la plus élevée sur {standing.population}{tied}")
    middle = share_in_sentence(float(standing.median))
    most = share_in_sentence(float(standing.values[0]))
    told = f"Médiane : {middle} ; maximum : {most}."
    return typeset(f"{head}. {told}" if head else told)


def total(fiche: Fiche) -> str:
    """« Total des exportations : 2 152 millions d’euros »."""
    return typeset(f"Total des exportations : {amount(fiche.exports.total)}")


def key(fiche: Fiche) -> str:
    """Colours, units, which destinations are named, and what no figure counts."""
    exposure = _exposure(fiche)
    if not fiche.exports.total:
        return typeset("aucune exportation n’est enregistrée, la figure est vide.")
    texts = [
        "en plein, les États-Unis, toujours nommés ; en clair, les autres pays hors de l’Union à "
        "27 : cinq au plus, d’au moins 1 M€ et 1 % des exportations."
    ]
    if standing_in_words(exposure.united_states):
        texts.append("Les départements comparés exportent au moins 10 M€.")
    if _unspecified(_exports(fiche), fiche.exports.total):
        texts.append("« Non précisé » : retours et pays non déterminés.")
    return typeset(" ".join(filter(None, (*texts, not_counted(fiche.place)))))


def alternative(fiche: Fiche) -> str:
    """What is drawn, and the first destination with its amount."""
    place, exposure = fiche.place, _exposure(fiche)
    if not fiche.exports.total:
        return typeset(f"Figure vide : pas d’exportations {place.of} en {fiche.year}.")
    head = f"Barre des exportations {place.of} en {fiche.year}, Union et hors Union"
    lists = "barres des premières destinations hors Union, des produits vendus aux États-Unis"
    named = [each for each in exposure.destinations if each.weight.value]
    if not named:
        return first_that_fits(((f"{head}.",),))
    first = max(named, key=lambda each: each.weight.value)
    value = amount(first.weight.value, sentence=True)
    said = f"Première destination hors Union : {first.country.name}"
    return first_that_fits(
        (
            (f"{head} ; {lists}.", f"{said}, {value}."),
            (f"{head}.", f"{said}, {value}."),
            (f"{head}.", f"{said}."),
            (f"{head}.",),
        )
    )


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche) -> Table:
    """Destinations, all the others, the Union, what is neither."""
    columns = (
        Column("destination", "Destination", "text"),
        Column("valeur_euros", "Valeur", "euros", 82),
        Column("part_departement", f"Part {fiche.place.within}", "share", 90),
        Column("part_france", "Part en France", "share", 82),
    )
    return Table(fiche.place, columns, tuple(row[2:] for row in _rows(fiche)), _whole(fiche)[2:])


def data(fiche: Fiche) -> Table:
    """The same with codes; then the products sold to the United States."""
    columns = (
        Column("type", "Type", "text"),
        Column("code", "Code", "code"),
        Column("nom", "Nom", "text"),
        Column("valeur_euros", "Valeur", "euros"),
        Column("part_departement", "Part du département", "share"),
        Column("part_france", "Part de la France", "share"),
    )
    sold = tuple(
        ("produit vendu aux États-Unis", each.product.code, each.product.label, each.value,
         each.part, None)
        for each in _exposure(fiche).sold_there
    )  # fmt: skip
    return Table(fiche.place, columns, (*_rows(fiche), *sold), _whole(fiche))


def _rows(fiche: Fiche) -> list[Row]:
    profile, exposure, total = _exports(fiche), _exposure(fiche), fiche.exports.total
    rows: list[Row] = [
        ("destination", each.country.code, each.country.name, each.weight.value, each.weight.here,
         each.weight.france)
        for each in exposure.destinations
    ]  # fmt: skip
    others_ = (_others(exposure), exposure.others_value, None)
    union = ("Union européenne à 27", profile.union, profile.union_share.france)
    rest = ("Retours et pays non déterminés", profile.unspecified, None)
    for code, (name, value, france) in (("AUTRES", others_), ("UE", union), ("", rest)):
        if value:
            rows.append(("ensemble", code, name, value, value / total, france))
    return rows


def _whole(fiche: Fiche) -> Row:
    total = fiche.exports.total
    share = 1.0 if total else None
    return ("ensemble", "TOUS", "Ensemble des exportations", total, share, share)


def _others(exposure: Exposure) -> str:
    return f"{others(exposure.others, 'pays')} hors Union"


def totals(fiche: Fiche) -> tuple[Table, ...]:
    """Products sold to the United States; and their share beside that of others."""
    exposure, place = _exposure(fiche), fiche.place
    made = []
    if exposure.sold_there:
        sold = (
            Column("produit", "Vendus aux États-Unis", "text"),
            Column("valeur_euros", "Valeur", "euros", 62),
            Column("part", "Part des ventes", "share", 70),
        )
        rows = tuple((each.product.short, each.value, each.part) for each in exposure.sold_there)
        made.append(Table(place, sold, rows))
    standing = exposure.united_states
    if standing.values:
        compared = (
            Column("mesure", "Part des États-Unis", "text"),
            Column("part", "Part", "share", 62),
        )
        shares = (
            (place.name, standing.value),
            ("France", standing.france),
            (f"Médiane de {standing.population} départements", standing.median),
            ("Maximum", standing.values[0]),
        )
        made.append(Table(place, compared, shares))
    return tuple(made)


# -- drawing ---------------------------------------------------------------------------------


def subject(fiche: Fiche) -> Exports | None:
    """What the drawing shows."""
    profile = profile_of(fiche, "exports")
    if profile is None or profile.exposure is None:
        return None
    exposure, total = profile.exposure, fiche.exports.total
    rows = sorted(exposure.destinations, key=lambda each: -each.weight.value)
    return Exports(
        total,
        _parts(fiche, profile, total) if total else (),
        tuple(
            DestinationRow(
                each.country.name,
                each.weight.value,
                each.weight.here,
                each.weight.france,
                each.country.code == UNITED_STATES,
            )
            for each in rows
        ),
        (others(exposure.others, "pays"), exposure.others_value),
        tuple(Sold(each.product.short, each.value, each.part) for each in exposure.sold_there),
        typeset(NOT_SOLD),
        exposure.united_states,
        standing_in_words(exposure.united_states),
        nothing(fiche, "exports"),
    )


def _parts(fiche: Fiche, profile: FlowProfile, total: int) -> tuple[tuple[str, float, str], ...]:
    """Of the bar, from left to right."""
    sold = _sold(fiche)
    found = [
        ("États-Unis", sold, "exports"),
        ("Autres pays hors Union", profile.elsewhere - sold, "exports_pale"),
        ("Union européenne", profile.union, "hair"),
        ("Non précisé", profile.unspecified, "paper"),
    ]
    return tuple((name, value / total, color) for name, value, color in found)


def _layout(exports: Exports, width: float, height: float, pen: Pen, room: Room) -> WrittenLayout:
    return destinations.layout(exports, width, height, pen)


FIGURE = Figure(
    "destinations",
    subject=subject,
    layout=_layout,
    finding=finding,
    key=key,
    alternative=alternative,
    table=table,
    totals=totals,
    data=data,
    total=total,
    listed=written,
    heights=destinations.heights,
    reads_like="destinations",
    comparison_key=alone(key),
    color="exports",
)
