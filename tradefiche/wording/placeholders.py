"""The named values that an edition's texts may use, as ``{name}``; the only list of them."""

from __future__ import annotations

from collections.abc import Callable

from tradefiche.fiche import Fiche
from tradefiche.wording.french import capitalised
from tradefiche.wording.french import count
from tradefiche.wording.french import day
from tradefiche.wording.french import quarters
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import millions
from tradefiche.wording.sentences import CUSTOMS

CORSE = "20"
OVERSEAS = "24"


def _noun(fiche: Fiche, generic: str, corse: str) -> str:
    """« le département », except in Corse, which is two of them."""
    return corse if fiche.place.code == CORSE else generic


def _countries(fiche: Fiche) -> str:
    number = len(fiche.countries)
    return f"{count(number)} pays"


def _region_name(fiche: Fiche) -> str:
    return fiche.region.name if fiche.region else ""


def _source(fiche: Fiche) -> str:
    what = (
        f"{CUSTOMS}, statistiques départementales et régionales du commerce extérieur, année "
        f"{fiche.year}, données ouvertes"
    )
    if fiche.marks.demonstration:
        return (
            "Jeu de démonstration : toutes les valeurs de cette fiche sont fictives. En "
            f"production, elles viennent de la {what}."
        )
    updated = day(fiche.provenance.updated)
    date = f" mises à jour le {updated}" if updated else ""
    kept = (
        f" Année incomplète : {quarters(fiche.marks, fiche.year)} seulement."
        if fiche.marks.provisional
        else ""
    )
    return f"{what}{date}. Montants en valeur, en euros courants.{kept}"


def _updated(fiche: Fiche) -> str:
    if fiche.marks.demonstration:
        return "Les valeurs de cette fiche sont fictives : c’est un jeu de démonstration."
    updated = day(fiche.provenance.updated)
    return f"Données mises à jour le {updated}." if updated else ""


def _place_note(fiche: Fiche) -> str:
    if fiche.region and fiche.region.customs_code == OVERSEAS:
        return (
            "Les Douanes comptent ensemble les cinq départements d’outre-mer : ils tiennent ici "
            "lieu de région."
        )
    if fiche.place.code == CORSE:
        return "Les Douanes ne distinguent pas les deux départements de Corse."
    return ""


def _both(fiche: Fiche, with_region: str, alone: str) -> str:
    return with_region if fiche.region else alone


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
    "la_region_et_le_pays": lambda f: _both(f, "la région et dans le pays", "le pays"),
    "pour_la_region_puis_le_pays": lambda f: _both(
        f, "pour la région puis pour le pays", "pour le pays"
    ),
    "nombre_pays": _countries,
    "rangs": lambda f: count(f.thresholds.ranks),
    "flux": lambda f: count(f.thresholds.main_flows),
    "communes": lambda f: count(f.thresholds.communes, feminine=True),
    "exportations": lambda f: f"{millions(f.exports.total)}{NBSP}M€",
    "importations": lambda f: f"{millions(f.imports.total)}{NBSP}M€",
    "exportations_france": lambda f: f"{millions(f.exports.france.total)}{NBSP}M€",
    "importations_france": lambda f: f"{millions(f.imports.france.total)}{NBSP}M€",
    "source_donnees": _source,
    "date_donnees_phrase": _updated,
    "note_territoire": _place_note,
}
"""Name → what it stands for in one fiche. ``docs/guide.md`` describes each (a test checks)."""


def values(fiche: Fiche) -> dict[str, str]:
    """Every placeholder's value for ``fiche``."""
    return {name: value(fiche) for name, value in VALUES.items()}
