"""One year's edition as data: titles, links, thresholds and texts; knows no figures, no pages.

An edition is a folder: ``edition.toml`` and one Markdown file a section. A file that names an
unknown placeholder, link, colour or figure, or uses what cannot be set, is refused with its line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from dataclasses import field
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import msgspec

from tradefiche import releases
from tradefiche import resources
from tradefiche.edition import page_texts
from tradefiche.edition.blocks import Block
from tradefiche.edition.blocks import Slot
from tradefiche.edition.markdown import ADDRESSES
from tradefiche.edition.markdown import is_address
from tradefiche.edition.markdown import parse
from tradefiche.edition.markdown import read
from tradefiche.edition.markdown import wrong_placeholders
from tradefiche.errors import EditionError
from tradefiche.fiche import Thresholds
from tradefiche.messages import _
from tradefiche.spelling import misspelt
from tradefiche.spelling import proposal
from tradefiche.wording.placeholders import PACK_VALUES
from tradefiche.wording.placeholders import VALUES

COVER = "introduction"
NOTES = "notes"
"""The folder of the notes, each named by the code of its département, « 03.md », or by the id of
its Territoire d’industrie, « ti-8416.md »."""
PACK = "ti-"
"""What these ids begin with."""
SINGLE = "essentiel-seul"
"""The file of the page that stands alone, where an edition has it."""
SECTION_COLORS = ("state", "exports", "imports")
OWN = Path("editions")
"""Editions of one's own, from where one stands; a folder a year, as the project has them."""
WEB_TABLE = re.compile(r"^\[web\].*?(?=^\[|\Z)", re.DOTALL | re.MULTILINE)
"""What ``edition.toml`` says of pages alone."""
BOUNDS = {"ranks": (1, 10), "main_flows": (1, 10), "communes": (1, 100)}
"""What the pages can hold."""


_USUAL = Thresholds()


