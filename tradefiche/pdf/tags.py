"""The structure tree of a tagged PDF, while pages are being drawn.

Everything visible belongs either to a structure element or to an artifact (decoration, headers,
page numbers). ``TaggedCanvas`` writes the marked content and remembers which element owns it;
``finish`` turns the tree into PDF objects.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from typing import Any

from reportlab import rl_config
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from tradefiche.pdf.operators import number
from tradefiche.pdf.operators import string

rl_config.useA85 = 0  # bytes as they are: packing them as text only makes files longer


@dataclass(frozen=True, slots=True)
class Content:
    """Marked content: number ``mcid`` on page ``page`` (from 0)."""

    page: int
    mcid: int


@dataclass(frozen=True, slots=True)
class Annotation:
    """The ``index``-th annotation of page ``page``, with the words that describe it."""

    page: int
    index: int
    contents: str


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
        attachments: names of embedded files that belong to a figure.
    """

    role: str
    alt: str = ""
    bbox: tuple[float, float, float, float] | None = None
    scope: str = ""
    summary: str = ""
    numbering: str = ""
    title: str = ""
    attachments: tuple[str, ...] = ()
    kids: list[Element | Content | Annotation] = field(default_factory=list)
    attached: bool = False


HEADINGS = ("H1", "H2", "H3", "H4", "H5", "H6")


def page_name(page: int) -> str:
    """The destination name of a page (from 1)."""
    return f"page-{page}"


def placed_name(index: int) -> str:
    """The resource name of the ``index``-th PDF file placed."""
    return f"Placed{index}"


class TaggingError(RuntimeError):
    """Marked content was nested, left open, or drawn with no owner: a fault of the program."""


class TaggedCanvas(Canvas):
    """A ReportLab canvas that knows, for each thing drawn, what it is.

    Attributes:
        depth: of the part being drawn in the whole document: its headings and bookmarks are so
            many levels lower than they would be in a document of their own.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.root = Element("Document", attached=True)
        self.depth = 0
        self._containers = [self.root]
        self._open: Element | str | None = None
        self._page_index, self._next_mcid = 0, 0
        self.placed_pages: dict[Path, set[int]] = {}

    def begin_part(self, part: Element | None, depth: int = 0) -> None:
        """What follows belongs to ``part``, a child of the document, or to the document itself."""
        self._containers = [self.root]
        self.depth = depth
        if part:
            self.attach(part)
            self._containers.append(part)

    @contextmanager
    def container(self, element: Element) -> Iterator[Element]:
        """What is tagged inside becomes a child of ``element``; drawing there is not tagged."""
        self.attach(element)
        self._containers.append(element)
        try:
            yield element
        finally:
            self._containers.pop()

    @contextmanager
    def content(self, element: Element) -> Iterator[Element]:
        """What is drawn inside is content of ``element``.

        Raises:
            TaggingError: inside other content or an artifact.
        """
        self.attach(element)
        mark = Content(self._page_index, self._next_mcid)
        self._next_mcid += 1
        element.kids.append(mark)
        with self._marked(element, f"/{element.role} <</MCID {mark.mcid}>> BDC"):
            yield element

    @contextmanager
    def artifact(self, kind: str = "") -> Iterator[None]:
        """What is drawn inside is decoration; ``kind`` may be Header, Footer or Background.

        Raises:
            TaggingError: inside content or another artifact.
        """
        properties = {
            "": "/Artifact BMC",
            "Background": "/Artifact <</Type /Background>> BDC",
        }.get(kind, f"/Artifact <</Type /Pagination /Subtype /{kind}>> BDC")
        with self._marked("artifact", properties):
            yield

    @contextmanager
    def _marked(self, owner: Element | str, operator: str) -> Iterator[None]:
        if self._open is not None:
            raise TaggingError(f"{owner} opened inside {self._open}")
        self._open = owner
        self._code.append(operator)
        yield
        self._code.append("EMC")
        self._open = None

    def show(
        self,
        text: str,
        x: float,
        y: float,
        font: str,
        size: float,
        color: tuple[float, float, float],
    ) -> None:
        """``text`` with its baseline at (x, y), in one of our fonts.

        Written directly: ReportLab's text objects take five times as long for the same operators
        (reportlab 5.1.0: 0.37 s against 0.07 for 20,000 strings).

        Raises:
            FontError: a character that the font cannot show.
        """
        face = pdfmetrics.getFont(font)
        name = face.getSubsetInternalName(0, self._doc)
        ink = " ".join(map(number, color))
        place = f"1 0 0 1 {number(x)} {number(y)} Tm"
        code = string(face.encode(text))
        self._code.append(f"BT {place} {name} {number(size)} Tf {ink} rg {code} Tj ET")

    def attach(self, element: Element) -> None:
        """Make ``element`` a child of the current container, once."""
        if not element.attached:
            element.attached = True
            if self.depth and element.role in HEADINGS:
                element.role = HEADINGS[HEADINGS.index(element.role) + self.depth]
            self._containers[-1].kids.append(element)

    def link(self, element: Element, url: str, box: tuple[float, float, float, float]) -> None:
        """A clickable rectangle (page points) that belongs to ``element``, a Link."""
        index = len(self._annotationrefs)
        self.linkURL(url, box, relative=0, thickness=0)
        element.kids.append(Annotation(self._page_index, index, element.alt or url))

    def jump(self, element: Element, page: int, box: tuple[float, float, float, float]) -> None:
        """A clickable rectangle that leads to another page (from 1) of the document."""
        index = len(self._annotationrefs)
        self.linkRect("", page_name(page), box, relative=0, thickness=0)
        element.kids.append(Annotation(self._page_index, index, element.alt))

    def place_page(self, path: Path) -> None:
        """Draw the first page of a PDF file at the origin; ``finish`` embeds it once."""
        self.placed_pages.setdefault(path, set()).add(self._page_index)
        self._code.append(f"/{placed_name(list(self.placed_pages).index(path))} Do")

    def showPage(self) -> None:
        """End the page; every page can be jumped to.

        Raises:
            TaggingError: content is still open.
        """
        self.bookmarkPage(page_name(self._page_index + 1))
        if self._open is not None:
            raise TaggingError(f"{self._open} is still open at the end of the page")
        super().showPage()
        self._page_index, self._next_mcid = self._page_index + 1, 0
