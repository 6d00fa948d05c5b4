"""The output folder of a year: one run at a time writes there, and what fails is said."""

from __future__ import annotations

import contextlib
import errno
from collections.abc import Iterator
from pathlib import Path

from tradefiche import atomic
from tradefiche import folders
from tradefiche.errors import OutputError
from tradefiche.errors import cause
from tradefiche.manifest import PACKS
from tradefiche.manifest import SUMS
from tradefiche.messages import _
from tradefiche.messages import translated

_BOOKS = r"[0-9]{2,3}-[a-z-]+(?:\.nouveau)?\.xlsx"
_NAMES = rf"[0-9a-z-]+(?:\.nouveau)?\.(?:pdf|json|zip)|{_BOOKS}|{SUMS}"
"""Those of documents, their data, archives, and of what lists them."""


@contextlib.contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """The folder, for this run alone, without the drafts of a killed one.

    Raises:
        StoreError: another run writes there.
        OutputError: it cannot be written.
    """
    with contextlib.ExitStack() as stack:
        try:
            stack.enter_context(folders.exclusive(folder, _("another tradefiche build")))
            for place in filter(Path.is_dir, (folder, folder / PACKS)):
                for draft in atomic.drafts(place, _NAMES):
                    draft.unlink(missing_ok=True)
        except OSError as error:
            raise unwritable(folder, error) from error
        yield


def kept_aside(pdf: Path, drawn: bytes, error: atomic.HeldError) -> OutputError:
    """The error of a document of which a file is open elsewhere; what was drawn lies beside it.

    Raises:
        OutputError: nor can that be written.
    """
    aside = _aside(pdf)
    try:
        atomic.write_bytes(aside, drawn)
    except OSError as worse:
        raise unwritable(aside, worse) from worse
    return OutputError(
        _(
            "{path}: cannot be replaced ({error})",
            path=error.filename,
            error=_cause(error),
        ),
        _(
            "What was drawn is {file}, beside it. Close the file there, or let"
            " it be written to, then run the same command again.",
            file=aside.name,
        ),
    )


def _aside(document: Path) -> Path:
    """Where that is kept which was drawn, while the file of its name cannot be replaced."""
    return document.with_suffix(f".nouveau{document.suffix}")


def drop_aside(pdf: Path) -> None:
    """Remove what was kept beside a document that is in its place now."""
    with contextlib.suppress(OSError):  # open elsewhere: the next run takes it
        _aside(pdf).unlink(missing_ok=True)


def unwritable(path: Path, error: OSError, option: str = "--output") -> OutputError:
    """The error of a file that cannot be written; the option is that which names its folder."""
    full = error.errno in {errno.ENOSPC, errno.EDQUOT}
    if isinstance(error, atomic.HeldError):
        hint = translated(atomic.CLOSE_IT)
    elif full:
        hint = _(
            "Free some space or choose another folder with {option}; then run the same command "
            "again: what is already written is kept.",
            option=option,
        )
    else:
        hint = _(
            "Check the folder's permissions or choose another folder with {option}; then run the "
            "same command again: what is already written is kept.",
            option=option,
        )
    return OutputError(
        _("{path}: cannot be written ({error})", path=path, error=_cause(error)), hint
    )


def _cause(error: OSError) -> str:
    """Why, in the operator's language where it is ours."""
    if isinstance(error, atomic.HeldError):
        return _("another program has it open, or it is read-only")
    return cause(error)
