"""A fiche as ``schema.org/Dataset``, for engines that look for data; as text that ends no script.

Required and recommended properties: https://developers.google.com/search/docs/appearance/
structured-data/dataset. Invented figures name no true source.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from collections.abc import Mapping
from typing import Any

from tradefiche.edition import Edition
from tradefiche.fiche import Fiche
from tradefiche.manifest import FileEntry
from tradefiche.site_address import SiteAddress
from tradefiche.web.html import Html
from tradefiche.wording import sentences
from tradefiche.wording.sentences import DEMONSTRATION

Data = Mapping[str, Any]

CUSTOMS_DATA = "https://www.data.gouv.fr/fr/datasets/5369a0c7a3a729239d206446/"
"""What all figures are of."""
CUSTOMS_TITLE = "Statistiques régionales et départementales du commerce extérieur"
DATASET = "donnees"
"""The fragment that tells the data of a page from the page."""
MEDIA = {
    "csv": "text/csv", "json": "application/json", "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip


def script(data: Data) -> Html:
    """Data as an element of a page: no text in them can end it, or turn what follows."""
    words = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    escaped = "".join(sign if _is_plain(sign) else _escape(sign) for sign in words)
    return Html(f'<script type="application/ld+json">{escaped}</script>')


def _is_plain(sign: str) -> bool:
    return (sign.isprintable() and sign not in "<>&") or sign in "\u00a0\u202f"


def _escape(sign: str) -> str:
    r"""« \u003c », and two of them beyond the first plane: JSON reads the same sign."""
    octets = sign.encode("utf-16-be", "surrogatepass").hex()
    return "".join(f"\\u{octets[n : n + 4]}" for n in range(0, len(octets), 4))


def dataset(
    fiche: Fiche,
    edition: Edition,
    address: SiteAddress,
    page: str,
    *,
    description: str,
    figures: Iterable[tuple[str, str]],
    files: Iterable[tuple[str, FileEntry]],
) -> dict[str, Any]:
    """A fiche and its files.

    Args:
        page: its path from the top of the site.
        figures: title and path of each file of a figure's data.
        files: words and entry of the whole documents, beside the page.
    """
    here, folder = address.of(page), page.rpartition("/")[0]
    publisher = {"@type": "Organization", "name": edition.publisher}
    contact = edition.links.get("contact", "")
    if contact.startswith("mailto:"):
        publisher["email"] = contact.removeprefix("mailto:")
    licence = edition.links.get("licence", "")
    distribution = [
        *(_download(title, address.of(path)) for title, path in figures),
        *(_download(words, address.of(f"{folder}/{file.name}"), file) for words, file in files),
    ]
    return {
        "@context": "https://schema.org/",
        "@type": "Dataset",
        "@id": f"{here}#{DATASET}",
        "url": here,
        "name": f"Commerce extérieur {fiche.place.of}, {fiche.year}",
        "description": described(description, fiche),
        "keywords": list(edition.keywords),
        "inLanguage": "fr",
        "isAccessibleForFree": True,
        **({"license": licence} if licence else {}),
        "creator": publisher,
        "publisher": publisher,
        **({"dateModified": fiche.provenance.updated} if fiche.provenance.updated else {}),
        "temporalCoverage": temporal(fiche),
        "spatialCoverage": _place(fiche),
        "isBasedOn": source(fiche),
        "variableMeasured": ["exportations (euros)", "importations (euros)", "solde (euros)"],
        "includedInDataCatalog": {
            "@type": "DataCatalog", "name": edition.program, "url": address.of("catalog.jsonld"),
        },
        "distribution": distribution,
    }  # fmt: skip


def described(words: str, fiche: Fiche) -> str:
    """What a page says of itself, with the source of its figures; invented ones say so first."""
    said = sentences.source(fiche, "départementales")
    mark = DEMONSTRATION if fiche.marks.demonstration and DEMONSTRATION not in words else ""
    return " ".join(filter(None, (f"{mark}." if mark else "", words, said)))


def temporal(fiche: Fiche) -> str:
    """« 2024-01-01/2024-12-31 », or the quarters held of a provisional year."""
    first, last = period(fiche.year, fiche.marks.quarters)
    return f"{first}/{last}"


def period(year: int, quarters: tuple[int, ...]) -> tuple[str, str]:
    """The first and the last day that quarters of a year span; of all of it without any."""
    held = quarters or (1, 2, 3, 4)
    ends = {1: "03-31", 2: "06-30", 3: "09-30", 4: "12-31"}
    return f"{year}-{3 * min(held) - 2:02}-01", f"{year}-{ends[max(held)]}"


def source(fiche: Fiche) -> dict[str, Any]:
    """What the figures come from: the customs' open data, or a demonstration."""
    if fiche.marks.demonstration:
        return {"@type": "CreativeWork", "name": DEMONSTRATION}
    creator = {"@type": "GovernmentOrganization", "name": sentences.CUSTOMS}
    return {
        "@type": "Dataset", "name": CUSTOMS_TITLE, "url": CUSTOMS_DATA, "creator": creator,
        "description": f"{CUSTOMS_TITLE}, par produit, pays et trimestre : les données ouvertes "
        "dont ces chiffres sont tirés.",
    }  # fmt: skip


def _place(fiche: Fiche) -> dict[str, Any]:
    region = {"@type": "AdministrativeArea", "name": fiche.region.name} if fiche.region else None
    return {
        "@type": "AdministrativeArea",
        "name": fiche.place.name,
        "identifier": {"@type": "PropertyValue", "propertyID": "INSEE", "value": fiche.place.code},
        **({"containedInPlace": region} if region else {}),
    }


def _download(words: str, address: str, file: FileEntry | None = None) -> dict[str, Any]:
    kind = MEDIA.get(address.rpartition(".")[2], "application/octet-stream")
    sums = {"contentSize": f"{file.size} B", "sha256": file.sha256} if file else {}
    return {
        "@type": "DataDownload", "name": words, "encodingFormat": kind, "contentUrl": address,
        **sums,
    }  # fmt: skip
