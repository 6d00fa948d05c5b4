"""The page of a fiche: all that its PDF says, in the order of who reads on a screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from tradefiche.edition import substitute
from tradefiche.fiche import Place
from tradefiche.manifest import FicheEntry
from tradefiche.manifest import FileEntry
from tradefiche.web import essentiel
from tradefiche.web import linked_data
from tradefiche.web import maps
from tradefiche.web import preview
from tradefiche.web import share
from tradefiche.web.built import Built
from tradefiche.web.frame import INDEX
from tradefiche.web.frame import Frame
from tradefiche.web.frame import PageLink
from tradefiche.web.frame import page
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.pages import depends
from tradefiche.web.section_blocks import PagePart
from tradefiche.web.section_blocks import parts
from tradefiche.web.sections import Composition
from tradefiche.web.sections import compose
from tradefiche.web.share import SharedPage
from tradefiche.web.share import SharedPicture
from tradefiche.web.units import size
from tradefiche.wording import sentences
from tradefiche.wording.french import typeset
from tradefiche.wording.sentences import DEMONSTRATION

SHEETS = ("base", "fiche")
DATA = "csv"
"""The folder of data files, in that of the year."""
FOLDED = typeset(
    "Les tableaux des figures ne sont pas imprimés quand ils sont repliés : ouvrez-les d’abord sur "
    "la page, ou prenez la fiche en PDF, qui les a tous dans son annexe."
)
"""What a printed page says of what it leaves out."""


@dataclass(frozen=True)
class FichePage:
    """One département.

    Attributes:
        neighbours: those that have a page, with its address.
        territoires: addresses of the pages of Territoires, by id.
        downloads: what was built beside its PDF and JSON, in words.
    """

    built: Built
    entry: FicheEntry
    neighbours: tuple[tuple[Place, str], ...] = ()
    territoires: tuple[tuple[str, str], ...] = ()
    downloads: tuple[tuple[str, FileEntry], ...] = ()

    @property
    def stem(self) -> str:
        """« 03-allier »."""
        return PurePosixPath(self.entry.pdf.name).stem

    @property
    def path(self) -> str:
        """« 2024/03-allier.html »."""
        return f"{self.built.year}/{self.stem}.html"

    @property
    def made_from(self) -> str:
        """Data, texts, look, and where its links lead."""
        around = [(place.code, address) for place, address in self.neighbours]
        files = [(file.name, size(file.size)) for _, file in self._files]
        return depends(
            "fiche", self.entry.json.sha256, self.built.texts(self.entry.code),
            self.built.style(*SHEETS), around, self.territoires, files,
        )  # fmt: skip

    def content(self) -> bytes:
        """The page."""
        made = self.composition
        fiche, built = made.fiche, self.built
        heading = f"Commerce extérieur {fiche.place.of}"
        frame = Frame(
            title=f"{heading}, {fiche.year} – {built.edition.program}",
            description=description(made),
            heading=heading,
            kicker=f"{built.edition.program} · {fiche.place.name} ({fiche.place.code})",
            line=f"Édition {fiche.year} · données {fiche.year}",
            mark=sentences.figure_mark(fiche),
            noindex=fiche.marks.demonstration,
            paths=(
                PageLink("Tous les départements", INDEX),
                PageLink("Dernière édition", f"../latest/{self.stem}.html"),
            ),
            art=maps.outline([fiche.place.code]),
            sheets=SHEETS,
            laid=True,
            head=share.head(self._shared(made), built.address),
        )
        return page(frame, self._main(made), built.edition, built.look)

    @property
    def picture(self) -> str:
        """Where its picture is, when it has one: « 2024/og/03-allier.png »."""
        return f"{self.built.year}/og/{self.stem}.png"

    def _shared(self, made: Composition) -> SharedPage:
        """What is said of it where it is found."""
        fiche, built, said = made.fiche, self.built, description(made)
        data = None
        if built.address:
            folder = f"{built.year}/{DATA}"
            data = linked_data.dataset(
                fiche, built.edition, built.address, self.path, description=said,
                figures=[(each.description, f"{folder}/{each.name}") for each in made.files],
                files=self._files,
            )  # fmt: skip
        picture = SharedPicture(self.picture, preview.words(fiche))
        title = f"Commerce extérieur {fiche.place.of}, {fiche.year}"
        return SharedPage(self.path, title, said, built.edition.program, picture, data)

    @cached_property
    def composition(self) -> Composition:
        """Its sections and figures."""
        return compose(self.built.fiche(self.entry.code), self.built.edition)

    @property
    def _files(self) -> tuple[tuple[str, FileEntry], ...]:
        first = (("Fiche en PDF", self.entry.pdf), *self.downloads)
        return (*first, ("Données (JSON)", self.entry.json))

    def _main(self, made: Composition) -> Html:
        found = [*parts(made, self.built.look, dict(self.territoires)), *self._around()]
        first = element(
            "div",
            element("p", substitute(self.built.edition.title, made.known), class_="ti0"),
            essentiel.cards(made.fiche),
            self._downloads(),
            class_="first",
        )
        rest = element(
            "div", *(each.section() for each in found), element("p", FOLDED, class_="pr"),
            class_="rest",
        )  # fmt: skip
        return join((first, contents(found), rest))

    def _downloads(self) -> Html:
        items = []
        for place, (words, file) in enumerate(self._files):
            said = join((text(words), element("span", f" ({size(file.size)})")))
            kind = "btn" if not place else "btn b2"
            data = file.name.endswith(".json")
            link = element("a", said, class_=kind, href=file.name, download=data)
            items.append(element("li", link))
        return element("ul", *items, class_="get")

    def _around(self) -> list[PagePart]:
        if not self.neighbours:
            return []
        links = [
            element("li", element("a", place.name, href=address))
            for place, address in self.neighbours
        ]
        return [PagePart("suite", "Fiches voisines", element("ul", *links, class_="near"))]


def description(made: Composition) -> str:
    """What a list of results says of the page."""
    fiche = made.fiche
    said = [DEMONSTRATION + "." if fiche.marks.demonstration else ""]
    for name in ("pays", "produits"):
        if name in made.shown:
            said.append(made.shown[name].figure.finding(fiche) or "")
    return typeset(" ".join(filter(None, said)))


def contents(found: Sequence[PagePart]) -> Html:
    """The sections of a page, with their figures."""
    items = []
    for each in found:
        under = [
            element("li", element("a", element("b", str(n)), f" {words}", href=f"#{name}"))
            for name, n, words in each.figures
        ]
        sub = element("ol", *under, class_="sub") if under else None
        items.append(element("li", element("a", each.title, href=f"#{each.name}"), sub))
    head = element("p", element("b", "Dans cette page"), id="sommaire-t")
    return element(
        "nav", head, element("ol", *items), class_="toc", id="sommaire",
        aria_labelledby="sommaire-t",
    )  # fmt: skip
