"""The structure tree of a tagged PDF, while pages are being drawn.

Everything visible belongs either to a structure element or to an artifact (decoration, headers,
page numbers). ``TaggedCanvas`` writes the marked content and remembers which element owns it;
``finish`` turns the tree into PDF objects.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any
from typing import NamedTuple

from reportlab import rl_config
from reportlab.pdfbase import pdfdoc
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from tradefiche.pdf.fonts import FixedFont
from tradefiche.pdf.operators import Ring
from tradefiche.pdf.operators import closed
from tradefiche.pdf.operators import ink
from tradefiche.pdf.operators import number
from tradefiche.pdf.operators import place
from tradefiche.pdf.operators import rectangle
from tradefiche.pdf.syntax import WrittenObject
from tradefiche.pdf.syntax import text_string

RGB = tuple[float, float, float]
Box = tuple[float, float, float, float]

rl_config.useA85 = 0  # bytes as they are: packing them as text only makes files longer


Target = int | str
"""Where a link leads: a page (from 1), or the name of a place."""


Content = tuple[int, int]
"""Marked content: its page (from 0), and its number there."""


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation of page ``page`` (from 0), by its key in the parent tree."""

    page: int
    key: int


class Destination(NamedTuple):
    """A place in the document: page (from 1), height on it in points, what stands there."""

    page: int
    top: float
    element: Element | None


class Jump(NamedTuple):
    """A link inside the document: its key in the parent tree, its other entries, its end."""

    key: int
    entries: str
    target: Target


@dataclass(eq=False, slots=True)
class Element:
    """A structure element.

    Attributes:
        role: standard structure type (H1, P, Figure, TH …).
        alt: alternative text of a figure.
        bbox: page rectangle of a figure, in points.
        scope: Row or Column, for TH.
        summary: of a table.
        numbering: list numbering (Disc, Decimal), for L.
        title: what a Part is called.
        actual: what is read instead of what is drawn: « moins de 0,1 % » for « < 0,1 % ».
        expansion: of an abbreviation: « millions d’euros ».
        columns: how many columns a cell takes, if more than one.
        refers: where an item of the contents leads, as ``TaggedCanvas.jump`` takes it.
        attachments: names of embedded files that belong to a figure.
    """

    role: str
    alt: str = ""
    bbox: Box | None = None
    scope: str = ""
    summary: str = ""
    numbering: str = ""
    title: str = ""
    actual: str = ""
    expansion: str = ""
    columns: int = 1
    refers: Target | None = None
    attachments: tuple[str, ...] = ()
    kids: list[Element | Content | Annotation] = field(default_factory=list)
    attached: bool = False

    @property
    def described(self) -> bool:
        """Whether it has more than a role and kids: few have."""
        words = self.alt or self.title or self.summary or self.actual or self.expansion
        return bool(words or self.bbox or self.scope or self.numbering or self.attachments)


HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")

_KINDS = {
    "": "/Artifact BMC",
    "Background": "/Artifact <</Type /Background>> BDC",
    "Header": "/Artifact <</Type /Pagination /Subtype /Header>> BDC",
    "Footer": "/Artifact <</Type /Pagination /Subtype /Footer>> BDC",
}
"""How artifacts begin."""


def page_object(page: int) -> str:
    """ReportLab's name of the object of a page (from 1)."""
    return f"Page{page}"


def annotation_object(key: int) -> str:
    """ReportLab's name of the object of an annotation."""
    return f"Annot.link{key}"


def link_annotation(entries: str) -> bytes:
    """A link's rectangle, in words of PDF."""
    return f"<</Type/Annot/Subtype/Link{entries}>>".encode("ascii")


class _Until:
    """Ends what was begun; the same for all that is begun alike, since it holds nothing.

    Three hundred thousand a batch: generators of contextlib take three times as long.
    """

    __slots__ = ("_end",)

    def __init__(self, end: Callable[[], object]) -> None:
        self._end = end

    def __enter__(self) -> None:
        """It has begun."""

    def __exit__(self, *raised: object) -> None:
        """Over, also when it failed."""
        self._end()


class TaggingError(RuntimeError):
    """Marked content was nested, left open, or drawn with no owner: a fault of the program."""


