"""The table of « L’essentiel »: each measure with its rank, the median and France; no drawing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import Profile
from tradefiche.fiche import Standing
from tradefiche.figures.table import Column
from tradefiche.figures.table import Kind
from tradefiche.figures.table import Row
from tradefiche.figures.table import Table
from tradefiche.wording.french import ordinal
from tradefiche.wording.numbers import column_share
from tradefiche.wording.numbers import compact
from tradefiche.wording.numbers import compact_signed
from tradefiche.wording.numbers import coverage

NAME = "essentiel"
"""How editions and files call it."""

Unit = Literal["euros", "solde", "part", "taux"]
KINDS: dict[Unit, Kind] = {"euros": "euros", "solde": "balance", "part": "share", "taux": "share"}


@dataclass(frozen=True, slots=True)
class _Measure:
    code: str
    name: str
    unit: Unit
    standing: Standing


def applies(fiche: Fiche) -> bool:
    """Whether there is anything to say: not in a document of an earlier schema."""
    return fiche.profile is not None


def table(fiche: Fiche) -> Table:
    """What the annexe prints, each value in the form that suits it; the lists are on the page."""
    columns = (
        Column("indicateur", "Indicateur", "text"),
        Column("valeur", str(fiche.place.name), "rank", 92),
        Column("rang", "Rang", "rank", 88),
        Column("mediane", "Médiane", "rank", 78),
        Column("france", "France", "rank", 78),
    )
    return Table(fiche.place, columns, tuple(_printed(each) for each in _measures(fiche)))


def data(fiche: Fiche) -> Table:
    """The same and the lists, for who computes: whole euros, and fractions of one."""
    columns = (
        Column("code_indicateur", "Code", "code"),
        Column("indicateur", "Indicateur", "text"),
        Column("unite", "Unité", "code"),
        Column("valeur", "Valeur", "mixed"),
        Column("rang", "Rang", "rank"),
        Column("ex_aequo", "Ex æquo", "code"),
        Column("sur", "Sur", "rank"),
        Column("mediane", "Médiane", "mixed"),
        Column("france", "France", "mixed"),
    )
    assert fiche.profile  # or the table does not apply
    measures = (*_measures(fiche), *_firsts(fiche.profile))
    mixed = tuple(KINDS[measure.unit] for measure in measures)
    return Table(fiche.place, columns, tuple(map(_exact, measures)), mixed=mixed)


def _measures(fiche: Fiche) -> Iterator[_Measure]:
    profile = fiche.profile
    assert profile  # or the table does not apply
    yield _Measure("exportations", "Exportations", "euros", profile.exports.total)
    yield _Measure("importations", "Importations", "euros", profile.imports.total)
    yield _Measure("solde", "Solde", "solde", Standing(fiche.balance))
    rate = "Taux de couverture (exportations rapportées aux importations)"
    yield _Measure("couverture", rate, "taux", profile.coverage)
    yield from _of_exports(profile.exports)
    yield _of_union(
        "union_importations", "Part de l’Union européenne, importations", profile.imports
    )


def _firsts(profile: Profile) -> Iterator[_Measure]:
    """The rows of the lists, which the page prints with the share of France."""
    for flow, code, of in ((profile.exports, "export", "exportations"),
                           (profile.imports, "import", "importations")):  # fmt: skip
        for partner in flow.partners:
            weight = Standing(partner.weight.here, france=partner.weight.france)
            name = f"{partner.country.name}, part des {of}"
            yield _Measure(f"{code}_pays_{partner.country.code}", name, "part", weight)
        for product in flow.products:
            weight = Standing(product.weight.here, france=product.weight.france)
            name = f"{product.product.short}, part des {of}"
            yield _Measure(f"{code}_produit_{product.product.code}", name, "part", weight)


def _of_exports(exports: FlowProfile) -> Iterator[_Measure]:
    three = exports.concentration.three_products
    yield _Measure(
        "trois_produits", "Trois premiers produits, part des exportations", "part", three
    )
    yield _of_union("union_exportations", "Part de l’Union européenne, exportations", exports)
    if exports.exposure:
        states = exports.exposure.united_states
        yield _Measure("etats_unis", "Part des États-Unis, exportations", "part", states)


def _of_union(code: str, name: str, flow: FlowProfile) -> _Measure:
    return _Measure(code, name, "part", flow.union_share)


def _printed(measure: _Measure) -> Row:
    standing = measure.standing
    rank = None
    if standing.rank:
        tied = " ex æquo" if standing.tied else ""
        rank = f"{ordinal(standing.rank)}{tied} sur {standing.population}"
    amounts = (standing.value, standing.median, standing.france)
    value, median, france = (_words(measure.unit, each) for each in amounts)
    return (measure.name, value, rank, median, france)


def _words(unit: Unit, value: float | None) -> str | None:
    if value is None:
        return None
    if unit == "euros":
        return compact(int(value))
    if unit == "solde":
        return compact_signed(int(value))
    if unit == "taux":
        return coverage(Fraction(repr(float(value))))
    return column_share(float(value))


def _exact(measure: _Measure) -> Row:
    standing = measure.standing
    unit = "euros" if measure.unit in ("euros", "solde") else "part"
    tied = ("oui" if standing.tied else "non") if standing.rank else None
    of = standing.population if standing.rank else None
    return (
        measure.code, measure.name, unit, standing.value, standing.rank, tied, of,
        standing.median, standing.france,
    )  # fmt: skip
