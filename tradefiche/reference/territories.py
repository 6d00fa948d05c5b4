"""Départements, customs regions, France and Territoires d'industrie: codes, names, articles.

It knows no figures and no geometry. A name is never a key: code everywhere, name on the page.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Literal

from tradefiche.errors import UnknownTerritoryError
from tradefiche.fiche import Place
from tradefiche.fiche import Territoire
from tradefiche.fiche import Thresholds
from tradefiche.messages import _
from tradefiche.reference.tables import fold
from tradefiche.reference.tables import rows
from tradefiche.reference.tables import slug

FRANCE = Place(
    level="france",
    code="FR",
    customs_code="FR",
    name="France entière",
    the="la France",
    of="de la France",
    within="en France",
    feminine=True,
    plural=False,
)

CORSE = "20"
MONACO = "99"
"""Monaco is inside the customs territory: counted in its region and in France, without a fiche."""
_MONACO_REGION = "21"

_LEADING_WORDS = frozenset(
    {"departement", "region", "l", "la", "le", "les", "d", "de", "du", "des"}
)


FEWEST_COMMUNES = Thresholds().communes
"""The rule of the original publication: an adjacent territoire needs this many communes."""


@dataclass(frozen=True, slots=True)
class Town:
    """A prefecture or sub-prefecture, where its houses are; degrees WGS 84."""

    name: str
    prefecture: bool
    longitude: float
    latitude: float


def file_stem(place: Place) -> str:
    """The file name of a territory without its ending: « 03-allier », « 22-cotes-d-armor »."""
    return f"{place.code.lower()}-{slug(place.name)}"


@cache
def towns(code: str) -> tuple[Town, ...]:
    """Those of a département (public code): prefectures, then the others, the largest first."""
    return tuple(
        Town(
            row["name"],
            row["rank"] == "préfecture",
            float(row["longitude"]),
            float(row["latitude"]),
        )
        for row in rows("chefs_lieux")
        if row["departement"] == code
    )


@cache
def departements() -> tuple[Place, ...]:
    """The 100 départements of the customs, by public code; Corse is one, ``20``."""
    return tuple(_departement(row) for row in rows("departements"))


@cache
def regions() -> tuple[Place, ...]:
    """The 14 customs regions, by customs code; ``24`` is the five overseas ones together."""
    return tuple(_region(row) for row in rows("regions"))


def departement(text: str) -> Place:
    """The département called so.

    Args:
        text: an INSEE code (``03``, ``971``; ``2A`` and ``2B`` are Corse), a customs code
            (``9A``), or a name, whatever its case, accents, hyphens and article.

    Raises:
        UnknownTerritoryError: no département answers; the hint names the nearest.
    """
    place = _departement_keys().get(search_key(text))
    if place is None:
        raise UnknownTerritoryError(
            _("{text} is not a département", text=_quoted(text)), _departement_hint(text)
        )
    return place


@cache
def other_names(code: str) -> tuple[str, ...]:
    """How else a département (public code) is asked for: customs code, parts, former names.

    « Côtes-du-Nord » is one département today; « Seine-et-Oise » is three, and so no name of one.
    """
    row = next(row for row in rows("departements") if row["code"] == code)
    held = [row["customs_code"], *_listed(row["aliases"]), *_listed(row["former"])]
    return tuple(name for name in held if name != code)


def region(text: str) -> Place:
    """The customs region called so.

    Args:
        text: a customs code (``18``, never an INSEE one: ``24`` would be two regions), or a
            name in its official or its customs spelling.

    Raises:
        UnknownTerritoryError: no region answers; the hint names the nearest.
    """
    place = _region_keys().get(search_key(text))
    if place is None:
        raise UnknownTerritoryError(
            _("{text} is not a customs region", text=_quoted(text)), _region_hint(text)
        )
    return place


def region_of(place: Place) -> Place | None:
    """The customs region around a département; None for Corse, its own region, and above."""
    if place.level != "departement" or place.code == CORSE:
        return None
    return _regions_by_code()[customs_departements()[place.customs_code]]


def departements_of(region: Place) -> tuple[Place, ...]:
    """The départements of a customs region, by public code."""
    home = customs_departements()
    return tuple(
        place for place in departements() if home[place.customs_code] == region.customs_code
    )


@cache
def customs_departements() -> Mapping[str, str]:
    """Customs region code of each of the 101 customs département codes, Monaco included."""
    codes = {row["customs_code"]: row["customs_region"] for row in rows("departements")}
    return MappingProxyType({**codes, MONACO: _MONACO_REGION})


@cache
def territoires(
    place: Place, communes: int = FEWEST_COMMUNES
) -> tuple[tuple[Territoire, ...], tuple[Territoire, ...]]:
    """The Territoires d'industrie of a département, by id: those kept, those left out.

    Left out: the adjacent ones (most of them lies elsewhere) with fewer than ``communes`` here.
    A territoire at home is always kept: some have three or four communes in all.

    Raises:
        ValueError: the place is not a département.
    """
    if place.level != "departement":
        raise ValueError(f"Territoires d'industrie are listed by département, not for {place.name}")
    facts = {row["id"]: row for row in rows("territoires")}
    here = [row for row in rows("territoires_departements") if row["departement"] == place.code]
    found = [_territoire(row, facts[row["id"]]) for row in here]
    kept = tuple(t for t in found if t.home or t.communes_here >= communes)
    return kept, tuple(t for t in found if t not in kept)


def _departement(row: dict[str, str]) -> Place:
    return _place("departement", row, row["customs_code"])


def _region(row: dict[str, str]) -> Place:
    return _place("region", row, row["code"])


def _place(
    level: Literal["departement", "region"], row: dict[str, str], customs_code: str
) -> Place:
    return Place(
        level=level,
        code=row["code"],
        customs_code=customs_code,
        name=row["name"],
        the=row["the"],
        of=row["of"],
        within=row["within"],
        feminine=row["feminine"] == "1",
        plural=row["plural"] == "1",
    )


def _territoire(pair: dict[str, str], facts: dict[str, str]) -> Territoire:
    return Territoire(
        id=pair["id"],
        name=facts["name"],
        communes_here=int(pair["communes_here"]),
        communes=int(facts["communes"]),
        home=facts["home"] == pair["departement"],
    )


@cache
def _regions_by_code() -> Mapping[str, Place]:
    return MappingProxyType({place.code: place for place in regions()})


@cache
def _departement_keys() -> Mapping[str, Place]:
    keys: dict[str, Place] = {}
    for row, place in zip(rows("departements"), departements(), strict=True):
        _register(keys, place, [row["code"], row["customs_code"], *_spellings(row)])
    for name, heirs in _divided().items():
        if len(heirs) == 1:
            _register(keys, heirs[0], [name])
    return MappingProxyType(keys)


@cache
def _divided() -> Mapping[str, tuple[Place, ...]]:
    """Former names, and what became of each."""
    found: dict[str, tuple[Place, ...]] = {}
    for row, place in zip(rows("departements"), departements(), strict=True):
        for name in _listed(row["former"]):
            found[name] = (*found.get(name, ()), place)
    return MappingProxyType(found)


@cache
def _region_keys() -> Mapping[str, Place]:
    keys: dict[str, Place] = {}
    for row, place in zip(rows("regions"), regions(), strict=True):
        _register(keys, place, [row["code"], *_spellings(row)])
    return MappingProxyType(keys)


@cache
def _territoire_names() -> Mapping[str, str]:
    return MappingProxyType({search_key(row["name"]): row["name"] for row in rows("territoires")})


def _spellings(row: dict[str, str]) -> list[str]:
    return [row["name"], row["customs_label"], *_listed(row["aliases"])]


def _listed(cell: str) -> list[str]:
    return cell.split("|") if cell else []


def _register(keys: dict[str, Place], place: Place, spellings: Iterable[str]) -> None:
    for spelling in spellings:
        other = keys.setdefault(search_key(spelling), place)
        if other is not place:
            raise ValueError(f"{spelling!r} means both {other.name} and {place.name}")


def search_key(text: str) -> str:
    """What remains when case, accents, punctuation, spaces and leading articles are ignored."""
    words = fold(text).split()
    while len(words) > 1 and words[0] in _LEADING_WORDS:
        del words[0]
    key = "".join(words)
    return key.zfill(2) if key.isdigit() else key  # a spreadsheet makes 3 of 03


def _quoted(text: str) -> str:
    return _("“{text}”", text=text) if text.strip() else _("an empty text")


def _departement_hint(text: str) -> str:
    key = search_key(text)
    if key in {MONACO, "monaco", "principautedemonaco"}:
        named = _("99 is Monaco in the customs' codes.") + " " if key == MONACO else ""
        return named + _(
            "Monaco is counted in Provence-Alpes-Côte d’Azur and in France; it has no fiche."
        )
    if key in _region_keys():
        return _("{name} is a region; give one of its départements.", name=_region_keys()[key].name)
    if key in _territoire_names():
        return _(
            "{name} is a Territoire d’industrie; tradefiche list territoires says in which "
            "départements.",
            name=_territoire_names()[key],
        )
    for name, heirs in _divided().items():
        if key == search_key(name):
            return _(
                "{name} was divided: {departements}.",
                name=name,
                departements=", ".join(_named(heirs)),
            )
    return _nearest_hint(text, departements()) or _("Give a code (03, 971) or a name (Allier).")


def _region_hint(text: str) -> str:
    key = search_key(text)
    for row, place in zip(rows("regions"), regions(), strict=True):
        if key in row["insee_codes"].split():
            return _(
                "{insee} is an INSEE code; the customs code of {region} is {code}.",
                insee=key,
                region=place.name,
                code=place.code,
            )
    if key in _departement_keys():
        place = _departement_keys()[key]
        around = region_of(place)
        if around:
            return _("{name} is a département of {region}.", name=place.name, region=around.name)
        return _("{name} is a département.", name=place.name)
    return _nearest_hint(text, regions()) or _("Give a customs code (18) or a name (Bretagne).")


def _nearest_hint(text: str, places: Iterable[Place]) -> str:
    near = _nearest(search_key(text), places)
    return did_you_mean(_named(near)) if near else ""


def did_you_mean(names: Iterable[str]) -> str:
    """« Did you mean Aube (10) or Aude (11)? »."""
    return _("Did you mean {names}?", names=_(" or ").join(names))


def _named(places: Iterable[Place]) -> list[str]:
    return [f"{place.name} ({place.code})" for place in places]


def _nearest(key: str, places: Iterable[Place]) -> list[Place]:
    from difflib import get_close_matches  # only needed on the way to an error

    by_key = {search_key(place.name): place for place in places}
    if len(key) < 3:
        return []
    within = [name for name in by_key if key in name]
    close = get_close_matches(key, by_key, n=3, cutoff=0.65)
    return [by_key[name] for name in dict.fromkeys([*within, *close])][:5]
