"""A section's Markdown read into blocks; what it names or uses wrongly is refused with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Mapping
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

import mistune

from tradefiche import figures
from tradefiche import resources
from tradefiche.edition.blocks import PLACEHOLDER
from tradefiche.edition.blocks import Block
from tradefiche.edition.blocks import Heading
from tradefiche.edition.blocks import Inline
from tradefiche.edition.blocks import Items
from tradefiche.edition.blocks import Note
from tradefiche.edition.blocks import PageBreak
from tradefiche.edition.blocks import Paragraph
from tradefiche.edition.blocks import Slot
from tradefiche.errors import EditionError
from tradefiche.errors import cause
from tradefiche.figures import essentiel
from tradefiche.messages import _
from tradefiche.spelling import proposal
from tradefiche.wording.placeholders import VALUES

PANELS = ("exports", "imports")
ESSENTIEL = ("reperes", "phrases", "listes")
"""The parts of « L’essentiel »: panels, sentences, lists."""
KINDS = ("figure", "donnees", "chiffres", "essentiel", "marques")
"""What may stand between paragraphs, as ``![title](kind:name)``."""
ADDRESSES = ("https://", "http://", "mailto:")


def is_address(text: str) -> bool:
    """Whether a link can lead there: a host or a mailbox, and no space."""
    start = next((start for start in ADDRESSES if text.startswith(start)), "")
    rest = text.removeprefix(start)
    return bool(start) and re.fullmatch(r"[^\s/?#][^\s]*", rest) is not None


def read(path: Path) -> str:
    """The text of a file.

    Raises:
        EditionError: there is none, or it is not UTF-8.
    """
    try:
        return path.read_text("utf-8")
    except (OSError, ValueError) as error:  # not UTF-8, or a name that can be none of a file
        raise EditionError(
            _(
                "{path}: cannot be read ({error})",
                path=path,
                error=cause(error) if isinstance(error, OSError) else _("not UTF-8"),
            ),
            _("An edition folder holds edition.toml and one .md file for each section it names."),
        ) from error


@dataclass(frozen=True)
class _Source:
    """A Markdown file being read; the parser does not keep its lines, so they are looked up."""

    path: Path
    text: str
    links: Mapping[str, str]

    def where(self, node: Mapping[str, Any]) -> str:
        """« file:line » of a node, by its first words or its target."""
        words = _first_words(node).strip().partition("\n")[0]
        for number, line in enumerate(self.text.splitlines(), 1):
            if words and words in line:
                return f"{self.path}:{number}"
        return str(self.path)


def _first_words(node: Mapping[str, Any]) -> str:
    found = node.get("attrs", {}).get("url") or node.get("raw", "")
    return str(found or next(filter(None, map(_first_words, node.get("children", ()))), ""))


def parse(
    path: Path,
    links: Mapping[str, str],
    faults: list[EditionError],
    *,
    cover: bool = False,
    single: bool = False,
    names: Collection[str] = VALUES,
) -> tuple[Block, ...]:
    """The blocks of a section, its title first; what is wrong goes to ``faults``, with its line.

    Args:
        cover: only paragraphs stand under the title.
        single: only paragraphs and the parts of « L’essentiel » do.
        names: of the placeholders that it may use.
    """
    try:
        source = _Source(path, read(path), links)
    except EditionError as error:
        faults.append(error)
        return (Heading(1, (Inline(path.stem),)),)
    faults += wrong_placeholders(path, enumerate(source.text.splitlines(), 1), names)
    nodes: Any = mistune.create_markdown(renderer=None)(source.text)
    nodes = [part for node in nodes if node["type"] != "blank_line" for part in _apart(node)]
    made: list[Block] = []
    if not nodes or not _is_title(nodes[0]):
        faults.append(
            EditionError(
                _("{path}:1: does not begin with a title", path=path),
                _("Begin it with « # Title »."),
            )
        )
        made.append(Heading(1, (Inline(path.stem),)))
    for index, node in enumerate(nodes):
        try:
            block = _block(source, node, first=index == 0, cover=cover)
            if single and index:
                _require_single(source, node, block)
        except EditionError as error:
            faults.append(error)
        else:
            if set(PLACEHOLDER.findall(repr(block))) <= {*names}:
                made.append(block)
    return tuple(made)


def _apart(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A paragraph, its lines that are only an image being paragraphs of their own."""
    if node["type"] != "paragraph":
        yield node
        return
    lines: list[list[Any]] = [[]]
    for child in node["children"]:
        if child["type"] == "softbreak":
            lines.append([])
        else:
            lines[-1].append(child)
    for alone, group in groupby(lines, lambda line: [c["type"] for c in line] == ["image"]):
        held = list(group)
        for part in held if alone else [_joined(held)]:
            yield {**node, "children": part}


