"""The rows of a regional file: read in one pass, checked column by column.

It knows the form of the fields, not which codes exist (``codes``) nor the line of a fault
(``faults``, which is slow and only runs when something is wrong).
"""

from __future__ import annotations

from pathlib import Path

import polars as pl

from tradefiche.customs import faults
from tradefiche.customs import recognise
from tradefiche.customs.containers import Member
from tradefiche.customs.recognise import Shape
from tradefiche.errors import CustomsFileError

# Categorical: the three million rows have a few hundred codes, and only these are looked at.
SCHEMA = {
    "flow": pl.Categorical(),
    "quarter": pl.Int8(),
    "year": pl.Int16(),
    "departement": pl.Categorical(),
    "region": pl.Categorical(),
    "a129": pl.Categorical(),
    "cpf4": pl.Categorical(),
    "country": pl.Categorical(),
    "value": pl.Int64(),
    "mass": pl.Int64(),
}


def read(member: Member, shape: Shape) -> pl.DataFrame:
    """The rows of a regional file, in ``SCHEMA``: none missing, none out of its bounds.

    Raises:
        CustomsFileError: a line has another number of fields, an empty field, a value that is
            not a whole number, is negative or beyond belief, a flow that is neither I nor E, a
            quarter beyond 4; the message names the line.
    """
    content = member.content
    try:
        rows = _parsed(content, shape)
    except pl.exceptions.PolarsError:
        # Polars reads UTF-8 only, and the codes are plain letters: this is rare and may be slow.
        content = recognise.decode(member.read()).encode()
        try:
            rows = _parsed(content, shape)
        except pl.exceptions.PolarsError as error:
            raise faults.first(member, shape) from error
    if rows.select(pl.any_horizontal(pl.all().has_nulls())).item():
        rows = rows.filter(~pl.all_horizontal(pl.all().is_null()))  # blank lines
    if rows.is_empty():
        raise CustomsFileError(f"{member} has no rows", "Download it again, or leave it out.")
    if not _is_sound(rows):
        raise faults.first(member, shape)
    return rows


def _parsed(content: Path | bytes, shape: Shape) -> pl.DataFrame:
    return pl.read_csv(
        content,
        separator=recognise.SEPARATOR,
        has_header=False,
        skip_rows=1 if shape.header else 0,
        quote_char=None,
        schema=SCHEMA,
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
