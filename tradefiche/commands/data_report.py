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
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.messages import whole
from tradefiche.store import strangers
from tradefiche.store import vintages
from tradefiche.store.partitions import FLOWS
from tradefiche.store.partitions import Completeness
from tradefiche.store.partitions import Partition
from tradefiche.store.partitions import completeness
from tradefiche.store.partitions import dated
from tradefiche.store.partitions import described
from tradefiche.store.partitions import flow_name
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
        yield (
            _("{file} is in the store already: nothing to do", file=source.name)
            if source.sha256 in sums
            else _(
                "{file} is in the store already, of a vintage that is not in use: nothing to do",
                file=source.name,
            )
        )
    yield from _change_lines(outcome.changes)
    yield from _undated_lines(outcome.undated)
    for each in outcome.accepted:
        yield _("kept though unknown: {code}", code=each)
    for line in outcome.news:
        yield _("for the tables: {news}", news=line)
    for aside in outcome.aside:
        yield _("left aside: {file}", file=aside)
    if len(outcome.aside) > _FEW:
        kinds = Counter(aside.kind.said for aside in outcome.aside)
        told = ", ".join(f"{kind} {many(count, 'time')}" for kind, count in kinds.items())
        yield _(
            "{count} files were left aside ({kinds}): see whether that was the folder of the "
            "customs' files",
            count=len(outcome.aside),
            kinds=told,
        )
    if not outcome.known and not outcome.changes:
        yield (
            _("nothing to store: label files only")
            if outcome.news
            else _("nothing to store: label files only, as in the tables")
        )
    stored = [change.stored for change in outcome.changes if change.stored]
    if any(partition.origin.demonstration for partition in stored):
        yield _("these are the demonstration figures, which are invented: every page will say so")
    for year in sorted({*(partition.year for partition in stored), *outcome.looked_at}):
        held = completeness(year, partitions)
        yield (
            _("{year} is complete", year=year)
            if held.complete
            else _("{year} is incomplete: {lacking}", year=year, lacking=held.describe())
        )
        yield from _odd_lines(held, partitions)
        yield from (f"  {line}" for line in vintages.told_waiting(year, kept))


def status_lines(folder: Path, kept: Sequence[Partition], size: Size) -> Iterator[str]:
    """What the store holds, by year: quarters, rows and euros of each flow, files, what lacks."""
    partitions = vintages.in_use(kept)
    if not partitions:
        yield _(
            "{folder} holds nothing: run tradefiche data fetch or tradefiche data import",
            folder=folder,
        )
        return
    for year in _years(partitions):
        held = [partition for partition in partitions if partition.year == year]
        lacks = completeness(year, partitions)
        yield (
            _("{year}: complete", year=year)
            if lacks.complete
            else _("{year}: incomplete: {lacking}", year=year, lacking=lacks.describe())
        )
        for flow in FLOWS:
            here = [partition for partition in held if partition.flow == flow]
            yield vintages_report.flow_line(flow, here)
        for file in _files(held):
            member = f" ({file['member']})" if file["member"] else ""
            yield _(
                "  from {file}: {rows}",
                file=f"{file['name']}{member}",
                rows=many(file["rows"], "row", grouped=True),
            )
            yield _(
                "    data of {vintage}, imported {day}, {bytes}, sha256 {sha256}",
                vintage=file["vintage"],
                day=file["imported"][:10],
                bytes=many(file["size"], "byte", grouped=True),
                sha256=file["sha256"],
            )
        for code in _accepted(held):
            yield _("  kept though unknown: {code}", code=strangers.said(code))
        yield from _odd_lines(lacks, partitions)
        if any(partition.origin.demonstration for partition in held):
            yield _("  demonstration: these figures are invented")
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
        if self.unused and self.year:
            return _("what is not in use of {year}", year=self.year)
        if self.unused:
            return _("what is not in use")
        if self.vintage:
            return _("{year} of {vintage}", year=self.year, vintage=self.vintage)
        return str(self.year)

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
        bytes_ = many(size(here), "byte", grouped=True)
        yield _("{year}: {quarters}, {bytes}", year=year, quarters=spans(here), bytes=bytes_)


