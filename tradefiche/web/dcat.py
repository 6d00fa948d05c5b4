"""The editions as a DCAT-AP catalogue that data.gouv.fr can harvest: one dataset an edition.

A hundred datasets a year would flood a portal. Each edition has its description in its own folder,
written with it; the catalogue at the top is made of these, so that no edition rewrites another.
Properties: https://semiceu.github.io/DCAT-AP/releases/3.0.0/ (JSON-LD 1.1, dates of the data).
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from typing import Any

from tradefiche.fiche import Fiche
from tradefiche.manifest import FileEntry
from tradefiche.site_address import SiteAddress
from tradefiche.web.built import Built
from tradefiche.web.frame import HEADING
from tradefiche.web.frame import INDEX
from tradefiche.web.linked_data import CUSTOMS_DATA
from tradefiche.web.linked_data import MEDIA
from tradefiche.web.linked_data import described
from tradefiche.web.linked_data import period
from tradefiche.wording.sentences import DEMONSTRATION

CATALOG = "catalog.jsonld"
EDITION = "edition.jsonld"
"""In the folder of each year."""
SERIES = "serie"
"""What tells it from the catalogue that it stands in."""

_CONTEXT = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "spdx": "http://spdx.org/rdf/terms#",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
_AUTHORITY = "http://publications.europa.eu/resource/authority"
_FRENCH = {"@id": f"{_AUTHORITY}/language/FRA"}
_FRANCE = {"@id": f"{_AUTHORITY}/country/FRA"}
_THEME = {"@id": f"{_AUTHORITY}/data-theme/ECON"}
_ANNUAL = {"@id": f"{_AUTHORITY}/frequency/ANNUAL"}
_IANA = "http://www.iana.org/assignments/media-types"

Node = dict[str, Any]


def edition(built: Built, address: SiteAddress, atlas: FileEntry | None = None) -> bytes:
    """The description of an edition: its dataset, with its files.

    Args:
        atlas: the totals of all départements as a table.
    """
    return _written({"@context": _CONTEXT, **_dataset(built, address, atlas)})


def catalogue(editions: Sequence[Node], address: SiteAddress) -> bytes:
    """The catalogue of some editions, the latest first.

    Args:
        editions: their descriptions, as ``edition`` wrote them.
    """
    ranked = sorted(editions, key=lambda each: str(each["@id"]), reverse=True)
    latest = ranked[0]
    publisher, modified = latest["dct:publisher"], max(map(modified_of, ranked))
    words = "Les indicateurs du commerce extérieur de chaque département, une édition par an."
    made = {
        "@context": _CONTEXT,
        "@id": address.of(CATALOG),
        "@type": "dcat:Catalog",
        "dct:title": _french(HEADING),
        "dct:description": _french(words),
        "dct:publisher": publisher,
        "dct:language": _FRENCH,
        "dct:spatial": _FRANCE,
        "dct:modified": _date(modified),
        "foaf:homepage": {"@id": address.of(INDEX)},
        **{key: latest[key] for key in ("dct:license",) if key in latest},
        "dcat:dataset": [
            *({key: value for key, value in each.items() if key != "@context"} for each in ranked),
            {
                "@id": _series(address),
                "@type": "dcat:DatasetSeries",
                "dct:title": _french(HEADING),
                "dct:description": _french(words),
                "dct:publisher": publisher,
                "dct:accrualPeriodicity": _ANNUAL,
                "dct:spatial": _FRANCE,
                "dcat:theme": _THEME,
                "dct:modified": _date(modified),
            },
        ],
    }
    return _written(made)


def modified_of(edition: Node) -> str:
    """The day of the data of an edition, as its description says it."""
    return str(edition["dct:modified"]["@value"])


def title_of(edition: Node) -> str:
    """What its description calls it."""
    return str(edition["dct:title"]["@value"])


def description_of(edition: Node) -> str:
    """What its description says of it."""
    return str(edition["dct:description"]["@value"])


def publisher_of(edition: Node) -> str:
    """Who publishes it."""
    return str(edition["dct:publisher"]["foaf:name"]["@value"])


def _dataset(built: Built, address: SiteAddress, atlas: FileEntry | None) -> Node:
    manifest, texts, year = built.manifest, built.edition, built.year
    codes = [entry.code for entry in manifest.fiches]
    fiches = [built.fiche(code) for code in codes]
    worst = next((each for each in fiches if each.marks.demonstration), fiches[0])
    invented = any(entry.marks.demonstration for entry in manifest.entries)
    page = address.of(f"{year}/{INDEX}")
    words = (
        f"Les fiches des départements en {year} : exportations et importations, par produit et par "
        "pays, en PDF accessible et en données."
    )
    if invented:
        words = f"{DEMONSTRATION}. {words}"
    quarters = set[int]({1, 2, 3, 4}).intersection(*(each.marks.quarters for each in fiches))
    contact = texts.links.get("contact", "")
    licence = texts.links.get("licence", "")
    return {
        "@id": f"{page}#donnees",
        "@type": "dcat:Dataset",
        "dct:identifier": f"{page}#donnees",
        "dct:title": _french(f"{HEADING}, {year}{' (démonstration)' if invented else ''}"),
        "dct:description": _french(described(words, worst)),
        "dct:publisher": {"@type": "foaf:Agent", "foaf:name": _french(texts.publisher)},
        **({"dcat:contactPoint": _contact(texts.publisher, contact)} if contact else {}),
        "dcat:keyword": [_french(word) for word in texts.keywords],
        "dcat:theme": _THEME,
        "dct:language": _FRENCH,
        "dct:spatial": _FRANCE,
        "dct:temporal": _period(year, tuple(sorted(quarters))),
        "dct:accrualPeriodicity": _ANNUAL,
        "dct:modified": _date(updated(fiches, year)),
        **({"dct:license": {"@id": licence}} if licence else {}),
        **({} if invented else {"dct:source": {"@id": CUSTOMS_DATA}}),
        "dcat:landingPage": {"@id": page},
        "dcat:inSeries": {"@id": _series(address)},
        "dcat:distribution": [
            _distribution(words, address.of(f"{year}/{file.name}"), file, licence)
            for words, file in _files(built, atlas)
        ],
    }


def updated(fiches: Iterable[Fiche], year: int) -> str:
    """The day of the latest data; the year's last where none is known."""
    return max((each.provenance.updated for each in fiches), default="") or f"{year}-12-31"


