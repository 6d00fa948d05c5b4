"""One year's edition as data: titles, links, thresholds and texts; knows no figures, no pages.

An edition is a folder: ``edition.toml`` and one Markdown file a section. A file that names an
unknown placeholder, link, colour or figure is refused with its line.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import mistune
import msgspec

from tradefiche import resources
from tradefiche.errors import EditionError
from tradefiche.fiche import Thresholds
from tradefiche.wording.french import typeset
from tradefiche.wording.placeholders import VALUES

FIGURES = (
    *("pays", "produits"),
    *("exports", "exports-region", "exports-france"),
    *("imports", "imports-region", "imports-france"),
)
PANELS = ("exports", "imports")
COVER = "introduction"
SECTION_COLORS = ("state", "exports", "imports")

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_TARGET = re.compile(r"\]\(([^)]*)\)")


@dataclass(frozen=True, slots=True)
class Inline:
    """A stretch of text; ``color`` is a palette token or empty, ``link`` an address or empty."""

    text: str
    strong: bool = False
    emphasis: bool = False
    color: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """A title; level 1 opens the section, level 2 hangs in the margin."""

    level: int
    text: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Running text."""

    text: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class Items:
    """A list; numbered ones get large numerals."""

    items: tuple[tuple[Inline, ...], ...]
    ordered: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """The place of a figure (``kind`` figure), of its table in the annexe (donnees), of key
    numbers (chiffres) or of the closing brand marks (marques)."""

    kind: str
    name: str
    title: str


@dataclass(frozen=True, slots=True)
class Note:
    """A quotation block: set on a tint at the foot of the page."""

    paragraphs: tuple[tuple[Inline, ...], ...]


@dataclass(frozen=True, slots=True)
class PageBreak:
    """What follows is on a new page."""


Block = Heading | Paragraph | Items | Slot | Note | PageBreak


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
    text = _read(path)
    try:
        read = msgspec.convert(tomllib.loads(text), _EditionFile)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise EditionError(
            f"{path}: {error}", "Compare with assets/editions/2024/edition.toml."
        ) from error
    for name, color in read.colors.items():
        if color not in SECTION_COLORS or name not in read.sections:
            raise EditionError(
                f"{path}: [colors] {name} = {color!r}",
                f"A section's colour is one of {', '.join(SECTION_COLORS)}.",
            )
    sections = [
        Section(name, read.colors.get(name, "state"), _parse(folder / f"{name}.md", read.links))
        for name in (COVER, *read.sections)
    ]
    digest = sha256(text.encode())
    for section in sections:
        digest.update((folder / f"{section.name}.md").read_bytes())
    return Edition(
        read.year,
        read.title,
        read.program,
        read.publisher,
        read.keywords,
        read.thresholds,
        sections[0],
        tuple(sections[1:]),
        read.links,
        digest.hexdigest(),
    )


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EditionError(
            f"{path}: cannot be read ({getattr(error, 'strerror', None) or 'not UTF-8'})",
            "An edition folder holds edition.toml and one .md file for each section it names.",
        ) from error


def _parse(path: Path, links: Mapping[str, str]) -> tuple[Block, ...]:
    text = _read(path)
    _check(path, text, links)
    nodes: Any = mistune.create_markdown(renderer=None)(text)
    blocks = tuple(_block(path, node, links) for node in nodes if node["type"] != "blank_line")
    if not blocks or not isinstance(blocks[0], Heading) or blocks[0].level != 1:
        raise EditionError(f"{path}:1: does not begin with a title", "Begin it with « # Title ».")
    return blocks


