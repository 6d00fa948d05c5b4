"""The pages of a site that letters link to: those that its list has, of the PDFs that were built.

It reads ``site.json`` and no page. A page is known by the PDF beside it, which is the one that the
ledger knows: writing a site anew changes no letter.
"""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Iterator
from dataclasses import dataclass
from dataclasses import field
from pathlib import Path
from pathlib import PurePosixPath

from tradefiche import site_address
from tradefiche import site_listing
from tradefiche.errors import MailError
from tradefiche.errors import TradeficheError
from tradefiche.mail.letter.letter import Enclosure
from tradefiche.mail.letter.letter import Letter
from tradefiche.mail.published import PublishedEdition
from tradefiche.messages import _
from tradefiche.site_address import SiteAddress
from tradefiche.site_listing import SiteFile


@dataclass(frozen=True)
class PublishedPages:
    """The pages of one edition, under the address of their site."""

    site: Path
    address: SiteAddress
    files: dict[str, SiteFile] = field(repr=False)

    def of(self, enclosure: Enclosure, published: PublishedEdition) -> str:
        """The address of the page about what a document is about: that of its year, for good."""
        return self.address.of(_page(enclosure, published))

    def faults(self, letters: Iterable[Letter], published: PublishedEdition) -> Iterator[str]:
        """What the site lacks of these letters, each once."""
        again = f"tradefiche site --year {published.year} --to {self.site}"
        for enclosure in dict.fromkeys(each for letter in letters for each in letter.enclosures):
            page = self.files.get(_page(enclosure, published))
            copy = self.files.get(_copy(enclosure, published))
            if not (page and page.sha256):
                yield _(
                    "{place}: {site} has no page of it: {command}",
                    place=enclosure.title,
                    site=self.site,
                    command=again,
                )
            elif not copy or copy.sha256 != enclosure.sha256:
                yield _(
                    "{place}: its page in {site} is of another build: {command}",
                    place=enclosure.title,
                    site=self.site,
                    command=again,
                )


def read(site: Path, year: int, settings: Path | None) -> PublishedPages:
    """The pages of a year, and where they are published.

    Args:
        site: the folder that ``tradefiche site`` wrote.
        settings: the file that may say the address; None for ``tradefiche.toml``.

    Raises:
        MailError: nobody says the address, two are said, or the site has no such edition.
    """
    again = f"tradefiche site --year {year} --to {site}"
    said = site_address.load(settings, MailError)
    try:
        listing = site_listing.read(site)
    except TradeficheError as error:
        raise MailError(error.message, error.hint) from error
    edition = listing.edition(year)
    if edition is None:
        raise MailError(
            _(
                "{site}: no page of {year} is there ({list} has none)",
                site=site,
                year=year,
                list=site_listing.NAME,
            ),
            _("Write them first: {command}, or name the folder with --site.", command=again),
        )
    if said and edition.url and said.url != edition.url:
        raise MailError(
            _(
                "{site}: its pages of {year} are written for {old}, and the settings say {url}",
                site=site,
                year=year,
                old=edition.url,
                url=said.url,
            ),
            _("Write them for that address: {command}.", command=again),
        )
    address = said or (SiteAddress(edition.url) if edition.url else None)
    if address is None:
        raise MailError(
            _("--attach page, and nothing says where the site is published"),
            _(
                'Write url = "https://…/" under [site] in tradefiche.toml, then '
                "write the site anew: {command}.",
                command=again,
            ),
        )
    return PublishedPages(site, address, listing.by_path())


def _page(enclosure: Enclosure, published: PublishedEdition) -> str:
    return str(PurePosixPath(_copy(enclosure, published)).with_suffix(".html"))


def _copy(enclosure: Enclosure, published: PublishedEdition) -> str:
    """Where a site has the PDF."""
    return f"{published.year}/{published.relative(enclosure)}"
