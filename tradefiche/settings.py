"""What ``tradefiche.toml`` says of data, documents, site and publishing; mail reads ``[mail]``.

Each value is the default of an option. A variable of the environment comes before it, and the
option before both.
"""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated
from typing import Any
from typing import Literal

import msgspec

from tradefiche import settings_file
from tradefiche.errors import SettingsError
from tradefiche.messages import _
from tradefiche.printable import STEERING
from tradefiche.spelling import misspelt

REVIEW = "TRADEFICHE_REVIEW"
_CONTROL = re.compile(rf"[\t\n\r{STEERING}]")


class Data(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``folder`` is the data store."""

    folder: str = ""


class Build(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where documents are written, and the folders of one's own that they are made with."""

    output: str = ""
    brand: str = ""
    edition: str = ""
    workers: Annotated[int, msgspec.Meta(ge=1)] | None = None


class Web(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``folder``: where the pages are written; ``url``: where they are published."""

    folder: str = ""
    url: str = ""


class Publish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``review = "required"``: nothing is built, sent or put on a site while one is open."""

    review: Literal["", "required"] = ""


TABLES: dict[str, type[msgspec.Struct]] = {
    "data": Data,
    "build": Build,
    "site": Web,
    "publish": Publish,
}
"""Of the file, without that of mail."""
PATHS = frozenset({"data.folder", "build.output", "build.brand", "build.edition", "site.folder"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a file says of one key; paths begin where the file is."""

    value: str | int
    file: Path
    key: str

    @property
    def line(self) -> int | None:
        """Where."""
        return settings_file.line(self.file, *self.key.split("."))


def read(file: Path) -> dict[str, Said]:
    """All that a file sets, by « build.output » and the like; each of its tables is checked.

    Raises:
        SettingsError: it cannot be read, or a table, a key or a value is wrong.
    """
    content = settings_file.content(file, "publish", SettingsError)
    said = {}
    for table, kind in TABLES.items():
        values = _checked(file, table, kind, content)
        for name in kind.__struct_fields__:
            value, key = getattr(values, name), f"{table}.{name}"
            if isinstance(value, str) and _CONTROL.search(value):
                reason = _("{name} has a line break or a control character", name=name)
                raise settings_file.wrong(file, table, reason, SettingsError, _hint(table))
            if value not in {"", None}:
                given = str(settings_file.placed(file, value)) if key in PATHS else value
                said[key] = Said(given, file, key)
    return said


def requires_review(*files: Path | None, environment: Mapping[str, str] = os.environ) -> bool:
    """Whether one of the files, the one that holds here, or the environment asks for a review.

    None takes the request of another back: who asks for a review must not be overheard.

    Raises:
        SettingsError: one cannot be read, or the table is wrong.
    """
    asked = any(publish(file).review for file in (None, *filter(None, files)))
    if said := environment.get(REVIEW):
        _checked(REVIEW, "publish", Publish, {"publish": {"review": said}})
    return asked or bool(said)


def publish(path: Path | None = None) -> Publish:
    """``[publish]`` of a file, or of the one that holds here; the usual one where there is none.

    Raises:
        SettingsError: the file cannot be read, or the table is wrong.
    """
    file = path or settings_file.find().path
    if not file or not file.exists():
        return Publish()
    content = settings_file.content(file, "publish", SettingsError)
    found: Publish = _checked(file, "publish", Publish, content)
    return found


def _hint(table: str) -> str:
    if table == "publish":
        return _('In [publish], write review = "required", or nothing.')
    return _("tradefiche init settings writes an example of all that can be set.")


def _checked(where: Path | str, table: str, kind: type[Any], content: dict[str, Any]) -> Any:
    found = settings_file.part(Path(where), content, table, SettingsError)
    try:
        return msgspec.convert(found, kind)
    except msgspec.ValidationError as error:
        hint = misspelt(str(error), kind) or _hint(table)
        raise settings_file.wrong(where, table, str(error), SettingsError, hint) from error
