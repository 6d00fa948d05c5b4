"""One fiche as one PDF: page templates, headers and footers, metadata."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from datetime import date
from datetime import datetime
from typing import Any

from reportlab.platypus import BaseDocTemplate
from reportlab.platypus import Flowable
from reportlab.platypus import Frame
from reportlab.platypus import NextPageTemplate
from reportlab.platypus import PageBreak
from reportlab.platypus import PageTemplate

from tradefiche import __version__
from tradefiche.brand import Brand
from tradefiche.datafiles import DataFile
from tradefiche.edition import Edition
from tradefiche.edition import substitute
from tradefiche.errors import EditionError
from tradefiche.fiche import Fiche
from tradefiche.fiche import to_json
from tradefiche.pdf.finish import Attachment
from tradefiche.pdf.finish import finish
from tradefiche.pdf.metadata import Metadata
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.cover import Cover
from tradefiche.report.cover import Entry
from tradefiche.report.look import Look
from tradefiche.report.look import prepare
from tradefiche.report.sections import Composer
from tradefiche.wording.placeholders import values
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import provisional_mark

LANGUAGE = "fr-FR"


@dataclass(frozen=True, slots=True)
class Document:
    """A finished PDF and its number of pages."""

    content: bytes
    pages: int


def build(fiche: Fiche, edition: Edition, brand: Brand) -> bytes:
    """The bytes of ``compose``."""
    return compose(fiche, edition, brand).content


def compose(fiche: Fiche, edition: Edition, brand: Brand) -> Document:
    """The PDF of a fiche; the same bytes for the same fiche, edition, brand and version.

    Raises:
        BrandError: a font cannot be embedded.
        EditionError: a section's text does not fit on its page.
        FontError: a text uses a character that the fonts cannot show.
    """
    look = prepare(brand)
    buffer = io.BytesIO()
    canvases: list[TaggedCanvas] = []
    document = BaseDocTemplate(
        buffer,
        pagesize=(grid.PAGE_WIDTH, grid.PAGE_HEIGHT),
        initialFontName=look.typeface.font("regular"),
        invariant=1,
        pageCompression=1,
    )
    document.addPageTemplates(_templates(fiche, edition, look))
    composer = Composer(fiche, edition, look)
    document.build(_story(composer), canvasmaker=_canvas_maker(canvases))
    attachments = [_attachment(file) for file in (*composer.files, _whole(fiche))]
    canvas = canvases[-1]
    content = finish(buffer.getvalue(), canvas, _metadata(fiche, edition), attachments)
    return Document(content, canvas.getPageNumber() - 1)


def _attachment(file: DataFile) -> Attachment:
    return Attachment(file.name, file.content, file.description, file.mime)


def _whole(fiche: Fiche) -> DataFile:
    """The fiche itself, as the JSON that is also written beside the PDF."""
    name = f"{fiche.place.code}-{fiche.year}-fiche.json".lower()
    description = f"Toutes les données de la fiche : {fiche.place.name}, {fiche.year}"
    return DataFile(name, to_json(fiche), description, "application/json")


def _metadata(fiche: Fiche, edition: Edition) -> Metadata:
    return Metadata(
        title(fiche, edition),
        edition.publisher,
        subject(fiche),
        (*edition.keywords, fiche.place.name, str(fiche.year)),
        LANGUAGE,
        f"tradefiche {__version__}",
        _date(fiche),
    )


def _date(fiche: Fiche) -> datetime:
    """The day of the data: the clock would make each build another file."""
    try:
        day = date.fromisoformat(fiche.provenance.updated)
    except ValueError:
        day = date(fiche.year, 12, 31)
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def title(fiche: Fiche, edition: Edition) -> str:
    """« Les indicateurs clés : commerce extérieur – Allier (03), 2024 »."""
    words = substitute(edition.title, values(fiche))
    return f"{words} – {fiche.place.name} ({fiche.place.code}), {fiche.year}"


def subject(fiche: Fiche) -> str:
    """What the document is, and what its figures are when they are not the real ones."""
    words = f"Commerce extérieur {fiche.place.of} en {fiche.year}, données des Douanes"
    if fiche.marks.demonstration:
        words = f"{DEMONSTRATION}. Commerce extérieur {fiche.place.of}, {fiche.year}"
    provisional = provisional_mark(fiche)
    return words + (f" ({provisional})" if provisional else "")


def _canvas_maker(made: list[TaggedCanvas]) -> Callable[..., TaggedCanvas]:
    """ReportLab makes the canvas itself: keep it, its structure tree is needed afterwards."""

    def make(*args: Any, **kwargs: Any) -> TaggedCanvas:
        made.append(TaggedCanvas(*args, **kwargs))
        return made[-1]

    return make


def _story(composer: Composer) -> list[Flowable]:
    sections = [(section, composer.pages(section)) for section in composer.edition.sections]
    contents: list[Entry] = []
    page = 2
    for section, pages in sections:
        contents.append(Entry(composer.title(section), page))
        page += len(pages)
    cover = Cover(composer.fiche, composer.edition, composer.look, contents)
    story: list[Flowable] = [cover]
    page, before = 1, composer.edition.introduction.name
    for section, pages in sections:
        for flowables in pages:
            page += 1
            mark = _PageMark(page, before)
            story += [NextPageTemplate(section.color), PageBreak(), mark, *flowables]
            before = section.name
    return story


class _PageMark(Flowable):
    """Takes no room, and refuses to be on another page than the contents say."""

    def __init__(self, page: int, before: str) -> None:
        super().__init__()
        self.page, self.before = page, before

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Nothing."""
        return 0, 0

    def draw(self) -> None:
        """Check the page.

        Raises:
            EditionError: what comes before took more pages than it has.
        """
        if self.canv.getPageNumber() != self.page:
            raise EditionError(
                f"{self.before}.md: its text does not fit on its page, and would push what follows",
                "Shorten it, or begin a new page in it with a line of ---.",
            )


