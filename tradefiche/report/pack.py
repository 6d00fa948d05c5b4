"""A pack as one PDF: its cover and guide, then whole fiches, one numbering, one structure."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence

from reportlab.platypus import Flowable
from reportlab.platypus import NextPageTemplate
from reportlab.platypus import PageBreak

from tradefiche import __version__
from tradefiche.brand import Brand
from tradefiche.edition import Edition
from tradefiche.export import data_files
from tradefiche.export.about import date_of
from tradefiche.export.data_files import DataFile
from tradefiche.fiche.pack import Pack
from tradefiche.messages import _
from tradefiche.pdf.metadata import Metadata
from tradefiche.pdf.tags import Element
from tradefiche.report import fit
from tradefiche.report import grid
from tradefiche.report import pack_evolution
from tradefiche.report import pack_notes
from tradefiche.report import pack_pages
from tradefiche.report import pagination
from tradefiche.report.chapter import Chapter
from tradefiche.report.document import LANGUAGE
from tradefiche.report.document import Pdf
from tradefiche.report.document import bind
from tradefiche.report.fit import Overfull
from tradefiche.report.front import ContentsLine
from tradefiche.report.furniture import COVER
from tradefiche.report.furniture import Furniture
from tradefiche.report.look import Look
from tradefiche.report.look import prepare
from tradefiche.report.pack_cover import PackCover
from tradefiche.report.sections import Composer
from tradefiche.wording import packs as words
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import provisional_mark


def compose(dossier: Pack, edition: Edition, brand: Brand) -> Pdf:
    """The PDF of a pack; the same bytes for the same dossier, edition, brand and version.

    Raises:
        BrandError: a font cannot be embedded.
        EditionError: a text of the edition or of the brand does not fit where it is set.
        FontError: a text uses a character that the fonts cannot show.
    """
    look = prepare(brand)
    chapters = _chapters(dossier, edition, look)
    furniture = _furniture(dossier, edition)
    fit.require(overfull(dossier, edition, look))
    for chapter in chapters:
        fit.require(chapter.overfull())
    contents, starts = _contents(dossier, edition, chapters, look)
    templates = [*furniture.templates(look), *(t for c in chapters for t in c.templates())]
    story = _story(dossier, edition, look, chapters, contents, starts, furniture)
    files = {file.name: file for chapter in chapters for file in chapter.files}
    own = [data_files.communes(dossier)]
    if pack_evolution.applies(dossier, edition):
        own.append(pack_evolution.file(dossier))
    attached = [*own, *files.values()]
    return bind(templates, story, attached, metadata(dossier, edition), look)


def overfull(dossier: Pack, edition: Edition, look: Look) -> Iterator[Overfull]:
    """What does not fit on the pages of a pack that are not those of its fiches."""
    furniture, width = _furniture(dossier, edition), look.typeface.width
    marks = (DEMONSTRATION if dossier.marks.demonstration else "", furniture.provisional)
    used = width(f"{edition.program} · données {dossier.year} ", "semibold", 9.5)
    used += 10 + max(width(mark, "semibold", 7) + 9 for mark in marks)
    where = _("in the band of the packs' covers")
    yield from fit.too_wide(edition.settings, "program", where, used, grid.WIDTH)
    yield from furniture.overfull(look, edition.settings)
    yield from pack_notes.overfull(dossier, edition, look)


def _furniture(dossier: Pack, edition: Edition) -> Furniture:
    return Furniture(
        dossier.id,
        edition.program,
        dossier.name,
        f"{words.subtitle(dossier)} · données {dossier.year}",
        dossier.marks.demonstration,
        provisional_mark(dossier.fiches[0]),
    )


def metadata(dossier: Pack, edition: Edition) -> Metadata:
    """What the PDF of a pack says of itself."""
    names = tuple(fiche.place.name for fiche in dossier.fiches)
    return Metadata(
        words.title(dossier),
        edition.publisher,
        words.subject(dossier),
        (*edition.keywords, dossier.name, *names, str(dossier.year)),
        LANGUAGE,
        f"tradefiche {__version__}",
        date_of(dossier.fiches[0]),
    )


def _chapters(dossier: Pack, edition: Edition, look: Look) -> list[Chapter]:
    """Their figures name the same file where they show the same: of a region, of France."""
    shared: dict[tuple[str, bytes], DataFile] = {}
    return [Chapter(Composer(f, edition, look, shared=shared)) for f in dossier.fiches]


def _contents(
    dossier: Pack, edition: Edition, chapters: Sequence[Chapter], look: Look
) -> tuple[list[ContentsLine], list[int]]:
    """What the document holds, and the page of the cover of each chapter."""
    guess = [1] * len(chapters)  # the guide takes the same room whatever the numbers in it
    guide = pack_pages.story(dossier, edition, chapters, guess, look)
    communes = pack_pages.communes_page(guide) + 1
    entries = [ContentsLine(pack_pages.TITLE, 2), ContentsLine(pack_pages.COMMUNES, communes)]
    page = 2 + pagination.pages(guide)
    for title, pages in _own(dossier, edition, look):
        entries.append(ContentsLine(title, page))
        page += sum(map(pagination.pages, pages))
    starts = []
    for chapter in chapters:
        starts.append(page)
        entries.append(ContentsLine(chapter.furniture.name, page))
        page += chapter.length
    return entries, starts


def _own(dossier: Pack, edition: Edition, look: Look) -> Iterator[tuple[str, list[list[Flowable]]]]:
    """Title and pages of what stands between the communes and the fiches, where there is some."""
    if pack_evolution.applies(dossier, edition):
        yield pack_evolution.TITLE, [pack_evolution.story(dossier, look)]
    if note := edition.notes.get(dossier.id):
        yield (
            pack_notes.title(note, dossier, edition, look),
            pack_notes.pages(note, dossier, edition, look),
        )


def _story(
    dossier: Pack,
    edition: Edition,
    look: Look,
    chapters: Sequence[Chapter],
    contents: Sequence[ContentsLine],
    starts: Sequence[int],
    furniture: Furniture,
) -> list[Flowable]:
    pages = {c.composer.fiche.place.code: s for c, s in zip(chapters, starts, strict=True)}
    story: list[Flowable] = [
        PackCover(dossier, edition, look, contents, pages),
        NextPageTemplate(furniture.template("state")),
        PageBreak(),
        *pack_pages.story(dossier, edition, chapters, starts, look),
    ]
    for _name, made in _own(dossier, edition, look):
        for flowables in made:
            story += [PageBreak(), *flowables]
    for chapter, start in zip(chapters, starts, strict=True):
        template = chapter.furniture.template(COVER)
        opening = _Opening(chapter.furniture.name, start)
        story += [NextPageTemplate(template), PageBreak(), opening, *chapter.story(start)]
    return story


class _Opening(Flowable):
    """Takes no room; what follows is a part of the document, under its name."""

    def __init__(self, name: str, page: int) -> None:
        super().__init__()
        self.name, self.page = name, page

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """Nothing."""
        return 0, 0

    def draw(self) -> None:
        """Begin the part, and its bookmark.

        Raises:
            AssertionError: it is not on the page that contents and links say.
        """
        canvas = self.canv
        assert canvas.getPageNumber() == self.page, f"{self.name} begins on another page"
        canvas.begin_part(Element("Part", title=self.name), depth=1)
        key = f"part-{self.page}"
        canvas.bookmarkPage(key)
        canvas.addOutlineEntry(self.name, key, 0)
