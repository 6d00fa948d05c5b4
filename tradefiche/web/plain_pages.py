"""Pages without figures of a département: the statement, the table of all, what leads elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from tradefiche.edition import Heading
from tradefiche.edition.page_texts import STATEMENT
from tradefiche.edition.page_texts import YEAR
from tradefiche.fiche import Fiche
from tradefiche.reference import industry
from tradefiche.reference import tables as reference
from tradefiche.reference.industry import TerritoireIndustrie
from tradefiche.web import frame as frames
from tradefiche.web import texts
from tradefiche.web.built import Built
from tradefiche.web.frame import INDEX
from tradefiche.web.frame import Frame
from tradefiche.web.frame import PageLink
from tradefiche.web.frame import page
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import text
from tradefiche.web.html import void
from tradefiche.web.pages import depends
from tradefiche.web.rows import signed
from tradefiche.web.tables import scrolled
from tradefiche.web.units import size
from tradefiche.wording import sentences
from tradefiche.wording.numbers import Unit

SHEETS = ("base",)


@dataclass(frozen=True)
class StatementPage:
    """How accessible the pages of an edition are, and whom to tell."""

    built: Built

    @property
    def path(self) -> str:
        """« 2024/accessibilite.html »."""
        return f"{self.built.year}/{frames.STATEMENT}"

    @property
    def made_from(self) -> str:
        """Its text and the look."""
        return depends("statement", self.built.texts(), self.built.style(*SHEETS))

    def content(self) -> bytes:
        """The page."""
        built, known = self.built, {YEAR: str(self.built.year)}
        blocks = built.edition.web[STATEMENT].blocks
        title = texts.title(blocks, known)
        engaged = (
            f"{built.edition.publisher} s’engage à rendre ses sites accessibles, conformément à "
            "l’article 47 de la loi n° 2005-102 du 11 février 2005. Cette déclaration s’applique "
            f"aux pages de l’édition {built.year}."
        )
        made = [element("p", engaged)]
        for block in blocks[1:]:
            if isinstance(block, Heading):
                made.append(element("h2", texts.inlines(block.text, known)))
            elif (shown := texts.block(block, known)) is not None:
                made.append(shown)
        frame = Frame(
            title=f"{title} – {built.edition.program}",
            description="État de conformité, limites connues, contact et voies de recours.",
            heading=title,
            kicker=built.edition.program,
            line=f"Édition {built.year}",
            noindex=demonstration(built),
            paths=(PageLink("Tous les départements", INDEX),),
        )
        return page(frame, join(made), built.edition, built.look)


@dataclass(frozen=True)
class IndexPage:
    """All that an edition has, in plain tables and lists.

    Attributes:
        territoires: those that have a page, with its address.
    """

    built: Built
    territoires: tuple[tuple[TerritoireIndustrie, str], ...] = ()

    @property
    def path(self) -> str:
        """« 2024/index.html »."""
        return f"{self.built.year}/{INDEX}"

    @property
    def made_from(self) -> str:
        """The list of what was built, and the look."""
        listed = self.built.manifest
        return depends(
            "index", listed.fiches, listed.atlas, [address for _, address in self.territoires],
            self.built.texts(), self.built.style(*SHEETS),
        )  # fmt: skip

    def content(self) -> bytes:
        """The page."""
        built = self.built
        heading = "Commerce extérieur des départements"
        first = built.fiche(built.manifest.fiches[0].code)
        frame = Frame(
            title=f"{heading}, {built.year} – {built.edition.program}",
            description=f"Les fiches des départements et l’atlas national, édition {built.year}.",
            heading=heading,
            kicker=built.edition.program,
            line=f"Édition {built.year}",
            mark=sentences.figure_mark(first) if demonstration(built) else "",
            noindex=demonstration(built),
            paths=(PageLink("Toutes les éditions", "../editions.html"),),
        )
        made = (self._table(first), self._territoires(), self._files())
        return page(frame, join(made), built.edition, built.look)

    def _table(self, first: Fiche) -> Html:
        """A row a département, by code; the amounts are those of the manifest."""
        unit = Unit("M€", 6, 0)
        heads = ("Code", "Département", "Région", "Exportations", "Importations", "Solde")
        top = element("tr", *(element("th", each, scope="col", class_="w" if n < 3 else None)
                              for n, each in enumerate(heads)))  # fmt: skip
        rows = []
        for entry in self.built.manifest.fiches:
            balance = entry.exports - entry.imports
            address = f"{PurePosixPath(entry.pdf.name).stem}.html"
            name = element("th", element("a", entry.name, href=address), scope="row")
            cells = [
                element("td", entry.code, class_="w"), name,
                element("td", entry.region or "–", class_="w"),
                element("td", unit.label(entry.exports)), element("td", unit.label(entry.imports)),
                element("td", signed(unit.signed_label(balance), balance)),
            ]  # fmt: skip
            rows.append(element("tr", *cells, id=f"d-{entry.code}"))
        caption = f"Les départements, en {unit.words}, {self.built.year}"
        table = join((element("thead", top), element("tbody", *rows)))
        source = element("p", sentences.source(first, "départementales"), class_="sm")
        return _section("departements", "Départements",
                        join((scrolled("departements-c", caption, table), source)))  # fmt: skip

    def _territoires(self) -> Html | None:
        if not self.territoires:
            return None
        ranked = sorted(self.territoires, key=lambda each: reference.fold(each[0].name))
        items = [
            element("li", element("a", whole.name, href=address), " ",
                    element("span", industry.extent(whole), class_="mut"))
            for whole, address in ranked
        ]  # fmt: skip
        summary = element("summary", f"Les {len(items)} Territoires d’industrie, de A à Z")
        folded = element("details", summary, element("ul", *items), class_="data")
        return _section("territoires", self.built.edition.program, folded)

    def _files(self) -> Html:
        listed = self.built.manifest
        links = [("Empreintes des fichiers (SHA-256)", "SHA256SUMS", 0)]
        if listed.atlas:
            atlas = listed.atlas
            links = [
                (f"Atlas {self.built.year} (PDF", atlas.pdf.name, atlas.pdf.size),
                ("Totaux des départements (JSON", atlas.json.name, atlas.json.size),
                *links,
            ]
        items = [
            element("li", element("a", f"{said}, {size(octets)})" if octets else said, href=name))
            for said, name, octets in links
        ]
        return _section("fichiers", "Atlas et données", element("ul", *items))


def _section(name: str, title: str, content: Html) -> Html:
    return element("section", element("h2", title, id=name), content, aria_labelledby=name)


def demonstration(built: Built) -> bool:
    """Whether some of its figures are invented: search engines are to leave it out then."""
    return any(entry.marks.demonstration for entry in built.manifest.entries)


# -- pages that lead elsewhere ---------------------------------------------------------------


def redirect(title: str, address: str, *, noindex: bool) -> bytes:
    """A page that leads to another by itself, and by a link where that is switched off."""
    return _bare(
        title,
        element("p", element("a", "Ouvrir la page", href=address)),
        void("meta", http_equiv="refresh", content=f"0; url={address}"),
        void("meta", name="robots", content="noindex") if noindex else None,
        void("link", rel="canonical", href=address),
    )


def editions(years: Sequence[int], *, noindex: bool) -> bytes:
    """The list of editions, the latest first."""
    items = [
        element("li", element("a", f"Édition {year}", href=f"{year}/{INDEX}"))
        for year in sorted(years, reverse=True)
    ]
    robots = void("meta", name="robots", content="noindex") if noindex else None
    return _bare("Toutes les éditions", element("ul", *items), robots)


def not_found() -> bytes:
    """What a server gives for an address that leads nowhere: without links, it stands anywhere."""
    return _bare(
        "Page introuvable",
        element("p", "Cette adresse ne mène à aucune page : vérifiez-la, ou partez de l’accueil."),
        void("meta", name="robots", content="noindex"),
    )


def _bare(title: str, content: Html, *head: Html | None) -> bytes:
    """A page of words alone, which every browser sets well."""
    top = element(
        "head",
        void("meta", charset="utf-8"),
        void("meta", name="viewport", content="width=device-width,initial-scale=1"),
        element("title", title),
        void("meta", name="description", content=title),
        void("link", rel="icon", href="data:,"),
        *head,
    )
    body = element("body", element("main", element("h1", text(title)), content))
    return f"{frames.DOCTYPE}{element('html', top, body, lang='fr')}\n".encode()
