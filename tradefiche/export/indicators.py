"""Every indicator of a fiche as one row: totals, ranks, profile, change; no figure, no list.

Columns are named once, here, beside what they hold; ``docs/data-files.md`` describes them. A
measure that ranks départements is six columns: its value, and its name with ``STANDING`` behind.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain

from tradefiche.fiche import Concentration
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowChange
from tradefiche.fiche import FlowProfile
from tradefiche.fiche import PartnerWeight
from tradefiche.fiche import Profile
from tradefiche.fiche import Standing
from tradefiche.figures.table import Column
from tradefiche.figures.table import Kind
from tradefiche.figures.table import Table
from tradefiche.figures.table import Value
from tradefiche.wording.sentences import figure_mark

STANDING = ("rang", "ex_aequo", "sur", "mediane", "france")
"""What a measure has beside its value: see ``fiche.Standing``."""

Cell = tuple[Column, Value]
"""A value under its column."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Indicators that are read together: a sheet of a workbook."""

    name: str
    title: str
    cells: Callable[[Fiche, Profile], Iterator[Cell]]


def table(fiches: Sequence[Fiche], themes: Sequence[Theme] = ()) -> Table:
    """A row a fiche, in their order.

    Args:
        fiches: one at least, made by this version: those of schema 1 have no profile.
        themes: which indicators; all without any.
    """
    rows = [list(_row(fiche, themes or THEMES)) for fiche in fiches]
    columns = tuple(column for column, _ in rows[0])
    return Table(fiches[0].place, columns, tuple(tuple(v for _, v in row) for row in rows))


def _row(fiche: Fiche, themes: Sequence[Theme]) -> Iterator[Cell]:
    profile = fiche.profile
    if profile is None:
        raise ValueError(f"the fiche of {fiche.place.name} has no profile")
    region = fiche.region
    yield Column("annee", "Année", "rank"), fiche.year
    yield Column("code_departement", "Code", "code"), fiche.place.code
    yield Column("departement", "Département", "text"), fiche.place.name
    yield Column("code_region", "Code de la région", "code"), region.code if region else None
    yield Column("region", "Région", "text"), region.name if region else None
    yield from chain.from_iterable(theme.cells(fiche, profile) for theme in themes)
    yield Column("mention", "Mention", "text"), figure_mark(fiche) or None


def _totals(fiche: Fiche, profile: Profile) -> Iterator[Cell]:
    yield from _standing("exportations_euros", "Exportations", "euros", profile.exports.total)
    yield (
        Column("exportations_part_region", "Part des exportations de la région", "share"),
        (fiche.exports.share_of_region),
    )
    yield (
        Column("exportations_part_france", "Part des exportations de la France", "share"),
        (fiche.exports.share_of_france),
    )
    yield from _standing("importations_euros", "Importations", "euros", profile.imports.total)
    yield (
        Column("importations_part_region", "Part des importations de la région", "share"),
        (fiche.imports.share_of_region),
    )
    yield (
        Column("importations_part_france", "Part des importations de la France", "share"),
        (fiche.imports.share_of_france),
    )
    yield Column("solde_euros", "Solde", "balance"), fiche.balance
    yield from _standing("taux_couverture", "Taux de couverture", "share", profile.coverage)


def _exports(_: Fiche, profile: Profile) -> Iterator[Cell]:
    yield from _partners("exportations", "client", profile.exports)
    exposure = profile.exports.exposure
    states = exposure.united_states if exposure else Standing()
    yield from _standing("exportations_part_etats_unis", "Part des États-Unis", "share", states)
    yield from _concentration("exportations", "client", profile.exports.concentration)


def _imports(_: Fiche, profile: Profile) -> Iterator[Cell]:
    yield from _partners("importations", "fournisseur", profile.imports)
    yield from _concentration("importations", "fournisseur", profile.imports.concentration)
    found = profile.imports.concentrated
    yield (
        Column("achats_concentres_nombre", "Achats concentrés", "rank"),
        (len(found.rows) if found else None),
    )
    yield (
        Column("achats_concentres_hors_union_euros", "Dont hors Union", "euros"),
        (sum(row.outside for row in found.rows) if found else None),
    )


