"""The parts of the page of a fiche: sections with figures in them, a map, an introduction."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping
from dataclasses import dataclass

from tradefiche import figures
from tradefiche.charts.maps import departement
from tradefiche.edition import Block
from tradefiche.edition import Paragraph
from tradefiche.edition import Section
from tradefiche.edition import Slot
from tradefiche.edition import substitute
from tradefiche.edition.page_texts import INTRODUCTION
from tradefiche.edition.page_texts import MAP
from tradefiche.figures import essentiel as essentiel_figure
from tradefiche.figures import table as tables
from tradefiche.web import essentiel
from tradefiche.web import maps
from tradefiche.web import texts
from tradefiche.web.figure import DATA
from tradefiche.web.figure import block as figure_block
from tradefiche.web.figure import download
from tradefiche.web.html import NOTHING
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.look import WebLook
from tradefiche.web.sections import Composition
from tradefiche.web.tables import rows_of
from tradefiche.web.tables import scrolled
from tradefiche.wording import panels
from tradefiche.wording import sentences
from tradefiche.wording import territoires as words
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import amount_parts
from tradefiche.wording.numbers import share

AROUND = "suite"
RESERVED = {"contenu", "sommaire", MAP, AROUND, *figures.names()}
"""Anchors that no section may take."""
METHOD = "contexte"
"""The section that says how figures may be read, where an edition has it."""


@dataclass(frozen=True, slots=True)
class PagePart:
    """A section of the page.

    Attributes:
        name: its anchor.
        tone: class: exports, imports or nothing.
        figures: anchor, number and title of those in it.
    """

    name: str
    title: str
    content: Html
    tone: str = ""
    figures: tuple[tuple[str, int, str], ...] = ()

    def section(self) -> Html:
        """The element."""
        head = element("h2", self.title, id=self.name)
        up = element("a", "Retour au sommaire", href="#sommaire")
        kind = f"sec {self.tone}".strip()
        return element(
            "section", head, self.content, element("p", up, class_="up"), class_=kind,
            aria_labelledby=self.name,
        )  # fmt: skip


def parts(made: Composition, look: WebLook, addresses: Mapping[str, str]) -> Iterator[PagePart]:
    """In the order of the page.

    Args:
        addresses: of the pages of Territoires, by id.
    """
    for each in made.parts:
        if isinstance(each, Section):
            yield _part(made, each, look)
        else:
            yield _map(made, look, addresses) if each == MAP else _introduction(made)


def _part(made: Composition, section: Section, look: WebLook) -> PagePart:
    blocks = [block for block in section.blocks[1:] if made.has(block)]
    slots = [b for b in blocks if isinstance(b, Slot) and b.kind == "figure"]
    under = tuple((s.name, made.shown[s.name].number, _short(made, s.name)) for s in slots)
    content = [_block(made, block, look) for block in blocks]
    if any(isinstance(b, Slot) and b.kind == "essentiel" for b in blocks):
        content.append(_essentiel_foot(made))
    name = section.name.replace("/", "-")
    name = f"section-{name}" if name in RESERVED else name
    tone = section.color if section.color in ("exports", "imports") else ""
    return PagePart(name, texts.title(section.blocks, made.known), join(content), tone, under)


def _short(made: Composition, name: str) -> str:
    """The title of a figure without what all of them say."""
    title = made.shown[name].title.partition(" (")[0]
    return title.removesuffix(f", {made.fiche.place.name}")


def _block(made: Composition, block: Block, look: WebLook) -> Html | None:
    if not isinstance(block, Slot):
        return texts.block(block, made.known)
    if block.kind == "figure":
        return figure_block(made.shown[block.name], made.fiche, look)
    if block.kind == "chiffres":
        return _key_numbers(made, block.name)
    if block.kind == "essentiel":
        return _essentiel(made, block)
    return None


# -- key numbers and « L'essentiel » ---------------------------------------------------------


def _key_numbers(made: Composition, name: str) -> Html:
    """Total, share of the region, share of France."""
    fiche = made.fiche
    exports = name.startswith("exports")
    trade = fiche.exports if exports else fiche.imports
    what = "exportations" if exports else "importations"
    cells = [(*amount_parts(trade.total), f"Total des {what}, {fiche.year}")]
    if fiche.region and trade.share_of_region is not None:
        cells.append((*_share(trade.share_of_region), f"des {what} {fiche.region.of}"))
    if trade.share_of_france is not None:
        cells.append((*_share(trade.share_of_france), f"des {what} de la France entière"))
    pairs = [
        element(
            "div",
            element("dt", label),
            element("dd", number, NBSP, element("small", unit), class_="big"),
            class_="te" if exports else "ti",
        )
        for number, unit, label in cells
    ]
    return element("dl", *pairs, class_="kn")


def _share(fraction: float) -> tuple[str, str]:
    value, _, unit = share(fraction).rpartition(NBSP)
    return value, unit


def _essentiel(made: Composition, slot: Slot) -> Html:
    """A part of it; the cards stand at the head of the page."""
    if slot.name == "reperes":
        return element("p", substitute(slot.title, made.known), class_="lead")
    title = substitute(slot.title, made.known)
    content = essentiel.sentences if slot.name == "phrases" else essentiel.lists
    return join((element("h3", title), content(made.fiche)))


def _essentiel_foot(made: Composition) -> Html:
    """Its key, its table, its data."""
    fiche, name = made.fiche, essentiel_figure.NAME
    key = panels.key(fiche)
    table = essentiel_figure.table(fiche)
    title = made.table_title(name) or "L’essentiel"
    rows = rows_of(table, tables.unit((table,)))
    summary = element("summary", "Tableau de L’essentiel")
    read = element("a", "lire les précautions", href=f"#{METHOD}")
    caution = element("p", f"Ce sont des ordres de grandeur{NBSP}: ", read, ".", class_="sm")
    return join(
        (
            caution if made.tells(METHOD) else None,
            element(
                "details",
                summary,
                scrolled(f"{name}-c", title, rows),
                class_="data",
                id=f"{name}-tableau",
            ),
            element("p", element("b", f"Clé de lecture{NBSP}:"), " ", key, class_="sm")
            if key
            else None,
            element("p", sentences.source(fiche, "départementales"), class_="sm"),
            download(made.essentiel, "Données de L’essentiel", DATA) if made.essentiel else None,
        )
    )


# -- map and introduction --------------------------------------------------------------------


def _map(made: Composition, look: WebLook, addresses: Mapping[str, str]) -> PagePart:
    fiche = made.fiche
    drawn, marks = maps.of_fiche(fiche, look)
    rows = []
    for territoire, mark in zip(fiche.territoires, marks, strict=True):
        address = addresses.get(territoire.id)
        name = element("a", territoire.name, href=address) if address else territoire.name
        extent = element("span", words.extent(territoire), class_="mut")
        rows.append(element("li", maps.swatch(mark, look), element("span", name, " ", extent)))
    listed = element("ul", *rows, class_="tis") if rows else element("p", words.none(fiche.place))
    note = words.note(fiche, departement.has_seats(fiche.place.code))
    beside = element("div", listed, element("p", note, class_="sm"))
    content = element("div", element("div", drawn), beside, class_="mapped")
    return PagePart(MAP, words.heading(fiche.place, made.edition.program), content)


def _introduction(made: Composition) -> PagePart:
    """What the cover says first."""
    blocks = made.edition.introduction.blocks
    content = [texts.block(each, made.known) for each in blocks if isinstance(each, Paragraph)]
    return PagePart(INTRODUCTION, texts.title(blocks, made.known), join(content) or NOTHING)
