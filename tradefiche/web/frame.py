"""What all pages share: head, marks of the brand, band, paths to other pages, footer.

A page is one file: its style sheet is in it, and nothing else is asked for but the type of a brand
that brings its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche import __version__
from tradefiche.edition import Edition
from tradefiche.web import fonts
from tradefiche.web.html import NOTHING
from tradefiche.web.html import Html
from tradefiche.web.html import element
from tradefiche.web.html import join
from tradefiche.web.html import void
from tradefiche.web.look import WebLook
from tradefiche.web.look import css_hash
from tradefiche.wording.numbers import NBSP

STATEMENT = "accessibilite.html"
INDEX = "index.html"
HEADING = "Commerce extérieur des départements"
"""What a site is about."""
DOCTYPE = "<!doctype html>\n"
RECEIVES = "Cette page ne dépose aucun traceur et n’appelle aucun autre site."


@dataclass(frozen=True, slots=True)
class PageLink:
    """Where a reader may go."""

    words: str
    address: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What a page says around its main part.

    Attributes:
        title: of the window and in lists of results; ``heading``: over the page.
        kicker: over the heading; ``line``: under it.
        mark: « Données de démonstration », a provisional year, or nothing.
        noindex: whether search engines leave it out: pages of invented figures.
        paths: beside the band; ``up``: from the page to the folder of its edition.
        art: an image in the band.
        laid: whether the main part has a column for its contents.
        head: more of the head: what is found and shared.
        scripts: at the end of the page; ``policy``: what its Content-Security-Policy adds.
    """

    title: str
    description: str
    heading: str
    kicker: str
    line: str = ""
    mark: str = ""
    noindex: bool = False
    paths: tuple[PageLink, ...] = ()
    up: str = ""
    art: Html = NOTHING
    sheets: tuple[str, ...] = ("base",)
    laid: bool = False
    head: Html = NOTHING
    scripts: Html = NOTHING
    policy: str = ""
    banner: Html = NOTHING
    """What follows in the band: a search."""


def page(frame: Frame, main: Html, edition: Edition, look: WebLook) -> bytes:
    """The bytes of a page."""
    css = look.css(*frame.sheets, up=frame.up)
    allowed = f"{frame.policy}{fonts.POLICY if look.fonts else ''}"
    head = element(
        "head",
        void("meta", charset="utf-8"),
        void("meta", name="viewport", content="width=device-width,initial-scale=1"),
        policy(css, allowed),
        element("title", frame.title),
        void("meta", name="description", content=frame.description),
        void("meta", name="robots", content="noindex") if frame.noindex else None,
        void("meta", name="color-scheme", content="light"),
        void("link", rel="icon", href="data:,"),
        frame.head,
        element("style", Html(css)),
    )
    wrap = "wrap lay" if frame.laid else "wrap"
    body = element(
        "body",
        element("a", "Aller au contenu", class_="skip", href="#contenu"),
        element("header", _brand(look), _band(frame), _paths(frame), class_="top"),
        element("main", main, id="contenu", class_=wrap),
        _footer(frame, edition),
        frame.scripts,
    )
    return f"{DOCTYPE}{element('html', head, body, lang='fr')}\n".encode()


def policy(css: str, more: str = "") -> Html:
    """What the page may load: its own style sheet, images beside it."""
    allowed = f"default-src 'none'; img-src 'self' data:; style-src '{css_hash(css)}'; "
    content = f"{allowed}base-uri 'none'; form-action 'none'{more}"
    return void("meta", http_equiv="Content-Security-Policy", content=content)


def _brand(look: WebLook) -> Html:
    """The words of both marks."""
    state, *motto = look.brand.state_words
    lines = [element("b", state), *(element("i", each) for each in motto)]
    agency = join(look.brand.agency_words, void("br"))
    return element(
        "div", element("p", join(lines, void("br"))), element("p", agency, class_="ag"),
        class_="wrap marks",
    )  # fmt: skip


def _band(frame: Frame) -> Html:
    inside = element(
        "div",
        element("p", frame.kicker, class_="ki"),
        element("h1", frame.heading),
        frame.art,
        element("p", frame.line, class_="yr") if frame.line else None,
        element("p", frame.mark, class_="demo") if frame.mark else None,
        frame.banner,
        class_="wrap",
    )
    return element("div", inside, class_="band")


def _paths(frame: Frame) -> Html | None:
    if not frame.paths:
        return None
    items = [element("li", element("a", e.words, href=e.address)) for e in frame.paths]
    listed = element("ul", *items, class_="wrap")
    return element("nav", listed, class_="paths", aria_label="Éditions et départements")


def _footer(frame: Frame, edition: Edition) -> Html:
    known = edition.links
    links = [
        PageLink(f"Accessibilité{NBSP}: non conforme", f"{frame.up}{STATEMENT}"),
        *(PageLink(words, known[name]) for words, name in
          (("Contact", "contact"), ("Licence Ouverte 2.0", "licence")) if known.get(name)),
    ]  # fmt: skip
    items = [element("li", element("a", e.words, href=e.address)) for e in links]
    inside = element(
        "div",
        element("p", element("b", edition.publisher), f", programme {edition.program}"),
        element("ul", *items),
        element("p", f"{RECEIVES} tradefiche {__version__}", class_="sm"),
        class_="wrap",
    )
    return element("footer", inside)
