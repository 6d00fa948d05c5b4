"""What is published, as frozen plain data: the hinge between the customs' files and the pages."""

from __future__ import annotations

from tradefiche.fiche.evolution import Evolution
from tradefiche.fiche.evolution import FlowChange
from tradefiche.fiche.evolution import OtherChanges
from tradefiche.fiche.evolution import PartnerChange
from tradefiche.fiche.evolution import PartnerChanges
from tradefiche.fiche.evolution import ProductChange
from tradefiche.fiche.evolution import ProductChanges
from tradefiche.fiche.evolution import QuarterTotals
from tradefiche.fiche.evolution import YearTotals
from tradefiche.fiche.fiche import SCHEMA_VERSION
from tradefiche.fiche.fiche import Fiche
from tradefiche.fiche.fiche import Marks
from tradefiche.fiche.fiche import Territoire
from tradefiche.fiche.fiche import Thresholds
from tradefiche.fiche.fiche import from_json
from tradefiche.fiche.fiche import schema
from tradefiche.fiche.fiche import to_json
from tradefiche.fiche.profile import ConcentratedPurchase
from tradefiche.fiche.profile import ConcentratedPurchases
from tradefiche.fiche.profile import Concentration
from tradefiche.fiche.profile import Distinction
from tradefiche.fiche.profile import Exposure
from tradefiche.fiche.profile import FlowProfile
from tradefiche.fiche.profile import PartnerWeight
from tradefiche.fiche.profile import ProductWeight
from tradefiche.fiche.profile import Profile
from tradefiche.fiche.profile import SoldThere
from tradefiche.fiche.profile import Standing
from tradefiche.fiche.profile import Supplier
from tradefiche.fiche.profile import Weight
from tradefiche.fiche.sources import Provenance
from tradefiche.fiche.sources import SourceFile
from tradefiche.fiche.trade import Country
from tradefiche.fiche.trade import CountryBalance
from tradefiche.fiche.trade import Flow
from tradefiche.fiche.trade import FlowMatrix
from tradefiche.fiche.trade import Level
from tradefiche.fiche.trade import Link
from tradefiche.fiche.trade import Place
from tradefiche.fiche.trade import Product
from tradefiche.fiche.trade import ProductValue
from tradefiche.fiche.trade import Trade

__all__ = [
    "SCHEMA_VERSION",
    "ConcentratedPurchase",
    "ConcentratedPurchases",
    "Concentration",
    "Country",
    "CountryBalance",
    "Distinction",
    "Evolution",
    "Exposure",
    "Fiche",
    "Flow",
    "FlowChange",
    "FlowMatrix",
    "FlowProfile",
    "Level",
    "Link",
    "Marks",
    "OtherChanges",
    "PartnerChange",
    "PartnerChanges",
    "PartnerWeight",
    "Place",
    "Product",
    "ProductChange",
    "ProductChanges",
    "ProductValue",
    "ProductWeight",
    "Profile",
    "Provenance",
    "QuarterTotals",
    "SoldThere",
    "SourceFile",
    "Standing",
    "Supplier",
    "Territoire",
    "Thresholds",
    "Trade",
    "Weight",
    "YearTotals",
    "from_json",
    "schema",
    "to_json",
]
