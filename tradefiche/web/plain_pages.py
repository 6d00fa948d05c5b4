"""Pages without figures of a département: the statement, the table of all, what leads elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tradefiche.edition import Heading
from tradefiche.edition.page_texts import STATEMENT
from tradefiche.edition.page_texts import YEAR
from tradefiche.messages import _
from tradefiche.messages import language
from tradefiche.web import frame as frames
from tradefiche.web import share
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
from tradefiche.web.share import SharedPage

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
        described = "État de conformité, limites connues, contact et voies de recours."
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
            description=described,
            heading=title,
            kicker=built.edition.program,
            line=f"Édition {built.year}",
            noindex=demonstration(built),
            paths=(PageLink("Tous les départements", INDEX),),
            head=share.head(
                SharedPage(self.path, title, described, built.edition.program), built.address
            ),
        )
        return page(frame, join(made), built.edition, built.look)


def demonstration(built: Built) -> bool:
    """Whether some of its figures are invented: search engines are to leave it out then."""
    return any(entry.marks.demonstration for entry in built.manifest.entries)


# -- pages that lead elsewhere ---------------------------------------------------------------


def redirect(title: str, address: str, *, noindex: bool, canonical: str = "") -> bytes:
    """A page that leads to another by itself, and by a link where that is switched off.

    Args:
        canonical: the absolute address of the other, where it is known.
    """
    return _bare(
        title,
        element("p", element("a", "Ouvrir la page", href=address)),
        void("meta", http_equiv="refresh", content=f"0; url={address}"),
        void("meta", name="robots", content="noindex") if noindex else None,
        void("link", rel="canonical", href=canonical or address),
    )


def editions(years: Sequence[int], *, noindex: bool, canonical: str = "") -> bytes:
    """The list of editions, the latest first; ``canonical``: its absolute address, if known."""
    items = [
        element("li", element("a", f"Édition {year}", href=f"{year}/{INDEX}"))
        for year in sorted(years, reverse=True)
    ]
    robots = void("meta", name="robots", content="noindex") if noindex else None
    known = void("link", rel="canonical", href=canonical) if canonical else None
    return _bare("Toutes les éditions", element("ul", *items), robots, known)


def not_found() -> bytes:
    """What a server gives for an address that leads nowhere: without links, it stands anywhere."""
    return _bare(
        "Page introuvable",
        element("p", "Cette adresse ne mène à aucune page : vérifiez-la, ou partez de l’accueil."),
        void("meta", name="robots", content="noindex"),
    )


def fault(told: Html) -> bytes:
    """What is wrong, where a page cannot be made: seen by who writes it alone."""
    return _bare(_("This page cannot be made"), told, lang=language())


def _bare(title: str, content: Html, *head: Html | None, lang: str = "fr") -> bytes:
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
    return f"{frames.DOCTYPE}{element('html', top, body, lang=lang)}\n".encode()
