"""What is published, as frozen plain data: the hinge between the customs' files and the pages."""

from __future__ import annotations

from tradefiche.fiche.fiche import SCHEMA_VERSION
from tradefiche.fiche.fiche import Country
from tradefiche.fiche.fiche import CountryBalance
from tradefiche.fiche.fiche import Fiche
from tradefiche.fiche.fiche import Flow
from tradefiche.fiche.fiche import FlowMatrix
from tradefiche.fiche.fiche import Level
from tradefiche.fiche.fiche import Link
from tradefiche.fiche.fiche import Marks
from tradefiche.fiche.fiche import Place
from tradefiche.fiche.fiche import Product
from tradefiche.fiche.fiche import ProductValue
from tradefiche.fiche.fiche import Provenance
from tradefiche.fiche.fiche import SourceFile
from tradefiche.fiche.fiche import Territoire
from tradefiche.fiche.fiche import Thresholds
from tradefiche.fiche.fiche import Trade
from tradefiche.fiche.fiche import from_json
from tradefiche.fiche.fiche import schema
from tradefiche.fiche.fiche import to_json

__all__ = [
    "SCHEMA_VERSION",
    "Country",
    "CountryBalance",
    "Fiche",
    "Flow",
    "FlowMatrix",
    "Level",
    "Link",
    "Marks",
    "Place",
    "Product",
    "ProductValue",
    "Provenance",
    "SourceFile",
    "Territoire",
    "Thresholds",
    "Trade",
    "from_json",
    "schema",
    "to_json",
]
