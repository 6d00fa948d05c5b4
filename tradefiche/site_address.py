"""Where a site is published, as an option or ``[site] url`` says it, and the addresses there."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from tradefiche import settings_file
from tradefiche.errors import TradeficheError
from tradefiche.messages import _

VARIABLE = "TRADEFICHE_SITE_URL"
LONGEST = 500
"""Characters: an address stands on one line of a letter."""
_LABEL = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?"
_STEP = r"(?:[A-Za-z0-9._~-]|%[0-9A-Fa-f]{2})+"
_URL = re.compile(rf"https://{_LABEL}(?:\.{_LABEL})*(?::[0-9]{{1,5}})?(?:/{_STEP})*/?")


@dataclass(frozen=True, slots=True)
class SiteAddress:
    """The top of a site; ``url`` ends with a slash."""

    url: str

    def of(self, path: str) -> str:
        """The address of a file of the site, by its path from the top."""
        return f"{self.url}{quote(path)}"


def parse(text: str) -> SiteAddress:
    """An address as it is typed; a slash is added where it lacks one.

    Raises:
        ValueError: it is no https address of a folder.
    """
    text = text.strip()
    if not text.startswith("https://"):
        raise ValueError(_("the address of the site does not begin with https://"))
    if len(text) > LONGEST:
        raise ValueError(_("the address of the site has more than {most} characters", most=LONGEST))
    scheme, host, *rest = re.split(r"(?<=://)([^/]*)", text, maxsplit=1)
    text = "".join((scheme, host.lower(), *rest))
    if not _URL.fullmatch(text) or any(part in {".", ".."} for part in text.split("/")):
        raise ValueError(
            _("the address of the site is not the https address of a folder, in ASCII")
        )
    return SiteAddress(text.rstrip("/") + "/")


def given(text: str, where: str, error: type[TradeficheError]) -> SiteAddress:
    """An address that an operator gave.

    Args:
        where: the option, or the file with its key.
        error: the kind that is raised.

    Raises:
        TradeficheError: it is none.
    """
    try:
        return parse(text)
    except ValueError as fault:
        raise error(_("{where}: {fault}", where=where, fault=fault), _hint()) from fault


def load(
    path: Path | None,
    error: type[TradeficheError],
    environment: Mapping[str, str] = os.environ,
) -> SiteAddress | None:
    """The address of the settings; None where they have none. The environment comes first.

    Args:
        path: the file; None for the ``tradefiche.toml`` that holds here, where there is one.

    Raises:
        TradeficheError: of that kind: the file cannot be read, has an unknown key, or the address
            is wrong.
    """
    if text := environment.get(VARIABLE, ""):
        return given(text, VARIABLE, error)
    file = path or settings_file.find().path
    if file is None:
        return None
    found = settings_file.table(file, "site", error)
    settings_file.require_known(file, found, ["url", "folder"], _("key"), error)
    url = found.get("url", "")
    if not isinstance(url, str):
        raise settings_file.wrong(file, "site", _("url is a text"), error, _hint())
    return given(url, f"{file}: [site] url", error) if url else None


def _hint() -> str:
    return _(
        'Write it like "https://example.org/fiches/", without ? and #; docs/site.md says more.'
    )
