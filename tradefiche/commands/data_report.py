"""What the data commands say: what an import did, what the store holds. Text and plain data only.

It reads neither files nor rows.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from collections.abc import Iterator
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from typing import Any

from tradefiche.commands import vintages_report
from tradefiche.commands.vintages_report import Size
from tradefiche.messages import many
from tradefiche.store import vintages
from tradefiche.store.partitions import FLOWS
from tradefiche.store.partitions import Completeness
from tradefiche.store.partitions import Partition
from tradefiche.store.partitions import completeness
from tradefiche.store.partitions import dated
from tradefiche.store.partitions import described
from tradefiche.store.partitions import listed
from tradefiche.store.partitions import spans

if TYPE_CHECKING:
    from tradefiche.customs.containers import Member
    from tradefiche.customs.importer import ImportOutcome
    from tradefiche.store.store import Change


_FEW = 3
"""Files left aside that nobody wonders about: the customs' own notices."""
_MOST = 5
"""Départements that an import names of those that moved."""


def outcome_lines(outcome: ImportOutcome, kept: Sequence[Partition]) -> Iterator[str]:
    """What an import did, and what the years it touched still lack.

    Args:
        kept: all that the store holds now.
    """
    partitions = vintages.in_use(kept)
    sums = {partition.origin.sha256 for partition in partitions}
    for source in outcome.known:
        unused = "" if source.sha256 in sums else ", of a vintage that is not in use"
        yield f"{source.name} is in the store already{unused}: nothing to do"
    yield from _change_lines(outcome.changes)
    yield from _undated_lines(outcome.undated)
    for each in outcome.accepted:
        yield f"kept though unknown: {each}"
    for line in outcome.news:
        yield f"for the tables: {line}"
    for aside in outcome.aside:
        yield f"left aside: {aside}"
    if len(outcome.aside) > _FEW:
        kinds = Counter(str(aside.kind) for aside in outcome.aside)
        told = ", ".join(f"{kind} {many(count, 'time')}" for kind, count in kinds.items())
        yield (
            f"{len(outcome.aside)} files were left aside ({told}): see whether that was the folder "
            "of the customs' files"
        )
    if not outcome.known and not outcome.changes:
        yield f"nothing to store: label files only{'' if outcome.news else ', as in the tables'}"
    stored = [change.stored for change in outcome.changes if change.stored]
    if any(partition.origin.demonstration for partition in stored):
        yield "these are the demonstration figures, which are invented: every page will say so"
    for year in sorted({*(partition.year for partition in stored), *outcome.looked_at}):
        held = completeness(year, partitions)
        yield f"{year} is {_state(held)}"
        yield from _odd_lines(held, partitions)
        yield from (f"  {line}" for line in vintages.told_waiting(year, kept))


def status_lines(folder: Path, kept: Sequence[Partition], size: Size) -> Iterator[str]:
    """What the store holds, by year: quarters, rows and euros of each flow, files, what lacks."""
    partitions = vintages.in_use(kept)
    if not partitions:
        yield f"{folder} holds nothing: run tradefiche data fetch or tradefiche data import"
        return
    for year in _years(partitions):
        held = [partition for partition in partitions if partition.year == year]
        whole = completeness(year, partitions)
        yield f"{year}: {_state(whole)}"
        for flow, name in FLOWS.items():
            here = [partition for partition in held if partition.flow == flow]
            quarters = listed(partition.quarter for partition in here) or "nothing"
            rows = many(sum(partition.rows for partition in here), "row", grouped=True)
            euros = sum(partition.value for partition in here)
            yield f"  {name}: {quarters}, {rows}, {euros:,} €"
        for file in _files(held):
            member = f" ({file['member']})" if file["member"] else ""
            yield f"  from {file['name']}{member}: {many(file['rows'], 'row', grouped=True)}"
            yield (
                f"    data of {file['vintage']}, imported {file['imported'][:10]}, "
                f"{many(file['size'], 'byte', grouped=True)}, sha256 {file['sha256']}"
            )
        for code in _accepted(held):
            yield f"  kept though unknown: {code}"
        yield from _odd_lines(whole, partitions)
        if any(partition.origin.demonstration for partition in held):
            yield "  demonstration: these figures are invented"
        yield from vintages_report.beside_lines(year, kept, size)


