"""The first faulty line of a regional file, in words; slow, so only asked when there is one."""

from __future__ import annotations

import re

from tradefiche.customs import recognise
from tradefiche.customs.containers import Member
from tradefiche.customs.containers import printable
from tradefiche.customs.recognise import COLUMNS
from tradefiche.customs.recognise import SEPARATOR
from tradefiche.customs.recognise import Shape
from tradefiche.errors import CustomsFileError

FLOWS = ("E", "I")
#: Least and greatest value of each number; amounts so that a sum of all rows fits in 64 bits.
BOUNDS = {
    "quarter": (1, 4),
    "year": (1990, 2099),
    "value": (0, 10**12),
    "mass": (0, 10**12),
}
_WHOLE = re.compile(r" *[+-]?\d+")
_EXAMPLE = "I;3;2018;01;18;A01Z;0111;AR;52;11"


def first(member: Member, shape: Shape) -> CustomsFileError:
    """The error that names the first faulty line of a file in which there is one.

    Returns:
        The error to raise: file, line, what is wrong, the line itself.
    """
    lines = recognise.decode(member.read()).split("\n")
    skipped = 1 if shape.header else 0
    for number, line in enumerate(lines[skipped:], start=skipped + 1):
        if line.strip() and (fault := _fault(line.rstrip("\r"))):
            return CustomsFileError(
                f"{member}, line {number}: {fault}: {_shortened(line)}",
                f"A line reads like {_EXAMPLE}; download the file again, or correct that line.",
            )
    return CustomsFileError(
        f"{member} cannot be read as regional data, though each line looks right",
        "Check that its lines end as usual (LF or CRLF), or download it again.",
    )


def _fault(line: str) -> str:
    """What is wrong with one line; nothing when it is right."""
    fields = line.split(SEPARATOR)
    if len(fields) != len(COLUMNS):
        return f"{len(fields)} field{'s' if len(fields) > 1 else ''}, not {len(COLUMNS)}"
    for column, field in zip(COLUMNS, fields, strict=True):
        if not field:
            return f"the {column} is empty"
        if column == "flow" and field not in FLOWS:
            return f"the flow is {field!r}, neither E nor I"
        if column in BOUNDS and (fault := _misfit(column, field)):
            return fault
    return ""


def _misfit(column: str, field: str) -> str:
    if not _WHOLE.fullmatch(field):
        return f"the {column} is {field!r}, not a whole number"
    low, high = BOUNDS[column]
    number = int(field)
    if number < 0:
        return f"the {column} is negative ({number})"
    if not low <= number <= high:
        return f"the {column} is {number}, not between {low} and {high}"
    return ""


def _shortened(line: str) -> str:
    line = printable(line.strip())
    return line if len(line) <= 80 else f"{line[:79]}…"
