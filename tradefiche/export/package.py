"""The description beside CSV files: a Frictionless Data Package, version 1.

https://specs.frictionlessdata.io/tabular-data-package/ says what stands in it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec

from tradefiche.export.resource import WHOLE
from tradefiche.export.resource import NamedTable
from tradefiche.export.resource import WrittenFile
from tradefiche.figures.table import WORDS
from tradefiche.figures.table import Column
from tradefiche.wording.french import typeset
from tradefiche.wording.sentences import CUSTOMS
from tradefiche.wording.sentences import DEMONSTRATION
from tradefiche.wording.sentences import Publication
from tradefiche.wording.sentences import source

NAME = "datapackage.json"
LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
DIALECT = {"delimiter": ";", "lineTerminator": "\r\n", "quoteChar": '"', "header": True}


def described(
    name: str, title: str, of: Publication, files: Sequence[tuple[NamedTable, WrittenFile]]
) -> bytes:
    """The descriptor of files that lie beside it, as indented UTF-8 JSON with a final newline.

    Args:
        name: lower-case letters, digits, hyphens.
        of: whose sources and marks they have.
    """
    origin = DEMONSTRATION if of.marks.demonstration else CUSTOMS
    described: dict[str, Any] = {
        "profile": "tabular-data-package",
        "name": name,
        "title": title,
        "description": source(of, "départementales", rounded=False),
        "created": f"{of.provenance.updated or f'{of.year}-12-31'}T00:00:00Z",
        "licenses": [LICENCE],
        "sources": [
            {
                "title": typeset(f"{origin} : {file.name}"),
                "vintage": file.vintage,
                "sha256": file.sha256,
            }
            for file in of.provenance.files
        ],
        "resources": [_resource(resource, written) for resource, written in files],
    }
    return msgspec.json.format(msgspec.json.encode(described), indent=2) + b"\n"


def _resource(resource: NamedTable, written: WrittenFile) -> dict[str, Any]:
    schema: dict[str, Any] = {
        "fields": [_field(column) for column in resource.columns],
        "missingValues": [""],
    }
    if resource.keys:
        schema["primaryKey"] = list(resource.keys)
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": written.path.name,
        "title": resource.title,
        "description": resource.source,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": written.size,
        "hash": f"sha256:{written.sha256}",
        "dialect": DIALECT,
        "schema": schema,
    }


def _field(column: Column) -> dict[str, str]:
    field = {"name": column.name, "title": column.title}
    if column.kind in WORDS:
        return {**field, "type": "string"}
    if column.kind in WHOLE:
        return {**field, "type": "integer"}
    return {**field, "type": "number", "decimalChar": ","}
