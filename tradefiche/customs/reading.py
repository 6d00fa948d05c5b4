"""One source read whole: its rows, what its label files say, what was left aside."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from functools import cache

import polars as pl

from tradefiche.customs import containers
from tradefiche.customs import labels
from tradefiche.customs import recognise
from tradefiche.customs import rows
from tradefiche.customs.containers import Member
from tradefiche.customs.containers import Source
from tradefiche.customs.recognise import Kind
from tradefiche.resources import assets
from tradefiche.tables import fold


@dataclass(frozen=True)
class Table:
    """The rows of one regional file, as ``rows.read`` gives them."""

    member: Member
    rows: pl.DataFrame
    demonstration: bool


@dataclass(frozen=True)
class Aside:
    """A file that is neither data nor labels."""

    member: Member
    kind: Kind

    def __str__(self) -> str:
        return f"{self.member} ({self.kind})"


@dataclass(frozen=True)
class Reading:
    """What a source holds.

    Attributes:
        tables: its regional files.
        labelled: it has label files.
        news: what these say that the project's tables do not.
        aside: its other files.
    """

    tables: tuple[Table, ...]
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
    tables: list[Table] = []
    news: list[str] = []
    aside: list[Aside] = []
    labelled, invented = False, _lies_beside_a_warning(source)
    for member in containers.members(source):
        shape = recognise.recognise(member)
        if shape.kind is Kind.REGIONAL:
            tables.append(Table(member, rows.read(member, shape), _is_ours(member)))
        elif shape.kind in recognise.LABELS:
            labelled = True
            news += [f"{member}: {line}" for line in labels.compare(member, shape.kind)]
        elif shape.kind is Kind.ARCHIVE and member.name:
            raise recognise.refusal(member, shape.kind)
        else:
            invented = invented or shape.demonstration
            aside.append(Aside(member, shape.kind))
    if invented:
        tables = [Table(table.member, table.rows, demonstration=True) for table in tables]
    return Reading(tuple(tables), labelled, tuple(news), tuple(aside))


def _lies_beside_a_warning(source: Source) -> bool:
    """Whether the LISEZ-MOI in the file's folder says that the figures are invented."""
    beside = source.path.with_name("LISEZ-MOI.txt")
    if not beside.is_file() or beside == source.path:
        return False
    return "chiffres fictifs" in fold(beside.read_text("utf-8", errors="replace"))


def _is_ours(member: Member) -> bool:
    """Whether the file is that of the demonstration, even unpacked: it must never pass as real."""
    marks = _demonstration_marks()
    content = member.content
    size = len(content) if isinstance(content, bytes) else content.stat().st_size
    return size in marks and zlib.crc32(member.read()) == marks[size]


@cache
def _demonstration_marks() -> dict[int, int]:
    """Size and checksum of each file in the demonstration archives."""
    marks: dict[int, int] = {}
    for path in assets("demo").glob("*.zip"):
        with zipfile.ZipFile(path) as archive:
            marks.update((info.file_size, info.CRC) for info in archive.infolist())
    return marks
