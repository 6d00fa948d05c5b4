"""The faulty lines of a regional file, in words; slow, so only asked when there are any."""

from __future__ import annotations

import re

from tradefiche.customs import recognise
from tradefiche.customs.containers import Member
from tradefiche.customs.containers import shortened
from tradefiche.customs.recognise import COLUMNS
from tradefiche.customs.recognise import EXAMPLE
from tradefiche.customs.recognise import SEPARATOR
from tradefiche.customs.recognise import FileShape
from tradefiche.errors import CustomsFileError
from tradefiche.messages import _
from tradefiche.messages import many
from tradefiche.store.partitions import FLOWS as FLOW_NAMES
from tradefiche.store.partitions import Key

FLOWS = ("E", "I")
BOUNDS = {
    "quarter": (1, 4),
    "year": (1990, 2099),
    "value": (0, 10**12),
    "mass": (0, 10**12),
}
"""Least and greatest value of each number; amounts so that a sum of all rows fits in 64 bits."""
_WHOLE = re.compile(r" *[+-]?\d+")
_SHOWN = 5
_BEYOND = 10**100


def first(member: Member, shape: FileShape) -> CustomsFileError:
    """The error that names the first faulty line of a file in which there is one.

    Returns:
        The error to raise: file, line, what is wrong, the line itself.
    """
    lines = recognise.decode(member.read()).split("\n")
    skipped = 1 if shape.header else 0
    for number, line in enumerate(lines[skipped:], start=skipped + 1):
        if line.strip() and (fault := _fault(line.rstrip("\r"))):
            return CustomsFileError(
                _(
                    "{member}, line {number}: {fault}: {shortened}",
                    member=member,
                    number=number,
                    fault=fault,
                    shortened=shortened(line),
                ),
                _(
                    "A line reads like {example}; download the file again, or correct that line.",
                    example=EXAMPLE,
                ),
            )
    return CustomsFileError(
        _("{member} cannot be read as regional data, though each line looks right", member=member),
        _("Check that its lines end as usual (LF or CRLF), or download it again."),
    )


def repeats(member: Member, key: Key) -> CustomsFileError:
    """The error that names the first lines that repeat what another is about.

    Args:
        key: the quarter and flow in which they do.
    """
    year, quarter, flow = key
    first: dict[tuple[str, ...], int] = {}
    shown, rows = [], 0
    for number, line in enumerate(recognise.decode(member.read()).split("\n"), start=1):
        about = tuple(line.split(SEPARATOR)[:8])
        if (about[0], *map(_number, about[1:3])) == (flow, quarter, year):
            rows += 1
            if (earlier := first.setdefault(about[3:], number)) != number:
                shown.append(f"line {number} repeats line {earlier}: {shortened(line)}")
    return CustomsFileError(
        f"{member}: {len(shown):,} of {rows:,} rows of {FLOW_NAMES[flow]} of {year} Q{quarter} "
        "repeat what another row is about:\n" + "\n".join(f"  {each}" for each in shown[:_SHOWN]),
        _(
            "Rows that come twice double the totals: download the file again. "
            "If you have looked and they are to be added up, import it with "
            "--accept-repeats."
        ),
    )


def _number(field: str) -> int:
    return _whole(field) if _WHOLE.fullmatch(field) else -1


def _whole(field: str) -> int:
    """The number of a field; Python reads no more than some thousand digits."""
    return int(field) if len(field) < 100 else _BEYOND


def _fault(line: str) -> str:
    """What is wrong with one line; nothing when it is right."""
    fields = line.split(SEPARATOR)
    if len(fields) != len(COLUMNS):
        return f"{many(len(fields), 'field')}, not {len(COLUMNS)}"
    for column, field in zip(COLUMNS, fields, strict=True):
        if not field:
            return f"the {column} is empty"
        if column == "flow" and field not in FLOWS:
            return f"the flow is {shortened(field)!r}, neither E nor I"
        if column in BOUNDS and (fault := _misfit(column, field)):
            return fault
    return ""


def _misfit(column: str, field: str) -> str:
    if not _WHOLE.fullmatch(field):
        return f"the {column} is {shortened(field)!r}, not a whole number"
    low, high = BOUNDS[column]
    number = _whole(field)
    if number < 0:
        return f"the {column} is negative ({number})"
    if not low <= number <= high:
        shown = shortened(field) if number == _BEYOND else number
        return f"the {column} is {shown}, not between {low} and {high}"
    return ""
