"""What is said of the vintages of a year: what is kept, what is used, what one changed of another.

Text and plain data; it reads neither files nor rows.
"""

from __future__ import annotations

from collections.abc import Callable
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from itertools import chain
from typing import Any

from tradefiche.messages import _
from tradefiche.messages import decimal
from tradefiche.messages import many
from tradefiche.messages import whole
from tradefiche.reference import territories
from tradefiche.store import vintages
from tradefiche.store.partitions import FLOWS
from tradefiche.store.partitions import Partition
from tradefiche.store.partitions import flow_name
from tradefiche.store.partitions import listed
from tradefiche.store.vintages import Move
from tradefiche.store.vintages import Revision

Size = Callable[[Iterable[Partition]], int]
"""Bytes that the files of partitions take: ``Store.size``."""


def year_lines(year: int, kept: Sequence[Partition], size: Size) -> Iterator[str]:
    """All vintages of a year, the earliest first: what each holds, and what it changed."""
    used = set(vintages.in_use(kept))
    found = vintages.of_year(year, kept)
    held = [*chain.from_iterable(found.values())]
    yield _(
        "{year}: {vintages}, {bytes}",
        year=year,
        vintages=many(len(found), "vintage"),
        bytes=many(size(held), "byte", grouped=True),
    )
    for vintage, here in found.items():
        bytes_ = many(size(here), "byte", grouped=True)
        yield _("{vintage}: {use}, {bytes}", vintage=vintage, use=_use(here, used), bytes=bytes_)
        for flow in FLOWS:
            if parts := [each for each in here if each.flow == flow]:
                yield flow_line(flow, parts)
        for name, imported in sorted({(e.origin.name, e.origin.imported) for e in here}):
            yield _("  from {file}, imported {day}", file=name, day=imported[:10])
        for revision in _since(here, held):
            yield from (f"  {line}" for line in revision_lines(revision))
    yield from vintages.told_waiting(year, kept)


def flow_line(flow: str, held: Sequence[Partition]) -> str:
    """What is held of a flow: quarters, rows, euros."""
    return _(
        "  {flow}: {quarters}, {rows}, {euros} €",
        flow=flow_name(flow),
        quarters=listed(each.quarter for each in held) or _("nothing"),
        rows=many(sum(each.rows for each in held), "row", grouped=True),
        euros=whole(sum(each.value for each in held)),
    )


def year_json(year: int, kept: Sequence[Partition], size: Size) -> list[dict[str, Any]]:
    """The same as plain data; euros are whole, dates are ISO."""
    used = set(vintages.in_use(kept))
    found = vintages.of_year(year, kept)
    held = [*chain.from_iterable(found.values())]
    return [
        {
            "vintage": vintage,
            "bytes": size(here),
            "files": sorted({each.origin.name for each in here}),
            "flows": {
                name: [
                    {
                        "quarter": each.quarter,
                        "rows": each.rows,
                        "value": each.value,
                        "in_use": each in used,
                    }
                    for each in here
                    if each.flow == flow
                ]
                for flow, name in FLOWS.items()
            },
            "changed": [_json(revision) for revision in _since(here, held)],
        }
        for vintage, here in found.items()
    ]


def beside_lines(year: int, kept: Sequence[Partition], size: Size) -> Iterator[str]:
    """What else is kept of a year than what is used, and what it takes; nothing when it is all."""
    held = [each for each in kept if each.year == year]
    used = {each.file for each in vintages.in_use(held)}
    if beside := [each for each in held if each.file not in used]:
        days = ", ".join(vintages.of_year(year, beside))
        bytes_ = many(size(beside), "byte", grouped=True)
        yield _("  kept beside: {vintages}, {bytes}", vintages=days, bytes=bytes_)
    yield from (f"  {line}" for line in vintages.told_waiting(year, held))


def revision_lines(revision: Revision, most: int | None = None) -> Iterator[str]:
    """What a vintage changed of a flow of a year, by quarter and département.

    Args:
        most: départements to name at most, those that moved most.
    """
    values = {
        "year": revision.year,
        "flow": flow_name(revision.flow),
        "after": revision.after,
        "before": revision.before,
    }
    if not revision.quarters and not revision.departements:
        yield _(
            "{year} {flow} of {after}: no quarter moved since {before}, no département by 1 %",
            **values,
        )
        return
    moved = _moved(revision.total)
    yield _("{year} {flow} of {after} changed those of {before}: {moved}", **values, moved=moved)
    for move in revision.quarters:
        quarter = _("Q{quarter}", quarter=move.what.removeprefix("Q"))
        yield _("  {what}: {moved}", what=quarter, moved=_moved(move))
    for move in revision.departements[:most]:
        yield _("  {what}: {moved}", what=_named(move.what), moved=_moved(move))
    more = len(revision.departements[most:]) if most is not None else 0
    if more:
        yield _(
            "  {departements} moved by 1 % or more: tradefiche data vintages --year {year}",
            departements=many(more, "more département"),
            year=revision.year,
        )
    if not revision.measured:
        yield _("  by département: an earlier version did not measure it")


def _since(here: Sequence[Partition], held: Sequence[Partition]) -> tuple[Revision, ...]:
    """What a vintage changed of the one before it, quarter by quarter."""
    lowest = {each.key: vintages.rank(each) for each in here}
    before = {e.key: e for e in held if e.key in lowest and vintages.rank(e) < lowest[e.key]}
    return vintages.revisions(before.values(), here)


def _use(here: Sequence[Partition], used: set[Partition]) -> str:
    count = sum(each in used for each in here)
    if not count:
        return _("not in use")
    return _("in use") if count == len(here) else _("partly in use")


def _moved(move: Move) -> str:
    euros = {"before": whole(move.before), "after": whole(move.after)}
    return _("{before} € → {after} €", **euros) + _share(move)


def _share(move: Move) -> str:
    """« (+8.2 %) »; empty where there is nothing to compare with."""
    if not move.before:
        return ""
    share = 100 * (move.after - move.before) / move.before
    if share and abs(share) < 0.05:
        return " " + _("(less than 0.1 %)")
    sign = "-" if share < 0 else "+"
    return " " + _("({share} %)", share=sign + decimal(abs(share), 1))


def _named(customs_code: str) -> str:
    """« 03 Allier »; what has no fiche goes by its bare code."""
    for place in territories.departements():
        if place.customs_code == customs_code:
            return f"{place.code} {place.name}"
    return customs_code


def _json(revision: Revision) -> dict[str, Any]:
    return {
        "flow": FLOWS[revision.flow],
        "before": revision.before,
        "total": _move_json(revision.total),
        "quarters": [{"quarter": m.what, **_move_json(m)} for m in revision.quarters],
        "departements": [{"customs_code": m.what, **_move_json(m)} for m in revision.departements],
        "measured": revision.measured,
    }


def _move_json(move: Move) -> dict[str, int]:
    return {"before": move.before, "after": move.after}
