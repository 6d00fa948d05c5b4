"""What moved between two years, two vintages of one, or two output folders; it reads no rows."""

from __future__ import annotations

from tradefiche.diff.compare import compare
from tradefiche.diff.comparison import SCHEMA_VERSION
from tradefiche.diff.comparison import CodeDifference
from tradefiche.diff.comparison import CodeName
from tradefiche.diff.comparison import ComparedSide
from tradefiche.diff.comparison import Comparison
from tradefiche.diff.comparison import FirstFive
from tradefiche.diff.comparison import FlowDifference
from tradefiche.diff.comparison import PlaceDifference
from tradefiche.diff.comparison import schema
from tradefiche.diff.comparison import to_data
from tradefiche.diff.thresholds import Least
from tradefiche.diff.thresholds import thresholds

__all__ = [
    "SCHEMA_VERSION",
    "CodeDifference",
    "CodeName",
    "ComparedSide",
    "Comparison",
    "FirstFive",
    "FlowDifference",
    "Least",
    "PlaceDifference",
    "compare",
    "schema",
    "thresholds",
    "to_data",
]
