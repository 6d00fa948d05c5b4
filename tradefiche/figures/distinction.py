"""Figures « distinction-exports » and « distinction-imports »: what weighs more, or less, here.

Products and partners whose share differs most from France's, in points; beside it the region's.
They are one figure about two flows.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain

from tradefiche.charts import compared_shares
from tradefiche.charts.compared_shares import Compared
from tradefiche.charts.compared_shares import ShareGroup
from tradefiche.charts.compared_shares import Shares
from tradefiche.charts.labels import Pen
from tradefiche.charts.written import WrittenLayout
from tradefiche.charts.written import written
from tradefiche.fiche import Distinction
from tradefiche.fiche import Fiche
from tradefiche.fiche import Flow
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import PartnerWeight
from tradefiche.fiche import ProductWeight
from tradefiche.fiche import Weight
from tradefiche.figures.figure import Figure
from tradefiche.figures.figure import Room
from tradefiche.figures.table import FLOW_CODES
from tradefiche.figures.table import Column
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.alternatives import first_that_fits
from tradefiche.wording.french import of
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import share_in_sentence
from tradefiche.wording.numbers import times

NOUN: dict[Flow, str] = {"exports": "exportations", "imports": "importations"}
PARTNERS: dict[Flow, str] = {"exports": "Clients", "imports": "Fournisseurs"}
ONE_LINE = 125
"""Characters of a finding that stay on one line."""
NONE = "Aucun produit d’au moins 1 M€ ne pèse nettement plus qu’en France"
ABOVE, BELOW = "qui pèsent plus qu’en France", "qui pèsent moins"

Weighed = ProductWeight | PartnerWeight


def profile_of(fiche: Fiche, flow: Flow) -> FlowProfile | None:
    """One flow of what the département is beside the others."""
    if fiche.profile is None:
        return None
    return fiche.profile.exports if flow == "exports" else fiche.profile.imports


def _distinction(fiche: Fiche, flow: Flow) -> Distinction:
    profile = profile_of(fiche, flow)
    if profile is None or profile.distinction is None:
        raise ValueError(f"{fiche.place.name} has no figure distinction-{flow}")
    return profile.distinction


def nothing(fiche: Fiche, flow: Flow) -> str:
    """What stands in the place of a figure when the flow is empty; else nothing."""
    total = (fiche.exports if flow == "exports" else fiche.imports).total
    one = NOUN[flow].removesuffix("s")
    return "" if total else typeset(f"Aucune {one} n’est enregistrée en {fiche.year}.")


def _name(weighed: Weighed) -> str:
    if isinstance(weighed, ProductWeight):
        return weighed.product.short
    return weighed.country.name


# -- words -----------------------------------------------------------------------------------


def finding(fiche: Fiche, flow: Flow) -> str | None:
    """« Cosmétiques : 19 % des exportations, contre 4,3 % en France ; part vers l’Italie : … »"""
    found = _distinction(fiche, flow)
    if nothing(fiche, flow):
        return None
    if found.products_above:
        first = found.products_above[0]
        said = f"{_name(first)} : {_against(first.weight, f' des {NOUN[flow]}', ' en France')}"
    else:
        said = NONE
    if not found.partners_above:
        return typeset(f"{said}.")
    partner = found.partners_above[0]
    to = f"vers {partner.country.the}"
    whose, short = (to, to) if flow == "exports" else (of(partner.country), partner.country.name)
    shares = _against(partner.weight)
    ends = (f" ; part {whose} : {shares}.", f" ; {short} : {shares}.", ".")
    return first_that_fits(((f"{said}{end}",) for end in ends), ONE_LINE)


def _against(weight: Weight, here: str = "", there: str = "") -> str:
    """« 19 %, contre 11 % », with what each is a part of."""
    ours = share_in_sentence(weight.here)
    return f"{ours}{here}, contre {share_in_sentence(weight.france)}{there}"


def key(fiche: Fiche, flows: Sequence[Flow]) -> str:
    """How the marks are read, and an example; for one figure or both."""
    shown = [flow for flow in flows if _any(_distinction(fiche, flow))]
    if not shown:
        return typeset("rien n’est assez différent de la France pour être tracé.")
    weighed = [w for flow in shown for w in _all(_distinction(fiche, flow))]
    region = any(each.weight.region is not None for each in weighed)
    ring = ", le petit cercle celle de la région" if region else ""
    text = (
        f"le point est la part {fiche.place.of}, le trait noir celle de la France{ring} ; plus le "
        "segment est long, plus l’écart est grand. Un point plein dépasse la France, un point "
        "clair reste en deçà. « Rapport » : la première part divisée par celle de la France."
    )
    return typeset(" ".join(filter(None, (text, _example(fiche, shown)))))


def _example(fiche: Fiche, flows: Sequence[Flow]) -> str:
    for flow in flows:
        for each in _distinction(fiche, flow).products_above:
            if each.weight.ratio is not None:
                return (
                    f"{_name(each)} : {share_in_sentence(each.weight.here)} des {NOUN[flow]} "
                    f"{fiche.place.of}, {share_in_sentence(each.weight.france)} en France, soit "
                    f"{times(each.weight.ratio)} fois la part nationale."
                )
    return ""


def alternative(fiche: Fiche, flow: Flow) -> str:
    """What is compared, and what is furthest below: the finding tells the largest above."""
    found = _distinction(fiche, flow)
    place = fiche.place
    what = f"{NOUN[flow]} {place.of} en {fiche.year}"
    if not _any(found):
        return typeset(f"Figure vide : rien ne distingue les {what} de celles de la France.")
    kinds = f"produits et {PARTNERS[flow].lower()}"
    head = f"Segments : parts de {kinds} dans les {what}, à côté de celles de la France."
    below: list[Weighed] = [*found.products_below, *found.partners_below]
    if not below:
        return first_that_fits(((head,),))
    least = min(below, key=lambda each: each.weight.gap)
    said = f"Le plus en deçà : {_name(least)}"
    wordings = (f"{said}, {_against(least.weight)}.", f"{said}.", "")
    return first_that_fits((head, each) for each in wordings)


# -- tables ----------------------------------------------------------------------------------


def table(fiche: Fiche, flow: Flow) -> Table:
    """The rows of the figure, with the gap in points."""
    found = _distinction(fiche, flow)
    region = any(each.weight.region is not None for each in _all(found))
    columns = [
        Column("type", "Type", "text", 62),
        Column("nom", "Nom", "text"),
        Column("part_departement", f"Part {fiche.place.within}", "share", 76),
        *([Column("part_region", "En région", "share", 56)] if region else []),
        Column("part_france", "En France", "share", 56),
        Column("ecart", "Écart, en points", "gap", 60),
        Column("rapport", "Rapport", "ratio", 52),
    ]

    def row(each: Weighed) -> Row:
        weight = each.weight
        beside = (weight.region,) if region else ()
        shares = (weight.here, *beside, weight.france)
        return (_kind(each, flow), _name(each), *shares, weight.gap, weight.ratio)

    rows = tuple(map(row, _all(found)))
    none: Row = ("–", "Aucun écart notable", *[None] * (len(columns) - 2))
    return Table(fiche.place, tuple(columns), rows or (none,))


def data(fiche: Fiche, flow: Flow) -> Table:
    """The same with codes and euros."""
    columns = (
        Column("flux", "Flux", "code"),
        Column("type", "Type", "text"),
        Column("code", "Code", "code"),
        Column("nom", "Nom", "text"),
        Column("valeur_euros", "Valeur", "euros"),
        Column("part_departement", "Part du département", "share"),
        Column("part_region", "Part de la région", "share"),
        Column("part_france", "Part de la France", "share"),
        Column("ecart", "Écart", "gap"),
        Column("rapport", "Rapport", "ratio"),
    )

    def row(each: Weighed) -> Row:
        weight = each.weight
        named = each.product if isinstance(each, ProductWeight) else each.country
        name = each.product.label if isinstance(each, ProductWeight) else each.country.name
        about = (FLOW_CODES[flow], _kind(each, flow).lower(), named.code, name)
        shares = (weight.here, weight.region, weight.france)
        return (*about, weight.value, *shares, weight.gap, weight.ratio)

    return Table(fiche.place, columns, tuple(map(row, _all(_distinction(fiche, flow)))))


def _kind(each: Weighed, flow: Flow) -> str:
    return "Produit" if isinstance(each, ProductWeight) else PARTNERS[flow].removesuffix("s")


def _all(found: Distinction) -> tuple[Weighed, ...]:
    """In the order of the figure."""
    products = (*found.products_above, *found.products_below)
    return (*products, *found.partners_above, *found.partners_below)


def _any(found: Distinction) -> bool:
    return bool(_all(found))


# -- drawing ---------------------------------------------------------------------------------


def subject(fiche: Fiche, flow: Flow) -> Shares | None:
    """What the drawing shows; None in an incomplete year."""
    profile = profile_of(fiche, flow)
    if profile is None or profile.distinction is None:
        return None
    found, noun = profile.distinction, NOUN[flow]
    title = f"Part des {noun} {fiche.place.of}, à côté de celle de la France"
    empty = nothing(fiche, flow)
    if not empty and not _any(found):
        empty = "Aucun produit, aucun pays ne s’écarte de la France d’un demi-point ou plus."
    groups = (
        _groups("Produits", found.products_above, found.products_below),
        _groups(PARTNERS[flow], found.partners_above, found.partners_below),
    )
    return Shares(flow, title, fiche.place.name, tuple(chain(*groups)), typeset(empty))


def _groups(
    kind: str, above: Sequence[Weighed], below: Sequence[Weighed]
) -> tuple[ShareGroup, ShareGroup]:
    none = "" if above else typeset("aucun d’au moins 1 M€")
    more = ShareGroup(kind, ABOVE, True, tuple(map(_row, above)), none)
    return more, ShareGroup(kind, BELOW, False, tuple(map(_row, below)))


def _row(each: Weighed) -> Compared:
    weight = each.weight
    return Compared(_name(each), weight.here, weight.region, weight.france, weight.ratio)


def _layout(shares: Shares, width: float, height: float, pen: Pen, room: Room) -> WrittenLayout:
    return compared_shares.layout(shares, width, height, pen)


def _figure(flow: Flow) -> Figure:
    def shared(fiche: Fiche, shown: Sequence[Figure]) -> str:
        return key(fiche, [each for each in ("exports", "imports") if _of(each, shown)])

    return Figure(
        f"distinction-{flow}",
        subject=lambda fiche: subject(fiche, flow),
        layout=_layout,
        finding=lambda fiche: finding(fiche, flow),
        key=lambda fiche: key(fiche, (flow,)),
        alternative=lambda fiche: alternative(fiche, flow),
        table=lambda fiche: table(fiche, flow),
        data=lambda fiche: data(fiche, flow),
        listed=written,
        heights=compared_shares.heights,
        reads_like="distinction",
        comparison_key=shared,
        color=flow,
    )


def _of(flow: Flow, shown: Sequence[Figure]) -> bool:
    return any(figure.name == f"distinction-{flow}" for figure in shown)


FIGURES = (_figure("exports"), _figure("imports"))
