"""What finds a place on the catalogue: its script, and all communes that lead to a Territoire.

The communes are a script too, which a page opened from a disc may load; it is asked for when
someone first looks for a place. Another commune is told to be of no Territoire d'industrie.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import partial
from importlib import resources

from tradefiche.manifest import PACKS
from tradefiche.reference import industry
from tradefiche.reference import tables as reference
from tradefiche.reference import territories
from tradefiche.web.pages import MadeFile
from tradefiche.web.pages import depends

SCRIPT = "catalogue.js"
COMMUNES = "communes.js"
PARTS = ("search", "catalogue")


Group = tuple[str, str, str]
"""Address of the Territoire or nothing, code of the département, names with « | » between them."""


def files(year: int) -> Iterator[MadeFile]:
    """Both scripts, beside the catalogue of a year."""
    for name, content in ((SCRIPT, script()), (COMMUNES, communes())):
        yield MadeFile(f"{year}/{name}", depends(name, content), partial(bytes, content))


def script() -> bytes:
    """What the catalogue does."""
    folder = resources.files(__package__) / "js"
    return b"".join([(folder / f"{name}.js").read_bytes() for name in PARTS])


def communes() -> bytes:
    """All communes that are known, as a script that names them."""
    told = json.dumps([*groups()], ensure_ascii=False, separators=(",", ":"))
    return f"var COMMUNES={told};\n".encode()


def groups() -> Iterator[Group]:
    """The communes of each Territoire by département; then the chief towns of none."""
    known: set[tuple[str, str]] = set()
    for whole in industry.everything():
        held: dict[str, set[str]] = {}
        for grouping in industry.groupings(whole):
            for commune in grouping.communes:
                held.setdefault(commune.departement, set()).add(commune.name)
        for code, names in sorted(held.items()):
            known |= {(code, name) for name in names}
            yield f"{PACKS}/{industry.file_stem(whole)}.html", code, _listed(names)
    for place in territories.departements():
        towns = {town.name for town in territories.towns(place.code)}
        others = {name for name in towns if (place.code, name) not in known}
        if others:
            yield "", place.code, _listed(others)


def _listed(names: set[str]) -> str:
    return "|".join(sorted(names, key=lambda name: (reference.fold(name), name)))
