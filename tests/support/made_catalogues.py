"""An edition as its catalogue and its atlas see it: a manifest, one fiche, the atlas; no PDF."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field
from html.parser import HTMLParser
from pathlib import Path
from pathlib import PurePosixPath

import pdf_reading
from web_pages import ENDED_BY_END
from web_pages import ENDED_BY_NEXT

from tradefiche import brand
from tradefiche.fiche import to_json
from tradefiche.fiche.atlas import Atlas
from tradefiche.fiche.atlas import Departement
from tradefiche.fiche.atlas import to_json as atlas_json
from tradefiche.manifest import AtlasEntry
from tradefiche.manifest import FicheEntry
from tradefiche.manifest import FileEntry
from tradefiche.manifest import Manifest
from tradefiche.manifest import file_entry
from tradefiche.reference import industry
from tradefiche.reference import tables
from tradefiche.web.atlas_page import AtlasPage
from tradefiche.web.built import Built
from tradefiche.web.catalogue import CataloguePage
from tradefiche.web.catalogue import data_links
from tradefiche.web.look import WebLook

CSV = "csv/atlas-2024-departements.csv"
VOID = {"br", "col", "hr", "img", "input", "link", "meta"}
NO_HASH = "0" * 64


def built(
    folder: Path,
    atlas: Atlas,
    *,
    codes: Iterable[str] | None = None,
    names: Mapping[str, str] | None = None,
    mapped: bool = True,
) -> Built:
    """As a build of all départements of an atlas leaves it, or of some (``codes``).

    Args:
        names: those of some départements, by code, instead of their own.
        mapped: whether the atlas was written too.
    """
    folder.mkdir(parents=True, exist_ok=True)
    chosen = [each for each in atlas.departements if codes is None or each.place.code in codes]
    first = pdf_reading.fiches()[chosen[0].place.code]
    document = to_json(first)
    (folder / f"{stem(chosen[0])}.json").write_bytes(document)
    entries = [_entry(each, atlas, names or {}) for each in chosen]
    json = file_entry(f"{stem(chosen[0])}.json", document)
    entries[0] = _with_json(entries[0], json)
    whole = None
    if mapped:
        content = atlas_json(atlas)
        (folder / "atlas.json").write_bytes(content)
        pdf = FileEntry("atlas.pdf", NO_HASH, 627_000)
        held = file_entry("atlas.json", content)
        whole = AtlasEntry(pdf, held, 9, NO_HASH, NO_HASH, NO_HASH, "0", atlas.marks)
    manifest = Manifest(1, atlas.year, tuple(entries), (), whole)
    return Built(folder, manifest, pdf_reading.edition_2024(), WebLook(brand.load()))


def stem(each: Departement) -> str:
    return f"{each.place.code}-{tables.slug(each.place.name)}"


def _entry(each: Departement, atlas: Atlas, names: Mapping[str, str]) -> FicheEntry:
    pdf, json = (FileEntry(f"{stem(each)}.{kind}", NO_HASH, 200_000) for kind in ("pdf", "json"))
    return FicheEntry(
        each.place.code, each.place.customs_code, names.get(each.place.code, each.place.name),
        each.region.name if each.region else "", pdf, json, 12,
        each.totals.exports, each.totals.imports, NO_HASH, NO_HASH, NO_HASH, "0", atlas.marks,
    )  # fmt: skip


def _with_json(entry: FicheEntry, json: FileEntry) -> FicheEntry:
    return FicheEntry(
        entry.code, entry.customs_code, entry.name, entry.region, entry.pdf, json, entry.pages,
        entry.exports, entry.imports, entry.data, entry.edition, entry.brand, entry.program,
        entry.marks,
    )  # fmt: skip


def catalogue(held: Built) -> CataloguePage:
    """With all the Territoires whose fiches were built."""
    found = [
        (whole, f"territoires/{industry.file_stem(whole)}.html")
        for whole in industry.everything()
        if whole.kept and all(held.manifest.entry(place.code) for place in whole.kept)
    ]
    csv = CSV if held.manifest.atlas else ""
    return CataloguePage(held, tuple(found), tuple(data_links(held, csv)))


def atlas_page(held: Built) -> AtlasPage:
    return AtlasPage(held, CSV)


# -- read back ---------------------------------------------------------------------------------


@dataclass
class Node:
    """An element: its attributes, its children, the text right in it."""

    name: str
    attributes: dict[str, str]
    children: list[Node | str] = field(default_factory=list)

    def all(self, name: str = "", /, **wanted: str) -> list[Node]:
        """Elements in it, by name and attributes, in document order."""
        found = []
        for child in self.children:
            if isinstance(child, Node):
                held = {key.replace("-", "_"): value for key, value in child.attributes.items()}
                fits = all(
                    value in held.get(key.rstrip("_"), "").split() for key, value in wanted.items()
                )
                if fits and name in ("", child.name):
                    found.append(child)
                found += child.all(name, **wanted)
        return found

    def only(self, name: str = "", /, **wanted: str) -> Node:
        (found,) = self.all(name, **wanted)
        return found

    @property
    def text(self) -> str:
        return "".join(c if isinstance(c, str) else c.text for c in self.children)

    @property
    def shown(self) -> str:
        """Its text without styles, scripts and drawings, blocks apart from each other."""
        if self.name in ("style", "script", "svg", "head"):
            return ""
        inside = "".join(c if isinstance(c, str) else c.shown for c in self.children)
        return inside if self.name in ("b", "span", "small", "strong", "a") else f" {inside} "


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open = [Node("", {})]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {key: value or "" for key, value in attrs})
        self._end(ENDED_BY_NEXT.get(tag, set()))
        self.open[-1].children.append(node)
        if tag not in VOID:
            self.open.append(node)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open[-1].children.append(Node(tag, {key: value or "" for key, value in attrs}))

    def _end(self, names: set[str]) -> None:
        while self.open[-1].name in names:
            self.open.pop()

    def handle_endtag(self, tag: str) -> None:
        self._end(ENDED_BY_END.get(tag, set()))
        assert self.open[-1].name == tag, f"</{tag}> closes <{self.open[-1].name}>"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].children.append(data)


def read(page: bytes) -> Node:
    """The tree of a page, every element of which ends in its order."""
    reader = _Reader()
    reader.feed(page.decode())
    (whole,) = reader.open
    return whole


def repeated_names(page: Node) -> list[str]:
    """Values of ``id`` that stand twice."""
    found = Counter(each.attributes["id"] for each in page.all() if "id" in each.attributes)
    return [name for name, many in found.items() if many > 1]


def lost_links(page: Node) -> list[str]:
    """Links inside the page that lead nowhere."""
    names = {each.attributes.get("id") for each in page.all()}
    inside = [each.attributes["href"] for each in page.all() if "href" in each.attributes]
    return [link for link in inside if link.startswith("#") and link[1:] not in names]


def is_inside(address: str) -> bool:
    """Whether an address stays in the folder of the edition, or one above it."""
    path = PurePosixPath(address)
    return ":" not in address and not path.is_absolute() and address.count("..") <= 1