class TaggedCanvas(Canvas):
    """A ReportLab canvas that knows, for each thing drawn, what it is.

    Attributes:
        owners: what the keys of the parent tree lead to: the element of an annotation, or those
            of the marked contents of a page, by number.
        jumps: the links inside the document, which lead to ``place_of`` their targets.
        depth: of the part being drawn in the whole document: its headings and bookmarks are so
            many levels lower than they would be in a document of their own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.root = Element("Document", attached=True)
        self.owners: list[Element | list[Element]] = []
        self.jumps: list[Jump] = []
        self.depth = 0
        self._places: dict[str, Destination] = {}
        self._containers = [self.root]
        self._open: Element | str | None = None
        self._page_index = 0
        self._page_owners: list[Element] = []
        self._contained, self._marked = _Until(self._containers_pop), _Until(self._close)
        self._looks: dict[tuple[str, float, RGB], tuple[FixedFont, str]] = {}
        self._placed: list[Path] = []

    def begin_part(self, part: Element | None, depth: int = 0) -> None:
        """What follows belongs to ``part``, a child of the document, or to the document itself."""
        self._containers = [self.root]
        self.depth = depth
        if part:
            self.attach(part)
            self._containers.append(part)

    def container(self, element: Element) -> _Until:
        """What is tagged until its end is a child of ``element``; drawing there is not tagged."""
        self.attach(element)
        self._containers.append(element)
        return self._contained

    def content(self, element: Element) -> _Until:
        """What is drawn until its end is content of ``element``.

        Raises:
            TaggingError: inside other content or an artifact.
        """
        if self._open is not None:
            raise TaggingError(f"{element} opened inside {self._open}")
        self._open = element
        if not element.attached:
            self.attach(element)
        mcid = len(self._page_owners)
        self._page_owners.append(element)
        element.kids.append((self._page_index, mcid))
        self._code.append(f"/{element.role} <</MCID {mcid}>> BDC")
        return self._marked

    def artifact(self, kind: str = "") -> _Until:
        """What is drawn until its end is decoration; ``kind``: Header, Footer or Background.

        Raises:
            TaggingError: inside content or another artifact.
        """
        if self._open is not None:
            raise TaggingError(f"an artifact opened inside {self._open}")
        self._open = "an artifact"
        self._code.append(_KINDS[kind])
        return self._marked

    def _close(self) -> None:
        self._code.append("EMC")
        self._open = None

    def _containers_pop(self) -> None:
        self._containers.pop()

    def show(self, text: str, x: float, y: float, font: str, size: float, color: RGB) -> None:
        """``text`` with its baseline at (x, y), in one of our fonts.

        Written directly: ReportLab's text objects take five times as long for the same operators
        (reportlab 5.1.0: 0.37 s against 0.07 for 20,000 strings).

        Raises:
            FontError: a character that the font cannot show.
        """
        look = font, size, color
        if look not in self._looks:
            face: FixedFont = pdfmetrics.getFont(font)
            name = face.getSubsetInternalName(0, self._doc)
            self._looks[look] = face, f"{name} {number(size)} Tf {ink(color)} rg"
        face, words = self._looks[look]
        self._code.append(
            f"BT 1 0 0 1 {number(x)} {number(y)} Tm {words} {face.operand(text)} Tj ET"
        )

    def tell(
        self,
        element: Element,
        text: str,
        x: float,
        y: float,
        font: str,
        size: float,
        color: RGB,
    ) -> None:
        """``show`` as content of ``element``: most content is one text.

        Raises:
            TaggingError: inside other content or an artifact.
            FontError: a character that the font cannot show.
        """
        self.content(element)
        self.show(text, x, y, font, size, color)
        self._close()

    def translate(self, dx: float, dy: float) -> None:
        """Move the origin; each flowable does. As ReportLab, which formats six numbers for it."""
        a, b, c, d, e, f = self._currentMatrix  # type: ignore[has-type]
        self._currentMatrix = (a, b, c, d, dx * a + dy * c + e, dx * b + dy * d + f)
        self._code.append(f"1 0 0 1 {place(dx)} {place(dy)} cm")

    def strokes(self, lines: Iterable[Box], width: float, color: RGB) -> None:
        """Straight lines of one look, each from (x, y) to (x, y)."""
        paths = (f"{place(x0)} {place(y0)} m {place(x1)} {place(y1)} l" for x0, y0, x1, y1 in lines)
        self._code.append(f"{ink(color)} RG {number(width)} w {' '.join(paths)} S")

    def area(self, rings: Iterable[Ring], color: RGB) -> None:
        """Closed rings, filled."""
        self._code.append(f"{ink(color)} rg {closed(rings)} f")

    def edges(self, rings: Iterable[Ring], width: float, color: RGB) -> None:
        """Closed rings, stroked."""
        self._code.append(f"{ink(color)} RG {number(width)} w {closed(rings)} S")

    def plate(
        self,
        box: Box,
        color: RGB,
        *,
        radius: float = 0.0,
        edge: RGB | None = None,
        width: float = 0,
    ) -> None:
        """A rectangle, filled, with round corners and an edge if asked; ``box``: x, y, sizes.

        ReportLab's shapes take four times as long: each number is formatted anew.
        """
        x, y, *sides = box
        words, paint = f"{ink(color)} rg", "f"
        if edge:
            words, paint = f"{words} {ink(edge)} RG {number(width)} w", "B"
        shape = rectangle(*sides, radius)
        self._code.append(f"q {words} 1 0 0 1 {number(x)} {number(y)} cm {shape} {paint} Q")

    def attach(self, element: Element) -> None:
        """Make ``element`` a child of the current container, once."""
        if not element.attached:
            element.attached = True
            if self.depth and element.role in HEADINGS:
                element.role = HEADINGS[HEADINGS.index(element.role) + self.depth]
            self._containers[-1].kids.append(element)

    def link(self, element: Element, url: str, box: Box) -> None:
        """A clickable rectangle (page points) that belongs to ``element``, a Link."""
        self._annotate(element, box, f"/A<</S/URI/URI{text_string(url)}>>", element.alt or url)

    def jump(self, element: Element, target: Target, box: Box) -> None:
        """A clickable rectangle that leads elsewhere in the document, at the reader's own zoom."""
        self._annotate(element, box, "", element.alt, target)

    def name_place(self, name: str, element: Element, top: float) -> None:
        """Let ``name`` lead to ``element``, which is drawn from ``top`` (of the origin) down."""
        _, y = self.absolutePosition(0, top)
        self._places.setdefault(name, Destination(self._page_index + 1, y, element))

    def place_of(self, target: Target) -> Destination:
        """Where a link leads; on a page, to its first heading.

        Raises:
            TaggingError: there is no such place.
        """
        if isinstance(target, str):
            if target not in self._places:
                raise TaggingError(f"a link leads to {target}, which is nowhere")
            return self._places[target]
        owners = [each for each in self.owners if isinstance(each, list)][target - 1]
        heading = next((each for each in owners if each.role in HEADINGS), None)
        return Destination(target, self._pagesize[1], heading)

    def _annotate(
        self, element: Element, box: Box, action: str, words: str, target: Target | None = None
    ) -> None:
        """An annotation that is printed, as its element is (UA 7.18.1, A-3 6.3.2)."""
        key = len(self.owners)
        self.owners.append(element)
        element.kids.append(Annotation(self._page_index, key))
        entries = (
            f"/Rect[{' '.join(map(number, box))}]/Border[0 0 0]/F 4/StructParent {key}"
            f"/Contents{text_string(words)}{action}"
        )
        if target is not None:
            self.jumps.append(Jump(key, entries, target))
        self._addAnnotation(WrittenObject(link_annotation(entries)), f"link{key}")

    def place_page(self, path: Path) -> None:
        """Draw the first page of a PDF file at the origin; embedded once a document."""
        if path not in self._placed:
            self._placed.append(path)
        name = f"Placed{self._placed.index(path)}"
        if not self.hasForm(name):
            from tradefiche.pdf import placed_page  # late: few brands have a logo in PDF

            self._doc.addForm(name, placed_page.embedded(path, self._doc))
        self.doForm(name)

    def showPage(self) -> None:
        """End the page.

        Raises:
            TaggingError: content is still open.
        """
        if self._open is not None:
            raise TaggingError(f"{self._open} is still open at the end of the page")
        super().showPage()
        page = self._doc.Pages.pages[-1]
        # ReportLab writes the entries that it lists (reportlab 5.1.0), these two not among them.
        page.__NoDefault__ = [*page.__NoDefault__, "StructParents", "Tabs"]
        page.StructParents, page.Tabs = len(self.owners), "/S"
        self.owners.append(self._page_owners)
        self._page_index, self._page_owners = self._page_index + 1, []

    def completed(self) -> pdfdoc.PDFDocument:
        """ReportLab's document of the pages shown, with their fonts and bookmarks."""
        for font in self._doc.delayedFonts:
            font.addObjects(self._doc)
        self._doc.Outlines.prepare(self._doc, self)
        return self._doc
