"""Whole years that are nobody's, in archives as the customs publish theirs: one for each flow.

The demonstration with every value a euro higher, or more: invented too, but not known as such, so
that nothing says of it that it must not be mailed.
"""

from __future__ import annotations

import io
import zipfile
from functools import cache

from tradefiche.customs import demo_years


@cache
def archive(flow: str, year: int = 2024, *, higher: int = 1) -> bytes:
    """The archive of « export » or « import », its data dated the 7th of the next February."""
    name = f"Region_{year}_{flow.title()}.txt"
    ((_, shipped),) = demo_years.archives((year,))
    with zipfile.ZipFile(io.BytesIO(shipped)) as source:
        rows = (line.split(";") for line in source.read(name).decode().splitlines())
    lines = [";".join([*row[:8], str(int(row[8]) + higher), row[9]]) for row in rows]
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        dated = zipfile.ZipInfo(name, (year + 1, 2, 7, 9, 0, 0))
        target.writestr(dated, "\r\n".join([*lines, ""]), zipfile.ZIP_DEFLATED, compresslevel=1)
    return made.getvalue()
