"""The file ``tradefiche.toml``: where it is, and its tables, each read by the room it is for.

It knows no values. The file of the working folder is read as it is; one further up only where
nobody else can have written it: what it says decides where files are written.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterable
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from typing import NamedTuple

from tradefiche.errors import TradeficheError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.printable import printable

NAME = "tradefiche.toml"
WINDOWS = os.name == "nt"
TABLES = ("build", "data", "mail", "publish", "site")
_LARGEST = 1_000_000
"""Bytes of the file."""


class Whereabouts(NamedTuple):
    """The file that holds here, if any; ``passed`` are those nearer that do not, each with why."""

    path: Path | None = None
    passed: tuple[tuple[Path, str], ...] = ()

    @property
    def above(self) -> bool:
        """Whether it lies further up than the working folder."""
        return self.path is not None and self.path != Path(NAME)

    @property
    def remarks(self) -> tuple[str, ...]:
        """A line for each file that was passed over."""
        return tuple(
            _(
                "{file} is ignored: {reason}. To use it, run in its folder.",
                file=file,
                reason=reason,
            )
            for file, reason in self.passed
        )


def find() -> Whereabouts:
    """The file of the working folder, or the nearest above it that is the operator's own."""
    here = Path(NAME)
    if here.exists():
        return Whereabouts(here)
    passed: list[tuple[Path, str]] = []
    for file in _above():
        if not (reason := _foreign(file)):
            return Whereabouts(file, tuple(passed))
        passed.append((file, reason))
    return Whereabouts(None, tuple(passed))


def _above() -> Iterator[Path]:
    """The files of that name above the working folder, the nearest first."""
    try:
        folders = Path.cwd().parents
    except OSError:  # the folder was removed
        return
    for folder in folders:
        try:
            if (folder / NAME).is_file():
                yield folder / NAME
        except OSError:  # it may not be looked into
            continue


def _foreign(file: Path) -> str:
    """Why a file further up may say nothing here; empty where it may."""
    if WINDOWS:  # it says of no file, cheaply, whose it is
        return "" if file.is_relative_to(Path.home()) else _("it is not in your own folder")
    try:
        looks = (file.lstat(), file.stat())  # a link and what it leads to
    except OSError:
        return _("it cannot be looked at")
    if {look.st_uid for look in looks} - {os.getuid(), 0}:
        return _("it belongs to somebody else")
    return _("everybody may change it") if looks[1].st_mode & stat.S_IWOTH else ""


def table(file: Path, name: str, error: type[TradeficheError]) -> dict[str, Any]:
    """One table of the file; empty where the file has none.

    Args:
        error: the kind that is raised.

    Raises:
        TradeficheError: the file cannot be read, or has a table that nobody knows.
    """
    return part(file, content(file, name, error), name, error)


def part(
    file: Path, read: dict[str, Any], name: str, error: type[TradeficheError]
) -> dict[str, Any]:
    """One table of what was read.

    Raises:
        TradeficheError: what has its name is none.
    """
    found = read.get(name, {})
    if not isinstance(found, dict):
        raise wrong(file, name, _("{table} is a table: [{table}]", table=name), error)
    return dict(found)


def content(file: Path, name: str, error: type[TradeficheError]) -> dict[str, Any]:
    """All that the file says.

    Args:
        name: the table that is wanted, which a message names.

    Raises:
        TradeficheError: the file cannot be read, or has a table that nobody knows.
    """
    import tomllib  # most commands find no file

    try:
        with file.open("rb") as opened:
            written = opened.read(_LARGEST + 1)
        if len(written) > _LARGEST:
            raise wrong(file, name, _("more than {largest} bytes", largest=_LARGEST), error)
        read = tomllib.loads(written.decode("utf-8-sig"))
    except (OSError, UnicodeError) as fault:
        raise error(
            _("{file}: the settings cannot be read ({error})", file=file, error=cause(fault)),
            _("Name another file with --settings."),
        ) from fault
    except RecursionError as fault:
        raise wrong(file, name, _("nested too deeply"), error) from fault
    except ValueError as fault:  # of TOML, or of Python about a number of thousands of digits
        escape = re.match("Unescaped|Invalid hex", str(fault))
        quotes = _("Write a Windows path between single quotes: 'C:\\certs\\ca.pem'.")
        raise wrong(file, name, str(fault), error, quotes if escape else "") from fault
    require_known(file, read, TABLES, _("table"), error)
    return read


def line(file: Path, table: str, key: str) -> int | None:
    """The line where a key of a table is said; None where that cannot be seen."""
    inside = False
    for number, text in enumerate(file.read_text("utf-8-sig").splitlines(), 1):
        if head := re.match(r"\s*\[+\s*([\w.-]+)\s*\]", text):
            inside = head[1] == table
        elif inside and re.match(rf"""\s*["']?{re.escape(key)}["']?\s*=""", text):
            return number
    return None


def placed(file: Path, path: str) -> Path:
    """A path that the file says: « ~ » is home, and a relative one begins where the file is."""
    return file.parent / os.path.expanduser(path)  # noqa: PTH111 (as options do)


def require_known(
    where: Path | str,
    names: Iterable[str],
    known: Iterable[str],
    what: str,
    error: type[TradeficheError],
) -> None:
    """See that each name is known.

    Raises:
        TradeficheError: one is not; says which it resembles.
    """
    for name in names:
        if name in known:
            continue
        from difflib import get_close_matches  # only needed on the way to an error

        close = get_close_matches(name[:100], list(known), n=1, cutoff=0.5)
        raise error(
            _("{where}: unknown {what} {name}", where=where, what=what, name=repr(printable(name))),
            _("Did you mean {name}?", name=repr(close[0]))
            if close
            else _("There are: {names}.", names=", ".join(known)),
        )


def wrong(
    file: Path | str, name: str, reason: str, error: type[TradeficheError], hint: str = ""
) -> TradeficheError:
    """The error of a table that says something wrong; without a hint, where an example is."""
    return error(
        _(
            "{file}: wrong {table} settings: {reason}",
            file=file,
            table=name,
            reason=printable(reason, 500),
        ),
        hint or _("tradefiche init settings FILE writes an example."),
    )
