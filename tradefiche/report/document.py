"""One fiche as one PDF, and what it says of itself; how any pages become a PDF."""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reportlab.platypus import BaseDocTemplate
from reportlab.platypus import Flowable
from reportlab.platypus import PageTemplate

from tradefiche import __version__
from tradefiche.brand import Brand
from tradefiche.edition import Edition
from tradefiche.export.about import date_of
from tradefiche.export.about import subject
from tradefiche.export.about import title
from tradefiche.export.data_files import DataFile
from tradefiche.fiche import Fiche
from tradefiche.pdf.finish import Attachment
from tradefiche.pdf.finish import finish
from tradefiche.pdf.fonts import FontError
from tradefiche.pdf.metadata import Metadata
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.report import fit
from tradefiche.report import grid
from tradefiche.report.chapter import Chapter
from tradefiche.report.look import Look
from tradefiche.report.look import prepare
from tradefiche.report.sections import Composer

LANGUAGE = "fr-FR"


@dataclass(frozen=True, slots=True)
class Pdf:
    """A finished PDF and its number of pages."""

    content: bytes
    pages: int


def build(fiche: Fiche, edition: Edition, brand: Brand) -> bytes:
    """The bytes of ``compose``.

    Raises:
        BrandError, EditionError, FontError: as ``compose``.
    """
    return compose(fiche, edition, brand).content


def compose(fiche: Fiche, edition: Edition, brand: Brand) -> Pdf:
    """The PDF of a fiche; the same bytes for the same fiche, edition, brand and version.

    Raises:
        BrandError: a font cannot be embedded.
        EditionError: a text of the edition or of the brand does not fit where it is set.
        FontError: a text uses a character that the fonts cannot show.
    """
    look = prepare(brand)
    chapter = Chapter(Composer(fiche, edition, look))
    fit.require(chapter.overfull())
    about = metadata(fiche, edition)
    return bind(chapter.templates(), chapter.story(), chapter.files, about, look)


def bind(
    templates: Sequence[PageTemplate],
    story: Sequence[Flowable],
    files: Sequence[DataFile],
    about: Metadata,
    look: Look,
) -> Pdf:
    """The PDF of some pages, with the files that its figures name.

    Raises:
        FontError: a text uses a character that the fonts cannot show.
    """
    canvases: list[TaggedCanvas] = []
    document = BaseDocTemplate(
        "",
        pagesize=(grid.PAGE_WIDTH, grid.PAGE_HEIGHT),
        initialFontName=look.typeface.font("regular"),
        invariant=1,
        pageCompression=1,
    )
    document._doSave = 0  # ``finish`` writes the file
    document.addPageTemplates(list(templates))
    try:
        document.build(list(story), canvasmaker=_canvas_maker(canvases))
    except FontError as error:
        raise _as_raised(error) from None
    canvas = canvases[-1]
    content = finish(canvas, about, [_attachment(file) for file in files])
    pages = canvas.getPageNumber() - 1
    canvas.__dict__.clear()  # it holds itself: what was drawn would wait for a collection
    return Pdf(content, pages)


def _as_raised(error: FontError) -> FontError:
    """Without what ReportLab writes before the message when a header or a footer is at fault."""
    while isinstance(error.__context__, FontError):
        error = error.__context__
    return error


def _attachment(file: DataFile) -> Attachment:
    return Attachment(file.name, file.content, file.description, file.mime)


def metadata(fiche: Fiche, edition: Edition) -> Metadata:
    """What the PDF of a fiche says of itself."""
    return Metadata(
        title(fiche, edition),
        edition.publisher,
        subject(fiche),
        (*edition.keywords, fiche.place.name, str(fiche.year)),
        LANGUAGE,
        f"tradefiche {__version__}",
        date_of(fiche),
    )


def _canvas_maker(made: list[TaggedCanvas]) -> Callable[..., TaggedCanvas]:
    """ReportLab makes the canvas itself: keep it, its structure tree is needed afterwards."""

    def make(*args: Any, **kwargs: Any) -> TaggedCanvas:
        made.append(TaggedCanvas(*args, **kwargs))
        return made[-1]

    return make
