"""Workbooks as LibreOffice reads them, for ``.ci/full``: no warning, and equal cell by cell.

    python tests/support/spreadsheet.py

Writes workbooks of every kind, has LibreOffice turn each sheet into CSV, and compares.
"""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import tempfile
from pathlib import Path

import openpyxl

from tradefiche import customs
from tradefiche import edition
from tradefiche.export import tables
from tradefiche.export.tables import Order
from tradefiche.export.tables import What
from tradefiche.reference import territories

SHEETS = "csv:Text - txt - csv (StarCalc):59,34,76,1,,0,false,false,false,false,false,-1"
"""Semicolons, quotes, UTF-8; cells as they are and not as they look; every sheet."""
CODES = ("03", "20", "48", "75", "971")


def written(folder: Path) -> list[Path]:
    """Workbooks of each kind; that of all rows has more than are kept in one sheet."""
    dataset = customs.demonstration()
    texts = edition.load(edition.folder_for(dataset.year))
    some = tuple(map(territories.departement, CODES))
    orders: list[tuple[What, bool]] = [("figures", False), ("indicators", False), ("rows", True)]
    paths = []
    for what, everything in orders:
        order = Order(what, "xlsx", some, everything, folder / what)
        paths += [each.path for each in tables.write(order, dataset, texts)]
    return paths


def read(path: Path, folder: Path) -> dict[str, list[list[str]]]:
    """What LibreOffice finds in each sheet, by its name.

    Raises:
        AssertionError: it says anything of the file, or finds nothing.
    """
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    to = folder / path.stem
    command = ["soffice", profile, "--headless", "--convert-to", SHEETS, "--outdir", to, path]
    done = subprocess.run(command, capture_output=True, text=True, check=True, timeout=600)
    said = [line for line in done.stderr.splitlines() if line and "javaldx" not in line]
    assert not said, said  # javaldx looks for Java, which no table needs
    found = {
        csv_file.stem.removeprefix(f"{path.stem}-"): list(
            csv.reader(io.StringIO(csv_file.read_text("utf-8"), newline=""), delimiter=";")
        )
        for csv_file in to.glob("*.csv")
    }
    assert found, f"LibreOffice finds no sheet in {path.name}: {done.stdout}"
    return found


def compare(path: Path, found: dict[str, list[list[str]]]) -> int:
    """How many cells are equal, all of them.

    Raises:
        AssertionError: one is not.
    """
    book = openpyxl.load_workbook(path)
    assert sorted(found) == sorted(book.sheetnames), (sorted(found), book.sheetnames)
    count = 0
    for page in book.worksheets:
        lines = found[page.title]
        for cells, line in zip(page.iter_rows(), lines, strict=True):
            for cell, text in zip(cells, line, strict=False):
                count += 1
                assert same(cell.value, text), (path.name, page.title, cell.coordinate, text)
            assert not any(line[len(cells) :])
    return count


def same(value: object, text: str) -> bool:
    """Whether a cell is what the CSV says."""
    if value is None:
        return text == ""
    if isinstance(value, str):
        return text == value
    assert isinstance(value, int | float)
    number = float(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
    return abs(number - value) <= 1e-12 * max(1.0, abs(value))


def main() -> int:
    """0, or an assertion that says which cell."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for path in written(folder):
            print(f"{path.name}: {compare(path, read(path, folder)):,} cells are equal", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
