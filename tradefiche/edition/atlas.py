"""What an edition shows of an atlas: one made before a map was known has the maps that it had."""

from __future__ import annotations

from dataclasses import replace

from tradefiche.edition.folder import Edition
from tradefiche.fiche.atlas import Atlas
from tradefiche.wording import maps
from tradefiche.wording.maps import Measure

COMPARED, EXPOSED = "contributions", "destinations"
"""The figures of fiches that tell what changed in a year, and where exports go."""


def shown(whole: Atlas, edition: Edition) -> Atlas:
    """An atlas, without the change of a year where the edition tells of none."""
    if edition.shows(COMPARED):
        return whole
    alone = tuple(replace(each, change=None) for each in whole.departements)
    return replace(whole, departements=alone, evolution=None)


def measures(atlas: Atlas, edition: Edition) -> tuple[Measure, ...]:
    """What is mapped of an atlas that is shown."""
    exposed = edition.shows(EXPOSED)
    found = tuple(each for each in maps.MEASURES if exposed or each != maps.EXPOSURE)
    return (*found, maps.CHANGE) if atlas.change else found
