"""Every wrong line or code: what is said, in full, and a store that is what it was."""

from __future__ import annotations

from pathlib import Path

import pytest
from customs_files import line
from customs_files import lines
from customs_files import refused
from customs_files import spoilt
from customs_files import text
from customs_files import write
from customs_files import zipped

from tradefiche.errors import UnknownCodesError

LINE_HINT = (
    "A line reads like I;3;2018;01;18;A01Z;0111;AR;52;11; download the file again, "
    "or correct that line."
)
LINES = {
    "too few fields": ("I;3;2024;03;18;A01Z;0111;DE;52", "9 fields, not 10"),
    "too many fields": (line() + ";1", "11 fields, not 10"),
    "another text": ("total", "1 field, not 10"),
    "a decimal value": (line(value="12.5"), "the value is '12.5', not a whole number"),
    "a French decimal": (line(value="12,5"), "the value is '12,5', not a whole number"),
    "a word": (line(value="n.d."), "the value is 'n.d.', not a whole number"),
    "an exponent": (line(value="1e6"), "the value is '1e6', not a whole number"),
    "no value": (line(value=""), "the value is empty"),
    "no country": (line(country=""), "the country is empty"),
    "a negative value": (line(value=-52), "the value is negative (-52)"),
    "a negative mass": (line(mass=-1), "the mass is negative (-1)"),
    "a value beyond belief": (
        line(value=10**12 + 1),
        "the value is 1000000000001, not between 0 and 1000000000000",
    ),
    "a value beyond 64 bits": (
        line(value=10**30),
        f"the value is {10**30}, not between 0 and 1000000000000",
    ),
    "quarter 5": (line(quarter=5), "the quarter is 5, not between 1 and 4"),
    "quarter 0": (line(quarter=0), "the quarter is 0, not between 1 and 4"),
    "quarter 999": (line(quarter=999), "the quarter is 999, not between 1 and 4"),
    "a year of long ago": (line(year=1789), "the year is 1789, not between 1990 and 2099"),
    "another flow": (line(flow="X"), "the flow is 'X', neither E nor I"),
    "quotes": (line(flow='"I"'), "the flow is '\"I\"', neither E nor I"),
}


@pytest.mark.parametrize("case", LINES)
@pytest.mark.parametrize("number", [1, 48])
def test_a_bad_line_is_named(tmp_path: Path, case: str, number: int) -> None:
    bad, fault = LINES[case]
    path = write(tmp_path / "Region_2024_Import.txt", spoilt(bad, number))
    error = refused(tmp_path, path)
    shown = bad if len(bad) <= 80 else bad[:79] + "…"
    assert str(error) == f"{path}, line {number}: {fault}: {shown}"
    assert error.hint == LINE_HINT


def test_a_bad_line_is_counted_with_the_header_and_the_blank_lines(tmp_path: Path) -> None:
    header = "flux;trimestre;annee;departement;region;a129;cpf4;pays;valeur;masse"
    rows = [header, line(), "", line(value="?")]
    path = write(tmp_path / "a.txt", b"\xef\xbb\xbf" + text(rows, end="\r\n"))
    assert f"{path}, line 4: the value is '?'" in str(refused(tmp_path, path))


def test_a_bad_line_in_an_archive_names_archive_and_file(tmp_path: Path) -> None:
    archive = write(tmp_path / "Regional.zip", zipped({"dir/Region.txt": spoilt(line(quarter=5))}))
    assert f"{archive}: dir/Region.txt, line 3: the quarter is 5" in str(refused(tmp_path, archive))


def test_a_bad_line_deep_in_a_large_file(tmp_path: Path) -> None:
    rows = lines("I") * 3000
    rows[123_456] = line(value="x")
    path = write(tmp_path / "a.txt", text(rows))
    assert f"{path}, line 123457: " in str(refused(tmp_path, path))


def test_unknown_codes_are_all_listed_with_rows_and_euros(tmp_path: Path) -> None:
    exports = [*lines("E"), line("E", departement="2A"), line("E", departement="2A", value=5)]
    imports = [
        *lines("I"),
        line(region="77", value=70),
        line(a129="Z99Z", value=80),
        line(country="ZZ", value=90),
        line(country="ZZ", value=91, quarter=4),
        line(country="SU", value=100),
        line(departement="03", region="24", value=110),
        line(departement="1", region="18", value=120),
    ]
    paths = (
        write(tmp_path / "E.txt", text(exports)),
        write(tmp_path / "I.txt", text([*imports, line("I", 1, 2023, country="ZZ", value=1)])),
    )
    error = refused(tmp_path, *paths)
    assert isinstance(error, UnknownCodesError)
    assert str(error).splitlines() == [
        "7 unknown codes; nothing was imported:",
        "  A129 Z99Z: 1 row, 80 €",
        "  country SU (closed since 1992-05): 1 row, 100 €",
        "  country ZZ: 3 rows, 182 €",
        "  département 03 in region 24: 1 row, 110 €",
        "  département 1: 1 row, 120 €",
        "  département 2A: 2 rows, 1,005 €",
        "  region 77: 1 row, 70 €",
    ]
    assert error.hint == (
        "A code cut by a spreadsheet (1 for 01) means a damaged file: download it again. "
        "A new code of the customs can be kept, under its bare code, with --accept-unknown."
    )
