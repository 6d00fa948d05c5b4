"""Every wrong file: what is said, in full, and a store that is byte for byte what it was."""

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
from customs_files import refused
from customs_files import run
from customs_files import snapshot
from customs_files import spoilt
from customs_files import text
from customs_files import write
from customs_files import zipped
from hypothesis import given
from hypothesis import settings
from hypothesis import strategies as st
from systems import WINDOWS
from systems import not_on_windows

from tradefiche.customs import containers
from tradefiche.errors import StoreError
from tradefiche.errors import TradeficheError

TAKE = "Take « Statistiques régionales et départementales du commerce extérieur » instead."
EXAMPLE_HINT = f"Its lines should read like I;3;2018;01;18;A01Z;0111;AR;52;11. {TAKE}"
NATIONAL = b"I;09;2018;014310;A01Z;01012100;AU;70000;1000;2\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)
XLSX = zipped({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>"})


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
        "{path} would unpack to more than 50 times its size",
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


def test_labels_that_cannot_be_read(tmp_path: Path) -> None:
    labels = b"DE;Allemagne;190001;999912\n" * 60
    labels += b'FR;"' + b"x" * 140_000 + b'";190001;999912\n'
    path = write(tmp_path / "a.zip", zipped({"a.txt": both(), "Libelle_PAYS.txt": labels}))
    assert str(refused(tmp_path, path)) == (
        f"{path}: Libelle_PAYS.txt cannot be read as labels: field larger than field limit (131072)"
    )


def test_control_characters_do_not_reach_the_terminal(tmp_path: Path) -> None:
    path = write(tmp_path / "a.zip", zipped({"a\x1b[2J.txt": spoilt("\x1b[2J")}))
    assert str(refused(tmp_path, path)) == (
        f"{path}: a\\x1b[2J.txt, line 3: 1 field, not 10: \\x1b[2J"
    )


def test_a_folder_without_data_says_what_it_holds(tmp_path: Path) -> None:
    write(tmp_path / "folder" / "notes.txt", b"Notes")
    write(tmp_path / "folder" / "NATIONAL_NC8PAYSE.txt", NATIONAL)
    error = refused(tmp_path, tmp_path / "folder")
    assert str(error) == (
        f"{tmp_path / 'folder' / 'NATIONAL_NC8PAYSE.txt'} is a national file "
        "(products in NC8, by month)"
    )


def test_an_empty_folder(tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    error = refused(tmp_path, tmp_path / "folder")
    assert str(error) == f"{tmp_path / 'folder'} is an empty folder"


def test_a_path_that_does_not_exist(tmp_path: Path) -> None:
    error = refused(tmp_path, tmp_path / "nowhere.zip")
    # the system's own words, which Windows has in the language of its user
    assert str(error).startswith(f"{tmp_path / 'nowhere.zip'} cannot be read: ")
    assert WINDOWS or str(error).endswith(": No such file or directory")


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
        "Free some space (a vintage of a year takes about 30 MB; tradefiche data remove --unused "
        "takes those that are not in use), or choose another disk with --data."
    )
    assert snapshot(folder) == before


@not_on_windows("a folder in a file is not there, and is refused when it is made")
def test_a_data_folder_that_is_a_file(tmp_path: Path) -> None:
    blocker = write(tmp_path / "file", b"")
    path = write(tmp_path / "a.txt", both())
    error = run("import", path, "--data", blocker / "data").exception
    assert isinstance(error, StoreError)
    assert str(error) == f"{blocker / 'data' / 'index.json'} cannot be read: Not a directory"


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
        f"{tmp_path / 'data'} cannot be written: "
        f"[Errno 13] Permission denied: {str(tmp_path / 'data')!r}; "
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


SPOIL = st.tuples(
    st.integers(0, 10**6),
    st.integers(0, 6),
    st.sampled_from(
        [b"", b";", b"\n", b"\r", b"\0", b"\xff", b'"', b"-", b"9" * 25, b"\x1b[2J", b","]
    ),
)
SOUND = (
    both(),
    text(["flux;trimestre;annee;departement;region;a129;cpf4;pays;valeur;masse", *lines("E")]),
    zipped({"a.txt": both(), "Libelle_PAYS.txt": b"DE;Allemagne;190001;999912\n"}),
    b'DE;"Allemagne ; 1";190001;999912\nFR;France;190001;999912\n',
    b"03;Allier;18;ARA\n21;Cote;16;BFC\n",
)


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(SOUND), st.lists(SPOIL, min_size=1, max_size=4), st.booleans())
def test_whatever_comes_is_imported_or_refused_in_words(
    tmp_path_factory: pytest.TempPathFactory,
    sound: bytes,
    spoils: list[tuple[int, int, bytes]],
    accept: bool,
) -> None:
    content = sound
    for place, removed, added in spoils:
        place %= len(content) + 1
        content = content[:place] + added + content[place + removed :]
    folder = tmp_path_factory.mktemp("spoilt")
    options = ["--accept-unknown"] if accept else []
    path = write(folder / "a.txt", content)
    error = run("import", path, "--data", folder / "data", *options).exception
    assert error is None or isinstance(error, TradeficheError)
    if isinstance(error, TradeficheError):
        assert error.hint
        assert all(each.isprintable() for each in error.message.splitlines())
        assert not (folder / "data").exists()
