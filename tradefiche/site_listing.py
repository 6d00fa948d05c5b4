"""What was written into a site: ``site.json`` at its top, by which alone files are ever removed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import replace
from pathlib import Path
from pathlib import PurePosixPath
from pathlib import PureWindowsPath

import msgspec

from tradefiche import __version__
from tradefiche import atomic
from tradefiche import versions
from tradefiche.errors import OutputError
from tradefiche.messages import _

NAME = "site.json"
SCHEMA_VERSION = 1


@dataclass(frozen=True, slots=True)
class SiteFile:
    """A file of the site; ``sha256`` is empty while it is not yet written.

    Attributes:
        path: from the top, with « / ».
        made_from: the hash of what its bytes depend on.
    """

    path: str
    sha256: str
    size: int
    made_from: str


@dataclass(frozen=True, slots=True)
class SiteEdition:
    """A year of the site.

    Attributes:
        demonstration: some of its figures are invented.
        url: of the site for which its pages were written; empty where they say none.
    """

    year: int
    demonstration: bool
    url: str = ""


@dataclass(frozen=True, slots=True)
class Listing:
    """All that a site holds, by path."""

    schema_version: int = SCHEMA_VERSION
    program: str = __version__
    editions: tuple[SiteEdition, ...] = ()
    files: tuple[SiteFile, ...] = ()

    def by_path(self) -> dict[str, SiteFile]:
        """Its files."""
        return {file.path: file for file in self.files}

    def with_files(self, files: Iterable[SiteFile]) -> Listing:
        """With these instead of its own."""
        ranked = tuple(sorted(files, key=lambda file: file.path))
        return replace(self, program=__version__, files=ranked)

    def edition(self, year: int) -> SiteEdition | None:
        """A year, if the site has it."""
        return next((each for each in self.editions if each.year == year), None)

    def with_edition(self, year: int, *, demonstration: bool, url: str = "") -> Listing:
        """With a year, or in the place of what it was."""
        others = [each for each in self.editions if each.year != year]
        made = [*others, SiteEdition(year, demonstration, url)]
        return replace(self, editions=tuple(sorted(made, key=lambda each: each.year)))


def read(folder: Path) -> Listing:
    """The list of a site; an empty one where there is none.

    Raises:
        OutputError: it cannot be read, is of a later version, or names a file outside the site.
    """
    path = folder / NAME
    try:
        document = path.read_bytes()
        found = versions.schema(document) or SCHEMA_VERSION
        if found > SCHEMA_VERSION:
            raise OutputError(
                _(
                    "{path}: list of a site of schema {schema}, of {writer}; this "
                    "program ({version}) reads up to {latest}",
                    path=path,
                    schema=found,
                    writer=versions.writer(document, _("a later tradefiche")),
                    version=__version__,
                    latest=SCHEMA_VERSION,
                ),
                _(
                    "Use the version that wrote it, or a later one; or write into "
                    "another folder (--to)."
                ),
            )
        listing = msgspec.json.decode(document, type=Listing)
    except FileNotFoundError:
        return Listing()
    except (OSError, *versions.UNREADABLE) as error:
        raise OutputError(
            _("{path}: not the list of a site ({error})", path=path, error=error),
            _("Nothing is removed without it: move the folder away and write the site anew."),
        ) from error
    for file in listing.files:
        if not is_inside(file.path):
            raise OutputError(
                _(
                    "{path}: names {file}, which is not inside the site",
                    path=path,
                    file=repr(file.path),
                ),
                _("It was changed by hand: move the folder away and write the site anew."),
            )
    return listing


def write(folder: Path, listing: Listing) -> None:
    """Write the list, whole, where it does not say so already.

    Raises:
        OSError: it cannot be written.
    """
    document = msgspec.json.format(msgspec.json.encode(listing), indent=1) + b"\n"
    path = folder / NAME
    if not path.is_file() or path.read_bytes() != document:
        atomic.write_bytes(path, document)


def is_inside(path: str) -> bool:
    """Whether a path can only lead to a file below the folder that it starts from."""
    parts = PurePosixPath(path).parts
    plain = "\\" not in path and not PureWindowsPath(path).drive and not path.startswith("/")
    return bool(parts) and plain and ".." not in parts and path == "/".join(parts)