def _check(path: Path, text: str, links: Mapping[str, str]) -> None:
    """Refuse what the parser could only find without its line."""
    for number, line in enumerate(text.splitlines(), 1):
        for name in _PLACEHOLDER.findall(line):
            if name not in VALUES:
                raise EditionError(
                    f"{path}:{number}: unknown placeholder {{{name}}}",
                    f"Known ones: {', '.join(VALUES)}.",
                )
        for target in _TARGET.findall(line):
            kind, _, name = target.partition(":")
            known: dict[str, Sequence[str]] = {
                "lien": tuple(links),
                "figure": FIGURES,
                "donnees": FIGURES,
                "chiffres": PANELS,
                "marques": ("fin",),
            }
            if kind in known and name not in known[kind]:
                raise EditionError(
                    f"{path}:{number}: unknown {kind} {name!r}",
                    f"Known ones: {', '.join(known[kind])}.",
                )
            if kind not in (*known, "couleur", "http", "https", "mailto"):
                raise EditionError(
                    f"{path}:{number}: a link to {target!r}",
                    "Links are lien:NAME, couleur:TOKEN or addresses; slots are figure:NAME, "
                    "donnees:NAME, chiffres:NAME and marques:fin.",
                )


def _block(path: Path, node: dict[str, Any], links: Mapping[str, str]) -> Block:
    kind = node["type"]
    if kind == "thematic_break":
        return PageBreak()
    if kind == "heading":
        return Heading(node["attrs"]["level"], _inlines(path, node["children"], links))
    if kind == "list":
        items = tuple(
            _inlines(path, [c for part in item["children"] for c in part["children"]], links)
            for item in node["children"]
        )
        return Items(items, node["attrs"]["ordered"])
    if kind == "block_quote":
        inner = [child for child in node["children"] if child["type"] == "paragraph"]
        return Note(tuple(_inlines(path, child["children"], links) for child in inner))
    if kind == "paragraph":
        children = node["children"]
        if len(children) == 1 and children[0]["type"] == "image":
            slot, _, name = children[0]["attrs"]["url"].partition(":")
            return Slot(slot, name, _plain(children[0]["children"]))
        return Paragraph(_inlines(path, children, links))
    raise EditionError(
        f"{path}: {kind.replace('_', ' ')} is not used in an edition",
        "Use titles, paragraphs, lists, > notes, **bold**, *italic*, links, --- for a new page.",
    )


def _plain(nodes: Sequence[dict[str, Any]]) -> str:
    return "".join(node.get("raw", "") for node in nodes)


def _inlines(
    path: Path, nodes: Sequence[dict[str, Any]], links: Mapping[str, str], **look: Any
) -> tuple[Inline, ...]:
    made: list[Inline] = []
    for node in nodes:
        kind = node["type"]
        if kind == "text":
            made.append(Inline(node["raw"], **look))
        elif kind in ("softbreak", "linebreak"):
            made.append(Inline("\n", **look))
        elif kind == "strong":
            made.extend(_inlines(path, node["children"], links, **{**look, "strong": True}))
        elif kind == "emphasis":
            made.extend(_inlines(path, node["children"], links, **{**look, "emphasis": True}))
        elif kind == "link":
            target = _target(node["attrs"]["url"], links)
            made.extend(_inlines(path, node["children"], links, **{**look, **target}))
        else:
            raise EditionError(f"{path}: {kind} is not used in running text", "Use plain words.")
    return tuple(made)


def _target(url: str, links: Mapping[str, str]) -> dict[str, str]:
    kind, _, name = url.partition(":")
    if kind == "couleur":
        return {"color": name}
    return {"link": links[name] if kind == "lien" else url}


def fill(text: Sequence[Inline], values: Mapping[str, str]) -> tuple[Inline, ...]:
    """``text`` with its placeholders replaced and French spaces set."""

    def filled(part: Inline) -> Inline:
        words = substitute(part.text, values)
        return Inline(words, part.strong, part.emphasis, part.color, part.link)

    return tuple(filled(part) for part in text)


def substitute(text: str, values: Mapping[str, str]) -> str:
    """A plain string with its placeholders replaced and French spaces set."""
    replace: Callable[[re.Match[str]], str] = lambda match: values[match.group(1)]  # noqa: E731
    return typeset(_PLACEHOLDER.sub(replace, text))