@dataclass(frozen=True, slots=True)
class Chosen:
    """What a removal is to take.

    Attributes:
        year: None for all of them.
        vintage: its date; empty for all of them.
        unused: only what is not in use.
    """

    year: int | None
    vintage: str = ""
    unused: bool = False

    def __str__(self) -> str:
        """« 2024 », « 2024 of 2025-02-07 », « what is not in use of 2024 »."""
        if self.unused:
            return "what is not in use" + (f" of {self.year}" if self.year else "")
        return f"{self.year} of {self.vintage}" if self.vintage else str(self.year)

    def of(self, kept: Sequence[Partition]) -> tuple[Partition, ...]:
        """What it takes of what is kept."""
        used = {each.file for each in vintages.in_use(kept)} if self.unused else ()
        return tuple(
            each
            for each in kept
            if self.year in {None, each.year}
            and self.vintage in {"", each.origin.vintage}
            and each.file not in used
        )


def leaving_lines(
    folder: Path, chosen: Chosen, kept: Sequence[Partition], size: Size
) -> Iterator[str]:
    """What a removal is about to take."""
    held = chosen.of(kept)
    if not chosen.vintage and not chosen.unused:
        yield from status_lines(folder, held, size)
        return
    for year in _years(held):
        here = [each for each in held if each.year == year]
        yield f"{year}: {spans(here)}, {many(size(here), 'byte', grouped=True)}"


def removed_lines(folder: Path, chosen: Chosen, left: Sequence[Partition]) -> Iterator[str]:
    """What a removal did, and what is left."""
    yield f"{chosen} is removed from {folder}; the fiches built of it are left as they are"
    if used := [each for each in vintages.in_use(left) if each.year == chosen.year]:
        yield f"{chosen.year} is as of {dated(used)}"
    years = ", ".join(map(str, _years(left)))
    yield f"{folder} still holds {years}" if left else f"{folder} holds nothing now"


def status_json(folder: Path, kept: Sequence[Partition], size: Size) -> dict[str, Any]:
    """The same as plain data; euros are whole, dates are ISO."""
    used = vintages.in_use(kept)
    years = [
        {**_year(year, used), "vintages": vintages_report.year_json(year, kept, size)}
        for year in _years(used)
    ]
    return {"folder": str(folder), "years": years}


def _change_lines(changes: Iterable[Change]) -> Iterator[str]:
    """One line for each year and flow, one for what became of it, and what it revised."""
    groups: dict[tuple[int, str], list[Change]] = {}
    for change in changes:
        groups.setdefault((change.now.year, FLOWS[change.now.flow]), []).append(change)
    for (year, flow), group in groups.items():
        if stored := [change.stored for change in group if change.stored]:
            rows = many(sum(partition.rows for partition in stored), "row", grouped=True)
            euros = sum(partition.value for partition in stored)
            quarters = listed(partition.quarter for partition in stored)
            yield f"{year} {flow}: {quarters} stored, {rows}, {euros:,} €"
        yield from _fate_lines(group)
        revised = [(c.was, c.now) for c in group if c.was and not _are_same_bytes(c.was, c.now)]
        for revision in vintages.revisions(*zip(*revised, strict=True)) if revised else ():
            yield from (f"  {line}" for line in vintages_report.revision_lines(revision, _MOST))


def _fate_lines(group: Iterable[Change]) -> Iterator[str]:
    said: dict[str, list[int]] = {}
    for change in group:
        if what := _fate(change):
            said.setdefault(what, []).append(change.now.quarter)
    for what, quarters in said.items():
        yield f"  {listed(quarters)}{what}"