def _joined(lines: Sequence[list[Any]]) -> list[Any]:
    """Lines as they were, with their breaks between them."""
    return [*lines[0], *(c for line in lines[1:] for c in ({"type": "softbreak"}, *line))]


def _is_title(node: Mapping[str, Any]) -> bool:
    return bool(node["type"] == "heading" and node["attrs"]["level"] == 1)


def wrong_placeholders(
    path: Path, lines: Iterable[tuple[int, str]], names: Collection[str] = VALUES
) -> Iterator[EditionError]:
    """What is no placeholder in some lines of a file, given with their numbers."""
    for number, line in lines:
        stray = PLACEHOLDER.sub("", line)
        unknown = [name for name in PLACEHOLDER.findall(line) if name not in names]
        if unknown or "{" in stray or "}" in stray:
            brace = next((brace for brace in stray if brace in "{}"), "")
            placeholder = f"{{{unknown[0]}}}" if unknown else brace
            hint = proposal(unknown[0] if unknown else "", [*names])
            yield EditionError(
                _(
                    "{path}:{line}: unknown placeholder {placeholder}",
                    path=path,
                    line=number,
                    placeholder=placeholder,
                ),
                hint,
            )


def _block(
    source: _Source, node: dict[str, Any], *, first: bool = False, cover: bool = False
) -> Block:
    kind = node["type"]
    if _is_title(node) and not first:
        raise EditionError(
            _("{where}: a second title is not used in an edition", where=source.where(node)),
            _("One « # Title » a file; « ## Title » stands in the margin."),
        )
    if cover and not first and (kind != "paragraph" or node["children"][0]["type"] == "image"):
        raise EditionError(
            _(
                "{where}: {element} is not used on the cover",
                where=source.where(node),
                element=_named(kind),
            ),
            _("Under its title the cover has paragraphs only."),
        )
    if kind == "thematic_break":
        return PageBreak()
    if kind == "heading" and node["attrs"]["level"] <= 2:
        return Heading(node["attrs"]["level"], _inlines(source, node["children"]))
    if kind == "list":
        items = tuple(
            _inlines(source, [c for part in item["children"] for c in part.get("children", [part])])
            for item in node["children"]
        )
        return Items(items, node["attrs"]["ordered"])
    if kind == "block_quote":
        inner = [child for child in node["children"] if child["type"] != "blank_line"]
        paragraphs = [_block(source, child) for child in inner]
        if all(isinstance(paragraph, Paragraph) for paragraph in paragraphs):
            return Note(tuple(p.text for p in paragraphs if isinstance(p, Paragraph)))
    if kind == "paragraph":
        children = node["children"]
        if len(children) == 1 and children[0]["type"] == "image":
            return _slot(source, children[0])
        if not _first_words(node).startswith("|"):
            return Paragraph(_inlines(source, children))
        kind = "table"
    raise EditionError(
        _(
            "{where}: {element} is not used in an edition",
            where=source.where(node),
            element=_named(kind),
        ),
        _(
            "Use titles of two levels, paragraphs, simple lists, > notes of "
            "paragraphs, **bold**, *italic*, links, --- for a new page."
        ),
    )


