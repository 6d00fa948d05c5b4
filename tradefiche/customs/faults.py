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
from tradefiche.messages import whole
from tradefiche.store.partitions import Key
from tradefiche.store.partitions import flow_name

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
                    "{file}, line {number}: {fault}: {line}",
                    file=member,
                    number=number,
                    fault=fault,
                    line=shortened(line),
                ),
                _(
                    "A line reads like {example}; download the file again, or correct that line.",
                    example=EXAMPLE,
                ),
            )
    return CustomsFileError(
        _("{file} cannot be read as regional data, though each line looks right", file=member),
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
                shown.append(
                    _(
                        "line {number} repeats line {earlier}: {line}",
                        number=number,
                        earlier=earlier,
                        line=shortened(line),
                    )
                )
    told = _(
        "{file}: {repeated} of {rows} rows of {flow} of {year} Q{quarter} repeat what another row "
        "is about:",
        file=member,
        repeated=whole(len(shown)),
        rows=whole(rows),
        flow=flow_name(flow),
        year=year,
        quarter=quarter,
    )
    return CustomsFileError(
        "\n".join([told, *(f"  {each}" for each in shown[:_SHOWN])]),
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
        return _("{fields}, not {number}", fields=many(len(fields), "field"), number=len(COLUMNS))
    for column, field in zip(COLUMNS, fields, strict=True):
        if not field:
            return _("the {column} is empty", column=_column(column))
        if column == "flow" and field not in FLOWS:
            return _("the flow is {text}, neither E nor I", text=repr(shortened(field)))
        if column in BOUNDS and (fault := _misfit(column, field)):
            return fault
    return ""


def _misfit(column: str, field: str) -> str:
    name = _column(column)
    if not _WHOLE.fullmatch(field):
        text = repr(shortened(field))
        return _("the {column} is {text}, not a whole number", column=name, text=text)
    low, high = BOUNDS[column]
    number = _whole(field)
    if number < 0:
        return _("the {column} is negative ({number})", column=name, number=number)
    if not low <= number <= high:
        return _(
            "the {column} is {number}, not between {low} and {high}",
            column=name,
            number=shortened(field) if number == _BEYOND else number,
            low=low,
            high=high,
        )
    return ""


def _column(column: str) -> str:
    """How a column is called, after « the »."""
    return {
        "flow": _("flow"),
        "quarter": _("quarter"),
        "year": _("year"),
        "departement": _("departement"),
        "region": _("region"),
        "country": _("country"),
        "value": _("value"),
        "mass": _("mass"),
    }.get(column, column)
