"""The brand's marks at the head of the cover and at the foot of the last page."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from reportlab.platypus import Flowable

from tradefiche.messages import _
from tradefiche.pdf import logos
from tradefiche.pdf.tags import Element
from tradefiche.pdf.tags import TaggedCanvas
from tradefiche.report import grid
from tradefiche.report import paint
from tradefiche.report.fit import Overfull
from tradefiche.report.fit import too_high
from tradefiche.report.fit import too_wide
from tradefiche.report.look import Look


class BrandWords(Flowable):
    """The State block at the left and the agency's at the right: logos, or their words.

    Args:
        again: they were read at the head of the document: here they are decoration.
    """

    HEIGHT = 19 * grid.MM
    SLOTS = (45 * grid.MM, 55 * grid.MM)

    def __init__(self, look: Look, *, again: bool = False) -> None:
        super().__init__()
        self.look, self.again = look, again

    def overfull(self) -> Iterator[Overfull]:
        """Words of the brand that are wider than the page, or lower than their slot."""
        brand, file = self.look.brand, self.look.brand.folder / "brand.toml"
        state = [] if brand.state_logo else [*brand.state_words]
        agency = [] if brand.agency_logo else [*brand.agency_words]
        width, where = self.look.typeface.width, _("at the head of the cover")
        left = [width(word, "bold", 12) for word in state[:1]]
        left += [width(word, "italic", 7.6) for word in state[1:]]
        right = [width(word, "semibold", 11) for word in agency]
        beside = self.SLOTS[0] if brand.state_logo else max(left, default=0.0)
        room = grid.WIDTH - beside - grid.GUTTER
        yield from too_wide(file, "[words] state", where, beside, grid.WIDTH - self.SLOTS[1])
        yield from too_wide(file, "[words] agency", where, max(right, default=0.0), room)
        for what, high in (
            ("[words] state", 22 + 8.6 * (len(state) - 2) + 2 if len(state) > 1 else 0.0),
            ("[words] agency", 11 + 12 * (len(agency) - 1) + 3),
        ):
            yield from too_high(file, what, where, high, self.HEIGHT)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """The height of the slots."""
        self.width, self.height = available_width, self.HEIGHT
        return self.width, self.height

    def draw(self) -> None:
        """Both marks, aligned to the outer top corners.

        Raises:
            LogoError: a logo has become unreadable since the brand was made ready.
            FontError: a text uses a character that the fonts cannot show.
        """
        self.state()
        self.agency()

    def state(self) -> None:
        """The mark at the left."""
        brand = self.look.brand
        if brand.state_logo:
            self._logo(brand.state_logo, brand.state_words, 0, self.SLOTS[0], "left")
        elif brand.state_words:
            self._state_words(brand.state_words)

    def agency(self) -> None:
        """The mark at the right."""
        brand = self.look.brand
        if brand.agency_logo:
            x = self.width - self.SLOTS[1]
            self._logo(brand.agency_logo, brand.agency_words, x, self.SLOTS[1], "right")
        elif brand.agency_words:
            self._agency_words(brand.agency_words)

    def _told(self, element: Element) -> AbstractContextManager[None]:
        canvas: TaggedCanvas = self.canv
        return canvas.artifact() if self.again else canvas.content(element)

    def _logo(self, path: Path, words: Sequence[str], x: float, width: float, align: str) -> None:
        left, bottom = self.canv.absolutePosition(x, 0)
        box = (left, bottom, left + width, bottom + self.HEIGHT)
        alt = ", ".join(words) or "Logo"
        with self._told(Element("Figure", alt=alt, bbox=box)):
            logos.draw(self.canv, path, x, 0, width, self.HEIGHT, align)

    def _state_words(self, words: Sequence[str]) -> None:
        top = self.height
        with self._told(Element("P")):
            paint.write(self.canv, self.look, words[0] + " ", 0, top - 11, 12, "bold")
            for index, word in enumerate(words[1:]):
                y = top - 22 - index * 8.6
                paint.write(self.canv, self.look, word + " ", 0, y, 7.6, "italic", "text")

    def _agency_words(self, words: Sequence[str]) -> None:
        with self._told(Element("P")):
            for index, word in enumerate(words):
                x = self.width - self.look.typeface.width(word, "semibold", 11)
                y = self.height - 11 - index * 12
                paint.write(self.canv, self.look, word + " ", x, y, 11, "semibold", "agency")


class Closing(Flowable):
    """The brand once more, at the foot of the last page."""

    def __init__(self, look: Look) -> None:
        super().__init__()
        self.look, self.words = look, BrandWords(look, again=True)

    def wrap(self, available_width: float, available_height: float) -> tuple[float, float]:
        """A rule, and the marks 8 points under it."""
        self.width = available_width
        self.height = 64.0
        self.words.wrap(available_width, available_height)
        return self.width, self.height

    def draw(self) -> None:
        """Rule, marks."""
        with self.canv.artifact():
            paint.rule(self.canv, self.look, "rule", 0, self.height, self.width)
        self.words.drawOn(self.canv, 0, self.height - 8 - self.words.HEIGHT)
