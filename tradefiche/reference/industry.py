"""The 183 Territoires d'industrie as wholes: found by id or name, with their départements.

``territories.territoires`` sees them from one département; this sees each from above.
"""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from tradefiche.errors import UnknownTerritoryError
from tradefiche.errors import UsageError
from tradefiche.fiche import Fiche
from tradefiche.fiche import Place
from tradefiche.fiche.pack import Commune
from tradefiche.fiche.pack import Grouping
from tradefiche.fiche.pack import Pack
from tradefiche.fiche.pack import Share
from tradefiche.messages import _
from tradefiche.reference import geometry
from tradefiche.reference import tables
from tradefiche.reference import territories


@dataclass(frozen=True, slots=True)
class TerritoireIndustrie:
    """A Territoire d'industrie, its parts by falling number of communes, then code."""

    id: str
    name: str
    communes: int
    parts: tuple[Share, ...]

    @property
    def kept(self) -> tuple[Place, ...]:
        """The départements whose fiches show it, most of its communes first."""
        return tuple(part.departement for part in self.parts if part.kept)


@cache
def everything() -> tuple[TerritoireIndustrie, ...]:
    """All of them, by id."""
    parts: dict[str, list[Share]] = {}
    for place in territories.departements():
        kept, left_out = territories.territoires(place)
        for seen in (*kept, *left_out):
            parts.setdefault(seen.id, []).append(Share(place, seen.communes_here, seen in kept))
    return tuple(
        TerritoireIndustrie(
            row["id"],
            row["name"],
            int(row["communes"]),
            tuple(sorted(parts[row["id"]], key=lambda p: (-p.communes, p.departement.code))),
        )
        for row in tables.rows("territoires")
    )


def of(place: Place) -> tuple[TerritoireIndustrie, ...]:
    """Those with a part in a département, those that its fiche leaves out included."""
    return tuple(
        whole for whole in everything() if any(part.departement == place for part in whole.parts)
    )


def search(text: str) -> tuple[TerritoireIndustrie, ...]:
    """Those called so: by id (ti-8416, 8416), by whole name, else by a part of it.

    Case, accents, hyphens, apostrophes and articles are ignored.

    Raises:
        UnknownTerritoryError: none answers; the hint says whether a département or a region
            does, or names the nearest.
    """
    key = territories.search_key(text)
    exact = _keys().get(key)
    if exact:
        return (exact,)
    found = tuple(whole for name, whole in _names().items() if key and key in name)
    if not found:
        raise UnknownTerritoryError(
            _("“{text}” is not a Territoire d’industrie", text=text), _hint(text)
        )
    return found


def only(text: str) -> TerritoireIndustrie:
    """The one called so.

    Raises:
        UnknownTerritoryError: none answers.
        UsageError: several do; the hint names them.
    """
    found = search(text)
    if len(found) > 1:
        named = ", ".join(f"{whole.name} ({whole.id})" for whole in found)
        raise UsageError(
            _("“{text}” answers to {count} Territoires d’industrie", text=text, count=len(found)),
            _("Choose one: {names}.", names=named),
        )
    return found[0]


def file_stem(whole: TerritoireIndustrie) -> str:
    """The file name of its pack without the ending: « ti-8416-riom-vichy »."""
    return f"{whole.id}-{tables.slug(whole.name)}"


def groupings(whole: TerritoireIndustrie) -> tuple[Grouping, ...]:
    """Its groupings of communes, by falling number of communes, then name."""
    return tuple(
        sorted(_groupings()[whole.id], key=lambda g: (-len(g.communes), tables.fold(g.name)))
    )


def pack(whole: TerritoireIndustrie, fiches: Sequence[Fiche]) -> Pack:
    """What its pack says; ``fiches`` are those of its kept départements, in their order."""
    parts = whole.parts
    entire = len(parts) == 1 and geometry.is_whole(whole.id, parts[0].departement.code)
    return Pack(
        whole.id, whole.name, parts, groupings(whole), tuple(fiches), entire,
        territories.FEWEST_COMMUNES,
    )  # fmt: skip


@cache
def _groupings() -> Mapping[str, tuple[Grouping, ...]]:
    found: dict[str, list[Grouping]] = {}
    members = {(row["id"], row["siren"]): row for row in tables.rows("territoires_communes")}
    for row in tables.rows("territoires_groupements"):
        of_it = members[row["id"], row["siren"]]
        pairs = zip(of_it["communes"].split(), of_it["names"].split("|"), strict=True)
        communes = tuple(Commune(code, name, _departement(code)) for code, name in pairs)
        grouping = Grouping(row["siren"], row["nature"], row["name"], communes)
        found.setdefault(row["id"], []).append(grouping)
    return MappingProxyType({key: tuple(listed) for key, listed in found.items()})


def _departement(commune: str) -> str:
    """The public code of the département of a commune, by the INSEE code of the latter."""
    return territories.departement(commune[:3] if commune.startswith("97") else commune[:2]).code


def extent(whole: TerritoireIndustrie) -> str:
    """« 71 (183) [03 (3)] »: communes by département, in brackets what fiches leave out."""
    words = []
    for part in whole.parts:
        here = f"{part.departement.code} ({part.communes})"
        words.append(here if part.kept else f"[{here}]")
    return " ".join(words)


def summary(whole: TerritoireIndustrie) -> dict[str, Any]:
    """The same as plain data."""
    return {
        "level": "territoire",
        "id": whole.id,
        "name": whole.name,
        "communes": whole.communes,
        "file": file_stem(whole),
        "departements": [
            {
                "code": part.departement.code,
                "name": part.departement.name,
                "communes": part.communes,
                "kept": part.kept,
            }
            for part in whole.parts
        ],
    }


@cache
def _keys() -> Mapping[str, TerritoireIndustrie]:
    by_id = {territories.search_key(whole.id): whole for whole in everything()}
    by_number = {whole.id.removeprefix("ti-"): whole for whole in everything()}
    return MappingProxyType({**by_number, **by_id, **_names()})


@cache
def _names() -> Mapping[str, TerritoireIndustrie]:
    return MappingProxyType({territories.search_key(whole.name): whole for whole in everything()})


def _hint(text: str) -> str:
    for level, find in (("département", territories.departement), ("region", territories.region)):
        try:
            place = find(text)
        except UnknownTerritoryError:
            continue
        values = {"name": place.name, "code": place.code}
        if level == "département":
            return _(
                "{name} ({code}) is a département: tradefiche list territoires --dept {code} "
                "gives those of a département.",
                **values,
            )
        return _(
            "{name} ({code}) is a region: tradefiche list territoires --dept CODE gives those of "
            "a département.",
            **values,
        )
    from difflib import get_close_matches  # only needed on the way to an error

    names = _names()
    near = [
        names[k] for k in get_close_matches(territories.search_key(text), names, n=3, cutoff=0.6)
    ]
    if near:
        return territories.did_you_mean([f"{whole.name} ({whole.id})" for whole in near])
    return _("tradefiche list territoires gives all of them.")
