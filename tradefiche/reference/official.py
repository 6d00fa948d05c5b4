"""What the customs themselves published of a year, all goods, to hold the files against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import get_args

from tradefiche.fiche import Flow
from tradefiche.reference.tables import rows

_MILLION = 1_000_000


@dataclass(frozen=True, slots=True)
class OfficialTotal:
    """A published total, in euros, FAB-FAB with military goods and estimates; and where it is."""

    euros: int
    source: str


@cache
def totals(year: int) -> Mapping[Flow, OfficialTotal]:
    """Those known of a year, by flow; none of most years."""
    found = {row["flow"]: row for row in rows("officiel") if row["year"] == str(year)}
    return MappingProxyType(
        {
            flow: OfficialTotal(int(found[flow]["millions"]) * _MILLION, found[flow]["source"])
            for flow in get_args(Flow)
            if flow in found
        }
    )
