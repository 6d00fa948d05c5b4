"""One fiche as pages that can begin anywhere in a document: templates, contents, flowables.

Alone it is the whole document; in a pack it is a part among others.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from reportlab.platypus import Flowable
from reportlab.platypus import NextPageTemplate
from reportlab.platypus import PageBreak
from reportlab.platypus import PageTemplate

from tradefiche.edition import substitute
from tradefiche.errors import EditionError
from tradefiche.export.data_files import DataFile
from tradefiche.fiche import Fiche
from tradefiche.fiche import to_json
from tradefiche.messages import _
from tradefiche.pdf.text import Text
from tradefiche.report import fit
from tradefiche.report import pagination
from tradefiche.report.cover import Cover
from tradefiche.report.fit import Overfull
from tradefiche.report.front import ContentsLine
from tradefiche.report.furniture import Furniture
from tradefiche.report.marks import BrandWords
from tradefiche.report.sections import Composer
from tradefiche.wording.sentences import provisional_mark


class Chapter:
    """The pages of one fiche; its sections are laid out once, in order.

    Attributes:
        sections: the name, colour, title and pages of each.
        files: the data of its figures, then the fiche itself.
    """

    def __init__(self, composer: Composer) -> None:
        self.composer = composer
        fiche, edition = composer.fiche, composer.edition
        self.sections = [
            (section.name, section.color, composer.title(section), pages)
            for section in edition.sections_of(fiche.place.code)
            if (pages := composer.pages(section))
        ]
        composer.table_pages = dict(self._places())
        self.files = [*composer.files, _whole(fiche)]
        self.furniture = Furniture(
            fiche.place.code,
            edition.program,
            f"{fiche.place.name} ({fiche.place.code})",
            f"{substitute(edition.title, composer.known)} · données {fiche.year}",
            fiche.marks.demonstration,
            provisional_mark(fiche),
        )

    def _places(self) -> Iterator[tuple[str, int]]:
        """The place of each table with its page, in the fiche alone; they end the fiche."""
        first = 1 + sum(len(pages) for *_heads, pages in self.sections)
        for flowable, page in self.composer.laid:
            if isinstance(flowable, Text) and flowable.place:
                yield flowable.place, first + page - 1

    def templates(self) -> list[PageTemplate]:
        """The first is that of the cover."""
        return self.furniture.templates(self.composer.look)

    @cached_property
    def length(self) -> int:
        """Pages: only the last of its sections may take more of them than its texts ask for."""
        pages = [page for *_heads, pages in self.sections for page in pages]
        return len(pages) + (pagination.pages(pages[-1]) if pages else 1)

    def contents(self, first: int = 1) -> list[ContentsLine]:
        """Each section with its page, when the cover is on page ``first``."""
        entries = []
        page = first + 1
        for _name, _color, title, pages in self.sections:
            entries.append(ContentsLine(title, page))
            page += len(pages)
        return entries

    def overfull(self) -> Iterator[Overfull]:
        """What does not fit where it is set; pages are those of the fiche alone."""
        edition, look = self.composer.edition, self.composer.look
        cover = self._cover(self.contents())
        yield from BrandWords(look).overfull()
        yield from cover.overfull()
        yield from self.furniture.overfull(look, edition.settings)
        number, whole = 1, sum(len(pages) for *_heads, pages in self.sections)
        for name, _color, title, pages in self.sections:
            file = edition.file(name)
            yield from fit.titles(file, title, look, again=len(pages) > 1)
            for flowables in pages:
                number += 1
                judge = fit.last_pages if number > whole else fit.page
                yield from judge(file, _("on page {page}", page=number), flowables)

    def _cover(self, contents: Sequence[ContentsLine]) -> Cover:
        composer = self.composer
        return Cover(composer.fiche, composer.edition, composer.look, contents, composer.known)

    def story(self, first: int = 1) -> list[Flowable]:
        """All the pages, the cover on page ``first``."""
        self.composer.first = first
        story: list[Flowable] = [self._cover(self.contents(first))]
        page, before = first, self.composer.edition.introduction.name
        for name, color, _title, pages in self.sections:
            for flowables in pages:
                page += 1
                mark = _PageMark(page, self.composer.edition.file(before))
                template = self.furniture.template(color)
                story += [NextPageTemplate(template), PageBreak(), mark, *flowables]
                before = name
        return story


def _whole(fiche: Fiche) -> DataFile:
    """The fiche itself, as the JSON that is also written beside the PDF."""
    name = f"{fiche.place.code}-{fiche.year}-fiche.json".lower()
    description = f"Toutes les données de la fiche : {fiche.place.name}, {fiche.year}"
    return DataFile(name, to_json(fiche), description, "application/json")


class _PageMark(Flowable):
    """Takes no room, and refuses to be on another page than the contents say."""

    def __init__(self, page: int, before: Path) -> None:
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
                _(
                    "{path}: its text does not fit on its page, and would push what follows",
                    path=self.before,
                ),
                _("Shorten it, or begin a new page in it with a line of ---."),
            )
