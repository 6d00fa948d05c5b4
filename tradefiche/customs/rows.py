"""The rows of a regional file: read in one pass, checked column by column.

It knows the form of the fields; which codes exist is for ``codes``, and the line of a fault for
``faults``, which is slow and only asked when something is wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from tradefiche.customs import codes
from tradefiche.customs import faults
from tradefiche.customs import recognise
from tradefiche.customs.containers import Member
from tradefiche.customs.recognise import FileShape
from tradefiche.errors import CustomsFileError
from tradefiche.messages import _
from tradefiche.store.parquet import FAILURES

_NUMBERS = {"quarter": pl.Int8(), "year": pl.Int16(), "value": pl.Int64(), "mass": pl.Int64()}


def read(member: Member, shape: FileShape) -> pl.DataFrame:
    """The rows of a regional file: no field missing, no number out of its bounds.

    Returns:
        ``recognise.COLUMNS``: quarter Int8, year Int16, value (euros) and mass (kilograms) Int64;
        flow and codes as in ``codes.enumerations`` when all are known, else ``pl.Categorical``.

    Raises:
        CustomsFileError: a line has another number of fields, an empty field, a value that is
            not a whole number, is negative or beyond belief, a flow that is neither I nor E, a
            quarter beyond 4; the message names the line.
    """
    rows = _parsed(member, shape)
    if rows.select(pl.any_horizontal(pl.all().has_nulls())).item():
        rows = rows.filter(~pl.all_horizontal(pl.all().is_null()))  # blank lines
    if rows.is_empty():
        raise CustomsFileError(
            _("{file} has no rows", file=member), _("Download it again, or leave it out.")
        )
    if not _is_sound(rows):
        raise faults.first(member, shape)
    return rows


def count(member: Member) -> int:
    """How many lines end in a file; quick, and asked before their fields fill the memory."""
    return sum(block.count(b"\n") for block in member.blocks())


def _parsed(member: Member, shape: FileShape) -> pl.DataFrame:
    """The fields as polars reads them: a short line has nulls, a blank one only nulls."""
    # Three million rows have a few hundred codes. Reading them as the codes we know is the
    # quickest road; it fails on any other, and the second road keeps what it finds.
    with contextlib.suppress(*FAILURES):
        return _csv(member.content, shape, codes.enumerations())
    with contextlib.suppress(*FAILURES):
        return _csv(member.content, shape, {})
    try:
        # Polars reads UTF-8 only; the codes are plain letters, so this is rare and may be slow.
        return _csv(recognise.decode(member.read()).encode(), shape, {})
    except FAILURES as error:
        raise faults.first(member, shape) from error


def _csv(content: Path | bytes, shape: FileShape, known: Mapping[str, pl.Enum]) -> pl.DataFrame:
    types: dict[str, pl.DataType] = {**_NUMBERS, **known}
    if isinstance(content, Path) and not _is_text(str(content)):
        content = content.read_bytes()  # polars opens no name that is in no encoding
    return pl.read_csv(
        content,
        separator=recognise.SEPARATOR,
        has_header=False,
        skip_rows=1 if shape.header else 0,
        quote_char=None,
        schema={name: types.get(name, pl.Categorical()) for name in recognise.COLUMNS},
        glob=False,  # a folder may have brackets in its name
    )


def _is_sound(rows: pl.DataFrame) -> bool:
    """Whether every field is there and within its bounds; ``faults`` has the same rules by line."""
    bounds = [
        pl.col(column).is_between(low, high).all() for column, (low, high) in faults.BOUNDS.items()
    ]
    whole = pl.all_horizontal(~pl.all().has_nulls(), *bounds)
    flows = set(rows["flow"].unique().cast(pl.String))
    return bool(rows.select(whole).item()) and flows <= set(faults.FLOWS)


def _is_text(name: str) -> bool:
    """Whether a name can be written in UTF-8, which the systems of files do not ask for."""
    return not any("\ud800" <= each <= "\udfff" for each in name)
