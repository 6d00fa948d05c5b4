"""The texts that pages of the web have instead of those of the PDF, or no PDF has, and their order.

They are Markdown files in ``web/`` of an edition, each named as its section; none is needed. What
they say changes no PDF, and so not the fingerprint of the edition.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from tradefiche import resources
from tradefiche.edition.blocks import PLACEHOLDER
from tradefiche.edition.blocks import Block
from tradefiche.edition.markdown import parse
from tradefiche.edition.markdown import read
from tradefiche.errors import EditionError
from tradefiche.messages import _
from tradefiche.spelling import proposal

FOLDER = "web"
STATEMENT = "accessibilite"
"""How accessible the pages are: a page of its own; the project has one for all editions."""
NEWS = "nouveautes"
"""What is new in an edition: a section of its catalogue."""
MAP, INTRODUCTION = "territoires", "introduction"
"""Parts of the page of a fiche that are no section: its map, and what the cover of the PDF says."""
YEAR = "annee"
"""The one placeholder that both may have."""
LINKS = {
    "accessibilite": "",
    "defenseur": "https://formulaire.defenseurdesdroits.fr/",
    "delegues": "https://www.defenseurdesdroits.fr/carte-des-delegues",
}
"""Links that it may use in every edition."""


def read_all(
    folder: Path, sections: Sequence[str], links: Mapping[str, str], faults: list[EditionError]
) -> tuple[dict[str, tuple[Block, ...]], str]:
    """The texts of an edition by name, and the hash of all; what is wrong goes to ``faults``."""
    paths = {path.stem: path for path in sorted((folder / FOLDER).glob("*.md"))}
    known = (STATEMENT, NEWS, *sections)
    for name in sorted(paths.keys() - {*known}):
        faults.append(
            EditionError(
                _("{path}: no section is called so", path=paths.pop(name)), proposal(name, known)
            )
        )
    paths = {STATEMENT: resources.assets(FOLDER, f"{STATEMENT}.md"), **paths}
    digest = sha256()
    for path in paths.values():
        with suppress(OSError):  # told by ``parse``
            digest.update(path.read_bytes())
    found = {name: parse(path, {**LINKS, **links}, faults) for name, path in paths.items()}
    for name in {STATEMENT, NEWS} & paths.keys():
        faults += _beyond_year(paths[name])
    return found, digest.hexdigest()


def wrong_sections(
    path: Path, chosen: Sequence[str], sections: Sequence[str]
) -> Iterator[EditionError]:
    """What ``[web] sections`` names that no page has, or twice."""
    known = (MAP, INTRODUCTION, *sections)
    for place, name in enumerate(chosen):
        if name not in known:
            yield EditionError(
                _("{path}: [web] sections: {name} is no section", path=path, name=name),
                proposal(name, known),
            )
        elif name in chosen[:place]:
            yield EditionError(
                _("{path}: [web] sections: {name} stands twice", path=path, name=name),
                _("Leave one of the two."),
            )


def _beyond_year(path: Path) -> Iterator[EditionError]:
    """What a text cannot fill in that is about no département."""
    with suppress(EditionError):  # told by ``parse``
        for number, line in enumerate(read(path).splitlines(), 1):
            for name in PLACEHOLDER.findall(line):
                if name != YEAR:
                    yield EditionError(
                        _(
                            "{path}:{line}: {placeholder} stands for nothing in this text",
                            path=path,
                            line=number,
                            placeholder=f"{{{name}}}",
                        ),
                        _(
                            "It is about the whole site: {placeholder} alone can be used in it.",
                            placeholder=f"{{{YEAR}}}",
                        ),
                    )
