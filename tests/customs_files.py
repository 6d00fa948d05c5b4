"""Small files in the customs' shapes, for the tests."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Iterable
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from click.testing import CliRunner
from click.testing import Result

from tradefiche.data_commands import data

PLACES = (("01", "18"), ("03", "18"), ("9A", "24"), ("99", "21"))
TRADES = (("A01Z", "0111", "DE"), ("C30C", "3030", "US"), ("C10H", "1089", "QU"))


def line(
    flow: str = "I",
    quarter: object = 1,
    year: object = 2024,
    departement: str = "03",
    region: str = "18",
    a129: str = "A01Z",
    cpf4: str = "0111",
    country: str = "DE",
    value: object = 1000,
    mass: object = 10,
) -> str:
    fields = (flow, quarter, year, departement, region, a129, cpf4, country, value, mass)
    return ";".join(map(str, fields))


def lines(flow: str, year: int = 2024, quarters: Iterable[int] = (1, 2, 3, 4)) -> list[str]:
    """Twelve rows a quarter; each value tells where it comes from."""
    return [
        line(
            flow,
            quarter,
            year,
            departement,
            region,
            a129,
            cpf4,
            country,
            value=10_000 * quarter + 100 * place + trade,
            mass=trade,
        )
        for quarter in quarters
        for place, (departement, region) in enumerate(PLACES)
        for trade, (a129, cpf4, country) in enumerate(TRADES)
    ]


def text(rows: Iterable[str], end: str = "\n") -> bytes:
    return "".join(row + end for row in rows).encode()


def both(year: int = 2024, quarters: Iterable[int] = (1, 2, 3, 4)) -> bytes:
    """Both flows in one file."""
    quarters = tuple(quarters)
    return text([*lines("E", year, quarters), *lines("I", year, quarters)])


def write(path: Path, content: bytes) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def zipped(members: Mapping[str, bytes], made: tuple[int, int, int] = (2025, 2, 7)) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(zipfile.ZipInfo(name, (*made, 8, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return buffer.getvalue()


def snapshot(folder: Path) -> dict[str, str]:
    """Every file under a folder, with its hash; nothing when the folder does not exist."""
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def run(*arguments: object, **options: Any) -> Result:
    """The data commands, with the error they raise left to raise."""
    return CliRunner().invoke(data, [str(each) for each in arguments], **options)
