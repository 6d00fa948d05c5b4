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
_HINT = 'Write it like "https://example.org/fiches/", without ? and #; docs/site.md says more.'


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
        raise ValueError("does not begin with https://")
    if len(text) > LONGEST:
        raise ValueError(f"has more than {LONGEST} characters")
    scheme, host, *rest = re.split(r"(?<=://)([^/]*)", text, maxsplit=1)
    text = "".join((scheme, host.lower(), *rest))
    if not _URL.fullmatch(text) or any(part in {".", ".."} for part in text.split("/")):
        raise ValueError("is not the https address of a folder, in ASCII")
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
        raise error(
            _("{where}: the address of the site {fault}", where=where, fault=fault), _HINT
        ) from fault


def load(
    path: Path | None,
    error: type[TradeficheError],
    environment: Mapping[str, str] = os.environ,
) -> SiteAddress | None:
    """The address of the settings; None where they have none. The environment comes first.

    Args:
        path: the file; None for ``tradefiche.toml`` here, where there is one.

    Raises:
        TradeficheError: of that kind: the file cannot be read, has an unknown key, or the address
            is wrong.
    """
    file = Path(settings_file.NAME) if path is None else path
    if text := environment.get(VARIABLE, ""):
        return given(text, VARIABLE, error)
    if path is None and not file.exists():
        return None
    found = settings_file.table(file, "site", error)
    settings_file.require_known(file, found, ["url"], "key", error)
    url = found.get("url", "")
    if not isinstance(url, str):
        raise settings_file.wrong(file, _("site"), _("url is a text"), error, _HINT)
    return given(url, f"{file}: [site] url", error) if url else None
