"""What ``tradefiche.toml`` says of publishing, its table ``[publish]``; mail reads ``[mail]``."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec

from tradefiche import settings_file
from tradefiche.errors import SettingsError
from tradefiche.messages import _
from tradefiche.printable import printable
from tradefiche.spelling import misspelt


class Publish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """``review = "required"``: nothing is built, sent or put on a site while one is open."""

    review: Literal["", "required"] = ""


def requires_review(*files: Path | None) -> bool:
    """Whether one of the files, or ``tradefiche.toml`` here, asks for a review.

    Raises:
        SettingsError: one cannot be read, or the table is wrong.
    """
    return any(publish(file).review for file in (None, *filter(None, files)))


def publish(path: Path | None = None) -> Publish:
    """The table of a file, or of ``tradefiche.toml`` here; the usual one where there is none.

    Raises:
        SettingsError: the file cannot be read, or the table is wrong.
    """
    file = path or Path(settings_file.NAME)
    if not file.exists():
        return Publish()
    table = settings_file.table(file, "publish", SettingsError)
    try:
        return msgspec.convert(table, Publish)
    except msgspec.ValidationError as error:
        raise SettingsError(
            _(
                "{file}: wrong publish settings: {error}",
                file=file,
                error=printable(str(error), 500),
            ),
            misspelt(str(error), Publish)
            or _('In [publish], write review = "required", or nothing.'),
        ) from error
