"""Writes a site: what has changed, whole files, the list of them; removes what it listed before.

Editions stand side by side, each in the folder of its year, and never rewrite each other. What is
at the top and in ``latest/`` leads to the latest of them.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from contextlib import ExitStack
from contextlib import contextmanager
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from pathlib import PurePosixPath

from tradefiche import atomic
from tradefiche import folders
from tradefiche import manifest as manifests
from tradefiche import site_listing as listings
from tradefiche.errors import OutputError
from tradefiche.errors import UsageError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.messages import translated
from tradefiche.site_address import SiteAddress
from tradefiche.site_listing import Listing
from tradefiche.site_listing import SiteFile
from tradefiche.web import indexes
from tradefiche.web import plain_pages
from tradefiche.web.built import Built
from tradefiche.web.edition_pages import pages
from tradefiche.web.frame import HEADING
from tradefiche.web.frame import INDEX
from tradefiche.web.pages import MadeFile
from tradefiche.web.pages import Page
from tradefiche.web.pages import depends

LATEST = "latest"
MAIL = "mail"
"""The folder of letters, in the output folder: never part of a site."""
LIST_EVERY = 100
"""Files after which the list is written: what a killed run has done is not done again."""

_NAMES = r"[0-9A-Za-z][0-9A-Za-z._-]*"


@dataclass(frozen=True, slots=True)
class SiteOutcome:
    """What a run did: how many files it wrote, left alone, removed; ``size`` of all, in bytes."""

    folder: Path
    years: tuple[int, ...]
    written: int
    unchanged: int
    removed: int
    files: int
    size: int


def require_apart(to: Path, output: Path) -> None:
    """Letters and their ledger are private: a site is neither inside their folder nor above it.

    Raises:
        UsageError: it is.
    """
    site, mail = to.resolve(), (output / MAIL).resolve()
    if site == mail or mail in site.parents or site in mail.parents:
        letters = output / MAIL
        raise UsageError(
            _(
                "{folder}: is above {letters}, where letters are kept: a site is public",
                folder=to,
                letters=letters,
            )
            if site in mail.parents
            else _(
                "{folder}: is inside {letters}, where letters are kept: a site is public",
                folder=to,
                letters=letters,
            ),
            _("Name another folder with --to: site, or output/site."),
        )


def write(to: Path, editions: Sequence[Built], *, force: bool = False) -> SiteOutcome:
    """Write these editions into a site, beside those that it has.

    Args:
        force: also what has not changed.

    Raises:
        OutputError: a file cannot be read or written, or the list of the site is damaged.
        StoreError: another run writes there.
        UsageError: other editions of the site were written for another address.
    """
    address = editions[0].address if editions else None
    with _alone(to):
        writer = _Writer(to, listings.read(to), force=force)
        _require_one_address(to, writer.listing, editions, address)
        for built in editions:
            writer.listing = writer.listing.with_edition(
                built.year,
                demonstration=plain_pages.demonstration(built),
                url=address.url if address else "",
            )
            writer.put(list(pages(built)), f"{built.year}/")
        writer.put(list(_shared(to, writer.listing, address)), "")
        return writer.outcome(tuple(built.year for built in editions))


class _Writer:
    """One run over a site.

    Attributes:
        listing: what it holds now.
    """

    def __init__(self, to: Path, listing: Listing, *, force: bool) -> None:
        self.to, self.listing, self.force = to, listing, force
        self.written = self.unchanged = self.removed = 0

    def put(self, wanted: Sequence[Page], start: str) -> None:
        """Write the pages of one part of the site, and remove what was listed of it before.

        Args:
            start: of the paths of an edition; nothing for what is of none.
        """
        known = self.listing.by_path()
        paths = {page.path for page in wanted}
        todo = [page for page in wanted if self.force or not self._is_current(page, known)]
        gone = [path for path in known if _part(path) == start and path not in paths]
        self.unchanged += len(wanted) - len(todo)
        if todo or gone:
            planned = [SiteFile(page.path, "", 0, "") for page in todo]
            known = {**{file.path: file for file in planned}, **known}
            self._list(known)  # first: nothing of ours is ever there unlisted
        for count, page in enumerate(todo, 1):
            known[page.path] = self._write(page)
            if count % LIST_EVERY == 0:
                self._list(known)
        for path in gone:
            self._remove(path)
            del known[path]
        self._list(known)

    def outcome(self, years: tuple[int, ...]) -> SiteOutcome:
        """What was done."""
        files = self.listing.files
        size = sum(file.size for file in files)
        return SiteOutcome(
            self.to, years, self.written, self.unchanged, self.removed, len(files), size
        )

    def _is_current(self, page: Page, known: dict[str, SiteFile]) -> bool:
        file = known.get(page.path)
        if file is None or file.made_from != page.made_from:
            return False
        try:
            return manifests.digest((self.to / page.path).read_bytes()) == file.sha256
        except OSError:
            return False

    def _write(self, page: Page) -> SiteFile:
        content, path = page.content(), self.to / page.path
        try:
            atomic.write_bytes(path, content)
        except OSError as error:
            raise _unwritable(path, error) from error
        self.written += 1
        return SiteFile(page.path, manifests.digest(content), len(content), page.made_from)

    def _remove(self, name: str) -> None:
        """A listed file, and the folders that it leaves empty."""
        path = self.to / name
        if not path.parent.resolve().is_relative_to(self.to.resolve()):
            return  # a folder was made a link since: what it leads to is not ours
        try:
            path.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(path, error) from error
        self.removed += 1
        for folder in path.relative_to(self.to).parents[:-1]:
            with suppress(OSError):  # it is not empty
                (self.to / folder).rmdir()

    def _list(self, known: dict[str, SiteFile]) -> None:
        self.listing = self.listing.with_files(known.values())
        try:
            listings.write(self.to, self.listing)
        except OSError as error:
            raise _unwritable(self.to / listings.NAME, error) from error


def _part(path: str) -> str:
    """« 2024/ » of an edition's file; nothing for the others."""
    first, _, rest = path.partition("/")
    return f"{first}/" if rest and first.isdecimal() else ""


