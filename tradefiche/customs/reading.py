"""One source read whole: its rows, what its label files say, what was left aside."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import replace

import polars as pl

from tradefiche.customs import containers
from tradefiche.customs import labels
from tradefiche.customs import recognise
from tradefiche.customs import rows
from tradefiche.customs.containers import Member
from tradefiche.customs.containers import Source
from tradefiche.customs.recognise import Kind
from tradefiche.errors import CustomsFileError
from tradefiche.messages import _
from tradefiche.messages import whole
from tradefiche.reference.tables import fold

_NOTICE = 65536
"""Bytes of a LISEZ-MOI that are looked at."""
MOST_ROWS = 40_000_000
"""Of a source. A year of the customs has three million, both flows together."""


@dataclass(frozen=True)
class RegionalTable:
    """The rows of one regional file, as ``rows.read`` gives them.

    ``warned``: a LISEZ-MOI in its archive or folder says that they are invented.
    """

    member: Member
    rows: pl.DataFrame
    warned: bool


@dataclass(frozen=True)
class Aside:
    """A file that is neither data nor labels."""

    member: Member
    kind: Kind

    def __str__(self) -> str:
        return f"{self.member} ({self.kind.said})"


@dataclass(frozen=True)
class Reading:
    """What a source holds.

    Attributes:
        tables: its regional files.
        labelled: it has label files.
        news: what these say that the project's tables do not.
        aside: its other files.
    """

    tables: tuple[RegionalTable, ...]
    labelled: bool
    news: tuple[str, ...]
    aside: tuple[Aside, ...]


def read(source: Source) -> Reading:
    """Read a source, archive or not, file by file.

    Raises:
        CustomsFileError: see ``containers.members``, ``recognise.recognise`` and ``rows.read``;
            an archive inside an archive is refused whatever lies beside it.
    """
    try:
        return _read(source)
    except OSError as error:  # it was readable when its hash was computed
        raise containers.unreadable(source.path, error) from error


def _read(source: Source) -> Reading:
    tables: list[RegionalTable] = []
    news: list[str] = []
    aside: list[Aside] = []
    left = MOST_ROWS
    labelled, warned = False, _lies_beside_a_warning(source)
    for member in containers.members(source):
        shape = recognise.recognise(member)
        if shape.kind is Kind.REGIONAL or shape.kind in recognise.LABELS:
            member.require_bounds()
        if shape.kind is Kind.REGIONAL:
            left -= rows.count(member)
            if left < 0:
                raise CustomsFileError(
                    _(
                        "{path} has more than {most} rows",
                        path=source.path,
                        most=whole(MOST_ROWS),
                    ),
                    _(
                        "A year of the customs has three million: check where this one "
                        "comes from, or give each year as a file."
                    ),
                )
            tables.append(RegionalTable(member, rows.read(member, shape), warned))
        elif shape.kind in recognise.LABELS:
            labelled = True
            news += [f"{member}: {line}" for line in labels.compare(member, shape.kind)]
        elif shape.kind is Kind.ARCHIVE and member.name:
            raise recognise.refusal(member, shape.kind)
        else:
            warned = warned or shape.demonstration
            aside.append(Aside(member, shape.kind))
    if warned:
        tables = [replace(table, warned=True) for table in tables]
    return Reading(tuple(tables), labelled, tuple(news), tuple(aside))


def _lies_beside_a_warning(source: Source) -> bool:
    """Whether the LISEZ-MOI in the file's folder says that the figures are invented."""
    beside = source.path.with_name("LISEZ-MOI.txt")
    if not beside.is_file() or beside == source.path:
        return False
    with beside.open("rb") as file:
        return "chiffres fictifs" in fold(file.read(_NOTICE).decode("utf-8", errors="replace"))
