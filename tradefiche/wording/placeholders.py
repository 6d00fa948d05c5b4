"""The named values that an edition's texts may use, as ``{name}``; the only list of them."""

from __future__ import annotations

from collections.abc import Callable

from tradefiche.fiche import Fiche
from tradefiche.fiche.pack import Pack
from tradefiche.wording import evolution
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import day
from tradefiche.wording.french import lacking
from tradefiche.wording.french import listed
from tradefiche.wording.french import typeset
from tradefiche.wording.numbers import compact
from tradefiche.wording.sentences import CUSTOMS
from tradefiche.wording.sentences import not_counted

CORSE = "20"
OVERSEAS = "24"


def _noun(fiche: Fiche, generic: str, corse: str) -> str:
    """« le département », except in Corse, which is two of them."""
    return corse if fiche.place.code == CORSE else generic


def _countries(fiche: Fiche) -> str:
    number = len(fiche.countries)
    if not number:
        return "aucun pays"
    return f"{count(number)} pays" if number > 1 else "un seul pays"


def _region_name(fiche: Fiche) -> str:
    return fiche.region.name if fiche.region else ""


def _source(fiche: Fiche) -> str:
    statistics = "statistiques régionales et départementales du commerce extérieur"
    kept = f" {lacking(fiche.marks, fiche.year, ' seulement')}".rstrip()
    if fiche.marks.demonstration:
        return (
            "Jeu de démonstration : tous les montants de cette fiche sont fictifs. Le jeu a la "
            f"forme des {statistics} de {fiche.year} que la {CUSTOMS} publie en données ouvertes."
            f"{kept}"
        )
    updated = day(fiche.provenance.updated)
    date = f" mises à jour le {updated}" if updated else ""
    return (
        f"{CUSTOMS}, {statistics}, année {fiche.year}, données ouvertes{date}. Montants en "
        f"valeur, en euros courants.{kept}"
    )


def _updated(fiche: Fiche) -> str:
    if fiche.marks.demonstration:
        return "Cette fiche est une démonstration : tous ses montants sont fictifs."
    updated = day(fiche.provenance.updated)
    return f"Données mises à jour le {updated}." if updated else ""


def _place_note(fiche: Fiche) -> str:
    if is_overseas(fiche):
        return (
            "Les Douanes réunissent les cinq départements d’outre-mer : leur ensemble tient ici "
            f"lieu de région. {not_counted(fiche.place)}"
        )
    if fiche.place.code == CORSE:
        one = "Les Douanes ne distinguent pas les deux départements de Corse."
        return f"{one} {not_counted(fiche.place)}"
    return ""


def is_overseas(fiche: Fiche) -> bool:
    """Whether its customs region is the five départements overseas together."""
    return fiche.region is not None and fiche.region.customs_code == OVERSEAS


def _around(fiche: Fiche, region: str, overseas: str, alone: str) -> str:
    """What fits a département of a region, an overseas one, or Corse, which has no region."""
    if fiche.region is None:
        return alone
    return overseas if is_overseas(fiche) else region


VALUES: dict[str, Callable[[Fiche], str]] = {
    "annee": lambda f: str(f.year),
    "code": lambda f: f.place.code,
    "nom": lambda f: f.place.name,
    "le_departement": lambda f: f.place.the,
    "Le_departement": lambda f: capitalised(f.place.the),
    "de_departement": lambda f: f.place.of,
    "dans_departement": lambda f: f.place.within,
    "le_territoire": lambda f: _noun(f, "le département", "la Corse"),
    "du_territoire": lambda f: _noun(f, "du département", "de la Corse"),
    "au_territoire": lambda f: _noun(f, "au département", "à la Corse"),
    "par_territoire": lambda f: _noun(f, "par le département", "par la Corse"),
    "region": _region_name,
    "dans_la_region_et_le_pays": lambda f: _around(
        f,
        "dans la région et dans le pays",
        "parmi les départements d’outre-mer et dans le pays",
        "dans le pays",
    ),
    "pour_la_region_puis_le_pays": lambda f: _around(
        f,
        "pour la région puis pour le pays",
        "pour l’ensemble des départements d’outre-mer puis pour le pays",
        "pour le pays",
    ),
    "nombre_pays": _countries,
    "rangs": lambda f: count(f.thresholds.ranks),
    "flux": lambda f: count(f.thresholds.main_flows),
    "communes": lambda f: count(f.thresholds.communes, feminine=True),
    "exportations": lambda f: compact(f.exports.total, sentence=True),
    "importations": lambda f: compact(f.imports.total, sentence=True),
    "exportations_france": lambda f: compact(f.exports.france.total, sentence=True),
    "importations_france": lambda f: compact(f.imports.france.total, sentence=True),
    "source_donnees": _source,
    "date_donnees_phrase": _updated,
    "note_territoire": _place_note,
    "annee_precedente": lambda f: str(f.year - 1),
    "periode": evolution.period,
    "variation": evolution.sentences,
    "echanges_non_comptes": lambda f: not_counted(f.place),
}
"""Name → what it stands for in one fiche. ``docs/guide.md`` describes each (a test checks)."""


PACK_VALUES: dict[str, Callable[[Pack], str]] = {
    "annee": lambda p: str(p.year),
    "annee_precedente": lambda p: str(p.year - 1),
    "periode": lambda p: evolution.period(p.fiches[0]),
    "code": lambda p: p.id,
    "nom": lambda p: p.name,
    "les_departements": lambda p: listed([fiche.place.the for fiche in p.fiches]),
    "dans_departements": lambda p: listed([fiche.place.within for fiche in p.fiches]),
}
"""The same of the note of a pack, whose amounts are those of no single département."""


def values_of_pack(dossier: Pack) -> dict[str, str]:
    """Every placeholder's value for the note of a pack, with French spaces."""
    return {name: typeset(value(dossier)) for name, value in PACK_VALUES.items()}


def values(fiche: Fiche) -> dict[str, str]:
    """Every placeholder's value for ``fiche``, with French spaces."""
    return {name: typeset(value(fiche)) for name, value in VALUES.items()}