# -- what is of no edition -------------------------------------------------------------------


def _require_one_address(
    to: Path, listing: Listing, editions: Sequence[Built], address: SiteAddress | None
) -> None:
    """Pages of a site that name two addresses would lead readers and engines astray.

    Raises:
        UsageError: editions that are not written now name another.
    """
    now, url = {built.year for built in editions}, address.url if address else ""
    others = [each for each in listing.editions if each.year not in now and each.url != url]
    for each in others:
        raise UsageError(
            _(
                "{folder}: its pages of {year} are written for {address}, not for {other}",
                folder=to,
                year=each.year,
                address=each.url or _("no address"),
                other=url or _("no address"),
            ),
            _(
                "Write all editions for one address: tradefiche site --year "
                "FIRST-LAST --base-url URL."
            ),
        )


def _shared(to: Path, listing: Listing, address: SiteAddress | None) -> Iterator[Page]:
    """The top, what leads to the latest page of each name, and what machines read."""
    years = {each.year: each.demonstration for each in listing.editions}
    last = max(years)
    lead = _Leading(address)
    yield lead.page(INDEX, HEADING, f"{last}/{INDEX}", years[last])
    canonical = address.of(indexes.EDITIONS) if address else ""
    yield _made(
        indexes.EDITIONS,
        partial(plain_pages.editions, sorted(years), noindex=years[last], canonical=canonical),
        sorted(years), years[last], canonical,
    )  # fmt: skip
    yield _made("404.html", plain_pages.not_found)
    for name, year in sorted(_latest(listing.files).items()):
        up = "../" * (name.count("/") + 1)
        title = f"Dernière édition : {PurePosixPath(name).stem}"
        yield lead.page(f"{LATEST}/{name}", title, f"{up}{year}/{name}", years.get(year, False))
    if address:
        for path, content in indexes.files(to, listing, address):
            yield _made(path, partial(bytes, content), manifests.digest(content))


def _latest(files: Iterable[SiteFile]) -> dict[str, int]:
    """The latest year that has a page of each name."""
    found: dict[str, int] = {}
    for file in files:
        part = _part(file.path)
        if part and file.path.endswith(".html"):
            name = file.path.removeprefix(part)
            found[name] = max(found.get(name, 0), int(part[:-1]))
    return found


@dataclass(frozen=True, slots=True)
class _Leading:
    """Makes pages that lead to others."""

    address: SiteAddress | None

    def page(self, path: str, title: str, to: str, noindex: bool) -> MadeFile:
        """One page at ``path``; ``to`` is relative to it."""
        known = self.address.of(to.replace("../", "")) if self.address else ""
        make = partial(plain_pages.redirect, title, to, noindex=noindex, canonical=known)
        return _made(path, make, title, to, noindex, known)


def _made(path: str, make: Callable[[], bytes], *made_from: object) -> MadeFile:
    return MadeFile(path, depends(path, *made_from), make)


# -- the folder ------------------------------------------------------------------------------


@contextmanager
def _alone(to: Path) -> Iterator[None]:
    """The folder, for this run alone, without the drafts of a killed one.

    Raises:
        StoreError: another run writes there.
        OutputError: it cannot be written.
    """
    with ExitStack() as stack:
        try:
            stack.enter_context(folders.exclusive(to, _("another tradefiche site")))
            for folder in {(to / file.path).parent for file in listings.read(to).files}:
                if folder.is_dir():
                    for draft in atomic.drafts(folder, _NAMES):
                        draft.unlink(missing_ok=True)
        except OSError as error:
            raise _unwritable(to, error) from error
        yield


def _unwritable(path: Path, error: OSError) -> OutputError:
    held = isinstance(error, atomic.HeldError)
    return OutputError(
        _("{path}: cannot be written ({error})", path=path, error=cause(error)),
        translated(atomic.CLOSE_IT)
        if held
        else _(
            "Check the folder's permissions and its space, or choose another "
            "with --to; then run the same command again: what is already "
            "written is kept."
        ),
    )
