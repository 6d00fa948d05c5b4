"""What ``tradefiche.toml`` says of publishing, its table ``[publish]``; mail reads ``[mail]``."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Literal

import msgspec

from tradefiche.errors import SettingsError
from tradefiche.errors import cause
from tradefiche.printable import printable
from tradefiche.spelling import misspelt

NAME = "tradefiche.toml"
_LARGEST = 1_000_000
"""Bytes that are read; mail refuses what is longer."""


class Publish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``review = "required"``: nothing is built or sent while a review has something open."""

    review: Literal["", "required"] = ""


class _File(msgspec.Struct, frozen=True):
    publish: Publish = Publish()


def publish(path: Path | None = None) -> Publish:
    """The table of a file, or of ``tradefiche.toml`` here; the usual one where there is none.

    Raises:
        SettingsError: the file cannot be read, or the table is wrong.
    """
    file = path or Path(NAME)
    try:
        with file.open("rb") as opened:
            content = opened.read(_LARGEST)
    except FileNotFoundError:
        return Publish()
    except OSError as error:
        raise SettingsError(
            f"{file}: the settings cannot be read ({cause(error)})",
            "Check the file and its permissions.",
        ) from error
    try:
        return msgspec.convert(tomllib.loads(content.decode("utf-8-sig")), _File).publish
    except (ValueError, RecursionError) as error:
        raise SettingsError(
            f"{file}: wrong settings: {printable(str(error), 500)}",
            misspelt(str(error), _File) or 'In [publish], write review = "required", or nothing.',
        ) from error
