"""The resources that the open-data platform lists for the dataset, and which ones make a year.

It knows titles and addresses only: what a file really holds, the import says.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath
from urllib.parse import unquote
from urllib.parse import urlsplit

import msgspec

from tradefiche.errors import FetchError
from tradefiche.errors import NotListedError
from tradefiche.messages import _
from tradefiche.printable import printable
from tradefiche.reference.tables import fold

DATASET = "5369a0c7a3a729239d206446"
"""« Statistiques régionales et départementales du commerce extérieur » on data.gouv.fr."""
PLATFORM = "https://www.data.gouv.fr"

_READABLE = (".zip", ".txt", ".csv")
_FOREIGN = re.compile(r"\bnational|\bnc8\b|\bxlsx?\b|\bexcel\b|\bpdf\b|\blibelle|\bdescription\b")
_ROLLING = re.compile(
    r"\bdernier|\btrimestre|\bt[1-4]\b|\b(janvier|fevrier|mars|avril|mai|juin|juillet|aout|"
    r"septembre|octobre|novembre|decembre)\b"
)
"""The « latest publication » mixes two years: a year of its own, when there is one, is better."""
_FLOWS = {"exports": re.compile(r"\bexport"), "imports": re.compile(r"\bimport")}
_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_NAMED = 100
"""Characters of a file name: its end says what it is."""
_SHOWN = 100


@dataclass(frozen=True)
class Checksum:
    """A digest as the platform gives it: ``type`` is ``sha1``, ``sha256`` or ``md5``."""

    type: str
    value: str


@dataclass(frozen=True)
class Resource:
    """One file of the dataset; ``filesize`` in bytes; names as in the platform's answers."""

    id: str
    title: str
    url: str
    format: str | None = None
    filesize: int | None = None
    checksum: Checksum | None = None
    last_modified: str | None = None

    @property
    def name(self) -> str:
        """A safe file name, from the address."""
        try:
            name = PurePosixPath(unquote(urlsplit(self.url).path)).name
        except ValueError:  # no address at all, as whoever opens it will say
            name = ""
        return _safe(name) or f"{self.key}.zip"

    @property
    def key(self) -> str:
        """The identifier, safe as the name of a folder."""
        return _safe(self.id) or "resource"

    @property
    def modified(self) -> date | None:
        """The day the file was last changed on the platform."""
        try:
            return date.fromisoformat((self.last_modified or "")[:10])
        except ValueError:
            return None

    @property
    def years(self) -> tuple[int, ...]:
        """The years it says it is about: those of its title, else of its file name."""
        found = _YEAR.findall(self.title) or _YEAR.findall(self.name)
        return tuple(dict.fromkeys(map(int, found)))

    @property
    def flows(self) -> frozenset[str]:
        """The flows it says it holds; both when it names none."""
        named = frozenset(flow for flow, word in _FLOWS.items() if word.search(self._words))
        return named or frozenset(_FLOWS)

    @property
    def readable(self) -> bool:
        """Whether it may be regional data, by its name."""
        packed = (self.format or "").lower() in {"zip", "txt", "csv"}
        return (packed or self.name.lower().endswith(_READABLE)) and not _FOREIGN.search(
            self._words
        )

    @property
    def rolling(self) -> bool:
        """Whether it is the latest publication, of several quarters, rather than one year."""
        return bool(_ROLLING.search(self._words))

    @property
    def _words(self) -> str:
        return fold(f"{self.title} {self.name}")


@dataclass(frozen=True)
class _Listing:
    resources: tuple[Resource, ...]


def parse(content: bytes, url: str) -> tuple[Resource, ...]:
    """The resources in an answer of the platform.

    Raises:
        FetchError: the answer is not the listing of a dataset.
    """
    try:
        listed = msgspec.json.decode(content, type=_Listing).resources
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise FetchError(
            _(
                "{url} did not answer with the listing of a dataset ({error})",
                url=url,
                error=printable(str(error)),
            ),
            _(
                "The platform may be down: try later, or download the files by hand"
                " and import them."
            ),
        ) from error
    return tuple(replace(each, title=printable(each.title)) for each in listed)


def pick(resources: Sequence[Resource], year: int) -> tuple[Resource, ...]:
    """The resources that make a year: one for each flow, or one for both.

    A resource of one flow goes before one of both, one of a year before the latest publication,
    then the latest changed.

    Raises:
        FetchError: a flow of that year is not listed; the message says what is.
    """
    chosen: dict[str, Resource] = {}
    for resource in sorted(resources, key=_fitness):
        if resource.readable and resource.years[:1] == (year,):
            chosen |= dict.fromkeys(resource.flows, resource)
    missing = [flow for flow in _FLOWS if flow not in chosen]
    if missing:
        raise NotListedError(
            "\n".join(
                [
                    _lacking(missing, year),
                    *_described(resources),
                ]
            ),
            _("Choose another year, or download a file by hand and import it."),
        )
    return tuple(dict.fromkeys(chosen[flow] for flow in _FLOWS))


def _safe(name: str) -> str:
    return re.sub(r"[^A-Za-z0-9._-]+", "_", name)[-_NAMED:].lstrip(".")


def _fitness(resource: Resource) -> tuple[bool, bool, str]:
    """Sorts the best last, so that it replaces the others."""
    return (not resource.rolling, len(resource.flows) == 1, resource.last_modified or "")


def _lacking(flows: Sequence[str], year: int) -> str:
    if len(flows) > 1:
        return _("the platform lists no exports and no imports of {year}; it lists:", year=year)
    if "exports" in flows:
        return _("the platform lists no exports of {year}; it lists:", year=year)
    return _("the platform lists no imports of {year}; it lists:", year=year)


def _described(resources: Sequence[Resource]) -> list[str]:
    lines = [
        f"  {resource.title} ({resource.name}, {_day(resource)})" for resource in resources[:_SHOWN]
    ]
    if more := len(resources[_SHOWN:]):
        lines.append(_("  … and {count} more", count=more))
    return lines or [_("  nothing")]


def _day(resource: Resource) -> str:
    return printable(resource.last_modified) if resource.last_modified else _("no date")