def removed_lines(folder: Path, chosen: Chosen, left: Sequence[Partition]) -> Iterator[str]:
    """What a removal did, and what is left."""
    yield _(
        "{what} is removed from {folder}; the fiches built of it are left as they are",
        what=chosen,
        folder=folder,
    )
    if used := [each for each in vintages.in_use(left) if each.year == chosen.year]:
        yield _("{year} is as of {vintage}", year=chosen.year, vintage=dated(used))
    years = ", ".join(map(str, _years(left)))
    yield (
        _("{folder} still holds {years}", folder=folder, years=years)
        if left
        else _("{folder} holds nothing now", folder=folder)
    )


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
        groups.setdefault((change.now.year, change.now.flow), []).append(change)
    for (year, flow), group in groups.items():
        if stored := [change.stored for change in group if change.stored]:
            yield _(
                "{year} {flow}: {quarters} stored, {rows}, {euros} €",
                year=year,
                flow=flow_name(flow),
                quarters=listed(partition.quarter for partition in stored),
                rows=many(sum(partition.rows for partition in stored), "row", grouped=True),
                euros=whole(sum(partition.value for partition in stored)),
            )
        yield from _fate_lines(group)
        revised = [(c.was, c.now) for c in group if c.was and not _are_same_bytes(c.was, c.now)]
        for revision in vintages.revisions(*zip(*revised, strict=True)) if revised else ():
            yield from (f"  {line}" for line in vintages_report.revision_lines(revision, _MOST))


def _fate_lines(group: Iterable[Change]) -> Iterator[str]:
    alike: dict[str, list[Change]] = {}
    for change in group:
        alike.setdefault(_fate(change, ""), []).append(change)
    for changes in alike.values():
        if said := _fate(changes[0], listed(each.now.quarter for each in changes)):
            yield f"  {said}"


def _fate(change: Change, quarters: str) -> str:
    """What became of what arrived, and of what was there; empty when there was nothing."""
    stored, was, now, lost = change.stored, change.was, change.now, change.lost
    if not stored:
        return _(
            "{quarters}: what {file} of {vintage} had brought, which was kept and not used, is "
            "used from now on",
            quarters=quarters,
            **_file(now),
        )
    if lost and _are_same_bytes(lost, stored):
        day = stored.origin.vintage
        if now == stored:
            return _("{quarters}: the same figures, now dated {day}", quarters=quarters, day=day)
        return _(
            "{quarters}: the same figures, now dated {day}, and not used: another vintage is",
            quarters=quarters,
            day=day,
        )
    if now == stored:
        if not was:
            return ""
        if was == lost:
            return _(
                "{quarters} replaced what {file} of {vintage} had brought",
                quarters=quarters,
                **_file(was),
            )
        return _(
            "{quarters} used instead of what {file} of {vintage} had brought, which is kept",
            quarters=quarters,
            **_file(was),
        )
    if vintages.rank(now) > vintages.rank(stored):
        return _(
            "{quarters} kept, not used: what {file} of {vintage} had brought is NEWER",
            quarters=quarters,
            **_file(now),
        )
    return _(
        "{quarters} kept, not used yet: the rest of that vintage is not there", quarters=quarters
    )


def _are_same_bytes(one: Partition, other: Partition) -> bool:
    return one.origin.sha256 == other.origin.sha256


def _file(partition: Partition) -> dict[str, str]:
    """What brought it."""
    return {"file": partition.origin.name, "vintage": partition.origin.vintage}


def _undated_lines(undated: Sequence[Member]) -> Iterator[str]:
    if undated:
        days = [f"{member.source.name} {member.vintage}" for member in undated]
        yield _(
            "no date inside, so the day of the file is taken: {files}; when the data were made on "
            "another, import with --vintage",
            files=", ".join(dict.fromkeys(days)),
        )


def _odd_lines(held: Completeness, partitions: Iterable[Partition]) -> Iterator[str]:
    """What of a year is unusual, though it does not make it incomplete."""
    if held.exports and not held.imports:
        yield _("  only exports are there: the other flow is in another file")
    if held.imports and not held.exports:
        yield _("  only imports are there: the other flow is in another file")
    for line in described(gap for gap in held.found if gap.accepted):
        yield _("  accepted, as somebody has looked: {gap}", gap=line)
    for line in described(gap for gap in held.found if gap.harmless):
        yield _("  which may be right: {gap}", gap=line)
    for each in partitions:
        if each.year == held.year and each.repeats:
            yield _(
                "  {flow} of {quarter}: {rows} added to others of the same key",
                flow=flow_name(each.flow),
                quarter=listed([each.quarter]),
                rows=many(each.repeats, "row", grouped=True),
            )


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