def _changes(fiche: Fiche, _: Profile) -> Iterator[Cell]:
    evolution = fiche.evolution
    for flow, change in (
        ("exportations", evolution.exports if evolution else None),
        ("importations", evolution.imports if evolution else None),
    ):
        yield from _change(flow, change)


def _change(flow: str, change: FlowChange | None) -> Iterator[Cell]:
    before = Column(f"{flow}_avant_euros", f"{flow.capitalize()}, année d’avant", "euros")
    yield before, change.before if change else None
    yield (
        Column(f"{flow}_variation_euros", f"Variation des {flow}", "balance"),
        (change.amount if change else None),
    )
    yield (
        Column(f"{flow}_variation", f"Variation des {flow}, en %", "gap"),
        (change.rate if change else None),
    )


def _partners(flow: str, partner: str, profile: FlowProfile) -> Iterator[Cell]:
    yield Column(f"{flow}_union_euros", "Union européenne", "euros"), profile.union
    yield Column(f"{flow}_hors_union_euros", "Hors Union", "euros"), profile.elsewhere
    yield (
        Column(f"{flow}_non_precise_euros", "Retours, pays non précisés", "euros"),
        (profile.unspecified),
    )
    yield from _standing(f"{flow}_part_union", "Part de l’Union", "share", profile.union_share)
    yield Column(f"{flow}_pays", "Nombre de pays", "rank"), profile.partner_count
    yield Column(f"{flow}_produits", "Nombre de produits", "rank"), profile.product_count
    first = map(_partner, profile.partners[:1])
    yield from _first(f"{flow}_premier_pays", f"Premier {partner}", *first)
    beyond = map(_partner, [profile.first_elsewhere] if profile.first_elsewhere else [])
    yield from _first(f"{flow}_premier_hors_union", f"Premier {partner} hors Union", *beyond)
    products = [(p.product.code, p.product.label, p.weight.here) for p in profile.products]
    yield from _first(f"{flow}_premier_produit", "Premier produit", *products[:1])


def _partner(found: PartnerWeight) -> tuple[str, str, float]:
    return found.country.code, found.country.name, found.weight.here


def _first(name: str, title: str, *found: tuple[str, str, float]) -> Iterator[Cell]:
    """Code, name and part of the first of some; nothing without any."""
    code, words, part = found[0] if found else (None, None, None)
    yield Column(f"{name}_code", f"{title}, code", "code"), code
    yield Column(name, title, "text"), words
    yield Column(f"{name}_part", f"{title}, part", "share"), part


def _concentration(flow: str, partner: str, found: Concentration) -> Iterator[Cell]:
    measures: tuple[tuple[str, str, Kind, Standing], ...] = (
        ("part_premier_pays", f"Part du premier {partner}", "share", found.first_partner),
        ("part_trois_pays", f"Part des trois premiers {partner}s", "share", found.three_partners),
        ("part_trois_produits", "Part des trois premiers produits", "share", found.three_products),
        ("equivalent_pays", f"Nombre équivalent de {partner}s", "number",
         found.partners_equivalent),
        ("equivalent_produits", "Nombre équivalent de produits", "number",
         found.products_equivalent),
    )  # fmt: skip
    for name, title, kind, standing in measures:
        yield from _standing(f"{flow}_{name}", title, kind, standing)


def _standing(name: str, title: str, kind: Kind, of: Standing) -> Iterator[Cell]:
    """The six columns of a measure."""
    ranked = of.rank is not None
    amount: Kind = "median" if kind == "euros" else kind
    values: tuple[tuple[str, Kind, Value], ...] = (
        ("rang", "rank", of.rank),
        ("ex_aequo", "code", ("oui" if of.tied else "non") if ranked else None),
        ("sur", "rank", of.population if ranked else None),
        ("mediane", amount, of.median),
        ("france", kind, of.france),
    )
    titles = dict(zip(STANDING, ("rang", "ex æquo", "sur", "médiane", "France"), strict=True))
    yield Column(name, title, kind), of.value
    for suffix, what, value in values:
        yield Column(f"{name}_{suffix}", f"{title}, {titles[suffix]}", what), value


THEMES = (
    Theme("Totaux", "Exportations, importations, solde", _totals),
    Theme("Exportations", "Clients, produits et concentration des exportations", _exports),
    Theme("Importations", "Fournisseurs, produits et concentration des importations", _imports),
    Theme("Évolution", "Variation depuis l’année d’avant", _changes),
)
