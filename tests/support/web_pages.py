"""Pages of the web for the tests: made from fiches of any kind, read back by Python's parser.

A folder of output is written as a build leaves it, with PDFs that are none: pages never read them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from tempfile import TemporaryDirectory

import pdf_reading

from tradefiche import __version__
from tradefiche import brand
from tradefiche import edition
from tradefiche import manifest as manifests
from tradefiche.batch.documents import file_stem
from tradefiche.fiche import Fiche
from tradefiche.fiche import to_json
from tradefiche.manifest import FicheEntry
from tradefiche.manifest import Manifest
from tradefiche.manifest import file_entry
from tradefiche.site_address import SiteAddress
from tradefiche.web import built
from tradefiche.web.built import Built
from tradefiche.web.edition_pages import pages
from tradefiche.web.fiche_page import FichePage

INLINE = {"b", "em", "i", "small", "span", "strong"}
_PARTS = {"td", "th", "tr", "thead", "tbody"}
ENDED_BY_NEXT = {
    "li": {"li"}, "td": {"td", "th"}, "th": {"td", "th"}, "tr": {"td", "th", "tr"},
    "tbody": _PARTS, "tfoot": _PARTS,
}  # fmt: skip
"""What has no end tag, by what may follow it."""
ENDED_BY_END = {"ul": {"li"}, "ol": {"li"}, "table": _PARTS, "tfoot": _PARTS}
"""The same, by the end tags of what holds it."""
VOID = {"br", "col", "hr", "img", "input", "link", "meta"}


def published(
    folder: Path,
    fiches: Iterable[Fiche],
    texts: Path | None = None,
    look: Path | None = None,
) -> Path:
    """A folder of output that holds these fiches, as a build lists them."""
    for fiche in fiches:
        _publish(folder, fiche, texts, look)
    return folder


def _publish(folder: Path, fiche: Fiche, texts: Path | None, look: Path | None) -> None:
    year = folder / str(fiche.year)
    year.mkdir(parents=True, exist_ok=True)
    own = edition.load(texts or edition.folder_for(fiche.year))
    stem = file_stem(fiche.place)
    files = {f"{stem}.json": to_json(fiche), f"{stem}.pdf": b"%PDF of " + stem.encode()}
    for name, content in files.items():
        (year / name).write_bytes(content)
    json, pdf = (file_entry(*each) for each in files.items())
    entry = FicheEntry(
        fiche.place.code,
        fiche.place.customs_code,
        fiche.place.name,
        fiche.region.name if fiche.region else "",
        pdf,
        json,
        12,
        fiche.exports.total,
        fiche.imports.total,
        json.sha256,
        own.fingerprint_of([fiche.place.code]),
        brand.load(look).fingerprint,
        __version__,
        fiche.marks,
    )
    known = manifests.read(year, fiche.year)
    manifests.write(year, Manifest(1, fiche.year, known.fiches).updated(fiches=[entry]))


def ready(
    folder: Path,
    *fiches: Fiche,
    texts: Path | None = None,
    look: Path | None = None,
    address: SiteAddress | None = None,
) -> Built:
    """One year, ready to become pages."""
    year = fiches[0].year
    return built.read(published(folder, fiches, texts, look), year, look, texts, address=address)


def page_of(
    fiche: Fiche,
    texts: Path | None = None,
    look: Path | None = None,
    address: SiteAddress | None = None,
) -> str:
    """The page of a fiche, alone in its edition."""
    with TemporaryDirectory() as folder:
        made = ready(Path(folder), fiche, texts=texts, look=look, address=address)
        (page,) = (each for each in pages(made) if isinstance(each, FichePage))
        return page.content().decode()


@cache
def demonstration(code: str) -> str:
    """That of a département of the demonstration data."""
    return page_of(pdf_reading.fiches()[code])


# -- reading ---------------------------------------------------------------------------------


@dataclass
class Node:
    """An element, its attributes, and what is in it."""

    name: str
    attributes: dict[str, str | None] = field(default_factory=dict)
    content: list[Node | str] = field(default_factory=list)

    def walk(self) -> Iterator[Node]:
        """Itself and all in it."""
        yield self
        for each in self.content:
            if isinstance(each, Node):
                yield from each.walk()

    def all(self, name: str, **attributes: str) -> list[Node]:
        """The elements of this name in it; ``class_`` is one of its classes."""
        return [each for each in self.walk() if each.name == name and each.has(**attributes)]

    def one(self, name: str, **attributes: str) -> Node:
        """The only one."""
        (found,) = self.all(name, **attributes)
        return found

    def has(self, **attributes: str) -> bool:
        """Whether it has these attributes."""
        return all(
            value in (self.attributes.get("class") or "").split()
            if key == "class_"
            else self.attributes.get(key.rstrip("_").replace("_", "-")) == value
            for key, value in attributes.items()
        )

    @property
    def text(self) -> str:
        """Its words, on one line."""
        return re.sub("[ \n]+", " ", "".join(self._words())).strip()

    def _words(self) -> Iterator[str]:
        if self.name in ("style", "script"):
            return
        for each in self.content:
            if isinstance(each, str):
                yield each
            else:
                yield from each._words()
                yield "" if each.name in INLINE else " "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = Node("")
        self.open = [self.root]
        self.faults: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if len(dict(attrs)) < len(attrs):
            self.faults.append(f"<{tag}> has an attribute twice")
        node = Node(tag, dict(attrs))
        self._end(ENDED_BY_NEXT.get(tag, set()))
        self.open[-1].content.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].content.append(Node(tag, dict(attrs)))

    def _end(self, names: set[str]) -> None:
        while self.open[-1].name in names:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._end(ENDED_BY_END.get(tag, set()))
        if self.open[-1].name != tag:
            self.faults.append(f"</{tag}> closes <{self.open[-1].name}>")
            return
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].content.append(data)


def read(page: str | bytes) -> Node:
    """The elements of a page, each of which must end in its turn."""
    reader = _Reader()
    reader.feed(page if isinstance(page, str) else page.decode())
    reader.close()
    assert not reader.faults, reader.faults[:3]
    assert [each.name for each in reader.open] == [""]
    return reader.root


def cells(table: Node) -> list[list[str]]:
    """The words of its body, row by row."""
    rows = [row for body in table.all("tbody") for row in body.all("tr")]
    return [[c.text for c in row.content if isinstance(c, Node)] for row in rows]
