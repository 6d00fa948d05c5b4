"""« L’essentiel » as a document of one page to hand out, with who publishes it and what it is."""

from __future__ import annotations

from collections.abc import Iterator

from reportlab.platypus import BaseDocTemplate
from reportlab.platypus import Flowable
from reportlab.platypus import PageTemplate

from tradefiche import __version__
from tradefiche.brand import Brand
from tradefiche.edition import Edition
from tradefiche.edition import Heading
from tradefiche.edition import Paragraph
from tradefiche.edition import Section
from tradefiche.edition import Slot
from tradefiche.edition import fill
from tradefiche.edition import lacks_single
from tradefiche.edition import substitute
from tradefiche.export.about import date_of
from tradefiche.export.about import subject
from tradefiche.fiche import Fiche
from tradefiche.messages import _
from tradefiche.pdf.metadata import Metadata
from tradefiche.pdf.tags import Element
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.report import essentiel
from tradefiche.report import fit
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.blocks import SectionHead
from tradefiche.report.blocks import Stack
from tradefiche.report.blocks import runs
from tradefiche.report.blocks import text
from tradefiche.report.document import LANGUAGE
from tradefiche.report.document import Pdf
from tradefiche.report.document import bind
from tradefiche.report.figure_block import key_and_source
from tradefiche.report.fit import Overfull
from tradefiche.report.furniture import frame
from tradefiche.report.look import Look
from tradefiche.report.look import prepare
from tradefiche.report.marks import BrandWords
from tradefiche.wording import panels
from tradefiche.wording import sentences
from tradefiche.wording.placeholders import values

BOTTOM = 10 * grid.MM
HEIGHT = grid.PAGE_HEIGHT - 12 * grid.MM - BOTTOM
COLOR = "state"


def compose(fiche: Fiche, edition: Edition, brand: Brand) -> Pdf:
    """The PDF of the page; the same bytes for the same fiche, edition, brand and version.

    Raises:
        BrandError: a font cannot be embedded.
        EditionError: the edition has no such page, or a text of it does not fit.
        FontError: a text uses a character that the fonts cannot show.
    """
    look = prepare(brand)
    fit.require(overfull(fiche, edition, look))
    body = frame(grid.LEFT, BOTTOM, grid.WIDTH, HEIGHT)

    def strip(canvas: TaggedCanvas, _: BaseDocTemplate) -> None:
        with canvas.artifact("Header"):
            top = grid.PAGE_HEIGHT - grid.STRIP
            paint.fill(canvas, look, COLOR, 0, top, grid.PAGE_WIDTH, grid.STRIP)

    template = PageTemplate("single", [body], onPage=strip)
    file = essentiel.data_file(fiche)
    return bind([template], story(fiche, edition, look), [file], metadata(fiche, edition), look)


def overfull(fiche: Fiche, edition: Edition, look: Look) -> Iterator[Overfull]:
    """What does not fit on the page.

    Raises:
        EditionError: the edition has none.
    """
    section = _section(edition)
    blocks = story(fiche, edition, look)
    yield from fit.page(
        edition.file(section.name), _("on the page that stands alone"), blocks, HEIGHT
    )


def metadata(fiche: Fiche, edition: Edition) -> Metadata:
    """What the PDF says of itself."""
    title, beside = _titles(fiche, _section(edition))
    return Metadata(
        f"{title} – {beside or fiche.place.name}",
        edition.publisher,
        subject(fiche),
        (*edition.keywords, fiche.place.name, str(fiche.year)),
        LANGUAGE,
        f"tradefiche {__version__}",
        date_of(fiche),
    )


def story(fiche: Fiche, edition: Edition, look: Look) -> list[Flowable]:
    """The whole page.

    Raises:
        EditionError: the edition has none.
    """
    section, known = _section(edition), values(fiche)
    title, beside = _titles(fiche, section)
    page: list[Flowable] = [
        Letterhead(fiche, edition, look),
        SectionHead(title, look, COLOR, beside=beside, tag="H1"),
    ]
    closing: list[Flowable] = []
    for block in section.blocks:
        if isinstance(block, Slot):
            page.append(essentiel.part(block.name, fiche, look, "H2"))
        elif isinstance(block, Paragraph):
            closing.append(text(runs(fill(block.text, known), look), look, "source", after=3))
    source = sentences.source(fiche, "départementales")
    foot = Stack([*key_and_source(panels.key(fiche), source, look), ClosingRule(look), *closing])
    return essentiel.settled([*page, foot], HEIGHT)


def _section(edition: Edition) -> Section:
    if not edition.single:
        raise lacks_single(edition.folder)
    return edition.single


def _titles(fiche: Fiche, section: Section) -> tuple[str, str]:
    """That of the page, and that of its panels."""
    known = values(fiche)
    heading = section.blocks[0]
    assert isinstance(heading, Heading)  # checked when the edition is loaded
    title = substitute("".join(part.text for part in heading.text), known)
    return title, substitute(essentiel.beside(section.blocks), known)


class ClosingRule(Flowable):
    """A thin line between the page and what is said of it."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look = look

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """A line with air around it."""
        self.width, self.height = available_width, 9.0
        return self.width, self.height

    def draw(self) -> None:
        """The line."""
        with self.canv.artifact():
            paint.rule(self.canv, self.look, "rule", 0, 4.0, self.width)


class Letterhead(BrandWords):
    """The marks of the State and of the agency; between them the programme, the place, the year,
    and what the figures must admit."""

    def __init__(self, fiche: Fiche, edition: Edition, look: Look) -> None:
        super().__init__(look)
        self.fiche, self.program = fiche, edition.program
        self.spaceAfter = 10.0

    def draw(self) -> None:
        """From left to right.

        Raises:
            LogoError: a logo has become unreadable since the brand was made ready.
            FontError: a text uses a character that the fonts cannot show.
        """
        self.state()
        self._about()
        self.agency()

    def _about(self) -> None:
        canvas, look, fiche = self.canv, self.look, self.fiche
        x, y = self.SLOTS[0] + grid.GUTTER, self.height - 11
        about = f"{fiche.place.name} ({fiche.place.code}) · données {fiche.year} "
        with canvas.content(Element("P")):
            paint.write(canvas, look, f"{self.program} ", x, y, 8.5, "semibold")
        with canvas.content(Element("P")):
            paint.write(canvas, look, about, x, y - 11, 8.5, "regular", "mute")
        y -= 24
        demonstration = sentences.DEMONSTRATION if fiche.marks.demonstration else ""
        for mark in filter(None, (demonstration, sentences.provisional_mark(fiche))):
            with canvas.content(Element("P")):
                paint.pill(canvas, look, mark, x, y)
            y -= 15
