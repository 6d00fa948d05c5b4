"""One year's edition as data: titles, links, thresholds and texts; knows no figures, no pages.

An edition is a folder: ``edition.toml`` and one Markdown file a section. A file that names an
unknown placeholder, link, colour or figure, or uses what cannot be set, is refused with its line.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from hashlib import sha256
from pathlib import Path

import msgspec

from tradefiche import resources
from tradefiche.edition.blocks import Block
from tradefiche.edition.blocks import Slot
from tradefiche.edition.markdown import ADDRESSES
from tradefiche.edition.markdown import parse
from tradefiche.edition.markdown import read
from tradefiche.edition.markdown import require_placeholders
from tradefiche.errors import EditionError
from tradefiche.fiche import Thresholds

COVER = "introduction"
SECTION_COLORS = ("state", "exports", "imports")
BOUNDS = {"ranks": (1, 10), "main_flows": (1, 10), "communes": (1, 100)}
"""What the pages can hold."""


class _EditionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    year: int
    title: str
    program: str
    publisher: str
    keywords: tuple[str, ...]
    sections: tuple[str, ...]
    thresholds: Thresholds
    colors: dict[str, str]
    links: dict[str, str]


@dataclass(frozen=True)
class Section:
    """One part of the fiche; ``color`` is state, exports or imports."""

    name: str
    color: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Edition:
    """A loaded edition; ``unknown_links`` are the empty ones, printed as plain words."""

    year: int
    title: str
    program: str
    publisher: str
    keywords: tuple[str, ...]
    thresholds: Thresholds
    introduction: Section
    sections: tuple[Section, ...]
    links: dict[str, str] = field(hash=False)
    fingerprint: str

    @property
    def unknown_links(self) -> tuple[str, ...]:
        """Names of the links without an address."""
        return tuple(name for name, address in self.links.items() if not address)


def folder_for(year: int) -> Path:
    """The project's edition of ``year``, or the latest one before it, or the first."""
    root = resources.assets("editions")
    years = sorted(int(path.name) for path in root.iterdir() if path.name.isdigit())
    earlier = [known for known in years if known <= year]
    return root / str(earlier[-1] if earlier else years[0])


@cache
def load(folder: Path) -> Edition:
    """The edition of a folder.

    Raises:
        EditionError: a file is missing or wrong; the message names the file, and the line when
            a text is at fault.
    """
    path = folder / "edition.toml"
    text = read(path)
    file = _file(path, text)
    require_placeholders(path, text, file.title)
    sections = [
        Section(name, file.colors.get(name, "state"), parse(folder / f"{name}.md", file.links))
        for name in (COVER, *file.sections)
    ]
    _require_each_once(folder, sections)
    digest = sha256(text.encode())
    for section in sections:
        digest.update((folder / f"{section.name}.md").read_bytes())
    return Edition(
        file.year,
        file.title,
        file.program,
        file.publisher,
        file.keywords,
        file.thresholds,
        sections[0],
        tuple(sections[1:]),
        file.links,
        digest.hexdigest(),
    )


def _file(path: Path, text: str) -> _EditionFile:
    """What ``edition.toml`` holds, in the form and within the bounds that pages can take."""
    try:
        file = msgspec.convert(tomllib.loads(text), _EditionFile)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        raise EditionError(
            f"{path}: {error}", "Compare with assets/editions/2024/edition.toml."
        ) from error
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(file.thresholds, name) <= most:
            reason = f"[thresholds] {name} must be between {least} and {most}"
            raise EditionError(f"{path}: {reason}", "Pages and charts are drawn for that many.")
    for name, color in file.colors.items():
        if color not in SECTION_COLORS or name not in file.sections:
            raise EditionError(
                f"{path}: [colors] {name} = {color!r}",
                f"A section's colour is one of {', '.join(SECTION_COLORS)}.",
            )
    for name, address in file.links.items():
        if address and not address.startswith(ADDRESSES):
            reason = f"[links] {name} = {address!r} is not an address"
            raise EditionError(
                f"{path}: {reason}", f"Begin it with {', '.join(ADDRESSES)}, or leave it empty."
            )
    return file


def _require_each_once(folder: Path, sections: Sequence[Section]) -> None:
    """Refuse a second place for one figure, which would number and attach it twice."""
    seen: set[tuple[str, str]] = set()
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Slot) and (block.kind, block.name) in seen:
                raise EditionError(
                    f"{folder / section.name}.md: {block.kind}:{block.name} stands twice",
                    "Leave one of the two.",
                )
            if isinstance(block, Slot):
                seen.add((block.kind, block.name))
