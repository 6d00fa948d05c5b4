"""What lies in an output folder under names of ours though no manifest lists it: found, removed.

Only in the folders of years, and their ``territoires/``: mail and the files of others are neither
looked at nor touched, nor is what a link leads to.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from tradefiche import manifest
from tradefiche.batch import archive
from tradefiche.batch import output
from tradefiche.errors import OutputError
from tradefiche.errors import cause
from tradefiche.manifest import PACKS
from tradefiche.messages import _
from tradefiche.reference import territories

_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_PACK = r"ti-[0-9]+-[0-9a-z-]+"


def years(folder: Path) -> tuple[int, ...]:
    """The years of which an output folder has a folder of its own, with a manifest."""
    if not folder.is_dir():
        return ()
    names = [path.name for path in folder.iterdir() if _YEAR.fullmatch(path.name)]
    listed = (name for name in sorted(names) if (folder / name / manifest.NAME).is_file())
    return tuple(int(name) for name in listed if not (folder / name).is_symlink())


def found(folder: Path, year: int) -> tuple[Path, ...]:
    """The files of ours in the folder of a year that its manifest does not list, by name.

    Raises:
        OutputError: the manifest or the folder cannot be read.
    """
    listed = manifest.read(folder, year)
    known = {file.name for entry in listed.entries for file in entry.files}
    known |= {*archive.names(year, listed)}
    try:
        here = [*_files(folder, _ours(year))]
        if not (folder / PACKS).is_symlink():
            here += _files(folder / PACKS, re.compile(rf"{_PACK}(?:\.nouveau)?\.pdf"))
    except OSError as error:
        raise OutputError(
            _("{folder}: cannot be read ({error})", folder=folder, error=cause(error)),
            _("Check the folder and its permissions."),
        ) from error
    return tuple(sorted(each for each in here if each.relative_to(folder).as_posix() not in known))


def remove(folder: Path, year: int, shown: tuple[Path, ...]) -> tuple[Path, ...]:
    """Remove what was shown and still is listed nowhere; gives what is gone.

    Raises:
        OutputError: a file cannot be removed; those after it are left, too.
        StoreError: a build writes there.
    """
    gone = []
    with output.exclusive(folder):
        for path in found(folder, year):
            if path in shown:
                try:
                    path.unlink()
                except OSError as error:
                    raise OutputError(
                        _(
                            "{path}: cannot be removed ({error})",
                            path=path,
                            error=cause(error),
                        ),
                        _(
                            "Close it where it is open, or check the folder's permissions; then"
                            " run the same command again."
                        ),
                    ) from error
                gone.append(path)
    return tuple(gone)


def _files(folder: Path, names: re.Pattern[str]) -> Iterator[Path]:
    if folder.is_dir():
        for path in folder.iterdir():
            if names.fullmatch(path.name) and path.is_file() and not path.is_symlink():
                yield path


def _ours(year: int) -> re.Pattern[str]:
    """The names of fiches, of their single pages and tables, of the atlas and of archives."""
    stems = "|".join(map(territories.file_stem, territories.departements()))
    archives = "|".join(map(re.escape, archive.possible(year)))
    pages = rf"(?:{stems})(?:-essentiel)?|atlas"
    books = rf"(?:{stems})(?:\.nouveau)?\.xlsx"
    return re.compile(rf"(?:{pages})(?:\.json|(?:\.nouveau)?\.pdf)|{books}|{archives}")
