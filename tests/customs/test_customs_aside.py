"""What lies beside the data: always named, and never data that were not recognised as such."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC
from datetime import date
from datetime import datetime
from datetime import timedelta
from pathlib import Path

import pytest
from command import run
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import refused
from customs_files import text
from customs_files import write
from customs_files import zipped

from tradefiche.customs import containers

DOCUMENTS = {
    "LISEZ-MOI.txt": b"\xef\xbb\xbf\r\nAvertissement :\r\nLe flux I ou E, trimestre 3, 2018 ;\r\n",
    "Description.pdf": b"%PDF-1.7\n1;2;3",
    "notes.md": b"E 2024 4 is prose\n" * 3,
    "nothing.bin": bytes(100),
    "picture.png": b"\x89PNG\r\n\x1a\n" + bytes(100),
}


def test_documents_are_named_one_line_each(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zipped({"a.txt": both(), **DOCUMENTS}))
    said = run("data", "import", path, "--data", tmp_path / "data").stdout.splitlines()
    assert [each for each in said if each.startswith("left aside")] == [
        f"left aside: {path}: {name} (a document)" for name in DOCUMENTS
    ]
    assert said[-1] == "2024 is complete"


def reordered(row: str) -> str:
    """Year first, then quarter, then flow."""
    flow, quarter, year, *others = row.split(";")
    return ";".join((year, quarter, flow, *others))


IMPORTS = lines("I")
OTHERWISE: dict[str, tuple[Callable[[], bytes], int, str]] = {
    "quoted": (
        lambda: text('"' + row.replace(";", '";"') + '"' for row in IMPORTS),
        1,
        "its fields are in quotes",
    ),
    "quoted, with commas": (
        lambda: text('"' + row.replace(";", '","') + '"' for row in IMPORTS),
        1,
        "its fields are in quotes",
    ),
    "some quoted": (
        lambda: text(row.replace("A01Z", '"A01Z"').replace("I;", '"I";') for row in IMPORTS),
        1,
        "its fields are in quotes",
    ),
    "bars": (
        lambda: text(row.replace(";", " | ") for row in IMPORTS),
        1,
        "its fields are separated by '|'",
    ),
    "commas below a title": (
        lambda: text(["Imports", *(row.replace("I;", "Import;") for row in IMPORTS)]).replace(
            b";", b","
        ),
        2,
        "its fields are separated by ','",
    ),
    "blanks": (
        lambda: text(row.replace(";", "   ") for row in IMPORTS),
        1,
        "its fields are separated by blanks",
    ),
    "another order": (
        lambda: text(map(reordered, IMPORTS)),
        1,
        "its fields are in another order",
    ),
    "another order below a header": (
        lambda: text(["AN;TRIM;SENS;D;R;NA;CPF;P;EUR;KG", *map(reordered, IMPORTS)]),
        2,
        "its fields are in another order",
    ),
    "quarters as words": (
        lambda: text(row.replace("I;", "I;T", 1) for row in IMPORTS),
        1,
        "its fields are in another order",
    ),
    "below a long preamble": (
        lambda: b"Avertissement\n" * 60 + text(IMPORTS * 2),
        61,
        "in another encoding, or below other lines",
    ),
    "UTF-16 without its mark": (
        lambda: text(IMPORTS).decode().encode("utf-16-le"),
        1,
        "in another encoding, or below other lines",
    ),
    "a column more": (
        lambda: text(f"2025-02-07;{row}" for row in IMPORTS),
        1,
        "its fields are in another order",
    ),
}


@pytest.mark.parametrize("case", OTHERWISE)
@pytest.mark.parametrize("packed", [False, True])
def test_the_other_flow_in_another_form_stops_the_import(
    tmp_path: Path, case: str, packed: bool
) -> None:
    build, number, odd = OTHERWISE[case]
    exports, imports = "Region_2024_Export.txt", "Region_2024_Import.txt"
    if packed:
        path = write(tmp_path / "a.zip", zipped({exports: text(lines("E")), imports: build()}))
        name = f"{path}: {imports}"
    else:
        path = tmp_path / "in"
        write(path / exports, text(lines("E")))
        name = str(write(path / imports, build()))
    error = refused(tmp_path, path)
    message = str(error)
    assert message.startswith(
        f"{name}, line {number}: this looks like data in another form ({odd})"
    )
    assert "leave it out" in error.hint


def test_a_few_lines_of_data_in_a_document_are_no_data(tmp_path: Path) -> None:
    example = [
        'Une ligne : "I";"3";"2018";"01";"18";"A01Z";"0111";"AR";"52";"11"',
        "est lue ainsi.",
    ]
    path = write(
        tmp_path / "a.zip", zipped({"a.txt": both(), "note.txt": text([*example, "", "Fin"])})
    )
    assert run("data", "import", path, "--data", tmp_path / "data").exit_code == 0


def test_a_line_of_another_file_does_not_hide_the_rows(tmp_path: Path) -> None:
    national = "I;09;2018;014310;A01Z;01012100;AU;70000;1000;2"
    spaced = text([national, *(row.replace(";", "; ") for row in IMPORTS)])
    path = write(tmp_path / "in" / "b.zip", zipped({"a.txt": text(lines("E")), "b.txt": spaced}))
    assert "b.txt, line 1: this looks like data in another form" in str(refused(tmp_path, path))
    path = write(tmp_path / "in" / "a.txt", text([national, *IMPORTS]))
    assert f"{path}, line 1: the quarter is 9, not between 1 and 4" in str(refused(tmp_path, path))


# -- the day the data were made -------------------------------------------------------------------


def test_a_day_to_come_is_no_vintage(here: Path) -> None:
    path = write(here / "a.txt", both())
    tomorrow = datetime.now(UTC).astimezone().date() + timedelta(days=2)
    said = run("data", "import", path, "--vintage", tomorrow, status=2).stderr
    assert f"Error: --vintage {tomorrow} is in the future\nHint: Give the day the data" in said
    assert not (here / "data").exists()
    run("data", "import", path, "--vintage", date(2025, 2, 7))


def test_a_file_without_a_date_says_which_day_is_taken(here: Path) -> None:
    loose = write(here / "b.txt", text(lines("E")))
    packed = write(here / "c.zip", zipped({"c.txt": text(lines("I"))}, made=(1980, 1, 1)))
    dated = write(here / "d.zip", zipped({"d.txt": text([line(year=2023)])}))
    for path in (loose, packed):
        os.utime(path, (1_741_000_000, 1_741_000_000))  # 3 March 2025
    warning = "no date inside, so the day of the file is taken: "
    said = run("data", "import", loose, packed, dated).stdout
    assert [each for each in said.splitlines() if each.startswith(warning)] == [
        f"{warning}b.txt 2025-03-03, c.zip 2025-03-03; when the data were made on another, "
        "import with --vintage"
    ]
    assert warning not in run("data", "import", loose, packed, "--vintage", "2025-02-07").stdout


def test_members_know_whether_they_are_dated(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", both())
    for vintage in (None, date(2025, 2, 7)):
        (source,) = containers.find([path], vintage)
        (member,) = containers.members(source)
        assert member.dated is bool(vintage)