def _series(address: SiteAddress) -> str:
    return f"{address.of(CATALOG)}#{SERIES}"


def _files(built: Built, atlas: FileEntry | None) -> Iterator[tuple[str, FileEntry]]:
    """The documents and data of an edition; the tables of single figures stand on the pages."""
    manifest, year = built.manifest, built.year
    if atlas:
        yield f"Totaux des départements, {year} (CSV)", atlas
    if manifest.atlas:
        yield f"Totaux des départements, {year} (JSON)", manifest.atlas.json
        yield f"Atlas, {year} (PDF)", manifest.atlas.pdf
    for entry in manifest.fiches:
        yield f"{entry.name} ({entry.code}), {year} : données (JSON)", entry.json
        yield f"{entry.name} ({entry.code}), {year} : fiche (PDF)", entry.pdf
        if book := manifest.workbook(entry.code):
            yield f"{entry.name} ({entry.code}), {year} : tableaux (XLSX)", book.xlsx


def _distribution(words: str, address: str, file: FileEntry, licence: str) -> Node:
    extension = address.rpartition(".")[2]
    made: Node = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": _french(words),
        "dcat:accessURL": {"@id": address},
        "dcat:downloadURL": {"@id": address},
        "dct:format": {"@id": f"{_AUTHORITY}/file-type/{extension.upper()}"},
        "dcat:mediaType": {"@id": f"{_IANA}/{MEDIA[extension]}"},
        "dcat:byteSize": {"@type": "xsd:nonNegativeInteger", "@value": str(file.size)},
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": "spdx:checksumAlgorithm_sha256"},
            "spdx:checksumValue": {"@type": "xsd:hexBinary", "@value": file.sha256},
        },
    }
    return {**made, "dct:license": {"@id": licence}} if licence else made


def _contact(name: str, address: str) -> Node:
    kind = "vcard:hasEmail" if address.startswith("mailto:") else "vcard:hasURL"
    return {"@type": "vcard:Kind", "vcard:fn": name, kind: {"@id": address}}


def _period(year: int, quarters: tuple[int, ...]) -> Node:
    first, last = period(year, quarters)
    return {
        "@type": "dct:PeriodOfTime", "dcat:startDate": _date(first), "dcat:endDate": _date(last),
    }  # fmt: skip


def _french(words: str) -> Node:
    return {"@language": "fr", "@value": words}


def _date(day: str) -> Node:
    return {"@type": "xsd:date", "@value": day}


def _written(node: Node) -> bytes:
    return json.dumps(node, ensure_ascii=False, indent=1).encode("utf-8", "replace") + b"\n"
