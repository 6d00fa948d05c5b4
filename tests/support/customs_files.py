"""Small files in the customs' shapes, and what an import does with them, for the tests."""

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

from tradefiche.commands.data import data
from tradefiche.errors import CustomsFileError
from tradefiche.errors import StoreError

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


def spoilt(bad: str, number: int = 3) -> bytes:
    """A file of which one line is bad."""
    rows = lines("I")
    rows[number - 1] = bad
    return text(rows)


def refused(tmp_path: Path, *paths: Path) -> CustomsFileError | StoreError:
    """The error of an import; whatever it is, the store is as before, or still does not exist."""
    absent = run("import", *paths, "--data", tmp_path / "absent")
    assert not (tmp_path / "absent").exists()
    run("import", write(tmp_path / "before" / "good.txt", both(2019)), "--data", tmp_path / "data")
    before = snapshot(tmp_path / "data")
    # A good file beside the bad one is not imported either, before it or after it.
    good = write(tmp_path / "beside" / "good.txt", both(2020))
    for order in ([good, *paths], [*paths, good]):
        error = run("import", *order, "--data", tmp_path / "data").exception
        assert isinstance(error, CustomsFileError | StoreError)
        assert snapshot(tmp_path / "data") == before
        assert str(error) == str(absent.exception)
    return error
