"""The file ``tradefiche.toml``: its tables, each read by the room it is for; it knows no values."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from tradefiche.errors import TradeficheError
from tradefiche.errors import cause
from tradefiche.messages import _
from tradefiche.printable import printable

NAME = "tradefiche.toml"
TABLES = ("mail", "publish", "site")
_LARGEST = 1_000_000
"""Bytes of the file."""

EXAMPLE = "docs/mailing.md has an example."
_QUOTES = r"Write a Windows path between single quotes: 'C:\certs\ca.pem'."


def table(file: Path, name: str, error: type[TradeficheError]) -> dict[str, Any]:
    """One table of the file; empty where the file has none.

    Args:
        error: the kind that is raised.

    Raises:
        TradeficheError: the file cannot be read, or has a table that nobody knows.
    """
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise wrong(file, name, _("more than {largest} bytes", largest=_LARGEST), error)
        read = tomllib.loads(content.decode("utf-8-sig"))
    except (OSError, UnicodeError) as fault:
        raise error(
            _("{file}: the settings cannot be read ({error})", file=file, error=cause(fault)),
            _("Name another file with --settings."),
        ) from fault
    except RecursionError as fault:
        raise wrong(file, name, _("nested too deeply"), error) from fault
    except ValueError as fault:  # of TOML, or of Python about a number of thousands of digits
        escape = re.match("Unescaped|Invalid hex", str(fault))
        raise wrong(file, name, str(fault), error, _QUOTES if escape else EXAMPLE) from fault
    require_known(file, read, TABLES, "table", error)
    found = read.get(name, {})
    if not isinstance(found, dict):
        raise wrong(file, name, _("{name} is a table: [{name}]", name=name), error)
    return dict(found)


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
            _("{where}: unknown {what} {name!r}", where=where, what=what, name=printable(name)),
            _("Did you mean {close!r}?", close=close[0])
            if close
            else _("There are: {known}.", known=", ".join(known)),
        )


def wrong(
    file: Path, name: str, reason: str, error: type[TradeficheError], hint: str = EXAMPLE
) -> TradeficheError:
    """The error of a table that says something wrong."""
    return error(
        _(
            "{file}: wrong {name} settings: {reason}",
            file=file,
            name=name,
            reason=printable(reason, 500),
        ),
        hint,
    )