def _fate(change: Change) -> str:
    """What became of what arrived, and of what was there; goes on after the quarters."""
    stored, was, now, lost = change.stored, change.was, change.now, change.lost
    if not stored:
        return f": {_brought(now)}, which was kept and not used, is used from now on"
    if lost and _are_same_bytes(lost, stored):
        unused = "" if now == stored else ", and not used: another vintage is"
        return f": the same figures, now dated {stored.origin.vintage}{unused}"
    if now == stored:
        if not was:
            return ""
        if was == lost:
            return f" replaced {_brought(was)}"
        return f" used instead of {_brought(was)}, which is kept"
    if vintages.rank(now) > vintages.rank(stored):
        return f" kept, not used: {_brought(now)} is NEWER"
    return " kept, not used yet: the rest of that vintage is not there"


def _are_same_bytes(one: Partition, other: Partition) -> bool:
    return one.origin.sha256 == other.origin.sha256


def _brought(partition: Partition) -> str:
    return f"what {partition.origin.name} of {partition.origin.vintage} had brought"


def _undated_lines(undated: Sequence[Member]) -> Iterator[str]:
    if undated:
        days = [f"{member.source.name} {member.vintage}" for member in undated]
        yield (
            f"no date inside, so the day of the file is taken: {', '.join(dict.fromkeys(days))}; "
            "when the data were made on another, import with --vintage"
        )


def _odd_lines(held: Completeness, partitions: Iterable[Partition]) -> Iterator[str]:
    """What of a year is unusual, though it does not make it incomplete."""
    for name, there, other in (
        ("exports", held.exports, held.imports),
        ("imports", held.imports, held.exports),
    ):
        if there and not other:
            yield f"  only {name} are there: the other flow is in another file"
    for line in described(gap for gap in held.found if gap.accepted):
        yield f"  accepted, as somebody has looked: {line}"
    for line in described(gap for gap in held.found if gap.harmless):
        yield f"  which may be right: {line}"
    for each in partitions:
        if each.year == held.year and each.repeats:
            rows = many(each.repeats, "row", grouped=True)
            yield f"  {FLOWS[each.flow]} of Q{each.quarter}: {rows} added to others of the same key"


def _state(held: Completeness) -> str:
    return "complete" if held.complete else f"incomplete: {held.describe()}"


def _years(partitions: Iterable[Partition]) -> list[int]:
    return sorted({partition.year for partition in partitions})


def _accepted(held: Iterable[Partition]) -> list[str]:
    return sorted({code for partition in held for code in partition.accepted})


def _year(year: int, partitions: Sequence[Partition]) -> dict[str, Any]:
    held = [partition for partition in partitions if partition.year == year]
    whole = completeness(year, partitions)
    return {
        "year": year,
        "complete": whole.complete,
        "missing": {name: list(whole.missing.get(name, ())) for name in FLOWS.values()},
        "gaps": described(whole.gaps),
        "accepted_gaps": described(gap for gap in whole.found if gap.accepted),
        "absent": described(gap for gap in whole.found if gap.harmless),
        "repeats": sum(partition.repeats for partition in held),
        "demonstration": any(partition.origin.demonstration for partition in held),
        "flows": {
            name: {
                "quarters": [p.quarter for p in held if p.flow == flow],
                "rows": sum(p.rows for p in held if p.flow == flow),
                "value": sum(p.value for p in held if p.flow == flow),
            }
            for flow, name in FLOWS.items()
        },
        "accepted": _accepted(held),
        "files": _files(held),
    }


def _files(held: Iterable[Partition]) -> list[dict[str, Any]]:
    """The files behind the partitions, by name: provenance, and when they were imported."""
    groups: dict[tuple[str, str, str], list[Partition]] = {}
    for partition in held:
        origin = partition.origin
        groups.setdefault((origin.name, origin.member, origin.sha256), []).append(partition)
    return [
        {
            "name": name,
            "member": member,
            "sha256": sha256,
            "size": group[0].origin.size,
            "rows": sum(partition.rows for partition in group),
            "vintage": group[0].origin.vintage,
            "imported": group[0].origin.imported,
            "demonstration": group[0].origin.demonstration,
        }
        for (name, member, sha256), group in sorted(groups.items())
    ]