class _Thresholds(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    ranks: int = _USUAL.ranks
    main_flows: int = _USUAL.main_flows
    communes: int = _USUAL.communes


class _Documents(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    essentiel: bool = False
    xlsx: bool = False


class _Web(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    sections: tuple[str, ...] = ()


class _EditionFile(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    year: int
    title: str
    program: str
    publisher: str
    keywords: tuple[str, ...]
    sections: tuple[str, ...]
    thresholds: _Thresholds
    colors: dict[str, str]
    links: dict[str, str]
    documents: _Documents = _Documents()
    made_with: str = ""
    web: _Web = _Web()


@dataclass(frozen=True)
class Section:
    """One part of the fiche; ``color`` is state, exports or imports."""

    name: str
    color: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Edition:
    """A loaded edition; ``unknown_links`` are the empty ones, printed as plain words.

    Attributes:
        single: « L’essentiel » as a page of its own; None where the edition has none, as those
            made before it.
        with_single: it is built with each fiche, also when nobody asks for it; ``with_workbook``:
            so are its tables.
        fingerprint: of all but the notes.
        notes: a page of one fiche each, by the code of its département, or of one pack, by its id.
        web: what pages of the web have instead of a section, by its name; and the statement.
        web_sections: those of the page of a fiche, in its order; empty for all in the usual one.
        web_fingerprint: of both, which no PDF depends on.
        made_with: the version of the program that it was copied from, where it says so.
    """

    folder: Path
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
    single: Section | None = None
    with_single: bool = False
    with_workbook: bool = False
    notes: dict[str, Section] = field(default_factory=dict, hash=False)
    web: dict[str, Section] = field(default_factory=dict, hash=False)
    web_sections: tuple[str, ...] = ()
    web_fingerprint: str = ""
    made_with: str = ""

    def sections_of(self, code: str) -> tuple[Section, ...]:
        """Those of a département: its note, where there is one, follows the last figure."""
        if code not in self.notes:
            return self.sections
        figures = [
            n for n, each in enumerate(self.sections, 1) if any(map(_is_figure, each.blocks))
        ]
        place = max(figures, default=0)
        return (*self.sections[:place], self.notes[code], *self.sections[place:])

    def fingerprint_of(self, codes: Iterable[str]) -> str:
        """Of what a document is made of: the notes of its codes and ids, and no others."""
        notes = [repr(self.notes[code]) for code in codes if code in self.notes]
        if not notes:
            return self.fingerprint
        return sha256("\n".join((self.fingerprint, *notes)).encode()).hexdigest()

    def file(self, section: str) -> Path:
        """The Markdown file of a section."""
        return self.folder / f"{section}.md"

    @property
    def settings(self) -> Path:
        """Its ``edition.toml``."""
        return self.folder / "edition.toml"

    def shows(self, figure: str) -> bool:
        """Whether one of its sections has this figure."""
        slots = [b for s in self.sections for b in s.blocks if isinstance(b, Slot)]
        return any(slot.kind == "figure" and slot.name == figure for slot in slots)

    @property
    def unknown_links(self) -> tuple[str, ...]:
        """Names of the links without an address."""
        return tuple(name for name, address in self.links.items() if not address)


def folder_for(year: int) -> Path:
    """The edition of ``year``, or the latest one before it, or the first.

    One in ``editions/`` of the working folder comes before the project's of the same year.
    """
    roots = [resources.assets("editions"), *filter(Path.is_dir, [OWN])]
    found = {
        int(path.name): path
        for root in roots
        for path in root.iterdir()
        if path.name.isdecimal() and path.is_dir() and not _is_of_a_review(path)
    }
    return found[max((known for known in found if known <= year), default=min(found))]


def _is_of_a_review(folder: Path) -> bool:
    """Whether a folder has no edition, and only what ``tradefiche review`` keeps beside one."""
    return [path.name for path in folder.iterdir()] == ["review.toml"]


@cache
def load(folder: Path) -> Edition:
    """The edition of a folder.

    Raises:
        EditionError: a file is missing or wrong; the message names the file, and the line when
            a text is at fault.
    """
    edition, faults = tried(folder)
    if faults or not edition:
        raise faults[0]
    return edition


def tried(folder: Path) -> tuple[Edition | None, tuple[EditionError, ...]]:
    """The edition of a folder without what is wrong in it, and all that is wrong.

    None where ``edition.toml`` cannot be read.
    """
    path = folder / "edition.toml"
    try:
        text = read(path)
        file = _file(path, text)
    except EditionError as error:
        return None, (error,)
    faults = [*_out_of_bounds(path, file), *_wrong_colors(path, file), *_wrong_links(path, file)]
    faults += page_texts.wrong_sections(path, file.web.sections, file.sections)
    lines = enumerate(text.splitlines(), 1)
    number = next((number for number, line in lines if file.title in line), 1)
    unknown = [*wrong_placeholders(path, [(number, file.title)])]
    if unknown:
        file = msgspec.structs.replace(file, title="")
    faults += unknown
    sections = []
    for name in (COVER, *file.sections):
        own = folder / f"{name}.md"
        blocks = parse(own, file.links, faults, cover=name == COVER)
        sections.append(Section(name, file.colors.get(name, "state"), blocks))
    faults += _more_than_once(folder, sections)
    if (folder / f"{SINGLE}.md").exists():
        own = folder / f"{SINGLE}.md"
        blocks = parse(own, file.links, faults, single=True)
        sections.append(Section(SINGLE, "state", blocks))
    elif file.documents.essentiel:
        faults.append(lacks_single(folder))
    notes = _notes(folder, file.links, faults)
    web, web_digest = page_texts.read_all(folder, file.sections, file.links, faults)
    digest = sha256(WEB_TABLE.sub("", text).encode())
    for section in sections:
        with suppress(OSError, ValueError):  # told by ``parse``
            digest.update((folder / f"{section.name}.md").read_bytes())
    made = _made(folder, file, sections, digest.hexdigest(), notes)
    colored = {name: file.colors.get(name, "state") for name in web}
    pages = {name: Section(name, colored[name], blocks) for name, blocks in web.items()}
    order = file.web.sections
    said = " ".join((web_digest, *order))
    return replace(made, web=pages, web_sections=order, web_fingerprint=said), tuple(faults)


def _notes(
    folder: Path, links: Mapping[str, str], faults: list[EditionError]
) -> dict[str, Section]:
    """The notes by code or id; only text stands in them."""
    found = {}
    for path in sorted((folder / NOTES).glob("*.md")):
        code = path.stem.lower()
        of_pack = code.startswith(PACK)
        blocks = parse(path, links, faults, names=PACK_VALUES if of_pack else VALUES)
        if any(isinstance(block, Slot) for block in blocks):
            faults.append(
                EditionError(
                    _("{path}: a note has a figure, or a table", path=path),
                    _("Write titles, paragraphs, lists and > notes in it."),
                )
            )
        found[code if of_pack else code.upper()] = Section(f"{NOTES}/{path.stem}", "state", blocks)
    return found


def _is_figure(block: Block) -> bool:
    return isinstance(block, Slot) and block.kind == "figure"


def _made(
    folder: Path,
    file: _EditionFile,
    sections: Sequence[Section],
    fingerprint: str,
    notes: dict[str, Section],
) -> Edition:
    single = next((each for each in sections if each.name == SINGLE), None)
    return Edition(
        folder,
        file.year,
        file.title,
        file.program,
        file.publisher,
        file.keywords,
        Thresholds(**msgspec.structs.asdict(file.thresholds)),
        sections[0],
        tuple(each for each in sections[1:] if each is not single),
        file.links,
        fingerprint,
        single,
        file.documents.essentiel,
        file.documents.xlsx,
        notes,
        made_with=file.made_with,
    )


def lacks_single(folder: Path) -> EditionError:
    """The error of an edition that is asked for a page that it does not have."""
    return EditionError(
        _(
            "{folder}: has no {file}, the page of L’essentiel that stands alone",
            folder=folder,
            file=f"{SINGLE}.md",
        ),
        _(
            "Copy it from assets/editions/2024/{file}, or build without --essentiel and "
            "[documents] essentiel.",
            file=f"{SINGLE}.md",
        ),
    )


def _file(path: Path, text: str) -> _EditionFile:
    """What ``edition.toml`` holds, in the form that it must have."""
    said: dict[str, Any] = {}
    try:
        said = tomllib.loads(text)
        return msgspec.convert(said, _EditionFile)
    except (ValueError, RecursionError, msgspec.ValidationError) as error:
        later = releases.newer(str(path), str(said.get("made_with", "")))
        raise EditionError(
            _("{path}: {reason}", path=path, reason=error),
            (later and _("Take that version or a later one: {later}.", later=later))
            or misspelt(str(error), _EditionFile)
            or _("Compare with assets/editions/2024/edition.toml."),
        ) from error


def _out_of_bounds(path: Path, file: _EditionFile) -> Iterator[EditionError]:
    for name, (least, most) in BOUNDS.items():
        if not least <= getattr(file.thresholds, name) <= most:
            yield EditionError(
                _(
                    "{path}: [thresholds] {name} must be between {least} and {most}",
                    path=path,
                    name=name,
                    least=least,
                    most=most,
                ),
                _("Pages and charts are drawn for that many."),
            )


def _wrong_colors(path: Path, file: _EditionFile) -> Iterator[EditionError]:
    for name, color in file.colors.items():
        if name not in file.sections:
            yield EditionError(
                _("{path}: [colors] {name} is no section", path=path, name=name),
                proposal(name, file.sections),
            )
        elif color not in SECTION_COLORS:
            yield EditionError(
                _("{path}: [colors] {name} = {color!r}", path=path, name=name, color=color),
                _(
                    "A section's colour is one of {colors}.",
                    colors=", ".join(SECTION_COLORS),
                ),
            )


def _wrong_links(path: Path, file: _EditionFile) -> Iterator[EditionError]:
    for name, address in file.links.items():
        if address and not is_address(address):
            yield EditionError(
                _(
                    "{path}: [links] {name} = {address!r} is not an address",
                    path=path,
                    name=name,
                    address=address,
                ),
                _("Begin it with {addresses}, or leave it empty.", addresses=", ".join(ADDRESSES)),
            )


def _more_than_once(folder: Path, sections: Sequence[Section]) -> Iterator[EditionError]:
    """A second place for one figure, which would number and attach it twice."""
    seen: set[tuple[str, str]] = set()
    for section in sections:
        for block in section.blocks:
            if isinstance(block, Slot) and (block.kind, block.name) in seen:
                yield EditionError(
                    _(
                        "{path}: {figure} stands twice",
                        path=folder / f"{section.name}.md",
                        figure=f"{block.kind}:{block.name}",
                    ),
                    _("Leave one of the two."),
                )
            if isinstance(block, Slot):
                seen.add((block.kind, block.name))
