"""A figure on a page: number, title, finding; a drawing where it is wide, rows where it is not.

Who cannot see meets either the drawing with its alternative, or rows, never both; the table and
the file of its data are the same for all.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from functools import lru_cache

from tradefiche.charts.shapes import Picture
from tradefiche.export.data_files import DataFile
from tradefiche.fiche import Fiche
from tradefiche.fiche import FlowMatrix
from tradefiche.figures import table as tables
from tradefiche.figures.figure import Figure
from tradefiche.web import flow_rows
from tradefiche.web import sector_rows
from tradefiche.web import svg
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.look import WebLook
from tradefiche.web.rows import from_table
from tradefiche.web.tables import rows_of
from tradefiche.web.tables import scrolled
from tradefiche.web.units import size
from tradefiche.wording import sentences
from tradefiche.wording.french import uncapitalised
from tradefiche.wording.numbers import NBSP
from tradefiche.wording.numbers import Unit
from tradefiche.wording.numbers import number

WIDTH = 480.0
"""Points that a drawing is laid out on: less than a page of paper, so that its type is larger."""
WIDTHS = {"destinations": 520.0}
"""Of figures whose columns need more."""
HEIGHTS = {"pays": (60.0, 27.0), "produits": (540.0, 0.0), "exports": (345.0, 0.0),
           "imports": (345.0, 0.0)}  # fmt: skip
"""Of figures that take all that they are given: points, and points a row of their table."""
HEIGHT = 250.0
"""Of the others."""
TONES = {"exports": "exp", "imports": "imp"}
"""Classes of the bars of a figure, by the colour of its number."""
DATA = "csv/"
"""Where a page finds its data."""
KEPT = 64
"""Drawings that are kept: fiches of a region share its own."""
BARS = (
    "une barre est proportionnelle à ce qui est écrit à sa droite, à la même échelle pour toutes."
)
FLOWS = (
    "la barre a la longueur du montant du produit ; en rouge, numérotés, les flux principaux ; "
    "sous elle, ses premiers pays."
)


@dataclass(frozen=True, slots=True)
class Numbered:
    """A figure of a fiche in its place.

    Attributes:
        title: of the figure; ``table_title``: of its table.
        file: its data.
        tone: class of its section.
    """

    figure: Figure
    number: int
    title: str
    table_title: str
    file: DataFile
    tone: str


def block(each: Numbered, fiche: Fiche, look: WebLook) -> Html:
    """The whole figure."""
    figure, name = each.figure, each.figure.name
    found, total = figure.finding(fiche), figure.total(fiche) if figure.total else ""
    tone = figure.color or each.tone
    return element(
        "figure",
        _head(each, fiche),
        element("h3", each.title, id=f"{name}-t"),
        element("p", total, class_="tt") if total else None,
        element("p", found, class_="find") if found else None,
        _flows(figure, fiche),
        element(
            "div",
            _wide(figure, fiche, look),
            element("div", _narrow(figure, fiche, tone), class_="narrow"),
            class_="chart",
        ),
        _tables(each, fiche),
        _caption(each, fiche),
        id=name,
        class_=f"fig {tone}",
        aria_labelledby=f"{name}-t",
    )


def _head(each: Numbered, fiche: Fiche) -> Html:
    mark = sentences.figure_mark(fiche)
    label = f"Lien vers la figure {each.number}"
    link = element("a", f"Figure {each.number}", href=f"#{each.figure.name}", aria_label=label)
    return element("p", link, element("span", mark, class_="demo") if mark else None, class_="fn")


def _flows(figure: Figure, fiche: Fiche) -> Html | None:
    """Its main flows in words."""
    if figure.highlights and (red := figure.highlights(fiche)):
        return flow_rows.highlights(red)
    if figure.beside and (compared := figure.beside(fiche)):
        return flow_rows.compared(compared)
    return None


# -- drawing and rows ------------------------------------------------------------------------


def _wide(figure: Figure, fiche: Fiche, look: WebLook) -> Html:
    subject = figure.subject(fiche)
    width, height, drawn = _drawn(figure, subject, _height(figure, subject, fiche), look)
    return svg.framed(drawn, width, height, figure.alternative(fiche), "wide")


@lru_cache(maxsize=KEPT)
def _drawn(
    figure: Figure, subject: Hashable, height: float, look: WebLook
) -> tuple[float, float, Html]:
    """Width, height and marks; drawn once for all fiches that have it."""
    room = "half" if figure.reads_like and not figure.heights else "page"
    width = WIDTHS.get(figure.name, WIDTH)
    layout = figure.layout(subject, width, height, look.pen, room)  # type: ignore[arg-type]
    picture: Picture = layout.picture
    marks = element("g", svg.drawing(picture, look.colors), aria_hidden="true")
    return picture.width, picture.height, marks


def _height(figure: Figure, subject: Hashable, fiche: Fiche) -> float:
    if figure.heights:
        return figure.heights(subject)[1]
    fixed, row = HEIGHTS.get(figure.name, (HEIGHT, 0.0))
    return fixed + row * max(len(figure.table(fiche).rows), 1) if row else fixed


def _narrow(figure: Figure, fiche: Fiche, tone: str) -> Html:
    subject = figure.subject(fiche)
    if isinstance(subject, FlowMatrix):
        rows = _flow_rows(subject)
        if not figure.beside:
            return rows
        folded = element("summary", "Par produit et par pays")
        return element("details", folded, rows, class_="more")
    if figure.name == sector_rows.FIGURE:
        return sector_rows.rows(fiche)
    return from_table(figure.table(fiche), _unit(figure, fiche), TONES.get(tone, "own"))


@lru_cache(maxsize=KEPT)
def _flow_rows(matrix: FlowMatrix) -> Html:
    """Kept: those of a region and of France are in many fiches."""
    return flow_rows.rows(matrix)


def _unit(figure: Figure, fiche: Fiche) -> Unit:
    under = figure.totals(fiche) if figure.totals else ()
    return tables.unit((figure.table(fiche), *under))


# -- tables, key, source ---------------------------------------------------------------------


def _tables(each: Numbered, fiche: Fiche) -> Html:
    """What the annexe of the PDF has, folded."""
    figure, name = each.figure, each.figure.name
    first = figure.table(fiche)
    under = figure.totals(fiche) if figure.totals else ()
    unit = tables.unit((first, *under))
    made = [scrolled(f"{name}-c", each.table_title, rows_of(first, unit))]
    heads = [table.columns[0].title for table in under]
    for place, table in enumerate(under, 1):
        title = f"{each.table_title}, {uncapitalised(table.columns[0].title)}"
        if heads.count(table.columns[0].title) > 1:  # no two regions of a page have one name
            title += f"{NBSP}: {', '.join(uncapitalised(str(row[0])) for row in table.rows)}"
        made.append(scrolled(f"{name}-c{place}", title, rows_of(table, unit)))
    many = sum(len(table.rows) for table in (first, *under))
    lines = f" ({number(many)}{NBSP}ligne{'s' if many > 1 else ''})"
    summary = element("summary", f"Tableau de la figure {each.number}", element("span", lines))
    return element("details", summary, *made, class_="data", id=f"{name}-tableau")


def _caption(each: Numbered, fiche: Fiche) -> Html:
    figure = each.figure
    key = element("b", f"Clé de lecture{NBSP}:")
    narrow = FLOWS if isinstance(figure.subject(fiche), FlowMatrix) else BARS
    return element(
        "figcaption",
        element("p", key, " ", figure.key(fiche), class_="wide"),
        element("p", key, " ", narrow, class_="narrow"),
        element("p", figure.source(fiche)),
        download(each.file, f"Données de la figure {each.number}", DATA),
    )


def download(file: DataFile, words: str, folder: str) -> Html:
    """A link to a file of data, with its size."""
    said = f"{words} (CSV, {size(len(file.content))})"
    link = element("a", said, href=f"{folder}{file.name}", download=True)
    return element("p", link, class_="dl")
