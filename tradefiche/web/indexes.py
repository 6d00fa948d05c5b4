"""What machines read at the top of a site: sitemap, feed, catalogue, robots; of all editions.

Each edition tells of itself in its own description, which is read back here, held to the hash
that the list of the site has. Nothing is dated by a clock: an edition is as old as its data.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tradefiche import manifest as manifests
from tradefiche.errors import OutputError
from tradefiche.messages import _
from tradefiche.site_address import SiteAddress
from tradefiche.site_listing import Listing
from tradefiche.web import dcat
from tradefiche.web.frame import HEADING
from tradefiche.web.frame import INDEX
from tradefiche.web.html import Html
from tradefiche.web.html import join
from tradefiche.web.html import xml
from tradefiche.web.share import FEED

SITEMAP = "sitemap.xml"
ROBOTS = "robots.txt"
EDITIONS = "editions.html"
_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'
_NOT_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
_AT_MIDNIGHT = "T00:00:00Z"

Described = dict[int, dict[str, Any]]
"""What editions say of themselves, by year."""


def files(to: Path, listing: Listing, address: SiteAddress) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of each.

    Raises:
        OutputError: what an edition says of itself is not there, or not as it was written.
    """
    editions = described(to, listing)
    shown = {each.year for each in listing.editions if not each.demonstration}
    pages = [*_pages(listing, shown)]
    if pages:
        yield SITEMAP, _sitemap(pages, editions, address)
    yield FEED, _feed(editions, address)
    yield dcat.CATALOG, dcat.catalogue([*editions.values()], address)
    yield ROBOTS, _robots(address if pages else None)


def described(to: Path, listing: Listing) -> Described:
    """What each edition of a site says of itself.

    Raises:
        OutputError: it is not there, or not as it was written.
    """
    known, found = listing.by_path(), Described()
    for each in listing.editions:
        path = f"{each.year}/{dcat.EDITION}"
        try:
            content = (to / path).read_bytes()
        except OSError:
            content = b""
        if path not in known or manifests.digest(content) != known[path].sha256:
            raise OutputError(
                _("{path}: is not what was written", path=to / path),
                _(
                    "Write the edition again: tradefiche site --year {year} --force.",
                    year=each.year,
                ),
            )
        found[each.year] = json.loads(content)
    return found


def _pages(listing: Listing, shown: set[int]) -> Iterator[tuple[str, int]]:
    """Pages that engines may show, with their year; neither invented figures nor what leads on."""
    if shown and max(each.year for each in listing.editions) in shown:
        yield EDITIONS, max(shown)
    for file in listing.files:
        part, _, name = file.path.partition("/")
        if name.endswith(".html") and part.isdecimal() and int(part) in shown:
            yield file.path, int(part)


def _sitemap(pages: list[tuple[str, int]], editions: Described, address: SiteAddress) -> bytes:
    """https://www.sitemaps.org/protocol.html."""
    items = [
        xml(
            "url",
            xml("loc", address.of(path)),
            xml("lastmod", dcat.modified_of(editions[year])),
        )
        for path, year in sorted(pages)
    ]
    space = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return _xml(xml("urlset", "\n", join(items, "\n"), "\n", xmlns=space))


def _feed(editions: Described, address: SiteAddress) -> bytes:
    """RFC 4287; the latest edition first."""
    ranked = [(year, editions[year]) for year in sorted(editions, reverse=True)]
    updated = max(dcat.modified_of(each) for _, each in ranked)
    here = address.of(FEED)
    head = (
        xml("id", here),
        xml("title", HEADING),
        xml("updated", f"{updated}{_AT_MIDNIGHT}"),
        xml("author", xml("name", dcat.publisher_of(ranked[0][1]))),
        xml("link", rel="self", type="application/atom+xml", href=here),
        xml("link", rel="alternate", type="text/html", href=address.of(INDEX)),
    )
    entries = [_entry(year, each, address) for year, each in ranked]
    space = "http://www.w3.org/2005/Atom"
    content = join((*head, *entries), "\n")
    return _xml(xml("feed", "\n", content, "\n", **{"xmlns": space, "xml:lang": "fr"}))


def _entry(year: int, edition: dict[str, Any], address: SiteAddress) -> Html:
    page = address.of(f"{year}/{INDEX}")
    return xml(
        "entry",
        xml("id", page),
        xml("title", dcat.title_of(edition)),
        xml("updated", f"{dcat.modified_of(edition)}{_AT_MIDNIGHT}"),
        xml("link", rel="alternate", type="text/html", href=page),
        xml("summary", dcat.description_of(edition)),
    )


def _robots(address: SiteAddress | None) -> bytes:
    """All may be read: what is not to be shown says so itself, and must be read to say it."""
    lines = ["User-agent: *", "Allow: /"]
    if address:
        lines += ["", f"Sitemap: {address.of(SITEMAP)}"]
    return "\n".join([*lines, ""]).encode()


def _xml(root: Html) -> bytes:
    return f"{_DECLARED}{_NOT_XML.sub('', root)}\n".encode()
