"""What a page says of itself to those who find it and those who share it; nothing without address.

Titles and descriptions stand in every page. What needs an absolute address (canonical links,
OpenGraph, linked data) is only written when the site's address was given.
"""

from __future__ import annotations

from dataclasses import dataclass

from tradefiche.site_address import SiteAddress
from tradefiche.web import linked_data
from tradefiche.web.html import NOTHING
from tradefiche.web.html import Html
from tradefiche.web.html import join
from tradefiche.web.html import void
from tradefiche.web.linked_data import Data

FEED = "editions.atom"
PICTURE_SIZE = (1200, 630)
"""Pixels of the picture of a page: what most sites that show one ask for."""


@dataclass(frozen=True, slots=True)
class SharedPicture:
    """The picture of a page; ``words`` say what it shows.

    Attributes:
        path: from the top of the site.
    """

    path: str
    words: str


@dataclass(frozen=True, slots=True)
class SharedPage:
    """What is said of a page where it is found.

    Attributes:
        path: from the top of the site.
        site_name: what the site is called.
        data: what it describes, as linked data; None for none.
    """

    path: str
    title: str
    description: str
    site_name: str
    picture: SharedPicture | None = None
    data: Data | None = None


def head(page: SharedPage, address: SiteAddress | None) -> Html:
    """What its head has more; nothing without an address."""
    if address is None:
        return NOTHING
    here = address.of(page.path)
    parts = [
        void("link", rel="canonical", href=here),
        void(
            "link", rel="alternate", type="application/atom+xml", title="Éditions",
            href=address.of(FEED),
        ),
        _graph("og:type", "website"),
        _graph("og:locale", "fr_FR"),
        _graph("og:site_name", page.site_name),
        _graph("og:title", page.title),
        _graph("og:description", page.description),
        _graph("og:url", here),
        *(_picture(page.picture, address) if page.picture else ()),
        void("meta", name="twitter:card", content=_card(page)),
        linked_data.script(page.data) if page.data else None,
    ]  # fmt: skip
    return join(parts)


def _picture(picture: SharedPicture, address: SiteAddress) -> tuple[Html, ...]:
    width, height = PICTURE_SIZE
    return (
        _graph("og:image", address.of(picture.path)),
        _graph("og:image:type", "image/png"),
        _graph("og:image:width", str(width)),
        _graph("og:image:height", str(height)),
        _graph("og:image:alt", picture.words),
    )


def _card(page: SharedPage) -> str:
    return "summary_large_image" if page.picture else "summary"


def _graph(name: str, content: str) -> Html:
    return void("meta", property=name, content=content)