def _templates(fiche: Fiche, edition: Edition, look: Look) -> list[PageTemplate]:
    def frame(x: float, y: float, width: float, height: float) -> Frame:
        return Frame(
            x, y, width, height, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0
        )

    whole = frame(0, 0, grid.PAGE_WIDTH, grid.PAGE_HEIGHT)
    templates = [PageTemplate("cover", [whole], onPage=_footer(fiche, edition, look, cover=True))]
    for color in ("state", "exports", "imports"):
        decorate = _decoration(fiche, edition, look, color)
        body = frame(grid.LEFT, grid.BOTTOM, grid.WIDTH, grid.HEIGHT)
        templates.append(PageTemplate(color, [body], onPage=decorate))
    return templates


def _decoration(
    fiche: Fiche, edition: Edition, look: Look, color: str
) -> Callable[[TaggedCanvas, BaseDocTemplate], None]:
    footer = _footer(fiche, edition, look, cover=False)

    def decorate(canvas: TaggedCanvas, document: BaseDocTemplate) -> None:
        y = grid.HEADER_BASELINE
        with canvas.artifact("Header"):
            top = grid.PAGE_HEIGHT - grid.STRIP
            paint.fill(canvas, look, color, 0, top, grid.PAGE_WIDTH, grid.STRIP)
            width = paint.write(canvas, look, edition.program, grid.LEFT, y, 8, "semibold")
            name = f"{fiche.place.name} ({fiche.place.code})"
            paint.write(canvas, look, name, grid.LEFT + width + 5, y, 8, "regular", "mute")
            right = grid.RIGHT
            if fiche.marks.demonstration:
                paint.pill(canvas, look, DEMONSTRATION, right, y, right=True)
                right -= look.typeface.width(DEMONSTRATION, "semibold", 7) + 17
            if fiche.marks.provisional:
                mark = provisional_mark(fiche)
                paint.write(canvas, look, mark, right, y, 8, "semibold", "negative", "right")
            paint.rule(canvas, look, "rule", grid.LEFT, y - 8, grid.WIDTH)
        footer(canvas, document)

    return decorate


def _footer(
    fiche: Fiche, edition: Edition, look: Look, *, cover: bool
) -> Callable[[TaggedCanvas, BaseDocTemplate], None]:
    words = f"{substitute(edition.title, values(fiche))} · données {fiche.year}"
    if cover:
        words = "Publication composée à partir de données ouvertes"

    def decorate(canvas: TaggedCanvas, document: BaseDocTemplate) -> None:
        y = grid.FOOTER_BASELINE
        with canvas.artifact("Footer"):
            if not cover:
                paint.rule(canvas, look, "rule", grid.LEFT, y + 13, grid.WIDTH)
            paint.write(canvas, look, words, grid.LEFT, y, 7.5, "regular", "mute")
            page = str(document.page)
            paint.write(canvas, look, page, grid.RIGHT, y, 9, "bold", "ink", "right")

    return decorate
