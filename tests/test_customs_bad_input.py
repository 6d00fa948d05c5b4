"""Every wrong input: what is said, in full, and a store that is byte for byte what it was."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from customs_files import both
from customs_files import line
from customs_files import lines
from customs_files import run
from customs_files import snapshot
from customs_files import text
from customs_files import write
from customs_files import zipped

from tradefiche.customs import containers
from tradefiche.errors import CustomsFileError
from tradefiche.errors import StoreError
from tradefiche.errors import UnknownCodesError

LINE_HINT = (
    "A line reads like I;3;2018;01;18;A01Z;0111;AR;52;11; download the file again, "
    "or correct that line."
)
TAKE = "Take « Statistiques régionales et départementales du commerce extérieur » instead."
EXAMPLE_HINT = f"Its lines should read like I;3;2018;01;18;A01Z;0111;AR;52;11. {TAKE}"
NATIONAL = b"I;09;2018;014310;A01Z;01012100;AU;70000;1000;2\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
XLSX = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


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


FILES = {
    "comma": (
        lambda: both().replace(b";", b","),
        "{path} separates its fields with ',', not with ';'",
        "Import the file as the customs publish it, not as a spreadsheet saved it.",
    ),
    "tabs": (
        lambda: both().replace(b";", b"\t"),
        "{path} separates its fields with '\\t', not with ';'",
        "Import the file as the customs publish it, not as a spreadsheet saved it.",
    ),
    "utf-16": (
        lambda: both().decode().encode("utf-16"),
        "{path} is text in UTF-16",
        "Save it again as UTF-8, then import it.",
    ),
    "columns in another order": (
        lambda: text(["flux;annee;trimestre;dep;region;a129;cpf4;pays;valeur;masse", line()]),
        "{path} names its columns in another order: "
        "flux;annee;trimestre;dep;region;a129;cpf4;pays;valeur;masse",
        "The order of the customs is "
        "flow;quarter;year;departement;region;a129;cpf4;country;value;mass.",
    ),
    "only a header": (
        lambda: text(["flux;trimestre;annee;dep;region;a129;cpf4;pays;valeur;masse"]),
        "{path} has no rows",
        "Download it again, or leave it out.",
    ),
    "empty": (lambda: b"", "{path} is empty", "Download it again, or leave it out."),
    "blank": (lambda: b"\r\n \n", "{path} is empty", "Download it again, or leave it out."),
    "national": (
        lambda: NATIONAL * 3,
        "{path} is a national file (products in NC8, by month)",
        TAKE,
    ),
    "old workbook": (
        lambda: OLE,
        "{path} is a spreadsheet; the old regional workbooks are in thousands of euros",
        "Take the text files (REGIONAL_CPF4PAYS…, Region_…): they hold whole euros.",
    ),
    "recent workbook": (
        lambda: XLSX,
        "{path} is a spreadsheet; the old regional workbooks are in thousands of euros",
        "Take the text files (REGIONAL_CPF4PAYS…, Region_…): they hold whole euros.",
    ),
    "another archive": (
        lambda: b"\x1f\x8b\x08" + bytes(100),
        "{path} is an archive that is not read as it is",
        "Unpack it, and give the files or their folder.",
    ),
    "a picture": (
        lambda: b"\x89PNG\r\n\x1a\n" + bytes(100),
        "{path} is not a file of the customs' regional statistics",
        EXAMPLE_HINT,
    ),
    "a document": (
        lambda: b"%PDF-1.7",
        "{path} is not a file of the customs' regional statistics",
        EXAMPLE_HINT,
    ),
    "truncated zip": (
        lambda: zipped({"a.txt": both()})[:-30],
        "{path} is a truncated or damaged archive",
        "Download it again; tradefiche data fetch checks what it downloads.",
    ),
    "damaged zip": (
        lambda: _damaged(zipped({"a.txt": both()})),
        "{path} is a truncated or damaged archive",
        "Download it again; tradefiche data fetch checks what it downloads.",
    ),
    "zip in zip": (
        lambda: zipped({"a.txt": both(), "inner/b.zip": zipped({"b.txt": both(2021)})}),
        "{path}: inner/b.zip is an archive that is not read as it is",
        "Unpack it, and give the files or their folder.",
    ),
    "empty zip": (lambda: zipped({}), "{path} holds no file", "Download it again."),
    "empty member": (
        lambda: zipped({"a.txt": both(), "b.txt": b""}),
        "{path}: b.txt is empty",
        "Download it again, or leave it out.",
    ),
    "national zip": (
        lambda: zipped({"NATIONAL_NC8PAYSI.txt": NATIONAL, "LISEZ-MOI.txt": b"Avertissement"}),
        "{path}: NATIONAL_NC8PAYSI.txt is a national file (products in NC8, by month)",
        TAKE,
    ),
    "workbooks in a zip": (
        lambda: zipped({"LisezMoi.txt": b"Le fichier", "region_18.xls": OLE}),
        "{path}: region_18.xls is a spreadsheet; "
        "the old regional workbooks are in thousands of euros",
        "Take the text files (REGIONAL_CPF4PAYS…, Region_…): they hold whole euros.",
    ),
    "zip of zeros": (
        lambda: zipped({"bomb.txt": bytes(20 * 2**20)}),
        "{path} would unpack to more than 100 times its size",
        "Official archives unpack to 5 to 10 times: check where this one comes from.",
    ),
    "a zip that promises too much": (
        lambda: _promising(zipped({"a.txt": both()}), 3 * 2**30),
        "{path} would unpack to 3221225472 bytes; the limit is 2147483648",
        "Official archives hold about 100 MB: check where this one comes from.",
    ),
    "encrypted zip": (
        lambda: _encrypted(zipped({"a.txt": both()})),
        "{path} has a password or a compression that is not read here",
        "Unpack it with another program, and give the folder.",
    ),
}


@pytest.mark.parametrize("case", FILES)
def test_a_file_that_is_not_what_it_should_be(tmp_path: Path, case: str) -> None:
    build: Callable[[], bytes]
    build, message, hint = FILES[case]
    path = write(tmp_path / "Region_2024_Import.txt", build())  # the name does not help
    error = refused(tmp_path, path)
    assert str(error) == message.format(path=path)
    assert error.hint == hint


def _damaged(archive: bytes) -> bytes:
    """One byte of the compressed content is another."""
    middle = len(archive) // 3
    return archive[:middle] + bytes([archive[middle] ^ 0xFF]) + archive[middle + 1 :]


def _promising(archive: bytes, size: int) -> bytes:
    """The directory says another uncompressed size."""
    place = archive.rindex(b"PK\x01\x02") + 24
    return archive[:place] + struct.pack("<I", size) + archive[place + 4 :]


def _encrypted(archive: bytes) -> bytes:
    """The directory and the member say that they are encrypted."""
    for mark, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = archive.index(mark) + offset
        archive = archive[:place] + b"\x01\x00" + archive[place + 2 :]
    return archive


def test_a_zip_that_lies_about_its_size_is_read_no_further(tmp_path: Path) -> None:
    archive = _promising(zipped({"a.txt": both()}), 500)
    path = write(tmp_path / "a.zip", archive)
    assert str(refused(tmp_path, path)) == f"{path} is a truncated or damaged archive"


def test_a_workbook_inside_a_zip_is_told_from_an_archive(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zipped({"region.xlsx": XLSX}))
    assert "region.xlsx is a spreadsheet" in str(refused(tmp_path, path))


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


def test_two_files_for_one_quarter(tmp_path: Path) -> None:
    first = write(tmp_path / "a.txt", text([line(quarter=2)]))
    second = write(tmp_path / "b.zip", zipped({"b.txt": text([line(quarter=2, value=9)])}))
    error = refused(tmp_path, first, second)
    assert str(error) == f"imports of 2024 Q2 are in two files: {first} and {second}: b.txt"
    assert error.hint == (
        "Import one file after the other, the one to keep last: it replaces the first."
    )


def test_one_quarter_twice_in_one_archive(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zipped({"a.txt": both(), "copy/a.txt": both()}))
    error = refused(tmp_path, path)
    assert (
        str(error) == f"exports of 2024 Q1 are in two files: {path}: a.txt and {path}: copy/a.txt"
    )


def test_a_folder_without_data_says_what_it_holds(tmp_path: Path) -> None:
    write(tmp_path / "folder" / "notes.txt", b"Notes")
    write(tmp_path / "folder" / "NATIONAL_NC8PAYSE.txt", NATIONAL)
    error = refused(tmp_path, tmp_path / "folder")
    assert str(error) == (
        f"{tmp_path}/folder/NATIONAL_NC8PAYSE.txt is a national file (products in NC8, by month)"
    )


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    error = refused(tmp_path, tmp_path / "folder")
    assert str(error) == f"{tmp_path}/folder is an empty folder"


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    error = refused(tmp_path, tmp_path / "nowhere.zip")
    assert str(error) == f"{tmp_path}/nowhere.zip cannot be read: No such file or directory"


def test_a_path_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "secret.txt", both())
    opened = Path.open

    def guarded(self: Path, *args: object, **options: object) -> object:
        if self.name == "secret.txt":
            raise PermissionError(13, "Permission denied", str(self))
        return opened(self, *args, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(Path, "open", guarded)
    error = refused(tmp_path, path)
    assert str(error) == f"{path} cannot be read: Permission denied"
    assert error.hint == "Check the path and its permissions."


def test_a_file_that_vanishes_while_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "gone.txt", both())

    def gone(self: containers.Member) -> bytes:
        if self.source.name == "gone.txt":
            raise FileNotFoundError(2, "No such file or directory")
        return b"I;1;2020;03;18;"

    monkeypatch.setattr(containers.Member, "head", gone)
    assert str(refused(tmp_path, path)) == f"{path} cannot be read: No such file or directory"


@pytest.mark.parametrize(
    "full",
    [
        OSError(28, "No space left on device"),
        pl.exceptions.ComputeError("parquet: underlying IO error: No space left on device"),
    ],
)
def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, full: Exception) -> None:
    folder = tmp_path / "data"
    run("import", write(tmp_path / "good.txt", both(2019)), "--data", folder)
    before = snapshot(folder)
    written: list[Path] = []
    store_one = pl.DataFrame.write_parquet

    def fails_at_the_third(self: pl.DataFrame, path: Path, **options: object) -> None:
        if len(written) == 2:
            path.write_bytes(b"PAR1")
            raise full
        written.append(path)
        store_one(self, path, **options)  # type: ignore[call-overload]

    monkeypatch.setattr(pl.DataFrame, "write_parquet", fails_at_the_third)
    error = run("import", write(tmp_path / "a.txt", both()), "--data", folder).exception
    assert isinstance(error, StoreError)
    assert str(error) == f"no space left on the disk of {folder}; nothing was imported"
    assert error.hint == (
        "Free some space (a year takes about 30 MB), or choose another disk with --data."
    )
    assert snapshot(folder) == before


def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    blocker = write(tmp_path / "file", b"")
    path = write(tmp_path / "a.txt", both())
    error = run("import", path, "--data", blocker / "data").exception
    assert isinstance(error, StoreError)
    assert str(error) == f"{blocker}/data/index.json cannot be read: Not a directory"


def test_a_data_folder_that_cannot_be_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def forbidden(self: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    path = write(tmp_path / "a.txt", both())
    monkeypatch.setattr(Path, "mkdir", forbidden)
    error = run("import", path, "--data", tmp_path / "data").exception
    assert isinstance(error, StoreError)
    assert str(error) == (
        f"{tmp_path}/data cannot be written: [Errno 13] Permission denied: '{tmp_path}/data'; "
        "nothing was imported"
    )
    assert error.hint == "Check the folder and its permissions, or choose another one with --data."


def test_zip64_and_stored_archives_are_no_bombs(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with (
        zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive,
        archive.open("a.txt", "w", force_zip64=True) as member,
    ):
        member.write(both())
    path = write(tmp_path / "a.zip", buffer.getvalue())
    assert run("import", path, "--data", tmp_path / "data").exception is None