def _named(kind: str) -> str:
    """What Markdown has, as the operator calls it; its own name where nobody would write it."""
    known = {
        "block_code": _("block code"),
        "block_html": _("block html"),
        "block_quote": _("block quote"),
        "block_text": _("block text"),
        "codespan": _("codespan"),
        "heading": _("heading"),
        "image": _("image"),
        "inline_html": _("inline html"),
        "list": _("list"),
        "paragraph": _("paragraph"),
        "table": _("a table"),
        "thematic_break": _("thematic break"),
    }
    return known.get(kind, kind.replace("_", " "))


def _require_single(source: _Source, node: dict[str, Any], block: Block) -> None:
    """A page that stands alone has no more than its room.

    Raises:
        EditionError: it is neither a paragraph nor a part of « L’essentiel ».
    """
    if isinstance(block, Paragraph) or (isinstance(block, Slot) and block.kind == "essentiel"):
        return
    used = f"{block.kind}:{block.name}" if isinstance(block, Slot) else _named(node["type"])
    raise EditionError(
        _(
            "{where}: {element} is not used on the page that stands alone",
            where=source.where(node),
            element=used,
        ),
        _("Under its title it has paragraphs, and ![title](essentiel:NAME)."),
    )


def _slot(source: _Source, image: dict[str, Any]) -> Slot:
    kind, _, name = image["attrs"]["url"].partition(":")
    if kind not in KINDS:
        raise _not_a_target(source, image)
    _require_known(source, image, _slots(kind))
    return Slot(kind, name, "".join(node.get("raw", "") for node in image["children"]))


def _slots(kind: str) -> tuple[str, ...]:
    """What may be named with a kind."""
    if kind == "donnees":
        return (*figures.names(), essentiel.NAME)
    parts = {"chiffres": PANELS, "essentiel": ESSENTIEL, "marques": ("fin",)}
    return parts.get(kind) or figures.names()


def _inlines(source: _Source, nodes: Sequence[dict[str, Any]], **look: Any) -> tuple[Inline, ...]:
    made: list[Inline] = []
    for node in nodes:
        kind = node["type"]
        if kind == "text":
            made.append(Inline(node["raw"], **look))
        elif kind in ("softbreak", "linebreak"):
            made.append(Inline("\n", **look))
        elif kind == "strong":
            made.extend(_inlines(source, node["children"], **{**look, "strong": True}))
        elif kind == "emphasis":
            made.extend(_inlines(source, node["children"], **{**look, "emphasis": True}))
        elif kind == "link":
            made.extend(_inlines(source, node["children"], **{**look, **_target(source, node)}))
        else:
            raise EditionError(
                _(
                    "{where}: {element} is not used in running text",
                    where=source.where(node),
                    element=_named(kind),
                ),
                _("Use plain words, **bold**, *italic* and links; a list has one level."),
            )
    return tuple(made)


def _target(source: _Source, link: dict[str, Any]) -> dict[str, str]:
    url = link["attrs"]["url"]
    kind, _, name = url.partition(":")
    if kind == "couleur":
        _require_known(source, link, _brand_colors())
        return {"color": name}
    if kind == "lien":
        _require_known(source, link, tuple(source.links))
        return {"link": source.links[name]}
    if not is_address(url):
        raise _not_a_target(source, link)
    return {"link": url}


def _require_known(source: _Source, node: dict[str, Any], known: Sequence[str]) -> None:
    kind, _colon, name = node["attrs"]["url"].partition(":")
    if name not in known:
        raise EditionError(
            _("{where}: unknown {kind} {name!r}", where=source.where(node), kind=kind, name=name),
            proposal(name, known),
        )


def _not_a_target(source: _Source, node: dict[str, Any]) -> EditionError:
    return EditionError(
        _("{where}: a link to {target!r}", where=source.where(node), target=node["attrs"]["url"]),
        _(
            "Links are [words](lien:NAME), [words](couleur:TOKEN) or addresses;"
            " what stands alone is ![title](KIND:NAME), of kind {kinds}.",
            kinds=", ".join(KINDS),
        ),
    )


@cache
def _brand_colors() -> tuple[str, ...]:
    """The colours that every brand has, so that an edition can be set with any of them."""
    text = resources.assets("brand", "default", "brand.toml").read_text("utf-8")
    return tuple(tomllib.loads(text)["palette"])
