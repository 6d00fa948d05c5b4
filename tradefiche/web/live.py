"""The pages of a year as its texts and its look are now, each made when it is asked for.

For who writes an edition or a brand: nothing is written, and what is wrong is said on the page.
Knows no server.
"""

from __future__ import annotations

import mimetypes
from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path

from tradefiche import brand as brands
from tradefiche import edition as editions
from tradefiche import manifest as manifests
from tradefiche.errors import TradeficheError
from tradefiche.messages import _
from tradefiche.messages import language
from tradefiche.web import built as builts
from tradefiche.web import edition_pages
from tradefiche.web import plain_pages
from tradefiche.web.atlas_page import AtlasPage
from tradefiche.web.built import Built
from tradefiche.web.catalogue import CataloguePage
from tradefiche.web.fiche_page import DATA
from tradefiche.web.fiche_page import FichePage
from tradefiche.web.frame import INDEX
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.look import WebLook
from tradefiche.web.pages import Page
from tradefiche.web.plain_pages import StatementPage
from tradefiche.web.territoire_page import TerritoirePage

SCRIPT, EVENTS = ".live.js", ".live"
"""Where a page asks for what reloads it, and where that listens."""
RELOADS = b'new EventSource("/.live").onmessage=function(){location.reload()};\n'
HTML = "text/html; charset=utf-8"
_MADE = (FichePage, TerritoirePage, CataloguePage, AtlasPage, StatementPage)
"""Pages that are made of texts and look."""
_NOTHING = text("default-src 'none'; ").encode()
_OURS = text("default-src 'none'; connect-src 'self'; script-src 'self'; ").encode()


@dataclass(frozen=True, slots=True)
class PageAnswer:
    """What is said to a browser."""

    status: int
    kind: str
    content: bytes
    to: str = ""
    """Where it is sent, with the status 302."""


class LiveSite:
    """One year, of what was built, with the edition and the brand as they are.

    Attributes:
        folders: what is watched.
        faults: what is wrong with the texts or the look now.

    Raises:
        OutputError: nothing was built.
        EditionError, BrandError: nothing can be read of one of them.
    """

    def __init__(
        self, output: Path, year: int, brand: Path | None = None, edition: Path | None = None
    ) -> None:
        self._edition, self._brand = edition or editions.folder_for(year), brand
        folder = output / str(year)
        texts, wrong = editions.tried(self._edition)
        look, ugly = brands.tried(brand)
        self.faults: tuple[TradeficheError, ...] = (*wrong, *ugly)
        if not (texts and look):
            raise self.faults[0]
        self._built = Built(folder, builts.listed(folder, year), texts, WebLook(look))
        self._pages = {page.path: page for page in edition_pages.pages(self._built, data=False)}
        self.folders = (self._edition, look.folder, folder)

    @property
    def year(self) -> int:
        """Of its figures."""
        return self._built.year

    def refresh(self) -> None:
        """Read texts, look and manifest again; what cannot be read stays as it was."""
        texts, wrong = editions.tried(self._edition)
        look, ugly = brands.tried(self._brand)
        self.faults = (*wrong, *ugly)
        self._built = replace(
            self._built,
            edition=texts or self._built.edition,
            look=WebLook(look) if look else self._built.look,
        )
        try:
            manifest = builts.listed(self._built.folder, self.year)
            if manifest != self._built.manifest:
                now = replace(self._built, manifest=manifest)
                pages = {page.path: page for page in edition_pages.pages(now, data=False)}
                self._built, self._pages = now, pages
        except TradeficheError as error:
            self.faults = (*self.faults, error)

    def is_watched(self, path: str) -> bool:
        """Whether a change of a file is one of the pages: of what is built, that of the list."""
        built = self._built.folder.resolve()
        return Path(path).name == manifests.NAME or built not in Path(path).resolve().parents

    def answer(self, path: str) -> PageAnswer:
        """What is at a path from the top of the site."""
        if path == SCRIPT:
            return PageAnswer(200, "text/javascript", RELOADS)
        first = f"{self.year}/"
        if path in {"", INDEX}:
            return PageAnswer(302, HTML, b"", f"/{first}{INDEX}")
        if path.startswith("latest/"):
            return PageAnswer(302, HTML, b"", f"/{first}{path.removeprefix('latest/')}")
        try:
            content = self._content(path)
        except TradeficheError as error:
            wrong = plain_pages.fault(element("ul", *_told([*self.faults, error])))
            return PageAnswer(500, HTML, self._alive(wrong, ()))
        if content is None:
            return PageAnswer(404, HTML, self._alive(plain_pages.not_found(), self.faults))
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        if kind != "text/html":
            return PageAnswer(200, kind, content)
        return PageAnswer(200, HTML, self._alive(content, self.faults))

    def _content(self, path: str) -> bytes | None:
        if path == "editions.html":
            return plain_pages.editions([self.year], noindex=True)
        if path.startswith(f"{self.year}/{DATA}/") and path not in self._pages:
            return self._data(path)
        page = self._pages.get(path)
        return self._now(page).content() if page else None

    def _data(self, path: str) -> bytes | None:
        """The data of a figure: numbers of figures, and so names, are those of the texts now."""
        name = path.rpartition("/")[2]
        for page in self._pages.values():
            if isinstance(page, FichePage) and name.startswith(f"{page.entry.code}-"):
                made = replace(page, built=self._built).composition.files
                return next((each.content for each in made if each.name == name), None)
        return None

    def _now(self, page: Page) -> Page:
        """A page with the texts and the look of now."""
        return replace(page, built=self._built) if isinstance(page, _MADE) else page

    @staticmethod
    def _alive(content: bytes, faults: Iterable[TradeficheError]) -> bytes:
        """A page that reloads itself, and says what is wrong; this is never written."""
        told = [*_told(faults)]
        said = Html("")
        if told:
            head = element("p", element("b", _("To be corrected")))
            note = {"class_": "wrap note", "role": "alert", "lang": language()}
            said = element("div", head, element("ul", *told), **note)
        script = element("script", src=f"/{SCRIPT}")
        content = content.replace(_NOTHING, _OURS, 1)
        content = content.replace(b"<body>", b"<body>" + said.encode(), 1)
        return content.replace(b"</body>", script.encode() + b"</body>", 1)


def _told(faults: Iterable[TradeficheError]) -> Iterator[Html]:
    for each in faults:
        hint = element("span", f" {each.hint}", class_="mut") if each.hint else None
        yield element("li", join((each.message, hint)))
